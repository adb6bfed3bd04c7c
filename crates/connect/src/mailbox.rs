//! A mailbox on an IMAP server: what is new in it, once, in the order in which it came.
//!
//! What is fetched is handed over before the place in the mailbox is moved on, and the mailbox is only touched after that:
//! whoever is killed in between fetches the same mails again, and the store knows them.

mod connection;

use std::time::Duration;

use async_imap::imap_proto::{AttributeValue, Response, Status};
use async_imap::types::UnsolicitedResponse;

use crate::incoming::MAIL_BYTES_MAX;
use crate::server::Server;
use connection::{Session, open};

/// How long the server may take for one answer.
const ANSWER_SECONDS_MAX: u64 = 60;
/// So many mails are fetched at a time.
const BATCH_MAILS_MAX: usize = 10;
/// A word on the server that says a mail was fetched by us; people see whether they have read a mail by other signs.
const FETCHED: &str = "$Vaarwel";

/// What it takes to look into a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxSettings {
    /// The server; what stands after its host is the folder, `INBOX` if nothing does.
    pub server: Server,
    /// A certificate authority of the company's own, as PEM.
    pub own_authority: Option<Vec<u8>>,
    /// The folder to which mails are moved once they are in the store; otherwise they stay, with a mark.
    pub moved_to: Option<String>,
}

/// How far a mailbox was read. The number of a mail means something only while the mailbox keeps its validity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Changes when the server numbers its mails anew.
    pub validity: u32,
    /// The number of the last mail that was read.
    pub last_uid: u32,
}

/// A mail as the server gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Its number in the mailbox.
    pub uid: u32,
    /// Its bytes; of a very long mail only the beginning.
    pub raw: Vec<u8>,
}

/// Why a mailbox cannot be read now. The texts are safe for a log.
#[derive(Debug, thiserror::Error)]
pub enum MailboxError {
    /// The server cannot be reached or hung up.
    #[error("{server} cannot be reached: {why}")]
    Away {
        /// The server.
        server: String,
        /// What went wrong.
        why: String,
    },
    /// It does not let us in.
    #[error("{server} does not accept the user and the password")]
    SignIn {
        /// The server.
        server: String,
    },
    /// The settings cannot be used.
    #[error("the settings for {server} cannot be used: {why}")]
    Settings {
        /// The server.
        server: String,
        /// What is wrong.
        why: String,
    },
    /// It answered something unexpected.
    #[error("{server} could not {what}: {why}")]
    Refused {
        /// The server.
        server: String,
        /// What was asked.
        what: &'static str,
        /// What went wrong.
        why: String,
    },
}

/// An open mailbox.
pub struct Mailbox {
    session: Session,
    server: String,
    folder: String,
    validity: u32,
    uid_next: u32,
    moved_to: Option<String>,
    can_idle: bool,
}

