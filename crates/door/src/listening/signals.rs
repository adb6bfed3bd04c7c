//! Signals: what in the answers asks for work, as proposals with evidence, an owner and a date.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use relationship::Day;
use relationship::deadline::Holidays;
use relationship::improvement::{Evidence, Rules, Signal};
use relationship::ladder::Rung;
use relationship::listening::{Aspect, Purpose, Question, Survey, Use, Value};
use relationship::reason::Catalogue;
use store::{ActionPointId, Answer, AnswerFilter, InvitationId, PAGE_ROWS_MAX, Placed, StoreError};
use words::reasons::{Reader, Suggestion};

use super::UNNAMED;
use crate::Office;
use crate::measured::holidays;

/// Customers whose revenue is looked up for one proposal.
const PRICED_MAX: usize = 500;

/// What became of signals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Proposed {
    /// Points that were begun.
    pub new: u64,
    /// Signals that joined an open point about the same.
    pub joined: u64,
}

/// Proposes the work that signals ask for, with what is at stake. What a point rests on already is no new work.
///
/// # Errors
/// What the store could not do; what was proposed before stays.
pub async fn propose(
    office: &Office,
    rules: &Rules,
    signals: Vec<(Evidence, BTreeSet<String>)>,
) -> Result<Proposed, StoreError> {
    let holidays: Holidays = holidays(&office.store, office.flow_files(), office.today()).await?;
    let mut done = Proposed::default();
    for (mut evidence, customers) in signals {
        evidence.revenue_minor = revenue(office, &customers).await?;
        let Some(proposal) = rules.propose(evidence, &holidays) else { continue };
        let act = office.act();
        let id = ActionPointId::new(act.at, u128::from_le_bytes(office.random()));
        match office.store.propose(id, proposal, act).await? {
            Placed::New(_) => done.new += 1,
            Placed::Joined(_) => done.joined += 1,
            Placed::Known(_) => {}
        }
    }
    Ok(done)
}

/// What customers pay a month together, where the company told it of each of them.
async fn revenue(office: &Office, customers: &BTreeSet<String>) -> Result<Option<i64>, StoreError> {
    if customers.is_empty() || customers.len() > PRICED_MAX {
        return Ok(None);
    }
    let mut sum = 0_i64;
    for customer in customers {
        let person = office.store.person(customer).await?;
        let prices = person.iter().flat_map(|it| &it.contracts).map(|it| (it.price, i64::from(it.price_months.max(1))));
        let prices: Option<Vec<i64>> = prices.map(|(price, months)| Some(price?.minor / months)).collect();
        match prices {
            Some(prices) if !prices.is_empty() => sum = sum.saturating_add(prices.into_iter().sum()),
            _ => return Ok(None),
        }
    }
    Ok(Some(sum))
}

/// Every very unhappy answer and every promise of a reply since a day: who writes something and says that somebody may reply
/// is promised a reply.
///
/// # Errors
/// `Corrupt`, `Busy`, `Database`.
pub async fn in_answers(office: &Office, from: Day) -> Result<Vec<(Evidence, BTreeSet<String>)>, StoreError> {
    let wanted = Use::For(Purpose::Handle);
    let mut surveys = Surveys::default();
    let mut found = Vec::new();
    for it in all(office, from, None, Purpose::Handle).await? {
        let Some(survey) = surveys.of(office, &it).await? else { continue };
        let Some(question) = survey.question(&it.question) else { continue };
        let Some(value) = it.value.get(wanted)? else { continue };
        // Nobody knows whose answer it is: it counts among many, and there is nobody to put it right for.
        if it.customer.is_empty() {
            continue;
        }
        let is_deep_red = question.rung(value) == Some(Rung::DeepRed);
        let may_reply = question.grants == Some(Purpose::Reply) && it.value.purposes().holds(Purpose::Reply);
        if !is_deep_red && !may_reply {
            continue;
        }
        let own = office.store.own_answers(it.invitation).await?;
        // Without own words there is nothing to reply to.
        let has_words = own.iter().any(|it| it.value.as_ref().is_some_and(Value::is_words));
        if !is_deep_red && !has_words {
            continue;
        }
        let own = own.iter().filter_map(|own| Some((survey.question(&own.question)?, own.value.as_ref()?)));
        let reason = reason_of(own, question);
        let (customer, answer) = (it.customer.clone(), format!("{} {}", it.invitation, it.question));
        let signal = if is_deep_red {
            Signal::DeepRed { customer, reason, answer, on: it.on }
        } else {
            Signal::Promise { customer, reason, answer, on: it.on }
        };
        found.push((Evidence::of(signal), BTreeSet::from([it.customer])));
    }
    Ok(found)
}

