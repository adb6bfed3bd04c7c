//! Survival: how long customers stay, per group, with those still here counted fairly.

use std::collections::BTreeMap;

use datafusion::arrow::array::Array as _;
use datafusion::arrow::datatypes::Float64Type;
use relationship::day::DAYS_PER_MONTH;
use report::{AnalyticsError, How, Note, Question, Report, Row, Value, Window};
use stats::estimate::{Answer, Estimate, Tested, Why};
use stats::multiple::Correction;
use stats::survival::{Counts, Curve, LifeTable, Weighting, kaplan_meier, log_rank, log_rank_pairs, restricted_mean};

use crate::engine::Opened;
use crate::functions::Endings;
use crate::grouping::{Group, Grouping, literal};
use crate::numbers::{note_of, numbers_of, too_few, value_of, value_with_error};
use crate::tally::{self, Between, Sum, Tally};
use crate::unsettled::{Unsettled, settled_until};

/// Most points of a curve that are handed out for drawing. Every number is worked out from all of them.
pub const POINTS_MAX: usize = 240;

/// Most groups that are compared in pairs.
pub const PAIRS_GROUPS_MAX: usize = 12;

/// Answers a question about how long customers stay.
pub(crate) async fn answer(opened: &Opened, question: &Question) -> Result<Report, AnalyticsError> {
    let grouping = Grouping::new(opened, question).await?;
    let clock = Clock::of(opened);
    let sql = sql(opened, question, &grouping, &clock);
    let mut counts: BTreeMap<Group, Vec<Counts>> = BTreeMap::new();
    let mut without = Without { durations: 0, unsettled: Unsettled::of(opened).filter(|_| clock.in_days), later: 0 };
    for ((group, duration), ends) in count(opened, question, &grouping, &clock)? {
        match duration.map(f64::from_bits) {
            Some(time) if time < 0.0 && without.unsettled.is_some() => without.later += ends.departures + ends.censored,
            Some(time) if time >= 0.0 => {
                let count = Counts { time, departures: ends.departures, censored: ends.censored };
                counts.entry(group).or_default().push(count);
            }
            _ => without.durations += ends.departures + ends.censored,
        }
    }
    grouping.check_size(counts.len())?;
    let level = opened.level()?;
    let mut groups = Vec::new();
    for (group, counts) in &counts {
        let table = LifeTable::from_counts(counts)?;
        let curve = kaplan_meier(&table, level);
        groups.push(Studied { label: grouping.label(group), table, curve });
    }
    let horizon = horizon(opened, question, &clock, &groups);
    let terms = Terms { clock: &clock, at_risk_min: opened.basis.definition.at_risk_min, horizon };
    report(opened, question, &grouping, &terms, &groups, sql, &without)
}

/// Who is left out, and from which day on nobody is followed.
struct Without {
    durations: u64,
    unsettled: Option<Unsettled>,
    /// Customers who began on a day that is not settled.
    later: u64,
}

impl Without {
    fn warn(&self, warnings: &mut Vec<Note>) {
        if self.durations + self.later > 0 {
            // Nobody was left out by a filter.
            warnings.retain(|note| note.code != "no_customers");
        }
        let count = |customers: u64, one: &str, more: &str| match customers {
            1 => format!("1 customer {one}"),
            _ => format!("{customers} customers {more}"),
        };
        if let Some(unsettled) = &self.unsettled {
            let out = count(self.later, "who began later is left out", "who began later are left out");
            let note = unsettled.note(&format!(": everybody is followed until that day and no longer, and {out}"));
            warnings.push(note.with("later", Value::Count(self.later)));
        }
        if self.durations > 0 {
            let has = count(self.durations, "has no known duration and is", "have no known duration and are");
            let note = Note::new("without_duration", format!("{has} left out"));
            warnings.push(note.with("customers", Value::Count(self.durations)));
        }
    }
}

