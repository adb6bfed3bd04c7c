//! From a mail in a mailbox to a case: kept first, then judged, then taken or put before a person.
//!
//! Each step can be cut off and is then done again: a mail that is kept twice is kept once, and a request that is taken
//! twice is one case. Who judges and who takes comes in from outside.

use std::time::Duration;

use relationship::Day;
use relationship::exit::ExitKind;
use store::{Act, KeptMail, MailFields, MailOutcome, MailboxPlace, Moment, NewMail, Store, StoreError};

use crate::incoming::{Automatic, Incoming};
use crate::mail::Address;
use crate::mailbox::{Cursor, Mailbox, MailboxError};

/// So many mails are kept in one transaction.
const KEPT_AT_A_TIME: usize = 10;
/// So many mails are judged in one turn.
const JUDGED_AT_A_TIME: u32 = 100;

/// What somebody asks for in a mail nobody could misread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Which ending.
    pub kind: ExitKind,
    /// The day from which on they want to be gone; `None` for as soon as possible.
    pub wanted_on: Option<Day>,
    /// The customer number they wrote.
    pub customer: Option<String>,
    /// The contract they wrote.
    pub contract: Option<String>,
    /// The language they wrote in.
    pub language: pages::Language,
}

/// What is to be done with a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// It is a request: take it.
    Take(Wish),
    /// A person must look.
    Look {
        /// What it seems to ask for, as a word.
        intent: String,
        /// Why, as words.
        why: String,
    },
    /// A machine wrote it and it asks nothing.
    SetAside,
}

/// Makes a case of a request that came by mail.
pub trait Takes: Sync {
    /// Why a request could not be taken now.
    type NotTaken: std::fmt::Display + Send;

    /// Takes the request; gives the case it is, or belongs to.
    fn take(&self, mail: &KeptMail, wish: &Wish) -> impl Future<Output = Result<String, Self::NotTaken>> + Send;
}

/// What became of the mails of one turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Dealt {
    /// They became, or belong to, a case.
    pub taken: u64,
    /// They wait for a person.
    pub waiting: u64,
    /// They ask nothing.
    pub set_aside: u64,
    /// They could not be taken now and are tried again.
    pub again: u64,
}

/// Why mails could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The mailbox could not be read.
    #[error(transparent)]
    Mailbox(#[from] MailboxError),
    /// The mails could not be kept; they are still in the mailbox.
    #[error("the mails stay in the mailbox for now: {0}")]
    Store(#[from] StoreError),
}

/// Keeps everything that is new in a mailbox, and only then marks it there. Gives how many mails were not known yet.
///
/// # Errors
/// `Mailbox`, `Store`. What was kept until then is kept; the rest is fetched at the next turn.
pub async fn fetch_new(mailbox: &mut Mailbox, store: &Store, own: &[Address], at: Moment) -> Result<u64, FetchError> {
    let name = mailbox.name();
    let known = store.mailbox_place(&name).await?;
    let cursor = known.map(|place| Cursor { validity: place.validity, last_uid: place.last_uid });
    let uids = mailbox.unread(cursor).await?;
    let mut kept = 0;
    for batch in uids.chunks(KEPT_AT_A_TIME) {
        let fetched = mailbox.fetch(batch).await?;
        let mails: Vec<NewMail> =
            fetched.iter().map(|mail| new_mail(&Incoming::read(&mail.raw, own), &name, at)).collect();
        let last = batch.iter().copied().max().unwrap_or(0);
        let place = place(mailbox.cursor(last));
        kept += store.keep_mails(&mails, Some((&name, place)), at).await?;
        mailbox.mark(batch).await?;
    }
    // The first time nothing may be unread, and read mails with lower numbers are none of ours.
    let end = mailbox.end();
    let reached = uids.last().copied().unwrap_or(0);
    if cursor.is_none_or(|cursor| cursor.validity != end.validity) && end.last_uid > reached {
        store.keep_mails(&[], Some((&name, place(end))), at).await?;
    }
    Ok(kept)
}

fn place(cursor: Cursor) -> MailboxPlace {
    MailboxPlace { validity: cursor.validity, last_uid: cursor.last_uid }
}

/// A mail as the store keeps it.
pub fn new_mail(mail: &Incoming, door: &str, at: Moment) -> NewMail {
    // The one character a database cannot keep says nothing.
    let plain = |text: &str| text.replace('\0', "");
    let from = mail.from.as_ref();
    let fields = MailFields {
        message_id: mail.message_id.as_ref().map(|id| id.as_str().to_owned()),
        references: mail.references.iter().map(|id| id.as_str().to_owned()).collect(),
        from_name: from.map(|from| plain(from.name.as_str())).unwrap_or_default(),
        from_address: from.map(|from| from.address.to_string()).unwrap_or_default(),
        subject: plain(mail.subject.as_str()),
        body: plain(&mail.text),
        attachments_count: u32::try_from(mail.attachments_count).unwrap_or(u32::MAX),
        automatic: mail.automatic.map(|automatic| automatic.word().to_owned()),
        is_forged: mail.is_forged,
        written_at: mail.written_at_us.map(Moment::from_us),
    };
    NewMail { identity: mail.identity(), door: door.to_owned(), mail: fields, received_at: at }
}

/// Judges every mail nobody has judged yet, and does what follows. A mail that cannot be taken now is tried again at the
/// next turn and keeps nobody waiting behind it.
///
/// # Errors
/// Those of the store. What was done until then is done.
pub async fn deal<T: Takes>(
    store: &Store,
    judge: impl Fn(&KeptMail) -> Judgement + Send + Sync,
    taker: &T,
    act: Act,
) -> Result<Dealt, StoreError> {
    let mut dealt = Dealt::default();
    for mail in store.mails_to_judge(JUDGED_AT_A_TIME).await? {
        match judged(&mail, &judge) {
            Judgement::SetAside => {
                store.settle_mail(&mail.key, &MailOutcome::SetAside, act).await?;
                dealt.set_aside += 1;
            }
            Judgement::Look { intent, why } => {
                store.doubt_mail(&mail.key, &intent, &why, act.at).await?;
                dealt.waiting += 1;
            }
            Judgement::Take(wish) => match taker.take(&mail, &wish).await {
                Ok(case) => {
                    store.settle_mail(&mail.key, &MailOutcome::Case(case), act).await?;
                    dealt.taken += 1;
                }
                Err(error) => {
                    tracing::warn!(mail = mail.key, "a request by mail could not be taken yet: {error}");
                    dealt.again += 1;
                }
            },
        }
    }
    Ok(dealt)
}

/// What holds for every mail, whatever its words say.
fn judged(mail: &KeptMail, judge: &impl Fn(&KeptMail) -> Judgement) -> Judgement {
    let is_ours = [Automatic::Own, Automatic::Bounce].map(Automatic::word);
    if mail.mail.automatic.as_deref().is_some_and(|word| is_ours.contains(&word)) {
        return Judgement::SetAside;
    }
    let look = |intent: &str, why: &str| Judgement::Look { intent: intent.to_owned(), why: why.to_owned() };
    match judge(mail) {
        Judgement::Take(_) if mail.mail.is_forged => look("leave", "forged"),
        Judgement::Take(_) if mail.mail.from_address.is_empty() => look("leave", "nobody_to_answer"),
        Judgement::Take(_) if mail.mail.automatic.is_some() => look("leave", "machine"),
        other => other,
    }
}

/// How long to wait before a mailbox that failed is tried again: longer each time, at most five minutes.
pub fn pause_after(failures: u32) -> Duration {
    Duration::from_secs(5_u64.saturating_mul(1 << failures.min(6)).min(300))
}
