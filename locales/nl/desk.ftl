# De balie: wie opzegt, één voor één.
desk-title = Balie
desk-lead = Lopende opzeggingen, en wat daarna nog te doen is. Wie op iemand wacht, staat bovenaan. Het opzeggen zelf gaat vanzelf door.
desk-register = Opzegging invoeren
desk-empty = Er heeft nog niemand opgezegd. Wie dat doet, langs welke weg ook, staat hier binnen een minuut.
desk-empty-step = Bekijk de pagina waar mensen opzeggen
desk-filter = Welke opzeggingen
desk-list = Lijst
desk-list-todo = Open
desk-list-closed = Afgerond
desk-list-all = Alle
desk-whose = Van wie
desk-whose-all = Van iedereen
desk-whose-me = Van mij
desk-whose-nobody = Nog van niemand
desk-whose-text = Een opzegging is van wie er het laatst iets aan deed. Er wordt niets toegewezen: wat te laat is, staat bij iedereen bovenaan.
desk-search = Naam of nummer
desk-none-found = Geen opzegging past hierbij.
desk-show-all = Toon alle open opzeggingen
desk-none = Niemand wacht op je. Er zijn geen open opzeggingen.
desk-show-closed = Toon afgeronde opzeggingen
desk-hidden = { $n ->
    [one] Er staat er nog 1 open. Die heeft langer de tijd dan deze.
   *[other] Er staan er nog { $n } open. Die hebben langer de tijd dan deze.
}
desk-finding-none = Niemand wacht
desk-finding-quiet = { $n ->
    [one] Eén opzegging loopt en niemand wacht op ons
   *[other] { $n } opzeggingen lopen en niemand wacht op ons
  }
desk-finding-waiting = { $n ->
    [one] Eén opzegging heeft iemand nodig
   *[other] { $n } opzeggingen hebben iemand nodig
  }
desk-finding-late = { $n ->
    [one] Eén opzegging heeft iemand nodig en is te laat
   *[other] { $n } opzeggingen hebben iemand nodig, waarvan { $late ->
        [one] één
       *[other] { $late }
      } te laat
  }
desk-finding-found = { $n ->
    [0] Geen opzegging gevonden
    [one] Eén opzegging
   *[other] { $n } opzeggingen
  }
desk-col-who = Wie
desk-col-asked = Gevraagd
desk-col-ends = Laatste dag
desk-col-todo = Te doen
desk-col-whose = Van wie
desk-nobody = nog van niemand
desk-somebody = Iemand die we nog niet kennen
desk-task-by = { $task }, uiterlijk { $day }
desk-due = Uiterlijk { $day }
desk-told-by = we zeggen het uiterlijk { $day }
desk-told-by-earliest = op zijn vroegst { $earliest }; we zeggen het uiterlijk { $day }
desk-ends-unknown = nog niet bekend
desk-ends-none = geen
desk-ends-stays = blijft klant
desk-ends-pause = pauze van { $from } tot en met { $until }
desk-why-notice = de opzegtermijn telt vanaf { $day }
desk-state-undone = ingetrokken
desk-state-paused = pauze in plaats daarvan
desk-urgency-quiet = niets te doen
desk-urgency-waiting = op tijd
desk-urgency-due = vandaag
desk-urgency-overdue = te laat
desk-urgency-escalated = te laat, voor iedereen
desk-by-leaver = de klant
desk-by-program = vanzelf
desk-by-gone = iemand die hier niet meer werkt

# Waar een mens naar moet kijken.
need-customer = Zoek uit wie dit is
need-contract = Zoek uit welk contract
need-last-day = Zeg wat de laatste dag is
need-money = Zeg wat er nog betaald of terugbetaald wordt
need-ground = Kijk naar de grond
need-earlier-day = Mag het eerder eindigen?
need-agreed = Kijk wat er afgesproken is
need-flow = Het opzegproces kon niet gelezen worden
need-reply = Antwoord, zonder aanbod
need-data = Geef hun gegevens
need-erasure = Wis na de laatste dag wat gewist mag worden
need-message = Een bericht kwam niet aan
need-goodwill = Geef terug wat er bij de excuses is toegezegd

