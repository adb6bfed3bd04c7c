//! The whole answer at once: every method, overlap, balance, and the doubts that remain.

use crate::StatsError;
use crate::estimate::{Answer, Why};
use crate::method::Method;

use super::balance::{Balance, balance};
use super::balancing::entropy_balancing;
use super::e_value::{EValue, e_value_of_ratio, e_value_of_standardized_difference};
use super::effect::Effect;
use super::estimator::{difference_of_means, doubly_robust, horvitz_thompson, regression_adjustment, weighting};
use super::matching::{MatchOptions, matching};
use super::outcome_model::OutcomeModel;
use super::overlap::Overlap;
use super::propensity::Propensity;
use super::study::{Estimand, Study};

/// A difference of means, in standard deviations, above which weighting did not make a covariate alike.
const IMBALANCE: f64 = 0.1;
/// A weighted arm worth a smaller share of its customers than this rests on few of them.
const EFFECTIVE_SHARE: f64 = 0.1;
/// The heaviest customer of an arm should not have more of its weight than this.
const HEAVIEST_SHARE: f64 = 0.1;
/// An E-value of the limit below this is within reach of a cause that nobody wrote down.
const WEAK: f64 = 1.5;

/// One method's answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// The method.
    pub method: Method,
    /// What it found, or why it found nothing.
    pub effect: Result<Effect, Why>,
}

impl Comparison {
    /// The difference as an answer.
    pub fn answer(&self) -> Answer {
        match self.effect {
            Ok(effect) => Answer::Known(effect.difference),
            Err(why) => Answer::Undetermined(why),
        }
    }
}

/// What to doubt about an answer that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Doubt {
    /// Chance did not choose who was treated: what was not written down is not adjusted for. Always said.
    NotDrawn,
    /// Some have nobody like them in the other arm.
    Outside {
        /// How many.
        outside: u64,
        /// Of how many.
        n: u64,
    },
    /// A weighted arm rests on few of its customers.
    FewEffective {
        /// Whether it is the treated arm.
        treated: bool,
        /// How many equally weighted customers it is worth.
        effective: f64,
        /// How many it has.
        n: u64,
    },
    /// One customer carries much of the weight of an arm.
    Heavy {
        /// Whether it is in the treated arm.
        treated: bool,
        /// Its share of the weight.
        share: f64,
    },
    /// Weighting did not make a covariate alike.
    Imbalance {
        /// Which covariate, counted from 0.
        column: usize,
        /// The difference of means that remains, in standard deviations.
        difference: f64,
    },
    /// Two methods disagree by more than chance explains to the one that is shown.
    MethodsDisagree {
        /// The other method.
        method: Method,
        /// Its difference.
        difference: f64,
    },
    /// A weak hidden cause would be enough to explain the effect away.
    WeakCause {
        /// The E-value of the interval's nearer end.
        limit: f64,
    },
}

impl Doubt {
    /// The word used in JSON and as the key of a translated text.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotDrawn => "not_drawn",
            Self::Outside { .. } => "outside",
            Self::FewEffective { .. } => "few_effective",
            Self::Heavy { .. } => "heavy",
            Self::Imbalance { .. } => "imbalance",
            Self::MethodsDisagree { .. } => "methods_disagree",
            Self::WeakCause { .. } => "weak_cause",
        }
    }
}

/// Everything that can be said about a comparison that chance did not draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// For whom the effect was asked.
    pub estimand: Estimand,
    /// The chances to be treated, or why there are none.
    pub propensity: Result<Propensity, Why>,
    /// How the arms overlap, where there are chances.
    pub overlap: Option<Overlap>,
    /// Each covariate before and after weighting; empty where there are no chances.
    pub balance: Vec<Balance>,
    /// The plain difference: what would be believed if chance had chosen.
    pub naive: Comparison,
    /// The answer: doubly robust, or by the method of [`answered_by`](Report::answered_by).
    pub effect: Comparison,
    /// The other methods, in the order of the module's table.
    pub others: Vec<Comparison>,
    /// How strong a hidden cause would have to be; absent without an effect.
    pub e_value: Option<EValue>,
    /// What to doubt, the gravest last.
    pub doubts: Vec<Doubt>,
}

/// Compares treated and untreated by every method, and says what to doubt.
///
/// # Returns
/// The report. Where the arms are too unlike, every method but the plain difference is `Err(NoOverlap)` or `Err(TooFew)`.
/// Matching is left out for clustered studies and importance weights.
///
/// # Errors
/// `RowOutOfRange` for a logistic model of an outcome outside 0 to 1.
///
/// # Source
/// Imbens and Rubin (2015), Causal Inference for Statistics, Social, and Biomedical Sciences. Method page:
/// `docs/methods/observational.md`.
pub fn compare(study: &Study<'_>, estimand: Estimand, model: OutcomeModel) -> Result<Report, StatsError> {
    let naive = Comparison { method: Method::NAIVE_DIFFERENCE, effect: difference_of_means(study)? };
    let propensity = match Propensity::fitted(study)? {
        Ok(propensity) => propensity,
        Err(why) => return Ok(Report::without(estimand, naive, why)),
    };
    let overlap = Overlap::of(study, &propensity, estimand);
    let balance = balance(study, &propensity.weights(study, estimand));
    let effect =
        Comparison { method: Method::DOUBLY_ROBUST, effect: doubly_robust(study, &propensity, estimand, model)? };
    let others = others(study, &propensity, estimand, model)?;
    let e_value = effect.effect.ok().and_then(|it| e_value_of(study, &it));
    let mut report = Report {
        estimand,
        propensity: Ok(propensity),
        overlap: Some(overlap),
        balance,
        naive,
        effect,
        others,
        e_value,
        doubts: Vec::new(),
    };
    report.doubts = report.find_doubts();
    Ok(report)
}

