//! `vaarwel activity`: the register of what is done to keep customers, and drawing who gets it.

pub(crate) mod measuring;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use relationship::activity::{Activity, Next, Office, Registered, Undrawn, standouts};
use relationship::drawing::Key;
use relationship::suggestion::did_you_mean;
use relationship::verdict::{Verdict, must_stop};
use store::{ActivityId, Drawn, RegisteredActivity, Store};
use study::draw::{DrawFlags, Proposal, Prospect, draw, propose};

use crate::activity::measuring::{House, keeping};
use crate::chance;
use crate::place::{Place, wait};
use crate::say::{Table, count, plural, say, write};

#[derive(Args)]
#[command(after_help = "\
Examples:
  vaarwel activity add welcome-call.toml
  vaarwel activity list
  vaarwel activity measure 'Welcome call'
  vaarwel activity draw customers.csv --activity 'Welcome call' --customer id --to drawn.csv
  vaarwel activity plan --customers 6000 --base 0.07 --matters 0.01

A description in a file, and what can stand in it: docs/reference/activity.md")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Put an activity into the register, from a description in TOML or JSON
    Add {
        /// The description
        file: PathBuf,
    },
    /// Describe an activity anew; what was said before stays visible
    Describe {
        /// The activity, by its name or id
        activity: String,
        /// The new description
        file: PathBuf,
    },
    /// Show the register: what it costs, what measuring said, and what stands out
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Stop an activity
    Stop {
        /// The activity, by its name or id
        activity: String,
        /// Why
        #[arg(long)]
        why: String,
    },
    /// What activities really did, from what the house knows of who was drawn and who left; for what backfires nobody is drawn any more
    Measure {
        /// The activities, by their names or ids [default: all of them]
        #[arg(value_name = "ACTIVITY")]
        activities: Vec<String>,
        /// All of them
        #[arg(long, conflicts_with = "activities")]
        all: bool,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Write down what `vaarwel measure --json` said of an activity; for what backfires nobody is drawn any more
    Measured {
        /// The activity, by its name or id
        activity: String,
        /// The answer of `vaarwel measure --json`
        answer: PathBuf,
        /// The column of the activity in that answer [default: its only one]
        #[arg(long, value_name = "COLUMN")]
        column: Option<String>,
    },
    /// Draw the customers of a file for an activity
    Draw {
        #[command(flatten)]
        flags: DrawFlags,
        /// The activity, by its name or id
        #[arg(long)]
        activity: String,
        /// Where the arms are written, as CSV
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    /// How many to leave alone, and whether that can tell anything
    Plan {
        /// Customers who will be drawn
        #[arg(long, value_name = "COUNT")]
        customers: f64,
        /// The share who leave within the horizon without it, such as 0.07
        #[arg(long, value_name = "SHARE")]
        base: f64,
        /// The smallest effect that matters, as a share [default: 15 % of the base]
        #[arg(long, value_name = "SHARE")]
        matters: Option<f64>,
        /// How sure it is to be found
        #[arg(long, value_name = "CHANCE", default_value_t = 0.8)]
        power: f64,
        /// New customers per day
        #[arg(long, value_name = "COUNT")]
        inflow: Option<f64>,
    },
}

impl Arguments {
    pub(crate) fn run(self, place: &Place) -> anyhow::Result<()> {
        match self.what {
            What::Add { file } => {
                let activity = read(place, &file)?;
                let id = ActivityId::new(chance::now(), chance::random_id());
                wait(async { Ok(place.store().await?.register_activity(id, &activity, chance::act()).await?) })?;
                say!("Registered `{}` as {id}", activity.name);
                if !activity.choosing.holds_out() {
                    say!(
                        "Nobody is left alone, so nobody will know what it does: `vaarwel activity plan` says how many it takes"
                    );
                }
                Ok(())
            }
            What::Describe { activity, file } => {
                place.require()?;
                let described = read(place, &file)?;
                let version = wait(async {
                    let store = place.store().await?;
                    let it = find(&store, &activity).await?;
                    let made_from = it.versions.last().map_or(1, |it| it.version);
                    Ok(store.describe_activity(it.id, made_from, &described, chance::act()).await?)
                })?;
                say!("`{}` is described anew, as version {version}", described.name);
                Ok(())
            }
            What::List { json } => {
                place.require()?;
                list(place, json)
            }
            What::Stop { activity, why } => {
                place.require()?;
                let stopped = wait(async {
                    let store = place.store().await?;
                    let it = find(&store, &activity).await?;
                    Ok(store.stop_activity(it.id, &why, chance::act()).await?)
                })?;
                say!("{}", if stopped { "Stopped" } else { "Nothing changed: it was stopped before" });
                Ok(())
            }
            What::Measure { activities, all: _, json } => {
                place.require()?;
                measure(place, &activities, json)
            }
            What::Measured { activity, answer, column } => {
                place.require()?;
                measured(place, &activity, &answer, column.as_deref())
            }
            What::Draw { flags, activity, to } => draw_file(place, &flags, &activity, &to),
            What::Plan { customers, base, matters, power, inflow } => {
                let matters = matters.unwrap_or(relationship::verdict::MATTERS_SHARE * base);
                let prospect = Prospect { customers, base, matters, power, level: stats::Level::P95, inflow };
                tell_plan(&prospect, &propose(&prospect)?);
                Ok(())
            }
        }
    }
}

/// A description, with all that is wrong with it at once. An owner named by mail address becomes that member.
fn read(place: &Place, file: &Path) -> anyhow::Result<Activity> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))?;
    let is_json = file.extension().is_some_and(|it| it.eq_ignore_ascii_case("json"));
    let what = || format!("`{}` is no description of an activity", file.display());
    let mut activity: Activity = if is_json {
        serde_json::from_str(&text).with_context(what)?
    } else {
        toml::from_str(&text).with_context(what)?
    };
    let errors: Vec<String> = activity.errors().iter().map(ToString::to_string).collect();
    if !errors.is_empty() {
        bail!("`{}`: {}", file.display(), errors.join("\n  "));
    }
    if let Some(mail) = activity.owner.as_deref().filter(|it| it.contains('@')) {
        let members = wait(async { Ok(place.store().await?.members().await?) })?;
        let member = members.iter().find(|it| it.email.as_str().eq_ignore_ascii_case(mail));
        let Some(member) = member else {
            bail!("no member has the mail address of the owner; `vaarwel member list` shows all")
        };
        activity.owner = Some(member.id.to_string());
    }
    Ok(activity)
}

