//! What `sbg` and `bdw` share: survivor counts in, retention out.

use std::collections::BTreeMap;

use charts::{LineSeries, Lines, Mark, Picture};
use clap::Args;
use serde_json::{Value, json};
use stats::fitted::Parametric;
use stats::staying::{Cohort, Renewal, Renewals, Retention, lack_of_fit, one_rate_where_alike};
use stats::{Answer, Fit, Fitted, StatsError, Tested, Why};

use super::pictures::{on_line, percent_words, period};
use crate::answer::{
    Table, amount, answer_json, cells, count, interval_heading, number, number_json, p_value, test_sentence,
    tested_json, why_json, why_text,
};
use crate::error::Problem;
use crate::flags::{Input, real};
use crate::frame::{Allowed, Category, Frame, Number, Source};
use crate::{Outcome, StudyError};

/// Renewals that are projected beyond the last that was seen, when nothing else is asked for.
pub(super) const PROJECTED: u32 = 5;
/// A p-value below this says that the model does not explain what was seen.
const LACKS_FIT: f64 = 0.05;
/// The most renewals that are projected.
const PROJECT_MAX: u32 = 1_000;

/// How many customers were still there, renewal by renewal.
#[derive(Args, Debug, Clone)]
#[command(mut_arg("file", |file| file.required(false)))]
pub(super) struct Survivors {
    #[command(flatten)]
    pub(super) input: Option<Input>,
    /// How many were there at the start and after each renewal, with commas between; with a file the column that says so
    #[arg(long, value_name = "COUNT,...|COLUMN")]
    survivors: String,
    /// With a file: after how many renewals each count was taken, 0 at the start
    #[arg(long, value_name = "COLUMN")]
    renewals: Option<String>,
    /// With a file: which cohort each count is of
    #[arg(long, value_name = "COLUMN")]
    cohort: Option<String>,
    /// Up to which renewal to project [default: five beyond the last]
    #[arg(long, value_name = "RENEWAL", value_parser = clap::value_parser!(u32).range(1..=i64::from(PROJECT_MAX)))]
    pub(super) project: Option<u32>,
    /// The discount per renewal period, 0.1 for 10 %
    #[arg(long, value_name = "RATE", default_value = "0", value_parser = real, allow_negative_numbers = true)]
    pub(super) discount: f64,
}

/// The counts, and the file they came from.
pub(super) struct Counted {
    pub(super) renewals: Renewals,
    pub(super) source: Option<Source>,
}

impl Survivors {
    /// Reads the counts.
    pub(super) fn counted(&self) -> Result<Counted, StudyError> {
        match &self.input {
            Some(input) => self.read_file(input),
            None => self.read_words(),
        }
    }

    fn read_words(&self) -> Result<Counted, StudyError> {
        let mut survivors = Vec::new();
        for word in self.survivors.split(',') {
            let counted: u64 = word.trim().parse().map_err(|_| {
                StudyError::options(
                    format!("`--survivors {}`: `{}` is no count", self.survivors, word.trim()),
                    "allowed: counts with commas between, such as 1000,869,743; a column takes a file before it",
                )
            })?;
            survivors.push(counted);
        }
        if survivors.len() == 1 {
            let what = format!("`--survivors {}`: one count shows no renewal", self.survivors);
            return Err(StudyError::options(what, "allowed: the count at the start, and one after each renewal"));
        }
        Ok(Counted { renewals: Renewals::from_survivors(&survivors)?, source: None })
    }

