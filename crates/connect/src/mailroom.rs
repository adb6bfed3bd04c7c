//! Leaving by mail, from end to end: the mailbox is watched, what came in is judged by its words, and a request is taken
//! through the same door as any other.

use std::sync::Arc;
use std::time::Duration;

use door::Office;
use door::taking::{NotTaken, Proof, Request, Thread, take};
use pages::Language;
use relationship::Day;
use relationship::exit::{ExitKind, Said};
use relationship::flow::ChannelKind;
use store::{Act, Actor, ExitId, KeptMail};
use words::mail::{Ends, Intent, Setting, Understood, classify};

use crate::inbox::{Dealt, FetchError, Judgement, Takes, Wish, deal, fetch_new, pause_after};
use crate::incoming::Automatic;
use crate::mail::Address;
use crate::mailbox::{Mailbox, MailboxSettings};

/// A mailbox is looked at this often where its server cannot tell that something came; what could not be taken before is
/// tried again as often.
const LOOK_EVERY: Duration = Duration::from_mins(1);

/// Takes requests that come by mail.
#[derive(Debug, Clone)]
pub struct Mailroom {
    pub(crate) office: Arc<Office>,
    /// The flow of requests by mail.
    flow: String,
    /// The addresses the company sends from.
    pub(crate) own: Vec<Address>,
}

impl Mailroom {
    /// A mailroom for one flow.
    pub fn new(office: Arc<Office>, flow: &str, own: Vec<Address>) -> Self {
        Self { office, flow: flow.to_owned(), own }
    }

    /// Watches a mailbox for ever, on whatever thread. What goes wrong is told in the log and tried again.
    #[expect(clippy::manual_async_fn, reason = "the signature promises that it can run on any thread")]
    pub fn watch(self, settings: MailboxSettings) -> impl Future<Output = ()> + Send + 'static {
        async move { self.watch_on(&settings).await }
    }

    async fn watch_on(&self, settings: &MailboxSettings) {
        let mut failures = 0;
        loop {
            match self.watch_until_it_fails(settings, &mut failures).await {
                Ok(()) => {}
                Err(error) => {
                    tracing::warn!("the mailbox cannot be read for now: {error}");
                    tokio::time::sleep(pause_after(failures)).await;
                    failures = failures.saturating_add(1);
                }
            }
        }
    }

    async fn watch_until_it_fails(&self, settings: &MailboxSettings, failures: &mut u32) -> Result<(), FetchError> {
        let mut mailbox = Mailbox::open(settings).await?;
        loop {
            let kept = fetch_new(&mut mailbox, &self.office.store, &self.own, self.office.now()).await?;
            if kept > 0 {
                tracing::info!(kept, "mails came in");
            }
            self.deal().await?;
            *failures = 0;
            mailbox = mailbox.wait(LOOK_EVERY).await?;
        }
    }

    /// Judges what came in, through whatever door, and takes the requests among it.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn deal(&self) -> Result<Dealt, store::StoreError> {
        let act = Act { by: Actor::Program, at: self.office.now() };
        let company = self.office.find_flow(&self.flow).await.flow.company.name.clone();
        let judge = |mail: &KeptMail| judge(mail, &self.setting(mail, &company));
        let dealt = deal(&self.office.store, judge, self, act).await?;
        if dealt != Dealt::default() {
            let Dealt { taken, waiting, set_aside, again } = dealt;
            tracing::info!(taken, waiting, set_aside, again, "mails were judged");
        }
        Ok(dealt)
    }

    fn setting(&self, mail: &KeptMail, company: &str) -> Setting {
        Setting {
            received_on: Some(self.office.day_of(mail.received_at)),
            company: Some(company.to_owned()).filter(|name| !name.is_empty()),
            ..Setting::default()
        }
    }
}

impl Takes for Mailroom {
    type NotTaken = NotTaken;

    async fn take(&self, mail: &KeptMail, wish: &Wish) -> Result<String, NotTaken> {
        let fields = &mail.mail;
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let id = exit_id(mail);
        let mut request = Request::new(id, &self.flow, ChannelKind::Mail, wish.language.code(), mail.received_at.us());
        request.said = Said {
            customer: wish.customer.clone(),
            name: some(&fields.from_name),
            mail: some(&fields.from_address),
            contract: wish.contract.clone(),
            ..Said::default()
        };
        request.proof = Proof::Sender;
        request.kind = wish.kind;
        request.wanted_on = wish.wanted_on;
        request.words = some(&fields.body);
        request.thread = fields.message_id.clone().map(|message_id| Thread {
            message_id,
            references: fields.references.clone(),
            subject: fields.subject.clone(),
        });
        take(&self.office, request).await.map(|taken| taken.exit.to_string())
    }
}

/// The id of the case a mail makes, from the mail itself: the same mail, taken twice because the program was killed in
/// between, is the same request.
fn exit_id(mail: &KeptMail) -> ExitId {
    let digits = mail.key.get(..32).unwrap_or_default();
    ExitId::new(mail.received_at, u128::from_str_radix(digits, 16).unwrap_or_default())
}

/// What the words of a mail ask for.
pub fn judge(mail: &KeptMail, setting: &Setting) -> Judgement {
    let fields = &mail.mail;
    let is_machine = fields.automatic.as_deref().is_some_and(|word| word != Automatic::Own.word());
    let read = words::mail::Mail {
        id: fields.message_id.clone(),
        from: Some(fields.from_address.clone()).filter(|from| !from.is_empty()),
        subject: fields.subject.clone(),
        text: fields.body.clone(),
        written_on: setting.received_on,
        machine: fields.automatic.clone().filter(|_| is_machine),
        attachments: usize::try_from(fields.attachments_count).unwrap_or_default(),
        language: None,
    };
    let understood = classify(&read, setting);
    let is_request = matches!(understood.intent, Intent::Leave | Intent::Withdraw);
    match (is_request, understood.must_look) {
        (true, false) => Judgement::Take(wish(&understood)),
        (false, false) => Judgement::SetAside,
        (_, true) => Judgement::Look { intent: word(&understood.intent), why: why(&understood) },
    }
}

fn wish(understood: &Understood) -> Wish {
    let wanted_on = match &understood.ends {
        Ends::On { on, words } => Some(last_day(*on, words)),
        Ends::Soonest { .. } | Ends::EndOfTerm { .. } | Ends::NotSaid | Ends::Unclear { .. } => None,
    };
    Wish {
        kind: if understood.intent == Intent::Withdraw { ExitKind::Withdrawal } else { ExitKind::Ordinary },
        wanted_on,
        customer: understood.customer_number.clone(),
        contract: match understood.contract_numbers.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        },
        language: match understood.language {
            words::Language::Nl => Language::Dutch,
            words::Language::En => Language::English,
        },
    }
}

/// The last day of who wants to be gone on a day: "per 1 maart" is the first day without, and whoever writes the first of a
/// month means that. "tot en met" says otherwise.
fn last_day(on: Day, said: &str) -> Day {
    let said = said.to_lowercase();
    let is_last =
        ["tot en met", "t/m", "through", "including", "laatste", "last"].iter().any(|word| said.contains(word));
    let (.., day) = on.ymd();
    if day == 1 && !is_last { on.plus_days(-1) } else { on }
}

/// The word of something that is written as one.
fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => "unclear".to_owned(),
    }
}

/// Why a person must look: the words of the reasons, without those of the mail.
fn why(understood: &Understood) -> String {
    understood.look.iter().map(|look| word(&look.why)).collect::<Vec<_>>().join(" ")
}