/// How many left after the same time, and how many were last seen after it.
#[derive(Debug, Default)]
struct Ends {
    departures: u64,
    censored: u64,
}

impl Sum for Ends {
    fn join(&mut self, other: &Self) {
        self.departures += other.departures;
        self.censored += other.censored;
    }
}

/// Spells by group and duration, whose bits sort like the numbers they are of; nothing where no duration is known.
fn count(
    opened: &Opened,
    question: &Question,
    grouping: &Grouping,
    clock: &Clock,
) -> Result<BTreeMap<(Group, Option<u64>), Ends>, AnalyticsError> {
    let dated = Between {
        started_from: question.from,
        started_before: question.to.map(|to| to.plus_days(1)),
        ..Between::default()
    };
    let (between, columns): (_, &[&str]) = if clock.in_days { (dated, &[]) } else { (Between::default(), &["tenure"]) };
    let (until, not_counted) = (settled_until(opened), &opened.basis.definition.not_counted);
    let has_durations = opened.sources.has_durations;
    Tally { opened, grouping, between, columns }.count(|spells, counts: &mut tally::Counts<_, Ends>| {
        let mut endings = Endings::new(&opened.basis.mapping);
        let stated = if clock.in_days { None } else { Some(numbers_of::<Float64Type>(spells.batch, "tenure")?) };
        for (row, group) in spells.rows() {
            let duration = match stated {
                Some(stated) => stated.is_valid(row).then(|| stated.value(row)),
                None if !has_durations => None,
                None => {
                    let last = spells.ended(row).map_or(until, |ended| ended.min(until));
                    Some(f64::from(spells.since(row).days_until(last)))
                }
            };
            let ended = spells.ended(row).filter(|&ended| !clock.in_days || ended <= until);
            let mut is_counted = || spells.kind(row, &mut endings).is_some_and(|kind| !not_counted.contains(&kind));
            let has_left = ended.is_some() && (not_counted.is_empty() || is_counted());
            let ends = counts.at(group, duration.map(|duration| (duration + 0.0).to_bits()));
            if has_left {
                ends.departures += 1;
            } else {
                ends.censored += 1;
            }
        }
        Ok(())
    })
}

/// One group with its table and curve.
struct Studied {
    label: Vec<(String, String)>,
    table: LifeTable,
    curve: Curve,
}

/// In which unit durations are counted, and in which they are shown.
struct Clock {
    /// The unit shown: `months` or the stated unit.
    unit: &'static str,
    /// How many counted units make one shown unit.
    per_unit: f64,
    /// Durations are days between dates, so that exact days are known beside the months shown.
    in_days: bool,
    /// At which durations, in the unit shown, survival is read off.
    ticks: &'static [u32],
}

impl Clock {
    fn of(opened: &Opened) -> Self {
        use relationship::fact::TenureUnit::{Days, Months, Weeks, Years};
        match opened.sources.tenure_unit.filter(|_| opened.sources.is_snapshot) {
            Some(unit) => {
                let ticks: &[u32] = match unit {
                    Days => &[7, 30, 91, 183, 365, 730, 1096],
                    Weeks => &[1, 4, 13, 26, 52, 104, 156],
                    Months => &[1, 3, 6, 12, 24, 36, 48, 60, 72],
                    Years => &[1, 2, 3, 5, 10],
                };
                Self { unit: unit.word(), per_unit: 1.0, in_days: false, ticks }
            }
            None => Self {
                unit: "months",
                per_unit: DAYS_PER_MONTH,
                in_days: true,
                ticks: &[1, 3, 6, 12, 24, 36, 48, 60, 72, 84, 96, 108, 120],
            },
        }
    }

