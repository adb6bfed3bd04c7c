//! "Mail me once when this is fixed": who left for a reason and wanted to hear it, told once.

use relationship::Day;
use relationship::improvement::topic;
use store::{Act, ExitId, StoreError, StoredExit, Telling};

use crate::Office;
use crate::jobs::{About, LetterBody, LetterKind};

/// Somebody who waits to hear that something is fixed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waits {
    /// Their case.
    pub exit: ExitId,
    /// The reason they named.
    pub reason: String,
    /// Where they are told.
    mail: String,
    /// In which language.
    language: String,
    /// Who they are, where that is certain.
    whom: String,
}

/// Does a reason that is fixed speak of what somebody waits for? A family speaks of all its reasons.
fn is_about(fixed: &str, waits_for: &str) -> bool {
    fixed == waits_for || fixed == topic(waits_for)
}

/// Everybody who waits to hear that a reason is fixed, was not told, and may still be told.
///
/// # Errors
/// `Corrupt`, `Busy`, `Database`.
pub async fn waiting(office: &Office, reason: &str) -> Result<Vec<Waits>, StoreError> {
    let mut waiting = Vec::new();
    for (exit, wanted) in office.store.tell_when_fixed(office.today()).await? {
        if !is_about(reason, &wanted) {
            continue;
        }
        let Some(stored) = office.store.exit(exit).await? else { continue };
        let Some(one) = who(office, stored, wanted).await? else { continue };
        if !office.store.was_told("fixed", &exit.to_string(), &one.whom).await? {
            waiting.push(one);
        }
    }
    Ok(waiting)
}

async fn who(office: &Office, stored: StoredExit, reason: String) -> Result<Option<Waits>, StoreError> {
    let declaration = &stored.exit.declaration;
    let known = match (&declaration.said.mail, &declaration.customer) {
        (Some(mail), _) => Some(mail.clone()),
        (None, Some(customer)) => office.store.person(customer).await?.and_then(|it| it.mail),
        (None, None) => None,
    };
    Ok(known.map(|mail| Waits {
        exit: stored.id,
        reason,
        mail,
        language: declaration.language.clone(),
        whom: declaration.customer.clone().unwrap_or_else(|| stored.id.to_string()),
    }))
}

/// Tells everybody who waits for it that a reason is fixed since a day, once; gives how many.
///
/// # Errors
/// What the store could not do; nobody is told twice.
pub async fn release(office: &Office, reason: &str, since: Day, act: Act) -> Result<u64, StoreError> {
    let tellings: Vec<Telling> = waiting(office, reason)
        .await?
        .into_iter()
        .map(|it| {
            let about = About::Fixed { reason: it.reason, since };
            let letter = LetterBody::new(LetterKind::Fixed, &it.mail, &it.language).about(about);
            let exit = it.exit.to_string();
            Telling { kind: "fixed", letter: office.new_letter(&exit, &letter, act.at), about: exit, whom: it.whom }
        })
        .collect();
    office.store.tell_once(&tellings, act.at).await
}
