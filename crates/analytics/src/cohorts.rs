//! Cohorts: of the customers who started in the same period, who is still here, or active, so many periods later.

mod triangle;

use std::collections::BTreeMap;

use relationship::{FactKind, Period};
use report::{AnalyticsError, Basis, How, Measure, Note, Question, Report, Window};

use crate::engine::Opened;
use crate::functions::{Numbering, period_number};
use crate::grouping::{Group, Grouping, literal};
use crate::numbers::{Columns, count_at, sum_at};
use crate::tally::{Between, Counts, Sum, Tally};
use crate::unsettled::{Unsettled, settled_until};
use crate::whole::whole_periods;
use triangle::{Cohort, Prices, Triangle};

/// Answers a question about cohorts.
pub(crate) async fn answer(opened: &Opened, question: &Question) -> Result<Report, AnalyticsError> {
    let grouping = Grouping::new(opened, question).await?;
    let by_data = if opened.sources.is_contractual { Measure::Staying } else { Measure::Active };
    let measure = question.measure.unwrap_or(by_data);
    let period = question.period.unwrap_or_default();
    let mut triangle = Triangle::new(period, opened.sources.observed_until, settled_until(opened));
    let sql = match measure {
        _ if opened.sources.is_snapshot => Vec::new(),
        Measure::Staying => staying(opened, question, &grouping, &mut triangle)?,
        Measure::Active => active(opened, question, &grouping, &mut triangle).await?,
    };
    grouping.check_size(triangle.groups.len())?;
    let level = opened.level()?;
    let currency = opened.sources.currency;
    let label = |group: &Group| grouping.label(group);
    let mut methods = methods(measure, period);
    methods.extend(grouping.notes.iter().cloned());
    let mut warnings = warnings(opened, question, &triangle, measure);
    warnings.extend(grouping.doubts.iter().cloned());
    Ok(Report {
        report: question.report,
        question: question.clone(),
        definition: opened.basis.definition.clone(),
        period: Window {
            unit: period.word(),
            from: question.from,
            to: question.to,
            observed_until: opened.sources.observed_until,
        },
        rows: triangle.rows(measure, label, level, currency)?,
        sections: vec![("by_age", triangle.by_age(measure, label, level)?)],
        warnings,
        how: How { methods, sql, command: question.command() },
    })
}

/// Activity that was counted outside of the engine: by the ledger, or straight from a file.
#[derive(Debug, Clone)]
pub struct CountedActivity {
    /// Active customers per cohort and age.
    pub cells: Vec<ledger::ActivityCell>,
    /// The last day they speak about.
    pub observed_until: relationship::Day,
    /// The currency of the amounts.
    pub currency: relationship::Currency,
}

/// Can the counts that the ledger keeps answer this, without any spell?
pub(crate) fn needs_no_spells(question: &Question, is_contractual: bool) -> bool {
    let is_active = question.measure.map_or(!is_contractual, |measure| measure == Measure::Active);
    question.report == report::ReportName::Cohorts && is_active && question.by.is_empty() && question.filters.is_empty()
}

/// Answers a question about active cohorts of all customers from counted activity.
pub(crate) fn answer_counted(
    counted: &CountedActivity,
    basis: &Basis,
    question: &Question,
) -> Result<Report, AnalyticsError> {
    question.check_days(counted.observed_until)?;
    let period = question.period.unwrap_or_default();
    // Who was active on a day is known on that day.
    let mut triangle = Triangle::new(period, counted.observed_until, counted.observed_until);
    let mut active = Active::new();
    for cell in &counted.cells {
        let ages = active.entry((Group::new(), period_number(period, cell.cohort))).or_default();
        ages.insert(cell.age, (cell.customers, cell.amount as f64));
    }
    fill_active(&mut triangle, question, active);
    let level = stats::Level::new(basis.definition.level)?;
    let label = |_: &Group| Vec::new();
    let sql = include_str!("../queries/cohort_activity.sql")
        .replace("{names}", "")
        .replace("{columns}", "")
        .replace("{unit}", period.word())
        .replace("{condition}", "true")
        .replace("{idle}", &idle_kinds())
        .replace("{observed_until}", &counted.observed_until.to_string());
    let mut warnings: Vec<Note> = whole_periods(question, period, counted.observed_until).into_iter().collect();
    if triangle.groups.values().all(BTreeMap::<i32, Cohort>::is_empty) {
        warnings.push(Note::new("no_customers", "no customer was active in these days"));
    }
    Ok(Report {
        report: question.report,
        question: question.clone(),
        definition: basis.definition.clone(),
        period: Window {
            unit: period.word(),
            from: question.from,
            to: question.to,
            observed_until: counted.observed_until,
        },
        rows: triangle.rows(Measure::Active, label, level, counted.currency)?,
        sections: vec![("by_age", triangle.by_age(Measure::Active, label, level)?)],
        warnings,
        how: How { methods: methods(Measure::Active, period), sql: vec![sql], command: question.command() },
    })
}

