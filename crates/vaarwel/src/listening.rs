//! Listening while the program runs: asks in time, looks for signals, reminds, tells what was done, writes digests and the
//! monthly letter. Every part may be repeated: what was done is not done twice.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::Context as _;
use connect::dispatch::write_down;
use door::Office;
use door::jobs::{About, LetterBody, LetterKind};
use door::listening::rounds::{Asked, NoRound, Round};
use door::listening::signals::{self, Proposed};
use door::listening::themes::{Themes, monday_of};
use door::listening::{afterwards, digest, reminders};
use ledger::LedgerError;
use relationship::Day;
use relationship::improvement::{Evidence, Rules, Share, Signal};
use relationship::listening::asking::Person;
use relationship::reason::catalogue::UNMAPPED;
use report::{Answers, Basis, Question, Report, Row, Value};
use stats::rates::newcombe_difference;
use stats::{Answer, Level, Proportion};
use store::{Role, Telling};
use web::App;

use crate::chores::unhurried;
use crate::letter::{Counted, month_before};
use crate::place::Place;

/// How often it is looked whether somebody is to be asked or told.
const LOOK_EVERY: Duration = Duration::from_secs(600);
/// Answers of so many days are looked through for signals: a program that was down finds what it missed.
const SIGNAL_DAYS: i32 = 14;
/// The reasons of so many days are held against those of as many before.
const REASON_DAYS: i32 = 91;
/// The monthly letter is written from this hour of the first day on, and until this day of the month.
const LETTER_FROM_HOUR: u8 = 8;
const LETTER_UNTIL_DAY: u32 = 5;

/// Looks until the program ends. What fails is told in the log and tried again at the next turn.
pub(crate) fn start(place: Place, app: App) {
    tokio::spawn(async move {
        let mut turn = unhurried(LOOK_EVERY);
        loop {
            turn.tick().await;
            look(&place, &app).await;
        }
    });
}

/// Everything once, each part for itself.
async fn look(place: &Place, app: &App) {
    match ask(place, app).await {
        Ok(asked) if asked.asked == 0 => tracing::debug!(?asked, "nobody is asked now"),
        Ok(asked) => tracing::info!(?asked, "customers were asked"),
        Err(error) => match error.downcast_ref::<NoRound>() {
            Some(NoRound::NoAddress) => tracing::debug!("{error:#}"),
            _ => tracing::warn!("nobody was asked this time: {error:#}"),
        },
    }
    let rules = match app.office.improvement_rules() {
        Ok(rules) => rules,
        Err(error) => return tracing::warn!("nothing is proposed: {error}"),
    };
    match propose(app, &rules).await {
        Ok(done) if done == Proposed::default() => {}
        Ok(done) => tracing::info!(?done, "answers became work"),
        Err(error) => tracing::warn!("signals were not looked for: {error:#}"),
    }
    let office = &app.office;
    let told = [
        ("reminders", reminders::remind(office, &rules).await),
        ("what was done", afterwards::tell_what_was_done(office).await),
        ("digests", digest::write(office).await),
    ];
    for (what, done) in told {
        match done {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "{what} were written"),
            Err(error) => tracing::warn!("{what} wait: {error}"),
        }
    }
    if let Err(error) = letters(app).await {
        tracing::warn!("the letter of the month waits: {error:#}");
    }
    if let Err(error) = app.store.forget_webhook_tries(office.now()).await {
        tracing::warn!("old tries to tell programs are still there: {error}");
    }
}

/// Asks whom it is time to ask: one pass over the facts, then one by one those of whom it is true.
pub(crate) async fn ask(place: &Place, app: &App) -> anyhow::Result<Asked> {
    let round = Round::begin(&app.office).await?;
    if !round.is_open() {
        return Ok(round.done());
    }
    let (ledger, today) = (place.ledger(), app.office.today());
    let definition = app.basis().await?.definition;
    let looked = tokio::task::spawn_blocking(move || {
        let (mut round, mut due) = (round, Vec::new());
        let snapshot = match ledger.snapshot() {
            Ok(snapshot) => snapshot,
            Err(LedgerError::Empty { .. }) => return Ok((round, due)),
            Err(error) => return Err(error),
        };
        let house = round.house.clone();
        snapshot.each_customer(|customer, facts| {
            let person = Person::of_facts(customer, facts, &definition, &house, today);
            due.extend(person.filter(|person| round.is_due(person)));
        })?;
        Ok((round, due))
    });
    let (mut round, due) = looked.await.context("the look at the facts was cut off")??;
    for person in due {
        round.ask(&app.office, person).await?;
    }
    let (done, law) = (round.done(), &round.house.mail_after_goodbye);
    if done.not_agreed > 0 {
        let (count, rule, pack) = (done.not_agreed, &law.rule, &law.pack);
        tracing::debug!(count, rule, pack, "customers who said goodbye are not mailed: nothing on record allows it");
    }
    Ok(done)
}

