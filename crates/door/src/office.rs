//! The office of the door: what taking a request and showing a page need. Time, chance and secrets come in here.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::tz::TimeZone;
use pages::{Language, Speech, Texts};
use relationship::Day;
use relationship::flow::Flow;
use sha2::Sha256;
use store::{Moment, PublishedFlow, Settings, Stamps, Store, StoreError};

use crate::flows::{FlowFault, Flows, Found};
use crate::taking::Spool;

/// Gives microseconds since 1 January 1970, UTC.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;
/// Fills bytes with chance: the operating system's in the program, a fixed row in a test.
pub type Chance = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// What the program hands over.
pub struct OfficeParts {
    /// Cases, people, flows, jobs.
    pub store: Store,
    /// The data folder: flows stand in `flows/`, what could not be stored yet in `spool/`.
    pub data: PathBuf,
    /// The texts of both languages.
    pub texts: Arc<Texts>,
    /// The time.
    pub clock: Clock,
    /// Tokens, salts and ids.
    pub chance: Chance,
    /// The company's time zone.
    pub zone: TimeZone,
    /// The address people use, such as `https://vaarwel.example`; links in mails begin with it.
    pub public_url: Option<String>,
    /// 32 bytes only this company has; everything the door signs is under a key made from it.
    pub secret: [u8; 32],
}

/// The office.
pub struct Office {
    parts: OfficeParts,
    files: Flows,
    published: RwLock<HashMap<String, (u32, Found)>>,
    stamped: RwLock<Stamped>,
    spool: Spool,
}

/// What every request to leave reads and seldom changes, each with the stamp under which it was read.
#[derive(Default)]
struct Stamped {
    settings: Option<(i64, Settings)>,
    /// The published flow of a name; nothing where none was published and its file counts.
    flows: HashMap<String, (i64, Option<Found>)>,
}

impl std::ops::Deref for Office {
    type Target = OfficeParts;

    fn deref(&self) -> &OfficeParts {
        &self.parts
    }
}

impl std::fmt::Debug for Office {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Office").field("data", &self.data).finish_non_exhaustive()
    }
}

/// The most published flows that are kept in memory.
const FLOWS_KEPT_MAX: usize = 256;

impl Office {
    /// An office over these parts.
    pub fn new(parts: OfficeParts) -> Self {
        let files = Flows::new(parts.data.join("flows"));
        let spool = Spool::new(&parts.data);
        Self { parts, files, published: RwLock::default(), stamped: RwLock::default(), spool }
    }

    /// The time.
    pub fn now(&self) -> Moment {
        Moment::from_us((self.clock)())
    }

    /// The day it is at the company.
    pub fn today(&self) -> Day {
        self.day_of(self.now())
    }

    /// The day a moment falls on at the company.
    pub fn day_of(&self, at: Moment) -> Day {
        let date = jiff::Timestamp::from_microsecond(at.us())
            .map_or(jiff::civil::Date::ZERO, |timestamp| timestamp.to_zoned(self.zone.clone()).date());
        Day::from_ymd(date.year().into(), date.month().unsigned_abs().into(), date.day().unsigned_abs().into())
            .unwrap_or(Day::from_number(0))
    }

    /// Bytes by chance.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.chance)(&mut bytes);
        bytes
    }

    /// Speech in a language.
    pub fn speech(&self, language: Language) -> Speech {
        Speech::new(Arc::clone(&self.texts), language, self.zone.clone())
    }

    /// A key for one use, made from the secret: what is signed under one says nothing under another.
    pub fn key(&self, of: &str) -> [u8; 32] {
        // HMAC takes a key of any length; without one nothing that was signed can be opened, which is the safe side.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.secret) else { return self.random() };
        mac.update(b"vaarwel key 1 ");
        mac.update(of.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// What could not be stored yet.
    pub(crate) fn spool(&self) -> &Spool {
        &self.spool
    }

    /// The folder of flows.
    pub fn flow_files(&self) -> &Flows {
        &self.files
    }

    /// The flow of a name: as it was published, or as its file says it, or the strictest there is. There always is one.
    pub async fn find_flow(&self, name: &str) -> Found {
        match self.store.published_flow(name).await {
            Ok(Some(published)) => self.read_published(&published),
            Ok(None) => self.files.find(name),
            Err(error) => {
                tracing::warn!(%error, flow = name, "published flows are out of reach; the file counts");
                self.files.find(name)
            }
        }
    }

    /// The settings, read again only where the stamp says that they changed.
    pub(crate) async fn settings_at(&self, stamps: Stamps) -> Result<Settings, StoreError> {
        if let Some((stamp, settings)) = &self.stamped.read().unwrap_or_else(PoisonError::into_inner).settings
            && *stamp == stamps.settings
        {
            return Ok(settings.clone());
        }
        let settings = self.store.settings().await?;
        let mut stamped = self.stamped.write().unwrap_or_else(PoisonError::into_inner);
        stamped.settings = Some((stamps.settings, settings.clone()));
        Ok(settings)
    }

    /// As [`Office::find_flow`], asking the store only where the stamp says that a flow was published since.
    pub(crate) async fn find_flow_at(&self, name: &str, stamps: Stamps) -> Found {
        let kept = {
            let stamped = self.stamped.read().unwrap_or_else(PoisonError::into_inner);
            stamped.flows.get(name).filter(|(stamp, _)| *stamp == stamps.flows).map(|(_, found)| found.clone())
        };
        let published = match kept {
            Some(published) => published,
            None => match self.store.published_flow(name).await {
                Ok(published) => {
                    let found = published.map(|it| self.read_published(&it));
                    let mut stamped = self.stamped.write().unwrap_or_else(PoisonError::into_inner);
                    if stamped.flows.len() >= FLOWS_KEPT_MAX {
                        stamped.flows.clear();
                    }
                    stamped.flows.insert(name.to_owned(), (stamps.flows, found.clone()));
                    found
                }
                Err(error) => {
                    tracing::warn!(%error, flow = name, "published flows are out of reach; the file counts");
                    None
                }
            },
        };
        published.unwrap_or_else(|| self.files.find(name))
    }

    /// The flow of a case, in the version it began with.
    pub async fn flow_of_case(&self, name: &str, version: u32) -> Found {
        match self.store.flow_version(name, version).await {
            Ok(Some(published)) if version > 0 => self.read_published(&published),
            _ => self.files.find(name),
        }
    }

    /// Every flow, by name.
    pub async fn flows(&self) -> Vec<Found> {
        let published = self.store.published_flows().await.unwrap_or_default();
        let mut all: Vec<Found> = published.iter().map(|it| self.read_published(it)).collect();
        let files = self.files.list();
        all.extend(files.into_iter().filter(|it| !published.iter().any(|known| known.flow == it.flow.flow)));
        all.sort_by(|a, b| a.flow.flow.cmp(&b.flow.flow));
        all
    }

    fn read_published(&self, published: &PublishedFlow) -> Found {
        let PublishedFlow { flow: name, version, body, .. } = published;
        if let Some((kept, found)) = self.published.read().unwrap_or_else(PoisonError::into_inner).get(name)
            && kept == version
        {
            return found.clone();
        }
        let found = match Flow::parse(name, body) {
            Ok((mut flow, places)) => {
                name.clone_into(&mut flow.flow);
                Found { flow: Arc::new(flow), places: Arc::new(places), version: *version, fallen_back: None }
            }
            Err(error) => Found::strict(name, FlowFault::Broken(error)),
        };
        let mut kept = self.published.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= FLOWS_KEPT_MAX {
            kept.clear();
        }
        kept.insert(name.clone(), (*version, found.clone()));
        found
    }
}
