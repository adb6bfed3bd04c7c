# Als een bladzijde niet komt: wat er is, en wat je kunt doen.
fault-home = Naar het begin
# { $id } is het nummer van deze aanvraag in het logboek.
fault-request = Vraag je om hulp? Noem dan dit nummer: { $id }

fault-not-allowed-title = Deze bladzijde is niet voor jouw rol
fault-not-allowed-text = Heb je haar nodig? Vraag de eigenaar om je rol te veranderen.
fault-foreign-form-title = Dit formulier is verlopen
fault-foreign-form-text = Er is niets veranderd. Open de bladzijde opnieuw en verstuur het formulier nog een keer.
fault-not-found-title = Deze bladzijde bestaat niet
fault-not-found-text = Kijk of het adres klopt, of begin bij het overzicht.
fault-too-large-title = Dit is te groot
fault-too-large-text = Er is niets bewaard. Deel het bestand op, of lees het in met de opdracht vaarwel import.
fault-too-many-title = Te veel pogingen
fault-too-many-text = Wacht een kwartier en probeer het dan opnieuw. Een inloglink van de eigenaar werkt wel meteen.
fault-not-now-title = Dit duurt nu te lang
fault-not-now-text = Probeer het zo opnieuw, of vraag minder tegelijk: een kortere periode of minder groepen.
fault-disk-full-title = De schijf is vol
fault-disk-full-text = Er is niets bewaard. Maak ruimte en probeer het opnieuw.
fault-not-understood-title = Deze vraag begrijpen we niet
fault-not-understood-text = Kijk wat er in het adres staat, of kies opnieuw op de bladzijde.
fault-broken-title = Hier ging iets mis
fault-broken-text = Dat ligt aan ons, niet aan jou. De fout staat in het logboek van het programma.
