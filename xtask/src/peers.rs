//! `cargo xtask peers`: the same work done by us and by others, side by side; with `--check` the same numbers.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::command::{root, run, run_quietly, say};
use crate::machine::{PYTHON, R, install_missing};
use crate::python::environment;
use crate::target::Target;

/// Makes the peers' environment and hands over to the harness beside it.
pub(crate) fn run_peers(arguments: &[String]) -> Result<()> {
    let target = Target::of_this_clone();
    let (program, rest) = program(arguments, &target)?;
    if let Some(at) = rest.iter().position(|argument| argument == "--check") {
        return check(program, &target, &[&rest[..at], &rest[at + 1..]].concat());
    }
    if let Some(at) = rest.iter().position(|argument| argument == "--mathematics") {
        return mathematics(program, &target, &[&rest[..at], &rest[at + 1..]].concat());
    }
    say(
        "This measures Vaarwel beside DuckDB, Polars, pandas and lifelines: about 20 minutes after the build, and 3 GB of disk.",
    );
    install_missing(&[&PYTHON])?;
    let program = if let Some(program) = program {
        program
    } else {
        run(target.cargo().args(["build", "--release", "--package", "vaarwel", "--locked"]))?;
        target.folder.join("release/vaarwel")
    };
    let work = target.folder.join("peers");
    std::fs::create_dir_all(&work).with_context(|| format!("cannot make `{}`", work.display()))?;
    let python = environment(&work.join("venv"), &root().join("xtask/peers/requirements.txt"))?;
    let harness = root().join("xtask/peers/run.py");
    let mut measure = Command::new(python);
    measure.env("PYTHONDONTWRITEBYTECODE", "1").arg(harness).arg("--program").arg(program).arg("--work").arg(work);
    run_quietly(measure.args(rest))
}

/// Works out every number with R and the Python peers too, and compares.
fn check(program: Option<PathBuf>, target: &Target, rest: &[String]) -> Result<()> {
    say("This compares the numbers of `vaarwel stats` with those of R, lifelines and a dozen others: about 5 minutes \
         after the build, and 3 GB of disk.");
    install_missing(&[&PYTHON, &R])?;
    let program = program.map_or_else(|| example(target, "study", "stats"), Ok)?;
    let folder = root().join("xtask/peers/check");
    let work = target.folder.join("peers/check");
    std::fs::create_dir_all(&work).with_context(|| format!("cannot make `{}`", work.display()))?;
    let python = environment(&work.join("venv"), &folder.join("requirements.txt"))?;
    // It wants a newer pandas than the others.
    let panels = environment(&work.join("panels"), &folder.join("panels.txt"))?;
    let mut compare = Command::new(python);
    compare.env("PYTHONDONTWRITEBYTECODE", "1").arg(folder.join("run.py")).arg("--program").arg(program);
    compare.arg("--work").arg(work.join("tables")).arg("--shared").arg(root().join("../shared/data"));
    compare.arg("--panels").arg(panels);
    run_quietly(compare.args(rest))
}

/// Times the methods of `stats` beside R and the Python peers.
fn mathematics(program: Option<PathBuf>, target: &Target, rest: &[String]) -> Result<()> {
    say(
        "This measures the mathematics of Vaarwel beside R, lifelines, scikit-survival, lifetimes, causalml and EconML: \
         about 15 minutes after the build, and 4 GB of disk.",
    );
    install_missing(&[&PYTHON, &R])?;
    let program = program.map_or_else(|| example(target, "study", "stats"), Ok)?;
    let speed = example(target, "stats", "speed")?;
    let folder = root().join("xtask/peers/mathematics");
    let work = target.folder.join("peers/mathematics");
    std::fs::create_dir_all(&work).with_context(|| format!("cannot make `{}`", work.display()))?;
    let python = environment(&work.join("venv"), &folder.join("requirements.txt"))?;
    let mut measure = Command::new("python3");
    measure.env("PYTHONDONTWRITEBYTECODE", "1").arg(folder.join("run.py")).arg("--program").arg(program);
    measure.arg("--speed").arg(speed).arg("--python").arg(python).arg("--work").arg(work.join("tables"));
    run_quietly(measure.args(rest))
}

/// An example, built to be fast.
fn example(target: &Target, package: &str, name: &str) -> Result<PathBuf> {
    run(target.cargo().args(["build", "--release", "--package", package, "--example", name, "--locked"]))?;
    Ok(target.folder.join("release/examples").join(name))
}

/// Takes `--program FILE` out of the arguments; the harness knows the others.
fn program(arguments: &[String], target: &Target) -> Result<(Option<PathBuf>, Vec<String>)> {
    let mut rest = arguments.to_vec();
    let Some(at) = rest.iter().position(|argument| argument == "--program") else { return Ok((None, rest)) };
    if at + 1 == rest.len() {
        bail!("`--program` needs a file, such as `{}`", target.folder.join("release/vaarwel").display());
    }
    let file = PathBuf::from(rest.remove(at + 1));
    rest.remove(at);
    let file = file.canonicalize().with_context(|| format!("cannot find the program `{}`", file.display()))?;
    Ok((Some(file), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_taken_out_and_the_rest_is_passed_on() {
        let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
        let target = Target::of_this_clone();
        let (file, rest) = program(&words(&["--events", "5", "--program", "/bin/sh", "--large"]), &target).unwrap();
        assert!(file.is_some_and(|file| file.is_absolute()));
        assert_eq!(rest, words(&["--events", "5", "--large"]));
        assert!(program(&words(&["--program"]), &target).is_err());
        assert!(program(&words(&["--program", "/no/such/file"]), &target).is_err());
    }
}
