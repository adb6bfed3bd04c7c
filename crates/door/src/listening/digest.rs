//! The weekly digest: of everything that happened, the three things that matter, in the order in which they need somebody.

use relationship::Day;
use relationship::improvement::{Event, Signal, Stage};
use relationship::listening::{Purpose, Use};
use store::{ActionPoint, Member, Moment, Role, StoreError, Telling};

use super::is_owner;
use super::signals::all;
use super::themes::monday_of;
use crate::Office;
use crate::jobs::{About, LetterBody, LetterKind};

/// Things in a digest.
pub const THINGS_MAX: usize = 3;
/// From this hour on Monday the digest is written; a program that was down writes it until Tuesday.
const FROM_HOUR: u8 = 7;

/// One thing that matters.
#[derive(Debug, Clone, PartialEq)]
pub enum Thing {
    /// Points whose date has gone by; the one that waits longest.
    Late {
        /// How many.
        count: u64,
        /// The reason of the one that waits longest.
        reason: String,
        /// Days since its date.
        days: u64,
    },
    /// Somebody was promised a reply and has none yet; those it is too late for are among the late.
    Promised {
        /// How many.
        count: u64,
        /// By when the first is due.
        due_on: Day,
    },
    /// A theme lies above what is usual.
    Theme {
        /// Which.
        reason: String,
        /// How many said it.
        part: u64,
        /// Of how many.
        whole: u64,
        /// Its usual share.
        usual: f64,
    },
    /// More leave for a reason than before.
    Rising {
        /// Which.
        reason: String,
        /// How many now, and of how many.
        now: (u64, u64),
        /// How many before, and of how many.
        before: (u64, u64),
    },
    /// An activity makes customers do what they should not.
    Harms {
        /// What the company calls it.
        activity: String,
        /// The interval of its effect.
        effect: (f64, f64),
        /// Whether that is a difference of shares; else it is in the unit of the outcome.
        in_points: bool,
    },
    /// Something that was done did not help.
    Reopened {
        /// About what.
        reason: String,
    },
    /// Very unhappy answers nobody has taken up yet.
    Unhappy {
        /// How many.
        count: u64,
    },
    /// Points due this week.
    Due {
        /// How many.
        count: u64,
    },
    /// Those concerned say that it helped.
    Helped {
        /// About what.
        reason: String,
    },
}

/// What a member hears of a week.
#[derive(Debug, Clone, PartialEq)]
pub struct Digest {
    /// The Monday of the week.
    pub monday: Day,
    /// The three things that matter most.
    pub things: Vec<Thing>,
    /// Forms that came in.
    pub answered: u64,
    /// Points that are open.
    pub open: u64,
    /// Points that were closed in the week.
    pub closed: u64,
}

/// The digest of the week that ended on a Sunday, for a member: who leads hears of everything, others of what is theirs.
///
/// # Errors
/// `Corrupt`, `Busy`, `Database`.
pub async fn digest(office: &Office, member: &Member, until: Day) -> Result<Digest, StoreError> {
    let monday = monday_of(until);
    let leads = matches!(member.role, Role::Owner | Role::Manager);
    let mut points = office.store.action_points(Moment::from_us(0)).await?;
    points.retain(|it| leads || it.point.owner.as_deref().is_some_and(|owner| is_owner(member, owner)));
    let answers = all(office, monday, Some(until), Purpose::Improve).await?;
    let mut forms: Vec<_> = answers.iter().filter(|it| it.value.get(Use::For(Purpose::Improve)).is_ok()).collect();
    forms.sort_by_key(|it| it.invitation);
    forms.dedup_by_key(|it| it.invitation);
    let week = Week { from: office.start_of(monday), today: office.today() };
    Ok(Digest {
        monday,
        things: things(&points, &week),
        answered: forms.len() as u64,
        open: points.iter().filter(|it| it.point.stage.is_open()).count() as u64,
        closed: points.iter().filter(|it| week.has(it, |event| matches!(event, Event::Closed { .. }))).count() as u64,
    })
}

/// From its Monday until the letter is read: what was found this morning belongs to it.
struct Week {
    from: Moment,
    today: Day,
}

impl Week {
    fn has(&self, point: &ActionPoint, is: impl Fn(&Event) -> bool) -> bool {
        point.events.iter().any(|it| self.from <= it.act.at && is(&it.event))
    }
}

