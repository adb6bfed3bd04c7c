//! Other programs that are told of changes: signed, tried again with ever longer waits, and never an address inside the house.
//!
//! Every change is one `POST` of JSON with `Vaarwel-Signature: t=SECONDS,v1=HEX`, an HMAC-SHA-256 under the webhook's own key
//! over `SECONDS.BODY`. The same change has the same `Vaarwel-Delivery` however often it is told.

use std::sync::Arc;
use std::time::Duration;

use door::Office;
use door::jobs::{NotSent, ProgramTeller};
use door::programs::{is_public, key, read_address, signature};
use serde_json::Value;
use store::{Job, StoreError, WebhookId, WebhookTry};
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use url::Url;

/// How long a program may take to answer.
const WAIT_SECONDS: u64 = 10;

/// Finds addresses and lets only public ones through: whatever a name leads to at this moment is what is connected to.
#[derive(Debug)]
struct OnlyPublic {
    inner: DefaultResolver,
    inside: bool,
}

impl Resolver for OnlyPublic {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        if self.inside || found.iter().all(|it| is_public(it.ip())) {
            return Ok(found);
        }
        Err(ureq::Error::BadUri("the name leads to an address inside a house or machine".to_owned()))
    }
}

/// Tells other programs of changes.
#[derive(Clone)]
pub struct Hooks {
    office: Arc<Office>,
    agent: ureq::Agent,
    inside: bool,
}

impl std::fmt::Debug for Hooks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hooks").field("inside", &self.inside).finish_non_exhaustive()
    }
}

impl Hooks {
    /// Tells the programs of an office. `inside` lets addresses through that are not public.
    pub fn new(office: Arc<Office>, inside: bool) -> Self {
        let config = ureq::config::Config::builder()
            .timeout_global(Some(Duration::from_secs(WAIT_SECONDS)))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .proxy(None)
            .user_agent("vaarwel-webhook")
            .build();
        let resolver = OnlyPublic { inner: DefaultResolver::default(), inside };
        let agent = ureq::Agent::with_parts(config, DefaultConnector::default(), resolver);
        Self { office, agent, inside }
    }

    /// The same, as the worker of the office wants it.
    pub fn into_teller(self) -> ProgramTeller {
        let hooks = Arc::new(self);
        Arc::new(move |job| {
            let hooks = Arc::clone(&hooks);
            Box::pin(async move { hooks.tell(job).await })
        })
    }

    /// Tells one program of one change and writes down what was answered.
    ///
    /// # Errors
    /// [`NotSent`] says whether it may be tried again.
    pub async fn tell(&self, job: Job) -> Result<(), NotSent> {
        let id: WebhookId = job.about.parse().map_err(|_| NotSent::Never("there is no such webhook".to_owned()))?;
        let hooks = self.office.store.webhooks().await.map_err(|error| later(&error))?;
        let hook = hooks.into_iter().find(|it| it.id == id && it.ended_at.is_none());
        let hook = hook.ok_or_else(|| NotSent::Never("the webhook was ended".to_owned()))?;
        let said: Value = serde_json::from_str(&job.body).map_err(|error| NotSent::Never(error.to_string()))?;
        let event = said.get("event").and_then(Value::as_str).unwrap_or_default().to_owned();
        let body = dated(said).to_string();
        let seconds = self.office.now().us() / 1_000_000;
        let signed = signature(&key(&self.office, id), seconds, &body);
        let answered = match read_address(&hook.url, self.inside) {
            Ok(url) => self.post(url, job.id.to_string(), signed, body).await,
            Err(why) => Err((None, why.to_string())),
        };
        let (status, error) = match &answered {
            Ok(status) => (Some(*status), None),
            Err((status, why)) => (*status, Some(why.clone())),
        };
        let it = WebhookTry {
            delivery: job.id.to_string(),
            tried: job.attempts,
            event,
            status,
            error,
            at: self.office.now(),
        };
        self.office.store.note_webhook_try(id, &it).await.map_err(|error| later(&error))?;
        match answered {
            Ok(_) => Ok(()),
            // Gone is gone: the program itself says that it wants nothing more.
            Err((Some(410), why)) => Err(NotSent::Never(why)),
            Err((_, why)) => Err(NotSent::Later(why)),
        }
    }

    async fn post(
        &self,
        url: Url,
        delivery: String,
        signed: String,
        body: String,
    ) -> Result<u16, (Option<u16>, String)> {
        let agent = self.agent.clone();
        let sent = tokio::task::spawn_blocking(move || {
            agent
                .post(url.as_str())
                .header("Content-Type", "application/json")
                .header("Vaarwel-Delivery", &delivery)
                .header("Vaarwel-Signature", &signed)
                .send(body)
                .map(|answer| answer.status().as_u16())
        });
        match sent.await {
            Ok(Ok(status)) if (200..300).contains(&status) => Ok(status),
            Ok(Ok(status)) => Err((Some(status), format!("the answer was {status}; wanted: 2xx"))),
            Ok(Err(error)) => Err((None, error.to_string())),
            Err(error) => Err((None, error.to_string())),
        }
    }
}

/// The same with its moment as people and programs write it.
fn dated(mut said: Value) -> Value {
    let at = said.get("at_us").and_then(Value::as_i64).and_then(|us| jiff::Timestamp::from_microsecond(us).ok());
    if let (Some(at), Some(fields)) = (at, said.as_object_mut()) {
        fields.remove("at_us");
        fields.insert("at".to_owned(), Value::String(at.to_string()));
    }
    said
}

fn later(error: &StoreError) -> NotSent {
    NotSent::Later(error.to_string())
}
