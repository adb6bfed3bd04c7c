//! Imports: an uploaded file waits in `imports/ID/`, a mapping is proposed, and a thread of its own brings it in.
//! Pages and API go through here.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::multipart::{Field, Multipart};
use axum::http::StatusCode;
use ledger::convert::Warning;
use ledger::describe::{Description, Trial};
use ledger::input::Table;
use ledger::mapping::{As, Mapping, Setting};
use ledger::{ImportProgress, ImportRequest, ImportSummary, Ledger, LedgerError, Message};
use relationship::Currency;
use store::{Act, ImportEnding, ImportId, RowCounts, TakenAs};
use tokio::io::AsyncWriteExt as _;
use tokio::sync::{Notify, Semaphore};

use crate::App;
use crate::fault::Fault;

/// At most this share of the rows may be rejected.
const REJECTS_MAX_SHARE: f64 = 0.01;
/// Memory an import may take before it writes to disk.
const MEMORY_BYTES: usize = 512 << 20;
/// Longest file name that is kept.
const FILE_NAME_CHARS_MAX: usize = 120;

/// What is known of imports that ran since the program started.
#[derive(Debug)]
pub(crate) struct Imports {
    running: Mutex<HashMap<ImportId, Arc<ImportProgress>>>,
    /// What an import that is done warned about.
    warnings: Mutex<HashMap<ImportId, Vec<Warning>>>,
    /// Why an import that was stopped was stopped.
    failures: Mutex<HashMap<ImportId, Message>>,
    /// Rings when an import is done.
    ended: Notify,
    /// One at a time: the ledger has one writer.
    turn: Semaphore,
}

impl Default for Imports {
    fn default() -> Self {
        Self {
            running: Mutex::default(),
            warnings: Mutex::default(),
            failures: Mutex::default(),
            ended: Notify::new(),
            turn: Semaphore::new(1),
        }
    }
}

/// How far a running import is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct HowFar {
    pub(crate) rows: u64,
    pub(crate) percent: u64,
}

/// A file that was uploaded and waits for its mapping.
#[derive(Debug, Clone)]
pub(crate) struct Waiting {
    pub(crate) file: PathBuf,
    pub(crate) name: String,
    /// The share of rows that may be rejected.
    pub(crate) rejects_max_share: f64,
}

impl Waiting {
    fn new(file: PathBuf, name: String) -> Self {
        Self { file, name, rejects_max_share: REJECTS_MAX_SHARE }
    }
}

/// Where an uploaded file waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shelf {
    /// To be brought in.
    Imports,
    /// To be looked at alone: measured, or drawn from. Nothing of it goes into the ledger.
    Measures,
}

impl Shelf {
    const fn folder(self) -> &'static str {
        match self {
            Self::Imports => "imports",
            Self::Measures => "measures",
        }
    }
}

impl App {
    fn import_folder(&self, id: ImportId) -> PathBuf {
        self.shelf_folder(Shelf::Imports, id)
    }

    fn shelf_folder(&self, place: Shelf, id: ImportId) -> PathBuf {
        self.data.join(place.folder()).join(id.to_string())
    }

    /// The uploaded file of an import, while it is there.
    pub(crate) async fn waiting_file(&self, id: ImportId) -> Option<Waiting> {
        self.file_on(Shelf::Imports, id).await
    }

    /// Every file that waits on a shelf, the newest first.
    pub(crate) async fn files_on(&self, place: Shelf) -> Vec<(ImportId, Waiting)> {
        let mut all = Vec::new();
        let Ok(mut folders) = tokio::fs::read_dir(self.data.join(place.folder())).await else { return all };
        while let Ok(Some(folder)) = folders.next_entry().await {
            let Ok(id) = folder.file_name().to_string_lossy().parse::<ImportId>() else { continue };
            if let Some(waiting) = self.file_on(place, id).await {
                all.push((id, waiting));
            }
        }
        all.sort_by_key(|(id, _)| std::cmp::Reverse(id.to_string()));
        all
    }

    /// Takes a file from its shelf for good. One that is not there is no fault.
    pub(crate) async fn clear_shelf(&self, place: Shelf, id: ImportId) {
        let _ = tokio::fs::remove_dir_all(self.shelf_folder(place, id)).await;
    }

    /// Puts a file that we wrote ourselves on the shelf of imports.
    pub(crate) async fn shelve_import(&self, name: &str, content: String) -> Result<(ImportId, Waiting), Fault> {
        let id = ImportId::new(self.now(), self.random_id());
        let (folder, name) = (self.import_folder(id), safe_name(name));
        tokio::fs::create_dir_all(&folder).await.map_err(disk(&folder))?;
        let file = folder.join(&name);
        tokio::fs::write(&file, content).await.map_err(disk(&file))?;
        Ok((id, Waiting::new(file, name)))
    }

