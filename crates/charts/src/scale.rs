//! Where the ticks of an axis stand, and where a value stands between them.

/// The largest size of a number on an axis; the smallest is one over it.
const SIZE_MAX: f64 = 1e280;
/// A tick with more decimals, or from this size on, is written with its power of ten.
const DECIMALS_MAX: usize = 6;
const PLAIN_MAX: f64 = 1e7;

/// The ticks of one axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Ticks {
    /// From low to high, evenly spaced.
    pub at: Vec<f64>,
    /// Decimals that are needed to write every tick exactly.
    pub decimals: usize,
}

impl Ticks {
    /// The highest tick.
    pub fn last(&self) -> f64 {
        self.at.last().copied().unwrap_or(0.0)
    }

    /// A tick as it is written.
    pub(crate) fn label(&self, tick: f64) -> String {
        if tick == 0.0 {
            return "0".to_owned();
        }
        let is_plain = self.decimals <= DECIMALS_MAX && tick.abs() < PLAIN_MAX;
        if is_plain { format!("{tick:.*}", self.decimals) } else { format!("{tick:e}") }
    }
}

/// Ticks from zero to the first round step at or over `max`: steps of 1, 2 or 5 times a power of ten, between 2 and
/// about `wanted` of them. A `max` that is not finite or not above zero gives the axis from 0 to 1.
pub fn value_ticks(max: f64, wanted: usize) -> Ticks {
    let max = if max.is_finite() && max > 0.0 { max } else { 1.0 };
    range_ticks((0.0, max), wanted)
}

/// Such ticks from the last round step at or under the first value to the first at or over the second. Ends that are no
/// numbers, or in the wrong order, give the axis from 0 to 1.
pub(crate) fn range_ticks((low, high): (f64, f64), wanted: usize) -> Ticks {
    let is_range = low.is_finite() && high.is_finite() && low < high;
    let (low, high) =
        if is_range { (low.clamp(-SIZE_MAX, SIZE_MAX), high.clamp(-SIZE_MAX, SIZE_MAX)) } else { (0.0, 1.0) };
    let rough = ((high - low) / wanted.max(1) as f64).max(1.0 / SIZE_MAX);
    let mut power = as_power(rough.log10().floor());
    let size = |power: i32| 10f64.powi(power);
    let fits = |factor: &f64| factor * size(power) >= rough * 0.999_999;
    let factor = [1.0, 2.0, 5.0].into_iter().find(fits).unwrap_or_else(|| {
        power += 1;
        1.0
    });
    // Three times 0.1 is not 0.3 to the last digit; three tenths are.
    let at = |steps: f64| if power < 0 { steps * factor / size(-power) } else { steps * factor * size(power) };
    let (first, last) = ((low / at(1.0) + 1e-9).floor(), (high / at(1.0) - 1e-9).ceil());
    let count = as_index((last - first).max(1.0));
    Ticks { at: (0..=count).map(|step| at(first + step as f64) + 0.0).collect(), decimals: as_index(-f64::from(power)) }
}

/// The unit in which durations are counted along a time axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeUnit {
    /// Steps follow the year: 1, 2, 3, 6, 12, 24 ...
    Months,
    /// Steps follow quarters and years: 1, 2, 4, 13, 26, 52 ...
    Weeks,
    /// Steps are 1, 7, 14, 30, 90, 180, 365 ...
    Days,
    /// Steps are 1, 2, 5, 10 ... Also for durations whose unit nobody told.
    Years,
}

impl TimeUnit {
    fn steps(self) -> &'static [f64] {
        match self {
            Self::Months => &[1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 36.0, 60.0, 120.0, 240.0],
            Self::Weeks => &[1.0, 2.0, 4.0, 8.0, 13.0, 26.0, 52.0, 104.0, 260.0, 520.0],
            Self::Days => &[1.0, 2.0, 7.0, 14.0, 30.0, 60.0, 90.0, 180.0, 365.0, 730.0, 1825.0, 3650.0],
            Self::Years => &[1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0],
        }
    }
}

