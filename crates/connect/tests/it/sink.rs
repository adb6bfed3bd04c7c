//! An SMTP server that keeps what it is given, and can be told to behave badly.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// What the server does with the next mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    Friendly,
    /// The mailbox is full, for now.
    Later,
    /// There is no such mailbox.
    Never,
    /// Signing in is required.
    WantsSignIn,
    /// Hangs up after the mail was handed over, before the answer.
    HangsUp,
    /// Hangs up at once.
    Away,
}

/// A mail as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Arrived {
    pub(crate) to: Vec<String>,
    pub(crate) text: String,
}

#[derive(Clone)]
pub(crate) struct Sink {
    pub(crate) port: u16,
    mood: Arc<Mutex<Mood>>,
    arrived: Arc<Mutex<Vec<Arrived>>>,
    greeted: Arc<Mutex<usize>>,
}

impl Sink {
    pub(crate) async fn start() -> Self {
        Self::start_with(None).await
    }

    /// With TLS from the first byte.
    pub(crate) async fn start_tls(acceptor: TlsAcceptor) -> Self {
        Self::start_with(Some(acceptor)).await
    }

    async fn start_with(acceptor: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let port = listener.local_addr().expect("its address").port();
        let sink =
            Self { port, mood: Arc::new(Mutex::new(Mood::Friendly)), arrived: Arc::default(), greeted: Arc::default() };
        let serving = sink.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (sink, acceptor) = (serving.clone(), acceptor.clone());
                tokio::spawn(async move {
                    // A client that hangs up is its own business.
                    let _ = match acceptor {
                        Some(acceptor) => match acceptor.accept(stream).await {
                            Ok(stream) => sink.serve(stream).await,
                            Err(refused) => Err(refused),
                        },
                        None => sink.serve(stream).await,
                    };
                });
            }
        });
        sink
    }

    pub(crate) fn feel(&self, mood: Mood) {
        *self.mood.lock().expect("a mood") = mood;
    }

    fn mood(&self) -> Mood {
        *self.mood.lock().expect("a mood")
    }

    pub(crate) fn arrived(&self) -> Vec<Arrived> {
        self.arrived.lock().expect("mails").clone()
    }

    /// So many clients said who they are.
    pub(crate) fn greeted(&self) -> usize {
        *self.greeted.lock().expect("a count")
    }

    pub(crate) fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    async fn serve(&self, stream: impl AsyncRead + AsyncWrite + Unpin) -> std::io::Result<()> {
        if self.mood() == Mood::Away {
            return Ok(());
        }
        let (read, mut write) = tokio::io::split(stream);
        let mut lines = BufReader::new(read).split(b'\n');
        let mut to = Vec::new();
        write.write_all(b"220 sink.example ESMTP\r\n").await?;
        while let Some(line) = lines.next_segment().await? {
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            let word = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            *self.greeted.lock().expect("a count") += usize::from(word == "EHLO");
            let answer = match (word.as_str(), self.mood()) {
                ("EHLO", _) => "250-sink.example\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
                ("MAIL", Mood::WantsSignIn) => "530 5.7.0 Authentication required\r\n",
                ("RCPT", Mood::Later) => "452 4.2.2 renee@voorbeeld.example is full\r\n",
                ("RCPT", Mood::Never) => "550 5.1.1 no renee@voorbeeld.example here\r\n",
                ("RCPT", _) => {
                    to.push(line);
                    "250 ok\r\n"
                }
                ("DATA", _) => {
                    write.write_all(b"354 go on\r\n").await?;
                    let mut text = String::new();
                    while let Some(line) = lines.next_segment().await? {
                        let line = String::from_utf8_lossy(&line).trim_end_matches('\r').to_owned();
                        if line == "." {
                            break;
                        }
                        text.push_str(line.strip_prefix('.').unwrap_or(&line));
                        text.push_str("\r\n");
                    }
                    self.arrived.lock().expect("mails").push(Arrived { to: std::mem::take(&mut to), text });
                    if self.mood() == Mood::HangsUp {
                        return Ok(());
                    }
                    "250 kept\r\n"
                }
                ("QUIT", _) => {
                    write.write_all(b"221 bye\r\n").await?;
                    return Ok(());
                }
                _ => "250 ok\r\n",
            };
            write.write_all(answer.as_bytes()).await?;
        }
        Ok(())
    }
}
