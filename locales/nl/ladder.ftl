# De ladder van tevredenheid.
rung-1 = diep rood
rung-2 = oranje
rung-3 = geel
rung-4 = zachtgroen
rung-5 = groen
ladder-over = Ladder · { $from } – { $to }
ladder-finding-nobody = Van niemand is nu bekend waar die staat
ladder-finding = { $known ->
    [one] Van één klant weten we waar die staat
   *[other] Van { $known_told } klanten weten we waar ze staan
  }{ $unknown ->
    [0] { "" }
    [one] , van één niet
   *[other] , van { $unknown_told } niet
  }
ladder-lead = Een trede is wat iemand zei, met een datum. Na de termijn van de vragenlijst weet niemand het meer; uit gedrag wordt niets geraden. Alleen antwoorden op jullie vragenlijsten tellen, niet die uit ingelezen bestanden.
ladder-filter = Twee dagen
ladder-from = Van
ladder-to = Naar
ladder-empty = Nog niemand zei waar die staat. Een vragenlijst met een vraag voor de ladder vult dit vanzelf.
ladder-unknown = onbekend
ladder-gone = vertrokken
ladder-now = nu
ladder-figure-red = Diep rood
ladder-figure-green = Zachtgroen of groen
ladder-figure-known = Bekend
ladder-how-known = Klanten van wie bekend is waar ze staan.
ladder-how-all = Alle klanten van die dag.
ladder-standing = Waar ze staan
ladder-standing-text = Van klanten die het zeiden en van wie het nog geldt.
ladder-fades = Wie het te lang geleden zei, telt als onbekend.
ladder-standing-label = De vijf treden op { $day }
ladder-standing-caption = Van wie bekend is waar ze staan
ladder-standing-unknown = Van { $n } klanten is het niet bekend: nooit gevraagd, niet geantwoord, of te lang geleden.
ladder-column-rung = Trede
ladder-column-from = Van
ladder-column-rose = Steeg
ladder-column-stayed = Bleef
ladder-column-fell = Daalde
ladder-column-left = Vertrok
ladder-column-unknown = Onbekend
ladder-column-n = n
ladder-column-day = Dag
ladder-column-months = Maanden [interval]
ladder-matrix = Hoe ze bewogen
ladder-matrix-text = Rij: waar ze stonden. Kolom: waar ze daarna staan. Omkaderd bleef gelijk.
ladder-matrix-shade = De tint is het deel van de rij.
ladder-matrix-caption = Van { $from } (rij) naar { $to } (kolom)
ladder-matrix-said = Van { $n } klanten is op beide dagen bekend waar ze staan: { $rose } omhoog, { $fell } omlaag, { $stayed } gelijk.
ladder-matrix-shares = Delen met interval
ladder-cell = Van { $from } naar { $to }: { $n }, { $share }
ladder-shares-caption = Van wie op de trede begon; haken houden 95 %
ladder-boards = Twee doelen, twee borden
ladder-boards-text = Verlies beperken en binden zijn twee doelen. Geen getal neemt ze samen.
ladder-loss = Verlies beperken
ladder-loss-text = Van wie op diep rood stond: op geel of hoger gekomen. Wie vertrok, telt mee.
ladder-loyalty = Binden
ladder-loyalty-text = Van wie op zachtgroen stond: groen geworden. Of ze langer blijven, meer kopen en aanbevelen, staat bij trouw.
ladder-board-unknown = Van { $unknown } van de { $began } die er begonnen, weet niemand het nu; zij tellen niet mee.
ladder-board-few = Minder dan { $least }: het deel zegt nog weinig.
ladder-to-green = Naar groen
ladder-to-soft-green = Naar zachtgroen
ladder-to-yellow = Naar geel
ladder-to-orange = Naar oranje
ladder-still-red = Nog op diep rood
ladder-still-soft-green = Nog op zachtgroen
ladder-fell = Op geel of lager
ladder-left = Vertrokken
ladder-flow = Hoe het ging
ladder-flow-text = De vijf treden aan het einde van elke maand, van wie het toen bekend was.
ladder-flow-label = Delen van de vijf treden over de laatste maanden; de tabel hieronder noemt ze
ladder-flow-hint = { $day }: van { $n } bekend, van { $unknown } niet
ladder-flow-caption = Delen per dag; haken houden 95 %
ladder-leaving = Hoe lang ze nog blijven
ladder-leaving-text = Als klanten zo blijven bewegen als in de laatste twaalf maanden, duurt het vanaf elke trede gemiddeld zo lang tot iemand vertrekt.
ladder-leaving-not-cause = Het zegt niet dat een trede hoger iemand langer laat blijven: wie hoger staat, kan ook anders zijn.
ladder-leaving-caption = Maanden tot vertrek
ladder-leaving-how = Markovketen van maand tot maand over vijf treden, onbekend en vertrokken; de verwachte tijd tot vertrek.
ladder-leaving-steps = { $n } stappen van maand tot maand.
ladder-csv = Alle getallen als CSV
