//! Who joins, when, and as what kind of person. Everything here is drawn once and never changes.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Gamma, StandardNormal};
use relationship::Day;

use crate::parameters::{Choice, Parameters, Reason, Season};
use crate::row;

/// Room for the values of a customer's traits.
pub(crate) const TRAITS_MAX: usize = 16;

/// The firm with everything worked out that does not depend on a customer.
pub(crate) struct Company<'p> {
    pub(crate) parameters: &'p Parameters,
    pub(crate) months: Vec<CalendarMonth>,
    pub(crate) last_day: Day,
    pub(crate) price_change: i32,
    pub(crate) names: Names,
    /// Number of customers who joined before the end of each month.
    joined_by: Vec<u64>,
    luck: ChaCha8Rng,
    personal: Gamma<f64>,
    referring_channel: Option<(usize, u8)>,
}

/// One month of the firm.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CalendarMonth {
    pub(crate) first: Day,
    /// The last day of the month, or of the firm.
    pub(crate) last: Day,
    /// 0 for January.
    pub(crate) of_year: usize,
    /// Months since January of year 0.
    pub(crate) number: i32,
}

/// Names as they stand in a CSV file, quoted where they must be.
pub(crate) struct Names {
    pub(crate) plans: Vec<String>,
    pub(crate) traits: Vec<Vec<String>>,
    pub(crate) reasons: Vec<Vec<String>>,
    pub(crate) subjects: Vec<String>,
    pub(crate) activities: Vec<String>,
    pub(crate) dismissal: String,
    pub(crate) payment_failed: String,
    pub(crate) card_expired: String,
}

/// One person.
#[derive(Debug, Clone)]
pub(crate) struct Customer {
    pub(crate) index: u64,
    pub(crate) joined_on: Day,
    /// The month of joining, counted from the firm's first.
    pub(crate) joined_in: usize,
    pub(crate) plan: usize,
    pub(crate) traits: [u8; TRAITS_MAX],
    /// Factor on the chance to leave that comes from the traits.
    pub(crate) inclination: f64,
    /// Factor on the chance to leave that nobody records.
    pub(crate) personal: f64,
    /// How content by nature, from a standard normal distribution.
    pub(crate) feeling: f64,
    /// Factor on the number of rides.
    pub(crate) zeal: f64,
    /// One bit per activity: not held out.
    pub(crate) treated: u8,
    /// One bit per activity: the activity gets through to this person.
    pub(crate) reached: u8,
    /// The number of the customer who brought them to try first, and so on.
    pub(crate) referrers: Option<ChaCha8Rng>,
}

impl<'p> Company<'p> {
    pub(crate) fn new(parameters: &'p Parameters, customers: u64, seed: u64) -> Self {
        let last_day = parameters.company.last_day;
        let months = calendar(parameters);
        let variance = parameters.frailty.variance;
        Self {
            joined_by: spread(&parameters.joining.season, parameters.joining.growth_per_month, &months, customers),
            months,
            last_day,
            price_change: parameters.price_change.month.number(),
            names: Names::new(parameters),
            luck: ChaCha8Rng::seed_from_u64(seed),
            personal: Gamma::new(1.0 / variance, variance).expect("the variance was checked to be from 0.01 to 10"),
            referring_channel: parameters.traits.iter().enumerate().find_map(|(column, it)| {
                let value = it.values.iter().position(|value| value.name == parameters.referring.channel)?;
                Some((column, u8::try_from(value).ok()?))
            }),
            parameters,
        }
    }

    /// The price of a plan in a month.
    pub(crate) fn price(&self, plan: usize, month: CalendarMonth) -> i64 {
        let price = self.parameters.plans[plan].price_cents;
        if month.number < self.price_change {
            return price;
        }
        #[expect(clippy::cast_possible_truncation, reason = "a price is checked to stay far below 2^52 cents")]
        let risen = (price as f64 * (1.0 + self.parameters.price_change.rise_share)).round() as i64;
        risen
    }

    /// The luck of one customer in the course of the months: always the same, whatever is done to them.
    pub(crate) fn luck_of(&self, customer: &Customer) -> ChaCha8Rng {
        self.stream(customer.index * 2 + 1)
    }

    fn stream(&self, number: u64) -> ChaCha8Rng {
        let mut rng = self.luck.clone();
        rng.set_stream(number);
        rng
    }

