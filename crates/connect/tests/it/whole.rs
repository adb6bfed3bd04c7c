//! The whole way: a mail in the mailbox, the words, the door, the worker, and the receipt in the conversation.

use std::sync::Arc;

use connect::dispatch::Dispatch;
use connect::hook::Hook;
use connect::inbox::{Dealt, fetch_new, new_mail};
use connect::incoming::Incoming;
use connect::mail::{Postbox, SmtpSettings};
use connect::mailbox::{Mailbox, MailboxSettings};
use connect::mailroom::Mailroom;
use door::jobs::Worker;
use door::post::{MailKept, MailNotKept, PostedMail, sign};
use door::{Office, OfficeParts};
use jiff::tz::TimeZone;
use mail_parser::{Message, MessageParser};
use relationship::exit::{Command, ContractFacts, Fault};
use relationship::receipt::open;
use relationship::{Currency, Money};
use store::{Act, Actor, Moment, Person, Store};

use crate::machine::{Dovecot, skip};
use crate::mailboxes::deliver;
use crate::sink::{Mood, Sink};

/// Sunday 22 November 2026, noon UTC.
const NOON: Moment = Moment::from_us(1_795_348_800_000_000);

struct Company {
    _folder: tempfile::TempDir,
    office: Arc<Office>,
    mailroom: Mailroom,
    sink: Sink,
    worker: Worker,
}

impl Company {
    async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir_all(folder.path().join("flows")).expect("a folder");
        let flow = include_str!("../../../../flows/fietsplan.toml");
        std::fs::write(folder.path().join("flows/fietsplan.toml"), flow).expect("a flow");
        let drawn = std::sync::atomic::AtomicU64::new(1);
        let office = Arc::new(Office::new(OfficeParts {
            store: Store::open_folder(folder.path()).await.expect("a store"),
            data: folder.path().to_owned(),
            texts: Arc::default(),
            clock: Arc::new(|| NOON.us()),
            chance: Arc::new(move |bytes| {
                for byte in bytes.chunks_mut(8) {
                    let number = drawn.fetch_add(1, std::sync::atomic::Ordering::Relaxed).to_le_bytes();
                    byte.copy_from_slice(&number[..byte.len()]);
                }
            }),
            zone: TimeZone::fixed(jiff::tz::offset(1)),
            public_url: Some("https://vaarwel.example".to_owned()),
            secret: [7; 32],
        }));
        office.store.put_people(&[renee()], Act { by: Actor::Program, at: NOON }).await.expect("Renée");
        let sink = Sink::start().await;
        let settings = SmtpSettings {
            server: sink.url().parse().expect("a server"),
            from: "Fietsplan <opzeggen@fietsplan.example>".parse().expect("a sender"),
            reply_to: None,
            own_authority: None,
        };
        let postbox = Postbox::new(&settings).expect("a postbox");
        let own = vec![settings.from.address.clone()];
        let sender = Dispatch::new(Arc::clone(&office), postbox).into_sender();
        let worker = Worker::new(Arc::clone(&office), Some(sender));
        let mailroom = Mailroom::new(Arc::clone(&office), "fietsplan", own);
        Self { _folder: folder, office, mailroom, sink, worker }
    }

    async fn keep(&self, mail: &str) {
        let mail = Incoming::read(mail.replace('\n', "\r\n").as_bytes(), &[]);
        self.office.store.keep_mails(&[new_mail(&mail, "webhook", NOON)], None, NOON).await.expect("kept");
    }

    async fn deal(&self) -> Dealt {
        self.mailroom.deal().await.expect("judged")
    }

    async fn waiting(&self) -> Vec<String> {
        let page = self.office.store.mails_waiting(None, 10).await.expect("a page");
        page.items.into_iter().map(|it| format!("{}: {}", it.intent, it.why)).collect()
    }
}

fn renee() -> Person {
    let text = |text: &str| Some(text.to_owned());
    let day = |text: &str| Some(text.parse().expect("a day"));
    Person {
        customer: "10482".to_owned(),
        name: text("Renée de Vriës"),
        mail: text("renee@voorbeeld.example"),
        phone: None,
        language: None,
        knows: Vec::new(),
        purpose: "leaving".to_owned(),
        keep_until: None,
        contracts: vec![ContractFacts {
            contract: "F-1".to_owned(),
            plan: text("month"),
            began_on: day("2023-09-12"),
            price: Some(Money { minor: 1950, currency: Currency::EUR }),
            price_months: 1,
            paid_until: day("2026-11-30"),
            ..ContractFacts::default()
        }],
    }
}

