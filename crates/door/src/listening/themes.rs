//! Themes: what unhappy customers speak of more often than usual, week by week, by a control chart with exact limits.
//!
//! The share is of those who answered in the week: who is unhappy and speaks of a theme, of everybody who said anything. The
//! last whole week is held against the twelve before it; no week is judged twice, and none before it is over.

use std::collections::{BTreeMap, BTreeSet};

use relationship::Day;
use relationship::improvement::{Evidence, Share, Signal};
use relationship::ladder::Rung;
use relationship::listening::{Purpose, Use};
use stats::monitoring::{Kind, Limits, Rule, Sample, control_chart};
use stats::{Level, StatsError};
use store::{InvitationId, StoreError};

use super::signals::{Surveys, all, named, themes_of};
use crate::Office;

/// Weeks that make the usual.
const USUAL_WEEKS: i32 = 12;
/// With fewer weeks in which anybody answered, nothing is usual yet.
const WEEKS_MIN: usize = 6;
/// Answers that stand beside a signal, the newest first; the counts are of all.
const SHOWN_MAX: usize = 50;

/// What somebody said in one form.
#[derive(Debug, Default)]
struct Told {
    week: i32,
    customer: String,
    rung: Option<Rung>,
    /// Theme, and the question that named it.
    themes: BTreeMap<String, String>,
}

/// One theme over the weeks.
#[derive(Debug, Clone, PartialEq)]
pub struct Week {
    /// Its Monday.
    pub monday: Day,
    /// How many unhappy customers spoke of it.
    pub part: u64,
    /// How many answered anything.
    pub whole: u64,
}

/// What is said of themes over the last weeks.
#[derive(Debug, Default)]
pub struct Themes {
    told: BTreeMap<InvitationId, Told>,
    monday: Option<Day>,
}

/// The Monday of the week of a day. Monday 5 January 1970 was day 4.
pub const fn monday_of(day: Day) -> Day {
    day.plus_days(-(day.number() - 4).rem_euclid(7))
}

impl Themes {
    /// Looks through the answers of the last whole week and those before it that make the usual.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn look(office: &Office) -> Result<Self, StoreError> {
        let wanted = Use::For(Purpose::Improve);
        let this_monday = monday_of(office.today());
        let from = this_monday.plus_days(-7 * (USUAL_WEEKS + 1));
        let mut surveys = Surveys::default();
        let mut told: BTreeMap<InvitationId, Told> = BTreeMap::new();
        for it in all(office, from, Some(this_monday.plus_days(-1)), Purpose::Improve).await? {
            let Some(survey) = surveys.of(office, &it).await? else { continue };
            let Some(question) = survey.question(&it.question) else { continue };
            let one = told.entry(it.invitation).or_default();
            one.week = from.days_until(it.on) / 7;
            one.customer.clone_from(&it.customer);
            let Some(value) = it.value.get(wanted)? else { continue };
            one.rung = question.rung(value).or(one.rung);
            one.themes.extend(themes_of(question, value).into_iter().map(|theme| (theme, it.question.clone())));
        }
        Ok(Self { told, monday: Some(from) })
    }

    fn names(&self) -> BTreeSet<&str> {
        self.unhappy().flat_map(|(_, it)| it.themes.keys().map(String::as_str)).collect()
    }

    /// Who is content and names a theme praises it.
    fn unhappy(&self) -> impl Iterator<Item = (&InvitationId, &Told)> {
        self.told.iter().filter(|(_, it)| it.rung.is_none_or(|rung| rung <= Rung::Yellow))
    }

    /// A theme week by week, weeks in which nobody answered left out.
    pub fn weeks(&self, theme: &str) -> Vec<Week> {
        let Some(first) = self.monday else { return Vec::new() };
        let mut counts: BTreeMap<i32, (u64, u64)> = BTreeMap::new();
        for it in self.told.values() {
            counts.entry(it.week).or_default().1 += 1;
        }
        for (_, it) in self.unhappy().filter(|(_, it)| it.themes.contains_key(theme)) {
            counts.entry(it.week).or_default().0 += 1;
        }
        let week = |(week, (part, whole)): (i32, (u64, u64))| Week { monday: first.plus_days(7 * week), part, whole };
        counts.into_iter().map(week).collect()
    }

    /// The themes above their limit in the last whole week, with the answers and customers behind them.
    pub fn above(&self) -> Vec<(Evidence, BTreeSet<String>)> {
        let Some(first) = self.monday else { return Vec::new() };
        let last = first.plus_days(7 * USUAL_WEEKS);
        let names = self.names();
        let found = names.into_iter().filter_map(|theme| {
            let weeks = self.weeks(theme);
            if weeks.last()?.monday != last {
                return None;
            }
            let (usual, limit) = limit_of(&weeks).ok()??;
            let now = weeks.last().map(|it| Share { part: it.part, whole: it.whole })?;
            if now.part as f64 <= limit * now.whole as f64 {
                return None;
            }
            let (reason, on) = (theme.to_owned(), last.plus_days(6));
            let signal = Signal::ThemeAbove { reason, now, usual, limit, on };
            let said = || self.unhappy().filter(|(_, it)| it.week == USUAL_WEEKS && it.themes.contains_key(theme));
            // At a screen on the spot nobody says who they are: each answer there is somebody.
            let nobodys = said().filter(|(_, it)| it.customer.is_empty()).count();
            let customers = said().map(|(_, it)| it.customer.clone()).filter(|it| !it.is_empty());
            let customers: BTreeSet<String> = customers.collect();
            let answers = said().filter_map(|(id, it)| Some(named(*id, it.themes.get(theme)?)));
            let answers = answers.collect::<Vec<_>>().into_iter().rev().take(SHOWN_MAX).collect();
            let evidence = Evidence { answers, customers: (customers.len() + nobodys) as u64, ..Evidence::of(signal) };
            Some((evidence, customers))
        });
        found.collect()
    }
}

