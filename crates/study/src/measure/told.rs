//! The answer for people: a table, then per activity what was found and what may be said.

use relationship::verdict::{Chosen, Obstacle, Verdict};
use serde_json::{Value, json};

use super::asked::Named;
use super::observed::{Leaning, doubts};
use super::pairs::Pairing;
use super::register::{Amount, CostPerKept, Measured};
use super::{Answer, Language, MeasureCommand, Style, Together, forest, json};
use crate::Outcome;
use crate::answer::Table;
use crate::outcome::Warning;

/// Fewer groups in an arm than this: one odd group decides.
const GROUPS_FEW: u64 = 5;

impl Answer {
    /// What a difference is multiplied with to be shown: 100 for points.
    pub(super) fn scale(&self) -> f64 {
        if self.is_share { 100.0 } else { 1.0 }
    }

    fn trait_name(&self, at: usize) -> String {
        self.about.traits.get(at).cloned().unwrap_or_default()
    }
}

impl MeasureCommand {
    pub(super) fn tell(&self, mut outcome: Outcome, answer: &Answer) -> Outcome {
        let style = self.style();
        let activities: Vec<Value> =
            answer.all().map(|(at, named, it)| style.activity_json(answer, at, named, it)).collect();
        let last = answer.horizons.last().and_then(|it| it.days).or_else(|| self.horizon.first().copied());
        outcome = outcome
            .with(
                "outcome",
                json!({
                    "column": self.outcome.as_deref().or(self.outcome_on.as_deref()).or(self.outcome_after.as_deref()),
                    "more_is_better": self.good_outcome,
                    "unit": if answer.is_share { "share" } else { "number" },
                    "horizon_days": last,
                }),
            )
            .with("correction", style.correction_word())
            .with("power", style.power)
            .with("activities", activities)
            .with("pairs", answer.pairs.iter().map(|it| json::pairing(answer, it)).collect::<Vec<_>>())
            .say(style.table(answer));
        for (at, named, it) in answer.all() {
            outcome = outcome.say(style.paragraph(answer, at, named, it));
        }
        outcome = outcome.say(style.how(answer)).picture(forest::draw(self.lang, answer, &style.heading(answer)));
        for (at, named, it) in answer.all() {
            for warning in style.warnings(answer, at, named, it) {
                outcome = outcome.warn(warning.code, format!("{}: {}", named.name, warning.text));
            }
        }
        outcome.warn_all(style.table_warnings(answer, !self.horizon.is_empty()))
    }
}

