//! What the models of purchases share: customers from a file, and what is expected of them.

use clap::Args;
use relationship::day::Day;
use serde_json::{Value, json};
use stats::buying::{Buyer, Buying, Histories, History, Purchase, Window, buyers};
use stats::fitted::Parametric;
use stats::{Answer, Fit, Fitted, Level, StatsError};

use super::survivors::{parameters_json, parameters_table};
use crate::answer::{
    Table, amount, amount_cells, answer_json, cells, count, interval_heading, number, number_json, why_json, why_text,
};
use crate::error::Problem;
use crate::flags::{Input, real};
use crate::frame::{Allowed, Category, Frame, Number, Source};
use crate::{Outcome, StudyError};

/// What a day may look like.
const A_DAY: &str = "a day, such as 2026-11-22 or 20261122";

/// Customers from a file: one row each, or one row per purchase.
#[derive(Args, Debug, Clone)]
pub(super) struct Customers {
    #[command(flatten)]
    pub(super) input: Input,
    /// How often each customer bought after the first purchase
    #[arg(long, value_name = "COLUMN", requires = "recency", requires = "age")]
    frequency: Option<String>,
    /// How long after the first purchase the last one was; 0 without a second
    #[arg(long, value_name = "COLUMN")]
    recency: Option<String>,
    /// How long ago the first purchase was
    #[arg(long, value_name = "COLUMN")]
    age: Option<String>,
    /// In a list of purchases: who bought
    #[arg(long, value_name = "COLUMN", conflicts_with = "frequency", requires = "at")]
    id: Option<String>,
    /// In a list of purchases: on which day, as 2026-11-22 or 20261122
    #[arg(long, value_name = "COLUMN")]
    at: Option<String>,
    /// In a list of purchases: the last day to fit on; what comes after is foretold and compared [default: the last]
    #[arg(long, value_name = "DAY", value_parser = a_day)]
    until: Option<Day>,
    /// In a list of purchases: the unit of time
    #[arg(long, value_name = "UNIT", default_value = "week")]
    unit: Unit,
}

/// What people count the time in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Unit {
    /// Days.
    Day,
    /// Weeks, which need not be whole.
    Week,
}

/// Customers, and where they came from.
pub(super) struct Known {
    pub(super) source: Source,
    /// One per customer, in the order of the file, or of the ids.
    pub(super) histories: Vec<History>,
    /// The names of customers in a list of purchases.
    names: Vec<String>,
    /// Mean worth of a purchase after the first, 0 without any.
    pub(super) values: Vec<f64>,
    /// How long the stretch kept apart is, and what each customer bought in it.
    holdout: Option<(f64, Vec<u64>)>,
}

