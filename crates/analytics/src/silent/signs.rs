//! Which customers show which sign on a day.

use relationship::Day;
use stats::buying::{BgNbd, Buying as _, Histories, History, bg_nbd};
use stats::estimate::Why;
use stats::multiple::{Correction, adjust};
use stats::rates::{PersonTime, exact_rate_ratio, exact_rate_test};
use stats::{Answer, Fit, Fitted, Level, StatsError};

use super::seen::{Look, RECENT, STRETCHES, Season, Seen};

/// Past stretches it takes to know somebody's own use.
const PAST_STRETCHES_MIN: usize = 4;
/// Use at most this part of one's own is falling.
const FALLEN_TO: f64 = 0.5;
/// The share of false alarms among those named for falling use.
const FALSE_ALARMS: f64 = 0.05;
/// Below this chance to still come somebody is named.
const PERHAPS_GONE: f64 = 0.5;
/// Below this chance nobody waits for them.
const GONE: f64 = 0.1;
/// Days of the unit in which purchases are counted.
pub(super) const WEEK: f64 = 7.0;

/// A sign of leaving without a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// The last payment did not come in.
    Payment,
    /// Nothing was seen of them for long.
    Quiet,
    /// They use it much less than they did.
    Falling,
    /// They bought again and again, and now stay away for longer than their rhythm.
    Away,
}

impl Sign {
    pub(super) const ALL: [Self; 4] = [Self::Payment, Self::Quiet, Self::Falling, Self::Away];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Payment => "payment_failing",
            Self::Quiet => "quiet",
            Self::Falling => "falling_use",
            Self::Away => "stays_away",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// The signs of one customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub(super) struct Signs(u8);

impl Signs {
    /// How many sets of signs there are.
    pub(super) const COUNT: usize = 16;

    pub(super) const fn has(self, sign: Sign) -> bool {
        self.0 & sign.bit() != 0
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) const fn place(self) -> usize {
        self.0 as usize
    }

    pub(super) fn at(place: usize) -> Self {
        Self(u8::try_from(place).unwrap_or(0))
    }

    fn add(&mut self, sign: Sign) {
        self.0 |= sign.bit();
    }

    /// The words of the signs, with commas between.
    pub(super) fn words(self) -> String {
        let words = Sign::ALL.into_iter().filter(|sign| self.has(*sign)).map(Sign::word);
        words.collect::<Vec<_>>().join(", ")
    }
}

/// Everybody who was here on a day, with their signs.
#[derive(Debug, Default)]
pub(super) struct Signed {
    pub(super) all: Vec<(Seen, Signs)>,
    /// Who buys, and how often they will.
    pub(super) model: Option<Fit<BgNbd, 4>>,
    /// Why there is no such model where there should be one.
    pub(super) no_model: Option<Why>,
    pub(super) season: Season,
    /// How much more customers' use varies than counts by chance alone.
    pub(super) dispersion: f64,
    on: Option<Day>,
}

impl Signed {
    pub(super) fn new(seen: Vec<Seen>, season: &Season, look: &Look<'_>, level: Level) -> Result<Self, StatsError> {
        let mut signed = Self {
            all: seen.into_iter().map(|seen| (seen, Signs::default())).collect(),
            season: season.clone(),
            dispersion: 1.0,
            on: Some(look.on),
            ..Self::default()
        };
        if look.rule.is_shop {
            signed.fit(look.on, level)?;
        }
        signed.dispersion = signed.overdispersion();
        signed.sign(look);
        signed.sign_falling(look.on)?;
        Ok(signed)
    }

    /// Who buys, from the purchases until the day; who is surely gone is left out from then on.
    fn fit(&mut self, on: Day, level: Level) -> Result<(), StatsError> {
        let histories = self.all.iter().filter_map(|(seen, _)| seen.history(on));
        let counted = Histories::from_counts(histories.map(|history| (history, 1)))?;
        match bg_nbd(&counted, level) {
            Fitted::Known(fit) => {
                let model = *fit.model();
                let is_waited_for = |seen: &Seen| seen.history(on).is_none_or(|history| model.alive(&history) >= GONE);
                self.all.retain(|(seen, _)| is_waited_for(seen));
                self.model = Some(fit);
            }
            Fitted::Undetermined(why) => self.no_model = Some(why),
        }
        Ok(())
    }

    fn sign(&mut self, look: &Look<'_>) {
        let rule = look.rule;
        let quiet_days = i32::try_from(rule.quiet_days).unwrap_or(i32::MAX);
        let sees_life = rule.has_use || rule.is_shop;
        let model = self.model.as_ref().map(|fit| *fit.model());
        for (seen, signs) in &mut self.all {
            if seen.is_failing() {
                signs.add(Sign::Payment);
            }
            // In a shop the model knows each customer's own rhythm; where there is none, days have to do.
            if let Some(model) = model {
                let chance = seen.history(look.on).map(|history| model.alive(&history));
                if chance.is_some_and(|chance| chance < PERHAPS_GONE) {
                    signs.add(Sign::Away);
                }
            } else if sees_life && !seen.is_on_hold() && seen.last_life().days_until(look.on) >= quiet_days {
                signs.add(Sign::Quiet);
            }
        }
    }

