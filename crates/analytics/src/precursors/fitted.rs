//! The hazard ratios, and which signs too few showed.

use report::{AnalyticsError, Note, Row, Value};
use stats::cox::{Coefficient, CoxOptions, Design, Fitted as Fit, TimeScale, cox};
use stats::estimate::{Answer, Why};
use stats::multiple::{Correction, adjust};
use stats::{Level, StatsError};

use super::rows::Rows;
use super::signs::{Sign, Signs};
use crate::numbers::{self, note_of, value_of};

/// Fewer departures while a sign stood, or while it did not, say nothing about it.
pub(super) const DEPARTURES_MIN: u64 = 10;
/// Below this p-value a ratio is said to change with tenure.
const CHANGES_BELOW: f64 = 0.01;

/// What a sign says when the last days are let in.
#[derive(Debug, Clone, Copy)]
pub(super) enum LetIn {
    /// So many times as often.
    Ratio(stats::Estimate),
    /// It tells who leaves without error.
    Tells,
    /// Nothing can be said.
    Open,
}

/// How often a sign stood, and who left then.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    customers: u64,
    departures: u64,
    days: f64,
}

/// What the regression says of each sign.
pub(super) struct Fitted {
    /// The signs in the model, in its order.
    shown: Vec<usize>,
    coefficients: Vec<Coefficient>,
    /// Why the others are not in it.
    left_out: Vec<(usize, Note)>,
    tallies: Vec<Tally>,
    /// All days and departures.
    whole: Tally,
    /// Signs whose ratio changes with tenure.
    changing: Vec<usize>,
}

fn options(level: Level) -> CoxOptions {
    CoxOptions { level, ..CoxOptions::default() }
}

impl Fitted {
    pub(super) fn new(rows: &Rows, signs: &Signs, at_least: u64, level: Level) -> Result<Self, StatsError> {
        let tallies: Vec<Tally> = (0..signs.all.len()).map(|sign| tally(rows, |bits| bits >> sign & 1 == 1)).collect();
        let whole = tally(rows, |_| true);
        let mut fitted = Self {
            shown: Vec::new(),
            coefficients: Vec::new(),
            left_out: Vec::new(),
            tallies,
            whole,
            changing: Vec::new(),
        };
        for (sign, tally) in fitted.tallies.iter().enumerate() {
            let fewest = tally.departures.min(whole.departures - tally.departures);
            if tally.customers < at_least || fewest < DEPARTURES_MIN {
                let why = note_of(Why::TooFew { needed: DEPARTURES_MIN, given: fewest });
                fitted.left_out.push((sign, why));
            } else {
                fitted.shown.push(sign);
            }
        }
        fitted.fit(rows, level)?;
        Ok(fitted)
    }

    /// Fits, leaving out one after the other what cannot be told apart from the rest.
    fn fit(&mut self, rows: &Rows, level: Level) -> Result<(), StatsError> {
        while !self.shown.is_empty() {
            let columns: Vec<Vec<f64>> = self.shown.iter().map(|sign| rows.column(*sign)).collect();
            let design = Design::new(columns.iter().map(Vec::as_slice));
            match cox(&rows.rows(), &design, &options(level))? {
                Fit::Known(found) => {
                    self.coefficients = found.coefficients().to_vec();
                    if let Some(tested) = found.proportional(&rows.rows(), TimeScale::default())? {
                        let p = tested.covariates.iter().map(|test| test.known().map_or(1.0, |test| test.p_value));
                        let changes = self.shown.iter().zip(p).filter(|(_, p)| *p < CHANGES_BELOW);
                        self.changing = changes.map(|(sign, _)| *sign).collect();
                    }
                    return Ok(());
                }
                Fit::Undetermined(why) => {
                    let (Why::Collinear { column } | Why::Separation { column }) = why else {
                        self.left_out.extend(self.shown.drain(..).map(|sign| (sign, note_of(why))));
                        return Ok(());
                    };
                    let sign = self.shown.remove(column.min(self.shown.len() - 1));
                    self.left_out.push((sign, note_of(why)));
                }
            }
        }
        Ok(())
    }

    /// The ratios of the same signs on other rows.
    pub(super) fn again(&self, rows: &Rows, level: Level) -> Result<Vec<LetIn>, StatsError> {
        let mut found = vec![LetIn::Open; self.shown.len()];
        let mut asked: Vec<usize> = (0..self.shown.len()).collect();
        while !asked.is_empty() {
            let columns: Vec<Vec<f64>> = asked.iter().map(|place| rows.column(self.shown[*place])).collect();
            let design = Design::new(columns.iter().map(Vec::as_slice));
            match cox(&rows.rows(), &design, &options(level))? {
                Fit::Known(fit) => {
                    for (place, coefficient) in asked.iter().zip(fit.coefficients()) {
                        found[*place] = coefficient.hazard_ratio.map_or(LetIn::Open, LetIn::Ratio);
                    }
                    break;
                }
                Fit::Undetermined(Why::Separation { column }) => {
                    let place = asked.remove(column.min(asked.len() - 1));
                    found[place] = LetIn::Tells;
                }
                Fit::Undetermined(Why::Collinear { column }) => {
                    asked.remove(column.min(asked.len() - 1));
                }
                Fit::Undetermined(_) => break,
            }
        }
        Ok(found)
    }

