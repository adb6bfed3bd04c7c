# De bladzijden waar iemand weggaat. Rustig, kort, precies: wat er gebeurt, wanneer, en wat je kunt doen.
leave-skip = Naar de inhoud
leave-language = Taal
leave-help = Hulp nodig? { $phone }
leave-step-one = Stap 1 van 1
leave-step-check = Laatste stap
leave-step-done = Klaar

# De lijst.
leave-list-title = Waar wil je mee stoppen?
leave-list-text = Kies wat je wilt beëindigen. Een wachtwoord is niet nodig.
leave-list-how = Zo werkt het
leave-list-none = Hier staat nog niets om op te zeggen. Bel of mail het bedrijf zelf.

# Scherm 1: wie en wanneer.
leave-lead = Je kunt vandaag nog opzeggen. Je hoeft geen reden te geven en hebt geen wachtwoord nodig.
leave-lead-free = Je kunt vandaag nog opzeggen. Dat kost niets, je hoeft geen reden te geven en hebt geen wachtwoord nodig.
leave-lead-extraordinary = Zijn afspraken niet nagekomen? Dan kun je vandaag stoppen. Een wachtwoord is niet nodig.
leave-lead-withdrawal = Ben je minder dan 14 dagen geleden klant geworden? Dan kun je de overeenkomst ongedaan maken zonder reden te geven. Je hebt geen wachtwoord nodig.
leave-who = Wie ben je?
leave-contract = Je klantnummer
leave-contract-hint = Het staat op je rekeningen en in onze mails.
leave-contract-missing = Vul { $what } in, zodat we weten om wie het gaat.
leave-mail = Je e-mailadres
leave-mail-hint = Het adres dat je gebruikte toen je klant werd. Hierheen sturen we ook de bevestiging.
leave-mail-missing = Vul je e-mailadres in, zodat we de bevestiging kunnen sturen.
leave-mail-wrong = Kijk je e-mailadres na: er hoort één @ in en geen spatie.
leave-too-long = Maak dit korter: er passen { $most } tekens, dit zijn er { $given }.
leave-wrong = Er mist nog iets
leave-link-summary = Ik weet dat nummer niet
leave-link-text = Vul hierboven je e-mailadres in. Kennen we het, dan krijg je een link waarmee je direct verder kunt. Hij werkt een uur.
leave-link-button = Stuur mij een link
leave-knows-summary = Ik gebruik dat e-mailadres niet meer
leave-knows-text = Vul dan hieronder iets in dat wij ook weten. Je e-mailadres mag leeg blijven.
leave-knows-birth_date = Je geboortedatum
leave-knows-birth_date-hint = Bijvoorbeeld 12-09-1980.
leave-knows-post_code = Je postcode
leave-knows-post_code-hint = Van het adres dat wij van je kennen, bijvoorbeeld 3511 AB.
leave-link-sent = Kijk in je mail
leave-link-sent-text = Kennen we { $mail }, dan is er nu een link onderweg. Komt er niets? Dan kun je je opzegging hieronder toch versturen.
leave-link-old = Deze link werkt niet meer
leave-link-old-text = Hij is al gebruikt of te oud. Heb je er al mee opgezegd, dan blijft dat zo. Vul anders hieronder in wie je bent, of vraag een nieuwe link.
leave-when = Wanneer stopt het?
leave-soon = Zo snel mogelijk
leave-soon-day = Zo snel mogelijk: { $day }
leave-soon-other = De eerste dag die je contract toelaat. Die dag staat meteen op je bevestiging.
leave-soon-ground = Een mens kijkt naar wat je schrijft. Kloppen de afspraken toch, dan telt je gewone opzegtermijn.
leave-later = Op een latere dag
leave-later-day = Welke dag?
leave-later-missing = Kies een dag, of kies zo snel mogelijk.
leave-later-past = Kies een dag vanaf vandaag. Wil je zo snel mogelijk weg, kies dan dat.
leave-later-far = Die dag ligt meer dan drie jaar vooruit. Kijk het jaar na, of kies zo snel mogelijk.
leave-later-sooner = Eerder dan { $day } kan niet vanzelf. We vragen het voor je aan; zeker is { $day }.
leave-then = Wat er dan gebeurt
leave-kind-summary = Anders dan gewoon opzeggen
leave-kind-extraordinary = Ik stop direct, omdat afspraken niet zijn nagekomen
leave-kind-withdrawal = Overeenkomst hier herroepen
leave-kind-withdrawal-hint = Ben je minder dan 14 dagen klant? Dan kun je de overeenkomst ongedaan maken en je geld terugkrijgen.
leave-kind-ordinary = Terug naar gewoon opzeggen
leave-ground = Wat is er niet nagekomen?
leave-ground-hint = Een of twee zinnen zijn genoeg. Schrijf liever niets over gezondheid of over andere mensen.
leave-title-withdrawal = Overeenkomst herroepen
leave-title-extraordinary = Direct opzeggen
leave-button-withdrawal = Herroeping bevestigen
leave-button-extraordinary = Opzegging bevestigen
leave-stay = Toch blijven
leave-promise = Na deze knop is je opzegging binnen. Je ziet meteen de bevestiging en krijgt die ook per mail. Bedenken kan tot en met je laatste dag.
leave-promise-withdrawal = Na deze knop is je herroeping binnen. Je ziet meteen de bevestiging en krijgt die ook per mail.
leave-look = Eerst zien wat er voor mij stopt
leave-ways = Liever op een andere manier?
leave-ways-text = Alles telt even snel. Kies wat je prettig vindt.
leave-how-link = Zo werkt opzeggen bij { $company }
leave-how-link-text = alle stappen, termijnen en kosten op één pagina.

