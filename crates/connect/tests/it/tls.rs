//! Mail over TLS: a server that cannot show that it is the one that was meant gets nothing, and the message says why.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use connect::mail::{NotSent, Postbox, SmtpSettings};
use connect::mailbox::{Mailbox, MailboxError, MailboxSettings};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::machine::{Dovecot, PASSWORD, find, skip};
use crate::sink::Sink;

/// A certificate authority of the test's own, and what it signed.
struct Authority {
    folder: tempfile::TempDir,
}

impl Authority {
    /// `None` where `openssl` is not installed.
    fn make() -> Option<Self> {
        find("openssl")?;
        let authority = Self { folder: tempfile::Builder::new().prefix("vaarwel-tls").tempdir().expect("a folder") };
        let made = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out ca.pem -days 3 \
                    -subj /CN=Fietsplan-authority";
        authority.openssl(made);
        Some(authority)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn openssl(&self, words: &str) {
        let mut command = Command::new("openssl");
        command.args(words.split_whitespace()).current_dir(self.folder.path());
        let done = command.stdin(Stdio::null()).output().expect("openssl");
        assert!(done.status.success(), "{words}: {}", String::from_utf8_lossy(&done.stderr));
    }

    /// Signs a certificate for these names; gives the files of certificate and key.
    fn sign(&self, name: &str, names: &str) -> (PathBuf, PathBuf) {
        let text = format!("subjectAltName={names}\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n");
        std::fs::write(self.path(&format!("{name}.txt")), text).expect("what it is for");
        self.openssl(&format!(
            "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout {name}.key -out {name}.csr -subj /CN={name}"
        ));
        self.openssl(&format!(
            "x509 -req -in {name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out {name}.pem -days 2 -extfile {name}.txt"
        ));
        (self.path(&format!("{name}.pem")), self.path(&format!("{name}.key")))
    }

    fn pem(&self) -> Vec<u8> {
        std::fs::read(self.path("ca.pem")).expect("the authority")
    }
}

fn acceptor((certificate, key): &(PathBuf, PathBuf)) -> TlsAcceptor {
    let read = |path: &Path| std::fs::read(path).expect("a file");
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&read(certificate)).collect::<Result<_, _>>().expect("PEM");
    let key = PrivateKeyDer::from_pem_slice(&read(key)).expect("a key");
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key).expect("a pair");
    TlsAcceptor::from(Arc::new(config))
}

fn postbox(port: u16, own_authority: Option<Vec<u8>>) -> Postbox {
    Postbox::new(&SmtpSettings {
        server: format!("smtps://localhost:{port}").parse().expect("a server"),
        from: "Fietsplan <opzeggen@fietsplan.example>".parse().expect("a sender"),
        reply_to: None,
        own_authority,
    })
    .expect("a postbox")
}

#[tokio::test]
async fn mail_goes_to_the_server_whose_certificate_holds_and_to_no_other() {
    let Some(authority) = Authority::make() else { return skip("mail_goes_to_the_server", "openssl") };
    let (right, wrong) = (authority.sign("right", "DNS:localhost"), authority.sign("wrong", "DNS:mail.other.example"));
    let sink = Sink::start_tls(acceptor(&right)).await;
    postbox(sink.port, Some(authority.pem())).check().await.expect("it is who it says");
    let other = Sink::start_tls(acceptor(&wrong)).await;
    for (postbox, told) in [
        (postbox(sink.port, None), "UnknownIssuer"),
        (postbox(other.port, Some(authority.pem())), "not valid for name"),
    ] {
        let refused = postbox.check().await.expect_err("not the one that was meant");
        assert!(matches!(refused, NotSent::Later { .. }), "{refused}");
        let text = refused.to_string();
        assert!(text.contains("certificate") && text.contains(told), "{text}");
    }
    assert!(sink.greeted() == 1 && other.greeted() == 0, "nothing is said to a stranger");
}

#[tokio::test]
async fn a_mailbox_is_opened_only_where_the_certificate_holds() {
    let Some(authority) = Authority::make() else { return skip("a_mailbox_is_opened_only", "openssl") };
    let right = authority.sign("right", "DNS:localhost");
    let wrong = authority.sign("wrong", "DNS:mail.other.example");
    let Some(dovecot) = Dovecot::start_tls(&right) else { return skip("a_mailbox_is_opened_only", "dovecot-imapd") };
    let other = Dovecot::start_tls(&wrong).expect("a second server");
    let settings = |port: u16, own_authority: Option<Vec<u8>>| MailboxSettings {
        server: format!("imaps://anouk:{PASSWORD}@localhost:{port}/INBOX").parse().expect("a server"),
        own_authority,
        moved_to: None,
    };
    Mailbox::open(&settings(dovecot.port, Some(authority.pem()))).await.expect("it is who it says");
    for (settings, told) in [
        (settings(dovecot.port, None), "UnknownIssuer"),
        (settings(other.port, Some(authority.pem())), "not valid for name"),
    ] {
        let refused = Mailbox::open(&settings).await.expect_err("not the one that was meant");
        assert!(matches!(refused, MailboxError::Away { .. }), "{refused}");
        let text = refused.to_string();
        assert!(text.contains("no TLS") && text.contains(told) && !text.contains(PASSWORD), "{text}");
    }
}
