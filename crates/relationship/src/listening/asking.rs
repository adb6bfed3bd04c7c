//! Whom to ask today, and why not the others: one cap over all surveys and channels, quiet hours, an opt-out that works at
//! once, and a share of customers who are never asked.

use serde::{Deserialize, Serialize};

mod timeline;

use super::{AskRule, AskedBy, Condition, Occasion, Survey, UnaskedKey};
use crate::Day;
use crate::ladder::Rung;
use crate::law::{self, MailNeeds, MailRule};

/// What holds over all surveys and channels of the company.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct House {
    /// After being asked, a customer is left alone for so many days.
    pub between_days: u32,
    /// And is asked at most so often in 365 days.
    pub per_year_max: u32,
    /// From this hour on no message goes out.
    pub quiet_from_hour: u8,
    /// Until this hour.
    pub quiet_to_hour: u8,
    /// Is Sunday quiet too?
    pub quiet_sundays: bool,
    /// This share of customers is never asked, to see what asking does.
    pub unasked_share: f64,
    /// The trait that says, on record, that a customer agreed to a message after their goodbye.
    pub agreed_trait: String,
    /// The trait that says, on record, that a customer gave their address with a sale, was told of such messages then, and
    /// could refuse them.
    pub told_trait: String,
    /// The law packs that say whether a message after the goodbye is allowed; none: those of the company's leave flows.
    pub law: Vec<String>,
    /// What they say.
    #[serde(skip)]
    pub mail_after_goodbye: MailRule,
}

impl Default for House {
    fn default() -> Self {
        Self {
            between_days: 30,
            per_year_max: 6,
            quiet_from_hour: 20,
            quiet_to_hour: 9,
            quiet_sundays: true,
            unasked_share: 0.05,
            agreed_trait: "agreed_to_mail".to_owned(),
            told_trait: "told_of_mail".to_owned(),
            law: Vec::new(),
            mail_after_goodbye: MailRule::default(),
        }
    }
}

/// Why rules for asking cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum HouseError {
    /// The file cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// A number lies outside what it may be.
    #[error("`{name}` is `{given}`; allowed: {allowed}")]
    OutOfRange {
        /// Which.
        name: &'static str,
        /// What was given.
        given: f64,
        /// What is allowed.
        allowed: &'static str,
    },
    /// A law pack that is not there.
    #[error("`law`: {0}")]
    Law(#[from] law::LawError),
}

impl House {
    /// Reads the rules from TOML; what is left out is as usual.
    ///
    /// # Errors
    /// What cannot be read, and numbers out of range.
    pub fn parse(text: &str) -> Result<Self, HouseError> {
        let house: Self = toml::from_str(text).map_err(|error| HouseError::Unreadable(error.message().to_owned()))?;
        house.check()
    }

    fn check(self) -> Result<Self, HouseError> {
        let refuse = |name, given, allowed| Err(HouseError::OutOfRange { name, given, allowed });
        for (name, hour) in [("quiet_from_hour", self.quiet_from_hour), ("quiet_to_hour", self.quiet_to_hour)] {
            if hour > 24 {
                return refuse(name, f64::from(hour), "an hour from 0 to 24");
            }
        }
        if !(0.0..=0.5).contains(&self.unasked_share) {
            return refuse("unasked_share", self.unasked_share, "from 0 to 0.5, such as 0.05");
        }
        if !(1..=365).contains(&self.between_days) {
            return refuse("between_days", f64::from(self.between_days), "1 to 365");
        }
        if !(1..=52).contains(&self.per_year_max) {
            return refuse("per_year_max", f64::from(self.per_year_max), "1 to 52");
        }
        let law = self.law.clone();
        if law.is_empty() { Ok(self) } else { self.under(&law) }
    }

