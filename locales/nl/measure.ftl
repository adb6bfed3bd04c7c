# Een bestand meten, en voor wie een maatregel werkt.
measure-title = Meet een bestand
measure-heading = Wat deed elke maatregel in een bestand?
measure-lead = Breng een tabel met klanten mee, met een kolom per maatregel. Niets ervan komt in het grootboek.
measure-upload = Een bestand
measure-upload-text = CSV, Parquet of Excel: een regel per klant, wat er gedaan is, en wie vertrok. Namen en adressen zijn niet nodig.
measure-files = Bestanden die je hebt gemeten
measure-files-text = Ze worden na { $days } dagen weggegooid, of meteen.
measure-empty = Nog geen bestanden. Wat je meebrengt staat hier, zodat je het ook anders kunt bekijken.
measure-forget = Weggooien
# { $name } is een bestand.
measure-forget-name = { $name } weggooien

measure-form-heading = Wat is elke kolom?
measure-form-lead = Dit is een voorstel. Wat je kiest staat in het adres, dus je kunt het doorsturen.
measure-columns-text = Eén kolom is de uitkomst. Elke maatregel heeft een kolom met 1 voor wie hem kreeg en 0 voor wie met rust is gelaten.
measure-columns-drawn = Zeg alleen ‘geloot’ als het toeval koos. Koos een mens, een regel of de klant zelf, zeg dan ‘gekozen’.
measure-arms-how = Groepen met namen
measure-arms-text = Staan er woorden in de kolom? Noem dan de groep die het kreeg en de groep waarmee je vergelijkt. Meer groepen zet je met komma's achter elkaar; elk telt als een eigen maatregel.
measure-role-nothing = niet gebruikt
measure-role-outcome = uitkomst
measure-role-drawn = maatregel, geloot
measure-role-drawn-by = maatregel, per groep geloot
measure-role-observed = maatregel, gekozen
measure-role-group = groep die geloot is
measure-role-trait = kenmerk, vooraf bekend
measure-role-control = kan niet veranderd zijn
measure-role-customer = klant
measure-role-value = waarde bij blijven
measure-role-revenue = echt opgebracht
measure-role-outcome-on = dag van de uitkomst
measure-role-exposed-on = dag van de loting
measure-arms = Groep die het kreeg
measure-against = Vergeleken met
# { $currency } is een code zoals EUR.
measure-cost-each = Kosten per klant ({ $currency })
measure-split = Gepland deel, zoals 0,5
measure-left-out = Kolommen die hier niet staan: { $n }. Op de opdrachtregel kan het wel.
measure-judged = Hoe het beoordeeld wordt
measure-judged-text = Laat dit zo als je het niet zeker weet.
measure-good = De uitkomst is gewenst, zoals blijven
measure-value = Waarde die telt
measure-value-hint = Alleen als de uitkomst woorden bevat, zoals Vertrokken.
measure-matters = Kleinste effect dat ertoe doet (punten)
measure-matters-hint = Leeg: 15 % van wat er zonder gebeurt.
measure-horizon = Dagen waarbinnen het telt
measure-horizon-hint = Zoals 30, 90, 365. Hiervoor is de dag van de uitkomst nodig.
measure-until = Gevolgd tot en met
measure-until-hint = De laatste dag dat iemand keek.
measure-button = Laat de oordelen zien
measure-lacks-outcome = Zeg welke kolom de uitkomst is.
measure-lacks-activity = Zeg welke kolommen maatregelen zijn.
measure-lacks-group = Zeg in welke kolom de groep staat die geloot is.

