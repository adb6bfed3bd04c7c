//! What every page shares, whoever it is for: language, texts, numbers and days in words, forms, and the headers that keep a
//! browser careful.
//!
//! | module | what it does |
//! | --- | --- |
//! | [`language`](Language) | the two languages, and how one is chosen |
//! | [`texts`](Texts) | every text of `locales/`, built in |
//! | [`speech`](Speech) | one person's language on one page |
//! | [`numbers`], [`mod@format`] | numbers, amounts, days, intervals and periods in words |
//! | [`fields`](Fields) | what a form sent |
//! | [`guard`] | what a browser may do with an answer |

mod fields;
pub mod format;
pub mod guard;
mod language;
pub mod numbers;
mod speech;
mod texts;

pub use fields::{Fields, decode, encode};
pub use language::Language;
pub use speech::{Argument, Speech, Whole};
pub use texts::Texts;
