//! Who may be leaving without a word: names with the sign behind each, and how often such signs came true before.
//!
//! Four signs: a payment that failed, no sign of life, use that falls, and purchases that stay away. Each is looked at on
//! three days: now, and on two earlier days of which it is known by now who left without a word. What the first of them
//! taught is held against what happened after the second.

mod here;
mod judged;
mod list;
mod seen;
mod signs;

use std::collections::VecDeque;

use relationship::Day;
use report::{AnalyticsError, Note, Question, Report};
use stats::Level;

use crate::engine::Opened;
use crate::grouping::Grouping;
use crate::kept::{Kept, lacks, no_moments};
use judged::{Judged, cells};
use seen::{Look, Part};
use signs::Signed;

/// In so many days a sign must come true, where nothing else is asked.
pub const HORIZON_DAYS: i32 = 90;
/// Without a sign of life for so many days somebody is quiet, where neither question nor definition says.
pub const QUIET_DAYS: u32 = 60;
/// With more spells than this the three looks are made one by one: each keeps some forty bytes of every customer.
const CUSTOMERS_AT_ONCE_MAX: u64 = 1_000_000;
/// The longest stretch in which a sign may come true.
const HORIZON_DAYS_MAX: f64 = 730.0;

/// What a look at a day rests on.
struct Rule {
    quiet_days: u32,
    horizon: i32,
    /// Silent days after which the definition takes somebody for gone.
    grace: i32,
    /// Customers are known by what they buy: nobody tells when they stop.
    is_shop: bool,
    /// Somebody's use is known.
    has_use: bool,
}

impl Rule {
    fn new(opened: &Opened, question: &Question, kept: &Kept) -> Self {
        let silent_days = opened.basis.definition.left_when.silent_days();
        let grace = silent_days.and_then(|days| i32::try_from(days).ok()).unwrap_or(0);
        #[expect(clippy::cast_possible_truncation, reason = "cut at two years")]
        let asked = question.horizon.map(|days| days.min(HORIZON_DAYS_MAX).ceil() as i32);
        Self {
            quiet_days: question.quiet_days.or_else(|| silent_days.map(|days| (days / 2).max(1))).unwrap_or(QUIET_DAYS),
            horizon: asked.unwrap_or(HORIZON_DAYS).max(grace),
            grace,
            is_shop: !opened.sources.is_contractual,
            has_use: kept.use_from().is_some(),
        }
    }
}

/// Answers who may be leaving without a word.
pub(crate) async fn answer(opened: &Opened, question: &Question) -> Result<Report, AnalyticsError> {
    let grouping = Grouping::new(opened, question).await?;
    let until = opened.sources.observed_until;
    let mut made = Made::new(opened, question, &grouping);
    if opened.sources.is_snapshot {
        made.report.warnings.push(no_moments());
        return Ok(made.report);
    }
    let kept = Kept::of(opened).await?;
    made.report.how.sql.clone_from(&kept.sql);
    let rule = Rule::new(opened, question, &kept);
    made.rule(&rule);
    let level = opened.level()?;
    let before = |times: i32| until.plus_days(-times * rule.horizon);
    let reaches = kept.from().is_some_and(|first| first.plus_days(rule.horizon) < before(2));
    let look = |on: Day, until: Day| Look { opened, grouping: &grouping, rule: &rule, on, until };
    let now = look(until, until);
    made.report.how.sql.push(now.sql());
    if !reaches {
        made.report.warnings.push(Note::new(
            "no_earlier_day",
            format!(
                "the data do not reach back far enough to try the signs: it takes more than three times {} days",
                rule.horizon
            ),
        ));
    }
    let earlier = reaches.then(|| [look(before(2), before(1)), look(before(1), until)]);
    // Reading everything once and going over millions of customers keeps a thread busy for seconds.
    tokio::task::block_in_place(|| {
        let mut pending = Passes::new(earlier.into_iter().flatten().chain([now]).collect())?;
        let mut judged = None;
        if reaches {
            let taught = cells(&pending.next(level)?);
            let tried = pending.next(level)?;
            let at_least = opened.basis.definition.at_risk_min;
            judged = Some(Judged::new(&taught, &tried, rule.horizon, (at_least, level)));
        }
        let signed = pending.next(level)?;
        made.fill(&signed, judged.as_ref(), (before(1), level), &now)?;
        made.lacks(&kept, &signed);
        Ok(made.report)
    })
}

/// Looks that wait to be made: all in one pass over the data, or one by one where so many customers are kept in mind that
/// three times would be too much.
struct Passes<'a> {
    looks: Vec<Look<'a>>,
    made: VecDeque<(Look<'a>, Vec<Part>)>,
    at_once: usize,
}

