//! A year of listening at the simulated company: customers who are asked every quarter and answer or do not, what they say,
//! and the work that came of it. No chance: the same company heard the same.

use relationship::Day;
use relationship::deadline::{Country, Holidays};
use relationship::improvement::{Command, Evidence, Rules, Signal};
use relationship::ladder::Rung;
use relationship::listening::{AskedBy, Survey, Value};
use report::SqlLimits;
use serde_json::Value as Json;
use store::{
    Act, ActionPointId, Actor, Delivery, Invitation, InvitationId, Language, MemberId, Moment, NewInvitation, Placed,
    Store, Theme, TokenHash,
};
use words::reasons::{Reader, Suggestion};

use super::leaving::{drawn, spread};
use crate::chance;
use crate::place::Place;

/// What they are asked.
const SURVEY: &str = include_str!("../../../../surveys/fietsplan-pulse.toml");
/// So many customers are asked by turns.
const ASKED: usize = 420;
/// Over so many days, each of them once in so many.
const DAYS: i32 = 395;
const EVERY_DAYS: i32 = 92;
const DAY_US: i64 = 86_400_000_000;
/// So many of the newest texts were read by somebody.
const READ: usize = 60;
/// Somebody who leaves within so many days is more often unhappy.
const SOON_DAYS: i64 = 150;

/// What somebody writes: the code a person would give it, in Dutch, in English.
const UNHAPPY: [(&str, &str, &str); 9] = [
    (
        "service.slow",
        "Mijn fiets stond negen dagen in de werkplaats en niemand belde.",
        "My bike was in the workshop for nine days and nobody called.",
    ),
    ("service.slow", "Veel te lang wachten op een reparatie.", "Far too long a wait for a repair."),
    ("service.slow", "Aan de telefoon kom ik er gewoon niet door.", "I simply cannot get through on the phone."),
    ("price.too_high", "Het is te duur geworden voor wat ik krijg.", "It has become too expensive for what I get."),
    (
        "product.quality",
        "De ketting loopt er steeds af, het ding rammelt aan alle kanten.",
        "The chain keeps coming off, the thing rattles everywhere.",
    ),
    ("product.quality", "De accu is na een half uur al leeg.", "The battery is empty after half an hour."),
    (
        "service.unresolved",
        "Drie keer gebeld over hetzelfde slot en het is nog stuk.",
        "Called three times about the same lock and it is still broken.",
    ),
    (
        "fit.unused",
        "Ik fiets eigenlijk te weinig om het de moeite waard te maken.",
        "I really ride too little to make it worth it.",
    ),
    (
        "life.health",
        "Na mijn knieoperatie kan ik voorlopig niet fietsen.",
        "After my knee operation I cannot ride for now.",
    ),
];
const HAPPY: [(&str, &str); 5] = [
    ("Prima fiets, en snel geholpen toen het licht stuk was.", "Great bike, and quick help when the light broke."),
    ("Niets aan toe te voegen, werkt gewoon.", "Nothing to add, it just works."),
    ("Meer stallingen bij het station zou fijn zijn.", "More racks near the station would be nice."),
    ("De nieuwe sloten zijn een verbetering.", "The new locks are an improvement."),
    ("Fijn dat de werkplaats nu ook op zaterdag open is.", "Good that the workshop is open on Saturdays now."),
];

/// A customer as the ledger knows them.
pub(crate) struct Customer {
    name: String,
    started_on: Day,
    ended_on: Option<Day>,
}

