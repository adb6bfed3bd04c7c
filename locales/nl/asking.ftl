# De bladzijden waar klanten een korte vraag beantwoorden. Alles mag worden overgeslagen.
asking-skip = Naar de vragen
asking-language = Taal
asking-send = Verstuur
asking-send-again = Verstuur wijzigingen
asking-noted = Genoteerd
asking-thanks = Dank je wel. Je antwoord staat genoteerd.
asking-more = Wil je nog iets kwijt?
asking-more-again = Wil je nog iets aanvullen?
asking-optional = Alles hieronder mag je overslaan.
asking-skip-question = Overslaan
asking-privacy = Schrijf liever niets over gezondheid of over anderen.
asking-place = Op plaats { $place }
asking-nothing-sent = Je hebt nog niets gekozen. Je mag deze bladzijde ook gewoon sluiten.
asking-problem = Er klopt iets niet; het staat bij de vraag. Wat je hebt ingevuld, staat er nog.
asking-not-kept = We kunnen je antwoord nu niet bewaren. Probeer het straks nog eens; wat je hebt ingevuld, staat er nog.
asking-too-long = Maak dit korter: er passen { $most } tekens, dit zijn er { $given }.
asking-only-one = Kies één antwoord.
asking-not-offered = Dit antwoord hoort niet bij de vraag. Kies er een uit de lijst.

asking-face-1 = Heel ontevreden
asking-face-2 = Ontevreden
asking-face-3 = Gaat wel
asking-face-4 = Tevreden
asking-face-5 = Heel tevreden
asking-score-low = 0: helemaal niet
asking-score-high = 10: heel graag
asking-answer-yes = Ja
asking-answer-no = Nee
asking-goal-yes = Ja
asking-goal-partly = Gedeeltelijk
asking-goal-no = Nee

# Waarvoor het antwoord is.
asking-purposes = We gebruiken je antwoord hiervoor:
asking-purpose-handle = goedmaken wat bij jou misging
asking-purpose-improve = het voor iedereen beter maken
asking-purpose-reply = je antwoorden
asking-purpose-research = uitzoeken waarom klanten blijven of weggaan
asking-purposes-not = Niet om je iets te verkopen.

# Niet meer gevraagd worden.
asking-stop-link = Vraag mij niets meer
asking-stop = Wil je geen vragen meer?
asking-stop-text = Eén druk op de knop en we vragen je niets meer, langs geen enkele weg. Aan je abonnement verandert niets.
asking-stop-button = Vraag mij niets meer
asking-stopped = We vragen je niets meer
asking-stopped-text = Dat geldt vanaf nu, voor mail, berichten en alles daarnaast. Aan je abonnement verandert niets.
asking-stop-undo = Toch weer wel

# Links die niet werken.
asking-unknown = Deze link werkt niet
asking-unknown-text = Kijk of hij helemaal is overgenomen, tot en met het laatste teken. Er is niets genoteerd.
asking-expired = Deze vraag is voorbij
asking-expired-text = De link was een tijd te gebruiken en die is om. Er is niets genoteerd. Wil je iets kwijt? Mail of bel ons gerust.
asking-broken = Het lukt nu even niet
asking-broken-text = Dat ligt aan ons. Probeer het straks nog eens; er is niets genoteerd.
asking-flood = Dit is te lang
asking-flood-text = Ga een stap terug en maak je tekst korter. Er is niets genoteerd.

# Een scherm ter plekke.
asking-kiosk-nobody = Wie je bent wordt niet gevraagd en niet bewaard.
asking-kiosk-noted = Genoteerd. Nog iets? Overslaan mag.
asking-kiosk-enough = Klaar
asking-kiosk-thanks = Dank je wel
asking-kiosk-next = Volgende
