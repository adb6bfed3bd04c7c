//! `vaarwel link`: links by which a customer is recognized without typing anything.

use clap::{Args, Subcommand};
use door::token::{IDENTITY_DAYS_MAX, Identity, Mode};

use crate::chance;
use crate::place::{Place, wait};
use crate::say::say;
use crate::serve::PORT_DEFAULT;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Make a link for one customer; it works once
    Make {
        /// The flow
        #[arg(long)]
        flow: String,
        /// The customer
        #[arg(long)]
        customer: String,
        /// The contract, where the customer has several
        #[arg(long)]
        contract: Option<String>,
        /// Days for which it is good
        #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(i64).range(1..=IDENTITY_DAYS_MAX))]
        days: i64,
        /// The address people use
        #[arg(long, value_name = "URL", env = "VAARWEL_PUBLIC_URL", hide_env_values = true)]
        public_url: Option<String>,
        /// Make a test link: it is checked in the same way and recognizes nobody
        #[arg(long)]
        test: bool,
    },
    /// Show the key with which your own program signs links; keep it on your servers
    Key {
        /// The key for test links
        #[arg(long)]
        test: bool,
    },
}

const fn mode(test: bool) -> Mode {
    if test { Mode::Test } else { Mode::Live }
}

impl Arguments {
    pub(crate) fn run(self, place: &Place) -> anyhow::Result<()> {
        place.require()?;
        wait(async {
            let store = place.store().await?;
            let office = crate::office::open(place, store.clone(), None)?;
            match self.what {
                What::Make { flow, customer, contract, days, public_url, test } => {
                    let expires = chance::now().us() / 1_000_000 + days * 86_400;
                    let identity = Identity { flow, customer, contract, expires, nonce: chance::secret() };
                    let token = office.sign_identity(mode(test), &identity);
                    let address = public_url.unwrap_or_else(|| format!("http://127.0.0.1:{PORT_DEFAULT}"));
                    say!("{}/leave/{}?link={token}", address.trim_end_matches('/'), identity.flow);
                }
                What::Key { test } => {
                    let digits: String =
                        office.identity_key(mode(test)).iter().map(|byte| format!("{byte:02x}")).collect();
                    say!("{digits}");
                }
            }
            store.close().await;
            Ok(())
        })
    }
}
