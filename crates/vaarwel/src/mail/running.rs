//! Mail while the program runs: letters go out, the mailbox is watched.

use std::sync::Arc;

use connect::dispatch::Dispatch;
use connect::mail::Postbox;
use connect::mailroom::Mailroom;
use door::Office;
use door::jobs::Sender;

use super::settings::MailSettings;

/// Watches the mailbox of the settings for as long as the program runs, and gives what sends letters. Without a server for
/// it there is none, and letters wait.
pub(crate) fn start(office: &Arc<Office>, settings: &MailSettings) -> anyhow::Result<Option<Sender>> {
    let smtp = settings.smtp()?;
    let own = smtp.iter().flat_map(|smtp| [Some(&smtp.from), smtp.reply_to.as_ref()]).flatten();
    let own = own.map(|mailbox| mailbox.address.clone()).collect();
    if let Some(imap) = settings.imap()? {
        let mailroom = Mailroom::new(Arc::clone(office), settings.flow(), own);
        tokio::spawn(mailroom.watch(imap));
    }
    let postbox = smtp.as_ref().map(Postbox::new).transpose()?;
    Ok(postbox.map(|postbox| Dispatch::new(Arc::clone(office), postbox).into_sender()))
}
