//! What ends, when, why, and what it costs or gives back: one answer for page, desk, mail and program.

use serde::{Deserialize, Serialize};

use super::money::{all_paid, last_charge, refund};
use super::{ANSWER_WORKING_DAYS, ExitKind, Need, Payment, Sum};
use crate::deadline::{
    Contract, ContractKind, Ending, Holidays, Notice, Prepaid, Purchase, Remark, Rule, Switching, Withdrawal, deadline,
    withdrawal,
};
use crate::flow::{Flow, Terms, Text};
use crate::{Currency, Day, Money};

/// What the company knows of one contract of a customer. Everything but its name may be unknown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ContractFacts {
    /// Its name at the company.
    pub contract: String,
    /// What it is for: the name of a kind of contract of the flow, or the company's own word.
    pub plan: Option<String>,
    /// Its first day.
    pub began_on: Option<Day>,
    /// What one period costs.
    pub price: Option<Money>,
    /// The months one price pays for; 0 counts as 1.
    pub price_months: u32,
    /// The first day of what is paid for.
    pub paid_from: Option<Day>,
    /// The last day that is paid for.
    pub paid_until: Option<Day>,
    /// The day they were told of the right to change their mind.
    pub told_of_withdrawal_on: Option<Day>,
}

/// What a goodbye is resolved from.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The flow.
    pub flow: &'a Flow,
    /// The contract, where it is known which.
    pub contract: Option<&'a ContractFacts>,
    /// The customer's other contracts.
    pub others: &'a [ContractFacts],
    /// Which ending.
    pub kind: ExitKind,
    /// The day it was received.
    pub asked_on: Day,
    /// The last day they want.
    pub wanted_on: Option<Day>,
    /// The currency of fees.
    pub currency: Currency,
    /// The days on which nobody works.
    pub holidays: &'a Holidays,
}

/// A last day that is wanted so many months ahead is hardly meant: a year was mistyped, or the field was played with.
pub const WANTED_MONTHS_MAX: i32 = 36;

/// Is a last day wanted that is hardly meant? It is asked again or put before a person; it keeps nobody in.
pub fn is_wanted_too_far(asked_on: Day, wanted_on: Day) -> bool {
    wanted_on > asked_on.plus_months(WANTED_MONTHS_MAX)
}

/// What decided the last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndedBy {
    /// A rule of notice.
    Rule(Rule),
    /// The right to change one's mind.
    Withdrawal,
    /// At once, for a ground.
    Extraordinary,
}

impl EndedBy {
    /// The word used as the key of a text.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Rule(rule) => rule.word(),
            Self::Withdrawal => "withdrawal",
            Self::Extraordinary => "extraordinary",
        }
    }
}

/// When it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// With this day.
    On {
        /// The last day.
        last_day: Day,
        /// The earliest last day the rules allow.
        earliest: Day,
        /// What decided.
        by: EndedBy,
    },
    /// A person tells by this day.
    ToldBy(Day),
}

/// A contract that ends too, or goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its name at the company.
    pub contract: String,
    /// What people call it.
    pub title: Text,
}

/// What a request to leave comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goodbye {
    /// The contract, where it is known which.
    pub contract: Option<String>,
    /// What people call it.
    pub title: Text,
    /// When it ends.
    pub end: End,
    /// When it ends at the latest, if the ground of an extraordinary ending does not hold.
    pub otherwise_on: Option<Day>,
    /// The last day there would be for the only kind of contract there is. Nobody knows yet who asked, so that it is no more
    /// than the earliest there can be; a person tells the real one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assumed_on: Option<Day>,
    /// The last time something is charged.
    pub last_charge: Sum,
    /// What goes back.
    pub refund: Sum,
    /// By when it is back, where a law says so.
    pub refund_until: Option<Day>,
    /// What leaving costs.
    pub fee: Sum,
    /// What else should be said.
    pub remarks: Vec<Remark>,
    /// The right to change one's mind was over on this day; it was taken as notice.
    pub too_late_since: Option<Day>,
    /// What follows when a cloud provider is left.
    pub switching: Option<Switching>,
    /// What ends with it.
    pub ends_too: Vec<Part>,
    /// What goes on.
    pub stays: Vec<Part>,
    /// What the same request comes to for further contracts; of those, `ends_too` and `stays` stand here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Goodbye>,
}

impl Goodbye {
    /// This one, and those of the further contracts of the request.
    pub fn each(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(&self.also)
    }

