//! What are they worth: models of purchases where nobody says that they left.
//!
//! Of each customer three numbers are known: how often they bought again, when they did so last, and how long ago they came.
//! From a list of purchases [`buyers`] makes them; [`Histories`] counts customers with the same three numbers once, which
//! loses nothing, since the likelihoods depend on them alone. Four models say who is still there and how often they will buy:
//! [`bg_nbd`] and [`mbg_nbd`], [`pareto_nbd`], and [`bg_bb`] where there is one chance to buy per period. [`gamma_gamma`]
//! says how much a purchase is worth, and [`lifetime_value`] puts both together.

use crate::method::Method;

mod bg_bb;
mod bg_nbd;
mod gamma_gamma;
mod histories;
mod mixture;
mod pareto_nbd;
mod transactions;
mod value;

pub use bg_bb::{BgBb, bg_bb};
pub use bg_nbd::{BetaGeometricNbd, BgNbd, MbgNbd, bg_nbd, mbg_nbd};
pub use gamma_gamma::{GammaGamma, Spending, gamma_gamma};
pub use histories::{Histories, History};
pub use pareto_nbd::{ParetoNbd, pareto_nbd};
pub use transactions::{Buyer, Purchase, Window, buyers};
pub use value::{Buying, Periods, lifetime_value};

impl Method {
    /// Beta-geometric/negative-binomial model of purchases.
    pub const BG_NBD: Self = Self::new("bg_nbd", "bg_nbd");
    /// The same with a chance to leave right after the first purchase.
    pub const MBG_NBD: Self = Self::new("mbg_nbd", "mbg_nbd");
    /// Pareto/negative-binomial model of purchases.
    pub const PARETO_NBD: Self = Self::new("pareto_nbd", "pareto_nbd");
    /// Beta-geometric/beta-Bernoulli model of purchases, one chance per period.
    pub const BG_BB: Self = Self::new("bg_bb", "bg_bb");
    /// Gamma-gamma model of spending per purchase.
    pub const GAMMA_GAMMA: Self = Self::new("gamma_gamma", "gamma_gamma");
    /// Expected discounted purchases times expected spending.
    pub const LIFETIME_VALUE: Self = Self::new("lifetime_value", "lifetime_value");
}
