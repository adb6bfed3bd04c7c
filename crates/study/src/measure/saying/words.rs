//! Sayings in words, in two languages, each written and not translated word by word.

use super::{Saying, Span, Unit};
use crate::measure::Language;

/// Decimals of a difference in points or in the unit of the outcome.
const DECIMALS: usize = 2;

impl Language {
    fn points(self, value: f64) -> String {
        self.signed(value, DECIMALS)
    }

    /// What stands after a number: ` points`, ` EUR per customer`, or nothing.
    fn unit(self, unit: Unit) -> String {
        match unit {
            Unit::Points => self.of(" points", " punten").to_owned(),
            Unit::Money(currency) => format!(" {currency} {}", self.of("per customer", "per klant")),
            Unit::Number => String::new(),
        }
    }

    fn span(self, it: &Span, unit: Unit) -> String {
        let (value, unit) = (self.points(it.value), self.unit(unit));
        format!("{value}{unit} {}", self.interval(it.ends(), |end| self.points(end)))
    }

    fn count(self, it: &Span) -> String {
        format!("{} {}", self.number(it.value, 0), self.interval(it.ends(), |end| self.number(end, 0)))
    }

    fn arm(self, is_treated: bool) -> &'static str {
        if is_treated {
            self.of("those who got it", "wie het kreeg")
        } else {
            self.of("those who did not", "wie het niet kreeg")
        }
    }
}

impl Language {
    fn odd_half(self, n: [u64; 2], p: f64) -> String {
        let [treated, control] = n.map(|n| self.number(n as f64, 0));
        let p = self.p_value(p);
        self.of(
            format!(
                "{treated} got it and {control} did not: if half was to get it, chance hardly gives that (p {p}), and something \
                 else filled the arms; say what was planned with `--split`"
            ),
            format!(
                "{treated} kregen het en {control} niet: moest de helft het krijgen, dan geeft het toeval dat bijna nooit (p {p}) \
                 en deelde iets anders in; zeg met `--split` wat gepland was"
            ),
        )
    }

    fn few_carry(self, customers: u64, of_money: bool) -> String {
        let who = match customers {
            1 => self.of("one customer".to_owned(), "één klant".to_owned()),
            n => self.of(format!("{n} customers"), format!("{n} klanten")),
        };
        let what = match (self, of_money) {
            (Self::En, true) => "the money",
            (Self::En, false) => "the outcome",
            (Self::Nl, true) => "het geld",
            (Self::Nl, false) => "de uitkomst",
        };
        self.of(
            format!(
                "half of all variation of {what} comes from {who}: whether they are drawn decides, so how many more it takes \
                 cannot be foretold; judge who pays beside how much"
            ),
            format!(
                "de helft van alle spreiding van {what} komt van {who}: of die worden geloot beslist, dus hoeveel er nog nodig \
                 zijn is niet te voorspellen; beoordeel ook wie betaalt, en niet alleen hoeveel"
            ),
        )
    }
}

impl Saying {
    /// Its words: of a reason a sentence, of a warning the part after a name.
    pub fn text(&self, lang: Language, unit: Unit) -> String {
        self.because(lang, unit).or_else(|| self.doubt(lang, unit)).unwrap_or_else(|| self.oddity(lang))
    }

