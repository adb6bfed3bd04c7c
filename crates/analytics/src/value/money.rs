//! What a group is worth, as lines of the report.

use report::{AnalyticsError, Note, Row, Value};
use stats::experiment::Moments;
use stats::fitted::Parametric as _;
use stats::staying::{BetaGeometric, Money, Retention as _, Worth, shifted_beta_geometric, worth};
use stats::{Answer, Fit, Fitted, Probability, Why};

use super::{Held, POINTS, Terms, alike, measure};
use crate::numbers::{note_of, value_of};

/// Steps of halving in the search for the lower churn that makes so many points after a year.
const HALVINGS: u32 = 60;

/// What a group is worth, as far as it can be said.
pub(super) struct Worths<'a> {
    terms: &'a Terms<'a>,
    held: &'a Held,
    model: Fitted<Fit<BetaGeometric, 2>>,
    /// The one churn rate per renewal, where nothing shows that customers differ.
    alike: Option<stats::Estimate>,
    /// For each of [`POINTS`] how much lower the chance to leave per renewal is, and what customers are worth then; or why
    /// nothing can be said. Where churn is not that high there is no step.
    scenarios: Vec<(Option<f64>, Result<Worth, Note>)>,
    /// The mean price per month.
    price: Price,
}

/// What one period brings, and what winning a customer costs.
pub(super) struct Economy {
    pub(super) margin: f64,
    /// Per period.
    pub(super) discount: f64,
    pub(super) cost: f64,
}

/// What customers pay per month.
struct Price {
    mean: Option<f64>,
    answer: Answer,
}

impl Price {
    /// The mean with its interval; where everybody pays the same there is nothing to be unsure of.
    fn value(&self) -> Value {
        match (self.answer, self.mean) {
            (_, None) => Value::Undetermined(no_price()),
            (Answer::Undetermined(Why::ZeroVariance | Why::TooFew { .. }), Some(mean)) => Value::Number(mean),
            (answer, _) => value_of(answer),
        }
    }
}

impl<'a> Worths<'a> {
    pub(super) fn new(terms: &'a Terms<'a>, held: &'a Held) -> Result<Self, AnalyticsError> {
        let renewals = held.renewals()?;
        let model = shifted_beta_geometric(&renewals, terms.level);
        let major = terms.opened.sources.currency.minor_per_major() as f64;
        let paid = Moments::from_sums(held.priced, held.price_sum / major, held.price_squares / (major * major))?;
        let price = Price { mean: paid.mean(), answer: paid.estimate(terms.level) };
        let alike = alike::churn(&model, &renewals, terms.level)?;
        let mut scenarios = Vec::new();
        for points in POINTS {
            let wanted = f64::from(points) / 100.0;
            let money = Self::money(terms, price.mean);
            scenarios.push(match (money, &model, &alike) {
                (Err(note), ..) => (None, Err(note)),
                (Ok(money), Fitted::Known(fit), _) => {
                    let step = lower_churn(fit.model(), wanted, terms.per_year());
                    // Where so many points are not to be had, what customers are worth today does not depend on the step.
                    let points = Probability::new("points", step.unwrap_or(1.0))?;
                    let Economy { margin, discount, cost } = money;
                    let money = Money::new(margin, cost, discount)?;
                    match worth(&renewals, money, points, terms.per_year(), terms.level)? {
                        Fitted::Known(worth) => (step, Ok(worth)),
                        Fitted::Undetermined(why) => (None, Err(note_of(why))),
                    }
                }
                (Ok(money), _, Some(churn)) => {
                    let (worth, step) = alike::worth(*churn, &money, wanted, (terms.per_year(), held.departures));
                    (step, Ok(worth))
                }
                (_, Fitted::Undetermined(why), None) => (None, Err(note_of(*why))),
            });
        }
        Ok(Self { terms, held, model, alike, scenarios, price })
    }

