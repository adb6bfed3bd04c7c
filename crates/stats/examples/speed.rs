//! The seconds of one method alone, as JSON: `cargo xtask peers --mathematics` sets them beside those of others.
//!
//! `speed METHOD FILE COLUMNS REPEATS [TREES]`; the file holds columns of 64-bit numbers, one after another, nothing else.

use std::error::Error;
use std::time::Instant;

use serde_json::{Value, json};
use stats::buying::{Histories, Spending, bg_nbd, gamma_gamma};
use stats::competing::{CauseTable, Ending, Stays, cumulative_incidence};
use stats::cox::{CoxOptions, Design, Rows, TimeWeights, concordance, cox};
use stats::predict::{Boosted, Boosting, auc};
use stats::survival::{LifeTable, Observation, Scale, Weighting, kaplan_meier, log_rank};
use stats::uplift::Trial;
use stats::uplift::learner::{Settings, UpliftModel};
use stats::uplift::qini::{Formula, Ranking};
use stats::{Answer, Level};

/// What takes longer than this in its first run is not repeated.
const SECONDS_REPEATED_MAX: f64 = 10.0;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The seconds of each run, what came out, and how good it is where that can be told.
struct Timed {
    seconds: Vec<f64>,
    answer: Vec<f64>,
    quality: Value,
}

#[expect(clippy::print_stdout, reason = "printing the answer is all this does")]
fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [method, file, columns, repeats, more @ ..] = words.as_slice() else {
        return Err("speed METHOD FILE COLUMNS REPEATS [TREES]".into());
    };
    let table = Table::read(file, columns.parse()?)?;
    let trees = more.first().map_or(Ok(100), |it| it.parse())?;
    let timed = run(method, &table, Runs { repeats: repeats.parse()?, trees })?;
    println!("{}", json!({ "seconds": timed.seconds, "answer": timed.answer, "quality": timed.quality }));
    Ok(())
}

#[derive(Clone, Copy)]
struct Runs {
    repeats: usize,
    trees: usize,
}

fn run(method: &str, table: &Table, runs: Runs) -> Result<Timed> {
    let time = || table.column(0);
    match method {
        "kaplan-meier" => {
            let ends = table.observations(1);
            runs.time(|| {
                let curve = kaplan_meier(&LifeTable::from_durations(time(), &ends)?, Level::P95);
                interval(&curve.at(12.0)?)
            })
        }
        "log-rank" => {
            let ends = table.observations(1);
            runs.time(|| {
                let mut parts = [(Vec::new(), Vec::new()), (Vec::new(), Vec::new())];
                for ((&at, &end), &group) in time().iter().zip(&ends).zip(table.column(2)) {
                    let part = &mut parts[usize::from(group > 0.0)];
                    part.0.push(at);
                    part.1.push(end);
                }
                let tables: Vec<_> = parts
                    .iter()
                    .map(|(at, ends)| LifeTable::from_durations(at, ends))
                    .collect::<std::result::Result<_, _>>()?;
                let test = log_rank(&tables, Weighting::LogRank)?.test;
                Ok(vec![test.known().ok_or("no test")?.statistic])
            })
        }
        "cox" => {
            let ends = table.observations(1);
            let design = Design::new(table.columns(2));
            runs.time(|| {
                let fit = cox(&Rows::new(time(), &ends), &design, &CoxOptions::default())?;
                Ok(fit.known().ok_or("no fit")?.values())
            })
        }
        "aalen-johansen" => {
            let later = |it: f64| u8::from(it > 1.0) + u8::from(it > 2.0);
            let cause = |&it: &f64| if it > 0.0 { Ending::Cause(later(it)) } else { Ending::Censored };
            let endings: Vec<Ending> = table.column(1).iter().map(cause).collect();
            runs.time(|| {
                let stays = Stays { durations: time(), endings: &endings, entered_at: &[] };
                let curves = cumulative_incidence(&CauseTable::from_stays(3, stays)?, Level::P95, Scale::LogLog);
                let found = curves.at(0, 12.0)?;
                let known = found.known().ok_or("no share")?;
                Ok(vec![known.value, known.standard_error.ok_or("no error")?])
            })
        }
        "bg-nbd" => runs.time(|| {
            let histories = Histories::from_columns(time(), table.column(1), table.column(2))?;
            let fit = bg_nbd(&histories, Level::P95);
            Ok(fit.known().ok_or("no fit")?.parameters().iter().map(|it| it.estimate.value).collect())
        }),
        "gamma-gamma" => runs.time(|| {
            let fit = gamma_gamma(&Spending::from_columns(time(), table.column(1))?, Level::P95);
            Ok(fit.known().ok_or("no fit")?.parameters().iter().map(|it| it.estimate.value).collect())
        }),
        "concordance" => {
            let ends = table.observations(1);
            runs.time(|| {
                let rows = Rows::new(time(), &ends);
                let found = concordance(&rows, table.column(2), TimeWeights::Harrell, Level::P95)?;
                Ok(vec![found.concordant / (found.concordant + found.discordant)])
            })
        }
        "qini" => {
            let treated = table.yes(1);
            runs.time(|| {
                let ranking = Ranking::new(time(), &Trial::new(&treated, table.column(2))?)?;
                Ok(vec![ranking.area(Formula::SkliftQini).map_err(|why| format!("{why:?}"))?])
            })
        }
        "forest" => forest(table, runs),
        "boost" => boost(table, runs),
        _ => Err(format!("no method `{method}`").into()),
    }
}

