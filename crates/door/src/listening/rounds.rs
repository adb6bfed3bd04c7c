//! Asking in time: one round looks at every customer, asks whom the rules say it is time to ask, and nobody else.
//!
//! The facts come from outside ([`Person`]); what the office knows besides is looked up only for those who may be asked. The
//! invitation and its letter are one transaction, and an occasion is asked about once: a round that is cut off and begun
//! again asks nobody twice.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use relationship::ladder::standing;
use relationship::listening::asking::{Decision, Happened, House, NotAsked, Now, Person, decide, decide_by_hand};
use relationship::listening::{AskRule, AskedBy, Condition, Survey, UnaskedKey};
use store::{Act, InvitationId, Invited, Language, NewInvitation, PublishedSurvey, StoreError, TokenHash};

use super::RulesFault;
use crate::Office;
use crate::jobs::{About, LetterBody, LetterKind};

const DAY_SECONDS: i64 = 24 * 60 * 60;
/// The most customers asked in one round: the next one goes on.
pub const ASKED_PER_ROUND_MAX: u64 = 2_000;

/// Why there is no round.
#[derive(Debug, thiserror::Error)]
pub enum NoRound {
    /// What the store could not do.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The company's rules cannot be used.
    #[error(transparent)]
    Rules(#[from] RulesFault),
    /// Letters that ask need an address that mail programs can send a `POST` to, so that one press ends them.
    #[error("nobody is asked by mail without an https address people reach Vaarwel at: set VAARWEL_PUBLIC_URL")]
    NoAddress,
}

/// What became of the customers of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Asked {
    /// They are asked; the letter is on its way.
    pub asked: u64,
    /// They were asked too short a time ago, or too often.
    pub resting: u64,
    /// They said that they do not want to be asked.
    pub opted_out: u64,
    /// They are never asked, so that it can be seen what asking does.
    pub held_out: u64,
    /// It is an hour or a day at which no message goes out.
    pub quiet: u64,
    /// They said goodbye, and the law wants their yes on record: [`House::mail_after_goodbye`] says by which rule.
    pub not_agreed: u64,
    /// No mail address is known.
    pub no_address: u64,
}

/// What became of somebody who was picked by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ByHand {
    /// They are asked; the letter is on its way.
    Asked,
    /// They are not, for this reason.
    Not(NotAsked),
    /// No mail address is known.
    NoAddress,
    /// There is no survey of this name.
    NoSurvey,
}

/// A rule that is followed by mail.
#[derive(Debug, Clone)]
struct Followed {
    survey: usize,
    rule: AskRule,
    /// The rule without what only the office knows.
    open: AskRule,
}

/// One round of asking.
#[derive(Debug)]
pub struct Round {
    surveys: Vec<Survey>,
    rules: Vec<Followed>,
    /// What holds over all surveys.
    pub house: House,
    /// The same without anybody held out.
    asks_all: House,
    key: UnaskedKey,
    now: Now,
    language: Language,
    asked: Asked,
}

impl Office {
    /// The secret in the link of an invitation. It is made from the invitation, so that no letter that waits holds it.
    pub fn asking_token(&self, invitation: InvitationId) -> String {
        let mac = crate::token::mac(&self.key("asking"), invitation.to_string().as_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(&mac[..16])
    }

    /// The day and the hour at the company.
    pub fn hour(&self) -> Now {
        let now = self.now();
        let hour = jiff::Timestamp::from_microsecond(now.us()).map_or(0, |it| it.to_zoned(self.zone.clone()).hour());
        Now { day: self.day_of(now), hour: hour.unsigned_abs() }
    }
}

impl Round {
    /// Begins a round under the rules of this moment.
    ///
    /// # Errors
    /// [`NoRound`] says why nobody can be asked.
    pub async fn begin(office: &Office) -> Result<Self, NoRound> {
        if !office.public_url.as_ref().is_some_and(|url| url.starts_with("https://")) {
            return Err(NoRound::NoAddress);
        }
        let surveys = newest(office.store.surveys().await?);
        let followed = |(survey, it): (usize, &Survey)| {
            let by_mail = it.rules.iter().filter(|rule| rule.channels.contains(&AskedBy::Mail));
            by_mail.map(move |rule| Followed::new(survey, rule)).collect::<Vec<_>>()
        };
        let house = office.asking_house().await?;
        Ok(Self {
            rules: surveys.iter().enumerate().flat_map(followed).collect(),
            asks_all: House { unasked_share: 0.0, ..house.clone() },
            house,
            key: office.unasked_key()?,
            now: office.hour(),
            language: office.store.settings().await?.language,
            asked: Asked::default(),
            surveys,
        })
    }