fn others(
    study: &Study<'_>,
    propensity: &Propensity,
    estimand: Estimand,
    model: OutcomeModel,
) -> Result<Vec<Comparison>, StatsError> {
    let mut others = vec![
        Comparison { method: Method::INVERSE_PROBABILITY, effect: weighting(study, propensity, estimand)? },
        Comparison { method: Method::HORVITZ_THOMPSON, effect: horvitz_thompson(study, propensity, estimand)? },
        Comparison {
            method: Method::REGRESSION_ADJUSTMENT,
            effect: regression_adjustment(study, propensity, estimand, model)?,
        },
    ];
    if let Ok(effect) = matching(study, propensity, estimand, MatchOptions::default()) {
        others.push(Comparison { method: Method::SCORE_MATCHING, effect });
    }
    let mut effect = entropy_balancing(study, estimand)?;
    if let Some(why) = Overlap::of(study, propensity, estimand).why() {
        effect = Err(why);
    }
    others.push(Comparison { method: Method::ENTROPY_BALANCING, effect });
    Ok(others)
}

/// The E-value of an effect: of the ratio of shares where the outcome is 0 or 1, of the standardized difference elsewhere.
fn e_value_of(study: &Study<'_>, effect: &Effect) -> Option<EValue> {
    if study.outcome.iter().all(|y| *y == 0.0 || *y == 1.0) {
        let ratio = effect.ratio?;
        return e_value_of_ratio(ratio.value, Some(ratio.interval.lower), Some(ratio.interval.upper)).ok();
    }
    let total = study.design.total_weight();
    let sum = |of: &dyn Fn(f64) -> f64| -> f64 {
        study.outcome.iter().enumerate().map(|(row, y)| study.weight(row) * of(*y)).sum()
    };
    let mean = sum(&|y| y) / total;
    let deviation = (sum(&|y| (y - mean) * (y - mean)) / total).sqrt();
    e_value_of_standardized_difference(effect.difference.value, effect.difference.standard_error?, deviation).ok()
}

impl Report {
    /// The same report with another method's answer as the one that is shown: balance, E-value and doubts are then about that.
    ///
    /// `weights` are how much each row counts in it; a method that weighs nobody, such as regression, has none, and its balance
    /// is that of the rows as they are.
    #[must_use]
    pub fn answered_by(mut self, study: &Study<'_>, chosen: Comparison, weights: Option<&[f64]>) -> Self {
        let alike = vec![1.0; study.rows()];
        let weights = weights.filter(|it| it.len() == study.rows()).unwrap_or(&alike);
        if self.propensity.is_ok() {
            self.balance = balance(study, weights);
        }
        self.overlap = self.overlap.map(|it| it.weighted_by(study, weights));
        self.others.retain(|it| it.method != chosen.method);
        if self.effect.method != chosen.method {
            self.others.push(self.effect);
        }
        self.effect = chosen;
        self.e_value = chosen.effect.ok().and_then(|it| e_value_of(study, &it));
        self.doubts = self.find_doubts();
        self
    }

    fn without(estimand: Estimand, naive: Comparison, why: Why) -> Self {
        Self {
            estimand,
            propensity: Err(why),
            overlap: None,
            balance: Vec::new(),
            naive,
            effect: Comparison { method: Method::DOUBLY_ROBUST, effect: Err(why) },
            others: Vec::new(),
            e_value: None,
            doubts: vec![Doubt::NotDrawn],
        }
    }

    fn find_doubts(&self) -> Vec<Doubt> {
        let mut doubts = vec![Doubt::NotDrawn];
        if let Some(overlap) = &self.overlap {
            doubts.extend(overlap_doubts(overlap, self.estimand));
        }
        for balance in &self.balance {
            if let Some(difference) = balance.after.filter(|it| it.abs() > IMBALANCE) {
                doubts.push(Doubt::Imbalance { column: balance.column, difference });
            }
        }
        if let Ok(shown) = self.effect.effect {
            for other in &self.others {
                // Horvitz-Thompson is shown to be looked at, not to be agreed with.
                let found = other.effect.ok().filter(|_| other.method != Method::HORVITZ_THOMPSON);
                if let Some(found) = found.filter(|it| !shown.difference.interval.holds(it.difference.value)) {
                    let difference = found.difference.value;
                    doubts.push(Doubt::MethodsDisagree { method: other.method, difference });
                }
            }
        }
        if let Some(e_value) = self.e_value.filter(|it| it.limit < WEAK) {
            doubts.push(Doubt::WeakCause { limit: e_value.limit });
        }
        doubts
    }
}

fn overlap_doubts(overlap: &Overlap, estimand: Estimand) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    if overlap.outside > 0 {
        doubts.push(Doubt::Outside { outside: overlap.outside, n: overlap.asked });
    }
    for treated in [false, true] {
        if !estimand.asks(!treated) {
            continue;
        }
        let arm = usize::from(treated);
        let (effective, n) = (overlap.effective[arm], overlap.arm[arm]);
        if effective < EFFECTIVE_SHARE * n as f64 {
            doubts.push(Doubt::FewEffective { treated, effective, n });
        }
        if overlap.heaviest[arm] > HEAVIEST_SHARE {
            doubts.push(Doubt::Heavy { treated, share: overlap.heaviest[arm] });
        }
    }
    doubts
}
