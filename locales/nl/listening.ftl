# Luisteren, zoals het aan klanten en collega's wordt geschreven. Geen aanbod, niets dat dringt.
listening-aspect-whole = Het geheel
listening-aspect-product = Het product
listening-aspect-price = De prijs
listening-aspect-service = Hoe je wordt geholpen
listening-aspect-place = De plek
listening-aspect-person = Wie er hielp
listening-aspect-other = Wat een klant vertelde

listening-asking-how = Eén tik is genoeg: de pagina die opengaat stuurt je antwoord. Staat er een knop, druk daar dan op. Overslaan mag.
listening-foot = { $company } stuurt je deze mail omdat je ons iets vertelde en daarvan wilde horen. Antwoord gerust: een mens leest mee.

listening-you-said-title = Jij zei iets, en dit hebben we gedaan
listening-you-said-text = Je vertelde ons iets hierover: { $what }. Dit is eraan gedaan:
listening-you-said-plain = Je vertelde ons wat er niet goed ging. Dit is eraan gedaan:
listening-you-said-once = Je krijgt deze mail één keer, omdat je zei dat we mogen reageren.
listening-helped-title = Heeft het geholpen?
listening-helped-about = Het gaat hierover: { $what }. Dit is eraan gedaan:
listening-helped-plain = Dit is eraan gedaan:
listening-helped-open = Zeg of het hielp
listening-helped-yes = Ja, het hielp
listening-helped-no = Nee, het hielp niet
listening-helped-yes-said = Dank je wel. Fijn dat het hielp.
listening-helped-no-said = Dank je wel. Het staat weer open: iemand kijkt er opnieuw naar.
listening-colleague-title = Heeft het geholpen? { $what }
listening-colleague-text = Jij spreekt klanten. Een collega rondde dit punt af met wat hieronder staat. Merk je dat het helpt?

listening-reminder-title = { $count ->
    [one] Eén actiepunt wacht op jou
   *[other] { $count } actiepunten wachten op jou
}
listening-reminder-text = { $count ->
    [one] Hier wachten klanten op:
   *[other] Hier wachten klanten op, het dringendste eerst:
}
listening-reminder-due = af op { $day }.
listening-reminder-nobody = af op { $day }, en niemand heeft het nog.
listening-reminder-late = moest af zijn op { $day }, { $days ->
    [one] één dag geleden
   *[other] { $days } dagen geleden
}.
listening-calendar = Actiepunten
listening-calendar-due = Af: { $what }
listening-calendar-link = Je actiepunten in je eigen agenda; dit adres is alleen van jou:

listening-digest-title = De week van { $day } in drie dingen
listening-digest-nothing = Deze week heeft niets jou nodig.
listening-digest-answered = Klanten die antwoordden
listening-digest-open = Punten die openstaan
listening-digest-closed = Punten die zijn afgerond
listening-digest-link = Alle actiepunten
listening-thing-late = { $count ->
    [one] Eén punt is te laat
   *[other] { $count } punten zijn te laat
}. Het langst wacht: { $what }, { $days ->
    [one] één dag
   *[other] { $days } dagen
}.
listening-thing-promised = { $count ->
    [one] Eén klant kreeg een reactie beloofd
   *[other] { $count } klanten kregen een reactie beloofd
}. De eerste moet er op { $day } zijn.
listening-thing-theme = { $what }: { $part } van de { $whole } die antwoordden waren er ontevreden over. Gewoonlijk is dat { $usual }; toeval alleen brengt er niet zo veel.
listening-thing-rising = { $what }: { $part } van de { $whole } vertrekkers noemden het, daarvoor { $part_before } van { $whole_before }. Toeval alleen brengt dit verschil niet.
listening-thing-harms = { $what } werkt averechts ({ $unit ->
    [points] verschil in procentpunten
   *[other] verschil
}: { $difference }). Er wordt niemand meer voor geloot.
listening-thing-reopened = { $what }: wat er is gedaan hielp niet, zegt iemand. Het punt staat weer open.
listening-thing-unhappy = { $count ->
    [one] Eén heel ontevreden antwoord is nog niet opgepakt.
   *[other] { $count } heel ontevreden antwoorden zijn nog niet opgepakt.
}
listening-thing-due = { $count ->
    [one] Eén punt moet deze week af.
   *[other] { $count } punten moeten deze week af.
}
listening-thing-helped = { $what }: wat er is gedaan hielp, zeggen de betrokkenen.

