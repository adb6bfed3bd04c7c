//! What people write, in Dutch and English. Pure: text in, meaning out; no file, clock or chance.
//!
//! | module | what it does |
//! | --- | --- |
//! | [`text`] | a text as sentences of words, without capitals and accents; spelling mistakes in telling words repaired |
//! | [`pattern`] | phrases with gaps, stems and choices, and where they stand in a sentence |
//! | [`language`] | Dutch or English |
//! | [`html`] | the readable text of an HTML mail |
//! | [`model`] | a linear model over hashed words and letters: trained by seed, calibrated, able to say nothing |
//! | [`mail`] | what a mail asks for: to leave, to withdraw, a question; and whether a person must look |
//! | [`special`] | texts that speak of health, belief and the other things the law protects most |
//! | [`reasons`] | which reason for leaving an answer gives |
//! | [`search`] | finding texts by a word in any of its forms |

pub mod html;
pub mod language;
mod list;
pub mod mail;
pub mod model;
pub mod pattern;
pub mod reasons;
pub mod search;
pub mod special;
pub mod text;

pub use language::Language;