/// An activity by its id, or by its name as it is called now.
async fn find(store: &Store, given: &str) -> anyhow::Result<RegisteredActivity> {
    let register = store.activities().await?;
    let name = |it: &RegisteredActivity| it.versions.last().map(|it| it.activity.name.clone()).unwrap_or_default();
    let names: Vec<String> = register.iter().map(name).collect();
    let at = register.iter().position(|it| it.id.to_string() == given || name(it) == given);
    match at.and_then(|at| register.into_iter().nth(at)) {
        Some(it) => Ok(it),
        None => {
            let meant = did_you_mean(given, names.iter().map(String::as_str));
            let meant = meant.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
            bail!("there is no activity `{given}`{meant} `vaarwel activity list` shows all")
        }
    }
}

/// Measures all activities together, and writes down what was found of those that were asked for.
fn measure(place: &Place, asked: &[String], json: bool) -> anyhow::Result<()> {
    let measured = wait(async {
        let store = place.store().await?;
        let mut ids = BTreeSet::new();
        for name in asked {
            ids.insert(find(&store, name).await?.id.to_string());
        }
        if store.facts_count().await? > 0 {
            crate::compact::seal_tail(place, &store).await?;
        }
        let house = House::load(&store).await?;
        let all = house.measure(place)?;
        let wanted = |it: &RegisteredActivity| ids.is_empty() || ids.contains(&it.id.to_string());
        let measured = house.record((place, &store), all, &wanted, chance::act()).await?;
        store.close().await;
        Ok(measured)
    })?;
    if json {
        let all: Vec<_> = measured.iter().map(|it| &it.said.details).collect();
        say!("{}", serde_json::to_string_pretty(&serde_json::json!({ "activities": all }))?);
        return Ok(());
    }
    if measured.is_empty() {
        say!("No activities yet: vaarwel activity add FILE{}", place.data_option());
        return Ok(());
    }
    let mut table = Table::new(["activity", "verdict", "effect in points [interval]", "given / held out", "within"]);
    for it in &measured {
        let details = &it.said.details;
        let number = |path: &str| details.pointer(path).and_then(serde_json::Value::as_f64);
        let effect =
            number("/effect_points/value").zip(number("/effect_points/lower")).zip(number("/effect_points/upper"));
        let n = |side: &str| details["n"][side].as_u64().map_or_else(|| "0".to_owned(), count);
        table.row([
            it.name.clone(),
            it.said.verdict.word().replace('_', " "),
            effect.map(|((value, lower), upper)| format!("{value:+.2} [{lower:+.2}, {upper:+.2}]")).unwrap_or_default(),
            format!("{} / {}", n("treated"), n("control")),
            details["horizon_days"].as_i64().map(|days| format!("{days} days")).unwrap_or_default(),
        ]);
    }
    write(format_args!("{table}"));
    for it in &measured {
        say!("\n{}: {}", it.name, it.said.details["reason"].as_str().unwrap_or_default());
        let warnings = it.said.details["warnings"].as_array().map(Vec::as_slice).unwrap_or_default();
        for warning in warnings.iter().filter_map(|it| it["text"].as_str()) {
            say!("  {warning}");
        }
        if it.is_halted {
            say!("  Nobody is drawn for it any more, until somebody stops it or describes it anew");
        }
    }
    Ok(())
}