/// Ticks from zero up to, and never past, `max`, at steps that mean something in `unit`; about `wanted` of them at most.
pub fn time_ticks(max: f64, wanted: usize, unit: TimeUnit) -> Ticks {
    let max = if max.is_finite() && max > 0.0 { max.min(1e15) } else { 1.0 };
    let steps = unit.steps();
    let largest = steps.last().copied().unwrap_or(1.0);
    // Years have no calendar above them, and below one there is nothing but fractions.
    if max < 1.0 || (unit == TimeUnit::Years && max / largest > wanted.max(1) as f64) {
        let mut ticks = value_ticks(max, wanted);
        ticks.at.retain(|time| *time <= max * 1.000_001);
        return ticks;
    }
    let step = steps
        .iter()
        .copied()
        .find(|step| max / step <= wanted.max(1) as f64)
        .unwrap_or_else(|| (max / wanted.max(1) as f64 / largest).ceil() * largest);
    Ticks { at: (0..=as_index(max / step + 1e-9)).map(|i| i as f64 * step).collect(), decimals: 0 }
}

/// A straight line from the values `from` to pixels `to`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Linear {
    pub(crate) from: (f64, f64),
    pub(crate) to: (f64, f64),
}

impl Linear {
    pub(crate) fn at(&self, value: f64) -> f64 {
        let width = self.from.1 - self.from.0;
        let share = if width == 0.0 || !value.is_finite() { 0.0 } else { (value - self.from.0) / width };
        self.to.0 + share * (self.to.1 - self.to.0)
    }
}

/// Labels that want to stand at these heights, moved so that each has `room` to itself and all stay between `top` and
/// `bottom`. The answer is in the order given.
pub(crate) fn spread(wanted: &[f64], room: f64, top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]));
    let mut placed = wanted.to_vec();
    let mut lowest_free = top;
    for &i in &order {
        placed[i] = placed[i].max(lowest_free);
        lowest_free = placed[i] + room;
    }
    let mut highest_free = bottom;
    for &i in order.iter().rev() {
        placed[i] = placed[i].min(highest_free);
        highest_free = placed[i] - room;
    }
    placed
}

/// A small count that was computed as a float. Negative and unknown values are 0, and nothing here needs over 10,000.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0 ..= 10,000 first")]
pub(crate) fn as_index(value: f64) -> usize {
    value.clamp(0.0, 10_000.0) as usize
}

