//! What may be said about an activity, once its effect was estimated: the rules, without the mathematics.
//!
//! An estimate comes in as numbers, a [`Verdict`] goes out with the reason for it. The rules in short:
//!
//! 1. Who was not chosen by chance is never said to be helped: at best [`Verdict::CannotTellThisWay`], with the estimate and
//!    the doubt beside it.
//! 2. A draw that went wrong is no draw: the same.
//! 3. A difference that chance would rarely give, all activities taken together, is [`Verdict::Helps`] or
//!    [`Verdict::Backfires`].
//! 4. No such difference, and every effect that would matter excluded: [`Verdict::NoSign`].
//! 5. Anything else: [`Verdict::CannotTellYet`].

use serde::{Deserialize, Serialize};

/// The smallest effect that matters when nobody says another: this share of what the control does.
pub const MATTERS_SHARE: f64 = 0.15;

/// What is said about an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Because of it customers do what they should, more than chance explains.
    Helps,
    /// No difference beyond chance, and an effect that would matter is excluded.
    NoSign,
    /// Because of it customers do what they should not.
    Backfires,
    /// Too few to say: an effect that would matter is still possible.
    CannotTellYet,
    /// More of the same would not settle it either: chance did not choose, or the draw went wrong.
    CannotTellThisWay,
}

impl Verdict {
    /// All verdicts, as a report lists them.
    pub const ALL: [Self; 5] =
        [Self::Helps, Self::NoSign, Self::Backfires, Self::CannotTellYet, Self::CannotTellThisWay];

    /// The word used in JSON and as the key of a translated text.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Helps => "helps",
            Self::NoSign => "no_sign",
            Self::Backfires => "backfires",
            Self::CannotTellYet => "cannot_tell_yet",
            Self::CannotTellThisWay => "cannot_tell_this_way",
        }
    }
}

/// How it was decided who gets the activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Chosen {
    /// Chance drew customers.
    Drawn,
    /// Chance drew stores, households or teams, and with them their customers.
    DrawnBy,
    /// Somebody, a rule or the customer chose.
    Observed,
}

impl Chosen {
    /// The word used in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Drawn => "drawn",
            Self::DrawnBy => "drawn_by",
            Self::Observed => "observed",
        }
    }
}

/// Why a draw cannot be believed, or why there is nothing to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// The arms do not have the sizes that were planned.
    SampleRatio,
    /// The arms differ in what was known before: it was no draw, or those traits were measured after.
    TraitsDiffer,
    /// Customers stand in both arms.
    BothArms,
    /// Too many had the outcome before they were assigned.
    OutcomeFirst,
    /// Of one arm more is not known than of the other: who is missing may be missing because of it.
    LostUnevenly,
    /// What was drawn as a whole has members in both arms.
    MixedClusters,
    /// An arm is one store, household or team.
    OneCluster,
    /// Nobody is in one of the arms.
    ArmEmpty,
    /// Those who got it and those who did not are too unlike to compare.
    NoOverlap,
    /// The estimate could not be made, for another reason that stands beside it.
    NoEstimate,
}

impl Obstacle {
    /// The word used in JSON and as the key of a translated text.
    pub const fn word(self) -> &'static str {
        match self {
            Self::SampleRatio => "sample_ratio",
            Self::TraitsDiffer => "traits_differ",
            Self::BothArms => "both_arms",
            Self::OutcomeFirst => "outcome_first",
            Self::LostUnevenly => "lost_unevenly",
            Self::MixedClusters => "mixed_clusters",
            Self::OneCluster => "one_cluster",
            Self::ArmEmpty => "arm_empty",
            Self::NoOverlap => "no_overlap",
            Self::NoEstimate => "no_estimate",
        }
    }
}

/// What was found, as a difference: with the activity less without.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// From where to where the effect may lie.
    pub interval: (f64, f64),
    /// A bound that the effect is not below, and one that it is not above, each as sure as the interval.
    pub bounds: (f64, f64),
    /// How often chance alone would give such a difference, adjusted for all activities that were looked at; none where
    /// all customers did the same.
    pub p_adjusted: Option<f64>,
}

