//! A PostgreSQL server of our own for the length of a test run.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::machine::{find, is_root, postgres_folder};

/// Makes a server in a new folder, says `ready`, and takes both away when standard input ends.
///
/// The input is a pipe that only xtask holds. It ends however xtask ends, killed or interrupted too; the guard itself is
/// kept apart from what a terminal interrupts.
const GUARD: &str = r#"
trap '' INT TERM HUP
bin=$1 port=$2 settings=$3
folder=$(mktemp -d "${TMPDIR:-/tmp}/vaarwel-postgres.XXXXXX") || exit 1
cd "$folder" || exit 1
LC_ALL=C "$bin/initdb" --pgdata=data --username=vaarwel --auth=trust --encoding=UTF8 --no-locale --no-sync >log 2>&1 &&
"$bin/pg_ctl" --pgdata=data --wait --silent --log=log start -o "-p $port -c listen_addresses=127.0.0.1
    -c unix_socket_directories= -c fsync=off -c full_page_writes=off -c max_connections=200 $settings" >>log 2>&1
if [ $? -eq 0 ]; then echo ready; cat >/dev/null; else cat log; fi
"$bin/pg_ctl" --pgdata=data --mode=immediate --wait --silent stop >/dev/null 2>&1
cd / && rm -rf "$folder"
"#;

/// What a server is for.
#[derive(Clone, Copy)]
pub(crate) enum For {
    /// Tests that trust it: nothing waits until it is stored.
    Tests,
    /// The test that makes it fall over and looks what is there afterwards.
    Crashes,
}

/// A running server; it stops when this is dropped, and when xtask ends in whatever way.
pub(crate) struct Postgres {
    guard: Child,
    held: Option<ChildStdin>,
    port: u16,
}

impl Postgres {
    /// Makes and starts a server on a free port of this machine alone.
    pub(crate) fn start(what_for: For) -> Result<Self> {
        let programs = postgres_folder().context("there is no PostgreSQL server on this machine")?;
        let port = free_port()?;
        let settings = match what_for {
            For::Tests => "-c synchronous_commit=off",
            For::Crashes => "",
        };
        let mut guard = as_somebody(&programs, port, settings)?
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .process_group(0)
            .current_dir("/")
            .spawn()
            .context("cannot start a shell for PostgreSQL")?;
        let held = guard.stdin.take();
        let mut said = BufReader::new(guard.stdout.take().context("PostgreSQL's shell has no output")?).lines();
        match said.next().transpose()?.as_deref() {
            Some("ready") => Ok(Self { guard, held, port }),
            first => {
                let rest: Vec<String> = said.map_while(Result::ok).collect();
                bail!("PostgreSQL did not start:\n{}\n{}", first.unwrap_or_default(), rest.join("\n"))
            }
        }
    }

    /// The address of an empty database.
    pub(crate) fn url(&self) -> String {
        format!("postgres://vaarwel@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.held.take());
        // The guard ends by itself; waiting for it only keeps the folder from outliving us.
        let _ = self.guard.wait();
    }
}

/// A port that nobody uses at this moment.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0)).context("no free port on 127.0.0.1")?.local_addr()?.port())
}

/// The guard, under an account that PostgreSQL accepts: it refuses to run as root.
fn as_somebody(programs: &Path, port: u16, settings: &str) -> Result<Command> {
    let mut command = if is_root() {
        let account = ["postgres", "nobody"].into_iter().find(|account| has_account(account));
        let account =
            account.context("PostgreSQL refuses to run as root, and there is no account `postgres` or `nobody`")?;
        let runuser: PathBuf = find("runuser").unwrap_or_else(|| "/usr/sbin/runuser".into());
        let mut command = Command::new(runuser);
        command.args(["-u", account, "--", "sh"]);
        command
    } else {
        Command::new("sh")
    };
    command.args(["-c", GUARD, "guard"]).arg(programs).arg(port.to_string()).arg(settings);
    // A personal folder for passing files is often closed to the account the server runs under.
    command.env_remove("TMPDIR");
    Ok(command)
}

fn has_account(name: &str) -> bool {
    std::fs::read_to_string("/etc/passwd").is_ok_and(|all| all.lines().any(|line| line.split(':').next() == Some(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_answers_while_it_is_held_and_not_after() {
        if postgres_folder().is_none() {
            crate::command::say("not run: there is no PostgreSQL server on this machine");
            return;
        }
        let postgres = Postgres::start(For::Tests).expect("a server");
        let address = ("127.0.0.1", postgres.port);
        assert!(std::net::TcpStream::connect(address).is_ok());
        drop(postgres);
        assert!(std::net::TcpStream::connect(address).is_err());
    }

    #[test]
    fn the_account_of_the_administrator_is_found_and_a_strange_one_is_not() {
        assert!(has_account("root"));
        assert!(!has_account("nobody-has-this-name"));
    }
}
