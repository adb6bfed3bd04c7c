//! Learners of effects: what each customer gains from being treated.

mod fit;

pub(in crate::uplift) use fit::arms;

use std::fmt;
use std::str::FromStr;

use crate::StatsError;
use crate::checked::Level;
use crate::estimate::Why;
use crate::method::Method;
use crate::regression::Coefficients;
use crate::uplift::effects::Spread;
use crate::uplift::forest::{ForestPlan, UpliftForest};
use crate::uplift::mean_model::{MeanModel, check_known, line};
use crate::uplift::{Effects, Propensity, PropensityModel, Trial};

impl Method {
    /// One model of the outcome, with the treatment among the covariates.
    pub const S_LEARNER: Self = Self::new("s_learner", "learners");
    /// A model of the outcome per arm.
    pub const T_LEARNER: Self = Self::new("t_learner", "learners");
    /// A model of the imputed effects per arm, weighted by the propensity.
    pub const X_LEARNER: Self = Self::new("x_learner", "learners");
    /// A model of doubly robust pseudo-outcomes.
    pub const DR_LEARNER: Self = Self::new("dr_learner", "learners");
    /// Residual of the outcome on residual of the treatment.
    pub const R_LEARNER: Self = Self::new("r_learner", "learners");
}

/// How effects are learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Learner {
    /// One model of the outcome with the treatment among the covariates.
    S,
    /// Two models of the outcome, one per arm.
    T,
    /// The effects that the two models impute, modeled per arm and weighted by the propensity.
    X,
    /// Doubly robust pseudo-outcomes, modeled.
    Dr,
    /// What is left of the outcome, on what is left of the treatment.
    R,
    /// The honest uplift forest, the default: the one with intervals per customer.
    #[default]
    Forest,
}

impl Learner {
    /// All learners.
    pub const ALL: [Self; 6] = [Self::S, Self::T, Self::X, Self::Dr, Self::R, Self::Forest];

    /// The word used on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::S => "s",
            Self::T => "t",
            Self::X => "x",
            Self::Dr => "dr",
            Self::R => "r",
            Self::Forest => "forest",
        }
    }

    /// The method that effects by this learner are.
    pub const fn method(self) -> Method {
        match self {
            Self::S => Method::S_LEARNER,
            Self::T => Method::T_LEARNER,
            Self::X => Method::X_LEARNER,
            Self::Dr => Method::DR_LEARNER,
            Self::R => Method::R_LEARNER,
            Self::Forest => Method::UPLIFT_FOREST,
        }
    }
}

impl FromStr for Learner {
    type Err = StatsError;

    fn from_str(text: &str) -> Result<Self, StatsError> {
        Self::ALL.into_iter().find(|learner| learner.word() == text).ok_or_else(|| StatsError::UnknownWord {
            what: "learner",
            given: text.to_owned(),
            allowed: "`s`, `t`, `x`, `dr`, `r`, `forest`",
        })
    }
}

/// On what a learner stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Base {
    /// Least squares, and logistic regression where the outcome is 0 or 1.
    #[default]
    Linear,
    /// Forests of regression trees.
    Trees,
}

impl Base {
    /// The word used on the command line and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::Trees => "trees",
        }
    }
}

impl FromStr for Base {
    type Err = StatsError;

    fn from_str(text: &str) -> Result<Self, StatsError> {
        match text {
            "linear" => Ok(Self::Linear),
            "trees" => Ok(Self::Trees),
            _ => Err(StatsError::UnknownWord { what: "base", given: text.to_owned(), allowed: "`linear`, `trees`" }),
        }
    }
}

/// What to fit.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Settings {
    /// The learner.
    pub learner: Learner,
    /// What it stands on; for the forest, what tells outcome and propensity from the covariates.
    pub base: Base,
    /// How likely a customer was to be treated.
    pub propensity: Propensity,
    /// How trees are grown, wherever there are trees.
    pub forest: ForestPlan,
}

/// What a reader must know of a fitted learner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caution {
    /// The effect is the same for everybody by construction: it ranks nobody, and is not personal.
    ConstantEffect,
    /// The effect on the log-odds is the same for everybody by construction: customers differ only in where they start.
    ConstantOddsEffect,
    /// So many had an estimated propensity too near to 0 or 1, and count as if it were less extreme.
    ExtremePropensity {
        /// How many.
        customers: u64,
    },
}

