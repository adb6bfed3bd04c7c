# Mails en brieven. Bevestigen, één keer bedanken, zeggen wat er nu komt. Geen aanbod, geen "we zullen je missen".
mail-hello = Beste { $name },
mail-hello-nobody = Dag,
mail-regards = Met vriendelijke groet,
mail-foot = { $company } stuurt je deze mail over je opzegging. Antwoord gerust: een mens leest mee.
mail-foot-staff = Vaarwel stuurt deze mail alleen aan collega’s.
mail-foot-asking = Wil je zulke mails niet meer? Druk op afmelden in je mailprogramma, of open deze bladzijde:
    { $address }
paper-receipt-file = bevestiging
paper-letter-file = brief
paper-leaf = Blad {"{page}"} van {"{pages}"}
paper-receipt-foot = Bewaar deze bevestiging. Het zegel onderaan bewijst dat de tekst niet is veranderd.

mail-undone-title = Je opzegging is teruggedraaid
mail-undone-text = Je contract { $contract } loopt door zoals het was. Er is niets veranderd aan je prijs of je voorwaarden.
mail-undone-more = Je hoeft niets te doen. Opzeggen kan altijd weer, op dezelfde manier.

mail-paused-title = Je contract staat op pauze
mail-paused-text = Je contract rust van { $from } tot en met { $until }. In die tijd betaal je niets.
mail-paused-more = Opzeggen kan ook nu, op dezelfde manier.

mail-resuming-title = Je pauze is bijna voorbij
mail-resuming-text = Je pauze duurt tot en met { $until }. Daarna loopt je contract weer door, en je betaling ook.
mail-resuming-more = Wil je toch weg? Opzeggen kan op dezelfde manier als eerst.

mail-link-title = Je link om op te zeggen
mail-link-text = Met deze link ga je verder met je opzegging. Hij werkt één keer, tot { $until }.
mail-link-open = Open deze link:
mail-link-other = Heb je hier niet om gevraagd? Dan hoef je niets te doen. Er verandert niets.

mail-fixed-title = Dit is opgelost: { $what }
mail-fixed-text = Je vroeg ons om één keer te mailen als dit was opgelost. Dat is het sinds { $day }.
mail-fixed-once = Dit is de enige mail die je hierover krijgt.

mail-export-title = Je gegevens staan klaar
mail-export-text = Je vroeg om een kopie van je gegevens. Die staat klaar tot { $until }.
mail-export-open = Haal je gegevens hier op:
mail-export-more = De link is alleen voor jou. Geef hem niet door.

mail-overdue-title = { $count ->
    [one] Eén zaak is te laat
   *[other] { $count } zaken zijn te laat
}
mail-overdue-text = { $count ->
    [one] Deze klant wacht langer dan beloofd. Doe dit eerst.
   *[other] Deze klanten wachten langer dan beloofd. Doe deze eerst.
}
mail-overdue-row = { $case }, sinds { $day }
mail-overdue-open = Naar de balie:

mail-farewell-title = Je opzegging is rond
mail-farewell-title-open = Je opzegging is binnen
mail-farewell-confirm = Je contract { $contract } eindigt op { $day }. Je hoeft niets meer te doen om op te zeggen.
mail-farewell-confirm-open = We hebben je opzegging van { $contract } ontvangen. De einddatum laten we je binnen { $days } werkdagen weten.
mail-farewell-confirm-unnamed = Je contract eindigt op { $day }. Je hoeft niets meer te doen om op te zeggen.
mail-farewell-confirm-open-unnamed = We hebben de opzegging van je contract ontvangen. De einddatum laten we je binnen { $days } werkdagen weten.
mail-farewell-nothing = Je hoeft niets meer te doen om op te zeggen.
mail-farewell-thank = Bedankt dat je klant bij ons was.
mail-farewell-thank-some = Bedankt dat je het liet weten. De rest loopt door zoals je gewend bent.
mail-farewell-thank-since = Bedankt dat je klant was sinds { $since }.
mail-farewell-goal = Fijn dat je bereikt hebt waarvoor je kwam.
mail-farewell-sorry = { $fault } Dat had niet mogen gebeuren. Sorry.
mail-farewell-goodwill = Je krijgt { $amount } terug. Daar hoef je niets voor te doen.
mail-farewell-next = Wat er nu komt
mail-farewell-data = Je gegevens
mail-farewell-door = De deur staat open. Kom je ooit terug, dan beginnen we waar je bent gebleven.

mail-check-title = Een proefmail van Vaarwel
mail-check-text = Deze mail laat zien dat Vaarwel mail kan versturen. Je hoeft er niets mee te doen.
