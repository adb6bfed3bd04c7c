//! The way out: a request to leave becomes a case with a receipt, on whatever channel; and the pages everybody may see.
//!
//! | module | what it does |
//! | --- | --- |
//! | [`office`](Office) | the parts everything here needs; time, chance and secrets come in here |
//! | [`flows`] | the flows of the company, and the strictest one for whoever finds none |
//! | [`then`] | what follows from leaving, in words |
//! | [`procedure`] | the public procedure, the card for staff and what the desk says, from the same flow |

pub mod flows;
mod office;
pub mod procedure;
pub mod then;

pub use office::{Chance, Clock, Office, OfficeParts};
