//! The state while a timeline is being folded, and what each kind of fact does to it.

use std::borrow::Cow;

use super::{Spell, Traits, is_start};
use crate::fact::Fact;
use crate::{Day, Definition, DepartureKind, FactKind, LeftWhen};

struct Contract<'a> {
    ref_id: Option<&'a str>,
    price: Option<i64>,
    /// The customer asked to end this one.
    is_asked: bool,
}

/// What is known of the price from a day on.
#[derive(Clone, Copy)]
enum Price {
    Known(i64),
    /// What was known came from a contract that is over.
    Unknown,
}

/// The price before the first of several contracts ended on one day.
#[derive(Clone, Copy)]
struct BeforeEndings {
    on: Day,
    steps: usize,
    last: Option<(Day, Option<i64>)>,
}

/// A relation on hold.
struct Pause {
    /// The price from the end of the pause on, where anything is known of it.
    price_after: Option<Price>,
}

/// What is known of a customer after the facts so far.
#[expect(clippy::struct_excessive_bools, reason = "each is a question about the last spell")]
pub(super) struct Folding<'a, 'd> {
    definition: &'d Definition,
    spells: Vec<Spell<'a>>,
    /// The last spell has not ended.
    is_open: bool,
    /// The last spell ended because nothing was heard or paid, not because somebody said so.
    ended_by_silence: bool,
    /// The day the relation really ended, which may come after the day that counts as leaving.
    over_since: Option<Day>,
    /// The contracts that run. They may run on for a while after a request that counts as leaving.
    contracts: Vec<Contract<'a>>,
    /// When the last contract ended, one that had a price ended with it.
    has_lost_price: bool,
    before_endings: Option<BeforeEndings>,
    /// There is a joining or a contract somewhere in the timeline.
    contractual: bool,
    last_activity: Option<Day>,
    last_paid: Option<Day>,
    pause: Option<Pause>,
    resumed_on: Option<Day>,
    /// When somebody who was here already last began anew, with the time of day.
    began_anew: Option<(Day, Option<i64>)>,
    known_traits: Traits<'a>,
}

impl<'a, 'd> Folding<'a, 'd> {
    pub(super) fn new(definition: &'d Definition, contractual: bool) -> Self {
        Self {
            definition,
            spells: Vec::new(),
            is_open: false,
            ended_by_silence: false,
            over_since: None,
            contracts: Vec::new(),
            has_lost_price: false,
            before_endings: None,
            contractual,
            last_activity: None,
            last_paid: None,
            pause: None,
            resumed_on: None,
            began_anew: None,
            known_traits: Cow::Borrowed(&[]),
        }
    }

