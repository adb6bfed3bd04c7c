//! The answer: as `vaarwel measure --json` gives it for an activity, with what only the ledger knows beside it.

use std::collections::BTreeMap;

use relationship::activity::{Choosing, Counted, changes_after_start};
use relationship::verdict::{Chosen, must_stop};
use relationship::{Currency, Day};
use serde_json::{Map, Value, json};
use stats::rates::newcombe_difference;
use stats::{Answer as Answered, Level, Proportion};

use super::gathered::Gathered;
use super::gathering::{Clock, Everything, MONTHS};
use super::judging::{Beside, Judged, Reached};
use super::{Known, Register, Said};
use crate::answer::{answer_json, number_json};
use crate::measure::asked::Named;
use crate::measure::saying::{Unit, sentences};
use crate::measure::{About, Answer, AtHorizon, Language, Style, Together};

/// An effect on customers who were assigned longer ago than this says little of those of today.
pub(super) const TERM_DAYS: i32 = 365;
/// Most customers of two activities that are told.
const MEETS_MAX: usize = 10;

pub(super) fn tell(register: &Register<'_>, everything: &Everything, at: usize, judged: &Judged) -> Said {
    let it = &register.activities[at];
    let telling = Telling {
        register,
        it,
        gathered: judged.gathered(everything, at),
        clock: Clock::new(it, register.snapshot.manifest().observed_until),
        judged,
        unassigned: if judged.by_draw { everything.unassigned[at] } else { 0 },
        thought: &everything.activities[at][1].thought,
    };
    let mut fields = telling.fields();
    fields.insert("meets".to_owned(), telling.meets(everything, at));
    Said { verdict: judged.verdict, details: Value::Object(fields) }
}

pub(super) struct Telling<'a> {
    pub(super) register: &'a Register<'a>,
    pub(super) it: &'a Known<'a>,
    pub(super) gathered: &'a Gathered,
    pub(super) clock: Clock,
    pub(super) judged: &'a Judged,
    pub(super) unassigned: u64,
    thought: &'a stats::experiment::Moments,
}

