//! The settings of mail, from the environment: they hold passwords, and what is typed after a command shows in lists of
//! processes.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use connect::mail::{Mailbox, SmtpSettings};
use connect::mailbox::MailboxSettings;
use connect::server::{Server, Service};

use crate::failure::Advise as _;

/// The shortest secret that signs mail.
const HOOK_SECRET_CHARS_MIN: usize = 32;

/// Mail in and out. What is left out is not used.
#[derive(Args, Debug, Clone, Default)]
#[command(next_help_heading = "Mail; meant for the environment")]
pub(crate) struct MailSettings {
    /// The server that takes mail: smtps://user:password@mail.example
    #[arg(long, value_name = "URL", env = "VAARWEL_SMTP_URL", hide_env_values = true)]
    smtp_url: Option<String>,
    /// The mailbox to read: imaps://user:password@mail.example/FOLDER
    #[arg(long, value_name = "URL", env = "VAARWEL_IMAP_URL", hide_env_values = true)]
    imap_url: Option<String>,
    /// From whom all mail is: 'Fietsplan <opzeggen@fietsplan.example>'
    #[arg(long, value_name = "SENDER", env = "VAARWEL_MAIL_FROM", hide_env_values = true)]
    mail_from: Option<String>,
    /// Where answers go, if elsewhere
    #[arg(long, value_name = "ADDRESS", env = "VAARWEL_MAIL_REPLY_TO", hide_env_values = true)]
    mail_reply_to: Option<String>,
    /// The folder of the mailbox to which fetched mails are moved
    #[arg(long, value_name = "FOLDER", env = "VAARWEL_MAIL_MOVED_TO", hide_env_values = true)]
    mail_moved_to: Option<String>,
    /// The flow of requests that come by mail
    #[arg(long, value_name = "FLOW", env = "VAARWEL_MAIL_FLOW", hide_env_values = true)]
    mail_flow: Option<String>,
    /// The secret that signs mail posted to /mail/in: 32 characters or more
    #[arg(long, value_name = "SECRET", env = "VAARWEL_MAIL_HOOK_SECRET", hide_env_values = true)]
    mail_hook_secret: Option<String>,
    /// A certificate authority of your own for both servers, as PEM
    #[arg(long, value_name = "FILE", env = "VAARWEL_MAIL_CA", hide_env_values = true)]
    mail_ca: Option<PathBuf>,
}

impl MailSettings {
    /// What it takes to send; nothing where no server is named.
    pub(crate) fn smtp(&self) -> anyhow::Result<Option<SmtpSettings>> {
        let Some(url) = given(self.smtp_url.as_deref()) else { return Ok(None) };
        let server = server(url, "VAARWEL_SMTP_URL", Service::Smtp)?;
        let from = given(self.mail_from.as_deref())
            .context("VAARWEL_SMTP_URL is set and VAARWEL_MAIL_FROM is not")
            .hint("say from whom all mail is: VAARWEL_MAIL_FROM='Fietsplan <opzeggen@fietsplan.example>'")?;
        let from = mailbox(from, "VAARWEL_MAIL_FROM")?;
        let reply_to = given(self.mail_reply_to.as_deref()).map(|text| mailbox(text, "VAARWEL_MAIL_REPLY_TO"));
        Ok(Some(SmtpSettings { server, from, reply_to: reply_to.transpose()?, own_authority: self.own_authority()? }))
    }

    /// What it takes to read the mailbox; nothing where none is named.
    pub(crate) fn imap(&self) -> anyhow::Result<Option<MailboxSettings>> {
        let Some(url) = given(self.imap_url.as_deref()) else { return Ok(None) };
        let server = server(url, "VAARWEL_IMAP_URL", Service::Imap)?;
        let moved_to = given(self.mail_moved_to.as_deref()).map(str::to_owned);
        Ok(Some(MailboxSettings { server, own_authority: self.own_authority()?, moved_to }))
    }