    /// An answer in counted units, in the unit shown.
    fn shown(&self, answer: Answer) -> Answer {
        let per_unit = self.per_unit;
        // A reason speaks of times as well; what it says is rounded to be read.
        let time = |time: f64| (time / per_unit * 100.0).round() / 100.0;
        if let Answer::Undetermined(why) = answer {
            return Answer::Undetermined(match why {
                Why::QuantileNotReached { share_left, survival, longest_observed } => {
                    Why::QuantileNotReached { share_left, survival, longest_observed: time(longest_observed) }
                }
                Why::BeyondObserved { asked, longest_observed } => {
                    Why::BeyondObserved { asked: time(asked), longest_observed: time(longest_observed) }
                }
                why => why,
            });
        }
        answer.map(|known: Estimate| Estimate {
            standard_error: known.standard_error.map(|error| error / per_unit),
            ..known.map_rising(known.method, |time| time / per_unit)
        })
    }
}

struct Terms<'a> {
    clock: &'a Clock,
    at_risk_min: u64,
    /// In counted units.
    horizon: Option<f64>,
}

fn sql(opened: &Opened, question: &Question, grouping: &Grouping, clock: &Clock) -> String {
    let mut window = Vec::new();
    if clock.in_days {
        window.extend(question.from.map(|from| format!("started_on >= date '{from}'")));
        window.extend(question.to.map(|to| format!("started_on <= date '{to}'")));
    }
    let until = settled_until(opened);
    let duration = if clock.in_days {
        format!("day_number(least(coalesce(ended_on, date '{until}'), date '{until}')) - day_number(started_on)")
    } else {
        "tenure".to_owned()
    };
    let mut has_left = has_left(opened);
    if clock.in_days && Unsettled::of(opened).is_some() {
        has_left = format!("{has_left} and ended_on <= date '{until}'");
        window.push(format!("started_on <= date '{until}'"));
    }
    include_str!("../queries/survival_counts.sql")
        .replace("{names}", &grouping.names())
        .replace("{columns}", &grouping.columns())
        .replace("{duration}", &duration)
        .replace("{has_left}", &has_left)
        .replace("{condition}", &grouping.condition(&window))
}

/// Has a spell ended in a way that the definition counts, as SQL.
pub(crate) fn has_left(opened: &Opened) -> String {
    let not_counted = &opened.basis.definition.not_counted;
    if not_counted.is_empty() {
        return "ended_on is not null".to_owned();
    }
    let kinds: Vec<String> = not_counted.iter().map(|kind| literal(kind.word())).collect();
    let kind = "departure_kind(departure, reason, ended_on, payment_failing)";
    format!("ended_on is not null and {kind} not in ({})", kinds.join(", "))
}

/// Up to where the restricted mean looks: as far as every group that is large enough was watched, unless it was asked.
fn horizon(opened: &Opened, question: &Question, clock: &Clock, groups: &[Studied]) -> Option<f64> {
    let enough = |group: &&Studied| group.curve.n() >= opened.basis.definition.at_risk_min;
    let watched = groups.iter().filter(enough).map(|group| group.curve.longest_observed());
    let asked = question.horizon.map(|horizon| horizon * clock.per_unit);
    asked.or_else(|| watched.min_by(f64::total_cmp)).filter(|&horizon| horizon > 0.0)
}

fn report(
    opened: &Opened,
    question: &Question,
    grouping: &Grouping,
    terms: &Terms<'_>,
    groups: &[Studied],
    sql: String,
    without: &Without,
) -> Result<Report, AnalyticsError> {
    let mut rows = Vec::new();
    let mut points = Vec::new();
    for group in groups {
        rows.push(terms.summary(group)?);
        terms.points(group, &mut points);
    }
    let mut sections = vec![("curve", points)];
    if groups.len() > 1 {
        let (test, pairs) = comparisons(groups)?;
        sections.push(("test", test));
        sections.push(("comparisons", pairs));
    }
    let mut warnings = warnings(opened, question, groups);
    without.warn(&mut warnings);
    let in_days = terms.clock.in_days;
    let mut methods = methods(terms);
    methods.extend(grouping.notes.iter().cloned());
    warnings.extend(grouping.doubts.iter().cloned());
    Ok(Report {
        report: question.report,
        question: question.clone(),
        definition: opened.basis.definition.clone(),
        period: Window {
            unit: terms.clock.unit,
            from: question.from.filter(|_| in_days),
            to: question.to.filter(|_| in_days),
            observed_until: opened.sources.observed_until,
        },
        rows,
        sections,
        warnings,
        how: How { methods, sql: vec![sql], command: question.command() },
    })
}

