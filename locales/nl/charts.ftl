## Wat alle rapportpagina's delen: getallen, uitleg, filter, meenemen.

parts-yes = ja
parts-no = nee
parts-everybody = alle klanten
# Staat in een interval op de plaats van een open einde: [24–open].
parts-open-end = open
parts-or-more = [{ $least } of meer]
parts-or-less = [{ $most } of minder]
parts-n = n { $n }
parts-csv = CSV
parts-json = JSON
parts-csv-of = CSV: { $table }
parts-warnings = Goed om te weten

how-summary = Hoe gerekend
how-summary-all = Zo is dit gerekend
how-definition = Vertrokken
how-denominator = Gedeeld door
how-method = Methode
how-level = Zekerheid van het interval
how-period = Periode
how-observed = Gegevens tot en met
how-command = Hetzelfde op de opdrachtregel:
how-sql = De zoekvraag die telde:

how-left-request = De dag waarop een klant vroeg om te stoppen.
how-left-effective-date = De dag waarop het contract echt eindigt.
how-left-last-payment = De dag van de laatste betaling, na { $days } dagen zonder betaling.
how-left-silence = De laatste dag met activiteit, na { $days } dagen stilte.
how-left-not-counted = Telt niet mee: { $kinds }.
how-left-version = (Definitie { $version }.)

period-week = week
period-month = maand
period-quarter = kwartaal
period-year = jaar
period-picture = één momentopname, gezien op { $day }
period-until = tot en met { $day }

unit-month = maand
unit-months = maanden
unit-weeks = weken
unit-days = dagen
unit-years = jaren
unit-periods = perioden

kind-voluntary = eigen keuze
kind-involuntary = betaling mislukt
kind-positive = doel bereikt
kind-silent = stil weggebleven
kind-dismissed = door ons beëindigd

method-wilson = Aandeel met het interval van Wilson.
method-clopper-pearson = Aandeel met het exacte interval van Clopper en Pearson.
method-newcombe = Verschil van twee aandelen met het interval van Newcombe.
method-person-time = Vertrekken per tijd als klant, met het exacte interval van Poisson.
method-annualized = Per jaar gerekend: 1 − (1 − m)^k, met k perioden in een jaar.
method-ratio-of-sums = Verhouding van twee sommen over klanten, gelineariseerd.
method-weighted-share = Aandeel van een bedrag, met het interval van Wilson op het effectieve aantal klanten.
method-kaplan-meier-log-log = Kaplan-Meier: wie nog klant is, telt mee zolang wij dat zagen. Interval op de log-logschaal.
method-survival-quantile = Het moment waarop de lijn van Kaplan-Meier onder de helft komt, met het interval van Brookmeyer en Crowley.
method-restricted-mean = Gemiddelde duur binnen de termijn: het vlak onder de lijn, met zijn eigen standaardfout.
method-log-rank = Log-ranktoets: verschillen de groepen meer dan toeval toelaat?
method-auc = De kans dat wie ging een hogere kans kreeg dan wie bleef, met het interval van DeLong.
method-calibration-in-the-large = Wat gebeurde min wat voorspeld was.
method-one-over-churn = Eén kans om te gaan voor allen, met het interval van Wilson, omgerekend.
method-shifted-beta-geometric = Verschoven beta-geometrisch model: klanten verschillen in hun kans om bij elke vernieuwing te gaan.

filter-label = Filter
filter-by = Verdeel naar
filter-by-nothing = Niets
filter-period = Per
filter-from = Van
filter-to = Tot en met
filter-where = Alleen klanten met
filter-where-nothing = Alle klanten
filter-where-other = Of alleen met
filter-where-value = Waarde
filter-left = Vertrokken telt als
filter-measure = Volg
filter-measure-auto = Vanzelf
filter-measure-staying = Wie blijft
filter-measure-active = Wie iets doet
filter-show = Toon
filter-chosen = Gekozen
filter-remove = Haal weg: { $filter }

why-too-few = te weinig: n { $given }
why-period-not-finished = nog niet voorbij
why-not-settled = staat nog niet vast
why-quantile-not-reached = niet bereikt
why-beyond-observed = zo ver zagen wij niet
why-no-departures = niemand vertrok
why-nobody-at-risk = niemand
why-nothing-to-divide-by = niets om door te delen
why-zero-variance = geen verschil
why-unreachable = van hier vertrok niemand
why-group-empty = lege groep
why-separation = uitkomst zonder fout te voorspellen
why-collinear = herhaalt een ander
why-not-converged = geen passing gevonden
why-at-boundary = aan de rand van het model
why-no-finite-mean = geen eindig gemiddelde
why-no-overlap = niemand vergelijkbaar
why-pre-trend = al uiteen voor het begin
why-one-cluster = één cluster
why-baseline-near-zero = controle bij 0