    /// Pearson's chi-square over its degrees of freedom, over all who have a past: at least 1.
    fn overdispersion(&self) -> f64 {
        let (mut chi_square, mut freedom) = (0.0, 0.0);
        for (seen, _) in &self.all {
            let (usual, stretches) = (self.season.past(seen.stretches), seen.stretches.min(STRETCHES));
            if stretches < RECENT + PAST_STRETCHES_MIN || seen.used.past <= 0.0 || usual <= 0.0 {
                continue;
            }
            let own = seen.used.past / usual;
            chi_square += (self.season.squares(seen) / own - seen.used.past).max(0.0);
            freedom += (stretches - RECENT - 1) as f64;
        }
        if freedom > 0.0 { (chi_square / freedom).max(1.0) } else { 1.0 }
    }

    /// Own past and present use as counts over the usual use, held back by how much use varies.
    pub(super) fn rates(&self, seen: &Seen) -> Option<(PersonTime, PersonTime)> {
        let (past, recent) = (self.season.past(seen.stretches), self.season.recent());
        if seen.stretches < RECENT + PAST_STRETCHES_MIN || past <= 0.0 || recent <= 0.0 {
            return None;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a sum of counts, held to 2^53 below"
        )]
        let counts = |used: f64| (used / self.dispersion).round().clamp(0.0, 9e15) as u64;
        let past = PersonTime::new(counts(seen.used.past), past / self.dispersion).ok()?;
        let recent = PersonTime::new(counts(seen.used.recent), recent / self.dispersion).ok()?;
        (past.departures() > 0).then_some((past, recent))
    }

    /// The ratio of recent to past use, with its interval.
    pub(super) fn use_ratio(&self, seen: &Seen, level: Level) -> Option<Answer> {
        let (past, recent) = self.rates(seen)?;
        Some(exact_rate_ratio(past, recent, level))
    }

    fn sign_falling(&mut self, on: Day) -> Result<(), StatsError> {
        let (mut rows, mut p_values) = (Vec::new(), Vec::new());
        for (row, (seen, signs)) in self.all.iter().enumerate() {
            let Some((past, recent)) = self.rates(seen) else { continue };
            if signs.has(Sign::Quiet) || signs.has(Sign::Away) || seen.was_on_hold(on) {
                continue;
            }
            let ratio = recent.departures() as f64 / recent.time() * past.time() / past.departures() as f64;
            let p = exact_rate_test(past, recent).known().map_or(1.0, |test| test.p_value);
            rows.push((row, ratio));
            p_values.push(p);
        }
        let adjusted = adjust(&p_values, Correction::BenjaminiHochberg)?;
        for ((row, ratio), p) in rows.into_iter().zip(adjusted) {
            if ratio <= FALLEN_TO && p <= FALSE_ALARMS {
                self.all[row].1.add(Sign::Falling);
            }
        }
        Ok(())
    }

    /// The day that was looked at.
    pub(super) const fn on(&self) -> Option<Day> {
        self.on
    }

    /// The chance that a customer still comes, with its interval.
    pub(super) fn alive(&self, seen: &Seen) -> Option<Answer> {
        Some(self.model.as_ref()?.alive(&seen.history(self.on?)?))
    }

    /// The days with purchases that the model expects from a customer within so many days.
    pub(super) fn expected(&self, seen: &Seen, days: f64) -> Option<f64> {
        Some(self.model.as_ref()?.model().expected(&seen.history(self.on?)?, days / WEEK))
    }

    /// The days with purchases that the model expects from everybody within so many days, and how many there were.
    pub(super) fn purchases(&self, days: f64) -> Option<(f64, u64)> {
        self.model.as_ref()?;
        let expected: f64 = self.all.iter().filter_map(|(seen, _)| self.expected(seen, days)).sum();
        Some((expected, self.all.iter().map(|(seen, _)| seen.bought_after).sum()))
    }
}

impl Seen {
    /// Is the last thing known of the payments that one did not come in?
    pub(super) fn is_failing(&self) -> bool {
        self.last.failed.is_some_and(|failed| self.last.paid.is_none_or(|paid| paid < failed))
    }

    fn is_on_hold(&self) -> bool {
        self.last.held.is_some_and(|held| self.last.resumed.is_none_or(|resumed| resumed < held))
    }

    /// Was the contract on hold in the days that count as recent?
    fn was_on_hold(&self, on: Day) -> bool {
        let recent = on.plus_days(-30 * (i32::try_from(RECENT).unwrap_or(2)));
        self.is_on_hold() || self.last.resumed.is_some_and(|resumed| resumed > recent)
    }

    /// The last sign of life; who never gave one gave the one of beginning.
    pub(super) fn last_life(&self) -> Day {
        self.last.life.unwrap_or(self.since).max(self.since)
    }

    fn history(&self, on: Day) -> Option<History> {
        let bought = self.bought?;
        let weeks = |from: Day, to: Day| f64::from(from.days_until(to)) / WEEK;
        let again = bought.days.saturating_sub(1) as f64;
        History::new(again, weeks(bought.first, bought.last), weeks(bought.first, on)).ok()
    }
}
