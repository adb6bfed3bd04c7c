//! All customers of the firm, written as the files it would export, with the truth beside them.
//!
//! Customers are independent of each other, so the threads of the machine take turns at blocks of them. The files
//! are the same whatever the number of threads: blocks are written in order and each customer has luck of their own.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use relationship::{Day, FactKind};

use crate::customer::{Company, Customer, uniform};
use crate::life::{About, Contract, Happening, Witness, live};
use crate::parameters::Parameters;
use crate::row::{push_cents, push_customer, push_day, push_number};
use crate::truth::{Footprints, Tally, Truth};

/// Customers lived in one go by one thread.
const BLOCK: u64 = 1_000;
/// Finished blocks a thread may be ahead of the writer.
const BLOCKS_AHEAD_MAX: usize = 4;
/// Most customers of one firm.
pub const CUSTOMERS_MAX: u64 = 100_000_000;
/// How many people a newcomer may have heard of the firm from before we give up finding who brought them.
const REFERRERS_TRIED_MAX: u32 = 8;

/// What to simulate, and where to write it.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The firm.
    pub parameters: &'a Parameters,
    /// How many customers ever join.
    pub customers: u64,
    /// The seed of all chance: the same seed gives the same files.
    pub seed: u64,
    /// The folder the files are written to; made if it is not there.
    pub out: &'a Path,
}

/// What was written.
#[derive(Debug, Clone)]
pub struct Summary {
    /// Rows of `contracts.csv`.
    pub contracts: u64,
    /// Rows of `events.csv`.
    pub events: u64,
    /// The truth, as in `truth.json`.
    pub truth: Truth,
    /// The files, in the order a person reads them.
    pub files: Vec<PathBuf>,
}

/// Why a firm could not be simulated.
#[derive(Debug, thiserror::Error)]
pub enum SimulateError {
    /// Too few or too many customers.
    #[error("the number of customers must be from 1 to {CUSTOMERS_MAX}, got `{given}`")]
    Customers {
        /// What was given.
        given: u64,
    },
    /// A file could not be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Simulates a firm and writes its files; `progress` hears how many customers are done.
///
/// # Errors
/// When the number of customers makes no sense or a file cannot be written.
pub fn simulate(request: &Request<'_>, mut progress: impl FnMut(u64)) -> Result<Summary, SimulateError> {
    if !(1..=CUSTOMERS_MAX).contains(&request.customers) {
        return Err(SimulateError::Customers { given: request.customers });
    }
    let write = |path: &Path| {
        let path = path.to_path_buf();
        move |source| SimulateError::Write { path, source }
    };
    fs::create_dir_all(request.out).map_err(write(request.out))?;
    let company = Company::new(request.parameters, request.customers, request.seed);

    let contracts_path = request.out.join("contracts.csv");
    let events_path = request.out.join("events.csv");
    let mut contracts = create(&contracts_path, &contracts_header(&company))?;
    let mut events = create(&events_path, "event,customer,at,kind,amount,ref,value\n")?;
    let mut tally = Tally::new(&company);
    let mut summary_events = 0;
    let mut done = 0;
    each_block(&company, request.customers, |block| {
        contracts.write_all(&block.contracts).map_err(write(&contracts_path))?;
        events.write_all(&block.events).map_err(write(&events_path))?;
        tally.add(&block.tally);
        summary_events += block.events_count;
        done += block.customers;
        progress(done);
        Ok(())
    })?;
    contracts.flush().map_err(write(&contracts_path))?;
    events.flush().map_err(write(&events_path))?;

    let truth = tally.truth(&company, request.customers, request.seed);
    let mut files = vec![contracts_path, events_path];
    for (name, text) in companions(request, &truth) {
        let path = request.out.join(name);
        fs::write(&path, text).map_err(write(&path))?;
        files.push(path);
    }
    Ok(Summary { contracts: truth.contracts, events: summary_events, truth, files })
}

fn create(path: &Path, header: &str) -> Result<BufWriter<File>, SimulateError> {
    let refuse = |source| SimulateError::Write { path: path.to_path_buf(), source };
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path).map_err(refuse)?);
    file.write_all(header.as_bytes()).map_err(refuse)?;
    Ok(file)
}