    /// Why the verdict is what it is.
    fn because(&self, lang: Language, unit: Unit) -> Option<String> {
        let points = |it: f64| lang.points(it);
        let with_unit = |it: f64| lang.points(it) + &lang.unit(unit);
        let size = |it: f64| lang.number(it, DECIMALS);
        let sized = |it: f64| size(it) + &lang.unit(unit);
        let whole = |it: f64| lang.number(it, 0);
        Some(match self {
            Self::Differs { .. } => return self.differs(lang, unit),
            Self::AmongMany { alone, together } => {
                let (alone, together) = (lang.p_value(*alone), lang.p_value(*together));
                lang.of(
                    format!("Alone this would stand out (p {alone}); among all activities together chance gives such a difference too often (p {together})."),
                    format!("Op zichzelf zou dit opvallen (p {alone}); tussen alle maatregelen samen geeft het toeval zo'n verschil te vaak (p {together})."),
                )
            }
            Self::Excluded { below, above, matters } => {
                let (below, above, matters) = (points(*below), with_unit(*above), sized(*matters));
                lang.of(
                    format!("No effect beyond chance; excluded is one below {below} or above {above}. What matters begins at {matters}."),
                    format!("Geen effect boven toeval; uitgesloten is een effect onder {below} of boven {above}. Wat ertoe doet begint bij {matters}."),
                )
            }
            Self::Detects { found, matters, chance } => {
                let (found, matters, chance) = (sized(*found), sized(*matters), whole(*chance));
                lang.of(
                    format!("With these customers an effect of {found} is found {chance} of 100 times; what matters begins at {matters}."),
                    format!("Met deze klanten wordt een effect van {found} in {chance} van de 100 keer gevonden; wat ertoe doet begint bij {matters}."),
                )
            }
            Self::AsFarAsSeen { effect, plain, agree } => {
                let (found, plain) = (lang.span(effect, unit), plain.map(with_unit).unwrap_or_default());
                let agree = if *agree {
                    lang.of(
                        "all careful methods agree on the direction",
                        "alle zorgvuldige methoden wijzen dezelfde kant op",
                    )
                } else {
                    lang.of(
                        "the careful methods do not agree on a direction, or cannot rule out that it does nothing",
                        "de zorgvuldige methoden zijn het niet eens over de richting, of sluiten niet uit dat het niets doet",
                    )
                };
                lang.of(
                    format!("As far as can be seen, {found}; plainly compared {plain}; {agree}."),
                    format!("Voor zover te zien {found}; zonder correctie {plain}; {agree}."),
                )
            }
            Self::HiddenCause { strength } => {
                let strength = size(*strength);
                lang.of(
                    format!("A hidden cause that makes both getting it and the outcome {strength} times as likely would explain it away."),
                    format!("Een verborgen oorzaak die zowel het krijgen als de uitkomst {strength} keer zo waarschijnlijk maakt, verklaart het weg."),
                )
            }
            Self::LetChanceDraw => lang
                .of(
                    "Let chance draw a part that is left alone.",
                    "Laat het toeval een deel kiezen dat het niet krijgt.",
                )
                .to_owned(),
            Self::MixedGroups { unit, groups } => {
                let n = whole(*groups as f64);
                lang.of(
                    format!("Of `{unit}` {n} {} customers in both arms.", if *groups == 1 { "has" } else { "have" }),
                    format!(
                        "Van `{unit}` {} {n} klanten in beide groepen.",
                        if *groups == 1 { "heeft er" } else { "hebben er" }
                    ),
                )
            }
            Self::OnlyDelays { days: Some(days) } => {
                let days = whole(*days);
                lang.of(
                    format!("Earlier it seemed to help; within {days} days nothing of it is left: it only delays."),
                    format!(
                        "Eerder leek het te helpen; binnen {days} dagen is daar niets van over: het stelt alleen uit."
                    ),
                )
            }
            Self::MayOnlyDelay { days } => {
                let days = whole(*days);
                lang.of(
                    format!("Earlier it seemed to help; whether anything of it is left within {days} days cannot be told yet: it may only delay."),
                    format!("Eerder leek het te helpen; of daar binnen {days} dagen iets van over is, is nog niet te zeggen: misschien stelt het alleen uit."),
                )
            }
            _ => return self.when(lang),
        })
    }

