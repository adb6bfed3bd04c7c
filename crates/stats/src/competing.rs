//! For which reason do they leave: several causes, of which each customer leaves for one.
//!
//! Whoever left for another cause cannot leave for this one any more. So the chance to have left for a cause by a time is
//! its [`cumulative_incidence`], and not one minus a survival curve in which the other leavers count as still to come: asked
//! for, that is refused with what it would have said ([`Incidences::one_minus_kaplan_meier`]). To compare groups use
//! [`gray`]. To ask what drives one cause, give [`crate::cox`] the departures for it as events and all others as censored
//! (the cause-specific hazard): right for the question "what makes the present customers leave for this cause", while the
//! share that will have left for it also depends on the other causes: for that share there is [`fine_gray()`].

use crate::method::Method;

mod aalen_johansen;
mod band;
mod cause_table;
mod fine_gray;
mod gray;
mod weighted;

pub use aalen_johansen::{IncidencePoint, Incidences, cumulative_incidence};
pub use band::{Band, BandPoint, BandRange};
pub use cause_table::{CAUSES_MAX, CauseCounts, CauseRow, CauseTable, Ending, Stays};
pub use fine_gray::{FineGray, fine_gray};
pub use gray::{Gray, gray, gray_stratified};
pub use weighted::{WeightedStays, weighted_incidence};

impl Method {
    /// Aalen-Johansen with an interval on the log(−log F) scale.
    pub const CUMULATIVE_INCIDENCE_LOG_LOG: Self = Self::new("cumulative_incidence_log_log", "cumulative_incidence");
    /// Aalen-Johansen with an interval on the log F scale.
    pub const CUMULATIVE_INCIDENCE_LOG: Self = Self::new("cumulative_incidence_log", "cumulative_incidence");
    /// Aalen-Johansen with an interval on the scale of F itself.
    pub const CUMULATIVE_INCIDENCE_PLAIN: Self = Self::new("cumulative_incidence_plain", "cumulative_incidence");
    /// Aalen-Johansen with an interval on the logit scale.
    pub const CUMULATIVE_INCIDENCE_LOGIT: Self = Self::new("cumulative_incidence_logit", "cumulative_incidence");
    /// Aalen-Johansen with an interval on the arcsine-square-root scale.
    pub const CUMULATIVE_INCIDENCE_ARCSINE: Self = Self::new("cumulative_incidence_arcsine", "cumulative_incidence");
    /// Aalen-Johansen with the exact binomial interval for the number of customers that its variance is worth.
    pub const CUMULATIVE_INCIDENCE_EXACT: Self = Self::new("cumulative_incidence_exact", "cumulative_incidence");
    /// Aalen-Johansen of rows with weights, with the error of the infinitesimal jackknife.
    pub const CUMULATIVE_INCIDENCE_WEIGHTED: Self = Self::new("cumulative_incidence_weighted", "cumulative_incidence");
    /// Exact binomial bound, where nobody or everybody left for the cause.
    pub const INCIDENCE_EXACT_BOUND: Self = Self::new("incidence_exact_bound", "cumulative_incidence");
    /// Band that holds the whole curve, of equal precision at each time.
    pub const INCIDENCE_BAND: Self = Self::new("incidence_band", "cumulative_incidence");
    /// Regression of the share that leaves for a cause by Fine and Gray.
    pub const FINE_GRAY: Self = Self::new("fine_gray", "fine_gray");
    /// Gray's test of equal cumulative incidence.
    pub const GRAY: Self = Self::new("gray", "gray");
}