/// Proposes the work that answers, themes and reasons ask for.
pub(crate) async fn propose(app: &App, rules: &Rules) -> anyhow::Result<Proposed> {
    let office = &app.office;
    let today = office.today();
    let mut found = signals::in_answers(office, today.plus_days(-SIGNAL_DAYS)).await?;
    found.extend(Themes::look(office).await?.above());
    let basis = app.basis().await?;
    let (asking, since) = (app.clone(), monday_of(today).plus_days(-1));
    let rising = tokio::task::spawn_blocking(move || rising(&*asking.analytics, &basis, since)).await?;
    match rising {
        Ok(rising) => found.extend(rising.into_iter().map(|it| (it, BTreeSet::new()))),
        // Nothing imported yet, or only a picture of one day: there is nothing to rise.
        Err(error) => tracing::debug!("reasons were not compared: {error:#}"),
    }
    Ok(signals::propose(office, rules, found).await?)
}

/// The reasons more leavers name in the weeks up to a Sunday than in as many before. With many reasons held against each
/// other one of them always rises by chance, so that the level is shared among them.
fn rising(analytics: &dyn Answers, basis: &Basis, until: Day) -> anyhow::Result<Vec<Evidence>> {
    let begins = until.plus_days(1 - REASON_DAYS);
    let ask = |from: Day, to: Day| -> anyhow::Result<_> {
        let question = Question::parse("reasons", [("from", from.to_string()), ("to", to.to_string())])?;
        Ok(analytics.report(&question, basis)?)
    };
    let now = ask(begins, until)?;
    let before = ask(begins.plus_days(-REASON_DAYS), begins.plus_days(-1))?;
    if now.period.unit == "snapshot" {
        return Ok(Vec::new());
    }
    let (whole, whole_before) = (answered(&now), answered(&before));
    let codes = codes(&now);
    if codes.is_empty() || whole_before == 0 {
        return Ok(Vec::new());
    }
    let level = Level::new(1.0 - 0.05 / codes.len() as f64)?;
    let mut found = Vec::new();
    for (reason, part) in codes {
        let part_before =
            self::codes(&before).into_iter().find(|(code, _)| *code == reason).map_or(0, |(_, part)| part);
        let control = Proportion::new(part_before, whole_before)?;
        let Answer::Known(it) = newcombe_difference(control, Proportion::new(part, whole)?, level) else { continue };
        let (lower, upper) = (it.interval.lower, it.interval.upper);
        if lower <= 0.0 {
            continue;
        }
        let before = Share { part: part_before, whole: whole_before };
        let now = Share { part, whole };
        found.push(Evidence::of(Signal::ReasonRising { reason, before, now, lower, upper, on: until }));
    }
    Ok(found)
}

fn answered(report: &Report) -> u64 {
    report.section("response").first().and_then(|row| row.count("with_reason")).unwrap_or(0)
}

/// The codes that leavers named, and how many.
fn codes(report: &Report) -> Vec<(String, u64)> {
    let is_code = |row: &&Row| row.get("level") == Some(&Value::text("code"));
    let rows = report.rows.iter().filter(is_code).filter_map(|row| match row.get("code") {
        Some(Value::Text(code)) if code != UNMAPPED => Some((code.clone(), row.count("customers")?)),
        _ => None,
    });
    rows.collect()
}

/// In the first days of a month writes the letter about the last one to every owner, once.
async fn letters(app: &App) -> anyhow::Result<()> {
    let office: &Office = &app.office;
    let now = office.hour();
    let (_, _, day) = now.day.ymd();
    if !(day == 1 && now.hour >= LETTER_FROM_HOUR || (2..=LETTER_UNTIL_DAY).contains(&day)) {
        return Ok(());
    }
    let first = month_before(now.day);
    let about = first.to_string().get(..7).unwrap_or_default().to_owned();
    let mut waiting = Vec::new();
    for member in office.store.members().await?.into_iter().filter(|it| it.role == Role::Owner) {
        if !office.store.was_told("monthly", &about, &member.id.to_string()).await? {
            waiting.push(member);
        }
    }
    if waiting.is_empty() {
        return Ok(());
    }
    let (asking, basis) = (app.clone(), app.basis().await?);
    let counted = tokio::task::spawn_blocking(move || Counted::of(&*asking.analytics, &basis, first)).await?;
    let counted = match counted {
        Ok(counted) => counted,
        // Where nothing is known of a month there is no letter about it.
        Err(error) => {
            tracing::debug!("no letter about {about}: {error:#}");
            return Ok(());
        }
    };
    let mut tellings = Vec::new();
    for member in waiting {
        let speech = office.speech(pages::Language::from_code(member.language.word()).unwrap_or_default());
        let writing = write_down(&counted.write(office, &speech).await?);
        let paper = format!("{}-{about}.pdf", speech.t("listening-month-paper"));
        let letter = LetterBody::new(LetterKind::Monthly, member.email.as_str(), member.language.word())
            .about(About::Written { writing, paper });
        let letter = office.the_letter(&format!("monthly:{}:{about}", member.id), &letter, first);
        tellings.push(Telling { kind: "monthly", about: about.clone(), whom: member.id.to_string(), letter });
    }
    office.store.tell_once(&tellings, office.now()).await?;
    Ok(())
}
