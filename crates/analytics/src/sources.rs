//! Where the spells and facts lie, and what is known about them before a single row is read.

use std::path::{Path, PathBuf};

use relationship::fact::TenureUnit;
use relationship::{Currency, Day, Definition};
use report::AnalyticsError;

/// What a trait's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TraitKind {
    /// Words.
    Text,
    /// Numbers.
    Number,
}

/// One trait of a customer, as a column of the spells.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Trait {
    /// The name people use.
    pub name: String,
    /// The column's name.
    pub column: String,
    /// What its values are.
    pub kind: TraitKind,
}

/// What a report reads: files of one version of the ledger, made under one definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sources {
    /// The Parquet files of the spells.
    pub spells: Vec<PathBuf>,
    /// Parquet files with the spells of customers of whom new facts came in; they stand in place of what `spells` holds
    /// of those customers.
    pub changed_spells: Vec<PathBuf>,
    /// The Parquet files of the facts.
    pub facts: Vec<PathBuf>,
    /// The same facts and spells, bucket by bucket, for what is counted customer by customer.
    pub lives: ledger::Lives,
    /// The traits of the spells.
    pub traits: Vec<Trait>,
    /// The last day we know about.
    pub observed_until: Day,
    /// The data are one picture in time: tenures are stated, days are not.
    pub is_snapshot: bool,
    /// Something says how long customers stayed.
    pub has_durations: bool,
    /// The unit the tenures are stated in, when every spell has a stated tenure in the same unit.
    pub tenure_unit: Option<TenureUnit>,
    /// Relations are agreed (a joining or a contract is on record), not guessed from activity.
    pub is_contractual: bool,
    /// The currency of every amount.
    pub currency: Currency,
    /// Names the version of the ledger and the definition the spells were made under: equal keys mean equal rows.
    pub key: String,
}

impl Sources {
    /// What the ledger of a data folder holds now, with spells under `definition`; those that are stale are made first.
    ///
    /// # Errors
    /// [`AnalyticsError::Ledger`] when nothing was imported yet or the folder cannot be read.
    pub fn of_ledger(data: &Path, definition: &Definition) -> Result<Self, AnalyticsError> {
        let refused = |cause: ledger::LedgerError| AnalyticsError::Ledger(Box::new(cause));
        let snapshot = ledger::Ledger::open(data).snapshot().map_err(refused)?;
        let spells = snapshot.spells(definition).map_err(refused)?;
        let lives = ledger::Lives::new(snapshot.clone(), &spells);
        let kind_of = |kind: ledger::TraitKind| match kind {
            ledger::TraitKind::Text => TraitKind::Text,
            ledger::TraitKind::Number => TraitKind::Number,
        };
        let traits = spells
            .traits
            .into_iter()
            .map(|known| Trait { name: known.name, column: known.column, kind: kind_of(known.kind) })
            .collect();
        Ok(Self {
            spells: spells.files,
            changed_spells: spells.changed.into_values().collect(),
            facts: snapshot.facts_files(),
            lives,
            traits,
            observed_until: spells.observed_until,
            is_snapshot: spells.is_snapshot,
            has_durations: spells.has_durations,
            tenure_unit: spells.tenure_unit.filter(|_| spells.is_snapshot),
            is_contractual: spells.has_contracts,
            currency: spells.currency,
            key: format!("{};{}", spells.generation, definition.spell_key()),
        })
    }
}
