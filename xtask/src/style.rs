//! How the code must look.

use anyhow::Result;

use crate::command::run;
use crate::target::Target;

/// Crates without a heavy dependency. Clippy keeps what it compiles apart from what a build compiles, so the others would
/// cost their dependencies twice.
const LINTED: [&str; 12] = [
    "relationship",
    "stats",
    "charts",
    "ledger",
    "study",
    "report",
    "store",
    "words",
    "pages",
    "door",
    "testkit",
    "xtask",
];

/// Formatting of everything.
pub(crate) fn check_format(target: &Target) -> Result<()> {
    run(target.cargo().args(["fmt", "--all", "--check"]))
}

/// Lints of the light crates.
pub(crate) fn check_lints(target: &Target) -> Result<()> {
    let packages = LINTED.iter().flat_map(|name| ["--package", name]);
    run(target.cargo().args(["clippy", "--locked", "--all-targets"]).args(packages).args(["--", "-D", "warnings"]))
}