desk-over-page = op de webpagina
desk-over-app = in de app
desk-over-widget = op de site
desk-over-mail = per mail
desk-over-phone = per telefoon
desk-over-chat = in een chat
desk-over-counter = aan de balie
desk-over-letter = per brief
desk-over-api = via een koppeling
desk-channel-phone = Telefoon
desk-channel-mail = Mail
desk-channel-chat = Chat
desk-channel-counter = Balie
desk-channel-letter = Brief

# Eén geval.
desk-case-leaves = { $who } vertrekt op { $day }
desk-case-left = { $who } vertrok op { $day }
desk-case-asked = { $who } heeft opgezegd op { $day }
desk-case-undone = { $who } blijft toch
desk-case-paused = { $who } neemt een pauze
desk-top-received = Ontvangen
desk-top-receipt = Bevestiging
desk-top-ends = Laatste dag
desk-top-todo = Te doen
desk-of = van { $n }
desk-nothing-to-do = niets
desk-mail-none = op het scherm of op papier; geen mailadres
desk-mail-waiting = meteen getoond; de mail is onderweg
desk-mail-handed = meteen getoond; de mail is afgegeven
desk-mail-done = meteen getoond; de mail is verzonden
desk-mail-dead = meteen getoond; de mail kwam niet aan
desk-time = Van opzegging tot laatste dag
desk-whole-life = Alles over deze klant
desk-wanted = Wil { $day } als laatste dag.
desk-score = { $score } van 5
desk-last-day-was = De laatste dag was { $day }.
desk-from-until = { $from } tot en met { $until }
desk-reason-main = Belangrijkste reden: { $reason }
desk-reason-main-and = Belangrijkste reden: { $reason }. Ook: { $others }
desk-words-apart = Apart gehouden, omdat het iets gevoeligs kan vertellen:
desk-words-apart-closed = Apart gehouden, omdat het iets gevoeligs kan vertellen. Een manager kan het lezen.
desk-words-gone = Na hun termijn gewist.
desk-reply-no = Nee
desk-reply-mail = Ja, per mail
desk-reply-phone = Ja, per telefoon
desk-tell-until = { $reason }, één keer, tot { $day }
desk-event-declared-ordinary = Zegde op, { $over }
desk-event-declared-extraordinary = Beëindigde het meteen { $over }
desk-event-declared-withdrawal = Herriep het contract { $over }
desk-event-asked-again = Vroeg het nog eens { $over }
desk-event-needed = Voor een mens: { $task }
desk-event-met = Gedaan: { $task }
desk-event-escalated = Naar iedereen: { $task }
desk-event-recognized = Uitgezocht wie en wat
desk-event-reasons-given = Zei waarom
desk-event-effort-scored = Zei hoe makkelijk opzeggen was
desk-event-goodbye-scored = Zei hoe het afscheid was
desk-event-words-given = Schreef iets
desk-event-reply-allowed = Zei of we mogen antwoorden
desk-event-tell-when-fixed = Wil horen wanneer het opgelost is
desk-event-data-asked = Vroeg om de eigen gegevens
desk-event-erasure-asked = Vroeg om gewist te worden
desk-event-undone = Trok de opzegging in
desk-event-paused = Koos voor een pauze
desk-event-noted = Genoteerd
desk-event-contacted = Contact { $over }
desk-event-apologized = Onze excuses
desk-event-ended = Contract beëindigd
desk-next-charge = Laatste betaling, { $money }
desk-next-ends = Contract eindigt
desk-next-refund = { $money } gaat terug