impl Telling<'_> {
    fn level(&self) -> Level {
        Level::new(self.register.definition.level).unwrap_or(Level::P95)
    }

    pub(super) fn until(&self) -> Day {
        self.register.snapshot.manifest().observed_until
    }

    fn style(&self, lang: Language) -> Style {
        Style {
            lang,
            currency: self.register.snapshot.manifest().currency,
            level: self.level(),
            power: 0.8,
            correction: Together::Bh,
            negative_controls: vec!["used_earlier".to_owned()],
        }
    }

    fn name(&self) -> String {
        self.it.now().map(|it| it.name.clone()).unwrap_or_default()
    }

    /// Every horizon that was reached, each with its own verdict.
    fn answer(&self) -> Answer {
        let horizons: Vec<AtHorizon> = self
            .judged
            .reached
            .iter()
            .map(|it| AtHorizon { days: Some(f64::from(it.days)), measured: vec![it.measured.clone()] })
            .collect();
        let unit = self.it.now().and_then(|it| match &it.choosing {
            Choosing::Drawn { unit, .. } => unit.clone().filter(|unit| unit != "customer"),
            _ => None,
        });
        let named = Named {
            name: self.name(),
            option: "",
            column: self.it.id.to_owned(),
            treated: None,
            control: None,
            unit,
            is_observed: !self.is_drawn(),
            planned: None,
            cost: None,
        };
        let about = About {
            traits: self.judged.traits.clone(),
            both_arms: vec![self.gathered.both_arms],
            has_days: true,
            ..About::default()
        };
        let is_share = self.judged.counted.is_none_or(Counted::is_share);
        let unit = match self.judged.counted {
            Some(Counted::Revenue) => Unit::Money(self.register.snapshot.manifest().currency),
            _ if is_share => Unit::Points,
            _ => Unit::Number,
        };
        Answer { activities: vec![named], horizons, pairs: Vec::new(), about, is_share, unit }
    }

    pub(super) fn is_drawn(&self) -> bool {
        self.it.now().is_some_and(|it| it.choosing.holds_out())
    }

    fn fields(&self) -> Map<String, Value> {
        let answer = self.answer();
        let style = self.style(self.register.lang);
        let measured = answer.horizons.last().and_then(|it| it.measured.first());
        let told = measured.map(|it| style.activity_json(&answer, 0, &answer.activities[0], it));
        let mut fields = match told {
            Some(Value::Object(fields)) => fields,
            _ => self.nothing_reached(),
        };
        let own = measured.map(|it| style.because(&answer, 0, &answer.activities[0], it)).unwrap_or_default();
        let because = self.because(own);
        let mut put = |name: &str, value: Value| {
            fields.insert(name.to_owned(), value);
        };
        let lang = self.register.lang;
        put("unit", answer.unit.word().into());
        put("reason", sentences((lang, answer.unit), &because).into());
        put("because", because.iter().map(|it| it.json(lang, answer.unit)).collect());
        // That over all horizons, where the last that was reached is not the last.
        put("verdict", self.judged.verdict.word().into());
        put("id", self.it.id.into());
        put("as_of", self.until().to_string().into());
        self.design(&mut put);
        self.customers(&mut put);
        self.over_time(&mut put);
        if let Some(last) = self.judged.reached.last() {
            let currency = self.register.snapshot.manifest().currency;
            put("beside", last.beside.iter().map(|it| beside(it, currency)).collect());
        }
        let mean = (self.thought.n() > 0).then(|| answer_json(&self.thought.estimate(self.level())));
        put("thought", json!({"n": self.thought.n(), "mean": mean}));
        let mut warnings = fields.remove("warnings").and_then(|it| it.as_array().cloned()).unwrap_or_default();
        let own = self.warnings();
        // Said with its number here, and without one there.
        warnings.retain(|it| !own.iter().any(|said| it["code"] == said.code()));
        warnings.extend(own.iter().map(|it| it.json(lang, answer.unit)));
        fields.insert("warnings".to_owned(), Value::Array(warnings));
        fields
    }

    /// What was fixed at the start, and whether this is the look that was planned.
    fn design(&self, put: &mut dyn FnMut(&str, Value)) {
        let last = self.judged.reached.last();
        let look = last.map(|it| if it.is_fixed { "fixed" } else { "always_valid" });
        let planned = self.clock.horizons.clone();
        let longest = planned.last().copied();
        put("counted", self.judged.counted.map(Counted::word).into());
        put(
            "source",
            if !self.is_drawn() {
                "observed"
            } else if self.judged.by_draw {
                "draws"
            } else {
                "facts"
            }
            .into(),
        );
        put("look", look.into());
        put("horizon_days", last.map(|it| it.days).into());
        put("planned_horizons_days", planned.into());
        let all_reached = longest.is_none_or(|days| last.is_some_and(|it| it.days == days));
        put("is_last_horizon", all_reached.into());
        let first_reach = longest.zip(self.gathered.first_on).map(|(days, on)| on.plus_days(days).to_string());
        put("last_horizon_from", first_reach.into());
        let decides_on = self.it.now().and_then(|now| {
            let ended = [now.ends_on, self.it.stopped_on].into_iter().flatten().min();
            let ended = ended.zip(longest).map(|(day, days)| day.plus_days(days));
            [ended, now.review_on].into_iter().flatten().filter(|day| self.until() < *day).min()
        });
        put("decides_on", decides_on.map(|day| day.to_string()).into());
        let changes = changes_after_start(self.it.versions);
        put("plan_changes", serde_json::to_value(&changes).unwrap_or_default());
        put("must_stop", must_stop(self.judged.verdict).into());
    }

    /// Who was assigned, who got it, and what was odd about them.
    fn customers(&self, put: &mut dyn FnMut(&str, Value)) {
        let it = self.gathered;
        let [held_out, treated] = it.assigned;
        let got = it.reached[0] + it.reached[1];
        put("given", (if got > 0 { got } else { treated }).into());
        put("assigned", json!({"control": held_out, "treated": treated, "from": it.first_on, "until": it.last_on}));
        put("reached", json!({"control": it.reached[0], "treated": it.reached[1]}));
        put(
            "left_out",
            json!({"left_before": it.gone, "not_yet_customers": it.not_yet, "both_arms": it.both_arms,
                "no_unit": it.no_unit, "exposed_unassigned": self.unassigned, "arms_changed": it.changed}),
        );
        // By what they got: who got it may differ in more than that, so it says nothing of a cause.
        let last = self.judged.reached.last().and_then(|it| self.gathered.horizons.get(it.at));
        let as_treated = last.filter(|_| self.is_drawn()).map(|it| {
            let counts = [it.as_treated[0], it.as_treated[1]];
            json!({"n": [counts[0][0], counts[1][0]], "left": [counts[0][1], counts[1][1]],
                "difference": self.difference(counts)})
        });
        put("as_treated", as_treated.unwrap_or_default());
    }

    /// By month of assignment, and month by month since.
    fn over_time(&self, put: &mut dyn FnMut(&str, Value)) {
        let last = self.judged.reached.last().and_then(|it| self.gathered.horizons.get(it.at));
        let empty = BTreeMap::new();
        let cohorts = last.map_or(&empty, |it| &it.cohorts);
        let row = |(month, counts): (&i32, &[[u64; 2]; 2])| {
            json!({"month": month_word(*month), "n": [counts[0][0], counts[1][0]], "left": [counts[0][1], counts[1][1]],
                "difference": self.difference(*counts)})
        };
        put("by_cohort", cohorts.iter().map(row).collect());
        let months = &self.gathered.months;
        let seen = |it: &[[u64; 2]; 2]| it[0][0] > 0 && it[1][0] > 0;
        let row = |month: usize| {
            let it = months[month];
            json!({"month": month + 1, "n": [it[0][0], it[1][0]], "left": [it[0][1], it[1][1]],
                "difference": self.difference(it)})
        };
        put("by_month_since", (0..MONTHS).filter(|&month| seen(&months[month])).map(row).collect());
        put("change", self.change(cohorts).unwrap_or_default());
        let newest = self.judged.reached.last().and_then(|it| self.newest(it));
        let is_old = newest.is_some_and(|day| day.plus_days(TERM_DAYS) < self.until());
        put("newest_in_it", newest.map(|day| day.to_string()).into());
        put("older_than_term", is_old.into());
        put("term_days", TERM_DAYS.into());
    }

    /// The last month in which somebody was assigned who is in the estimate.
    fn newest(&self, it: &Reached) -> Option<Day> {
        let reached = self.gathered.last_on?.min(self.until().plus_days(-it.days));
        let closed = self.clock.closed.get(it.at).copied().flatten().filter(|_| it.is_fixed && self.is_drawn());
        Some(closed.map_or(reached, |closed| closed.min(reached)))
    }

    /// The effect on the later half of the months of assignment beside that on the first: does it wear off?
    fn change(&self, cohorts: &BTreeMap<i32, [[u64; 2]; 2]>) -> Option<Value> {
        let total: u64 = cohorts.values().map(|it| it[0][0] + it[1][0]).sum();
        let (mut halves, mut so_far) = ([[[0_u64; 2]; 2]; 2], 0);
        let mut starts_on = None;
        for (month, it) in cohorts {
            let half = usize::from(2 * so_far >= total);
            if half == 1 && starts_on.is_none() {
                starts_on = Some(*month);
            }
            so_far += it[0][0] + it[1][0];
            for (sum, more) in halves[half].iter_mut().flatten().zip(it.iter().flatten()) {
                *sum += more;
            }
        }
        let [first, later] = halves.map(|it| self.effect(it));
        let (first_known, later_known) = (first.as_ref()?.known().copied()?, later.as_ref()?.known().copied()?);
        let error = first_known.standard_error?.hypot(later_known.standard_error?);
        let (value, half) = (later_known.value - first_known.value, self.level().z() * error);
        Some(
            json!({"later_from": starts_on.map(month_word), "first": answer_json(&first?), "later": answer_json(&later?),
            "difference": {"value": number_json(value), "lower": number_json(value - half),
                "upper": number_json(value + half)},
            "stands_out": half < value.abs()}),
        )
    }

    /// The share who left of those with it less that of those without.
    fn effect(&self, [control, treated]: [[u64; 2]; 2]) -> Option<Answered> {
        let share = |[n, left]: [u64; 2]| Proportion::new(left, n).ok().filter(|_| n > 0);
        Some(newcombe_difference(share(control)?, share(treated)?, self.level()))
    }

    fn difference(&self, counts: [[u64; 2]; 2]) -> Value {
        self.effect(counts).map_or(Value::Null, |it| answer_json(&it))
    }

    fn meets(&self, everything: &Everything, at: usize) -> Value {
        let pairs = everything.shared.iter().filter_map(|(&(one, other), &customers)| match (one == at, other == at) {
            (true, _) => Some((other, customers)),
            (_, true) => Some((one, customers)),
            _ => None,
        });
        let mut pairs: Vec<(usize, u64)> = pairs.collect();
        pairs.sort_by_key(|it| std::cmp::Reverse(it.1));
        let id = |at: usize| self.register.activities[at].id;
        pairs.into_iter().take(MEETS_MAX).map(|(other, n)| json!({"activity": id(other), "customers": n})).collect()
    }

    /// Nobody reached any horizon.
    fn nothing_reached(&self) -> Map<String, Value> {
        let chosen = if self.is_drawn() { Chosen::Drawn } else { Chosen::Observed };
        let [held_out, treated] = self.gathered.assigned;
        let none = json!({"activity": self.name(), "verdict": self.judged.verdict.word(), "chosen": chosen.word(),
            "n": {"control": held_out, "treated": treated, "total": held_out + treated},
            "effect": null, "effect_points": null, "horizons": [], "warnings": [], "obstacle": null,
            "p_adjusted": null, "kept": null, "cost_per_kept": null, "only_delays": false});
        none.as_object().cloned().unwrap_or_default()
    }
}

fn beside(it: &Beside, currency: Currency) -> Value {
    let mut told =
        json!({"outcome": it.word, "control": it.control.map(number_json), "difference": answer_json(&it.difference)});
    if it.word == Counted::Revenue.word() {
        told["currency"] = currency.code().into();
    }
    told
}

fn month_word(month: i32) -> String {
    let (year, month, _) = Day::from_month_number(month).ymd();
    format!("{year}-{month:02}")
}