/// What an activity is judged by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// How it was decided who gets it.
    pub chosen: Chosen,
    /// What stands in the way, if anything does.
    pub obstacle: Option<Obstacle>,
    /// What was found; none where there was too little to estimate.
    pub found: Option<Found>,
}

/// What counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// Whether more of the outcome is better, as with staying, or less, as with leaving.
    pub more_is_better: bool,
    /// How often a verdict of an effect may be a false alarm, at most.
    pub false_alarms: f64,
    /// The smallest effect that matters, without sign.
    pub matters: f64,
}

/// Judges an activity.
pub fn judge(evidence: &Evidence, bar: &Bar) -> Verdict {
    if evidence.chosen == Chosen::Observed || evidence.obstacle.is_some() {
        return Verdict::CannotTellThisWay;
    }
    let Some(found) = evidence.found else { return Verdict::CannotTellYet };
    let (lower, upper) = found.interval;
    let is_rare = found.p_adjusted.is_some_and(|p| p < bar.false_alarms);
    if is_rare && (lower > 0.0 || upper < 0.0) {
        return if (lower > 0.0) == bar.more_is_better { Verdict::Helps } else { Verdict::Backfires };
    }
    let is_excluded = found.bounds.0 > -bar.matters && found.bounds.1 < bar.matters;
    if is_excluded { Verdict::NoSign } else { Verdict::CannotTellYet }
}

/// What an activity does to money, cost taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Paying {
    /// It brings in more than it costs.
    Gains,
    /// It costs more than it brings in.
    Loses,
    /// Either is possible.
    CannotTell,
}

impl Paying {
    /// From where to where the money gained may lie, cost taken off.
    pub fn judge((lower, upper): (f64, f64)) -> Self {
        if lower > 0.0 {
            Self::Gains
        } else if upper < 0.0 {
            Self::Loses
        } else {
            Self::CannotTell
        }
    }

    /// The word used in JSON and as the key of a translated text.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Gains => "gains",
            Self::Loses => "loses",
            Self::CannotTell => "cannot_tell",
        }
    }

    /// Customers are kept, and each costs more than it brings in.
    pub fn is_lift_with_a_loss(self, verdict: Verdict) -> bool {
        verdict == Verdict::Helps && self == Self::Loses
    }
}

/// Whether an activity only postpones: it helped at an earlier horizon, and at the last one nothing that matters is left of it.
pub fn only_delays(earlier: &[Verdict], last: Verdict) -> bool {
    earlier.contains(&Verdict::Helps) && matches!(last, Verdict::NoSign | Verdict::Backfires)
}

/// Whether it may only postpone: it helped earlier, and at the last horizon it cannot be told yet whether anything is left.
pub fn may_only_delay(earlier: &[Verdict], last: Verdict) -> bool {
    earlier.contains(&Verdict::Helps) && last == Verdict::CannotTellYet
}

/// What is said of an activity over all its horizons, when the last may not be reached yet.
///
/// What helps within 30 days may only postpone, so nothing helps before its last horizon. Harm need not wait: what backfires
/// earlier, while the last horizon is not reached or cannot tell yet, backfires.
pub fn over_horizons(earlier: &[Verdict], last: Option<Verdict>) -> Verdict {
    match last {
        None | Some(Verdict::CannotTellYet) if earlier.contains(&Verdict::Backfires) => Verdict::Backfires,
        None => Verdict::CannotTellYet,
        Some(last) => last,
    }
}

