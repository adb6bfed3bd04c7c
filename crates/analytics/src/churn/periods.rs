//! Churn per period, for spells with dates.

use std::collections::BTreeMap;

use relationship::{Day, LeftWhen, Period};
use report::{AnalyticsError, Note, Question, Report, Row, Value, Window};

use super::series::{Calendar, Happened, cells, changes, series, span};
use super::{Parts, Terms, nobody, nobody_told, without_price};
use crate::engine::Opened;
use crate::functions::{period_number, period_start};
use crate::grouping::{Group, Grouping};
use crate::numbers::{self};
use crate::tally::{Between, Tally};
use crate::unsettled::{Unsettled, settled_until};
use crate::whole::whole_periods;

/// Most periods a report shows; of more, the last are shown.
pub(super) const PERIODS_MAX: i32 = 600;

pub(super) fn answer(opened: &Opened, question: &Question, grouping: &Grouping) -> Result<Report, AnalyticsError> {
    let period = question.period.unwrap_or_default();
    let until = opened.sources.observed_until;
    let to = question.to.unwrap_or(until).min(until);
    let between = Between {
        ended_from: question.from.map(|from| period.start_of(from)),
        started_before: question.to.map(|_| period.end_of(to)),
        started_from: None,
    };
    let tally = Tally { opened, grouping, between, columns: &["prices"] };
    let (cells, changes) = (cells(&tally, period)?, changes(&tally, period)?);
    let sql = queries(grouping).map(|template| fill(template, question, grouping, period, to));

    let last = period_number(period, to);
    let first_seen = span(&cells).unwrap_or(last).min(last);
    let calendar = Calendar::new(period, (first_seen, last), until, settled_until(opened));
    let groups = series(&calendar, &cells, &changes, &opened.basis.definition.not_counted);
    grouping.check_size(groups.len())?;

    let first = question.from.map_or(first_seen, |from| period_number(period, from).min(last));
    let shown_first = first.max(last - PERIODS_MAX + 1);
    let has_exits = groups.values().flatten().any(|happened| happened.exits > 0);
    let no_rate = nobody_can_leave(opened).filter(|_| !has_exits);
    let terms = Terms { opened, level: opened.level()?, no_rate };
    let shown = Shown { period, first: shown_first, last, until, unsettled: Unsettled::of(opened) };
    let mut warnings = warnings(&terms, &shown, &calendar, &groups);
    warnings.extend(whole_periods(question, period, until));
    let is_silent = !has_exits && !groups.is_empty() && opened.sources.is_contractual;
    if is_silent && !does_anybody_leave(opened, question, period)? {
        warnings.push(nobody_told());
    }
    if shown_first > first {
        let text = format!("only the last {PERIODS_MAX} periods are shown; choose `from` and `to`, or a longer period");
        warnings.push(Note::new("too_many_periods", text));
    }
    let parts = Parts {
        period: Window {
            unit: period.word(),
            from: Some(period_start(period, shown_first)),
            to: Some(period.end_of(to).plus_days(-1).min(until)),
            observed_until: until,
        },
        rows: rows(&terms, grouping, &shown, &calendar, &groups)?,
        totals: totals(&terms, grouping, &shown, &calendar, &groups)?,
        warnings,
        methods: methods(period),
        sql: sql.to_vec(),
    };
    Ok(parts.report(opened, question, grouping))
}

/// Does anybody leave on any day? A part of the days or the customers in which nobody does says nothing about the data.
fn does_anybody_leave(opened: &Opened, question: &Question, period: Period) -> Result<bool, AnalyticsError> {
    if question.filters.is_empty() && question.from.is_none() && question.to.is_none() {
        return Ok(false);
    }
    let everybody = Grouping::everybody();
    let tally = Tally { opened, grouping: &everybody, between: Between::default(), columns: &["prices"] };
    Ok(cells(&tally, period)?.iter().any(|(_, cell)| cell.has_ended()))
}

/// The periods that are shown.
struct Shown {
    period: Period,
    first: i32,
    last: i32,
    /// The last day we know about.
    until: Day,
    unsettled: Option<Unsettled>,
}

