//! `vaarwel mail check`: do the settings work? It changes nothing.

use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::Args;
use connect::letters::trial;
use connect::mail::{Mail, Mailbox, MessageId, Postbox, Purpose, SmtpSettings};
use connect::mailbox::MailboxSettings;
use pages::{Language, Speech, Texts};

use super::settings::MailSettings;
use crate::chance;
use crate::failure::Advise as _;
use crate::place::wait;
use crate::say::say;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    settings: MailSettings,
    /// Send a trial mail to this address
    #[arg(long, value_name = "ADDRESS")]
    to: Option<String>,
}

impl Arguments {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let (smtp, imap) = (self.settings.smtp()?, self.settings.imap()?);
        if smtp.is_none() && imap.is_none() {
            let none: anyhow::Result<()> = Err(anyhow::anyhow!("there are no mail settings"));
            return none.hint("set VAARWEL_SMTP_URL and VAARWEL_MAIL_FROM to send, VAARWEL_IMAP_URL to read a mailbox");
        }
        let to = self.to.map(|to| to.parse::<Mailbox>().context("--to cannot be used")).transpose()?;
        if to.is_some() && smtp.is_none() {
            bail!("--to needs a server that takes mail: VAARWEL_SMTP_URL");
        }
        wait(async {
            match &smtp {
                Some(settings) => check_sending(settings, to.as_ref()).await?,
                None => say!("sending: no server; mail waits until VAARWEL_SMTP_URL is set"),
            }
            match &imap {
                Some(settings) => check_mailbox(settings).await?,
                None => say!("reading: no mailbox; VAARWEL_IMAP_URL is not set"),
            }
            Ok(())
        })
    }
}

async fn check_sending(settings: &SmtpSettings, to: Option<&Mailbox>) -> anyhow::Result<()> {
    let postbox = Postbox::new(settings)?;
    postbox.check().await.context("sending")?;
    say!("sending: {} answers; mail is from {}", settings.server, settings.from.address);
    let Some(to) = to else { return Ok(()) };
    let speech = Speech::new(Arc::new(Texts::default()), Language::default(), chance::zone());
    let mail = Mail {
        id: MessageId::of_job(&chance::id(), settings.from.address.domain()),
        from: &settings.from,
        reply_to: settings.reply_to.as_ref(),
        to,
        written_at_us: chance::now().us(),
        writing: &trial(&speech),
        plain: None,
        foot: "",
        thread: None,
        purpose: Purpose::Service,
        attachments: Vec::new(),
    };
    postbox.send(&mail.to_ready()?).await.context("sending")?;
    say!("sending: a trial mail went to {}", to.address);
    Ok(())
}

async fn check_mailbox(settings: &MailboxSettings) -> anyhow::Result<()> {
    let mut mailbox = connect::mailbox::Mailbox::open(settings).await.context("reading")?;
    let waiting = mailbox.unread(None).await.context("reading")?.len();
    say!("reading: {} is open; {waiting} mails in it were not fetched and not read yet", mailbox.name());
    mailbox.close().await;
    Ok(())
}