# Wie we niet vinden, wordt nooit geweigerd.
leave-unknown = We vinden je hiermee niet
leave-unknown-text = Kijk na wat je invulde en probeer het nog eens. Of verstuur je opzegging toch: een mens zoekt je op.
leave-anyway = Toch versturen
leave-anyway-text = Je opzegging telt vanaf nu. Binnen { $days } werkdagen bevestigen we wat er stopt en wanneer.
leave-open-again = Controleer en druk nog één keer
leave-open-again-text = Deze pagina stond lang open. Wat je invulde staat er nog.

# Scherm 2: wat stopt er en wanneer.
leave-check-title = Dit stopt er
leave-check-title-several = Kies wat er stopt
leave-check-choose = Wat stopt er?
leave-check-stays = Wat je niet aankruist, loopt gewoon door.
leave-check-none = Kruis aan wat er stopt.
leave-check-since = Sinds { $day }
leave-check-back = Andere gegevens invullen

leave-about-end_date = Je laatste dag
leave-about-last_charge = Wat je nog betaalt
leave-about-refund = Wat je terugkrijgt
leave-about-fee = Wat opzeggen kost
leave-about-data = Je gegevens
leave-about-goods = Wat je van ons hebt
leave-about-deposit = Je borg
leave-about-other = Verder
leave-value-last-charge = per dag gerekend
leave-value-refund = het deel na je laatste dag
leave-value-last-day = je laatste dag
leave-value-nothing = niets
leave-value-nothing-more = niets meer
leave-value-told = een bedrag dat je uiterlijk { $day } hoort
leave-value-for-day = { $money } voor { $day }
leave-value-for-days = { $money } voor { $from } tot en met { $until }
leave-end-told = We laten je uiterlijk { $day } weten wat je laatste dag is.
leave-withdrawal-end_date = De overeenkomst stopt vandaag.
leave-withdrawal-refund = Wat je betaalde, krijg je binnen 14 dagen terug op de rekening waarmee je betaalde.
leave-withdrawal-fee = Herroepen kost niets.
leave-withdrawal-end_date-if = Ben je op tijd, dan stopt de overeenkomst vandaag. Ben je langer dan 14 dagen klant, dan kijken we of je bedenktijd nog liep. Was die voorbij, dan telt dit als gewone opzegging.
leave-withdrawal-refund-if = Ben je op tijd, dan krijg je wat je betaalde binnen 14 dagen terug op de rekening waarmee je betaalde.
leave-withdrawal-fee-if = Ben je op tijd, dan kost herroepen niets.
leave-fee-none = Opzeggen kost niets.
leave-end-known = Je contract stopt op { $day }.
leave-end-unknown = Je contract stopt op de eerste dag die kan. Die dag staat op je bevestiging.
leave-ends = { $what } stopt op { $day }.
leave-ends-told = Van { $what } laten we je uiterlijk { $day } weten wat de laatste dag is.