    /// Is there anything to ask at all, and an hour to ask it?
    pub fn is_open(&self) -> bool {
        !self.rules.is_empty() && !self.house.is_quiet(self.now)
    }

    /// Is it time to ask this customer, as far as their facts say? Who is held out is counted and not asked.
    pub fn is_due(&mut self, person: &Person) -> bool {
        let (mut is_due, mut is_refused) = (false, false);
        for it in &self.rules {
            let Some(survey) = self.surveys.get(it.survey) else { continue };
            match decide(survey, &it.open, person, &self.asks_all, &self.key, self.now) {
                Decision::Ask { .. } => is_due = true,
                Decision::Not(why) => is_refused |= matches!(why, NotAsked::NotAgreed { .. }),
            }
        }
        self.asked.not_agreed += u64::from(is_refused && !is_due);
        let is_held_out = is_due && self.key.is_unasked(&person.customer, self.house.unasked_share);
        self.asked.held_out += u64::from(is_held_out);
        is_due && !is_held_out
    }

    /// Asks a customer of whom [`Round::is_due`] says that it is time, unless the office knows a reason not to.
    ///
    /// # Errors
    /// What the store could not do; who was asked before stays asked.
    pub async fn ask(&mut self, office: &Office, mut person: Person) -> Result<(), StoreError> {
        if self.asked.asked >= ASKED_PER_ROUND_MAX {
            return Ok(());
        }
        let store = &office.store;
        let Some((mail, wished)) = self.known(office, &mut person).await? else {
            self.asked.no_address += 1;
            return Ok(());
        };
        let said: Vec<_> = store.standings(Some(&person.customer), self.now.day).await?;
        let said: Vec<_> = said.into_iter().map(|it| it.said).collect();
        person.rung = standing(&said, self.now.day).map(|it| it.rung);
        let mut why_not = None;
        for it in &self.rules {
            let Some(survey) = self.surveys.get(it.survey) else { continue };
            match decide(survey, &it.rule, &person, &self.house, &self.key, self.now) {
                Decision::Ask { about, .. } => {
                    let letter = ToAsk { survey, about: Some(about), customer: &person.customer, mail: &mail };
                    let language = survey.language(wished.unwrap_or(self.language).word());
                    let language = language.parse().unwrap_or(self.language);
                    match letter.invite(office, &self.house, language, (self.now, office.act())).await? {
                        Invited::Made => {
                            self.asked.asked += 1;
                            return Ok(());
                        }
                        Invited::OptedOut => why_not = Some(NotAsked::OptedOut),
                        Invited::Resting { until } => why_not = Some(NotAsked::Resting { until }),
                        Invited::AskedBefore => {}
                    }
                }
                Decision::Not(why @ (NotAsked::OptedOut | NotAsked::Resting { .. } | NotAsked::Quiet)) => {
                    why_not = Some(why);
                }
                Decision::Not(_) => {}
            }
        }
        match why_not {
            Some(NotAsked::OptedOut) => self.asked.opted_out += 1,
            Some(NotAsked::Resting { .. }) => self.asked.resting += 1,
            Some(NotAsked::Quiet) => self.asked.quiet += 1,
            _ => {}
        }
        Ok(())
    }

