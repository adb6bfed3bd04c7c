//! Churn: of the customers who were here, who left; by customers, by their time, by their revenue, kinds apart.
//!
//! Spells are counted per pair of first and last period; everything else is a sum over that triangle.

mod periods;
mod series;
mod snapshot;

pub(crate) use periods::label as label_of_period;

use std::collections::BTreeMap;

use relationship::DepartureKind;
use report::{AnalyticsError, How, Note, Question, Report, Row, Value, Window};
use stats::Level;

use crate::engine::Opened;
use crate::grouping::Grouping;
use crate::numbers::{self, too_few};

/// Departures of one stretch of time, by kind.
type Kinds = BTreeMap<DepartureKind, u64>;

/// Answers a question about churn.
pub(crate) async fn answer(opened: &Opened, question: &Question) -> Result<Report, AnalyticsError> {
    let grouping = Grouping::new(opened, question).await?;
    if opened.sources.is_snapshot {
        snapshot::answer(opened, question, &grouping)
    } else {
        periods::answer(opened, question, &grouping)
    }
}

/// What every part of the report needs to turn counts into values.
struct Terms<'a> {
    opened: &'a Opened,
    level: Level,
    /// Why there is no rate at all, where the data cannot tell that anybody left: nobody is not the same as 0.
    no_rate: Option<Note>,
}

impl Terms<'_> {
    fn is_enough(&self, at_risk: u64) -> bool {
        at_risk >= self.opened.basis.definition.at_risk_min
    }

    /// `value`, unless too few were at risk to speak of a rate.
    fn unless_few(
        &self,
        at_risk: u64,
        value: impl FnOnce() -> Result<Value, stats::StatsError>,
    ) -> Result<Value, AnalyticsError> {
        if self.is_enough(at_risk) {
            return Ok(value()?);
        }
        Ok(too_few(at_risk, self.opened.basis.definition.at_risk_min))
    }

    /// Departures and their share per kind, every kind named.
    fn kinds(&self, kinds: &Kinds, at_risk: u64, unfinished: Option<&Note>) -> Result<Value, AnalyticsError> {
        let mut fields = Vec::new();
        for kind in DepartureKind::ALL {
            let departures = kinds.get(&kind).copied().unwrap_or(0);
            let rate = match unfinished {
                Some(why) => Value::Undetermined(why.clone()),
                None => self.unless_few(at_risk, || numbers::share(departures, at_risk, self.level))?,
            };
            let values = vec![("departures".to_owned(), Value::Count(departures)), ("rate".to_owned(), rate)];
            fields.push((kind.word().to_owned(), Value::Fields(values)));
        }
        Ok(Value::Fields(fields))
    }

    fn money(&self, minor: f64) -> Value {
        numbers::money(minor, self.opened.sources.currency)
    }
}

/// The parts a churn report is put together from.
struct Parts {
    period: Window,
    rows: Vec<Row>,
    totals: Vec<Row>,
    warnings: Vec<Note>,
    methods: Vec<Note>,
    sql: Vec<String>,
}

impl Parts {
    fn report(mut self, opened: &Opened, question: &Question, grouping: &Grouping) -> Report {
        let definition = &opened.basis.definition;
        if !definition.not_counted.is_empty() {
            let kinds: Vec<&str> = definition.not_counted.iter().map(|kind| kind.word()).collect();
            let text = format!(
                "by definition {} is not counted as leaving; who went so was at risk until that day and is not among the \
                 departures",
                kinds.join(", ")
            );
            self.methods.push(Note::new("not_counted", text).with("kinds", Value::text(kinds.join(", "))));
        }
        self.methods.extend(grouping.notes.iter().cloned());
        self.warnings.extend(grouping.doubts.iter().cloned());
        Report {
            report: question.report,
            question: question.clone(),
            definition: definition.clone(),
            period: self.period,
            rows: self.rows,
            sections: vec![("totals", self.totals)],
            warnings: self.warnings,
            how: How { methods: self.methods, sql: self.sql, command: question.command() },
        }
    }
}

/// Nobody passes the filters.
fn nobody() -> Note {
    Note::new("no_customers", "no customer passes the filters; leave one out, or look at which values a trait has")
}

/// Nobody left, as far as the data tell.
fn nobody_told() -> Note {
    let text = "nobody has left according to these data; if your files do not say who left, the rate is not 0 but unknown: \
                import a file that does";
    Note::new("nobody_told", text)
}

fn without_price(customers: u64) -> Note {
    let (have, are) = if customers == 1 { ("customer has", "is") } else { ("customers have", "are") };
    let text = format!("{customers} {have} no known price and {are} left out of the revenue figures");
    Note::new("without_price", text).with("customers", Value::Count(customers))
}