leave-end-why = Stopt op { $day }: { $why }.
leave-why-first-term = dan loopt de eerste termijn af
leave-why-notice-from-the-day = de opzegtermijn telt vanaf vandaag
leave-why-end-of-block = tot dan is het verlengd
leave-why-trial-ends = een proef eindigt vanzelf
leave-why-end-of-year = dan eindigt het lidmaatschapsjaar
leave-why-switching = overstappen duurt hoogstens twee maanden
leave-why-at-will = wat betaald is, mag je gebruiken
leave-why-agreed = zo is het afgesproken
leave-why-wanted = die dag koos je zelf
leave-why-withdrawal = je maakt de overeenkomst ongedaan
leave-why-extraordinary = je zegt direct op
leave-withdrawal-late = De bedenktijd liep tot en met { $day }. Daarom telt het als gewone opzegging.
leave-otherwise = Blijkt de grond niet te kloppen, dan stopt het uiterlijk op { $day }.
leave-otherwise-withdrawal = Is de bedenktijd voorbij, dan telt het als gewone opzegging en stopt het uiterlijk op { $day }.
leave-check-ends-too = Dit stopt mee: { $what }.
leave-check-stays-too = Dit loopt door: { $what }.

# Blijven.
leave-stay-title = Er verandert niets
leave-stay-text = Je hebt niets opgezegd. Alles loopt door zoals het liep.
leave-stay-again = Toch opzeggen

# De bevestiging.
leave-done-title = Je hebt opgezegd
leave-done-title-name = Je hebt opgezegd, { $name }
leave-done-title-withdrawal = Je hebt de overeenkomst herroepen
leave-done-title-withdrawal-late = Je herroeping is binnen en telt als gewone opzegging
leave-done-title-desk = Je opzegging is binnen
leave-done-title-withdrawal-desk = Je herroeping is binnen
leave-done-day = Je laatste dag is { $day }.
leave-done-assumed = Op zijn vroegst is je laatste dag { $day }, als we je vinden en er niets anders is afgesproken.
leave-done-desk = Je opzegging telt vanaf { $moment }. Een mens zoekt uit om welk contract het gaat en bevestigt je laatste dag.
leave-done-desk-day = Je opzegging telt vanaf { $moment }. Een mens kijkt ernaar en bevestigt je laatste dag.
leave-done-desk-withdrawal = Je herroeping telt vanaf { $moment }. Een mens kijkt of je nog bedenktijd had en bevestigt je laatste dag.
leave-done-mail = De bevestiging is onderweg naar { $mail }.
leave-done-spool = Ons systeem had een storing. Je opzegging is veilig opgeslagen en telt vanaf { $moment }.
leave-done-nothing = Je hoeft niets meer te doen.
leave-done-there = Je had al opgezegd op { $moment }. Dat blijft zo; dit is dezelfde bevestiging.
leave-done-number = Nummer { $number }
leave-next = Wat er nu komt
leave-happened = Wat er gebeurde
leave-next-received = Opzegging ontvangen
leave-next-taken-back = Opzegging teruggedraaid
leave-next-last-day = Je laatste dag
leave-next-ended = Beëindigd
leave-next-pause = De pauze begint
leave-next-pause-over = Laatste dag van de pauze
leave-next-pause-resumes = Daarna gaat het vanzelf weer verder, en je betaling ook.
leave-next-desk = Een mens bevestigt je laatste dag
leave-next-ground = Een mens leest wat je schreef
leave-next-desk-when = Uiterlijk { $day }
leave-next-after = Daarna
leave-next-again = Nog een keer gevraagd
leave-next-recognized = Een mens heeft je gevonden
leave-next-offer = Je wilt dat iemand contact opneemt
leave-next-noted = Genoteerd
leave-next-sorry = Onze excuses
leave-next-charge = Laatste keer betalen: { $money }
leave-next-charge-for = Voor { $from } tot en met { $until }.
leave-next-refund = Je krijgt { $money } terug
leave-paused-text = De pauze loopt van { $from } tot en met { $until }. In die tijd betaal je niets.
leave-done-day-was = Je laatste dag was { $day }.
leave-undo-open = Bedenk je je? Dan draai je dit met één druk terug.
leave-keep = Bewaar je bevestiging
leave-keep-text = Als tekst
leave-keep-html = Als pagina
leave-keep-pdf = Als pdf
leave-keep-link = Deze pagina blijft op dit adres staan. Bewaar de link.
leave-keep-seal = Wat er precies staat
leave-keep-seal-text = Onderaan staat een zegel. Daarmee kan iedereen nagaan dat er niets aan veranderd is, ook zonder ons.
leave-undo = Opzegging terugdraaien
leave-undo-text = Tot en met { $day } kun je je opzegging met één druk terugdraaien.
leave-undone-title = Je opzegging is teruggedraaid
leave-undone-text = Alles loopt door zoals het liep. Deze pagina blijft bestaan als bewijs.
leave-ended-title = Je abonnement is beëindigd
leave-pause = Kan het ook een pauze worden?
leave-pause-text = Tot en met { $day } kun je van je opzegging ook een pauze maken. Je betaalt dan niets. Daarna { $resumes ->
    [yes] gaat het vanzelf weer verder
   *[no] zeg je zelf of je verder wilt
  }.
