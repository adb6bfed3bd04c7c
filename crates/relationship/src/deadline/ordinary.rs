//! Ordinary notice: the last day of a contract.

use serde::{Deserialize, Serialize};

use super::{Contract, ContractKind, DeadlineError, Notice, Prepaid, Remark, Rule, Span};
use crate::Day;

/// The last day of a contract, why, and what follows from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ending {
    /// The last day of the contract.
    pub last_day: Day,
    /// The earliest last day the rules allow.
    pub earliest: Day,
    /// The rule that decided.
    pub rule: Rule,
    /// What else should be said.
    pub remarks: Vec<Remark>,
    /// The part of what was paid in advance that goes back.
    pub refund: Option<Refund>,
    /// What follows when a cloud provider is left.
    pub switching: Option<Switching>,
}

/// A part of what was paid in advance, by days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// The first day that is paid for and not used.
    pub from: Day,
    /// The last day that was paid for.
    pub until: Day,
    /// How many days go back.
    pub days: i32,
    /// Of how many that were paid for.
    pub of_days: i32,
}

impl Refund {
    /// The share of the prepaid amount that goes back, from 0 to 1.
    pub fn share(&self) -> f64 {
        f64::from(self.days) / f64::from(self.of_days)
    }
}

/// What follows when a cloud provider is left under the Data Act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Switching {
    /// Until when the provider helps with the move.
    pub transition_until: Day,
    /// Until when the customer can fetch the data; after it they are erased.
    pub retrieval_until: Day,
    /// May the move be charged for, at cost?
    pub may_charge: bool,
}

/// Days to change one's mind after the beginning and after a renewal in the United Kingdom.
const COOLING_OFF_DAYS: i32 = 14;
/// The shortest renewal that gives such days again, in months.
const COOLING_OFF_RENEWAL_MONTHS_MIN: u32 = 12;
/// The last year from which terms and notices of a hundred years each end within the calendar.
const YEAR_MAX: i32 = 9_799;
/// Days of transition and of retrieval under the Data Act.
const SWITCHING_DAYS: i32 = 30;

/// Tells the last day of a contract after a notice.
///
/// The earliest day that law and contract allow counts, unless the customer wants a later one. Notice is counted from the
/// day it was received; a month ends on the same day of the next month, or on that month's last day. The day of the notice
/// counts towards a block or a year: notice on 1 March is in time for a month's notice to 31 March.
///
/// # Errors
/// [`DeadlineError`] names what cannot be: a notice before the contract, a wanted day before the notice, a length of
/// nothing, a trial without a term.
pub fn deadline(contract: &Contract, notice: &Notice) -> Result<Ending, DeadlineError> {
    contract.check()?;
    let Notice { received_on, wanted_on } = *notice;
    for (field, given) in [("received_on", Some(received_on)), ("wanted_on", wanted_on)] {
        if let Some(given) = given.filter(|given| given.ymd().0 > YEAR_MAX) {
            return Err(DeadlineError::BeyondTheCalendar { field, given, allowed: YEAR_MAX });
        }
    }
    if received_on < contract.began_on {
        return Err(DeadlineError::BeforeBeginning { received_on, began_on: contract.began_on });
    }
    if let Some(wanted_on) = wanted_on.filter(|wanted| *wanted < received_on) {
        return Err(DeadlineError::WantedInThePast { wanted_on, received_on });
    }
    let mut remarks = Vec::new();
    let (earliest, by) = earliest(contract, received_on, &mut remarks);
    let (last_day, rule) = match wanted_on {
        Some(wanted) if wanted > earliest => (wanted, Rule::Wanted),
        Some(wanted_on) if wanted_on < earliest => {
            remarks.push(Remark::WantedEarlier { wanted_on });
            (earliest, by)
        }
        _ => (earliest, by),
    };
    let switching = (contract.kind == ContractKind::EuSwitching).then(|| switching(last_day));
    let refund = contract.prepaid.and_then(|prepaid| refund(prepaid, last_day));
    Ok(Ending { last_day, earliest, rule, remarks, refund, switching })
}