impl Shown {
    /// Why a period has counts and no rate.
    fn unfinished(&self, calendar: &Calendar, place: usize) -> Option<Note> {
        match &self.unsettled {
            _ if calendar.is_finished(place) => None,
            Some(unsettled) if calendar.is_over(place) => Some(unsettled.why()),
            _ => Some(unfinished(self)),
        }
    }

    /// The periods that are over and not settled.
    fn unsettled(&self, calendar: &Calendar) -> Option<Note> {
        let is_unsettled = |&place: &usize| calendar.is_over(place) && !calendar.is_finished(place);
        let places = (self.first..=self.last).filter_map(|number| calendar.place(number));
        let (periods, unit) = (places.filter(is_unsettled).count(), self.period.word());
        let unsettled = self.unsettled.as_ref().filter(|_| periods > 0)?;
        let these = match periods {
            1 => format!("one {unit} that is over has"),
            _ => format!("{periods} {unit}s that are over have"),
        };
        let note = unsettled.note(&format!(": {these} counts but no rate yet, and no part in the totals"));
        Some(note.with("periods", Value::Count(periods as u64)))
    }
}

/// The queries for cells and changes, of whole spells or cut where their plan changed.
fn queries(grouping: &Grouping) -> [&'static str; 2] {
    if grouping.goes_by_each_day() {
        [include_str!("../../queries/churn_cells_by_plan.sql"), include_str!("../../queries/price_changes_by_plan.sql")]
    } else {
        [include_str!("../../queries/churn_cells.sql"), include_str!("../../queries/price_changes.sql")]
    }
}

/// The query that counts the same. Spells that lie wholly outside the window are not read; those that overlap it are counted
/// from their beginning, because a price of long ago may still be in force.
fn fill(template: &str, question: &Question, grouping: &Grouping, period: Period, to: Day) -> String {
    let mut window = Vec::new();
    if let Some(from) = question.from {
        window.push(format!("(ended_on is null or ended_on >= date '{}')", period.start_of(from)));
    }
    if question.to.is_some() {
        window.push(format!("started_on < date '{}'", period.end_of(to)));
    }
    template
        .replace("{names}", &grouping.names())
        .replace("{columns}", &grouping.columns())
        .replace("{unit}", period.word())
        .replace("{condition}", &grouping.condition(&window))
}

fn rows(
    terms: &Terms<'_>,
    grouping: &Grouping,
    shown: &Shown,
    calendar: &Calendar,
    groups: &BTreeMap<Group, Vec<Happened>>,
) -> Result<Vec<Row>, AnalyticsError> {
    let has_revenue = groups.values().flatten().any(|happened| happened.revenue > 0.0);
    let mut rows = Vec::new();
    for (group, series) in groups {
        let label = grouping.label(group);
        for number in shown.first..=shown.last {
            let Some(place) = calendar.place(number) else { continue };
            let row = terms.dated(Row::of(&label), shown, calendar, number, place);
            let unfinished = shown.unfinished(calendar, place);
            let no_rate = unfinished.as_ref().or(terms.no_rate.as_ref());
            rows.push(terms.period_row(row, shown.period, &series[place], no_rate, has_revenue)?);
        }
    }
    Ok(rows)
}

/// Per group, and for all customers, the sums over the finished periods.
fn totals(
    terms: &Terms<'_>,
    grouping: &Grouping,
    shown: &Shown,
    calendar: &Calendar,
    groups: &BTreeMap<Group, Vec<Happened>>,
) -> Result<Vec<Row>, AnalyticsError> {
    let places: Vec<usize> = (shown.first..=shown.last)
        .filter_map(|number| calendar.place(number))
        .filter(|&place| calendar.is_finished(place))
        .collect();
    let sum_of = |series: &[Happened]| {
        let mut sum = Happened::default();
        places.iter().for_each(|&place| sum.add(&series[place]));
        sum
    };
    let mut overall = Happened::default();
    let mut sums = Vec::new();
    for (group, series) in groups {
        let sum = sum_of(series);
        overall.add(&sum);
        if grouping.is_split() {
            sums.push((grouping.label(group), sum));
        }
    }
    sums.push((Vec::new(), overall));
    let has_revenue = groups.values().flatten().any(|happened| happened.revenue > 0.0);
    let mut rows = Vec::new();
    for (label, sum) in sums {
        let row = Row::of(&label).with("periods", Value::Count(places.len() as u64));
        rows.push(terms.period_row(row, shown.period, &sum, terms.no_rate.as_ref(), has_revenue)?);
    }
    Ok(rows)
}