desk-paper = De bevestiging
desk-paper-text = Woord voor woord wat de klant heeft, met het zegel.
desk-paper-page = De pagina van de klant, om af te drukken
desk-paper-read = Lees de bevestiging
desk-letter-read = Lees de afscheidsbrief
desk-letter-text = Zo gaat hij nu de deur uit, in de taal van de klant.
desk-send-again = Stuur hem nog eens naar { $mail }
desk-note-sent-again = Bevestiging nog eens gestuurd.
desk-todo = Nog te doen
desk-fill-in = Vul hieronder in
desk-done = Gedaan
desk-done-of = Gedaan: { $task }
desk-recognize = Wie is het, en wat eindigt er?
desk-recognize-text = De opzegging telt al. Zeg wat je uitgezocht hebt; de laatste dag en het geld volgen vanzelf en de klant krijgt bericht.
desk-recognize-button = Zo is het
desk-field-number = Klantnummer
desk-field-contract = Contract
desk-field-contracts = Wat stopt er?
desk-field-plan = Soort contract
desk-field-plan-known = Zoals we het weten
desk-field-more = Wat er nog bekend is over het contract
desk-field-began = Eerste dag
desk-field-price = Prijs
desk-field-price-months = De prijs is voor zoveel maanden
desk-field-paid-until = Betaald tot en met
desk-field-name = Naam
desk-field-phone = Telefoon
desk-field-mail = Mailadres voor de bevestiging
desk-field-mail-hint = Is er geen? Lees de bevestiging voor of druk hem af. Het adres dat we kennen, krijgt hem in elk geval.
desk-field-channel = Hoe het binnenkwam
desk-field-received = Ontvangen op
desk-field-received-hint = Bij een brief: de dag van bezorgen. Die dag telt.
desk-field-wanted = Gewenste laatste dag
desk-field-wanted-hint = Leeg: zodra het contract het toelaat.
desk-field-words = Wat er gezegd of geschreven is
desk-field-words-hint = In hun woorden, als je die hebt. Een reden is niet nodig.
desk-field-kind-more = Anders dan gewoon opzeggen
desk-field-kind = Welk einde
desk-field-ground = Wat er niet is nagekomen
desk-field-language = Taal van de bevestiging
desk-field-flow = Welk opzegproces
desk-kind-ordinary = Gewoon opzeggen
desk-kind-extraordinary = Meteen, omdat iets niet is nagekomen
desk-kind-withdrawal = Herroeping van een vers contract
desk-contact = Contact en notities
desk-contact-what = Waar het over ging
desk-contact-answers = Dit is het antwoord waar de klant om vroeg
desk-contact-button = Contact opschrijven
desk-note = Notitie
desk-note-hint = De klant mag dit lezen.
desk-note-button = Notitie toevoegen
desk-fault = Wat er misging
desk-fault-none = Er staat niets genoteerd.
desk-fault-new = Leg vast wat er misging
desk-fault-day = Op welke dag
desk-fault-what = Wat ging er mis
desk-fault-hint = Eén zin, zoals je het de klant zou zeggen. Wie om iets van ons weggaat, leest hem in onze excuses.
desk-fault-button = Leg vast
desk-note-fault = Op { $day } ging dit mis: { $what }
desk-wrong-fault = Schrijf in hoogstens 500 tekens wat er misging, op een dag die geweest is.
desk-ending = Einde
desk-undo-text = Alleen als de klant erom vraagt. Die krijgt een bevestiging.
desk-undo = Wil toch blijven
desk-close = Afronden: de laatste dag is voorbij
desk-felt = Wat de klant zei
desk-felt-reason = Belangrijkste reden
desk-felt-effort = Opzeggen was makkelijk
desk-felt-goodbye = Het afscheid
desk-uses = Wat we mogen gebruiken
desk-use-improve = Om te verbeteren
desk-use-reply = Om te antwoorden
desk-use-fixed = Om te zeggen dat het opgelost is
desk-use-invite = Om uit te nodigen terug te komen
desk-uses-text = Zoals de klant zelf koos. Nooit voor een aanbod.
desk-script = Wat je zegt
desk-script-then = Wat er dan gebeurt
desk-script-never = Wat je nooit doet
desk-script-version = Uit ‘{ $flow }’, versie { $version }.
desk-script-file = Uit ‘{ $flow }’.
desk-script-public = De openbare pagina komt uit dezelfde beschrijving

