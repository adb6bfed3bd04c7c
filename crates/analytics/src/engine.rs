//! The engine: one DataFusion session per state of the data, on threads of its own, within limits.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use datafusion::arrow::array::RecordBatch;
use query::{Room, Session};
use relationship::reason::ReasonMapping;
use report::{
    AnalyticsError, Answers, Basis, Extent, How, Question, Report, ReportName, Soon, SqlLimits, TraitValues, Window,
};
use tokio::runtime::Runtime;
use tokio::sync::OnceCell;

use crate::Sources;
use crate::grouping::Grouping;

/// How much of the machine reports may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Memory for sorting, grouping and joining, in bytes. What needs more is spilled to disk where it can be.
    pub memory_bytes: usize,
    /// Threads; also into how many parts a query is cut.
    pub threads: usize,
    /// Where to spill to; `None` means `spill/` in the data folder.
    pub spill_dir: Option<PathBuf>,
    /// The most that may be spilled, in bytes.
    pub spill_bytes_max: u64,
}

impl Default for Limits {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self { memory_bytes: 512 << 20, threads, spill_dir: None, spill_bytes_max: 50 << 30 }
    }
}

/// Most reports kept in memory.
const REPORTS_KEPT_MAX: usize = 512;

/// Answers questions about the ledger of one data folder.
pub struct Analytics {
    data: PathBuf,
    limits: Limits,
    runtime: Option<Runtime>,
    room: Room,
    warm: Arc<Mutex<Warm>>,
}

/// What sessions are made from.
#[derive(Clone)]
pub(crate) struct Engine {
    limits: Limits,
    room: Room,
}

/// What stays in memory between questions.
#[derive(Default)]
struct Warm {
    opened: Vec<Arc<Opened>>,
    reports: HashMap<String, Arc<Report>>,
}

/// One state of the data under one basis.
pub(crate) struct Opened {
    engine: Engine,
    /// The tables and our words; made when the first query is asked, because many reports need none.
    session: OnceCell<Session>,
    pub(crate) sources: Sources,
    pub(crate) basis: Basis,
    /// The groups numeric traits are cut into, once asked for.
    pub(crate) cuts: Mutex<HashMap<String, Arc<crate::grouping::Cut>>>,
    /// The words of traits, once asked for; nothing where a trait has too many to list.
    pub(crate) words: Mutex<HashMap<String, Arc<Option<Vec<String>>>>>,
}

impl Analytics {
    /// Opens the engine over a data folder. Nothing is read until a question is asked.
    ///
    /// # Errors
    /// [`AnalyticsError::Io`] when threads or the folder for spilling cannot be had.
    pub fn open(data: &Path, limits: Limits) -> Result<Self, AnalyticsError> {
        let spill = limits.spill_dir.clone().unwrap_or_else(|| data.join("spill"));
        std::fs::create_dir_all(&spill)
            .map_err(|source| AnalyticsError::Io { what: format!("making `{}`", spill.display()), source })?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(limits.threads.max(1))
            .thread_name("vaarwel-analytics")
            .thread_stack_size(8 << 20)
            .enable_all()
            .build()
            .map_err(|source| AnalyticsError::Io { what: "starting threads".to_owned(), source })?;
        let room = Room::new(&spill, limits.memory_bytes, limits.spill_bytes_max)?;
        Ok(Self {
            data: data.to_owned(),
            limits,
            runtime: Some(runtime),
            room,
            warm: Arc::new(Mutex::new(Warm::default())),
        })
    }

    /// Answers a question about cohorts over activity that was counted elsewhere, such as straight from a file.
    ///
    /// # Errors
    /// [`AnalyticsError::Unknown`] when the question is about groups or filters: counts know no traits.
    pub fn cohorts_over(
        counted: &crate::CountedActivity,
        question: &Question,
        basis: &Basis,
    ) -> Result<Report, AnalyticsError> {
        crate::cohorts::answer_counted(counted, basis, question)
    }

    /// What is known about the data before a question is asked: traits, days, currency.
    ///
    /// # Errors
    /// Whatever the ledger could not do.
    pub fn sources(&self, basis: &Basis) -> Result<Sources, AnalyticsError> {
        let (data, basis) = (self.data.clone(), basis.clone());
        self.wait(async move { blocking(move || Sources::of_ledger(&data, &basis.definition)).await })
    }

    /// Answers a question over sources that are already known, without a ledger and without keeping anything warm.
    ///
    /// # Errors
    /// As [`Answers::report`].
    pub fn report_over(&self, sources: Sources, question: &Question, basis: &Basis) -> Result<Report, AnalyticsError> {
        let (question, opened) = (question.clone(), Opened::new(self.engine(), sources, basis.clone()));
        self.wait(async move { answer(&opened, &question).await })
    }

