//! Leaving by mail, from the mailbox of the company to the receipt in the conversation.

use std::sync::Mutex;

use connect::inbox::{Dealt, FetchError, Judgement, Takes, Wish, deal, fetch_new, new_mail};
use connect::incoming::{Incoming, Posted};
use connect::mail::{Attachment, Content, Line, Mail, MessageId, Postbox, Purpose, SmtpSettings, Thread};
use connect::mailbox::{Mailbox, MailboxSettings};
use connect::paper::{Form, Paper, Press, Sender};
use connect::read_receipt;
use mail_parser::MessageParser;
use pages::Language;
use relationship::exit::ExitKind;
use relationship::receipt::{Hash, open, seal};
use store::{Act, Actor, KeptMail, Moment, Store};

use crate::machine::{Dovecot, skip};
use crate::mailboxes::{deliver, mail};
use crate::sink::Sink;

/// 22 November 2026, noon UTC.
const NOON: Moment = Moment::from_us(1_795_348_800_000_000);
const ACT: Act = Act { by: Actor::Program, at: NOON };

struct Office {
    _folder: tempfile::TempDir,
    store: Store,
    taken: Mutex<Vec<String>>,
}

impl Office {
    async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open_folder(folder.path()).await.expect("a store");
        Self { _folder: folder, store, taken: Mutex::new(Vec::new()) }
    }

    async fn fetch(&self, dovecot: &Dovecot, user: &str) -> Result<u64, FetchError> {
        let settings = MailboxSettings {
            server: dovecot.url(user).parse().expect("a server"),
            own_authority: None,
            moved_to: None,
        };
        let mut mailbox = Mailbox::open(&settings).await?;
        let fetched = fetch_new(&mut mailbox, &self.store, &[], NOON).await;
        mailbox.close().await;
        fetched
    }

    async fn deal(&self) -> Dealt {
        deal(&self.store, judge, self, ACT).await.expect("judged")
    }

    fn taken(&self) -> usize {
        self.taken.lock().expect("cases").len()
    }
}

impl Takes for Office {
    type NotTaken = &'static str;

    async fn take(&self, mail: &KeptMail, _: &Wish) -> Result<String, &'static str> {
        if mail.mail.body.contains("nog niet") {
            return Err("the office is busy");
        }
        self.taken.lock().expect("cases").push(mail.mail.body.clone());
        Ok(format!("case of {}", mail.mail.from_address))
    }
}

/// Who writes that they leave leaves; who asks waits for a person.
fn judge(mail: &KeptMail) -> Judgement {
    let wish =
        Wish { kind: ExitKind::Ordinary, wanted_on: None, customer: None, contract: None, language: Language::Dutch };
    if mail.mail.body.contains("zeg op") {
        return Judgement::Take(wish);
    }
    Judgement::Look { intent: "question".into(), why: "question".into() }
}

#[tokio::test]
async fn a_mail_becomes_a_case_and_the_receipt_answers_in_the_conversation() {
    let Some(dovecot) = Dovecot::start() else { return skip("a_mail_becomes_a_case", "dovecot-imapd") };
    let office = Office::open().await;
    deliver(&dovecot, "renee", &[&mail("1", "Abonnement", "Beste mensen,\n\nik zeg op.\n\nRenée")]).await;
    assert_eq!(office.fetch(&dovecot, "renee").await.expect("fetched"), 1);
    assert_eq!(office.deal().await, Dealt { taken: 1, ..Dealt::default() });
    let answered = office.store.mail_of_case("case of renee@voorbeeld.example").await.expect("found").expect("a mail");

    let text = "Ontvangstbevestiging van je opzegging\n\nNummer: F-1\n\nWat je schreef:\nBeste mensen,\n\nik zeg op.\n";
    let sealed = seal(text, "fietsplan", 1, Hash::BEGINNING, &[3; 16]);
    let writing = read_receipt(&sealed, Language::Dutch);
    let sender = Sender { name: "Fietsplan".into(), lines: Vec::new() };
    let paper = Paper {
        form: Form::Receipt,
        writing: &writing,
        sender: &sender,
        to: "",
        written: "",
        foot: "F-1",
        leaf: "{page}/{pages}",
        made_at_us: NOON.us(),
    };
    let pdf = Press::default().print(&paper).expect("a paper");
    let sink = Sink::start().await;
    let settings = SmtpSettings {
        server: sink.url().parse().expect("a server"),
        from: "Fietsplan <opzeggen@fietsplan.example>".parse().expect("a sender"),
        reply_to: None,
        own_authority: None,
    };
    let postbox = Postbox::new(&settings).expect("a postbox");
    let thread = Thread {
        message_id: answered.mail.message_id.expect("an id").parse().expect("an id"),
        references: Vec::new(),
        subject: Line::new(&answered.mail.subject),
    };
    let to = connect::mail::Mailbox::new(&answered.mail.from_name, answered.mail.from_address.parse().expect("one"));
    let mail = Mail {
        id: MessageId::of_job("1", "fietsplan.example"),
        from: &postbox.from,
        reply_to: None,
        to: &to,
        written_at_us: NOON.us(),
        writing: &writing,
        plain: None,
        foot: "",
        thread: Some(&thread),
        purpose: Purpose::Service,
        attachments: vec![
            Attachment { name: "ontvangst-F-1.txt".into(), content: Content::Text(sealed.to_string()) },
            Attachment { name: "ontvangst-F-1.pdf".into(), content: Content::Pdf(pdf) },
        ],
    };
    postbox.send(&mail.to_ready().expect("a mail")).await.expect("sent");
    let arrived = sink.arrived().remove(0).text;
    let message = MessageParser::default().parse(arrived.as_bytes()).expect("a message");
    assert_eq!(message.subject(), Some("Re: Abonnement"));
    assert_eq!(message.in_reply_to().as_text(), Some("1@voorbeeld.example"));
    let files: Vec<_> = message.attachments().collect();
    assert_eq!(files[1].contents().get(..5), Some(&b"%PDF-"[..]));
    let received = String::from_utf8(files[0].contents().to_vec()).expect("text");
    assert_eq!(open(&received), Ok(sealed), "the file that came along can be checked");
}

