//! Spells at rest: derived from the facts under a definition, rebuilt bucket by bucket where facts changed.
//!
//! Everything here can be deleted; the next question makes it again.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Float64Builder, Int32Builder, Int64Builder, ListBuilder, RecordBatch,
    StringBuilder, StringDictionaryBuilder, StructBuilder,
};
use arrow::datatypes::{DataType, Field, Fields, Int32Type, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use rayon::prelude::*;
use relationship::fact::TenureUnit;
use relationship::spell::{Spell, fold};
use relationship::{Currency, Day, Definition, LeftWhen};
use serde::{Deserialize, Serialize};

use crate::error::{LedgerError, at};
use crate::ledger::Snapshot;
use crate::manifest::{SegmentEntry, TraitKind, replace_file};
use crate::strings::hash;

/// The shape of the derived files; a change makes all of them outdated.
const SHAPE: u32 = 4;
/// New facts that are fewer than one in so many old ones are kept apart; with more, the whole bucket is made anew.
const CHANGED_SHARE_MIN: u64 = 8;

/// The spells of a snapshot under one definition, as Parquet files, and what a report must know about them.
#[derive(Debug, Clone)]
pub struct SpellFiles {
    /// The files, one per bucket in order. Together with those of `changed` they hold every spell once, when the customers of `changed` are
    /// left out here.
    pub files: Vec<PathBuf>,
    /// By bucket: files with the spells of customers of whom new facts came in since `files` were made.
    pub changed: BTreeMap<u32, PathBuf>,
    /// The traits, in order of their names.
    pub traits: Vec<TraitColumn>,
    /// The first day any fact speaks about.
    pub observed_from: Day,
    /// Who had not left by this day is still here.
    pub observed_until: Day,
    /// The currency of all prices.
    pub currency: Currency,
    /// The one unit in which tenures were stated, if any were; mixed units have none.
    pub tenure_unit: Option<TenureUnit>,
    /// All we have is a picture of one day: who was a customer then, and for how long.
    pub is_snapshot: bool,
    /// Something says how long customers stayed: their days, or the tenures of a snapshot.
    pub has_durations: bool,
    /// Some facts say that customers join and leave; where none does, customers are known by activity alone.
    pub has_contracts: bool,
    /// The state of the ledger these spells were made from.
    pub generation: u64,
}

/// One trait and the column of the spells that holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraitColumn {
    /// The trait as the company calls it.
    pub name: String,
    /// The column: `trait_` and the name.
    pub column: String,
    /// How its values are kept.
    pub kind: TraitKind,
}

/// What the derived files of one definition were made from.
#[derive(Debug, Default, Serialize, Deserialize, PartialEq)]
struct State {
    shape: u32,
    traits: BTreeMap<String, TraitKind>,
    buckets: BTreeMap<u32, BucketState>,
    /// Files replaced last time. They are removed one change later, so that whoever reads them can finish.
    retired: Vec<String>,
}

/// One derived file of a bucket and the facts it was made from.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
struct Made {
    segments: Vec<String>,
    observed_until: Day,
    /// From this day on the file would look different although no fact was added.
    changes_on: Option<Day>,
    file: String,
}

/// A bucket's spells: the whole as it was once, and since then the customers with new facts.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq)]
struct BucketState {
    whole: Made,
    changed: Option<Made>,
}

