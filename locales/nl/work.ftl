# Actiepunten en verbeteringen.
work-tabs = Werk
work-board = Bord
work-list = Lijst
work-mine = Van mij
work-improvements = Verbeteringen
work-lead = Wat klanten zeiden, wordt werk: met bewijs, een eigenaar en een datum. Sluiten kan alleen met oorzaak en actie.
work-look = Kijk nieuwe antwoorden na
work-looked = { $n ->
    [0] Nagekeken: er kwam geen nieuw punt bij.
    [one] Nagekeken: er kwam één punt bij.
   *[other] Nagekeken: er kwamen { $n } punten bij.
  }
work-finding-none = Er staat niets open
work-finding = { $n ->
    [one] Eén actiepunt staat open
   *[other] { $n } actiepunten staan open
  }
work-finding-late = { $n ->
    [one] Eén actiepunt staat open en is te laat
   *[other] { $n } actiepunten staan open, { $late ->
        [one] één is
       *[other] { $late } zijn
      } te laat
  }
work-finding-mine-none = Je hebt niets openstaan
work-finding-mine = { $n ->
    [one] Je hebt één actiepunt
   *[other] Je hebt { $n } actiepunten
  }
work-finding-mine-late = { $n ->
    [one] Je hebt één actiepunt en het is te laat
   *[other] Je hebt { $n } actiepunten, { $late ->
        [one] één is
       *[other] { $late } zijn
      } te laat
  }
work-empty = Er zijn nog geen actiepunten. Ze maken zichzelf: uit een diep rood antwoord, een belofte dat iemand reageert, of een thema dat vaker klinkt dan gewoon.
work-empty-step = Naar de antwoorden
work-none = Hier staat niets.
work-many = { $n ->
    [0] meer klanten
    [one] één klant
   *[other] { $n } klanten
  }
work-nobody = nog niemand
work-nobody-had-it = niemand
work-column-proposed = Voorgesteld
work-column-proposed-text = Nog niemand zei dat die het heeft.
work-column-open = Onderhanden
work-column-open-text = Iemand is ermee bezig.
work-column-closed = Gedaan
work-column-closed-text = Nog niet gehoord of het hielp.
work-column-heard = Afgesloten
work-column-heard-text = Het hielp, of het was de moeite niet waard.
work-stage-proposed = voorgesteld
work-stage-open = onderhanden
work-stage-closed = gedaan
work-stage-helped = geholpen
work-stage-dropped = losgelaten
work-about-whole = Het geheel
work-about-product = Het product
work-about-price = De prijs
work-about-service = De service
work-about-place = De plek
work-about-person = De medewerker
work-about-other = Iets anders
work-about-deep-red = Een diep rood antwoord
work-about-promise = Een beloofde reactie
work-why-deep-red = Iemand antwoordde diep rood op { $day }.
work-why-promise = Op { $day } is beloofd dat iemand reageert.
work-why-payment = De betaling van { $day } kwam niet binnen, en is te herstellen.
work-why-harms = Op { $day } bleek dat klanten hierdoor doen wat ze niet zouden moeten doen ({ $unit ->
    [points] verschil in punten
   *[other] verschil
}: { $difference }). Er wordt niemand meer voor geloot.
work-why-theme = Tot { $day } noemden { $now } dit. Gewoon is { $usual }; boven { $limit } is het geen toeval meer.
work-why-rising = Tot { $day } gingen { $now } vertrekkers hierom, daarvoor { $before }. Verschil in punten: { $points }.
work-number-now = Nu
work-number-before = Daarvoor
work-needs-soon = { $days ->
    [0] vandaag
    [one] nog één dag
   *[other] nog { $days } dagen
  }
work-needs-late = { $days ->
    [one] één dag te laat
   *[other] { $days } dagen te laat
  }
work-needs-escalated = { $days ->
    [one] één dag te laat: de leiding hoort het
   *[other] { $days } dagen te laat: de leiding hoort het
  }