    /// The same under law packs: of several the strictest counts, and without any the pack `strict`.
    ///
    /// # Errors
    /// `Law` names the packs there are.
    pub fn under(self, law: &[String]) -> Result<Self, HouseError> {
        let names = if law.is_empty() { vec!["strict"] } else { law.iter().map(String::as_str).collect() };
        let packs = names.into_iter().map(law::pack).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { mail_after_goodbye: MailRule::of(&packs), ..self })
    }

    /// Does the law let this person be sent a message after their goodbye?
    pub fn permits_mail_after_goodbye(&self, person: &Person) -> bool {
        match self.mail_after_goodbye.needs {
            MailNeeds::Consent => person.agreed_to_mail_after_goodbye,
            MailNeeds::SoftOptIn => person.agreed_to_mail_after_goodbye || person.told_of_mail,
            MailNeeds::Nothing => true,
        }
    }

    /// Is it a time at which no message goes out?
    pub fn is_quiet(&self, now: Now) -> bool {
        let (from, to) = (self.quiet_from_hour, self.quiet_to_hour);
        let by_hour = if from <= to { (from..to).contains(&now.hour) } else { now.hour >= from || now.hour < to };
        by_hour || (self.quiet_sundays && is_sunday(now.day))
    }

    /// The first day the cap lets a customer be asked again, who was asked on these days; today's day where it is free.
    pub fn free_from(&self, asked_on: impl Iterator<Item = Day>, today: Day) -> Day {
        let mut asked: Vec<Day> = asked_on.filter(|day| *day <= today).collect();
        asked.sort_unstable();
        let rest = i32::try_from(self.between_days).unwrap_or(i32::MAX);
        let after_last = asked.last().map_or(today, |last| last.plus_days(rest));
        let per_year = self.per_year_max as usize;
        let after_year = match asked.len().checked_sub(per_year) {
            Some(at) => asked.get(at).map_or(today, |day| day.plus_days(365)),
            None => today,
        };
        today.max(after_last).max(after_year)
    }
}

/// The day and the hour on the customer's wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// The day.
    pub day: Day,
    /// The hour, from 0 to 23.
    pub hour: u8,
}

/// Monday 5 January 1970 was day 4.
fn is_sunday(day: Day) -> bool {
    (day.number() - 3).rem_euclid(7) == 0
}

/// Something that happened to a customer and that can be asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Happened {
    /// What.
    pub what: Occasion,
    /// When.
    pub on: Day,
}

/// A time somebody was asked, by whatever survey and channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Which survey.
    pub survey: String,
    /// When.
    pub on: Day,
    /// About what that happened when; none where it was by hand.
    pub about: Option<Happened>,
}

/// What is known of a customer when it is decided whether to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who, as the company names its customers.
    pub customer: String,
    /// The first day.
    pub joined_on: Day,
    /// The last day, once they left.
    pub left_on: Option<Day>,
    /// The plan.
    pub plan: Option<String>,
    /// What is known besides.
    pub traits: Vec<(String, String)>,
    /// Where they stand.
    pub rung: Option<Rung>,
    /// What happened.
    pub happened: Vec<Happened>,
    /// How often they were asked already.
    pub asked: Vec<Asked>,
    /// Did they say that they do not want to be asked?
    pub opted_out: bool,
    /// Did they agree, on record, to a message after their goodbye? In some countries a question by mail counts as
    /// advertising, and without that none is sent.
    pub agreed_to_mail_after_goodbye: bool,
    /// Is it on record that they gave their address with a sale, were told of such messages then, and could refuse them?
    pub told_of_mail: bool,
}

impl Person {
    /// A customer of whom only the name and the first day are known.
    pub fn new(customer: &str, joined_on: Day) -> Self {
        Self {
            customer: customer.to_owned(),
            joined_on,
            left_on: None,
            plan: None,
            traits: Vec::new(),
            rung: None,
            happened: Vec::new(),
            asked: Vec::new(),
            opted_out: false,
            agreed_to_mail_after_goodbye: false,
            told_of_mail: false,
        }
    }
}

/// To ask, or why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Ask, about this, on this channel.
    Ask {
        /// What makes it time.
        about: Happened,
        /// How.
        by: AskedBy,
    },
    /// Do not.
    Not(NotAsked),
}

/// Why somebody is not asked now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotAsked {
    /// They said that they do not want to be.
    OptedOut,
    /// They are among the share that is never asked.
    HeldOut,
    /// The rule is not about them.
    Unmet,
    /// They are no customer any more, and the rule is not about goodbyes.
    Gone,
    /// The law wants something on record for a message after the goodbye that is not there.
    NotAgreed {
        /// What, by which rule of which pack.
        by: MailRule,
    },
    /// Nothing happened that it is time to ask about.
    NotDue,
    /// They were asked about this before.
    AskedBefore,
    /// They were asked too short a time ago, or too often; free from this day.
    Resting {
        /// The first day they may be asked.
        until: Day,
    },
    /// No message goes out at this hour.
    Quiet,
}

