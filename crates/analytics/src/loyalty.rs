//! The goal of the ladder's upper half: do green customers stay longer, buy more and bring others than soft green ones?
//!
//! Customers are taken as they stood on one day and followed from then on. It is a comparison of people who are unlike in
//! more than their answer, so it says what goes together and not what a better answer would do.

use relationship::ladder::Rung;
use relationship::{Day, FactKind};
use report::{AnalyticsError, Note, Question, Report, Row, Value, Window};
use stats::experiment::{Moments, difference_in_means, difference_in_ratios};
use stats::rates::newcombe_difference;
use stats::{Level, Proportion, StatsError};

use crate::engine::Opened;
use crate::grouping::{Grouping, literal};
use crate::kept::{Kept, lacks, no_moments};
use crate::numbers::{self, Columns, count_at, sum_at, value_of};
use crate::unsettled::{Unsettled, settled_until};

/// How long customers are followed, the longest that the data allow, where nothing is asked.
pub const FOLLOWED_DAYS: [i32; 3] = [365, 180, 90];
/// An answer says where somebody stands for so many days.
pub const FRESH_DAYS: i32 = 365;
/// Days of answers there must be before customers are followed.
const ANSWERED_DAYS_MIN: i32 = 90;

/// The customers of one rung and what they did.
struct Stood {
    left: u64,
    /// Money paid and months here.
    paid: Moments,
    brought: u64,
}

impl Default for Stood {
    fn default() -> Self {
        Self { left: 0, paid: Moments::new(1), brought: 0 }
    }
}

/// Answers what the most content do.
pub(crate) async fn answer(opened: &Opened, question: &Question) -> Result<Report, AnalyticsError> {
    let grouping = Grouping::new(opened, question).await?;
    let until = settled_until(opened);
    let mut report = opened.begin(question, &grouping);
    if opened.sources.is_snapshot {
        report.warnings.push(no_moments());
        return Ok(report);
    }
    report.warnings.extend(Unsettled::of(opened).map(|days| days.note(": customers are followed until that day")));
    let kept = Kept::of(opened).await?;
    report.how.sql.clone_from(&kept.sql);
    let Some(asked) = kept.rungs().next() else {
        report.warnings.push(lacks("without_answers", "answers from 1 to 5", "answered"));
        return Ok(report);
    };
    let Some(days) = followed(question, asked.first_on, until) else {
        let text =
            format!("answers are known from {} on, too shortly before the last day to follow anybody", asked.first_on);
        report.warnings.push(Note::new("answers_too_new", text).with("from", Value::Day(asked.first_on)));
        return Ok(report);
    };
    let on = until.plus_days(-days);
    report.period = Window { unit: "days", from: Some(on), to: Some(until), ..report.period };
    let about = asked.about.as_deref().unwrap_or_default();
    let sql = include_str!("../queries/loyalty_customers.sql")
        .replace(
            "{question}",
            &asked.about.as_deref().map_or("ref_id is null".to_owned(), |it| format!("ref_id = {}", literal(it))),
        )
        .replace("{fresh}", &on.plus_days(-FRESH_DAYS).to_string())
        .replace("{condition}", &grouping.condition(&[]))
        .replace("{on}", &on.to_string())
        .replace("{until}", &until.to_string());
    let stood = read(opened, &sql).await?;
    report.how.sql.push(sql);
    report.how.methods.extend(methods(about, days, on));
    let has = Has {
        payments: kept.first_on(|kind| kind == FactKind::Paid).is_some(),
        referrals: kept.first_on(|kind| kind == FactKind::Referred).is_some(),
    };
    if !has.payments {
        report.warnings.push(lacks("without_payments", "payments", "paid"));
    }
    if !has.referrals {
        report.warnings.push(lacks("without_referrals", "customers who brought others", "referred"));
    }
    let terms = Terms { level: opened.level()?, at_least: opened.basis.definition.at_risk_min, has };
    for (rung, stood) in Rung::ALL.into_iter().zip(&stood) {
        report.rows.push(terms.row(rung, stood)?);
    }
    report.sections.push(("differences", terms.differences(&stood[3], &stood[4])?));
    Ok(report)
}

/// For how many days customers are followed; nothing where answers are too new.
fn followed(question: &Question, first_answer: Day, until: Day) -> Option<i32> {
    let reaches = |days: &i32| first_answer.plus_days(ANSWERED_DAYS_MIN) <= until.plus_days(-days);
    match question.horizon {
        #[expect(clippy::cast_possible_truncation, reason = "cut at ten years")]
        Some(days) => Some(days.min(3_650.0).ceil() as i32).filter(reaches),
        None => FOLLOWED_DAYS.into_iter().find(reaches),
    }
}