fn from_renee(id: &str, text: &str) -> String {
    format!(
        "From: Renée de Vriës <renee@voorbeeld.example>\nMessage-ID: <{id}@voorbeeld.example>\n\
         Date: Sun, 22 Nov 2026 11:00:00 +0100\nSubject: Mijn abonnement\n\
         Content-Type: text/plain; charset=utf-8\n\n{text}\n"
    )
}

fn files(message: &Message<'_>) -> Vec<Vec<u8>> {
    message.attachments().map(|part| part.contents().to_vec()).collect()
}

const LEAVE: &str = "Beste Fietsplan,\n\nHierbij zeg ik mijn abonnement op, zo snel mogelijk.\nMijn klantnummer is 10482.\n\nGroet,\nRenée";

#[tokio::test]
async fn a_dutch_mail_asks_to_leave_and_the_receipt_comes_back_in_the_conversation_with_its_papers() {
    const TEST: &str = "a_dutch_mail_asks_to_leave";
    let Some(dovecot) = Dovecot::start() else { return skip(TEST, "dovecot-imapd") };
    let company = Company::open().await;
    deliver(&dovecot, "renee", &[&from_renee("1", LEAVE), &from_renee("1", LEAVE)]).await;
    let server = dovecot.url("renee").parse().expect("a server");
    let mut mailbox =
        Mailbox::open(&MailboxSettings { server, own_authority: None, moved_to: None }).await.expect("open");
    assert_eq!(fetch_new(&mut mailbox, &company.office.store, &[], NOON).await.expect("kept"), 1);
    assert_eq!(company.deal().await, Dealt { taken: 1, ..Dealt::default() }, "{:?}", company.waiting().await);

    // The server is down: nothing is lost, and nothing is sent.
    company.sink.feel(Mood::Away);
    let turn = company.worker.turn().await.expect("a turn");
    assert_eq!((turn.sent, turn.failed), (0, 1));
    company.sink.feel(Mood::Friendly);
    let mail = company.office.store.mail_of_case(&only_case(&company).await).await.expect("found").expect("a mail");
    assert_eq!(mail.mail.subject, "Mijn abonnement");
    revive(&company).await;
    assert_eq!(company.worker.turn().await.expect("a turn").sent, 1);
    assert_eq!(company.worker.turn().await.expect("a turn").sent, 0, "once");

    let arrived = company.sink.arrived();
    assert_eq!(arrived.len(), 1);
    let message = MessageParser::default().parse(arrived[0].text.as_bytes()).expect("a message");
    assert_eq!(message.subject(), Some("Re: Mijn abonnement"));
    assert_eq!(message.in_reply_to().as_text(), Some("1@voorbeeld.example"));
    let body = message.body_text(0).expect("words").replace("\r\n", "\n");
    for words in ["Nummer: V-2026-000001", "10482", "zo snel mogelijk", "Je laatste dag: ", "> Hierbij zeg ik mijn"] {
        assert!(body.contains(words), "`{words}` is missing in {body}");
    }
    let files = files(&message);
    let text = String::from_utf8(files[0].clone()).expect("text");
    assert!(open(&text).is_ok() && open(&body).is_ok(), "the file and the mail itself can be checked");
    assert_eq!(files[1].get(..5), Some(&b"%PDF-"[..]));
    assert!(message.body_html(0).expect("a page").contains("<blockquote>"));
}

#[tokio::test]
async fn the_same_customer_is_one_case_however_often_they_write() {
    let company = Company::open().await;
    company.keep(&from_renee("1", LEAVE)).await;
    assert_eq!(company.deal().await.taken, 1, "{:?}", company.waiting().await);
    let first = only_case(&company).await;
    company.keep(&from_renee("2", LEAVE)).await;
    assert_eq!(company.deal().await.taken, 1, "{:?}", company.waiting().await);
    assert_eq!(only_case(&company).await, first);

    // Killed after the request was taken and before that was written down: taken again, it is the same case.
    company.keep(&from_renee("3", LEAVE)).await;
    assert_eq!(company.deal().await.taken, 1);
    assert_eq!(only_case(&company).await, first);
}

#[tokio::test]
async fn what_is_not_unmistakable_waits_for_a_person() {
    let company = Company::open().await;
    company.keep(&from_renee("1", "Hoe kan ik mijn abonnement opzeggen?")).await;
    company.keep(&from_renee("2", "Als jullie dit niet oplossen, zeg ik mijn abonnement op.")).await;
    company.keep(&from_renee("3", "Ik wil mijn abonnement NIET opzeggen!")).await;

    company.keep(&from_renee("4", LEAVE).replace("Subject:", "Authentication-Results: mx; dmarc=fail\nSubject:")).await;

    let dealt = company.deal().await;
    assert_eq!((dealt.taken, dealt.waiting), (0, 4), "{:?}", company.waiting().await);
    assert!(company.waiting().await.iter().any(|it| it == "leave: forged"));
}

