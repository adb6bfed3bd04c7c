import-title = Inlezen
import-lead = Breng een bestand met klanten, contracten of gebeurtenissen. Je ziet eerst wat ermee gebeurt.
import-upload-title = Een bestand
import-upload-text = CSV, Parquet of Excel. Het bestand blijft op deze computer.
import-file = Bestand
import-file-hint = Hoogstens { $size }. Namen en adressen zijn niet nodig.
import-upload-button = Bekijk het bestand
import-no-file = Kies eerst een bestand.
import-earlier = Eerder ingelezen
import-empty = Nog niets. Wat je inleest, staat hier met aantallen en een lijst van geweigerde rijen.
import-older = Ouder
import-state-running = bezig
import-state-done = { $n ->
    [one] 1 rij bewaard
   *[other] { $n } rijen bewaard
}
import-state-failed = niet gelukt

import-proposal-title = Zo lezen we het bestand
# { $format } is CSV, Parquet of XLSX; { $rows } is een aantal in woorden.
import-about = { $format }; rijen: { $rows }, kolommen: { $columns }.
import-about-roughly = { $format }; rijen: ongeveer { $rows }, kolommen: { $columns }.
import-problems = Dit ontbreekt nog
import-mapping = Welke kolom is wat?
import-mapping-text = Dit is een voorstel. Verander wat niet klopt en probeer het. Er wordt nog niets bewaard.
import-part-meaning = Wat de kolommen betekenen
import-part-traits = Kenmerken van klanten
import-part-file = Het bestand zelf
import-row-id = elke rij is een klant
import-button = Lees in
import-take-rest = Bewaar de andere rijen, ook als meer dan 1 % wordt geweigerd
import-try = Probeer
import-trial = Proef
import-trial-text = { $n ->
    [one] Met de eerste rij.
   *[other] Met de eerste { $n } rijen.
}
import-trial-rejected = { $n ->
    [one] 1 rij zou worden geweigerd
   *[other] { $n } rijen zouden worden geweigerd
}
import-reject = Regel { $line }, { $column }: ‘{ $value }’. Toegestaan: { $allowed }
import-reject-row = Regel { $line }: ‘{ $value }’. Toegestaan: { $allowed }
import-doubts = Let op
import-facts = Wat er bewaard zou worden
import-reasons = Waarom dit voorstel
import-command = Hetzelfde als opdracht
import-preview = { $n ->
    [one] De eerste rij
   *[other] De eerste { $n } rijen
}

import-running = { $file } wordt ingelezen
import-so-far = Rijen gelezen: { $n }
import-look-again = Kijk opnieuw
import-goes-on = Je mag deze bladzijde sluiten; het inlezen gaat door.
import-done = { $n ->
    [one] Uit { $file } is 1 rij bewaard
   *[other] Uit { $file } zijn { $n } rijen bewaard
}
import-done-nothing = { $file } bevatte niets nieuws
import-failed = { $file } is niet ingelezen
import-failure = Er is niets bewaard
import-read = Gelezen
import-stored = Bewaard
import-already-known = Al bekend
import-rejected = Geweigerd
import-rejects = Lijst van geweigerde rijen (CSV)
import-again = Probeer het met een andere indeling
import-to-overview = Naar het overzicht
import-another = Nog een bestand

import-field-as = Een rij is
import-as-customers = een klant
import-as-contracts = een contract
import-as-events = een gebeurtenis
import-field-id = Klantnummer
import-field-contract = Contractnummer
import-field-start = Eerste dag
import-field-end = Laatste dag
import-field-tenure = Klantduur
import-field-tenure-unit = Klantduur in
import-tenure-unit-days = dagen
import-tenure-unit-weeks = weken
import-tenure-unit-months = maanden
import-tenure-unit-years = jaren
import-field-left = Vertrokken
import-hint-left = Kolom=Waarde, of een kolom met ja en nee.
import-field-at = Dag of moment
import-field-kind = Soort
import-hint-kind = Een kolom, of één soort voor alle rijen.
import-field-source-id = Nummer van de gebeurtenis
import-field-ref = Gaat over
import-field-departure = Soort vertrek
import-field-reason = Reden
import-field-plan = Abonnement
import-field-price = Prijs per maand
import-field-amount = Bedrag
import-field-currency-column = Munt per rij
import-hint-currency-column = De kolom die zegt in welke munt een bedrag is. Rijen in een andere munt worden geweigerd.
import-field-value = Getal
import-field-traits = Kenmerken
import-hint-traits = Kolommen met komma's ertussen. Leeg: alle andere kolommen.
import-field-skip = Niet overnemen
import-hint-skip = Kolommen met komma's ertussen, zoals namen en adressen.
import-field-as-of = Stand op
import-hint-as-of = De dag waarover het bestand gaat. Leeg: vandaag.
import-field-currency = Munt
import-field-source = Naam van de bron
import-field-decimal = Decimaalteken
import-decimal-auto = zoek uit
import-decimal-point = punt
import-decimal-comma = komma
import-field-date-order = Volgorde in datums
import-date-order-auto = zoek uit
import-date-order-dmy = dag, maand, jaar
import-date-order-mdy = maand, dag, jaar
import-date-order-ymd = jaar, maand, dag
import-field-delimiter = Scheidingsteken
import-field-encoding = Tekenset
import-field-sheet = Werkblad
import-warned-all = { $n ->
    [one] (één rij; regel { $lines })
   *[other] ({ $n } rijen; regels { $lines })
}
import-warned-some = ({ $n } rijen; onder meer regels { $lines })
import-warned-first = De eerste: ‘{ $value }’.
