//! The receipt of a request to leave: a text for people with a seal under it that anybody can check.
//!
//! Receipts form a chain: each seal holds the hash of the one before, so that none can be changed, taken out or slipped in
//! afterwards without breaking every later one. The chain's log holds hashes only. A salt that stands on the receipt alone
//! keeps anybody from guessing back from the log who left.

mod chain;
mod seal;

pub use chain::{Link, Log, LogError, Witness};
pub use seal::{Flaw, Hash, Seal, SealedReceipt, open, seal};