    fn read_file(&self, input: &Input) -> Result<Counted, StudyError> {
        let mut opened = input.open()?;
        let survivors = opened.number("--survivors", &self.survivors, Allowed::Count)?;
        let Some(renewals) = &self.renewals else {
            let remedy = "name the column that says after how many renewals each count was taken";
            return Err(StudyError::options("`--renewals` is missing", remedy));
        };
        let behind = opened.number("--renewals", renewals, Allowed::Count)?;
        let cohort = self.cohort.as_deref().map(|name| opened.category("--cohort", name)).transpose()?;
        let frame = opened.read()?;
        let renewals = self.cohorts(&frame, survivors, behind, cohort)?;
        Ok(Counted { renewals, source: Some(frame.source().clone()) })
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole numbers, checked when read")]
    fn cohorts(
        &self,
        frame: &Frame,
        survivors: Number,
        behind: Number,
        cohort: Option<Category>,
    ) -> Result<Renewals, StudyError> {
        let codes = cohort.map(|column| &frame.categories(column).codes);
        let (counts, ages) = (frame.numbers(survivors), frame.numbers(behind));
        let mut cohorts: BTreeMap<u32, Vec<(u32, usize)>> = BTreeMap::new();
        for (row, &age) in ages.iter().enumerate() {
            let code = codes.and_then(|codes| codes.get(row)).copied().unwrap_or(0);
            cohorts.entry(code).or_default().push((age.min(1e9) as u32, row));
        }
        let mut columns = Vec::new();
        for rows in cohorts.values_mut() {
            rows.sort_unstable();
            for pair in rows.windows(2) {
                let ((before, row_before), (age, row)) = (pair[0], pair[1]);
                let wanted = format!("{}, which follows {before} in the same cohort", before + 1);
                if age != before + 1 {
                    return Err(self.refused(frame, row, &number(f64::from(age)), wanted));
                }
                if counts[row] > counts[row_before] {
                    let allowed = format!("at most {}, the count before it", number(counts[row_before]));
                    return Err(self.refused(frame, row, &number(counts[row]), allowed));
                }
            }
            let survivors: Vec<u64> = rows.iter().map(|&(_, row)| counts[row] as u64).collect();
            columns.push((rows[0].0, survivors));
        }
        let cohorts: Vec<Cohort> =
            columns.iter().map(|(first, survivors)| Cohort { first: *first, survivors }).collect();
        Ok(Renewals::from_cohorts(&cohorts)?)
    }

    fn refused(&self, frame: &Frame, row: usize, value: &str, allowed: String) -> StudyError {
        let column = if allowed.starts_with("at most") {
            self.survivors.clone()
        } else {
            self.renewals.clone().unwrap_or_default()
        };
        let problem = Problem { line: frame.line(row), column, value: value.to_owned(), allowed };
        StudyError::Values { file: frame.source().file.clone(), problems: vec![problem], total: 1 }
    }

    /// The fit, its projection and what is still to be paid; without a fit the limit of customers who do not differ, where
    /// the data allow it.
    pub(super) fn outcome<M: Retention + Parametric<K>, const K: usize>(
        &self,
        method: &'static str,
        level: stats::Level,
        counted: &Counted,
        fitted: &Fitted<Fit<M, K>>,
    ) -> Result<Outcome, StudyError> {
        let renewals = &counted.renewals;
        let last = renewals.rows().last().map_or(0, |row| row.number);
        let mut outcome = Outcome::new(method, level).with("customers", renewals.n());
        if let Some(source) = &counted.source {
            outcome = outcome.from_source(source);
        }
        outcome = outcome.with("departures", renewals.departures()).with("renewals_seen", last);
        match fitted {
            Fitted::Known(fit) => self.told(outcome.with("fit", parameters_json(fit)), counted, fit),
            Fitted::Undetermined(why) => {
                let outcome = outcome.with("fit", why_json(*why, &[])).say(undetermined(*why));
                let at_edge = matches!(why, Why::AtBoundary { .. });
                match one_rate_where_alike(renewals, level).filter(|_| at_edge) {
                    Some(limit) => {
                        self.told(outcome.with("limit", parameters_json(&limit)).say(LIMIT), counted, &limit)
                    }
                    None => Ok(outcome.with("seen", seen_json(renewals)).say(seen_table(renewals))),
                }
            }
        }
    }

    /// What a fit says, beside what was seen.
    fn told<M: Retention + Parametric<K>, const K: usize>(
        &self,
        outcome: Outcome,
        counted: &Counted,
        fit: &Fit<M, K>,
    ) -> Result<Outcome, StudyError> {
        let (renewals, level) = (&counted.renewals, fit.level());
        let last = renewals.rows().last().map_or(0, |row| row.number);
        let project = self.project.unwrap_or_else(|| last.saturating_add(PROJECTED).min(PROJECT_MAX));
        let answers = self.answers(fit, last)?;
        let projection = Projection::of(fit, project, renewals)?;
        let check = lack_of_fit(fit, renewals);
        let mut values = Table::new(["", "value", &interval_heading(level)]);
        for (_, name, answer) in &answers {
            let [value, interval] = cells(answer);
            values.row([name.clone(), value, interval]);
        }
        let fields: serde_json::Map<String, Value> =
            answers.iter().map(|(field, _, answer)| (field.clone(), answer_json(answer))).collect();
        let reasons = answers.iter().filter_map(|(_, name, answer)| Some(format!("{name}: {}", answer.why()?)));
        let summary = format!(
            "{} customers, {} left, {last} renewals seen; log-likelihood {} of all {}",
            count(renewals.n()),
            count(renewals.departures()),
            amount(fit.log_likelihood()),
            count(fit.n())
        );
        Ok(outcome
            .with("answers", fields)
            .with("band_factors", json!({"survival": projection.factors[0], "retention_rate": projection.factors[1]}))
            .with("projection", projection.json())
            .with("lack_of_fit", tested_json(&check, &[]))
            .say(summary)
            .say(parameters_table(fit, level))
            .say(projection.table(level))
            .say(format!("Could what was seen come from this model? {}", test_sentence(&check, &[])))
            .picture(picture(fit, renewals, (project, last)))
            .say(values)
            .say(reasons.collect::<Vec<_>>().join("\n")))
    }

    /// What is expected of new customers and of those who went through all renewals that were seen.
    fn answers<M: Retention + Parametric<K>, const K: usize>(
        &self,
        fit: &Fit<M, K>,
        last: u32,
    ) -> Result<Vec<(String, String, Answer)>, StatsError> {
        let discount = self.discount;
        let at =
            if discount == 0.0 { "no discount".to_owned() } else { format!("{} % discount", number(discount * 100.0)) };
        let next = last.saturating_add(1);
        Ok(vec![
            ("lifetime".to_owned(), format!("payments of a new customer, {at}"), fit.lifetime(discount)?),
            (
                "residual_lifetime_at_first_renewal".to_owned(),
                format!("payments still to come before renewal 1, {at}"),
                fit.residual_lifetime(1, discount)?,
            ),
            (
                "residual_lifetime_at_next_renewal".to_owned(),
                format!("payments still to come before renewal {next}, {at}"),
                fit.residual_lifetime(next, discount)?,
            ),
        ])
    }
}

/// Where nothing shows that customers differ.
pub(super) const LIMIT: &str = "Nothing shows that customers differ, so what follows takes one chance to leave for all of them \
                                at every renewal: what the model becomes at that edge.";

/// Why there is no fit.
pub(super) fn undetermined(why: Why) -> String {
    format!("undetermined: {}", why_text(why, &[]))
}

/// Says so where what was seen is too far from the model to be chance.
pub(super) fn warn_of_lack_of_fit<M: Retention + Parametric<K>, const K: usize>(
    outcome: Outcome,
    fitted: &Fitted<Fit<M, K>>,
    renewals: &Renewals,
    remedy: &str,
) -> Outcome {
    let check = fitted.known().map(|fit| lack_of_fit(fit, renewals));
    match check.as_ref().and_then(Tested::known).filter(|check| check.p_value < LACKS_FIT) {
        None => outcome,
        Some(check) => {
            let text = format!(
                "what was seen differs from the model by more than chance (p {}): compare `seen` with the model in the table \
                 before a projection is believed; {remedy}",
                p_value(check.p_value)
            );
            outcome.warn("lack_of_fit", text)
        }
    }
}

/// Parameters with their errors, log-likelihood and n.
pub(super) fn parameters_json<M: Parametric<K>, const K: usize>(fit: &Fit<M, K>) -> Value {
    let parameters: serde_json::Map<String, Value> =
        fit.parameters().iter().map(|it| (it.name.to_owned(), answer_json(&Answer::Known(it.estimate)))).collect();
    json!({
        "parameters": parameters,
        "covariance": fit.covariance().map(|row| row.map(number_json).to_vec()).to_vec(),
        "log_likelihood": fit.log_likelihood(),
        "akaike": fit.akaike(),
        "n": fit.n(),
        "steps": fit.steps(),
        "method": fit.method().word(),
    })
}

/// The same for people.
pub(super) fn parameters_table<M: Parametric<K>, const K: usize>(fit: &Fit<M, K>, level: stats::Level) -> Table {
    let mut table = Table::new(["parameter", "value", "standard error", &interval_heading(level)]);
    for it in fit.parameters() {
        let [value, interval] = cells(&Answer::Known(it.estimate));
        let error = it.estimate.standard_error.map(number).unwrap_or_default();
        table.row([it.name.to_owned(), value, error, interval]);
    }
    table
}

/// What was seen at each renewal, where no model stands beside it.
fn seen_json(renewals: &Renewals) -> Vec<Value> {
    let still_there: Vec<f64> = shares_seen(renewals).collect();
    let rows = renewals.rows().iter().enumerate();
    rows.map(|(place, row)| {
        json!({
            "renewals": row.number,
            "at_risk": row.at_risk,
            "departures": row.departures,
            "survival_seen": still_there.get(place).copied().map(number_json),
            "retention_rate_seen": number_json(renewed(row)),
        })
    })
    .collect()
}

/// The same for people.
fn seen_table(renewals: &Renewals) -> Table {
    let mut table = Table::new(["renewals", "at risk", "left", "still there: seen", "renew: seen"]);
    let mut still_there = shares_seen(renewals);
    for row in renewals.rows() {
        let there = still_there.next().map_or_else(|| "-".to_owned(), number);
        let (at_risk, left) = (count(row.at_risk), count(row.departures));
        table.row([row.number.to_string(), at_risk, left, there, number(renewed(row))]);
    }
    table
}

/// The share that renewed of those who faced a renewal.
fn renewed(row: &Renewal) -> f64 {
    1.0 - row.departures as f64 / row.at_risk as f64
}

/// One renewal of a projection.
struct Projected {
    renewals: u32,
    seen: bool,
    /// The shares that were seen: still there, and of those who got there how many renewed.
    shares: [Option<f64>; 2],
    survival: Answer,
    retention: Answer,
    /// Survival with the band that holds the whole curve.
    survival_band: Answer,
    retention_band: Answer,
}

/// All renewals up to the last that was asked for.
struct Projection {
    /// Everybody, before the first renewal.
    start: Answer,
    rows: Vec<Projected>,
    /// How many standard errors the bands of survival and retention reach out.
    factors: [f64; 2],
}

impl Projection {
    fn of<M: Retention + Parametric<K>, const K: usize>(
        fit: &Fit<M, K>,
        project: u32,
        renewals: &Renewals,
    ) -> Result<Self, StatsError> {
        let last = renewals.rows().last().map_or(0, |row| row.number);
        let still_there: Vec<f64> = shares_seen(renewals).collect();
        let renewed: BTreeMap<u32, f64> = renewals.rows().iter().map(|row| (row.number, renewed(row))).collect();
        let shares = |number: u32| {
            let place = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
            [place.and_then(|place| still_there.get(place).copied()), renewed.get(&number).copied()]
        };
        let (survival, retention) = (fit.survival_band(project), fit.retention_band(project));
        let bands = survival.answers.into_iter().zip(retention.answers);
        let rows = bands.zip(1..).map(|((survival_band, retention_band), renewals)| {
            let (survival, retention) = (fit.survival(renewals), fit.retention_rate(renewals)?);
            let (seen, shares) = (renewals <= last, shares(renewals));
            Ok(Projected { renewals, seen, shares, survival, retention, survival_band, retention_band })
        });
        let (rows, factors) = (rows.collect::<Result<_, StatsError>>()?, [survival.factor, retention.factor]);
        Ok(Self { start: fit.survival(0), rows, factors })
    }