/// Keeps what measuring said. The harm rule: for what backfires nobody is drawn any more.
fn measured(place: &Place, activity: &str, answer: &Path, column: Option<&str>) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(answer).with_context(|| format!("cannot read `{}`", answer.display()))?;
    let told: serde_json::Value = serde_json::from_str(&text)
        .with_context(|| format!("`{}` is no answer of measure --json", answer.display()))?;
    let all = told["activities"].as_array().map(Vec::as_slice).unwrap_or_default();
    let found = match column {
        Some(column) => all.iter().find(|it| it["activity"] == column),
        None => all.first().filter(|_| all.len() == 1),
    };
    let Some(found) = found else {
        let names: Vec<String> = all.iter().filter_map(|it| Some(format!("`{}`", it["activity"].as_str()?))).collect();
        bail!("`{}` tells of {}; say which with --column", answer.display(), names.join(", "));
    };
    let verdict =
        Verdict::ALL.into_iter().find(|it| found["verdict"] == it.word()).context("the answer has no verdict")?;
    if matches!(verdict, Verdict::Helps | Verdict::Backfires) && found["effect"]["value"].as_f64().is_none() {
        bail!("`{}` has a verdict without its effect: give the whole answer of measure --json", answer.display());
    }
    wait(async {
        let store = place.store().await?;
        let it = find(&store, activity).await?;
        let flows = place.flows();
        let mut kept = found.clone();
        if let Some(fields) = kept.as_object_mut() {
            // Which data it was measured on stands beside it in its history.
            let file = told["source"]["file"].as_str().and_then(|it| Path::new(it).file_name()?.to_str());
            fields.insert("file".to_owned(), file.into());
        }
        let is_news = keeping(&store, &flows, chance::act()).keep(&it, verdict, &kept).await?;
        say!("`{activity}`: {}", verdict.word().replace('_', " "));
        if must_stop(verdict) {
            say!(
                "It makes customers do what they should not: nobody is drawn for it any more, until somebody stops it or describes it anew"
            );
        }
        if is_news {
            say!("Whoever answers for it is told: `vaarwel points list` shows the work");
        }
        Ok(())
    })
}

