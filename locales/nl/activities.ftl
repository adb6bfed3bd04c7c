hail-title = Maatregelen
# { $backfires } en { $all } zijn aantallen.
hail-finding = { $backfires ->
    [0] Van { $all } maatregelen is er geen bekend die klanten laat vertrekken.
    [one] Eén van { $all } maatregelen laat klanten vertrekken.
   *[other] { $backfires } van { $all } maatregelen laten klanten vertrekken.
}
hail-finding-empty = Er loopt geen maatregel.
# { $share } is een percentage.
hail-unknown = Wat { $share } van het geld doet, weet niemand.
# { $spent } is een bedrag.
hail-lead = Er ging { $spent } naar het vasthouden van klanten. Dit register vergelijkt wie een maatregel kreeg met wie met rust gelaten is.
hail-budget = Budget per oordeel
hail-budget-helps = { $share } van het budget · effect gevonden
hail-budget-none = { $share } van het budget · precies, en bijna niets
hail-budget-back = { $share } van het budget · klanten vertrekken erdoor
hail-budget-unknown = { $share } van het budget · niemand weet het
hail-verdict-helps = Helpt
hail-verdict-none = Geen teken
hail-verdict-back = Werkt averechts
hail-verdict-unknown = Niet te zeggen
hail-tab-fewer-leavers = Doel: minder vertrek ({ $count })
hail-tab-loyalty = Doel: trouw ({ $count })
hail-tab-stopped = Gestopt ({ $count })
hail-empty = Hier staat straks alles wat je doet om klanten te houden, met wat het kost en wat het doet. Beschrijf de eerste maatregel.
hail-caption = Effect in procentpunten, met interval
hail-activity = Maatregel
hail-verdict = Oordeel
hail-fewer = minder vertrek
hail-more = meer vertrek
hail-effect = Effect [interval]
hail-given = Gekregen / niet
hail-cost = Kosten
hail-per-kept = Per behouden klant
hail-owner = Eigenaar
hail-not-known = Niet bekend
hail-next-stop = Stop ermee, of richt het anders
hail-next-keep = Ga ermee door
hail-next-measure = Laat een deel met rust, en meet
hail-next-wait = Wacht op meer klanten
hail-out-no-owner = geen eigenaar
hail-out-owner-gone = de eigenaar is weg
hail-out-no-review = geen datum om te beslissen
hail-out-review-past = beslissen had gemoeten op { $day }
hail-out-cost-without-effect = kost geld zonder effect
hail-out-nobody-held-out = niemand is met rust gelaten
hail-out-never-measured = nooit gemeten
hail-out-no-cost = kosten niet bekend
hail-out-meets = { $customers ->
    [one] { $customers } klant kreeg ook een andere maatregel
   *[other] { $customers } klanten kregen ook een andere maatregel
}
hail-out-plan-changed = plan na de start veranderd
hail-legend = Dichte stip: door het toeval met rust gelaten. Open stip: alleen gezien; zo'n regel krijgt nooit een ander oordeel dan ‘Niet te zeggen’. Grijze band: effecten die te klein zijn om ertoe te doen.
hail-how = Hoe het oordeel ontstaat
hail-how-text = Helpt en Werkt averechts: zo'n verschil geeft het toeval zelden, alle maatregelen samen bekeken. Geen teken: een effect dat ertoe doet is uitgesloten. Niet te zeggen: het zijn er te weinig, of er was geen eerlijke vergelijking. Klanten tellen mee naar hoe ze zijn ingedeeld, niet naar wie meedeed.
hail-grave = { $name }: stop ermee, of richt het anders
hail-stop = Stop deze maatregel
hail-stopped-here = Gestopt in de console.