    /// That the outcome differs because of it.
    fn differs(&self, lang: Language, unit: Unit) -> Option<String> {
        let Self::Differs { effect, kept, p, helps, adjusted } = self else { return None };
        let (found, p) = (lang.span(effect, unit), p.map(|p| lang.p_value(p)).unwrap_or_default());
        let which = match (lang, kept) {
            (Language::En, Some(kept)) => format!("; customers kept: {}", lang.count(kept)),
            (Language::Nl, Some(kept)) => format!("; behouden klanten: {}", lang.count(kept)),
            (_, None) if *helps => String::new(),
            (Language::En, None) => ", to the wrong side".to_owned(),
            (Language::Nl, None) => ", de verkeerde kant op".to_owned(),
        };
        let among = if *adjusted { lang.of(", all activities together", ", alle maatregelen samen") } else { "" };
        Some(lang.of(
            format!("Because of it the outcome differs by {found}{which} (p {p}{among})."),
            format!("Hierdoor verschilt de uitkomst {found}{which} (p {p}{among})."),
        ))
    }

    /// How many more it takes, and how long.
    fn when(&self, lang: Language) -> Option<String> {
        let whole = |it: f64| lang.number(it, 0);
        Some(match self {
            Self::TakesMore { more, total } => {
                let (more, total) = (whole(*more), whole(*total));
                lang.of(
                    format!("It takes about {more} more, {total} in all."),
                    format!("Er zijn er ongeveer {more} meer nodig, {total} in totaal."),
                )
            }
            Self::AtThisPace { per_month, on: Some(on) } => {
                let (pace, month) = (whole(*per_month), lang.month(*on));
                lang.of(
                    format!("At this pace ({pace} a month) that can be told around {month}."),
                    format!("In dit tempo ({pace} per maand) is dat rond {month} te zeggen."),
                )
            }
            Self::AtThisPace { per_month, on: None } => {
                let pace = whole(*per_month);
                lang.of(
                    format!("At this pace ({pace} a month) that takes more than ten years: judge something that goes further, or over a shorter time."),
                    format!("In dit tempo ({pace} per maand) duurt dat meer dan tien jaar: beoordeel iets wat verder gaat, of over een kortere tijd."),
                )
            }
            Self::DrawnAlready { on } => {
                let month = lang.month(*on);
                lang.of(
                    format!("They have been drawn already: it can be told around {month}."),
                    format!("Zij zijn al geloot: het is te zeggen rond {month}."),
                )
            }
            Self::NobodyComes { since } => {
                let day = lang.day(*since);
                lang.of(
                    format!("Nobody was drawn for it after {day}, so nobody comes of themselves: draw more customers, or judge something that goes further."),
                    format!("Na {day} is er niemand meer voor geloot, dus vanzelf komt er niemand bij: loot meer klanten, of beoordeel iets wat verder gaat."),
                )
            }
            Self::TooFew => lang
                .of("There are too few to estimate anything.", "Er zijn er te weinig om iets te schatten.")
                .to_owned(),
            Self::AllTheSame => lang
                .of(
                    "So far the outcome is the same for everybody, so there is no difference to judge.",
                    "Tot nu toe is de uitkomst bij iedereen gelijk, dus er is geen verschil om te beoordelen.",
                )
                .to_owned(),
            Self::NoneShows => lang
                .of(
                    "With so few customers no effect would show reliably, however large.",
                    "Met zo weinig klanten blijkt geen enkel effect betrouwbaar, hoe groot ook.",
                )
                .to_owned(),
            _ => return self.of_the_ledger(lang),
        })
    }

