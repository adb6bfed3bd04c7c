//! The pages in a real browser.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::command::{root, run, say};
use crate::machine::{CHROMIUM, NODE, chromium, find, install_missing};
use crate::target::Target;

/// Enough for every page to have something to show, and quick to make in an unoptimized build.
const CUSTOMERS: &str = "800";

/// As many as `cargo demo` has.
const CUSTOMERS_OF_THE_DEMO: &str = "20000";

/// Builds the program, makes a small company and lets Node's test runner walk through the console.
pub(crate) fn test_pages(target: &Target) -> Result<()> {
    target.build()?;
    let company = Company::make(target, CUSTOMERS)?;
    let files = test_files(&folder())?;
    run(company.node(target)?.arg("--test").args(files))
}

/// Takes the pictures of the public pages.
pub(crate) fn take_pictures_of_leaving() -> Result<()> {
    install_missing(&[&CHROMIUM, &NODE])?;
    let target = Target::of_this_clone();
    run(target.cargo().args(["build", "--locked", "--package", "door", "--example", "door"]))?;
    let company = Company { folder: target.folder.join("no-company") };
    run(company.node(&target)?.arg("leave-pictures.js").arg(root().join("docs/images")))
}

/// Takes the pictures of the stories: public experiments, measured in the console. Their files are no part of the project and
/// stand beside it.
pub(crate) fn take_pictures_of_stories() -> Result<()> {
    let data = root().join("../shared/data");
    if !data.is_dir() {
        say(&format!("no pictures of stories: `{}` with the files of the experiments is not there", data.display()));
        return Ok(());
    }
    install_missing(&[&CHROMIUM, &NODE])?;
    let target = Target::of_this_clone();
    target.build()?;
    let company = Company { folder: target.folder.join("no-company") };
    let pictures = root().join("docs/stories/images");
    run(company.node(&target)?.arg("stories-pictures.js").arg(pictures).arg(data))
}

/// Takes the pictures of the rooms of the console in which leaving is handled.
pub(crate) fn take_pictures_of_rooms() -> Result<()> {
    install_missing(&[&CHROMIUM, &NODE])?;
    let target = Target::of_this_clone();
    target.build()?;
    let company = Company::make(&target, CUSTOMERS)?;
    run(company.node(&target)?.arg("room-pictures.js").arg(root().join("docs/images")))
}

/// Takes the picture of the README: the overview of the demo company.
pub(crate) fn take_picture() -> Result<()> {
    install_missing(&[&CHROMIUM, &NODE])?;
    let target = Target::of_this_clone();
    target.build()?;
    let company = Company::make(&target, CUSTOMERS_OF_THE_DEMO)?;
    let picture = root().join("docs/images/overview.png");
    run(company.node(&target)?.arg("picture.js").arg(picture))
}

/// Where the tests and their dependencies are.
fn folder() -> PathBuf {
    root().join("tests/browser")
}

/// The files with tests, in order. Node finds them by itself only from version 21 on.
fn test_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read `{}`", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.to_string_lossy().ends_with(".test.js"));
    files.sort();
    Ok(files)
}

/// The data folder of a simulated company; it goes when it is dropped.
struct Company {
    folder: PathBuf,
}

impl Company {
    fn make(target: &Target, customers: &str) -> Result<Self> {
        let company = Self { folder: target.folder.join(format!("browser-company-{}", std::process::id())) };
        let make = ["demo", "--make-only", "--customers", customers, "--data"];
        run(Command::new(program(target)).args(make).arg(&company.folder))?;
        Ok(company)
    }

    /// Node with its packages, told where the program, the browser and this company are.
    fn node(&self, target: &Target) -> Result<Command> {
        let npm = find("npm").context("there is no npm on this machine")?;
        run(Command::new(npm).args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(folder()))?;
        let mut node = Command::new("node");
        node.current_dir(folder())
            .env("VAARWEL_TEST_PROGRAM", program(target))
            .env("VAARWEL_TEST_COMPANY", &self.folder)
            .env("VAARWEL_TEST_DOOR", target.folder.join("debug/examples/door"))
            .env("VAARWEL_TEST_CHROMIUM", chromium().context("there is no Chromium on this machine")?);
        Ok(node)
    }
}

fn program(target: &Target) -> PathBuf {
    target.folder.join("debug/vaarwel")
}

impl Drop for Company {
    fn drop(&mut self) {
        if self.folder.exists()
            && let Err(error) = std::fs::remove_dir_all(&self.folder)
        {
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
