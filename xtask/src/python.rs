//! Python with the packages of a list, in versions that are written down.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::command::{run, say};

/// The interpreter of an environment with what `wanted` lists; made once, and anew when the list changes.
pub(crate) fn environment(folder: &Path, wanted: &Path) -> Result<PathBuf> {
    let (python, stamp) = (folder.join("bin/python"), folder.join("requirements.txt"));
    let is_made = std::fs::read(&stamp).is_ok_and(|made| std::fs::read(wanted).is_ok_and(|it| it == made));
    if !is_made {
        say(&format!("\nMaking a Python environment in `{}`; this takes about a minute.", folder.display()));
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder))?;
        run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(wanted))?;
        std::fs::copy(wanted, &stamp).with_context(|| format!("cannot write `{}`", stamp.display()))?;
    }
    Ok(python)
}