    pub(super) fn finish(mut self, observed_until: Day) -> Vec<Spell<'a>> {
        // Who has not paid or done anything at all is waited for from the first day. This is asked only now: a first
        // payment that comes late may as well be the first one that was recorded.
        let since = self.spells.last().map(|spell| spell.started_on);
        self.close_if_silent(observed_until, since);
        self.spells
    }

    pub(super) fn take(&mut self, fact: &Fact<'a>) {
        self.close_if_silent(fact.on, None);
        self.learn(fact);
        let was_open = self.is_open;
        match fact.kind {
            FactKind::Joined | FactKind::Returned => self.begin(fact, fact.amount.map(Price::Known)),
            FactKind::ContractStarted => {
                if !self.is_open {
                    self.open(fact);
                }
                self.contracts.push(Contract { ref_id: fact.ref_id, price: fact.amount, is_asked: false });
                let price = self.contracts_price().map(Price::Known);
                self.begin(fact, price);
            }
            FactKind::ContractEnded => self.end_contract(fact),
            FactKind::Left => self.leave(fact),
            FactKind::AskedToLeave => self.ask(fact),
            _ if !self.is_open && self.opens_by_activity(fact) => self.open(fact),
            _ if !self.is_open => {}
            FactKind::PlanChanged => {
                let price = self.changed_price(fact);
                self.change_terms(fact, price);
            }
            FactKind::Paused => self.pause(fact.on),
            FactKind::Resumed => self.resume(fact.on),
            FactKind::PaymentFailed => self.set_payment_failing(true),
            _ => {}
        }
        if self.is_open {
            self.note_activity(fact);
        }
        if (was_open || self.is_open)
            && let Some(spell) = self.spells.last_mut()
        {
            spell.last_seen_on = spell.last_seen_on.max(fact.on);
        }
    }

    fn note_activity(&mut self, fact: &Fact<'a>) {
        if fact.is_sign_of_life() || is_start(fact.kind) {
            self.last_activity = Some(fact.on);
        }
        if fact.is_payment() {
            self.last_paid = Some(fact.on);
            self.set_payment_failing(false);
        }
    }

    /// Traits told before a stretch begins, or on its first day, are known at its start; later ones are not.
    fn learn(&mut self, fact: &Fact<'a>) {
        if fact.traits.is_empty() {
            return;
        }
        if self.known_traits.is_empty() {
            self.known_traits.clone_from(&fact.traits);
        } else {
            let known = self.known_traits.to_mut();
            for &(name, value) in fact.traits.iter() {
                match known.iter_mut().find(|(known, _)| *known == name) {
                    Some(entry) => entry.1 = value,
                    None => known.push((name, value)),
                }
            }
        }
        if let Some(spell) = self.spells.last_mut().filter(|spell| self.is_open && spell.started_on == fact.on) {
            spell.traits.clone_from(&self.known_traits);
        }
    }

    /// A joining, a return or a contract: opens a spell, or shows that the customer goes on.
    fn begin(&mut self, fact: &Fact<'a>, price: Option<Price>) {
        if !self.is_open {
            self.open(fact);
        }
        if let Some(spell) = self.spells.last_mut() {
            if spell.asked_on.is_some_and(|asked_on| asked_on < fact.on) {
                // Who begins something new after asking to leave has changed their mind.
                (spell.asked_on, spell.reason, spell.departure) = (None, None, None);
            }
            if spell.started_on < fact.on {
                self.began_anew = Some((fact.on, fact.time_us));
            }
            if let Some(tenure) = fact.tenure {
                spell.tenure = Some(spell.tenure.filter(|known| known.value > tenure.value).unwrap_or(tenure));
            }
        }
        self.change_terms(fact, price);
    }

    /// Opens a spell, or goes on with the last one where it was not really broken: a contract still ran, or the gap is
    /// too short to be a departure. Silence is a gap of its own.
    fn open(&mut self, fact: &Fact<'a>) {
        self.is_open = true;
        let price_after_pause = self.pause.take().and_then(|pause| pause.price_after);
        let is_unbroken = !self.contracts.is_empty() || self.over_since.is_some_and(|on| self.bridges(on, fact.on));
        if is_unbroken
            && !self.ended_by_silence
            && let Some(spell) = self.spells.last_mut()
        {
            (spell.ended_on, spell.departure, spell.reason, spell.asked_on) = (None, None, None, None);
            let is_lost = self.contracts.is_empty() && std::mem::take(&mut self.has_lost_price);
            self.set_price(fact.on, if is_lost { Some(Price::Unknown) } else { price_after_pause });
            return;
        }
        self.ended_by_silence = false;
        self.clear_contracts();
        self.has_lost_price = false;
        self.last_paid = None;
        self.resumed_on = None;
        self.spells.push(Spell {
            started_on: fact.on,
            ended_on: None,
            departure: None,
            reason: None,
            asked_on: None,
            payment_failing: false,
            plans: Vec::new(),
            prices: Vec::new(),
            tenure: None,
            last_seen_on: fact.on,
            traits: self.known_traits.clone(),
        });
    }

    /// Are there no more days between an ending and what follows than the definition allows? From one day to the next
    /// there is none.
    fn bridges(&self, ended: Day, on: Day) -> bool {
        i64::from(ended.days_until(on)) - 1 <= i64::from(self.definition.bridge_days)
    }

    /// Without a joining or a contract, activity makes a customer. Where silence ended a stretch, what was missed (any
    /// activity, or a payment) begins the next.
    fn opens_by_activity(&self, fact: &Fact<'_>) -> bool {
        let counts = match self.definition.left_when {
            LeftWhen::Request | LeftWhen::EffectiveDate => return !self.contractual && fact.is_sign_of_life(),
            LeftWhen::LastPayment { .. } => fact.is_payment(),
            LeftWhen::Silence { .. } => fact.is_sign_of_life(),
        };
        counts && (!self.contractual || self.spells.is_empty() || self.ended_by_silence)
    }

    fn end_contract(&mut self, fact: &Fact<'a>) {
        let named = self.contracts.iter().position(|contract| contract.ref_id == fact.ref_id);
        let ended = named.or_else(|| match fact.ref_id {
            Some(_) => self.contracts.iter().position(|contract| contract.ref_id.is_none()),
            None => (!self.contracts.is_empty()).then_some(0),
        });
        let had_price = ended.is_some_and(|position| self.contracts.remove(position).price.is_some());
        if self.contracts.is_empty() {
            self.has_lost_price |= had_price;
            self.depart(fact);
        } else if ended.is_some() && self.is_open {
            let lost = had_price.then_some(Price::Unknown);
            let price = self.contracts_price().map(Price::Known).or(lost);
            self.remember_price(fact.on);
            self.set_price(fact.on, price);
        }
    }

    fn remember_price(&mut self, on: Day) {
        if self.before_endings.is_none_or(|before| before.on != on)
            && let Some(spell) = self.spells.last()
        {
            self.before_endings =
                Some(BeforeEndings { on, steps: spell.prices.len(), last: spell.prices.last().copied() });
        }
    }

    /// Contracts that end on the day the customer leaves were all paid until then: what leaves is their price together,
    /// in whatever order they ended.
    fn restore_price(&mut self, on: Day) {
        let Some(before) = self.before_endings.take().filter(|before| before.on == on && self.is_open) else { return };
        let Some(spell) = self.spells.last_mut() else { return };
        spell.prices.truncate(before.steps);
        if let (Some(step), Some(last)) = (spell.prices.last_mut(), before.last) {
            *step = last;
        }
        self.has_lost_price |= before.last.is_some_and(|(_, price)| price.is_some());
    }

    fn leave(&mut self, fact: &Fact<'a>) {
        // Leaving and beginning anew on one day, without a time that tells otherwise, is a renewal.
        if let Some((day, began_at)) = self.began_anew
            && day == fact.on
            && began_at.zip(fact.time_us).is_none_or(|(began, left)| left < began)
        {
            return;
        }
        self.clear_contracts();
        self.depart(fact);
    }

    fn clear_contracts(&mut self) {
        self.has_lost_price |= self.contracts.drain(..).any(|contract| contract.price.is_some());
    }

    fn ask(&mut self, fact: &Fact<'a>) {
        if !self.is_open {
            self.explain(fact);
            return;
        }
        if fact.ref_id.is_some()
            && let Some(contract) = self.contracts.iter_mut().find(|contract| contract.ref_id == fact.ref_id)
        {
            contract.is_asked = true;
            if self.contracts.iter().any(|contract| !contract.is_asked) {
                // Another contract goes on: this is not leaving.
                return;
            }
        }
        if let Some(spell) = self.spells.last_mut() {
            spell.asked_on.get_or_insert(fact.on);
            spell.reason = spell.reason.or(fact.reason);
            spell.departure = spell.departure.or(fact.departure);
        }
        if self.definition.left_when == LeftWhen::Request {
            self.over_since = Some(fact.on);
            self.close(fact.on);
        }
    }

    fn depart(&mut self, fact: &Fact<'a>) {
        self.restore_price(fact.on);
        self.over_since = Some(fact.on);
        if !self.is_open {
            self.explain(fact);
            return;
        }
        let Some(spell) = self.spells.last_mut() else { return };
        spell.reason = fact.reason.or(spell.reason);
        spell.departure = fact.departure.or(spell.departure);
        let on = match self.definition.left_when {
            LeftWhen::LastPayment { .. } => self.last_paid.unwrap_or(fact.on),
            LeftWhen::Request => spell.asked_on.unwrap_or(fact.on),
            LeftWhen::EffectiveDate | LeftWhen::Silence { .. } => fact.on,
        };
        self.close(on);
    }

    /// What was said about leaving after the stretch was closed may still tell why, where it is about that closing: it
    /// was closed at the request, by silence, or a moment ago.
    fn explain(&mut self, fact: &Fact<'a>) {
        let is_near =
            self.spells.last().and_then(|spell| spell.ended_on).is_some_and(|ended| self.bridges(ended, fact.on));
        let Some(spell) = self.spells.last_mut() else { return };
        if !(is_near || self.ended_by_silence || spell.asked_on.is_some()) {
            return;
        }
        if self.ended_by_silence && matches!(self.definition.left_when, LeftWhen::LastPayment { .. }) {
            // The last payment counts because an ending is recorded now, no longer because nothing was heard.
            spell.departure = spell.departure.filter(|&kind| kind != kind_of_silence(spell.payment_failing));
        }
        spell.reason = spell.reason.or(fact.reason);
        spell.departure = match (self.ended_by_silence, spell.departure) {
            (true, decided) => fact.departure.or(decided),
            (false, stated) => stated.or(fact.departure),
        };
        spell.last_seen_on = spell.last_seen_on.max(fact.on);
    }

    fn close(&mut self, on: Day) {
        self.is_open = false;
        if let Some(spell) = self.spells.last_mut() {
            spell.ended_on = Some(on.max(spell.started_on));
        }
    }

    /// Closes the open spell where the definition counts silence and there was too much of it before `day`, counted
    /// from the last sign or else from `since`. A pause is agreed, so it is not silence.
    fn close_if_silent(&mut self, day: Day, since: Option<Day>) {
        let Some(spell) = self.spells.last_mut().filter(|_| self.is_open && self.pause.is_none()) else { return };
        let (last, silent_days) = match self.definition.left_when {
            LeftWhen::Silence { silent_days } => (self.last_activity, silent_days),
            LeftWhen::LastPayment { silent_days } => (self.last_paid, silent_days),
            LeftWhen::Request | LeftWhen::EffectiveDate => return,
        };
        let Some(last) = last.or(since) else { return };
        let quiet_since = self.resumed_on.map_or(last, |resumed_on| resumed_on.max(last));
        if i64::from(quiet_since.days_until(day)) <= i64::from(silent_days) {
            return;
        }
        if spell.asked_on.is_none() {
            spell.departure = spell.departure.or(Some(kind_of_silence(spell.payment_failing)));
        }
        self.ended_by_silence = true;
        self.clear_contracts();
        self.close(last);
    }

    fn contracts_price(&self) -> Option<i64> {
        self.contracts.iter().filter_map(|contract| contract.price).reduce(i64::saturating_add)
    }

    /// The price of all contracts together once this fact changed the one it names. Where it names none of several, it
    /// is taken to state the whole.
    fn changed_price(&mut self, fact: &Fact<'a>) -> Option<Price> {
        let amount = fact.amount?;
        let is_only = self.contracts.len() == 1;
        let is_meant = |contract: &&mut Contract<'a>| {
            let is_unnamed = contract.ref_id.is_none() || fact.ref_id.is_none();
            if is_unnamed { is_only } else { contract.ref_id == fact.ref_id }
        };
        match self.contracts.iter_mut().find(is_meant) {
            Some(contract) => {
                contract.price = Some(amount);
                self.contracts_price().map(Price::Known)
            }
            None => Some(Price::Known(amount)),
        }
    }

    fn change_terms(&mut self, fact: &Fact<'a>, price: Option<Price>) {
        self.set_price(fact.on, price);
        if let (Some(plan), Some(spell)) = (fact.plan, self.spells.last_mut()) {
            step(&mut spell.plans, fact.on, plan);
        }
    }

    fn pause(&mut self, on: Day) {
        if self.pause.is_none() {
            let last = self.spells.last().and_then(|spell| spell.prices.last());
            let price_after = last.map(|&(_, price)| price.map_or(Price::Unknown, Price::Known));
            self.set_price(on, price_after.map(|_| Price::Known(0)));
            self.pause = Some(Pause { price_after });
        }
    }

    fn resume(&mut self, on: Day) {
        if let Some(pause) = self.pause.take() {
            self.resumed_on = Some(on);
            self.set_price(on, pause.price_after);
        }
    }

    /// The price from this day on; during a pause, from the end of the pause on.
    fn set_price(&mut self, on: Day, price: Option<Price>) {
        let (Some(price), Some(spell)) = (price, self.spells.last_mut()) else { return };
        if let Some(pause) = &mut self.pause {
            pause.price_after = Some(price);
            return;
        }
        match price {
            Price::Known(price) => step(&mut spell.prices, on, Some(price)),
            // Without any price so far there is nothing that has to be taken back.
            Price::Unknown if spell.prices.is_empty() => {}
            Price::Unknown => step(&mut spell.prices, on, None),
        }
    }

    fn set_payment_failing(&mut self, failing: bool) {
        if let Some(spell) = self.spells.last_mut() {
            spell.payment_failing = failing;
        }
    }
}

/// From this day on, `value` holds; of several on one day, the last.
fn step<T: PartialEq>(steps: &mut Vec<(Day, T)>, on: Day, value: T) {
    match steps.last_mut() {
        Some((day, known)) if *day == on => *known = value,
        Some((_, known)) if *known == value => {}
        _ => steps.push((on, value)),
    }
}

/// How a stretch ended of which nothing more was heard.
fn kind_of_silence(payment_failing: bool) -> DepartureKind {
    if payment_failing { DepartureKind::Involuntary } else { DepartureKind::Silent }
}
