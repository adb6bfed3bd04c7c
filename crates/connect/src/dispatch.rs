//! The letters that wait in the store, sent: what each says is found at this moment, in the receipt and in the case.

use std::sync::Arc;

use door::Office;
use door::jobs::{LetterBody, LetterKind, NotSent, ReadLetter, Sender, Sent};
use door::leave::{Print, ToPrint};
use door::then::{Values, ends, facts, named_parts, own_words};
use pages::{Language, Speech};
use relationship::exit::Goodbye;
use relationship::receipt;
use store::{ExitId, StoredExit};

use crate::letters::{self, Farewell, Late};
use crate::mail::{self, Attachment, Content, Mail, Mailbox, MessageId, Postbox, Purpose, Ready, Thread};
use crate::paper::{self, Form, Paper, Press};
pub use listening::{report_on_paper, write_down};

use crate::{Writing, read_receipt};

mod listening;

/// Sends the letters of an office.
pub struct Dispatch {
    office: Arc<Office>,
    postbox: Postbox,
    press: Press,
}

impl std::fmt::Debug for Dispatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dispatch").field("postbox", &self.postbox).finish_non_exhaustive()
    }
}

/// A letter, ready for its envelope.
struct Letter {
    writing: Writing,
    plain: Option<String>,
    foot: String,
    attachments: Vec<Attachment>,
    purpose: Purpose,
}

impl Letter {
    fn new(writing: Writing, foot: String) -> Self {
        Self { writing, plain: None, foot, attachments: Vec::new(), purpose: Purpose::Service }
    }
}

impl Dispatch {
    /// Sends through a postbox.
    pub fn new(office: Arc<Office>, postbox: Postbox) -> Self {
        Self { office, postbox, press: Press::default() }
    }

    /// The same, as the worker of the office wants it.
    pub fn into_sender(self) -> Sender {
        let dispatch = Arc::new(self);
        Arc::new(move |sent| {
            let dispatch = Arc::clone(&dispatch);
            Box::pin(async move { dispatch.send(sent).await })
        })
    }

    /// Writes a letter and hands it over.
    ///
    /// # Errors
    /// [`NotSent`] says whether it may be tried again.
    pub async fn send(&self, sent: Sent) -> Result<(), NotSent> {
        let to: Mailbox = sent.letter.to.parse().map_err(|_| NotSent::Never("there is no mail address".to_owned()))?;
        let language = Language::from_code(&sent.letter.language).unwrap_or_default();
        let speech = self.office.speech(language);
        let letter = match &sent.letter.about {
            Some(about) => self.about_listening(&sent.letter, about, &speech).await?,
            None => Some(self.write(&sent, &speech).await?),
        };
        // What nobody needs any more, such as a question to who wants no more of them, is done by not being sent.
        let Some(letter) = letter else { return Ok(()) };
        let ready = self.put_in_envelope(&sent, &to, letter)?;
        self.postbox.send(&ready).await.map_err(|error| match error {
            mail::NotSent::Later { .. } | mail::NotSent::Settings { .. } => NotSent::Later(error.to_string()),
            mail::NotSent::Never { .. } => NotSent::Never(error.to_string()),
            mail::NotSent::Unknown { .. } => NotSent::Unknown(error.to_string()),
        })
    }

    fn put_in_envelope(&self, sent: &Sent, to: &Mailbox, letter: Letter) -> Result<Ready, NotSent> {
        let thread = sent.letter.thread.as_ref().and_then(thread);
        let mail = Mail {
            id: MessageId::of_job(&sent.job.to_string(), self.postbox.from.address.domain()),
            from: &self.postbox.from,
            reply_to: self.postbox.reply_to.as_ref(),
            to,
            written_at_us: self.office.now().us(),
            writing: &letter.writing,
            plain: letter.plain.as_deref(),
            foot: &letter.foot,
            thread: thread.as_ref(),
            purpose: letter.purpose,
            attachments: letter.attachments,
        };
        mail.to_ready().map_err(|error| NotSent::Never(error.to_string()))
    }