    /// The first last day of all contracts of the request, where one is known.
    pub fn first_last_day(&self) -> Option<Day> {
        self.each().filter_map(Self::last_day).min()
    }

    /// The last day, where it is known.
    pub const fn last_day(&self) -> Option<Day> {
        match self.end {
            End::On { last_day, .. } => Some(last_day),
            End::ToldBy(_) => None,
        }
    }

    /// The same with nothing promised for a day before this one.
    #[must_use]
    pub fn told_no_sooner(mut self, by: Day) -> Self {
        if let End::ToldBy(day) = &mut self.end {
            *day = by.max(*day);
        }
        for sum in [&mut self.last_charge, &mut self.refund, &mut self.fee] {
            if let Sum::ToldBy(day) = sum {
                *day = by.max(*day);
            }
        }
        self.also = self.also.into_iter().map(|it| it.told_no_sooner(by)).collect();
        self
    }

    /// The same while nobody knows who asked. What a rule of notice gives is then a guess about a contract nobody has seen, and
    /// is never said as a fact; a person tells the day. Who ends it for a ground ends it at once, whoever it is.
    #[must_use]
    pub fn of_somebody_unknown(mut self, told_by: Day) -> Self {
        if let End::On { last_day, by: EndedBy::Rule(_), .. } = self.end {
            self.assumed_on = Some(last_day);
            self.end = End::ToldBy(told_by);
        }
        self
    }

    /// What a person has to see to.
    pub fn needs(&self) -> Vec<Need> {
        let mut needs = Vec::new();
        let told = |sum: &Sum| matches!(sum, Sum::ToldBy(_));
        match self.end {
            End::ToldBy(_) => needs.push(Need::LastDay),
            End::On { by: EndedBy::Extraordinary, .. } => needs.push(Need::Ground),
            End::On { .. } => {}
        }
        if [&self.last_charge, &self.refund, &self.fee].into_iter().any(told) {
            needs.push(Need::Money);
        }
        if self.remarks.iter().any(|remark| matches!(remark, Remark::WantedEarlier { .. })) {
            needs.push(Need::EarlierDay);
        }
        if self.remarks.contains(&Remark::OwnRules) {
            needs.push(Need::Agreed);
        }
        needs.extend(self.also.iter().flat_map(Self::needs));
        needs.sort_unstable();
        needs.dedup();
        needs
    }
}

/// Resolves what a request to leave comes to. It never refuses: what cannot be known is told by a person, by a day that is
/// said.
///
/// The earliest day that law and contract allow counts, unless a later one is wanted. A wanted day that has passed counts
/// as "as soon as possible"; of one that is hardly meant a person asks. A withdrawal that is too late is taken as notice.
pub fn resolve(asked: &Asked<'_>) -> Goodbye {
    let told_by = asked.holidays.working_days_after(asked.asked_on, ANSWER_WORKING_DAYS);
    let terms = terms(asked.flow, asked.contract);
    let ordinary = terms.and_then(|terms| ordinary(asked, terms));
    let mut goodbye = with_notice(asked, terms, ordinary.as_ref(), told_by);
    match asked.kind {
        ExitKind::Ordinary => {}
        ExitKind::Extraordinary => {
            let last_day = asked.wanted_on.unwrap_or(asked.asked_on).max(asked.asked_on);
            goodbye.otherwise_on = ordinary.map(|ending| ending.last_day);
            goodbye.end = End::On { last_day, earliest: asked.asked_on, by: EndedBy::Extraordinary };
            goodbye.remarks.clear();
            money(&mut goodbye, asked, told_by);
        }
        ExitKind::Withdrawal => withdraw(&mut goodbye, asked, told_by),
    }
    let is_hardly_meant = asked.wanted_on.is_some_and(|wanted| is_wanted_too_far(asked.asked_on, wanted));
    if is_hardly_meant && !matches!(goodbye.end, End::On { by: EndedBy::Withdrawal, .. }) {
        goodbye.end = End::ToldBy(told_by);
        (goodbye.last_charge, goodbye.refund) = (Sum::ToldBy(told_by), Sum::ToldBy(told_by));
    }
    goodbye
}

