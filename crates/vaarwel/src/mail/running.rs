//! Mail while the program runs: letters go out, the mailbox is watched.

use std::sync::Arc;

use connect::dispatch::Dispatch;
use connect::hook::Hook;
use connect::mail::{Postbox, SmtpSettings};
use connect::mailroom::Mailroom;
use door::Office;
use door::jobs::Sender;
use door::post::MailDoor;

use super::settings::MailSettings;

/// What takes mail that is posted; nothing where the settings have no secret for it.
pub(crate) fn hook(office: &Arc<Office>, settings: &MailSettings) -> anyhow::Result<Option<MailDoor>> {
    let Some(secret) = settings.hook_secret()? else { return Ok(None) };
    let smtp = settings.smtp()?;
    Ok(Some(Hook::new(mailroom(office, settings, smtp.as_ref()), secret).into_door()))
}

fn mailroom(office: &Arc<Office>, settings: &MailSettings, smtp: Option<&SmtpSettings>) -> Mailroom {
    let own = smtp.into_iter().flat_map(|smtp| [Some(&smtp.from), smtp.reply_to.as_ref()]).flatten();
    let own = own.map(|mailbox| mailbox.address.clone()).collect();
    Mailroom::new(Arc::clone(office), settings.flow(), own)
}

/// Watches the mailbox of the settings for as long as the program runs, and gives what sends letters. Without a server for
/// it there is none, and letters wait.
pub(crate) fn start(office: &Arc<Office>, settings: &MailSettings) -> anyhow::Result<Option<Sender>> {
    let smtp = settings.smtp()?;
    if let Some(imap) = settings.imap()? {
        tokio::spawn(mailroom(office, settings, smtp.as_ref()).watch(imap));
    }
    let postbox = smtp.as_ref().map(Postbox::new).transpose()?;
    Ok(postbox.map(|postbox| Dispatch::new(Arc::clone(office), postbox).into_sender()))
}
