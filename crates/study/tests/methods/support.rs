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

impl File {
    /// What `vaarwel measure FILE OPTIONS --json` answers; what stands between single quotes is one word.
    #[track_caller]
    pub(crate) fn measured(&self, words: &str) -> Value {
        let text = self.measure(&format!("{words} --json")).unwrap_or_else(|error| panic!("{words}: {error}"));
        serde_json::from_str(&text).expect("JSON")
    }

    /// What `vaarwel measure FILE OPTIONS` prints.
    pub(crate) fn measure(&self, words: &str) -> Result<String, String> {
        measure(&self.path, words).map_err(|error| error.replace(&self.path.display().to_string(), "FILE"))
    }
}

/// What `vaarwel measure FILE OPTIONS` prints.
pub(crate) fn measure(file: &Path, words: &str) -> Result<String, String> {
    let pieces = words.split('\'').enumerate();
    let words = pieces.flat_map(|(at, piece)| match at % 2 {
        0 => piece.split_whitespace().map(str::to_owned).collect::<Vec<_>>(),
        _ => vec![piece.to_owned()],
    });
    study::measure::run([file.display().to_string()].into_iter().chain(words)).map_err(|error| error.to_string())
}

/// The folder with public data beside the workspace, where there is one.
pub(crate) fn shared_data() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    folder.is_dir().then_some(folder)
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
