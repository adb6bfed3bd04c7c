## Waarom: redenen in twee lagen, naar klanten en naar omzet, met het zwijgen ernaast.

reasons-title = Waarom
# $reason: Prijs en waarde. $share: 23 %.
reasons-finding = ‘{ $reason }’ is de meest genoemde reden: { $share } van wie antwoord gaf.
reasons-finding-group = Bij { $group } is ‘{ $reason }’ de meest genoemde reden: { $share } van wie antwoord gaf.
reasons-finding-none = Nog niemand zei waarom.
reasons-response = { $answered } van de { $left } vertrokken klanten gaven een reden.
reasons-figure-left = Vertrokken
reasons-figure-answered = Gaf een reden
reasons-figure-unmapped = Woorden zonder betekenis
reasons-denominator-left = Niet gedeeld: een aantal.
reasons-denominator-answered = Niet gedeeld: een aantal.
reasons-denominator-unmapped = Niet gedeeld: van zoveel verschillende eigen woorden zei nog niemand wat ze betekenen.
reasons-figure-silent = Gaf geen reden
reasons-denominator-silent = Alle vertrokken klanten in de periode.
reasons-unmapped = nog niet gezegd
reasons-from-list = gekozen uit de lijst
reasons-section = Redenen
reasons-section-text = Deel van wie antwoord gaf. Het streepje is het interval van { $level }. Open een rij voor de redenen erin.
reasons-section-stated = De reden is wat iemand zei. Hoe iemand ging, staat bij Wie.
reasons-column-reason = Reden
reasons-column-share = Klanten [interval]
reasons-column-revenue = Omzet [interval]
reasons-column-n = n
reasons-empty = Hier komen redenen zodra iemand er een geeft. Haal een bestand met redenen binnen, of vraag het bij het afscheid.
reasons-proposed = lijkt op: { $reason }
reasons-words = In eigen woorden
reasons-words-text = Wat mensen zeiden, met wat het volgens iemand van jullie betekent. ‘Lijkt op’ is een voorstel; het telt nog niet mee.
reasons-destinations = Waarheen
reasons-destinations-text = Naar een ander, iets anders, of niets. Alleen wat iemand zei.
reasons-column-words = Woorden
reasons-column-code = Betekenis
reasons-column-destination = Naar
destination-competitor = een ander bedrijf
destination-alternative = iets anders
destination-nothing = niets, niet meer nodig
destination-unknown = niet gezegd
