//! `docs/reference/stats.md` and `measure.md` show what the commands really print. With `WRITE_EXAMPLES=1` the test writes it there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

/// The blocks of the page: what stands behind the three back quotes, and what is between them.
fn blocks(page: &str) -> Vec<(&str, &str)> {
    let mut blocks = Vec::new();
    let mut rest = page;
    while let Some((_, opened)) = rest.split_once("\n```") {
        let (kind, body) = opened.split_once('\n').unwrap_or((opened, ""));
        let (body, after) = body.split_once("```").unwrap_or((body, ""));
        blocks.push((kind.trim(), body));
        rest = after;
    }
    blocks
}

/// The words of a command as a shell cuts them.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, piece) in command.split('\'').enumerate() {
        if index % 2 == 1 {
            words.push(piece.to_owned());
        } else {
            words.extend(piece.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// The same, but for the last digits of a number.
fn same(shown: &Value, found: &Value) -> bool {
    match (shown, found) {
        (Value::Number(shown), Value::Number(found)) => {
            let (shown, found) = (shown.as_f64().unwrap(), found.as_f64().unwrap());
            (shown - found).abs() <= 1e-9 * shown.abs().max(1e-9)
        }
        (Value::Array(shown), Value::Array(found)) => {
            shown.len() == found.len() && shown.iter().zip(found).all(|(a, b)| same(a, b))
        }
        (Value::Object(shown), Value::Object(found)) => {
            shown.len() == found.len() && shown.iter().zip(found).all(|((a, b), (c, d))| a == c && same(b, d))
        }
        _ => shown == found,
    }
}

/// The files of a page in a folder, and its commands with the words that name them in place.
fn commands(page: &str, command_of: &str, folder: &Path) -> Vec<(String, String, Vec<String>)> {
    let mut commands = Vec::new();
    for (kind, body) in blocks(page) {
        if let Some(name) = kind.strip_prefix("csv ") {
            fs::write(folder.join(name), body).unwrap();
        }
        let Some((command, _)) = body.strip_prefix(command_of).and_then(|rest| rest.split_once('\n')) else {
            continue;
        };
        let here = |word: String| match folder.join(&word) {
            file if file.is_file() => file.display().to_string(),
            _ => word,
        };
        let words = words(command).into_iter().map(here).collect();
        commands.push((body.to_owned(), command.to_owned(), words));
    }
    commands
}

/// Runs every example of a page, and says which print something else. With `WRITE_EXAMPLES=1` it is written there.
fn check(name: &str, command_of: &str, run: impl Fn(Vec<String>) -> Result<String, study::StudyError>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference").join(name);
    let page = fs::read_to_string(&path).unwrap();
    let folder = TempDir::new().unwrap();
    let (mut wrong, mut written) = (String::new(), page.clone());
    for (body, command, words) in commands(&page, command_of, folder.path()) {
        let shown = body.split_once('\n').unwrap().1;
        let found = run(words);
        let found = found.unwrap_or_else(|error| format!("error: {error}\n"));
        let found = found.replace(&format!("{}/", folder.path().display()), "");
        let is_same = match (serde_json::from_str::<Value>(shown), serde_json::from_str::<Value>(&found)) {
            (Ok(shown), Ok(found)) => same(&shown, &found),
            _ => shown == found,
        };
        if !is_same {
            wrong += &format!("\n{command_of}{command}\n{found}");
            written = written.replacen(&body, &format!("{command_of}{command}\n{found}"), 1);
        }
    }
    if std::env::var_os("WRITE_EXAMPLES").is_some() {
        fs::write(&path, &written).unwrap();
    }
    assert!(wrong.is_empty(), "these examples print something else:\n{wrong}");
}

#[test]
fn every_example_of_the_reference_prints_what_it_shows() {
    check("stats.md", "$ vaarwel stats ", study::run);
}

#[test]
fn every_example_of_measuring_prints_what_it_shows() {
    check("measure.md", "$ vaarwel measure ", study::measure::run);
}

#[test]
fn every_method_has_a_section_and_an_example_in_the_reference() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/stats.md")).unwrap();
    let help = study::run(["--help"]).unwrap();
    let methods: BTreeSet<&str> = help
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split("  ").next())
        .filter(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '-'))
        .collect();
    assert!(methods.contains("kaplan-meier"), "{help}");
    for method in methods {
        assert!(page.contains(&format!("\n### {method}\n")), "{method} has no section");
        assert!(page.contains(&format!("\n$ vaarwel stats {method} ")), "{method} has no example");
    }
}

#[test]
fn a_method_draws_its_example_or_says_by_name_that_it_does_not() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/stats.md")).unwrap();
    let help = study::run(["--help"]).unwrap();
    let said = help.split("--svg FILE for a picture:").nth(1).unwrap().split('.').next().unwrap();
    let drawing: BTreeSet<&str> = said.split([',', ' ', '\n']).filter(|word| !word.is_empty()).collect();
    let folder = TempDir::new().unwrap();
    let picture = folder.path().join("picture.svg");
    let mut drawn = BTreeSet::new();
    let shown = commands(&page, "$ vaarwel stats ", folder.path());
    for (_, command, words) in shown.into_iter().filter(|(body, ..)| !body.contains("\nerror: ")) {
        let method = words[0].clone();
        let option = ["--svg".to_owned(), picture.display().to_string()];
        match study::run(words.into_iter().chain(option)) {
            Ok(_) => {
                assert!(drawing.contains(method.as_str()), "{method} draws and the help does not say so");
                let svg = fs::read_to_string(&picture).unwrap();
                assert!(svg.starts_with("<svg xmlns=") && svg.ends_with("</svg>") && !svg.contains("NaN"), "{svg}");
                drawn.insert(method);
            }
            Err(error) => {
                let error = error.to_string();
                assert!(!drawing.contains(method.as_str()), "{command}: {error}");
                assert!(error.contains(&format!("`{method}` draws no picture")), "{command}: {error}");
                assert!(drawing.iter().all(|it| error.contains(&format!("`{it}`"))), "{error}");
            }
        }
    }
    let drawn: BTreeSet<&str> = drawn.iter().map(String::as_str).collect();
    assert_eq!(drawn, drawing, "every method that draws shows so in an example");
}
