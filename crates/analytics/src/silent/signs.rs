//! Which customers show which sign on a day.

use std::collections::HashMap;

use relationship::Day;
use stats::buying::{BgNbd, Buying as _, Histories, bg_nbd};
use stats::estimate::Why;
use stats::multiple::{Correction, adjust};
use stats::rates::{PersonTime, exact_rate_ratio, exact_rate_test};
use stats::{Answer, Fit, Fitted, Level, StatsError};

use super::seen::{Look, One, Part, RECENT, Season, Seen, WEEK};

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
#[derive(Debug)]
pub(super) struct Signed {
    /// In the order of the ledger's buckets.
    pub(super) parts: Vec<Part>,
    /// Who buys, and how often they will.
    pub(super) model: Option<Fit<BgNbd, 4>>,
    /// Why there is no such model where there should be one.
    pub(super) no_model: Option<Why>,
    pub(super) season: Season,
    /// The day that was looked at.
    pub(super) on: Day,
}

impl Signed {
    pub(super) fn new(parts: Vec<Part>, look: &Look<'_>, level: Level) -> Result<Self, StatsError> {
        let season = Season::of(&parts, PAST_STRETCHES_MIN);
        let mut signed = Self { parts, model: None, no_model: None, season, on: look.on };
        if look.rule.is_shop {
            signed.fit(level)?;
        }
        signed.sign(look);
        if look.rule.has_use {
            signed.sign_falling()?;
        }
        Ok(signed)
    }

    /// Everybody who may still be there.
    pub(super) fn all(&self) -> impl Iterator<Item = One<'_>> {
        self.parts.iter().flat_map(Part::all).filter(|one| !one.seen.is_gone)
    }

    /// Who buys, from the purchases until the day; who is surely gone is left out from then on.
    fn fit(&mut self, level: Level) -> Result<(), StatsError> {
        let on = self.on;
        let histories = self.all().filter_map(|one| one.history(on));
        let counted = Histories::from_counts(histories.map(|history| (history, 1)))?;
        match bg_nbd(&counted, level) {
            Fitted::Known(fit) => {
                let model = *fit.model();
                let is_gone = |one: One<'_>| one.history(on).is_some_and(|history| model.alive(&history) < GONE);
                self.change(|one, seen| seen.is_gone = is_gone(one));
                self.model = Some(fit);
            }
            Fitted::Undetermined(why) => self.no_model = Some(why),
        }
        Ok(())
    }

    /// Notes something about each customer.
    fn change(&mut self, note: impl Fn(One<'_>, &mut Seen)) {
        for part in &mut self.parts {
            for at in 0..part.seen.len() {
                let mut seen = part.seen[at];
                note(part.one(at), &mut seen);
                part.seen[at] = seen;
            }
        }
    }

    fn sign(&mut self, look: &Look<'_>) {
        let (on, rule) = (self.on, look.rule);
        let quiet_days = i32::try_from(rule.quiet_days).unwrap_or(i32::MAX);
        let sees_life = rule.has_use || rule.is_shop;
        let model = self.model.as_ref().map(|fit| *fit.model());
        self.change(|one, seen| {
            if seen.failing_since.is_some() {
                seen.signs.add(Sign::Payment);
            }
            // In a shop the model knows each customer's own rhythm; where there is none, days have to do.
            if let Some(model) = model {
                if one.history(on).is_some_and(|history| model.alive(&history) < PERHAPS_GONE) {
                    seen.signs.add(Sign::Away);
                }
            } else if sees_life && !seen.is_on_hold && seen.last_life.days_until(on) >= quiet_days {
                seen.signs.add(Sign::Quiet);
            }
        });
    }

    /// Own past and present use as counts over the usual use, held back by how much use varies.
    pub(super) fn rates(&self, one: One<'_>) -> Option<(PersonTime, PersonTime)> {
        let stretches = usize::from(one.seen.stretches);
        let (past, recent) = (self.season.past(stretches), self.season.recent());
        if stretches < RECENT + PAST_STRETCHES_MIN || past <= 0.0 || recent <= 0.0 {
            return None;
        }
        let dispersion = self.season.dispersion;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a sum of counts, held to 2^53 below"
        )]
        let counts = |used: f64| (used / dispersion).round().clamp(0.0, 9e15) as u64;
        let past = PersonTime::new(counts(one.used.past), past / dispersion).ok()?;
        let recent = PersonTime::new(counts(one.used.recent), recent / dispersion).ok()?;
        (past.departures() > 0).then_some((past, recent))
    }

    /// The ratio of recent to past use, with its interval.
    pub(super) fn use_ratio(&self, one: One<'_>, level: Level) -> Option<Answer> {
        let (past, recent) = self.rates(one)?;
        Some(exact_rate_ratio(past, recent, level))
    }

    fn sign_falling(&mut self) -> Result<(), StatsError> {
        let (mut fallen, mut p_values) = (Vec::new(), Vec::new());
        // Many customers have the same two counts over the same two times.
        let mut known: HashMap<(u8, u64, u64), f64> = HashMap::new();
        for (number, part) in self.parts.iter().enumerate() {
            for (at, one) in part.all().enumerate().filter(|(_, one)| !one.seen.is_gone) {
                let signs = one.seen.signs;
                if signs.has(Sign::Quiet) || signs.has(Sign::Away) || one.seen.was_on_hold {
                    continue;
                }
                let Some((past, recent)) = self.rates(one) else { continue };
                let counts = (one.seen.stretches, past.departures(), recent.departures());
                let p = known
                    .entry(counts)
                    .or_insert_with(|| exact_rate_test(past, recent).known().map_or(1.0, |test| test.p_value));
                let ratio = recent.departures() as f64 / recent.time() * past.time() / past.departures() as f64;
                if ratio <= FALLEN_TO {
                    fallen.push((p_values.len(), number, at));
                }
                p_values.push(*p);
            }
        }
        let adjusted = adjust(&p_values, Correction::BenjaminiHochberg)?;
        for (row, number, at) in fallen {
            if adjusted[row] <= FALSE_ALARMS {
                self.parts[number].seen[at].signs.add(Sign::Falling);
            }
        }
        Ok(())
    }

    /// The chance that a customer still comes, with its interval.
    pub(super) fn alive(&self, one: One<'_>) -> Option<Answer> {
        Some(self.model.as_ref()?.alive(&one.history(self.on)?))
    }

    /// The days with purchases that the model expects from a customer within so many days.
    pub(super) fn expected(&self, one: One<'_>, days: f64) -> Option<f64> {
        Some(self.model.as_ref()?.model().expected(&one.history(self.on)?, days / WEEK))
    }

    /// The days with purchases that the model expects from everybody within so many days, and how many there were.
    pub(super) fn purchases(&self, days: f64) -> Option<(f64, u64)> {
        self.model.as_ref()?;
        let expected: f64 = self.all().filter_map(|one| self.expected(one, days)).sum();
        let of_part = |part: &Part| -> u64 {
            let still = part.seen.iter().zip(&part.bought).filter(|(seen, _)| !seen.is_gone);
            still.map(|(_, bought)| u64::from(bought.after)).sum()
        };
        Some((expected, self.parts.iter().map(of_part).sum()))
    }
}