fn idle_kinds() -> String {
    let idle: Vec<String> =
        FactKind::KNOWN.into_iter().filter(|kind| !kind.is_activity()).map(|kind| literal(kind.word())).collect();
    idle.join(", ")
}

fn fill_active(triangle: &mut Triangle, question: &Question, cells: Active) {
    let period = triangle.period;
    let first = question.from.map_or(i32::MIN, |from| period_number(period, from));
    let last = question.to.map_or(i32::MAX, |to| period_number(period, to));
    for ((group, started), ages) in cells {
        if (first..=last).contains(&started) {
            triangle.cohort(group, started).active(ages);
        }
    }
}

fn fill(template: &str, question: &Question, grouping: &Grouping, period: Period) -> String {
    let mut window = Vec::new();
    window.extend(question.from.map(|from| format!("started_on >= date '{}'", period.start_of(from))));
    window.extend(question.to.map(|to| format!("started_on < date '{}'", period.end_of(to))));
    template
        .replace("{names}", &grouping.names())
        .replace("{columns}", &grouping.columns())
        .replace("{unit}", period.word())
        .replace("{condition}", &grouping.condition(&window))
}

/// Spells that began and ended in the same periods, with their first prices and those when they ended.
#[derive(Debug, Default)]
struct Cell {
    spells: u64,
    first: Prices,
    last: f64,
}

impl Sum for Cell {
    fn join(&mut self, other: &Self) {
        self.spells += other.spells;
        self.first.add(other.first);
        self.last += other.last;
    }
}

/// A difference in what is paid.
#[derive(Debug, Default)]
struct Difference(f64);

impl Sum for Difference {
    fn join(&mut self, other: &Self) {
        self.0 += other.0;
    }
}

fn staying(
    opened: &Opened,
    question: &Question,
    grouping: &Grouping,
    triangle: &mut Triangle,
) -> Result<Vec<String>, AnalyticsError> {
    let period = triangle.period;
    let between = Between {
        started_from: question.from.map(|from| period.start_of(from)),
        started_before: question.to.map(|to| period.end_of(to)),
        ended_from: None,
    };
    let tally = Tally { opened, grouping, between, columns: &["prices"] };
    let cells = tally.count(|spells, counts: &mut Counts<_, Cell>| {
        let (mut numbering, prices) = (Numbering::new(period), spells.prices()?);
        for (row, group) in spells.rows() {
            let started = numbering.number(spells.since(row));
            let last = spells.ended(row).map(|ended| numbering.number(ended));
            let cell = counts.at(group, (started, last));
            cell.spells += 1;
            if let Some(first) = prices.before(row, spells.since(row)) {
                let first = first as f64;
                cell.first.add(Prices { sum: first, squares: first * first });
            }
            let paid = last.and_then(|last| prices.before(row, numbering.start(last)));
            cell.last += paid.unwrap_or(0) as f64;
        }
        Ok(())
    })?;
    for ((group, (started, last)), cell) in cells {
        let cohort = triangle.cohort(group, started);
        cohort.join(cell.spells, cell.first);
        if let Some(last) = last {
            // Who leaves in the period they came in counts as here at age 0 and no longer at age 1.
            let before = if last == started { cell.first.sum } else { cell.last };
            cohort.leave(last - started, cell.spells, before, cell.first);
        }
    }
    let changes = tally.count(|spells, counts: &mut Counts<_, Difference>| {
        let (mut numbering, prices) = (Numbering::new(period), spells.prices()?);
        for (row, group) in spells.rows() {
            let (since, ended) = (spells.since(row), spells.ended(row));
            let started = numbering.number(since);
            prices.changes(row, (since, ended), &mut numbering, |change| {
                counts.at(group, (started, change.period)).0 +=
                    (change.after.unwrap_or(0) - change.before.unwrap_or(0)) as f64;
            });
        }
        Ok(())
    })?;
    for ((group, (started, period)), change) in changes {
        triangle.cohort(group, started).change(period - started, change.0);
    }
    let queries = [include_str!("../queries/cohort_cells.sql"), include_str!("../queries/cohort_changes.sql")];
    Ok(queries.map(|template| fill(template, question, grouping, period)).to_vec())
}

