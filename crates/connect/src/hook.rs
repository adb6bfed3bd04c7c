//! Mail through another door: the company's mail provider posts it to us, signed. It is kept first and judged then, as mail
//! from the mailbox is.

use std::sync::Arc;

use door::post::{MailDoor, MailKept, MailNotKept, PostedMail, is_signed};

use crate::inbox::new_mail;
use crate::incoming::Posted;
use crate::mailroom::Mailroom;

/// What mails that were posted are kept under.
const DOOR: &str = "hook";

/// Takes mails that were posted.
pub struct Hook {
    mailroom: Mailroom,
    secret: Vec<u8>,
}

impl std::fmt::Debug for Hook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hook").field("mailroom", &self.mailroom).finish_non_exhaustive()
    }
}

impl Hook {
    /// For a mailroom, under a secret the other side knows too.
    pub fn new(mailroom: Mailroom, secret: &str) -> Self {
        Self { mailroom, secret: secret.as_bytes().to_vec() }
    }

    /// The same, as the pages want it.
    pub fn into_door(self) -> MailDoor {
        let hook = Arc::new(self);
        Arc::new(move |posted| {
            let hook = Arc::clone(&hook);
            Box::pin(async move { hook.take(&posted).await })
        })
    }

    /// Keeps a mail, judges it, and takes the request it may be. Once it is kept it is never lost: what cannot be judged now
    /// is judged at the next mail, or the next look into the mailbox.
    ///
    /// # Errors
    /// [`MailNotKept`] says why, and whether it may be sent again.
    pub async fn take(&self, posted: &PostedMail) -> Result<MailKept, MailNotKept> {
        let now = self.mailroom.office.now();
        if !is_signed(&self.secret, &posted.signature, &posted.body, now.us()) {
            return Err(MailNotKept::NotSigned);
        }
        let mail = Posted::read(&posted.body, posted.is_json, &self.mailroom.own)
            .map_err(|error| MailNotKept::NoMail(error.to_string()))?;
        let kept = self.mailroom.office.store.keep_mails(&[new_mail(&mail, DOOR, now)], None, now).await;
        let kept = kept.map_err(|error| {
            tracing::error!(%error, "a mail that was posted cannot be kept");
            MailNotKept::Later
        })?;
        if let Err(error) = self.mailroom.deal().await {
            tracing::warn!(%error, "a mail that was posted waits to be judged");
        }
        Ok(if kept > 0 { MailKept::New } else { MailKept::KnownAlready })
    }
}
