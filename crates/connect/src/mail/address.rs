//! What may stand in a header of a mail. A value that was made is one line of harmless characters: nobody can smuggle in a
//! second header, whatever a customer is called.

use std::fmt;
use std::str::FromStr;

/// The longest subject or name that is sent whole, in characters.
const LINE_CHARS_MAX: usize = 200;
/// The longest id of a message, in bytes: a line of a mail holds 998.
const ID_BYTES_MAX: usize = 900;

/// Why something cannot stand in a header. What was given is not repeated: it may be personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotForMail {
    /// It is no mail address.
    #[error("that is not a mail address; allowed: one `name@domain.example`")]
    Address,
    /// It is no id of a message.
    #[error("that is not the id of a message; allowed: `<letters@domain>` without spaces")]
    MessageId,
    /// It is no https address.
    #[error("that is not an address for leaving a list; allowed: `https://…` without spaces")]
    Unsubscribe,
}

/// One line of text: controls and line ends are spaces, and what is too long is cut.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line(String);

impl Line {
    /// The text as one line.
    pub fn new(text: &str) -> Self {
        let steers =
            |c: char| c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        let clean: String = text.chars().map(|c| if steers(c) { ' ' } else { c }).collect();
        let words = clean.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.chars().count() <= LINE_CHARS_MAX {
            return Self(words);
        }
        Self(words.chars().take(LINE_CHARS_MAX - 1).chain(['…']).collect())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A mail address: one, and whole.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Address(lettre::Address);

impl Address {
    /// What stands after the `@`.
    pub fn domain(&self) -> &str {
        self.0.domain()
    }

    /// Whether both are the same box: capitals make no difference to any provider people use.
    pub fn is_same(&self, other: &Self) -> bool {
        self.0.to_string().to_lowercase() == other.0.to_string().to_lowercase()
    }
}

impl FromStr for Address {
    type Err = NotForMail;

    fn from_str(text: &str) -> Result<Self, NotForMail> {
        let text = text.trim();
        let is_harmless =
            text.len() <= 320 && !text.chars().any(|c| c.is_control() || c.is_whitespace() || "<>,;\"\\".contains(c));
        if !is_harmless {
            return Err(NotForMail::Address);
        }
        text.parse().map(Self).map_err(|_| NotForMail::Address)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Addresses never stand in a log.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address(…@{})", self.0.domain())
    }
}

/// An address with the name of whom it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// The name; may be empty.
    pub name: Line,
    /// The address.
    pub address: Address,
}

impl Mailbox {
    /// An address with a name, which may be empty.
    pub fn new(name: &str, address: Address) -> Self {
        Self { name: Line::new(name), address }
    }

    pub(super) fn to_lettre(&self) -> lettre::message::Mailbox {
        let name = Some(self.name.0.clone()).filter(|name| !name.is_empty());
        lettre::message::Mailbox::new(name, self.address.0.clone())
    }
}

/// `Fietsplan <opzeggen@fietsplan.example>`, or the address alone.
impl FromStr for Mailbox {
    type Err = NotForMail;

    fn from_str(text: &str) -> Result<Self, NotForMail> {
        let text = text.trim();
        match text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
            Some((name, address)) => Ok(Self::new(name.trim().trim_matches('"'), address.parse()?)),
            None => Ok(Self::new("", text.parse()?)),
        }
    }
}

/// The id of a message, with its angle brackets.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MessageId(String);

impl MessageId {
    /// The id of the mail a job sends: the same job, the same id, so that a mail that arrives twice is seen to be one.
    pub fn of_job(job: &str, domain: &str) -> Self {
        let job: String =
            job.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.')).take(100).collect();
        let domain: String = domain.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.')).collect();
        Self(format!("<vaarwel.{job}@{domain}>"))
    }

    /// With its angle brackets.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MessageId {
    type Err = NotForMail;

    fn from_str(text: &str) -> Result<Self, NotForMail> {
        let inner = text.trim().trim_start_matches('<').trim_end_matches('>');
        let is_harmless = inner.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>".contains(&byte));
        if inner.is_empty() || inner.len() > ID_BYTES_MAX || !is_harmless {
            return Err(NotForMail::MessageId);
        }
        Ok(Self(format!("<{inner}>")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_can_begin_a_second_header() {
        for text in ["a\r\nBcc: evil@x.example", "a\nb", "a\u{2028}b", "\u{202e}cod.exe"] {
            let line = Line::new(text);
            assert!(!line.as_str().chars().any(|c| c.is_control() || c == '\u{2028}' || c == '\u{202e}'), "{line:?}");
        }
        for text in [
            "",
            "a",
            "a@",
            "@b.example",
            "a@b.example\r\nBcc: c@d.example",
            "a@b.example,c@d.example",
            "a b@c.example",
            "<a@b.example>",
            "a@b.example>",
            "\"a\"@b.example",
            "a@b..example",
        ] {
            assert_eq!(text.parse::<Address>(), Err(NotForMail::Address), "{text}");
        }
        for text in ["", "<>", "<a b@c>", "<a@b>\r\nX: y", "<a><b>", &"x".repeat(901)] {
            assert_eq!(text.parse::<MessageId>(), Err(NotForMail::MessageId), "{text}");
        }
        assert_eq!(
            MessageId::of_job("01J/../\r\nx", "fiets plan.example").as_str(),
            "<vaarwel.01J..x@fietsplan.example>"
        );
    }

    #[test]
    fn names_may_be_in_any_script_and_are_cut_where_they_are_endless() {
        let mailbox: Mailbox = "\"Café 自転車 – Çağrı\" <cagri@fietsplan.example>".parse().unwrap();
        assert_eq!(mailbox.name.as_str(), "Café 自転車 – Çağrı");
        assert_eq!(mailbox.address.domain(), "fietsplan.example");
        assert_eq!(Line::new(&"é".repeat(500)).as_str().chars().count(), LINE_CHARS_MAX);
        assert_eq!(format!("{:?}", mailbox.address), "Address(…@fietsplan.example)");
    }
}