    async fn write(&self, sent: &Sent, speech: &Speech) -> Result<Letter, NotSent> {
        let LetterBody { letter, link, until_us, .. } = &sent.letter;
        let link = link.as_deref().unwrap_or_default();
        match letter {
            LetterKind::Receipt => self.receipt(exit_of(sent)?, speech).await,
            LetterKind::Link => {
                let company = self.company(None).await;
                let writing = letters::one_time_link(speech, link, until_us.unwrap_or_default(), &company.name);
                Ok(Letter::new(writing, speech.t1("mail-foot", "company", &company.name)))
            }
            LetterKind::Overdue => {
                let stored = self.case(exit_of(sent)?).await?;
                let due_on = stored.exit.open_tasks().first().map_or(self.office.today(), |task| task.due_on);
                let late = [Late { case: number(&stored), due_on }];
                let writing = letters::overdue(speech, &late, &self.address("/desk"));
                Ok(Letter::new(writing, speech.t("mail-foot-staff")))
            }
            LetterKind::Told | LetterKind::Sorry | LetterKind::Undone | LetterKind::Paused | LetterKind::Resuming => {
                let stored = self.case(exit_of(sent)?).await?;
                self.about_case(*letter, &stored, speech).await
            }
            LetterKind::Asking
            | LetterKind::YouSaid
            | LetterKind::Helped
            | LetterKind::Fixed
            | LetterKind::Reminder
            | LetterKind::Digest
            | LetterKind::Monthly => Err(NotSent::Never("it does not say what it is about".to_owned())),
        }
    }

    /// The receipt: as the words of the mail, as the file that can be checked, and on paper.
    async fn receipt(&self, exit: ExitId, speech: &Speech) -> Result<Letter, NotSent> {
        let text = self.office.receipt(exit).await.map_err(|error| later(&error))?;
        let text = text.ok_or_else(|| NotSent::Never("there is no receipt".to_owned()))?;
        let sealed = receipt::open(&text).map_err(|flaw| NotSent::Never(flaw.to_string()))?;
        let writing = read_receipt(&sealed, speech.language());
        let company = self.company(self.office.store.exit(exit).await.ok().flatten().as_ref()).await;
        let name = format!("{}-{}", speech.t("paper-receipt-file"), sealed.seal.place);
        let mut attachments = vec![Attachment { name: format!("{name}.txt"), content: Content::Text(text.clone()) }];
        match receipt_on_paper(&self.press, &writing, speech, (exit, &company)) {
            Ok(pdf) => attachments.push(Attachment { name: format!("{name}.pdf"), content: Content::Pdf(pdf) }),
            // The receipt is whole without its paper, and must not wait for it.
            Err(error) => tracing::error!(%exit, "a receipt goes out without its paper: {error}"),
        }
        let foot = speech.t1("mail-foot", "company", &company.name);
        Ok(Letter { writing, plain: Some(text), foot, attachments, purpose: Purpose::Service })
    }

    async fn about_case(&self, kind: LetterKind, stored: &StoredExit, speech: &Speech) -> Result<Letter, NotSent> {
        let company = self.company(Some(stored)).await;
        let exit = &stored.exit;
        let name = exit.declaration.said.name.clone().unwrap_or_default();
        let contract = contract_of(stored, speech);
        let writing = match (kind, exit.pause) {
            (LetterKind::Undone, _) => letters::undone(speech, &name, &contract, &company.name),
            (LetterKind::Paused, Some(days)) => {
                let declaration = &exit.declaration;
                let found = self.office.flow_of_case(&declaration.flow, declaration.flow_version).await;
                let resumes = found.flow.pause.as_ref().filter(|pause| pause.resumes_by_itself);
                let told_days = resumes.map(|pause| pause.told_days_before.unwrap_or_default());
                letters::paused(speech, &name, days, told_days, &company.name)
            }
            (LetterKind::Resuming, Some((_, until))) => letters::resuming(speech, &name, until, &company.name),
            (LetterKind::Paused | LetterKind::Resuming, None) => {
                return Err(NotSent::Never("there is no pause any more".to_owned()));
            }
            _ => return Ok(self.farewell(stored, speech, &company).await),
        };
        Ok(Letter::new(writing, speech.t1("mail-foot", "company", &company.name)))
    }

