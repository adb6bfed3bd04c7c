sign-in-title = Inloggen
sign-in-button = Log in
sign-in-refused = E-mailadres en wachtwoord horen niet bij elkaar. Probeer het opnieuw.
sign-in-forgotten = Wachtwoord vergeten? Vraag de eigenaar om een inloglink.
sign-in-nobody-title = Er is nog niemand
sign-in-nobody-text = Open de link die het programma bij de start liet zien. Daarmee word je eigenaar.

link-title = Inloggen met een link
link-text = Deze link werkt één keer. Daarna kun je een wachtwoord kiezen.
link-used = Deze link is al gebruikt. Vraag de eigenaar om een nieuwe.
link-expired = Deze link is te oud. Vraag de eigenaar om een nieuwe.
link-unknown = Deze link kennen we niet. Kijk of je hem helemaal hebt overgenomen.

first-start-title = Welkom bij Vaarwel
first-start-text = Vul in wie je bent. Je wordt de eigenaar, en kunt daarna anderen toevoegen.
first-start-button = Begin
first-start-closed = Deze link is niet (meer) geldig. Start het programma opnieuw voor een nieuwe, of log in als er al een eigenaar is.
first-start-email-wrong = Vul een e-mailadres in, zoals noor@fietsplan.nl.
first-start-password-wrong = Kies een langer wachtwoord.