    /// Looks up what the office knows of somebody: the mail address and the language, and whether they may be asked.
    async fn known(
        &self,
        office: &Office,
        person: &mut Person,
    ) -> Result<Option<(String, Option<Language>)>, StoreError> {
        let store = &office.store;
        person.asked = store.asked(&person.customer, self.now.day).await?;
        person.opted_out = store.has_opted_out(&person.customer).await?;
        let known = store.person(&person.customer).await?;
        Ok(known.and_then(|it| Some((it.mail?, it.language))))
    }

    /// Asks a customer with the survey of this name, because somebody picked them. No occasion is needed; the cap, the
    /// quiet hours, who never wants to be asked and who never is hold as ever.
    ///
    /// # Errors
    /// What the store could not do; who was asked before stays asked.
    pub async fn ask_by_hand(
        &self,
        office: &Office,
        (survey, customer): (&str, &str),
        act: Act,
    ) -> Result<ByHand, StoreError> {
        let Some(survey) = self.surveys.iter().find(|it| it.survey == survey) else { return Ok(ByHand::NoSurvey) };
        let mut person = Person::new(customer, self.now.day);
        let known = self.known(office, &mut person).await?;
        if let Err(why) = decide_by_hand(&person, AskedBy::Mail, &self.house, &self.key, self.now) {
            return Ok(ByHand::Not(why));
        }
        let Some((mail, wished)) = known else { return Ok(ByHand::NoAddress) };
        let letter = ToAsk { survey, about: None, customer, mail: &mail };
        let language = survey.language(wished.unwrap_or(self.language).word()).parse().unwrap_or(self.language);
        Ok(match letter.invite(office, &self.house, language, (self.now, act)).await? {
            Invited::Made => ByHand::Asked,
            Invited::OptedOut => ByHand::Not(NotAsked::OptedOut),
            Invited::Resting { until } => ByHand::Not(NotAsked::Resting { until }),
            Invited::AskedBefore => ByHand::Not(NotAsked::AskedBefore),
        })
    }

    /// What became of those it was time to ask.
    pub const fn done(&self) -> Asked {
        self.asked
    }
}

impl Followed {
    /// The program itself sends mail and nothing else; other channels are asked on by whoever has them.
    fn new(survey: usize, rule: &AskRule) -> Self {
        let rule = AskRule { channels: vec![AskedBy::Mail], ..rule.clone() };
        let condition = Condition { rungs: Vec::new(), ..rule.condition.clone() };
        Self { survey, open: AskRule { condition, ..rule.clone() }, rule }
    }
}

/// Of each survey its newest version; the list is by name, the newest first.
fn newest(all: Vec<PublishedSurvey>) -> Vec<Survey> {
    let mut newest: Vec<Survey> = Vec::new();
    for it in all {
        if newest.last().is_none_or(|last| last.survey != it.survey.survey) {
            newest.push(it.survey);
        }
    }
    newest
}

/// Somebody it is time to ask.
struct ToAsk<'a> {
    survey: &'a Survey,
    about: Option<Happened>,
    customer: &'a str,
    mail: &'a str,
}

impl ToAsk<'_> {
    async fn invite(
        &self,
        office: &Office,
        house: &House,
        language: Language,
        (now, act): (Now, Act),
    ) -> Result<Invited, StoreError> {
        let id = InvitationId::new(act.at, u128::from_le_bytes(office.random()));
        let new = NewInvitation {
            id,
            token: TokenHash::of(&office.asking_token(id)),
            survey: self.survey.survey.clone(),
            version: self.survey.version,
            customer: self.customer.to_owned(),
            channel: AskedBy::Mail,
            language,
            about: self.about,
            asked_on: now.day,
            expires_at: act.at.plus_seconds(i64::from(self.survey.link_days) * DAY_SECONDS),
        };
        let about = About::Invitation { invitation: id, customer: self.customer.to_owned() };
        let letter = LetterBody::new(LetterKind::Asking, self.mail, language.word()).about(about);
        let letter = office.new_letter(&format!("invitation:{id}"), &letter, act.at);
        office.store.invite_by(&new, Some(house), &[letter], act).await
    }
}
