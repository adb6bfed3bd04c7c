//! A mail that another program hands over: the company's mail provider posts it to us.

use serde::Deserialize;

use super::{Incoming, MAIL_BYTES_MAX, clean};
use crate::mail::{Address, Line, Mailbox};

/// The fields of a mail that was posted as JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Posted {
    /// The whole mail, headers and all, as text; the other fields are then left out.
    #[serde(default)]
    raw: Option<String>,
    /// `Renée <renee@voorbeeld.example>`.
    #[serde(default)]
    from: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    text: String,
    /// With or without angle brackets.
    #[serde(default)]
    message_id: String,
    #[serde(default)]
    references: Vec<String>,
    #[serde(default)]
    attachments_count: usize,
}

/// Why what was posted is no mail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotPosted {
    /// It is too long.
    #[error("the mail has {given} bytes; allowed: at most {MAIL_BYTES_MAX}")]
    TooLong {
        /// How long it is.
        given: usize,
    },
    /// It is no JSON of this shape.
    #[error(
        "the JSON cannot be read: {why}; allowed: an object with `raw`, or with `from`, `subject`, `text`, `message_id`, `references` and `attachments_count`"
    )]
    Json {
        /// What the reader said, without what was given.
        why: String,
    },
    /// Nobody wrote it.
    #[error("`from` is missing or is no mail address; allowed: `Renée <renee@voorbeeld.example>`")]
    From,
}

impl Posted {
    /// Reads a body that was posted: JSON, or the mail itself for any other kind of content.
    ///
    /// # Errors
    /// `TooLong`, `Json`, `From`.
    pub fn read(body: &[u8], is_json: bool, own: &[Address]) -> Result<Incoming, NotPosted> {
        if body.len() > MAIL_BYTES_MAX {
            return Err(NotPosted::TooLong { given: body.len() });
        }
        let mail = if is_json {
            let posted: Self = serde_json::from_slice(body).map_err(|error| NotPosted::Json { why: place(&error) })?;
            posted.into_incoming(own)
        } else {
            Incoming::read(body, own)
        };
        if mail.from.is_some() { Ok(mail) } else { Err(NotPosted::From) }
    }

    fn into_incoming(self, own: &[Address]) -> Incoming {
        if let Some(raw) = &self.raw {
            return Incoming::read(raw.as_bytes(), own);
        }
        let from: Option<Mailbox> = self.from.parse().ok();
        let is_own = from.as_ref().is_some_and(|from| own.iter().any(|own| own.is_same(&from.address)));
        Incoming {
            message_id: self.message_id.parse().ok(),
            references: self.references.iter().filter_map(|id| id.parse().ok()).take(super::REFERENCES_MAX).collect(),
            subject: Line::new(&self.subject),
            text: clean(&self.text),
            attachments_count: self.attachments_count,
            automatic: is_own.then_some(super::Automatic::Own),
            from,
            ..Incoming::unreadable()
        }
    }
}

/// Where the JSON is wrong. The reader's own words may repeat what was given.
fn place(error: &serde_json::Error) -> String {
    format!("line {}, column {}", error.line(), error.column())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_posted_mail_is_read_in_either_shape() {
        let json = r#"{"from":"Renée <renee@voorbeeld.example>","subject":"Opzegging","text":"Ik zeg op.\r\n","message_id":"1@a.example"}"#;
        let mail = Posted::read(json.as_bytes(), true, &[]).unwrap();
        assert_eq!((mail.subject.as_str(), mail.text.as_str()), ("Opzegging", "Ik zeg op."));
        let raw =
            "From: renee@voorbeeld.example\r\nSubject: Opzegging\r\nMessage-ID: <1@a.example>\r\n\r\nIk zeg op.\r\n";
        let same = Posted::read(raw.as_bytes(), false, &[]).unwrap();
        assert_eq!(mail.identity(), same.identity());
        let wrapped = serde_json::json!({ "raw": raw }).to_string();
        assert_eq!(Posted::read(wrapped.as_bytes(), true, &[]), Ok(same));
    }

    #[test]
    fn what_is_no_mail_is_refused_in_words() {
        for (body, is_json) in
            [("", false), ("{}", true), ("[]", true), (r#"{"from":"x"}"#, true), (r#"{"form":"x@y.example"}"#, true)]
        {
            let error = Posted::read(body.as_bytes(), is_json, &[]).expect_err(body).to_string();
            assert!(error.contains("allowed:"), "{error}");
        }
        assert!(Posted::read(&vec![b'x'; MAIL_BYTES_MAX + 1], false, &[]).is_err());
    }
}
