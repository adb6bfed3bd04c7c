# Antwoorden van klanten.
answers-over = Antwoorden · { $from } – { $to }
answers-finding-nobody = In deze tijd werd niemand iets gevraagd
answers-finding = { $asked ->
    [one] Van één gevraagde klant { $answered ->
        [0] kwam geen antwoord
       *[other] kwam antwoord
      }
   *[other] { $answered_told } van { $asked_told } gevraagde klanten { $answered ->
        [one] antwoordde
       *[other] antwoordden
      }
  }
answers-for-improve = Gelezen om het voor iedereen beter te maken. Wie het zei, doet er dan niet toe en staat er niet bij.
answers-for-handle = Gelezen om goed te maken wat bij deze klant misging.
answers-for-reply = Alleen van wie zei dat iemand mag reageren.
answers-for-research = Gelezen om uit te zoeken wat samengaat met blijven en weggaan. Wie het zei, staat er niet bij.
answers-filter = Welke antwoorden
answers-search = Woorden
answers-survey = Vragenlijst
answers-rung = Trede
answers-theme = Thema
answers-theme-none = geen thema
answers-from = Vanaf
answers-to = Tot en met
answers-more = Meer
answers-channel = Weg
answers-language = Taal
answers-purpose = Gelezen om
answers-all = Alle
answers-version = versie { $version }
answers-length = { $n ->
    [one] één vraag
   *[other] { $n } vragen
  }
answers-channel-mail = mail
answers-channel-text = bericht
answers-channel-qr = code op papier
answers-channel-web = webpagina
answers-channel-desk = balie
answers-channel-kiosk = scherm ter plaatse
answers-language-nl = Nederlands
answers-language-en = Engels
answers-purpose-handle = goed te maken
answers-purpose-improve = te verbeteren
answers-purpose-reply = te antwoorden
answers-purpose-research = te onderzoeken
answers-empty = Er is nog niets geantwoord. Maak een vragenlijst en vraag de eerste klant; het antwoord staat hier meteen.
answers-empty-step = Naar de vragenlijsten
answers-stream = Wat ze zeiden
answers-stream-text = Het nieuwste eerst. Eigen woorden staan in de taal van wie ze schreef.
answers-stream-purpose = Je ziet een antwoord alleen voor een doel waarvoor het gegeven is.
answers-none-found = Met deze keuze is er niets gevonden.
answers-show-all = Laat alles zien
answers-cut = Niet alles is doorzocht. Ga verder met de knop hieronder.
answers-newest = Nieuwste
answers-next = Verder terug
answers-csv = Alle getallen als CSV
answers-face = { $face } van 5, { $label }
answers-score = { $score } van 10
answers-gone = De eigen woorden zijn na hun termijn gewist.
answers-protected = Dit gaat over iets wat de wet extra beschermt: { $about }. Geen model leest het en niemand geeft het een thema.
answers-protected-not-shown = Dit gaat over iets wat de wet extra beschermt: { $about }. Alleen een eigenaar of manager leest het.
answers-protected-short = Alleen voor een eigenaar of manager
answers-about-health = gezondheid
answers-about-belief = geloof of overtuiging
answers-about-union = vakbond
answers-about-politics = politiek
answers-about-sex = seksualiteit
answers-about-origin = afkomst
answers-about-biometrics = biometrie of genen
answers-about-crime = strafbare feiten
answers-confirmed = bevestigd
answers-nearly-sure = meer dan { $share }
answers-because = { $share } zeker, door: { $words }
answers-because-nothing = { $share } zeker
answers-words = Dit gaf de doorslag: { $words }
answers-abstained = Hier stelt Vaarwel geen thema voor.
answers-confirm = Klopt
answers-confirm-that = Klopt: { $theme }
answers-other-theme = Een ander thema
answers-theme-of = Thema van deze tekst
answers-set-theme = Dit is het

answers-rates = Wie antwoordde
answers-rates-text = Elke vragenlijst, versie, weg en taal apart: wie langs de ene weg antwoordt, kan anders zijn dan wie het langs de andere doet.
answers-rates-touched = Aangeraakt: het antwoord in het bericht werd geopend en niet verstuurd. Programma’s die mail bekijken doen dat ook.
answers-rates-caption = Van wie gevraagd werd
answers-rates-empty = In deze tijd werd met deze keuze niemand iets gevraagd.
answers-rates-how = Klanten die ten minste één vraag beantwoordden, gedeeld door alle klanten die gevraagd werden.
answers-column-survey = Vragenlijst
answers-column-by = Weg en taal
answers-column-response = Antwoordde
answers-column-answered = Zoveel
answers-column-silent = Niet
answers-column-choice = Antwoord
answers-column-theme = Thema
answers-silent-touched = { $n }, waarvan { $touched } aangeraakt
answers-warning-few = Minder dan { $least } antwoorden, dus een deel zegt nog weinig: { $which }.
answers-warning-low = Minder dan één op de tien antwoordde. Wie wel antwoordde, kan heel anders zijn: { $which }.
answers-choices-text = Per vraag: elk antwoord, gedeeld door wie die vraag beantwoordde.
answers-choices-level = Het streepje en de haken houden 95 %.
answers-choices-of = Van { $answered } antwoorden; { $silent } gevraagden zeiden hier niets.
answers-choices-together = Samen geteld: { $ways }. Kies één weg en taal om ze apart te zien.
answers-choices-few = Minder dan { $least }: lees de delen als een eerste indruk.
answers-choices-more = { $n ->
    [one] Er is nog 1 versie met antwoorden. Kies een vragenlijst om die te zien.
   *[other] Er zijn nog { $n } versies met antwoorden. Kies een vragenlijst om ze te zien.
}

answers-themes = Waar het over gaat
answers-themes-text = Vaarwel leest wat mensen in eigen woorden schrijven en zegt welke woorden de doorslag gaven. Een mens bevestigt het of kiest iets anders; daar leert het van.
answers-themes-anchored = Wie bevestigt, ziet eerst wat Vaarwel dacht. Dat trekt naar elkaar toe: de echte overeenstemming kan lager zijn.
answers-themes-empty = Nog geen thema is bevestigd. Na tien leert Vaarwel de woorden van jullie klanten.
answers-themes-begin = Lees de eerste
answers-themes-next = Lees en bevestig
answers-themes-caption = { $n ->
    [one] Van één bevestigde tekst
   *[other] Van { $n } bevestigde teksten
  }
answers-kappa = Bij { $share } van { $n } teksten zeiden mensen en Vaarwel hetzelfde. Kappa is { $kappa }: 0 is toeval, 1 is altijd gelijk.
answers-kappa-few = Mensen en Vaarwel lazen { $n ->
    [one] één tekst
   *[other] { $n } teksten
  } allebei. Vanaf { $least } zegt hun overeenstemming iets.
answers-themes-question = Waar gaat dit over?
answers-themes-done = Alles is gelezen
answers-themes-lead = Eén tekst tegelijk. Wat je kiest, staat er met je naam bij en is later te veranderen.
answers-themes-said = Genoteerd: { $theme }.
answers-themes-keys = Enter kiest de eerste. De sneltoetsen zijn 1, 2 en 3, met de toets die je browser daarvoor gebruikt (vaak Alt).
answers-themes-skip = Sla over
answers-themes-choose = Kies een thema
answers-themes-wrong-theme = Een ander thema is leeg. Kies er een uit de lijst, of sla de tekst over.
answers-themes-none = Er is geen tekst meer zonder thema. Een nieuw antwoord komt hier vanzelf bij.
answers-agreed = Hoe goed Vaarwel leest