impl Snapshot {
    /// The spells under `definition`. Only buckets with new facts are made anew.
    ///
    /// # Errors
    /// `Disk`, `Parquet` or `NotASegment` when facts cannot be read or spells cannot be written.
    pub fn spells(&self, definition: &Definition) -> Result<SpellFiles, LedgerError> {
        let key = definition.spell_key();
        let folder = self.data.join("derived").join(format!("spells-{:016x}", hash(&key)));
        fs::create_dir_all(&folder).map_err(at(&folder))?;
        let mut state = read_state(&folder, &self.manifest.traits);
        let outdated: Vec<u32> =
            (0..self.manifest.buckets).filter(|&bucket| !self.is_fresh(bucket, &state, definition)).collect();
        let state_is_whole = state.buckets.len() == self.manifest.buckets as usize;
        if !outdated.is_empty() || !state_is_whole {
            let made: Vec<(u32, BucketState)> = outdated
                .into_par_iter()
                .map(|bucket| Ok((bucket, self.make_bucket(bucket, state.buckets.get(&bucket), definition, &folder)?)))
                .collect::<Result<_, LedgerError>>()?;
            let retired = std::mem::take(&mut state.retired);
            let before: BTreeSet<String> = state.files().map(str::to_owned).collect();
            state.buckets.retain(|bucket, _| *bucket < self.manifest.buckets);
            state.buckets.extend(made);
            let after: BTreeSet<&str> = state.files().collect();
            // What was just made may bear the name of a file that was retired.
            for file in retired.iter().filter(|file| !after.contains(file.as_str())) {
                let _ = fs::remove_file(folder.join(file));
            }
            state.retired = before.iter().filter(|file| !after.contains(file.as_str())).cloned().collect();
            write_state(&folder, &state)?;
        }
        Ok(self.spell_files(&folder, &state))
    }

    fn spell_files(&self, folder: &Path, state: &State) -> SpellFiles {
        let manifest = &self.manifest;
        let mut units = manifest.tenure_units.iter();
        SpellFiles {
            files: state.buckets.values().map(|bucket| folder.join(&bucket.whole.file)).collect(),
            changed: state
                .buckets
                .iter()
                .filter_map(|(&no, bucket)| Some((no, folder.join(&bucket.changed.as_ref()?.file))))
                .collect(),
            traits: manifest
                .traits
                .iter()
                .map(|(name, &kind)| TraitColumn { name: name.clone(), column: format!("trait_{name}"), kind })
                .collect(),
            observed_from: manifest.observed_from,
            observed_until: manifest.observed_until,
            currency: manifest.currency,
            tenure_unit: units.next().copied().filter(|_| units.next().is_none()),
            is_snapshot: manifest.has_contracts && !manifest.has_dates,
            has_durations: manifest.has_dates || !manifest.has_contracts || !manifest.tenure_units.is_empty(),
            has_contracts: manifest.has_contracts,
            generation: manifest.generation,
        }
    }

    fn is_fresh(&self, bucket: u32, state: &State, definition: &Definition) -> bool {
        state.buckets.get(&bucket).is_some_and(|made| {
            let newest = made.changed.as_ref().unwrap_or(&made.whole);
            self.still_holds(&made.whole, definition)
                && self.still_holds(newest, definition)
                && self.manifest.segments_of(bucket).map(|segment| &segment.path).eq(newest.segments.iter())
        })
    }

    /// Would the file look the same if it were made now from the same facts?
    fn still_holds(&self, made: &Made, definition: &Definition) -> bool {
        let until = self.manifest.observed_until;
        let silence_counts = matches!(definition.left_when, LeftWhen::Silence { .. } | LeftWhen::LastPayment { .. });
        let nothing_falls_due = !silence_counts
            && made.observed_until <= until
            && made.changes_on.is_none_or(|changes_on| until < changes_on);
        made.observed_until == until || nothing_falls_due
    }

