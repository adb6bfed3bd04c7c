//! The definition of leaving, as this company chose it.

use relationship::Definition;

use crate::choice::Subject;
use crate::{Act, Choice, Store, StoreError};

/// What a company starts with: nobody chose it.
fn first() -> Choice<Definition> {
    Choice { chosen: Definition::default(), act: None }
}

impl Store {
    /// The definition in force; [`Definition::default`] as version 1 where none was chosen yet.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn definition(&self) -> Result<Choice<Definition>, StoreError> {
        Ok(self.current(Subject::Definition).await?.unwrap_or_else(first))
    }

    /// Chooses a definition: it becomes the next version, whatever version it was given with. Choosing what is in force
    /// already changes nothing and gives that back.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `DiskFull`, `Database`.
    pub async fn choose_definition(&self, definition: Definition, act: Act) -> Result<Choice<Definition>, StoreError> {
        let current = self.definition().await?;
        let same = Definition { version: current.chosen.version, since: current.chosen.since, ..definition.clone() };
        if same == current.chosen {
            return Ok(current);
        }
        self.choose(Subject::Definition, act, |version| Ok(Definition { version, ..definition })).await
    }

    /// All versions, newest first, down to the one a company starts with.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn definition_history(&self) -> Result<Vec<Choice<Definition>>, StoreError> {
        let mut versions = self.versions(Subject::Definition).await?;
        versions.push(first());
        Ok(versions)
    }
}
