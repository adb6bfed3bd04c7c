//! What the activities of the register really did, from what the house knows: measured together and written down. For what
//! backfires nobody is drawn any more, and its owner is told.

use std::collections::HashMap;

use door::flows::Flows;
use door::measured::Keeping;
use relationship::verdict::Verdict;
use relationship::{Day, Definition};
use serde_json::Value;
use store::{Act, RegisteredActivity, Store};
use study::measure::Language;
use study::measure::registered::{Assigned, Assignments, Known, Register, Rungs, Said, measure_register};

use crate::chance;
use crate::place::Place;

/// Everything that is needed to measure.
pub(crate) struct House {
    register: Vec<RegisteredActivity>,
    assignments: Assignments,
    rungs: Rungs,
    definition: Definition,
    lang: Language,
}

/// An activity that was measured.
pub(crate) struct Measured {
    pub(crate) name: String,
    pub(crate) said: Said,
    /// It backfires, which was not known before.
    pub(crate) is_halted: bool,
}

/// Which verdicts are written down. All activities are measured in any case: a p-value is one among all.
pub(crate) type Wanted<'a> = &'a (dyn Fn(&RegisteredActivity) -> bool + Sync);

impl House {
    /// Reads what the store knows.
    pub(crate) async fn load(store: &Store) -> anyhow::Result<Self> {
        let register = store.activities().await?;
        let mut assignments = Assignments::default();
        for (activity, it) in register.iter().enumerate() {
            let take = |one: store::Assignment| {
                let unit = one.unit.as_deref();
                let (is_treated, on, is_changed) = (one.is_treated, one.drawn_on, one.changed_on.is_some());
                assignments.add(one.customer, Assigned { activity, is_treated, unit, on, is_changed });
            };
            store.each_assignment(it.id, take).await?;
        }
        let mut rungs: Rungs = HashMap::new();
        for row in store.standings(None, chance::today()).await? {
            rungs.entry(row.customer).or_default().push((row.said.on, row.said.rung.number()));
        }
        let definition = store.definition().await?.chosen;
        let lang = match store.settings().await?.language {
            store::Language::Nl => Language::Nl,
            store::Language::En => Language::En,
        };
        Ok(Self { register, assignments, rungs, definition, lang })
    }

    /// Measures all activities in one pass over the ledger; it takes a while and uses all cores.
    pub(crate) fn measure(&self, place: &Place) -> anyhow::Result<Vec<Said>> {
        let snapshot = place.ledger().snapshot()?;
        let rules: Vec<_> = self.register.iter().map(RegisteredActivity::for_rules).collect();
        let activities: Vec<Known<'_>> =
            rules.iter().map(|it| Known { id: &it.id, versions: &it.versions, stopped_on: it.stopped_on }).collect();
        let register = Register {
            activities: &activities,
            assignments: &self.assignments,
            rungs: &self.rungs,
            snapshot: &snapshot,
            definition: &self.definition,
            lang: self.lang,
        };
        Ok(measure_register(&register)?)
    }

    /// Writes down what was found. What nobody was ever assigned to is not measured by this, and nothing is written down of it.
    pub(crate) async fn record(
        &self,
        (place, store): (&Place, &Store),
        all: Vec<Said>,
        wanted: Wanted<'_>,
        act: Act,
    ) -> anyhow::Result<Vec<Measured>> {
        let flows = place.flows();
        let mut measured = Vec::new();
        for (it, said) in self.register.iter().zip(all).filter(|(it, _)| wanted(it)) {
            let name = it.now().map(|now| now.name.clone()).unwrap_or_default();
            let mut is_halted = false;
            if is_known(&said.details) {
                is_halted = keeping(store, &flows, act).keep(it, said.verdict, &said.details).await?;
            }
            measured.push(Measured { name, said, is_halted });
        }
        Ok(measured)
    }

    /// Whether anything is open that was not measured on this day.
    fn waits(&self, today: Day) -> bool {
        self.register.iter().any(|it| {
            let measured_on = it.verdict.as_ref().map(|it| day_of(it.measured_at.us()));
            is_open(it, today) && measured_on.is_none_or(|day| day < today)
        })
    }
}

/// Whether measuring it again may say something else: it runs, or its customers have not reached their last horizon.
fn is_open(it: &RegisteredActivity, today: Day) -> bool {
    let is_settled = |details: &Value| details["look"] == "fixed" && details["is_last_horizon"] == true;
    it.for_rules().runs_on(today) || it.verdict.as_ref().is_some_and(|it| !is_settled(&it.details))
}

/// The day of a moment, for rules that do not hang on an hour.
fn day_of(at_us: i64) -> Day {
    Day::from_number(i32::try_from(at_us.div_euclid(86_400_000_000)).unwrap_or(0))
}

/// Whether anybody was assigned.
fn is_known(details: &Value) -> bool {
    let n = |arm: &str| details["assigned"][arm].as_u64().unwrap_or(0);
    n("control") + n("treated") > 0
}

/// How what measuring said is kept, and its owner told.
pub(crate) fn keeping<'a>(store: &'a Store, flows: &'a Flows, act: Act) -> Keeping<'a> {
    Keeping { store, flows, act, today: chance::today(), random: chance::random_id() }
}

/// Measures what runs and was not measured today: a chore of the running program.
pub(crate) async fn daily(place: &Place, store: &Store) -> anyhow::Result<usize> {
    let known = House::load(store).await?;
    if !known.waits(chance::today()) || place.ledger().snapshot().is_err() {
        return Ok(0);
    }
    let ours = place.clone();
    let (known, all) = tokio::task::spawn_blocking(move || {
        let all = known.measure(&ours);
        (known, all)
    })
    .await?;
    let today = chance::today();
    let wanted = |it: &RegisteredActivity| is_open(it, today);
    let measured = known.record((place, store), all?, &wanted, chance::act()).await?;
    Ok(measured.iter().filter(|it| it.said.verdict != Verdict::CannotTellYet).count())
}
