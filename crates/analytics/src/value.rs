//! What customers are worth and what leaving costs, in the company's own money.
//!
//! The shifted-beta-geometric model says how long customers stay on; margin, discount and costs are what the company said in
//! its settings or with the question. Where something was not said, what would need it is undetermined and says which word
//! is missing: there are no defaults, and sayings about other companies are not repeated.

mod alike;
mod money;
mod sleeping;

use std::collections::BTreeMap;

use relationship::{Day, Economics, Period};
use report::question::COST_PARTS;
use report::{AnalyticsError, How, Note, Question, Report, Row, Value, Window};
use stats::staying::{Cohort, Renewals};

use crate::engine::Opened;
use crate::grouping::{Group, Grouping};
use crate::kept::{Kept, lacks};
use crate::numbers::{Columns, count_at, int_at, sum_at};
use crate::survival::has_left;
use crate::unsettled::{Unsettled, settled_until};
use money::Worths;
use sleeping::Sleeping;

/// Who pays and has not used anything for so many days is asleep.
pub const SLEEPING_DAYS: i32 = 90;
/// Points of yearly retention the report imagines to be won.
pub const POINTS: [u32; 4] = [1, 2, 5, 10];
/// Renewals that are looked at one by one; who stays longer counts as staying until then.
const RENEWALS_MAX: u32 = 1_200;

/// What a group of customers is like.
#[derive(Debug, Clone, Default)]
struct Held {
    here: u64,
    priced: u64,
    price_sum: f64,
    price_squares: f64,
    departures: u64,
    /// Of those who left, whose price is known.
    priced_left: u64,
    price_left: f64,
    joined: u64,
    /// After so many whole periods: who left before the next renewal, and who had not.
    ends: BTreeMap<u32, (u64, u64)>,
    sleeping: Option<Sleeping>,
}

/// Answers what customers are worth.
pub(crate) async fn answer(opened: &Opened, question: &Question) -> Result<Report, AnalyticsError> {
    let grouping = Grouping::new(opened, question).await?;
    let kept = Kept::of(opened).await?;
    let window = Days::new(opened, question);
    let terms = Terms {
        opened,
        economics: question.economics.or(opened.basis.economics),
        period: question.period.unwrap_or_default(),
        level: opened.level()?,
    };
    let mut groups: BTreeMap<Group, Held> = BTreeMap::new();
    let mut sql = kept.sql.clone();
    sql.push(held(opened, &grouping, &window, &mut groups).await?);
    sql.push(renewals(&terms, &grouping, &mut groups).await?);
    let knows_sleep = kept.use_from().is_some() && !opened.sources.is_snapshot;
    if knows_sleep {
        sql.push(tokio::task::block_in_place(|| sleeping::read(opened, &grouping, &mut groups))?);
    }
    grouping.check_size(groups.len())?;
    let (mut rows, mut retention, mut asleep) = (Vec::new(), Vec::new(), Vec::new());
    let mut takes_all_alike = false;
    for (group, held) in &groups {
        let label = grouping.label(group);
        let worths = Worths::new(&terms, held)?;
        takes_all_alike |= worths.takes_all_alike();
        rows.extend(worths.rows(&label));
        retention.extend(worths.retention(&label));
        if let Some(sleeping) = &held.sleeping {
            asleep.push(sleeping.row(&label, &terms)?);
        }
    }
    let mut warnings = terms.unsaid();
    if let Some(unsettled) = Unsettled::of(opened) {
        let text = ": renewals are counted until then, and who left and came in the year that ends then, unless other days were asked";
        warnings.push(unsettled.note(text));
    }
    let unpriced: u64 = groups.values().filter(|held| held.priced_left > 0).map(Held::left_without_price).sum();
    if unpriced > 0 {
        let have =
            if unpriced == 1 { "1 customer who left has" } else { &format!("{unpriced} customers who left have") };
        let text = format!("{have} no known price and no part in revenue_left");
        warnings.push(Note::new("left_without_price", text).with("customers", Value::Count(unpriced)));
    }
    if takes_all_alike {
        let text = "nothing shows that customers differ in their chance to leave, so one churn rate per renewal is taken for all; \
                    where leaving comes in waves, look at the period of the contracts with `period`";
        warnings.push(Note::new("customers_alike", text));
    }
    if !knows_sleep {
        warnings.push(lacks("without_use", "what customers use", "used"));
    }
    if groups.values().all(|held| held.here == 0) {
        warnings.push(Note::new("no_customers", "no customer passes the filters, or nobody is here any more"));
    }
    warnings.extend(grouping.doubts.iter().cloned());
    let mut methods = terms.methods();
    methods.extend(grouping.notes.iter().cloned());
    Ok(Report {
        report: question.report,
        question: question.clone(),
        definition: opened.basis.definition.clone(),
        period: Window {
            unit: if opened.sources.is_snapshot { "snapshot" } else { terms.period.word() },
            from: (!opened.sources.is_snapshot).then_some(window.from),
            to: (!opened.sources.is_snapshot).then_some(window.to),
            observed_until: opened.sources.observed_until,
        },
        rows,
        sections: vec![("retention", retention), ("sleeping", asleep)],
        warnings,
        how: How { methods, sql, command: question.command() },
    })
}

