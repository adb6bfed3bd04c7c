//! `vaarwel letter`: one page about a month, for the owner of a small firm. The numbers are those of the reports.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, bail};
use clap::Args;
use connect::dispatch::report_on_paper;
use connect::letters::{Leaver, Month, Share, Todo, month};
use connect::paper::{Press, Sender};
use door::Office;
use door::listening::point_in_words;
use pages::Speech;
use relationship::reason::Catalogue;
use relationship::reason::catalogue::Degree;
use relationship::{Day, Money};
use report::{Answers, Basis, Question, Report, Row, SqlLimits, Value};
use stats::rates::newcombe_difference;
use stats::{Answer, Level, Proportion};
use store::{Language, Moment};

use crate::chance;
use crate::failure::Advise as _;
use crate::place::{Place, wait};
use crate::say::{say, write};

/// Leavers that are looked up.
const LEAVERS_MAX: usize = 500;
/// A point due within so many days is the one thing to do.
const SOON_DAYS: i32 = 14;
/// A reason is worth a call from so many on.
const NAMED_MIN: u64 = 2;

#[derive(Args)]
#[command(after_help = "\
Examples:
  vaarwel letter                               about the last whole month
  vaarwel letter --month 2026-10 --pdf october.pdf --language en

A running program mails it to the owners on the first days of each month.")]
pub(crate) struct Arguments {
    /// Which month [default: the last whole one]
    #[arg(long, value_name = "YYYY-MM", value_parser = first_day)]
    month: Option<Day>,
    /// Write it to this PDF file too
    #[arg(long, value_name = "FILE")]
    pdf: Option<PathBuf>,
    /// The language: nl or en [default: the company's]
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<Language>,
}

fn first_day(given: &str) -> Result<Day, String> {
    format!("{given}-01").parse().map_err(|_| "allowed: a month written as YYYY-MM, such as `2026-10`".to_owned())
}

/// The first day of the month before the one of a day.
pub(crate) fn month_before(day: Day) -> Day {
    Day::from_month_number(day.month_number() - 1)
}

impl Arguments {
    pub(crate) fn run(self, place: &Place) -> anyhow::Result<()> {
        place.require()?;
        if let Some(file) = self.pdf.as_ref().filter(|file| file.exists()) {
            bail!("`{}` is there already; name another file with --pdf", file.display());
        }
        let first = self.month.unwrap_or_else(|| month_before(chance::today()));
        if chance::today() < first {
            bail!("`--month` has not begun yet");
        }
        let (basis, analytics) = (place.basis()?, place.analytics()?);
        let counted = Counted::of(&analytics, &basis, first)?;
        wait(async {
            let store = place.store().await?;
            let office = crate::office::open(place, store.clone(), None)?;
            let settings = store.settings().await?;
            let language = self.language.unwrap_or(settings.language);
            let speech = office.speech(pages::Language::from_code(language.word()).unwrap_or_default());
            let written = counted.write(&office, &speech).await?;
            store.close().await;
            write(format_args!("{}\n\n{written}", written.title));
            if let Some(file) = &self.pdf {
                let sender = Sender { name: settings.company_name, lines: Vec::new() };
                let pdf = report_on_paper(&Press::default(), &written, &speech, (&sender, chance::now().us()))?;
                fs::write(file, pdf).with_context(|| format!("cannot write `{}`", file.display()))?;
                say!("\nWritten to {}", file.display());
            }
            Ok(())
        })
    }
}

/// What the reports say of a month.
pub(crate) struct Counted {
    first: Day,
    known_until: Option<Day>,
    left: Share,
    before: Option<Share>,
    lost: Option<Money>,
    leavers: Vec<Leaver>,
    said: (u64, u64),
    /// The company's own words, the code they are read as or probably mean, and how many said them.
    reasons: Vec<(String, Option<String>, Share)>,
}

impl Counted {
    /// Counts a month.
    pub(crate) fn of(analytics: &dyn Answers, basis: &Basis, first: Day) -> anyhow::Result<Self> {
        let (before, last) = (month_before(first), Day::from_month_number(first.month_number() + 1).plus_days(-1));
        let ask = |report: &str, from: Day, period: Option<&str>| {
            let pairs = [("from", from.to_string()), ("to", last.to_string())];
            let period = period.map(|it| ("period", it.to_owned()));
            Question::parse(report, pairs.into_iter().chain(period))
        };
        let churn = analytics.report(&ask("churn", before, Some("month"))?, basis)?;
        if churn.period.unit == "snapshot" {
            return Err(anyhow::anyhow!("the data are a picture of one day, and a letter is about a month"))
                .hint("import a file with the days on which customers began and left");
        }
        let reasons = analytics.report(&ask("reasons", first, None)?, basis)?;
        let of_month = |day: Day| churn.rows.iter().find(|row| row.get("from") == Some(&Value::Day(day)));
        let now = of_month(first).with_context(|| format!("nothing is known of {}", &first.to_string()[..7]))?;
        let finished = now.get("finished") != Some(&Value::Flag(false));
        // Where silence counts as leaving, who left is known later than the data end.
        let settled_until = churn.definition.left_when.settled_until(churn.period.observed_until);
        let lost =
            now.get("revenue_lost").and_then(|it| if let Value::Money(money) = it { Some(*money) } else { None });
        Ok(Self {
            first,
            known_until: (!finished).then_some(settled_until),
            left: share(now, "departures", "at_risk", "rate"),
            before: of_month(before).map(|row| share(row, "departures", "at_risk", "rate")).filter(|it| it.whole > 0),
            lost,
            leavers: leavers(analytics, basis, first, last)?,
            said: said(&reasons),
            reasons: words(&reasons),
        })
    }

