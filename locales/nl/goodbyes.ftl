# Afscheid: wat het leert.
goodbyes-title = Afscheid
goodbyes-lead = Hoe opzeggen gaat, zoals wie vertrekt het meemaakt. Niemand telt hier als behouden: hoe het verder ging, wordt later nagekeken.
goodbyes-finding-nobody = Niemand keek in deze tijd naar opzeggen
goodbyes-finding-looked = { $n ->
    [one] Eén mens keek naar opzeggen en niemand zegde op
   *[other] { $n } mensen keken naar opzeggen en niemand zegde op
  }
goodbyes-finding = { $n ->
    [one] Eén mens zegde op
   *[other] { $n } mensen zegden op
  }
goodbyes-filter = Welk afscheid
goodbyes-flow = Proces
goodbyes-flow-all = Alle processen
goodbyes-stretch = Van de laatste
goodbyes-days = { $days } dagen
goodbyes-csv = Alle getallen als CSV
goodbyes-json = Als JSON
goodbyes-cut = Er was meer dan in één keer geteld wordt: hier staan de nieuwste 20.000.
goodbyes-of = { $part } van { $whole }
goodbyes-nobody = nog niemand
goodbyes-not-known = niet bekend
goodbyes-level = Het streepje en de haken houden 95 %.
goodbyes-column-share = Deel
goodbyes-column-count = Zoveel
goodbyes-column-step = Stap
goodbyes-column-what = Wat
goodbyes-column-channel = Weg
goodbyes-column-asked = Opgezegd
goodbyes-column-hours = Uren, mediaan
goodbyes-column-minutes = Minuten, mediaan
goodbyes-column-seconds = Seconden, mediaan
goodbyes-column-after = Na
goodbyes-column-score = Cijfer voor het afscheid
goodbyes-figure-refused = Geweigerde opzeggingen
goodbyes-figure-seconds = Seconden om op te zeggen
goodbyes-figure-effort = Vond het makkelijk
goodbyes-figure-goodbye = Vond het afscheid goed
goodbyes-how-refused = Iedereen die opzegde. Een opzegging weigeren kan hier niet; wat niemand weet, zoekt een mens daarna uit.
goodbyes-how-seconds = De mediaan, van wie op de pagina’s opzegde, van het eerste scherm tot de opzegging.
goodbyes-how-effort = Een 4 of 5 van 5, gedeeld door iedereen die antwoordde. Wie niet antwoordde, telt niet mee.
goodbyes-how-goodbye = Een 4 of 5 van 5, gedeeld door iedereen die antwoordde. Wie niet antwoordde, telt niet mee.
goodbyes-funnel = Hoe ver ze kwamen
goodbyes-funnel-text = Bezoeken aan de pagina’s. Wie twee keer kwam, telt twee keer. Programma’s en wie hier is ingelogd, tellen niet mee.
goodbyes-funnel-caption = Van alle bezoeken
goodbyes-funnel-empty = Niemand kwam in deze tijd op de pagina’s. Deel de link naar je opzegpagina; het eerste bezoek staat hier meteen.
goodbyes-funnel-visited = Opende de pagina
goodbyes-funnel-identified = Zei wie het was
goodbyes-funnel-confirmed = Zegde op
goodbyes-watch = Keek, en zegde niet op
goodbyes-watch-text = Klanten die de laatste 30 dagen naar opzeggen keken en het niet deden. Er speelt iets, of de pagina was niet duidelijk.
goodbyes-watch-never = Bel niet om ze tegen te houden. Maak beter waar ze voor betalen, en maak de pagina duidelijker.
goodbyes-watch-empty = Niemand die we kennen keek de laatste 30 dagen en ging weer weg.
goodbyes-watch-when = { $moment }, { $screens ->
    [one] één scherm
   *[other] { $screens } schermen
  }