    /// Makes the spells of a bucket: of the customers with new facts where they are few, else of all.
    fn make_bucket(
        &self,
        bucket: u32,
        before: Option<&BucketState>,
        definition: &Definition,
        folder: &Path,
    ) -> Result<BucketState, LedgerError> {
        let now: Vec<&SegmentEntry> = self.manifest.segments_of(bucket).collect();
        if let Some(before) = before.filter(|before| self.still_holds(&before.whole, definition)) {
            let old = before.whole.segments.len();
            let only_added =
                now.len() > old && now.iter().map(|entry| &entry.path).take(old).eq(&before.whole.segments);
            let facts = |entries: &[&SegmentEntry]| entries.iter().map(|entry| entry.facts).sum::<u64>();
            if only_added && facts(&now[old..]) * CHANGED_SHARE_MIN <= facts(&now[..old]) {
                let added: Vec<String> = now[old..].iter().map(|entry| entry.path.clone()).collect();
                let customers = self.customers_in(&added)?;
                let changed = self.make_file(bucket, Some(&customers), definition, folder)?;
                return Ok(BucketState { whole: before.whole.clone(), changed: Some(changed) });
            }
        }
        Ok(BucketState { whole: self.make_file(bucket, None, definition, folder)?, changed: None })
    }

    fn make_file(
        &self,
        bucket: u32,
        only: Option<&HashSet<String>>,
        definition: &Definition,
        folder: &Path,
    ) -> Result<Made, LedgerError> {
        let until = self.manifest.observed_until;
        let mut columns = SpellColumns::new(&self.manifest.traits);
        let mut changes_on: Option<Day> = None;
        self.timelines(bucket, only, |customer, facts| {
            for (no, spell) in fold(facts, definition, until).iter().enumerate() {
                columns.push(customer, no + 1, spell);
            }
            if let Some(planned) = facts.iter().map(|fact| fact.on).filter(|&on| on > until).min() {
                changes_on = Some(changes_on.map_or(planned, |known| known.min(planned)));
            }
        })?;
        let segments: Vec<String> = self.manifest.segments_of(bucket).map(|segment| segment.path.clone()).collect();
        let print = hash(&format!("{SHAPE}{segments:?}{until}{:?}{}", self.manifest.traits, only.is_some()));
        let file = format!("{bucket:04}-{print:016x}.parquet");
        columns.write(&folder.join(&file), &self.manifest.traits)?;
        Ok(Made { segments, observed_until: until, changes_on, file })
    }
}

impl State {
    fn files(&self) -> impl Iterator<Item = &str> {
        self.buckets
            .values()
            .flat_map(|bucket| std::iter::once(&bucket.whole).chain(&bucket.changed))
            .map(|made| made.file.as_str())
    }
}

/// A state that cannot be read, or that knows other traits, is no state: everything is made anew.
fn read_state(folder: &Path, traits: &BTreeMap<String, TraitKind>) -> State {
    let fresh = || State { shape: SHAPE, traits: traits.clone(), ..State::default() };
    let Ok(text) = fs::read(folder.join("state.json")) else { return fresh() };
    let Ok(state) = serde_json::from_slice::<State>(&text) else { return fresh() };
    let whole = state.files().all(|file| folder.join(file).exists());
    if state.shape == SHAPE && state.traits == *traits && whole {
        return state;
    }
    let retired = state.files().map(str::to_owned).chain(state.retired.iter().cloned()).collect();
    State { retired, ..fresh() }
}

fn write_state(folder: &Path, state: &State) -> Result<(), LedgerError> {
    let path = folder.join("state.json");
    let text = serde_json::to_vec(state)
        .map_err(|cause| LedgerError::Manifest { path: path.clone(), cause: cause.to_string() })?;
    replace_file(&path, &text)
}

enum TraitBuilder {
    Text(StringDictionaryBuilder<Int32Type>),
    Number(Float64Builder),
}

/// The columns of the spells of one bucket while they are being filled.
struct SpellColumns<'m> {
    names: Vec<&'m str>,
    customer: StringBuilder,
    spell: Int32Builder,
    started_on: Date32Builder,
    ended_on: Date32Builder,
    departure: StringDictionaryBuilder<Int32Type>,
    reason: StringDictionaryBuilder<Int32Type>,
    asked_on: Date32Builder,
    payment_failing: BooleanBuilder,
    plan_at_start: StringDictionaryBuilder<Int32Type>,
    plan: StringDictionaryBuilder<Int32Type>,
    plans: ListBuilder<StructBuilder>,
    first_price: Int64Builder,
    price: Int64Builder,
    prices: ListBuilder<StructBuilder>,
    tenure: Float64Builder,
    tenure_unit: StringDictionaryBuilder<Int32Type>,
    last_seen_on: Date32Builder,
    traits: Vec<TraitBuilder>,
    /// Which traits of the row being filled have their value.
    filled: Vec<bool>,
}

