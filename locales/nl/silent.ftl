## Stil: wie misschien zonder een woord vertrekt.

silent-title = Stil
silent-finding = { $now ->
    [0] Van { $of } klanten lijkt niemand stil te vertrekken.
    [one] 1 van de { $of } klanten is misschien stil aan het vertrekken.
   *[other] { $now } van de { $of } klanten zijn misschien stil aan het vertrekken.
}
silent-finding-unknown = Nog niet te zien is wie stil vertrekt.
silent-lead = Wie niets zegt en gaat, laat soms wel iets merken: een betaling die mislukt, stilte, minder gebruik.
silent-lead-tried = Geprobeerd op { $day }: van wie toen zo’n teken gaf, was { $share } binnen { $days } dagen zonder een woord weg. Van alle klanten { $all }.
silent-figure-true = Kwam uit
silent-figure-found = Vooraf gezien
silent-figure-auc = Goed gerangschikt
silent-figure-calibration = Kans gemiddeld ernaast
silent-denominator-true = Van wie een teken gaf, het deel dat zonder een woord wegging.
silent-denominator-found = Van wie zonder een woord wegging, het deel dat een teken gaf.
silent-denominator-auc = De kans dat wie stil vertrok een hogere kans kreeg dan wie bleef; 0,5 is raden.
silent-denominator-calibration = Wat gebeurde min wat voorspeld was, over alle klanten.
silent-points = punten
silent-names = Wie
silent-names-text = Met wat er te zien was. Nieuwste eerst; betalingen bovenaan, want die zijn te herstellen.
silent-names-use = Vraag hoe het gaat, of herstel de betaling. Dit is geen lijst om aanbiedingen te doen: wie misschien gaat, is niet wie door een aanbod blijft.
silent-names-some = Hier staan er { $shown } van { $total }; het bestand heeft ze alle.
silent-names-none = Hier komen namen zodra iemand een teken geeft.
silent-to-precursors = Wat aan vertrek voorafgaat
silent-choose = Kies { $name }
silent-act-survey = Vragenlijst
silent-act-text = Vraag hoe het gaat, per mail. Wie dat niet wil, net gevraagd is of nooit gevraagd wordt, krijgt niets; stille uren blijven stil. Daarna zie je van iedere naam wat ermee gebeurd is.
silent-act-ask-chosen = Vraag het wie aangevinkt is
silent-act-ask-all = { $n ->
    [one] Vraag het de ene bij wie dat staat
   *[other] Vraag het alle { $n } bij wie dat staat
  }
silent-act-no-survey = Er is nog geen vragenlijst om mee te vragen.
silent-act-repair-text = Een betaling herstellen is werk voor iemand: per klant één actiepunt.
silent-act-repair-chosen = Actiepunt voor wie aangevinkt is
silent-act-repair-all = { $n ->
    [one] Actiepunt voor de ene betaling
   *[other] Actiepunten voor alle { $n } betalingen
  }
