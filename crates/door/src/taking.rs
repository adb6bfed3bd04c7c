//! The one way in: a request to leave becomes a case with a receipt, whatever channel it came over.
//!
//! Nothing here refuses. Who is not recognized, which contract it is, what a broken flow would have said: a person finds
//! out, by a day that the receipt says. When the store cannot be written, the request goes to the spool, a file that holds
//! room in advance, and is moved into the store when it is back; the receipt says so. Only when that fails too, nothing
//! can be promised, and that is said at once.

mod receipt_text;
mod recognize;
mod request;
mod spool;

pub use recognize::{Recognized, knows_hash};
pub use request::{ALSO_MAX, LINE_CHARS_MAX, Proof, Request, Thread, WORDS_CHARS_MAX};
pub(crate) use spool::Spool;

use std::time::Duration;

use pages::Language;
use relationship::deadline::Holidays;
use relationship::exit::{
    ANSWER_WORKING_DAYS, Asked, By, Command, ContractFacts, Declaration, Exit, ExitState, Goodbye, Need, Recorded,
    resolve_all,
};
use relationship::flow::Flow;
use relationship::receipt::{Hash, seal};
use relationship::{Currency, Day, FactKind};
use store::{
    DeskFilter, DeskList, ExitId, Moment, NewExit, SAME_CLICK_SECONDS, Settings, StoreError, StoredExit, TailFact,
};

use crate::Office;
use crate::flows::Found;
use crate::jobs;

/// How long the store may take before the spool is used: nobody waits longer for a receipt.
pub const STORE_SECONDS_MAX: u64 = 4;

/// Where a request stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// In the store.
    Store,
    /// In the spool, until the store is back.
    Spool,
}

/// A request that was taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// The case.
    pub exit: ExitId,
    /// The number people use for it.
    pub number: String,
    /// The receipt, with its seal.
    pub receipt: String,
    /// The token of its permanent address.
    pub token: String,
    /// Was the case there already? Then this is its receipt.
    pub already_there: bool,
    /// Where it stands.
    pub kept: Kept,
    /// What this request comes to; of a case that was there, its own receipt counts.
    pub goodbye: Goodbye,
}

/// A request that could not be kept anywhere.
#[derive(Debug, thiserror::Error)]
#[error("the request could not be kept: the store says `{store}`, the spool says `{spool}`; take it down on paper")]
pub struct NotTaken {
    /// What the store said.
    pub store: StoreError,
    /// What the spool said.
    pub spool: std::io::Error,
}

/// The number people use for a case: its year and its place in the chain of receipts.
pub fn number(asked_on: Day, place: u64) -> String {
    format!("V-{}-{place:06}", asked_on.ymd().0)
}

/// Everything a request comes to, before it is stored.
struct Made {
    declaration: Declaration,
    goodbye: Goodbye,
    needs: Vec<Need>,
    found: Found,
    recognized: Option<Recognized>,
    settings: Settings,
    holidays: Holidays,
}

impl Made {
    /// By which day a person tells what nobody knows.
    fn told_by(&self) -> Day {
        self.declaration.told_by(&self.holidays)
    }
}

/// Takes a request to leave.
///
/// # Errors
/// [`NotTaken`] when neither the store nor the spool can be written.
pub async fn take(office: &Office, request: Request) -> Result<Taken, NotTaken> {
    let mut request = request.cleaned();
    request.entered_at_us.get_or_insert_with(|| office.now().us());
    let most = Duration::from_secs(STORE_SECONDS_MAX);
    let failure = match tokio::time::timeout(most, take_into_store(office, &request)).await {
        Ok(Ok(taken)) => return Ok(taken),
        Ok(Err(error)) => error,
        Err(_) => StoreError::Busy { seconds: STORE_SECONDS_MAX },
    };
    tracing::error!(error = %failure, "the store cannot take a request to leave; it goes to the spool");
    take_into_spool(office, request).await.map_err(|spool| NotTaken { store: failure, spool })
}

