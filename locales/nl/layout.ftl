# Wat op elke bladzijde staat.
layout-skip = Naar de inhoud
layout-navigation = Hoofdmenu
layout-sign-out = Uitloggen
# { $moment } is een dag en een tijd.
layout-made-at = gemaakt { $moment }

nav-part-leaving = Vertrek
nav-part-farewell = Afscheid
nav-part-listening = Luisteren
nav-part-customers = Klanten
nav-overview = Overzicht
nav-churn = Wie
nav-survival = Wanneer
nav-reasons = Waarom
nav-cohorts = Cohorten
nav-activities = Maatregelen
nav-customers = Klanten
nav-desk = Balie
nav-goodbyes = Hoe het ging
nav-flows = Opzegproces
nav-answers = Antwoorden
nav-ladder = Ladder
nav-work = Actiepunten
nav-surveys = Vragenlijsten
nav-import = Inlezen
nav-settings = Instellingen

role-owner = eigenaar
role-manager = manager
role-analyst = analist
role-front_line = medewerker aan de balie

field-email = E-mailadres
field-password = Wachtwoord
field-password-old = Wachtwoord van nu
field-password-new = Nieuw wachtwoord
field-password-hint = Kies { $n } tekens of meer. Een paar losse woorden is goed.
field-name = Je naam
field-company-name = Naam van je bedrijf
