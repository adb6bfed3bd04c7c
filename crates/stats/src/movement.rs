//! How do customers move between states: from rung to rung of the ladder of satisfaction, and out.
//!
//! Moves are counted ([`Moves`]); their shares are the chances of the next period ([`transition_matrix`]), if the past before
//! the present state adds nothing ([`homogeneity`] of moves by the state before tests that). From the chances follow how many
//! periods customers stay ([`periods_until_absorbed`]) and what they are worth ([`state_values`]). The score of
//! recommendation is at [`recommendation_score`].

use crate::method::Method;

mod absorption;
mod chain;
mod homogeneity;
mod moves;
mod recommendation;
mod transitions;

pub use absorption::{Horizon, Rewards, periods_until_absorbed, state_values};
pub use chain::{Chain, STATES_MAX};
pub use homogeneity::{expected_moves, homogeneity};
pub use moves::{Moves, Visits};
pub use recommendation::{Recommendations, ScoreInterval, WALD_FROM, recommendation_difference, recommendation_score};
pub use transitions::{RowInterval, transition_matrix};

impl Method {
    /// Share that moves from one state to another, with Wilson's interval for that share alone.
    pub const TRANSITION_WILSON: Self = Self::new("transition_wilson", "transitions");
    /// Share that moves from one state to another, with Goodman's intervals for all shares of the row at once.
    pub const TRANSITION_GOODMAN: Self = Self::new("transition_goodman", "transitions");
    /// Expected periods until a customer is in an end state.
    pub const PERIODS_UNTIL_ABSORBED: Self = Self::new("periods_until_absorbed", "markov_chain");
    /// Expected discounted reward from a state on.
    pub const STATE_VALUE: Self = Self::new("state_value", "markov_chain");
    /// Chi-square test of equal chances to move.
    pub const HOMOGENEITY: Self = Self::new("homogeneity", "homogeneity");
    /// Share of promoters minus share of detractors, with the interval of its standard error.
    pub const RECOMMENDATION_WALD: Self = Self::new("recommendation_wald", "recommendation_score");
    /// The same with a score interval.
    pub const RECOMMENDATION_SCORE: Self = Self::new("recommendation_score", "recommendation_score");
    /// Difference of two recommendation scores.
    pub const RECOMMENDATION_DIFFERENCE: Self = Self::new("recommendation_difference", "recommendation_score");
}
