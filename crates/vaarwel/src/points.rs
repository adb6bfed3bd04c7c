//! `vaarwel points`: what customers said becomes work.

use clap::{Args, Subcommand};
use door::listening::afterwards::AGAIN_DAYS;
use door::listening::themes::Themes;
use door::listening::{fixed, signals};
use relationship::Day;
use relationship::improvement::{Attention, Command, Point, Rules, Told};
use serde_json::json;
use store::{ActionPoint, ActionPointId, Moment};

use crate::chance;
use crate::failure::Advise as _;
use crate::place::{Place, wait};
use crate::say::{Table, plural, say, write};

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
    /// Tell everybody who left and wanted to hear it that a reason is fixed, once
    Fixed {
        /// The reason, such as service.slow, or a family of reasons
        reason: String,
        /// Since when [default: today]
        #[arg(long, value_name = "DAY")]
        since: Option<Day>,
        /// Only say how many wait
        #[arg(long)]
        count: bool,
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
            What::Fixed { reason, since, count } => tell_fixed(place, &reason, since, count),
            What::Said { id, who, helped } => act(place, id, Command::Say { who, helped }),
        }
    }
}

/// The rules of the company.
fn rules(place: &Place) -> anyhow::Result<Rules> {
    wait(async {
        let store = place.store().await?;
        let rules = crate::office::open(place, store.clone(), None)?.improvement_rules()?;
        store.close().await;
        Ok(rules)
    })
}

fn propose(place: &Place, rules: &Rules, from: Day) -> anyhow::Result<()> {
    let done = wait(async {
        let store = place.store().await?;
        let office = crate::office::open(place, store.clone(), None)?;
        let mut found = signals::in_answers(&office, from).await?;
        found.extend(Themes::look(&office).await?.above());
        let done = signals::propose(&office, rules, found).await?;
        store.close().await;
        Ok(done)
    })?;
    say!(
        "{} proposed, {} joined to open ones.",
        plural(done.new, "point", "points"),
        plural(done.joined, "signal", "signals")
    );
    Ok(())
}

fn tell_fixed(place: &Place, reason: &str, since: Option<Day>, only_count: bool) -> anyhow::Result<()> {
    let count = wait(async {
        let store = place.store().await?;
        let office = crate::office::open(place, store.clone(), None)?;
        let count = if only_count {
            fixed::waiting(&office, reason).await?.len() as u64
        } else {
            fixed::release(&office, reason, since.unwrap_or_else(chance::today), chance::act()).await?
        };
        store.close().await;
        Ok(count)
    })?;
    let people = plural(count, "person", "people");
    if only_count {
        say!("{people} wait to hear that {reason} is fixed.");
    } else {
        say!("{people} will hear once that {reason} is fixed. A running program sends the mails.");
    }
    Ok(())
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