    fn answer(
        &self,
        question: Question,
        basis: Basis,
    ) -> impl Future<Output = Result<Arc<Report>, AnalyticsError>> + Send + 'static {
        let opening = self.opened(basis.clone());
        let (warm, data) = (Arc::clone(&self.warm), self.data.clone());
        async move {
            // Who was active when needs no spells, and the ledger keeps the counts: the quickest way is the first.
            if question.report == ReportName::Cohorts {
                let asked = question.clone();
                if let Some(report) = blocking(move || from_activity(&data, &basis, &asked)).await? {
                    return Ok(Arc::new(report));
                }
            }
            let opened = opening.await?;
            let key = format!("{}|{:?}|{question:?}", opened.sources.key, opened.basis);
            if let Some(known) = lock(&warm).reports.get(&key) {
                return Ok(Arc::clone(known));
            }
            let report = Arc::new(answer(&opened, &question).await?);
            let mut warm = lock(&warm);
            if warm.reports.len() >= REPORTS_KEPT_MAX {
                warm.reports.clear();
            }
            warm.reports.insert(key, Arc::clone(&report));
            Ok(report)
        }
    }

    /// The session over the ledger as it is now; made anew only when the ledger or the basis changed.
    pub(crate) fn opened(
        &self,
        basis: Basis,
    ) -> impl Future<Output = Result<Arc<Opened>, AnalyticsError>> + Send + 'static {
        let (data, warm, engine) = (self.data.clone(), Arc::clone(&self.warm), self.engine());
        async move {
            let definition = basis.definition.clone();
            let sources = blocking(move || Sources::of_ledger(&data, &definition)).await?;
            let is_same = |known: &&Arc<Opened>| known.sources.key == sources.key && known.basis == basis;
            if let Some(known) = lock(&warm).opened.iter().find(is_same) {
                return Ok(Arc::clone(known));
            }
            let opened = Arc::new(Opened::new(engine, sources, basis));
            let mut warm = lock(&warm);
            // Two definitions may be compared side by side; older states of the ledger are not asked for again.
            warm.opened.insert(0, Arc::clone(&opened));
            warm.opened.truncate(2);
            Ok(opened)
        }
    }

    fn engine(&self) -> Engine {
        Engine { limits: self.limits.clone(), room: self.room.clone() }
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Where queries that need more memory than they may have put what does not fit.
    pub(crate) fn spill_dir(&self) -> PathBuf {
        self.limits.spill_dir.clone().unwrap_or_else(|| self.data.join("spill"))
    }

    /// Runs work on our threads and waits for it, from any thread.
    pub(crate) fn wait<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, AnalyticsError>> + Send + 'static,
    ) -> Result<T, AnalyticsError> {
        let (send, receive) = std::sync::mpsc::sync_channel(1);
        let task = self.handle()?.spawn(async move {
            let _ = send.send(work.await);
        });
        let answer = receive.recv().map_err(|_| AnalyticsError::Engine("the work was given up".to_owned()));
        task.abort();
        answer?.map_err(|error| error.under(self.limits.memory_bytes))
    }

    /// Runs work on our threads; dropping the future ends it.
    pub(crate) async fn spawn<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, AnalyticsError>> + Send + 'static,
    ) -> Result<T, AnalyticsError> {
        let mut task = tokio::task::JoinSet::new();
        task.spawn_on(work, self.handle()?);
        match task.join_next().await {
            Some(Ok(answer)) => answer.map_err(|error| error.under(self.limits.memory_bytes)),
            _ => Err(AnalyticsError::Engine("the work was given up".to_owned())),
        }
    }

    fn handle(&self) -> Result<&tokio::runtime::Handle, AnalyticsError> {
        let runtime = self.runtime.as_ref();
        runtime.map(Runtime::handle).ok_or_else(|| AnalyticsError::Engine("the engine was closed".to_owned()))
    }
}

impl Answers for Analytics {
    fn report(&self, question: &Question, basis: &Basis) -> Result<Arc<Report>, AnalyticsError> {
        self.wait(self.answer(question.clone(), basis.clone()))
    }

    fn report_soon<'a>(&'a self, question: &'a Question, basis: &'a Basis) -> Soon<'a, Arc<Report>> {
        Box::pin(self.spawn(self.answer(question.clone(), basis.clone())))
    }

    fn trait_values_soon<'a>(&'a self, basis: &'a Basis) -> Soon<'a, Vec<TraitValues>> {
        let opening = self.opened(basis.clone());
        Box::pin(self.spawn(async move { crate::values::all(&*opening.await?).await }))
    }

    fn extent(&self, basis: &Basis) -> Result<Extent, AnalyticsError> {
        let sources = self.sources(basis)?;
        Ok(Extent { has_days: !sources.is_snapshot, currency: sources.currency })
    }

    fn select(&self, sql: &str, basis: &Basis, limits: &SqlLimits) -> Result<serde_json::Value, AnalyticsError> {
        self.sql(sql, basis, limits).map(|answer| answer.json())
    }
}

