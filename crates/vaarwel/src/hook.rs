//! `vaarwel hook`: programs that are told of changes.

use clap::{Args, Subcommand};
use door::programs::{key, read_address};
use store::{NotAllowed, Topic, WebhookId, read_topics};

use crate::chance;
use crate::failure::Advise as _;
use crate::place::{Place, wait};
use crate::say::{Table, say, write};

#[derive(Args)]
#[command(after_help = "\
Examples:
  vaarwel hook add https://hooks.company.example/vaarwel --topics points,answers
  vaarwel hook log ID

Each change is one POST with `Vaarwel-Signature: t=SECONDS,v1=HEX`. docs/reference/webhooks.md says how to check it.")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
    /// Allow http and addresses inside the house
    #[arg(long, global = true, env = "VAARWEL_PRIVATE_WEBHOOKS", hide_env_values = true)]
    private: bool,
}

#[derive(Clone)]
struct Topics(Vec<Topic>);

fn topics(given: &str) -> Result<Topics, NotAllowed> {
    read_topics(given).map(Topics)
}

#[derive(Subcommand)]
enum What {
    /// Tell a program of changes from now on
    Add {
        /// Its address
        url: String,
        /// Of what: askings, answers, points [default: all]
        #[arg(long, value_name = "TOPIC,...", value_parser = topics, default_value = "")]
        topics: Topics,
    },
    /// Show the programs that are told
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Show the key a program checks signatures with
    Key {
        /// The webhook
        id: WebhookId,
    },
    /// Show what a program was told lately, and what it answered
    Log {
        /// The webhook
        id: WebhookId,
        /// The most tries to show
        #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1000))]
        max_rows: u32,
    },
    /// Tell a program nothing more
    Remove {
        /// The webhook
        id: WebhookId,
    },
}

impl Arguments {
    pub(crate) fn run(self, place: &Place) -> anyhow::Result<()> {
        place.require()?;
        let private = self.private;
        wait(async {
            let store = place.store().await?;
            let office = crate::office::open(place, store.clone(), None)?;
            match self.what {
                What::Add { url, topics } => {
                    let url = read_address(&url, private)?;
                    let id = WebhookId::new(chance::now(), chance::random_id());
                    store.add_webhook(id, url.as_str(), &topics.0, chance::act()).await?;
                    say!("Webhook {id} is told of changes from now on.");
                    say!("It checks signatures with this key: {}", key(&office, id));
                }
                What::Key { id } => say!("{}", key(&office, id)),
                What::List { json } => list(&store, json).await?,
                What::Log { id, max_rows } => log(&store, id, max_rows).await?,
                What::Remove { id } => {
                    let ended = store.end_webhook(id, chance::act()).await;
                    let ended = ended.hint("`vaarwel hook list` shows the webhooks")?;
                    say!(
                        "{}",
                        if ended { "It is told nothing more." } else { "It was told nothing any more already." }
                    );
                }
            }
            store.close().await;
            Ok(())
        })
    }
}

fn topics_of(topics: &[Topic]) -> String {
    topics.iter().map(|it| it.word()).collect::<Vec<_>>().join(",")
}

async fn list(store: &store::Store, json: bool) -> anyhow::Result<()> {
    let hooks = store.webhooks().await?;
    if json {
        let all: Vec<_> = hooks
            .iter()
            .map(|it| serde_json::json!({ "id": it.id, "url": it.url, "topics": it.topics, "ended": it.ended_at.is_some() }))
            .collect();
        say!("{}", serde_json::to_string_pretty(&all)?);
        return Ok(());
    }
    let mut table = Table::new(["id", "address", "topics", "state"]);
    for it in &hooks {
        let state = if it.ended_at.is_some() { "ended" } else { "told" };
        table.row([it.id.to_string(), it.url.clone(), topics_of(&it.topics), state.to_owned()]);
    }
    if table.is_empty() {
        say!("No program is told of changes: vaarwel hook add https://…");
    } else {
        write(format_args!("{table}"));
    }
    Ok(())
}

async fn log(store: &store::Store, id: WebhookId, max_rows: u32) -> anyhow::Result<()> {
    let tries = store.webhook_tries(id, None, max_rows).await?.items;
    if tries.is_empty() {
        say!("It was told nothing in the last 30 days.");
        return Ok(());
    }
    let mut table = Table::new(["when (UTC)", "event", "try", "answer", "delivery"]);
    for it in tries {
        let when = crate::say::moment(it.at);
        let answer = it.error.or(it.status.map(|status| status.to_string())).unwrap_or_default();
        table.row([when, it.event, it.tried.to_string(), answer, it.delivery]);
    }
    write(format_args!("{table}"));
    Ok(())
}
