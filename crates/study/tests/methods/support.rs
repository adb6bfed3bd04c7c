//! A table in a file, a command on it, and what it answers.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

/// A file that is gone after the test.
pub(crate) struct File {
    folder: TempDir,
    path: PathBuf,
}

impl File {
    /// A file with this content.
    pub(crate) fn new(content: impl AsRef<[u8]>) -> Self {
        Self::named("data.csv", content)
    }

    pub(crate) fn named(name: &str, content: impl AsRef<[u8]>) -> Self {
        let folder = TempDir::new().expect("a folder");
        let path = folder.path().join(name);
        fs::write(&path, content).expect("a file");
        Self { folder, path }
    }

    /// Another path in the same folder, such as that of a picture.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// What `vaarwel stats METHOD FILE OPTIONS` prints; `words` are the method and the options, parted by blanks.
    #[track_caller]
    pub(crate) fn text(&self, words: &str) -> String {
        self.run(words).unwrap_or_else(|error| panic!("{words}: {error}"))
    }

    /// The same with `--json`.
    #[track_caller]
    pub(crate) fn json(&self, words: &str) -> Value {
        serde_json::from_str(&self.text(&format!("{words} --json"))).expect("JSON")
    }

    /// What is said when it is refused.
    #[track_caller]
    pub(crate) fn refusal(&self, words: &str) -> String {
        match self.run(words) {
            Ok(answer) => panic!("{words} was answered: {answer}"),
            Err(error) => error.to_string().replace(&self.path.display().to_string(), "FILE"),
        }
    }

    fn run(&self, words: &str) -> Result<String, study::StudyError> {
        let mut words = words.split_whitespace().map(str::to_owned);
        let method = words.next().expect("a method");
        study::run([method, self.path.display().to_string()].into_iter().chain(words))
    }
}

/// What a method without a file answers.
#[track_caller]
pub(crate) fn json(words: &str) -> Value {
    let words: Vec<&str> = words.split_whitespace().chain(["--json"]).collect();
    let text = study::run(words.clone()).unwrap_or_else(|error| panic!("{words:?}: {error}"));
    serde_json::from_str(&text).expect("JSON")
}

/// The number at a JSON pointer is this, within a tolerance relative to its size.
#[track_caller]
pub(crate) fn close(answer: &Value, pointer: &str, expected: f64, tolerance: f64) {
    let found = answer.pointer(pointer).and_then(Value::as_f64);
    let found = found.unwrap_or_else(|| panic!("no number at {pointer} in {answer:#}"));
    let size = expected.abs().max(f64::MIN_POSITIVE);
    assert!((found - expected).abs() <= tolerance * size, "{pointer}: {found}, not {expected}");
}
