//! From the company's own words to reason codes, in versions.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::choice::Subject;
use crate::{Act, Choice, Store, StoreError};

impl Store {
    /// The mapping in force; none where none was chosen yet.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn reason_mapping<T: DeserializeOwned>(&self) -> Result<Option<Choice<T>>, StoreError> {
        self.current(Subject::ReasonMapping).await
    }

    /// Chooses a mapping: `make` gets the number of the new version and says what it is.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Database`.
    pub async fn choose_reason_mapping<T: Serialize>(
        &self,
        make: impl FnOnce(u32) -> T,
        act: Act,
    ) -> Result<Choice<T>, StoreError> {
        self.choose(Subject::ReasonMapping, act, make).await
    }

    /// All versions that were chosen, newest first.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn reason_mapping_history<T: DeserializeOwned>(&self) -> Result<Vec<Choice<T>>, StoreError> {
        self.versions(Subject::ReasonMapping).await
    }
}