work-col-about = Waarover
work-col-why = Waarom
work-col-owner = Van wie
work-col-due = Voor
work-col-stage = Stand
work-point-finding = { $about }: { $whom }
work-top-stage = Stand
work-top-owner = Van
work-top-due = Voor
work-top-stake = Betaalt per maand
work-top-reopened = { $n ->
    [0] nooit heropend
    [one] één keer heropend
   *[other] { $n } keer heropend
  }
work-top-customers = { $n ->
    [one] één klant
   *[other] { $n } klanten
  }
work-rests = Waar het op rust
work-not-shown = { $n ->
    [one] Eén antwoord staat hier niet: het is niet gegeven om iets goed te maken, of het is er niet meer.
   *[other] { $n } antwoorden staan hier niet: ze zijn niet gegeven om iets goed te maken, of ze zijn er niet meer.
  }
work-time = Wat er gebeurde
work-by = door { $by }
work-event-proposed = Voorgesteld
work-event-joined = Nog een signaal erbij
work-event-given = Voor { $owner }
work-event-progress = Gedaan
work-event-closed = Gesloten
work-event-cause = Oorzaak: { $cause }
work-event-action = Actie: { $action }
work-event-dropped = Losgelaten
work-event-asked-customer = { $n ->
    [one] Eén klant gevraagd of het hielp
   *[other] { $n } klanten gevraagd of het hielp
  }
work-event-asked-colleague = { $n ->
    [one] Eén collega gevraagd of het hielp
   *[other] { $n } collega’s gevraagd of het hielp
  }
work-event-said-helped-customer = Een klant zegt dat het hielp
work-event-said-helped-colleague = Een collega zegt dat het hielp
work-event-said-not-customer = Een klant zegt dat het niet hielp
work-event-said-not-colleague = Een collega zegt dat het niet hielp
work-event-reopened = Heropend
work-event-unhappy = Iemand over wie het ging, zegt dat het niet hielp.
work-event-due = Moet klaar zijn
work-event-was-due = Had klaar moeten zijn
work-give = Van wie het is
work-owner = Eigenaar
work-due = Uiterlijk
work-give-button = Geef het
work-note = Voortgang
work-note-what = Wat is er gedaan?
work-note-button = Noteer
work-close = Sluiten
work-close-text = Zonder oorzaak en actie leert niemand ervan. Wie het zei en een reactie goed vond, krijgt een dag later mail over wat er gedaan is.
work-cause = Wat was de oorzaak?
work-action = Wat is eraan gedaan?
work-action-hint = Schrijf het zoals een klant het mag lezen: het gaat in deze woorden naar wie het zei.
work-close-button = Sluit het punt
work-merge = Samenvoegen
work-merge-text = Het bewijs gaat mee naar het andere punt; dit punt wordt losgelaten.
work-merge-into = Hoort bij
work-merge-button = Voeg samen
work-merged-into = Samengevoegd met { $id }
work-drop = Loslaten
work-why = Waarom?
work-drop-button = Laat het los
work-helped = Hielp het?
work-helped-text = Eén keer nee opent het punt weer, met een nieuwe datum.
work-who-says = Wie zegt het?
work-customer = Een klant
work-colleague = Een collega
work-helped-yes = Het hielp
work-helped-no = Het hielp niet
work-reopen = Heropenen
work-reopen-button = Heropen het punt
work-waiting = { $n ->
    [one] Eén vertrokken klant wil het horen als dit is opgelost.
   *[other] { $n } vertrokken klanten willen het horen als dit is opgelost.
  }
work-fixed = Opgelost?
work-fixed-text = Ieder krijgt één keer bericht, zonder aanbod. Daarna staat niemand meer op de lijst.
work-fixed-button = Het is opgelost, vertel het
work-told = { $n ->
    [0] Er was niemand meer die het nog moest horen.
    [one] Eén klant krijgt bericht.
   *[other] { $n } klanten krijgen bericht.
  }
