//! How leaving works here, for everybody to read: the public page, the card for staff and what the desk says.
//!
//! All of it is made from the same definition as the running pages, so that they cannot differ.

use pages::Speech;
use relationship::Day;
use relationship::deadline::{Contract, ContractKind, Notice, Span, deadline};
use relationship::flow::{Channel, ChannelKind, Field, Flow, Role, SUBMITTED, Screen, Terms};
use relationship::law::{self, OfferAfter, Pack, Together};

use crate::then::{Fact, Values, facts, own_words};

/// A way to leave, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// What one does: call, mail, come by.
    pub kind: String,
    /// Where.
    pub at: String,
    /// What a browser opens: `tel:`, `mailto:`; empty where there is nothing to open.
    pub href: String,
    /// When.
    pub hours: String,
}

/// How leaving works here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Procedure {
    /// The whole in one sentence.
    pub lead: String,
    /// What the way out is called.
    pub start: String,
    /// The steps.
    pub steps: Vec<String>,
    /// The notice, per kind of contract.
    pub notices: Vec<Fact>,
    /// What happens to money, data and goods.
    pub facts: Vec<Fact>,
    /// The ways to leave.
    pub ways: Vec<Way>,
    /// What is offered, and when.
    pub offers: String,
    /// What it was held against.
    pub law: String,
}

/// What somebody at the desk says and does, and never does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskScript {
    /// In this order.
    pub say: Vec<String>,
    /// Never.
    pub never: Vec<String>,
}

impl Procedure {
    /// The procedure of a flow, as it is on a day.
    pub fn of(flow: &Flow, speech: &Speech, today: Day) -> Self {
        let before: Vec<&Screen> = flow.before_submitting().map(|(_, screen)| screen).collect();
        let fields: usize = before.iter().map(|screen| screen.required().count()).sum();
        let start = flow.entries.first().map(|entry| own_words(&entry.label, speech)).filter(|it| !it.is_empty());
        Self {
            lead: speech.t2("leave-how-lead", "screens", before.len(), "fields", fields),
            start: start.map_or_else(|| speech.t("leave-how-start"), str::to_owned),
            steps: steps(flow, speech, &before),
            notices: flow.contracts.iter().map(|terms| notice(speech, terms, today)).collect(),
            facts: facts(flow, speech, Values::Anybody { last_day: None }),
            ways: ways(flow, speech),
            offers: offers(flow, speech),
            law: held_against(flow, speech),
        }
    }
}

/// What is proposed, and what one may choose oneself.
fn offers(flow: &Flow, speech: &Speech) -> String {
    let proposals = speech.t(if flow.offers.is_empty() { "leave-how-offer-none" } else { "leave-how-offer-some" });
    match flow.pause {
        Some(_) => format!("{proposals} {}", speech.t("leave-how-offer-pause")),
        None => proposals,
    }
}

impl DeskScript {
    /// What the desk says, by the same flow.
    pub fn of(flow: &Flow, speech: &Speech) -> Self {
        let asked: Vec<&str> = flow
            .before_submitting()
            .flat_map(|(_, screen)| screen.required().map(|(_, field)| field))
            .map(|field| own_words(&field.label, speech))
            .filter(|label| !label.is_empty())
            .collect();
        let mut say =
            vec![speech.t("leave-card-say-1"), speech.t1("leave-card-say-ask", "fields", listed_for_staff(&asked))];
        say.extend(
            ["leave-card-say-day", "leave-card-say-enter", "leave-card-say-receipt", "leave-card-say-end"]
                .map(|key| speech.t(key)),
        );
        say.push(speech.t("leave-card-unknown"));
        let never = (1..=4).map(|n| speech.t(&format!("leave-card-never-{n}"))).collect();
        Self { say, never }
    }
}

fn steps(flow: &Flow, speech: &Speech, before: &[&Screen]) -> Vec<String> {
    let mut steps: Vec<String> = before.iter().map(|screen| step(screen, speech)).collect();
    steps.push(speech.t1("leave-how-step-receipt", "minutes", flow.receipt.within_minutes));
    if asks_anything(flow) {
        steps.push(speech.t("leave-how-step-after"));
    }
    if flow.undo.until_end {
        steps.push(speech.t("leave-how-step-undo"));
    }
    steps
}

const fn asks_anything(flow: &Flow) -> bool {
    flow.survey.reason || flow.survey.effort || flow.survey.free_text || flow.survey.goal_reached
}

fn step(screen: &Screen, speech: &Speech) -> String {
    let leads_on = |role: Role| screen.controls.iter().find(move |it| it.role == role);
    let button = leads_on(Role::Leave).or_else(|| screen.controls.iter().find(|it| it.to == SUBMITTED));
    let button = button.map(|it| own_words(&it.label, speech)).unwrap_or_default();
    let labels: Vec<&str> = screen.fields.iter().filter(|it| it.required).map(|it| label(it, speech)).collect();
    if labels.is_empty() {
        speech.t1("leave-how-step-press", "button", button)
    } else {
        speech.t2("leave-how-step-fill", "fields", listed(&labels), "button", button)
    }
}

