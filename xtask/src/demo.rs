//! `cargo demo`: the program, built and started on a simulated company.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::command::{root, run, say};
use crate::target::Target;

/// The port of the demo when nobody says which.
const PORT: &str = "7171";

/// Builds the program and becomes it.
pub(crate) fn run_demo(arguments: &[String]) -> Result<()> {
    let target = Target::of_this_clone();
    let program = target.folder.join("release/vaarwel");
    if !program.is_file() {
        say(
            "Building the program. The first time takes 10 to 12 minutes on 2 cores, most of it DataFusion, the engine",
        );
        say("behind the reports; cargo shows below how far it is. After that the demo starts in seconds.");
    }
    run(target.cargo().args(["build", "--release", "--package", "vaarwel", "--locked"]))?;
    let mut demo = Command::new(&program);
    demo.arg("demo").args(arguments).current_dir(root());
    if !arguments.iter().any(|argument| argument == "--port" || argument.starts_with("--port=")) {
        demo.args(["--port", PORT]);
    }
    Err(demo.exec()).with_context(|| format!("cannot start `{}`", program.display()))
}
