//! One customer, month by month.
//!
//! Every month of a life draws the same numbers in the same order, whatever happened before. Two lives of one person
//! that differ only in whether an activity reached them therefore share all their luck, and the difference between
//! them is what the activity did.

use rand_chacha::ChaCha8Rng;
use relationship::{Day, DepartureKind, FactKind};

use crate::customer::{CalendarMonth, Company, Customer, pick, pick_share, uniform, whole};
use crate::parameters::{ACTIVITIES_MAX, CAUSES_MAX, Cause};

/// Something that happened, as it stands in the events file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Happening<'a> {
    pub(crate) on: Day,
    pub(crate) kind: FactKind<'static>,
    pub(crate) amount: Option<i64>,
    pub(crate) about: About<'a>,
    pub(crate) value: Option<f64>,
}

/// What a happening refers to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum About<'a> {
    Nothing,
    /// The contract with this number, counted from 1.
    Contract(u32),
    Name(&'a str),
}

/// One contract, once it has ended or the firm's last day has come.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Contract<'a> {
    pub(crate) number: u32,
    pub(crate) started_on: Day,
    pub(crate) ended: Option<(Day, Ending<'a>)>,
    /// The price it began with.
    pub(crate) price: i64,
}

/// How a contract ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ending<'a> {
    pub(crate) kind: DepartureKind,
    /// What the customer said, or the firm wrote down; nothing where nobody said anything.
    pub(crate) reason: Option<&'a str>,
    return_monthly: f64,
}

/// Whoever watches a life.
pub(crate) trait Witness {
    /// Something happened.
    fn happened(&mut self, _: &Happening<'_>) {}
    /// A contract is over, or is all that can be seen of it.
    fn contract(&mut self, contract: &Contract<'_>);
    /// The customer stood before an activity on this day; whether they were held out is another matter.
    fn exposed(&mut self, _activity: usize, _on: Day) {}
    /// A month in which the customer could decide to leave, and the true chance that they did.
    fn at_risk(&mut self, _chance: f64) {}
}

/// The draws of one month.
struct Luck {
    leave: f64,
    cause: f64,
    reason: f64,
    told: f64,
    day: f64,
    fade: f64,
    dismiss: f64,
    fail: f64,
    recover: f64,
    recover_day: f64,
    rides: f64,
    ride_day: f64,
    contact: f64,
    subject: f64,
    wait: f64,
    contact_day: f64,
    answer: f64,
    mood: f64,
    answer_day: f64,
    pause: f64,
    pause_length: f64,
    come_back: f64,
    offer: f64,
}

impl Luck {
    fn draw(rng: &mut ChaCha8Rng) -> Self {
        let mut next = || uniform(rng);
        Self {
            leave: next(),
            cause: next(),
            reason: next(),
            told: next(),
            day: next(),
            fade: next(),
            dismiss: next(),
            fail: next(),
            recover: next(),
            recover_day: next(),
            rides: next() + next() + next() + next() - 2.0,
            ride_day: next(),
            contact: next(),
            subject: next(),
            wait: next(),
            contact_day: next(),
            answer: next(),
            mood: next() + next() + next() + next() - 2.0,
            answer_day: next(),
            pause: next(),
            pause_length: next(),
            come_back: next(),
            offer: next(),
        }
    }
}

/// A stretch of being a customer.
struct Stretch<'a> {
    number: u32,
    started_on: Day,
    first_price: i64,
    price: i64,
    months: u32,
    trouble: f64,
    contacts: u32,
    /// The month in which a pause ends.
    paused_until: i32,
    fading_months: Option<u32>,
    ending: Option<(Day, Ending<'a>)>,
}

struct Life<'a, 'w, W> {
    company: &'a Company<'a>,
    customer: &'a Customer,
    treated: u8,
    witness: &'w mut W,
    contracts: u32,
    offered: u8,
    /// The month in which the effect of each activity is over.
    moved_until: [i32; ACTIVITIES_MAX],
}

/// Lives the life of `customer` as if `treated` said which activities do not hold them out.
pub(crate) fn live<W: Witness>(company: &Company<'_>, customer: &Customer, treated: u8, witness: &mut W) {
    let mut rng = company.luck_of(customer);
    let mut life =
        Life { company, customer, treated, witness, contracts: 0, offered: 0, moved_until: [0; ACTIVITIES_MAX] };
    let mut stretch = Some(life.start(customer.joined_on, company.months[customer.joined_in]));
    let mut former: Option<(i32, f64)> = None;
    for &month in &company.months[customer.joined_in..] {
        let luck = Luck::draw(&mut rng);
        if let Some((since, monthly)) = former
            && life.comes_back(month, since, monthly, &luck)
        {
            let days = month.first.days_until(month.last) + 1;
            let on = month.first.plus_days(whole(luck.day * f64::from(days)));
            former = None;
            stretch = Some(life.start(on, month));
            life.say(on, FactKind::Returned, None, About::Nothing, None);
        }
        if let Some(here) = &mut stretch {
            life.month(here, month, &luck);
            if let Some((on, ending)) = here.ending
                && on <= month.last
            {
                life.end(here);
                former = Some((month.number, ending.return_monthly));
                stretch = None;
            }
        }
    }
    if let Some(mut here) = stretch {
        here.ending = None;
        life.end(&here);
    }
}

impl<'a, W: Witness> Life<'a, '_, W> {
    fn start(&mut self, on: Day, month: CalendarMonth) -> Stretch<'a> {
        self.contracts += 1;
        let price = self.company.price(self.customer.plan, month);
        Stretch {
            number: self.contracts,
            started_on: on,
            first_price: price,
            price,
            months: 0,
            trouble: 0.0,
            contacts: 0,
            paused_until: 0,
            fading_months: None,
            ending: None,
        }
    }

