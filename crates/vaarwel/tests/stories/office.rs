//! Members, keys and the newest facts, from the command line.

use std::io::Write as _;
use std::process::Stdio;

use crate::program::Program;

#[test]
fn a_member_is_added_listed_and_removed_but_never_the_last_owner() {
    let program = Program::new();
    let mut add = program.command(&[
        "member",
        "add",
        "--email",
        "Anouk@fietsplan.example",
        "--role",
        "owner",
        "--password-stdin",
    ]);
    let mut child = add.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program starts");
    child.stdin.take().expect("a pipe").write_all(b"fiets aan de gracht\n").expect("a password");
    let output = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && said.contains("Added anouk@fietsplan.example as owner"), "{said}");

    let said =
        program.says(&["member", "add", "--email", "bram@fietsplan.example", "--role", "analyst", "--language", "en"]);
    assert!(said.contains("signs in once") && said.contains("/sign-in/link?secret="), "{said}");
    let said = program.refuses(&["member", "add", "--email", "bram@fietsplan.example", "--role", "owner"]);
    assert!(said.contains("hint: `vaarwel member list"), "{said}");

    let members = program.json(&["member", "list", "--json"]);
    assert_eq!(members.as_array().expect("members").len(), 2);
    let said = program.refuses(&["member", "remove", "--email", "anouk@fietsplan.example"]);
    assert!(said.contains("owner"), "{said}");
    program.says(&["member", "remove", "--email", "bram@fietsplan.example"]);
    program.refuses(&["member", "remove", "--email", "bram@fietsplan.example"]);
}

#[test]
fn a_password_that_is_too_short_adds_nobody() {
    let program = Program::new();
    let said = program.refuses(&["member", "add", "--email", "a@b.example", "--role", "owner", "--password-stdin"]);
    assert!(said.contains("0 characters") && said.contains("hint:"), "{said}");
}

#[test]
fn a_key_is_shown_once_and_can_be_revoked() {
    let program = Program::new();
    let key = program.says(&["key", "create", "--scope", "read,write", "--name", "warehouse", "--quiet"]);
    let key = key.trim();
    assert!(key.len() > 40, "{key}");
    let list = program.says(&["key", "list"]);
    assert!(list.contains("warehouse") && !list.contains(key), "{list}");
    let keys = program.json(&["key", "list", "--json"]);
    let id = keys[0]["id"].as_str().expect("an id");
    assert!(program.says(&["key", "revoke", id]).contains("no longer works"));
    assert!(program.says(&["key", "revoke", id]).contains("Nothing changed"));
}

#[test]
fn compacting_loses_no_fact() {
    let program = Program::new();
    for part in 0..3 {
        let rows: String = (0..50).map(|row| format!("c{row},2025-0{}-10,o{part}-{row}\n", part + 1)).collect();
        let file = program.file(&format!("{part}.csv"), format!("id,at,order\n{rows}"));
        program.says(&["import", &file, "--as", "events", "--id", "id", "--at", "at", "--source-id", "order"]);
    }
    let count = ["sql", "select count(*) as n, count(distinct customer) as c from facts", "--json"];
    let before = program.json(&count);
    assert_eq!([&before[0]["n"], &before[0]["c"]], [150, 50]);
    let said = program.says(&["compact"]);
    assert!(said.contains("150 facts"), "{said}");
    assert_eq!(program.json(&count), before);
}

#[test]
fn help_is_there_for_every_command() {
    let program = Program::new();
    let help = program.says(&["--help"]);
    for command in [
        "demo",
        "describe",
        "import",
        "report",
        "sql",
        "definition",
        "reasons",
        "serve",
        "member",
        "key",
        "compact",
        "simulate",
    ] {
        assert!(help.contains(command), "{command}");
        assert!(program.says(&[command, "--help"]).contains("Usage: vaarwel"), "{command}");
    }
}

#[test]
fn a_last_day_is_told_with_its_rule_and_a_withdrawal_with_its_last_day() {
    fn notice<'a>(rest: &[&'a str]) -> Vec<&'a str> {
        [&["deadline", "notice", "--kind", "nl_consumer", "--began", "2023-09-12"], rest].concat()
    }
    let program = Program::new();
    let said = program.says(&notice(&["--received", "2026-03-16", "--agreed", "3m"]));
    assert!(said.starts_with("The last day is 2026-04-16: the notice counts from the day it was received"), "{said}");
    assert!(
        said.contains("Look: the agreed notice of 3 months is longer than the law allows; 1 month counts."),
        "{said}"
    );
    let paid = ["--received", "2026-03-16", "--paid-from", "2026-01-01", "--paid-until", "2026-12-31", "--json"];
    let ending = program.json(&notice(&paid));
    assert_eq!((&ending["last_day"], &ending["rule"]), (&"2026-04-16".into(), &"notice_from_the_day".into()));
    assert_eq!(ending["refund"]["days"], 259);
    let said = program.refuses(&notice(&["--received", "2020-01-01"]));
    assert!(said.contains("before the contract began on 2023-09-12"), "{said}");
    let said = program.does_not_know(&["deadline", "notice", "--kind", "dutch", "--began", "2023-09-12"]);
    assert!(said.contains("allowed: nl_consumer, nl_press"), "{said}");
    let said = program.does_not_know(&notice(&["--agreed", "soon"]));
    assert!(said.contains("months such as `1m`"), "{said}");
    let said = program.does_not_know(&notice(&["--year-end", "02-30"]));
    assert!(said.contains("`02-30` is a day no year has"), "{said}");
    let said = program.refuses(&notice(&["--year-end", "06-30"]));
    assert!(said.contains("counts only with `--kind nl_association`"), "{said}");

    let said = program.says(&["deadline", "withdrawal", "--concluded", "2026-06-20", "--sent", "2026-07-06"]);
    assert!(said.starts_with("In time: until 2026-07-06"), "{said}");
    let said = program.refuses(&["deadline", "withdrawal", "--concluded", "2026-06-20", "--law", "nll"]);
    assert!(said.contains("Did you mean `nl`?"), "{said}");
    let said = program.refuses(&["deadline", "withdrawal", "--concluded", "2026-06-20", "--law", "us-ca"]);
    assert!(said.contains("the law pack `us-ca` knows no general right"), "{said}");
}
