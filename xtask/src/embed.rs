//! The element for other sites: from TypeScript to the files that the program carries.
//!
//! What comes out stands in the repository, so that building the program needs no Node; the browser tests make it again and
//! see that it is the same.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::command::{root, run};
use crate::machine::{NODE, find, install_missing};
use crate::target::Target;

/// Largest that the element may be for a browser, compressed.
const ELEMENT_GZIP_BYTES_MAX: usize = 4_000;
const FILES: [&str; 4] = ["vaarwel-exit.js", "vaarwel-exit.d.ts", "vaarwel-page.js", "vaarwel-page.d.ts"];

fn folder() -> PathBuf {
    root().join("embed")
}

/// Makes `embed/dist`.
pub(crate) fn build() -> Result<()> {
    install_missing(&[&NODE])?;
    let npm = find("npm").context("there is no npm on this machine")?;
    run(Command::new(&npm).args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(folder()))?;
    run(Command::new(&npm).args(["run", "--silent", "build"]).current_dir(folder()))
}

/// Makes it again and fails when that changes anything, or when it has grown too large.
pub(crate) fn check(_: &Target) -> Result<()> {
    let read = || -> Result<Vec<Vec<u8>>> {
        let read =
            |name: &&str| std::fs::read(folder().join("dist").join(name)).with_context(|| format!("embed/dist/{name}"));
        FILES.iter().map(read).collect()
    };
    let kept = read()?;
    build()?;
    if kept != read()? {
        bail!("embed/dist was not made from embed/src; it is now: look at the difference and commit it");
    }
    let zipped = Command::new("gzip").args(["-9", "-c"]).arg(folder().join("dist/vaarwel-exit.js")).output();
    let bytes = zipped.context("gzip cannot be started")?.stdout.len();
    if bytes == 0 || bytes >= ELEMENT_GZIP_BYTES_MAX {
        bail!("embed/dist/vaarwel-exit.js has {bytes} bytes compressed; allowed: under {ELEMENT_GZIP_BYTES_MAX}");
    }
    Ok(())
}
