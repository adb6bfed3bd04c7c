//! The office: members, sessions, keys, settings and the newest facts, on SQLite and PostgreSQL.
//!
//! Nothing here reads a clock or draws a random number: moments, ids and token hashes come in as arguments. Every
//! change that somebody answers for asks for an [`Act`] and is written to the history in the same transaction. Read
//! the modules in this order:
//!
//! | module | what it holds |
//! | --- | --- |
//! | `open` | the address of a store, and its schema |
//! | `history` | who changed what, and when |
//! | `member` | the people of the company who sign in |
//! | `sign_in_link`, `sign_in_attempt`, `session` | how they sign in |
//! | `retention` | how long what concerns people is kept |
//! | `api_key` | how programs sign in |
//! | `definition`, `reason_mapping` | what the company chose, in versions (`choice`) |
//! | `setting` | the settings of the company |
//! | `tail` | facts that wait to be sealed into the ledger |
//! | `import` | the journal of imports |
//! | `flow` | published flows, in versions |
//! | `person` | what the company tells of its customers |
//! | `exit` | the cases of those who leave, their events and receipts |
//! | `fault` | what went wrong for customers by the company's doing |
//! | `job` | work that a change brought about |
//! | `door` | links, walks and tries at the public pages |
//! | `mail` | mail that came in, and what became of it |
//! | `activity`, `assignment` | the register of what is done to keep customers, who was drawn, and what measuring said |
//! | `survey`, `invitation`, `answer`, `opt_out` | what customers are asked, and what they answer |
//! | `kiosk` | screens on the spot, which ask whoever stands before them |
//! | `theme` | what people say answers in own words are about |
//! | `action_point` | the work that comes of it |
//! | `told`, `helped` | who was told what, once, and whether it helped |
//! | `webhook` | programs that are told of changes |
//! | `erasing` | everything about one person, as a copy and gone |
//! | `connection` | two databases behind one door |
//!
//! Why one SQL text serves two databases: `docs/decisions/0003-one-sql-text-two-databases.md`. What is kept about
//! people, why and how long: `docs/reference/store.md`.

mod action_point;
mod activity;
mod answer;
mod api_key;
mod assignment;
mod choice;
mod connection;
mod definition;
mod door;
mod erasing;
mod error;
mod exit;
mod fault;
mod flow;
mod helped;
mod history;
mod ids;
mod import;
mod invitation;
mod job;
mod kiosk;
mod mail;
mod member;
mod moment;
mod open;
mod opt_out;
mod page;
mod person;
mod reason_mapping;
mod retention;
mod secret;
mod session;
mod setting;
mod sign_in_attempt;
mod sign_in_link;
mod survey;
mod tail;
mod theme;
mod told;
mod webhook;
mod word;

pub use action_point::{ActionPoint, Placed, StoredEvent};
pub use activity::{ActivityStop, ActivityVerdict, ActivityVersion, RegisteredActivity};
pub use answer::{Answer, AnswerFilter, Answered, ChoiceCount, Delivery, OwnAnswer, StandingRow};
pub use api_key::{ApiKey, LAST_USED_SECONDS, NewApiKey, Scope, Scopes};
pub use assignment::{Assignment, Drawn, Recorded};
pub use choice::Choice;
pub use door::{DOOR_ATTEMPTS_KEPT_SECONDS, DoorLinkUse, LinkPurpose, VISITS_KEPT_SECONDS, Visit, VisitStep};
pub use erasing::Erased;
pub use error::{NotAllowed, StoreError};
pub use exit::{
    ChainLink, Declared, DeskFilter, DeskList, EXIT_WORDS_DAYS_MAX, EXIT_WORDS_DAYS_USUAL, ExitChange, ExitFilter,
    ExitPrice, ExitRow, MakeReceipt, NewExit, Place, SAME_CLICK_SECONDS, StoredExit, StoredReceipt, Tally,
};
pub use flow::PublishedFlow;
pub use helped::{HelpedQuestion, NewHelpedQuestion, SaidHelped};
pub use history::{Act, Actor, Entry};
pub use ids::{
    ActionPointId, ActivityId, ApiKeyId, ExitId, ImportId, InvitationId, JobId, KioskId, MemberId, SessionId, WebhookId,
};
pub use import::{Import, ImportEnding, ImportState, RowCounts, TakenAs};
pub use invitation::{Invitation, Invited, NewInvitation, Response};
pub use job::{Claim, JOB_ERROR_CHARS_MAX, JOBS_KEPT_SECONDS, Job, JobState, NewJob};
pub use kiosk::{Kiosk, NewAtKiosk, NewKiosk};
pub use mail::{KeptMail, MAILS_KEPT_SECONDS, MailFields, MailOutcome, MailboxPlace, NewMail, WaitingMail};
pub use member::{EMAIL_CHARS_MAX, Email, Member, NewMember, Role};
pub use moment::Moment;
pub use open::FILE_NAME;
pub use page::{PAGE_ROWS_MAX, Page};
pub use person::{Person, PutPeople, Stamps, plain_number};
pub use retention::{ATTEMPTS_KEPT_SECONDS, Forgotten, LINKS_KEPT_SECONDS};
pub use secret::{PasswordHash, TokenHash};
pub use session::{LAST_SEEN_SECONDS, Session};
pub use setting::Settings;
pub use sign_in_attempt::Attempts;
pub use sign_in_link::LinkUse;
pub use survey::PublishedSurvey;
pub use tail::{Appended, NumberedFact, TailFact};
pub use theme::Theme;
pub use told::Telling;
pub use webhook::{Topic, WEBHOOK_JOB, WEBHOOK_TRIES_KEPT_SECONDS, Webhook, WebhookTry, read_topics};
pub use word::Language;

/// An open store. Cheap to clone; clones share the connections.
#[derive(Clone, Debug)]
pub struct Store {
    pools: connection::Pools,
    declaring: std::sync::Arc<exit::Declaring>,
    recognizing: std::sync::Arc<person::Recognizing>,
    counting: std::sync::Arc<answer::Counting>,
}
