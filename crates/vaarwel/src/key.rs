//! `vaarwel key`: keys with which programs use the API.

use clap::{Args, Subcommand};
use store::{ApiKeyId, NewApiKey, Scopes, TokenHash};

use crate::chance;
use crate::failure::Advise as _;
use crate::place::{Place, wait};
use crate::say::{Table, say};

/// What every key begins with, so that a leaked one is recognized for what it is.
const KEY_PREFIX: &str = "vaarwel_";
/// So much of a key is kept to recognize it by.
const PREFIX_CHARS: usize = KEY_PREFIX.len() + 6;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Make a key; it is shown once
    Create {
        /// What it may do: read, write, admin; several with commas
        #[arg(long = "scope", value_name = "SCOPE,...", required = true)]
        scopes: Vec<Scopes>,
        /// What it is for
        #[arg(long, default_value = "made on the command line")]
        name: String,
        /// Print the key and nothing else, for scripts
        #[arg(long)]
        quiet: bool,
    },
    /// List the keys; the keys themselves are not kept
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Revoke a key: it stops working at once
    Revoke {
        /// The key's id, as `vaarwel key list` shows it
        id: ApiKeyId,
    },
}

impl Arguments {
    pub(crate) fn run(self, place: &Place) -> anyhow::Result<()> {
        match self.what {
            What::Create { scopes, name, quiet } => create(place, &scopes, name, quiet),
            What::List { json } => {
                place.require()?;
                list(place, json)
            }
            What::Revoke { id } => {
                place.require()?;
                let revoked = wait(async {
                    let store = place.store().await?;
                    Ok(store.revoke_api_key(id, chance::act()).await.hint("`vaarwel key list` shows the keys")?)
                })?;
                if revoked {
                    say!("Key {id} no longer works");
                } else {
                    say!("Nothing changed: key {id} was revoked before");
                }
                Ok(())
            }
        }
    }
}

fn create(place: &Place, scopes: &[Scopes], name: String, quiet: bool) -> anyhow::Result<()> {
    let Some(scopes) = Scopes::new(scopes.iter().flat_map(Scopes::iter)) else {
        anyhow::bail!("a key needs a scope; allowed: `read`, `write`, `admin`");
    };
    let secret = format!("{KEY_PREFIX}{}", chance::secret());
    let key = NewApiKey {
        id: ApiKeyId::new(chance::now(), chance::random_id()),
        name,
        scopes,
        prefix: secret.chars().take(PREFIX_CHARS).collect(),
        token: TokenHash::of(&secret),
    };
    let key = wait(async { Ok(place.store().await?.create_api_key(key, chance::act()).await?) })?;
    if quiet {
        say!("{secret}");
    } else {
        say!("Made key {} ({}) that may: {}", key.id, key.name, key.scopes);
        say!("  {secret}");
        say!("It is shown this once and not kept. Use it as: Authorization: Bearer {KEY_PREFIX}...");
    }
    Ok(())
}

fn list(place: &Place, json: bool) -> anyhow::Result<()> {
    let keys = wait(async { Ok(place.store().await?.api_keys().await?) })?;
    if json {
        let all: Vec<_> = keys
            .iter()
            .map(|it| {
                serde_json::json!({"id": it.id, "name": it.name, "scopes": it.scopes.to_string(), "prefix": it.prefix,
                    "created_at_us": it.created_at.us(), "last_used_at_us": it.last_used_at.map(|at| at.us()),
                    "revoked_at_us": it.revoked_at.map(|at| at.us())})
            })
            .collect();
        say!("{}", serde_json::to_string_pretty(&all)?);
    } else if keys.is_empty() {
        say!("No keys yet: vaarwel key create --scope read{}", place.data_option());
    } else {
        let mut table = Table::new(["id", "begins with", "may", "name", "state"]);
        for it in &keys {
            let state = match (it.revoked_at, it.last_used_at) {
                (Some(_), _) => "revoked",
                (None, Some(_)) => "used",
                (None, None) => "not used yet",
            };
            table.row([it.id.to_string(), it.prefix.clone(), it.scopes.to_string(), it.name.clone(), state.to_owned()]);
        }
        crate::say::write(format_args!("{table}"));
    }
    Ok(())
}
