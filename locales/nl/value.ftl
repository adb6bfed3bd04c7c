## Waarde: wat klanten hier waard zijn, en wat vertrek kost.

value-title = Waarde
value-finding = Een nieuwe klant brengt { $new } op; wie vertrok had nog { $kept } gebracht.
value-finding-of = { $group }: een nieuwe klant brengt { $new } op; wie vertrok had nog { $kept } gebracht.
value-finding-unsaid = Zeg eerst wat er van de omzet overblijft; dan staat hier wat een klant waard is.
value-finding-unknown = Wat een klant waard is, is uit deze gegevens niet te zeggen.
value-lead = In je eigen geld, met je eigen marge, kosten en rente. Niets is van een ander bedrijf geleend.
value-measures = Wat een klant waard is
value-measures-text = Geld van later telt minder mee dan geld van nu. Het interval van { $level } is dat van het model; prijs, marge en kosten zijn genomen zoals je ze zei.
value-own = Marge, rente en kosten staan bij de instellingen, of geef ze mee in de vraag.
value-to-settings = Eigen cijfers invullen
value-to-loyalty = Blijven de tevredensten langer?
value-column-measure = Maat
value-measure-customers = Klanten nu
value-measure-price = Gemiddelde prijs per maand
value-measure-stay-a-year = Nieuwe klanten die na een jaar nog klant zijn
value-measure-new-customer = Een nieuwe klant brengt op
value-measure-after-winning = Daarvan over na het werven
value-measure-payback-months = Werven terugverdiend na
value-measure-departures = Vertrokken in deze periode
value-measure-joined = Begonnen in deze periode
value-measure-revenue-left = Maandprijs van wie vertrok, samen
value-measure-kept-leaver = Wie vertrok had nog gebracht
value-measure-cost-of-leaving = Vertrek kostte in deze periode
value-measure-cost-of-replacing = Evenveel nieuwe klanten werven kost
value-measure-truly-kept-to-pay = Behouden loont als het dit deel echt behoudt
value-denominator-new-customer = De marge van alle betalingen die een nieuwe klant nog doet, verdisconteerd.
value-denominator-kept-leaver = Het gemiddelde van wie vertrok, als die één keer was gebleven. Minder dan een klant die er is.
value-denominator-cost-of-leaving = Dat bedrag, maal wie in de periode vertrok.
value-denominator-payback-months = De betalingen tot het werven is terugverdiend.
value-retention = Wat beter behoud zou opleveren
value-retention-text = Punten van het deel dat na een jaar nog klant is: van 80 naar 85 % is vijf punten. Wat het kost om daar te komen, zegt dit niet.
value-sayings = ‘Vijf procent meer behoud is 25 tot 95 % meer winst’ ging over andere bedrijven. Hier staat wat het bij jou is.
value-column-points = Behoud
value-points = { $points ->
    [one] 1 punt beter
   *[other] { $points } punten beter
}
value-column-new = Per nieuwe klant
value-column-lift = Meer
value-column-newcomers = Nieuwe klanten van een jaar
value-column-here = Klanten van nu
value-sleeping = Slapende omzet
value-sleeping-text = Wie betaalt en { $days } dagen niets gebruikte.
value-sleeping-do = Het eerlijkste is om het te zeggen: zij betalen voor iets wat zij niet gebruiken.
value-column-sleeping = Slapend
value-column-sleeping-share = Van wie betaalt
value-column-revenue = Per maand
value-column-revenue-share = Van de omzet
value-column-never = Nooit gebruikt

note-value-model = Wat een klant opbrengt is de marge op de gemiddelde prijs van nu, maal de betalingen die het verschoven beta-geometrische model verwacht, verdisconteerd. Vernieuwd wordt per periode; marge { $margin }, rente per jaar { $discount }.
note-customers-alike = Niets wijst erop dat klanten verschillen in hun kans om te gaan. Daarom is één kans per vernieuwing voor allen genomen.
note-value-kept = Wie vertrok en één keer was behouden, zou geneigd blijven te gaan. Daarom is dat minder dan wat een klant brengt die er is.
note-value-points = Punten gaan over het deel van de nieuwe klanten dat na een jaar nog klant is. In het betere model is de kans om te gaan lager en verschillen klanten even veel.
note-value-interval = Intervallen zijn die van het model. Prijs, marge, rente en kosten zijn genomen zoals zij gezegd zijn.
note-value-sayings = Uitspraken over andere bedrijven zijn niet gebruikt.
note-without-margin = Niemand heeft gezegd wat er van de omzet overblijft na de kosten van bediening. Vul de marge in bij de instellingen.
note-without-discount = Niemand heeft gezegd hoeveel geld over een jaar minder telt dan nu. Vul de rente in bij de instellingen.
note-without-cost-to-win = Wat het werven van een klant kost, is niet gezegd. Vul het in bij de instellingen.
note-without-cost-to-keep = Wat je uitgeeft om een klant te behouden, is niet gezegd. Vul het in bij de instellingen.
why-unsaid = nog niet gezegd
why-no-prices = geen prijzen bekend
why-never-earned-back = nooit