async fn read(opened: &Opened, sql: &str) -> Result<[Stood; 5], AnalyticsError> {
    let major = opened.sources.currency.minor_per_major() as f64;
    let mut all: [Stood; 5] = Default::default();
    for batch in opened.query(sql).await? {
        let columns = Columns(&batch);
        let (rungs, left) = (columns.ints("rung")?, columns.ints("has_left")?);
        let (months, paid) = (columns.floats("months")?, columns.floats("paid")?);
        let brought = columns.ints("brought")?;
        for row in 0..batch.num_rows() {
            let rung = usize::try_from(rungs.value(row)).unwrap_or(0);
            let Some(stood) = rung.checked_sub(1).and_then(|place| all.get_mut(place)) else { continue };
            stood.left += count_at(&left, row);
            stood.paid.add(&[sum_at(&paid, row) / major, sum_at(&months, row)])?;
            stood.brought += u64::from(brought.value(row) > 0);
        }
    }
    Ok(all)
}

/// What is known at all.
#[derive(Clone, Copy)]
struct Has {
    payments: bool,
    referrals: bool,
}

struct Terms {
    level: Level,
    at_least: u64,
    has: Has,
}

impl Terms {
    fn row(&self, rung: Rung, stood: &Stood) -> Result<Row, AnalyticsError> {
        let n = stood.paid.n();
        let unless_few = |value: Value| if n < self.at_least { numbers::too_few(n, self.at_least) } else { value };
        let row = Row::default()
            .with("rung", Value::text(rung.word()))
            .with("customers", Value::Count(n))
            .with("left", Value::Count(stood.left))
            .with("stayed_share", unless_few(numbers::share(n - stood.left, n, self.level)?));
        let row = if self.has.payments {
            row.with("paid", unless_few(value_of(stood.paid.select(&[0])?.estimate(self.level))))
        } else {
            row.with("paid", Value::Absent)
        };
        Ok(if self.has.referrals {
            row.with("brought", Value::Count(stood.brought))
                .with("brought_share", unless_few(numbers::share(stood.brought, n, self.level)?))
        } else {
            row.with("brought_share", Value::Absent)
        })
    }

    /// Green less soft green.
    fn differences(&self, soft: &Stood, green: &Stood) -> Result<Vec<Row>, AnalyticsError> {
        let (n_soft, n_green) = (soft.paid.n(), green.paid.n());
        let fewest = n_soft.min(n_green);
        let unless_few =
            |value: Value| if fewest < self.at_least { numbers::too_few(fewest, self.at_least) } else { value };
        let shares = |soft: u64, green: u64| -> Result<Value, StatsError> {
            let (soft, green) = (Proportion::new(soft, n_soft)?, Proportion::new(green, n_green)?);
            Ok(value_of(newcombe_difference(soft, green, self.level)))
        };
        let line = |name: &str, value: Value| {
            Row::default().with("measure", Value::text(name)).with("difference", unless_few(value))
        };
        let mut rows = vec![line("stayed_share", shares(n_soft - soft.left, n_green - green.left)?)];
        if self.has.payments {
            let means = difference_in_means(&soft.paid.select(&[0])?, &green.paid.select(&[0])?, self.level);
            let ratios = difference_in_ratios(&soft.paid, &green.paid, self.level)?;
            rows.push(line("paid", value_of(means.difference)));
            rows.push(line("paid_per_month", value_of(ratios.difference)));
        }
        if self.has.referrals {
            rows.push(line("brought_share", shares(soft.brought, green.brought)?));
        }
        Ok(rows)
    }
}

fn methods(about: &str, days: i32, on: Day) -> Vec<Note> {
    let count = Value::Count(u64::from(days.unsigned_abs()));
    vec![
        Note::new(
            "loyalty_followed",
            format!(
                "customers here on {on} who had answered `{about}` in the {FRESH_DAYS} days before stand where their last answer \
                 puts them, and are followed for {days} days"
            ),
        )
        .with("on", Value::Day(on))
        .with("days", count)
        .with("question", Value::text(about)),
        Note::new(
            "loyalty_measures",
            "stayed_share is still here at the end, paid is what came in from them per customer, leavers included, brought_share is \
             who brought at least one other; Wilson's interval for shares, Student's for means",
        ),
        Note::new(
            "loyalty_differences",
            "differences are green less soft green: Newcombe's interval for shares, Welch's for what was paid, linearization for what \
             was paid per month here",
        ),
        Note::new(
            "loyalty_not_causal",
            "green and soft green customers differ in more than their answer, and only some answer: a difference says what goes \
             together, not what happens when somebody becomes green",
        ),
    ]
}