leave-pause-told = Dat laten we je { $days } dagen van tevoren weten.
leave-pause-months = { $months ->
    [one] 1 maand
   *[other] { $months } maanden
  }
leave-pause-button = Maak er een pauze van
leave-paused-title = Je abonnement staat op pauze

leave-thanks = Bedankt
leave-thanks-text = Fijn dat we er voor je mochten zijn. Het ga je goed, waar je ook heen gaat.
leave-thanks-some = Wat doorloopt, blijft zoals je gewend bent.

# Vragen, alles mag overgeslagen worden.
leave-learn = Wil je ons iets leren?
leave-learn-text = Je bent klaar. Alles hieronder mag je overslaan. Je antwoorden gebruiken we om beter te worden, niet om je terug te halen.
leave-reason = Waarom stop je?
leave-reason-hint = Je mag er meer dan een kiezen.
leave-reason-main = Wat woog het zwaarst?
leave-reason-price = Prijs en waarde
leave-reason-service = Service en contact
leave-reason-product = Het product of de dienst
leave-reason-start = Ik kwam niet op gang
leave-reason-fit = Iets anders past beter
leave-reason-life = Mijn leven veranderde
leave-reason-done = Doel bereikt
leave-reason-other = Iets anders
leave-reason-none = Zeg ik liever niet
leave-more = Wat speelde daarin mee?
leave-destination = Waar ga je heen?
leave-destination-competitor = Naar een andere aanbieder
leave-destination-alternative = Ik los het anders op
leave-destination-nothing = Nergens heen, ik heb het niet meer nodig
leave-goal = Heb je bereikt waarvoor je kwam?
leave-goal-yes = Ja
leave-goal-partly = Deels
leave-goal-no = Nee
leave-effort = Hoe makkelijk was het om op te zeggen?
leave-effort-low = 1 = heel moeilijk
leave-effort-high = 5 = heel makkelijk
leave-goodbye = Hoe vond je dit afscheid?
leave-goodbye-low = 1 = heel slecht
leave-goodbye-high = 5 = heel goed
leave-words = Wat hadden wij anders moeten doen?
leave-words-goal = Wat heeft je het meest geholpen, en wat zou je anders willen zien?
leave-words-hint = Schrijf liever niets over gezondheid of over andere mensen. Hoogstens { $most } tekens.
leave-reply = Mag iemand hierop reageren? Zonder aanbieding.
leave-reply-no = Nee
leave-reply-mail = Ja, per mail, binnen { $days } werkdagen
leave-reply-phone = Ja, bel mij, binnen { $days } werkdagen
leave-fixed = Mail mij één keer als dit is opgelost
leave-fixed-hint = Eén mail over deze reden. Na twaalf maanden vervalt het.
leave-send = Antwoord versturen
leave-skip-all = Overslaan
leave-heard = Je antwoord is bewaard.
leave-heard-change = Je kunt het hieronder nog veranderen.