impl Terms<'_> {
    fn summary(&self, group: &Studied) -> Result<Row, AnalyticsError> {
        let curve = &group.curve;
        let n = curve.n();
        let is_enough = n >= self.at_risk_min;
        let unless_few = |value: Value| if is_enough { value } else { too_few(n, self.at_risk_min) };
        let mut row = Row::of(&group.label)
            .with("customers", Value::Count(n))
            .with("departures", Value::Count(curve.departures()))
            .with("unit", Value::text(self.clock.unit))
            .with("median", unless_few(value_of(self.clock.shown(curve.median()))));
        if self.clock.in_days {
            row = row.with("median_days", unless_few(value_of(curve.median())));
        }
        if let Some(horizon) = self.horizon {
            let mean = restricted_mean(curve, horizon)?;
            row = row
                .with("restricted_mean", unless_few(value_with_error(self.clock.shown(mean))))
                .with("horizon", Value::Number(horizon / self.clock.per_unit));
        }
        row = row.with("longest_observed", Value::Number(curve.longest_observed() / self.clock.per_unit));
        let mut survival = Vec::new();
        let mut at_risk = vec![("0".to_owned(), Value::Count(n))];
        for &tick in self.clock.ticks {
            let time = f64::from(tick) * self.clock.per_unit;
            let value = value_with_error(curve.at(time)?);
            survival.push((tick.to_string(), unless_few(value)));
            at_risk.push((tick.to_string(), Value::Count(at_risk_at(&group.table, time))));
        }
        Ok(row.with("survival_at", Value::Fields(survival)).with("at_risk_at", Value::Fields(at_risk)))
    }

    /// The curve for drawing: from 1 at 0, a step at each departure, thinned where there are more than a screen shows.
    fn points(&self, group: &Studied, rows: &mut Vec<Row>) {
        let row_at = |time: f64| {
            let row = Row::of(&group.label).with("time", Value::Number(time / self.clock.per_unit));
            if self.clock.in_days { row.with("days", Value::Number(time)) } else { row }
        };
        let start = row_at(0.0)
            .with("at_risk", Value::Count(group.curve.n()))
            .with("departures", Value::Count(0))
            .with("survival", Value::Absent);
        let points = group.curve.points();
        let count = points.len();
        let step = count.div_ceil(POINTS_MAX).max(1);
        if points.clone().next().is_none_or(|point| point.time > 0.0) {
            rows.push(start);
        }
        for (index, point) in points.enumerate() {
            if index % step != 0 && index + 1 != count {
                continue;
            }
            let survival = report::Estimate {
                value: point.survival,
                lower: point.interval.map(|interval| interval.lower),
                upper: point.interval.map(|interval| interval.upper),
                level: group.curve.level().get(),
                n: group.curve.n(),
                method: group.curve.scale().method().word(),
                standard_error: None,
            };
            let row = row_at(point.time)
                .with("at_risk", Value::Count(point.at_risk))
                .with("departures", Value::Count(point.departures))
                .with("survival", Value::Estimate(survival));
            rows.push(row);
        }
    }
}

/// Customers known to be here just before a duration.
fn at_risk_at(table: &LifeTable, time: f64) -> u64 {
    table.rows().find(|row| row.time >= time).map_or(0, |row| row.at_risk)
}