/// Customers with their first and last days, spread over the ledger.
pub(crate) fn customers(place: &Place) -> anyhow::Result<Vec<Customer>> {
    let sql = "select customer, cast(first_started_on as varchar) as started_on, \
               case when is_here then null else cast(last_ended_on as varchar) end as ended_on \
               from customers where first_started_on is not null order by first_started_on desc, customer";
    let limits = SqlLimits { rows: 4_000, time: std::time::Duration::from_secs(60), memory_bytes: 128 << 20 };
    let rows = place.analytics()?.sql(sql, &place.basis()?, &limits)?.json();
    let read = |row: &Json| {
        let text = |name: &str| row.get(name).and_then(Json::as_str);
        Some(Customer {
            name: text("customer")?.to_owned(),
            started_on: text("started_on")?.parse().ok()?,
            ended_on: text("ended_on").and_then(|day| day.parse().ok()),
        })
    };
    let begin = chance::today().plus_days(-DAYS);
    let was_here = |it: &Customer| it.ended_on.is_none_or(|end| begin < end);
    let all: Vec<Customer> = rows.as_array().into_iter().flatten().filter_map(read).filter(was_here).collect();
    let step = (all.len() / ASKED).max(1);
    Ok(all.into_iter().step_by(step).take(ASKED).collect())
}

/// A year of asking.
struct Year<'a> {
    store: &'a Store,
    survey: Survey,
    owner: MemberId,
    today: Day,
    now_us: i64,
}

/// Fills the answers, the themes and the work.
pub(crate) async fn fill(store: &Store, owner: MemberId, customers: &[Customer]) -> anyhow::Result<()> {
    let survey = Survey::parse("fietsplan-pulse.toml", SURVEY)?;
    let (today, now_us) = (chance::today(), chance::now().us());
    let year = Year { store, survey, owner, today, now_us };
    let began = year.act(-i64::from(DAYS) - 1, 0);
    store.publish_survey(&year.survey, SURVEY, began).await?;
    let mut texts = Vec::new();
    for back in (0..DAYS).rev() {
        for (at, customer) in customers.iter().enumerate() {
            let turn = i32::try_from(at).unwrap_or(0) * 7 % EVERY_DAYS;
            if back % EVERY_DAYS == turn {
                texts.extend(year.ask(at as u64, customer, back).await?);
            }
        }
    }
    year.read(&texts).await?;
    year.work().await
}

/// A text somebody wrote, and what a person would say it is about.
struct Written {
    invitation: InvitationId,
    language: Language,
    text: &'static str,
    code: &'static str,
}

