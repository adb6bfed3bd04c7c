//! Reminders: who has to see to which point today. Per point, need and date somebody is told once; what a colleague is told on
//! one day is one mail.

use relationship::improvement::{Attention, Rules};
use store::{ActionPoint, Member, Moment, Role, StoreError, Telling};

use super::is_owner;
use crate::Office;
use crate::jobs::{About, LetterBody, LetterKind};

/// The points that need a member, the most urgent first.
///
/// # Errors
/// `Corrupt`, `Busy`, `Database`.
pub async fn needing(
    office: &Office,
    rules: &Rules,
    member: &Member,
) -> Result<Vec<(ActionPoint, Attention)>, StoreError> {
    let members = office.store.members().await?;
    let today = office.today();
    let mut needing: Vec<(ActionPoint, Attention)> = Vec::new();
    for point in office.store.action_points(Moment::from_us(0)).await? {
        let attention = point.point.attention(today, rules);
        if tells(&point, attention, member, &members) {
            needing.push((point, attention));
        }
    }
    needing.sort_by_key(|(point, _)| point.point.due_on);
    Ok(needing)
}

/// Is it for this member to hear? The owner hears of their own; who leads hears of what nobody has and what was left lying.
fn tells(point: &ActionPoint, attention: Attention, member: &Member, members: &[Member]) -> bool {
    let owner = point.point.owner.as_deref();
    let is_known = owner.is_some_and(|owner| members.iter().any(|it| is_owner(it, owner)));
    let leads = matches!(member.role, Role::Owner | Role::Manager);
    match attention {
        Attention::None => false,
        Attention::NoOwner => leads,
        Attention::Escalated { .. } => leads || owner.is_some_and(|owner| is_owner(member, owner)),
        // A name that is no member's hears nothing: who leads hears it for them.
        Attention::DueSoon { .. } | Attention::Overdue { .. } => {
            owner.is_some_and(|owner| is_owner(member, owner)) || (!is_known && leads)
        }
    }
}

const fn word(attention: Attention) -> &'static str {
    match attention {
        Attention::None => "none",
        Attention::NoOwner => "no_owner",
        Attention::DueSoon { .. } => "due_soon",
        Attention::Overdue { .. } => "overdue",
        Attention::Escalated { .. } => "escalated",
    }
}

/// Reminds everybody of what needs them; gives how many were told something new.
///
/// # Errors
/// What the store could not do.
pub async fn remind(office: &Office, rules: &Rules) -> Result<u64, StoreError> {
    let today = office.today();
    let points = office.store.action_points(Moment::from_us(0)).await?;
    let members = office.store.members().await?;
    let mut tellings = Vec::new();
    for point in &points {
        let attention = point.point.attention(today, rules);
        for member in members.iter().filter(|member| tells(point, attention, member, &members)) {
            let about = About::Member { member: member.id, until: today };
            let letter = LetterBody::new(LetterKind::Reminder, member.email.as_str(), member.language.word());
            let name = format!("reminder:{}:{today}", member.id);
            tellings.push(Telling {
                kind: "reminder",
                about: format!("{} {} {}", point.id, word(attention), point.point.due_on),
                whom: member.id.to_string(),
                letter: office.the_letter(&name, &letter.about(about), today),
            });
        }
    }
    office.store.tell_once(&tellings, office.now()).await
}

/// Hands over what a colleague has who leaves, to whoever has `other` in the rules, else to `to`; gives how many points.
///
/// # Errors
/// What the store could not do.
pub async fn hand_over(
    office: &Office,
    rules: &Rules,
    leaving: &Member,
    to: &str,
    act: store::Act,
) -> Result<u64, StoreError> {
    let heir = rules.owners.of("other").filter(|owner| !is_owner(leaving, owner)).unwrap_or(to);
    let names = [leaving.name.trim(), leaving.email.as_str()];
    office.store.hand_over_points(&names, heir, office.today(), act).await
}