    /// How far the ledger has come.
    fn of_the_ledger(&self, lang: Language) -> Option<String> {
        Some(match self {
            Self::FirstReach { days, on, so_far } => {
                let on = on.map(|on| lang.day(on)).unwrap_or_default();
                let so_far = so_far.map(|days| {
                    lang.of(format!(" So far, within {days} days:"), format!(" Tot nu toe, binnen {days} dagen:"))
                });
                lang.of(
                    format!("Nobody is {days} days further yet; the first will be on {on}."),
                    format!("Niemand is nog {days} dagen verder; de eersten zijn dat op {on}."),
                ) + &so_far.unwrap_or_default()
            }
            Self::HarmedWithin { days } => lang.of(
                format!("Within {days} days it backfires, and that is enough to stop it."),
                format!("Binnen {days} dagen werkt het averechts, en dat is genoeg om ermee te stoppen."),
            ),
            Self::StillRuns => lang
                .of(
                    "It still runs, so the interval is one that may be looked at every day.",
                    "Het loopt nog, dus het interval is er een dat elke dag bekeken mag worden.",
                )
                .to_owned(),
            Self::CannotCount { outcome } => {
                let allowed = relationship::activity::Counted::ALL.map(|it| format!("`{}`", it.word())).join(", ");
                lang.of(
                    format!(
                        "The ledger cannot count `{outcome}`; it can count {allowed}. Other outcomes: measure a file."
                    ),
                    format!("`{outcome}` is hier niet te tellen; wel {allowed}. Andere uitkomsten: meet een bestand."),
                )
            }
            Self::NobodyAssigned => lang
                .of(
                    "Nobody was drawn for it here, and no fact says who got it.",
                    "Er is hier niemand voor geloot, en geen enkel gegeven zegt wie het kreeg.",
                )
                .to_owned(),
            Self::NobodyWasCustomer => lang
                .of(
                    "Nobody of those who were assigned was a customer then.",
                    "Niemand van wie is ingedeeld was toen klant.",
                )
                .to_owned(),
            _ => return None,
        })
    }

    /// Why a comparison is to be doubted.
    fn doubt(&self, lang: Language, unit: Unit) -> Option<String> {
        let whole = |n: u64| lang.number(n as f64, 0);
        Some(match self {
            Self::NotDrawn => lang.not_drawn().to_owned(),
            Self::Stands { code } => lang.obstacle(*code).to_owned(),
            Self::Outside { outside, n } => {
                let (is_one, outside, n) = (*outside == 1, whole(*outside), whole(*n));
                let (have, hebben) = if is_one { ("has", "heeft") } else { ("have", "hebben") };
                lang.of(
                    format!("{outside} of {n} {have} nobody alike on the other side"),
                    format!("{outside} van {n} {hebben} aan de andere kant niemand die erop lijkt"),
                )
            }
            Self::FewEffective { treated, effective, n } => {
                let (arm, worth, n) = (lang.arm(*treated), lang.number(*effective, 0), whole(*n));
                lang.of(
                    format!("weighted, {arm} are worth {worth} of {n}: a few carry the answer"),
                    format!("gewogen telt {arm} voor {worth} van {n}: enkelen dragen het antwoord"),
                )
            }
            Self::Heavy { treated, share } => {
                let (arm, share) = (lang.arm(*treated), lang.number(*share * 100.0, 0));
                lang.of(
                    format!("one of {arm} has {share}% of the weight"),
                    format!("één klant van {arm} heeft {share} % van het gewicht"),
                )
            }
            Self::Imbalance { column, difference } => {
                let apart = lang.number(difference.abs(), 2);
                lang.of(
                    format!("`{column}` is still {apart} deviations apart after weighting"),
                    format!("`{column}` verschilt na wegen nog {apart} standaardafwijking"),
                )
            }
            Self::MethodsDisagree { method, difference } => {
                let (method, other) = (method.replace('_', " "), lang.points(*difference) + &lang.unit(unit));
                lang.of(
                    format!("another method ({method}) says {other}"),
                    format!("een andere methode ({method}) zegt {other}"),
                )
            }
            Self::WeakCause { limit } if *limit <= 1.0 => {
                let [en, nl] = [
                    "the interval does not even rule out that it does nothing",
                    "het interval sluit niet eens uit dat het niets doet",
                ];
                lang.of(en, nl).to_owned()
            }
            Self::WeakCause { limit } => {
                let strength = lang.number(*limit, 2);
                lang.of(
                    format!("a hidden cause of strength {strength} would be enough to explain it away"),
                    format!("een verborgen oorzaak van sterkte {strength} is genoeg om het weg te verklaren"),
                )
            }
            Self::NegativeControl { column } => lang.of(
                format!("it seems to change `{column}`, which it cannot have: the comparison is not fair"),
                format!("het lijkt `{column}` te veranderen, wat niet kan: de vergelijking is niet eerlijk"),
            ),
            Self::NothingKnown => lang
                .of(
                    "no traits were given, so nothing is adjusted for",
                    "er zijn geen kenmerken gegeven, dus niets is gecorrigeerd",
                )
                .to_owned(),
            Self::TraitDiffers { traits } => {
                let traits = lang.list(&traits.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>());
                lang.of(
                    format!(
                        "{traits} differs between the arms by more than chance explains, as something measured after it \
                         would; it was not adjusted for. If it was known before, chance did not draw"
                    ),
                    format!(
                        "{traits} verschilt meer tussen de groepen dan door toeval, zoals iets dat later is gemeten; er is \
                         niet voor gecorrigeerd. Was het vooraf bekend, dan is er niet geloot"
                    ),
                )
            }
            _ => return None,
        })
    }

