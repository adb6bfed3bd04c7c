//! Why the ledger says what it says of an activity, what is odd about who was assigned, and when more can be told.

use relationship::activity::changes_after_start;
use relationship::verdict::Verdict;

use super::judging::Reached;
use super::telling::Telling;
use crate::measure::saying::Saying;

/// Nobody was assigned for so many days: nobody comes of themselves.
const QUIET_DAYS: i32 = 60;
/// A pace is taken over so many days at least.
const PACE_DAYS_MIN: i32 = 30;
/// Days of a month, on average.
const MONTH_DAYS: f64 = 30.44;
/// Beyond so many days nothing is foretold.
const FORETOLD_DAYS_MAX: f64 = 3_652.0;

impl Telling<'_> {
    /// What stands around the reason of the last horizon that was reached.
    pub(super) fn because(&self, measured: Vec<Saying>) -> Vec<Saying> {
        let longest = self.clock.horizons.last().copied().unwrap_or(0);
        let Some(last) = self.judged.reached.last() else { return vec![self.nothing_yet()] };
        let mut said = Vec::new();
        if last.days < longest {
            let on = self.gathered.first_on.map(|on| on.plus_days(longest));
            said.push(Saying::FirstReach { days: longest, on, so_far: Some(last.days) });
        }
        said.extend(measured);
        if last.measured.verdict == Verdict::CannotTellYet && self.is_drawn() {
            said.extend(self.when(last));
        }
        let harmful = self.judged.reached.iter().find(|it| it.measured.verdict == Verdict::Backfires);
        if self.judged.verdict == Verdict::Backfires && last.measured.verdict != Verdict::Backfires {
            said.extend(harmful.map(|it| Saying::HarmedWithin { days: it.days }));
        }
        if !last.is_fixed {
            said.push(Saying::StillRuns);
        }
        said
    }

    /// About when those who are still needed will have come, and were watched.
    fn when(&self, last: &Reached) -> Option<Saying> {
        let more = last.measured.needed?.more;
        let (first_on, last_on, until) = (self.gathered.first_on?, self.gathered.last_on?, self.until());
        let assigned = (self.gathered.assigned[0] + self.gathered.assigned[1]) as f64;
        let seen = (last.measured.n[0] + last.measured.n[1]) as f64;
        let odd = (self.gathered.gone + self.gathered.not_yet + self.gathered.no_unit) as f64;
        let under_way = (assigned - seen - odd).max(0.0);
        if more <= under_way {
            return Some(Saying::DrawnAlready { on: last_on.plus_days(last.days).max(until) });
        }
        if self.it.stopped_on.is_some() || last_on.plus_days(QUIET_DAYS) < until {
            return Some(Saying::NobodyComes { since: last_on });
        }
        let days = (until.number() - first_on.number()).max(PACE_DAYS_MIN);
        let a_day = assigned / f64::from(days);
        let wait = (more - under_way) / a_day + f64::from(last.days);
        #[expect(clippy::cast_possible_truncation, reason = "some thousands at most")]
        let on = (wait < FORETOLD_DAYS_MAX).then(|| until.plus_days(wait.ceil() as i32));
        Some(Saying::AtThisPace { per_month: a_day * MONTH_DAYS, on })
    }

    fn nothing_yet(&self) -> Saying {
        if self.judged.counted.is_none() {
            let outcome = self.it.now().map(|it| it.plan.outcome.clone()).unwrap_or_default();
            return Saying::CannotCount { outcome };
        }
        if self.gathered.assigned == [0; 2] {
            return Saying::NobodyAssigned;
        }
        let days = self.clock.horizons.first().copied().unwrap_or(0);
        match self.gathered.first_on {
            Some(on) => Saying::FirstReach { days, on: Some(on.plus_days(days)), so_far: None },
            None => Saying::NobodyWasCustomer,
        }
    }

    /// What the ledger knows to be odd.
    pub(super) fn warnings(&self) -> Vec<Saying> {
        let it = self.gathered;
        let held_out_got_it = if self.is_drawn() && self.judged.by_draw { it.reached[0] } else { 0 };
        let counted = [
            (it.gone, Saying::OutcomeBeforeExposure { n: it.gone }),
            (it.not_yet, Saying::NotYetCustomers { n: it.not_yet }),
            (it.both_arms, Saying::CustomersInBothArms { n: it.both_arms, left_out: true }),
            (it.changed, Saying::ArmsChanged { n: it.changed }),
            (self.unassigned, Saying::ExposedUnassigned { n: self.unassigned }),
            (it.no_unit, Saying::NoUnit { n: it.no_unit }),
            (held_out_got_it, Saying::HeldOutGotIt { n: held_out_got_it }),
        ];
        let mut found: Vec<Saying> = counted.into_iter().filter(|(n, _)| *n > 0).map(|(_, said)| said).collect();
        found.extend(self.judged.unknown_traits.iter().map(|name| Saying::UnknownTrait { column: name.clone() }));
        let times = changes_after_start(self.it.versions).len() as u64;
        if times > 0 {
            found.push(Saying::PlanChanged { times });
        }
        found
    }
}