    /// The margin of one period, the cost to win and the discount per period.
    fn money(terms: &Terms<'_>, price: Option<f64>) -> Result<Economy, Note> {
        let economics = &terms.economics;
        let margin = economics.margin_share().ok_or_else(|| unsaid("margin"))?;
        let discount = economics.discount_rate().ok_or_else(|| unsaid("discount"))?;
        let price = price.ok_or_else(no_price)?;
        let free = || Note::new("no_prices", "the price per month of everybody here is 0");
        let price = Some(price).filter(|price| *price > 0.0).ok_or_else(free)?;
        Ok(Economy {
            margin: price * terms.months() * margin,
            discount: (discount.ln_1p() / f64::from(terms.per_year())).exp_m1(),
            cost: Terms::cost(economics.cost_to_win).unwrap_or(0.0),
        })
    }

    fn now(&self) -> Result<&Worth, &Note> {
        self.scenarios[0].1.as_ref()
    }

    fn of(&self, answer: impl Fn(&Worth) -> Answer) -> Value {
        match self.now() {
            Ok(worth) => value_of(answer(worth)),
            Err(note) => Value::Undetermined(note.clone()),
        }
    }

    /// Is one churn rate taken for all, because nothing shows that customers differ?
    pub(super) const fn takes_all_alike(&self) -> bool {
        self.alike.is_some()
    }

    /// The lines of the main table.
    pub(super) fn rows(&self, label: &[(String, String)]) -> Vec<Row> {
        let Held { here, departures, joined, .. } = *self.held;
        let currency = self.terms.opened.sources.currency;
        let unit = currency.code();
        let lost = departures as f64;
        let after_a_year = match (&self.model, self.alike) {
            (Fitted::Known(fit), _) => value_of(fit.survival(self.terms.per_year())),
            (_, Some(churn)) => value_of(Answer::Known(alike::here_after(churn, self.terms.per_year()))),
            (Fitted::Undetermined(why), None) => Value::Undetermined(note_of(*why)),
        };
        vec![
            measure(label, "customers", Value::Count(here), ""),
            measure(label, "price", self.price.value(), unit),
            measure(label, "stay_a_year", after_a_year, "share"),
            measure(label, "new_customer", self.of(|worth| worth.new_customer), unit),
            measure(label, "after_winning", self.with_cost_to_win(|_| self.of(|worth| worth.after_winning)), unit),
            measure(label, "payback_months", self.with_cost_to_win(|_| self.payback()), "months"),
            measure(label, "departures", Value::Count(departures), ""),
            measure(label, "joined", Value::Count(joined), ""),
            measure(label, "revenue_left", self.revenue_left(), "per month"),
            measure(label, "kept_leaver", self.of(|worth| worth.kept_leaver), unit),
            measure(label, "cost_of_leaving", self.of(|worth| times(worth.kept_leaver, lost)), unit),
            measure(label, "cost_of_replacing", self.with_cost_to_win(|cost| Value::Number(cost * lost)), unit),
            measure(label, "truly_kept_to_pay", self.truly_kept(), "share"),
        ]
    }

    /// What those who left paid per month, as far as it is known; where it is of none of them, it is not 0.
    fn revenue_left(&self) -> Value {
        let Held { departures, priced_left, price_left, .. } = *self.held;
        if departures > 0 && priced_left == 0 {
            return Value::Undetermined(no_price());
        }
        numbers_money(price_left, self.terms)
    }

    fn with_cost_to_win(&self, of: impl Fn(f64) -> Value) -> Value {
        let cost = Terms::cost(self.terms.economics.cost_to_win);
        cost.map_or_else(|| Value::Undetermined(unsaid("cost-to-win")), of)
    }

    /// Months after which the cost to win is earned back.
    fn payback(&self) -> Value {
        match self.now() {
            Err(note) => Value::Undetermined(note.clone()),
            Ok(worth) => match worth.payback {
                Some(payments) => Value::Number(f64::from(payments) * self.terms.months()),
                None => Value::Undetermined(Note::new("never_earned_back", "the cost to win is never earned back")),
            },
        }
    }