impl std::fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mailbox").field("server", &self.server).field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Mailbox {
    /// Signs in and opens the folder.
    ///
    /// # Errors
    /// `Away`, `SignIn`, `Settings`, `Refused`.
    pub async fn open(settings: &MailboxSettings) -> Result<Self, MailboxError> {
        let server = settings.server.to_string();
        let mut session = open(settings).await?;
        let folder = if settings.server.path.is_empty() { "INBOX" } else { settings.server.path.as_str() };
        let box_ = in_time(&server, "open the folder", session.select(folder)).await?;
        let abilities = in_time(&server, "say what it can do", session.capabilities()).await?;
        Ok(Self {
            can_idle: abilities.has_str("IDLE"),
            session,
            folder: folder.to_owned(),
            validity: box_.uid_validity.unwrap_or(0),
            uid_next: box_.uid_next.unwrap_or(1),
            moved_to: settings.moved_to.clone(),
            server,
        })
    }

    /// The name under which its place is remembered: server and folder, without user.
    pub fn name(&self) -> String {
        format!("{}/{}", self.server, self.folder)
    }

    /// How many mails the folder can have seen, for a person who asks whether it works.
    pub const fn uid_next(&self) -> u32 {
        self.uid_next
    }

    /// The numbers of the mails to fetch, in order. Where nothing is remembered, or the mailbox was numbered anew, these
    /// are the mails nobody has read yet.
    ///
    /// # Errors
    /// `Away`, `Refused`.
    pub async fn unread(&mut self, cursor: Option<Cursor>) -> Result<Vec<u32>, MailboxError> {
        let known = cursor.filter(|cursor| cursor.validity == self.validity);
        let query = match known {
            Some(cursor) => format!("UID {}:*", cursor.last_uid.saturating_add(1)),
            None => format!("UNSEEN UNKEYWORD {FETCHED}"),
        };
        let found = in_time(&self.server, "search", self.session.uid_search(query)).await?;
        // `n:*` always gives the last mail, also when its number is lower than n.
        let after = known.map_or(0, |cursor| cursor.last_uid);
        let mut uids: Vec<u32> = found.into_iter().filter(|uid| *uid > after).collect();
        uids.sort_unstable();
        Ok(uids)
    }

    /// The place in the mailbox once everything up to this number is stored.
    pub const fn cursor(&self, last_uid: u32) -> Cursor {
        Cursor { validity: self.validity, last_uid }
    }

    /// The place in a mailbox of which everything there is now is known.
    pub const fn end(&self) -> Cursor {
        Cursor { validity: self.validity, last_uid: self.uid_next.saturating_sub(1) }
    }

    /// Fetches mails by their numbers, at most [`BATCH_MAILS_MAX`] at a time; leaves them as they are on the server.
    ///
    /// # Errors
    /// `Away`, `Refused`.
    pub async fn fetch(&mut self, uids: &[u32]) -> Result<Vec<Fetched>, MailboxError> {
        let mut mails = Vec::with_capacity(uids.len());
        for batch in uids.chunks(BATCH_MAILS_MAX) {
            let numbers = list(batch);
            let command = format!("UID FETCH {numbers} (UID BODY.PEEK[]<0.{MAIL_BYTES_MAX}>)");
            let id = in_time(&self.server, "fetch", self.session.run_command(command)).await?;
            loop {
                let answer = in_time(&self.server, "fetch", self.session.read_response()).await?;
                let Some(answer) = answer else { return Err(self.hung_up()) };
                match answer.parsed() {
                    Response::Fetch(_, attributes) => mails.extend(fetched(attributes)),
                    Response::Done { tag, status: Status::Ok, .. } if *tag == id => break,
                    Response::Done { tag, .. } if *tag == id => {
                        return Err(self.refused("fetch", "it said no".to_owned()));
                    }
                    _ => {}
                }
            }
        }
        mails.sort_by_key(|mail| mail.uid);
        mails.dedup_by_key(|mail| mail.uid);
        Ok(mails)
    }

    /// Marks mails as fetched, or moves them where the settings say so. They are in the store by now.
    ///
    /// # Errors
    /// `Away`, `Refused`.
    pub async fn mark(&mut self, uids: &[u32]) -> Result<(), MailboxError> {
        if uids.is_empty() {
            return Ok(());
        }
        let numbers = list(uids);
        let mark = format!("UID STORE {numbers} +FLAGS.SILENT ({FETCHED})");
        in_time(&self.server, "mark mails", self.session.run_command_and_check_ok(mark)).await?;
        if let Some(folder) = &self.moved_to {
            in_time(&self.server, "move mails", self.session.uid_mv(numbers, folder)).await?;
        }
        Ok(())
    }

    /// Waits until something changes in the mailbox, or until the time is up. A server that cannot tell is asked again when
    /// the time is up.
    ///
    /// # Errors
    /// `Away`, `Refused`.
    pub async fn wait(mut self, time: Duration) -> Result<Self, MailboxError> {
        if !self.can_idle {
            tokio::time::sleep(time).await;
            in_time(&self.server, "answer", self.session.noop()).await?;
            return Ok(self);
        }
        let Self { session, server, folder, validity, uid_next, moved_to, can_idle } = self;
        let mut idle = session.idle();
        in_time(&server, "wait", idle.init()).await?;
        {
            let (waiting, _stop) = idle.wait_with_timeout(time);
            waiting.await.map_err(|error| refused_by(&server, "wait", &error))?;
        }
        let session = in_time(&server, "stop waiting", idle.done()).await?;
        while session.unsolicited_responses.try_recv().is_ok_and(is_news) {}
        Ok(Self { session, server, folder, validity, uid_next, moved_to, can_idle })
    }

    /// Says goodbye to the server.
    pub async fn close(mut self) {
        // Whether it hears us makes no difference.
        let _ = in_time(&self.server, "say goodbye", self.session.logout()).await;
    }

    fn hung_up(&self) -> MailboxError {
        MailboxError::Away { server: self.server.clone(), why: "it hung up".to_owned() }
    }

    fn refused(&self, what: &'static str, why: String) -> MailboxError {
        MailboxError::Refused { server: self.server.clone(), what, why }
    }
}

/// News only fill the queue: what is new is found by searching.
fn is_news(_: UnsolicitedResponse) -> bool {
    true
}

fn fetched(attributes: &[AttributeValue<'_>]) -> Option<Fetched> {
    let mut uid = None;
    let mut raw = None;
    for attribute in attributes {
        match attribute {
            AttributeValue::Uid(number) => uid = Some(*number),
            AttributeValue::BodySection { section: None, data, .. } => raw = Some(data.as_deref().unwrap_or_default()),
            _ => {}
        }
    }
    Some(Fetched { uid: uid?, raw: raw?.to_owned() })
}

fn list(uids: &[u32]) -> String {
    uids.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
}

/// Asks something of the server, for as long as it may take.
async fn in_time<T, E: Into<async_imap::error::Error>>(
    server: &str,
    what: &'static str,
    asking: impl Future<Output = Result<T, E>>,
) -> Result<T, MailboxError> {
    match tokio::time::timeout(Duration::from_secs(ANSWER_SECONDS_MAX), asking).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(refused_by(server, what, &error.into())),
        Err(_) => Err(MailboxError::Away { server: server.to_owned(), why: "it takes too long to answer".to_owned() }),
    }
}

fn refused_by(server: &str, what: &'static str, error: &async_imap::error::Error) -> MailboxError {
    let server = server.to_owned();
    match error {
        async_imap::error::Error::Io(_) | async_imap::error::Error::ConnectionLost => {
            MailboxError::Away { server, why: error.to_string() }
        }
        // What a server says about a folder is needed to repair the settings; it holds nothing of a mail.
        async_imap::error::Error::No(why) | async_imap::error::Error::Bad(why) => {
            MailboxError::Refused { server, what, why: why.chars().take(200).collect() }
        }
        _ => MailboxError::Refused { server, what, why: "its answer was not understood".to_owned() },
    }
}
