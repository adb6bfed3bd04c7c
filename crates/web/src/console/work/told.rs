//! Action points in words.

use std::collections::HashMap;

use door::listening::UNNAMED;
use relationship::Day;
use relationship::improvement::{Attention, Event, Evidence, Point, Rules, Share, Signal, Stage, Told};
use relationship::listening::Value;
use relationship::reason::Catalogue;
use store::{ActionPoint, ActionPointId, Actor, InvitationId, Member};
use words::special;

use super::point::HANDLE;
use super::{is_late, needed};
use crate::App;
use crate::console::parts::Voice;
use crate::console::shares::share;
use crate::console::verdicts::{ends, signed};
use crate::fault::Fault;
use crate::posted::encode;

/// Points that are called by what somebody wrote, of those that are shown together.
const BEGINNINGS_MAX: usize = 200;
/// The longest beginning of somebody's words.
const BEGINNING_CHARS_MAX: usize = 60;

/// A point in a list or on the board.
#[derive(Debug, Clone)]
pub(crate) struct Card {
    pub(crate) href: String,
    /// What it is about.
    pub(crate) about: String,
    /// Whom it is about.
    pub(crate) whom: String,
    /// What it rests on, in a sentence.
    pub(crate) why: String,
    pub(crate) owner: String,
    pub(crate) has_owner: bool,
    pub(crate) due: String,
    /// What it needs today.
    pub(crate) needs: String,
    pub(crate) is_late: bool,
    pub(crate) stage: String,
}

/// One of the members: how points call them, and how pages do.
pub(crate) struct Telling<'a> {
    pub(super) voice: &'a Voice,
    names: HashMap<String, String>,
    /// How points without a theme begin: the words of whoever they are about.
    beginnings: HashMap<ActionPointId, String>,
    pub(super) members: Vec<Member>,
    rules: &'a Rules,
    today: Day,
}

impl<'a> Telling<'a> {
    /// Everything that is needed to tell these points.
    pub(super) async fn of(
        app: &App,
        voice: &'a Voice,
        points: &[ActionPoint],
        rules: &'a Rules,
    ) -> Result<Self, Fault> {
        let customers: Vec<String> = points.iter().filter_map(|it| it.point.subject.customer.clone()).collect();
        Ok(Self {
            voice,
            names: app.store.customer_names(&customers).await?,
            beginnings: beginnings(app, points).await?,
            members: app.store.members().await?,
            rules,
            today: app.today(),
        })
    }

    /// Who has it: a member by name, or whatever name was written down.
    pub(super) fn owner(&self, owner: &str) -> String {
        let known = self.members.iter().find(|it| super::engine::is_member(it, owner));
        known.map_or_else(|| owner.to_owned(), |it| super::called(it).to_owned())
    }

    /// Whom a point is about.
    pub(super) fn whom(&self, point: &Point) -> String {
        match &point.subject.customer {
            Some(customer) => match self.names.get(customer) {
                Some(name) => format!("{name}, {customer}"),
                None => customer.clone(),
            },
            None => self.voice.t1("work-many", "n", customers(point)),
        }
    }

    /// What a point is about: its theme; where nobody named one, how the customer's own words begin, else what asked for it.
    pub(super) fn about(&self, it: &ActionPoint) -> String {
        let Point { subject, evidence, .. } = &it.point;
        if subject.reason != UNNAMED || subject.customer.is_none() {
            return about(self.voice, &subject.reason);
        }
        if let Some(words) = self.beginnings.get(&it.id) {
            return format!("“{words}”");
        }
        match evidence.last().map(|it| &it.signal) {
            Some(Signal::DeepRed { .. }) => self.voice.t("work-about-deep-red"),
            Some(Signal::Promise { .. }) => self.voice.t("work-about-promise"),
            _ => about(self.voice, &subject.reason),
        }
    }

    pub(super) fn card(&self, it: &ActionPoint) -> Card {
        let (voice, point) = (self.voice, &it.point);
        let attention = needed(point, self.today, self.rules);
        Card {
            href: format!("/work/{}", it.id),
            about: self.about(it),
            whom: self.whom(point),
            why: point.evidence.last().map(|it| why(voice, &it.signal)).unwrap_or_default(),
            owner: point.owner.as_ref().map_or_else(|| voice.t("work-nobody"), |it| self.owner(it)),
            has_owner: point.owner.is_some(),
            due: voice.day(point.due_on),
            needs: needs(voice, attention),
            is_late: is_late(attention),
            stage: voice.t(&format!("work-stage-{}", stage_word(point.stage))),
        }
    }

