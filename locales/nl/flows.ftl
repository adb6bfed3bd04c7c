# Opzegprocessen: de editor.
flows-title = Opzegproces
flows-lead = Hoe mensen hier opzeggen: één beschrijving, waar de pagina’s, de balie, de openbare uitleg en de kaart voor medewerkers uit komen.
flows-finding = { $n ->
    [0] Er is nog geen opzegproces
    [one] Er is één manier om op te zeggen
   *[other] Er zijn { $n } manieren om op te zeggen
  }
flows-empty = Tot je er een maakt, geldt het strengste proces dat we kennen: twee schermen en een bevestiging. Niemand wordt vastgehouden.
flows-broken = Dit kan niet gelezen worden. Het strengste proces staat ervoor in de plaats.
flows-file = uit een bestand, hier niet gepubliceerd
flows-version = versie { $version }
flows-published-by = { $moment }, { $by }
flows-page = Probeer het
flows-how = Openbare pagina
flows-card = Kaart voor medewerkers
flows-new = Een nieuw proces
flows-new-text = Eén per soort klant die anders opzegt.
flows-name = Naam in adressen
flows-name-hint = Kleine letters, cijfers en streepjes, zoals maandabonnement.
flows-new-button = Begin
flows-severity-block = Blokkeert
flows-severity-error = Fout
flows-severity-warning = Waarschuwing
flows-severity-info = Goed om te weten
flows-severity-none = Niets gevonden
flows-finding-clean = Niets gevonden dat opzeggen moeilijk maakt.
flows-finding-remarks = { $n ->
    [one] Eén bevinding. Publiceren kan.
   *[other] { $n } bevindingen. Publiceren kan.
  }
flows-finding-blocked = { $n ->
    [one] Eén bevinding blokkeert publiceren.
   *[other] { $n } bevindingen blokkeren publiceren.
  }
flows-finding-broken = { $n ->
    [one] Eén regel kan niet gelezen worden.
   *[other] { $n } regels kunnen niet gelezen worden.
  }
flows-published = Versie { $version } is in gebruik
flows-published-text = Wie nu begint, zegt zo op. Lopende opzeggingen gaan verder op de versie waarmee ze begonnen.
flows-not-published = Niet gepubliceerd
flows-not-published-text = Wat in gebruik was, blijft in gebruik. Mensen kunnen opzeggen zoals eerst.
flows-blocked = Versie { $version } kan niet gepubliceerd worden: { $n ->
    [one] één bevinding blokkeert
   *[other] { $n } bevindingen blokkeren
  }
flows-problems = Wat niet gelezen kan worden
flows-findings = Bevindingen
flows-findings-none = Niets gevonden. Wat alleen een pagina op een scherm kan laten zien, staat hieronder.
flows-remedy = Wat te doen:
flows-line = regel { $line }
flows-pack = Regels van ‘{ $pack }’, voor het laatst nagekeken op { $day }.
flows-pack-stale = Regels van ‘{ $pack }’, voor het laatst nagekeken op { $day }: meer dan een jaar geleden, kijk ze na.
flows-no-advice = Vaarwel leest regels; het geeft geen juridisch advies.
flows-not-measured-dp-07 = Grootte en contrast van de knoppen (DP-07): meet de getoonde pagina’s.
flows-not-measured-dp-34 = Toegankelijkheid van beide wegen (DP-34): meet de getoonde pagina’s.
flows-not-measured = { $n ->
    [one] Eén ding dat alleen een getoonde pagina kan zeggen
   *[other] { $n } dingen die alleen een getoonde pagina kan zeggen
  }
