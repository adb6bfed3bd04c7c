//! When the outcome came: an outcome only counts within the horizon, so that putting it off is not saved.

use relationship::Day;

use super::MeasureCommand;
use crate::StudyError;
use crate::error::Problem;
use crate::frame::{Arms, Categories, Category, Frame, OUTSIDE, Opened};

/// Most horizons that are looked at.
const HORIZONS_MAX: usize = 12;

/// Handles of the columns that tell when.
#[derive(Debug, Default)]
pub(super) struct When {
    after: Option<Category>,
    outcome_on: Option<Category>,
    exposed_on: Option<Category>,
    watched: Option<Category>,
}

/// When the outcome came, per customer, in days after the customer was assigned.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Times {
    /// Infinite where it has not come.
    pub(super) after: Vec<f64>,
    /// How long each was watched; infinite where nobody said.
    pub(super) watched: Vec<f64>,
}

/// What a customer is to a horizon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum At {
    /// The outcome came within it.
    Yes,
    /// It did not.
    No,
    /// It had come before the customer was assigned.
    Before,
    /// Nobody watched so long.
    NotWatched,
}

impl When {
    /// The day of the assignment.
    pub(super) const fn exposed(&self) -> Option<Category> {
        self.exposed_on
    }
}

impl Times {
    /// What a customer is to a horizon of so many days.
    pub(super) fn at(&self, row: usize, horizon: f64) -> At {
        if self.after[row] < 0.0 {
            At::Before
        } else if self.watched[row] < horizon {
            At::NotWatched
        } else if self.after[row] <= horizon {
            At::Yes
        } else {
            At::No
        }
    }
}

impl MeasureCommand {
    /// The horizons from short to long.
    pub(super) fn horizons(&self) -> Result<Vec<f64>, StudyError> {
        let mut horizons = self.horizon.clone();
        horizons.sort_by(f64::total_cmp);
        horizons.dedup();
        let is_told = self.outcome_after.is_some() || self.outcome_on.is_some();
        if horizons.iter().any(|it| !(it.is_finite() && *it > 0.0)) || horizons.len() > HORIZONS_MAX {
            let what = "a horizon is a number of days above 0".to_owned();
            return Err(StudyError::options(
                what,
                format!("give at most {HORIZONS_MAX}, such as `--horizon 30,90,365`"),
            ));
        }
        // One horizon without days is what the outcome column was counted over already; two need to be told apart.
        if !is_told && horizons.len() == 1 {
            return Ok(horizons);
        }
        if is_told == horizons.is_empty() || !is_told && horizons.len() > 1 {
            let what = "a horizon and the day of the outcome belong together".to_owned();
            let remedy = "say `--horizon 365` with `--outcome-on COLUMN --exposed-on COLUMN`, or with `--outcome-after \
                          COLUMN` for the days between";
            return Err(StudyError::options(what, remedy));
        }
        if self.outcome_on.is_some() != self.exposed_on.is_some() {
            let what = "the day of the outcome is counted from the day the customer was assigned".to_owned();
            return Err(StudyError::options(what, "say both `--outcome-on COLUMN` and `--exposed-on COLUMN`"));
        }
        if self.watched_until.is_some() && self.exposed_on.is_none() {
            let what = "`--watched-until` needs the day each customer was assigned".to_owned();
            return Err(StudyError::options(
                what,
                "say `--exposed-on COLUMN`, or give the days with `--watched COLUMN`",
            ));
        }
        Ok(horizons)
    }

    /// Asks for the columns that tell when.
    pub(super) fn when(&self, opened: &mut Opened) -> Result<When, StudyError> {
        let mut column = |option, name: &Option<String>| {
            name.as_deref().map(|name| opened.category_or_none(option, name)).transpose()
        };
        Ok(When {
            after: column("--outcome-after", &self.outcome_after)?,
            outcome_on: column("--outcome-on", &self.outcome_on)?,
            exposed_on: column("--exposed-on", &self.exposed_on)?,
            watched: column("--watched", &self.watched)?,
        })
    }

    /// When the outcome came.
    pub(super) fn times(&self, frame: &Frame, when: &When, arms: &[Arms]) -> Result<Option<Times>, StudyError> {
        let mut times = match (when.after, when.outcome_on.zip(when.exposed_on)) {
            (Some(after), _) => {
                let days = parsed(frame, after, "a number of days, or nothing where it has not come", number)?;
                let after = rows(frame.categories(after), &days, f64::INFINITY);
                Times { watched: vec![f64::INFINITY; after.len()], after }
            }
            (None, Some((outcome, exposed))) => self.between(frame, (outcome, exposed), arms)?,
            (None, None) => return Ok(None),
        };
        if let Some(watched) = when.watched {
            let days = parsed(frame, watched, "a number of days", number)?;
            times.watched = rows(frame.categories(watched), &days, f64::INFINITY);
        }
        Ok(Some(times))
    }

    /// Whom no draw concerns needs no day, and gets none.
    fn between(
        &self,
        frame: &Frame,
        (outcome, exposed): (Category, Category),
        arms: &[Arms],
    ) -> Result<Times, StudyError> {
        let day = |text: &str| text.get(..10).unwrap_or(text).parse::<Day>().ok().map(|day| f64::from(day.number()));
        let came = parsed(frame, outcome, "a day such as 2026-03-31, or nothing where it has not come", day)?;
        let was_assigned = parsed(frame, exposed, "a day such as 2026-03-31", day)?;
        let came = rows(frame.categories(outcome), &came, f64::INFINITY);
        let assigned = rows(frame.categories(exposed), &was_assigned, f64::NAN);
        let is_concerned = |row: usize| arms.iter().any(|arms| frame.arms(*arms)[row] < OUTSIDE);
        if let Some(row) = (0..assigned.len()).find(|&row| assigned[row].is_nan() && is_concerned(row)) {
            let column = frame.name(exposed).to_owned();
            let allowed = "the day the customer was assigned, in both arms".to_owned();
            let problem = Problem { line: frame.line(row), column, value: String::new(), allowed };
            let file = frame.source().file.clone();
            return Err(StudyError::Values { file, problems: vec![problem], total: 1 });
        }
        let until = self.watched_until.map_or(f64::INFINITY, |day| f64::from(day.number()));
        Ok(Times {
            after: came.iter().zip(&assigned).map(|(came, assigned)| came - assigned).collect(),
            watched: assigned.iter().map(|assigned| until - assigned).collect(),
        })
    }
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse::<f64>().ok().filter(|it| it.is_finite())
}

/// Each different value of a column; none for the empty one.
fn parsed(
    frame: &Frame,
    column: Category,
    allowed: &str,
    read: impl Fn(&str) -> Option<f64>,
) -> Result<Vec<Option<f64>>, StudyError> {
    let categories = frame.categories(column);
    let mut values = Vec::with_capacity(categories.levels.len());
    for (code, level) in categories.levels.iter().enumerate() {
        let value = read(level);
        if value.is_none() && !level.is_empty() {
            let row = categories.codes.iter().position(|it| *it as usize == code).unwrap_or(0);
            let (name, allowed) = (frame.name(column).to_owned(), allowed.to_owned());
            let problem = Problem { line: frame.line(row), column: name, value: level.clone(), allowed };
            let file = frame.source().file.clone();
            return Err(StudyError::Values { file, problems: vec![problem], total: 1 });
        }
        values.push(value);
    }
    Ok(values)
}

fn rows(categories: &Categories, values: &[Option<f64>], none: f64) -> Vec<f64> {
    categories.codes.iter().map(|&code| values.get(code as usize).copied().flatten().unwrap_or(none)).collect()
}