    /// The file on a shelf, while it is there.
    pub(crate) async fn file_on(&self, place: Shelf, id: ImportId) -> Option<Waiting> {
        let mut files = tokio::fs::read_dir(self.shelf_folder(place, id)).await.ok()?;
        while let Ok(Some(file)) = files.next_entry().await {
            let name = file.file_name().to_string_lossy().into_owned();
            if !is_part(&name) {
                return Some(Waiting::new(file.path(), name));
            }
        }
        None
    }

    /// Streams an uploaded file to disk. A file that breaks off or is too large leaves nothing behind.
    pub(crate) async fn receive_file(&self, field: Field<'_>) -> Result<ImportId, Fault> {
        self.receive_on(Shelf::Imports, field).await
    }

    /// The same for any shelf.
    pub(crate) async fn receive_on(&self, place: Shelf, mut field: Field<'_>) -> Result<ImportId, Fault> {
        let id = ImportId::new(self.now(), self.random_id());
        let folder = self.shelf_folder(place, id);
        let name = safe_name(field.file_name().unwrap_or_default());
        tokio::fs::create_dir_all(&folder).await.map_err(disk(&folder))?;
        let part = folder.join(format!("{name}.part"));
        let received = write_field(&mut field, &part, self.limits.upload_bytes_max).await;
        let kept = match received {
            Ok(()) => tokio::fs::rename(&part, folder.join(&name)).await.map_err(disk(&part)),
            Err(fault) => Err(fault),
        };
        if kept.is_err() {
            let _ = tokio::fs::remove_dir_all(&folder).await;
        }
        kept.map(|()| id)
    }

    fn setting(&self, currency: Currency) -> Setting {
        Setting { today: self.today(), currency }
    }

    /// The currency amounts are read in: the ledger's, or before there is one the company's.
    pub(crate) async fn import_currency(&self) -> Result<Currency, Fault> {
        let data = self.data.clone();
        let kept = tokio::task::spawn_blocking(move || Ledger::open(data).snapshot().map(|it| it.manifest().currency));
        match kept.await {
            Ok(Ok(currency)) => Ok(currency),
            _ => Ok(self.store.settings().await?.currency),
        }
    }

    /// What is in a file and how to take it; the mapping of the last time where the columns are the same.
    pub(crate) async fn describe_file(&self, file: &Path) -> Result<Description, Fault> {
        let (file, setting, data) = (file.to_owned(), self.setting(self.import_currency().await?), self.data.clone());
        let work = move || {
            let mut described = ledger::describe::describe(&file, &Mapping::default().reading(), setting)?;
            let columns: Vec<&str> = described.columns.iter().map(|column| column.name.as_str()).collect();
            if let Some(kept) = kept_mapping(&data, &columns) {
                described.mapping = kept;
            }
            Ok::<_, LedgerError>(described)
        };
        Ok(tokio::task::spawn_blocking(work).await.map_err(|_| Fault::Broken { what: "a description" })??)
    }

    /// Tries a mapping on the first rows of a file; `Err` lists what the mapping lacks.
    pub(crate) async fn try_mapping(
        &self,
        file: &Path,
        mapping: &Mapping,
    ) -> Result<Result<Trial, Vec<Message>>, Fault> {
        let setting = self.setting(mapping.currency.unwrap_or(self.import_currency().await?));
        let (file, mapping) = (file.to_owned(), mapping.clone());
        let work = move || {
            let table = Table::open(&file, &mapping.reading())?;
            Ok::<_, LedgerError>(match mapping.bind(&table, setting) {
                Ok(bound) => Ok(Trial::with(&table, &bound)),
                Err(error) => Err(error.messages),
            })
        };
        Ok(tokio::task::spawn_blocking(work).await.map_err(|_| Fault::Broken { what: "a trial" })??)
    }

    /// Starts to bring a file in, on a thread of its own, and comes back at once.
    pub(crate) async fn start_import(
        &self,
        id: ImportId,
        waiting: Waiting,
        mapping: Mapping,
        act: Act,
    ) -> Result<(), Fault> {
        let taken_as = match mapping.kind_of_row {
            Some(As::Contracts) => TakenAs::Contracts,
            Some(As::Events) => TakenAs::Events,
            _ => TakenAs::Customers,
        };
        self.store.start_import(id, &waiting.name, taken_as, act).await?;
        let progress = Arc::new(ImportProgress::default());
        lock(&self.imports.running).insert(id, Arc::clone(&progress));
        let app = self.clone();
        tokio::spawn(async move { app.run_import(id, waiting, mapping, progress, act).await });
        Ok(())
    }