# Wat past bij het antwoord. Erkennen, niet overhalen.
leave-answer-price = Je zegt dat het zijn prijs niet waard was. Dat leggen we naast wat anderen zeggen, voordat we prijzen vaststellen.
leave-answer-service = Je zegt dat je niet goed geholpen bent. Dat nemen we aan zoals je het zegt. Het komt bij wie het kan oplossen.
leave-answer-product = Je zegt dat het niet deed wat je mocht verwachten. Dat komt bij wie het kan verbeteren.
leave-answer-start = Je zegt dat je niet op gang kwam. We kijken na wat je in je eerste weken van ons kreeg.
leave-answer-fit = Goed dat je iets vond dat beter past.
leave-answer-life = Dingen veranderen. We wensen je een goede tijd.
leave-answer-done = Mooi dat je bereikte waarvoor je kwam. Dat is het beste afscheid dat er is.
leave-answer-other = Dank je dat je het zegt.
leave-answer-said = Je zegt: ‘{ $reason }’.
leave-answer-then-price = Dat leggen we naast wat anderen zeggen, voordat we prijzen vaststellen.
leave-answer-then-service = Dat komt bij wie het kan oplossen.
leave-answer-then-product = Dat komt bij wie het kan verbeteren.
leave-answer-then-start = We kijken na wat je in je eerste weken van ons kreeg.
leave-answer-then-fit = Dank je dat je het zegt.
leave-answer-then-other = Dank je dat je het zegt. Het komt bij wie erover gaat.
leave-sorry-fault = Op { $day } ging dit mis: { $what }
leave-sorry = Dat had niet mogen gebeuren. Sorry.
leave-sorry-goodwill = Je krijgt { $money } terug. Daar hoef je niets voor te doen.
leave-offer = Kunnen jullie nog iets doen?
leave-offer-text = Dit is het enige voorstel. Je opzegging blijft staan, wat je ook kiest.
leave-offer-yes = Graag, laat iemand contact opnemen
leave-offer-taken = Iemand neemt contact met je op over: { $offer }

leave-data = Je gegevens
leave-data-take = Stuur mij mijn gegevens
leave-data-erase = Wis mijn gegevens na mijn laatste dag
leave-data-text = Wat de wet ons laat bewaren, zoals rekeningen, wissen we als dat mag.
leave-data-taken = Je vroeg je gegevens op: { $moment }. Je krijgt ze binnen een maand.
leave-data-erasing = We wissen je gegevens na je laatste dag.
leave-data-not-erasing = Je vroeg ons je gegevens te wissen na je laatste dag. Die is er nu niet, dus we wissen niets. Ga je later toch weg, dan kun je het weer vragen.

leave-waiting-title = Je opzegging is binnen
leave-waiting-text = Ons systeem had een storing. Je opzegging is veilig opgeslagen en telt vanaf het moment hieronder. Deze pagina krijgt straks meer.
leave-gone-title = Deze bevestiging kennen we niet
leave-gone-text = Kijk of je de link helemaal hebt overgenomen. Een opzegging die bevestigd is, blijft staan, ook als deze link niet werkt.
leave-gone-ask = Weet je niet of je opzegging is aangekomen? Vraag het aan het bedrijf.
leave-gone-reach = Weet je niet of je opzegging is aangekomen? Vraag het aan { $company }: { $ways }.
leave-gone-start = Ik wil opzeggen
leave-later-on-title = Dat lukt nu even niet
leave-later-on-text = Je opzegging zelf is en blijft binnen. Probeer dit later nog eens.
leave-not-taken-title = Je opzegging kon nu niet worden opgeslagen
leave-not-taken-text = Dat ligt aan ons. Er is nog niets vastgelegd. Probeer het zo nog eens, of laat het ons op een van deze manieren weten. Die tellen even snel.
leave-refused-not-open = Deze opzegging loopt niet meer. Er is niets veranderd.
leave-refused-too-late-to-undo = Je laatste dag is voorbij, dus terugdraaien kan niet meer.
leave-refused-other = Dat lukte niet. Er is niets veranderd.

# De openbare procedure.
leave-how-title = Zo werkt opzeggen bij { $company }
leave-how-lead = { $screens ->
    [one] Eén scherm
   *[other] { $screens } schermen
  }, { $fields ->
    [one] één vakje om in te vullen
   *[other] { $fields } vakjes om in te vullen
  }, en je bent klaar. Een reden is nooit nodig.
leave-how-start = Begin hier
leave-how-steps = De stappen
leave-how-step-fill = Je vult in: { $fields }. Dan druk je op ‘{ $button }’.
leave-how-step-press = Je drukt op ‘{ $button }’.
leave-how-step-receipt = Je krijgt { $minutes ->
    [0] meteen
    [1] binnen een minuut
   *[other] binnen { $minutes } minuten
  } een bevestiging, op het scherm en per mail, met alles wat je opgaf, dag en tijd, je laatste dag en wat er daarna komt.