    /// The flow of requests that come by mail; without one they go through the strictest there is.
    pub(crate) fn flow(&self) -> &str {
        given(self.mail_flow.as_deref()).unwrap_or("leave")
    }

    /// The secret of mail that is posted; nothing where none is taken.
    pub(crate) fn hook_secret(&self) -> anyhow::Result<Option<&str>> {
        let Some(secret) = given(self.mail_hook_secret.as_deref()) else { return Ok(None) };
        let chars = secret.chars().count();
        anyhow::ensure!(
            chars >= HOOK_SECRET_CHARS_MIN,
            "VAARWEL_MAIL_HOOK_SECRET has {chars} characters; allowed: {HOOK_SECRET_CHARS_MIN} or more"
        );
        Ok(Some(secret))
    }

    fn own_authority(&self) -> anyhow::Result<Option<Vec<u8>>> {
        let Some(path) = &self.mail_ca else { return Ok(None) };
        let pem = std::fs::read(path).with_context(|| format!("VAARWEL_MAIL_CA: `{}` cannot be read", path.display()));
        Ok(Some(pem?))
    }
}

/// An empty setting is none.
fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

fn server(url: &str, setting: &str, service: Service) -> anyhow::Result<Server> {
    let server: Server = url.parse().with_context(|| format!("{setting} cannot be used"))?;
    let scheme = if service == Service::Smtp { "smtp:// or smtps://" } else { "imap:// or imaps://" };
    anyhow::ensure!(server.service == service, "{setting} cannot be used: it must begin with {scheme}");
    Ok(server)
}

fn mailbox(text: &str, setting: &str) -> anyhow::Result<Mailbox> {
    text.parse().with_context(|| format!("{setting} cannot be used"))
}

#[cfg(test)]
mod tests {
    use super::MailSettings;

    #[test]
    fn settings_are_refused_by_their_name_and_without_their_password() {
        #[track_caller]
        fn check(settings: &MailSettings, expected: &str) {
            let error = settings.smtp().map(drop).and_then(|()| settings.imap().map(drop)).expect_err(expected);
            let said = format!("{error:#}");
            assert!(said.contains(expected) && !said.contains("hemlig"), "{said}");
        }
        let some = |text: &str| Some(text.to_owned());
        let none = MailSettings::default();
        assert!(none.smtp().is_ok_and(|none| none.is_none()) && none.imap().is_ok_and(|none| none.is_none()));
        check(
            &MailSettings { smtp_url: some("smtps://a:hemlig@b.example"), ..none.clone() },
            "VAARWEL_MAIL_FROM is not",
        );
        let from = MailSettings { mail_from: some("opzeggen@fietsplan.example"), ..none.clone() };
        check(
            &MailSettings { smtp_url: some("imaps://a:hemlig@b.example"), ..from.clone() },
            "must begin with smtp://",
        );
        check(&MailSettings { smtp_url: some("smtps://hemlig@b.example"), ..from.clone() }, "VAARWEL_SMTP_URL");
        check(&MailSettings { imap_url: some("pop3://a:hemlig@b.example"), ..from.clone() }, "VAARWEL_IMAP_URL");
        let short = MailSettings { mail_hook_secret: some("hemlig"), ..none.clone() };
        let said = short.hook_secret().expect_err("too short").to_string();
        assert!(said.contains("VAARWEL_MAIL_HOOK_SECRET has 6 characters") && !said.contains("hemlig"), "{said}");
        let bad = MailSettings { smtp_url: some("smtp://127.0.0.1"), mail_from: some("nobody"), ..none };
        check(&bad, "VAARWEL_MAIL_FROM cannot be used");
        let good = MailSettings { smtp_url: some("smtp://127.0.0.1"), imap_url: some(" "), ..from };
        assert!(good.smtp().is_ok_and(|smtp| smtp.is_some()) && good.imap().is_ok_and(|imap| imap.is_none()));
    }
}
