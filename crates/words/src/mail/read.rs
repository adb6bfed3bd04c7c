//! A mail as it comes in: a message of the internet, or a JSON object.

use mail_parser::{Address, Message, MessageParser, MimeHeaders as _, PartType};
use relationship::Day;
use serde_json::Value;

use crate::Language;

/// What is read of a mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mail {
    /// What the sender's program calls it, or the `id` of a JSON object.
    pub id: Option<String>,
    /// The address of the sender.
    pub from: Option<String>,
    /// The subject.
    pub subject: String,
    /// The text, plain or HTML.
    pub text: String,
    /// The day on which it was written, in the writer's own time zone.
    pub written_on: Option<Day>,
    /// The header that says that a machine wrote it.
    pub machine: Option<String>,
    /// Attached files.
    pub attachments: usize,
    /// The language, where it is known.
    pub language: Option<Language>,
}

/// Why a mail could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Not a message.
    #[error("this is no mail; allowed: a message as RFC 5322 describes it, with headers and a text")]
    NoMail,
    /// Not a JSON object.
    #[error(
        "line {line} is no JSON object: {why}; allowed: one object a line with `text`, and if known `subject`, `from` and `date`"
    )]
    NoObject {
        /// The line, from 1.
        line: usize,
        /// What the reader says.
        why: String,
    },
    /// An object without a text.
    #[error(
        "line {line} has no `text`; allowed are also `body`, `content`, `message`, `html` and `raw`, a whole message"
    )]
    NoText {
        /// The line, from 1.
        line: usize,
    },
}

/// Of these a mail has at least one.
const HEADERS: [&str; 8] = ["From", "Sender", "To", "Subject", "Date", "Message-ID", "Received", "Return-Path"];

/// Reads a message of the internet.
///
/// # Errors
/// [`ReadError::NoMail`] where there are no headers.
pub fn from_eml(bytes: &[u8]) -> Result<Mail, ReadError> {
    let message = MessageParser::default().parse(bytes).ok_or(ReadError::NoMail)?;
    // Many a file has a colon in its first lines; a mail says from whom it is, to whom, when, or about what.
    if !HEADERS.iter().any(|name| message.header_raw(*name).is_some()) {
        return Err(ReadError::NoMail);
    }
    let text = message.text_bodies().chain(message.html_bodies()).find_map(|part| match &part.body {
        PartType::Text(text) | PartType::Html(text) if !text.trim().is_empty() => Some(text.to_string()),
        _ => None,
    });
    Ok(Mail {
        id: message.message_id().map(str::to_owned),
        from: message.from().and_then(Address::first).and_then(|it| it.address()).map(str::to_owned),
        subject: message.subject().unwrap_or_default().to_owned(),
        text: text.unwrap_or_default(),
        written_on: message.date().and_then(|date| Day::from_ymd(date.year.into(), date.month.into(), date.day.into())),
        machine: machine(&message),
        attachments: message.attachment_count(),
        language: None,
    })
}

/// The header that says that a machine wrote it: RFC 3834, RFC 2369, RFC 3464 and what older programs write.
fn machine(message: &Message<'_>) -> Option<String> {
    let header = |name: &'static str| message.header_raw(name).map(|value| value.trim().to_lowercase());
    let said = |name: &'static str, value: &str| Some(format!("{name}: {value}"));
    if let Some(value) = header("Auto-Submitted").filter(|value| !value.starts_with("no")) {
        return said("Auto-Submitted", &value);
    }
    for name in [
        "X-Autoreply",
        "X-Autorespond",
        "X-Auto-Response-Suppress-Reply",
        "List-Unsubscribe",
        "List-Id",
        "X-Failed-Recipients",
    ] {
        if let Some(value) = header(name) {
            return said(name, &value);
        }
    }
    if let Some(value) =
        header("Precedence").filter(|value| ["bulk", "list", "junk", "auto_reply"].contains(&value.as_str()))
    {
        return said("Precedence", &value);
    }
    if message.content_type().is_some_and(|it| it.ctype() == "multipart" && it.subtype() == Some("report")) {
        return said("Content-Type", "multipart/report");
    }
    if header("Return-Path").is_some_and(|value| value == "<>") {
        return said("Return-Path", "<>");
    }
    let from = message.from().and_then(Address::first).and_then(|it| it.address()).unwrap_or_default();
    machine_sender(from)
}

fn machine_sender(address: &str) -> Option<String> {
    let local = address.split('@').next().unwrap_or_default().to_lowercase();
    [
        "mailer-daemon",
        "postmaster",
        "bounce",
        "no-reply",
        "noreply",
        "do-not-reply",
        "donotreply",
        "newsletter",
        "nieuwsbrief",
    ]
    .iter()
    .any(|it| local.starts_with(it))
    .then(|| format!("From: {address}"))
}