/// The finished rows of some customers.
struct Block {
    customers: u64,
    contracts: Vec<u8>,
    events: Vec<u8>,
    events_count: u64,
    tally: Tally,
}

/// Lives all customers on all threads and hands over the blocks in order.
fn each_block(
    company: &Company<'_>,
    customers: u64,
    mut take: impl FnMut(Block) -> Result<(), SimulateError>,
) -> Result<(), SimulateError> {
    let blocks = customers.div_ceil(BLOCK);
    let threads = thread::available_parallelism().map_or(1, usize::from).min(64);
    thread::scope(|scope| {
        let finished: Vec<mpsc::Receiver<Block>> = (0..threads as u64)
            .map(|first| {
                let (send, receive) = mpsc::sync_channel(BLOCKS_AHEAD_MAX);
                scope.spawn(move || {
                    for number in (first..blocks).step_by(threads) {
                        let range = number * BLOCK..((number + 1) * BLOCK).min(customers);
                        // The other side is gone when a file could not be written; there is nothing left to do.
                        if send.send(live_block(company, range)).is_err() {
                            break;
                        }
                    }
                });
                receive
            })
            .collect();
        for receiver in (0..blocks).map(|number| &finished[usize::try_from(number).unwrap_or(0) % threads]) {
            let Ok(block) = receiver.recv() else { break };
            take(block)?;
        }
        Ok(())
    })
}

fn live_block(company: &Company<'_>, customers: std::ops::Range<u64>) -> Block {
    let mut block = Block {
        customers: customers.end - customers.start,
        contracts: Vec::with_capacity(128 << 10),
        events: Vec::with_capacity(4 << 20),
        events_count: 0,
        tally: Tally::new(company),
    };
    let mut footprints = Footprints::default();
    for index in customers {
        let customer = company.customer(index);
        footprints.clear();
        let mut scribe =
            Scribe { company, customer: &customer, block: &mut block, footprints: &mut footprints, events: 0 };
        live(company, &customer, customer.treated, &mut scribe);
        block.tally.compare(company, &customer, &footprints);
        tell_who_brought(company, &customer, &mut block);
    }
    block
}

/// Writes the fact that an earlier customer brought this one, in the name of the one who did.
fn tell_who_brought(company: &Company<'_>, customer: &Customer, block: &mut Block) {
    let Some(mut rng) = customer.referrers.clone() else { return };
    let mut footprints = Footprints::default();
    for _ in 0..REFERRERS_TRIED_MAX {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count")]
        let index = (uniform(&mut rng) * customer.index as f64) as u64;
        let candidate = company.customer(index);
        footprints.clear();
        live(company, &candidate, candidate.treated, &mut footprints);
        // Those who are inclined to leave do not send their friends.
        let recommends = uniform(&mut rng) < 1.0 / (1.0 + candidate.personal * (-candidate.feeling).exp());
        if recommends && footprints.was_here(customer.joined_on) {
            let out = &mut block.events;
            out.push(b'R');
            push_number(out, customer.index + 1, 6);
            out.push(b',');
            push_customer(out, candidate.index);
            out.push(b',');
            push_day(out, customer.joined_on);
            out.extend_from_slice(b",referred,,");
            push_customer(out, customer.index);
            out.extend_from_slice(b",\n");
            block.events_count += 1;
            return;
        }
    }
}

/// Writes down a life.
struct Scribe<'a, 'b> {
    company: &'a Company<'a>,
    customer: &'a Customer,
    block: &'b mut Block,
    footprints: &'b mut Footprints,
    events: u64,
}

