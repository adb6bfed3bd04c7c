//! Which facts there are. A report that looks at use, payments or answers says so where nobody imported any, instead of
//! taking their absence for something that did not happen.

use ledger::KindCount;
use relationship::{Day, FactKind};
use report::{AnalyticsError, Note};

use crate::engine::{Opened, blocking};
use crate::grouping::literal;

/// What a data folder holds, the most frequent first.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Kept {
    kinds: Vec<KindCount>,
    /// SQL that counts the same.
    pub(crate) sql: Vec<String>,
}

impl Kept {
    /// The ledger counts bucket by bucket and keeps the counts; only buckets with new facts are counted again.
    pub(crate) async fn of(opened: &Opened) -> Result<Self, AnalyticsError> {
        let lives = opened.sources.lives.clone();
        let until = opened.sources.observed_until.to_string();
        let sql = include_str!("../queries/kept_facts.sql").replace("{until}", &until);
        let kinds = blocking(move || lives.kinds().map_err(AnalyticsError::from)).await?;
        Ok(Self { kinds, sql: vec![sql] })
    }

    /// What is kept of these kinds.
    fn of_kinds<'a>(&'a self, wanted: impl Fn(FactKind<'_>) -> bool + 'a) -> impl Iterator<Item = &'a KindCount> {
        self.kinds.iter().filter(move |it| wanted(FactKind::from_word(&it.kind)))
    }

    /// The first day on which a fact of these kinds is known.
    pub(crate) fn first_on(&self, wanted: impl Fn(FactKind<'_>) -> bool) -> Option<Day> {
        self.of_kinds(wanted).map(|it| it.first_on).min()
    }

    /// The first day on which somebody used something.
    pub(crate) fn use_from(&self) -> Option<Day> {
        self.first_on(is_use)
    }

    /// The first day anything happened.
    pub(crate) fn from(&self) -> Option<Day> {
        self.first_on(|_| true)
    }

    /// The questions whose answers all stand on the ladder, 1 to 5, the most answered first. The first one is taken to say
    /// where a customer stands, the others are about single aspects.
    pub(crate) fn rungs(&self) -> impl Iterator<Item = &KindCount> {
        self.of_kinds(|kind| kind == FactKind::Answered).filter(|it| {
            let on_ladder = it.range.is_some_and(|(lowest, highest)| lowest >= 1.0 && highest <= 5.0);
            on_ladder && it.valued == it.facts
        })
    }

    /// What customers got in touch about, the most frequent first.
    pub(crate) fn subjects(&self) -> impl Iterator<Item = &KindCount> {
        self.of_kinds(|kind| kind == FactKind::Contacted)
    }
}

/// Did the customer use what they have? A company's own kinds count, as everywhere.
pub(crate) fn is_use(kind: FactKind<'_>) -> bool {
    kind.is_use()
}

/// The known kinds that do not count, as a list for SQL; kinds of the company's own are never among them.
pub(crate) fn all_but(counts: impl Fn(FactKind<'_>) -> bool) -> String {
    let others = FactKind::KNOWN.into_iter().filter(|kind| !counts(*kind)).map(|kind| literal(kind.word()));
    others.collect::<Vec<_>>().join(", ")
}

/// What to import before a sign can be seen.
pub(crate) fn lacks(code: &'static str, what: &str, kind: &str) -> Note {
    Note::new(code, format!("{what} are not in these data; import them as events of the kind `{kind}`"))
}

/// A data folder of one picture in time has no before and after.
pub(crate) fn no_moments() -> Note {
    Note::new(
        "snapshot_has_no_moments",
        "these data are one picture without days, so nothing can be seen to come or go",
    )
}
