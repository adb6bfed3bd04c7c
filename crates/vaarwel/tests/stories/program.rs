//! The real program, with a data folder of its own for every story.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The program and its data folder.
pub(crate) struct Program {
    folder: tempfile::TempDir,
}

impl Program {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    /// A path beside the data folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path("data")
    }

    /// Writes a file beside the data folder.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::write(&path, content).expect("a file");
        path.to_string_lossy().into_owned()
    }

    /// The command as a person would type it, with nothing of this machine's settings.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vaarwel"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("VAARWEL_")) {
            command.env_remove(name);
        }
        command.args(arguments).current_dir(self.folder.path()).env("VAARWEL_DATA", self.data()).stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program starts")
    }

    /// What the program says when all is well.
    #[track_caller]
    pub(crate) fn says(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert!(output.status.success(), "vaarwel {arguments:?}\n{out}\n{err}");
        out
    }

    /// What the program says as JSON.
    #[track_caller]
    pub(crate) fn json(&self, arguments: &[&str]) -> serde_json::Value {
        serde_json::from_str(&self.says(arguments)).expect("JSON")
    }

    /// What the program says when it refuses: with exit code 1, an error and no panic.
    #[track_caller]
    pub(crate) fn refuses(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let err = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "vaarwel {arguments:?}\n{}\n{err}", text(&output.stdout));
        assert!(err.starts_with("error: ") && !err.contains("panicked"), "{err}");
        err
    }

    /// What the program says when a command is not one: with exit code 2.
    #[track_caller]
    pub(crate) fn does_not_know(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let err = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "vaarwel {arguments:?}\n{err}");
        err
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A file of the shared data sets; says so and gives nothing where they are not.
pub(crate) fn shared(name: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    if path.is_file() {
        return Some(path.to_string_lossy().into_owned());
    }
    println!("skipped: {} is not on this machine", path.display());
    None
}
