//! `vaarwel demo`: a simulated company in the browser, with nothing to set up.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use ledger::mapping::As;
use relationship::{Economics, Period};
use store::{Act, Actor, Email, Language, MemberId, NewMember, Role, Store};
use testkit::{Parameters, Request, simulate};

use crate::import::Work;
use crate::mail::settings::MailSettings;
use crate::place::{Place, wait};
use crate::progress::Progress;
use crate::say::{count, say};
use crate::serve::{Door, runtime, told_to_stop};
use crate::{chance, chores, mapping_flags, reasons};

mod activities;
mod leaving;
mod listening;

/// The data folder of the demo when nobody says which: never the one of a real company.
const DATA_DEFAULT: &str = "vaarwel-demo";
/// How one leaves here: the flows that ship.
const FLOWS: [(&str, &str); 2] = [
    ("fietsplan.toml", include_str!("../../../flows/fietsplan.toml")),
    ("practice.toml", include_str!("../../../flows/practice.toml")),
];
/// What a customer of Fietsplan brings and costs, as its owner would say.
const ECONOMICS: Economics =
    Economics { margin_bp: Some(4_200), discount_bp: Some(800), cost_to_win: Some(5_500), cost_to_keep: Some(1_200) };
/// The member who signs in.
const OWNER: &str = "eigenaar@fietsplan.example";

#[derive(Args)]
#[command(after_help = "\
The company stays in the data folder (./vaarwel-demo unless --data says otherwise); the next start takes it up again.
Delete the folder to begin anew.")]
pub(crate) struct Arguments {
    /// How many customers ever joined the company
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    customers: u64,
    /// The seed of all chance
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Make the company and stop, without serving it
    #[arg(long)]
    make_only: bool,
    #[command(flatten)]
    door: Door,
}

impl Arguments {
    pub(crate) fn run(self, place: Place) -> anyhow::Result<()> {
        let place = place.or_folder(DATA_DEFAULT);
        if place.data().join("ledger").is_dir() {
            say!("The simulated company is in {}", place.data().display());
        } else {
            self.make(&place)?;
        }
        if self.make_only {
            return Ok(());
        }
        runtime()?.block_on(async {
            let store = place.store().await?;
            let owner = owner(&store).await?;
            chores::start(place.clone(), store.clone());
            let app = self.door.app(&place, store, &MailSettings::default())?;
            crate::office::work(std::sync::Arc::clone(&app.office), None, None);
            let listener = self.door.listen().await?;
            let address = self.door.public(listener.local_addr()?);
            let path = app.sign_in_link(owner, Actor::Program).await?;
            say!("Vaarwel answers on {address}");
            say!("Sign in as the owner with this link, once: {address}{path}");
            say!("Stop it with Ctrl-C; the same command starts it again.");
            Ok(web::serve(app, listener, told_to_stop()).await?)
        })
    }

    /// Makes the company in a folder beside, which becomes the data folder when all is done: half a company is none.
    fn make(&self, place: &Place) -> anyhow::Result<()> {
        let data = place.data();
        if data.is_dir() && fs::read_dir(data)?.next().is_some() {
            anyhow::bail!("`{}` holds other things than a company; give an empty folder with --data", data.display());
        }
        let making = beside(data);
        if making.exists() {
            fs::remove_dir_all(&making).with_context(|| format!("cannot remove `{}`", making.display()))?;
        }
        let there = place.with_folder(&making);
        let mut progress = Progress::new();
        self.fill(&there, &mut progress)?;
        let seconds = progress.seconds();
        progress.finish();
        let _ = fs::remove_dir(data);
        fs::rename(&making, data)
            .with_context(|| format!("cannot rename `{}` to `{}`", making.display(), data.display()))?;
        say!(
            "Made Fietsplan, a company that does not exist, with {} customers in {} ({})",
            count(self.customers),
            data.display(),
            crate::progress::time(seconds)
        );
        Ok(())
    }

    fn fill(&self, place: &Place, progress: &mut Progress) -> anyhow::Result<()> {
        let flows = place.data().join("flows");
        fs::create_dir_all(&flows)?;
        for (name, text) in FLOWS {
            fs::write(flows.join(name), text)?;
        }
        let files = place.data().join("files");
        let mut parameters = Parameters::fietsplan()?;
        // Nothing can have happened tomorrow, whatever the clock of this machine says.
        let yesterday_of_month = Period::Month.start_of(chance::today()).plus_days(-1);
        if parameters.company.last_day > yesterday_of_month {
            parameters = parameters.until(yesterday_of_month);
        }
        let request = Request { parameters: &parameters, customers: self.customers, seed: self.seed, out: &files };
        simulate(&request, |done| {
            progress.show(done as f64 / self.customers as f64, "simulating", done, "customers");
        })?;
        import(place, &files, "contracts", progress)?;
        let people = leaving::people(place)?;
        let gone = wait(async {
            let store = place.store().await?;
            let mut settings = store.settings().await?;
            settings.company_name.clone_from(&parameters.company.name);
            settings.language = Language::Nl;
            settings.economics = ECONOMICS;
            store.change_settings(&settings, chance::act()).await?;
            let owner = owner(&store).await?;
            // In a real company a person says what its words mean; this one knows beforehand.
            let known = parameters.reasons().filter_map(|reason| Some((reason.name.as_str(), reason.code.as_deref()?)));
            reasons::confirm(&store, known).await?;
            leaving::fill(place, &store, owner, people).await?;
            let gone = leaving::gone(&store).await?;
            store.close().await;
            Ok(gone)
        })?;
        testkit::simulate::drop_after(&files.join("events.csv"), &gone)?;
        import(place, &files, "events", progress)?;
        let asked = listening::customers(place)?;
        wait(async {
            let store = place.store().await?;
            let owner = owner(&store).await?;
            listening::fill(&store, owner, &asked).await?;
            activities::fill(place, &store, owner, &parameters).await?;
            store.close().await;
            Ok(())
        })
    }
}

/// Imports one of the simulated files through the same door as a user's.
fn import(place: &Place, files: &Path, name: &str, progress: &mut Progress) -> anyhow::Result<()> {
    let mapping = mapping_flags::read(&files.join(format!("{name}.toml")))?;
    let taken_as = mapping.kind_of_row.unwrap_or(As::Events);
    let file = files.join(format!("{name}.csv"));
    Work { file: &file, mapping: &mapping, taken_as, rejects_max_share: 0.0 }.run(place, progress)?;
    Ok(())
}

fn beside(data: &Path) -> PathBuf {
    let name = data.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    data.with_file_name(format!("{name}.making"))
}

/// The owner of the demo, made at the first start.
async fn owner(store: &Store) -> anyhow::Result<MemberId> {
    let email: Email = OWNER.parse()?;
    if let Some(member) = store.member_by_email(&email).await? {
        return Ok(member.id);
    }
    let id = MemberId::new(chance::now(), chance::random_id());
    let new = NewMember {
        id,
        email,
        name: "Noor".to_owned(),
        role: Role::Owner,
        language: Language::Nl,
        password_hash: None,
    };
    let act = Act { by: Actor::Program, at: chance::now() };
    Ok(store.add_member(new, act).await?.id)
}