    /// Who did something.
    pub(super) fn by(&self, actor: Actor) -> String {
        match actor {
            Actor::Member(id) => {
                let known = self.members.iter().find(|it| it.id == id);
                known.map_or_else(|| self.voice.t("desk-by-gone"), |it| super::called(it).to_owned())
            }
            Actor::Program | Actor::Key(_) => self.voice.t("desk-by-program"),
        }
    }

    /// Something that happened to a point: heading and details.
    pub(super) fn event(&self, event: &Event) -> (String, String) {
        let voice = self.voice;
        let due = |day: Day| voice.t1("desk-due", "day", voice.day(day));
        match event {
            Event::Proposed { evidence, due_on, .. } => {
                (voice.t("work-event-proposed"), format!("{} {}", why(voice, &evidence.signal), due(*due_on)))
            }
            Event::Joined { evidence, .. } => (voice.t("work-event-joined"), why(voice, &evidence.signal)),
            Event::Given { owner, due_on } => (voice.t1("work-event-given", "owner", self.owner(owner)), due(*due_on)),
            Event::Progress { note } => (voice.t("work-event-progress"), note.clone()),
            Event::Closed { cause, action } => {
                let cause = voice.t1("work-event-cause", "cause", cause.as_str());
                (
                    voice.t("work-event-closed"),
                    format!("{cause}\n{}", voice.t1("work-event-action", "action", action.as_str())),
                )
            }
            Event::Dropped { why } => (voice.t("work-event-dropped"), why.clone()),
            Event::AskedWhether { whom, count } => {
                let key = format!("work-event-asked-{}", told_word(*whom));
                (voice.t1(&key, "n", *count), String::new())
            }
            Event::Said { who, helped } => {
                let word = if *helped { "helped" } else { "not" };
                (voice.t(&format!("work-event-said-{word}-{}", told_word(*who))), String::new())
            }
            Event::Reopened { why, due_on } => {
                // The rule's own sentence is English; in a history it is one of ours.
                let said = if why == "somebody it was about says that it did not help" {
                    voice.t("work-event-unhappy")
                } else {
                    why.clone()
                };
                (voice.t("work-event-reopened"), format!("{said}\n{}", due(*due_on)))
            }
        }
    }
}

/// How the words begin of those whom points without a theme are about, as far as they may be read to put something right. A
/// text about what the law protects most stays where it is.
async fn beginnings(app: &App, points: &[ActionPoint]) -> Result<HashMap<ActionPointId, String>, Fault> {
    let answered = |it: &ActionPoint| {
        let answers = it.point.evidence.iter().rev().flat_map(|it| &it.answers);
        let mut invitations = answers.filter_map(|answer| answer.split(' ').next()?.parse::<InvitationId>().ok());
        Some((invitations.next()?, it.id))
    };
    let unnamed = points.iter().filter(|it| it.point.subject.reason == UNNAMED && it.point.subject.customer.is_some());
    let answered: HashMap<InvitationId, ActionPointId> = unnamed.take(BEGINNINGS_MAX).filter_map(answered).collect();
    let invitations: Vec<InvitationId> = answered.keys().copied().collect();
    let mut begins = HashMap::new();
    for it in app.store.answers_to(&invitations, HANDLE).await? {
        if let Ok(Some(Value::Words(text))) = it.value.get(HANDLE)
            && let Some(point) = answered.get(&it.invitation)
            && special::detect(text).is_empty()
        {
            begins.entry(*point).or_insert_with(|| beginning(text));
        }
    }
    Ok(begins)
}

/// The first words of a text, on one line.
fn beginning(text: &str) -> String {
    let whole = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = whole.char_indices().nth(BEGINNING_CHARS_MAX) else { return whole };
    let cut = whole[..end].rsplit_once(' ').map_or(&whole[..end], |(words, _)| words);
    format!("{}…", cut.trim_end_matches(|it: char| !it.is_alphanumeric()))
}

pub(super) const fn told_word(told: Told) -> &'static str {
    match told {
        Told::Customer => "customer",
        Told::Colleague => "colleague",
    }
}

