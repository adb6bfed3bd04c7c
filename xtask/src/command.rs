//! Commands: how they are shown, started and waited for.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

/// The workspace root.
pub(crate) fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_owned()
}

/// Writes a line at once, so that it stands before what the next command writes.
pub(crate) fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    // Whoever closed the output does not want to know.
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// The command as it would be typed.
pub(crate) fn typed(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy();
    let arguments = command.get_args().map(|argument| argument.to_string_lossy());
    std::iter::once(name).chain(arguments).collect::<Vec<_>>().join(" ")
}

/// Shows a command, runs it to its end and fails when it fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    say(&format!("\n$ {}", typed(command)));
    run_quietly(command)
}

/// Runs a command to its end without showing it.
pub(crate) fn run_quietly(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start `{}`", typed(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", typed(command));
    }
    Ok(())
}

/// What a command writes; an error holds what it complained about.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let done = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start `{}`", typed(command)))?;
    if !done.status.success() {
        let complaint = String::from_utf8_lossy(&done.stderr);
        bail!("`{}` failed ({}): {}", typed(command), done.status, complaint.trim());
    }
    Ok(String::from_utf8_lossy(&done.stdout).trim().to_owned())
}

/// A time as people say it.
pub(crate) fn time(elapsed: Duration) -> String {
    match elapsed.as_secs() {
        seconds if seconds < 120 => format!("{:.1} s", elapsed.as_secs_f64()),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}