impl Year<'_> {
    fn act(&self, days: i64, seconds: i64) -> Act {
        let at = (self.now_us + days * DAY_US + seconds * 1_000_000).min(self.now_us);
        Act { by: Actor::Member(self.owner), at: Moment::from_us(at) }
    }

    /// Asks one customer, so many days ago; gives what they wrote.
    async fn ask(&self, at: u64, customer: &Customer, back: i32) -> anyhow::Result<Option<Written>> {
        let on = self.today.plus_days(-back);
        if customer.started_on > on.plus_days(-20) || customer.ended_on.is_some_and(|end| end < on) {
            return Ok(None);
        }
        let time = at * 1_000 + u64::try_from(back).unwrap_or(0);
        let asked = self.act(-i64::from(back), -7_200);
        let language = if drawn(at, 70, 6) == 0 { Language::En } else { Language::Nl };
        let channel = match drawn(time, 71, 20) {
            0..=13 => AskedBy::Mail,
            14..=16 => AskedBy::Text,
            17 | 18 => AskedBy::Qr,
            _ => AskedBy::Desk,
        };
        let id = InvitationId::new(asked.at, u128::from(spread(time)) << 16 | u128::from(drawn(time, 72, 60_000)));
        let new = NewInvitation {
            id,
            token: TokenHash::of(&chance::secret()),
            survey: self.survey.survey.clone(),
            version: self.survey.version,
            customer: customer.name.clone(),
            channel,
            language,
            about: None,
            asked_on: on,
            expires_at: asked.at.plus_seconds(30 * 86_400),
        };
        self.store.invite(&new, None, asked).await?;
        let answers = match channel {
            AskedBy::Mail => drawn(time, 73, 100) < 41,
            AskedBy::Text => drawn(time, 73, 100) < 33,
            _ => drawn(time, 73, 100) < 68,
        };
        if !answers {
            if channel == AskedBy::Mail && drawn(time, 74, 12) == 0 {
                self.store.note_tap(id, "4", asked.at.plus_seconds(600)).await?;
            }
            return Ok(None);
        }
        let invitation = Invitation {
            id,
            survey: new.survey.clone(),
            version: new.version,
            customer: new.customer.clone(),
            channel,
            language,
            asked_on: on,
            expires_at: new.expires_at,
            kiosk: None,
        };
        let face = self.face(at, time, customer, on);
        let said = said(time, face, language);
        let mut answers = vec![("whole".to_owned(), Value::Face(face))];
        if drawn(time, 75, 100) < 70 {
            answers.push(("most".to_owned(), Value::One(said.most.to_owned())));
        }
        if let Some((text, _)) = said.text {
            answers.push(("words".to_owned(), Value::Words(text.to_owned())));
            answers.push(("reply".to_owned(), Value::Yes(drawn(time, 76, 3) != 0)));
        }
        let heard = asked.at.plus_seconds(1_800 + i64::try_from(drawn(time, 77, 5_000)).unwrap_or(0));
        let delivery = Delivery { id: format!("demo-{time}"), answers, on, at: heard };
        self.store.answer(&self.survey, &invitation, &delivery).await?;
        Ok(said.text.map(|(text, code)| Written { invitation: id, language, text, code }))
    }

    /// How content somebody is: mostly as before, less when they are about to leave, more since the workshop got quicker.
    fn face(&self, at: u64, time: u64, customer: &Customer, on: Day) -> u8 {
        let usual = match drawn(at, 80, 100) {
            0..=5 => 1,
            6..=17 => 2,
            18..=40 => 3,
            41..=80 => 4,
            _ => 5,
        };
        let leaves_soon = customer.ended_on.is_some_and(|end| i64::from(on.days_until(end)) <= SOON_DAYS);
        let moved = match drawn(time, 81, 100) {
            0..=13 => -1,
            14..=31 => 1,
            _ => 0,
        };
        let quicker = i64::from(on > self.today.plus_days(-150)) * i64::from(drawn(time, 82, 3) == 0);
        let face = usual + moved + quicker - i64::from(leaves_soon) * 2;
        u8::try_from(face.clamp(1, 5)).unwrap_or(3)
    }

    /// Somebody read the newest texts and said what they are about.
    async fn read(&self, texts: &[Written]) -> anyhow::Result<()> {
        let newest = texts.iter().rev().filter(|it| !it.code.is_empty()).skip(12).take(READ);
        for (at, it) in newest.enumerate() {
            let language = words::Language::of_tag(it.language.word());
            let suggested = match Reader::shipped().suggest(it.text, language) {
                Suggestion::Suggested { level2, .. } => level2.first().map(|it| it.code.to_owned()),
                Suggestion::Abstained { .. } => None,
                Suggestion::Quarantined { .. } => continue,
            };
            let act = self.act(-1, -i64::try_from(at).unwrap_or(0) * 20);
            let (question, code) = ("words".to_owned(), it.code.to_owned());
            self.store.confirm_theme(&Theme { invitation: it.invitation, question, code, suggested, act }).await?;
        }
        Ok(())
    }

    /// The work: one point that was done months ago and helped, and what the last weeks asked for.
    async fn work(&self) -> anyhow::Result<()> {
        let owner = self.store.member(self.owner).await?.map(|it| it.name).unwrap_or_default();
        let (year, ..) = self.today.ymd();
        let holidays = Holidays::of(Country::Netherlands, year - 2..=year + 1);
        let rules = Rules::default();
        let propose = async |signal: Signal, back: i64| -> anyhow::Result<Option<ActionPointId>> {
            let act = Act { by: Actor::Program, ..self.act(-back, 0) };
            let Some(proposal) = rules.propose(Evidence::of(signal), &holidays) else { return Ok(None) };
            let id = ActionPointId::new(act.at, chance::random_id());
            Ok(match self.store.propose(id, proposal, act).await? {
                Placed::New(id) => Some(id),
                Placed::Joined(_) | Placed::Known(_) => None,
            })
        };
        let long_ago = (self.today.plus_days(-230), self.today.plus_days(-180));
        let first = self
            .unhappy(long_ago)
            .await?
            .into_iter()
            .find(|it| matches!(it, Signal::DeepRed { reason, .. } if reason == "service"));
        let id = match first {
            Some(signal) => propose(signal, 189).await?,
            None => None,
        };
        if let Some(id) = id {
            let steps = [
                (185, Command::Give { owner: owner.clone(), due_on: None }),
                (
                    176,
                    Command::Note("Met de werkplaats gemeten: 6 van de 9 dagen is wachten op onderdelen.".to_owned()),
                ),
                (
                    160,
                    Command::Close {
                        cause: "Remmen en kettingen waren niet op voorraad.".to_owned(),
                        action: "Voorraad voor vier weken in de werkplaats, sinds deze maand.".to_owned(),
                    },
                ),
                (120, Command::Say { who: relationship::improvement::Told::Colleague, helped: true }),
            ];
            for (back, command) in steps {
                let day = self.today.plus_days(-back);
                let act = self.act(-i64::from(back), 0);
                self.store.act_on_point(id, command, (day, day.plus_days(14)), act).await?;
            }
        }
        let lately = self.unhappy((self.today.plus_days(-21), self.today)).await?;
        let mut owner = Some(owner);
        for signal in lately {
            let back = i64::from(signal.on().days_until(self.today));
            let Some(id) = propose(signal, back).await? else { continue };
            // One of them is somebody's already.
            if let Some(owner) = owner.take() {
                let act = self.act(1 - back.max(1), 0);
                self.store
                    .act_on_point(id, Command::Give { owner, due_on: None }, (self.today, self.today), act)
                    .await?;
            }
        }
        Ok(())
    }

    /// Every very unhappy answer between two days.
    async fn unhappy(&self, (from, to): (Day, Day)) -> anyhow::Result<Vec<Signal>> {
        use relationship::listening::{Purpose, Use};
        let filter = store::AnswerFilter {
            from: Some(from),
            to: Some(to),
            rung: Some(Rung::DeepRed),
            ..store::AnswerFilter::default()
        };
        let wanted = Use::For(Purpose::Handle);
        let page = self.store.answers(&filter, wanted, None, store::PAGE_ROWS_MAX).await?;
        let signal = |run: &[store::Answer]| {
            let first = run.iter().find(|it| it.question == "whole")?;
            let chosen = run.iter().find_map(|it| match it.value.get(wanted) {
                Ok(Some(Value::One(option))) => Some(option.clone()),
                _ => None,
            });
            Some(Signal::DeepRed {
                customer: first.customer.clone(),
                reason: chosen.unwrap_or_else(|| "other".to_owned()),
                answer: format!("{} {}", first.invitation, first.question),
                on: first.on,
            })
        };
        Ok(page.items.chunk_by(|a, b| a.invitation == b.invitation).filter_map(signal).collect())
    }
}

/// What somebody says beside the face.
struct Said {
    most: &'static str,
    text: Option<(&'static str, &'static str)>,
}

fn said(time: u64, face: u8, language: Language) -> Said {
    let pick = |nl, en| if language == Language::En { en } else { nl };
    let writes = drawn(time, 90, 100) < if face <= 2 { 72 } else { 24 };
    if face <= 3 {
        let at = usize::try_from(drawn(time, 91, UNHAPPY.len() as u64)).unwrap_or(0);
        let (code, nl, en) = UNHAPPY[at];
        let most = match code.split('.').next() {
            Some("service") => "service",
            Some("price") => "price",
            Some("product") => "product",
            _ => "other",
        };
        return Said { most, text: writes.then(|| (pick(nl, en), code)) };
    }
    let at = usize::try_from(drawn(time, 92, HAPPY.len() as u64)).unwrap_or(0);
    let (nl, en) = HAPPY[at];
    let most = ["product", "service", "price", "place"][usize::try_from(drawn(time, 93, 4)).unwrap_or(0)];
    Said { most, text: writes.then(|| (pick(nl, en), "")) }
}
