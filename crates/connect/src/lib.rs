//! The outside: mail in and out, letters as PDF.
//!
//! | module | what it holds |
//! | --- | --- |
//! | `writing` | what is written to people, whether as mail or on paper |
//! | `paper` | receipts, letters, cards and reports as PDF/UA |
//! | `letters` | which text is written when, from its facts |
//! | `dispatch` | the letters that wait in the store, sent |
//! | `programs` | other programs that are told of changes |
//! | `server` | the address of a mail server |
//! | `mail` | mail that goes out |
//! | `incoming` | a mail that came in, read |
//! | `mailbox` | an IMAP mailbox: what is new in it |
//! | `inbox` | from a mail to a case, or to a person |
//! | `mailroom` | leaving by mail, from end to end |
//! | `hook` | mail that the company's provider posts |
//! | `site` | somebody else's way out, written down for the linter |

pub mod dispatch;
pub mod hook;
pub mod inbox;
pub mod incoming;
pub mod letters;
pub mod mail;
pub mod mailbox;
pub mod mailroom;
pub mod paper;
pub mod programs;
pub mod server;
pub mod site;
mod writing;

pub use writing::{Block, Step, Writing, read_receipt};