    /// The farewell letter, once everything is known: as mail and on paper.
    async fn farewell(&self, stored: &StoredExit, speech: &Speech, company: &paper::Sender) -> Letter {
        let writing = farewell_of(&self.office, stored, speech, &company.name).await;
        let name = stored.exit.declaration.said.name.clone().unwrap_or_default();
        let written = speech.day(self.office.today());
        let paper = Paper {
            form: Form::Letter,
            writing: &writing,
            sender: company,
            to: &name,
            written: &written,
            foot: &number(stored),
            leaf: &speech.t("paper-leaf"),
            made_at_us: self.office.now().us(),
        };
        let pdf =
            self.press.print(&paper).inspect_err(|error| tracing::error!("a letter goes out as mail only: {error}"));
        let name = format!("{}-{}.pdf", speech.t("paper-letter-file"), number(stored));
        let attachments = pdf.into_iter().map(|pdf| Attachment { name: name.clone(), content: Content::Pdf(pdf) });
        let attachments = attachments.collect();
        Letter { attachments, ..Letter::new(writing, speech.t1("mail-foot", "company", &company.name)) }
    }

    async fn case(&self, id: ExitId) -> Result<StoredExit, NotSent> {
        let stored = self.office.store.exit(id).await.map_err(|error| later(&error))?;
        stored.ok_or_else(|| NotSent::Never("there is no such case".to_owned()))
    }

    /// Who writes: the company of the flow the case came through, or as it is called in the settings.
    async fn company(&self, stored: Option<&StoredExit>) -> paper::Sender {
        let mut sender = paper::Sender::default();
        if let Some(stored) = stored {
            let declaration = &stored.exit.declaration;
            let found = self.office.flow_of_case(&declaration.flow, declaration.flow_version).await;
            let company = &found.flow.company;
            sender.name.clone_from(&company.name);
            let lines = [&company.address, &company.phone, &company.mail];
            sender.lines = lines.into_iter().filter(|line| !line.is_empty()).cloned().collect();
        }
        if sender.name.is_empty() {
            sender.name = self.office.store.settings().await.map(|it| it.company_name).unwrap_or_default();
        }
        if sender.name.is_empty() {
            sender.name = self.postbox.from.name.as_str().to_owned();
        }
        if sender.name.is_empty() {
            sender.name = self.postbox.from.address.domain().to_owned();
        }
        sender
    }

    /// An address of the console or the pages.
    fn address(&self, path: &str) -> String {
        self.office.address(path)
    }
}

/// What people call the contracts of a case.
fn contract_of(stored: &StoredExit, speech: &Speech) -> String {
    let title = |goodbye: &Goodbye| match own_words(&goodbye.title, speech) {
        "" => speech.t("receipt-my-contract"),
        title => title.to_owned(),
    };
    stored.exit.goodbye.each().map(title).collect::<Vec<_>>().join(", ")
}