fn price_fields() -> Fields {
    Fields::from(vec![Field::new("on", DataType::Date32, false), Field::new("price", DataType::Int64, true)])
}

fn plan_fields() -> Fields {
    Fields::from(vec![Field::new("on", DataType::Date32, false), Field::new("plan", DataType::Utf8, false)])
}

fn schema(traits: &BTreeMap<String, TraitKind>) -> SchemaRef {
    let label = || DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let steps = |fields| DataType::List(Arc::new(Field::new("item", DataType::Struct(fields), true)));
    let mut fields = vec![
        Field::new("customer", DataType::Utf8, false),
        Field::new("spell", DataType::Int32, false),
        Field::new("started_on", DataType::Date32, false),
        Field::new("ended_on", DataType::Date32, true),
        Field::new("departure", label(), true),
        Field::new("reason", label(), true),
        Field::new("asked_on", DataType::Date32, true),
        Field::new("payment_failing", DataType::Boolean, false),
        Field::new("plan_at_start", label(), true),
        Field::new("plan", label(), true),
        Field::new("plans", steps(plan_fields()), false),
        Field::new("first_price", DataType::Int64, true),
        Field::new("price", DataType::Int64, true),
        Field::new("prices", steps(price_fields()), false),
        Field::new("tenure", DataType::Float64, true),
        Field::new("tenure_unit", label(), true),
        Field::new("last_seen_on", DataType::Date32, false),
    ];
    fields.extend(traits.iter().map(|(name, kind)| {
        let kind = match kind {
            TraitKind::Text => label(),
            TraitKind::Number => DataType::Float64,
        };
        Field::new(format!("trait_{name}"), kind, true)
    }));
    Arc::new(Schema::new(fields))
}

impl<'m> SpellColumns<'m> {
    fn new(traits: &'m BTreeMap<String, TraitKind>) -> Self {
        let columns = traits.values().map(|kind| match kind {
            TraitKind::Text => TraitBuilder::Text(StringDictionaryBuilder::new()),
            TraitKind::Number => TraitBuilder::Number(Float64Builder::new()),
        });
        Self {
            names: traits.keys().map(String::as_str).collect(),
            customer: StringBuilder::new(),
            spell: Int32Builder::new(),
            started_on: Date32Builder::new(),
            ended_on: Date32Builder::new(),
            departure: StringDictionaryBuilder::new(),
            reason: StringDictionaryBuilder::new(),
            asked_on: Date32Builder::new(),
            payment_failing: BooleanBuilder::new(),
            plan_at_start: StringDictionaryBuilder::new(),
            plan: StringDictionaryBuilder::new(),
            plans: ListBuilder::new(StructBuilder::from_fields(plan_fields(), 0)),
            first_price: Int64Builder::new(),
            price: Int64Builder::new(),
            prices: ListBuilder::new(StructBuilder::from_fields(price_fields(), 0)),
            tenure: Float64Builder::new(),
            tenure_unit: StringDictionaryBuilder::new(),
            last_seen_on: Date32Builder::new(),
            traits: columns.collect(),
            filled: vec![false; traits.len()],
        }
    }

