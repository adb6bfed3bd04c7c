//! Shares and counts period by period, with limits and rules.

use super::limits::exact;
use crate::StatsError;
use crate::checked::{Level, Proportion};
use crate::estimate::{Estimate, Test, Why};
use crate::method::Method;
use crate::numeric::chi_square_upper;
use crate::rates::{person_time_rate, wilson};

/// Periods a baseline should have before its limits are to be relied on.
pub const BASELINE_MIN: usize = 20;

/// The mean distance of two normal draws, in standard deviations: 2/√π.
const MEAN_RANGE: f64 = std::f64::consts::FRAC_2_SQRT_PI;

/// What is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A share: so many of so many, such as answers that name a theme. A p-chart.
    Share,
    /// A count per unit, such as complaints per hundred customers; it may exceed 1. A u-chart.
    Count,
}

/// One period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    events: u64,
    size: f64,
}

impl Sample {
    /// So many of so many, for a share.
    ///
    /// # Errors
    /// `PartExceedsWhole`; `OutOfRange` for nobody, or more than can be counted.
    pub fn share(events: u64, whole: u64) -> Result<Self, StatsError> {
        let proportion = Proportion::new(events, whole)?;
        Self::count(events, proportion.whole() as f64)
    }

    /// So many in so many units, for a count.
    ///
    /// # Errors
    /// `OutOfRange` when `size` is not a finite number above 0.
    pub fn count(events: u64, size: f64) -> Result<Self, StatsError> {
        if size.is_finite() && size > 0.0 {
            Ok(Self { events, size })
        } else {
            Err(StatsError::OutOfRange { name: "size", allowed: "a finite number above 0", given: size })
        }
    }

    fn value(self) -> f64 {
        self.events as f64 / self.size
    }
}

/// Where the limits lie.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Limits {
    /// Counts that chance brings less often than 0.135 % on each side, from the binomial or Poisson distribution itself. Right
    /// also where counts are small.
    #[default]
    Exact,
    /// Three standard deviations, as Shewhart drew them; with small counts they ring too often above and never below.
    ThreeSigma,
    /// Three standard deviations, wider by how much the periods of the baseline really vary: for large counts, where nothing
    /// is as even as chance alone. Laney's p′ and u′.
    Measured,
}

/// What counts as out of the ordinary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// A period beyond its limits.
    Beyond,
    /// Nine in a row on one side of the center.
    NineOneSide,
    /// Six in a row, each higher, or each lower, than the one before.
    SixTrend,
    /// Two of three beyond two standard deviations, on one side.
    TwoOfThree,
    /// Four of five beyond one standard deviation, on one side.
    FourOfFive,
}

impl Rule {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Beyond, Self::NineOneSide, Self::SixTrend, Self::TwoOfThree, Self::FourOfFive];
    /// Those used unless others are asked for.
    pub const USUAL: [Self; 2] = [Self::Beyond, Self::NineOneSide];

    /// The word used in JSON and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Beyond => "beyond",
            Self::NineOneSide => "nine_one_side",
            Self::SixTrend => "six_trend",
            Self::TwoOfThree => "two_of_three",
            Self::FourOfFive => "four_of_five",
        }
    }
}

/// One period on the chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Charted {
    /// The share, or the count per unit.
    pub value: f64,
    /// The lower limit; a value at the limit is within it.
    pub lower: f64,
    /// The upper limit.
    pub upper: f64,
    /// How many standard deviations it lies above the center.
    pub deviations: f64,
    /// The rules it breaks; for a run, at its last period.
    pub signals: Vec<Rule>,
    /// Is it above the center?
    pub is_above: bool,
}

/// A chart.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlChart {
    /// The center: all events of the baseline over all its units, with interval.
    pub center: Estimate,
    /// Every period, the baseline first.
    pub points: Vec<Charted>,
    /// How much more the baseline varies than chance brings: 1 is chance alone. With its test.
    pub spread: f64,
    /// Whether the baseline varies more than chance brings.
    pub spread_test: Test,
    /// By how much measured limits are wider than chance's.
    pub widened: f64,
}

