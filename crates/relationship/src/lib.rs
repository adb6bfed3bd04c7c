//! The business of leaving well, as pure rules.
//!
//! Nothing here reads a clock, draws a random number, opens a file or talks to a network: days, chance and ids come in
//! as arguments, decisions go out as values. Read the modules in this order:
//!
//! | module | what it says |
//! | --- | --- |
//! | [`day`] | calendar days and the periods reports are cut into |
//! | [`money`] | amounts in minor units with their currency |
//! | [`fact`] | what happened to a customer |
//! | [`departure`] | the kinds of leaving |
//! | [`reason`] | why people leave: codes in two levels, and the company's own words |
//! | [`definition`] | what this company means by "left" |
//! | [`economics`] | what a customer brings and costs, as the company says |
//! | [`spell`] | a timeline folded into unbroken stretches of being a customer |
//! | [`glance`] | what could be seen of a customer on a day |
//! | [`deadline`] | when a contract ends after a notice, and by which rule |
//! | [`flow`] | how somebody leaves here: one definition for pages, desk, procedure and card |
//! | [`law`] | rules about leaving, as dated data with source and certainty |
//! | [`lint`] | what in a flow makes leaving hard, by which rule |
//! | [`exit`] | the case of somebody who leaves: asked, confirmed, answered, ended or taken back |
//! | [`receipt`] | the sealed receipt of a request to leave, and the chain of all of them |
//! | [`activity`] | the register of what is done to keep customers, and what stands out in it |
//! | [`drawing`] | who gets an activity, where chance decides |
//! | [`protected`] | traits by which nobody is chosen
//! | [`verdict`] | what may be said about an activity once its effect was estimated |
//! | [`listening`] | short questions to customers: what is asked, whom, when, and what an answer may be used for |
//! | [`ladder`] | where a customer stands in five colors, and how they move |
//! | [`improvement`] | what people said becomes work with an owner and a date |
//! | [`rounding`] | a number cut to a few decimals for people |
//! | [`suggestion`] | "did you mean" for anything a person typed |

pub mod activity;
pub mod day;
pub mod deadline;
pub mod definition;
pub mod departure;
pub mod drawing;
pub mod economics;
pub mod exit;
pub mod fact;
pub mod flow;
pub mod glance;
pub mod improvement;
pub mod ladder;
pub mod law;
pub mod lint;
pub mod listening;
pub mod money;
pub mod protected;
pub mod reason;
pub mod receipt;
pub mod rounding;
pub mod spell;
pub mod suggestion;
pub mod verdict;

pub use day::{Day, Period};
pub use definition::{Definition, LeftWhen};
pub use departure::DepartureKind;
pub use economics::Economics;
pub use fact::FactKind;
pub use money::{Currency, Money};
