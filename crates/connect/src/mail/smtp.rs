//! Handing mail to a server.
//!
//! The steps are taken one by one, because it matters at which of them a connection breaks: before the mail was handed
//! over it certainly was not taken; after that nobody knows, and sending it again could make two.

use std::time::Duration;

use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};

use super::{Mailbox, Ready};
use crate::server::{Privacy, Server};

/// How long the server may take for one command.
const COMMAND_SECONDS_MAX: u64 = 30;
/// How long it may take to accept a whole mail: it may look for viruses first.
const MAIL_SECONDS_MAX: u64 = 300;
/// Answers that are about our own settings and not about the mail: signing in is needed, refused or needs TLS.
const CODES_OF_SETTINGS: [u16; 5] = [523, 530, 534, 535, 538];

/// What it takes to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmtpSettings {
    /// The server that takes mail.
    pub server: Server,
    /// From whom all mail is.
    pub from: Mailbox,
    /// Where answers go, if elsewhere.
    pub reply_to: Option<Mailbox>,
    /// A certificate authority of the company's own, as PEM.
    pub own_authority: Option<Vec<u8>>,
}

/// Where mail is handed in.
#[derive(Clone)]
pub struct Postbox {
    server: Server,
    tls: Option<TlsParameters>,
    /// From whom all mail is.
    pub from: Mailbox,
    /// Where answers go, if elsewhere.
    pub reply_to: Option<Mailbox>,
}

/// Why a mail was not taken. The texts are safe for a log: they name the server and its code, not the reader.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// It was not taken; trying again later may help.
    #[error("{server} did not take the mail now: {why}")]
    Later {
        /// The server.
        server: String,
        /// What went wrong.
        why: String,
    },
    /// The server will never take this mail.
    #[error("{server} refuses the mail: {why}")]
    Never {
        /// The server.
        server: String,
        /// What it said.
        why: String,
    },
    /// The mail was handed over, and no answer came: it may have been taken.
    #[error("{server} may have taken the mail and did not say so: {why}")]
    Unknown {
        /// The server.
        server: String,
        /// What went wrong.
        why: String,
    },
    /// The settings cannot be used at all.
    #[error("the settings for {server} cannot be used: {why}")]
    Settings {
        /// The server.
        server: String,
        /// What is wrong.
        why: String,
    },
}

impl std::fmt::Debug for Postbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Postbox").field("server", &self.server).finish_non_exhaustive()
    }
}

impl Postbox {
    /// Makes ready to send; nothing is opened yet.
    ///
    /// # Errors
    /// `Settings`, for a server or a certificate that TLS does not understand.
    pub fn new(settings: &SmtpSettings) -> Result<Self, NotSent> {
        let SmtpSettings { server, from, reply_to, own_authority } = settings;
        let unusable =
            |why: lettre::transport::smtp::Error| NotSent::Settings { server: server.to_string(), why: chain(&why) };
        let mut tls = TlsParameters::builder(server.host.clone());
        if let Some(pem) = own_authority {
            tls = tls.add_root_certificate(Certificate::from_pem(pem).map_err(unusable)?);
        }
        let tls = match server.privacy {
            Privacy::Plain => None,
            Privacy::StartTls | Privacy::Tls => Some(tls.build().map_err(unusable)?),
        };
        Ok(Self { server: server.clone(), tls, from: from.clone(), reply_to: reply_to.clone() })
    }

    /// Hands a mail to the server.
    ///
    /// # Errors
    /// `Later` where trying again may help: the server is away, busy, or the password is wrong. `Never` where the server
    /// refuses this mail for good. `Unknown` where it may have taken the mail.
    pub async fn send(&self, mail: &Ready) -> Result<(), NotSent> {
        let mut connection = self.open().await?;
        let options = self.options(&connection, mail)?;
        self.step(connection.command(Mail::new(mail.envelope.from().cloned(), options))).await?;
        for reader in mail.envelope.to() {
            self.step(connection.command(Rcpt::new(reader.clone(), Vec::new()))).await?;
        }
        self.step(connection.command(Data)).await?;
        let handed = tokio::time::timeout(Duration::from_secs(MAIL_SECONDS_MAX), connection.message(&mail.bytes)).await;
        let server = self.server.to_string();
        match handed {
            Ok(Ok(_)) => {
                // The mail is theirs; how they say goodbye makes no difference.
                let _ = self.step(connection.quit()).await;
                Ok(())
            }
            Ok(Err(error)) if error.status().is_some() => Err(self.not_sent(&error)),
            Ok(Err(error)) => Err(NotSent::Unknown { server, why: chain(&error) }),
            Err(_) => Err(NotSent::Unknown { server, why: "it takes too long to answer".to_owned() }),
        }
    }

    /// Greets the server, signs in and says goodbye, without a mail.
    ///
    /// # Errors
    /// `Later`, `Never`.
    pub async fn check(&self) -> Result<(), NotSent> {
        let mut connection = self.open().await?;
        self.step(connection.quit()).await.map(drop)
    }

    async fn open(&self) -> Result<AsyncSmtpConnection, NotSent> {
        let hello = ClientId::Domain(self.from.address.domain().to_owned());
        let at = (self.server.host.as_str(), self.server.port);
        let patience = Some(Duration::from_secs(COMMAND_SECONDS_MAX));
        let from_the_start = self.tls.clone().filter(|_| self.server.privacy == Privacy::Tls);
        let opening = AsyncSmtpConnection::connect_tokio1(at, patience, &hello, from_the_start, None);
        let mut connection = self.step(opening).await?;
        if let (Privacy::StartTls, Some(tls)) = (self.server.privacy, self.tls.clone()) {
            self.step(connection.starttls(tls, &hello)).await?;
        }
        if let Some(sign_in) = &self.server.sign_in {
            let credentials = Credentials::new(sign_in.user.clone(), sign_in.password.clone());
            self.step(connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials)).await?;
        }
        Ok(connection)
    }

    fn options(&self, connection: &AsyncSmtpConnection, mail: &Ready) -> Result<Vec<MailParameter>, NotSent> {
        let addresses = mail.envelope.from().into_iter().chain(mail.envelope.to());
        if addresses.into_iter().all(|address| address.to_string().is_ascii()) {
            return Ok(Vec::new());
        }
        if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            let why = "the address of the reader has letters it does not know".to_owned();
            return Err(NotSent::Never { server: self.server.to_string(), why });
        }
        Ok(vec![MailParameter::SmtpUtfEight])
    }

    /// One step of the conversation, for as long as it may take.
    async fn step<T>(
        &self,
        step: impl Future<Output = Result<T, lettre::transport::smtp::Error>>,
    ) -> Result<T, NotSent> {
        match tokio::time::timeout(Duration::from_secs(COMMAND_SECONDS_MAX), step).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(self.not_sent(&error)),
            Err(_) => {
                Err(NotSent::Later { server: self.server.to_string(), why: "it takes too long to answer".to_owned() })
            }
        }
    }

    fn not_sent(&self, error: &lettre::transport::smtp::Error) -> NotSent {
        let (server, code) = (self.server.to_string(), error.status().map(u16::from));
        let is_about_settings = code.is_some_and(|code| CODES_OF_SETTINGS.contains(&code));
        let why = match code {
            // The words of an answer may repeat the address of the reader.
            Some(code) => format!("it answered {code}"),
            None => chain(error),
        };
        if error.is_permanent() && !is_about_settings {
            NotSent::Never { server, why }
        } else {
            NotSent::Later { server, why }
        }
    }
}

/// An error with its causes, on one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = error.source();
    }
    text
}