silent-not-asked = Er is niets gebeurd
silent-nobody-chosen = Er was niemand aangevinkt. Vink namen aan, of vraag het allen.
silent-no-payment-chosen = Onder wie aangevinkt was, is niemand met een betaling om te herstellen.
silent-no-address = Vragen per mail kan pas als Vaarwel een https-adres heeft: stel VAARWEL_PUBLIC_URL in.
silent-asked = Aan { $asked } van { $of } is gevraagd hoe het gaat.
silent-repairs = Voor { $made } van { $of } betalingen is een actiepunt gemaakt.
silent-account = Wie wel en wie niet
silent-account-text = Van iedere naam, en waarom. Nog een keer drukken doet niets twee keer.
silent-back = Terug naar de lijst
silent-to-work = Naar het werk
silent-did-more = { $names } en nog { $n }
silent-did-from = { $name } (weer vanaf { $day })
silent-did-asked = Gevraagd: { $n }
silent-did-resting = Niet gevraagd, kort geleden al gevraagd of te vaak: { $n }
silent-did-opted-out = Niet gevraagd, wil geen vragen: { $n }
silent-did-held-out = Niet gevraagd, wordt door het lot nooit gevraagd: { $n }
silent-did-quiet = Niet gevraagd, het is nu stil; probeer het als er weer berichten uitgaan: { $n }
silent-did-no-address = Niet gevraagd, geen mailadres bekend: { $n }
silent-did-no-survey = Niet gevraagd, de vragenlijst is er niet: { $n }
silent-did-gone = Niet gevraagd, geen klant meer: { $n }
silent-did-point-made = Actiepunt gemaakt: { $n }
silent-did-point-joined = Hoort bij een actiepunt dat al openstond: { $n }
silent-did-point-known = Deze betaling had al een actiepunt: { $n }
silent-column-customer = Klant
silent-column-since = Sinds
silent-column-then = Te doen
silent-column-true = Kwam uit
silent-column-found = Vooraf gezien
silent-column-tried = Klanten toen
silent-column-now = Nu
silent-column-sign = Teken
silent-column-signs = Tekens
silent-column-given = Voorspeld
silent-column-happened = Gebeurd
silent-then-repair = betaling herstellen
silent-then-ask = vragen hoe het gaat
silent-then-unasked = wil geen vragen
silent-why-payment = De betaling van { $day } kwam niet binnen.
silent-why-quiet = Niets meer van gehoord of gezien sinds { $day }.
silent-why-falling = Gebruikte het in een gewone maand { $before } keer, nu { $now } keer.
silent-why-away = Kocht { $times } keer, om de { $rhythm } dagen, het laatst op { $day }. Kans dat deze klant nog komt: { $chance }.
silent-sign-payment-failing = Betaling mislukt
silent-sign-quiet = Stil
silent-sign-falling-use = Gebruikt minder
silent-sign-stays-away = Blijft weg
silent-no-sign = Geen teken
silent-signs = Welke tekens, en hoe vaak ze uitkwamen
silent-signs-text = Kwam uit: van wie dit teken gaf, het deel dat zonder een woord wegging. Vooraf gezien: van wie zo wegging, het deel dat dit teken gaf. Het streepje is het interval van { $level }.
silent-tried = Voorspeld en gebeurd
silent-tried-text = De kans komt van nog eens { $days } dagen eerder. Geprobeerd is zij op { $day }: toen wist niemand wat er kwam.
silent-purchases = In de winkel: verwacht waren { $expected } dagen met een aankoop, het werden er { $seen }.

note-silent-quiet = Stil is: niets gebruikt, geantwoord of gevraagd in { $days } dagen. Dat is de helft van de stille dagen van de definitie, als die ze heeft. Wie het contract heeft stilgezet, is niet stil.
note-silent-falling = Minder gebruik: in de laatste 60 dagen hoogstens de helft van het eigen gebruik in de 360 dagen ervoor, beide tegen het seizoen van allen. Exacte toets van twee aantallen, ruimer naarmate klanten meer schommelen; vals alarm onder de genoemden gehouden op 5 %.
note-silent-payment = Een betaling mislukt als het laatste wat wij weten is dat er een niet binnenkwam.
note-silent-alive = Waar klanten alleen bekend zijn van hun aankopen, komt de kans dat zij nog komen van BG/NBD. Genoemd is wie onder de helft zit en nog niet onder een tiende.
note-silent-came-true = Kwam uit: het deel van de klanten met dezelfde tekens op een eerdere dag dat { $days } dagen later zonder een woord weg was. Interval van Wilson.
note-silent-use = Een naam hier is iemand om te vragen hoe het gaat, of een betaling om te herstellen. Het is geen volgorde voor aanbiedingen.
note-no-earlier-day = De gegevens gaan niet ver genoeg terug om de tekens te proberen.
note-names-left-out = Nog { $names } namen staan niet in de lijst. Kies een kleinere groep.
note-no-buying-model = Hoe waarschijnlijk het is dat klanten nog komen, is niet te zeggen: { $why }
note-snapshot-has-no-moments = Deze gegevens zijn één momentopname zonder dagen. Wat komt en gaat, is dan niet te zien.
note-without-use = Wat klanten gebruiken staat niet in deze gegevens. Lees het in als gebeurtenissen van de soort used.
note-without-payments = Betalingen staan niet in deze gegevens. Lees ze in als gebeurtenissen van de soort paid en payment_failed.
note-without-answers = Antwoorden van 1 tot 5 staan niet in deze gegevens. Lees ze in als gebeurtenissen van de soort answered, of vraag het klanten.
note-without-contacts = Contacten staan niet in deze gegevens. Lees ze in als gebeurtenissen van de soort contacted.
note-without-referrals = Wie andere klanten bracht staat niet in deze gegevens. Lees het in als gebeurtenissen van de soort referred.
why-no-earlier-day = nog niet te proberen