    fn push(&mut self, customer: &str, no: usize, spell: &Spell<'_>) {
        self.customer.append_value(customer);
        self.spell.append_value(i32::try_from(no).unwrap_or(i32::MAX));
        self.started_on.append_value(spell.started_on.number());
        self.ended_on.append_option(spell.ended_on.map(Day::number));
        self.departure.append_option(spell.departure.map(relationship::DepartureKind::word));
        self.reason.append_option(spell.reason);
        self.asked_on.append_option(spell.asked_on.map(Day::number));
        self.payment_failing.append_value(spell.payment_failing);
        self.plan_at_start.append_option(spell.plan_at_start());
        self.plan.append_option(spell.last_plan());
        for &(on, plan) in &spell.plans {
            let entry = self.plans.values();
            if let Some(days) = entry.field_builder::<Date32Builder>(0) {
                days.append_value(on.number());
            }
            if let Some(plans) = entry.field_builder::<StringBuilder>(1) {
                plans.append_value(plan);
            }
            entry.append(true);
        }
        self.plans.append(true);
        self.first_price.append_option(spell.prices.first().and_then(|&(_, price)| price));
        self.price.append_option(spell.last_price());
        for &(on, price) in &spell.prices {
            let entry = self.prices.values();
            if let Some(days) = entry.field_builder::<Date32Builder>(0) {
                days.append_value(on.number());
            }
            if let Some(amounts) = entry.field_builder::<Int64Builder>(1) {
                amounts.append_option(price);
            }
            entry.append(true);
        }
        self.prices.append(true);
        self.tenure.append_option(spell.tenure.map(|tenure| tenure.value));
        self.tenure_unit.append_option(spell.tenure.map(|tenure| tenure.unit.word()));
        self.last_seen_on.append_value(spell.last_seen_on.number());
        self.push_traits(&spell.traits);
    }

    fn push_traits(&mut self, traits: &[(&str, &str)]) {
        self.filled.fill(false);
        for &(name, value) in traits {
            let Ok(column) = self.names.binary_search(&name) else { continue };
            if !std::mem::replace(&mut self.filled[column], true) {
                match &mut self.traits[column] {
                    TraitBuilder::Text(builder) => builder.append_value(value),
                    TraitBuilder::Number(builder) => builder.append_option(value.parse().ok()),
                }
            }
        }
        for (column, _) in self.filled.iter().enumerate().filter(|(_, filled)| !**filled) {
            match &mut self.traits[column] {
                TraitBuilder::Text(builder) => builder.append_null(),
                TraitBuilder::Number(builder) => builder.append_null(),
            }
        }
    }

    fn write(mut self, path: &Path, traits: &BTreeMap<String, TraitKind>) -> Result<(), LedgerError> {
        let mut columns: Vec<ArrayRef> = vec![
            Arc::new(self.customer.finish()),
            Arc::new(self.spell.finish()),
            Arc::new(self.started_on.finish()),
            Arc::new(self.ended_on.finish()),
            Arc::new(self.departure.finish()),
            Arc::new(self.reason.finish()),
            Arc::new(self.asked_on.finish()),
            Arc::new(self.payment_failing.finish()),
            Arc::new(self.plan_at_start.finish()),
            Arc::new(self.plan.finish()),
            Arc::new(self.plans.finish()),
            Arc::new(self.first_price.finish()),
            Arc::new(self.price.finish()),
            Arc::new(self.prices.finish()),
            Arc::new(self.tenure.finish()),
            Arc::new(self.tenure_unit.finish()),
            Arc::new(self.last_seen_on.finish()),
        ];
        columns.extend(self.traits.into_iter().map(|builder| -> ArrayRef {
            match builder {
                TraitBuilder::Text(mut builder) => Arc::new(builder.finish()),
                TraitBuilder::Number(mut builder) => Arc::new(builder.finish()),
            }
        }));
        let batch = RecordBatch::try_new(schema(traits), columns)?;
        let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build();
        // Two processes may make the same file at the same time; each writes its own and the last rename wins.
        let fresh = path.with_extension(format!("{}.fresh", std::process::id()));
        let file = File::create(&fresh).map_err(at(&fresh))?;
        let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).map_err(at(&fresh))?;
        writer.write(&batch).map_err(at(&fresh))?;
        writer.close().map_err(at(&fresh))?;
        fs::rename(&fresh, path).map_err(at(path))
    }
}
