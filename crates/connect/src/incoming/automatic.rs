//! Mail that no person wrote. It is never answered, so that two programs do not write to each other for ever.

use std::fmt;

use mail_parser::{HeaderName, Message, MimeHeaders as _};

use crate::mail::{Address, Mailbox};

/// Why a mail is taken to come from a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Automatic {
    /// We sent it ourselves.
    Own,
    /// It could not be delivered, or was.
    Bounce,
    /// A program answered: a notice of absence, a confirmation of reading.
    Reply,
    /// It went to many.
    Bulk,
}

impl Automatic {
    /// The word for it, as the store keeps it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Bounce => "bounce",
            Self::Reply => "reply",
            Self::Bulk => "bulk",
        }
    }

    /// The machine that shows in the headers, if one does. The words of the mail are not looked at.
    pub(super) fn find(message: &Message<'_>, from: Option<&Mailbox>, own: &[Address]) -> Option<Self> {
        let raw = |name: &str| {
            let mut headers = message.headers_raw();
            headers
                .find(|(given, _)| given.eq_ignore_ascii_case(name))
                .map(|(_, value)| value.trim().to_ascii_lowercase())
        };
        if message.message_id().is_some_and(|id| id.trim_start_matches('<').starts_with("vaarwel."))
            || from.is_some_and(|from| own.iter().any(|own| own.is_same(&from.address)))
        {
            return Some(Self::Own);
        }
        let is_report = message.content_type().is_some_and(|kind| {
            kind.ctype().eq_ignore_ascii_case("multipart")
                && kind.subtype().is_some_and(|sub| sub.eq_ignore_ascii_case("report"))
        });
        let has_no_sender = raw("Return-Path").is_some_and(|path| path == "<>");
        let user = from.map(|from| from.address.to_string().to_ascii_lowercase()).unwrap_or_default();
        if is_report || has_no_sender || user.starts_with("mailer-daemon@") || user.starts_with("postmaster@") {
            return Some(Self::Bounce);
        }
        let submitted = raw("Auto-Submitted").filter(|value| !value.is_empty() && !value.starts_with("no"));
        let precedence = raw("Precedence").unwrap_or_default();
        if submitted.is_some()
            || raw("X-Autoreply").is_some()
            || raw("X-Autorespond").is_some()
            || precedence == "auto_reply"
        {
            return Some(Self::Reply);
        }
        let is_list =
            message.header(HeaderName::ListId).is_some() || message.header(HeaderName::ListUnsubscribe).is_some();
        (is_list || matches!(precedence.as_str(), "bulk" | "junk" | "list")).then_some(Self::Bulk)
    }
}

impl fmt::Display for Automatic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Incoming;
    use super::Automatic;

    #[test]
    fn machines_show_in_the_headers_and_people_are_not_taken_for_one() {
        let own = ["opzeggen@fietsplan.example".parse().unwrap()];
        let check = |headers: &str, expected: Option<Automatic>| {
            let from = if headers.contains("From:") { "" } else { "From: renee@voorbeeld.example\r\n" };
            let raw = format!("{from}{headers}\r\nSubject: Opzegging\r\n\r\nIk zeg op.\r\n");
            assert_eq!(Incoming::read(raw.as_bytes(), &own).automatic, expected, "{headers}");
        };
        check("X-Mailer: Thunderbird", None);
        check("Auto-Submitted: no", None);
        check("Return-Path: <renee@voorbeeld.example>", None);
        check("Precedence: normal", None);
        check("Auto-Submitted: auto-replied (vacation)", Some(Automatic::Reply));
        check("X-Autoreply: yes", Some(Automatic::Reply));
        check("Precedence: auto_reply", Some(Automatic::Reply));
        check("Return-Path: <>", Some(Automatic::Bounce));
        check("From: MAILER-DAEMON@mx.example", Some(Automatic::Bounce));
        check("Content-Type: multipart/report; report-type=delivery-status; boundary=x", Some(Automatic::Bounce));
        check("List-Id: <nieuws.voorbeeld.example>", Some(Automatic::Bulk));
        check("List-Unsubscribe: <https://voorbeeld.example/u>", Some(Automatic::Bulk));
        check("Precedence: bulk", Some(Automatic::Bulk));
        check("From: Opzeggen@FIETSPLAN.example", Some(Automatic::Own));
        check("From: opzeggen@fietsplan.example", Some(Automatic::Own));
        check("Message-ID: <vaarwel.01J@fietsplan.example>", Some(Automatic::Own));
    }
}