#[tokio::test]
async fn other_letters_of_a_case_say_what_happened() {
    let company = Company::open().await;
    company.keep(&from_renee("1", LEAVE)).await;
    company.deal().await;
    let case = only_case(&company).await.parse().expect("an id");
    company.worker.turn().await.expect("the receipt");
    door::acting::act(&company.office, case, vec![Command::Undo], relationship::exit::By::Leaver)
        .await
        .expect("undone");
    company.worker.turn().await.expect("the letter");
    let arrived = company.sink.arrived();
    let last = arrived.last().expect("a mail");
    let message = MessageParser::default().parse(last.text.as_bytes()).expect("a message");
    assert_eq!(message.subject(), Some("Je opzegging is teruggedraaid"));
    let body = message.body_text(0).expect("words");
    assert!(body.contains("Maandabonnement"), "{body}");
}

#[tokio::test]
async fn mail_that_a_provider_posts_is_a_case_once_and_only_when_it_is_signed() {
    const SECRET: &str = "a secret of more than thirty-two characters";
    let company = Company::open().await;
    let hook = Hook::new(company.mailroom.clone(), SECRET);
    let body = from_renee("1", LEAVE).replace('\n', "\r\n").into_bytes();
    let posted = |signature: String, body: &[u8]| PostedMail { signature, is_json: false, body: body.to_vec() };
    let unsigned = posted(sign(b"another secret", &body, NOON.us()), &body);
    assert_eq!(hook.take(&unsigned).await, Err(MailNotKept::NotSigned));
    let old = posted(sign(SECRET.as_bytes(), &body, NOON.plus_seconds(-600).us()), &body);
    assert_eq!(hook.take(&old).await, Err(MailNotKept::NotSigned));
    let nothing = posted(sign(SECRET.as_bytes(), b"", NOON.us()), b"");
    assert!(matches!(hook.take(&nothing).await, Err(MailNotKept::NoMail(_))));
    let good = posted(sign(SECRET.as_bytes(), &body, NOON.us()), &body);
    assert_eq!(hook.take(&good).await, Ok(MailKept::New), "{:?}", company.waiting().await);
    assert_eq!(hook.take(&good).await, Ok(MailKept::KnownAlready));
    only_case(&company).await;
    // The same mail through the mailbox too is the same mail.
    company.keep(&from_renee("1", LEAVE)).await;
    company.deal().await;
    only_case(&company).await;
}

#[tokio::test]
async fn the_letter_apologizes_for_what_is_on_record_and_names_what_is_given_back() {
    let company = Company::open().await;
    company.keep(&from_renee("1", LEAVE)).await;
    company.deal().await;
    let case = only_case(&company).await.parse().expect("an id");
    company.worker.turn().await.expect("the receipt");
    let fault = Fault {
        on: "2026-11-03".parse().expect("a day"),
        what: "Je fiets stond negen dagen in de werkplaats.".to_owned(),
    };
    let commands = vec![
        Command::GiveReasons { reasons: vec!["service".to_owned()], main: None, destination: None },
        Command::Apologize { faults: vec![fault], currency: Currency::EUR },
    ];
    door::acting::act(&company.office, case, commands, relationship::exit::By::Leaver).await.expect("said");
    company.worker.turn().await.expect("the letter");
    let arrived = company.sink.arrived();
    let last = arrived.last().expect("a mail");
    let message = MessageParser::default().parse(last.text.as_bytes()).expect("a message");
    let body = message.body_text(0).expect("words").replace("\r\n", "\n").replace('\u{a0}', " ");
    let plain = body.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "Op 3 november 2026 ging dit mis: Je fiets stond negen dagen in de werkplaats. Dat had niet mogen gebeuren. Sorry.",
        "Je krijgt € 5,00 terug.",
    ] {
        assert!(plain.contains(words), "`{words}` is missing in {plain}");
    }
}

async fn only_case(company: &Company) -> String {
    let all = company.office.store.exits(&store::ExitFilter::default(), None, 10).await.expect("cases").items;
    assert_eq!(all.len(), 1);
    all[0].id.to_string()
}

/// What was put off is tried at once: the clock of the test stands still.
async fn revive(company: &Company) {
    let case = only_case(company).await;
    for job in company.office.store.jobs_about(&case).await.expect("jobs") {
        if job.last_error.is_some() {
            company.office.store.postpone_job(job.id, "now", NOON).await.expect("due");
        }
    }
}
