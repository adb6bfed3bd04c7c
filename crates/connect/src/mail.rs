//! Mail that goes out: what may stand in its headers, how it is put together, and how it is handed to a server.

mod address;
mod message;
mod smtp;

pub use address::{Address, Line, Mailbox, MessageId, NotForMail};
pub use message::{Attachment, Content, Mail, Purpose, Ready, Thread, UnsubscribeUrl};
pub use smtp::{NotSent, Postbox, SmtpSettings};
