//! A timeline folded into spells: unbroken stretches of being a customer.
//!
//! [`fold`] is the one place where a [`Definition`] meets the facts. It sees the whole timeline of one customer and
//! answers: from when, until when, why, at which price. A customer who returns has two spells.

use std::borrow::Cow;

use crate::fact::{Fact, Tenure};
use crate::{Day, Definition, DepartureKind, FactKind, LeftWhen};

/// One unbroken stretch of being a customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Spell<'a> {
    /// The first day.
    pub started_on: Day,
    /// The last day, if the stretch has ended; `None` means still here when we stopped looking (censored).
    pub ended_on: Option<Day>,
    /// How it ended, where a source said so or the definition decides it (silence).
    pub departure: Option<DepartureKind>,
    /// Why it ended, in the company's own words.
    pub reason: Option<&'a str>,
    /// The day the customer asked to leave, if they did.
    pub asked_on: Option<Day>,
    /// A payment had failed and none had come in since: an ending without a stated kind is then involuntary.
    pub payment_failing: bool,
    /// The plan at the end.
    pub plan: Option<&'a str>,
    /// Price per month in minor units from each day on, oldest first. 0 while paused.
    pub prices: Vec<(Day, i64)>,
    /// How long the stretch had lasted as the source stated it.
    pub tenure: Option<Tenure>,
    /// The day of the last fact in this stretch.
    pub last_seen_on: Day,
    /// Traits known when the stretch began.
    pub traits: Cow<'a, [(&'a str, &'a str)]>,
}

impl Spell<'_> {
    /// Days from the first day to the last, or to `observed_until` while the stretch goes on.
    pub fn days(&self, observed_until: Day) -> i32 {
        self.started_on.days_until(self.ended_on.unwrap_or(observed_until)).max(0)
    }

    /// The price per month when the stretch ended or we stopped looking.
    pub fn last_price(&self) -> Option<i64> {
        self.prices.last().map(|&(_, price)| price)
    }
}

/// Folds the facts of one customer into spells, as `definition` says. Facts after `observed_until` are plans, not
/// facts yet: a contract that ends next month is still running.
///
/// Facts may come in any order; those of one day count in the order starts, changes, endings, unless all of them
/// carry a time.
pub fn fold<'a>(facts: &mut [Fact<'a>], definition: &Definition, observed_until: Day) -> Vec<Spell<'a>> {
    if facts.iter().all(|fact| fact.time_us.is_some()) {
        facts.sort_by_key(|fact| (fact.on, fact.time_us));
    } else {
        facts.sort_by_key(|fact| (fact.on, order_within_a_day(fact.kind)));
    }
    let mut fold = Fold {
        definition,
        spells: Vec::new(),
        is_open: false,
        contracts: Vec::new(),
        contractual: false,
        last_activity: None,
        last_paid: None,
        price_before_pause: None,
    };
    for fact in facts.iter().take_while(|fact| fact.on <= observed_until) {
        fold.take(fact);
    }
    fold.finish(observed_until)
}

fn order_within_a_day(kind: FactKind<'_>) -> u8 {
    match kind {
        FactKind::Joined | FactKind::Returned => 0,
        FactKind::ContractStarted => 1,
        FactKind::ContractEnded => 3,
        FactKind::Left => 4,
        _ => 2,
    }
}

struct Contract<'a> {
    ref_id: Option<&'a str>,
    price: Option<i64>,
}

struct Fold<'a, 'd> {
    definition: &'d Definition,
    spells: Vec<Spell<'a>>,
    is_open: bool,
    contracts: Vec<Contract<'a>>,
    /// A contract or a joining was seen: activity alone then no longer opens a spell.
    contractual: bool,
    last_activity: Option<Day>,
    last_paid: Option<Day>,
    price_before_pause: Option<i64>,
}

