//! Is it out of the ordinary, and did it change when something was done? Shares and counts followed over time.
//!
//! A [`control_chart`] says which period lies outside what chance brings; [`interrupted`] says how a series went on after
//! something was done, against how it would have gone on.

use crate::method::Method;

mod autoregressive;
mod control_chart;
mod interrupted;
mod limits;

pub use control_chart::{BASELINE_MIN, Charted, ControlChart, Counted, Kind, Limits, Rule, Sample, control_chart};
pub use interrupted::{Effect, Errors, Interrupted, Shape, interrupted, interrupted_against};

impl Method {
    /// Control chart of shares with limits from the binomial distribution.
    pub const P_CHART: Self = Self::new("p_chart", "control_chart");
    /// Control chart of counts per unit with limits from the Poisson distribution.
    pub const U_CHART: Self = Self::new("u_chart", "control_chart");
    /// Chi-square of the periods of a control chart around their center.
    pub const CHART_SPREAD: Self = Self::new("chart_spread", "control_chart");
    /// Interrupted time series with independent errors.
    pub const INTERRUPTED: Self = Self::new("interrupted", "interrupted");
    /// Interrupted time series with errors that follow the one before.
    pub const INTERRUPTED_AUTOREGRESSIVE: Self = Self::new("interrupted_autoregressive", "interrupted");
}
