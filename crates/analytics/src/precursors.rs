//! What goes before leaving: answers, contacts, use, payments and prices as hazard ratios.
//!
//! Customers are followed from day to day. What counts at a moment is only what was known two weeks before it: who has
//! decided to leave gets in touch, stops using and stops paying, and such a sign is the leaving itself. What is done after
//! asking to leave never counts. A sign that is much stronger when the last days are let in is named, and so is a trait that
//! knows the outcome.

mod fitted;
mod leaking;
mod rows;
mod signs;

use relationship::{Day, FactKind};
use report::{AnalyticsError, Note, Question, Report, Value, Window};

use crate::TraitKind;
use crate::engine::Opened;
use crate::grouping::{Grouping, identifier};
use crate::kept::{Kept, all_but, is_use, lacks, no_moments};
use crate::numbers::{Columns, count_at};
use crate::unsettled::{Unsettled, settled_until};
use rows::People;
use signs::{Family, Signs};

/// What was known so many days before a moment counts at it; what came later does not.
pub const GAP_DAYS: i32 = 14;
/// Most spells that are followed. Of more, a part that is always the same is drawn.
pub const SPELLS_MAX: u64 = 60_000;
/// A family of facts that is known for fewer days is left out.
const KNOWN_DAYS_MIN: i32 = 180;

/// Answers what goes before leaving.
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
    let families = families(&kept, until, &mut report.warnings);
    let signs = Signs::of(&kept, &families);
    let from = families.iter().map(|(_, from)| *from).max();
    let Some(from) = from.map(|from| question.from.map_or(from, |asked| asked.max(from))) else {
        return Ok(report);
    };
    report.period = Window { unit: "days", from: Some(from), to: Some(until), ..report.period };
    let drawn = drawn(opened, &grouping, &mut report).await?;
    let people = read(opened, &grouping, &signs, &drawn, &mut report).await?;
    let level = opened.level()?;
    let at_least = opened.basis.definition.at_risk_min;
    let watched = rows::Watched { from, until, not_counted: &opened.basis.definition.not_counted };
    let held_back = rows::Rows::new(&people, &signs, &watched, GAP_DAYS);
    // Let in is all that happened until the end of each step.
    let let_in = rows::Rows::new(&people, &signs, &watched, -rows::STEP_DAYS);
    let fitted = fitted::Fitted::new(&held_back, &signs, at_least, level)?;
    let to_the_last = fitted.again(&let_in, level)?;
    report.warnings.extend(fitted.warnings(&signs));
    report.warnings.extend(leaking::signs(&fitted, &to_the_last, &signs));
    report.warnings.extend(leaking::traits(&people, &opened.sources.traits)?);
    report.rows = fitted.rows(&held_back, &signs, &to_the_last, level)?;
    report.sections.push(("followed", vec![held_back.followed()]));
    report.how.methods.extend(methods(from));
    Ok(report)
}

/// The families of facts that are known for long enough, each with its first day. Joining and leaving are always known.
fn families(kept: &Kept, until: Day, warnings: &mut Vec<Note>) -> Vec<(Family, Day)> {
    let payment = |kind: FactKind<'_>| matches!(kind, FactKind::Paid | FactKind::PaymentFailed);
    let known = [
        (Family::Answers, kept.rungs().map(|it| it.first_on).min()),
        (Family::Contacts, kept.subjects().map(|it| it.first_on).min()),
        (Family::Use, kept.use_from()),
        (Family::Payments, kept.first_on(payment)),
        (Family::Prices, kept.first_on(|kind| kind == FactKind::PlanChanged)),
    ];
    let mut families = Vec::new();
    for (family, first_on) in known {
        let (what, kind) = family.told();
        match first_on {
            None if family == Family::Prices => {}
            None => warnings.push(lacks(family.lacking(), what, kind)),
            // Prices that never changed before are no gap in what is known.
            Some(_) if family == Family::Prices => {
                families.push((family, kept.from().unwrap_or(until)));
            }
            Some(first_on) if first_on.days_until(until) < KNOWN_DAYS_MIN => {
                let text = format!("{what} are known from {first_on} on, too short to see what goes before leaving");
                let note = Note::new("family_too_new", text).with("what", Value::text(family.word()));
                warnings.push(note.with("from", Value::Day(first_on)));
            }
            Some(first_on) => families.push((family, first_on)),
        }
    }
    if families.iter().all(|(family, _)| *family == Family::Prices) { Vec::new() } else { families }
}

