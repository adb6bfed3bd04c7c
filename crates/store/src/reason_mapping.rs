//! From the company's own words to reason codes, in versions.

use relationship::reason::ReasonMapping;

use crate::choice::Subject;
use crate::{Act, Choice, Store, StoreError};

/// What a company starts with: nobody chose it.
fn first() -> Choice<ReasonMapping> {
    Choice { chosen: ReasonMapping::default(), act: None }
}

impl Store {
    /// The mapping in force; the empty one as version 1 where none was chosen yet.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn reason_mapping(&self) -> Result<Choice<ReasonMapping>, StoreError> {
        Ok(self.current(Subject::ReasonMapping).await?.unwrap_or_else(first))
    }

    /// Chooses the mapping that was made from the one in force. Two people who change the same version at the same
    /// time do not undo each other: the second is told.
    ///
    /// # Errors
    /// `Outdated` when another mapping came into force meanwhile.
    pub async fn choose_reason_mapping(
        &self,
        mapping: ReasonMapping,
        act: Act,
    ) -> Result<Choice<ReasonMapping>, StoreError> {
        let made_from = mapping.version.saturating_sub(1);
        let check = |version: u32| match version.saturating_sub(1) {
            newest if newest == made_from => Ok(mapping),
            newest => Err(StoreError::Outdated { what: "mapping of reasons", made_from, newest }),
        };
        self.choose(Subject::ReasonMapping, act, check).await
    }

    /// All versions, newest first, down to the one a company starts with.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn reason_mapping_history(&self) -> Result<Vec<Choice<ReasonMapping>>, StoreError> {
        let mut versions = self.versions(Subject::ReasonMapping).await?;
        versions.push(first());
        Ok(versions)
    }
}