fn earliest(contract: &Contract, received_on: Day, remarks: &mut Vec<Remark>) -> (Day, Rule) {
    match contract.kind {
        ContractKind::NlConsumer => any_time(contract, received_on, 12, remarks),
        ContractKind::DeConsumer if is_old_german(contract) => old_german(contract, received_on, remarks),
        ContractKind::DeConsumer | ContractKind::EuTelecom => any_time(contract, received_on, 24, remarks),
        ContractKind::NlPress => {
            let notice = shortened(contract.notice, Span::Months(1), received_on, remarks);
            let block = contract.block_months.map(|agreed| prolongation(agreed, 3, remarks));
            blocks(contract, block, notice, received_on)
        }
        ContractKind::NlPressSeldom => {
            let notice = shortened(contract.notice, Span::Months(3), received_on, remarks);
            blocks(contract, contract.block_months, notice, received_on)
        }
        ContractKind::NlPressTrial => (first_term_end(contract, u32::MAX).unwrap_or(received_on), Rule::TrialEnds),
        ContractKind::NlAssociation => (year_end(contract, received_on), Rule::EndOfYear),
        ContractKind::EuSwitching => {
            let notice = shortened(contract.notice, Span::Months(2), received_on, remarks);
            (notice.after(received_on), Rule::Switching)
        }
        ContractKind::UsAtWill => {
            let paid_until = contract.prepaid.map_or(received_on, |prepaid| prepaid.until);
            (paid_until.max(received_on), Rule::AtWill)
        }
        ContractKind::UkSubscription => match cooling_off(contract, received_on) {
            Some(until) => {
                remarks.push(Remark::CoolingOff { until });
                (received_on, Rule::CoolingOff)
            }
            None => as_agreed(contract, received_on, remarks),
        },
        ContractKind::OwnTerms => as_agreed(contract, received_on, remarks),
    }
}

/// Was the contract made before the rules of 1 March 2022? Then those of that time go on binding it (article 229 § 60 EGBGB).
fn is_old_german(contract: &Contract) -> bool {
    Day::from_ymd(2022, 3, 1).is_some_and(|new| contract.began_on < new)
}

/// § 309 nr. 9 BGB as it was: a first term of two years, tacit prolongation by a year at a time, three months of notice, each at
/// most.
fn old_german(contract: &Contract, received_on: Day, remarks: &mut Vec<Remark>) -> (Day, Rule) {
    remarks.push(Remark::OldRules);
    let notice = shortened(contract.notice, Span::Months(3), received_on, remarks);
    let first_term_months = contract.first_term_months.map(|agreed_months| {
        if agreed_months > 24 {
            remarks.push(Remark::FirstTermShortened { agreed_months, counts_months: 24 });
        }
        agreed_months.min(24)
    });
    let block = contract.block_months.map(|agreed| prolongation(agreed, 12, remarks));
    blocks(&Contract { first_term_months, ..*contract }, block, notice, received_on)
}

fn as_agreed(contract: &Contract, received_on: Day, remarks: &mut Vec<Remark>) -> (Day, Rule) {
    remarks.push(Remark::OwnRules);
    match contract.block_months {
        Some(_) => blocks(contract, contract.block_months, contract.notice, received_on),
        None => after_term(contract, u32::MAX, contract.notice, received_on, Rule::Agreed),
    }
}

/// The last of the fourteen days in which this day falls: after the beginning, after a first term (a trial is one), and after
/// each renewal by a year or more (Digital Markets, Competition and Consumers Act 2024, s. 264). The day after the first day
/// of the period is the first of them. Before spring 2027 there are none.
fn cooling_off(contract: &Contract, received_on: Day) -> Option<Day> {
    let is_expected = Day::from_ymd(2027, 4, 1).is_some_and(|from| received_on >= from);
    let block = contract.block_months.filter(|months| *months >= COOLING_OFF_RENEWAL_MONTHS_MIN);
    let renewals = contract.first_term_months.or(block).into_iter().flat_map(|first| {
        let passed = u32::try_from(contract.began_on.days_until(received_on) / 28).unwrap_or(0);
        let count = block.map_or(0, |block| passed / block);
        (0..=count).map(move |at| first.saturating_add(at.saturating_mul(block.unwrap_or(0))))
    });
    let renewed_on = renewals.map(|months| Span::Months(months).last_from(contract.began_on).plus_days(1));
    let began_on = std::iter::once(contract.began_on).chain(renewed_on).filter(|day| *day <= received_on).max()?;
    let until = began_on.plus_days(COOLING_OFF_DAYS);
    (is_expected && received_on <= until).then_some(until)
}

