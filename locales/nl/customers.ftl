customers-title = Klanten
customers-finding = Wie klant is, en wie het was
customers-lead = Van iedereen staat er wat er gebeurde, van de eerste dag tot nu.
customers-id = Klantnummer
customers-standing = Stand
customers-all = Alle klanten
customers-here = Zijn er nu
customers-left = Zijn vertrokken
customers-show = Toon
customers-show-all = Toon alle klanten
customers-since = Klant sinds
customers-plan = Abonnement
customers-spells = Keer klant
customers-is-here = is er nu
# { $day } is een dag in woorden.
customers-until = tot en met { $day }
customers-first = Naar het begin
customers-next = Volgende
customers-none-found = Niemand gevonden. Vul het begin van een klantnummer in, of kies een andere stand.
customers-empty = Hier komen je klanten te staan, met alles wat er gebeurde. Lees eerst een bestand in.
customers-empty-step = Lees een bestand in

customer-here = { $id } is klant sinds { $day }
customer-left = { $id } vertrok op { $day }
customer-leaves = { $id } vertrekt op { $day }
customer-facts = Van eerste dag tot nu
customer-hidden = { $n ->
    [one] Eén oudere gebeurtenis staat hier niet.
   *[other] { $n } oudere gebeurtenissen staan hier niet.
}
customer-times = { $n ->
    [one] { $what }
   *[other] { $what } { $n } keer
}
customer-last-on = voor het laatst op { $day }
customer-each = Elke keer
customer-to-come = (moet nog komen)
customer-dots = Dicht: het is gebeurd. Open: het moet nog komen.
customer-spells = Periodes als klant
customer-not-counted = Nog niet geteld. Nieuwe feiten tellen binnen een minuut mee.
customer-traits = Kenmerken
customer-from-to = { $from } tot en met { $to }
customer-from = sinds { $from }
customer-per-month = { $price } per maand

customer-source-door = Afscheid
customer-source-api = API
fact-joined = Klant geworden
fact-contract-started = Contract begonnen
fact-contract-ended = Contract geëindigd
fact-plan-changed = Abonnement of prijs veranderd
fact-asked-to-leave = Wil vertrekken
fact-stayed-after-asking = Bleef na een opzegging
fact-left = Vertrokken
fact-paused = Gepauzeerd
fact-resumed = Verder na pauze
fact-returned = Teruggekomen
fact-paid = Betaald
fact-payment-failed = Betaling mislukt
fact-used = Gebruikt
fact-contacted = Contact gehad
fact-answered = Vraag beantwoord
fact-exposed = In een maatregel
fact-referred = Iemand aangebracht
fact-ending-withdrawn = Einde gaat niet door
fact-described = Kenmerken bekend

departure-voluntary = eigen keuze
departure-involuntary = betaling mislukt
departure-positive = doel bereikt
departure-silent = stil weggebleven
departure-dismissed = door ons beëindigd
fact-service-failed = Er ging iets mis
customer-left-alone = met rust gelaten
customer-got-it = kreeg het
customer-answer = antwoord { $value }
customer-answer-in-words = antwoord zonder cijfer
customer-answers = { $n ->
    [one] Eén vraag beantwoord
   *[other] { $n } vragen beantwoord
}
