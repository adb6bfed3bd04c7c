//! Where what is built stands, and cargo that builds there.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::command::{output, root, run, run_quietly, say};

/// Our own crates: what a clone built of them is of no use to the next clone.
const OWN: [&str; 18] = [
    "relationship",
    "stats",
    "charts",
    "ledger",
    "report",
    "query",
    "analytics",
    "store",
    "words",
    "pages",
    "door",
    "connect",
    "study",
    "web",
    "vaarwel",
    "testkit",
    "xtask",
    "benches",
];
/// A plan of a query is a deep tree, and an unoptimized build uses much stack for each level of it.
const TEST_STACK_BYTES: &str = "8388608";

/// The folder for what is built.
pub(crate) struct Target {
    pub(crate) folder: PathBuf,
    /// Do fresh clones share it?
    is_shared: bool,
}

impl Target {
    /// The folder of this clone, or the one somebody chose.
    pub(crate) fn of_this_clone() -> Self {
        let folder = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
        Self { folder: root().join(folder), is_shared: false }
    }

    /// A folder outside the clone when a machine tests one fresh clone after another, which `CI` says; else as above.
    ///
    /// Dependencies take most of the time and are the same in each clone, so they are kept: one folder per compiler and
    /// lock file.
    pub(crate) fn between_clones() -> Result<Self> {
        let is_ci = std::env::var_os("CI").is_some_and(|ci| !ci.is_empty());
        let home = || std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache"));
        let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(home);
        let (true, None, Some(cache)) = (is_ci, std::env::var_os("CARGO_TARGET_DIR"), cache) else {
            return Ok(Self::of_this_clone());
        };
        let lock = std::fs::read(root().join("Cargo.lock")).context("cannot read `Cargo.lock`")?;
        let rustc = output(Command::new("rustc").arg("--version").current_dir(root()))?;
        let target = Self { folder: cache.join("vaarwel").join(name(&rustc, &lock)), is_shared: true };
        target.remove_siblings();
        std::fs::create_dir_all(&target.folder)
            .with_context(|| format!("cannot make `{}`", target.folder.display()))?;
        target.forget_earlier_clones()?;
        Ok(target)
    }

    /// Cargo, in the workspace root, building into this folder.
    pub(crate) fn cargo(&self) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(root()).env("CARGO_TARGET_DIR", &self.folder).env("RUST_MIN_STACK", TEST_STACK_BYTES);
        if self.is_shared {
            // What is compiled once and thrown away gains nothing from being prepared for a second time.
            command.env("CARGO_INCREMENTAL", "0");
        }
        command
    }

    /// Builds the programs and all tests.
    ///
    /// Everything is always built with this one selection: another one would choose other features of shared
    /// dependencies, and DataFusion would be compiled a second time.
    pub(crate) fn build(&self) -> Result<()> {
        run(self.cargo().args(["build", "--workspace", "--bins", "--tests", "--example", "door", "--locked"]))
    }

    /// Removes the folders of other compilers and lock files, which nobody will ask for again.
    fn remove_siblings(&self) {
        let entries = self.folder.parent().and_then(|all| std::fs::read_dir(all).ok()).into_iter().flatten().flatten();
        for old in entries.map(|entry| entry.path()).filter(|path| *path != self.folder && is_target(path)) {
            say(&format!("Removing `{}`, built from another lock file.", old.display()));
            if let Err(error) = std::fs::remove_dir_all(&old) {
                say(&format!("`{}` stays: {error}", old.display()));
            }
        }
    }

    /// Removes what earlier clones built of our own crates: cargo keeps clones in different places apart, so it would
    /// pile up.
    fn forget_earlier_clones(&self) -> Result<()> {
        if !self.folder.join("debug").is_dir() {
            return Ok(());
        }
        let packages = OWN.iter().flat_map(|name| ["--package", name]);
        run_quietly(self.cargo().args(["clean", "--quiet", "--locked"]).args(packages))
    }
}

/// `target-1.95.0-…`: the compiler and the lock file.
fn name(rustc: &str, lock: &[u8]) -> String {
    let version = rustc.split(' ').nth(1).unwrap_or("unknown");
    let mut hasher = DefaultHasher::new();
    lock.hash(&mut hasher);
    format!("target-{version}-{:016x}", hasher.finish())
}

fn is_target(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("target-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_compiler_or_lock_file_gets_another_folder() {
        let old = name("rustc 1.95.0 (59807616e 2026-04-14)", b"lock");
        assert!(old.starts_with("target-1.95.0-"), "{old}");
        assert_ne!(old, name("rustc 1.96.0 (0 2026-06-01)", b"lock"));
        assert_ne!(old, name("rustc 1.95.0 (59807616e 2026-04-14)", b"another"));
    }

    #[test]
    fn every_crate_of_ours_is_forgotten_between_clones() {
        let folders = std::fs::read_dir(root().join("crates")).unwrap().flatten();
        let mut names: Vec<String> = folders.map(|it| it.file_name().to_string_lossy().into_owned()).collect();
        names.extend(["xtask", "benches"].map(str::to_owned));
        names.sort();
        let mut own = OWN.to_vec();
        own.sort_unstable();
        assert_eq!(names, own);
    }
}