/// Takes a request into the store; the same id again is the same request.
pub(crate) async fn take_into_store(office: &Office, request: &Request) -> Result<Taken, StoreError> {
    let (recognized, stamps) = recognize::recognize(office, request).await?;
    let settings = office.settings_at(stamps).await?;
    let found = office.find_flow_at(&request.flow, stamps).await;
    let made = make(office, request, found, recognized, settings);
    if let Some(there) = there_already(office, request, &made).await? {
        return Ok(there);
    }
    let goodbye = made.goodbye.clone();
    let declared = office.store.declare(new_exit(office, request, &made)).await?;
    Ok(Taken {
        exit: declared.exit,
        number: number(office.day_of(Moment::from_us(request.asked_at_us)), declared.place),
        receipt: declared.receipt,
        token: office.receipt_token(declared.exit),
        already_there: declared.already_there,
        kept: Kept::Store,
        goodbye,
    })
}

/// The most cases of one customer that are looked at.
const CASES_MAX: u32 = 100;

/// Of a customer with several contracts: the open case that ends all that this request asks to end. Contracts that end by
/// one request can be asked for again one by one, and the store knows the same list only.
async fn there_already(office: &Office, request: &Request, made: &Made) -> Result<Option<Taken>, StoreError> {
    let asked: Vec<&str> = made.declaration.contracts().collect();
    let has_several = made.recognized.as_ref().is_some_and(|it| it.contracts.len() > 1);
    if asked.is_empty() || !has_several {
        return Ok(None);
    }
    let filter =
        DeskFilter { list: DeskList::All, customer: made.declaration.customer.clone(), ..DeskFilter::default() };
    let covers = |it: &StoredExit| {
        let ending: Vec<&str> = it.exit.declaration.contracts().collect();
        it.exit.state == ExitState::Open && ending.len() > 1 && asked.iter().all(|contract| ending.contains(contract))
    };
    let cases = office.store.desk_exits(&filter, CASES_MAX).await?;
    let Some(there) = cases.into_iter().find(covers) else { return Ok(None) };
    let Some(receipt) = office.store.receipt(there.id).await? else { return Ok(None) };
    let declaration = &there.exit.declaration;
    let since = request.asked_at_us.abs_diff(declaration.asked_at_us);
    if declaration.channel != request.channel || since >= SAME_CLICK_SECONDS.unsigned_abs() * 1_000_000 {
        let again = Command::AskAgain { channel: request.channel, words: request.words.clone() };
        if let Err(error) = crate::acting::act(office, there.id, vec![again], request.by.clone()).await {
            tracing::warn!(%error, "a case does not say that it was asked for again");
        }
    }
    Ok(Some(Taken {
        exit: there.id,
        number: number(declaration.asked_on, there.place),
        receipt: receipt.body,
        token: office.receipt_token(there.id),
        already_there: true,
        kept: Kept::Store,
        goodbye: there.exit.goodbye,
    }))
}

/// What a request comes to, by what the company knows of the contracts.
pub fn goodbye_for(
    flow: &Flow,
    request: &Request,
    contracts: &[ContractFacts],
    (asked_on, holidays): (Day, &Holidays),
    currency: Currency,
) -> Goodbye {
    let chosen = chosen(request, contracts);
    let asked = Asked {
        flow,
        contract: chosen.first().copied(),
        others: contracts,
        kind: request.kind,
        asked_on,
        wanted_on: request.wanted_on,
        currency,
        holidays,
    };
    resolve_all(&asked, &chosen)
}

/// The contracts a request is about: those that were named, or the only one there is.
fn chosen<'a>(request: &Request, contracts: &'a [ContractFacts]) -> Vec<&'a ContractFacts> {
    if let [only] = contracts {
        return vec![only];
    }
    let named = request.contract.as_ref().or(request.said.contract.as_ref()).into_iter().chain(&request.also);
    let mut chosen: Vec<&ContractFacts> = Vec::new();
    for named in named.map(|it| it.trim()) {
        let found = contracts.iter().find(|facts| facts.contract.eq_ignore_ascii_case(named));
        chosen.extend(found.filter(|it| !chosen.iter().any(|known| known.contract == it.contract)));
    }
    chosen
}

