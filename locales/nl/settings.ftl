settings-tabs = Instellingen
settings-tab-own = Jijzelf
settings-tab-company = Bedrijf
settings-tab-definition = Wat telt als vertrek
settings-tab-reasons = Redenen
settings-tab-members = Gebruikers
settings-tab-keys = API-sleutels

own-title = Jouw instellingen
own-lead = Je bent ingelogd als { $email }, { $role }.
own-password-title = Wachtwoord
own-password-text = Met een nieuw wachtwoord word je op andere plekken uitgelogd.
own-password-button = Bewaar wachtwoord
own-password-saved = Je nieuwe wachtwoord is bewaard.
own-password-short = Kies een langer wachtwoord.
own-password-wrong = Het wachtwoord van nu klopt niet. Vul het opnieuw in.
own-sessions-title = Waar je bent ingelogd
own-sessions-text = Herken je er een niet? Log dan de andere uit en kies een nieuw wachtwoord.
own-session-since = Sinds { $moment }
own-session-this = hier
own-session-seen = laatst gezien { $moment }
own-sessions-end = Log de andere uit

settings-save = Bewaar
settings-saved = Bewaard.

company-title = Je bedrijf
company-name-title = Naam en taal
company-text = De naam staat boven elke bladzijde. De taal geldt voor wie er zelf geen koos.
company-language = Taal
company-currency = Alle bedragen zijn in { $code }.
company-own-title = Wat een klant brengt en kost
company-own-text = Hiermee rekent de pagina Waarde. Er is geen standaard; leeg is: nog niet gezegd.
company-own-margin = Marge: wat er van de omzet overblijft na de kosten van bediening, in procent
company-own-discount = Rente: hoeveel geld over een jaar minder telt dan nu, in procent
company-own-cost-to-win = Wat het kost om één klant te werven
company-own-cost-to-keep = Wat je uitgeeft om één klant te behouden
company-own-refused = Schrijf een getal als 62 of 12,50, zonder teken voor duizenden; een percentage is meer dan 0 en hoogstens 100.
company-words-title = Hoe lang eigen woorden blijven
company-words-text = Wat wie vertrok schreef, in de vragen erna of bij de opzegging zelf, wordt gewist. Redenen, scores en dagen blijven. De ontvangstbevestiging blijft heel: die is bewijs. Bij vragenlijsten staat de termijn in de lijst zelf.
company-exit-words-days = Dagen nadat een opzegging klaar is
company-exit-words-refused = Een geheel getal van 1 tot 3650.

definition-title = Wat telt als vertrek
definition-lead = Deze afspraak staat bij elk cijfer. Verandert zij, dan worden alle cijfers opnieuw gemaakt.
definition-version = Versie { $n }
definition-request = Vertrokken is wie heeft opgezegd.
definition-effective-date = Vertrokken is wiens laatste dag voorbij is.
definition-last-payment = Vertrokken is wie na de laatste betaling { $n } dagen niet betaalde.
definition-silence = Vertrokken is wie { $n } dagen niets deed.
definition-choose = Een andere afspraak
definition-choose-text = Je keuze wordt een nieuwe versie. Oude versies blijven staan.
definition-left-when = Iemand is vertrokken op
definition-way-effective-date = de laatste dag van het contract
definition-way-request = de dag van opzeggen
definition-way-last-payment = de laatste betaling, na een tijd zonder betaling
definition-way-silence = de laatste dag dat er iets gebeurde, na een tijd stilte
definition-silent-days = Dagen stilte
definition-silent-hint = Alleen voor de laatste twee.
definition-bridge = Dagen tussen twee contracten die niet tellen
definition-bridge-hint = Wie na hooguit zoveel dagen zonder contract verlengt, is niet weg geweest. 0: alleen van de ene dag op de andere.
definition-not-counted = Niet meetellen als vertrek
definition-least = Minste aantal klanten voor een percentage
definition-level = Zekerheid van intervallen, in procenten
definition-button = Kies deze afspraak
definition-history = Eerdere versies
definition-history-text = Een cijfer noemt de versie waarmee het gemaakt is.
definition-from-start = vanaf het begin
definition-rest = { $bridge ->
    [one] 1 dag ertussen telt niet;
   *[other] { $bridge } dagen ertussen tellen niet;
} minstens { $least } klanten; intervallen van { $level }.
definition-wrong-days = Kies wanneer iemand vertrokken is. Bij stilte: 1 tot 3650 dagen.
definition-wrong-bridge = Vul 0 tot 366 dagen in tussen twee contracten.
definition-wrong-least = Vul een aantal klanten van 1 of meer in.
definition-wrong-level = Vul een zekerheid van 50 tot 99,9 procent in.