/// The things of a week in the order in which they need somebody.
fn things(points: &[ActionPoint], week: &Week) -> Vec<Thing> {
    let open = || points.iter().filter(|it| it.point.stage.is_open());
    let mut things = Vec::new();
    // Late is late, whether or not somebody has it.
    let late = || open().filter(|it| it.point.due_on < week.today);
    if let Some(worst) = late().min_by_key(|it| it.point.due_on) {
        things.push(Thing::Late {
            count: late().count() as u64,
            reason: worst.point.subject.reason.clone(),
            days: u64::from(worst.point.due_on.days_until(week.today).unsigned_abs()),
        });
    }
    let promised = || open().filter(|it| week.today <= it.point.due_on && rests_on(it, "promise"));
    if let Some(due_on) = promised().map(|it| it.point.due_on).min() {
        things.push(Thing::Promised { count: promised().count() as u64, due_on });
    }
    let raised = |event: &Event| matches!(event, Event::Proposed { .. } | Event::Joined { .. });
    for point in open().filter(|it| week.has(it, raised)) {
        things.extend(point.point.evidence.iter().rev().find_map(|it| many(&it.signal)));
    }
    for point in open().filter(|it| week.has(it, |event| matches!(event, Event::Reopened { .. }))) {
        things.push(Thing::Reopened { reason: point.point.subject.reason.clone() });
    }
    let unhappy = open().filter(|it| it.point.stage == Stage::Proposed && rests_on(it, "deep_red")).count() as u64;
    if unhappy > 0 {
        things.push(Thing::Unhappy { count: unhappy });
    }
    let next_monday = monday_of(week.today).plus_days(7);
    let due = open().filter(|it| week.today <= it.point.due_on && it.point.due_on < next_monday).count() as u64;
    if due > 0 {
        things.push(Thing::Due { count: due });
    }
    let helped = |it: &&ActionPoint| {
        it.point.stage == Stage::Helped && week.has(it, |event| matches!(event, Event::Said { helped: true, .. }))
    };
    things.extend(points.iter().filter(helped).map(|it| Thing::Helped { reason: it.point.subject.reason.clone() }));
    things.truncate(THINGS_MAX);
    things
}

fn rests_on(point: &ActionPoint, signal: &str) -> bool {
    point.point.evidence.iter().any(|it| it.signal.word() == signal)
}

fn many(signal: &Signal) -> Option<Thing> {
    match signal {
        Signal::ThemeAbove { reason, now, usual, .. } => {
            Some(Thing::Theme { reason: reason.clone(), part: now.part, whole: now.whole, usual: *usual })
        }
        Signal::ReasonRising { reason, now, before, .. } => Some(Thing::Rising {
            reason: reason.clone(),
            now: (now.part, now.whole),
            before: (before.part, before.whole),
        }),
        Signal::ActivityHarms { activity, lower, upper, in_points, .. } => {
            Some(Thing::Harms { activity: activity.clone(), effect: (*lower, *upper), in_points: *in_points })
        }
        Signal::DeepRed { .. } | Signal::Promise { .. } | Signal::PaymentFailing { .. } => None,
    }
}

/// On Monday morning writes the digest of the last week to who leads and to who owns something; gives how many letters.
///
/// # Errors
/// What the store could not do; nobody gets two of one week.
pub async fn write(office: &Office) -> Result<u64, StoreError> {
    let now = office.hour();
    let monday = monday_of(now.day);
    let is_time = (monday == now.day && now.hour >= FROM_HOUR) || monday.plus_days(1) == now.day;
    if !is_time {
        return Ok(0);
    }
    let until = monday.plus_days(-1);
    let points = office.store.action_points(Moment::from_us(0)).await?;
    let members = office.store.members().await?;
    let owns = |member: &Member| {
        let open = points.iter().filter(|it| it.point.stage.is_open());
        open.filter_map(|it| it.point.owner.as_deref()).any(|owner| is_owner(member, owner))
    };
    let hears = |member: &&Member| matches!(member.role, Role::Owner | Role::Manager) || owns(member);
    let telling = |member: &Member| {
        let about = About::Member { member: member.id, until };
        let letter = LetterBody::new(LetterKind::Digest, member.email.as_str(), member.language.word()).about(about);
        let name = format!("digest:{}:{until}", member.id);
        let letter = office.the_letter(&name, &letter, monday);
        Telling { kind: "digest", about: until.to_string(), whom: member.id.to_string(), letter }
    };
    let tellings: Vec<Telling> = members.iter().filter(hears).map(telling).collect();
    office.store.tell_once(&tellings, office.now()).await
}
