//! Would they recommend us.

use std::str::FromStr;

use crate::StatsError;
use crate::checked::{COUNT_MAX, Level};
use crate::estimate::{Answer, Estimate, Interval, Why};
use crate::method::Method;

/// From how many answers on the interval of the standard error holds what it promises.
pub const WALD_FROM: u64 = 200;
/// Halvings of a bracket of width 2, more than a double has digits.
const HALVINGS: u32 = 80;

/// Answers to "how likely are you to recommend us", 0 to 10.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recommendations {
    /// Answers 9 and 10.
    pub promoters: u64,
    /// Answers 7 and 8.
    pub passives: u64,
    /// Answers 0 to 6.
    pub detractors: u64,
}

impl Recommendations {
    /// Counts single answers.
    ///
    /// # Errors
    /// - `RowOutOfRange` when an answer is not a whole number from 0 to 10.
    ///
    /// # Example
    /// ```
    /// # use stats::movement::Recommendations;
    /// let counted = Recommendations::from_answers(&[10.0, 9.0, 8.0, 6.0])?;
    /// assert_eq!((counted.promoters, counted.passives, counted.detractors), (2, 1, 1));
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn from_answers(answers: &[f64]) -> Result<Self, StatsError> {
        let mut counted = Self::default();
        for (row, &given) in answers.iter().enumerate() {
            if !(0.0..=10.0).contains(&given) || given.fract() != 0.0 {
                let allowed = "a whole number from 0 to 10";
                return Err(StatsError::RowOutOfRange { name: "answers", allowed, given, row });
            }
            *if given >= 9.0 {
                &mut counted.promoters
            } else if given >= 7.0 {
                &mut counted.passives
            } else {
                &mut counted.detractors
            } += 1;
        }
        Ok(counted)
    }

    /// How many answered.
    pub const fn n(&self) -> u64 {
        self.promoters.saturating_add(self.passives).saturating_add(self.detractors)
    }
}

/// How the interval of a recommendation score is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ScoreInterval {
    /// [`Wald`](Self::Wald) from [`WALD_FROM`] answers on, [`Score`](Self::Score) below.
    #[default]
    ByCount,
    /// The score ± z standard errors, as everybody computes it. Too narrow with few answers.
    Wald,
    /// The scores that the answers do not reject (Tango): right with few answers, and when all are alike.
    Score,
}

impl ScoreInterval {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::ByCount, Self::Wald, Self::Score];

    /// The word used on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ByCount => "by-count",
            Self::Wald => "wald",
            Self::Score => "score",
        }
    }
}

impl FromStr for ScoreInterval {
    type Err = StatsError;

    fn from_str(given: &str) -> Result<Self, StatsError> {
        Self::ALL.into_iter().find(|it| it.word() == given).ok_or_else(|| StatsError::UnknownWord {
            what: "interval of a score",
            given: given.to_owned(),
            allowed: "`by-count`, `wald`, `score`",
        })
    }
}

/// Estimates the recommendation score (NPS): the share of promoters minus the share of detractors.
///
/// p − d, with standard error √((p + d − (p − d)²)/n). The interval is the score ± z SE from 200 answers on, and below
/// that Tango's score interval: those scores δ that are within z standard errors of the answer, the error computed as if δ
/// were true.
///
/// Use it with its interval, and compare two with [`recommendation_difference`]. It assumes that who answered stands for
/// who did not.
///
/// # Units
/// From −1 to 1; the well-known score is 100 times that.
///
/// # Returns
/// `Undetermined` when nobody answered (`NobodyAtRisk`), or all answered alike and Wald's interval was asked for
/// (`ZeroVariance`).
///
/// # Errors
/// - `OutOfRange` when there are more than 2⁵³ answers.
///
/// # Source
/// Tango (1998), Equivalence Test and Confidence Interval for the Difference in Proportions for the Paired-Sample Design,
/// Stat Med 17:891–908: promoters and detractors stand where its two discordant counts stand.
/// Method page: `docs/methods/recommendation_score.md`.
///
/// # Checked against
/// 690, 392 and 1,271 answers computed with numpy, to the digits given: `tests/reference/movement.rs`,
/// `recommendation_score_agrees_with_numpy`; exact coverage: `tests/coverage/movement.rs`.
///
/// # Example
/// ```
/// # use stats::{Level, movement::{Recommendations, ScoreInterval, recommendation_score}};
/// let counted = Recommendations { promoters: 50, passives: 30, detractors: 20 };
/// let score = recommendation_score(counted, ScoreInterval::Wald, Level::P95)?;
/// let score = *score.known().expect("a hundred answered");
/// assert!((score.value - 0.3).abs() < 1e-15);
/// assert!((score.standard_error.expect("they differ") - (0.61_f64 / 100.0).sqrt()).abs() < 1e-15);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn recommendation_score(
    answers: Recommendations,
    interval: ScoreInterval,
    level: Level,
) -> Result<Answer, StatsError> {
    let count = answers.n();
    if count > COUNT_MAX {
        return Err(StatsError::OutOfRange { name: "answers", allowed: "at most 2^53", given: count as f64 });
    }
    if count == 0 {
        return Ok(Answer::Undetermined(Why::NobodyAtRisk));
    }
    let n = count as f64;
    let (p, d) = (answers.promoters as f64 / n, answers.detractors as f64 / n);
    let value = (answers.promoters as f64 - answers.detractors as f64) / n;
    let error = ((p + d - value * value).max(0.0) / n).sqrt();
    let wald = match interval {
        ScoreInterval::ByCount => count >= WALD_FROM && error > 0.0,
        ScoreInterval::Wald => true,
        ScoreInterval::Score => false,
    };
    if wald && error == 0.0 {
        return Ok(Answer::Undetermined(Why::ZeroVariance));
    }
    let (bounds, method) = if wald {
        let half = level.z() * error;
        (((value - half).max(-1.0), (value + half).min(1.0)), Method::RECOMMENDATION_WALD)
    } else {
        (score_bounds(&answers, level.z()), Method::RECOMMENDATION_SCORE)
    };
    Ok(Answer::Known(Estimate {
        value,
        interval: Interval::confidence(bounds.0, bounds.1, level),
        standard_error: (error > 0.0).then_some(error),
        n: count,
        method,
    }))
}