/// The condition that draws a part of the customers where there are very many.
async fn drawn(opened: &Opened, grouping: &Grouping, report: &mut Report) -> Result<String, AnalyticsError> {
    let sql = format!("select count(*) as spells from spells where {}", grouping.condition(&[]));
    let mut spells = 0;
    for batch in opened.query(&sql).await? {
        let counts = Columns(&batch).ints("spells")?;
        spells += (0..batch.num_rows()).map(|row| count_at(&counts, row)).sum::<u64>();
    }
    if spells <= SPELLS_MAX {
        return Ok("true".to_owned());
    }
    let below = SPELLS_MAX * 10_000 / spells;
    let share = below as f64 / 10_000.0;
    let text =
        format!("of {spells} spells a part of {share} is followed, drawn by the customers' ids and always the same");
    report
        .how
        .methods
        .push(Note::new("drawn", text).with("spells", Value::Count(spells)).with("share", Value::Number(share)));
    Ok(format!("sample_number(customer) < {below}"))
}

async fn read(
    opened: &Opened,
    grouping: &Grouping,
    signs: &Signs,
    drawn: &str,
    report: &mut Report,
) -> Result<People, AnalyticsError> {
    let traits = &opened.sources.traits;
    let columns = traits.iter().enumerate().fold(String::new(), |mut sql, (place, known)| {
        let column = identifier(&known.column);
        sql.push_str(&match known.kind {
            TraitKind::Text => format!(", cast({column} as varchar) as trait_{place}"),
            TraitKind::Number => format!(", {column} as trait_{place}"),
        });
        sql
    });
    let spells = include_str!("../queries/precursor_spells.sql")
        .replace("{traits}", &columns)
        .replace("{sample}", drawn)
        .replace("{condition}", &grouping.condition(&[]));
    let facts = include_str!("../queries/precursor_facts.sql")
        .replace("{sample}", drawn)
        .replace("{not_use}", &all_but(is_use))
        .replace("{until}", &opened.sources.observed_until.to_string());
    let people = People::read(&opened.query(&spells).await?, &opened.query(&facts).await?, traits, signs)?;
    report.how.sql.extend([spells, facts]);
    Ok(people)
}

fn methods(from: Day) -> Vec<Note> {
    vec![
        Note::new(
            "precursor_cox",
            "hazard_ratio is by how much the chance to leave from day to day is multiplied while a sign stands, the other signs alike: \
             Cox regression over stretches between which signs change, by days since joining, apart per plan, ties by Efron, standard \
             errors robust by customer; p_value_adjusted is Holm's over all signs",
        ),
        Note::new(
            "precursor_event",
            "leaving is the customer's own decision or silence, on the day of asking where they asked, else on the last day; who leaves \
             in another way is watched until then",
        ),
        Note::new(
            "precursor_gap",
            format!(
                "a sign counts from {GAP_DAYS} days after it was seen; hazard_ratio_let_in is the same without that pause, and much \
                 higher where the sign is part of the leaving itself"
            ),
        )
        .with("days", Value::Count(u64::from(GAP_DAYS.unsigned_abs()))),
        Note::new(
            "precursor_windows",
            "answers count for 365 days, contacts, failed payments and price rises for 90; no use is none in 60 days; falling use is \
             less than half the own use of the up to 180 days before; rungs are set against green",
        ),
        Note::new(
            "precursor_from",
            format!("customers are followed from {from} on, when all of these facts were kept; who joined before is watched from then"),
        )
        .with("from", Value::Day(from)),
        Note::new(
            "precursor_not_causal",
            "what goes before leaving need not be its cause: taking the sign away may change nothing. Whether something helps is \
             measured with a group that does not get it",
        ),
    ]
}
