//! Facts at rest: import, seal, compact, read back as timelines and spells.
//!
//! | module | what it does |
//! | --- | --- |
//! | [`input`] | opens any table file and reads it block by block |
//! | [`mapping`] | which column means what |
//! | [`describe`] | what is in a file, and a proposal of how to take it |
//! | [`convert`] | rows become facts or rejects |
//! | [`reject`] | the list of rows that were not taken |
//! | [`import`] | a file becomes facts, all of it or nothing |
//! | [`seal`] | facts that came one by one join the others |
//! | [`ledger`] | opens the ledger of a data folder: a snapshot for reading, one writer at a time |
//! | [`manifest`] | which files make up the ledger at this moment |
//! | [`spells`] | timelines folded into spells, kept as Parquet, rebuilt where facts changed |
//! | [`lives`] | spells beside what happened to the same customers, bucket by bucket |
//! | [`kinds`] | which kinds of facts there are |
//! | [`activity`] | active customers per cohort and age, for customers without contracts |
//! | [`file_activity`] | the same straight from a file, without importing it |
//! | [`compact`] | brings many small files together |
//! | [`erase`] | one person goes from the facts |
//! | [`message`] | every sentence for people: code, values, English text |
//! | [`error`] | what can go wrong |
//!
//! The format of the files is described in `docs/reference/ledger.md`.

pub mod activity;
pub mod compact;
pub mod convert;
pub mod describe;
pub mod erase;
pub mod error;
mod facts;
pub mod file_activity;
pub mod import;
pub mod input;
mod kept;
pub mod kinds;
mod known;
pub mod ledger;
pub mod lives;
pub mod manifest;
pub mod mapping;
pub mod message;
pub mod reject;
mod restate;
pub mod seal;
mod segment;
mod sort;
pub mod spells;
mod strings;

pub use activity::ActivityCell;
pub use error::LedgerError;
pub use file_activity::{FileActivity, activity_of_file};
pub use import::{ImportProgress, ImportRequest, ImportSummary, import};
pub use kinds::KindCount;
pub use ledger::{Ledger, Snapshot, TimelineEntry};
pub use lives::Lives;
pub use manifest::{Manifest, TraitKind};
pub use message::Message;
pub use spells::{SpellFiles, TraitColumn};