    async fn run_import(
        &self,
        id: ImportId,
        waiting: Waiting,
        mapping: Mapping,
        progress: Arc<ImportProgress>,
        act: Act,
    ) {
        let Ok(_turn) = self.imports.turn.acquire().await else { return };
        let (data, today, threads) = (self.data.clone(), self.today(), self.limits.import_threads);
        let work = move || {
            let ledger = Ledger::open(&data);
            let request = ImportRequest {
                file: &waiting.file,
                mapping: &mapping,
                today,
                id: &id.to_string(),
                rejects_max_share: waiting.rejects_max_share,
                memory_bytes: MEMORY_BYTES,
                threads,
            };
            let done = ledger::import(&ledger, &request, &progress);
            if done.is_ok() {
                keep_mapping(&data, &waiting.file, &mapping);
            }
            done
        };
        let outcome = tokio::task::spawn_blocking(work).await;
        let is_done = matches!(outcome, Ok(Ok(_)));
        let (ending, warnings) = match outcome {
            Ok(Ok(summary)) => (ended(&summary), summary.warnings),
            Ok(Err(error)) => {
                lock(&self.imports.failures).insert(id, error.message());
                (failed(&error), Vec::new())
            }
            Err(_) => (stopped("the import was cut off by a fault of ours; nothing was stored"), Vec::new()),
        };
        lock(&self.imports.warnings).insert(id, warnings);
        if let Err(error) = self.store.end_import(id, &ending, Act { at: self.now(), ..act }).await {
            tracing::error!(%error, import = %id, "the end of an import could not be written down");
        }
        if is_done {
            // The facts stand in the ledger now; the file is a second copy of them that nobody needs.
            let _ = tokio::fs::remove_dir_all(self.import_folder(id)).await;
        }
        lock(&self.imports.running).remove(&id);
        self.imports.ended.notify_waiters();
    }

    /// Waits until an import is done, and no longer than a page may be held.
    pub(crate) async fn wait_for_import(&self, id: ImportId, most: Duration) {
        let done = async {
            loop {
                let next = self.imports.ended.notified();
                if !lock(&self.imports.running).contains_key(&id) {
                    return;
                }
                next.await;
            }
        };
        let _ = tokio::time::timeout(most, done).await;
    }

    /// How far an import is that runs now.
    pub(crate) fn how_far(&self, id: ImportId) -> Option<HowFar> {
        let running = lock(&self.imports.running);
        let progress = running.get(&id)?;
        let read = |number: &std::sync::atomic::AtomicU64| number.load(Ordering::Relaxed);
        let part = |done: u64, all: u64, of: u64| (done.min(all) * of).checked_div(all).unwrap_or(0);
        // Reading is taken as two thirds of the work, storing as one.
        let reading = part(read(&progress.bytes), read(&progress.bytes_total), 66);
        let storing = part(read(&progress.buckets), read(&progress.buckets_total), 34);
        Some(HowFar { rows: read(&progress.rows), percent: reading + storing })
    }

    /// What an import warned about, while the program remembers.
    pub(crate) fn import_warnings(&self, id: ImportId) -> Vec<Warning> {
        lock(&self.imports.warnings).get(&id).cloned().unwrap_or_default()
    }

    /// Why an import was stopped, while the program remembers; the journal keeps it in English.
    pub(crate) fn import_failure(&self, id: ImportId) -> Option<Message> {
        lock(&self.imports.failures).get(&id).cloned()
    }

    /// Gives the file of a failed import a new id, so that it can be tried with another mapping.
    pub(crate) async fn try_import_again(&self, id: ImportId) -> Result<ImportId, Fault> {
        let again = ImportId::new(self.now(), self.random_id());
        let (from, to) = (self.import_folder(id), self.import_folder(again));
        tokio::fs::rename(&from, &to).await.map_err(|cause| match cause.kind() {
            std::io::ErrorKind::NotFound => Fault::NotFound,
            _ => disk(&from)(cause),
        })?;
        Ok(again)
    }

