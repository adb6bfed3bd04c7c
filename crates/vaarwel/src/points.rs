//! `vaarwel points`: what customers said becomes work.

use std::fs;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use relationship::Day;
use relationship::deadline::{Country, Holidays};
use relationship::improvement::{Attention, Command, Evidence, Point, Rules, Signal, Told};
use relationship::ladder::Rung;
use relationship::listening::{Purpose, Use};
use serde_json::json;
use store::{ActionPoint, ActionPointId, AnswerFilter, Moment, PAGE_ROWS_MAX, Placed, Store};

use crate::chance;
use crate::failure::Advise as _;
use crate::place::{Place, wait};
use crate::say::{Table, plural, say, write};

/// The rules of the company, in the data folder.
const RULES_FILE: &str = "improvement.toml";
/// A point that opens again has so many days.
const AGAIN_DAYS: i32 = 14;

#[derive(Args)]
#[command(after_help = "\
Examples:
  vaarwel points propose                       look through the answers of the last 30 days
  vaarwel points list
  vaarwel points close ID --cause \"one line at the desk\" --action \"a second line since Monday\"
  vaarwel points said ID --who customer --helped no

Rules: docs/reference/improvement.md")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Look through new answers and propose what needs doing; what is open already is joined
    Propose {
        /// Answers from this day on [default: 30 days ago]
        #[arg(long, value_name = "DAY")]
        from: Option<Day>,
    },
    /// List what is open, the most urgent first
    List {
        /// What is done too
        #[arg(long)]
        all: bool,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Give a point to somebody
    Give {
        /// The point
        id: ActionPointId,
        /// To whom
        #[arg(long)]
        owner: String,
        /// By when [default: as it was]
        #[arg(long, value_name = "DAY")]
        due: Option<Day>,
    },
    /// Say what was done on the way
    Note {
        /// The point
        id: ActionPointId,
        /// What was done
        text: String,
    },
    /// Close a point, with what caused it and what was done
    Close {
        /// The point
        id: ActionPointId,
        /// What caused it
        #[arg(long)]
        cause: String,
        /// What was done
        #[arg(long)]
        action: String,
    },
    /// Leave a point, with the reason
    Drop {
        /// The point
        id: ActionPointId,
        /// Why
        #[arg(long)]
        why: String,
    },
    /// Write down whether it helped; `no` opens the point again
    Said {
        /// The point
        id: ActionPointId,
        /// Who says it: customer or colleague
        #[arg(long, value_parser = told)]
        who: Told,
        /// Did it help: yes or no
        #[arg(long, value_parser = yes_or_no)]
        helped: bool,
    },
}

fn told(given: &str) -> Result<Told, String> {
    match given {
        "customer" => Ok(Told::Customer),
        "colleague" => Ok(Told::Colleague),
        _ => Err("allowed: `customer`, `colleague`".to_owned()),
    }
}

fn yes_or_no(given: &str) -> Result<bool, String> {
    match given {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("allowed: `yes`, `no`".to_owned()),
    }
}

impl Arguments {
    pub(crate) fn run(self, place: &Place) -> anyhow::Result<()> {
        place.require()?;
        let rules = rules(place)?;
        match self.what {
            What::Propose { from } => propose(place, &rules, from.unwrap_or_else(|| chance::today().plus_days(-30))),
            What::List { all, json } => list(place, &rules, all, json),
            What::Give { id, owner, due } => act(place, id, Command::Give { owner, due_on: due }),
            What::Note { id, text } => act(place, id, Command::Note(text)),
            What::Close { id, cause, action } => act(place, id, Command::Close { cause, action }),
            What::Drop { id, why } => act(place, id, Command::Drop { why }),
            What::Said { id, who, helped } => act(place, id, Command::Say { who, helped }),
        }
    }
}

fn rules(place: &Place) -> anyhow::Result<Rules> {
    let path = place.data().join(RULES_FILE);
    if !path.exists() {
        return Ok(Rules::default());
    }
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    Rules::parse(&text).with_context(|| format!("`{}` cannot be used", path.display()))
}

fn propose(place: &Place, rules: &Rules, from: Day) -> anyhow::Result<()> {
    let (new, joined) = wait(async {
        let store = place.store().await?;
        let found = proposed(&store, rules, from).await;
        store.close().await;
        found
    })?;
    say!("{} proposed, {} joined to open ones.", plural(new, "point", "points"), plural(joined, "answer", "answers"));
    Ok(())
}