    /// What is odd about who was assigned.
    fn oddity(&self, lang: Language) -> String {
        let counted = |n: u64, en: &str, nl: &str| format!("{} {}", lang.number(n as f64, 0), lang.of(en, nl));
        match self {
            Self::FewGroups { groups } => lang.of(
                format!("an arm has {groups} groups: one odd group decides"),
                format!("een kant heeft {groups} groepen: één vreemde groep beslist"),
            ),
            Self::CustomersInBothArms { n, left_out: false } => {
                counted(*n, "customers stand in both arms", "klanten staan in beide groepen")
            }
            Self::CustomersInBothArms { n, left_out: true } => counted(
                *n,
                "customers stand in both arms on one day, and were left out",
                "klanten staan op één dag in beide groepen, en zijn weggelaten",
            ),
            Self::WholeGroups { column } => lang.of(
                format!(
                    "all who share a `{column}` got the same: if that is what was drawn, and not customers, say `--drawn-by \
                     {column}:` before the activity, for the interval is too narrow otherwise"
                ),
                format!(
                    "wie dezelfde `{column}` heeft, kreeg hetzelfde: is dát geloot, en niet de klant, zet dan `--drawn-by \
                     {column}:` voor de maatregel, want anders is het interval te smal"
                ),
            ),
            Self::LiftWithALoss => {
                lang.of("it keeps customers, at a loss", "het houdt klanten vast, met verlies").to_owned()
            }
            Self::OddHalf { treated, control, p } => lang.odd_half([*treated, *control], *p),
            Self::FewCarry { customers, of_money } => lang.few_carry(*customers, *of_money),
            Self::OutcomeBeforeExposure { n } => counted(
                *n,
                "customers had left before they were assigned, and were left out",
                "klanten waren al weg voor ze werden ingedeeld, en zijn weggelaten",
            ),
            Self::NotYetCustomers { n } => counted(
                *n,
                "were assigned before they became customers, and were left out",
                "zijn ingedeeld voor ze klant waren, en zijn weggelaten",
            ),
            Self::ArmsChanged { n } => counted(
                *n,
                "customers were put into the other arm later; they count in the first",
                "klanten zijn later in de andere groep gezet; ze tellen in de eerste",
            ),
            Self::ExposedUnassigned { n } => counted(
                *n,
                "customers got it without having been drawn, and were left out",
                "klanten kregen het zonder geloot te zijn, en zijn weggelaten",
            ),
            Self::NoUnit { n } => counted(
                *n,
                "customers are in no known group of those that were drawn, and were left out",
                "klanten horen bij geen bekende groep van wat geloot is, en zijn weggelaten",
            ),
            Self::HeldOutGotIt { n } => counted(
                *n,
                "who should have been left alone got it; they count as left alone",
                "die het niet zouden krijgen, kregen het toch; ze tellen als niet gekregen",
            ),
            Self::UnknownTrait { column } => lang.of(
                format!("the plan adjusts for `{column}`, which the ledger does not know"),
                format!("het plan corrigeert voor `{column}`, dat hier niet bekend is"),
            ),
            Self::PlanChanged { .. } => lang
                .of(
                    "what was fixed at the start was said differently later",
                    "wat bij de start vastlag, is later anders gezegd",
                )
                .to_owned(),
            _ => lang.of("it only delays", "het stelt alleen uit").to_owned(),
        }
    }
}
