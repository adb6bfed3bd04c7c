//! What people said becomes work: an action point with evidence, an owner, a date, a cause, an action, and the question
//! whether it helped.
//!
//! A [`Signal`] is something that asks for work: one very unhappy answer, a theme above its usual rate, a reason whose share
//! rises, a promise that somebody will reply. The numbers in it come from `stats`. [`Rules::propose`] makes a proposal of it;
//! a proposal about the same customer and reason as an open [`Point`] joins that one, so that work is not piled up. What
//! happens to a point is a list of [`Event`]s; [`Point::decide`] turns a [`Command`] into the events that follow, or says
//! why not.

mod attention;
mod point;
mod signal;

pub use attention::{Attention, hand_over};
pub use point::{Command, Event, Point, PointError, Stage, Told};
pub use signal::{Evidence, Owners, Proposal, Rules, RulesError, Share, Signal, Subject, topic};