flows-common = Wat het vaakst verandert
flows-common-text = Wat je hier verandert, komt in de tekst hieronder op zijn plek. De rest blijft zoals het geschreven is.
flows-field-title-nl = Titel in het Nederlands
flows-field-title-en = Titel in het Engels
flows-field-company-name = Bedrijf
flows-field-company-phone = Telefoon
flows-field-company-mail = Mailadres
flows-field-company-address = Postadres
flows-asked = Na de opzegging. Elke vraag mag overgeslagen worden.
flows-field-survey-reason = De reden
flows-field-survey-effort = Hoe makkelijk opzeggen was
flows-field-survey-free-text = Eigen woorden
flows-field-survey-goal-reached = Of het doel bereikt is
flows-field-undo-until-end = Intrekken kan tot de laatste dag
flows-law = Naast gelegd
flows-field-law = Naast gelegd
flows-join = Klant worden, om mee te vergelijken
flows-field-join-screens = Schermen
flows-field-join-actions = Klikken
flows-field-join-fields = Velden
flows-whole = De hele beschrijving
flows-whole-text = Als TOML. De naslag zegt wat elk woord betekent; een onbekend woord wordt geweigerd, met de regel erbij.
flows-publish = Publiceer versie { $version }
flows-publish-against = Publiceer versie { $version } tegen de bevindingen in
flows-publish-text = Publiceren maakt een versie die nooit meer verandert. Kijk eerst: van kijken wordt niets bewaard.
flows-look = Bekijk het
flows-reason = Waarom je tegen een blokkerende bevinding in publiceert
flows-reason-hint = Alleen een eigenaar kan dat. Je naam en deze reden blijven in de geschiedenis staan.
flows-preview = Wat de klant ziet
flows-preview-in = Toon in het { $language ->
    [nl] Nederlands
   *[en] Engels
}
flows-preview-text = Het eerste scherm zoals op een telefoon. Van hieruit kan niets verstuurd worden.
flows-friction = Drempel
flows-friction-measure = Maat
flows-friction-leave = Weg
flows-friction-join = Erbij
flows-friction-clicks = Klikken
flows-friction-fields = Velden
flows-friction-screens = Schermen
flows-friction-screens-and-receipt = Schermen, met de bevestiging erbij
flows-friction-seconds = Seconden
flows-friction-not-known = niet bekend
flows-friction-unknown = Zeg hieronder wat klant worden vraagt, dan wordt het hier vergeleken.
flows-friction-easier = Opzeggen is makkelijker dan klant worden.
flows-friction-same = Opzeggen is even makkelijk als klant worden.
flows-friction-harder = Opzeggen is moeilijker dan klant worden.
flows-friction-index = Symmetrie-index { $index } op een schaal van 0 tot 2; 1 betekent even makkelijk als klant worden
flows-friction-one = 1, even makkelijk
flows-friction-how = Het meetkundig gemiddelde van weg gedeeld door erbij, over de maten die bekend zijn. Uit de beschrijving; wat gemeten is, staat op de pagina over afscheid.
flows-public = De openbare pagina zegt
flows-ways = Andere wegen
flows-versions = Versies
flows-versions-none = Nog niet gepubliceerd.
flows-open = Open
flows-open-version = Open versie { $version }
flows-overridden = Gepubliceerd tegen een bevinding in: { $reason }
flows-wrong-name = Kies een andere naam: kleine letters, cijfers en streepjes, hoogstens 64.
flows-wrong-field = ‘{ $field }’ kon niet in de tekst gezet worden. Verander het in de tekst zelf.
flows-wrong-same = Dit is de versie die in gebruik is.
flows-older = Dit is versie { $version }, niet de nieuwste. Publiceer je hem, dan wordt dit versie { $next }.
flows-wrong-outdated = Iemand publiceerde intussen versie { $version }. Open die en maak daar je verandering.
flows-wrong-broken = Het kan nog niet gelezen worden. Zie de regels hierboven.
flows-wrong-blocked = Zolang iets blokkeert, kan dit niet gepubliceerd worden. Een eigenaar kan anders beslissen, met een reden.
flows-wrong-reason = Schrijf in een zin waarom je tegen de bevinding in publiceert. Het blijft in de geschiedenis staan.