fn make(office: &Office, request: &Request, found: Found, recognized: Option<Recognized>, settings: Settings) -> Made {
    let asked_on = office.day_of(Moment::from_us(request.asked_at_us));
    let contracts = recognized.as_ref().map(|it| it.contracts.as_slice()).unwrap_or_default();
    let holidays = found.flow.holidays(asked_on);
    let entered_on = Some(entered_on(office, request, &holidays)).filter(|on| *on > asked_on);
    let goodbye = goodbye_for(&found.flow, request, contracts, (asked_on, &holidays), settings.currency);
    let mut needs = Vec::new();
    if recognized.is_none() {
        needs.push(Need::Customer);
    } else if goodbye.contract.is_none() || 1 + request.also.len() > goodbye.each().count() && contracts.len() > 1 {
        // None of them, or not all of them, can be found.
        needs.push(Need::Contract);
    }
    if found.fallen_back.is_some() {
        needs.push(Need::Flow);
    }
    let declaration = Declaration {
        flow: found.flow.flow.clone(),
        flow_version: found.version,
        customer: recognized.as_ref().map(|it| it.customer.clone()),
        said: request.said.clone(),
        contract: goodbye.contract.clone(),
        also: goodbye.also.iter().filter_map(|it| it.contract.clone()).collect(),
        kind: request.kind,
        ground: request.ground.clone(),
        channel: request.channel,
        language: request.language().code().to_owned(),
        wanted_on: request.wanted_on,
        words: request.words.clone(),
        asked_at_us: request.asked_at_us,
        asked_on,
        entered_on,
    };
    let told_by = declaration.told_by(&holidays);
    let goodbye = if recognized.is_none() { goodbye.of_somebody_unknown(told_by) } else { goodbye };
    let goodbye = goodbye.told_no_sooner(told_by);
    Made { declaration, goodbye, needs, found, recognized, settings, holidays }
}

/// The day promises count from: when the request came to us. What waited in the spool keeps the promise of its first receipt,
/// unless that has passed meanwhile.
fn entered_on(office: &Office, request: &Request, holidays: &Holidays) -> Day {
    let entered_on = office.day_of(Moment::from_us(request.entered_at_us.unwrap_or(request.asked_at_us)));
    let today = office.today();
    if holidays.working_days_after(entered_on, ANSWER_WORKING_DAYS) < today { today } else { entered_on }
}

/// The chain gets its name from the first company that uses it.
fn chain_name(made: &Made) -> String {
    let name = match made.settings.company_name.trim() {
        "" => made.found.flow.company.name.trim(),
        name => name,
    };
    if name.is_empty() { "vaarwel".to_owned() } else { name.to_owned() }
}

fn new_exit(office: &Office, request: &Request, made: &Made) -> NewExit {
    let events: Vec<Recorded> =
        Exit::declare(made.declaration.clone(), made.goodbye.clone(), &made.needs, &made.holidays)
            .into_iter()
            .zip(1..)
            .map(|(event, seq)| Recorded { seq, at_us: request.asked_at_us, by: request.by.clone(), event })
            .collect();
    let exit = Exit::fold(&events);
    let text = receipt_text::write(office, request, made);
    let salt: [u8; 16] = office.random();
    let asked_on = made.declaration.asked_on;
    NewExit {
        id: request.id,
        chain: chain_name(made),
        jobs: exit
            .iter()
            .flat_map(|exit| jobs::at_the_beginning(office, request, exit, mails(request, made)))
            .collect(),
        facts: asked_fact(request, made).into_iter().collect(),
        visit: request.visit.clone(),
        events,
        receipt: Box::new(move |at| {
            seal(&text.with_number(&number(asked_on, at.place)), &at.chain, at.place, at.previous, &salt)
        }),
    }
}

/// Where the receipt goes: where the leaver says, and where the company knows them to be, so that nobody is ended without
/// hearing of it.
fn mails(request: &Request, made: &Made) -> Vec<String> {
    let known = made.recognized.as_ref().and_then(|it| it.mail.clone());
    let mut mails: Vec<String> = Vec::new();
    for mail in request.said.mail.clone().into_iter().chain(known) {
        if !mails.iter().any(|there| there.eq_ignore_ascii_case(&mail)) {
            mails.push(mail);
        }
    }
    mails
}

