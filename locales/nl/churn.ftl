## Vertrek: wie gaat er weg, per periode, per groep, naar soort, in omzet.

churn-title = Wie vertrekt
churn-finding-nobody = Bij deze keuze zijn er geen klanten.
churn-finding-not-settled = Wie er vertrok, is nog niet te zeggen: volgens deze definitie moet een klant daarvoor eerst langer stil zijn.
churn-finding-so-far = { $left ->
    [0] Deze periode loopt nog; tot nu toe vertrok niemand van de { $customers } klanten.
    [one] Deze periode loopt nog; tot nu toe vertrok 1 van de { $customers } klanten.
   *[other] Deze periode loopt nog; tot nu toe vertrokken { $left } van de { $customers } klanten.
}
# $rate: 2,1 %. $period: maand, kwartaal.
churn-finding-rate = Per { $period } vertrekt gemiddeld { $rate } van de klanten.
churn-finding-groups = { $high } verliest per { $period } { $highRate } van de klanten, { $low } { $lowRate }.
churn-finding-snapshot = { $left ->
    [0] Van de { $customers } klanten is niemand vertrokken.
    [one] Van de { $customers } klanten is er 1 vertrokken.
   *[other] Van de { $customers } klanten zijn er { $left } vertrokken.
}
churn-finding-groups-snapshot = { $high } verloor { $highRate } van de klanten, { $low } { $lowRate }.
churn-lead-year = Houdt dat een jaar aan, dan is na dat jaar { $rate } weg.
churn-lead-all = Alle klanten samen: { $rate }.
churn-lead-snapshot = Dit is één momentopname: het deel van alle klanten dat weg is, niet het tempo waarin zij gaan.

churn-figure-rate = Vertrokken
churn-figure-annualized = Per jaar gerekend
churn-figure-person-time = Per maand als klant
churn-figure-gross = Omzet verloren
churn-figure-net = Omzet verloren, netto

churn-denominator-rate = De klanten op de eerste dag. Wie later kwam, telt niet mee.
churn-denominator-annualized = Als het deel per periode, een jaar lang volgehouden.
churn-denominator-person-time = Alle tijd die klanten klant waren, in maanden.
churn-denominator-gross = De maandprijs van alle klanten op de eerste dag. Verloren is de prijs van wie ging, en wat blijvers minder betalen.
churn-denominator-net = De maandprijs van alle klanten op de eerste dag. Wat blijvers meer betalen, gaat van het verlies af.

churn-per-period = Per { $period }
churn-per-period-band = De band is het interval van { $level }. Een periode die nog loopt of nog niet vaststaat, heeft wel aantallen maar geen percentage.
churn-per-period-too-many = { $groups } groepen passen niet in één tekening. De lijn toont alle klanten; de groepen staan eronder.
churn-per-period-listed = De tabel toont de laatste { $count }; het bestand heeft ze alle.
churn-picture-label = Deel van de klanten dat vertrok per { $period }, van { $from } tot en met { $to }, met interval; de getallen staan in de tabel
churn-table-period = { $period ->
    [week] Week
    [maand] Maand
    [kwartaal] Kwartaal
   *[other] Jaar
}
churn-column-rate = Vertrokken [interval]
churn-column-counts = aantal / klanten

churn-per-group = Naar { $by }
churn-per-group-text = Gemiddeld over de afgesloten perioden. Het streepje is het interval van { $level }.
churn-per-group-snapshot = Het deel van elke groep dat weg is. Het streepje is het interval van { $level }.

churn-kinds = Hoe zij gingen
churn-kinds-text = Een bereikt doel is geen klacht. Wie zonder woord wegbleef, staat apart.
churn-kinds-how = De vertrokken klanten samen.

churn-revenue = In omzet
churn-revenue-text = Bruto: wat wegvalt door vertrek en lagere prijzen. Netto: min wat blijvers meer betalen.
churn-revenue-caption = Maandomzet bij het begin, en wat daarvan verdween
churn-column-revenue-at-start = Bij begin
churn-column-revenue-lost = Vertrokken
churn-column-revenue-contraction = Minder betaald
churn-column-revenue-expansion = Meer betaald
churn-column-revenue-churn-gross = Bruto [interval]
churn-column-revenue-churn-net = Netto [interval]
