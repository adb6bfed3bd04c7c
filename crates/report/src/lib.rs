//! What can be asked about customers, and what an answer is made of.
//!
//! A [`Question`] goes in, a [`Report`] comes out, and whoever [`Answers`] stands between them: the engine of this machine
//! (`analytics`), and later a cluster's. Pages, the API and commands show reports without knowing the engine, so that editing
//! a page builds none.
//!
//! | module | what it says |
//! | --- | --- |
//! | [`question`] | what is asked: which report, by which traits, over which days |
//! | [`report`] | what is answered: rows of values that carry their interval, n, method and warnings |
//! | [`answers`] | who answers, and under which definition |
//! | [`error`] | why there is no report |

pub mod answers;
pub mod error;
pub mod question;
pub mod report;

pub use answers::{Answers, Basis, Extent, Soon, SqlLimits, TraitValues};
pub use error::AnalyticsError;
pub use question::{BY_MAX, Measure, Question, ReportName};
pub use report::{Estimate, How, Note, Report, Row, Value, Window};
