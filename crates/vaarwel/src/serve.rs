//! `vaarwel serve`: the console and the API.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use anyhow::Context as _;
use clap::Args;
use store::Store;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;
use web::{App, Limits, Parts};

use crate::chance;
use crate::chores;
use crate::failure::Advise as _;
use crate::mail::settings::MailSettings;
use crate::office;
use crate::place::Place;
use crate::say::say;

/// The port when nobody says which.
pub(crate) const PORT_DEFAULT: u16 = 7171;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    door: Door,
    #[command(flatten)]
    mail: MailSettings,
    /// Tell webhooks inside the house too, and over http
    #[arg(long, env = "VAARWEL_PRIVATE_WEBHOOKS", hide_env_values = true)]
    private_webhooks: bool,
}

/// Where to listen.
#[derive(Args, Debug, Clone)]
pub(crate) struct Door {
    /// The port to listen on; 0 takes a free one
    #[arg(long, default_value_t = PORT_DEFAULT, env = "VAARWEL_PORT", hide_env_values = true)]
    port: u16,
    /// The address to listen on; 0.0.0.0 lets other machines in
    #[arg(long, default_value = "127.0.0.1", value_name = "ADDRESS", env = "VAARWEL_ADDRESS", hide_env_values = true)]
    address: IpAddr,
    /// The address people use, such as https://vaarwel.example; with https, cookies are for secure connections only
    #[arg(long, value_name = "URL", env = "VAARWEL_PUBLIC_URL", hide_env_values = true)]
    public_url: Option<String>,
    /// A proxy stands in front and tells the visitor's address in X-Forwarded-For
    #[arg(long)]
    behind_proxy: bool,
    /// What to log: error, warn, info or debug, or a filter such as `web=debug`
    #[arg(long, value_name = "FILTER", default_value = "warn", env = "VAARWEL_LOG", hide_env_values = true)]
    log: String,
    /// Log as JSON, one object a line
    #[arg(long)]
    log_json: bool,
}

impl Arguments {
    pub(crate) fn run(self, place: &Place) -> anyhow::Result<()> {
        let runtime = runtime()?;
        runtime.block_on(async {
            let store = place.store().await?;
            place.settle_imports(&store).await?;
            chores::start(place.clone(), store.clone());
            let app = self.door.app(place, store, &self.mail)?;
            let sender = crate::mail::running::start(&app.office, &self.mail)?;
            let teller = connect::programs::Hooks::new(Arc::clone(&app.office), self.private_webhooks).into_teller();
            office::work(Arc::clone(&app.office), sender, Some(teller));
            crate::listening::start(place.clone(), app.clone());
            let listener = self.door.listen().await?;
            let address = self.door.public(listener.local_addr()?);
            say!("Vaarwel answers on {address} with the data in {}", place.data().display());
            if let Some(path) = app.first_start_link().await? {
                say!("Nobody can sign in yet. Whoever opens this link becomes the owner: {address}{path}");
            }
            say!("Stop it with Ctrl-C.");
            Ok::<_, anyhow::Error>(web::serve(app, listener, told_to_stop()).await?)
        })
    }
}

impl Door {
    /// Starts the log and puts the app together.
    pub(crate) fn app(&self, place: &Place, store: Store, mail: &MailSettings) -> anyhow::Result<App> {
        self.start_log()?;
        app(place, store, mail, (self.public_url.clone(), self.behind_proxy))
    }

    pub(crate) async fn listen(&self) -> anyhow::Result<TcpListener> {
        let at = SocketAddr::new(self.address, self.port);
        TcpListener::bind(at)
            .await
            .with_context(|| format!("cannot listen on {at}"))
            .hint("another program may be using the port: choose another with --port, or --port 0 for any that is free")
    }

    /// The address people use for what listens here.
    pub(crate) fn public(&self, listens_on: SocketAddr) -> String {
        match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None if listens_on.ip().is_unspecified() => format!("http://127.0.0.1:{}", listens_on.port()),
            None => format!("http://{listens_on}"),
        }
    }

    fn start_log(&self) -> anyhow::Result<()> {
        let filter = EnvFilter::try_new(&self.log)
            .with_context(|| format!("`{}` is not a filter for the log", self.log))
            .hint("allowed: `error`, `warn`, `info`, `debug`, or a filter such as `web=debug,info`")?;
        let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
        // A second start in one process keeps the first log.
        let _ = if self.log_json { log.json().try_init() } else { log.try_init() };
        Ok(())
    }
}

/// The app over a place, with what it needs of mail, at the address people use: here time and chance come in.
pub(crate) fn app(
    place: &Place,
    store: Store,
    mail: &MailSettings,
    (public_url, behind_proxy): (Option<String>, bool),
) -> anyhow::Result<App> {
    let office = office::open(place, store.clone(), public_url.clone())?;
    Ok(App::new(Parts {
        print: Some(connect::dispatch::printer()),
        letter: Some(connect::dispatch::reader(Arc::clone(&office))),
        mail_door: crate::mail::running::hook(&office, mail)?,
        office,
        store,
        analytics: Arc::new(place.analytics()?),
        data: place.data().to_owned(),
        clock: Arc::new(|| chance::now().us()),
        chance: Arc::new(chance::fill),
        zone: chance::zone(),
        public_url,
        behind_proxy,
        limits: Limits::default(),
    }))
}

/// Threads that answer.
pub(crate) fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("the machine gives no threads")
}

/// Ends when somebody presses Ctrl-C or the system says to stop.
pub(crate) async fn told_to_stop() {
    let asked = async {
        // Without a way to hear Ctrl-C the program goes on until it is killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => tokio::select! { () = asked => {}, _ = terminate.recv() => {} },
            Err(_) => asked.await,
        }
    }
    #[cfg(not(unix))]
    asked.await;
}