fn draw_file(place: &Place, flags: &DrawFlags, activity: &str, to: &Path) -> anyhow::Result<()> {
    place.require()?;
    wait(async {
        let store = place.store().await?;
        let it = find(&store, activity).await?;
        let drawing = it.drawing(chance::today(), flags.has_group()).map_err(|why| match why {
            Undrawn::GroupMissing { unit } => {
                anyhow::anyhow!("`{activity}` draws each `{unit}` as a whole; name the column that holds it: --group COLUMN")
            }
            Undrawn::GroupGiven => anyhow::anyhow!(
                "`{activity}` draws each customer alone; leave out --group, or describe it anew with `unit`: what is drawn as a whole"
            ),
            other => anyhow::anyhow!("`{activity}`: {other}"),
        })?;
        let fresh = hexadecimal(&chance::random::<32>());
        let key = store.draw_key(&fresh, chance::act()).await?;
        let drawn = draw(flags, drawing, &key.parse::<Key>()?)?;
        let assigned: Vec<Drawn<'_>> =
            drawn.assigned().map(|(customer, is_treated, unit)| Drawn { customer, is_treated, unit }).collect();
        // Kept before anybody can act on it: whom nobody wrote down, nobody can measure.
        let recorded = store.record_assignments(it.id, &assigned, chance::today(), chance::act()).await?;
        std::fs::write(to, drawn.csv()).with_context(|| format!("cannot write `{}`", to.display()))?;
        let [treated, held_out] = drawn.drawn.map(count);
        let all = plural(drawn.rows.len() as u64, "customer", "customers");
        say!("Drew {all}: {treated} get it, {held_out} are left alone");
        if recorded.changed > 0 {
            say!(
                "{} were drawn before into the other arm; they count there, so treat them as before",
                count(recorded.changed)
            );
        }
        if drawn.outside > 0 {
            say!(
                "{} it does not concern: they belong to the company's hold-out or to another activity",
                count(drawn.outside)
            );
        }
        Ok(())
    })
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        // Writing to a text cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

fn list(place: &Place, json: bool) -> anyhow::Result<()> {
    let (register, members) = wait(async {
        let store = place.store().await?;
        let members: BTreeSet<String> = store.members().await?.into_iter().map(|it| it.id.to_string()).collect();
        Ok((store.activities().await?, members))
    })?;
    let rows: Vec<Registered> = register.iter().map(RegisteredActivity::for_rules).collect();
    let shared = shared(&register);
    let today = chance::today();
    let office = Office { today, members: &members, shared: &shared };
    let found: std::collections::HashMap<_, _> = standouts(&rows, &office).into_iter().collect();
    if json {
        let all: Vec<_> = rows
            .iter()
            .map(|it| {
                serde_json::json!({"id": it.id, "activity": it.now(), "versions": it.versions.len(), "runs": it.runs_on(today),
                    "verdict": it.verdict, "given": it.given, "spent_minor": it.spent_minor(),
                    "next": Next::from_verdict(it.verdict), "stands_out": found.get(&it.id)})
            })
            .collect();
        say!("{}", serde_json::to_string_pretty(&all)?);
        return Ok(());
    }
    if rows.is_empty() {
        say!("No activities yet: vaarwel activity add FILE{}", place.data_option());
        return Ok(());
    }
    let mut table = Table::new(["activity", "verdict", "given", "review", "stands out"]);
    for it in &rows {
        let Some(now) = it.now() else { continue };
        let words =
            found.get(&it.id).map(|found| found.iter().map(|it| it.word().replace('_', " ")).collect::<Vec<_>>());
        table.row([
            now.name.clone(),
            it.verdict.map_or("not measured", Verdict::word).replace('_', " "),
            count(it.given),
            now.review_on.map_or_else(|| "none".to_owned(), |day| day.to_string()),
            if it.runs_on(today) { words.unwrap_or_default().join(", ") } else { "does not run".to_owned() },
        ]);
    }
    write(format_args!("{table}"));
    Ok(())
}

/// Customers who got two activities, as the last measuring counted them.
fn shared(register: &[RegisteredActivity]) -> BTreeMap<(String, String), u64> {
    let mut shared = BTreeMap::new();
    for it in register {
        let meets = it.verdict.as_ref().and_then(|it| it.details["meets"].as_array());
        for other in meets.into_iter().flatten() {
            let (Some(id), Some(customers)) = (other["activity"].as_str(), other["customers"].as_u64()) else {
                continue;
            };
            let own = it.id.to_string();
            let pair = if own.as_str() < id { (own, id.to_owned()) } else { (id.to_owned(), own) };
            shared.insert(pair, customers);
        }
    }
    shared
}

fn tell_plan(prospect: &Prospect, proposal: &Proposal) {
    let points = |share: f64| format!("{:.2} points", share * 100.0);
    let days =
        |days: Option<f64>| days.map_or_else(String::new, |days| format!(", which come in {:.0} days", days.ceil()));
    match proposal {
        Proposal::HoldOut { share, customers, days: until } => {
            say!("Leave {:.0} % alone.", share.get() * 100.0);
            say!(
                "That finds {} in {:.0} of 100 cases; it takes {customers:.0} customers{}.",
                points(prospect.matters),
                prospect.power * 100.0,
                days(*until)
            );
        }
        Proposal::CannotKnow { detectable, customers, days: until } => {
            say!(
                "You cannot know this with your numbers: {} takes {customers:.0} customers{}.",
                points(prospect.matters),
                days(*until)
            );
            if let Some(found) = detectable {
                say!("Half and half finds {} and more.", points(*found));
            }
            say!(
                "Do this instead: draw among all who come until then, judge a bolder treatment, or ask those who leave."
            );
        }
    }
}