impl Terms<'_> {
    fn dated(&self, row: Row, shown: &Shown, calendar: &Calendar, number: i32, place: usize) -> Row {
        let from = period_start(shown.period, number);
        let to = period_start(shown.period, number + 1).plus_days(-1);
        row.with("period", Value::text(label(shown.period, from)))
            .with("from", Value::Day(from))
            .with("to", Value::Day(to))
            .with("finished", Value::Flag(calendar.is_finished(place)))
    }

    fn period_row(
        &self,
        row: Row,
        period: Period,
        happened: &Happened,
        no_rate: Option<&Note>,
        has_revenue: bool,
    ) -> Result<Row, AnalyticsError> {
        let at_risk = happened.at_risk;
        let months = happened.customer_days as f64 / relationship::day::DAYS_PER_MONTH;
        let level = self.level;
        let left = happened.departures;
        let rate = |make: &dyn Fn() -> Result<Value, stats::StatsError>| match no_rate {
            Some(why) => Ok(Value::Undetermined(why.clone())),
            None => self.unless_few(at_risk, make),
        };
        let over = |periods: f64| move || numbers::over_periods(left, at_risk, periods, level);
        let mut row = row
            .with("at_risk", Value::Count(at_risk))
            .with("departures", Value::Count(left))
            .with("rate", rate(&|| numbers::share(left, at_risk, level))?)
            .with("monthly", rate(&over(period.per_year() / 12.0))?)
            .with("annualized", rate(&over(period.per_year()))?)
            .with("kinds", self.kinds(&happened.kinds, at_risk, no_rate)?)
            .with("joined", Value::Count(happened.joined))
            .with("exits", Value::Count(happened.exits))
            .with("customer_days", Value::Count(happened.customer_days))
            .with("rate_person_time", rate(&|| numbers::per_time(happened.exits, months, level))?);
        if !self.opened.basis.definition.not_counted.is_empty() {
            row = row.with("not_counted", Value::Count(happened.not_counted));
        }
        if !has_revenue {
            return Ok(row);
        }
        let revenue = |make: &dyn Fn() -> Result<Value, stats::StatsError>| match no_rate {
            Some(why) => Ok(Value::Undetermined(why.clone())),
            None => self.unless_few(happened.priced, make),
        };
        Ok(row
            .with("revenue_at_start", self.money(happened.revenue))
            .with("revenue_lost", self.money(happened.lost))
            .with("revenue_contraction", self.money(happened.contraction))
            .with("revenue_expansion", self.money(happened.expansion))
            .with("revenue_churn_gross", revenue(&|| numbers::revenue_share(&happened.gross(), level))?)
            .with("revenue_churn_net", revenue(&|| numbers::revenue_ratio(&happened.net(), level))?))
    }
}

/// A short name of a period: `2026-W47`, `2026-11`, `2026-Q4`, `2026`.
pub(crate) fn label(period: Period, start: Day) -> String {
    let (year, month, _) = start.ymd();
    match period {
        // A week belongs to the year that holds its Thursday.
        Period::Week => {
            let thursday = start.plus_days(3);
            let (year, _, _) = thursday.ymd();
            let new_year = Day::from_ymd(year, 1, 1).unwrap_or(thursday);
            format!("{year:04}-W{:02}", new_year.days_until(thursday) / 7 + 1)
        }
        Period::Month => format!("{year:04}-{month:02}"),
        Period::Quarter => format!("{year:04}-Q{}", month.div_ceil(3)),
        Period::Year => format!("{year:04}"),
    }
}

fn unfinished(shown: &Shown) -> Note {
    let text = format!("this {} is not over: the data end on {}", shown.period.word(), shown.until);
    Note::new("period_not_finished", text).with("observed_until", Value::Day(shown.until))
}