    fn json(&self) -> Vec<Value> {
        let start = json!({
            "renewals": 0,
            "seen": true,
            "survival_seen": 1.0,
            "retention_rate_seen": null,
            "survival": answer_json(&self.start),
            "survival_band": answer_json(&self.start),
            "retention_rate": null,
            "retention_rate_band": null,
        });
        let rows = self.rows.iter().map(|row| {
            json!({
                "renewals": row.renewals,
                "seen": row.seen,
                "survival_seen": row.shares[0].map(number_json),
                "retention_rate_seen": row.shares[1].map(number_json),
                "survival": answer_json(&row.survival),
                "survival_band": answer_json(&row.survival_band),
                "retention_rate": answer_json(&row.retention),
                "retention_rate_band": answer_json(&row.retention_band),
            })
        });
        std::iter::once(start).chain(rows).collect()
    }

    fn table(&self, level: stats::Level) -> Table {
        let heading = interval_heading(level);
        let mut table = Table::new([
            "renewals",
            "still there: seen",
            "by the model",
            &heading,
            "whole curve",
            "renew: seen",
            "by the model",
            &heading,
        ]);
        for row in &self.rows {
            let [survival, interval] = cells(&row.survival);
            let [_, band] = cells(&row.survival_band);
            let [retention, of_retention] = cells(&row.retention);
            let [there, renewed] = row.shares.map(|share| match share {
                Some(share) => number(share),
                None if row.seen => "-".to_owned(),
                None => "projected".to_owned(),
            });
            table.row([row.renewals.to_string(), there, survival, interval, band, renewed, retention, of_retention]);
        }
        table
    }
}

/// Who is still there after each renewal by the model, with what is projected dotted, and who was seen there.
fn picture<M: Retention + Parametric<K>, const K: usize>(
    fit: &Fit<M, K>,
    renewals: &Renewals,
    (project, last): (u32, u32),
) -> Option<Picture> {
    let survival: Vec<Answer> = (0..=project).map(|renewals| fit.survival(renewals)).collect();
    let marks = survival.iter().zip(0_u32..).map(|(survival, renewals)| {
        let mark = survival.known().map_or(Mark::Unknown, |it| on_line(it, 100.0));
        match mark {
            Mark::Known { value, interval, .. } => Mark::Known { value, interval, open: renewals > last },
            other => other,
        }
    });
    let mut seen = vec![Mark::Unknown; survival.len()];
    for (mark, share) in seen.iter_mut().skip(1).zip(shares_seen(renewals)) {
        *mark = Mark::Point { value: 100.0 * share, interval: None, is_loud: false };
    }
    let periods = survival.iter().enumerate().map(|(renewals, survival)| {
        period(renewals.to_string(), format!("after {renewals} renewals: {}", cells(survival).join(" ")))
    });
    let label = format!("Share still there after each renewal, seen up to {last} and projected to {project}");
    let mut series = vec![LineSeries { name: "by the model".to_owned(), marks: marks.collect() }];
    if seen.iter().any(|it| *it != Mark::Unknown) {
        series.push(LineSeries { name: "seen".to_owned(), marks: seen });
    }
    Lines { periods: periods.collect(), series, words: percent_words(label) }.draw()
}

/// The share still there after the first renewal and each that follows it without a gap, of those who faced each.
fn shares_seen(renewals: &Renewals) -> impl Iterator<Item = f64> + '_ {
    let without_gap =
        renewals.rows().iter().zip(1..).take_while(|(row, number)| row.number == *number && row.at_risk > 0);
    without_gap.scan(1.0, |share, (row, _)| {
        *share *= 1.0 - row.departures as f64 / row.at_risk as f64;
        Some(*share)
    })
}
