//! Those whom an activity is given to, as a file.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::StudyError;
use crate::draw::quoted;

/// A customer to give it to.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipient {
    /// The company's own id.
    pub customer: String,
    /// What it is expected to do for them, towards the good outcome.
    pub effect: f64,
    /// Its interval.
    pub interval: Option<(f64, f64)>,
}

/// `customer,effect,lower,upper`, the highest effect first.
pub(super) fn write(path: &Path, audience: &[Recipient]) -> Result<(), StudyError> {
    let mut text = String::from("customer,effect,lower,upper\n");
    for Recipient { customer, effect, interval } in audience {
        let ends = interval.map_or_else(|| ",".to_owned(), |(lower, upper)| format!("{lower},{upper}"));
        // Writing to a text cannot fail.
        let _ = writeln!(text, "{},{effect},{ends}", quoted(customer));
    }
    let failed = |source| StudyError::Write { path: PathBuf::from(path), source };
    fs::write(path, text).map_err(failed)
}