parts-nothing-yet = Nog geen klanten om over te berichten.
parts-begin = Beginnen
parts-import-text = Hier komt te staan wie er vertrekt, wanneer en waarom. Daarvoor is één bestand met klanten nodig.
parts-import-step = Lees een bestand in

# Opmerkingen en methoden van rapporten. De sleutel is note- met de code van de opmerking.
note-rate = Het deel vertrokken is het aantal vertrokken klanten gedeeld door de klanten van het begin. Interval van Wilson.
note-monthly = Hetzelfde deel, teruggerekend naar een maand: 1 − (1 − deel)^k.
note-annualized = Hetzelfde deel, een jaar lang volgehouden: 1 − (1 − deel)^k. Niet het deel maal twaalf.
note-rate-person-time = Per tijd als klant: allen die gingen, ook wie in de periode kwam, gedeeld door alle dagen van alle klanten samen. Exact interval van Poisson.
note-kinds = De soort is wat de bron zei. Zei die niets, dan de soort van de reden. Anders: betaling mislukt waar een betaling openstond, en anders eigen keuze.
note-revenue-churn-gross = Bruto omzetverlies: de maandprijs van wie ging en wat blijvers minder betalen, gedeeld door de maandprijs van allen bij het begin.
note-revenue-churn-net = Netto omzetverlies: bruto, min wat blijvers meer betalen. Onder nul betalen blijvers meer dan er wegvalt.
note-totals = Totalen tellen de perioden op die voorbij zijn en vaststaan. Een klant telt in elke periode mee, dus het deel is een gemiddelde over de perioden.
note-not-counted = Volgens de definitie telt dit niet als vertrek: { $kinds }.
note-no-customers = Geen enkele klant past bij deze keuze. Laat een filter weg, of kijk welke waarden een kenmerk heeft.
note-nobody-told = Volgens deze gegevens vertrok er niemand. Zeggen je bestanden niet wie vertrok, dan is het percentage geen 0 maar onbekend. Lees dan een bestand in dat het wel zegt.
note-nobody-can-leave = Volgens deze definitie kan niemand vertrekken: wij kennen deze klanten alleen door wat zij doen, en niets daarvan zegt dat zij weg zijn. Kies bij Instellingen na hoeveel stille dagen iemand vertrokken is.
note-no-such-value = Niemand heeft ‘{ $given }’ als { $trait }. Er is wel: { $hint }.
note-without-price = { $customers ->
    [one] Van 1 klant is geen prijs bekend. Die telt niet mee in de omzet.
   *[other] Van { $customers } klanten is geen prijs bekend. Zij tellen niet mee in de omzet.
}
note-period-not-finished = De laatste periode loopt nog: de gegevens gaan tot en met { $observed_until }. Daarom staan er wel aantallen, maar geen percentage.
note-whole-periods = Perioden tellen als geheel. De gekozen dagen liggen in perioden die verder lopen; wat telt: { $from } – { $to }.
note-not-contractual = Deze klanten kennen wij alleen door wat zij doen. Vertrokken betekent hier: langer stil dan de definitie toelaat.
note-left-without-price = { $customers ->
    [one] Van 1 vertrokken klant is geen prijs bekend. Wat die betaalde, ontbreekt in de omzet die wegviel.
   *[other] Van { $customers } vertrokken klanten is geen prijs bekend. Wat zij betaalden, ontbreekt in de omzet die wegviel.
}
note-not-settled = Wie vertrok, blijkt pas na meer dan { $silent_days } stille dagen. Wie er na { $settled_until } vertrok, is dus nog niet bekend. Die dagen tellen in geen percentage mee.
note-snapshot = Deze gegevens zijn één momentopname zonder datums. Het percentage is het deel van alle klanten dat weg is, over een onbekende tijd. Het is geen percentage per maand.
note-snapshot-has-no-days = Een momentopname heeft geen dagen. Periode, van en tot zijn niet gebruikt.
note-survival = Nog klant: de kans om langer te blijven dan zo lang, naar Kaplan en Meier. Wie er nog is, telt mee tot de laatste dag waarvan bekend is wie vertrok. Interval op de log-logschaal.
note-median = De mediaan is de eerste duur waarop hoogstens de helft er nog is. Het interval komt uit de band.
note-comparisons = Groepen zijn vergeleken met de log-ranktoets; p is naar Holm verhoogd over alle paren. Een kleine p zegt dát groepen verschillen, niet hoeveel.
note-duration = De duur loopt van de eerste tot de laatste dag; bij een momentopname is het de genoemde duur.
note-restricted-mean = Het gemiddelde binnen de termijn is het vlak onder de lijn, met zijn eigen standaardfout.
note-no-departures = Nog niemand vertrok. Bekend is alleen hoe lang wij hen zagen.
note-too-many-pairs = Bij zo veel groepen zijn geen paren vergeleken. Kies met een filter de groepen die ertoe doen.
note-without-duration = { $customers ->
    [one] Van 1 klant is niet bekend hoe lang die bleef. Die telt niet mee.
   *[other] Van { $customers } klanten is niet bekend hoe lang zij bleven. Zij tellen niet mee.
}
note-share = Deel van de klanten die een reden gaven. Wie niets zei of liever niets zei, staat apart. Interval van Wilson.
note-revenue-share = Hun laatste maandprijs, gedeeld door die van allen die een reden gaven. Interval van Wilson op het effectieve aantal klanten.
note-mapping = Eigen woorden zijn gelezen met versie { $version } van de koppeling. Woorden zonder code tellen als ‘Iets anders’, met een voorstel ernaast.
note-stated = De reden is wat iemand zei, niet de oorzaak. Hoe iemand ging, is een andere vraag.
note-few-answers = { $answers ->
    [one] Maar 1 klant gaf
   *[other] Maar { $answers } klanten gaven
} een reden. Onder de { $needed } zeggen de delen weinig.
note-low-response = { $answers ->
    [one] 1 van de { $departures } vertrokken klanten gaf een reden.
   *[other] { $answers } van de { $departures } vertrokken klanten gaven een reden.
} Wie zweeg, kan andere redenen hebben.
note-words-left-out = { $wordings } zeldzame formuleringen staan niet in de lijst. In de codes tellen zij mee.
note-too-many-periods = Alleen de laatste perioden staan hier. Kies van en tot, of een langere periode.
note-share-staying = Een cohort is wie in dezelfde periode begon. Geteld is wie er op de eerste dag van elke latere periode nog is, gedeeld door het hele cohort. Interval van Wilson.
note-share-active = Een cohort is wie in dezelfde periode voor het eerst iets deed. Geteld is wie in elke latere periode iets deed, gedeeld door het hele cohort. Interval van Wilson.
note-unfinished = Een periode die nog loopt, nog niet vaststaat of nog moet komen, heeft geen vakje. Nul betekent dat niemand er nog was.
note-by-age = De regel per leeftijd telt alle cohorten op die zo oud zijn.
note-snapshot-has-no-cohorts = Deze gegevens hebben geen datums, dus niemand weet wie wanneer begon. Kijk bij Wanneer.
note-active = Cohorten zijn gevolgd naar wat zij deden.