/// After the first term at any time, with a month's notice at most.
fn any_time(contract: &Contract, received_on: Day, term_max: u32, remarks: &mut Vec<Remark>) -> (Day, Rule) {
    let notice = shortened(contract.notice, Span::Months(1), received_on, remarks);
    if let Some(agreed_months) = contract.first_term_months.filter(|months| *months > term_max) {
        remarks.push(Remark::FirstTermShortened { agreed_months, counts_months: term_max });
    }
    if let Some(agreed_months) = contract.block_months {
        remarks.push(Remark::ProlongationShortened { agreed_months, counts_months: 0 });
    }
    after_term(contract, term_max, notice, received_on, Rule::NoticeFromTheDay)
}

/// The end of the first term or of the notice, whichever is later.
fn after_term(contract: &Contract, term_max: u32, notice: Span, received_on: Day, otherwise: Rule) -> (Day, Rule) {
    let noticed = notice.after(received_on);
    match first_term_end(contract, term_max) {
        Some(end) if end >= noticed => (end, Rule::FirstTerm),
        _ => (noticed, otherwise),
    }
}

/// The last day of the first term, of which at most so many months bind.
fn first_term_end(contract: &Contract, months_max: u32) -> Option<Day> {
    let months = contract.first_term_months?.min(months_max);
    Some(Span::Months(months).last_from(contract.began_on))
}

/// The end of the first term, or of the first block after it, that the notice is in time for. A contract without blocks
/// goes on without end.
fn blocks(contract: &Contract, block: Option<u32>, notice: Span, received_on: Day) -> (Day, Rule) {
    let Some(block) = block else { return after_term(contract, u32::MAX, notice, received_on, Rule::NoticeFromTheDay) };
    let first = contract.first_term_months.unwrap_or(block);
    let ends_on = |blocks: u32| {
        let months = first.saturating_add(blocks.saturating_mul(block));
        Span::Months(months).last_from(contract.began_on)
    };
    // Without any notice the day itself is the earliest.
    let in_time = |end: &Day| *end >= received_on && notice.after(received_on) <= end.plus_days(1);
    // Each block is at least a month long, so that the search ends within the lengths that `check` allows.
    let passed = u32::try_from(contract.began_on.days_until(received_on) / 28).unwrap_or(0) + DISTANCE_MONTHS_MAX;
    let found = (0..=passed / block + 1).map(|count| (count, ends_on(count))).find(|(_, end)| in_time(end));
    match found {
        Some((0, end)) if contract.first_term_months.is_some() => (end, Rule::FirstTerm),
        Some((_, end)) => (end, Rule::EndOfBlock),
        None => (notice.after(received_on), Rule::Agreed),
    }
}

/// The longest a notice and a first term can push an end away from the notice, in months.
const DISTANCE_MONTHS_MAX: u32 = 2_500;

/// The end of the first membership year the notice is in time for.
fn year_end(contract: &Contract, received_on: Day) -> Day {
    let (rule, noticed) = (contract.year_end.unwrap_or_default(), contract.notice.after(received_on));
    let years = received_on.ymd().0..;
    years
        .take(210)
        .filter_map(|year| rule.in_year(year))
        .find(|end| *end >= received_on && noticed <= end.plus_days(1))
        .unwrap_or(noticed)
}

fn shortened(agreed: Span, longest: Span, received_on: Day, remarks: &mut Vec<Remark>) -> Span {
    let counts = agreed.at_most(longest, received_on);
    if counts != agreed {
        remarks.push(Remark::NoticeShortened { agreed, counts });
    }
    counts
}

fn prolongation(agreed_months: u32, longest: u32, remarks: &mut Vec<Remark>) -> u32 {
    if agreed_months > longest {
        remarks.push(Remark::ProlongationShortened { agreed_months, counts_months: longest });
    }
    agreed_months.min(longest)
}

fn switching(last_day: Day) -> Switching {
    let transition_until = last_day.plus_days(SWITCHING_DAYS);
    // Regulation 2023/2854, article 29: no charges for the move from 12 January 2027 on; it begins on the day after the notice.
    let free_from = Day::from_ymd(2027, 1, 12).unwrap_or(last_day);
    Switching {
        transition_until,
        retrieval_until: transition_until.plus_days(SWITCHING_DAYS),
        may_charge: last_day.plus_days(1) < free_from,
    }
}

/// What was paid for the days after the last one.
fn refund(prepaid: Prepaid, last_day: Day) -> Option<Refund> {
    let from = last_day.plus_days(1).max(prepaid.from);
    (from <= prepaid.until).then(|| Refund {
        from,
        until: prepaid.until,
        days: from.days_until(prepaid.until) + 1,
        of_days: prepaid.from.days_until(prepaid.until) + 1,
    })
}