impl Caution {
    /// The word used in JSON and as the key of a translated text.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ConstantEffect => "constant_effect",
            Self::ConstantOddsEffect => "constant_odds_effect",
            Self::ExtremePropensity { .. } => "extreme_propensity",
        }
    }
}

impl fmt::Display for Caution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ConstantEffect => {
                write!(
                    f,
                    "a linear S-learner gives everybody the same effect: it cannot say for whom the treatment works"
                )
            }
            Self::ConstantOddsEffect => write!(
                f,
                "a logistic S-learner gives everybody the same effect on the log-odds: customers differ only by where they start"
            ),
            Self::ExtremePropensity { customers } => {
                write!(
                    f,
                    "{customers} were nearly sure, or nearly sure not, to be treated; little is known of their effect"
                )
            }
        }
    }
}

/// A fitted learner: asks a customer's covariates, says the effect.
#[derive(Debug, Clone)]
pub struct UpliftModel {
    kind: Kind,
    learner: Learner,
    cautions: Vec<Caution>,
    n: u64,
    spread: Spread,
}

/// What is kept of each learner.
#[derive(Debug, Clone)]
enum Kind {
    /// The outcome with and without treatment, told by one model that has the treatment as its last column.
    Single(MeanModel),
    /// The difference of two models.
    Difference {
        treated: MeanModel,
        control: MeanModel,
    },
    /// Effects learned among the treated and among the others, weighted by the propensity.
    Weighted {
        treated: MeanModel,
        control: MeanModel,
        propensity: PropensityModel,
    },
    /// Effects by one model.
    Direct(MeanModel),
    /// Effects by a straight line whose errors are known.
    Line(Coefficients),
    Forest(UpliftForest),
}

impl UpliftModel {
    /// Learns how the effect of a treatment differs between customers.
    ///
    /// With μ₁ and μ₀ the expected outcome with and without treatment, e the propensity and m the expected outcome
    /// whatever the treatment: S takes μ(x, 1) − μ(x, 0) of one model, T the difference of two. X models y − μ₀ among the
    /// treated and μ₁ − y among the others, and weights the second by e and the first by 1 − e. DR models
    /// μ₁ − μ₀ + (y − μ₁) w/e − (y − μ₀)(1 − w)/(1 − e). R fits (y − m) to (w − e) times the effect. The forest is
    /// [`UpliftForest`].
    ///
    /// Use the forest unless there are very few customers; the linear learners are for a short list of traits that act
    /// steadily. The treatment must have been drawn, or everything that decided it must be among the covariates.
    ///
    /// # Shapes
    /// `columns` are covariates, one slice each, that pair up with the customers of `trial`.
    ///
    /// # Units
    /// Effects are in units of the outcome; for an outcome of 0 or 1 they are differences of probabilities.
    ///
    /// # Missing, tied and extreme values
    /// Trees take NaN as a missing value; linear models refuse it. A covariate that copies others changes nothing.
    ///
    /// # Returns
    /// The fitted model, or inside `Ok` the reason why there is none: `GroupEmpty`, `TooFew`, `Separation`, `NoOverlap`
    /// when many were nearly sure to be treated or not to be.
    ///
    /// # Errors
    /// `TooFew` without covariates, `LengthMismatch`, `RowOutOfRange` or `CellOutOfRange` for NaN and infinity,
    /// `OutOfRange` for a known propensity or a forest that cannot be.
    ///
    /// # Numerical notes
    /// Trees draw from streams of one seed: the result is the same for every number of threads. Outcome models of X and DR
    /// are not fitted apart from the customers they are used on when they are linear, and by trees that did not see the
    /// customer when they are trees.
    ///
    /// # Source
    /// Künzel, Sekhon, Bickel and Yu (2019), Metalearners for estimating heterogeneous treatment effects, PNAS
    /// 116:4156–4165. Kennedy (2023), Towards optimal doubly robust estimation of heterogeneous causal effects, Electronic
    /// Journal of Statistics 17:3008–3049. Nie and Wager (2021), Quasi-oracle estimation of heterogeneous treatment
    /// effects, Biometrika 108:299–319. Method page: `docs/methods/learners.md`.
    ///
    /// # Checked against
    /// The learners written out with scikit-learn on the e-mail experiment of Hillstrom: `tests/reference/uplift.rs`,
    /// `linear_learners_agree_on_hillstrom`.
    ///
    /// # Example
    /// The treatment helps those with the trait by 2 and the others not at all.
    /// ```
    /// # use stats::{Level, uplift::{Trial, learner::{Learner, Settings, UpliftModel}}};
    /// let treated = [true, true, false, false, true, true, false, false];
    /// let trait_of = [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0];
    /// let outcome = [4.0, 6.0, 5.0, 5.0, 7.0, 7.0, 4.5, 5.5];
    /// let trial = Trial::new(&treated, &outcome)?;
    /// let settings = Settings { learner: Learner::T, ..Settings::default() };
    /// let model = UpliftModel::fit(&[&trait_of], &trial, &settings)?.expect("both arms");
    /// let effects = model.predict(&[&[0.0, 1.0]], Level::P95)?;
    /// assert!(effects.values()[0].abs() < 1e-9 && (effects.values()[1] - 2.0).abs() < 1e-9);
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn fit(columns: &[&[f64]], trial: &Trial<'_>, settings: &Settings) -> Result<Result<Self, Why>, StatsError> {
        trial.check_columns(columns)?;
        settings.forest.check()?;
        settings.propensity.check()?;
        if let Some(why) = trial.lack() {
            return Ok(Err(why));
        }
        fit::fit(columns, trial, settings)
    }