impl Drop for Analytics {
    fn drop(&mut self) {
        // A runtime may not be dropped by waiting where others run on it too, such as in the web server.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

pub(crate) fn new_session(limits: &Limits, room: &Room, mapping: &ReasonMapping) -> Session {
    Session::new(limits.threads, room, crate::functions::all(&Arc::new(mapping.clone())))
}

/// The answer to a question about active cohorts of all customers; nothing for any other question.
fn from_activity(data: &Path, basis: &Basis, question: &Question) -> Result<Option<Report>, AnalyticsError> {
    let refused = |cause: ledger::LedgerError| AnalyticsError::Ledger(Box::new(cause));
    let snapshot = ledger::Ledger::open(data).snapshot().map_err(refused)?;
    let manifest = snapshot.manifest();
    let is_snapshot = manifest.has_contracts && !manifest.has_dates;
    if is_snapshot || !crate::cohorts::needs_no_spells(question, manifest.has_contracts) {
        return Ok(None);
    }
    let counted = crate::cohorts::CountedActivity {
        cells: snapshot.activity(question.period.unwrap_or_default()).map_err(refused)?,
        observed_until: manifest.observed_until,
        currency: manifest.currency,
    };
    crate::cohorts::answer_counted(&counted, basis, question).map(Some)
}

async fn answer(opened: &Opened, question: &Question) -> Result<Report, AnalyticsError> {
    if !opened.sources.is_snapshot {
        question.check_days(opened.sources.observed_until)?;
    }
    match question.report {
        ReportName::Churn => crate::churn::answer(opened, question).await,
        ReportName::Cohorts => crate::cohorts::answer(opened, question).await,
        ReportName::Survival => crate::survival::answer(opened, question).await,
        ReportName::Reasons => crate::reasons::answer(opened, question).await,
        ReportName::Silent => crate::silent::answer(opened, question).await,
        ReportName::Precursors => crate::precursors::answer(opened, question).await,
        ReportName::Value => crate::value::answer(opened, question).await,
        ReportName::Loyalty => crate::loyalty::answer(opened, question).await,
    }
}

pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AnalyticsError> + Send + 'static,
) -> Result<T, AnalyticsError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|fault| Err(AnalyticsError::Engine(fault.to_string())))
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // What is kept here is only ever replaced whole, so a panic elsewhere leaves it usable.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Opened {
    pub(crate) fn new(engine: Engine, sources: Sources, basis: Basis) -> Self {
        Self { engine, session: OnceCell::new(), sources, basis, cuts: Mutex::default(), words: Mutex::default() }
    }

    /// The session with the tables of this state.
    pub(crate) async fn session(&self) -> Result<&Session, AnalyticsError> {
        self.session.get_or_try_init(|| self.open_session()).await
    }

    async fn open_session(&self) -> Result<Session, AnalyticsError> {
        let Engine { limits, room } = &self.engine;
        let (session, sources) = (new_session(limits, room, &self.basis.mapping), &self.sources);
        if sources.changed_spells.is_empty() {
            session.add_files("spells", &sources.spells).await?;
        } else {
            session.add_files("spells_whole", &sources.spells).await?;
            session.add_files("spells_changed", &sources.changed_spells).await?;
            session.add_view("spells", include_str!("../queries/spells.sql")).await?;
        }
        session.add_files("facts", &sources.facts).await?;
        if !sources.spells.is_empty() {
            session.add_view("customers", &customers_sql(sources)).await?;
        }
        Ok(session)
    }

    /// Runs one of our queries.
    pub(crate) async fn query(&self, sql: &str) -> Result<Vec<RecordBatch>, AnalyticsError> {
        self.session().await?.rows(sql).await
    }

    /// A report about days, before anything was counted.
    pub(crate) fn begin(&self, question: &Question, grouping: &Grouping) -> Report {
        Report {
            report: question.report,
            question: question.clone(),
            definition: self.basis.definition.clone(),
            period: Window { unit: "days", from: None, to: None, observed_until: self.sources.observed_until },
            rows: Vec::new(),
            sections: Vec::new(),
            warnings: grouping.doubts.clone(),
            how: How { methods: grouping.notes.clone(), sql: Vec::new(), command: question.command() },
        }
    }

    pub(crate) fn level(&self) -> Result<stats::Level, AnalyticsError> {
        Ok(stats::Level::new(self.basis.definition.level)?)
    }
}

/// One row per customer, from the spells.
fn customers_sql(sources: &Sources) -> String {
    let mut traits = String::new();
    for known in &sources.traits {
        let column = crate::grouping::identifier(&known.column);
        traits.push_str(&format!(",\n  last_value({column} order by spell) as {column}"));
    }
    include_str!("../queries/customers.sql").replace("{traits}", &traits)
}