/// Reads an object: `text` (or `body`, `content`, `message`, `html`, or `raw`, a whole message), `subject`, `from`, `date`
/// (or `sent_at`, `received_at`), `language` (or `lang`), `id`; anything else is passed over.
///
/// # Errors
/// [`ReadError::NoObject`] and [`ReadError::NoText`].
pub fn from_json(line: usize, json: &str) -> Result<Mail, ReadError> {
    let no_object = |why: String| ReadError::NoObject { line, why };
    let value: Value = serde_json::from_str(json).map_err(|error| no_object(error.to_string()))?;
    let object = value.as_object().ok_or_else(|| no_object("it is another kind of value".into()))?;
    let text_of = |names: &[&str]| {
        let found = object.iter().find(|(name, value)| {
            names.contains(&name.to_lowercase().as_str()) && matches!(value, Value::String(_) | Value::Number(_))
        });
        found.map(|(_, value)| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    };
    if let Some(raw) = text_of(&["raw", "eml", "rfc822"]) {
        let mut mail = from_eml(raw.as_bytes())?;
        mail.id = text_of(&["id", "mail_id", "message_id"]).or(mail.id);
        return Ok(mail);
    }
    let text = ["text", "body", "content", "message", "plain", "text_plain", "body_text", "mail", "html", "body_html"];
    let text =
        text.iter().find_map(|name| text_of(&[name]).filter(|it| !it.trim().is_empty())).or_else(|| text_of(&text));
    let subject = text_of(&["subject", "onderwerp", "title"]);
    if text.is_none() && subject.is_none() {
        return Err(ReadError::NoText { line });
    }
    let from = text_of(&["from", "sender", "van"]);
    let headers = object.get("headers").and_then(Value::as_object);
    let header = |wanted: &str| {
        let found = headers.into_iter().flatten().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.and_then(|(_, value)| value.as_str()).map(str::to_owned)
    };
    let by_header =
        ["Auto-Submitted", "List-Unsubscribe", "List-Id", "X-Autoreply", "Precedence", "X-Failed-Recipients"]
            .iter()
            .find_map(|name| {
                let value = header(name).filter(|value| *name != "Auto-Submitted" || value != "no")?;
                Some(format!("{name}: {value}"))
            });
    Ok(Mail {
        id: text_of(&["id", "mail_id", "message_id", "nr"]),
        machine: by_header.or_else(|| from.as_deref().map(bare_address).and_then(machine_sender)),
        from,
        subject: subject.unwrap_or_default(),
        text: text.unwrap_or_default(),
        written_on: text_of(&[
            "date",
            "sent_at",
            "received_at",
            "sent",
            "received",
            "received_on",
            "written_on",
            "datum",
        ])
        .or_else(|| header("Date"))
        .and_then(|it| day(&it)),
        attachments: object.get("attachments").map_or(0, |it| it.as_array().map_or(0, Vec::len)),
        language: text_of(&["language", "lang", "taal"]).and_then(|tag| Language::of_tag(&tag)),
    })
}

fn bare_address(from: &str) -> &str {
    from.rsplit_once('<').map_or(from, |(_, rest)| rest.trim_end_matches('>')).trim()
}

/// `2026-11-16`, also with a time behind it, or `Mon, 16 Nov 2026 10:12:00 +0100`.
fn day(text: &str) -> Option<Day> {
    let iso = text.get(..10).and_then(|start| start.parse().ok());
    iso.or_else(|| {
        let date = mail_parser::DateTime::parse_rfc3339(text).or_else(|| {
            let message = format!("Date: {text}\r\n\r\n");
            MessageParser::default().parse(message.as_bytes()).and_then(|it| it.date().copied())
        })?;
        Day::from_ymd(date.year.into(), date.month.into(), date.day.into())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_read_with_its_date_its_html_and_its_attachments() {
        let eml = "From: Sanne <sanne@example.nl>\r\nSubject: =?utf-8?q?Be=C3=ABindiging?=\r\nDate: Mon, 16 Nov 2026 10:12:00 +0100\r\n\
                   Content-Type: text/html; charset=utf-8\r\n\r\n<p>Ik zeg op</p>";
        let mail = from_eml(eml.as_bytes()).expect("a mail");
        assert_eq!((mail.subject.as_str(), mail.from.as_deref()), ("Beëindiging", Some("sanne@example.nl")));
        assert_eq!(mail.written_on, Day::from_ymd(2026, 11, 16));
        assert!(mail.text.contains("Ik zeg op") && mail.machine.is_none());
    }

    #[test]
    fn what_is_no_mail_is_refused_whatever_looks_like_a_header_in_it() {
        let odd: [&[u8]; 6] = [
            b"",
            b"ik zeg op",
            b"Note: this is no mail\r\n\r\ntext",
            b"%PDF-1.7\n1 0 obj: x",
            &[0, 159, 146, 150],
            b"{\"a\": 1}",
        ];
        for bytes in odd {
            assert_eq!(from_eml(bytes), Err(ReadError::NoMail), "{}", String::from_utf8_lossy(bytes));
        }
        assert!(from_eml(b"Subject: Opzegging\r\n\r\nIk zeg op.").is_ok());
    }

    #[test]
    fn what_a_machine_wrote_says_so() {
        for header in [
            "Auto-Submitted: auto-replied",
            "List-Unsubscribe: <https://x.example>",
            "Precedence: bulk",
            "From: MAILER-DAEMON@x.example",
        ] {
            let mail = from_eml(format!("{header}\r\nSubject: x\r\n\r\ntext").as_bytes()).expect("a mail");
            assert!(mail.machine.is_some(), "{header}");
        }
    }

    #[test]
    fn an_object_is_read_under_the_names_people_use() {
        let mail = from_json(
            1,
            r#"{"id": 7, "subject": "Stop", "body": "Ik zeg op", "date": "2026-11-16T10:00:00Z", "label": "x"}"#,
        )
        .expect("a mail");
        assert_eq!((mail.id.as_deref(), mail.text.as_str()), (Some("7"), "Ik zeg op"));
        assert_eq!(mail.written_on, Day::from_ymd(2026, 11, 16));
        assert_eq!(from_json(3, "{}"), Err(ReadError::NoText { line: 3 }));
        assert!(matches!(from_json(2, "[1]"), Err(ReadError::NoObject { line: 2, .. })));
        assert_eq!(day("Mon, 16 Nov 2026 10:12:00 +0100"), Day::from_ymd(2026, 11, 16));
    }
}
