//! `cargo xtask test`: everything that must pass.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::browser;
use crate::command::{root, run, say, time};
use crate::embed;
use crate::machine::{CHROMIUM, IMAP, NODE, Need, PDF_READER, POSTGRES, PYTHON, install_missing};
use crate::postgres::{For, Postgres};
use crate::python::environment;
use crate::style::{check_format, check_lints};
use crate::target::Target;

/// A part of the tests.
struct Part {
    word: &'static str,
    what: &'static str,
    needs: &'static [&'static Need],
    checks: &'static [Check],
}

/// Something that passes or fails.
struct Check {
    name: &'static str,
    run: fn(&Target) -> Result<()>,
}

const PARTS: [Part; 3] = [
    Part {
        word: "style",
        what: "formatting of all crates and lints of the light ones, about 2 minutes",
        needs: &[],
        checks: &[Check { name: "formatting", run: check_format }, Check { name: "lints", run: check_lints }],
    },
    Part {
        word: "rust",
        what: "all crates and their tests, on SQLite and on a PostgreSQL server of their own, about 15 minutes",
        needs: &[&POSTGRES, &PYTHON, &IMAP, &PDF_READER],
        checks: &[Check { name: "cargo test", run: test_rust }],
    },
    Part {
        word: "browser",
        what: "the pages in Chromium, about 3 minutes after the build",
        needs: &[&CHROMIUM, &NODE],
        checks: &[
            Check { name: "the element for other sites", run: embed::check },
            Check { name: "pages in Chromium", run: browser::test_pages },
        ],
    },
];

/// `cargo xtask test [PART...]`: all parts or those that are named. Every check runs, also after one that failed.
pub(crate) fn run_parts(words: &[String]) -> Result<()> {
    let began = Instant::now();
    let parts = choose(words)?;
    say(
        "What will run, with its time on 2 cores from an empty target folder; most of it is compiling DataFusion once.",
    );
    for part in &parts {
        say(&format!("  {:<8} {}", part.word, part.what));
    }
    let needs: Vec<&Need> = parts.iter().flat_map(|part| part.needs).copied().collect();
    install_missing(&needs)?;
    let target = Target::between_clones()?;
    say(&format!("\nWhat is built goes to {}", target.folder.display()));

    let mut outcomes = Vec::new();
    for check in parts.iter().flat_map(|part| part.checks) {
        let began = Instant::now();
        let result = (check.run)(&target);
        if let Err(error) = &result {
            say(&format!("\n{}: {error:#}", check.name));
        }
        outcomes.push((check.name, result.is_ok(), began.elapsed()));
    }
    summarize(&outcomes, began.elapsed())
}

fn choose(words: &[String]) -> Result<Vec<&'static Part>> {
    let known = PARTS.iter().map(|part| part.word).collect::<Vec<_>>();
    if let Some(strange) = words.iter().find(|word| !known.contains(&word.as_str())) {
        bail!("`{strange}` is no part of the tests; allowed: {}", known.join(", "));
    }
    Ok(PARTS.iter().filter(|part| words.is_empty() || words.iter().any(|word| word == part.word)).collect())
}

/// The tests of all crates, with a PostgreSQL server for the store and a DuckDB that reads the ledger.
fn test_rust(target: &Target) -> Result<()> {
    // Compiling takes minutes and needs no server, and a build that fails should not have to wait for one.
    target.build()?;
    let (postgres, crashed) = (Postgres::start(For::Tests)?, Postgres::start(For::Crashes)?);
    let mut test = target.cargo();
    test.args(["test", "--workspace", "--locked", "--no-fail-fast"]);
    test.env("VAARWEL_TEST_POSTGRES", postgres.url()).env("VAARWEL_TEST_POSTGRES_CRASHED", crashed.url());
    match environment(&target.folder.join("readers"), &root().join("xtask/readers.txt")) {
        Ok(python) => _ = test.env("VAARWEL_TEST_PYTHON", python),
        // A package that cannot be had is no fault of the code; the test says that it did not run.
        Err(error) => say(&format!("There will be no DuckDB beside the ledger: {error:#}")),
    }
    run(&mut test)
}

fn summarize(outcomes: &[(&str, bool, Duration)], elapsed: Duration) -> Result<()> {
    say("");
    for (name, is_passed, took) in outcomes {
        say(&format!("  {:<6}  {name:<20} {}", if *is_passed { "passed" } else { "FAILED" }, time(*took)));
    }
    let failed = outcomes.iter().filter(|(_, is_passed, _)| !is_passed).count();
    say(&format!("\n{} of {} checks passed in {}.", outcomes.len() - failed, outcomes.len(), time(elapsed)));
    if failed > 0 {
        bail!("{failed} of {} checks failed", outcomes.len());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_can_be_run_alone_and_a_strange_word_is_named() {
        let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
        let chosen =
            |given: &[&str]| choose(&words(given)).map(|parts| parts.iter().map(|part| part.word).collect::<Vec<_>>());
        assert_eq!(chosen(&[]).unwrap(), ["style", "rust", "browser"]);
        assert_eq!(chosen(&["browser", "style"]).unwrap(), ["style", "browser"]);
        assert!(chosen(&["rusty"]).unwrap_err().to_string().contains("`rusty`"));
    }

    #[test]
    fn one_failed_check_fails_the_whole() {
        let took = Duration::from_secs(1);
        assert!(summarize(&[("one", true, took), ("two", true, took)], took).is_ok());
        assert!(summarize(&[("one", true, took), ("two", false, took)], took).is_err());
    }
}
