## De eerste pagina: het beeld van het bedrijf.

overview-title = Overzicht
overview-nobody = Er zijn nog geen klanten in deze gegevens.
# $period: oktober 2026.
overview-finding = { $left ->
    [0] In { $period } vertrok niemand van de { $customers } klanten.
    [one] In { $period } vertrok 1 van de { $customers } klanten.
   *[other] In { $period } vertrokken { $left } van de { $customers } klanten.
}
overview-finding-reached = { $reached ->
    [one] Eén van hen had het doel bereikt.
   *[other] { $reached } van hen hadden hun doel bereikt.
}
overview-lead-more = Dat is meer dan in { $before }: toen ging { $rate }.
overview-lead-fewer = Dat is minder dan in { $before }: toen ging { $rate }.
overview-lead-chance = In { $before } was het { $rate }. Dat verschil kan toeval zijn.
overview-all = alle
overview-per-period = Vertrek per { $period }
overview-kinds-of = Onder de lijn staat hoe zij in { $period } gingen.
overview-to-churn = Alles over vertrek
overview-to-survival = Alles over hoe lang klanten blijven
overview-why = Waarom zij gingen
overview-why-period = Periode: { $period }.
overview-whisker = Het streepje is het interval van { $level }.
overview-to-reasons = Alle redenen
overview-stays = Wie blijft
overview-to-cohorts = Alle cohorten
overview-attention = Wat aandacht vraagt
overview-unmapped = { $count ->
    [one] Van één reden zei nog niemand wat die betekent.
   *[other] Van { $count } redenen zei nog niemand wat ze betekenen.
}
overview-unmapped-text = Tot die tijd tellen de eigen woorden van klanten als ‘Iets anders’.
overview-unmapped-step = Redenen koppelen
overview-silent = { $share } van wie vertrok gaf geen reden.
overview-silent-all-text = Vraag het bij het afscheid: kort, en na de bevestiging.
overview-silent-text = De redenen van de anderen zeggen dan weinig over allen. Vraag het bij het afscheid: kort, en na de bevestiging.
overview-nothing-to-do = Niets. De gegevens zijn bij, en van elke reden is bekend wat die betekent.
overview-harmful = ‘{ $name }’ jaagt klanten weg.
overview-harmful-text = Wie het kreeg, vertrok vaker dan wie met rust gelaten werd. Stop ermee, of richt het anders.
overview-harmful-step = Bekijk de maatregel
overview-late-requests = { $n ->
    [one] Eén opzegging wacht te lang op iemand.
   *[other] { $n } opzeggingen wachten te lang op iemand.
}
overview-late-requests-text = Het opzeggen zelf ging vanzelf door; wat er daarna beloofd is, nog niet.
overview-late-points = { $n ->
    [one] Eén actiepunt is te laat.
   *[other] { $n } actiepunten zijn te laat.
}
overview-late-points-text = Klanten zeiden het, en er zou al iets gebeurd zijn.
overview-further = Verder vragen
overview-ask-ladder = Hoe tevreden zijn klanten?
overview-ask-ladder-text = Op welke trede zij staan, wie steeg en wie daalde.
overview-ask-activities = Wat doen de maatregelen?
overview-ask-activities-text = Van elk of hij helpt, niets doet of averechts werkt, en wat hij kostte.
overview-ask-silent = Wie vertrekt er zonder een woord?
overview-ask-silent-text = Betalingen die mislukken, stilte, minder gebruik; met hoe vaak dat uitkwam.
overview-ask-precursors = Wat gaat aan vertrek vooraf?
overview-ask-precursors-text = Antwoorden, contacten, gebruik en betalingen, met wat ze zeggen.
overview-ask-value = Wat kost vertrek?
overview-ask-value-text = Wat een klant waard is in je eigen geld, en wie betaalt zonder iets te gebruiken.
overview-ask-loyalty = Wat doen de tevredensten?
overview-ask-loyalty-text = Blijven zij langer, betalen zij meer, brengen zij anderen?