impl Witness for Scribe<'_, '_> {
    fn happened(&mut self, it: &Happening<'_>) {
        self.events += 1;
        self.block.events_count += 1;
        let out = &mut self.block.events;
        out.push(b'E');
        push_number(out, self.customer.index + 1, 6);
        out.push(b'-');
        push_number(out, self.events, 1);
        out.push(b',');
        push_customer(out, self.customer.index);
        out.push(b',');
        push_day(out, it.on);
        out.push(b',');
        out.extend_from_slice(it.kind.word().as_bytes());
        out.push(b',');
        if let Some(cents) = it.amount {
            push_cents(out, cents);
        }
        out.push(b',');
        match it.about {
            About::Nothing => {}
            About::Contract(number) => push_contract(out, self.customer.index, number),
            About::Name(name) => out.extend_from_slice(name.as_bytes()),
        }
        out.push(b',');
        if let Some(value) = it.value {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rungs, rides and days")]
            push_number(out, value as u64, 1);
        }
        out.push(b'\n');
    }

    fn contract(&mut self, it: &Contract<'_>) {
        self.footprints.contract(it);
        self.block.tally.contract(self.customer.plan, it);
        let names = &self.company.names;
        let out = &mut self.block.contracts;
        push_contract(out, self.customer.index, it.number);
        out.push(b',');
        push_customer(out, self.customer.index);
        out.push(b',');
        push_day(out, it.started_on);
        out.push(b',');
        if let Some((on, _)) = it.ended {
            push_day(out, on);
        }
        out.push(b',');
        out.extend_from_slice(names.plans[self.customer.plan].as_bytes());
        out.push(b',');
        push_cents(out, it.price);
        out.push(b',');
        let ending = it.ended.map(|(_, ending)| ending);
        out.extend_from_slice(ending.and_then(|it| it.reason).unwrap_or_default().as_bytes());
        out.push(b',');
        out.extend_from_slice(ending.map(|it| it.kind.word()).unwrap_or_default().as_bytes());
        for (values, &chosen) in names.traits.iter().zip(&self.customer.traits) {
            out.push(b',');
            out.extend_from_slice(values[usize::from(chosen)].as_bytes());
        }
        out.push(b'\n');
    }

    fn exposed(&mut self, activity: usize, on: Day) {
        self.footprints.exposed(activity, on);
    }

    fn at_risk(&mut self, chance: f64) {
        self.block.tally.at_risk(self.customer.plan, chance);
    }
}

fn push_contract(out: &mut Vec<u8>, customer: u64, number: u32) {
    push_customer(out, customer);
    out.push(b'-');
    push_number(out, u64::from(number), 1);
}

fn contracts_header(company: &Company<'_>) -> String {
    let mut header = "contract,customer,start,end,plan,price,reason,kind".to_owned();
    for it in &company.parameters.traits {
        header.push(',');
        header.push_str(&crate::row::quoted(&it.name));
    }
    header.push('\n');
    header
}

/// The small files that stand beside the two large ones.
fn companions(request: &Request<'_>, truth: &Truth) -> [(&'static str, String); 5] {
    let as_text = |what: Result<String, String>| what.unwrap_or_else(|why| format!("could not be written: {why}\n"));
    let parameters = as_text(toml::to_string(request.parameters).map_err(|error| error.to_string()));
    let truth_text = as_text(serde_json::to_string_pretty(truth).map_err(|error| error.to_string()));
    [
        ("contracts.toml", contracts_mapping(truth.last_day)),
        ("events.toml", events_mapping(truth.last_day)),
        ("truth.json", truth_text + "\n"),
        ("parameters.toml", parameters),
        ("README.md", readme(request, truth)),
    ]
}

