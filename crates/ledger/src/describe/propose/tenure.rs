//! Which column says how long a relation has lasted, and in which unit.

use relationship::fact::TenureUnit;

use super::super::names::{Role, fit, is_of_birth, words};
use super::super::profile::{ColumnKind, ColumnProfile};
use super::Proposer;
use crate::message::{Message, Value};

/// The longest relation in months that is believed, 50 years: larger numbers are days.
const MONTHS_MAX: f64 = 600.0;
/// How many times longer or shorter than the span of the years the longest relation may be.
const SPAN_OFF_MAX: f64 = 1.5;
/// Numbers that may be years.
const YEARS: std::ops::RangeInclusive<f64> = 1900.0..=2100.0;

impl<'a> Proposer<'a> {
    pub(super) fn tenure(&mut self, has_start: bool) {
        let may = |column: &ColumnProfile| {
            column.is_numeric() && (column.kind != ColumnKind::YesNo || fit(&column.name, Role::Tenure) >= 60)
        };
        let Some(column) = self.best(Role::Tenure, 30, may) else {
            if !has_start {
                let days = self.columns.iter().filter(|column| column.kind == ColumnKind::Day);
                let days: Vec<&String> =
                    days.map(|column| &column.name).filter(|name| self.mapping.end.as_ref() != Some(*name)).collect();
                let message = if days.is_empty() {
                    Message::NoTenure {}
                } else {
                    Message::NoTenureButDays { columns: Value::names(days, 0) }
                };
                self.doubt("no_duration", None, message);
            }
            return;
        };
        let largest = column.largest.unwrap_or(0.0);
        let named = words(&column.name).iter().find_map(|word| unit_named(word));
        let by_years = if named.is_some() { None } else { self.unit_by_years(largest) };
        let by_size = if largest > MONTHS_MAX { TenureUnit::Days } else { TenureUnit::Months };
        let unit = named.or(by_years.map(|(unit, _)| unit)).unwrap_or(by_size);
        self.mapping.tenure = Some(column.name.clone());
        self.mapping.tenure_unit = Some(unit);
        let (name, unit) = (Value::from(&column.name), Value::from(unit.word()));
        let shown = Value::from(largest.to_string());
        let message = Message::TenureFound { column: name.clone(), largest: shown.clone(), unit: unit.clone() };
        self.reason("tenure", &column.name, message);
        if named.is_none() {
            let message = match by_years {
                Some((_, years)) => Message::TenureUnitByYears {
                    column: name.clone(),
                    unit,
                    largest: shown,
                    years: (&years.name).into(),
                    first: years.smallest.unwrap_or_default().to_string().into(),
                    last: years.largest.unwrap_or_default().to_string().into(),
                },
                None => Message::TenureUnitGuessed {
                    column: name.clone(),
                    unit,
                    largest: shown,
                    days: in_years(largest, TenureUnit::Days),
                    months: in_years(largest, TenureUnit::Months),
                },
            };
            self.doubt("tenure_unit_guessed", Some(&column.name), message);
        }
        if fit(&column.name, Role::Tenure) < 60 {
            self.doubt("tenure_guessed", Some(&column.name), Message::TenureGuessed { column: name });
        }
    }

    /// The unit in which the longest duration is about as long as the years some column of the file spans.
    fn unit_by_years(&self, largest: f64) -> Option<(TenureUnit, &'a ColumnProfile)> {
        let years = self.columns.iter().find(|column| is_year(column))?;
        let span = years.largest? - years.smallest?;
        let off = |unit: TenureUnit| (largest * unit.days() / TenureUnit::Years.days() / span).ln().abs();
        let nearest = TenureUnit::ALL.into_iter().min_by(|a, b| off(*a).total_cmp(&off(*b)))?;
        (off(nearest) < SPAN_OFF_MAX.ln()).then_some((nearest, years))
    }
}

/// Does a column hold several years in which something began, by its name and its values?
fn is_year(column: &ColumnProfile) -> bool {
    let words = words(&column.name);
    let is_named = words.iter().any(|word| ["year", "yr", "jaar"].iter().any(|end| word.ends_with(end)));
    let may = |number: Option<f64>| number.is_some_and(|number| YEARS.contains(&number));
    is_named
        && !is_of_birth(&column.name)
        && may(column.smallest)
        && may(column.largest)
        && column.smallest < column.largest
}

/// So many units in years, with two digits that say something.
fn in_years(number: f64, unit: TenureUnit) -> Value {
    let years = number * unit.days() / TenureUnit::Years.days();
    let digits = if years < 0.1 { 2 } else { usize::from(years < 10.0) };
    format!("{years:.digits$}").into()
}

fn unit_named(word: &str) -> Option<TenureUnit> {
    match word {
        "day" | "days" | "dag" | "dagen" => Some(TenureUnit::Days),
        "week" | "weeks" | "weken" => Some(TenureUnit::Weeks),
        "month" | "months" | "maand" | "maanden" => Some(TenureUnit::Months),
        "year" | "years" | "jaar" | "jaren" => Some(TenureUnit::Years),
        _ => None,
    }
}