impl Customers {
    /// Reads the customers; `value` names the column of the mean worth, or in a list of purchases of the amount.
    pub(super) fn read(&self, value: Option<(&'static str, &str)>) -> Result<Known, StudyError> {
        match (&self.frequency, &self.recency, &self.age, &self.id, &self.at) {
            (Some(frequency), Some(recency), Some(age), ..) => self.read_rows([frequency, recency, age], value),
            (None, None, None, Some(id), Some(at)) => self.read_list(id, at, value),
            _ => Err(StudyError::options(
                "it takes either `--frequency`, `--recency` and `--age`, or `--id` and `--at`",
                "name the columns of one row per customer, or those of a list of purchases",
            )),
        }
    }

    fn read_rows(&self, names: [&String; 3], value: Option<(&'static str, &str)>) -> Result<Known, StudyError> {
        let mut opened = self.input.open()?;
        let frequency = opened.number("--frequency", names[0], Allowed::Count)?;
        let recency = opened.number("--recency", names[1], Allowed::NotNegative)?;
        let age = opened.number("--age", names[2], Allowed::NotNegative)?;
        let value = value.map(|(option, name)| opened.number(option, name, Allowed::NotNegative)).transpose()?;
        let frame = opened.read()?;
        let mut histories = Vec::with_capacity(frame.rows());
        let columns = frame.numbers(frequency).iter().zip(frame.numbers(recency)).zip(frame.numbers(age));
        for (row, ((&frequency, &recency), &age)) in columns.enumerate() {
            let history = History::new(frequency, recency, age).map_err(|error| refused(&frame, row, error, names))?;
            histories.push(history);
        }
        let values = value.map_or_else(Vec::new, |value| frame.numbers(value).to_vec());
        Ok(Known { source: frame.source().clone(), histories, names: Vec::new(), values, holdout: None })
    }

    fn read_list(&self, id: &str, at: &str, value: Option<(&'static str, &str)>) -> Result<Known, StudyError> {
        let mut opened = self.input.open()?;
        let who = opened.category("--id", id)?;
        let when = opened.category("--at", at)?;
        let value = value.map(|(option, name)| opened.number(option, name, Allowed::NotNegative)).transpose()?;
        let frame = opened.read()?;
        let purchases = purchases(&frame, who, (when, at), value)?;
        let last = purchases.iter().map(|it| it.day).max().unwrap_or(0);
        let until = self.until.map_or(last, Day::number);
        let holdout_until = (last > until).then_some(last);
        let days_per_unit = if self.unit == Unit::Week { 7.0 } else { 1.0 };
        let found = buyers(&purchases, &Window { until, holdout_until, days_per_unit })?;
        let levels = &frame.categories(who).levels;
        let name = |it: &Buyer| usize::try_from(it.customer).ok().and_then(|place| levels.get(place)).cloned();
        let holdout = holdout_until.map(|end| {
            let length = f64::from(end - until) / days_per_unit;
            (length, found.iter().filter_map(|it| it.holdout).collect())
        });
        Ok(Known {
            source: frame.source().clone(),
            histories: found.iter().map(|it| it.history).collect(),
            names: found.iter().map(|it| name(it).unwrap_or_default()).collect(),
            values: found.iter().map(|it| it.mean_value.unwrap_or(0.0)).collect(),
            holdout,
        })
    }
}

fn refused(frame: &Frame, row: usize, error: StatsError, [frequency, recency, age]: [&String; 3]) -> StudyError {
    let column = match &error {
        StatsError::OutOfRange { name: "recency", .. } => recency,
        StatsError::OutOfRange { name: "age", .. } => age,
        _ => frequency,
    };
    let StatsError::OutOfRange { allowed, given, .. } = error else { return error.into() };
    let problem =
        Problem { line: frame.line(row), column: column.clone(), value: number(given), allowed: allowed.to_owned() };
    StudyError::Values { file: frame.source().file.clone(), problems: vec![problem], total: 1 }
}

fn purchases(
    frame: &Frame,
    who: Category,
    (when, at): (Category, &str),
    value: Option<Number>,
) -> Result<Vec<Purchase>, StudyError> {
    let (who, when) = (frame.categories(who), frame.categories(when));
    let days: Vec<Option<i32>> = when.levels.iter().map(|text| day(text).map(Day::number)).collect();
    let amounts = value.map(|value| frame.numbers(value));
    let mut list = Vec::with_capacity(frame.rows());
    for (row, (&customer, &code)) in who.codes.iter().zip(&when.codes).enumerate() {
        let Some(day) = days[code as usize] else {
            let problem = Problem {
                line: frame.line(row),
                column: at.to_owned(),
                value: when.levels[code as usize].clone(),
                allowed: A_DAY.to_owned(),
            };
            return Err(StudyError::Values { file: frame.source().file.clone(), problems: vec![problem], total: 1 });
        };
        let amount = amounts.and_then(|amounts| amounts.get(row)).copied().unwrap_or(0.0);
        list.push(Purchase { customer: u64::from(customer), day, amount });
    }
    Ok(list)
}

/// A day from `2026-11-22`, `2026-11-22T10:00` or `20261122`.
fn day(text: &str) -> Option<Day> {
    let text = text.trim();
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let (year, month, day) = (text[0..4].parse().ok()?, text[4..6].parse().ok()?, text[6..8].parse().ok()?);
        return Day::from_ymd(year, month, day);
    }
    text.get(0..10).unwrap_or(text).parse::<Day>().ok()
}

/// The same as an option.
fn a_day(given: &str) -> Result<Day, String> {
    day(given).ok_or_else(|| format!("allowed: {A_DAY}"))
}

impl Known {
    pub(super) fn table(&self) -> Result<Histories, StatsError> {
        let column = |of: fn(&History) -> f64| self.histories.iter().map(of).collect::<Vec<f64>>();
        Histories::from_columns(&column(History::frequency), &column(History::recency), &column(History::age))
    }

    /// The name of a customer in a list of purchases, or the place of the row.
    pub(super) fn name(&self, place: usize) -> Value {
        self.names.get(place).map_or_else(|| json!(place + 1), |name| json!(name))
    }
}

/// What to expect of whom.
#[derive(Args, Debug, Clone)]
pub(super) struct Expected {
    /// How far to look ahead, in the unit of time [default: as long as the longest customer was watched]
    #[arg(long, value_name = "TIME", value_parser = real, allow_negative_numbers = true)]
    horizon: Option<f64>,
    /// A customer to ask about, as FREQUENCY,RECENCY,AGE; may be given several times
    #[arg(long, value_name = "X,T_X,T", value_parser = history)]
    predict: Vec<History>,
    /// In the JSON also every customer of the file: the chance to be still there, and the purchases expected
    #[arg(long)]
    each: bool,
}

fn history(given: &str) -> Result<History, String> {
    let numbers: Option<Vec<f64>> = given.split(',').map(|it| it.trim().parse().ok()).collect();
    match numbers.as_deref() {
        Some(&[frequency, recency, age]) => History::new(frequency, recency, age).map_err(|error| error.to_string()),
        _ => {
            Err("allowed: three numbers with commas between: frequency, recency, age, such as 2,30.43,38.86".to_owned())
        }
    }
}

impl Expected {
    /// The fit, and what it says.
    pub(super) fn outcome<M: Buying + Parametric<4> + Sync>(
        &self,
        method: &'static str,
        level: Level,
        known: &Known,
        table: &Histories,
        fitted: &Fitted<Fit<M, 4>>,
    ) -> Result<Outcome, StudyError> {
        let outcome = Outcome::new(method, level)
            .from_source(&known.source)
            .with("customers", table.n())
            .with("distinct_histories", table.distinct())
            .with("purchases", number_json(table.repeats()));
        let fit = match fitted {
            Fitted::Known(fit) => fit,
            Fitted::Undetermined(why) => {
                let text = format!("undetermined: {}", why_text(*why, &[]));
                return Ok(outcome.with("fit", why_json(*why, &[])).say(text));
            }
        };
        let longest = known.histories.iter().map(History::age).fold(0.0, f64::max);
        let horizon = self.horizon.unwrap_or(longest);
        let new = fit.purchases_of_new(horizon)?;
        let all = fit.purchases_of_all(table, horizon)?;
        let summary = format!(
            "{} customers, {} purchases after the first, {} different histories; log-likelihood {}",
            count(table.n()),
            amount(table.repeats()),
            count(table.distinct() as u64),
            amount(fit.log_likelihood())
        );
        let mut answers = Table::new([&format!("within {}", number(horizon)), "purchases", &interval_heading(level)]);
        for (name, answer) in [("a new customer", &new), ("all customers together", &all)] {
            let [value, interval] = amount_cells(answer);
            answers.row([name.to_owned(), value, interval]);
        }
        let outcome = outcome
            .with("fit", parameters_json(fit))
            .with("horizon", number_json(horizon))
            .with("purchases_of_new", answer_json(&new))
            .with("purchases_of_all", answer_json(&all))
            .say(summary)
            .say(parameters_table(fit, level))
            .say(answers);
        let outcome = self.customers(outcome, fit, horizon)?;
        let outcome = if self.each { outcome.with("each", each(fit.model(), known, horizon)) } else { outcome };
        holdout(outcome, fit, known, table)
    }

    /// The customers that were asked about.
    fn customers<M: Buying + Parametric<4>>(
        &self,
        outcome: Outcome,
        fit: &Fit<M, 4>,
        horizon: f64,
    ) -> Result<Outcome, StudyError> {
        let mut table =
            Table::new(["frequency", "recency", "age", "still there", &interval_heading(fit.level()), "purchases", ""]);
        let mut fields = Vec::new();
        for history in &self.predict {
            let (alive, purchases) = (fit.alive(history), fit.purchases(history, horizon)?);
            let ([chance, band], [expected, interval]) = (cells(&alive), cells(&purchases));
            let [x, last, age] = [history.frequency(), history.recency(), history.age()].map(number);
            table.row([x, last, age, chance, band, expected, interval]);
            fields.push(json!({
                "frequency": number_json(history.frequency()),
                "recency": number_json(history.recency()),
                "age": number_json(history.age()),
                "alive": answer_json(&alive),
                "purchases": answer_json(&purchases),
            }));
        }
        if fields.is_empty() {
            return Ok(outcome);
        }
        Ok(outcome.with("predictions", fields).say(table))
    }
}

fn each<M: Buying>(model: &M, known: &Known, horizon: f64) -> Vec<Value> {
    let rows = known.histories.iter().enumerate().map(|(place, history)| {
        json!({
            "customer": known.name(place),
            "alive": number_json(model.alive(history)),
            "purchases": number_json(model.expected(history, horizon)),
        })
    });
    rows.collect()
}

/// The stretch kept apart: what was foretold, and what came.
fn holdout<M: Buying + Parametric<4> + Sync>(
    outcome: Outcome,
    fit: &Fit<M, 4>,
    known: &Known,
    table: &Histories,
) -> Result<Outcome, StudyError> {
    let Some((length, bought)) = &known.holdout else { return Ok(outcome) };
    let foretold: Answer = fit.purchases_of_all(table, *length)?;
    let came: u64 = bought.iter().sum();
    let [value, interval] = amount_cells(&foretold);
    let sentence = format!(
        "In the {} after the last day of the fit {value} purchases were expected, {interval}; {} came",
        number(*length),
        count(came)
    );
    let fields = json!({"length": number_json(*length), "foretold": answer_json(&foretold), "came": came});
    Ok(outcome.with("holdout", fields).say(sentence))
}