/// Customers who are known by what they did alone never leave under a definition that waits for a word from them.
fn nobody_can_leave(opened: &Opened) -> Option<Note> {
    let left_when = opened.basis.definition.left_when;
    let waits = matches!(left_when, LeftWhen::Request | LeftWhen::EffectiveDate) && !opened.sources.is_contractual;
    waits.then(|| {
        let text = "nobody can leave by this definition: these customers are known by what they did alone, and none of it says \
                    that they left; choose after how many silent days somebody counts as gone, such as `vaarwel definition set \
                    --left-when silence:90`";
        Note::new("nobody_can_leave", text)
    })
}

fn warnings(
    terms: &Terms<'_>,
    shown: &Shown,
    calendar: &Calendar,
    groups: &BTreeMap<Group, Vec<Happened>>,
) -> Vec<Note> {
    let mut warnings = Vec::new();
    if groups.is_empty() {
        warnings.push(nobody());
    }
    let is_open = calendar.place(shown.last).is_some_and(|place| !calendar.is_over(place));
    if is_open && !groups.is_empty() {
        let mut note = unfinished(shown);
        note.text.push_str(", so it has counts but no rate");
        warnings.push(note);
    }
    if let Some(no_rate) = &terms.no_rate {
        warnings.push(no_rate.clone());
    } else if !terms.opened.sources.is_contractual {
        let text = "these customers are known by what they did alone, so nobody knows who left for good: a departure here means \
                    silence for longer than the definition allows";
        warnings.push(Note::new("not_contractual", text));
    }
    if terms.no_rate.is_none() && !groups.is_empty() {
        warnings.extend(shown.unsettled(calendar));
    }
    let last = (shown.first..=shown.last).rev().find_map(|number| calendar.place(number));
    let unpriced: u64 =
        last.map_or(0, |place| groups.values().map(|s| s[place].at_risk.saturating_sub(s[place].priced)).sum());
    if unpriced > 0 && groups.values().flatten().any(|happened| happened.revenue > 0.0) {
        warnings.push(without_price(unpriced));
    }
    warnings
}

fn methods(period: Period) -> Vec<Note> {
    let unit = period.word();
    let note = |code: &'static str, text: String| Note::new(code, text);
    vec![
        note(
            "rate",
            format!(
                "rate = departures / at_risk per {unit}; at_risk are the customers here on its first day, departures are those \
                 of them whose last day falls in it; who came later in the {unit} is not counted; Wilson's interval"
            ),
        ),
        note("monthly", format!("monthly = 1 - (1 - rate)^({}), the same share per month", exponent(period, 12.0))),
        note("annualized", format!("annualized = 1 - (1 - rate)^({}), not the rate times that", exponent(period, 1.0))),
        note(
            "rate_person_time",
            "rate_person_time = exits / customer_days × 30.436875, per month; exits are all who left, also who came in the \
             period; customer_days are the days of all customers added up; exact interval of a Poisson count"
                .to_owned(),
        ),
        note(
            "kinds",
            "the kind of leaving is the one a source stated, else the kind of the reason's code, else involuntary where a \
             payment was failing, else voluntary"
                .to_owned(),
        ),
        note(
            "revenue_churn_gross",
            "revenue_churn_gross = (revenue_lost + revenue_contraction) / revenue_at_start; revenue is the price per month in \
             force when the period began; lost is that of the departures, contraction what those who stayed pay less at its end; \
             Wilson's interval on the effective number of customers"
                .to_owned(),
        ),
        note(
            "revenue_churn_net",
            "revenue_churn_net = (revenue_lost + revenue_contraction - revenue_expansion) / revenue_at_start; below 0 when those \
             who stay pay more than is lost; interval by linearization over customers"
                .to_owned(),
        ),
        note(
            "totals",
            format!(
                "totals add up the finished periods, which are over and settled: at_risk counts a customer once per {unit}, so their rate is the average over \
                 these periods, weighted by customers"
            ),
        ),
    ]
}

fn exponent(period: Period, parts: f64) -> String {
    match (period, parts > 1.0) {
        (Period::Week, true) => "365.2425/84".to_owned(),
        (Period::Week, false) => "365.2425/7".to_owned(),
        _ => (period.per_year() / parts).to_string(),
    }
}