/// Forests whose quality is told: one alone is as good as its customers happen to be.
const FORESTS_JUDGED: usize = 5;

/// An effect with its interval for each customer of the first eleventh. The quality is the mean over forests of one eleventh
/// each, judged on the customers that are left, whose true effects are known.
fn forest(table: &Table, runs: Runs) -> Result<Timed> {
    let size = table.rows / 11;
    let treated = table.yes(0);
    let columns: Vec<&[f64]> = table.columns(3).collect();
    let part = |rows: std::ops::Range<usize>| -> Result<(Vec<&[f64]>, Trial)> {
        Ok((
            columns.iter().map(|it| &it[rows.clone()]).collect(),
            Trial::new(&treated[rows.clone()], &table.column(1)[rows])?,
        ))
    };
    let mut settings = Settings::default();
    settings.forest.trees = runs.trees;
    if runs.trees < 20 {
        settings.forest.group_trees = 2;
    }
    let fit = |known: &[&[f64]], trial: &Trial| -> Result<UpliftModel> {
        UpliftModel::fit(known, trial, &settings)?.map_err(|why| format!("{why:?}").into())
    };
    let (known, trial) = part(0..size)?;
    let timed = runs.time(|| {
        fit(&known, &trial)?.predict(&known, Level::P95)?;
        Ok(Vec::new())
    })?;
    let new = FORESTS_JUDGED * size..table.rows;
    let truth = &table.column(2)[new.clone()];
    let (new, judged) = part(new)?;
    let (mut qini, mut coverage) = (0.0, 0.0);
    for forest in 0..FORESTS_JUDGED {
        let (known, trial) = part(forest * size..(forest + 1) * size)?;
        let effects = fit(&known, &trial)?.predict(&new, Level::P95)?;
        let ranking = Ranking::new(effects.values(), &judged)?;
        qini += ranking.area(Formula::SkliftQini).map_err(|why| format!("{why:?}"))? / FORESTS_JUDGED as f64;
        let holds = |row: &usize| effects.interval(*row).is_some_and(|it| it.holds(truth[*row]));
        coverage += (0..truth.len()).filter(holds).count() as f64 / (truth.len() * FORESTS_JUDGED) as f64;
    }
    Ok(Timed { quality: json!({ "qini": qini, "coverage": coverage }), ..timed })
}

/// Boosted trees learned from the first half, judged on the second.
fn boost(table: &Table, runs: Runs) -> Result<Timed> {
    let half = table.rows / 2;
    let (known, new): (Vec<&[f64]>, Vec<&[f64]>) = table.columns(1).map(|it| it.split_at(half)).unzip();
    let plan = Boosting { trees_max: runs.trees, held_out_share: 0.0, ..Boosting::default() };
    let fit = || -> Result<Boosted> {
        Boosted::fit(&known, &table.column(0)[..half], &plan)?.map_err(|why| format!("{why:?}").into())
    };
    let timed = runs.time(|| {
        fit()?;
        Ok(Vec::new())
    })?;
    let area = auc(&fit()?.scores(&new)?, &table.yes(0)[half..], Level::P95)?;
    Ok(Timed { quality: json!({ "auc": interval(&area)?[0] }), ..timed })
}

fn interval(answer: &Answer) -> Result<Vec<f64>> {
    let known = answer.known().ok_or("no answer")?;
    Ok(vec![known.value, known.interval.lower, known.interval.upper])
}

impl Runs {
    /// Times the work after a run that does not count, unless that one was long.
    fn time(&self, mut work: impl FnMut() -> Result<Vec<f64>>) -> Result<Timed> {
        let (mut seconds, mut answer) = (Vec::new(), Vec::new());
        for turn in 0..=self.repeats {
            let began = Instant::now();
            answer = work()?;
            let took = began.elapsed().as_secs_f64();
            if turn > 0 || took > SECONDS_REPEATED_MAX {
                seconds.push(took);
            }
            if took > SECONDS_REPEATED_MAX {
                break;
            }
        }
        Ok(Timed { seconds, answer, quality: Value::Null })
    }
}

/// Columns of numbers, one after another.
struct Table {
    numbers: Vec<f64>,
    rows: usize,
}

impl Table {
    fn read(file: &str, columns: usize) -> Result<Self> {
        let bytes = std::fs::read(file)?;
        let numbers: Vec<f64> = bytes.as_chunks::<8>().0.iter().map(|it| f64::from_le_bytes(*it)).collect();
        let rows = numbers.len().checked_div(columns).filter(|&rows| rows > 0 && rows * columns == numbers.len());
        Ok(Self { rows: rows.ok_or("the file does not hold so many columns")?, numbers })
    }

    fn column(&self, place: usize) -> &[f64] {
        &self.numbers[place * self.rows..(place + 1) * self.rows]
    }

    fn columns(&self, from: usize) -> impl Iterator<Item = &[f64]> {
        self.numbers.chunks_exact(self.rows).skip(from)
    }

    fn yes(&self, place: usize) -> Vec<bool> {
        self.column(place).iter().map(|&it| it > 0.0).collect()
    }

    fn observations(&self, place: usize) -> Vec<Observation> {
        self.yes(place).into_iter().map(Observation::from).collect()
    }
}
