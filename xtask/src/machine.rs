//! The machine: which programs are on it, and getting from Debian's packages what is missing.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::command::{output, run, say};

/// Something the tests need that Debian has a package for.
pub(crate) struct Need {
    pub(crate) name: &'static str,
    pub(crate) packages: &'static [&'static str],
    pub(crate) is_there: fn() -> bool,
}

pub(crate) const POSTGRES: Need =
    Need { name: "a PostgreSQL server", packages: &["postgresql"], is_there: || postgres_folder().is_some() };
pub(crate) const IMAP: Need =
    Need { name: "an IMAP server", packages: &["dovecot-imapd"], is_there: || dovecot().is_some() };
pub(crate) const PDF_READER: Need =
    Need { name: "a reader of PDF files", packages: &["poppler-utils"], is_there: || find("pdftotext").is_some() };
pub(crate) const CHROMIUM: Need = Need { name: "Chromium", packages: &["chromium"], is_there: || chromium().is_some() };
pub(crate) const NODE: Need = Need {
    name: "Node.js 18 or newer with npm",
    packages: &["nodejs", "npm"],
    is_there: || node_version().is_some_and(|major| major >= 18) && find("npm").is_some(),
};
pub(crate) const PYTHON: Need =
    Need { name: "Python with venv", packages: &["python3", "python3-venv"], is_there: has_python };
pub(crate) const R: Need = Need {
    name: "R with survival, cmprsk, glmnet, clubSandwich and pROC",
    packages: &[
        "r-base-core",
        "r-cran-survival",
        "r-cran-cmprsk",
        "r-cran-glmnet",
        "r-cran-clubsandwich",
        "r-cran-proc",
    ],
    is_there: has_r,
};

/// The first file of this name in `PATH`.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// The folder with `initdb` and `pg_ctl` of one and the same server, the newest first.
///
/// Debian keeps the server's programs out of `PATH`, in a folder per version.
pub(crate) fn postgres_folder() -> Option<PathBuf> {
    let in_path = find("initdb").and_then(|file| file.canonicalize().ok()?.parent().map(Path::to_owned));
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<_> = versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin"))))
        .collect();
    folders.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    let known = folders.into_iter().map(|(_, folder)| folder);
    in_path.into_iter().chain(known).find(|folder| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file())
}

/// Dovecot, which Debian keeps where the administrator's programs are.
fn dovecot() -> Option<PathBuf> {
    find("dovecot").or_else(|| Some(PathBuf::from("/usr/sbin/dovecot")).filter(|file| file.is_file()))
}

/// Chromium, or Chrome where that is what there is.
pub(crate) fn chromium() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"].into_iter().find_map(find)
}

fn node_version() -> Option<u32> {
    let said = output(Command::new("node").arg("--version")).ok()?;
    said.strip_prefix('v')?.split('.').next()?.parse().ok()
}

fn has_python() -> bool {
    Command::new("python3")
        .args(["-c", "import venv, ensurepip"])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn has_r() -> bool {
    let mut ask = Command::new("Rscript");
    ask.args([
        "--vanilla",
        "-e",
        "library(survival); library(cmprsk); library(glmnet); library(clubSandwich); library(pROC)",
    ]);
    ask.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    ask.status().is_ok_and(|status| status.success())
}

/// Is this process the administrator of the machine?
pub(crate) fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|user| user == "0")
}

/// Says which of the needed things are missing and installs them.
pub(crate) fn install_missing(needs: &[&Need]) -> Result<()> {
    let missing: Vec<&Need> = needs.iter().copied().filter(|need| !(need.is_there)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|need| need.name).collect();
    let packages: Vec<&str> = missing.iter().flat_map(|need| need.packages).copied().collect();
    say(&format!("\nMissing here: {}.\nInstalling Debian's packages: {}.", names.join(", "), packages.join(" ")));
    if packages.contains(&"postgresql") {
        say("Debian starts a server of its own with that package; the tests leave it alone and start another.");
    }
    if packages.contains(&"dovecot-imapd") {
        say(
            "Debian may start a mail server with that package; the tests start one of their own, on this machine only.",
        );
    }
    let by_hand = format!("install these packages by hand: {}", packages.join(" "));
    run(&mut apt(["update"])?).with_context(|| by_hand.clone())?;
    let install = ["install", "--yes", "--no-install-recommends"].into_iter().chain(packages.iter().copied());
    run(&mut apt(install)?).with_context(|| by_hand.clone())?;
    match missing.iter().find(|need| !(need.is_there)()) {
        None => Ok(()),
        Some(need) => bail!("{} is still missing after installing {}", need.name, need.packages.join(" ")),
    }
}

/// `apt-get`, as the administrator and without questions.
fn apt<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Result<Command> {
    if find("apt-get").is_none() {
        bail!("this machine has no apt-get, and only Debian's packages can be installed for you");
    }
    let is_root = is_root();
    if !is_root && find("sudo").is_none() {
        bail!("installing needs root or sudo, and this account has neither");
    }
    let mut command = Command::new(if is_root { "env" } else { "sudo" });
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet"]).args(arguments);
    command.stdin(Stdio::null());
    Ok(command)
}