    /// Each sign in the model with its ratio.
    pub(super) fn ratios(&self) -> impl Iterator<Item = (usize, stats::Estimate)> {
        self.shown.iter().zip(&self.coefficients).filter_map(|(sign, it)| Some((*sign, it.hazard_ratio?)))
    }

    /// The place of a sign in the model.
    pub(super) fn place(&self, sign: usize) -> Option<usize> {
        self.shown.iter().position(|shown| *shown == sign)
    }

    pub(super) fn warnings(&self, signs: &Signs) -> Vec<Note> {
        let mut warnings = Vec::new();
        if self.whole.departures < DEPARTURES_MIN {
            let text = format!("{} left in these days: too few to see what goes before it", self.whole.departures);
            let note = Note::new("few_departures", text);
            warnings.push(note.with("departures", Value::Count(self.whole.departures)));
        }
        for sign in &self.changing {
            let sign = &signs.all[*sign];
            let text = format!(
                "the ratio of {} is not the same for new and old customers: it is a mean over tenures",
                sign.text()
            );
            warnings.push(sign.named(Note::new("ratio_changes", text)));
        }
        warnings
    }

    /// One row per sign: those in the model by their ratio, the strongest first, then the others with the reason.
    pub(super) fn rows(
        &self,
        rows: &Rows,
        signs: &Signs,
        let_in: &[LetIn],
        level: Level,
    ) -> Result<Vec<Row>, AnalyticsError> {
        let p_values: Vec<f64> = self.coefficients.iter().map(|it| it.test.map_or(1.0, |test| test.p_value)).collect();
        let adjusted = adjust(&p_values, Correction::Holm)?;
        let mut order: Vec<usize> = (0..self.shown.len()).collect();
        let size = |place: &usize| self.coefficients.get(*place).map_or(0.0, |it| -it.value);
        order.sort_by(|a, b| size(a).total_cmp(&size(b)));
        let n = rows.departures();
        let mut all = Vec::new();
        for place in order {
            let coefficient = &self.coefficients[place];
            let ratio = |known: stats::Estimate| value_of(Answer::Known(known.resting_on(n)));
            let last = match let_in.get(place) {
                Some(LetIn::Ratio(known)) => ratio(*known),
                Some(LetIn::Tells) => Value::Undetermined(note_of(Why::Separation { column: place })),
                _ => Value::Absent,
            };
            let row = self.row(signs, self.shown[place], level)?;
            all.push(
                row.with("hazard_ratio", coefficient.hazard_ratio.map_or(Value::Absent, ratio))
                    .with("p_value", Value::Number(p_values[place]))
                    .with("p_value_adjusted", Value::Number(adjusted[place]))
                    .with("hazard_ratio_let_in", last),
            );
        }
        // What nobody ever showed is no line.
        for (sign, why) in self.left_out.iter().filter(|(sign, _)| self.tallies[*sign].customers > 0) {
            all.push(self.row(signs, *sign, level)?.with("hazard_ratio", Value::Undetermined(why.clone())));
        }
        Ok(all)
    }

    /// Sign, customers, departures and the rates per month with and without it.
    fn row(&self, signs: &Signs, sign: usize, level: Level) -> Result<Row, StatsError> {
        let tally = self.tallies[sign];
        let months = |days: f64| days / relationship::day::DAYS_PER_MONTH;
        let rate = |departures: u64, days: f64| -> Result<Value, StatsError> {
            if days <= 0.0 { Ok(Value::Absent) } else { numbers::per_time(departures, months(days), level) }
        };
        let Sign { code, about, family } = &signs.all[sign];
        Ok(Row::default()
            .with("sign", Value::text(*code))
            .with("about", about.as_deref().map_or(Value::Absent, Value::text))
            .with("family", Value::text(family.word()))
            .with("customers", Value::Count(tally.customers))
            .with("departures", Value::Count(tally.departures))
            .with("left_with", rate(tally.departures, tally.days)?)
            .with("left_without", rate(self.whole.departures - tally.departures, self.whole.days - tally.days)?))
    }
}

impl Sign {
    /// The sign in words.
    pub(super) fn text(&self) -> String {
        let words = self.code.replace('_', " ");
        self.about.as_ref().map_or_else(|| format!("`{words}`"), |about| format!("`{words}: {about}`"))
    }

    /// A remark with the sign as its values.
    pub(super) fn named(&self, note: Note) -> Note {
        let about = self.about.as_deref().map_or(Value::Absent, Value::text);
        note.with("sign", Value::text(self.code)).with("about", about)
    }
}

fn tally(rows: &Rows, stands: impl Fn(u64) -> bool) -> Tally {
    let mut tally = Tally::default();
    let mut last = None;
    for row in (0..rows.len()).filter(|row| stands(rows.signs[*row])) {
        // Rows of one customer stand together.
        let customer = Some(rows.customers[row]);
        tally.customers += u64::from(last != customer);
        last = customer;
        tally.departures += u64::from(rows.observations[row] == stats::survival::Observation::Event);
        tally.days += rows.durations[row] - rows.entered_at[row];
    }
    tally
}