fn asked_fact(request: &Request, made: &Made) -> Option<TailFact> {
    let customer = made.declaration.customer.as_ref()?;
    let fact = TailFact::new(customer, made.declaration.asked_on, FactKind::AskedToLeave, jobs::SOURCE);
    let plan = made.recognized.as_ref().and_then(|it| {
        it.contracts.iter().find(|facts| Some(&facts.contract) == made.goodbye.contract.as_ref())?.plan.clone()
    });
    Some(TailFact {
        source_id: Some(format!("{}:asked", request.id)),
        ref_id: made.declaration.contract.clone(),
        plan,
        ..fact
    })
}

/// Takes a request into the spool. Nobody can be recognized without the store; that is done when it is back.
async fn take_into_spool(office: &Office, request: Request) -> std::io::Result<Taken> {
    let found = office.flow_files().find(&request.flow);
    let made = make(office, &request, found, None, Settings::default());
    let ulid = request.id.to_string();
    let number = format!("S-{}-{}", made.declaration.asked_on.ymd().0, &ulid[ulid.len() - 8..]);
    let text = receipt_text::write(office, &request, &made).in_spool(office, request.language());
    let chain = format!("{} spool {ulid}", chain_name(&made));
    let receipt = seal(&text.with_number(&number), &chain, 1, Hash::BEGINNING, &office.random::<16>()).to_string();
    let exit = request.id;
    office.spool().append(spool::Entry { request, receipt: receipt.clone() }).await?;
    Ok(Taken {
        exit,
        number,
        receipt,
        token: office.receipt_token(exit),
        already_there: false,
        kept: Kept::Spool,
        goodbye: made.goodbye,
    })
}

impl Office {
    /// A fresh id for a request that came at this moment.
    pub fn new_exit_id(&self, at: Moment) -> ExitId {
        ExitId::new(at, u128::from_le_bytes(self.random()))
    }

    /// The receipt of a case, wherever it stands: of one in the spool, the receipt that was given for it.
    ///
    /// # Errors
    /// What the store could not do, where the spool has none.
    pub async fn receipt(&self, exit: ExitId) -> Result<Option<String>, StoreError> {
        match self.store.receipt(exit).await {
            Ok(Some(receipt)) => Ok(Some(receipt.body)),
            Ok(None) => Ok(self.spool().receipt(exit).await),
            Err(error) => self.spool().receipt(exit).await.map(Some).ok_or(error),
        }
    }

    /// How many requests wait in the spool.
    pub async fn spooled_count(&self) -> usize {
        self.spool().entries().await.len()
    }

    /// Moves the requests of the spool into the store. What cannot be stored yet stays; gives how many were moved.
    ///
    /// # Errors
    /// What the store could not do; what was moved before stays moved.
    pub async fn drain_spool(&self) -> Result<usize, StoreError> {
        let entries = self.spool().entries().await;
        let mut moved = Vec::with_capacity(entries.len());
        let mut failure = None;
        for entry in entries {
            match take_into_store(self, &entry.request).await {
                Ok(_) => moved.push(entry.request.id),
                // One that can never be stored must not keep the others out.
                Err(error @ StoreError::NotStorable { .. }) => {
                    tracing::error!(%error, exit = %entry.request.id, "a request in the spool cannot be stored");
                }
                Err(error) => {
                    failure = Some(error);
                    break;
                }
            }
        }
        if let Err(error) = self.spool().forget(&moved).await {
            // They are known by their ids and will be passed over next time.
            tracing::warn!(%error, "the spool cannot be cleared");
        }
        failure.map_or(Ok(moved.len()), Err)
    }
}

impl Request {
    /// The language of the leaver.
    pub fn language(&self) -> Language {
        Language::from_code(&self.language).unwrap_or_default()
    }

    /// Who asked, for the events.
    pub fn by_desk(&self) -> bool {
        matches!(self.by, By::Desk(_))
    }
}