own-words-title = Redenen in jullie eigen woorden
own-words-version = Versie { $n }
own-words-finding = { $n ->
    [0] Over alle { $all } redenen is besloten
    [one] Over 1 van de { $all } redenen is nog niet besloten
   *[other] Over { $n } van de { $all } redenen is nog niet besloten
}
own-words-lead = Jij zegt welke reden bij welke woorden hoort. Tot die tijd is het een voorstel, en dat staat erbij.
own-words-empty = Hier komen de redenen uit je bestanden te staan. Lees een bestand in met een kolom voor de reden.
own-words-count = { $n } ×
# { $why } zijn de woorden waaraan het te zien is.
own-words-proposed = voorstel, door: { $why }
own-words-code = Reden voor ‘{ $words }’
own-words-confirm = Bevestig
own-words-change = Verander
own-words-wrong = Kies voor ‘{ $words }’ een reden uit de lijst; er is niets veranderd.
own-words-outdated = Iemand anders veranderde de redenen intussen. Hieronder staan ze zoals ze nu zijn; doe het nog eens.
own-words-open = nog niet besloten

members-title = Gebruikers
members-lead = Wie mag inloggen, en wat zij mogen.
members-you = (jij)
members-role = Rol
members-role-of = Rol van { $email }
members-change-role = Verander rol
members-new-link = Maak inloglink
members-remove = Verwijder
members-add = Voeg iemand toe
members-add-text = Je krijgt een link die één keer werkt. Geef die door.
members-add-button = Voeg toe
members-name = Naam
members-language = Taal
members-link-for = Inloglink voor { $email }
members-link-text = Deze link zie je alleen nu. Hij werkt één keer, en een week lang.
members-email-wrong = Vul een e-mailadres in, zoals noor@fietsplan.nl.
members-email-taken = Dit e-mailadres is al van een gebruiker.
members-role-wrong = Kies een rol.
members-last-owner = Dit is de laatste eigenaar. Maak eerst iemand anders eigenaar.

keys-title = API-sleutels
keys-lead = Met een sleutel leest of stuurt een ander programma gegevens.
keys-empty = Er is nog geen sleutel.
keys-made = Dit is de nieuwe sleutel
keys-made-text = Bewaar hem nu. Daarna is hij niet meer te zien.
keys-made-at = gemaakt { $moment }
keys-used-at = gebruikt { $moment }
keys-never-used = nooit gebruikt
keys-revoked-at = ingetrokken { $moment }
keys-revoke = Trek in
keys-add = Nieuwe sleutel
keys-add-text = Geef een sleutel niet meer rechten dan nodig.
keys-add-button = Maak sleutel
keys-name = Waarvoor is hij?
keys-scopes = Wat mag hij?
keys-scope-read = lezen: rapporten, klanten, opzeggingen, antwoorden en actiepunten
keys-scope-write = sturen: feiten, bestanden, opzeggingen, uitnodigingen en lotingen
keys-scope-admin = beheren: alles over één klant opvragen en wissen, en webhooks
keys-wrong = Zeg waarvoor de sleutel is, en kies minstens één recht.