/// Decides whether to ask somebody now.
pub fn decide(survey: &Survey, rule: &AskRule, person: &Person, house: &House, key: &UnaskedKey, now: Now) -> Decision {
    match about(survey, rule, person, house, key, now) {
        Ok((about, by)) => Decision::Ask { about, by },
        Err(why) => Decision::Not(why),
    }
}

fn about(
    survey: &Survey,
    rule: &AskRule,
    person: &Person,
    house: &House,
    key: &UnaskedKey,
    now: Now,
) -> Result<(Happened, AskedBy), NotAsked> {
    may_be_asked(person, house, key)?;
    if person.left_on.is_some_and(|left| left < now.day) && rule.on != Occasion::Goodbye {
        return Err(NotAsked::Gone);
    }
    if !rule.condition.holds_for(person, now.day) {
        return Err(NotAsked::Unmet);
    }
    let about = rule.due(person, now.day).ok_or(NotAsked::NotDue)?;
    let permits = rule.on != Occasion::Goodbye || house.permits_mail_after_goodbye(person);
    let by = rule.channels.iter().find(|by| permits || !by.is_message());
    let by = *by.ok_or_else(|| NotAsked::NotAgreed { by: house.mail_after_goodbye.clone() })?;
    let before = |asked: &Asked| asked.survey == survey.survey && asked.about == Some(about);
    if person.asked.iter().any(before) {
        return Err(NotAsked::AskedBefore);
    }
    is_free(person, house, by, now)?;
    Ok((about, by))
}

/// Decides whether to ask a customer whom somebody picked by hand. It needs no occasion; everything else holds as ever.
///
/// # Errors
/// Why they are not asked.
pub fn decide_by_hand(person: &Person, by: AskedBy, house: &House, key: &UnaskedKey, now: Now) -> Result<(), NotAsked> {
    may_be_asked(person, house, key)?;
    if person.left_on.is_some_and(|left| left < now.day) {
        return Err(NotAsked::Gone);
    }
    is_free(person, house, by, now)
}

/// What the customer said comes before everything else, and needs nothing else to be known.
fn may_be_asked(person: &Person, house: &House, key: &UnaskedKey) -> Result<(), NotAsked> {
    if person.opted_out {
        return Err(NotAsked::OptedOut);
    }
    if key.is_unasked(&person.customer, house.unasked_share) {
        return Err(NotAsked::HeldOut);
    }
    Ok(())
}

/// The cap and the quiet hours.
fn is_free(person: &Person, house: &House, by: AskedBy, now: Now) -> Result<(), NotAsked> {
    let until = house.free_from(person.asked.iter().map(|asked| asked.on), now.day);
    if now.day < until {
        return Err(NotAsked::Resting { until });
    }
    if by.is_message() && house.is_quiet(now) {
        return Err(NotAsked::Quiet);
    }
    Ok(())
}

impl AskRule {
    /// What it is time to ask about on a day: the latest occasion that is neither too fresh nor too old.
    fn due(&self, person: &Person, today: Day) -> Option<Happened> {
        let days = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
        let (after, within) = (days(self.after_days), days(self.within_days));
        if let (Occasion::Schedule, Some(every)) = (self.on, self.every_days) {
            let since = person.joined_on.plus_days(after).days_until(today);
            let every = days(every).max(1);
            let on = today.plus_days(-since.rem_euclid(every));
            let due = Happened { what: Occasion::Schedule, on };
            return (since >= 0 && on.days_until(today) < within).then_some(due);
        }
        let is_due = |it: &&Happened| {
            let age = it.on.days_until(today);
            it.what == self.on && age >= after && age < after.saturating_add(within)
        };
        person.happened.iter().filter(is_due).max_by_key(|it| it.on).copied()
    }
}

impl Condition {
    /// Does everything hold that is given?
    pub fn holds_for(&self, person: &Person, today: Day) -> bool {
        let tenure = i64::from(person.joined_on.days_until(today));
        self.tenure_days_min.is_none_or(|least| tenure >= i64::from(least))
            && self.tenure_days_max.is_none_or(|most| tenure <= i64::from(most))
            && (self.plans.is_empty() || person.plan.as_ref().is_some_and(|plan| self.plans.contains(plan)))
            && (self.rungs.is_empty() || person.rung.is_some_and(|rung| self.rungs.contains(&rung)))
            && self.traits.iter().all(|(name, value)| person.traits.iter().any(|(n, v)| n == name && v == value))
    }
}
