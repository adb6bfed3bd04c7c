# Wat het inlezen van een bestand zegt: één tekst per code van docs/reference/messages.md.
# De bladzijde heeft een veld voor elke keuze, dus geen tekst noemt opties van de opdrachtregel.

message-file-unreadable = ‘{ $file }’ is niet te lezen: { $cause }
message-file-empty = ‘{ $file }’ is leeg. Geef een CSV-, Parquet- of Excel-bestand (.xlsx) met kolomnamen en minstens één rij.
message-file-without-rows = ‘{ $file }’ heeft geen rijen: alleen een kop met { $columns ->
    [one] 1 kolom
   *[other] { $columns } kolommen
}. Bewaar het bestand opnieuw, met zijn rijen.
message-file-compressed = ‘{ $file }’ is ingepakt met { $format }. Pak het bestand eerst uit.
message-file-packed = ‘{ $file }’ is een zip-bestand zonder werkmap erin. Pak het eerst uit.
message-file-old-workbook = ‘{ $file }’ is een oude Excel-werkmap (.xls). Bewaar haar als .xlsx of CSV.
message-file-of-another-kind = ‘{ $file }’ bevat { $format } en geen tabel. Bewaar de tabel als CSV, Parquet of Excel (.xlsx).
message-file-no-table = ‘{ $file }’ bevat { $format } en geen tabel. Geef het bestand met de tabel: CSV, Parquet of Excel (.xlsx).
message-file-web-page = ‘{ $file }’ is een webpagina en geen tabel. Misschien moest je inloggen om het bestand te krijgen.
message-file-binary = ‘{ $file }’ is geen tekst en geen tabel (byte { $byte } op plaats { $position }). Bewaar de tabel als CSV, Parquet of Excel (.xlsx).
message-one-column = ‘{ $file }’ heeft maar één kolom als { $given } de kolommen scheidt. Met { $likely } zijn het er { $columns }: kies dat teken.
message-too-many-columns = ‘{ $file }’ heeft { $given } kolommen; er passen er { $limit }. Bewaar het met de kolommen die je nodig hebt: een klantnummer, dagen, prijs, reden en hoogstens { $traits } kenmerken.
message-header-too-long = De eerste regel van ‘{ $file }’ is langer dan { $limit } bytes. Daar horen de namen van de kolommen te staan.
message-encoding-unknown = ‘{ $given }’ is geen tekencodering. Kies bijvoorbeeld utf-8 of windows-1252.
message-sheet-unknown = ‘{ $file }’ heeft geen blad ‘{ $given }’. Er zijn: { $sheets }.
message-parquet-damaged = ‘{ $file }’ is niet te lezen als Parquet: { $cause }. Waarschijnlijk is het beschadigd of niet heel: kopieer of exporteer het opnieuw.
message-workbook-damaged = ‘{ $file }’ is niet te lezen als Excel-werkmap: { $cause }. Waarschijnlijk is het beschadigd of niet heel: bewaar het opnieuw.
message-reading-stopped = Het lezen van ‘{ $file }’ brak af; het is waarschijnlijk beschadigd. Er is niets ingelezen. Bewaar het opnieuw, of als CSV.
message-column-renamed = Kolom { $number } heet ‘{ $given }’, net als een andere. Hier heet zij ‘{ $column }’.
message-sheet-chosen = Werkblad ‘{ $sheet }’ wordt gelezen, het eerste met een tabel. Er zijn { $sheets }; noem een ander als je dat bedoelt.
message-title-left-out = { $rows ->
    [one] 1 regel boven de kolomnamen is overgeslagen.
   *[other] { $rows } regels boven de kolomnamen zijn overgeslagen.
}
message-as-missing = Zeg wat een rij is: een klant, een contract of een gebeurtenis.
message-option-misplaced = ‘{ $given }’ past niet bij dit soort rijen ({ $taken_as }). Het hoort bij { $allowed }.
message-option-missing = Wijs nog een kolom aan voor ‘{ $option }’. Het kan een van deze zijn: { $columns }.
message-id-missing = Wijs de kolom met het klantnummer aan, of kies het nummer van de rij. Het kan een van deze zijn: { $columns }.
message-id-is-row = Met het nummer van de rij als klantnummer zou elke gebeurtenis een eigen klant zijn. Wijs een kolom aan.
message-tenure-missing = Er is een eenheid gekozen voor de duur, maar geen kolom met de duur.
message-amount-missing = Er is een kolom met munten gekozen, maar geen kolom met bedragen.
message-currency-misplaced = De bedragen zijn in { $given }, maar hier staat alles in { $kept }. Kies { $kept }, of neem een andere gegevensmap.
message-as-of-in-future = De dag van het bestand, { $given }, ligt in de toekomst. Kies een dag tot en met { $today }.
message-date-order-needless = De volgorde van dag en maand doet er alleen toe bij een kolom met dagen.
message-date-order-missing = ‘{ $column }’ bevat dagen zoals { $example }, en dat kan zijn: { $readings }. Zeg wat eerst komt, dag, maand of jaar, of schrijf jaren met vier cijfers.
message-column-unknown = Er is geen kolom ‘{ $given }’. Er zijn: { $columns }.
message-column-mistyped = Er is geen kolom ‘{ $given }’. Bedoel je ‘{ $meant }’?
message-left-without-value = Zeg bij ‘{ $column }’ welke waarde betekent dat iemand vertrok.
message-kind-unknown = ‘{ $given }’ is geen kolom en geen bekende soort. Kies een kolom, of een van { $kinds }.
message-kind-mistyped = ‘{ $given }’ is geen kolom en geen bekende soort. Bedoel je ‘{ $meant }’?
message-departure-unknown = ‘{ $kind }’ is geen soort vertrek. Kies een van { $kinds }.
message-too-many-traits = { $given } kolommen zouden kenmerken worden; er passen er { $limit }. Kies welke je nodig hebt.
message-duplicate-customer = Een klantnummer staat er nog eens, met een andere duur, andere dagen of een ander einde. Houd één rij per klant, of lees het bestand in als contracten of gebeurtenissen.
message-repeated-row = Een rij zegt hetzelfde als een eerdere. Je hoeft niets te doen: zij telt één keer.
message-rounded-amount = Een bedrag heeft meer cijfers achter de komma dan de munt kent, en is afgerond. Kijk of de kolom een bedrag is.
message-other-currency = In ‘{ $column }’ staat { $values }, maar de bedragen van die rijen zijn als { $kept } genomen. Wijs ‘{ $column }’ aan als de munt per rij: dan worden zij geweigerd. Lees ze in een eigen gegevensmap in.
message-blank-currency = De kolom met de munt is leeg naast een bedrag. Dat is in de munt van deze gegevensmap genomen. Vul de kolom aan.
message-end-without-leaving = Een klant is volgens de ene kolom niet vertrokken, maar heeft wel een laatste dag. Die dag is weggelaten. Kijk welke kolom klopt.
message-left-without-day = Een klant vertrok zonder dat er een dag bij staat. De dag van het bestand, of begin plus duur, is genomen. Wijs zo mogelijk de kolom met de laatste dag aan.
message-blank-leaving = De kolom die zegt wie vertrok is hier leeg. De klant telt als nog hier.
message-nobody-left = Geen rij zegt dat iemand vertrok. In ‘{ $column }’ staat { $values }: zeg welke waarde vertrokken betekent.
message-no-ending = Er is niets aangewezen dat zegt wie vertrok. Iedereen telt als nog klant, en hoeveel er vertrekken is niet te zeggen. Wijs de kolom aan, of de laatste dag, als het bestand die heeft.
message-personal-columns-left-out = Niet als kenmerk genomen, omdat ze zeggen wie iemand is: { $columns }. Kies ze zelf als dat niet klopt.
message-decimal-sign-assumed = In ‘{ $column }’ staan waarden als 1.234, die je op twee manieren kunt lezen. De punt is als decimaalteken genomen. Zeg anders welk teken het is.
message-date-order-assumed = In ‘{ $column }’ staan dagen als { $example }, die je op twee manieren kunt lezen. De dag is als eerste genomen. Zeg het als de maand eerst komt.
message-days-in-short = ‘{ $column }’ bevat dagen zoals { $example }; dat is gelezen als { $day }. Klopt dat niet, schrijf dagen dan als 2024-12-31, of zeg wat eerst komt.
message-as-of-assumed = Van welke dag het bestand is, stond er niet bij: { $day } is genomen. Geef de dag waarop het gemaakt is.
message-snapshot-mixed = Hier staan nu zowel een bestand dat een beeld van één dag is als bestanden met dagen. Rapporten lezen alles als dagen: iedereen uit dat beeld komt en vertrekt op dagen die niemand noemde. Zet een kopie van de map terug, en bewaar het beeld in een eigen gegevensmap.
message-as-of-newest = Van welke dag het bestand is, stond er niet bij. Genomen is { $day }, de nieuwste dag erin die niet in de toekomst ligt. Wie later vertrok, is niet bekend. Geef de dag waarop het gemaakt is.
message-no-duration = Er is geen eerste dag en geen duur. Hoelang klanten blijven is dan niet te zeggen. Wijs er een aan als het bestand die heeft.
message-no-last-day = Nergens staat op welke dag klanten vertrokken. Hoeveel het er zijn is te zeggen, maar niet wanneer, of na hoe lang. Kies de laatste dag of de klantduur als het bestand die heeft.
message-id-is-personal = De klantnummers in ‘{ $column }’ lijken op mailadressen en worden zo bewaard. Neem liever je eigen klantnummer.
message-wants-id = een klantnummer
message-wants-no-total = het nummer van een klant; deze rij telt andere op: laat haar uit het bestand
message-wants-day = een dag
message-wants-first-day = een eerste dag
message-wants-value = een waarde
message-wants-kind = een soort, zoals paid, used of een eigen soort
message-wants-day-from-1900 = een dag vanaf 1 januari 1900
message-wants-calendar-day = een dag van de kalender, zoals 2024-12-31, 31 dec 2024 of 31-12-2024 (dag eerst)
message-wants-date-order = een dag met vier cijfers voor het jaar, zoals 2024-12-31; of zeg wat eerst komt, dag, maand of jaar
message-wants-day-not-number = een dag zoals 2024-12-31; getallen van een rekenblad worden gelezen van 25569 (1970) tot en met 73050 (2099): geef de kolom daar de opmaak van een datum
message-wants-calendar-day-month-first = een dag van de kalender, zoals 2024-12-31, 31 dec 2024 of 12-31-2024 (maand eerst)
message-wants-calendar-day-year-first = een dag van de kalender, zoals 2024-12-31 of 2024/12/31
message-wants-day-until = een dag tot en met { $last }, de dag van het bestand
message-wants-last-day-from = een laatste dag op of na de eerste, { $first }
message-wants-number = een getal, zoals 12 of 12,5
message-wants-tenure = een duur van 0 of meer
message-wants-shorter-tenure = een duur die na 1900 begint; kijk naar de eenheid en de dag van het bestand
message-wants-amount = een bedrag, zoals 12,50 of { $currency } 12,50
message-wants-amount-in-currency = een bedrag in { $currency }, de ene munt van deze gegevensmap; lees andere munten als eigen bestand in een eigen gegevensmap in
message-wants-currency = een munt, zoals EUR of USD
message-wants-smaller-amount = een bedrag van hoogstens 9.007.199.254.740.992 cent
message-wants-departure = voluntary, involuntary, positive, silent of dismissed, of een eigen woord waarvan je zegt wat het betekent
message-wants-yes-or-no = een woord voor ja of nee, zoals ja, nee, yes, no, 1 of 0
message-wants-new-id = een nieuw nummer, of een bekend nummer met dezelfde inhoud; een feit verandert nooit, een verbetering is een nieuw feit
message-wants-closed-quote = bij elk aanhalingsteken dat een waarde opent één dat haar sluit
message-wants-shorter-row = een rij van hoogstens 1.048.576 bytes; misschien ontbreekt een regeleinde
message-wants-shorter-value = een waarde van hoogstens 65.536 bytes; misschien ontbreekt een aanhalingsteken
message-wants-utf-8 = tekst in UTF-8; komt het bestand uit een ouder Windows-programma, kies dan windows-1252
message-wants-values = { $values ->
    [one] 1 waarde
   *[other] { $values } waarden met { $delimiter } ertussen
}, zoals in de kop; aantal op deze regel: { $found }
message-id-unique = ‘{ $column }’ is in elk van de { $rows } rijen anders: dat is het klantnummer.
message-id-several = ‘{ $column }’ heeft { $values ->
    [one] 1 waarde
   *[other] { $values } waarden
} in { $rows ->
    [one] 1 rij
   *[other] { $rows } rijen
}: een klant heeft er meer.
message-start-found = ‘{ $column }’ bevat dagen en heet als een eerste dag.
message-end-found = ‘{ $column }’ bevat dagen en heet als een laatste dag; leeg in { $blanks ->
    [one] 1 rij
   *[other] { $blanks } rijen
}.
message-stretch-found = ‘{ $start }’ en ‘{ $end }’ heten als de eerste en de laatste dag.
message-plan-found = ‘{ $column }’ heet als een abonnement.
message-left-found = ‘{ $column }’ zegt wie vertrok: { $values } in { $count } van de { $rows } rijen ({ $percent } %).
message-left-found-nobody = ‘{ $column }’ zegt wie vertrok: in deze rijen niemand.
message-left-found-in-status = ‘{ $column }’ heeft waarden die zeggen wie vertrok: { $values } in { $count } van de { $rows } rijen ({ $percent } %).
message-left-found-by-staying = ‘{ $column }’ zegt wie bleef: { $values } in { $count } van de { $rows } rijen ({ $percent } %).
message-tenure-found = ‘{ $column }’ heet als een duur en gaat tot { $largest } { $unit }.
message-price-found = ‘{ $column }’ bevat bedragen en heet als een prijs per maand.
message-currency-found = De bedragen in ‘{ $column }’ zijn in { $currency }.
message-currency-column-found = ‘{ $column }’ zegt in welke munt elke rij is: { $values }.
message-reason-found = ‘{ $column }’ heet als een reden; verschillende waarden: { $values }, leeg in { $blanks ->
    [one] 1 rij
   *[other] { $blanks } rijen
}.
message-contract-found = ‘{ $column }’ heet als het nummer van een contract.
message-departure-found = ‘{ $column }’ bevat soorten vertrek.
message-moment-found = ‘{ $column }’ bevat dagen: elke rij is iets wat gebeurde.
message-source-id-found = ‘{ $column }’ is in elke rij anders: twee keer inlezen voegt niets toe.
message-endings-moved = { $count ->
    [one] 1 relatie die al bekend was, eindigde
   *[other] { $count } relaties die al bekend waren, eindigden
} op een andere dag of om een andere reden: wat dit bestand zegt, telt nu.
message-endings-taken-back = { $count ->
    [one] 1 relatie was
   *[other] { $count } relaties waren
} volgens deze bron beëindigd en is dat volgens dit bestand niet: dat einde telt niet meer. Wie weg was en terugkwam, krijgt een eigen eerste dag.
message-terms-changed = { $count ->
    [one] 1 relatie die al bekend was, kreeg
   *[other] { $count } relaties die al bekend waren, kregen
} een andere prijs of een ander abonnement: dat telt vanaf { $day }. Was het een andere dag? Geef die als gebeurtenis van de soort plan_changed.
message-older-file = Dit bestand vertelt over de dagen tot en met { $day }, en deze bron vertelde al over latere: wat van de klanten bekend is, bleef zo. Lees bestanden in op volgorde, en zeg van welke dag dit is als het nieuwer is.
message-source-resembles = Dit bestand is ingelezen als een eigen bron, ‘{ $source }’, naast ‘{ $known }’, en { $rows ->
    [one] 1 rij stond er al
   *[other] { $rows } rijen stonden er al
}: betalingen en prijzen die in beide staan tellen dubbel, en wat sindsdien eindigde loopt in de andere door. Is het een bestand van een andere soort, dan hoef je niets te doen. Is het het volgende bestand van dezelfde soort, zet dan een kopie van de map terug en lees het in als ‘{ $known }’.
message-source-repeats = Van de { $read } rijen staan er { $rows } al, uit de bron ‘{ $known }’. Onder de naam ‘{ $source }’ zouden ze dubbel tellen, dus is er niets bewaard. Is dit het volgende bestand van dezelfde soort, vul dan als bron ‘{ $known }’ in. Is het een bestand van een andere soort, vul dan ‘{ $source }’ in.
message-amount-found = ‘{ $column }’ bevat bedragen.
message-value-found = ‘{ $column }’ is een getal dat hoort bij wat er gebeurde.
message-kind-found = ‘{ $column }’ heeft { $kinds ->
    [one] 1 soort
   *[other] { $kinds } soorten
} gebeurtenissen.
message-kind-same = Geen kolom onderscheidt soorten: elke rij telt als ‘{ $kind }’.
message-most-rows-rejected = Rijen die niet passen: { $rejected } van de { $rows }. Is dit een tabel, en klopt het scheidingsteken?
message-id-guessed = Aan de naam is niet te zien dat ‘{ $column }’ de klant is.
message-id-repeats = ‘{ $column }’ komt vaker voor: { $values ->
    [one] 1 waarde
   *[other] { $values } waarden
} in { $rows } rijen. Als klant telt elke waarde één keer: houd één rij per klant. Is een rij een contract of een gebeurtenis, dan hoort er een kolom met de dag bij.
message-no-id = Geen kolom noemt de klant: het nummer van de rij wordt het klantnummer. Een later bestand sluit daar niet bij aan.
message-as-of-unknown = Van welke dag het bestand is, staat er niet in. Zonder opgave is het vandaag.
message-left-by-staying = ‘{ $column }’ zegt wie binnen een tijd terugkwam. Is wegblijven hetzelfde als vertrekken?
message-no-left = Geen kolom zegt wie vertrok. Wijs er een aan, met de waarde die vertrokken betekent.
message-start-guessed = Niets in de naam zegt dat ‘{ $column }’ de eerste dag is.
message-end-guessed = Niets in de naam zegt dat ‘{ $column }’ de laatste dag is; zij is soms leeg en nooit vóór de eerste.
message-all-ended = ‘{ $column }’ heeft in elke rij een dag. Is dat de dag waarop de klant vertrok, en is er niemand meer?
message-kind-perhaps = ‘{ $column }’ bevat { $values }. Zijn dat verschillende gebeurtenissen, zoals paid en payment_failed, kies de kolom dan als soort.
message-amount-in-cents = ‘{ $column }’ heet als een bedrag in centen, en bedragen worden gelezen in { $currency }. Deel eerst door 100, of laat de kolom weg.
message-price-of-period = ‘{ $column }’ heet als een bedrag voor een andere tijd dan een maand ({ $period }), en prijzen zijn per maand. Deel eerst, of laat de kolom weg.
message-price-periods = ‘{ $column }’ is niet als prijs genomen: prijzen zijn per maand, en ‘{ $period }’ zegt { $values }. Voeg een kolom toe met de prijs per maand, en wijs die aan.
message-price-perhaps = ‘{ $column }’ bevat bedragen, en niets zegt voor hoelang er telkens wordt betaald. Is het de prijs per maand, wijs de kolom dan aan als prijs.
message-price-gone = ‘{ $column }’ is niets in { $rows } van de { $ended } rijen die eindigden, alsof het bedrag met het einde is weggehaald. Wat vertrekt, zou dan niets waard zijn. Neem een kolom met de laatste prijs, als die er is.
message-not-yet-customers = ‘{ $column }’ zegt { $values } in { $rows ->
    [one] 1 rij
   *[other] { $rows } rijen
}, en elk daarvan telt als klant. Waren zij dat niet, haal die rijen dan uit het bestand.
message-traits-left-out = Niet als kenmerk genomen, want het verandert terwijl een contract loopt, of het is een dag: { $columns }.
message-traits-change = Dit zouden kenmerken worden, hoewel het verandert terwijl een contract loopt, of een dag is: { $columns }. Sla over waarop je klanten niet vergelijkt.
message-contract-guessed = Aan de naam is niet te zien dat ‘{ $column }’ het nummer van het contract is. Het is in elke rij anders, en klanten hebben er meer dan één.
message-contracts-alike = { $rows ->
    [one] 1 rij heeft
   *[other] { $rows } rijen hebben
} dezelfde klant, eerste dag en plan als een eerdere rij. Het einde van het ene contract kan dan het andere beëindigen. Wijs een kolom aan die contracten uit elkaar houdt.
message-id-perhaps = ‘{ $column }’ is genomen als klantnummer, en ‘{ $other }’ kan het ook zijn. Wijs die aan als dat klopt.
message-zero-day = Een dag van nullen, zoals 0000-00-00, is gelezen als leeg. Betekent het dat er geen dag is, dan hoef je niets te doen.
message-no-end = Geen kolom heet als een laatste dag. Wijs er een aan.
message-left-guessed = Alleen de waarden van ‘{ $column }’ doen denken dat zij zegt wie vertrok.
message-most-left = { $percent } % van de klanten zou vertrokken zijn. Is { $values } de goede waarde?
message-no-tenure = Geen kolom zegt hoelang iemand klant is. Zonder duur of eerste dag is niet te zeggen hoelang klanten blijven.
message-no-tenure-but-days = Geen kolom heet als een eerste dag of een duur. Zonder een van beide is niet te zeggen hoelang klanten blijven. Er staan dagen in { $columns }: is dat de eerste dag, wijs die dan aan.
message-days-unread = ‘{ $column }’ lijkt dagen te bevatten, maar ‘{ $example }’ wordt niet als dag gelezen. Schrijf dagen voluit, als 2024-12-31.
message-tenure-unit-guessed = De eenheid van ‘{ $column }’ staat niet in de naam: { $largest } in dagen is { $days } jaar, in maanden { $months } jaar. Er is gerekend met { $unit }; kies een andere eenheid als dat niet klopt.
message-tenure-unit-by-years = De eenheid van ‘{ $column }’ staat niet in de naam. Er is gerekend met { $unit }, want { $largest } { $unit } past bij de jaren { $first } tot { $last } in ‘{ $years }’; kies een andere eenheid als dat niet klopt.
message-tenure-guessed = De naam ‘{ $column }’ doet maar een beetje aan een duur denken.
message-known-after-leaving = ‘{ $column }’ volgt uit wie vertrok en is weggelaten.
message-email-left-out = ‘{ $column }’ bevat mailadressen, zo te zien. Die kolom is weggelaten: hier worden geen adressen bewaard.
message-email-as-id = ‘{ $column }’ bevat mailadressen, zo te zien. Neem je eigen klantnummer.
message-free-text = ‘{ $column }’ is vrije tekst, waarin kan staan wie iemand is. Die kolom is weggelaten.
message-gives-away-leaving = ‘{ $column }’ alleen zegt al in { $percent } % van de rijen wie vertrok. Misschien is zij pas na het vertrek bekend.
message-satisfaction-gives-away-leaving = ‘{ $column }’ alleen zegt al in { $percent } % van de rijen wie vertrok. Misschien is de tevredenheid pas na het vertrek gevraagd.
message-satisfaction = ‘{ $column }’ gaat over tevredenheid. Is die gevraagd vóór het vertrek?
message-mixed-currencies = ‘{ $column }’ noemt meer dan één munt: { $values }. Een gegevensmap heeft er één, en { $rows ->
    [one] 1 rij is
   *[other] { $rows } rijen zijn
} niet in { $kept }. Maak van elke munt een eigen bestand, en lees het in een eigen gegevensmap in.
message-amount-guessed = Alleen de cijfers achter de komma doen denken dat ‘{ $column }’ een bedrag is.
message-own-kinds = { $kinds } zijn eigen soorten en tellen als activiteit. Zeg zo nodig wat ze betekenen.
message-column-unreadable = ‘{ $column }’ bevat lijsten of groepen van waarden, of bytes, en wordt niet gelezen. Zet één waarde per rij en kolom.
message-blanks = ‘{ $column }’ is leeg in { $blanks } van de { $rows } rijen.
message-date-order-guessed = { $example } in ‘{ $column }’ kan zijn: { $readings }. Het wordt gelezen als { $day }; zeg het als het anders is.
message-decimal-sign-unclear = Het decimaalteken in ‘{ $column }’ is niet te zien: { $example }. Zeg of het de komma of de punt is.
message-disk-refused = ‘{ $file }’: { $cause }
message-disk-full = ‘{ $file }’ kon niet worden geschreven: { $cause }. Er is niets veranderd. Maak ruimte op de schijf en probeer het opnieuw.
message-segment-refused = ‘{ $file }’: { $cause }
message-columns-misfit = De kolommen passen niet bij elkaar: { $cause }
message-not-a-segment = ‘{ $file }’ hoort niet bij deze gegevens: een kolom ontbreekt of is van een ander soort. Zet het bestand terug uit een kopie van de map.
message-manifest-damaged = ‘{ $file }’ is niet te lezen: { $cause }. Zet het terug uit een kopie van de map.
message-folder-newer = De gegevensmap heeft vorm { $found }; dit programma kent vormen tot { $known }. Een nieuwere versie heeft haar geschreven: installeer die.
message-folder-busy = Een ander programma schrijft in ‘{ $folder }’. Wacht tot het klaar is en probeer het opnieuw.
message-folder-busy-with = Een ander programma (nummer { $process }) schrijft in ‘{ $folder }’. Wacht tot het klaar is en probeer het opnieuw.
message-folder-empty = In ‘{ $folder }’ staan nog geen klanten. Lees eerst een bestand in.
message-too-many-rejects = { $rejected } van de { $read } rijen zijn geweigerd; { $allowed } mag. Er is niets bewaard. De lijst staat in ‘{ $list }’.
message-too-many-rejects-row = { $rejected } van de { $read } rijen zijn geweigerd; { $allowed } mag. Er is niets bewaard. De eerste: regel { $line }, ‘{ $value }’. Toegestaan: { $wanted }. De lijst staat in ‘{ $list }’.
message-too-many-rejects-first = { $rejected } van de { $read } rijen zijn geweigerd; { $allowed } mag. Er is niets bewaard. De eerste: regel { $line }, kolom ‘{ $column }’, waarde ‘{ $value }’. Toegestaan: { $wanted }. De lijst staat in ‘{ $list }’.
message-import-stopped = Het inlezen van ‘{ $file }’ is gestopt. Er is niets bewaard.
message-currency-of-file = De bedragen van het bestand zijn in { $given }; hier staat alles in { $kept }. Een map heeft één munt: lees dit bestand in een eigen map in.
message-mapping-problems = { $problems }