listening-month-title = { $count ->
    [0] Niemand vertrok
    [one] Eén klant vertrok
   *[other] { $count } klanten vertrokken
} in { $month }
listening-month-left = { $count ->
    [0] Niemand vertrok van de { $of } klanten die er op de eerste dag waren.
    [one] Eén van de { $of } klanten die er op de eerste dag waren, vertrok.
   *[other] { $count } van de { $of } klanten die er op de eerste dag waren, vertrokken.
}
listening-month-rate = Dat is { $rate }; bij aantallen van deze grootte kan het alles zijn tussen { $lower } en { $upper }.
listening-month-no-rate = Dat zijn te weinig klanten om van een percentage te spreken: een of twee vertrekkers meer of minder geven een ander beeld.
listening-month-few = { $count ->
    [one] Eén vertrekker is
   *[other] { $count } vertrekkers zijn
} te weinig voor een trend: een of twee meer of minder geven een ander beeld.
listening-month-until = Wie er na { $day } vertrok, is nog niet bekend. Deze maand is dus nog niet compleet.
listening-month-lost = Samen betaalden ze { $money } per maand.
listening-month-moved = Wat er bewoog
listening-month-no-before = Over de maand ervoor is niets bekend, dus niemand kan zeggen wat er bewoog.
listening-month-before = De maand ervoor waren het er { $count } van { $of }.
listening-month-chance = Het verschil kan heel goed toeval zijn.
listening-month-more-left = Dat is { $points } procentpunt meer, en meer dan toeval alleen brengt ({ $lower } tot { $upper }).
listening-month-fewer-left = Dat is { $points } procentpunt minder dan ervoor, en toeval alleen brengt dat niet ({ $lower } tot { $upper }).
listening-month-why = Waarom
listening-month-nobody = Niemand vertrok, dus niemand zei waarom.
listening-month-silent = Niemand zei waarom. Dat betekent niet dat er geen reden was.
listening-month-said = { $said } van de { $of } zeiden waarom. De anderen hadden misschien andere redenen.
listening-month-reason-few = { $what } ({ $count })
listening-month-few-reasons = Bij zo weinig antwoorden zeggen percentages niets: lees wat ze zeiden, en reken er niet mee.
listening-month-reason = Reden
listening-month-said-by = Genoemd door
listening-month-share = Deel
listening-month-interval = Tussen
listening-month-who = Wie er vertrokken
listening-month-customer = Klant
listening-month-plan = Abonnement
listening-month-last-day = Laatste dag
listening-month-not-said = niet gezegd
listening-month-more = { $count ->
    [one] En nog één.
   *[other] En nog { $count }.
}
listening-month-todo = Het ene om te doen
listening-month-todo-point = Rond dit punt af, of zeg wat er in de weg staat: { $what }, uiterlijk { $day }.
listening-month-todo-reason = { $what }: { $count } noemden het, en jij kunt er iets aan doen. Bel er twee en vraag wat er anders had moeten zijn.
listening-month-todo-ask = De meesten gingen zonder iets te zeggen. Bel er twee en vraag waarom, zonder aanbod.
listening-month-todo-call = Geen reden springt eruit. Bel wie het laatst vertrok en vraag wat er anders had moeten zijn, zonder aanbod.
listening-month-todo-nothing = Niets. Geniet ervan.
listening-month-paper = maand