# Een opzegging invoeren.
desk-register-title = Iemand wil opzeggen
desk-register-lead = Voer het in op het moment dat het gevraagd wordt. De klok begint nu, en de bevestiging is dezelfde als op de webpagina.
desk-find = Wie is het?
desk-find-label = Naam, klantnummer of mailadres
desk-find-button = Zoek
desk-find-choose = Deze is het
desk-find-choose-who = Deze is het: { $who }
desk-find-other = Iemand anders
desk-find-none = Niemand gevonden. Voer de opzegging toch in: wie het is, zoeken we daarna uit.
desk-meant = Dit klantnummer kennen we. Is het deze klant?
desk-meant-text = Er is nog niets vastgelegd. Wat je invulde staat hieronder.
desk-meant-choose = Kies onderaan.
desk-meant-yes = Ja, leg vast voor { $who }
desk-meant-no = Nee, leg vast zoals ingevuld
desk-request = De opzegging
desk-since = sinds { $day }
desk-register-button = Opzegging invoeren
desk-register-promise = Hierna is de opzegging binnen en is de bevestiging gemaakt.
desk-taken = De opzegging is binnen
desk-taken-there = Er was al opgezegd; dit is dezelfde opzegging
desk-taken-text = Lees de bevestiging voor of geef hem mee. Is er een mailadres, dan gaat hij ook per mail.
desk-taken-spool = Er kan nu niet in de opslag geschreven worden. De opzegging is veilig bewaard en telt vanaf nu; dit is de bevestiging. Hij komt vanzelf in de lijst.

desk-not-done = Nog niet gedaan
desk-wrong-channel = Kies hoe het binnenkwam.
desk-wrong-day = Schrijf de dag als datum, zoals 2026-12-09.
desk-wrong-wanted = Die gewenste laatste dag ligt meer dan drie jaar vooruit. Kijk het jaar na, of laat het veld leeg voor zo snel mogelijk.
desk-wrong-received = Kies een dag uit het afgelopen jaar, tot en met vandaag.
desk-wrong-price = Schrijf de prijs als bedrag, zoals 21,90.
desk-wrong-customer = Vul het klantnummer in.
desk-wrong-nobody = Vul iets in waaraan we de klant vinden: een nummer, een naam, een telefoonnummer of een mailadres.
desk-wrong-contract = Kruis aan welke contracten eindigen.
desk-wrong-no-mail = Er is geen mailadres om naartoe te sturen. Druk de pagina van de klant af.
desk-wrong-not-kept = De opzegging kon nergens bewaard worden. Schrijf hem op papier met dag en tijd, en voer hem later opnieuw in.
desk-refused-not-open = Deze opzegging is al afgerond.
desk-refused-too-late-to-undo = De laatste dag is voorbij, dus intrekken kan niet meer.
desk-refused-not-yet-over = Dit wordt afgerond als de laatste dag voorbij is.
desk-refused-too-long = Maak de tekst korter: er passen 2.000 tekens.
desk-refused-empty = Schrijf eerst iets op.
desk-refused-nothing-to-meet = Iemand heeft hier al naar gekeken.
desk-refused-required-already = Iemand kijkt hier al naar.

# Mails waarvan niet zeker is wat ze vragen.
desk-mails = Mails
desk-mails-waiting = { $n ->
    [one] Eén mail wacht op een mens
   *[other] { $n } mails wachten op een mens
  }
desk-mails-text = Het is niet zeker wat ze vragen. Wie wilde opzeggen, heeft opgezegd op het moment dat de mail binnenkwam.
desk-mails-title = Wat vraagt deze mail?
desk-mails-lead = Een opzegging telt vanaf het moment dat de mail binnenkwam, ook als je later beslist.
desk-mails-no-subject = zonder onderwerp
desk-mails-forged = De mailserver zegt dat de afzender een ander is. Vraag het na voor je iets vertelt.
desk-mails-attachments = { $n ->
    [one] Er kwam één bestand mee; bekijk het in de mailbox.
   *[other] Er kwamen { $n } bestanden mee; bekijk ze in de mailbox.
  }
desk-mails-accept = Het is een opzegging
desk-mails-accept-text = Het formulier is ingevuld met wat de mail zegt. De bevestiging is het antwoord.
desk-mails-ask = Het is een vraag, of niet duidelijk
desk-mails-ask-text = Antwoord vanuit je mailprogramma en zeg het dan hier.
desk-mails-answered = Ik heb geantwoord
desk-mails-aside = Het vraagt niets van ons
desk-mails-reason = Waarom
desk-mails-aside-button = Leg opzij
desk-mails-wrong-reason = Zeg in een paar woorden waarom deze mail niets vraagt. Het blijft in de geschiedenis staan.
desk-mails-intent-leave = misschien een opzegging
desk-mails-intent-withdrawal = misschien een herroeping
desk-mails-intent-question = misschien een vraag
desk-mails-intent-unclear = onduidelijk