    /// The list of rows an import refused.
    pub(crate) async fn rejects_of(&self, id: ImportId) -> Result<PathBuf, Fault> {
        let import = self.store.import(id).await?.ok_or(Fault::NotFound)?;
        let name = import.rejects_file.ok_or(Fault::NotFound)?;
        // The journal holds a name we wrote; only its last part is used, so that it cannot lead elsewhere.
        let name = Path::new(&name).file_name().ok_or(Fault::NotFound)?.to_owned();
        Ok(self.data.join("rejects").join(name))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // Maps are only inserted into and removed from, so a panic elsewhere leaves them usable.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) fn disk(path: &Path) -> impl Fn(std::io::Error) -> Fault + '_ {
    |cause| Fault::Disk { path: path.display().to_string(), cause }
}

async fn write_field(field: &mut Field<'_>, part: &Path, bytes_max: u64) -> Result<(), Fault> {
    let mut file = tokio::fs::File::create(part).await.map_err(disk(part))?;
    let mut bytes = 0_u64;
    while let Some(chunk) = field.chunk().await.map_err(|error| Fault::Body { status: error.status() })? {
        bytes += chunk.len() as u64;
        if bytes > bytes_max {
            return Err(Fault::Body { status: StatusCode::PAYLOAD_TOO_LARGE });
        }
        file.write_all(&chunk).await.map_err(disk(part))?;
    }
    file.flush().await.map_err(disk(part))?;
    file.sync_all().await.map_err(disk(part))
}

/// The next field of an upload.
pub(crate) async fn next_field(form: &mut Multipart) -> Result<Option<Field<'_>>, Fault> {
    form.next_field().await.map_err(|error| Fault::Body { status: error.status() })
}

/// The last part of a file's name, without anything that means something to a file system.
fn safe_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last
        .chars()
        .map(|c| if c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') { c } else { '_' })
        .take(FILE_NAME_CHARS_MAX)
        .collect();
    let name = name.trim().trim_start_matches('.').to_owned();
    if name.is_empty() || is_part(&name) { "file".to_owned() } else { name }
}

/// Is this the name of a file that is still being written?
fn is_part(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|it| it == "part")
}

fn ended(summary: &ImportSummary) -> ImportEnding {
    let rows = RowCounts {
        read: summary.read,
        stored: summary.stored,
        already_known: summary.already_known,
        rejected: summary.rejected,
    };
    let rejects_file = summary.rejects_file.as_deref().and_then(file_name);
    ImportEnding { rows, failure: None, rejects_file }
}

fn file_name(path: &Path) -> Option<String> {
    path.file_name().map(|name| name.to_string_lossy().into_owned())
}

fn failed(error: &LedgerError) -> ImportEnding {
    let mut ending = stopped(&error.to_string());
    if let LedgerError::TooManyRejects { rejected, read, rejects, .. } = error {
        ending.rows = RowCounts { read: *read, rejected: *rejected, ..RowCounts::default() };
        ending.rejects_file = file_name(rejects);
    }
    ending
}

fn stopped(why: &str) -> ImportEnding {
    ImportEnding { rows: RowCounts::default(), failure: Some(why.to_owned()), rejects_file: None }
}

/// Where the mapping of files with these columns is kept, to be used again.
fn mapping_file(data: &Path, columns: &[&str]) -> PathBuf {
    use sha2::{Digest as _, Sha256};
    let digest = Sha256::digest(columns.join("\u{1f}").as_bytes());
    let name = door::programs::hex(&digest[..8]);
    data.join("imports").join(format!("mapping-{name}.json"))
}

fn kept_mapping(data: &Path, columns: &[&str]) -> Option<Mapping> {
    let mapping: Mapping = serde_json::from_slice(&std::fs::read(mapping_file(data, columns)).ok()?).ok()?;
    // The day a file tells about belongs to that file.
    Some(Mapping { as_of: None, source: None, ..mapping })
}

fn keep_mapping(data: &Path, file: &Path, mapping: &Mapping) {
    let Ok(table) = Table::open(file, &mapping.reading()) else { return };
    let columns: Vec<&str> = table.columns().iter().map(AsRef::as_ref).collect();
    let kept = serde_json::to_vec_pretty(mapping).map_err(std::io::Error::other);
    if let Err(error) = kept.and_then(|text| std::fs::write(mapping_file(data, &columns), text)) {
        tracing::warn!(%error, "the mapping could not be kept for the next time");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_lead_elsewhere() {
        #[track_caller]
        fn check(given: &str, expected: &str) {
            assert_eq!(safe_name(given), expected);
        }
        check("../../etc/passwd", "passwd");
        check("C:\\klanten\\oktober 2026.csv", "oktober 2026.csv");
        check(".htaccess", "htaccess");
        check("", "file");
        check("a\0b<c>.csv", "a_b_c_.csv");
        check("x.part", "file");
    }
}
