//! A mailbox on a real IMAP server.

use std::time::Duration;

use connect::incoming::{Incoming, MAIL_BYTES_MAX};
use connect::mailbox::{Cursor, Mailbox, MailboxError, MailboxSettings};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use crate::machine::{Dovecot, PASSWORD, skip};

fn settings(url: &str) -> MailboxSettings {
    MailboxSettings { server: url.parse().expect("a server"), own_authority: None, moved_to: None }
}

/// Delivers mails to a user's mailbox, as a server that receives them would.
pub(crate) async fn deliver(dovecot: &Dovecot, user: &str, mails: &[&str]) {
    let stream = TcpStream::connect(("127.0.0.1", dovecot.port)).await.expect("the server");
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut step = 0;
    lines.next_line().await.expect("a greeting");
    let mut commands = vec![(format!("LOGIN {user} {PASSWORD}"), None)];
    for mail in mails {
        let mail = mail.replace('\n', "\r\n");
        commands.push((format!("APPEND INBOX {{{}+}}", mail.len()), Some(mail)));
    }
    for (command, literal) in commands {
        step += 1;
        let text = format!(
            "a{step} {command}\r\n{}{}",
            literal.as_deref().unwrap_or(""),
            if literal.is_some() { "\r\n" } else { "" }
        );
        write.write_all(text.as_bytes()).await.expect("written");
        loop {
            let line = lines.next_line().await.expect("an answer").expect("a line");
            if line.starts_with(&format!("a{step} ")) {
                assert!(line.contains(" OK "), "{line}");
                break;
            }
        }
    }
}

pub(crate) fn mail(id: &str, subject: &str, text: &str) -> String {
    format!(
        "From: Renée <renee@voorbeeld.example>\nMessage-ID: <{id}@voorbeeld.example>\nSubject: {subject}\n\n{text}\n"
    )
}

async fn ids(mailbox: &mut Mailbox, uids: &[u32]) -> Vec<String> {
    let fetched = mailbox.fetch(uids).await.expect("mails");
    fetched.iter().map(|mail| Incoming::read(&mail.raw, &[]).message_id.expect("an id").as_str().to_owned()).collect()
}

#[tokio::test]
async fn a_mailbox_gives_what_is_new_in_order_and_only_that() {
    let Some(dovecot) = Dovecot::start() else { return skip("a_mailbox_gives_what_is_new", "dovecot-imapd") };
    let settings = settings(&dovecot.url("anouk"));
    deliver(&dovecot, "anouk", &[&mail("1", "een", "a"), &mail("2", "twee", "b")]).await;
    let mut mailbox = Mailbox::open(&settings).await.expect("open");
    assert_eq!(mailbox.name(), format!("imap://127.0.0.1:{}/INBOX", dovecot.port), "no user in the name");
    let new = mailbox.unread(None).await.expect("numbers");
    assert_eq!(new, [1, 2]);
    assert_eq!(ids(&mut mailbox, &new).await, ["<1@voorbeeld.example>", "<2@voorbeeld.example>"]);

    // Killed before the place was remembered: the same again.
    assert_eq!(mailbox.unread(None).await.expect("numbers"), [1, 2]);
    mailbox.mark(&new).await.expect("marked");
    assert_eq!(mailbox.unread(None).await.expect("numbers"), Vec::<u32>::new(), "a mark says that it was fetched");
    let cursor = mailbox.cursor(2);
    assert_eq!(mailbox.unread(Some(cursor)).await.expect("numbers"), Vec::<u32>::new());

    deliver(&dovecot, "anouk", &[&mail("3", "drie", "c")]).await;
    let mut mailbox = mailbox.wait(Duration::from_secs(20)).await.expect("news");
    assert_eq!(mailbox.unread(Some(cursor)).await.expect("numbers"), [3]);
    let anew = Cursor { validity: cursor.validity.wrapping_add(1), last_uid: 900 };
    assert_eq!(mailbox.unread(Some(anew)).await.expect("numbers"), [3], "numbered anew: what nobody fetched");
    mailbox.close().await;
}