/// The usual share of a theme and the limit of the last week; none where too few weeks make a usual. A theme that nobody
/// spoke of before is held against one who did: nobody knows that its usual share is nought.
fn limit_of(weeks: &[Week]) -> Result<Option<(f64, f64)>, StatsError> {
    let baseline = weeks.len().saturating_sub(1);
    if baseline < WEEKS_MIN {
        return Ok(None);
    }
    let is_new = weeks.iter().take(baseline).all(|it| it.part == 0);
    let sample = |(at, it): (usize, &Week)| {
        let part = if is_new && at == 0 { 1 } else { it.part };
        Sample::share(part, it.whole)
    };
    let samples = weeks.iter().enumerate().map(sample).collect::<Result<Vec<_>, _>>()?;
    let chart = control_chart(Kind::Share, &samples, baseline, Limits::Exact, &[Rule::Beyond], Level::P95)?;
    let Ok(chart) = chart else { return Ok(None) };
    let usual = if is_new { 0.0 } else { chart.center.value };
    Ok(chart.points.last().map(|it| (usual, it.upper)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weeks(parts: &[u64]) -> Vec<Week> {
        let monday = Day::from_number(4);
        let week = |(at, part): (i32, &u64)| Week { monday: monday.plus_days(7 * at), part: *part, whole: 40 };
        (0..).zip(parts).map(week).collect()
    }

    #[test]
    fn the_limit_is_what_chance_brings_to_forty_answers() {
        // 36 of 480 make 7.5 %; the binomial of 40 at 7.5 % is above 8 with a chance of 0.0024 and above 9 with 0.0007.
        let (usual, limit) = limit_of(&weeks(&[3; 13])).expect("limits").expect("a usual");
        assert!((usual - 0.075).abs() < 1e-12 && (limit - 9.0 / 40.0).abs() < 1e-12, "{usual} {limit}");
        assert_eq!(limit_of(&weeks(&[3; 6])).expect("limits"), None, "five weeks are no usual");
    }

    #[test]
    fn a_theme_nobody_spoke_of_before_needs_more_than_one_voice() {
        let mut parts = [0; 13];
        parts[12] = 9;
        let (usual, limit) = limit_of(&weeks(&parts)).expect("limits").expect("a usual");
        assert!(usual.abs() < 1e-12 && limit > 0.0 && limit < 0.1, "{usual} {limit}");
    }

    #[test]
    fn a_week_begins_on_monday() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        for (on, monday) in [("2026-11-22", "2026-11-16"), ("2026-11-23", "2026-11-23"), ("2026-11-24", "2026-11-23")] {
            assert_eq!(monday_of(day(on)), day(monday));
        }
    }
}