/// A power of ten that was computed as a float.
#[expect(clippy::cast_possible_truncation, reason = "clamped to -300 ..= 300 first")]
fn as_power(value: f64) -> i32 {
    value.clamp(-300.0, 300.0) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_values(max: f64, expected: &[f64], decimals: usize) {
        let ticks = value_ticks(max, 5);
        assert_eq!(ticks.at.len(), expected.len(), "{ticks:?}");
        for (given, wanted) in ticks.at.iter().zip(expected) {
            // Multiples of a decimal step differ from their decimal text in the last bit only.
            assert!((given - wanted).abs() <= 1e-12 * wanted.abs(), "{ticks:?}");
        }
        assert_eq!(ticks.decimals, decimals);
    }

    #[test]
    fn values_get_round_ticks_from_zero_past_the_highest() {
        check_values(3.6, &[0.0, 1.0, 2.0, 3.0, 4.0], 0);
        check_values(4.0, &[0.0, 1.0, 2.0, 3.0, 4.0], 0);
        check_values(10.0, &[0.0, 2.0, 4.0, 6.0, 8.0, 10.0], 0);
        check_values(0.31, &[0.0, 0.1, 0.2, 0.3, 0.4], 1);
        check_values(0.07, &[0.0, 0.02, 0.04, 0.06, 0.08], 2);
        check_values(48_120.0, &[0.0, 10_000.0, 20_000.0, 30_000.0, 40_000.0, 50_000.0], 0);
    }

    #[test]
    fn an_axis_without_a_sensible_end_runs_to_one() {
        for max in [0.0, -3.0, f64::NAN, f64::INFINITY] {
            check_values(max, &[0.0, 0.2, 0.4, 0.6, 0.8, 1.0], 1);
        }
    }

    #[track_caller]
    fn check_range(range: (f64, f64), expected: &[f64], decimals: usize) {
        let ticks = range_ticks(range, 5);
        assert_eq!(ticks.at, expected, "{range:?}");
        assert_eq!(ticks.decimals, decimals, "{range:?}");
    }

    #[test]
    fn an_axis_may_begin_below_zero_and_has_a_tick_there() {
        check_range((-0.3, 0.6), &[-0.4, -0.2, 0.0, 0.2, 0.4, 0.6], 1);
        check_range((-7.0, 0.0), &[-8.0, -6.0, -4.0, -2.0, 0.0], 0);
        check_range((-1.0, 1e6), &[-200_000.0, 0.0, 200_000.0, 400_000.0, 600_000.0, 800_000.0, 1_000_000.0], 0);
        check_range((f64::NAN, 1.0), &[0.0, 0.2, 0.4, 0.6, 0.8, 1.0], 1);
        assert!(range_ticks((-0.3, 0.6), 5).at.contains(&0.0));
    }

    #[test]
    fn numbers_of_any_size_have_ticks() {
        check_range((0.0, 4e-9), &[0.0, 1e-9, 2e-9, 3e-9, 4e-9], 9);
        check_range((0.0, 4e18), &[0.0, 1e18, 2e18, 3e18, 4e18], 0);
        for size in [1e-320, 1e-300, 1e300, f64::MAX] {
            let ticks = range_ticks((-size, size), 5);
            assert!(ticks.at.iter().all(|it| it.is_finite()) && ticks.at.len() < 20, "{size}: {ticks:?}");
        }
        let written = |max: f64| {
            let ticks = range_ticks((0.0, max), 2);
            ticks.at.iter().map(|tick| ticks.label(*tick)).collect::<Vec<_>>().join(" ")
        };
        let wanted = ["0 2e-9 4e-9", "0 0.2 0.4", "0 20 40", "0 2000000 4000000", "0 2e9 4e9"];
        assert_eq!([4e-9, 0.4, 40.0, 4e6, 4e9].map(written), wanted);
    }

    #[test]
    fn time_has_the_ticks_of_the_calendar() {
        let check = |max, unit, expected: &[f64]| assert_eq!(time_ticks(max, 7, unit).at, expected);
        check(36.0, TimeUnit::Months, &[0.0, 6.0, 12.0, 18.0, 24.0, 30.0, 36.0]);
        check(72.0, TimeUnit::Months, &[0.0, 12.0, 24.0, 36.0, 48.0, 60.0, 72.0]);
        check(7.0, TimeUnit::Months, &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
        check(400.0, TimeUnit::Days, &[0.0, 60.0, 120.0, 180.0, 240.0, 300.0, 360.0]);
        check(0.0, TimeUnit::Weeks, &[0.0, 1.0]);
        check(0.5, TimeUnit::Months, &[0.0, 0.1, 0.2, 0.3, 0.4, 0.5]);
        check(4_700.0, TimeUnit::Years, &[0.0, 1_000.0, 2_000.0, 3_000.0, 4_000.0]);
        assert!(time_ticks(1e9, 7, TimeUnit::Months).at.len() <= 8);
    }

    #[test]
    fn labels_keep_apart_and_inside() {
        assert_eq!(spread(&[50.0, 52.0, 10.0], 16.0, 0.0, 200.0), [50.0, 66.0, 10.0]);
        assert_eq!(spread(&[99.0, 100.0], 16.0, 0.0, 100.0), [84.0, 100.0]);
    }
}
