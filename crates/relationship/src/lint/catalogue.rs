//! The rules of the linter: what each is called, where it comes from, and what to do.

/// One rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleText {
    /// Its id.
    pub id: &'static str,
    /// Its name in English and Dutch.
    pub name: [&'static str; 2],
    /// Where it comes from.
    pub source: &'static str,
    /// What to do, in English and Dutch.
    pub remedy: [&'static str; 2],
}

/// All rules, by number.
pub const RULES: [RuleText; 35] = [
    RuleText {
        id: "DP-01",
        name: ["Too many steps", "Te veel stappen"],
        source: "Gray 2018 obstruction; Mathur 2019 hard to cancel; OECD 2022",
        remedy: [
            "Leave two screens: who and when with what follows, and the receipt.",
            "Laat twee schermen over: wie en wanneer met wat er dan gebeurt, en de bevestiging.",
        ],
    },
    RuleText {
        id: "DP-02",
        name: ["A hidden way out", "Een verborgen uitgang"],
        source: "EDPB 03/2022 hidden in plain sight; FTC 2022",
        remedy: [
            "Put a button with a clear label where customers look, for everybody, one click from the home page.",
            "Zet een knop met een duidelijk opschrift waar klanten kijken, voor iedereen, één klik van de startpagina.",
        ],
    },
    RuleText {
        id: "DP-03",
        name: ["Sent to another channel", "Naar een ander kanaal gestuurd"],
        source: "Gray 2018 obstruction; FTC 2022 roadblocks",
        remedy: [
            "Let people leave in every way in which they can join.",
            "Laat mensen opzeggen op elke manier waarop ze klant kunnen worden.",
        ],
    },
    RuleText {
        id: "DP-04",
        name: ["No way out on a screen", "Geen uitgang op een scherm"],
        source: "Gray 2018 forced action",
        remedy: [
            "Show a control that goes on leaving, and one that stops it, on each screen.",
            "Zet op elk scherm een knop die verder opzegt en een die ermee stopt.",
        ],
    },
    RuleText {
        id: "DP-05",
        name: ["Words that shame or press", "Woorden die beschamen of druk zetten"],
        source: "Mathur 2019 confirmshaming; EDPB emotional steering",
        remedy: [
            "Say what the control does and what then happens; thank instead of pleading.",
            "Zeg wat de knop doet en wat er dan gebeurt; bedank in plaats van te smeken.",
        ],
    },
    RuleText {
        id: "DP-06",
        name: ["Offers again and again", "Steeds weer een aanbod"],
        source: "Gray 2018 nagging; EDPB continuous prompting",
        remedy: [
            "Make offers after the request is in, at most one, once, and skippable.",
            "Doe een aanbod pas als de opzegging binnen is: hoogstens één, één keer, over te slaan.",
        ],
    },
    RuleText {
        id: "DP-07",
        name: ["Leaving looks smaller than staying", "Opzeggen ziet er kleiner uit dan blijven"],
        source: "Gray 2018 false hierarchy; Mathur 2019 visual interference",
        remedy: [
            "Give both controls the same size, letters, contrast and place.",
            "Geef beide knoppen dezelfde grootte, letters, contrast en plaats.",
        ],
    },
    RuleText {
        id: "DP-08",
        name: ["Leaving is longer than joining", "Opzeggen is langer dan klant worden"],
        source: "CPRA s. 7004 symmetry; DSA article 25(3)(c)",
        remedy: [
            "Ask no more screens, actions and fields to leave than to join.",
            "Vraag voor opzeggen niet meer schermen, handelingen en velden dan voor klant worden.",
        ],
    },
    RuleText {
        id: "DP-09",
        name: ["Asked again after a choice", "Opnieuw gevraagd na een keuze"],
        source: "EDPB continuous prompting; CRD article 16e",
        remedy: ["Take the confirmation for an answer.", "Neem de bevestiging als antwoord."],
    },
    RuleText {
        id: "DP-10",
        name: ["A reason is required", "Een reden is verplicht"],
        source: "Gray 2018 forced action",
        remedy: [
            "Ask for the reason after the request, and let it be skipped.",
            "Vraag de reden na de opzegging, en laat haar overslaan.",
        ],
    },
    RuleText {
        id: "DP-11",
        name: ["Text that must be typed", "Tekst die je moet typen"],
        source: "Sheil et al. 2024",
        remedy: [
            "Drop required text, least lengths and phrases to type over.",
            "Schrap verplichte tekst, minimale lengtes en overtypzinnen.",
        ],
    },
    RuleText {
        id: "DP-12",
        name: ["Questions before leaving", "Vragen voor het opzeggen"],
        source: "FTC 2022 roadblock",
        remedy: ["Ask after the receipt.", "Vraag het na de bevestiging."],
    },
    RuleText {
        id: "DP-13",
        name: ["A sign-in on the way out", "Inloggen om op te zeggen"],
        source: "Gray 2018 forced registration",
        remedy: [
            "Let people identify by customer number and something they know, or by a one-time link.",
            "Laat mensen zich melden met klantnummer en iets wat ze weten, of met een eenmalige link.",
        ],
    },
    RuleText {
        id: "DP-14",
        name: ["More data than needed", "Meer gegevens dan nodig"],
        source: "GDPR article 5(1)(c)",
        remedy: [
            "Ask who it is, which contract, when, and where to send the receipt; nothing else.",
            "Vraag wie het is, welk contract, wanneer, en waar de bevestiging heen gaat; verder niets.",
        ],
    },
    RuleText {
        id: "DP-15",
        name: ["What follows is not said", "Wat er dan gebeurt, staat er niet"],
        source: "Gray 2018 sneaking; EDPB left in the dark",
        remedy: [
            "Show end date, last charge, refund, fee and what happens to data as resolved values, before the request is sent.",
            "Toon einddatum, laatste betaling, wat terugkomt, kosten en gegevens als ingevulde waarden, voor het versturen.",
        ],
    },
    RuleText {
        id: "DP-16",
        name: ["Loss without facts", "Verlies zonder feiten"],
        source: "EDPB emotional steering",
        remedy: [
            "Name what ends and when, or leave the sentence out.",
            "Noem wat er stopt en wanneer, of laat de zin weg.",
        ],
    },
    RuleText {
        id: "DP-17",
        name: ["Ticked beforehand", "Al aangevinkt"],
        source: "Gray 2018 preselection; Mathur 2019",
        remedy: ["Leave every box empty.", "Laat elk vakje leeg."],
    },
    RuleText {
        id: "DP-18",
        name: ["A control that does something else", "Een knop die iets anders doet"],
        source: "Gray 2018 bait and switch",
        remedy: ["Let a control do what its label says.", "Laat een knop doen wat erop staat."],
    },
    RuleText {
        id: "DP-19",
        name: ["A label with two meanings", "Een dubbelzinnig opschrift"],
        source: "Gray 2018 trick questions; EDPB ambiguous wording",
        remedy: [
            "Say the deed: \"Cancel subscription\", \"Keep my subscription\".",
            "Noem de daad: ‘Abonnement beëindigen’, ‘Toch blijven’.",
        ],
    },
    RuleText {
        id: "DP-20",
        name: ["A pause in place of leaving", "Een pauze in plaats van opzeggen"],
        source: "Gray 2018 misdirection",
        remedy: [
            "Show a pause beside leaving, not before it, and tell before it ends.",
            "Zet een pauze naast opzeggen, niet ervoor, en waarschuw voordat zij eindigt.",
        ],
    },
    RuleText {
        id: "DP-21",
        name: ["Made to wait", "Laten wachten"],
        source: "Gray 2018 obstruction",
        remedy: ["Let the request count when it is sent.", "Laat de opzegging tellen zodra zij verstuurd is."],
    },
    RuleText {
        id: "DP-22",
        name: ["No receipt, or a poor one", "Geen of een gebrekkige bevestiging"],
        source: "DE 312k(4); directive 2023/2673",
        remedy: [
            "Send a receipt at once with what was said, when it came in, the end date and the refund.",
            "Stuur meteen een bevestiging met wat er gezegd is, wanneer het binnenkwam, de einddatum en wat terugkomt.",
        ],
    },
    RuleText {
        id: "DP-23",
        name: ["Advertising in the receipt", "Reclame in de bevestiging"],
        source: "BGH VI ZR 225/17; Telecommunicatiewet 11.7",
        remedy: ["Keep the receipt to what was received.", "Houd de bevestiging bij wat er ontvangen is."],
    },
    RuleText {
        id: "DP-24",
        name: ["The contract comes back", "Het contract komt terug"],
        source: "Gray 2018 sneaking",
        remedy: [
            "Charge nothing after the end, and let nobody begin again by visiting.",
            "Schrijf na het einde niets af, en laat niemand door een bezoek weer klant worden.",
        ],
    },
    RuleText {
        id: "DP-25",
        name: ["Hurry", "Haast"],
        source: "Mathur 2019 urgency",
        remedy: [
            "Show a deadline only where one exists, with its date.",
            "Toon alleen een termijn die er is, met de datum.",
        ],
    },
    RuleText {
        id: "DP-26",
        name: ["What others are said to do", "Wat anderen zouden doen"],
        source: "Mathur 2019 social proof",
        remedy: ["Leave others out of it, or give the source.", "Laat anderen erbuiten, of geef de bron."],
    },
    RuleText {
        id: "DP-27",
        name: ["Another language on the way out", "Een andere taal bij de uitgang"],
        source: "EDPB 03/2022 language discontinuity",
        remedy: [
            "Offer the way out in each language in which one can join, whole.",
            "Bied de uitgang aan in elke taal waarin je klant kunt worden, helemaal.",
        ],
    },
    RuleText {
        id: "DP-28",
        name: ["Controls change places", "Knoppen wisselen van plaats"],
        source: "EDPB 03/2022 inconsistent interface",
        remedy: ["Keep the order of the controls on every screen.", "Houd op elk scherm dezelfde volgorde."],
    },
    RuleText {
        id: "DP-29",
        name: ["An account that cannot die", "Een account dat niet weg kan"],
        source: "Gray 2024 immortal accounts",
        remedy: [
            "Offer the data and the deletion on the last screen.",
            "Bied op het laatste scherm de gegevens aan, en het wissen.",
        ],
    },
    RuleText {
        id: "DP-30",
        name: ["Parts that quietly go on", "Delen die stil doorlopen"],
        source: "Gray 2024 hidden subscription",
        remedy: ["List what goes on, with its price.", "Noem wat doorloopt, met de prijs."],
    },
    RuleText {
        id: "DP-31",
        name: ["A fee for leaving", "Kosten voor opzeggen"],
        source: "Data Act article 29; national law",
        remedy: ["Charge nothing, or name the rule and the clause.", "Reken niets, of noem de regel en het beding."],
    },
    RuleText {
        id: "DP-32",
        name: ["Harder for some", "Moeilijker voor sommigen"],
        source: "CPRA s. 7004; FTC 2022",
        remedy: ["Give everybody the same way out.", "Geef iedereen dezelfde uitgang."],
    },
    RuleText {
        id: "DP-33",
        name: ["Opening hours", "Openingstijden"],
        source: "FTC v. LA Fitness",
        remedy: ["Keep one way to leave open at all times.", "Houd altijd één manier om op te zeggen open."],
    },
    RuleText {
        id: "DP-34",
        name: ["Barriers only on the way out", "Drempels alleen bij de uitgang"],
        source: "WCAG 2.2; directive 2019/882",
        remedy: ["Hold both ways against the same criteria.", "Houd beide wegen langs dezelfde criteria."],
    },
    RuleText {
        id: "DP-35",
        name: ["An experiment with obstruction", "Een proef met hinder"],
        source: "ethics of the field",
        remedy: ["Stop the arm.", "Stop deze tak."],
    },
];

/// The rule of an id.
pub fn rule(id: &str) -> Option<&'static RuleText> {
    RULES.iter().find(|rule| rule.id == id)
}