impl<'a> Fold<'a, '_> {
    fn take(&mut self, fact: &Fact<'a>) {
        self.close_if_silent(fact);
        match fact.kind {
            FactKind::Joined | FactKind::Returned => {
                self.contractual = true;
                self.open(fact);
                self.change_terms(fact, fact.amount);
                if let (Some(tenure), Some(spell)) = (fact.tenure, self.spells.last_mut()) {
                    spell.tenure = Some(spell.tenure.filter(|known| known.value > tenure.value).unwrap_or(tenure));
                }
            }
            FactKind::ContractStarted => {
                self.contractual = true;
                self.open(fact);
                self.contracts.push(Contract { ref_id: fact.ref_id, price: fact.amount });
                let price = self.contracts_price();
                self.change_terms(fact, price);
            }
            FactKind::ContractEnded => self.end_contract(fact),
            FactKind::Left => self.depart(fact),
            FactKind::AskedToLeave => self.ask(fact),
            _ if !self.is_open => {
                if fact.kind.is_activity() && self.may_open_by_activity() {
                    self.open(fact);
                }
            }
            FactKind::PlanChanged => self.change_terms(fact, fact.amount),
            FactKind::Paused => {
                self.price_before_pause = self.spells.last().and_then(Spell::last_price);
                self.set_price(fact.on, self.price_before_pause.map(|_| 0));
            }
            FactKind::Resumed => {
                let price = self.price_before_pause.take();
                self.set_price(fact.on, price);
            }
            FactKind::Paid => self.set_payment_failing(false),
            FactKind::PaymentFailed => self.set_payment_failing(true),
            _ => {}
        }
        if self.is_open {
            if let Some(spell) = self.spells.last_mut() {
                spell.last_seen_on = spell.last_seen_on.max(fact.on);
            }
            if fact.kind.is_activity() || matches!(fact.kind, FactKind::Joined | FactKind::ContractStarted) {
                self.last_activity = Some(fact.on);
            }
            if fact.kind == FactKind::Paid {
                self.last_paid = Some(fact.on);
            }
        }
    }

    /// Opens a spell, or goes on with the last one where the gap is too short to be a departure.
    fn open(&mut self, fact: &Fact<'a>) {
        if self.is_open {
            if let Some(spell) = self.spells.last_mut()
                && spell.traits.is_empty()
                && spell.started_on == fact.on
            {
                spell.traits = fact.traits.clone();
            }
            return;
        }
        self.is_open = true;
        let bridge = i32::try_from(self.definition.bridge_days).unwrap_or(i32::MAX);
        if let Some(spell) = self.spells.last_mut()
            && spell.departure != Some(DepartureKind::Silent)
            && spell.ended_on.is_some_and(|ended| ended.days_until(fact.on) <= bridge)
        {
            spell.ended_on = None;
            spell.departure = None;
            spell.reason = None;
            spell.asked_on = None;
            return;
        }
        self.contracts.clear();
        self.last_paid = None;
        self.price_before_pause = None;
        self.spells.push(Spell {
            started_on: fact.on,
            ended_on: None,
            departure: None,
            reason: None,
            asked_on: None,
            payment_failing: false,
            plan: None,
            prices: Vec::new(),
            tenure: None,
            last_seen_on: fact.on,
            traits: fact.traits.clone(),
        });
    }

    fn end_contract(&mut self, fact: &Fact<'a>) {
        let position = self.contracts.iter().position(|contract| contract.ref_id == fact.ref_id);
        if let Some(position) = position.or((!self.contracts.is_empty()).then_some(0)) {
            self.contracts.remove(position);
        }
        if self.contracts.is_empty() {
            self.depart(fact);
        } else {
            let price = self.contracts_price();
            self.set_price(fact.on, price);
        }
    }

    fn ask(&mut self, fact: &Fact<'a>) {
        if !self.is_open {
            return;
        }
        if let Some(spell) = self.spells.last_mut() {
            spell.asked_on.get_or_insert(fact.on);
            spell.reason = spell.reason.or(fact.reason);
            spell.departure = spell.departure.or(fact.departure);
        }
        if self.definition.left_when == LeftWhen::Request {
            self.close(fact.on);
        }
    }

    fn depart(&mut self, fact: &Fact<'a>) {
        let Some(spell) = self.spells.last_mut() else { return };
        if !self.is_open {
            // Closed already, at the request: the ending itself may still tell why.
            if spell.asked_on.is_some() {
                spell.reason = spell.reason.or(fact.reason);
                spell.departure = spell.departure.or(fact.departure);
            }
            return;
        }
        spell.reason = fact.reason.or(spell.reason);
        spell.departure = fact.departure.or(spell.departure);
        let on = match self.definition.left_when {
            LeftWhen::LastPayment { .. } => self.last_paid.unwrap_or(fact.on),
            LeftWhen::Request => spell.asked_on.unwrap_or(fact.on),
            LeftWhen::EffectiveDate | LeftWhen::Silence { .. } => fact.on,
        };
        self.close(on);
    }

    fn close(&mut self, on: Day) {
        self.is_open = false;
        self.contracts.clear();
        if let Some(spell) = self.spells.last_mut() {
            spell.ended_on = Some(on.max(spell.started_on));
        }
    }

    /// Closes the open spell where the definition counts silence and there was too much of it before `next`.
    fn close_if_silent(&mut self, next: &Fact<'a>) {
        let counts = match self.definition.left_when {
            LeftWhen::Silence { .. } => next.kind.is_activity(),
            LeftWhen::LastPayment { .. } => next.kind == FactKind::Paid,
            LeftWhen::Request | LeftWhen::EffectiveDate => false,
        };
        if counts {
            self.close_silent_before(next.on);
        }
    }

    fn close_silent_before(&mut self, day: Day) {
        let (last, silent_days) = match self.definition.left_when {
            LeftWhen::Silence { silent_days } => (self.last_activity, silent_days),
            LeftWhen::LastPayment { silent_days } => (self.last_paid, silent_days),
            LeftWhen::Request | LeftWhen::EffectiveDate => return,
        };
        let Some(last) = last.filter(|_| self.is_open) else { return };
        if i64::from(last.days_until(day)) > i64::from(silent_days) {
            if let Some(spell) = self.spells.last_mut() {
                let kind = if spell.payment_failing { DepartureKind::Involuntary } else { DepartureKind::Silent };
                spell.departure = spell.departure.or(Some(kind));
            }
            self.close(last);
        }
    }

    fn may_open_by_activity(&self) -> bool {
        !self.contractual
            || matches!(self.definition.left_when, LeftWhen::Silence { .. } | LeftWhen::LastPayment { .. })
                && self.spells.last().is_some_and(|spell| spell.departure == Some(DepartureKind::Silent))
    }

    fn contracts_price(&self) -> Option<i64> {
        self.contracts.iter().filter_map(|contract| contract.price).reduce(i64::saturating_add)
    }

    fn change_terms(&mut self, fact: &Fact<'a>, price: Option<i64>) {
        self.set_price(fact.on, price);
        if let Some(spell) = self.spells.last_mut() {
            spell.plan = fact.plan.or(spell.plan);
        }
    }

    fn set_price(&mut self, on: Day, price: Option<i64>) {
        let (Some(price), Some(spell)) = (price, self.spells.last_mut()) else { return };
        match spell.prices.last_mut() {
            Some((day, known)) if *day == on => *known = price,
            Some(&mut (_, known)) if known == price => {}
            _ => spell.prices.push((on, price)),
        }
    }

    fn set_payment_failing(&mut self, failing: bool) {
        if let Some(spell) = self.spells.last_mut() {
            spell.payment_failing = failing;
        }
    }

    fn finish(mut self, observed_until: Day) -> Vec<Spell<'a>> {
        self.close_silent_before(observed_until);
        self.spells
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use FactKind::{
        AskedToLeave, ContractEnded, ContractStarted, Joined, Left, Own, Paid, Paused, PaymentFailed, Resumed,
    };

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn fact<'a>(on: &str, kind: FactKind<'a>) -> Fact<'a> {
        Fact::new(day(on), kind)
    }

    fn contract<'a>(on: &str, kind: FactKind<'a>, ref_id: &'a str) -> Fact<'a> {
        Fact { ref_id: Some(ref_id), ..fact(on, kind) }
    }

    /// Folds and writes each spell as `start..end kind`, with `..` open for a customer who is still here.
    #[track_caller]
    fn check(left_when: &str, mut facts: Vec<Fact<'_>>, expected: &[&str]) {
        let definition = Definition { left_when: left_when.parse().expect("a definition"), ..Definition::default() };
        let said: Vec<String> = fold(&mut facts, &definition, day("2026-06-30"))
            .iter()
            .map(|spell| {
                let end = spell.ended_on.map(|day| day.to_string()).unwrap_or_default();
                let kind = spell.departure.map(|kind| format!(" {}", kind.word())).unwrap_or_default();
                format!("{}..{end}{kind}", spell.started_on)
            })
            .collect();
        assert_eq!(said, expected);
    }

    #[test]
    fn whoever_never_left_is_still_here() {
        check("effective_date", vec![fact("2026-01-05", Joined)], &["2026-01-05.."]);
    }

    #[test]
    fn contracts_that_follow_each_other_are_one_stretch_and_a_gap_makes_two() {
        let renewed = vec![
            contract("2024-01-01", ContractStarted, "a"),
            contract("2024-12-31", ContractEnded, "a"),
            contract("2025-01-01", ContractStarted, "b"),
        ];
        check("effective_date", renewed, &["2024-01-01.."]);
        let returned = vec![
            contract("2024-01-01", ContractStarted, "a"),
            contract("2024-12-31", ContractEnded, "a"),
            contract("2025-03-01", ContractStarted, "b"),
            contract("2025-06-30", ContractEnded, "b"),
        ];
        check("effective_date", returned, &["2024-01-01..2024-12-31", "2025-03-01..2025-06-30"]);
    }

    #[test]
    fn one_contract_of_two_ending_is_not_leaving() {
        let facts = vec![
            contract("2024-01-01", ContractStarted, "a"),
            contract("2024-02-01", ContractStarted, "b"),
            contract("2024-03-01", ContractEnded, "a"),
        ];
        check("effective_date", facts, &["2024-01-01.."]);
    }

    #[test]
    fn an_ending_planned_for_later_has_not_happened() {
        let facts = vec![contract("2024-01-01", ContractStarted, "a"), contract("2026-07-31", ContractEnded, "a")];
        check("effective_date", facts, &["2024-01-01.."]);
    }

    #[test]
    fn the_definition_decides_which_day_counts() {
        let facts = || {
            vec![
                fact("2025-01-01", Joined),
                fact("2026-02-01", Paid),
                fact("2026-02-10", AskedToLeave),
                fact("2026-03-10", Left),
            ]
        };
        check("effective_date", facts(), &["2025-01-01..2026-03-10"]);
        check("request", facts(), &["2025-01-01..2026-02-10"]);
        check("last_payment:62", facts(), &["2025-01-01..2026-02-01"]);
        check("silence:90", facts(), &["2025-01-01..2025-01-01 silent", "2026-02-01..2026-03-10"]);
    }

    #[test]
    fn purchases_make_spells_by_silence() {
        let facts = || {
            vec![fact("2025-01-01", Own("order")), fact("2025-02-01", Own("order")), fact("2026-05-01", Own("order"))]
        };
        check("effective_date", facts(), &["2025-01-01.."]);
        check("silence:90", facts(), &["2025-01-01..2025-02-01 silent", "2026-05-01.."]);
    }

    #[test]
    fn payments_that_keep_failing_end_it_without_anybody_deciding() {
        let facts = vec![fact("2026-01-01", Joined), fact("2026-01-01", Paid), fact("2026-02-01", PaymentFailed)];
        check("last_payment:62", facts, &["2026-01-01..2026-01-01 involuntary"]);
    }

    #[test]
    fn a_pause_keeps_the_relation_and_stops_the_bill() {
        let mut facts = vec![
            Fact { amount: Some(1_900), ..fact("2026-01-01", Joined) },
            fact("2026-02-01", Paused),
            fact("2026-04-01", Resumed),
        ];
        let spells = fold(&mut facts, &Definition::default(), day("2026-06-30"));
        assert_eq!(spells.len(), 1);
        assert_eq!(spells[0].prices, [(day("2026-01-01"), 1_900), (day("2026-02-01"), 0), (day("2026-04-01"), 1_900)]);
    }
}