work-done-given = Het is gegeven.
work-done-noted = Het staat genoteerd.
work-done-closed = Het punt is gesloten. Nu is de vraag of het hielp.
work-done-dropped = Het punt is losgelaten.
work-done-asked = Het is gevraagd.
work-done-heard = Het staat genoteerd.
work-done-reopened = Het punt is weer open.
work-done-merged = De punten zijn samengevoegd.
work-wrong-cause = Schrijf op wat de oorzaak was; anders leert niemand ervan.
work-wrong-action = Schrijf op wat eraan gedaan is, of laat het punt los met een reden.
work-wrong-reason = Schrijf op waarom.
work-wrong-owner = Kies wie het heeft.
work-wrong-note = Schrijf op wat er gedaan is.
work-wrong-closed = Dit punt is gesloten. Heropen het eerst.
work-wrong-open = Dit punt staat nog open. Sluit het eerst.
work-wrong-day = Kies vandaag ({ $today }) of een latere dag.
work-wrong-helped = Kies of het hielp.
work-wrong-merge = Kies het punt waar dit bij hoort.

improvements-finding-none = Nog geen verbetering om te volgen
improvements-finding = { $n ->
    [one] Eén reden is aangepakt; { $lower ->
        [0] of ze minder voorkomt, is nog niet te zien
       *[other] ze komt minder voor
      }
   *[other] { $n } redenen zijn aangepakt; { $lower ->
        [0] van geen ervan is te zien dat ze minder voorkomt
        [one] één komt minder voor
       *[other] { $lower } komen minder voor
      }
  }
improvements-lead = Een gesloten punt noemt een reden. Hier staat een jaar lang of klanten er minder om weggaan.
improvements-empty = Sluit een actiepunt met oorzaak en actie; dan staat zijn reden hier, voor en na.
improvements-closed = { $n ->
    [one] Eén punt, gesloten op { $day }.
   *[other] { $n } punten, het eerste gesloten op { $day }.
  }
improvements-text = Afgezet tegen de maanden ervoor, doorgetrokken. Ernaast hetzelfde voor andere redenen: bewogen die mee, dan was het misschien iets anders.
improvements-point = Naar het punt
improvements-no-reason = Dit is geen reden om weg te gaan, dus er is geen maandcijfer van vertrek. Hoe klanten erover oordelen, staat bij de antwoorden.
improvements-too-early = Het is te vroeg: er zijn nog te weinig hele maanden voor en na.
improvements-lower = Per maand { $points } punt vergeleken met hoe het zou zijn doorgegaan: minder klanten gaan hierom weg.
improvements-higher = Per maand { $points } punt vergeleken met hoe het zou zijn doorgegaan: meer klanten gaan hierom weg.
improvements-same = Per maand { $points } punt vergeleken met hoe het zou zijn doorgegaan: dat kan toeval zijn.
improvements-others-too = Ook om andere redenen gingen minder klanten weg, dus het kan iets anders zijn geweest.
improvements-seen = gezien
improvements-expected = zonder verandering
improvements-label = Deel van de klanten dat per maand vertrok om: { $name }
improvements-caption = Vertrek per maand; haken houden 95 %
improvements-column-this = Deze reden
improvements-column-others = Andere redenen
improvements-row-before = { $n ->
    [one] Eén maand ervoor
   *[other] { $n } maanden ervoor
  }
improvements-row-after = { $n ->
    [0] Nog geen hele maand erna
    [one] Eén maand erna
   *[other] { $n } maanden erna
  }
improvements-row-effect = Verschil met de doorgetrokken lijn
improvements-row-points = in punten per maand
improvements-how-denominator = Klanten aan het begin van elke maand.
improvements-how-method = Onderbroken tijdreeks: de maanden ervoor als rechte lijn doorgetrokken, voor deze reden en voor alle andere apart. Alleen hele maanden; de maand van sluiten telt bij ervoor.
improvements-csv = Alle maanden als CSV