async fn active(
    opened: &Opened,
    question: &Question,
    grouping: &Grouping,
    triangle: &mut Triangle,
) -> Result<Vec<String>, AnalyticsError> {
    let period = triangle.period;
    let narrow = Question { from: None, to: None, ..question.clone() };
    let sql = fill(include_str!("../queries/cohort_activity.sql"), &narrow, grouping, period)
        .replace("{idle}", &idle_kinds())
        .replace("{observed_until}", &opened.sources.observed_until.to_string());
    let cells = counted_by_query(opened, grouping, &sql).await?;
    fill_active(triangle, question, cells);
    Ok(vec![sql])
}

/// Customers and amount by age, per group and first period.
type Active = BTreeMap<(Group, i32), BTreeMap<i32, (u64, f64)>>;

async fn counted_by_query(opened: &Opened, grouping: &Grouping, sql: &str) -> Result<Active, AnalyticsError> {
    let number = |value: i64| i32::try_from(value).unwrap_or(i32::MAX);
    let mut active = Active::new();
    for batch in opened.query(sql).await? {
        let columns = Columns(&batch);
        let (first, age) = (columns.ints("first_period")?, columns.ints("age")?);
        let (customers, amount) = (columns.ints("customers")?, columns.floats("amount")?);
        for (row, group) in grouping.groups(&batch)?.into_iter().enumerate() {
            let ages = active.entry((group, number(first.value(row)))).or_default();
            ages.insert(number(age.value(row)), (count_at(&customers, row), sum_at(&amount, row)));
        }
    }
    Ok(active)
}

fn warnings(opened: &Opened, question: &Question, triangle: &Triangle, measure: Measure) -> Vec<Note> {
    let mut warnings = Vec::new();
    if opened.sources.is_snapshot {
        let text = "these data are one picture in time, which does not say who left when; where tenures are stated, see the survival \
                    report instead";
        warnings.push(Note::new("snapshot_has_no_cohorts", text));
    } else if triangle.groups.values().all(BTreeMap::<i32, Cohort>::is_empty) {
        let text = "no customer passes the filters; leave one out, or look at which values a trait has";
        warnings.push(Note::new("no_customers", text));
    }
    if !opened.sources.is_snapshot {
        warnings.extend(whole_periods(question, triangle.period, opened.sources.observed_until));
    }
    if question.measure == Some(Measure::Staying) && !opened.sources.is_contractual {
        let text = "these customers are known by what they did alone: who is silent may still come back, so `active` is the honest \
                    measure";
        warnings.push(Note::new("not_contractual", text));
    }
    if measure == Measure::Staying
        && let Some(unsettled) = Unsettled::of(opened).filter(|_| !triangle.groups.is_empty())
    {
        warnings
            .push(unsettled.note(": who is still here is told until then, and of later cohorts only how many began"));
    }
    if measure == Measure::Active && opened.sources.is_contractual && question.measure.is_none() {
        warnings.push(Note::new("active", "cohorts are followed by activity"));
    }
    warnings
}

fn methods(measure: Measure, period: Period) -> Vec<Note> {
    let unit = period.word();
    let share = match measure {
        Measure::Staying => format!(
            "a cohort are the customers who started in the same {unit}; share = customers still here on the first day of the {unit} so \
             many {unit}s later / all who started; revenue is their price per month then; revenue_share = first prices of those still here / first prices of all; \
             Wilson's interval, for revenue on the effective number of customers"
        ),
        Measure::Active => format!(
            "a cohort are the customers first active in the same {unit}; share = customers active in the {unit} so many {unit}s later / \
             all of the cohort; revenue is what they paid in it; Wilson's interval"
        ),
    };
    let code = match measure {
        Measure::Staying => "share_staying",
        Measure::Active => "share_active",
    };
    vec![
        Note::new(code, share),
        Note::new(
            "unfinished",
            format!(
                "a {unit} that is not over or not settled, or has not come, has no cell; 0 means that nobody was left"
            ),
        ),
        Note::new("by_age", "by_age adds up the cohorts that have reached the age".to_owned()),
    ]
}
