//! From the settings of a mailbox to an open session, with or without TLS.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use async_imap::Client;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::{ANSWER_SECONDS_MAX, MailboxError, MailboxSettings, in_time};
use crate::server::Privacy;

/// Something bytes go through, with or without TLS.
pub(super) trait Wire: AsyncRead + AsyncWrite + Unpin + Send + Debug {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send + Debug> Wire for T {}

pub(super) type Session = async_imap::Session<Box<dyn Wire>>;

/// Connects and signs in.
pub(super) async fn open(settings: &MailboxSettings) -> Result<Session, MailboxError> {
    let server = settings.server.to_string();
    let Some(sign_in) = &settings.server.sign_in else {
        return Err(MailboxError::Settings {
            server,
            why: "a mailbox needs `user:password@` before the host".to_owned(),
        });
    };
    let client = connect(settings, &server).await?;
    let asking = client.login(&sign_in.user, &sign_in.password);
    match tokio::time::timeout(Duration::from_secs(ANSWER_SECONDS_MAX), asking).await {
        Ok(Ok(session)) => Ok(session),
        Ok(Err((async_imap::error::Error::No(_), _))) => Err(MailboxError::SignIn { server }),
        Ok(Err((error, _))) => Err(super::refused_by(&server, "sign in", &error)),
        Err(_) => Err(MailboxError::Away { server, why: "it takes too long to answer".to_owned() }),
    }
}

async fn connect(settings: &MailboxSettings, server: &str) -> Result<Client<Box<dyn Wire>>, MailboxError> {
    let at = &settings.server;
    let tcp = in_time(server, "answer", TcpStream::connect((at.host.as_str(), at.port))).await?;
    let mut client = match at.privacy {
        Privacy::Tls => Client::new(encrypted(settings, server, tcp).await?),
        Privacy::Plain | Privacy::StartTls => Client::new(Box::new(tcp) as Box<dyn Wire>),
    };
    let greeting = in_time(server, "greet", client.read_response()).await?;
    if greeting.is_none() {
        return Err(MailboxError::Away { server: server.to_owned(), why: "it hung up without a greeting".to_owned() });
    }
    if at.privacy != Privacy::StartTls {
        return Ok(client);
    }
    in_time(server, "begin TLS", client.run_command_and_check_ok("STARTTLS", None)).await?;
    // What the server, or somebody in between, said before TLS is thrown away with the client.
    Ok(Client::new(encrypted(settings, server, client.into_inner()).await?))
}

async fn encrypted(
    settings: &MailboxSettings,
    server: &str,
    wire: impl Wire + 'static,
) -> Result<Box<dyn Wire>, MailboxError> {
    let unusable = |why: String| MailboxError::Settings { server: server.to_owned(), why };
    let mut roots: RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    for certificate in CertificateDer::pem_slice_iter(settings.own_authority.as_deref().unwrap_or_default()) {
        let certificate = certificate.map_err(|error| unusable(format!("the certificate cannot be read: {error}")))?;
        roots.add(certificate).map_err(|error| unusable(format!("the certificate cannot be used: {error}")))?;
    }
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let name = ServerName::try_from(settings.server.host.clone());
    let name = name.map_err(|_| unusable("TLS needs the name or the address of the server".to_owned()))?;
    let connecting = TlsConnector::from(Arc::new(config)).connect(name, wire);
    match tokio::time::timeout(Duration::from_secs(ANSWER_SECONDS_MAX), connecting).await {
        Ok(Ok(stream)) => Ok(Box::new(stream)),
        Ok(Err(error)) => Err(MailboxError::Away { server: server.to_owned(), why: format!("no TLS: {error}") }),
        Err(_) => {
            Err(MailboxError::Away { server: server.to_owned(), why: "it takes too long to begin TLS".to_owned() })
        }
    }
}