/// A harm rule: whether drawing of new customers should stop now.
pub fn must_stop(verdict: Verdict) -> bool {
    verdict == Verdict::Backfires
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAVING: Bar = Bar { more_is_better: false, false_alarms: 0.05, matters: 0.01 };

    fn found(value: f64, half: f64, p: f64) -> Found {
        let bound = half * 1.645 / 1.96;
        Found { interval: (value - half, value + half), bounds: (value - bound, value + bound), p_adjusted: Some(p) }
    }

    fn drawn(found: Found) -> Evidence {
        Evidence { chosen: Chosen::Drawn, obstacle: None, found: Some(found) }
    }

    #[test]
    fn a_draw_helps_backfires_shows_no_sign_or_is_too_small() {
        let check = |value, half, p, expected| assert_eq!(judge(&drawn(found(value, half, p)), &LEAVING), expected);
        check(-0.022, 0.005, 1e-9, Verdict::Helps);
        check(0.025, 0.005, 1e-9, Verdict::Backfires);
        check(0.002, 0.005, 0.4, Verdict::NoSign);
        check(0.002, 0.020, 0.8, Verdict::CannotTellYet);
        // Alone it would have been an alarm, among many activities it is none.
        check(-0.0055, 0.005, 0.08, Verdict::NoSign);
        check(-0.0105, 0.010, 0.08, Verdict::CannotTellYet);
    }

    #[test]
    fn of_staying_more_is_better() {
        let staying = Bar { more_is_better: true, ..LEAVING };
        assert_eq!(judge(&drawn(found(-0.0082, 0.005, 0.002)), &staying), Verdict::Backfires);
        assert_eq!(judge(&drawn(found(0.0082, 0.005, 0.002)), &staying), Verdict::Helps);
    }

    #[test]
    fn what_was_not_drawn_or_drawn_badly_is_never_said_to_help() {
        for obstacle in [None, Some(Obstacle::NoOverlap)] {
            let evidence = Evidence { chosen: Chosen::Observed, obstacle, found: Some(found(-0.03, 0.001, 0.0)) };
            assert_eq!(judge(&evidence, &LEAVING), Verdict::CannotTellThisWay);
        }
        for obstacle in [Obstacle::SampleRatio, Obstacle::TraitsDiffer, Obstacle::BothArms, Obstacle::MixedClusters] {
            let evidence = Evidence { obstacle: Some(obstacle), ..drawn(found(-0.03, 0.001, 0.0)) };
            assert_eq!(judge(&evidence, &LEAVING), Verdict::CannotTellThisWay);
        }
    }

    #[test]
    fn nothing_found_is_too_little_and_not_no_effect() {
        let evidence = Evidence { chosen: Chosen::Drawn, obstacle: None, found: None };
        assert_eq!(judge(&evidence, &LEAVING), Verdict::CannotTellYet);
        // Nobody left at all: no test, but narrow enough to exclude what matters.
        let none = Found { interval: (-0.004, 0.004), bounds: (-0.003, 0.003), p_adjusted: None };
        assert_eq!(judge(&drawn(none), &LEAVING), Verdict::NoSign);
    }

    #[test]
    fn customers_kept_at_a_loss_are_a_lift_with_a_loss() {
        assert!(Paying::judge((-3.0, -1.0)).is_lift_with_a_loss(Verdict::Helps));
        assert!(!Paying::judge((-3.0, 1.0)).is_lift_with_a_loss(Verdict::Helps));
        assert!(!Paying::judge((-3.0, -1.0)).is_lift_with_a_loss(Verdict::NoSign));
        assert_eq!(Paying::judge((0.5, 1.0)), Paying::Gains);
    }

    #[test]
    fn delay_is_not_saving() {
        assert!(only_delays(&[Verdict::Helps, Verdict::CannotTellYet], Verdict::NoSign));
        assert!(!only_delays(&[Verdict::Helps], Verdict::Helps));
        assert!(!only_delays(&[Verdict::NoSign], Verdict::NoSign));
        // What cannot be told yet is not gone, and a draw that went wrong says nothing.
        assert!(!only_delays(&[Verdict::Helps], Verdict::CannotTellYet));
        assert!(may_only_delay(&[Verdict::Helps], Verdict::CannotTellYet));
        assert!(!only_delays(&[Verdict::Helps], Verdict::CannotTellThisWay));
        assert!(!may_only_delay(&[Verdict::NoSign], Verdict::CannotTellYet));
        assert_eq!(over_horizons(&[Verdict::Helps], None), Verdict::CannotTellYet);
        assert_eq!(over_horizons(&[Verdict::Backfires], None), Verdict::Backfires);
        assert_eq!(over_horizons(&[Verdict::Backfires], Some(Verdict::CannotTellYet)), Verdict::Backfires);
        assert_eq!(over_horizons(&[Verdict::Backfires], Some(Verdict::NoSign)), Verdict::NoSign);
        assert!(must_stop(Verdict::Backfires) && !must_stop(Verdict::CannotTellYet));
    }
}
