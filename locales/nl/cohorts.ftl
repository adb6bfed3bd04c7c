## Cohorten: wie in dezelfde periode begon, gevolgd door de tijd.

cohorts-title = Cohorten
# $after: 12 maanden.
cohorts-finding = Na { $after } is { $share } van de klanten er nog.
cohorts-finding-active = Na { $after } is { $share } van de klanten weer actief.
cohorts-finding-none = Er zijn nog geen cohorten om te volgen.
cohorts-finding-groups = Wie blijft, per groep en per begin.
cohorts-finding-apart = Na { $after } is van { $high } { $highShare } er nog, van { $low } { $lowShare }.
cohorts-after = { $age } { $period ->
    [week] { $age ->
        [one] week
       *[other] weken
    }
    [maand] { $age ->
        [one] maand
       *[other] maanden
    }
    [kwartaal] { $age ->
        [one] kwartaal
       *[other] kwartalen
    }
   *[other] jaar
}
cohorts-lead = Elke rij is een groep die in dezelfde periode begon. Lees van links naar rechts hoeveel er bleven.
cohorts-customers = Klanten
cohorts-staying-text = Deel dat er nog is, in procenten. Leeg: die periode moet nog komen, loopt nog of staat nog niet vast.
cohorts-active-text = Deel dat in die periode iets deed, in procenten. Leeg: die periode moet nog komen of loopt nog.
cohorts-revenue = Omzet
cohorts-revenue-text = Omzet van het cohort, in procenten van die bij het begin. Boven 100: blijvers betalen meer dan wegvalt.
cohorts-some = De kaart toont de nieuwste { $count } cohorten; het bestand heeft ze alle.
cohorts-first = Begonnen / { $period ->
    [week] weken
    [maand] maanden
    [kwartaal] kwartalen
   *[other] jaren
} daarna
cohorts-empty = Hier komt een kaart zodra klanten een begindatum hebben en hun eerste periode voorbij is.