#[tokio::test]
async fn waiting_ends_when_a_mail_comes_and_when_the_time_is_up() {
    let Some(dovecot) = Dovecot::start() else { return skip("waiting_ends_when_a_mail_comes", "dovecot-imapd") };
    let mailbox = Mailbox::open(&settings(&dovecot.url("bram"))).await.expect("open");
    let mailbox = mailbox.wait(Duration::from_millis(50)).await.expect("nothing came");
    let first = mail("1", "x", "y");
    let mails = [first.as_str()];
    let (waited, ()) = tokio::join!(
        tokio::time::timeout(Duration::from_secs(20), mailbox.wait(Duration::from_mins(10))),
        deliver(&dovecot, "bram", &mails)
    );
    let mut mailbox = waited.expect("in time").expect("news");
    assert_eq!(mailbox.unread(None).await.expect("numbers"), [1]);
}

#[tokio::test]
async fn fetched_mails_go_to_a_folder_where_the_company_wants_that() {
    let Some(dovecot) = Dovecot::start() else { return skip("fetched_mails_go_to_a_folder", "dovecot-imapd") };
    deliver(&dovecot, "lotte", &[&mail("1", "x", "y"), &mail("2", "x", "y"), &mail("3", "x", "y")]).await;
    let settings = MailboxSettings { moved_to: Some("Archief".to_owned()), ..settings(&dovecot.url("lotte")) };
    let mut mailbox = Mailbox::open(&settings).await.expect("open");
    mailbox.mark(&[1, 3]).await.expect("moved");
    assert_eq!(mailbox.unread(None).await.expect("numbers"), [2]);
    let archive = dovecot.url("lotte").replace("/INBOX", "/Archief");
    let mut archive =
        Mailbox::open(&MailboxSettings { server: archive.parse().expect("a server"), ..settings }).await.expect("open");
    let there = archive.unread(Some(archive.cursor(0))).await.expect("numbers");
    assert_eq!(there.len(), 2);
}

#[tokio::test]
async fn of_a_huge_mail_the_beginning_is_read() {
    let Some(dovecot) = Dovecot::start() else { return skip("of_a_huge_mail_the_beginning_is_read", "dovecot-imapd") };
    let huge = mail("1", "Opzegging", &format!("Ik zeg op.\n{}", "x".repeat(70).repeat(10).add_lines(6_000)));
    assert!(huge.len() > MAIL_BYTES_MAX);
    deliver(&dovecot, "fatima", &[&huge]).await;
    let mut mailbox = Mailbox::open(&settings(&dovecot.url("fatima"))).await.expect("open");
    let fetched = mailbox.fetch(&[1]).await.expect("a mail");
    assert_eq!(fetched[0].raw.len(), MAIL_BYTES_MAX);
    assert!(Incoming::read(&fetched[0].raw, &[]).text.starts_with("Ik zeg op."));
}

trait AddLines {
    fn add_lines(self, count: usize) -> String;
}

impl AddLines for String {
    fn add_lines(self, count: usize) -> String {
        format!("{self}\n").repeat(count)
    }
}

#[tokio::test]
async fn a_server_that_is_away_or_refuses_is_told_in_words_without_the_password() {
    let Some(dovecot) = Dovecot::start() else { return skip("a_server_that_is_away_or_refuses", "dovecot-imapd") };
    let refused =
        Mailbox::open(&settings(&dovecot.url("noor").replace(PASSWORD, "hemlig"))).await.expect_err("refused");
    assert!(matches!(refused, MailboxError::SignIn { .. }), "{refused}");
    let nowhere =
        Mailbox::open(&settings(&dovecot.url("noor").replace("/INBOX", "/Nergens"))).await.expect_err("no folder");
    assert!(matches!(nowhere, MailboxError::Refused { what: "open the folder", .. }), "{nowhere}");
    let anonymous = settings(&format!("imap://127.0.0.1:{}", dovecot.port));
    assert!(matches!(Mailbox::open(&anonymous).await, Err(MailboxError::Settings { .. })));
    dovecot.stop();
    let away = Mailbox::open(&settings(&dovecot.url("noor"))).await.expect_err("away");
    assert!(matches!(away, MailboxError::Away { .. }), "{away}");
    assert!(!format!("{refused} {nowhere} {away}").contains("hemlig"));
    dovecot.start_again();
    Mailbox::open(&settings(&dovecot.url("noor"))).await.expect("open again").close().await;
}