impl Style {
    const fn correction_word(&self) -> &'static str {
        match self.correction {
            Together::Bh => "bh",
            Together::By => "by",
            Together::Holm => "holm",
        }
    }

    /// A difference as people read it.
    fn points(&self, answer: &Answer, value: f64) -> String {
        self.lang.signed(value * answer.scale(), 2)
    }

    fn with_interval(&self, answer: &Answer, value: f64, interval: (f64, f64)) -> String {
        let write = |it: f64| self.points(answer, it);
        format!("{} {}", write(value), self.lang.interval(interval, write))
    }

    fn heading(&self, answer: &Answer) -> String {
        let (unit, level) = (self.lang.of("points", "punten"), self.lang.number(self.level.get() * 100.0, 0));
        let unit = if answer.is_share { unit } else { self.lang.of("units", "eenheden") };
        match self.lang {
            Language::En => format!("effect in {unit} [{level}% interval]"),
            Language::Nl => format!("effect in {unit} [{level} %-interval]"),
        }
    }

    fn table(&self, answer: &Answer) -> Table {
        let (lang, heading) = (self.lang, self.heading(answer));
        let mut table = Table::new([
            lang.of("activity", "maatregel"),
            lang.of("verdict", "oordeel"),
            &heading,
            lang.of("given / held out", "gekregen / niet"),
            lang.of("p, all together", "p, alles samen"),
            lang.of("customers kept", "behouden klanten"),
            lang.of("cost per customer kept", "kosten per behouden klant"),
        ]);
        for (_, named, it) in answer.all() {
            let effect = it.effect.known();
            let helps = it.verdict == Verdict::Helps;
            let cost = match it.cost_per_kept.filter(|_| helps) {
                Some(CostPerKept::Known(it)) => self.money(it),
                _ => String::new(),
            };
            table.row([
                named.name.clone(),
                lang.verdict(it.verdict).to_owned(),
                effect.map_or_else(
                    || lang.of("not known", "niet bekend").to_owned(),
                    |it| self.with_interval(answer, it.value, (it.interval.lower, it.interval.upper)),
                ),
                format!("{} / {}", lang.number(it.n[1] as f64, 0), lang.number(it.n[0] as f64, 0)),
                it.p_adjusted.map(|p| lang.p_value(p)).unwrap_or_default(),
                it.kept.filter(|_| helps).map(|it| self.count(it)).unwrap_or_default(),
                cost,
            ]);
        }
        table
    }

    fn count(&self, it: Amount) -> String {
        let write = |value: f64| self.lang.number(value, 0);
        format!("{} {}", write(it.value), self.lang.interval(it.interval, write))
    }

    fn money(&self, it: Amount) -> String {
        let decimals = if it.value.abs() < 1000.0 { 2 } else { 0 };
        let write = |value: f64| self.lang.number(value, decimals);
        format!("{} {} {}", self.currency, write(it.value), self.lang.interval(it.interval, write))
    }

    fn paragraph(&self, answer: &Answer, at: usize, named: &Named, it: &Measured) -> String {
        let mut text =
            format!("{}: {}. {}", named.name, self.lang.verdict(it.verdict), self.reason(answer, at, named, it));
        if let Some(money) = &it.money {
            let net = self.money(money.net);
            let paying = self.lang.paying(money.paying);
            text += &match (self.lang, it.cost, money.paying.is_lift_with_a_loss(it.verdict)) {
                (Language::En, _, true) => format!(" A lift with a loss: net of cost it is {net} in all."),
                (Language::Nl, _, true) => format!(" Winst met verlies: na aftrek van kosten is het in totaal {net}."),
                (Language::En, Some(_), false) => format!(" In money: net of cost {net} in all; {paying}."),
                (Language::Nl, Some(_), false) => format!(" In geld: na aftrek van kosten in totaal {net}; {paying}."),
                (Language::En, None, false) => format!(" In money: {net} in all; what it costs is not known."),
                (Language::Nl, None, false) => format!(" In geld: in totaal {net}; wat het kost is niet bekend."),
            };
        }
        text
    }

    /// Why the verdict is what it is, in sentences.
    pub(super) fn reason(&self, answer: &Answer, at: usize, named: &Named, it: &Measured) -> String {
        let is_english = self.lang == Language::En;
        let mut said = Vec::new();
        match it.verdict {
            Verdict::Helps | Verdict::Backfires => said.extend(self.found(answer, it)),
            Verdict::NoSign => said.extend(self.excluded(answer, it)),
            Verdict::CannotTellYet => said.push(self.more(answer, it)),
            Verdict::CannotTellThisWay => said.push(self.blocked(answer, named, it)),
        }
        if answer.only_delays(at, it) {
            let days = answer.horizons.last().and_then(|it| it.days).unwrap_or_default();
            let days = self.lang.number(days, 0);
            said.push(if is_english {
                format!("Earlier it seemed to help; within {days} days nothing of it is left: it only delays.")
            } else {
                format!("Eerder leek het te helpen; binnen {days} dagen is daar niets van over: het stelt alleen uit.")
            });
        }
        said.join(" ")
    }

    fn found(&self, answer: &Answer, it: &Measured) -> Option<String> {
        let effect = it.effect.known()?;
        let found = self.with_interval(answer, effect.value, (effect.interval.lower, effect.interval.upper));
        let kept = it.kept.filter(|_| it.verdict == Verdict::Helps).map(|kept| self.count(kept));
        let p = it.p_adjusted.map(|p| self.lang.p_value(p)).unwrap_or_default();
        Some(match (self.lang, kept) {
            (Language::En, Some(kept)) => {
                format!(
                    "Because of it the outcome differs by {found}; customers kept: {kept} (p {p}, all activities together)."
                )
            }
            (Language::En, None) => {
                format!(
                    "Because of it the outcome differs by {found}, to the wrong side (p {p}, all activities together)."
                )
            }
            (Language::Nl, Some(kept)) => {
                format!(
                    "Hierdoor verschilt de uitkomst {found}; behouden klanten: {kept} (p {p}, alle maatregelen samen)."
                )
            }
            (Language::Nl, None) => {
                format!("Hierdoor verschilt de uitkomst {found}, de verkeerde kant op (p {p}, alle maatregelen samen).")
            }
        })
    }

    fn excluded(&self, answer: &Answer, it: &Measured) -> Option<String> {
        let (lower, upper) = it.bounds?;
        let (lower, upper) = (self.points(answer, lower), self.points(answer, upper));
        let matters = self.lang.number(it.matters.unwrap_or_default() * answer.scale(), 2);
        Some(match self.lang {
            Language::En => {
                format!(
                    "No effect beyond chance; excluded is one below {lower} or above {upper}. What matters begins at {matters}."
                )
            }
            Language::Nl => {
                format!(
                    "Geen effect boven toeval; uitgesloten is een effect onder {lower} of boven {upper}. Wat ertoe doet begint bij {matters}."
                )
            }
        })
    }

    fn more(&self, answer: &Answer, it: &Measured) -> String {
        let number = |value: f64| self.lang.number(value, 0);
        let matters = it.matters.map(|it| self.lang.number(it * answer.scale(), 2));
        let found = it.detectable.map(|it| self.lang.number(it * answer.scale(), 2));
        let power = self.lang.number(self.power * 100.0, 0);
        match (self.lang, found, matters) {
            (Language::En, Some(found), Some(matters)) => {
                let more = it
                    .needed
                    .map(|it| format!(" It takes about {} more, {} in all.", number(it.more), number(it.total)));
                format!(
                    "With these customers an effect of {found} is found {power} of 100 times; what matters begins at {matters}.{}",
                    more.unwrap_or_default()
                )
            }
            (Language::Nl, Some(found), Some(matters)) => {
                let more = it.needed.map(|it| {
                    format!(" Er zijn er ongeveer {} meer nodig, {} in totaal.", number(it.more), number(it.total))
                });
                format!(
                    "Met deze klanten wordt een effect van {found} in {power} van de 100 keer gevonden; wat ertoe doet begint bij {matters}.{}",
                    more.unwrap_or_default()
                )
            }
            (Language::En, ..) => "There are too few to estimate anything.".to_owned(),
            (Language::Nl, ..) => "Er zijn er te weinig om iets te schatten.".to_owned(),
        }
    }

    fn blocked(&self, answer: &Answer, named: &Named, it: &Measured) -> String {
        let capital = |text: &str| {
            let mut letters = text.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect::<String>())
        };
        let mut text = match it.obstacle {
            Some(obstacle) => capital(self.lang.obstacle(obstacle)) + ".",
            None => capital(self.lang.not_drawn()) + ".",
        };
        if it.obstacle == Some(Obstacle::MixedClusters) {
            let unit = named.unit.as_deref().unwrap_or_default();
            text += &format!(" (`{unit}`: {})", self.lang.number(it.mixed_clusters as f64, 0));
        }
        let Some(effect) = it.effect.known().filter(|_| it.chosen == Chosen::Observed) else { return text };
        let found = self.with_interval(answer, effect.value, (effect.interval.lower, effect.interval.upper));
        let plain = it.unadjusted.known().map(|it| self.points(answer, it.value)).unwrap_or_default();
        let leaning = it.careful.as_ref().map_or(Leaning::Unclear, |it| it.leaning);
        let agree = match leaning {
            Leaning::Unclear => self.lang.of(
                "the careful methods do not agree on a direction, or hold no effect",
                "de zorgvuldige methoden zijn het niet eens over de richting, of sluiten geen effect niet uit",
            ),
            _ => self
                .lang
                .of("all careful methods agree on the direction", "alle zorgvuldige methoden wijzen dezelfde kant op"),
        };
        text += &match self.lang {
            Language::En => format!(" As far as can be seen, {found}; plainly compared {plain}; {agree}."),
            Language::Nl => format!(" Voor zover te zien {found}; zonder correctie {plain}; {agree}."),
        };
        let strength = it.careful.as_ref().and_then(|it| it.report.as_ref()?.e_value).filter(|it| it.limit > 1.0);
        if let Some(e_value) = strength {
            let strength = self.lang.number(e_value.limit, 2);
            text += &match self.lang {
                Language::En => format!(
                    " A hidden cause that makes both getting it and the outcome {strength} times as likely would explain it away."
                ),
                Language::Nl => format!(
                    " Een verborgen oorzaak die zowel het krijgen als de uitkomst {strength} keer zo waarschijnlijk maakt, verklaart het weg."
                ),
            };
        }
        text + self
            .lang
            .of(" Let chance draw a part that is left alone.", " Laat het toeval een deel kiezen dat het niet krijgt.")
    }

    /// What to know about one activity before it is believed.
    pub(super) fn warnings(&self, answer: &Answer, at: usize, _named: &Named, it: &Measured) -> Vec<Warning> {
        let is_english = self.lang == Language::En;
        let mut warnings = Vec::new();
        let mut warn = |code, text: String| warnings.push(Warning { code, text });
        if it.chosen == Chosen::Observed {
            warn("not_drawn", self.lang.not_drawn().to_owned());
        }
        if let Some(obstacle) = it.obstacle {
            warn(obstacle.word(), self.lang.obstacle(obstacle).to_owned());
        }
        let suspicious: Vec<String> = it
            .balance
            .iter()
            .filter(|it| it.is_suspicious)
            .map(|it| format!("`{}`", answer.trait_name(it.column)))
            .collect();
        if !suspicious.is_empty() {
            let traits = self.lang.list(&suspicious);
            warn(
                "trait_differs",
                if is_english {
                    format!(
                        "{traits} differs between the arms by more than chance explains, as something measured after it \
                         would; it was not adjusted for. If it was known before, chance did not draw"
                    )
                } else {
                    format!(
                        "{traits} verschilt meer tussen de groepen dan door toeval, zoals iets dat later is gemeten; er is \
                         niet voor gecorrigeerd. Was het vooraf bekend, dan is er niet geloot"
                    )
                },
            );
        }
        if let Some(few) = it.clusters.map(|it| it[0].min(it[1])).filter(|few| *few < GROUPS_FEW) {
            warn(
                "few_groups",
                if is_english {
                    format!("an arm has {few} groups: one odd group decides")
                } else {
                    format!("een kant heeft {few} groepen: één vreemde groep beslist")
                },
            );
        }
        if let Some(both) = answer.about.both_arms.get(at).filter(|n| **n > 0) {
            let n = self.lang.number(*both as f64, 0);
            warn(
                "customers_in_both_arms",
                if is_english {
                    format!("{n} customers stand in both arms")
                } else {
                    format!("{n} klanten staan in beide groepen")
                },
            );
        }
        if it.money.is_some_and(|money| money.paying.is_lift_with_a_loss(it.verdict)) {
            let text = self.lang.of("it keeps customers, at a loss", "het houdt klanten vast, met verlies");
            warn("lift_with_a_loss", text.to_owned());
        }
        if answer.only_delays(at, it) {
            warn("only_delays", self.lang.of("it only delays", "het stelt alleen uit").to_owned());
        }
        if let Some(careful) = &it.careful {
            let name = |column: usize| careful.traits.get(column).map_or_else(String::new, |at| answer.trait_name(*at));
            for doubt in doubts(careful) {
                warn(doubt.word(), self.lang.doubt(doubt, name, |it| self.points(answer, it)));
            }
            for (column, found) in &careful.controls {
                let column = self.negative_controls.get(*column).cloned().unwrap_or_default();
                if found.known().is_some_and(|it| it.interval.lower > 0.0 || it.interval.upper < 0.0) {
                    warn(
                        "negative_control",
                        if is_english {
                            format!("it seems to change `{column}`, which it cannot have: the comparison is not fair")
                        } else {
                            format!("het lijkt `{column}` te veranderen, wat niet kan: de vergelijking is niet eerlijk")
                        },
                    );
                }
            }
            if careful.report.is_none() {
                warn(
                    "nothing_known",
                    self.lang
                        .of(
                            "no traits were given, so nothing is adjusted for",
                            "er zijn geen kenmerken gegeven, dus niets is gecorrigeerd",
                        )
                        .to_owned(),
                );
            }
        }
        warnings
    }

    /// What to know about the whole table.
    fn table_warnings(&self, answer: &Answer, is_horizon_said: bool) -> Vec<Warning> {
        let is_english = self.lang == Language::En;
        let about = &answer.about;
        let mut warnings = about.warnings.clone();
        let mut warn = |code, text: String| warnings.push(Warning { code, text });
        for name in &about.leaking {
            warn(
                "leaking_trait",
                if is_english {
                    format!(
                        "`{name}` tells most of the outcome, so it was most likely known only after it; it was left out"
                    )
                } else {
                    format!(
                        "`{name}` zegt bijna alles over de uitkomst, dus is het waarschijnlijk pas daarna bekend; het is weggelaten"
                    )
                },
            );
        }
        if about.repeated > 0 {
            let n = self.lang.number(about.repeated as f64, 0);
            warn(
                "customer_repeated",
                if is_english {
                    format!("{n} customers stand on several rows, which then count as several customers")
                } else {
                    format!("{n} klanten staan op meer dan één regel, en tellen dan als meer klanten")
                },
            );
        }
        if about.before > 0 {
            let n = self.lang.number(about.before as f64, 0);
            warn(
                "outcome_before_exposure",
                if is_english {
                    format!("{n} customers had the outcome before they were assigned, and were left out")
                } else {
                    format!("bij {n} klanten was het al gebeurd voor ze werden ingedeeld; zij zijn weggelaten")
                },
            );
        }
        if !about.has_days && is_horizon_said {
            warn(
                "horizon_taken",
                self.lang
                    .of(
                        "the file does not say when the outcome came: it is taken as counted over this horizon already",
                        "het bestand zegt niet wanneer het gebeurde: de uitkomst geldt als al geteld over deze termijn",
                    )
                    .to_owned(),
            );
        }
        for it in &answer.pairs {
            let names = |(a, b): (usize, usize)| (&answer.activities[a].name, &answer.activities[b].name);
            match *it {
                Pairing::DrawnTogether { pair, correlation } => {
                    let ((a, b), r) = (names(pair), self.lang.signed(correlation, 2));
                    warn(
                        "drawn_together",
                        if is_english {
                            format!(
                                "`{a}` and `{b}` were not drawn apart from each other (correlation {r}): each effect holds a part of the other's"
                            )
                        } else {
                            format!(
                                "`{a}` en `{b}` zijn niet los van elkaar geloot (correlatie {r}): elk effect bevat een deel van het andere"
                            )
                        },
                    );
                }
                Pairing::Interact { pair, without, with } => {
                    let ((a, b), without, with) =
                        (names(pair), self.points(answer, without), self.points(answer, with));
                    warn(
                        "activities_interact",
                        if is_english {
                            format!(
                                "`{a}` does {without} without `{b}` and {with} with it: its effect is an average of the two"
                            )
                        } else {
                            format!(
                                "`{a}` doet {without} zonder `{b}` en {with} ermee: het effect is een gemiddelde van die twee"
                            )
                        },
                    );
                }
            }
        }
        warnings
    }

    fn how(&self, answer: &Answer) -> String {
        let drawn = answer.all().filter(|(_, _, it)| it.chosen != Chosen::Observed).count();
        let correction = match self.correction {
            Together::Bh => "Benjamini-Hochberg",
            Together::By => "Benjamini-Yekutieli",
            Together::Holm => "Holm",
        };
        match self.lang {
            Language::En => format!(
                "An effect is with the activity less without, by assignment. p-values of the {drawn} drawn are adjusted together ({correction}); \
                 how a verdict comes about is in docs/methods/verdict.md."
            ),
            Language::Nl => format!(
                "Een effect is met de maatregel min zonder, naar indeling. De p-waarden van de {drawn} gelote zijn samen gecorrigeerd ({correction}); \
                 hoe een oordeel ontstaat staat in docs/methods/verdict.md."
            ),
        }
    }
}