/// A chart, or why there is none.
pub type Counted = Result<ControlChart, Why>;

/// Says which period is out of the ordinary, by a baseline.
///
/// Center c = Σ events/Σ size over the first `baseline` periods. A period of size n has standard deviation σ = √(c(1 − c)/n)
/// for a share and √(c/n) for a count. Exact limits are the outermost counts k with P(X > k) or P(X < k) above 0.00135 under
/// the binomial or Poisson distribution; others are c ± 3σ, or c ± 3σ·s with s = mean |z(i) − z(i−1)|/1.128 over the
/// baseline, z the deviations in σ.
///
/// Use it to see whether a theme, a reason or a number of complaints needs somebody's attention. The baseline must be a time
/// in which nothing special happened. It takes the units as independent; where the periods of the baseline vary more
/// than chance brings (`spread`), use [`Limits::Measured`].
///
/// # Shapes
/// `samples` in order of time, at least two in the baseline.
///
/// # Missing, tied and extreme values
/// A value on the center belongs to neither side and ends a run on one side; equal values end a trend.
///
/// # Returns
/// Inside `Ok`, `Err(why)`: `ZeroVariance` when nothing or everything happened in the whole baseline.
///
/// # Errors
/// `TooFew` when the baseline has fewer than two periods, or more than there are.
///
/// # Numerical notes
/// Exact limits come from the incomplete beta and gamma functions by bisection over whole counts.
///
/// # Source
/// Montgomery (2013), Introduction to Statistical Quality Control, seventh edition, chapters 5 and 7; Nelson (1984), J Quality
/// Technology 16:237–239, for the rules; Laney (2002), Quality Engineering 14:531–537, for measured limits.
/// Method page: `docs/methods/control_chart.md`.
///
/// # Checked against
/// Montgomery's orange juice cans and personal computers: `tests/reference/monitoring.rs`,
/// `charts_agree_with_montgomery`.
///
/// # Example
/// Ten of a hundred are usual; thirty are not.
/// ```
/// # use stats::monitoring::{Kind, Limits, Rule, Sample, control_chart};
/// let samples: Result<Vec<_>, _> = [10, 8, 12, 10, 30].iter().map(|&k| Sample::share(k, 100)).collect();
/// let chart = control_chart(Kind::Share, &samples?, 4, Limits::ThreeSigma, &Rule::USUAL, stats::Level::P95)?;
/// let chart = chart.map_err(|why| why.to_string())?;
/// assert_eq!(chart.center.value, 0.1);
/// assert!((chart.points[4].upper - 0.19).abs() < 1e-12); // 0.1 + 3 · 0.03
/// assert_eq!(chart.points[4].signals, [Rule::Beyond]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn control_chart(
    kind: Kind,
    samples: &[Sample],
    baseline: usize,
    limits: Limits,
    rules: &[Rule],
    level: Level,
) -> Result<Counted, StatsError> {
    if baseline < 2 || samples.len() < baseline {
        let given = baseline.min(samples.len());
        let needed = baseline.max(2);
        return Err(StatsError::TooFew { method: "a control chart", what: "periods in the baseline", needed, given });
    }
    let before = &samples[..baseline];
    let (events, size) = before.iter().fold((0, 0.0), |(k, n), it| (k + it.events, n + it.size));
    let Some(center) = center(kind, events, size, level)? else { return Ok(Err(Why::ZeroVariance)) };
    Ok(Ok(drawn(kind, samples, baseline, limits, rules, center)))
}

/// The center with its interval; none when nothing or everything happened.
fn center(kind: Kind, events: u64, size: f64, level: Level) -> Result<Option<Estimate>, StatsError> {
    if events == 0 || (kind == Kind::Share && events as f64 >= size) {
        return Ok(None);
    }
    let (answer, method) = match kind {
        Kind::Share => {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a sum of whole numbers above 0"
            )]
            let whole = size as u64;
            (wilson(Proportion::new(events, whole)?, level), Method::P_CHART)
        }
        Kind::Count => (person_time_rate(events, size, level)?, Method::U_CHART),
    };
    Ok(answer.known().map(|estimate| Estimate { method, ..*estimate }))
}