    /// The customer with this number, counted from 0 in order of joining.
    pub(crate) fn customer(&self, index: u64) -> Customer {
        let mut rng = self.stream(index * 2);
        let joined_in = self.joined_by.partition_point(|&joined| joined <= index).min(self.months.len() - 1);
        let before = if joined_in == 0 { 0 } else { self.joined_by[joined_in - 1] };
        let place = ((index - before) as f64 + uniform(&mut rng)) / (self.joined_by[joined_in] - before).max(1) as f64;
        let month = self.months[joined_in];
        let days = month.first.days_until(month.last) + 1;

        let plan = pick_by(&mut rng, self.parameters.plans.iter().map(|plan| plan.share));
        let mut traits = [0_u8; TRAITS_MAX];
        let mut inclination = 1.0;
        for (value, it) in traits.iter_mut().zip(&self.parameters.traits) {
            let chosen = pick(&it.values, uniform(&mut rng));
            inclination *= it.values[chosen].leaving_factor;
            *value = u8::try_from(chosen).unwrap_or(u8::MAX);
        }
        let feeling: f64 = StandardNormal.sample(&mut rng);
        let zeal: f64 = StandardNormal.sample(&mut rng);
        let personal = self.personal.sample(&mut rng);
        let (mut treated, mut reached) = (0, 0);
        for (bit, activity) in self.parameters.activities.iter().enumerate() {
            treated |= u8::from(uniform(&mut rng) >= activity.holdout_share) << bit;
            reached |= u8::from(uniform(&mut rng) < activity.reached_share) << bit;
        }
        let is_brought = index > 0 && self.referring_channel.is_some_and(|(column, value)| traits[column] == value);
        Customer {
            index,
            joined_on: month.first.plus_days(whole(place * f64::from(days)).min(days - 1)),
            joined_in,
            plan,
            traits,
            inclination,
            personal,
            feeling,
            zeal: (self.parameters.riding.zeal_spread * zeal).exp(),
            treated,
            reached,
            referrers: is_brought.then_some(rng),
        }
    }
}

impl Names {
    fn new(parameters: &Parameters) -> Self {
        let reason = |it: &Reason| row::quoted(&it.name);
        let quoted = |choices: &[Choice]| choices.iter().map(|it| row::quoted(&it.name)).collect();
        Self {
            plans: parameters.plans.iter().map(|it| row::quoted(&it.name)).collect(),
            traits: parameters.traits.iter().map(|it| quoted(&it.values)).collect(),
            reasons: parameters.causes.iter().map(|it| it.reasons.iter().map(reason).collect()).collect(),
            subjects: quoted(&parameters.service.subjects),
            activities: parameters.activities.iter().map(|it| row::quoted(&it.name)).collect(),
            dismissal: reason(&parameters.dismissal.reason),
            payment_failed: reason(&parameters.payment.failed_reason),
            card_expired: reason(&parameters.payment.expired_reason),
        }
    }
}

fn calendar(parameters: &Parameters) -> Vec<CalendarMonth> {
    let first = parameters.first_day();
    (0..parameters.months())
        .map(|offset| {
            let number = first.month_number() + offset;
            CalendarMonth {
                first: Day::from_month_number(number),
                last: Day::from_month_number(number + 1).plus_days(-1).min(parameters.company.last_day),
                of_year: usize::try_from(number.rem_euclid(12)).unwrap_or(0),
                number,
            }
        })
        .collect()
}

/// How many of the customers have joined by the end of each month: a running sum, rounded, that ends at all of them.
fn spread(season: &Season, growth: f64, months: &[CalendarMonth], customers: u64) -> Vec<u64> {
    let mut level = 1.0;
    let mut running = 0.0;
    let sums: Vec<f64> = months
        .iter()
        .map(|month| {
            running += level * season[month.of_year];
            level *= 1.0 + growth;
            running
        })
        .collect();
    let all = running.max(f64::MIN_POSITIVE);
    let mut joined: Vec<u64> = sums.iter().map(|sum| count(sum / all * customers as f64)).collect();
    if let Some(last) = joined.last_mut() {
        *last = customers;
    }
    joined
}

/// A number from 0 to just below 1.
pub(crate) fn uniform(rng: &mut impl Rng) -> f64 {
    f64::from(rng.next_u32()) / 4_294_967_296.0
}

/// The choice a number from 0 to 1 falls on, by the shares.
pub(crate) fn pick(choices: &[Choice], at: f64) -> usize {
    pick_share(choices.iter().map(|choice| choice.share), at)
}

fn pick_by(rng: &mut impl Rng, shares: impl ExactSizeIterator<Item = f64> + Clone) -> usize {
    let sum: f64 = shares.clone().sum();
    pick_share(shares, uniform(rng) * sum)
}

pub(crate) fn pick_share(shares: impl ExactSizeIterator<Item = f64>, mut at: f64) -> usize {
    let last = shares.len().saturating_sub(1);
    for (index, share) in shares.enumerate() {
        if at < share {
            return index;
        }
        at -= share;
    }
    last
}

/// The whole part of a number that is known to be small.
#[expect(clippy::cast_possible_truncation, reason = "days and months of a simulated firm fit easily")]
pub(crate) const fn whole(number: f64) -> i32 {
    number as i32
}

/// A count from a number that is known not to be negative.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rounded count of customers")]
fn count(number: f64) -> u64 {
    number.round() as u64
}