/// Leaves out of `events.csv` what would have happened to customers after their last day, when they leave by a door the
/// simulation knows nothing of: nobody pays or rides after a goodbye. Returns how many rows went.
///
/// # Errors
///
/// When the file cannot be read or written; the file is then as it was.
pub fn drop_after(events: &Path, last_days: &BTreeMap<String, Day>) -> Result<u64, csv::Error> {
    let beside = events.with_extension("kept");
    let mut reader = csv::Reader::from_path(events)?;
    let mut writer = csv::Writer::from_path(&beside)?;
    let header = reader.headers()?.clone();
    let column = |name: &str| header.iter().position(|it| it == name).unwrap_or(usize::MAX);
    let (customer, at) = (column("customer"), column("at"));
    writer.write_record(&header)?;
    let mut dropped = 0;
    for row in reader.records() {
        let row = row?;
        let day: Option<Day> = row.get(at).and_then(|it| it.parse().ok());
        let last_day = row.get(customer).and_then(|it| last_days.get(it)).copied();
        if last_day.zip(day).is_some_and(|(last_day, day)| day > last_day) {
            dropped += 1;
        } else {
            writer.write_record(&row)?;
        }
    }
    writer.flush()?;
    drop(writer);
    fs::rename(beside, events)?;
    Ok(dropped)
}

/// How the columns of `contracts.csv` are read; all others are traits.
fn contracts_mapping(last_day: Day) -> String {
    format!(
        "# How the columns of contracts.csv are read: `vaarwel import contracts.csv --map contracts.toml`.\n\
         as = \"contracts\"\nid = \"customer\"\ncontract = \"contract\"\nstart = \"start\"\nend = \"end\"\n\
         plan = \"plan\"\nprice = \"price\"\nreason = \"reason\"\nkind = \"kind\"\n\
         as_of = \"{last_day}\"\ncurrency = \"EUR\"\nsource = \"fietsplan contracts\"\n\
         delimiter = \",\"\nencoding = \"utf-8\"\nheader = true\ndecimal = \".\"\n"
    )
}

/// How the columns of `events.csv` are read.
fn events_mapping(last_day: Day) -> String {
    format!(
        "# How the columns of events.csv are read: `vaarwel import events.csv --map events.toml`.\n\
         as = \"events\"\nid = \"customer\"\nsource_id = \"event\"\nat = \"at\"\nkind = \"kind\"\n\
         amount = \"amount\"\nref = \"ref\"\nvalue = \"value\"\n\
         as_of = \"{last_day}\"\ncurrency = \"EUR\"\nsource = \"fietsplan events\"\n\
         delimiter = \",\"\nencoding = \"utf-8\"\nheader = true\ndecimal = \".\"\n"
    )
}

fn readme(request: &Request<'_>, truth: &Truth) -> String {
    let company = &request.parameters.company.name;
    let kinds: Vec<&str> = FactKind::KNOWN
        .into_iter()
        .map(FactKind::word)
        .filter(|kind| !matches!(*kind, "joined" | "contract_started" | "contract_ended" | "left" | "described"))
        .collect();
    format!(
        "# {company}, simulated\n\n\
         {customers} customers who joined from {first} to {last}, drawn with seed {seed}.\n\
         The company does not exist, and nor do its customers.\n\n\
         | file | holds |\n| --- | --- |\n\
         | `contracts.csv` | one row per contract: who, from when to when, which plan and price, why it ended |\n\
         | `events.csv` | one row per happening: {kinds} |\n\
         | `contracts.toml`, `events.toml` | how the columns are read |\n\
         | `parameters.toml` | every number the firm is made of |\n\
         | `truth.json` | what the activities really did, and the counts a report should find |\n\n\
         ```\n\
         vaarwel import contracts.csv --map contracts.toml --data DIR\n\
         vaarwel import events.csv --map events.toml --data DIR\n\
         vaarwel report churn --data DIR\n\
         ```\n\n\
         In `events.csv`, `ref` of an exposed customer is the activity and `value` the draw: 1 treated, 0 held out.\n\
         `value` of an answer is the rung from 1 (deep red) to 5 (green), of a service contact the days of waiting,\n\
         of use the rides of that month.\n",
        customers = truth.customers,
        first = truth.first_day,
        last = truth.last_day,
        seed = truth.seed,
        kinds = kinds.join(", "),
    )
}
