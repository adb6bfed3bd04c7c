## Voortekens: wat aan vertrek voorafgaat.

precursors-title = Voortekens
precursors-finding = Wie { $sign }, vertrekt daarna { $ratio } keer zo vaak als een ander.
precursors-finding-none = Geen enkel teken gaat aantoonbaar aan vertrek vooraf.
precursors-finding-unknown = Nog niet te zien is wat aan vertrek voorafgaat.
precursors-lead = Wat er aan antwoorden, contacten, gebruik en betalingen te zien was voordat klanten gingen. Het is geen oorzaak: het teken wegnemen hoeft niets te veranderen.
precursors-section = De tekens
precursors-text = Zoveel keer zo vaak vertrekt wie dit teken geeft, de andere tekens gelijk. Links van de lijn: minder vaak. Het streepje is het interval van { $level }; het rondje is open omdat niemand dit geloot heeft.
precursors-gap = Een teken telt pas twee weken later. Wat iemand doet die al besloten heeft, is het vertrek zelf. De p-waarde rekent mee dat er veel tekens tegelijk bekeken zijn (Holm).
precursors-followed = { $spells } keer klant zijn gevolgd, { $departures } keer zelf of stil vertrokken.
precursors-none = Hier komen tekens zodra er antwoorden, contacten, gebruik of betalingen zijn ingelezen, een half jaar lang.
precursors-to-silent = Wie nu tekens geeft
precursors-column-sign = Teken
precursors-less = minder vaak
precursors-more = vaker
precursors-column-ratio = Keer zo vaak
precursors-column-p = p-waarde
precursors-column-with = Vertrek per maand met
precursors-column-without = Zonder
precursors-column-customers = Klanten
precursors-sign-rung-deep-red = Antwoord: 1, diep rood
precursors-sign-rung-orange = Antwoord: 2, oranje
precursors-sign-rung-yellow = Antwoord: 3, geel
precursors-sign-rung-soft-green = Antwoord: 4, zachtgroen
precursors-sign-not-answered = Geen antwoord in een jaar
precursors-sign-aspect-low = Laag antwoord over { $about }
precursors-sign-contact = Contact over { $about }
precursors-sign-contact-other = Contact over iets anders
precursors-sign-several-contacts = Meer dan één contact
precursors-sign-no-use = Gebruikt niets meer
precursors-sign-falling-use = Gebruikt minder dan de helft
precursors-sign-payment-failed = Betaling mislukt
precursors-sign-price-rise = Prijs ging omhoog
precursors-who-rung-deep-red = diep rood antwoordt
precursors-who-rung-orange = oranje antwoordt
precursors-who-rung-yellow = geel antwoordt
precursors-who-rung-soft-green = zachtgroen antwoordt
precursors-who-not-answered = niet antwoordt
precursors-who-aspect-low = laag antwoordt over { $about }
precursors-who-contact = contact zoekt over { $about }
precursors-who-contact-other = contact zoekt
precursors-who-several-contacts = vaker contact zoekt
precursors-who-no-use = niets meer gebruikt
precursors-who-falling-use = veel minder gebruikt
precursors-who-payment-failed = een betaling mist
precursors-who-price-rise = een prijsverhoging krijgt

note-precursor-cox = Keer zo vaak: met hoeveel de kans om van dag tot dag te vertrekken vermenigvuldigd is zolang een teken staat, de andere tekens gelijk. Cox-regressie over stukken waarin de tekens gelijk blijven, per abonnement apart; standaardfouten per klant. De p-waarde is naar Holm verhoogd.
note-precursor-event = Vertrek is hier: zelf besloten of stil, op de dag van vragen. Wie anders gaat, telt mee tot die dag.
note-precursor-gap = Een teken telt vanaf { $days } dagen nadat het te zien was. Ernaast staat hetzelfde zonder die pauze.
note-precursor-windows = Antwoorden tellen 365 dagen; contacten, mislukte betalingen en prijsverhogingen 90. Niets gebruikt is 60 dagen niets. De treden staan tegenover groen.
note-precursor-from = Klanten zijn gevolgd vanaf { $from }, toen al deze feiten werden bijgehouden.
note-precursor-not-causal = Wat voorafgaat, is niet de oorzaak. Of iets helpt, meet je met een groep die het niet krijgt.
note-family-too-new = Te kort bekend om mee te doen: sinds { $from }.
note-few-departures = { $departures ->
    [one] Maar 1 klant ging in deze dagen. Dat is te weinig om te zien wat eraan voorafgaat.
   *[other] Maar { $departures } klanten gingen in deze dagen. Dat is te weinig om te zien wat eraan voorafgaat.
}
note-ratio-changes = Een van de tekens ({ $sign }) werkt niet even sterk bij nieuwe en oude klanten. Het getal is een gemiddelde.
note-sign-is-leaving = Het teken ‘{ $sign }’ is met de laatste dagen erbij veel sterker: { $let_in } tegen { $held_back }. Het is het vertrek zelf, geen voorteken.
note-trait-knows = Het kenmerk { $trait } weet de afloop: het is ingevuld bij het vertrek of erna, en zegt vooraf niets.
note-drawn = Van { $spells } keer klant is een deel van { $share } gevolgd, geloot naar klantnummer en altijd hetzelfde.
