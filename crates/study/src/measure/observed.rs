//! What careful observation says of an activity that chance did not draw. It never gives a verdict of an effect.

use stats::observational::{Doubt, Estimand, OutcomeModel, Propensity, Report, Study, compare, doubly_robust};
use stats::regression::Design;
use stats::{Answer, Method, StatsError, Tested, Why};

use super::register::{Activity, Customers, Estimated, Rules, is_share, obstacle_of};

/// What all methods together point at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaning {
    /// Every method that answers has its whole interval below 0.
    Less,
    /// Every one has it above 0.
    More,
    /// They do not agree, or cannot be told from no effect.
    Unclear,
}

impl Leaning {
    /// The word used in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Less => "less",
            Self::More => "more",
            Self::Unclear => "unclear",
        }
    }
}

/// A comparison that chance did not draw, with everything that is to be doubted.
#[derive(Debug, Clone)]
pub struct Careful {
    /// The report, where something was known beforehand.
    pub report: Option<Report>,
    /// Which traits stand in the report's columns.
    pub traits: Vec<usize>,
    /// Traits that repeat others or tell who was treated, and why they were left out.
    pub left_out: Vec<(usize, Why)>,
    /// What all methods together point at.
    pub leaning: Leaning,
    /// The "effect" on what the activity cannot have changed; one that is not 0 shows a difference that is not adjusted for.
    pub controls: Vec<(usize, Answer)>,
}

/// The rows that the activity concerns.
struct Rows {
    treated: Vec<bool>,
    rows: Vec<usize>,
}

impl Rows {
    fn of(arms: &[u8]) -> Self {
        let rows: Vec<usize> = (0..arms.len()).filter(|&row| arms[row] < 2).collect();
        Self { treated: rows.iter().map(|&row| arms[row] == 1).collect(), rows }
    }

    fn pick(&self, column: &[f64]) -> Vec<f64> {
        self.rows.iter().map(|&row| column[row]).collect()
    }
}

pub(super) fn estimate(
    customers: &Customers<'_>,
    activity: &Activity<'_>,
    rules: &Rules,
) -> Result<Estimated, StatsError> {
    let rows = Rows::of(activity.arms);
    let outcome = rows.pick(customers.outcome);
    let treated = rows.treated.iter().filter(|it| **it).count() as u64;
    let n = [rows.rows.len() as u64 - treated, treated];
    let mut it = nothing(n);
    if rows.rows.is_empty() || n[0] == 0 || treated == 0 {
        let why = Why::GroupEmpty { group: usize::from(n[0] != 0) };
        return Ok(Estimated { obstacle: obstacle_of(why), ..it });
    }
    let mut traits: Vec<usize> = (0..customers.traits.len()).collect();
    let mut left_out = Vec::new();
    let model = if is_share(&outcome) { OutcomeModel::Logistic } else { OutcomeModel::Linear };
    let (design, report) = loop {
        let columns: Vec<Vec<f64>> = traits.iter().map(|&column| rows.pick(&customers.traits[column])).collect();
        let is_nothing_known = columns.is_empty();
        let design = if is_nothing_known { Design::intercept_only(outcome.len())? } else { Design::new(columns)? };
        let study = Study::new(&design, &rows.treated, &outcome)?.at_level(rules.level);
        let mut report = compare(&study, Estimand::Treated, model)?;
        // A column that repeats others says nothing; without it the others answer.
        if let Err(why @ Why::Collinear { column }) = report.propensity
            && column < traits.len()
        {
            left_out.push((traits.remove(column), why));
            continue;
        }
        if report.effect.effect.is_err() && report.propensity.is_ok() && model == OutcomeModel::Logistic {
            report = compare(&study, Estimand::Treated, OutcomeModel::Linear)?;
        }
        break (design, report);
    };
    let is_nothing_known = traits.is_empty();
    let shown = if is_nothing_known { report.naive } else { report.effect };
    it.unadjusted = report.naive.answer();
    it.effect = shown.answer();
    if let Ok(effect) = shown.effect {
        it.test = effect.test();
        it.base = Some(effect.untreated);
        it.bounds = Some((effect.difference.interval.lower, effect.difference.interval.upper));
    }
    it.obstacle = it.effect.why().and_then(obstacle_of);
    it.adjusted_for.clone_from(&traits);
    let propensity = report.propensity.as_ref().ok();
    let other = |column: &[f64]| -> Result<Answer, StatsError> {
        let values = rows.pick(column);
        let study = Study::new(&design, &rows.treated, &values)?.at_level(rules.level);
        other_outcome(&study, propensity)
    };
    it.money = customers.money.map(&other).transpose()?;
    let controls = customers.controls.iter().map(|column| other(column)).collect::<Result<Vec<_>, _>>()?;
    it.careful = Some(Careful {
        leaning: leaning(&report),
        report: (!is_nothing_known).then_some(report),
        traits,
        left_out,
        controls: controls.into_iter().enumerate().collect(),
    });
    Ok(it)
}

/// The same comparison of another outcome.
fn other_outcome(study: &Study<'_>, propensity: Option<&Propensity>) -> Result<Answer, StatsError> {
    let Some(propensity) = propensity else { return Ok(Answer::Undetermined(Why::NobodyAtRisk)) };
    let effect = doubly_robust(study, propensity, Estimand::Treated, OutcomeModel::Linear)?;
    Ok(effect.map_or_else(Answer::Undetermined, |it| Answer::Known(it.difference)))
}

fn nothing(n: [u64; 2]) -> Estimated {
    let none = Answer::Undetermined(Why::GroupEmpty { group: 0 });
    Estimated {
        n,
        clusters: None,
        mixed_clusters: 0,
        means: None,
        base: None,
        effect: none,
        unadjusted: none,
        lift: none,
        test: Tested::Undetermined(Why::NobodyAtRisk),
        degrees_of_freedom: None,
        bounds: None,
        adjusted_for: Vec::new(),
        variance_removed: None,
        deviation: None,
        money: None,
        split: None,
        balance: Vec::new(),
        careful: None,
        few_carry: [None; 2],
        odd_half: None,
        inflation: [None; 2],
        obstacle: None,
    }
}

fn leaning(report: &Report) -> Leaning {
    let answers = std::iter::once(&report.effect)
        .chain(report.others.iter().filter(|it| it.method != Method::HORVITZ_THOMPSON))
        .filter_map(|it| it.effect.ok());
    let signs: Vec<i8> = answers
        .map(|it| {
            let interval = it.difference.interval;
            i8::from(interval.lower > 0.0) - i8::from(interval.upper < 0.0)
        })
        .collect();
    match signs.first() {
        Some(-1) if signs.iter().all(|it| *it == -1) => Leaning::Less,
        Some(1) if signs.iter().all(|it| *it == 1) => Leaning::More,
        _ => Leaning::Unclear,
    }
}

/// Doubts of a report, but that chance did not choose, which is said of all.
pub(super) fn doubts(careful: &Careful) -> impl Iterator<Item = &Doubt> {
    careful.report.iter().flat_map(|it| it.doubts.iter()).filter(|it| **it != Doubt::NotDrawn)
}
