//! The answer for people: a table, then per activity what was found and what may be said.

use relationship::verdict::{Chosen, Verdict};
use serde_json::{Value, json};

use super::asked::Named;
use super::pairs::Pairing;
use super::register::{Amount, CostPerKept, Measured};
use super::{Answer, Language, MeasureCommand, Style, Together, forest, json, saying};
use crate::Outcome;
use crate::answer::Table;
use crate::outcome::Warning;

impl Answer {
    /// What a difference is multiplied with to be shown: 100 for points.
    pub(super) fn scale(&self) -> f64 {
        if self.is_share { 100.0 } else { 1.0 }
    }

    pub(super) fn trait_name(&self, at: usize) -> String {
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
        outcome = outcome.say(style.how(answer)).picture(forest::draw(self.lang, answer, style.heading(answer)));
        for (at, named, it) in answer.all() {
            for warning in style.warnings(answer, at, it) {
                outcome =
                    outcome.warn(warning.code(), format!("{}: {}", named.name, warning.text(self.lang, answer.unit)));
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
        let reason = saying::sentences((self.lang, answer.unit), &self.because(answer, at, named, it));
        let mut text = format!("{}: {}. {reason}", named.name, self.lang.verdict(it.verdict));
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

    /// What to know about the whole table.
    fn table_warnings(&self, answer: &Answer, is_horizon_said: bool) -> Vec<Warning> {
        let is_english = self.lang == Language::En;
        let about = &answer.about;
        let mut warnings = about.warnings.clone();
        let mut warn = |code: &'static str, text: String| warnings.push(Warning { code: code.into(), text });
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
        if let Some((column, counts)) = &about.likely_customer {
            warn("customer_unnamed", self.customer_unnamed(column, *counts));
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

    fn customer_unnamed(&self, column: &str, counts: [u64; 2]) -> String {
        let [n, both] = counts.map(|n| self.lang.number(n as f64, 0));
        self.lang.of(
            format!(
                "{n} values of `{column}` stand on several rows, {both} of them in both arms: if it is the customer's id say \
                 `--customer {column}`, for each row counts as a customer of its own now"
            ),
            format!(
                "{n} waarden van `{column}` staan op meer dan één regel, {both} daarvan in beide groepen: is dat het klantnummer, \
                 zeg dan `--customer {column}`, want nu telt elke regel als een eigen klant"
            ),
        )
    }

    fn how(&self, answer: &Answer) -> String {
        let drawn = answer.all().filter(|(_, _, it)| it.chosen != Chosen::Observed).count();
        let correction = match self.correction {
            Together::Bh => "Benjamini-Hochberg",
            Together::By => "Benjamini-Yekutieli",
            Together::Holm => "Holm",
        };
        let together = match (self.lang, drawn) {
            (_, 0 | 1) => String::new(),
            (Language::En, _) => format!("The p-values of the {drawn} drawn are adjusted together ({correction}). "),
            (Language::Nl, _) => {
                format!("De p-waarden van de {drawn} gelote maatregelen zijn samen gecorrigeerd ({correction}). ")
            }
        };
        match self.lang {
            Language::En => format!(
                "An effect is with the activity less without, by assignment. {together}How a verdict comes about is in docs/methods/verdict.md."
            ),
            Language::Nl => format!(
                "Een effect is met de maatregel min zonder, naar indeling. {together}Hoe een oordeel ontstaat, staat in docs/methods/verdict.md."
            ),
        }
    }
}