fn drawn(
    kind: Kind,
    samples: &[Sample],
    baseline: usize,
    limits: Limits,
    rules: &[Rule],
    center: Estimate,
) -> ControlChart {
    let c = center.value;
    let unit = if kind == Kind::Share { c * (1.0 - c) } else { c };
    let sigma = |sample: &Sample| (unit / sample.size).sqrt();
    let z: Vec<f64> = samples.iter().map(|it| (it.value() - c) / sigma(it)).collect();
    let before = &z[..baseline];
    let moved = before.windows(2).map(|pair| (pair[1] - pair[0]).abs()).sum::<f64>() / (baseline as f64 - 1.0);
    let widened = moved / MEAN_RANGE;
    let wide = if limits == Limits::Measured { widened } else { 1.0 };
    let mut points: Vec<Charted> = samples
        .iter()
        .zip(&z)
        .map(|(sample, &z)| {
            let (lower, upper) = match limits {
                Limits::Exact => {
                    let (low, high) = exact(kind == Kind::Share, c, sample.size, 0.00135);
                    (low as f64 / sample.size, high as f64 / sample.size)
                }
                Limits::ThreeSigma | Limits::Measured => {
                    let half = 3.0 * sigma(sample) * wide;
                    let top = if kind == Kind::Share { 1.0 } else { f64::INFINITY };
                    ((c - half).max(0.0), (c + half).min(top))
                }
            };
            let deviations = if wide > 0.0 { z / wide } else { z };
            let value = sample.value();
            Charted { value, lower, upper, deviations, signals: Vec::new(), is_above: value > c }
        })
        .collect();
    signal(&mut points, rules);
    let statistic: f64 = before.iter().map(|z| z * z).sum();
    let degrees = u32::try_from(baseline - 1).unwrap_or(u32::MAX);
    let spread_test = Test {
        statistic,
        degrees_of_freedom: Some(degrees),
        denominator: None,
        p_value: chi_square_upper(statistic, degrees),
        n: baseline as u64,
        method: Method::CHART_SPREAD,
    };
    ControlChart { center, points, spread: statistic / f64::from(degrees), spread_test, widened }
}

/// Writes down at each period which rules it breaks.
fn signal(points: &mut [Charted], rules: &[Rule]) {
    for at in 0..points.len() {
        let broken = Rule::ALL.into_iter().filter(|rule| rules.contains(rule) && breaks(&points[..=at], *rule));
        points[at].signals = broken.collect();
    }
}

/// Does the last of these periods break a rule?
fn breaks(points: &[Charted], rule: Rule) -> bool {
    let last = |count: usize| points.len().checked_sub(count).map(|from| &points[from..]);
    let Some(now) = points.last() else { return false };
    let beyond = |side: f64, far: f64| move |it: &&Charted| it.deviations * side > far;
    match rule {
        Rule::Beyond => now.value < now.lower || now.value > now.upper,
        Rule::NineOneSide => {
            last(9).is_some_and(|run| [1.0, -1.0].iter().any(|&side| run.iter().all(|it| it.deviations * side > 0.0)))
        }
        Rule::SixTrend => last(6).is_some_and(|run| {
            let steps = || run.windows(2).map(|pair| pair[1].value - pair[0].value);
            steps().all(|step| step > 0.0) || steps().all(|step| step < 0.0)
        }),
        // The last one must be out itself, so that a run is told once, at the period that makes it.
        Rule::TwoOfThree => [1.0, -1.0].iter().any(|&side| {
            now.deviations * side > 2.0 && last(3).is_some_and(|it| it.iter().filter(beyond(side, 2.0)).count() >= 2)
        }),
        Rule::FourOfFive => [1.0, -1.0].iter().any(|&side| {
            now.deviations * side > 1.0 && last(5).is_some_and(|it| it.iter().filter(beyond(side, 1.0)).count() >= 4)
        }),
    }
}