goodbyes-watch-step = Wat we van deze klant weten
goodbyes-reasons = Waarom, en wat het weegt
goodbyes-reasons-said = Bij { $answered } van de { $asked } opzeggingen staat een reden.
goodbyes-reasons-priced = Van { $priced } van deze { $n } is de prijs bekend; het deel van de omzet gaat daarover.
goodbyes-reasons-empty = Nog niemand zei waarom. De vraag komt na de opzegging en mag overgeslagen worden.
goodbyes-happy = goede afloop
goodbyes-friction-text = Wat opzeggen vroeg van wie het op de pagina’s deed, naast wat klant worden vraagt volgens het proces.
goodbyes-friction-caption = Medianen van wie opzegde
goodbyes-friction-leave = Weg
goodbyes-friction-join = Erbij
goodbyes-friction-against = { $leave } weg, { $join } erbij
goodbyes-friction-empty = Niemand zegde in deze tijd op de pagina’s op. Klikken, velden, schermen en seconden tellen vanaf de eerste opzegging.
goodbyes-channels = Hoe snel bevestigd
goodbyes-channels-text = Op de pagina’s en aan de balie is de bevestiging er meteen. Hier staat hoe lang het duurde tot die ook aan de mail was afgegeven.
goodbyes-channels-caption = Per weg
goodbyes-channels-empty = Niemand zegde in deze tijd op.
goodbyes-taken-caption = Hoe opzeggingen aangenomen werden
goodbyes-taken-refused = Geweigerd
goodbyes-taken-by-person = Een mens moest iets uitzoeken
goodbyes-channel-page = Webpagina
goodbyes-channel-app = App
goodbyes-channel-widget = Op de site
goodbyes-channel-mail = Mail
goodbyes-channel-phone = Telefoon
goodbyes-channel-chat = Chat
goodbyes-channel-counter = Balie
goodbyes-channel-letter = Brief
goodbyes-channel-api = Koppeling
goodbyes-later = Hoe het verder ging
goodbyes-later-text = Van wie de opzegging introk of een pauze koos: wie was zoveel dagen na het opzeggen nog klant? Geteld van opzeggingen die oud genoeg zijn.
goodbyes-later-not-saved = Het is geen effect van ons: niemand weet wat ze anders hadden gedaan.
goodbyes-later-caption = Nog klant
goodbyes-later-empty = Niemand trok 30 dagen of langer geleden een opzegging in. Het eerste antwoord staat hier als de eerste van hen 30 dagen verder is.
goodbyes-after-days = { $days } dagen
goodbyes-returned = Een goed afscheid, en terugkomen
goodbyes-goodbye-4-or-5 = 4 of 5
goodbyes-goodbye-1-to-3 = 1 tot en met 3
goodbyes-returned-text = Een vermoeden, geen bevinding: wie het afscheid goed vond, kan ook op andere punten verschillen.
goodbyes-returned-old = Geteld van wie minstens een jaar geleden wegging. Terugkomen telt binnen 365 dagen na de laatste dag, zodat iedereen er even lang de tijd voor had.
goodbyes-returned-empty = Nog niemand is een jaar weg. Wie van hen terugkwam, staat hier zodra de eerste zo lang weg is.
goodbyes-returned-few = Te weinig om cijfers naast elkaar te leggen: dat kan vanaf { $min } mensen met een goed en { $min } met een minder goed afscheid.
goodbyes-returned-open = Het verschil is { $points } procentpunt en kan alles zijn van { $lower } tot { $upper }: of een goed afscheid samengaat met terugkomen, is hier niet te zien.
goodbyes-returned-more = Na een goed afscheid kwamen er { $points } procentpunt meer terug, van { $lower } tot { $upper }. Dat ze samengaan, zegt niet dat het een door het ander komt: een proef met een ander afscheid zou dat laten zien.
goodbyes-returned-less = Na een goed afscheid kwamen er { $points } procentpunt minder terug, van { $lower } tot { $upper }. Dat ze samengaan, zegt niet dat het een door het ander komt: een proef met een ander afscheid zou dat laten zien.
goodbyes-returned-caption = Kwam terug binnen een jaar na vertrek
goodbyes-goodbye-not-scored = Geen cijfer gegeven
