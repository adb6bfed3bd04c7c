//! How much a purchase is worth: the gamma-gamma model of spending.

use libm::lgamma as ln_gamma;

use crate::StatsError;
use crate::buying::histories::{Histories, History, pair};
use crate::buying::value::search;
use crate::checked::Level;
use crate::estimate::{Answer, Why};
use crate::fitted::{Fit, Fitted, Footing, Parametric, Range};
use crate::method::Method;
use crate::numeric::{ln_gamma_shift, polygamma};
use crate::optimum::Likelihood;
use crate::staying::above_zero;

/// A customer's purchases vary around a mean of their own, gamma with shape p; the means vary over customers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GammaGamma {
    p: f64,
    q: f64,
    gamma: f64,
}

impl GammaGamma {
    /// The model with these parameters; `gamma` in money.
    ///
    /// # Errors
    /// `OutOfRange` when one is not a finite number above 0.
    pub fn new(p: f64, q: f64, gamma: f64) -> Result<Self, StatsError> {
        Ok(Self { p: above_zero("p", p)?, q: above_zero("q", q)?, gamma: above_zero("gamma", gamma)? })
    }

    /// The mean worth of a purchase over all customers, p γ/(q − 1); `None` when q is at most 1 and it has no end.
    pub fn population_mean(&self) -> Option<f64> {
        self.mean_of(0.0, 0.0)
    }

    /// The expected mean worth of a purchase of a customer whose `frequency` purchases had this mean: a weighted mean of
    /// theirs and that of all. `None` when it has no end.
    pub fn mean_of(&self, frequency: f64, mean_value: f64) -> Option<f64> {
        let below = self.p * frequency + self.q - 1.0;
        (below > 0.0).then(|| self.p * (self.gamma + frequency * mean_value) / below)
    }
}

impl Parametric<3> for GammaGamma {
    const NAMES: [&'static str; 3] = ["p", "q", "gamma"];

    fn with([p, q, gamma]: [f64; 3]) -> Self {
        Self { p, q, gamma }
    }

    fn parameters(&self) -> [f64; 3] {
        [self.p, self.q, self.gamma]
    }
}

impl Fit<GammaGamma, 3> {
    /// The mean worth of a purchase over all customers.
    ///
    /// # Returns
    /// `Undetermined` (`NoFiniteMean`) when q is at most 1.
    pub fn population_mean(&self) -> Answer {
        self.mean_or_why(GammaGamma::population_mean)
    }

    /// The expected mean worth of a purchase of one customer; without purchases that of all.
    ///
    /// # Errors
    /// `OutOfRange` when `frequency` is no whole number, or `mean_value` is not a finite number above 0 for a customer who
    /// bought.
    pub fn mean_of(&self, frequency: f64, mean_value: f64) -> Result<Answer, StatsError> {
        History::new(frequency, 0.0, 0.0)?;
        let mean_value = if frequency == 0.0 { 0.0 } else { above_zero("mean_value", mean_value)? };
        Ok(self.mean_or_why(|model| model.mean_of(frequency, mean_value)))
    }

    fn mean_or_why(&self, mean: impl Fn(&GammaGamma) -> Option<f64>) -> Answer {
        if mean(self.model()).is_none() {
            return Answer::Undetermined(Why::NoFiniteMean { parameter: "q", given: self.model().q });
        }
        self.derived(Range::Positive, |model| mean(model).unwrap_or(f64::INFINITY))
    }
}

/// What customers spent: how many purchases, and their mean worth, each distinct pair counted once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Spending {
    /// The mean worth stands where a history has its age.
    table: Histories,
    left_out: u64,
}

impl Spending {
    /// One customer per row. Customers without a purchase say nothing and are left out.
    ///
    /// # Errors
    /// - `LengthMismatch` when the columns do not pair up.
    /// - `RowOutOfRange` when a frequency is no whole number, or the mean worth of a customer who bought is not a finite
    ///   number above 0.
    pub fn from_columns(frequency: &[f64], mean_value: &[f64]) -> Result<Self, StatsError> {
        pair("frequency", frequency.len(), "mean_value", mean_value.len())?;
        let (mut counts, mut means) = (Vec::new(), Vec::new());
        for (row, (&x, &mean)) in frequency.iter().zip(mean_value).enumerate() {
            if x == 0.0 {
                continue;
            }
            if !(mean.is_finite() && mean > 0.0) {
                let allowed = "a finite number above 0 for a customer who bought";
                return Err(StatsError::RowOutOfRange { name: "mean_value", allowed, given: mean, row });
            }
            if let Err(StatsError::OutOfRange { name, allowed, given }) = History::new(x, 0.0, mean) {
                return Err(StatsError::RowOutOfRange { name, allowed, given, row });
            }
            counts.push(x);
            means.push(mean);
        }
        let left_out = (frequency.len() - counts.len()) as u64;
        let table = Histories::from_columns(&counts, &vec![0.0; counts.len()], &means)?;
        Ok(Self { table, left_out })
    }

    /// How many customers bought.
    pub const fn n(&self) -> u64 {
        self.table.n()
    }

