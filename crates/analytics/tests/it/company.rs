//! A company of a few customers, written as spells the way the ledger writes them.

use std::fs::File;
use std::sync::Arc;

use analytics::{Analytics, Limits, Sources, Trait, TraitKind};
use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Date32Builder, DictionaryArray, Float64Array, Int32Array, Int64Array,
    Int64Builder, ListBuilder, RecordBatch, StringArray, StringBuilder, StructBuilder,
};
use datafusion::arrow::datatypes::{DataType, Field, Fields, Int32Type};
use datafusion::parquet::arrow::ArrowWriter;
use relationship::fact::TenureUnit;
use relationship::{Currency, Day};
use report::{AnalyticsError, Basis, Question, Report};

/// One spell; absent days and words are empty.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spell {
    pub(crate) customer: &'static str,
    pub(crate) started: &'static str,
    pub(crate) ended: &'static str,
    pub(crate) departure: &'static str,
    pub(crate) reason: &'static str,
    pub(crate) payment_failing: bool,
    pub(crate) plans: Vec<(&'static str, &'static str)>,
    /// A negative price stands for one that is no longer known.
    pub(crate) prices: Vec<(&'static str, i64)>,
    pub(crate) tenure: Option<f64>,
    pub(crate) city: &'static str,
    pub(crate) bikes: Option<f64>,
}

pub(crate) fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

pub(crate) fn spell(customer: &'static str, started: &'static str, ended: &'static str) -> Spell {
    Spell { customer, started, ended, plans: vec![(started, "City")], city: "Utrecht", ..Spell::default() }
}

/// The company's data in a temporary folder, and the engine over it.
pub(crate) struct Company {
    _folder: tempfile::TempDir,
    pub(crate) analytics: Analytics,
    pub(crate) sources: Sources,
    pub(crate) basis: Basis,
}

impl Company {
    pub(crate) fn new(spells: &[Spell], observed_until: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("spells.parquet");
        let batch = batch(spells);
        let mut writer =
            ArrowWriter::try_new(File::create(&path).expect("a file"), batch.schema(), None).expect("a writer");
        writer.write(&batch).expect("rows");
        writer.close().expect("a closed file");
        let sources = Sources {
            spells: vec![path.clone()],
            lives: ledger::Lives::of_spells(vec![path]),
            changed_spells: Vec::new(),
            facts: Vec::new(),
            traits: vec![
                Trait { name: "city".into(), column: "trait_city".into(), kind: TraitKind::Text },
                Trait { name: "bikes".into(), column: "trait_bikes".into(), kind: TraitKind::Number },
            ],
            observed_until: day(observed_until),
            is_snapshot: false,
            has_durations: true,
            tenure_unit: None,
            is_contractual: true,
            currency: Currency::EUR,
            key: "test".into(),
        };
        let limits = Limits { threads: 2, ..Limits::default() };
        let analytics = Analytics::open(folder.path(), limits).expect("an engine");
        let mut basis = Basis::default();
        basis.definition.at_risk_min = 1;
        Self { _folder: folder, analytics, sources, basis }
    }

    pub(crate) fn snapshot(mut self) -> Self {
        self.sources.is_snapshot = true;
        self.sources.tenure_unit = Some(TenureUnit::Months);
        self
    }

    pub(crate) fn try_ask(&self, report: &str, pairs: &[(&str, &str)]) -> Result<Report, AnalyticsError> {
        let question = Question::parse(report, pairs.iter().copied())?;
        self.analytics.report_over(self.sources.clone(), &question, &self.basis)
    }

    #[track_caller]
    pub(crate) fn ask(&self, report: &str, pairs: &[(&str, &str)]) -> Report {
        self.try_ask(report, pairs).expect("a report")
    }
}

fn batch(spells: &[Spell]) -> RecordBatch {
    let text = |of: fn(&Spell) -> &str| -> ArrayRef {
        Arc::new(spells.iter().map(|s| Some(of(s)).filter(|text| !text.is_empty())).collect::<StringArray>())
    };
    let days = |of: fn(&Spell) -> &str| -> ArrayRef {
        let day = |s| Some(of(s)).filter(|text| !text.is_empty()).map(|text| day(text).number());
        Arc::new(spells.iter().map(day).collect::<Date32Array>())
    };
    let numbers =
        |of: fn(&Spell) -> Option<f64>| -> ArrayRef { Arc::new(spells.iter().map(of).collect::<Float64Array>()) };
    let price = |of: fn(&Spell) -> Option<i64>| -> ArrayRef { Arc::new(spells.iter().map(of).collect::<Int64Array>()) };
    let label = |of: fn(&Spell) -> &str| -> ArrayRef {
        let words = spells.iter().map(|s| Some(of(s)).filter(|text| !text.is_empty()));
        Arc::new(words.collect::<DictionaryArray<Int32Type>>())
    };
    let nth =
        |s: &Spell| i32::try_from(spells.iter().filter(|o| o.customer == s.customer && o.started <= s.started).count());
    RecordBatch::try_from_iter_with_nullable(vec![
        ("customer", text(|s| s.customer), false),
        ("spell", Arc::new(spells.iter().map(|s| nth(s).ok()).collect::<Int32Array>()) as ArrayRef, false),
        ("started_on", days(|s| s.started), false),
        ("ended_on", days(|s| s.ended), true),
        ("departure", label(|s| s.departure), true),
        ("reason", label(|s| s.reason), true),
        ("payment_failing", Arc::new(spells.iter().map(|s| Some(s.payment_failing)).collect::<BooleanArray>()), false),
        (
            "plan_at_start",
            label(|s| s.plans.first().filter(|plan| plan.0 == s.started).map_or("", |plan| plan.1)),
            true,
        ),
        ("plan", label(|s| s.plans.last().map_or("", |plan| plan.1)), true),
        ("plans", plans(spells), false),
        ("price", price(|s| s.prices.last().map(|p| p.1)), true),
        ("prices", prices(spells), false),
        ("tenure", numbers(|s| s.tenure), true),
        ("trait_city", label(|s| s.city), true),
        ("trait_bikes", numbers(|s| s.bikes), true),
    ])
    .expect("columns of one length")
}

fn plans(spells: &[Spell]) -> ArrayRef {
    let fields =
        Fields::from(vec![Field::new("on", DataType::Date32, false), Field::new("plan", DataType::Utf8, false)]);
    let mut list = ListBuilder::new(StructBuilder::from_fields(fields, 0));
    for spell in spells {
        for (on, plan) in &spell.plans {
            let steps = list.values();
            steps.field_builder::<Date32Builder>(0).expect("days").append_value(day(on).number());
            steps.field_builder::<StringBuilder>(1).expect("plans").append_value(plan);
            steps.append(true);
        }
        list.append(true);
    }
    Arc::new(list.finish())
}

fn prices(spells: &[Spell]) -> ArrayRef {
    let fields =
        Fields::from(vec![Field::new("on", DataType::Date32, false), Field::new("price", DataType::Int64, true)]);
    let mut list = ListBuilder::new(StructBuilder::from_fields(fields, 0));
    for spell in spells {
        for (on, price) in &spell.prices {
            let steps = list.values();
            steps.field_builder::<Date32Builder>(0).expect("days").append_value(day(on).number());
            steps
                .field_builder::<Int64Builder>(1)
                .expect("prices")
                .append_option(Some(*price).filter(|price| *price >= 0));
            steps.append(true);
        }
        list.append(true);
    }
    Arc::new(list.finish())
}
