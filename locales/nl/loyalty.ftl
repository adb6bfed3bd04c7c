## Trouw: wat de tevredensten doen.

loyalty-title = Trouw
loyalty-finding-longer = Wie groen antwoordde, bleef vaker: { $green } tegen { $soft } van zachtgroen.
loyalty-finding-shorter = Wie groen antwoordde, bleef minder vaak: { $green } tegen { $soft } van zachtgroen.
loyalty-finding-chance = Groen bleef { $green }, zachtgroen { $soft }. Dat verschil kan toeval zijn.
loyalty-finding-unknown = Nog niet te zien is wat de tevredensten doen.
loyalty-lead = Van zachtgroen naar groen is een ander doel dan minder verlies. Hier staat of groene klanten langer blijven, meer betalen en anderen brengen. Antwoorden uit ingelezen bestanden tellen mee; de ladder kent alleen die op jullie vragenlijsten.
loyalty-rungs = Per trede
loyalty-rungs-text = Klanten zoals zij op de eerste dag stonden, gevolgd tot de laatste. Het streepje is het interval van { $level }.
loyalty-none = Hier komen de treden zodra klanten antwoordden en daarna een tijd te volgen waren.
loyalty-to-value = Wat klanten waard zijn
loyalty-column-rung = Trede
loyalty-column-stayed = Bleef
loyalty-column-paid = Betaald per klant
loyalty-column-brought = Bracht een ander
loyalty-column-customers = Klanten
loyalty-column-measure = Maat
loyalty-column-difference = Verschil
loyalty-rung-deep-red = diep rood
loyalty-rung-orange = oranje
loyalty-rung-yellow = geel
loyalty-rung-soft-green = zachtgroen
loyalty-rung-green = groen
loyalty-differences = Groen min zachtgroen
loyalty-differences-text = Het zegt wat samengaat. Wie groen antwoordt verschilt in meer dan zijn antwoord; wat er gebeurt als iemand groen wordt, zegt dit niet.
loyalty-measure-stayed-share = Bleef klant
loyalty-measure-paid = Betaald per klant
loyalty-measure-paid-per-month = Betaald per maand als klant
loyalty-measure-brought-share = Bracht een ander

note-loyalty-followed = Klanten van { $on } die in het jaar ervoor ‘{ $question }’ beantwoordden, gevolgd gedurende { $days } dagen.
note-loyalty-measures = Bleef: nog klant aan het einde. Betaald: wat van hen binnenkwam, vertrekkers meegeteld. Bracht een ander: minstens één. Interval van Wilson voor delen, van Student voor gemiddelden.
note-loyalty-differences = Verschillen zijn groen min zachtgroen: Newcombe voor delen, Welch voor betalingen, gelineariseerd per maand.
note-loyalty-not-causal = Groene en zachtgroene klanten verschillen in meer dan hun antwoord, en niet iedereen antwoordt. Het is geen bewijs dat groen worden iets doet.
note-answers-too-new = Antwoorden zijn bekend sinds { $from }. Dat is te kort om klanten daarna te volgen.