    fn end(&mut self, here: &Stretch<'a>) {
        self.witness.contract(&Contract {
            number: here.number,
            started_on: here.started_on,
            ended: here.ending,
            price: here.first_price,
        });
    }

    fn say(&mut self, on: Day, kind: FactKind<'static>, amount: Option<i64>, about: About<'_>, value: Option<f64>) {
        self.witness.happened(&Happening { on, kind, amount, about, value });
    }

    fn comes_back(&self, month: CalendarMonth, since: i32, monthly: f64, luck: &Luck) -> bool {
        let returning = &self.company.parameters.returning;
        u32::try_from(month.number - since).is_ok_and(|months| (2..=returning.horizon_months).contains(&months))
            && luck.come_back < monthly * returning.season[month.of_year]
    }

    fn month(&mut self, here: &mut Stretch<'a>, month: CalendarMonth, luck: &Luck) {
        let from = month.first.max(here.started_on);
        let until = here.ending.map_or(month.last, |(on, _)| on.min(month.last));
        self.change_price(here, month);
        let paused = self.pause(here, month, luck);
        let exposed_on = if paused { None } else { self.offer(here, month, luck) };
        if !paused {
            self.pay(here, month, until, luck);
            self.ride(here, month, from, until, luck);
        }
        let was_in_contact = self.contact(here, from, until, luck);
        self.answer(here, from, until, was_in_contact, luck);
        if here.ending.is_none() {
            self.fade(here, month, luck);
        }
        if here.ending.is_none() {
            self.dismiss(here, month, luck);
        }
        if here.ending.is_none() && here.fading_months.is_none() {
            self.decide(here, month, exposed_on.unwrap_or(from), paused, luck);
        }
        here.months += 1;
    }

    fn change_price(&mut self, here: &mut Stretch<'a>, month: CalendarMonth) {
        let price = self.company.price(self.customer.plan, month);
        if price != here.price {
            here.price = price;
            self.say(month.first, FactKind::PlanChanged, Some(price), About::Contract(here.number), None);
        }
    }

    /// Is the contract on hold this month?
    fn pause(&mut self, here: &mut Stretch<'a>, month: CalendarMonth, luck: &Luck) -> bool {
        if month.number < here.paused_until {
            return true;
        }
        if month.number == here.paused_until {
            self.say(month.first, FactKind::Resumed, None, About::Contract(here.number), None);
        }
        let rules = &self.company.parameters.pause;
        if here.months == 0 || here.ending.is_some() || luck.pause >= rules.chance[month.of_year] {
            return false;
        }
        here.paused_until = month.number + 1 + whole(luck.pause_length * f64::from(rules.months_max));
        self.say(month.first, FactKind::Paused, None, About::Contract(here.number), None);
        true
    }

