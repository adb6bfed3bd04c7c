//! `cargo xtask bench`: how fast the program's own pieces are.

use anyhow::Result;

use crate::command::{run, say};
use crate::target::Target;

/// Runs the benches; arguments choose among them by name.
pub(crate) fn run_benches(arguments: &[String]) -> Result<()> {
    say("Pieces without the engine, optimized as in a release: about 3 minutes of building the first time.");
    let target = Target::of_this_clone();
    run(target.cargo().args(["bench", "--package", "benches", "--locked", "--"]).args(arguments))
}