/// The days whose leavers are counted: those asked for, else the year that ends on the last day of which it is known who left.
struct Days {
    from: Day,
    to: Day,
}

impl Days {
    fn new(opened: &Opened, question: &Question) -> Self {
        let to = question.to.unwrap_or_else(|| settled_until(opened));
        Self { from: question.from.unwrap_or_else(|| to.plus_months(-12).plus_days(1)), to }
    }

    fn condition(&self, column: &str, is_snapshot: bool) -> String {
        if is_snapshot {
            return "true".to_owned();
        }
        format!("coalesce({column} between date '{}' and date '{}', false)", self.from, self.to)
    }
}

fn group_by(grouping: &Grouping) -> String {
    let names = grouping.names();
    let names = names.trim_end().trim_end_matches(',');
    if names.is_empty() { String::new() } else { format!("group by {names}") }
}

async fn held(
    opened: &Opened,
    grouping: &Grouping,
    window: &Days,
    groups: &mut BTreeMap<Group, Held>,
) -> Result<String, AnalyticsError> {
    let is_snapshot = opened.sources.is_snapshot;
    let sql = include_str!("../queries/value_customers.sql")
        .replace("{names}", &grouping.names())
        .replace("{columns}", &grouping.columns())
        .replace("{group_by}", &group_by(grouping))
        .replace("{has_left}", &has_left(opened))
        .replace("{left_window}", &window.condition("ended_on", is_snapshot))
        .replace("{joined_window}", &window.condition("started_on", is_snapshot))
        .replace("{condition}", &grouping.condition(&[]));
    for batch in opened.query(&sql).await? {
        let columns = Columns(&batch);
        let (here, priced) = (columns.ints("here")?, columns.ints("priced")?);
        let (sum, squares) = (columns.floats("price_sum")?, columns.floats("price_squares")?);
        let (departures, left) = (columns.ints("departures")?, columns.floats("price_left")?);
        let priced_left = columns.ints("priced_left")?;
        let joined = columns.ints("joined")?;
        for (row, group) in grouping.groups(&batch)?.into_iter().enumerate() {
            let held = groups.entry(group).or_default();
            held.here = count_at(&here, row);
            held.priced = count_at(&priced, row);
            held.price_sum = sum_at(&sum, row);
            held.price_squares = sum_at(&squares, row);
            held.departures = count_at(&departures, row);
            held.priced_left = count_at(&priced_left, row);
            held.price_left = sum_at(&left, row);
            held.joined = count_at(&joined, row);
        }
    }
    Ok(sql)
}

/// How many renewals spells went through.
async fn renewals(
    terms: &Terms<'_>,
    grouping: &Grouping,
    groups: &mut BTreeMap<Group, Held>,
) -> Result<String, AnalyticsError> {
    let opened = terms.opened;
    let sources = &opened.sources;
    let until = settled_until(opened);
    let unit = sources.tenure_unit.filter(|_| sources.is_snapshot);
    let length = relationship::day::DAYS_PER_MONTH * terms.months();
    let (duration, watched) = match unit {
        Some(unit) => (format!("tenure * {:?}", unit.days()), format!("(tenure * {:?} + {length:?})", unit.days())),
        // Who came when may be known, and not when they left: nobody has been followed then.
        None if !sources.has_durations => ("0".to_owned(), "0".to_owned()),
        None => (
            format!("(day_number(least(coalesce(ended_on, date '{until}'), date '{until}')) - day_number(started_on))"),
            format!("(day_number(date '{until}') - day_number(started_on))"),
        ),
    };
    let mut has_left = has_left(opened);
    if Unsettled::of(opened).is_some() {
        has_left = format!("{has_left} and ended_on <= date '{until}'");
    }
    let sql = include_str!("../queries/value_renewals.sql")
        .replace("{names}", &grouping.names())
        .replace("{columns}", &grouping.columns())
        .replace("{duration}", &duration)
        .replace("{watched}", &watched)
        .replace("{length}", &format!("{length:?}"))
        .replace("{has_left}", &has_left)
        .replace("{condition}", &grouping.condition(&[]));
    for batch in opened.query(&sql).await? {
        let columns = Columns(&batch);
        let (whole, departures) = (columns.ints("whole")?, columns.ints("departures")?);
        let censored = columns.ints("censored")?;
        for (row, group) in grouping.groups(&batch)?.into_iter().enumerate() {
            let Some(whole) = int_at(&whole, row).and_then(|it| u32::try_from(it).ok()) else { continue };
            let end = groups.entry(group).or_default().ends.entry(whole.min(RENEWALS_MAX)).or_default();
            end.0 += count_at(&departures, row);
            end.1 += count_at(&censored, row);
        }
    }
    Ok(sql)
}