#[tokio::test]
async fn the_same_mail_is_one_mail_however_often_and_through_whatever_door_it_comes() {
    let Some(dovecot) = Dovecot::start() else { return skip("the_same_mail_is_one_mail", "dovecot-imapd") };
    let office = Office::open().await;
    let text = mail("1", "Abonnement", "Ik zeg op.");
    deliver(&dovecot, "bram", &[&text, &text]).await;
    assert_eq!(office.fetch(&dovecot, "bram").await.expect("fetched"), 1);
    assert_eq!(office.fetch(&dovecot, "bram").await.expect("fetched"), 0);
    let posted = Posted::read(text.replace('\n', "\r\n").as_bytes(), false, &[]).expect("a mail");
    let kept = office.store.keep_mails(&[new_mail(&posted, "webhook", NOON)], None, NOON).await.expect("kept");
    assert_eq!(kept, 0);
    assert_eq!(office.deal().await.taken, 1);
    assert_eq!(office.deal().await, Dealt::default());
    assert_eq!(office.taken(), 1);
}

#[tokio::test]
async fn what_is_unclear_waits_for_a_person_and_machines_are_set_aside() {
    let office = Office::open().await;
    let raws = [
        mail("1", "Vraag", "Hoe kan ik weg?"),
        mail("2", "Out of office", "Ik zeg op.").replace("Subject:", "Auto-Submitted: auto-replied\nSubject:"),
        mail("3", "x", "Ik zeg op.").replace("Subject:", "Authentication-Results: mx; dmarc=fail\nSubject:"),
        mail("4", "Undelivered", "Ik zeg op.").replace("Subject:", "Return-Path: <>\nSubject:"),
        "Subject: x\n\nIk zeg op.\n".to_owned(),
    ];
    let mails = raws.map(|raw| new_mail(&Incoming::read(raw.replace('\n', "\r\n").as_bytes(), &[]), "imap", NOON));
    office.store.keep_mails(&mails, None, NOON).await.expect("kept");
    assert_eq!(office.deal().await, Dealt { waiting: 4, set_aside: 1, ..Dealt::default() });
    let waiting = office.store.mails_waiting(None, 10).await.expect("a page").items;
    let mut why: Vec<_> = waiting.iter().map(|it| it.why.as_str()).collect();
    why.sort_unstable();
    assert_eq!(why, ["forged", "machine", "nobody_to_answer", "question"]);
    assert_eq!(office.taken(), 0);
}

#[tokio::test]
async fn nothing_is_lost_when_a_server_or_the_office_is_away() {
    let Some(dovecot) = Dovecot::start() else { return skip("nothing_is_lost", "dovecot-imapd") };
    let office = Office::open().await;
    let slow = mail("1", "x", "Ik zeg op, maar nog niet.");
    deliver(&dovecot, "lotte", &[&slow, &mail("2", "x", "Ik zeg op.")]).await;
    dovecot.stop();
    assert!(matches!(office.fetch(&dovecot, "lotte").await, Err(FetchError::Mailbox(_))));
    dovecot.start_again();

    // The office goes away after the mails were fetched and before they are kept: they are fetched again.
    let gone = Office::open().await;
    gone.store.close().await;
    assert!(matches!(gone.fetch(&dovecot, "lotte").await, Err(FetchError::Store(_))));
    assert_eq!(office.fetch(&dovecot, "lotte").await.expect("fetched"), 2);

    // One that cannot be taken now keeps nobody waiting, and is tried again.
    assert_eq!(office.deal().await, Dealt { taken: 1, again: 1, ..Dealt::default() });
    assert_eq!(office.deal().await, Dealt { again: 1, ..Dealt::default() });
    assert_eq!(office.store.mails_to_judge(10).await.expect("mails").len(), 1);
}

#[tokio::test]
async fn many_mails_are_fetched_in_order_and_old_read_ones_are_left_alone() {
    let Some(dovecot) = Dovecot::start() else { return skip("many_mails_are_fetched", "dovecot-imapd") };
    let office = Office::open().await;
    let many: Vec<String> = (0..25).map(|n| mail(&n.to_string(), "x", &format!("Ik zeg op, {n}."))).collect();
    deliver(&dovecot, "noor", &many.iter().map(String::as_str).collect::<Vec<_>>()).await;
    assert_eq!(office.fetch(&dovecot, "noor").await.expect("fetched"), 25);
    assert_eq!(office.deal().await.taken, 25);
    assert_eq!(office.fetch(&dovecot, "noor").await.expect("fetched"), 0);
    deliver(&dovecot, "noor", &[&mail("later", "x", "Ik zeg op.")]).await;
    assert_eq!(office.fetch(&dovecot, "noor").await.expect("fetched"), 1);
}