/// The farewell letter of a case, from what is known of it now.
pub async fn farewell_of(office: &Office, stored: &StoredExit, speech: &Speech, company: &str) -> Writing {
    let exit = &stored.exit;
    let is_named = exit.goodbye.each().any(|it| !own_words(&it.title, speech).is_empty());
    let contract = if is_named { contract_of(stored, speech) } else { String::new() };
    let declaration = &exit.declaration;
    let found = office.flow_of_case(&declaration.flow, declaration.flow_version).await;
    let name = declaration.said.name.clone().unwrap_or_default();
    let facts = facts(&found.flow, speech, Values::of(&exit.goodbye));
    let fault = exit.apology.as_ref().map(|apology| {
        let told = apology
            .faults
            .iter()
            .map(|fault| speech.t2("leave-sorry-fault", "day", speech.day(fault.on), "what", fault.what.as_str()));
        told.collect::<Vec<_>>().join(" ")
    });
    let goodbye = &exit.goodbye;
    let is_bundle = !goodbye.also.is_empty() || !goodbye.stays.is_empty();
    let stays = named_parts(speech, &goodbye.stays);
    let stays = if stays.is_empty() { stays } else { speech.t1("leave-check-stays-too", "what", stays) };
    let farewell = Farewell {
        name: &name,
        ends: if is_bundle { goodbye.each().map(|it| ends(speech, it)).collect() } else { Vec::new() },
        stays: &stays,
        company,
        contract: &contract,
        last_day: exit.last_day(),
        answer_days: relationship::exit::ANSWER_WORKING_DAYS,
        fault: fault.as_deref(),
        goodwill: exit.apology.as_ref().and_then(|apology| apology.goodwill),
        goal_reached: exit.main_reason.as_deref() == Some("done.goal"),
        facts: facts.into_iter().map(|fact| (fact.about, fact.text)).collect(),
        ..Farewell::default()
    };
    letters::farewell(speech, &farewell)
}

/// What shows the farewell letter of a case to the desk.
pub fn reader(office: Arc<Office>) -> ReadLetter {
    Arc::new(move |stored, speech| {
        let office = Arc::clone(&office);
        Box::pin(async move {
            let declaration = &stored.exit.declaration;
            let found = office.flow_of_case(&declaration.flow, declaration.flow_version).await;
            let settings = office.store.settings().await.unwrap_or_default();
            let own = &found.flow.company.name;
            let company = if own.is_empty() { &settings.company_name } else { own };
            let writing = farewell_of(&office, &stored, &speech, company).await;
            format!("{}\n\n{writing}", writing.title)
        })
    })
}

fn number(stored: &StoredExit) -> String {
    door::taking::number(stored.exit.declaration.asked_on, stored.place)
}

fn exit_of(sent: &Sent) -> Result<ExitId, NotSent> {
    sent.exit.ok_or_else(|| NotSent::Never("it is about no case".to_owned()))
}

fn later(error: &store::StoreError) -> NotSent {
    NotSent::Later(error.to_string())
}

/// The conversation a letter belongs to; one that no header can name is left.
fn thread(thread: &door::taking::Thread) -> Option<Thread> {
    let message_id = thread.message_id.parse().ok()?;
    let references = thread.references.iter().filter_map(|id| id.parse().ok()).collect();
    Some(Thread { message_id, references, subject: mail::Line::new(&thread.subject) })
}

/// A receipt on paper, for a mail and for the page that keeps it: the same file whenever it is asked for.
///
/// # Errors
/// `NotSet`, `NotAccessible`.
pub fn receipt_on_paper(
    press: &Press,
    writing: &Writing,
    speech: &Speech,
    (exit, sender): (ExitId, &paper::Sender),
) -> Result<Vec<u8>, paper::PaperError> {
    press.print(&Paper {
        form: Form::Receipt,
        writing,
        sender,
        to: "",
        written: "",
        foot: &speech.t("paper-receipt-foot"),
        leaf: &speech.t("paper-leaf"),
        made_at_us: made_at_us(exit),
    })
}

/// What puts receipts on paper for the pages of leaving.
pub fn printer() -> Print {
    let press = Press::default();
    Arc::new(move |order: &ToPrint| {
        let sealed = receipt::open(&order.receipt).map_err(|flaw| flaw.to_string())?;
        let writing = read_receipt(&sealed, order.speech.language());
        let sender = paper::Sender { name: order.company.clone(), lines: order.lines.clone() };
        receipt_on_paper(&press, &writing, &order.speech, (order.exit, &sender)).map_err(|error| error.to_string())
    })
}

/// When a case was made: its id says so.
fn made_at_us(exit: ExitId) -> i64 {
    let ulid = ulid::Ulid::from_string(&exit.to_string()).unwrap_or_default();
    i64::try_from(ulid.timestamp_ms()).unwrap_or(0).saturating_mul(1000)
}
