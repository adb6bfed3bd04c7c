//! Customers who do not differ: one chance to leave, at every renewal.

use crate::checked::Level;
use crate::estimate::Why;
use crate::fitted::{Fit, Fitted, Footing, Parametric};
use crate::method::Method;
use crate::optimum::Optimum;
use crate::staying::beta_geometric::shifted_beta_geometric;
use crate::staying::one_over_churn::{ln_one_rate, one_over_churn};
use crate::staying::projection::Retention;
use crate::staying::renewals::Renewals;

/// Everybody leaves at every renewal with the same chance: what the shifted-beta-geometric model becomes as customers differ
/// less and less.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OneRate {
    churn: f64,
}

impl OneRate {
    /// The chance to leave at a renewal.
    pub const fn churn(&self) -> f64 {
        self.churn
    }
}

impl Parametric<1> for OneRate {
    const NAMES: [&'static str; 1] = ["churn"];

    fn with([churn]: [f64; 1]) -> Self {
        Self { churn }
    }

    fn parameters(&self) -> [f64; 1] {
        [self.churn]
    }
}

impl Retention for OneRate {
    const TAIL: &'static str = "churn";

    fn survival(&self, renewals: u32) -> f64 {
        ((-self.churn).ln_1p() * f64::from(renewals)).exp()
    }

    fn retention_rate(&self, _: u32) -> f64 {
        1.0 - self.churn
    }

    fn remaining(&self, _: u32, discount: f64) -> Option<f64> {
        Some((1.0 - self.churn) * (1.0 + discount) / (self.churn + discount))
    }

    fn tail_power(&self) -> f64 {
        // It falls faster than any power.
        f64::MAX
    }
}

/// One churn rate for everybody, where the shifted-beta-geometric model has its best fit at that limit and the data do not
/// contradict it; nothing elsewhere.
///
/// The churn is c = D/N, all departures over all decisions; a new customer then pays (1 + d)/(c + d) times with discount d.
///
/// # Returns
/// Nothing where the model has a fit of its own, where it has none for another reason, where churn rises with tenure or
/// jumps ([`OneOverChurn::tendency`](super::OneOverChurn::tendency)), and where nobody or everybody left.
///
/// # Source
/// The limit of Fader and Hardie (2007), J Interactive Marketing 21(1):76–90, for α and β without bounds.
/// Method page: `docs/methods/one_over_churn.md`.
///
/// # Checked against
/// The closed form: `tests/reference/staying.rs`, `customers_who_do_not_differ_are_answered_by_one_rate`.
///
/// # Example
/// ```
/// # use stats::{Level, staying::{Renewals, one_rate_where_alike}};
/// let renewals = Renewals::from_survivors(&[1000, 800, 640, 512])?;
/// let fit = one_rate_where_alike(&renewals, Level::P95).ok_or("one rate")?;
/// assert!((fit.model().churn() - 0.2).abs() < 1e-12);
/// assert!((fit.lifetime(0.1)?.known().ok_or("a value")?.value - 1.1 / 0.3).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn one_rate_where_alike(renewals: &Renewals, level: Level) -> Option<Fit<OneRate, 1>> {
    let at_edge = matches!(shifted_beta_geometric(renewals, level).why(), Some(Why::AtBoundary { .. }));
    let departed_later = renewals.rows().iter().any(|row| row.number > 1 && row.departures > 0);
    let tendency = one_over_churn(renewals, 0.0, level).ok()?.tendency;
    let (churn, decisions) = (renewals.churn()?, renewals.decisions() as f64);
    if !at_edge || !departed_later || tendency.is_some() || churn <= 0.0 || churn >= 1.0 {
        return None;
    }
    let summit = Optimum {
        theta: [churn],
        value: ln_one_rate(renewals),
        log_covariance: [[(1.0 - churn) / (churn * decisions)]],
        steps: 0,
    };
    let footing = Footing { n: renewals.n(), level, method: Method::ONE_RATE };
    match Fit::from_search(Ok(summit), footing) {
        Fitted::Known(fit) => Some(fit),
        Fitted::Undetermined(_) => None,
    }
}