/// What an unhappy answer is about: what the same person chose, else what they wrote, else what the question is about.
fn reason_of<'a>(own: impl Iterator<Item = (&'a Question, &'a Value)>, asked: &Question) -> String {
    let (wrote, chose): (Vec<_>, Vec<_>) = own.partition(|(_, value)| value.is_words());
    let named = |(question, value): (&Question, &Value)| themes_of(question, value).into_iter().next();
    let named = chose.into_iter().chain(wrote).find_map(named);
    named.unwrap_or_else(|| match asked.aspect {
        None | Some(Aspect::Whole) => UNNAMED.to_owned(),
        Some(aspect) => aspect.word().to_owned(),
    })
}

/// The themes an answer names: options that are a topic, a low face about an aspect, and the reason own words give. A text
/// in quarantine is not read, and "something else" is no theme.
pub(super) fn themes_of(question: &Question, value: &Value) -> Vec<String> {
    let is_aspect = |id: &str| {
        [Aspect::Product, Aspect::Price, Aspect::Service, Aspect::Place, Aspect::Person]
            .iter()
            .any(|aspect| aspect.word() == id)
    };
    let is_topic = |id: &str| id != UNNAMED && (Catalogue::current().find(id).is_some() || is_aspect(id));
    match value {
        Value::One(id) => Some(id).filter(|id| is_topic(id)).into_iter().cloned().collect(),
        Value::Several(ids) => ids.iter().filter(|id| is_topic(id)).cloned().collect(),
        Value::Ranked(ids) => ids.first().filter(|id| is_topic(id)).into_iter().cloned().collect(),
        Value::Words(text) => match Reader::shipped().suggest(text, None) {
            Suggestion::Suggested { level1, level2, .. } => {
                vec![level2.first().map_or(level1.code, |guess| guess.code).to_owned()]
            }
            Suggestion::Abstained { .. } | Suggestion::Quarantined { .. } => Vec::new(),
        },
        Value::Face(1 | 2) => {
            let aspect = question.aspect.filter(|aspect| *aspect != Aspect::Whole);
            aspect.map(|aspect| aspect.word().to_owned()).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// Surveys that were looked up.
#[derive(Default)]
pub(super) struct Surveys(HashMap<(String, u32), Option<Arc<Survey>>>);

impl Surveys {
    /// The survey of an answer, in its version.
    pub(super) async fn of(&mut self, office: &Office, it: &Answer) -> Result<Option<Arc<Survey>>, StoreError> {
        let key = (it.survey.clone(), it.version);
        if let Some(known) = self.0.get(&key) {
            return Ok(known.clone());
        }
        let survey = office.store.survey(&it.survey, it.version).await?.map(|it| Arc::new(it.survey));
        self.0.insert(key, survey.clone());
        Ok(survey)
    }
}

/// Every answer of a time that may be used for something.
pub(super) async fn all(
    office: &Office,
    from: Day,
    to: Option<Day>,
    purpose: Purpose,
) -> Result<Vec<Answer>, StoreError> {
    let filter = AnswerFilter { from: Some(from), to, ..AnswerFilter::default() };
    let (mut answers, mut before) = (Vec::new(), None);
    loop {
        let page = office.store.answers(&filter, Use::For(purpose), before, PAGE_ROWS_MAX).await?;
        answers.extend(page.items);
        before = page.next;
        if before.is_none() {
            return Ok(answers);
        }
    }
}

/// An answer as evidence names it.
pub(super) fn named(invitation: InvitationId, question: &str) -> String {
    format!("{invitation} {question}")
}
