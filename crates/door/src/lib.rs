//! The way out: a request to leave becomes a case with a receipt, on whatever channel; and the pages everybody may see.
//!
//! | module | what it does |
//! | --- | --- |
//! | [`office`](Office) | the parts everything here needs; time, chance and secrets come in here |
//! | [`taking`] | the one way in: a request becomes a case with a receipt, whatever fails |
//! | [`acting`] | what the leaver, the desk and the program do with a case |
//! | [`jobs`] | letters, ends, clocks: what follows, done once |
//! | [`token`] | the address of a receipt, and what a company signs |
//! | [`asking`] | the pages on which customers answer short questions |
//! | [`listening`] | what a running program does about listening: asks in time, proposes work, tells what came of it |
//! | [`measured`] | keeping what measuring said of an activity; whoever answers for what backfires is told |
//! | [`flows`] | the flows of the company, and the strictest one for whoever finds none |
//! | [`then`] | what follows from leaving, in words |
//! | [`leave`] | the public pages, on which leaving is one action away |
//! | [`post`] | mail that another program posts, signed |
//! | [`people`] | the company's file of customers, read for the desk |
//! | [`programs`] | which other programs may be told of changes, and how that is signed |
//! | [`procedure`] | the public procedure, the card for staff and what the desk says, from the same flow |

pub mod acting;
pub mod asking;
pub mod flows;
pub mod jobs;
pub mod leave;
pub mod listening;
pub mod measured;
mod office;
pub mod people;
pub mod post;
pub mod procedure;
pub mod programs;
pub mod taking;
pub mod then;
pub mod token;

pub use office::{Chance, Clock, Office, OfficeParts};