impl<'a> Passes<'a> {
    fn new(looks: Vec<Look<'a>>) -> Result<Self, AnalyticsError> {
        let spells = looks.first().map_or(Ok(0), |look| look.opened.sources.lives.spells_at_most())?;
        let at_once = if spells > CUSTOMERS_AT_ONCE_MAX { 1 } else { looks.len() };
        Ok(Self { looks, made: VecDeque::new(), at_once })
    }

    /// The next look, with everybody's signs.
    fn next(&mut self, level: Level) -> Result<Signed, AnalyticsError> {
        if self.made.is_empty() {
            let looks: Vec<Look<'a>> = self.looks.drain(..self.at_once.min(self.looks.len())).collect();
            let parts = seen::pass(&looks)?;
            self.made = looks.into_iter().zip(parts).collect();
        }
        let (look, parts) =
            self.made.pop_front().ok_or_else(|| AnalyticsError::Engine("no look is left".to_owned()))?;
        Ok(Signed::new(parts, &look, level)?)
    }
}

/// The report while it is being made.
struct Made {
    report: Report,
}

impl Made {
    fn new(opened: &Opened, question: &Question, grouping: &Grouping) -> Self {
        Self { report: opened.begin(question, grouping) }
    }

    fn rule(&mut self, rule: &Rule) {
        use report::Value::Count;
        let days = |n: i32| Count(u64::from(n.unsigned_abs()));
        let notes = [
            Note::new(
                "silent_quiet",
                format!(
                    "quiet is nobody seen to use, answer or get in touch for {} days; half of the definition's silent days \
                     where it has any, else {QUIET_DAYS}, unless `quiet` says otherwise; who has put their contract on hold is not quiet",
                    rule.quiet_days
                ),
            )
            .with("days", Count(u64::from(rule.quiet_days))),
            Note::new(
                "silent_falling",
                "falling use is a rate in the last 60 days of at most half the customer's own rate in the up to 360 days before, \
                 both against the season of all customers; exact test of two counts, widened by how much customers vary from month \
                 to month, with false alarms among the named held to 5 % (Benjamini and Hochberg)",
            ),
            Note::new(
                "silent_payment",
                "a payment fails when the last thing known of somebody's payments is that one did not come in",
            ),
            Note::new(
                "silent_alive",
                "where customers are known by what they buy, the chance that they still come is that of BG/NBD over all purchases; \
                 named is who is below one half and not yet below one tenth; who bought once is held to be still there; auc puts them in the \
                 order of the purchases expected",
            ),
            Note::new(
                "silent_came_true",
                format!(
                    "came_true_share is the share of customers with the same signs on an earlier day who were gone without a word {} days \
                     later: silently or by a payment that never came in, and without asking to leave{}; Wilson's interval",
                    rule.horizon,
                    if rule.is_shop { "; in a shop, who did nothing more in those days" } else { "" }
                ),
            )
            .with("days", days(rule.horizon)),
            Note::new(
                "silent_use",
                "a name here is somebody to ask how it goes, or whose payment to repair. It is no order in which to offer something: \
                 a chance of leaving does not say whom an offer keeps",
            ),
        ];
        self.report.how.methods.extend(notes);
    }

    fn fill(
        &mut self,
        now: &Signed,
        judged: Option<&Judged>,
        (tried_on, level): (Day, Level),
        look: &Look<'_>,
    ) -> Result<(), AnalyticsError> {
        let (rows, cut) = list::rows(now, judged, look, level)?;
        if cut > 0 {
            let text = format!("{cut} names more are not listed; narrow the report with `where`");
            self.report.warnings.push(Note::new("names_left_out", text).with("names", report::Value::Count(cut)));
        }
        self.report.rows = rows;
        self.report.sections.push(("signs", list::signs(now, judged)?));
        if let Some(judged) = judged {
            self.report.sections.extend(judged.sections(tried_on)?);
        }
        Ok(())
    }

    /// What cannot be seen because nobody imported it.
    fn lacks(&mut self, kept: &Kept, now: &Signed) {
        use relationship::FactKind::{Paid, PaymentFailed};
        let warnings = &mut self.report.warnings;
        if kept.use_from().is_none() {
            warnings.push(lacks("without_use", "what customers use", "used"));
        }
        if kept.first_on(|kind| matches!(kind, Paid | PaymentFailed)).is_none() {
            warnings.push(lacks("without_payments", "payments", "paid` and `payment_failed"));
        }
        if let Some(why) = now.no_model {
            let note = crate::numbers::note_of(why);
            let text = format!("the chance that customers still come cannot be told: {}", note.text);
            warnings.push(Note::new("no_buying_model", text).with("why", report::Value::Undetermined(note)));
        }
    }
}