leave-how-step-after = Daarna mag je iets terugzeggen. Alles daarvan mag je overslaan.
leave-how-step-undo = Bedenk je je? Tot en met je laatste dag draai je het met één druk terug.
leave-how-notice = De termijn
leave-how-notice-days = { $days ->
    [0] Geen opzegtermijn.
    [1] Een dag, geteld vanaf de dag dat je opzegt.
   *[other] { $days } dagen, geteld vanaf de dag dat je opzegt.
  }
leave-how-notice-months = { $months ->
    [0] Geen opzegtermijn.
    [1] Een maand, geteld vanaf de dag dat je opzegt.
   *[other] { $months } maanden, geteld vanaf de dag dat je opzegt.
  }
leave-how-notice-first = De eerste { $months } maanden lopen eerst af.
leave-how-notice-today = Zeg je vandaag op, dan stopt het op { $day }.
leave-how-then = Wat er gebeurt met je geld en je gegevens
leave-how-ways = De manieren
leave-how-ways-text = Elke manier telt even snel. De datum is de dag dat je het ons laat weten.
leave-how-offer = Voorstellen
leave-how-offer-none = We doen geen voorstellen om je te laten blijven.
leave-how-offer-some = Vooraf doen we geen voorstel. Na je opzegging hoogstens één, alleen als je erom vraagt.
leave-how-offer-pause = Wil je liever even pauze, dan kun je daar na je opzegging zelf voor kiezen. We dringen er niet op aan.
leave-how-law = De regels
leave-how-law-text = Deze gang van zaken is gelegd naast: { $packs }. Dat is geen juridisch oordeel.
leave-how-law-pack = { $title }, nagekeken op { $day }
leave-how-real = Hoe het echt ging
leave-how-real-none = In de laatste 90 dagen zei niemand op via deze pagina’s.
leave-how-real-few = In de laatste 90 dagen { $n ->
    [one] zei één mens op
   *[other] zeiden { $n } mensen op
  } via deze pagina’s. Dat zijn er te weinig om een tijd te noemen.
leave-how-real-seconds = In de laatste 90 dagen zeiden { $n } mensen op via deze pagina’s. De helft deed er hoogstens { $seconds } seconden over.
leave-how-real-receipt = Van de { $of } opzeggingen met een mailadres, over alle manieren samen, kregen er { $n } hun bevestiging binnen een minuut per mail. Op de pagina staat zij er meteen.
leave-how-card = De kaart voor medewerkers
leave-how-fallback = De gewone beschrijving is er nu niet. Opzeggen kan wel, met zo min mogelijk eisen.

# De kaart voor medewerkers.
leave-card-title = Iemand wil opzeggen
leave-card-for = Kaart voor medewerkers van { $company }
leave-card-say = Zo doe je het
leave-card-say-1 = Zeg: ‘Dat regel ik meteen voor je.’
leave-card-say-ask = Vraag: { $fields }. Een reden vraag je niet.
leave-card-say-day = Zeg op welke dag het stopt, en wat er met geld en gegevens gebeurt. Het staat hieronder.
leave-card-say-enter = Leg het vast bij de balie, op het moment dat het gevraagd wordt. Dan begint de klok.
leave-card-say-receipt = Lees de bevestiging voor of geef haar mee. Ze gaat ook per mail.
leave-card-say-end = Zeg: ‘Bedankt dat je klant was.’ En dan niets meer.
leave-card-never = Wat je nooit doet
leave-card-never-1 = Vragen of iemand het zeker weet.
leave-card-never-2 = Doorverbinden, laten terugbellen of naar een ander adres sturen.
leave-card-never-3 = Een aanbod doen voordat de opzegging vastligt.
leave-card-never-4 = Een reden eisen, of zeggen wat iemand gaat missen.
leave-card-unknown = Vind je de klant niet? Leg het toch vast. Wie het is zoeken we daarna uit.
leave-card-made = Gemaakt uit de beschrijving ‘{ $flow }’ op { $moment }.

channel-page = Op deze pagina
channel-app = In de app
channel-widget = In het venster op de site
channel-mail = Mailen
channel-phone = Bellen
channel-chat = Appen of chatten
channel-counter = Langskomen
channel-letter = Brief
channel-api = Via een koppeling