/// Resolves what one request about several contracts comes to, each by its own terms. The one that ends last leads, so that
/// the case is open until all of them are over; of which nobody knows the end counts as the last.
///
/// What the flow charges for leaving, it charges once.
pub fn resolve_all(asked: &Asked<'_>, chosen: &[&ContractFacts]) -> Goodbye {
    if chosen.len() < 2 {
        return resolve(&Asked { contract: chosen.first().copied().or(asked.contract), ..*asked });
    }
    let of = |facts: &&ContractFacts| resolve(&Asked { contract: Some(*facts), ..*asked });
    let mut all: Vec<Goodbye> = chosen.iter().map(of).collect();
    let is_chosen = |part: &Part| chosen.iter().any(|facts| facts.contract == part.contract);
    let mut ends_too: Vec<Part> = Vec::new();
    for part in all.iter_mut().flat_map(|it| std::mem::take(&mut it.ends_too)) {
        if !is_chosen(&part) && !ends_too.contains(&part) {
            ends_too.push(part);
        }
    }
    let mut stays = all.iter_mut().map(|it| std::mem::take(&mut it.stays)).last().unwrap_or_default();
    stays.retain(|part| !is_chosen(part) && !ends_too.contains(part));
    let ends_last = |it: &Goodbye| (it.last_day().is_none(), it.last_day());
    let lead = (0..all.len()).rev().max_by_key(|at| ends_last(&all[*at])).unwrap_or(0);
    let mut lead = all.remove(lead);
    for other in &mut all {
        other.fee = Sum::Nothing;
    }
    (lead.ends_too, lead.stays, lead.also) = (ends_too, stays, all);
    lead
}

fn with_notice(asked: &Asked<'_>, terms: Option<&Terms>, ending: Option<&Ending>, told_by: Day) -> Goodbye {
    let (ends_too, stays) = parts(asked, terms);
    let mut goodbye = Goodbye {
        contract: asked.contract.map(|facts| facts.contract.clone()),
        title: terms.map(|terms| terms.title.clone()).unwrap_or_default(),
        end: End::ToldBy(told_by),
        otherwise_on: None,
        assumed_on: None,
        last_charge: Sum::ToldBy(told_by),
        refund: Sum::ToldBy(told_by),
        refund_until: None,
        fee: fee(asked),
        remarks: Vec::new(),
        too_late_since: None,
        switching: None,
        ends_too,
        stays,
        also: Vec::new(),
    };
    if let Some(ending) = ending {
        let by = EndedBy::Rule(ending.rule);
        goodbye.end = End::On { last_day: ending.last_day, earliest: ending.earliest, by };
        goodbye.remarks.clone_from(&ending.remarks);
        goodbye.switching = ending.switching;
        if let Some(wanted_on) = asked.wanted_on.filter(|wanted| *wanted < asked.asked_on) {
            goodbye.remarks.push(Remark::WantedEarlier { wanted_on });
        }
        money(&mut goodbye, asked, told_by);
    }
    goodbye
}

/// Fills in the money that follows from the last day.
fn money(goodbye: &mut Goodbye, asked: &Asked<'_>, told_by: Day) {
    let (Some(facts), Some(last_day)) = (asked.contract, goodbye.last_day()) else { return };
    goodbye.last_charge = last_charge(facts, last_day, told_by);
    goodbye.refund = refund(facts, last_day, told_by);
}

fn withdraw(goodbye: &mut Goodbye, asked: &Asked<'_>, told_by: Day) {
    let Some(facts) = asked.contract else {
        goodbye.end = End::ToldBy(told_by);
        return;
    };
    let Some(concluded_on) = facts.began_on else {
        goodbye.end = End::ToldBy(told_by);
        return;
    };
    let answer = |informed_on| {
        let purchase = Purchase { concluded_on, received_on: None, informed_on };
        withdrawal(&purchase, asked.asked_on, asked.holidays)
    };
    // Who was told on the first day has the shortest time, who was never told the longest. Where both give the same answer,
    // it does not matter that nobody knows.
    let shortest = answer(Some(facts.told_of_withdrawal_on.unwrap_or(concluded_on)));
    let longest = answer(facts.told_of_withdrawal_on);
    match (shortest, longest) {
        (Withdrawal::InTime { refund_until, .. }, _) => {
            let on = asked.asked_on;
            goodbye.end = End::On { last_day: on, earliest: on, by: EndedBy::Withdrawal };
            goodbye.last_charge = Sum::Nothing;
            goodbye.refund = all_paid(facts, told_by);
            goodbye.refund_until = Some(refund_until);
            goodbye.fee = Sum::Nothing;
            goodbye.remarks.clear();
            goodbye.switching = None;
        }
        (_, Withdrawal::TooLate { until }) => goodbye.too_late_since = Some(until),
        _ => {
            goodbye.otherwise_on = goodbye.last_day();
            goodbye.end = End::ToldBy(told_by);
            goodbye.last_charge = Sum::ToldBy(told_by);
            goodbye.refund = Sum::ToldBy(told_by);
        }
    }
}