refused-unknown = ‘{ $given }’ is hier niet bekend.
refused-hint = Bedoelde je ‘{ $hint }’?
refused-allowed = Mogelijk: { $allowed }.
refused-value = ‘{ $given }’ kan hier niet staan.
refused-value-from = Schrijf een dag als 2026-10-31.
refused-value-from-late = Kies een dag tot en met de laatste dag waarover de gegevens gaan.
refused-value-to = Schrijf een dag als 2026-10-31, niet vóór de eerste dag.
refused-value-period = Kies week, maand, kwartaal of jaar.
refused-value-by = Kies hoogstens drie kenmerken.
refused-value-by-whole = Dit overzicht kijkt naar het geheel. Kies één waarde van het kenmerk in plaats van alle.
refused-value-measure = Kies staying (nog klant) of active (deed iets).
refused-value-horizon = Schrijf een getal boven 0, in de eenheid van het overzicht.
refused-value-quiet = Schrijf een aantal dagen van 1 tot en met 3650.
refused-value-margin = Schrijf een deel van de omzet, zoals 0,62 of 62 %.
refused-value-discount = Schrijf een deel per jaar, zoals 0,08 of 8 %.
refused-value-cost-to-win = Schrijf een bedrag, zoals 60 of 12,50.
refused-value-cost-to-keep = Schrijf een bedrag, zoals 60 of 12,50.
refused-value-where = Kies een kenmerk en schrijf een waarde die het heeft.
refused-groups = { $name } heeft { $distinct } verschillende waarden.
refused-groups-text = Een overzicht heeft hoogstens { $allowed } groepen. Kies een ander kenmerk, of kies één waarde ervan.

# Eigenschappen die bedrijven vaak van klanten kennen; elke andere heet zoals het bedrijf haar noemt.
trait-age-band = Leeftijd
trait-channel = Kanaal
trait-city = Plaats
trait-country = Land
trait-goal = Doel
trait-neighborhood = Wijk
trait-plan = Abonnement
trait-region = Regio
