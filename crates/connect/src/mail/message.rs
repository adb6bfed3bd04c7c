//! One mail, put together: headers in a fixed order, words as text and as HTML, papers attached.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Message, MessageBuilder, MultiPart, SinglePart};

use super::{Address, Line, Mailbox, MessageId, NotForMail};
use crate::Writing;

/// Of a long conversation the first message and so many of the last are named.
const REFERENCES_MAX: usize = 20;

/// A mail to send.
#[derive(Debug, Clone)]
pub struct Mail<'a> {
    /// Its id, the same whenever the same job sends it.
    pub id: MessageId,
    /// From whom.
    pub from: &'a Mailbox,
    /// Where answers go, if not to whom it is from.
    pub reply_to: Option<&'a Mailbox>,
    /// To whom.
    pub to: &'a Mailbox,
    /// The moment it was written, in microseconds since 1 January 1970.
    pub written_at_us: i64,
    /// What it says.
    pub writing: &'a Writing,
    /// Its plain text, where that must be exactly so: a receipt can be checked as it stands in the mail.
    pub plain: Option<&'a str>,
    /// A line at its foot, such as why it was sent; may be empty.
    pub foot: &'a str,
    /// The message it answers.
    pub thread: Option<&'a Thread>,
    /// Why it is sent.
    pub purpose: Purpose,
    /// What goes along.
    pub attachments: Vec<Attachment>,
}

/// The message a mail answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// Its id.
    pub message_id: MessageId,
    /// What came before it in the conversation, the first one first.
    pub references: Vec<MessageId>,
    /// Its subject.
    pub subject: Line,
}

/// Why a mail is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// Because of something the reader did or has a right to know. It carries no offer and no survey.
    Service,
    /// To ask something. One press in the mail program ends such mails, as RFC 8058 says.
    Asking {
        /// Takes a `POST` with `List-Unsubscribe=One-Click`, without cookies or questions.
        unsubscribe: UnsubscribeUrl,
    },
}

/// An https address that ends a kind of mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsubscribeUrl(String);

impl std::str::FromStr for UnsubscribeUrl {
    type Err = NotForMail;

    fn from_str(text: &str) -> Result<Self, NotForMail> {
        let is_harmless = text.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>,".contains(&byte));
        let host = text.strip_prefix("https://").is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'));
        if host && is_harmless && text.len() <= 900 { Ok(Self(text.to_owned())) } else { Err(NotForMail::Unsubscribe) }
    }
}

/// What goes along with a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The name of the file: letters, digits, `-` and one `.`.
    pub name: String,
    /// What it is.
    pub content: Content,
}

/// What is in an attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A PDF file.
    Pdf(Vec<u8>),
    /// Plain text.
    Text(String),
}

/// A mail as it travels.
#[derive(Debug, Clone)]
pub struct Ready {
    pub(super) envelope: lettre::address::Envelope,
    /// All its bytes, headers first.
    pub bytes: Vec<u8>,
}

impl Mail<'_> {
    /// The mail as it travels. The same mail gives the same bytes.
    ///
    /// # Errors
    /// `Address`, when the addresses make no envelope.
    pub fn to_ready(&self) -> Result<Ready, NotForMail> {
        let subject = match self.thread {
            Some(thread) if !thread.subject.as_str().is_empty() => answer_to(thread.subject.as_str()),
            _ => Line::new(&self.writing.title),
        };
        let reply_to = self.reply_to.unwrap_or(self.from);
        let builder = Message::builder()
            .date(moment(self.written_at_us))
            .from(self.from.to_lettre())
            .reply_to(reply_to.to_lettre())
            .to(self.to.to_lettre())
            .subject(subject.as_str())
            .message_id(Some(self.id.as_str().to_owned()));
        let message = self.with_thread_and_purpose(builder).multipart(self.body()).map_err(|_| NotForMail::Address)?;
        Ok(Ready { envelope: message.envelope().clone(), bytes: message.formatted() })
    }

    fn with_thread_and_purpose(&self, mut builder: MessageBuilder) -> MessageBuilder {
        if let Some(thread) = self.thread {
            let last = thread.references.len().saturating_sub(REFERENCES_MAX).max(1);
            let kept = thread.references.iter().take(1).chain(thread.references.iter().skip(last));
            let all: Vec<&str> = kept.chain([&thread.message_id]).map(MessageId::as_str).collect();
            builder = builder.in_reply_to(thread.message_id.as_str().to_owned()).references(all.join(" "));
        }
        let submitted = if self.thread.is_some() { "auto-replied" } else { "auto-generated" };
        // The first is RFC 3834; the second keeps some programs from answering with a notice of absence.
        builder = builder.raw_header(header("Auto-Submitted", submitted));
        builder = builder.raw_header(header("X-Auto-Response-Suppress", "All"));
        if let Purpose::Asking { unsubscribe } = &self.purpose {
            builder = builder.raw_header(header("List-Unsubscribe", &format!("<{}>", unsubscribe.0)));
            builder = builder.raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
        builder.raw_header(header("Content-Language", self.writing.language.code()))
    }

    fn body(&self) -> MultiPart {
        let who = Some(self.from.name.as_str()).filter(|name| !name.is_empty()).unwrap_or(self.from.address.domain());
        let foot = if self.foot.is_empty() { String::new() } else { format!("\n-- \n{}\n", self.foot) };
        let text = self.plain.map_or_else(|| self.writing.to_string(), str::to_owned) + &foot;
        let html = self.writing.to_html(who, self.foot);
        let words = MultiPart::alternative()
            .boundary(self.boundary("words"))
            .singlepart(SinglePart::plain(text))
            .singlepart(SinglePart::html(html));
        if self.attachments.is_empty() {
            return words;
        }
        let whole = MultiPart::mixed().boundary(self.boundary("whole")).multipart(words);
        self.attachments.iter().fold(whole, |whole, attachment| whole.singlepart(attachment.to_part()))
    }

    /// The line between parts, from the id of the mail, so that the same mail has the same bytes.
    fn boundary(&self, name: &str) -> String {
        let mix = |sum: u64, byte: u8| (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        let sum = self.id.as_str().bytes().fold(0xcbf2_9ce4_8422_2325, mix);
        format!("=_vaarwel_{name}_{sum:016x}")
    }
}

impl Attachment {
    fn to_part(&self) -> SinglePart {
        let name: String = self.name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.')).collect();
        let attachment = lettre::message::Attachment::new(name);
        match &self.content {
            Content::Text(text) => attachment.body(text.clone(), ContentType::TEXT_PLAIN),
            Content::Pdf(bytes) => {
                let kind = ContentType::parse("application/pdf").unwrap_or(ContentType::TEXT_PLAIN);
                attachment.body(bytes.clone(), kind)
            }
        }
    }
}

/// The address alone, for whoever keeps a list of them.
impl From<&Mailbox> for Address {
    fn from(mailbox: &Mailbox) -> Self {
        mailbox.address.clone()
    }
}

fn answer_to(subject: &str) -> Line {
    let is_answer = subject.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("re:"));
    if is_answer { Line::new(subject) } else { Line::new(&format!("Re: {subject}")) }
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

fn moment(us: i64) -> SystemTime {
    UNIX_EPOCH + Duration::from_micros(u64::try_from(us).unwrap_or(0))
}
