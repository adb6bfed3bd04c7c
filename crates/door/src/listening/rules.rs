//! The company's own rules for asking and improving, read from the data folder.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use relationship::improvement::{Rules, RulesError};
use relationship::listening::asking::{House, HouseError};
use relationship::listening::{UnaskedKey, UnaskedKeyError};

use crate::Office;

/// The rules over all surveys.
const HOUSE_FILE: &str = "asking.toml";
/// How work is proposed.
const RULES_FILE: &str = "improvement.toml";
/// The key that decides who is never asked.
const KEY_FILE: &str = "unasked.key";

/// Why rules of the data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RulesFault {
    /// A file cannot be read or made.
    #[error("`{file}` cannot be read: {source}")]
    File {
        /// Which.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// The rules for asking are wrong.
    #[error("`asking.toml` cannot be used: {0}")]
    Asking(#[from] HouseError),
    /// The rules for improving are wrong.
    #[error("`improvement.toml` cannot be used: {0}")]
    Improvement(#[from] RulesError),
    /// The key is none.
    #[error("`unasked.key` cannot be used: {0}")]
    Key(#[from] UnaskedKeyError),
}

impl Office {
    /// The rules over all surveys; the usual ones where the company has none of its own.
    ///
    /// # Errors
    /// What in the file cannot be used.
    pub fn asking_rules(&self) -> Result<House, RulesFault> {
        match read(&self.data.join(HOUSE_FILE))? {
            Some(text) => Ok(House::parse(&text)?),
            None => Ok(House::default()),
        }
    }

    /// The same, with what the law packs of the leave flows say of a message after the goodbye, where the company names no
    /// packs of its own.
    ///
    /// # Errors
    /// As [`Office::asking_rules`].
    pub async fn asking_house(&self) -> Result<House, RulesFault> {
        let house = self.asking_rules()?;
        if !house.law.is_empty() {
            return Ok(house);
        }
        let flows = self.flows().await;
        let packs = flows.iter().flat_map(|it| crate::procedure::packs(&it.flow)).map(|pack| pack.name);
        Ok(house.under(&packs.collect::<Vec<_>>())?)
    }

    /// How work is proposed; as usual where the company says nothing else.
    ///
    /// # Errors
    /// What in the file cannot be used.
    pub fn improvement_rules(&self) -> Result<Rules, RulesFault> {
        match read(&self.data.join(RULES_FILE))? {
            Some(text) => Ok(Rules::parse(&text)?),
            None => Ok(Rules::default()),
        }
    }

    /// The key that decides who is never asked; made where there is none.
    ///
    /// # Errors
    /// When it cannot be read or made.
    pub fn unasked_key(&self) -> Result<UnaskedKey, RulesFault> {
        let path = self.data.join(KEY_FILE);
        let fault = |source| RulesFault::File { file: path.display().to_string(), source };
        match private(&path, &self.random::<32>()) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(fault(error)),
            _ => {}
        }
        Ok(UnaskedKey::new(&fs::read(&path).map_err(fault)?)?)
    }
}

fn read(path: &Path) -> Result<Option<String>, RulesFault> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(RulesFault::File { file: path.display().to_string(), source }),
    }
}

/// Writes a new file that only its owner reads.
fn private(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(content)?;
    file.sync_all()
}