/// Estimates by how much two recommendation scores differ, `second` minus `first`.
///
/// The interval combines those of the two scores (Newcombe, Donner and Zou): from the difference down by √((s₂ − l₂)² + (u₁
/// − s₁)²), and up likewise. With Wald's intervals that is the usual one.
///
/// Use it for two groups or two periods with different customers.
///
/// # Units
/// From −2 to 2.
///
/// # Returns
/// `Undetermined` when a group did not answer (`GroupEmpty`), or all of one answered alike and Wald's interval was asked for
/// (`ZeroVariance`).
///
/// # Errors
/// - `OutOfRange` when there are more than 2⁵³ answers.
///
/// # Source
/// Zou and Donner (2008), Construction of Confidence Limits about Effect Measures: A General Approach, Stat Med
/// 27:1693–1702. Method page: `docs/methods/recommendation_score.md`.
///
/// # Checked against
/// The two scores it is made of, and exact coverage: `tests/coverage/movement.rs`.
///
/// # Example
/// ```
/// # use stats::{Level, movement::{Recommendations, ScoreInterval, recommendation_difference}};
/// let before = Recommendations { promoters: 50, passives: 30, detractors: 20 };
/// let after = Recommendations { promoters: 60, passives: 20, detractors: 20 };
/// let gain = recommendation_difference([before, after], ScoreInterval::ByCount, Level::P95)?;
/// assert!((gain.known().expect("both answered").value - 0.1).abs() < 1e-15);
/// # Ok::<(), stats::StatsError>(())
/// ```
pub fn recommendation_difference(
    [first, second]: [Recommendations; 2],
    interval: ScoreInterval,
    level: Level,
) -> Result<Answer, StatsError> {
    if let Some(group) = [first, second].iter().position(|group| group.n() == 0) {
        return Ok(Answer::Undetermined(Why::GroupEmpty { group }));
    }
    let scores = [recommendation_score(first, interval, level)?, recommendation_score(second, interval, level)?];
    let (a, b) = match scores {
        [Answer::Known(a), Answer::Known(b)] => (a, b),
        [Answer::Undetermined(why), _] | [_, Answer::Undetermined(why)] => return Ok(Answer::Undetermined(why)),
    };
    let value = b.value - a.value;
    let down = (b.value - b.interval.lower).hypot(a.interval.upper - a.value);
    let up = (b.interval.upper - b.value).hypot(a.value - a.interval.lower);
    let error = a.standard_error.unwrap_or(0.0).hypot(b.standard_error.unwrap_or(0.0));
    Ok(Answer::Known(Estimate {
        value,
        interval: Interval::confidence((value - down).max(-2.0), (value + up).min(2.0), level),
        standard_error: (error > 0.0).then_some(error),
        n: a.n + b.n,
        method: Method::RECOMMENDATION_DIFFERENCE,
    }))
}

/// The lowest and the highest score that lie within `z` standard errors, computed at themselves, of the answers.
fn score_bounds(answers: &Recommendations, z: f64) -> (f64, f64) {
    let (b, c, n) = (answers.promoters as f64, answers.detractors as f64, answers.n() as f64);
    let value = (b - c) / n;
    let inside = |score: f64| (value - score).powi(2) * n <= z * z * variance_at(b, c, n, score);
    let search = |edge: f64| {
        let (mut inner, mut outer) = (value, edge);
        for _ in 0..HALVINGS {
            let middle = 0.5 * (inner + outer);
            *if inside(middle) { &mut inner } else { &mut outer } = middle;
        }
        inner
    };
    (if value > -1.0 { search(-1.0) } else { -1.0 }, if value < 1.0 { search(1.0) } else { 1.0 })
}

/// p + d − (p − d)² when p − d is `score` and the shares are those most likely given that.
fn variance_at(b: f64, c: f64, n: f64, score: f64) -> f64 {
    // Turned around so that the score is not negative: the smaller share q is then that of c.
    let (c, score, b) = if score < 0.0 { (b, -score, c) } else { (c, score, b) };
    let linear = (b + c) * (1.0 - score) - 2.0 * (n - b) * score;
    let root = (linear * linear + 8.0 * n * c * score * (1.0 - score)).sqrt();
    let q = ((linear + root) / (4.0 * n)).clamp(0.0, 0.5 * (1.0 - score));
    2.0 * q + score - score * score
}