pub(super) const fn stage_word(stage: Stage) -> &'static str {
    match stage {
        Stage::Proposed => "proposed",
        Stage::Open => "open",
        Stage::Closed => "closed",
        Stage::Helped => "helped",
        Stage::Dropped => "dropped",
    }
}

/// What a point is about: the name of a reason, or of an aspect.
pub(super) fn about(voice: &Voice, reason: &str) -> String {
    if let Some(known) = Catalogue::current().find(reason) {
        return known.text(voice.language().code()).to_owned();
    }
    voice.find(&format!("work-about-{}", reason.replace('_', "-")), &[]).unwrap_or_else(|| reason.to_owned())
}

/// Customers a point is about: as many as its largest signal counts, or as its answers come from.
pub(super) fn customers(point: &Point) -> u64 {
    let largest = point.evidence.iter().map(|it| it.customers).max().unwrap_or(0);
    let single: u64 = point.evidence.iter().filter(|it| it.customers == 1).count() as u64;
    if point.subject.customer.is_some() { 1 } else { largest.max(single) }
}

/// What asks for work, in a sentence.
pub(super) fn why(voice: &Voice, signal: &Signal) -> String {
    let of = |it: &Share| voice.t2("goodbyes-of", "part", voice.count(it.part), "whole", voice.count(it.whole));
    match signal {
        Signal::DeepRed { on, .. } => voice.t1("work-why-deep-red", "day", voice.day(*on)),
        Signal::Promise { on, .. } => voice.t1("work-why-promise", "day", voice.day(*on)),
        Signal::PaymentFailing { failed_on, .. } => voice.t1("work-why-payment", "day", voice.day(*failed_on)),
        Signal::ActivityHarms { lower, upper, in_points, on, .. } => {
            let (times, unit) = if *in_points { (100.0, "points") } else { (1.0, "number") };
            let difference = signed_ends(voice, (lower * times, upper * times));
            voice.with("work-why-harms", &[("difference", &difference), ("unit", &unit), ("day", &voice.day(*on))])
        }
        Signal::ThemeAbove { now, usual, limit, on, .. } => voice.with(
            "work-why-theme",
            &[
                ("now", &of(now)),
                ("usual", &voice.percent(*usual, 1)),
                ("limit", &voice.percent(*limit, 1)),
                ("day", &voice.day(*on)),
            ],
        ),
        Signal::ReasonRising { before, now, lower, upper, on, .. } => {
            let share = |it: &Share| it.part as f64 / it.whole.max(1) as f64;
            let more = signed(&voice.speech, (share(now) - share(before)) * 100.0, 1);
            let points = format!("{more} {}", signed_ends(voice, (lower * 100.0, upper * 100.0)));
            voice.with(
                "work-why-rising",
                &[("before", &of(before)), ("now", &of(now)), ("points", &points), ("day", &voice.day(*on))],
            )
        }
    }
}

/// The ends of a difference, each with its sign.
fn signed_ends(voice: &Voice, between: (f64, f64)) -> String {
    ends(&voice.speech, between, |it| signed(&voice.speech, it, 1))
}

/// What stands behind a signal in numbers: name and value.
pub(super) fn numbers(voice: &Voice, evidence: &Evidence) -> Vec<(String, String)> {
    match &evidence.signal {
        Signal::DeepRed { .. }
        | Signal::Promise { .. }
        | Signal::PaymentFailing { .. }
        | Signal::ActivityHarms { .. } => Vec::new(),
        Signal::ThemeAbove { now, .. } => {
            vec![(voice.t("work-number-now"), voice.share_shown(&share(now.part, now.whole)).to_string())]
        }
        Signal::ReasonRising { before, now, .. } => vec![
            (voice.t("work-number-before"), voice.share_shown(&share(before.part, before.whole)).to_string()),
            (voice.t("work-number-now"), voice.share_shown(&share(now.part, now.whole)).to_string()),
        ],
    }
}

fn needs(voice: &Voice, attention: Attention) -> String {
    match attention {
        // That nobody has it stands in the place of who does.
        Attention::None | Attention::NoOwner => String::new(),
        Attention::DueSoon { days } => voice.t1("work-needs-soon", "days", days),
        Attention::Overdue { days } => voice.t1("work-needs-late", "days", days),
        Attention::Escalated { days } => voice.t1("work-needs-escalated", "days", days),
    }
}

/// The address of what is known of a customer.
pub(super) fn customer_page(customer: &str) -> String {
    format!("/customers/{}", encode(customer))
}