/// Every very unhappy answer, and every promise of a reply.
async fn proposed(store: &Store, rules: &Rules, from: Day) -> anyhow::Result<(u64, u64)> {
    let (year, ..) = from.ymd();
    let holidays = Holidays::of(Country::Netherlands, year..=year + 2);
    let filter = AnswerFilter { from: Some(from), ..AnswerFilter::default() };
    let wanted = Use::For(Purpose::Handle);
    let (mut new, mut joined, mut before) = (0, 0, None);
    let mut surveys = std::collections::HashMap::new();
    loop {
        let page = store.answers(&filter, wanted, before, PAGE_ROWS_MAX).await?;
        for it in &page.items {
            let key = (it.survey.clone(), it.version);
            if !surveys.contains_key(&key) {
                surveys.insert(key.clone(), store.survey(&it.survey, it.version).await?);
            }
            let Some(Some(published)) = surveys.get(&key) else { continue };
            let Some(question) = published.survey.question(&it.question) else { continue };
            let Some(value) = it.value.get(wanted)? else { continue };
            let aspect = question.aspect.map_or("other", relationship::listening::Aspect::word);
            let (customer, reason) = (it.customer.clone(), aspect.to_owned());
            let answer = format!("{} {}", it.invitation, it.question);
            let is_promise = question.grants == Some(Purpose::Reply) && it.value.purposes().holds(Purpose::Reply);
            let signal = match question.rung(value) {
                Some(Rung::DeepRed) => Signal::DeepRed { customer, reason, answer, on: it.on },
                _ if is_promise => Signal::Promise { customer, reason, answer, on: it.on },
                _ => continue,
            };
            let Some(proposal) = rules.propose(Evidence::of(signal), &holidays) else { continue };
            let act = chance::act();
            match store.propose(ActionPointId::new(act.at, chance::random_id()), proposal, act).await? {
                Placed::New(_) => new += 1,
                Placed::Joined(_) => joined += 1,
                Placed::Known(_) => {}
            }
        }
        before = page.next;
        if before.is_none() {
            return Ok((new, joined));
        }
    }
}

fn list(place: &Place, rules: &Rules, all: bool, json: bool) -> anyhow::Result<()> {
    let mut points = wait(async {
        let store = place.store().await?;
        let points = store.action_points(Moment::from_us(0)).await?;
        store.close().await;
        Ok(points)
    })?;
    points.retain(|it| all || it.point.stage.is_open());
    points.sort_by_key(|it| it.point.due_on);
    let today = chance::today();
    if json {
        let shown: Vec<_> = points.iter().map(|it| shown(it, today, rules)).collect();
        say!("{}", serde_json::to_string_pretty(&shown)?);
        return Ok(());
    }
    if points.is_empty() {
        say!("Nothing is open. `vaarwel points propose{}` looks through new answers.", place.data_option());
        return Ok(());
    }
    let mut table = Table::new(["id", "about", "customer", "rests on", "owner", "due", "stage", "needs"]);
    for it in &points {
        let Point { subject, evidence, owner, due_on, .. } = &it.point;
        table.row([
            it.id.to_string(),
            subject.reason.clone(),
            subject.customer.clone().unwrap_or_else(|| "many".to_owned()),
            plural(evidence.len() as u64, "signal", "signals"),
            owner.clone().unwrap_or_else(|| "nobody yet".to_owned()),
            due_on.to_string(),
            stage(&it.point),
            attention(it.point.attention(today, rules)),
        ]);
    }
    write(format_args!("{table}"));
    Ok(())
}

fn stage(point: &Point) -> String {
    serde_json::to_value(point.stage).ok().and_then(|it| it.as_str().map(str::to_owned)).unwrap_or_default()
}

fn attention(attention: Attention) -> String {
    match attention {
        Attention::None => String::new(),
        Attention::NoOwner => "an owner".to_owned(),
        Attention::DueSoon { days } => format!("due in {days} days"),
        Attention::Overdue { days } => format!("{days} days late"),
        Attention::Escalated { days } => format!("{days} days late: somebody else"),
    }
}

fn shown(it: &ActionPoint, today: Day, rules: &Rules) -> serde_json::Value {
    let events: Vec<_> = it
        .events
        .iter()
        .map(|stored| json!({"at_us": stored.act.at.us(), "by": stored.act.by.to_string(), "event": stored.event}))
        .collect();
    json!({
        "id": it.id, "subject": it.point.subject, "stage": it.point.stage, "owner": it.point.owner,
        "due_on": it.point.due_on, "needs": attention(it.point.attention(today, rules)), "cause": it.point.cause,
        "action": it.point.action, "evidence": it.point.evidence, "events": events,
    })
}

fn act(place: &Place, id: ActionPointId, command: Command) -> anyhow::Result<()> {
    let today = chance::today();
    let point = wait(async {
        let store = place.store().await?;
        let done = store.act_on_point(id, command, (today, today.plus_days(AGAIN_DAYS)), chance::act()).await;
        store.close().await;
        Ok(done.hint("`vaarwel points list --all` shows the points")?)
    })?;
    say!("Point {id} is {} now.", stage(&point.point).replace('_', " "));
    Ok(())
}
