//! The flows of the company, as its files say them; and the strictest flow there is for whoever finds none.
//!
//! A flow stands in `DATA/flows/NAME.toml` and is read again when its file changes. A file that is missing or broken keeps
//! nobody in: then the strict flow stands in its place, and the desk hears of it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use relationship::flow::{Flow, FlowError, Places};

/// Largest file that is read as a flow.
pub const FLOW_BYTES_MAX: u64 = 512 * 1024;
/// The most flows a list shows.
const FLOWS_LISTED_MAX: usize = 200;
/// The most files that are kept in memory.
const FLOWS_KEPT_MAX: usize = 256;

/// A flow that was asked for. There always is one.
#[derive(Debug, Clone)]
pub struct Found {
    /// The flow.
    pub flow: Arc<Flow>,
    /// Where its parts stand in its file.
    pub places: Arc<Places>,
    /// The version that was published; 0 for a file and for the strict flow.
    pub version: u32,
    /// Why the strict flow stands in the place of the company's own; nothing when it does not.
    pub fallen_back: Option<Arc<FlowFault>>,
}

impl Found {
    /// The strict flow under a name, and why it is.
    pub(crate) fn strict(name: &str, fault: FlowFault) -> Self {
        tracing::error!(flow = name, %fault, "the strict flow stands in for a flow");
        let flow = Flow::strict(if is_name(name) { name } else { "leave" });
        Self { flow: Arc::new(flow), places: Arc::default(), version: 0, fallen_back: Some(Arc::new(fault)) }
    }
}

/// Why a flow could not be used.
#[derive(Debug, thiserror::Error)]
pub enum FlowFault {
    /// There is no such file.
    #[error("there is no flow `{name}`; allowed: the name of a file in `{folder}`, without `.toml`")]
    Missing {
        /// What was asked for.
        name: String,
        /// Where it would be.
        folder: String,
    },
    /// The file cannot be read.
    #[error("`{file}`: {cause}")]
    Unreadable {
        /// The file.
        file: String,
        /// What the system says.
        cause: String,
    },
    /// The file is no flow.
    #[error(transparent)]
    Broken(#[from] FlowError),
}

/// What a file was when it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    bytes: u64,
}

#[derive(Debug, Clone)]
struct Kept {
    stamp: Stamp,
    found: Found,
}

/// The folder of flows.
#[derive(Debug)]
pub struct Flows {
    folder: PathBuf,
    kept: RwLock<HashMap<String, Kept>>,
}

impl Flows {
    /// The flows in a folder; it need not exist.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, kept: RwLock::default() }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The flow of a name. Where it is missing or broken, the strict flow under that name.
    pub fn find(&self, name: &str) -> Found {
        match self.read(name) {
            Ok(found) => found,
            Err(fault) => Found::strict(name, fault),
        }
    }

    /// Every flow, by name; broken ones too, as the strict flow.
    pub fn list(&self) -> Vec<Found> {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".toml").map(str::to_owned))
            .filter(|name| is_name(name))
            .collect();
        names.sort_unstable();
        names.truncate(FLOWS_LISTED_MAX);
        names.iter().map(|name| self.find(name)).collect()
    }

    fn read(&self, name: &str) -> Result<Found, FlowFault> {
        if !is_name(name) {
            return Err(self.missing(name));
        }
        let file = self.folder.join(format!("{name}.toml"));
        let unreadable = |cause: String| FlowFault::Unreadable { file: file.display().to_string(), cause };
        let about = std::fs::metadata(&file).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => self.missing(name),
            _ => unreadable(error.to_string()),
        })?;
        let stamp = Stamp { modified: about.modified().ok(), bytes: about.len() };
        if let Some(kept) = self.kept.read().unwrap_or_else(PoisonError::into_inner).get(name)
            && kept.stamp == stamp
        {
            return Ok(kept.found.clone());
        }
        if stamp.bytes > FLOW_BYTES_MAX {
            return Err(unreadable(format!("it has {} bytes; allowed: {FLOW_BYTES_MAX}", stamp.bytes)));
        }
        let text = std::fs::read_to_string(&file).map_err(|error| unreadable(error.to_string()))?;
        let (mut flow, places) = Flow::parse(&file.display().to_string(), &text)?;
        // The address is the file's name, whatever stands inside.
        name.clone_into(&mut flow.flow);
        let found = Found { flow: Arc::new(flow), places: Arc::new(places), version: 0, fallen_back: None };
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= FLOWS_KEPT_MAX {
            kept.clear();
        }
        kept.insert(name.to_owned(), Kept { stamp, found: found.clone() });
        Ok(found)
    }

    fn missing(&self, name: &str) -> FlowFault {
        FlowFault::Missing { name: name.to_owned(), folder: self.folder.display().to_string() }
    }
}

/// The longest name of a flow.
const NAME_CHARS_MAX: usize = 64;

fn is_name(name: &str) -> bool {
    let is_letter = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
    !name.is_empty() && name.len() <= NAME_CHARS_MAX && name.bytes().all(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, Flows) {
        let folder = tempfile::tempdir().expect("a folder");
        let flows = Flows::new(folder.path().to_owned());
        (folder, flows)
    }

    const SMALL: &str = "flow = \"a\"\ntitle.nl = \"Weg\"\ntitle.en = \"Away\"\ncompany = { name = \"Klein\" }\n";

    #[test]
    fn whatever_is_asked_for_there_is_a_flow_to_leave_by() {
        let (folder, flows) = folder();
        std::fs::write(folder.path().join("broken.toml"), "flow = ").expect("a file");
        std::fs::create_dir(folder.path().join("odd.toml")).expect("a folder");
        for name in ["none", "broken", "odd", "../../etc/passwd", "", "UPPER", "a\"b\nc", &"x".repeat(500)] {
            let found = flows.find(name);
            assert!(found.fallen_back.is_some(), "{name:?}");
            assert!(found.flow.is_leaving_one_action_away(), "{name:?}");
            assert_eq!(found.flow.law, ["strict"]);
        }
        let gone = Flows::new(folder.path().join("no such folder"));
        assert!(gone.find("a").fallen_back.is_some() && gone.list().is_empty());
    }

    #[test]
    fn a_changed_file_is_read_again() {
        let (folder, flows) = folder();
        let file = folder.path().join("a.toml");
        std::fs::write(&file, SMALL).expect("a file");
        assert_eq!(flows.find("a").flow.title.nl, "Weg");
        std::fs::write(&file, SMALL.replace("Weg", "Vaarwel")).expect("a file");
        assert_eq!(flows.find("a").flow.title.nl, "Vaarwel");
        std::fs::write(&file, "nothing").expect("a file");
        assert!(flows.find("a").fallen_back.is_some());
        assert_eq!(flows.list().len(), 1);
    }
}