    /// How many were left out, because they had no purchase.
    pub const fn left_out(&self) -> u64 {
        self.left_out
    }
}

/// Fits the gamma-gamma model: what a purchase of a customer is worth on average, from few purchases.
///
/// A purchase is gamma(p, ν), and ν is gamma(q, γ) over customers. A customer whose x purchases had mean z has likelihood
/// Γ(px + q)/(Γ(px) Γ(q)) · γ^q z^(px−1) x^(px)/(γ + x z)^(px+q).
///
/// Use it with a model of purchases for the value of customers. Take the same purchases as that model counts: those after
/// the first one. It assumes that spending has nothing to do with how often a customer buys; look at the correlation of both
/// before believing it.
///
/// # Shapes
/// `spending` of at least some dozens of customers, some of them with several purchases: with one each, p and q cannot be
/// told apart.
///
/// # Units
/// Money in any one unit above 0; `gamma` is in it.
///
/// # Returns
/// `Undetermined` without customers (`NobodyAtRisk`), when all spent the same, and when the best fit lies at the edge
/// (`AtBoundary`).
///
/// # Numerical notes
/// Newton's method in the logarithms of the parameters with exact derivatives; ratios of gamma functions keep their digits
/// for many purchases.
///
/// # Source
/// Colombo and Jiang (1999), A Stochastic RFM Model, J Interactive Marketing 13(3):2–12; Fader and Hardie (2013), The
/// Gamma-Gamma Model of Monetary Value. Method page: `docs/methods/gamma_gamma.md`.
///
/// # Checked against
/// lifetimes 0.11.3 and R's `CLVTools` on the CDNOW sample: `tests/reference/buying.rs`,
/// `gamma_gamma_agrees_with_lifetimes_on_cdnow`.
///
/// # Example
/// One purchase of 70 counts for less than ten of the same mean, where customers spend 35 on average.
/// ```
/// # use stats::buying::GammaGamma;
/// let model = GammaGamma::new(6.25, 3.74, 15.44)?;
/// assert!((model.population_mean().ok_or("q is above 1")? - 6.25 * 15.44 / 2.74).abs() < 1e-12);
/// let one = model.mean_of(1.0, 70.0).ok_or("finite")?;
/// assert!((one - 6.25 * (15.44 + 70.0) / (6.25 + 2.74)).abs() < 1e-12);
/// assert!(one < model.mean_of(10.0, 70.0).ok_or("finite")?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn gamma_gamma(spending: &Spending, level: Level) -> Fitted<Fit<GammaGamma, 3>> {
    let table = &spending.table;
    let mut rows = table.rows().map(|(history, _)| history.age());
    let first = rows.next();
    if table.n() > 0 && rows.all(|mean| Some(mean) == first) {
        return Fitted::Undetermined(Why::ZeroVariance);
    }
    let mean = table.exposure() / table.n().max(1) as f64;
    let starts = [(6.0, 4.0), (1.0, 2.5), (30.0, 3.0)].map(|(p, q)| [p, q, mean * (q - 1.0) / p]);
    let footing = Footing { n: table.n(), level, method: Method::GAMMA_GAMMA };
    search(table, &starts, likelihood, footing)
}

fn likelihood(&[p, q, gamma]: &[f64; 3], table: &Histories) -> Likelihood<3> {
    let blocks = table.by_block(|group, rows| {
        let (_, mean, weight) = table.columns(&rows);
        let mut sums = [0.0; 4];
        for (&mean, &n) in mean.iter().zip(weight) {
            let all = gamma + group.frequency * mean;
            let inverse = 1.0 / all;
            sums[0] += n * mean.ln();
            sums[1] += n * all.ln();
            sums[2] += n * inverse;
            sums[3] += n * inverse * inverse;
        }
        sums
    });
    let mut sums = vec![[0.0; 4]; table.groups().len()];
    for (place, block) in &blocks {
        for (slot, part) in sums[*place].iter_mut().zip(block) {
            *slot += part;
        }
    }
    let mut total = Likelihood::default();
    let alone = polygamma(q);
    for (group, [ln_mean, ln_all, inverse, square]) in table.groups().iter().zip(sums) {
        let (x, n) = (group.frequency, group.n);
        let (shape, both) = (p * x, p * x + q);
        let (single, joint) = (polygamma(shape), polygamma(both));
        let front = ln_gamma_shift(shape, q) - ln_gamma(q) + q * gamma.ln() + shape * x.ln();
        total.value += n * front + (shape - 1.0) * ln_mean - both * ln_all;
        total.gradient[0] += x * (n * (joint.0 - single.0 + x.ln()) + ln_mean - ln_all);
        total.gradient[1] += n * (joint.0 - alone.0 + gamma.ln()) - ln_all;
        total.gradient[2] += n * q / gamma - both * inverse;
        total.hessian[0][0] += n * x * x * (joint.1 - single.1);
        total.hessian[1][0] += n * x * joint.1;
        total.hessian[1][1] += n * (joint.1 - alone.1);
        total.hessian[2][0] -= x * inverse;
        total.hessian[2][1] += n / gamma - inverse;
        total.hessian[2][2] += both * square - n * q / (gamma * gamma);
    }
    total.mirrored()
}