fn comparisons(groups: &[Studied]) -> Result<(Vec<Row>, Vec<Row>), AnalyticsError> {
    let tables: Vec<LifeTable> = groups.iter().map(|group| group.table.clone()).collect();
    let overall = log_rank(&tables, Weighting::LogRank)?;
    let mut test = vec![tested(Row::default().with("groups", Value::Count(groups.len() as u64)), &overall.test)];
    for (group, tally) in groups.iter().zip(&overall.groups) {
        let row = Row::of(&group.label)
            .with("customers", Value::Count(tally.n))
            .with("departures", Value::Count(tally.departures))
            .with("expected", Value::Number(tally.expected));
        test.push(row);
    }
    if groups.len() > PAIRS_GROUPS_MAX {
        return Ok((test, Vec::new()));
    }
    let name = |index: usize| {
        let values: Vec<&str> = groups[index].label.iter().map(|(_, value)| value.as_str()).collect();
        Value::text(values.join(", "))
    };
    let pairs = log_rank_pairs(&tables, Weighting::LogRank, Correction::Holm)?
        .into_iter()
        .map(|pair| {
            let row = Row::default().with("first", name(pair.first)).with("second", name(pair.second));
            let row = tested(row, &pair.test);
            match pair.adjusted_p_value {
                Some(adjusted) => row.with("p_value_adjusted", Value::Number(adjusted)),
                None => row,
            }
        })
        .collect();
    Ok((test, pairs))
}

fn tested(row: Row, test: &Tested) -> Row {
    match test {
        Tested::Known(test) => row
            .with("chi_square", Value::Number(test.statistic))
            .with("degrees_of_freedom", Value::Count(u64::from(test.degrees_of_freedom.unwrap_or(1))))
            .with("p_value", Value::Number(test.p_value))
            .with("n", Value::Count(test.n))
            .with("method", Value::text(test.method.word())),
        Tested::Undetermined(why) => row.with("p_value", Value::Undetermined(note_of(*why))),
    }
}

fn warnings(opened: &Opened, question: &Question, groups: &[Studied]) -> Vec<Note> {
    let mut warnings = Vec::new();
    if groups.is_empty() {
        warnings.push(Note::new(
            "no_customers",
            "no customer passes the filters; leave one out, or look at which values a trait has",
        ));
    } else if groups.iter().all(|group| group.curve.departures() == 0) {
        let text = "nobody has left yet: the curve stays at 1, and only how long they were watched is known";
        warnings.push(Note::new("no_departures", text));
    }
    let dated = question.from.is_some() || question.to.is_some();
    if opened.sources.is_snapshot && dated {
        warnings.push(Note::new("snapshot_has_no_days", "a snapshot has no days, so `from` and `to` were not used"));
    }
    if groups.len() > PAIRS_GROUPS_MAX {
        let text = format!(
            "with more than {PAIRS_GROUPS_MAX} groups pairs are not compared; filter to the groups that matter"
        );
        warnings.push(Note::new("too_many_pairs", text));
    }
    warnings
}

fn methods(terms: &Terms<'_>) -> Vec<Note> {
    let mut methods = vec![
        Note::new(
            "survival",
            "survival at a duration is the chance to stay longer than that, by Kaplan and Meier; who is still here counts until \
             the last day of which we know who left; intervals on the log(-log) scale",
        ),
        Note::new(
            "median",
            "median is the first duration at which at most half are still here; its interval comes from the band",
        ),
        Note::new(
            "comparisons",
            "groups are compared by the log-rank test; p_value_adjusted is Holm's over all pairs; a small p-value says that the \
             groups differ, not by how much",
        ),
    ];
    if let Some(horizon) = terms.horizon {
        let text = format!(
            "restricted_mean is the average time here within the first {:.1} {}; its standard error is that of the estimate",
            horizon / terms.clock.per_unit,
            terms.clock.unit
        );
        methods.push(Note::new("restricted_mean", text));
    }
    let text = if terms.clock.in_days {
        "durations are days from the first to the last day, shown in months of 30.436875 days".to_owned()
    } else {
        format!("durations are the stated tenures, in {}", terms.clock.unit)
    };
    methods.push(Note::new("duration", text));
    methods
}
