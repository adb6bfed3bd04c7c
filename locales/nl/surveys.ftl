# Vragenlijsten.
surveys-lead = Hoogstens vier vragen, allemaal over te slaan. Een gepubliceerde versie verandert nooit meer.
surveys-finding = { $n ->
    [0] Er is nog geen vragenlijst
    [one] Er is één vragenlijst
   *[other] Er zijn { $n } vragenlijsten
  }
surveys-finding-length = { $n ->
    [one] Eén vraag, over te slaan.
   *[other] { $n } vragen, allemaal over te slaan.
  }
surveys-empty = Begin er hieronder een: met één vraag over tevredenheid vult de ladder zich vanzelf.
surveys-by-hand = Alleen als iemand het met de hand vraagt.
surveys-on-schedule = Elke { $every } dagen, vanaf dag { $after } als klant, per { $channels }.
surveys-or = {" of "}
surveys-after = { $after ->
    [0] Op de dag van
    [one] Eén dag na
   *[other] { $after } dagen na
  }
surveys-within = { $within ->
    [one] tot een dag later
   *[other] tot { $within } dagen later
  }
surveys-on-first-use = { surveys-after } het eerste gebruik, { surveys-within }, per { $channels }.
surveys-on-service-contact = { surveys-after } contact met service, { surveys-within }, per { $channels }.
surveys-on-renewal = { surveys-after } een verlenging, { surveys-within }, per { $channels }.
surveys-on-activity = { surveys-after } een maatregel, { surveys-within }, per { $channels }.
surveys-on-goodbye = { surveys-after } een afscheid, { surveys-within }, per { $channels }, voor zover de wet dat toelaat.
surveys-house = Wat voor alles geldt
surveys-house-text = Over alle vragenlijsten en wegen heen. Het staat in asking.toml in de gegevensmap.
surveys-house-wrong = Eigen regels kunnen niet gelezen worden; de gewone gelden.
surveys-cap = Hoe vaak
surveys-cap-text = { $between } dagen rust na elke vraag, en hoogstens { $year } keer per jaar.
surveys-quiet = Stille uren
surveys-quiet-text = Tussen { $from } en { $to } gaat geen bericht uit.
surveys-sundays-quiet = Op zondag ook niet.
surveys-sundays-not = Op zondag wel.
surveys-unasked = Nooit gevraagd
surveys-unasked-text = { $share } van de klanten, door het lot en altijd dezelfden. Vragen verandert mensen; alleen wie nooit gevraagd is, laat zien wat luisteren doet.
surveys-goodbye-mail = Na een afscheid
surveys-goodbye-mail-consent = Een mail alleen aan wie dat aantoonbaar goed vond: regel { $rule } van het rechtspakket ‘{ $pack }’.
surveys-goodbye-mail-soft-opt-in = Een mail alleen aan wie dat goed vond, of het bij de koop te horen kreeg en kon weigeren: regel { $rule } van het rechtspakket ‘{ $pack }’.
surveys-goodbye-mail-nothing = Een mail mag, tot iemand nee zegt: regel { $rule } van het rechtspakket ‘{ $pack }’.
surveys-new = Een nieuwe vragenlijst
surveys-new-text = Eén per gelegenheid. Kort blijft: elke vraag meer kost antwoorden.
surveys-name-hint = Kleine letters, cijfers en streepjes, zoals na-de-werkplaats.
surveys-published-text = Wie nu gevraagd wordt, krijgt deze. Wie een eerdere versie open heeft, beantwoordt die tot het einde.
surveys-facts = Wat deze tekst doet
surveys-when = Wanneer
surveys-purposes = Antwoorden zijn om
surveys-stands = Ladder
surveys-ladder = ‘{ $question }’ zegt waar iemand staat, { $days } dagen lang.
surveys-no-ladder = Geen vraag zegt waar iemand staat.
surveys-link = Link geldt
surveys-words = Eigen woorden blijven
surveys-whole-text = Als TOML. De naslag zegt wat elk woord betekent; een onbekend woord wordt geweigerd, met de regel erbij.
surveys-publish-text = Publiceren geeft de tekst het volgende versienummer. Kijk eerst: van kijken wordt niets bewaard.
surveys-preview-text = Zoals op een telefoon. Van hieruit kan niets verstuurd worden.
surveys-links = Met de hand vragen
surveys-links-text = Een link voor één klant: om hardop te vragen aan de balie, op papier, of op een scherm. Hij telt mee voor hoe vaak iemand gevraagd is.
surveys-links-button = Maak een link
surveys-links-now = Nu invullen
surveys-kiosks = Scherm ter plekke
surveys-kiosks-text = Vraagt wie ervoor staat één ding per keer, en begint dan opnieuw. Niemand zegt wie hij is, dus het telt niet voor de ladder en niet voor hoe vaak iemand gevraagd is. Eigen woorden vraagt het niet.
surveys-kiosk-place = Waar het staat
surveys-kiosk-button = Maak een scherm
surveys-kiosk-made = Scherm voor { $place }
surveys-kiosk-made-text = Open dit adres op het scherm, of scan de code. Bewaar het nu: het staat hier één keer. Het werkt tot je het hieronder weghaalt.
surveys-kiosk-code-label = Code met het adres van het scherm { $place }
surveys-kiosk-since = sinds { $moment }
surveys-kiosk-until = tot { $moment }
surveys-kiosk-answered = { $n ->
    [0] nog geen antwoord
    [one] één keer beantwoord
   *[other] { $n } keer beantwoord
  }
surveys-kiosk-end = Haal weg
surveys-kiosk-end-label = Haal weg: het scherm { $place }
surveys-wrong-place = Vul in waar het scherm staat.
surveys-wrong-kiosk = Deze vragenlijst heeft geen vraag voor een scherm: eigen woorden en toestemmingen vraagt het niet.
surveys-made = Link voor { $customer }, { $channel }
surveys-made-text = Bewaar hem nu: hij staat hier één keer. Hij werkt tot { $until }.
surveys-made-open = Open de vragen
surveys-code-label = Code met de link voor { $customer }
surveys-wrong-name = Kies een andere naam: kleine letters, cijfers en streepjes, hoogstens 60.
surveys-wrong-large = De tekst is te groot. Een vragenlijst past ruim in 128 kB.
surveys-wrong-other-name = De tekst noemt een andere vragenlijst. Zet survey op { $name }.
surveys-wrong-customer = Vul in voor welke klant de link is.
surveys-wrong-nobody = Klant { $customer } kennen we niet, en er is geen link gemaakt. Kijk het klantnummer na; het staat bij Klanten.
surveys-wrong-unpublished = Publiceer de vragenlijst eerst.
surveys-wrong-opted-out = Deze klant wil geen vragen meer.
surveys-wrong-resting = Deze klant is kort geleden gevraagd. Vanaf { $day } kan het weer.
surveys-wrong-asked = Deze klant is hier al naar gevraagd.