/// The kind of contract it is: by the name of the plan, or the only one there is.
fn terms<'a>(flow: &'a Flow, contract: Option<&ContractFacts>) -> Option<&'a Terms> {
    let plan = contract.and_then(|facts| facts.plan.as_deref()).map(str::to_lowercase);
    let named = |terms: &&Terms| {
        let plan = plan.as_deref();
        plan == Some(terms.id.to_lowercase().as_str())
            || terms.title.each().any(|(_, title)| plan == Some(title.to_lowercase().as_str()))
    };
    flow.contracts.iter().find(named).or(match flow.contracts.as_slice() {
        [only] => Some(only),
        _ => None,
    })
}

/// The end with notice, where enough is known to tell it.
fn ordinary(asked: &Asked<'_>, terms: &Terms) -> Option<Ending> {
    let facts = asked.contract;
    let began_on = facts.and_then(|facts| facts.began_on);
    let prepaid = facts.and_then(|facts| facts.paid_until.map(|until| (facts, until))).map(|(facts, until)| {
        let months = i32::try_from(facts.price_months.max(1)).unwrap_or(i32::MAX);
        let from = facts.paid_from.unwrap_or_else(|| until.plus_days(1).plus_months(-months));
        Prepaid { from: from.min(until), until }
    });
    if (depends_on_beginning(terms) && began_on.is_none())
        || (terms.kind == ContractKind::UsAtWill && prepaid.is_none())
    {
        return None;
    }
    let contract = Contract {
        kind: terms.kind,
        began_on: began_on.unwrap_or(asked.asked_on),
        first_term_months: terms.first_term_months,
        block_months: terms.block_months,
        notice: terms.notice(),
        year_end: terms.year_end,
        prepaid,
    };
    let wanted_on = asked.wanted_on.filter(|wanted| *wanted >= asked.asked_on);
    // Terms that cannot be, or a contract that begins later: a person looks.
    deadline(&contract, &Notice { received_on: asked.asked_on, wanted_on }).ok()
}

const fn depends_on_beginning(terms: &Terms) -> bool {
    terms.first_term_months.is_some()
        || match terms.kind {
            ContractKind::NlPress | ContractKind::NlPressSeldom | ContractKind::OwnTerms => {
                terms.block_months.is_some()
            }
            ContractKind::NlPressTrial | ContractKind::UkSubscription => true,
            _ => false,
        }
}

/// What leaving costs: what the flow says, and nothing where it says nothing.
fn fee(asked: &Asked<'_>) -> Sum {
    let fees = asked.flow.consequences.iter().filter_map(|it| it.fee_minor.filter(|_| it.about == "fee"));
    match fees.fold(0_i64, i64::saturating_add) {
        0 => Sum::Nothing,
        minor => {
            Sum::Known(Payment { money: Money { minor, currency: asked.currency }, days: None, payments_before: 0 })
        }
    }
}

/// What ends with a contract, and what goes on.
fn parts(asked: &Asked<'_>, ending: Option<&Terms>) -> (Vec<Part>, Vec<Part>) {
    let of = |facts: &ContractFacts| {
        let its = terms(asked.flow, Some(facts));
        let belongs = its.and_then(|its| its.part_of.as_deref()).zip(ending.map(|terms| terms.id.as_str()));
        let plan = facts.plan.clone().unwrap_or_else(|| facts.contract.clone());
        let unnamed = || Text { nl: plan.clone(), en: plan.clone(), ..Text::default() };
        let title = its.filter(|_| facts.plan.is_some()).map_or_else(unnamed, |its| its.title.clone());
        (belongs.is_some_and(|(of, it)| of == it), Part { contract: facts.contract.clone(), title })
    };
    let named = asked.contract.map(|facts| facts.contract.as_str());
    let others = asked.others.iter().filter(|facts| Some(facts.contract.as_str()) != named).map(of);
    let (ends, stays): (Vec<_>, Vec<_>) = others.partition(|(ends, _)| *ends);
    let parts = |list: Vec<(bool, Part)>| list.into_iter().map(|(_, part)| part).collect();
    (parts(ends), parts(stays))
}
