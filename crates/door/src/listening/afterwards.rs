//! Afterwards: who said it hears what was done, and those concerned are asked whether it helped.
//!
//! A customer hears of it who allowed a reply to what they said, and did not opt out. An unhappy answer opens the point again.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use relationship::Day;
use relationship::improvement::{Event, Signal, Stage, Told};
use relationship::listening::{Purpose, Use};
use store::{
    ActionPoint, ActionPointId, AnswerFilter, InvitationId, Language, Member, Moment, NewHelpedQuestion, Role,
    StoreError, TokenHash,
};

use crate::Office;
use crate::jobs::{About, LetterBody, LetterKind};

const DAY_SECONDS: i64 = 24 * 60 * 60;
/// A closed point rests for a day, so that a slip can be taken back before anybody is told.
const REST_SECONDS: i64 = DAY_SECONDS;
/// Nobody is told of what was closed longer ago.
const TOLD_SECONDS_MAX: i64 = 60 * DAY_SECONDS;
/// How long it can be said whether it helped.
const ANSWER_SECONDS: i64 = 60 * DAY_SECONDS;
/// The most customers told of one point.
const CUSTOMERS_MAX: usize = 500;
/// A point that opens again has so many days.
pub const AGAIN_DAYS: i32 = 14;

impl Office {
    /// The secret in the link with which somebody says whether a closed point helped. It is made from what it is about.
    pub fn helped_token(&self, point: ActionPointId, closing: u32, whom: &str) -> String {
        let mac = crate::token::mac(&self.key("helped"), format!("{point}\n{closing}\n{whom}").as_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(&mac[..16])
    }
}

/// The last closing of a point: which it is, counted from 0, when, and whether anybody was asked since.
pub fn last_closing(point: &ActionPoint) -> Option<(u32, Moment, bool)> {
    let mut last = None;
    for it in &point.events {
        match (&it.event, &mut last) {
            (Event::Closed { .. }, Some((count, at, asked))) => (*count, *at, *asked) = (*count + 1, it.act.at, false),
            (Event::Closed { .. }, None) => last = Some((0, it.act.at, false)),
            (Event::AskedWhether { .. }, Some((_, _, asked))) => *asked = true,
            _ => {}
        }
    }
    last
}

/// Tells those who said it what was done about points that were closed a day ago or longer, and asks whether it helped;
/// gives how many were written to.
///
/// # Errors
/// What the store could not do; who was written to before is not written to again.
pub async fn tell_what_was_done(office: &Office) -> Result<u64, StoreError> {
    let now = office.now();
    let members = office.store.members().await?;
    let mut written = 0;
    for point in office.store.action_points(Moment::from_us(0)).await? {
        let Some((closing, at, asked)) = last_closing(&point) else { continue };
        let age = at.seconds_until(now);
        if point.point.stage != Stage::Closed || asked || !(REST_SECONDS..TOLD_SECONDS_MAX).contains(&age) {
            continue;
        }
        let mut questions = Vec::new();
        for (customer, mail, language) in concerned(office, &point).await? {
            let about = About::Point { point: point.id, closing, customer: Some(customer.clone()), member: None };
            let letter = LetterBody::new(LetterKind::YouSaid, &mail, language.word()).about(about);
            questions.push(question(office, (point.id, closing), Told::Customer, customer, &letter));
        }
        for member in colleagues(&members) {
            let about = About::Point { point: point.id, closing, customer: None, member: Some(member.id) };
            let letter = LetterBody::new(LetterKind::Helped, member.email.as_str(), member.language.word());
            let whom = member.id.to_string();
            questions.push(question(office, (point.id, closing), Told::Colleague, whom, &letter.about(about)));
        }
        if !questions.is_empty() {
            written += office.store.ask_whether_it_helped(point.id, &questions, office.today(), office.act()).await?;
        }
    }
    Ok(written)
}

fn question(
    office: &Office,
    (point, closing): (ActionPointId, u32),
    who: Told,
    whom: String,
    letter: &LetterBody,
) -> NewHelpedQuestion {
    let now = office.now();
    NewHelpedQuestion {
        token: TokenHash::of(&office.helped_token(point, closing, &whom)),
        letter: office.new_letter(&format!("point:{point}"), letter, now),
        expires_at: now.plus_seconds(ANSWER_SECONDS),
        who,
        whom,
    }
}

/// Colleagues who meet customers; where nobody does, those who lead.
fn colleagues(members: &[Member]) -> Vec<&Member> {
    let of = |roles: &[Role]| members.iter().filter(|it| roles.contains(&it.role)).collect::<Vec<_>>();
    let front = of(&[Role::FrontLine]);
    if front.is_empty() { of(&[Role::Owner, Role::Manager]) } else { front }
}

/// The customers behind a point who allowed a reply, with where and in which language.
async fn concerned(office: &Office, point: &ActionPoint) -> Result<Vec<(String, String, Language)>, StoreError> {
    let evidence = &point.point.evidence;
    let invitations: BTreeSet<InvitationId> = evidence
        .iter()
        .flat_map(|it| {
            let own = match &it.signal {
                Signal::DeepRed { answer, .. } | Signal::Promise { answer, .. } => Some(answer),
                Signal::ThemeAbove { .. }
                | Signal::ReasonRising { .. }
                | Signal::PaymentFailing { .. }
                | Signal::ActivityHarms { .. } => None,
            };
            it.answers.iter().chain(own)
        })
        .filter_map(|answer| answer.split_once(' ')?.0.parse().ok())
        .take(CUSTOMERS_MAX)
        .collect();
    let settings = office.store.settings().await?;
    let (mut seen, mut concerned) = (BTreeSet::new(), Vec::new());
    for id in invitations {
        let Some(invitation) = office.store.invitation_of(id).await? else { continue };
        let customer = invitation.customer;
        if !seen.insert(customer.clone()) || office.store.has_opted_out(&customer).await? {
            continue;
        }
        if !may_reply(office, id, &customer).await? {
            continue;
        }
        let Some(person) = office.store.person(&customer).await? else { continue };
        let language = person.language.unwrap_or(settings.language);
        concerned.extend(person.mail.map(|mail| (customer, mail, language)));
    }
    Ok(concerned)
}

/// Did who answered an invitation say that somebody may reply?
async fn may_reply(office: &Office, id: InvitationId, customer: &str) -> Result<bool, StoreError> {
    let filter = AnswerFilter { customer: Some(customer.to_owned()), ..AnswerFilter::default() };
    let page = office.store.answers(&filter, Use::For(Purpose::Reply), None, 100).await?;
    Ok(page.items.iter().any(|it| it.invitation == id))
}

/// The days that count for an answer given now: today, and when a point that opens again is due.
pub fn days(office: &Office) -> (Day, Day) {
    let today = office.today();
    (today, today.plus_days(AGAIN_DAYS))
}