impl Held {
    fn left_without_price(&self) -> u64 {
        self.departures.saturating_sub(self.priced_left)
    }

    /// Renewals faced and departures at each. Who left in their third month had renewed twice and did not a third time; who
    /// is here in it has renewed twice.
    fn renewals(&self) -> Result<Renewals, AnalyticsError> {
        let mut survivors: Vec<Vec<u64>> = Vec::new();
        for (&whole, &(departures, censored)) in &self.ends {
            let length = whole as usize + 1;
            survivors.push([vec![departures; length], vec![0]].concat());
            survivors.push(vec![censored; length]);
        }
        let cohorts: Vec<Cohort<'_>> = survivors.iter().map(|counts| Cohort::from_start(counts)).collect();
        Ok(Renewals::from_cohorts(&cohorts)?)
    }
}

/// Under what the money is counted.
struct Terms<'a> {
    opened: &'a Opened,
    economics: Economics,
    period: Period,
    level: stats::Level,
}

impl Terms<'_> {
    /// How many renewals a year has.
    fn per_year(&self) -> u32 {
        match self.period {
            Period::Week => 52,
            Period::Month => 12,
            Period::Quarter => 4,
            Period::Year => 1,
        }
    }

    /// Months between two renewals.
    fn months(&self) -> f64 {
        12.0 / f64::from(self.per_year())
    }

    /// A cost the company said, in major units.
    fn cost(parts: Option<i64>) -> Option<f64> {
        parts.map(|parts| parts as f64 / COST_PARTS as f64)
    }

    /// What the company has not said, and where it can say it.
    fn unsaid(&self) -> Vec<Note> {
        let Economics { margin_bp, discount_bp, cost_to_win, cost_to_keep } = self.economics;
        let missing = [
            ("without_margin", margin_bp.is_none(), "margin", "what is left of the revenue after the costs of serving"),
            (
                "without_discount",
                discount_bp.is_none(),
                "discount",
                "by how much money in a year counts less than today",
            ),
            ("without_cost_to_win", cost_to_win.is_none(), "cost-to-win", "what it costs to win one customer"),
            ("without_cost_to_keep", cost_to_keep.is_none(), "cost-to-keep", "what is spent to keep one"),
        ];
        let note = |(code, _, word, what): (&'static str, bool, &str, &str)| {
            Note::new(code, format!("nobody has said {what}: say it in the settings or with `{word}`"))
        };
        missing.into_iter().filter(|(_, is_missing, ..)| *is_missing).map(note).collect()
    }

    fn methods(&self) -> Vec<Note> {
        let share = |share: Option<f64>| share.map_or(Value::Absent, Value::Number);
        vec![
            Note::new(
                "value_model",
                format!(
                    "what a customer brings is the margin of one {} of the mean price of those here now, times the payments expected \
                     by the shifted-beta-geometric model (Fader and Hardie), discounted; renewals per {} are counted from all spells",
                    self.period.word(),
                    self.period.word()
                ),
            )
            .with("period", Value::text(self.period.word()))
            .with("margin", share(self.economics.margin_share()))
            .with("discount", share(self.economics.discount_rate())),
            Note::new(
                "value_kept",
                "kept_leaver is what one who left would still have brought, had they been kept that once: they are prone to leave, so \
                 it is less than what a customer at hand brings",
            ),
            Note::new(
                "value_points",
                "points are of the share of new customers still here after a year: 80 % to 85 % is five points; the better model has a \
                 lower mean chance to leave and customers who differ as much; what it takes to get there is not said by it",
            ),
            Note::new(
                "value_interval",
                "intervals are those of the model's parameters; price, margin, discount and costs are taken as they were said",
            ),
            Note::new(
                "value_sayings",
                "sayings such as five points more retention are 25 to 95 % more profit, or winning costs five times keeping, are about \
                 other companies; here stands what this company's own numbers make of them",
            ),
        ]
    }
}

/// One line of the main table.
fn measure(label: &[(String, String)], name: &str, value: Value, unit: &str) -> Row {
    Row::of(label).with("measure", Value::text(name)).with("value", value).with("counted_in", Value::text(unit))
}
