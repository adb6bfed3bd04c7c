//! The address of a mail server, as one line of the settings: `smtps://user:password@mail.example:465`.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// How the connection is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Privacy {
    /// TLS from the first byte.
    Tls,
    /// TLS after `STARTTLS`; without it nothing is sent.
    StartTls,
    /// None: only to this machine.
    Plain,
}

/// What the server is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// Takes mail that goes out.
    Smtp,
    /// Holds mail that came in.
    Imap,
}

/// The address of a mail server. The password is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Server {
    /// What it is for.
    pub service: Service,
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is kept private.
    pub privacy: Privacy,
    /// With whom to sign in, if at all.
    pub sign_in: Option<SignIn>,
    /// What stands after the host: the folder of a mailbox.
    pub path: String,
}

/// With whom to sign in at a mail server.
#[derive(Clone, PartialEq, Eq)]
pub struct SignIn {
    /// The name.
    pub user: String,
    /// The password.
    pub password: String,
}

/// Why a text is no address of a mail server. The text itself may hold a password and is not shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoServer {
    /// The beginning is unknown.
    #[error("the address begins with `{given}`; allowed: `smtps://`, `smtp://`, `imaps://` or `imap://`")]
    Scheme {
        /// What stands before the colon.
        given: String,
    },
    /// There is no host.
    #[error("the address names no server; allowed: `smtps://user:password@mail.example:465`")]
    NoHost,
    /// The port is no port.
    #[error("the port `{given}` is not a number from 1 to 65535")]
    Port {
        /// What stands after the host.
        given: String,
    },
    /// A percent sign is not followed by two hexadecimal digits of UTF-8 text without control characters.
    #[error(
        "the user or password holds a `%` that is not followed by two hexadecimal digits; write a `%` itself as `%25`"
    )]
    Percent,
    /// A user without password, or the other way around.
    #[error(
        "the address has a user without a password; allowed: `user:password@` with `:`, `@`, `/` and `%` written as `%3A`, `%40`, `%2F` and `%25`"
    )]
    HalfSignIn,
    /// A word after `?` is unknown.
    #[error("`?{given}` is unknown; allowed: `?tls=none`, for a server on this machine or in a network you trust")]
    Query {
        /// What stands after the question mark.
        given: String,
    },
}

impl FromStr for Server {
    type Err = NoServer;

    fn from_str(text: &str) -> Result<Self, NoServer> {
        let (scheme, rest) = text.trim().split_once("://").unwrap_or((text.trim(), ""));
        let (service, is_tls) = match scheme {
            "smtp" => (Service::Smtp, false),
            "smtps" => (Service::Smtp, true),
            "imap" => (Service::Imap, false),
            "imaps" => (Service::Imap, true),
            other => {
                let given = if other.contains([':', '@']) { String::new() } else { other.to_owned() };
                return Err(NoServer::Scheme { given });
            }
        };
        let (rest, query) = rest.split_once('?').map_or((rest, None), |(rest, query)| (rest, Some(query)));
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (user, place) = authority.rsplit_once('@').map_or((None, authority), |(user, place)| (Some(user), place));
        let (host, port) = place_of(place)?;
        let is_plain = match query {
            None | Some("") => false,
            Some("tls=none") => true,
            Some(given) => return Err(NoServer::Query { given: given.to_owned() }),
        };
        let privacy = match (is_tls, is_plain || is_this_machine(&host)) {
            (true, _) => Privacy::Tls,
            (false, true) => Privacy::Plain,
            (false, false) => Privacy::StartTls,
        };
        let port_usual = match (service, is_tls) {
            (Service::Smtp, true) => 465,
            (Service::Smtp, false) => 587,
            (Service::Imap, true) => 993,
            (Service::Imap, false) => 143,
        };
        let sign_in = user.map(SignIn::read).transpose()?;
        Ok(Self { service, host, port: port.unwrap_or(port_usual), privacy, sign_in, path: decode(path)? })
    }
}