measure-verdict-yet = Nog niet te zeggen
measure-verdict-this-way = Zo niet te zeggen
measure-verdict-not-measured = Niet gemeten
# { $name } is een maatregel.
measure-finding-helps = { $name } helpt.
measure-finding-no-sign = { $name } geeft geen teken van een effect.
measure-finding-backfires = { $name } werkt averechts.
measure-finding-cannot-tell-yet = Wat { $name } doet is nog niet te zeggen.
measure-finding-cannot-tell-this-way = Wat { $name } doet is zo niet te zeggen.
measure-finding-not-measured = Wat { $name } doet weet nog niemand.
# { $all }, { $helps } en { $backfires } zijn aantallen.
measure-finding = { $helps ->
    [0] Van { $all } maatregelen is er geen bekend die helpt
    [one] Van { $all } maatregelen helpt er één
   *[other] Van { $all } maatregelen helpen er { $helps }
}, { $backfires ->
    [0] geen werkt averechts.
    [one] één werkt averechts.
   *[other] { $backfires } werken averechts.
}
measure-verdict-lead = Klanten: { $rows }. De uitkomst is ‘{ $outcome }’. Een effect is met de maatregel min zonder, naar wie ervoor is ingedeeld.
measure-unit-points = procentpunten
measure-unit-number = de eenheid van de uitkomst
measure-caption = Effect op ‘{ $outcome }’ in { $unit }, met interval van { $level }
measure-less = minder ‘{ $outcome }’
measure-more = meer ‘{ $outcome }’
measure-p = p, alles samen
measure-legend = Dichte stip: door het toeval met rust gelaten. Open stip: alleen gezien, of een loting die misging; zo'n regel krijgt nooit een ander oordeel dan ‘Niet te zeggen’. Vierkant: werkt averechts. Grijze band: effecten die te klein zijn om ertoe te doen.
measure-drawn = door het toeval geloot
# { $group } is een kolom zoals winkel.
measure-drawn-by = door het toeval geloot, per { $group }
measure-observed = gekozen, niet geloot
measure-kept = Behouden klanten
# { $net } is een bedrag met interval voor allen die het kregen, { $each } het bedrag per klant.
measure-money-gains = In geld, na aftrek van kosten: { $net } voor iedereen samen die het kreeg, { $each } per klant. Het brengt meer op dan het kost.
measure-money-loses = In geld, na aftrek van kosten: { $net } voor iedereen samen die het kreeg, { $each } per klant. Het kost meer dan het opbrengt.
measure-money-cannot-tell = In geld, na aftrek van kosten: { $net } voor iedereen samen die het kreeg, { $each } per klant. Of het zich terugverdient is niet te zeggen.
measure-money-loss = Winst met verlies: er blijven klanten, en na aftrek van kosten is het { $net } voor iedereen samen die het kreeg, { $each } per klant.
measure-horizons = Hetzelfde per termijn
measure-within = Binnen
measure-days = { $days } dagen
measure-rests-on = Waar het op rust
measure-how-sides = Met en zonder
# { $with } en { $without } zijn gemiddelden of delen.
measure-sides = { $with } met, { $without } zonder
measure-how-method = Methode
measure-how-adjusted = Gecorrigeerd voor
measure-how-matters = Doet ertoe vanaf
measure-how-detectable = In 80 van de 100 keer gevonden
measure-how-needed = Er zijn nodig
measure-needed = ongeveer { $more } meer, { $all } in totaal
measure-how-plain = Gewoon vergeleken
measure-how-hidden = Verborgen oorzaak die het zou verklaren
measure-keep = Schrijf het op
measure-keep-text = Het oordeel staat dan in het register. Wat averechts werkt stopt: er wordt niemand meer voor geloot.
measure-keep-column = Oordeel over
measure-keep-activity = Is de maatregel
measure-keep-button = Opschrijven
measure-next = Wat nu
measure-change = Andere kolommen kiezen
measure-whom = Voor wie?
measure-how = Hoe is dit berekend?
measure-how-text = Hetzelfde op de opdrachtregel, met dezelfde getallen:
measure-json = De getallen als JSON