fn label<'a>(field: &'a Field, speech: &Speech) -> &'a str {
    match own_words(&field.label, speech) {
        "" => &field.about,
        label => label,
    }
}

/// A label as it stands within a sentence.
pub(crate) fn lower_first(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect::<String>()).unwrap_or_default()
}

/// A label as it begins a sentence.
pub(crate) fn upper_first(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
}

fn listed(labels: &[&str]) -> String {
    labels.iter().map(|label| lower_first(label)).collect::<Vec<_>>().join(", ")
}

/// The same for whoever asks: "your customer number" is theirs, so that the first word is left out.
fn listed_for_staff(labels: &[&str]) -> String {
    let bare: Vec<&str> = labels.iter().map(|label| bare(label)).collect();
    listed(&bare)
}

/// A label without whose it is.
pub(crate) fn bare(label: &str) -> &str {
    const THEIRS: [&str; 4] = ["je ", "jouw ", "uw ", "your "];
    let head = |word: &&&str| label.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    let theirs = THEIRS.iter().find(head).map_or(0, |word| word.len());
    &label[theirs..]
}

/// The notice of a kind of contract in words, with the day it comes to today where no first term stands in between.
fn notice(speech: &Speech, terms: &Terms, today: Day) -> Fact {
    let mut parts = vec![match terms.notice() {
        Span::Days(days) => speech.t1("leave-how-notice-days", "days", days),
        Span::Months(months) => speech.t1("leave-how-notice-months", "months", months),
    }];
    if let Some(months) = terms.first_term_months {
        parts.insert(0, speech.t1("leave-how-notice-first", "months", months));
    }
    if let Some(day) = last_day_today(terms, today) {
        parts.push(speech.t1("leave-how-notice-today", "day", speech.weekday_and_day(day)));
    }
    Fact { about: own_words(&terms.title, speech).to_owned(), text: parts.join(" ") }
}

/// The last day for whoever gives notice today, where it is the same for all with such a contract.
pub fn last_day_today(terms: &Terms, today: Day) -> Option<Day> {
    let is_own = terms.first_term_months.is_some() || terms.block_months.is_some() || terms.year_end.is_some();
    if is_own || matches!(terms.kind, ContractKind::UsAtWill | ContractKind::UkSubscription) {
        return None;
    }
    let contract = Contract { notice: terms.notice(), ..Contract::open_ended(terms.kind, today) };
    deadline(&contract, &Notice { received_on: today, wanted_on: None }).ok().map(|ending| ending.last_day)
}

/// The ways to leave, the pages themselves left out: who reads this is there.
pub fn ways(flow: &Flow, speech: &Speech) -> Vec<Way> {
    let is_elsewhere = |it: &&Channel| {
        !matches!(it.kind, ChannelKind::Page | ChannelKind::Widget | ChannelKind::Api | ChannelKind::App)
    };
    flow.channels.iter().filter(is_elsewhere).map(|it| way(it, speech)).collect()
}

fn way(channel: &Channel, speech: &Speech) -> Way {
    let href = match channel.kind {
        ChannelKind::Phone => format!("tel:{}", digits(&channel.at)),
        ChannelKind::Mail => format!("mailto:{}", channel.at),
        _ => String::new(),
    };
    Way {
        kind: speech.t(&format!("channel-{}", channel.kind.word())),
        at: channel.at.clone(),
        href,
        hours: own_words(&channel.hours, speech).to_owned(),
    }
}

fn digits(number: &str) -> String {
    number.chars().filter(|it| it.is_ascii_digit() || *it == '+').collect()
}

/// The packs of a flow; those that do not exist are left out.
pub fn packs(flow: &Flow) -> Vec<Pack> {
    let wanted: Vec<&str> = match flow.law.as_slice() {
        [] => vec!["strict"],
        named => named.iter().map(String::as_str).collect(),
    };
    wanted.into_iter().filter_map(|name| law::pack(name).ok()).collect()
}

/// When an offer may follow the request, by the strictest pack.
pub fn offer_after(flow: &Flow) -> OfferAfter {
    Together::of(&packs(flow)).offer_after.map_or(OfferAfter::OnRequest, |decided| decided.limit)
}

fn held_against(flow: &Flow, speech: &Speech) -> String {
    let told = |pack: &Pack| {
        let title = match speech.language() {
            pages::Language::Dutch => &pack.title.nl,
            pages::Language::English => &pack.title.en,
        };
        speech.t2("leave-how-law-pack", "title", title.as_str(), "day", speech.day(pack.last_checked))
    };
    let packs: Vec<String> = packs(flow).iter().map(told).collect();
    speech.t1("leave-how-law-text", "packs", packs.join("; "))
}
