//! What a request needs. Time, chance and ids come in here and nowhere else.

use std::collections::HashSet;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};

use jiff::tz::TimeZone;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusRecorder};
use relationship::Day;
use report::{Answers, Basis, Question, Report};
use store::{Moment, PasswordHash, Store, StoreError, TokenHash};
use tokio::sync::Semaphore;
use ulid::Ulid;

use crate::assets::Assets;
use crate::fault::Fault;
use crate::imports::Imports;
use crate::{Language, Speech, Texts};

/// Gives microseconds since 1 January 1970, UTC.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;
/// Fills bytes with chance: the operating system's in the program, a fixed row in a test.
pub type Chance = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// What the console and the API may take of the machine.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Largest file that can be uploaded.
    pub upload_bytes_max: u64,
    /// Reports computed at the same time; others wait.
    pub reports_at_once: usize,
    /// How long a report may take before the answer is "not now".
    pub report_seconds_max: u64,
    /// Threads an import may use.
    pub import_threads: usize,
    /// How long any other request may take.
    pub request_seconds_max: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            upload_bytes_max: 4 << 30,
            reports_at_once: 2,
            report_seconds_max: 60,
            import_threads: std::thread::available_parallelism().map_or(2, std::num::NonZero::get),
            request_seconds_max: 90,
        }
    }
}

/// What the program hands over.
pub struct Parts {
    /// Members, sessions, keys, settings, the newest facts.
    pub store: Store,
    /// The reports.
    pub analytics: Arc<dyn Answers>,
    /// The door: requests to leave, whatever channel they come over.
    pub office: Arc<door::Office>,
    /// What puts receipts on paper; without it there is no link to one.
    pub print: Option<door::leave::Print>,
    /// What writes the farewell letter of a case for the desk to read; without it the page of a case does not show it.
    pub letter: Option<door::jobs::ReadLetter>,
    /// What keeps mail that is posted to us; without it there is no such address.
    pub mail_door: Option<door::post::MailDoor>,
    /// The data folder.
    pub data: PathBuf,
    /// The time.
    pub clock: Clock,
    /// Tokens, salts and ids.
    pub chance: Chance,
    /// The company's time zone, for moments on pages.
    pub zone: TimeZone,
    /// The address people use, such as `https://vaarwel.example`. With `https` cookies are for secure connections only.
    pub public_url: Option<String>,
    /// Whether a proxy in front of us tells the visitor's address in `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// The limits.
    pub limits: Limits,
}

/// Everything a request needs. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// What an app is made of; only this crate looks inside.
pub struct Inner {
    parts: Parts,
    pub(crate) texts: Arc<Texts>,
    pub(crate) assets: Assets,
    pub(crate) reports: Semaphore,
    pub(crate) passwords: Semaphore,
    pub(crate) imports: Imports,
    pub(crate) themes: crate::console::Themes,
    pub(crate) recorder: PrometheusRecorder,
    /// Guards the making of the first owner.
    pub(crate) first_start: Mutex<Option<TokenHash>>,
    /// From where a member signed in before: they are not held up by others who guess at their address.
    pub(crate) known_places: Mutex<HashSet<String>>,
    /// What an unknown mail address is compared with, so that it takes as long as a known one.
    pub(crate) nobodys_password: OnceLock<PasswordHash>,
}

impl Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Deref for Inner {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.parts
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("data", &self.data).finish_non_exhaustive()
    }
}

/// Passwords checked at the same time: each takes 19 MiB.
const PASSWORDS_AT_ONCE: usize = 4;

impl App {
    /// An app over these parts.
    pub fn new(parts: Parts) -> Self {
        let reports = Semaphore::new(parts.limits.reports_at_once.max(1));
        let texts = Arc::clone(&parts.office.texts);
        Self(Arc::new(Inner {
            parts,
            texts,
            assets: Assets::new(),
            reports,
            passwords: Semaphore::new(PASSWORDS_AT_ONCE),
            imports: Imports::default(),
            themes: crate::console::Themes::default(),
            recorder: PrometheusBuilder::new().build_recorder(),
            first_start: Mutex::default(),
            known_places: Mutex::default(),
            nobodys_password: OnceLock::new(),
        }))
    }

    /// The time.
    pub(crate) fn now(&self) -> Moment {
        Moment::from_us((self.clock)())
    }

    /// The day it is at the company.
    pub(crate) fn today(&self) -> Day {
        let date = jiff::Timestamp::from_microsecond(self.now().us())
            .map_or(jiff::civil::Date::ZERO, |timestamp| timestamp.to_zoned(self.zone.clone()).date());
        Day::from_ymd(date.year().into(), date.month().unsigned_abs().into(), date.day().unsigned_abs().into())
            .unwrap_or(Day::from_number(0))
    }

    /// Bytes by chance.
    pub(crate) fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.chance)(&mut bytes);
        bytes
    }

    /// The random part of an id.
    pub(crate) fn random_id(&self) -> u128 {
        u128::from_le_bytes(self.random())
    }

    /// A fresh id for a request.
    pub(crate) fn request_id(&self) -> String {
        Ulid::from_parts(u64::try_from(self.now().us() / 1000).unwrap_or(0), self.random_id()).to_string()
    }

    /// A secret nobody can guess: 256 bits by chance, in letters, digits, `-` and `_`.
    pub(crate) fn token(&self) -> String {
        use base64::Engine as _;
        base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(self.random::<32>())
    }

    /// The key of draws as digits, made at the first draw.
    pub(crate) async fn draw_key_digits(&self, act: store::Act) -> Result<String, StoreError> {
        if let Some(key) = self.store.kept_draw_key().await? {
            return Ok(key);
        }
        let fresh = door::programs::hex(&self.random::<32>());
        self.store.draw_key(&fresh, act).await
    }

    /// The key of draws.
    pub(crate) async fn draw_key(&self, act: store::Act) -> Result<relationship::drawing::Key, Fault> {
        let digits = self.draw_key_digits(act).await?;
        digits.parse().map_err(|_| Fault::Broken { what: "the key of draws" })
    }

    /// Speech in a language.
    pub(crate) fn speech(&self, language: Language) -> Speech {
        Speech::new(Arc::clone(&self.texts), language, self.zone.clone())
    }

    /// Is Vaarwel reached over a secure connection?
    pub(crate) fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.starts_with("https://"))
    }

    /// Under what numbers are made now: the definition and the reading of reasons in force.
    ///
    /// # Errors
    /// What the store could not do.
    pub async fn basis(&self) -> Result<Basis, StoreError> {
        let definition = self.store.definition().await?.chosen;
        let mapping = self.store.reason_mapping().await?.chosen;
        let economics = self.store.settings().await?.economics;
        Ok(Basis { definition, mapping, economics })
    }

    /// Answers a question under what is in force now.
    pub(crate) async fn ask(&self, question: &Question) -> Result<Arc<Report>, Fault> {
        self.ask_under(&self.basis().await?, question).await
    }

    /// Answers a question, waiting for a turn and no longer than a report may take.
    pub(crate) async fn ask_under(&self, basis: &Basis, question: &Question) -> Result<Arc<Report>, Fault> {
        let work = async {
            let _turn = self.reports.acquire().await.map_err(|_| Fault::Busy)?;
            Ok(self.analytics.report_soon(question, basis).await?)
        };
        let most = std::time::Duration::from_secs(self.limits.report_seconds_max);
        tokio::time::timeout(most, work).await.unwrap_or(Err(Fault::TookTooLong))
    }
}