# Voor wie.
measure-whom-lacks = Voor wie het werkt kun je vragen als het toeval klanten lootte, de uitkomst een kolom is, en kenmerken klanten uit elkaar houden.
measure-whom-ask = Voor wie werkt { $name }?
measure-whom-ask-lead = Zeg wat het kost om het één klant te geven, en wat een klant die blijft waard is. Niemand kan ook het antwoord zijn.
measure-whom-treat = Geef { $name } aan { $customers } van de { $all } klanten.
measure-whom-everybody = Geef { $name } aan iedereen.
measure-whom-unsure = Aan wie je { $name } geeft is nog niet zeker.
measure-whom-nobody = Geef { $name } aan niemand.
measure-whom-nobody-lead = Bij deze kosten en waarde verdient geen groep klanten het naar verwachting terug.
measure-whom-unknown = Voor wie het werkt is niet te zeggen.
measure-whom-profit = Beste schatting: { $profit } meer dan aan niemand geven, tussen { $band } over alle budgetten samen.
measure-worth = Waarde van wie blijft ({ $currency })
measure-most = Hoogstens zoveel klanten
measure-show = Laat zien
measure-budget = Winst per budget
measure-budget-text = Klanten staan op volgorde van wat het voor hen doet, niet van de kans dat ze vertrekken. Elk is beoordeeld door een model dat van anderen leerde.
measure-budget-caption = Winst in { $currency } boven aan niemand geven, met de band die voor alle budgetten tegelijk geldt
measure-top = Geef het aan
measure-customers = Klanten
measure-loses = verlies
measure-gains = winst
measure-profit = Winst [band]
measure-best = beste
measure-ranks = De volgorde klopt: wie meer zou winnen, won meer.
measure-ranks-not = De volgorde is nog niet te geloven: wie meer zou winnen, won niet zeker meer.
measure-kinds = Vier soorten klanten
measure-kinds-text = Niemand is met en zonder te zien, dus de delen liggen tussen twee uitersten.
measure-kind = Soort
measure-few-harmed = Als het weinigen schaadt
measure-many-harmed = Als het velen schaadt
measure-like = Lijkt er het meest op
measure-kind-persuadable = Over te halen
measure-kind-persuadable-text = blijft alleen ermee
measure-kind-sure-thing = Blijft toch
measure-kind-sure-thing-text = blijft met en zonder
measure-kind-lost-cause = Gaat toch
measure-kind-lost-cause-text = gaat met en zonder
measure-kind-sleeping-dog = Beter met rust gelaten
measure-kind-sleeping-dog-text = blijft alleen zonder
measure-kind-persuadable-good = Over te halen
measure-kind-persuadable-good-text = doet het alleen hierdoor
measure-kind-sure-thing-good = Doet het toch
measure-kind-sure-thing-good-text = doet het met en zonder
measure-kind-lost-cause-good = Doet het niet
measure-kind-lost-cause-good-text = niet met, niet zonder
measure-kind-sleeping-dog-good = Beter met rust gelaten
measure-kind-sleeping-dog-good-text = doet het alleen zonder
measure-worth-good = Waarde van wie het doet ({ $currency })
measure-fair = Waarop gekozen is
measure-fair-text = Kenmerken die de wet beschermt beslissen niet mee, en wat ervoor in de plaats komt ook niet. Hoe ze uitvallen staat hier.
measure-used = Beslist door: { $names }.
# { $name } komt in de plaats van { $of }, allebei kolommen.
measure-proxy = ‘{ $name }’ verraadt ‘{ $of }’, en is dus ook niet gebruikt.
measure-none-protected = Bij de kenmerken die je noemde is er geen waarvan bekend is dat de wet het beschermt.
measure-protected = Niet gebruikt
measure-of-all = Van allen
measure-of-chosen = Van wie het krijgt
measure-apart = Verschil (afwijkingen)
measure-far = let hierop
measure-audience = Neem de doelgroep mee
measure-audience-text = De klanten die het krijgen, met een nieuwe loting: een deel blijft met rust, zodat het gemeten blijft.
measure-audience-no-id = Zeg welke kolom de klant is, dan kun je de doelgroep meenemen.
measure-audience-button = Doelgroep van { $n } (CSV)
measure-holdout = Met rust laten, in procent
measure-holdout-hint = Alleen wie bij de groep ‘treated’ staat krijgt het.
measure-holdout-wrong = Laat meer dan 0 en minder dan 100 procent met rust.
measure-whom-how = Een bos per helft van de klanten, beoordeeld op de andere helft; winst uit dubbel robuuste signalen. Op de opdrachtregel:
