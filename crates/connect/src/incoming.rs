//! A mail that came in: who wrote, what, in which conversation, and whether a machine wrote it.

mod automatic;
mod posted;

use mail_parser::{Message, MessageParser};

pub use automatic::Automatic;
pub use posted::{NotPosted, Posted};

use crate::mail::{Address, Line, Mailbox, MessageId, Thread};

/// Of one mail so many bytes are read; what comes after is not looked at.
pub const MAIL_BYTES_MAX: usize = 2 << 20;
/// Of the words of one mail so many characters are kept.
pub const TEXT_CHARS_MAX: usize = 50_000;
/// So many messages of a conversation are remembered.
const REFERENCES_MAX: usize = 50;

/// A mail that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// Its own id, if it has a usable one.
    pub message_id: Option<MessageId>,
    /// What came before it in the conversation, the first one first.
    pub references: Vec<MessageId>,
    /// From whom it says it is.
    pub from: Option<Mailbox>,
    /// Where it wants answers to go.
    pub reply_to: Option<Mailbox>,
    /// Its subject.
    pub subject: Line,
    /// Its words, without attachments.
    pub text: String,
    /// When it says it was written, in microseconds since 1 January 1970.
    pub written_at_us: Option<i64>,
    /// How many files came along. They are not read.
    pub attachments_count: usize,
    /// Why it is taken to come from a machine, if it is.
    pub automatic: Option<Automatic>,
    /// The receiving server found that the sender is not who it says it is.
    pub is_forged: bool,
}

impl Incoming {
    /// Reads a mail as it came from a server. Any bytes give a mail; what cannot be read is missing in it.
    ///
    /// `own` are the addresses the company sends from: mail from there is our own, come back.
    pub fn read(raw: &[u8], own: &[Address]) -> Self {
        let raw = raw.get(..MAIL_BYTES_MAX).unwrap_or(raw);
        let Some(message) = MessageParser::default().parse(raw) else {
            return Self::unreadable();
        };
        let from = message.from().and_then(first);
        let automatic = Automatic::find(&message, from.as_ref(), own);
        Self {
            message_id: message.message_id().and_then(|id| id.parse().ok()),
            references: references(&message),
            reply_to: message.reply_to().and_then(first),
            subject: Line::new(message.subject().unwrap_or_default()),
            text: words(&message),
            written_at_us: message.date().map(|date| date.to_timestamp().saturating_mul(1_000_000)),
            attachments_count: message.attachment_count(),
            automatic,
            is_forged: is_forged(&message),
            from,
        }
    }

    fn unreadable() -> Self {
        Self {
            message_id: None,
            references: Vec::new(),
            from: None,
            reply_to: None,
            subject: Line::default(),
            text: String::new(),
            written_at_us: None,
            attachments_count: 0,
            automatic: None,
            is_forged: false,
        }
    }

    /// The conversation an answer belongs to.
    pub fn thread(&self) -> Option<Thread> {
        let message_id = self.message_id.clone()?;
        Some(Thread { message_id, references: self.references.clone(), subject: self.subject.clone() })
    }

    /// Whom to answer: where the mail wants answers to go only if that is the address it came from. A receipt goes to
    /// nobody who did not write.
    pub fn answer_to(&self) -> Option<&Mailbox> {
        self.from.as_ref()
    }

    /// What makes the same mail the same, however often and through whatever door it comes: its id with its sender, or,
    /// without an id, everything in it.
    pub fn identity(&self) -> String {
        let from = self.from.as_ref().map(|from| from.address.to_string().to_lowercase()).unwrap_or_default();
        match &self.message_id {
            Some(id) => format!("id\n{}\n{from}", id.as_str()),
            None => format!("all\n{from}\n{:?}\n{}\n{}", self.written_at_us, self.subject.as_str(), self.text),
        }
    }
}

fn first(addresses: &mail_parser::Address<'_>) -> Option<Mailbox> {
    let address = addresses.first()?;
    Some(Mailbox::new(address.name().unwrap_or_default(), address.address()?.parse().ok()?))
}

/// The conversation, from `References`, or from `In-Reply-To` where a program leaves those out.
fn references(message: &Message<'_>) -> Vec<MessageId> {
    let ids = |value: &mail_parser::HeaderValue<'_>| -> Vec<MessageId> {
        let texts = value.as_text_list().map(<[_]>::to_vec).unwrap_or_default();
        let one = value.as_text().filter(|_| texts.is_empty()).map(|text| text.to_owned().into());
        texts.into_iter().chain(one).filter_map(|id| id.parse().ok()).collect()
    };
    let mut all = ids(message.references());
    for id in ids(message.in_reply_to()) {
        if !all.contains(&id) {
            all.push(id);
        }
    }
    let surplus = all.len().saturating_sub(REFERENCES_MAX);
    if surplus > 0 {
        all.drain(1..=surplus);
    }
    all
}

/// The words, without what only steers.
fn words(message: &Message<'_>) -> String {
    let parts = (0..message.text_body_count()).filter_map(|index| message.body_text(index));
    let text = parts.collect::<Vec<_>>().join("\n\n");
    clean(&text)
}

pub(crate) fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let clean = text.chars().filter(|&c| c == '\n' || c == '\t' || !c.is_control());
    clean.take(TEXT_CHARS_MAX).collect::<String>().trim().to_owned()
}

/// What the receiving server wrote about the sender: only its own line, the first one, counts; a sender can add others.
fn is_forged(message: &Message<'_>) -> bool {
    let first = message.headers_raw().find(|(name, _)| name.eq_ignore_ascii_case("Authentication-Results"));
    first.is_some_and(|(_, value)| {
        value.to_ascii_lowercase().split([';', ' ', '\t', '\n']).any(|word| word.trim() == "dmarc=fail")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Incoming {
        let own = ["opzeggen@fietsplan.example".parse().unwrap()];
        Incoming::read(raw.replace('\n', "\r\n").as_bytes(), &own)
    }

    #[test]
    fn a_mail_is_read_with_its_conversation() {
        let mail = read(
            "From: =?utf-8?q?Ren=C3=A9e_de_Vri=C3=ABs?= <renee@voorbeeld.example>\n\
             Message-ID: <3@voorbeeld.example>\nIn-Reply-To: <2@fietsplan.example>\n\
             References: <1@voorbeeld.example>\n <2@fietsplan.example>\nDate: Mon, 9 Nov 2026 14:32:05 +0100\n\
             Subject: Opzegging\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n\
             Ik zeg per 1 maart op, want het is te duur: =80 of zo. Groet, Ren=E9e\n",
        );
        let from = mail.from.as_ref().unwrap();
        assert_eq!(
            (from.name.as_str(), from.address.to_string().as_str()),
            ("Renée de Vriës", "renee@voorbeeld.example")
        );
        let thread = mail.thread().unwrap();
        let ids: Vec<_> = thread.references.iter().map(MessageId::as_str).collect();
        assert_eq!(ids, ["<1@voorbeeld.example>", "<2@fietsplan.example>"]);
        assert_eq!(thread.message_id.as_str(), "<3@voorbeeld.example>");
        assert!(mail.text.ends_with("Groet, Renée"), "{}", mail.text);
        assert_eq!(mail.written_at_us, Some(1_794_231_125_000_000));
        assert_eq!((mail.automatic, mail.is_forged), (None, false));
    }

    #[test]
    fn the_same_mail_is_known_again_and_another_is_not_taken_for_it() {
        let mail =
            |id: &str, from: &str, text: &str| read(&format!("{id}From: {from}\nSubject: x\n\n{text}\n")).identity();
        let id = "Message-ID: <1@a.example>\n";
        assert_eq!(mail(id, "a@a.example", "op"), mail(id, "A <A@a.example>", "op\n\n--\nscanned by"));
        assert_ne!(mail(id, "a@a.example", "op"), mail(id, "b@a.example", "op"));
        assert_ne!(mail("", "a@a.example", "op"), mail("", "a@a.example", "niet op"));
        assert_eq!(mail("", "a@a.example", "op"), mail("", "a@a.example", "op"));
    }

    #[test]
    fn any_bytes_give_a_mail() {
        for raw in
            [&b""[..], b"\0\0\0", b"From:", b"\xff\xfe\n\n\xff", b"Content-Type: multipart/mixed; boundary=\n\n--\n--"]
        {
            let mail = Incoming::read(raw, &[]);
            assert!(mail.text.len() <= raw.len() * 4, "{raw:?}");
        }
        let long = format!("Subject: x\r\n\r\n{}", "é".repeat(TEXT_CHARS_MAX * 2));
        assert_eq!(Incoming::read(long.as_bytes(), &[]).text.chars().count(), TEXT_CHARS_MAX);
        let many = (0..200).map(|n| format!("<{n}@a.example>")).collect::<Vec<_>>().join("\r\n ");
        let mail =
            Incoming::read(format!("References: {many}\r\nIn-Reply-To: <199@a.example>\r\n\r\nx").as_bytes(), &[]);
        assert_eq!(mail.references.len(), REFERENCES_MAX);
        assert_eq!(mail.references.first().map(MessageId::as_str), Some("<0@a.example>"));
        assert_eq!(mail.references.last().map(MessageId::as_str), Some("<199@a.example>"));
    }

    #[test]
    fn only_the_receiving_server_says_that_a_sender_is_forged() {
        let real = "Authentication-Results: mx.fietsplan.example; spf=pass; dmarc=pass\n";
        let fake = "Authentication-Results: mx.fietsplan.example;\n dkim=none; dmarc=fail (p=reject)\n";
        assert!(read(&format!("{fake}{real}From: a@b.example\n\nx")).is_forged);
        assert!(!read(&format!("{real}{fake}From: a@b.example\n\nx")).is_forged);
    }
}