impl SignIn {
    fn read(text: &str) -> Result<Self, NoServer> {
        let (user, password) = text.split_once(':').ok_or(NoServer::HalfSignIn)?;
        if user.is_empty() || password.is_empty() {
            return Err(NoServer::HalfSignIn);
        }
        Ok(Self { user: decode(user)?, password: decode(password)? })
    }
}

fn place_of(place: &str) -> Result<(String, Option<u16>), NoServer> {
    let (host, port) = match place.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, after)) => (host, after.strip_prefix(':')),
        None => place.rsplit_once(':').map_or((place, None), |(host, port)| (host, Some(port))),
    };
    if host.is_empty() || host.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(NoServer::NoHost);
    }
    let port = port.map(|given| match given.parse() {
        Ok(port) if port > 0 => Ok(port),
        _ => Err(NoServer::Port { given: given.to_owned() }),
    });
    Ok((host.to_owned(), port.transpose()?))
}

/// Mail to this machine itself needs no TLS: it passes no network.
fn is_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn decode(text: &str) -> Result<String, NoServer> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut digit = || rest.next().and_then(|byte| char::from(byte).to_digit(16));
        bytes.push(if byte == b'%' {
            let (high, low) = (digit().ok_or(NoServer::Percent)?, digit().ok_or(NoServer::Percent)?);
            u8::try_from(high * 16 + low).map_err(|_| NoServer::Percent)?
        } else {
            byte
        });
    }
    let text = String::from_utf8(bytes).map_err(|_| NoServer::Percent)?;
    if text.chars().any(char::is_control) { Err(NoServer::Percent) } else { Ok(text) }
}

/// The address without user and password, as it may stand in a log.
impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match (self.service, self.privacy) {
            (Service::Smtp, Privacy::Tls) => "smtps",
            (Service::Smtp, _) => "smtp",
            (Service::Imap, Privacy::Tls) => "imaps",
            (Service::Imap, _) => "imap",
        };
        write!(f, "{scheme}://{}:{}", self.host, self.port)
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Server({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, port: u16, privacy: Privacy, path: &str) {
        let server: Server = text.parse().unwrap();
        assert_eq!((server.port, server.privacy, server.path.as_str()), (port, privacy, path), "{text}");
    }

    #[test]
    fn an_address_says_where_how_and_as_whom() {
        let server: Server = "smtps://post%40fietsplan.example:p%3Aw%2F%25@mail.example".parse().unwrap();
        let sign_in = server.sign_in.as_ref().unwrap();
        assert_eq!((server.port, server.privacy), (465, Privacy::Tls));
        assert_eq!((sign_in.user.as_str(), sign_in.password.as_str()), ("post@fietsplan.example", "p:w/%"));
        assert_eq!(format!("{server} {server:?}"), "smtps://mail.example:465 Server(smtps://mail.example:465)");

        check("smtp://mail.example", 587, Privacy::StartTls, "");
        check("smtp://127.0.0.1:2525", 2525, Privacy::Plain, "");
        check("smtp://[::1]:25", 25, Privacy::Plain, "");
        check("smtp://relay.lan:25?tls=none", 25, Privacy::Plain, "");
        check("imaps://a:b@mail.example/Opzeggingen%20web", 993, Privacy::Tls, "Opzeggingen web");
        check("imap://a:b@localhost", 143, Privacy::Plain, "");
        check("imap://a:b@mail.example/INBOX", 143, Privacy::StartTls, "INBOX");
    }

    #[test]
    fn what_is_no_address_is_refused_without_showing_a_password() {
        for text in [
            "",
            "mail.example",
            "user:hemlig@mail.example",
            "http://mail.example",
            "smtp://",
            "smtp://a:hemlig@",
            "smtp://a:hemlig@host:0",
            "smtp://a:hemlig@host:99999",
            "smtp://hemlig@host",
            "smtp://a:hemlig%zz@host",
            "smtp://a:hemlig%0d%0a@host",
            "smtp://a:hemlig@host?tls=maybe",
        ] {
            let error = text.parse::<Server>().expect_err(text).to_string();
            assert!(!error.contains("hemlig"), "{error}");
        }
    }
}
