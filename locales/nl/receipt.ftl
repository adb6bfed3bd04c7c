## De ontvangstbevestiging. Bevestigen, zeggen wat er volgt, niets aanbieden.
## Een label heeft geen punt, komma of streepje en hooguit 40 tekens: er worden regels "Label: waarde" van gemaakt.

receipt-title-ordinary = Bevestiging van je opzegging
receipt-title-extraordinary = Bevestiging van je opzegging met directe ingang
receipt-title-withdrawal = Bevestiging van je herroeping

receipt-taken-as-notice = Je vroeg om te herroepen. Je bedenktijd liep uiterlijk tot en met { $day }. Daarom nemen we dit als een gewone opzegging.
receipt-taken-as-notice-of = Je vroeg om te herroepen. Voor { $what } liep je bedenktijd uiterlijk tot en met { $day }. Daarom nemen we dit daarvoor als een gewone opzegging.
receipt-taken-as-notice-ask = Klopt dat niet, vraag het ons dan na.
receipt-taken-as-notice-ask-at = Klopt dat niet, vraag het ons dan na op { $way }.
receipt-taken-as-notice-ask-both = Klopt dat niet, vraag het ons dan na op { $phone } of { $mail }.

receipt-number = Nummer
receipt-company = Bedrijf
receipt-customer = Klant
receipt-customer-said = Klant volgens je opgave
receipt-contract = Contract
receipt-contract-said = Contract volgens je opgave
receipt-received = Ontvangen
receipt-channel = Hoe
receipt-channel-page = via de website
receipt-channel-app = via de app
receipt-channel-widget = via het venster op de site
receipt-channel-mail = per mail
receipt-channel-phone = per telefoon
receipt-channel-chat = via chat
receipt-channel-counter = aan de balie
receipt-channel-letter = per brief
receipt-channel-api = via een koppeling

receipt-asked = Wat je vroeg
receipt-my-contract = mijn contract
receipt-when-soon = zo snel mogelijk
receipt-when-on = met { $day } als laatste dag
receipt-declare-ordinary = Ik zeg op: { $what }, { $when }.
receipt-declare-extraordinary = Ik zeg op met directe ingang: { $what }, { $when }.
receipt-declare-withdrawal = Ik herroep: { $what }.
receipt-ground = De grond, in je eigen woorden
receipt-words = In je eigen woorden

receipt-follows = Wat er volgt
receipt-last-day = Je laatste dag
receipt-why = Waarom die dag
receipt-told = we laten je uiterlijk { $day } weten welke dag het is
receipt-by-first_term = de eerste termijn loopt tot en met die dag
receipt-by-notice_from_the_day = de opzegtermijn telt vanaf de dag waarop je opzegging binnenkwam
receipt-by-end_of_block = je contract was verlengd tot en met die dag
receipt-by-trial_ends = een proefabonnement stopt vanzelf
receipt-by-end_of_year = het lidmaatschapsjaar eindigt die dag
receipt-by-switching = overstappen heeft een opzegtermijn van ten hoogste twee maanden
receipt-by-cooling_off = je zit binnen veertien dagen na het begin of de verlenging
receipt-by-at_will = je mag gebruiken wat betaald is, daarna stopt het
receipt-by-agreed = zo staat het in de voorwaarden
receipt-by-wanted = je koos deze dag zelf
receipt-by-withdrawal = je maakt gebruik van je bedenktijd
receipt-by-extraordinary = je zegt op met directe ingang
receipt-remark = Goed om te weten
receipt-remark-notice = in je contract staat een langere opzegtermijn dan de wet toelaat, de kortere telt
receipt-remark-first-term = in je contract staat een langere eerste termijn dan je bindt, de kortere telt
receipt-remark-prolongation = in je contract staat een langere verlenging dan je bindt, de kortere telt
receipt-remark-earlier = je vroeg om { $day }; dat is eerder dan de regels geven, iemand bekijkt of het kan
receipt-remark-cooling-off = je zit nog in je bedenktijd, die loopt tot en met { $day }; daarom stopt het meteen
receipt-remark-old-rules = je contract begon voor 1 maart 2022, daarom gelden de regels van toen voor verlenging en opzegtermijn
receipt-remark-own-rules = iemand kijkt na wat is afgesproken; is er een eerdere dag mogelijk, dan geldt die
receipt-remark-too-late = je bedenktijd liep tot en met { $day }; we behandelen dit als een gewone opzegging
receipt-remark-assumed = op zijn vroegst is je laatste dag { $day }, als we je vinden en er niets anders is afgesproken
receipt-remark-otherwise = geldt dit niet, dan stopt het contract uiterlijk op { $day }
receipt-remark-switching = je gegevens kun je ophalen tot en met { $day }
receipt-refund-until = { $refund }, uiterlijk { $day } op je rekening
receipt-refund-late = { $refund }; de tijd die daarvoor staat is al voorbij, we laten je uiterlijk { $day } weten wanneer het op je rekening staat
receipt-charges = { $count ->
    [one] eerst één hele termijn, daarna { $last }
   *[other] eerst { $count } hele termijnen, daarna { $last }
}

receipt-ends-too = Dit stopt ook
receipt-stays = Dit loopt door

receipt-next = Wat er nu komt
receipt-next-nothing = Je hoeft niets meer te doen om op te zeggen.
receipt-next-person = Een mens kijkt ernaar en laat je uiterlijk { $day } weten wat nog open staat.
receipt-next-customer = We zoeken je gegevens op en laten je uiterlijk { $day } weten wat je laatste dag is. De dag waarop je opzegde blijft tellen.
receipt-next-undo = Tot en met { $day } kun je dit terugdraaien.
receipt-next-refund = Wat je terugkrijgt, gaat naar de rekening waarmee je betaalde.
receipt-next-data = Je kunt je gegevens meenemen en vragen om ze te wissen.
receipt-next-link = Deze bevestiging blijft staan op { $link }

receipt-contact = Contact
receipt-phone = Telefoon
receipt-mail = Mail
receipt-keep = Bewaar deze bevestiging. Het zegel hieronder bewijst dat de tekst niet is veranderd.
receipt-spool = Je opzegging is veilig bewaard, maar ons systeem is tijdelijk niet bereikbaar. Zodra het er weer is, krijg je een tweede bevestiging met een definitief nummer. De datum en tijd hierboven blijven gelden.