    /// Which share of those on whom keeping is spent, who would have left, must truly be kept before it pays.
    fn truly_kept(&self) -> Value {
        let Some(cost) = Terms::cost(self.terms.economics.cost_to_keep) else {
            return Value::Undetermined(unsaid("cost-to-keep"));
        };
        self.of(|worth| {
            worth.kept_leaver.map(|kept| {
                // The more one brings the smaller the share, so the ends change places.
                let (lower, upper) = (cost / kept.interval.upper, cost / kept.interval.lower);
                let interval = stats::Interval { lower, upper, ..kept.interval };
                stats::Estimate { value: cost / kept.value, interval, standard_error: None, ..kept }
            })
        })
    }

    /// What so many points more retention would bring.
    pub(super) fn retention(&self, label: &[(String, String)]) -> Vec<Row> {
        let joined = self.held.joined as f64;
        let row = |points: u32, step: Option<f64>, scenario: &Result<Worth, Note>| {
            let of = |answer: &dyn Fn(&Worth) -> Answer| match (scenario, step) {
                (Err(note), _) => Value::Undetermined(note.clone()),
                (_, None) => value_of(Answer::Undetermined(Why::AtBoundary { parameter: "alpha" })),
                (Ok(worth), Some(_)) => value_of(answer(worth)),
            };
            // Of the customers at hand so many more are here in a year, each of them a leaver who was kept.
            let kept = f64::from(points) / 100.0 * self.held.here as f64;
            Row::of(label)
                .with("points", Value::Count(u64::from(points)))
                .with("per_new_customer", of(&|worth| worth.better_retention))
                .with("lift_share", of(&|worth| worth.better_retention_lift))
                .with("newcomers_of_a_year", of(&|worth| times(worth.better_retention, joined)))
                .with("kept_of_those_here", Value::Number(kept))
                .with("those_here", of(&|worth| times(worth.kept_leaver, kept)))
                .with("counted_in", Value::text(self.terms.opened.sources.currency.code()))
        };
        let rows = POINTS.into_iter().zip(&self.scenarios);
        rows.map(|(points, (step, scenario))| row(points, *step, scenario)).collect()
    }
}

fn no_price() -> Note {
    let text = "no price per month is known of these customers: payments tell what came in and not what was agreed; import a file \
                of contracts or customers with a price";
    Note::new("no_prices", text)
}

fn unsaid(word: &str) -> Note {
    Note::new("unsaid", format!("nobody has said `{word}`")).with("word", Value::text(word))
}

fn times(answer: Answer, factor: f64) -> Answer {
    answer.map(|known| known.map_rising(known.method, |it| it * factor))
}

fn numbers_money(minor: f64, terms: &Terms<'_>) -> Value {
    crate::numbers::money(minor, terms.opened.sources.currency)
}

/// By how much the mean chance to leave must be lower per renewal, customers differing as much as before, for so many points
/// more to be here after a year; nothing where churn is not that high.
fn lower_churn(model: &BetaGeometric, points: f64, per_year: u32) -> Option<f64> {
    let [alpha, beta] = model.parameters();
    let wanted = model.survival(per_year) + points;
    let after = |step: f64| {
        let shift = step * (alpha + beta);
        BetaGeometric::new(alpha - shift, beta + shift).ok().map(|better| better.survival(per_year))
    };
    let (mut low, mut high) = (0.0, model.mean_churn());
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        match after(middle) {
            Some(share) if share < wanted => low = middle,
            _ => high = middle,
        }
    }
    let step = 0.5 * (low + high);
    after(step).is_some_and(|share| (share - wanted).abs() < 1e-9).then_some(step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_after_a_year_become_a_step_per_renewal() {
        let model = BetaGeometric::new(0.5, 10.0).expect("a model");
        // With one renewal a year the points are the step.
        let step = lower_churn(&model, 0.02, 1).expect("there is room");
        assert!((step - 0.02).abs() < 1e-9, "{step}");
        let monthly = lower_churn(&model, 0.05, 12).expect("there is room");
        let better = BetaGeometric::new(0.5 - monthly * 10.5, 10.0 + monthly * 10.5).expect("a model");
        assert!((better.survival(12) - model.survival(12) - 0.05).abs() < 1e-9);
        // Nobody can be kept who does not leave.
        assert_eq!(lower_churn(&model, 0.9, 12), None);
        assert_eq!(lower_churn(&model, 0.06, 1), None, "churn is 4.8 % only");
    }
}
