//! Mails of which it is not certain what they ask: put before a person, who decides. Nothing is done with them before.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use store::{KeptMail, MailOutcome, WaitingMail};

use crate::Speech;
use crate::fault::Fault;
use crate::frame::{Frame, Place, go_to, page_with};
use crate::posted::{Posted, encode};
use crate::visit::Guest;

/// Mails the desk shows at once: those that wait longest.
const MAILS_SHOWN_MAX: u32 = 100;
/// The longest reason for setting a mail aside.
const REASON_CHARS_MAX: usize = 500;
/// The longest text of a mail that is shown.
const WORDS_SHOWN_MAX: usize = 20_000;

/// One mail that waits.
#[derive(Debug, Clone)]
pub(crate) struct MailLine {
    pub(crate) href: String,
    pub(crate) from: String,
    pub(crate) subject: String,
    pub(crate) received: String,
    pub(crate) why: String,
}

/// The mails that wait, the one that waits longest first.
pub(crate) async fn waiting(guest: &Guest) -> Result<Vec<MailLine>, Fault> {
    let page = guest.app.store.mails_waiting(None, MAILS_SHOWN_MAX).await?;
    Ok(page.items.iter().map(|it| line(&guest.speech, it)).collect())
}

fn from(mail: &KeptMail) -> String {
    let it = &mail.mail;
    if it.from_name.is_empty() { it.from_address.clone() } else { format!("{}, {}", it.from_name, it.from_address) }
}

fn line(speech: &Speech, it: &WaitingMail) -> MailLine {
    MailLine {
        href: format!("/desk/mails/{}", encode(&it.mail.key)),
        from: from(&it.mail),
        subject: subject(speech, &it.mail),
        received: speech.moment(it.mail.received_at.us()),
        why: why(speech, &it.intent),
    }
}

fn subject(speech: &Speech, mail: &KeptMail) -> String {
    match mail.mail.subject.as_str() {
        "" => speech.t("desk-mails-no-subject"),
        subject => subject.to_owned(),
    }
}

/// What it seems to ask, in a few words; a word we have no text for says only that a person must look.
fn why(speech: &Speech, intent: &str) -> String {
    let key = format!("desk-mails-intent-{}", super::dashed(intent));
    speech.find(&key, &[]).unwrap_or_else(|| speech.t("desk-mails-intent-unclear"))
}

#[derive(Template)]
#[template(path = "desk/mail.html")]
struct MailPage {
    f: Frame,
    key: String,
    from: String,
    address: String,
    subject: String,
    received: String,
    words: String,
    attachments: u32,
    is_forged: bool,
    wrong: Option<String>,
}

async fn find(guest: &Guest, key: &str) -> Result<KeptMail, Fault> {
    guest.app.store.mail(key).await?.ok_or(Fault::NotFound)
}

async fn show(guest: &Guest, key: String, wrong: Option<String>) -> Result<Response, Fault> {
    let mail = find(guest, &key).await?;
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_with(
        status,
        &MailPage {
            from: from(&mail),
            address: mail.mail.from_address.clone(),
            subject: subject(&guest.speech, &mail),
            received: guest.speech.moment(mail.received_at.us()),
            words: mail.mail.body.chars().take(WORDS_SHOWN_MAX).collect(),
            attachments: mail.mail.attachments_count,
            is_forged: mail.mail.is_forged,
            wrong,
            key,
            f: Frame::of(guest, Place::Desk),
        },
    )
}

pub(crate) async fn read_mail(guest: Guest, Path(key): Path<String>) -> Result<Response, Fault> {
    show(&guest, key, None).await
}

/// A person decided: it was answered elsewhere, or it asks nothing of us, and why.
pub(crate) async fn settle_mail(Path(key): Path<String>, Posted { guest, fields }: Posted) -> Result<Response, Fault> {
    find(&guest, &key).await?;
    let store = &guest.app.store;
    match fields.text("do") {
        "answered" => {
            store.settle_mail(&key, &MailOutcome::Answered, guest.act()).await?;
        }
        "aside" => {
            let reason: String = fields.text("reason").chars().take(REASON_CHARS_MAX).collect();
            if reason.is_empty() {
                let wrong = guest.speech.t("desk-mails-wrong-reason");
                return show(&guest, key, Some(wrong)).await;
            }
            store.set_mail_aside(&key, &reason, guest.act()).await?;
        }
        _ => return Err(Fault::NotFound),
    }
    Ok(go_to("/desk"))
}