    /// Puts the activities of this month before the customer; returns the day of the last one.
    fn offer(&mut self, here: &Stretch<'a>, month: CalendarMonth, luck: &Luck) -> Option<Day> {
        if here.ending.is_some() {
            return None;
        }
        let mut last = None;
        for (bit, activity) in self.company.parameters.activities.iter().enumerate() {
            let in_season = activity.calendar_months.iter().any(|&it| it as usize == month.of_year + 1);
            if self.offered >> bit & 1 == 1
                || !in_season
                || month.number < activity.from.number()
                || here.months < activity.tenure_months_min.max(1)
            {
                continue;
            }
            let on = month.first.plus_days(whole(luck.offer * 7.0) + 2 * i32::try_from(bit).unwrap_or(0));
            if on > month.last {
                continue;
            }
            self.offered |= 1 << bit;
            let is_treated = self.treated >> bit & 1 == 1;
            if is_treated && self.customer.reached >> bit & 1 == 1 {
                self.moved_until[bit] = month.number + i32::try_from(activity.lasts_months).unwrap_or(0);
            }
            let name = About::Name(&self.company.names.activities[bit]);
            self.say(on, FactKind::Exposed, None, name, Some(f64::from(u8::from(is_treated))));
            self.witness.exposed(bit, on);
            last = last.max(Some(on));
        }
        last
    }

    fn pay(&mut self, here: &mut Stretch<'a>, month: CalendarMonth, until: Day, luck: &Luck) {
        let rules = &self.company.parameters.payment;
        let (_, _, day) = here.started_on.ymd();
        let due = month.first.plus_days(i32::try_from(day.min(28)).unwrap_or(1) - 1).max(here.started_on);
        if due > until {
            return;
        }
        let contract = About::Contract(here.number);
        // Whoever is about to vanish has stopped paying; their last debits fail for good.
        let vanishing = here.fading_months == Some(0);
        if !vanishing && (luck.fail >= rules.fails_share || here.months == 0) {
            self.say(due, FactKind::Paid, Some(here.price), contract, None);
            return;
        }
        self.say(due, FactKind::PaymentFailed, Some(here.price), contract, None);
        let again = due.plus_days(3 + whole(luck.recover_day * 8.0));
        if !vanishing && luck.recover < rules.recovers_share {
            if again <= self.company.last_day && here.ending.is_none_or(|(on, _)| again <= on) {
                self.say(again, FactKind::Paid, Some(here.price), contract, None);
            }
        } else if !vanishing && here.ending.is_none() {
            let names = &self.company.names;
            let is_expired = luck.reason < rules.card_expired_share;
            let reason = if is_expired { names.card_expired.as_str() } else { names.payment_failed.as_str() };
            let on = due.plus_days(i32::try_from(rules.grace_days).unwrap_or(1));
            let kind = DepartureKind::Involuntary;
            here.ending = Some((on, Ending { kind, reason: Some(reason), return_monthly: rules.return_monthly }));
        }
    }

    fn ride(&mut self, here: &Stretch<'a>, month: CalendarMonth, from: Day, until: Day, luck: &Luck) {
        if until < from || here.fading_months.is_some() {
            return;
        }
        let days = f64::from(from.days_until(until) + 1);
        let usual = self.company.parameters.plans[self.customer.plan].rides_mean * self.customer.zeal;
        let mean = usual * self.company.parameters.riding.season[month.of_year] * days / 30.0;
        let rides = (mean + luck.rides * mean.sqrt() * 1.8).round();
        if rides >= 1.0 {
            let on = until.plus_days(-whole(luck.ride_day * luck.ride_day * days));
            self.say(on, FactKind::Used, None, About::Contract(here.number), Some(rides));
        }
    }

    fn contact(&mut self, here: &mut Stretch<'a>, from: Day, until: Day, luck: &Luck) -> bool {
        let rules = &self.company.parameters.service;
        here.trouble *= rules.memory;
        let chance = rules.contact_chance * self.company.parameters.plans[self.customer.plan].contact_factor;
        if luck.contact >= chance || until < from || here.fading_months.is_some() {
            return false;
        }
        let waiting_days = (-(1.0 - luck.wait).ln() * rules.waiting_days_mean).round();
        if waiting_days > rules.patience_days {
            here.trouble += waiting_days / rules.patience_days.max(1.0);
        }
        here.contacts += 1;
        let subject = &self.company.names.subjects[pick(&rules.subjects, luck.subject)];
        let on = within(from, until, luck.contact_day);
        self.say(on, FactKind::Contacted, None, About::Name(subject), Some(waiting_days));
        true
    }

    fn answer(&mut self, here: &Stretch<'a>, from: Day, until: Day, was_in_contact: bool, luck: &Luck) {
        let rules = &self.company.parameters.satisfaction;
        let is_asked =
            was_in_contact || here.months == 1 || here.months > 1 && here.months.is_multiple_of(rules.every_months);
        if !is_asked || luck.answer >= rules.response_share || until < from || here.fading_months.is_some() {
            return;
        }
        let felt = self.customer.feeling + rules.mood_weight * luck.mood - rules.trouble_weight * here.trouble;
        let rung = 1 + rules.borders.iter().filter(|&&border| felt > border).count();
        let on = within(from, until, luck.answer_day);
        self.say(on, FactKind::Answered, None, About::Name("tevredenheid"), Some(rung as f64));
    }

