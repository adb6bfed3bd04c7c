//! The pages in a real browser.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::command::{root, run, say};
use crate::machine::{chromium, find};
use crate::target::Target;

/// Enough for every page to have something to show, and quick to make in an unoptimized build.
const CUSTOMERS: &str = "800";

/// Builds the program, makes a small company and lets Node's test runner walk through the console.
pub(crate) fn test_pages(target: &Target) -> Result<()> {
    let tests = root().join("tests/browser");
    target.build()?;
    run(Command::new(find("npm").context("there is no npm on this machine")?)
        .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
        .current_dir(&tests))?;
    let program = target.folder.join("debug/vaarwel");
    let company = Company::make(&program, &target.folder)?;
    let browser = chromium().context("there is no Chromium on this machine")?;
    run(Command::new("node")
        .arg("--test")
        .args(test_files(&tests)?)
        .current_dir(&tests)
        .env("VAARWEL_TEST_PROGRAM", &program)
        .env("VAARWEL_TEST_COMPANY", &company.folder)
        .env("VAARWEL_TEST_CHROMIUM", browser))
}

/// The files with tests, in order. Node finds them by itself only from version 21 on.
fn test_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read `{}`", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.to_string_lossy().ends_with(".test.js"));
    files.sort();
    Ok(files)
}

/// The data folder of a simulated company, for one run of the tests.
struct Company {
    folder: PathBuf,
}

impl Company {
    fn make(program: &Path, target: &Path) -> Result<Self> {
        let folder = target.join(format!("browser-company-{}", std::process::id()));
        let company = Self { folder };
        run(Command::new(program)
            .args(["demo", "--make-only", "--customers", CUSTOMERS, "--data"])
            .arg(&company.folder))?;
        Ok(company)
    }
}

impl Drop for Company {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            say(&format!("`{}` stays: {error}", self.folder.display()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_tests_are_found() {
        let files = test_files(&root().join("tests/browser")).unwrap();
        assert!(files.iter().any(|file| file.ends_with("pages.test.js")), "{files:?}");
    }
}