    /// The effect for each row of these columns, which are those it learned from, in the same order.
    ///
    /// # Errors
    /// `LengthMismatch` for other columns; NaN and infinity as in [`fit`](Self::fit).
    pub fn predict(&self, columns: &[&[f64]], level: Level) -> Result<Effects, StatsError> {
        let plain = |values| Effects {
            values,
            standard_errors: Vec::new(),
            level,
            method: self.learner.method(),
            n: self.n,
            reach: self.spread.reach(level),
        };
        match &self.kind {
            Kind::Forest(forest) => forest.predict(columns, level),
            Kind::Direct(model) => model.predict(columns).map(plain),
            Kind::Difference { treated, control } => {
                Ok(plain(subtract(treated.predict(columns)?, &control.predict(columns)?)))
            }
            Kind::Single(model) => {
                let rows = columns.first().map_or(0, |column| column.len());
                let with = |w: f64| {
                    let treatment = vec![w; rows];
                    let columns: Vec<&[f64]> = columns.iter().copied().chain([&treatment[..]]).collect();
                    model.predict(&columns)
                };
                Ok(plain(subtract(with(1.0)?, &with(0.0)?)))
            }
            Kind::Weighted { treated, control, propensity } => {
                let (treated, control) = (treated.predict(columns)?, control.predict(columns)?);
                let propensity = propensity.predict(columns)?;
                let both = treated.iter().zip(control).zip(propensity);
                Ok(plain(both.map(|((treated, control), e)| e * control + (1.0 - e) * treated).collect()))
            }
            Kind::Line(coefficients) => {
                check_known(columns, coefficients.values().len() - 1)?;
                let (start, slopes) = coefficients.values().split_first().map_or((0.0, &[][..]), |(a, b)| (*a, b));
                let values = line(columns, start, slopes);
                Ok(Effects { standard_errors: line_errors(columns, coefficients), ..plain(values) })
            }
        }
    }

    /// What a reader must know.
    pub fn cautions(&self) -> &[Caution] {
        &self.cautions
    }

    /// The coefficients of a linear DR- or R-learner, intercept first: how the effect changes with each covariate.
    pub fn coefficients(&self) -> Option<&Coefficients> {
        match &self.kind {
            Kind::Line(coefficients) => Some(coefficients),
            _ => None,
        }
    }
}

fn subtract(mut from: Vec<f64>, what: &[f64]) -> Vec<f64> {
    from.iter_mut().zip(what).for_each(|(from, what)| *from -= what);
    from
}

/// The standard error of a straight line at each row.
fn line_errors(columns: &[&[f64]], coefficients: &Coefficients) -> Vec<f64> {
    let size = coefficients.values().len();
    let covariance: Vec<f64> =
        (0..size * size).map(|at| coefficients.covariance(at / size, at % size).unwrap_or(0.0)).collect();
    let mut x = vec![1.0; size];
    (0..columns.first().map_or(0, |column| column.len()))
        .map(|row| {
            x[1..].iter_mut().zip(columns).for_each(|(x, column)| *x = column[row]);
            let variance: f64 = covariance
                .chunks_exact(size)
                .zip(&x)
                .map(|(c, a)| a * c.iter().zip(&x).map(|(c, b)| c * b).sum::<f64>())
                .sum();
            variance.max(0.0).sqrt()
        })
        .collect()
}