    /// Writes the letter in the reader's language, with what the office knows is to be done.
    pub(crate) async fn write(&self, office: &Office, speech: &Speech) -> anyhow::Result<connect::Writing> {
        let company = office.store.settings().await?.company_name;
        let todo = self.todo(office, speech).await?;
        Ok(month(
            speech,
            &Month {
                company: &company,
                first: self.first,
                known_until: self.known_until,
                left: self.left,
                before: self.before,
                // A month that is not over is not held against a whole one.
                change: self.before.filter(|_| self.known_until.is_none()).and_then(|before| change(before, self.left)),
                lost: self.lost,
                leavers: self.leavers.clone(),
                said: self.said,
                reasons: self.reasons.iter().map(|(words, _, share)| (words.clone(), *share)).collect(),
                todo,
            },
        ))
    }

    async fn todo(&self, office: &Office, speech: &Speech) -> anyhow::Result<Todo> {
        let points = office.store.action_points(Moment::from_us(0)).await?;
        let next = points.iter().filter(|it| it.point.stage.is_open()).min_by_key(|it| it.point.due_on);
        let point =
            next.map(|it| Todo::Point { what: point_in_words(speech, &it.point.subject), due_on: it.point.due_on });
        let soon = office.today().plus_days(SOON_DAYS);
        if let Some(point) = point.as_ref().filter(|_| next.is_some_and(|it| it.point.due_on <= soon)) {
            return Ok(point.clone());
        }
        let in_hand = |code: &Option<String>| {
            let reason = code.as_deref().and_then(|code| Catalogue::current().find(code));
            reason.is_some_and(|it| matches!(it.firm_controls, Degree::Yes | Degree::Partly))
        };
        let named = self.reasons.iter().find(|(_, code, share)| in_hand(code) && share.part >= NAMED_MIN);
        let (said, of) = self.said;
        Ok(match (named, point) {
            (Some((what, _, share)), _) => Todo::Reason { what: what.clone(), said: share.part },
            (None, _) if of > 0 && said * 2 < of => Todo::Ask,
            (None, Some(point)) => point,
            (None, None) if self.left.part > 0 => Todo::Call,
            (None, None) => Todo::Nothing,
        })
    }
}

fn share(row: &Row, part: &str, whole: &str, rate: &str) -> Share {
    let rate = row.estimate(rate).and_then(|it| Some((it.value, it.lower?, it.upper?)));
    Share { part: row.count(part).unwrap_or(0), whole: row.count(whole).unwrap_or(0), rate }
}

/// The difference of two months with its interval.
fn change(before: Share, now: Share) -> Option<(f64, f64, f64)> {
    let control = Proportion::new(before.part, before.whole).ok()?;
    let treated = Proportion::new(now.part, now.whole).ok()?;
    match newcombe_difference(control, treated, Level::P95) {
        Answer::Known(it) => Some((it.value, it.interval.lower, it.interval.upper)),
        Answer::Undetermined(_) => None,
    }
}

fn said(reasons: &Report) -> (u64, u64) {
    let response = reasons.section("response").first();
    let count = |name: &str| response.and_then(|row| row.count(name)).unwrap_or(0);
    (count("with_reason"), count("departures"))
}

/// The company's own words, most said first.
fn words(reasons: &Report) -> Vec<(String, Option<String>, Share)> {
    let (answered, _) = said(reasons);
    let text = |row: &Row, name: &str| match row.get(name) {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let rows = reasons.section("words").iter().filter_map(|row| {
        let rate = row.estimate("share").and_then(|it| Some((it.value, it.lower?, it.upper?)));
        let share = Share { part: row.count("customers")?, whole: answered, rate };
        // A company that never looked at its reasons has proposals only; they are good enough to say what to ask about.
        let code = text(row, "code").or_else(|| text(row, "proposed_code"));
        Some((text(row, "words")?, code, share))
    });
    rows.collect()
}

/// Who was here on the first day and left in the month, the last first.
fn leavers(analytics: &dyn Answers, basis: &Basis, first: Day, last: Day) -> anyhow::Result<Vec<Leaver>> {
    let not_counted: Vec<String> = basis.definition.not_counted.iter().map(|it| format!("'{}'", it.word())).collect();
    let counted = if not_counted.is_empty() {
        String::new()
    } else {
        format!(" and departure_kind(departure, reason, ended_on, payment_failing) not in ({})", not_counted.join(", "))
    };
    let sql = format!(
        "select customer, ended_on, plan, reason from spells
         where ended_on >= date '{first}' and ended_on <= date '{last}' and started_on <= date '{first}'{counted}
         order by ended_on desc, customer"
    );
    let limits = SqlLimits { rows: LEAVERS_MAX, time: Duration::from_secs(60), ..SqlLimits::default() };
    let answer = analytics.select(&sql, basis, &limits)?;
    let rows = answer.as_array().map(Vec::as_slice).unwrap_or_default();
    let leaver = |row: &serde_json::Value| {
        let text = |name: &str| row.get(name).and_then(|it| it.as_str()).map(str::trim).filter(|it| !it.is_empty());
        Some(Leaver {
            customer: text("customer")?.to_owned(),
            on: text("ended_on")?.parse().ok()?,
            plan: text("plan").map(str::to_owned),
            reason: text("reason").map(str::to_owned),
        })
    };
    Ok(rows.iter().filter_map(leaver).collect())
}