    fn fade(&mut self, here: &mut Stretch<'a>, month: CalendarMonth, luck: &Luck) {
        let rules = &self.company.parameters.fading;
        here.fading_months = match here.fading_months {
            Some(0) => {
                let ending = Ending { kind: DepartureKind::Silent, reason: None, return_monthly: rules.return_monthly };
                here.ending = Some((month.last, ending));
                None
            }
            Some(left) => Some(left - 1),
            None => (here.months > 0 && luck.fade < rules.chance).then_some(rules.months),
        };
    }

    fn dismiss(&mut self, here: &mut Stretch<'a>, month: CalendarMonth, luck: &Luck) {
        let rules = &self.company.parameters.dismissal;
        if here.contacts >= rules.contacts_min && here.fading_months.is_none() && luck.dismiss < rules.chance {
            let reason = Some(self.company.names.dismissal.as_str());
            let kind = DepartureKind::Dismissed;
            here.ending = Some((month.last, Ending { kind, reason, return_monthly: 0.0 }));
        }
    }

    /// Does the customer decide to leave this month, and why?
    fn decide(&mut self, here: &mut Stretch<'a>, month: CalendarMonth, from: Day, paused: bool, luck: &Luck) {
        let rules = self.company.parameters;
        let whole_month = f64::from(month.first.days_until(month.last) + 1);
        let part = f64::from(here.started_on.max(month.first).days_until(month.last) + 1) / whole_month;
        let hold = if paused { rules.pause.leaving_factor } else { 1.0 };
        let mut hazards = [0.0; CAUSES_MAX];
        for (hazard, cause) in hazards.iter_mut().zip(&rules.causes) {
            *hazard = part * hold * self.hazard(cause, here, month);
        }
        let hazards = &hazards[..rules.causes.len()];
        let total: f64 = hazards.iter().sum();
        let chance = -(-total).exp_m1();
        self.witness.at_risk(chance);
        if luck.leave >= chance {
            return;
        }
        let cause = pick_share(hazards.iter().copied(), luck.cause * total);
        let said = luck.told >= rules.company.not_said_share;
        let reason = &self.company.names.reasons[cause]
            [pick_share(rules.causes[cause].reasons.iter().map(|reason| reason.share), luck.reason)];
        let cause = &rules.causes[cause];
        let asked_on = within(from, month.last, luck.day);
        self.say(asked_on, FactKind::AskedToLeave, None, About::Contract(here.number), None);
        let on = asked_on.plus_days(i32::try_from(rules.company.notice_days).unwrap_or(0));
        let ending = Ending { kind: cause.kind, reason: said.then_some(reason), return_monthly: cause.return_monthly };
        here.ending = Some((on, ending));
    }

    /// The hazard per month of leaving for one cause.
    fn hazard(&self, cause: &Cause, here: &Stretch<'a>, month: CalendarMonth) -> f64 {
        let rules = self.company.parameters;
        let customer = self.customer;
        let since_rise = month.number - self.company.price_change;
        let feels_rise = (0..i32::try_from(rules.price_change.felt_months).unwrap_or(0)).contains(&since_rise)
            && here.first_price != here.price;
        let mut hazard = cause.monthly * cause.plan_factors[customer.plan] * cause.season[month.of_year];
        hazard *= customer.inclination * (cause.trouble_weight * here.trouble).exp();
        if cause.zeal_weight != 0.0 {
            hazard *= customer.zeal.powf(-cause.zeal_weight);
        }
        if cause.personal {
            hazard *= customer.personal * (-rules.satisfaction.leaving_weight * customer.feeling).exp();
        }
        if here.months < rules.company.early_months {
            hazard *= cause.early_factor;
        }
        if feels_rise {
            hazard *= cause.price_rise_factor;
        }
        if cause.acted_on {
            for (activity, &until) in rules.activities.iter().zip(&self.moved_until) {
                if month.number < until {
                    hazard *= activity.hazard_ratios[customer.plan];
                }
            }
        }
        hazard
    }
}

/// A day from `from` to `until`, both included.
fn within(from: Day, until: Day, at: f64) -> Day {
    from.plus_days(whole(at * f64::from(from.days_until(until) + 1)))
}
