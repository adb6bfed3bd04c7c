//! What may be said of an experiment while rows come in, with the method that was asked for.

use stats::experiment::{ALWAYS_VALID_ROWS_MIN, AlwaysValid, Arm, Effect, Moments, always_valid_means};
use stats::{Answer, Level, StatsError, Tested, Why};

/// The difference and its test, with an interval that holds at all looks together.
pub(super) struct AnyLook {
    pub(super) difference: Answer,
    pub(super) test: Tested,
    /// How many standard errors the interval is wide on each side.
    pub(super) multiplier: Option<f64>,
    /// How many were drawn, of both arms together: rows, or clusters.
    pub(super) drawn: u64,
}

/// The effect of one look, at the width that holds at every look.
///
/// `plain` are the moments of both arms where the effect is that of their means as they are; `clusters` are those of the
/// rows, where clusters were drawn.
pub(super) fn at_any_look(
    tuned_for: u64,
    effect: &Effect,
    plain: Option<[&Moments; 2]>,
    arm: &[Arm],
    clusters: Option<&[u32]>,
    level: Level,
) -> Result<AnyLook, StatsError> {
    let boundary = AlwaysValid::new(tuned_for, level)?;
    let (both, per_arm) = clusters.map_or_else(|| rows(arm), |clusters| groups(arm, clusters));
    if let (None, Some([control, treated])) = (clusters, plain) {
        let look = always_valid_means(control, treated, boundary);
        return Ok(AnyLook { difference: look.difference, test: look.test, multiplier: look.multiplier, drawn: both });
    }
    let given = per_arm[0].min(per_arm[1]);
    let (difference, test) = match effect.difference {
        // The spread is not known well enough yet, whatever the method.
        Answer::Known(_) if given < ALWAYS_VALID_ROWS_MIN => {
            let why = Why::TooFew { needed: ALWAYS_VALID_ROWS_MIN, given };
            (Answer::Undetermined(why), Tested::Undetermined(why))
        }
        _ => boundary.around(&effect.difference, effect.degrees_of_freedom, both),
    };
    let wide = difference.known().and_then(|it| it.standard_error.map(|error| (it.interval.upper - it.value) / error));
    Ok(AnyLook { difference, test, multiplier: wide, drawn: both })
}

fn rows(arm: &[Arm]) -> (u64, [u64; 2]) {
    let treated = arm.iter().filter(|arm| **arm == Arm::Treated).count() as u64;
    (arm.len() as u64, [arm.len() as u64 - treated, treated])
}

/// Clusters altogether and in each arm; one with rows in both counts once altogether.
fn groups(arm: &[Arm], clusters: &[u32]) -> (u64, [u64; 2]) {
    let mut held = vec![[false; 2]; clusters.iter().max().map_or(0, |last| *last as usize + 1)];
    for (arm, cluster) in arm.iter().zip(clusters) {
        held[*cluster as usize][arm.index()] = true;
    }
    let count = |is_in: &dyn Fn(&[bool; 2]) -> bool| held.iter().filter(|it| is_in(it)).count() as u64;
    (count(&|it| it[0] || it[1]), [count(&|it| it[0]), count(&|it| it[1])])
}
