//! What a fitted retention model says about the renewals to come.

use crate::StatsError;
use crate::checked::not_negative;
use crate::estimate::{Answer, Why};
use crate::fitted::{Band, Fit, Parametric, Range};

/// A model of who is still there after so many renewals.
pub trait Retention {
    /// The chance to be still there after this many renewals; 1 after none.
    fn survival(&self, renewals: u32) -> f64;

    /// The chance to renew at this renewal, counted from 1, of somebody who reached it.
    fn retention_rate(&self, renewal: u32) -> f64;

    /// The expected number of payments still to come from a customer who is about to face renewal `next` (from 1), a
    /// payment k renewals later counting `(1 + discount)^−k`; `None` when it has no end.
    fn remaining(&self, next: u32, discount: f64) -> Option<f64>;

    /// The power with which survival falls far out; without discount nothing has an end unless it is above 1.
    fn tail_power(&self) -> f64;

    /// What the parameter, or product of parameters, that decides the tail is called.
    const TAIL: &'static str;
}

fn renewal(number: u32) -> Result<u32, StatsError> {
    if number == 0 {
        return Err(StatsError::OutOfRange { name: "renewal", allowed: "counted from 1", given: 0.0 });
    }
    Ok(number)
}

/// The renewal at a place of a list that begins with the first.
fn nth(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX).saturating_add(1)
}

impl<M: Retention + Parametric<K>, const K: usize> Fit<M, K> {
    /// The share of a cohort that is still there after so many renewals, seen or still to come, with its band.
    ///
    /// # Units
    /// A share from 0 to 1; the interval is symmetric in the logit. It is the error of the expected share: the count of
    /// one cohort also varies by chance.
    ///
    /// # Returns
    /// Always known for a fit.
    pub fn survival(&self, renewals: u32) -> Answer {
        self.derived(Range::Share, |model| model.survival(renewals))
    }

    /// The chance to renew at a renewal, counted from 1, of somebody who reached it.
    ///
    /// # Errors
    /// `OutOfRange` for renewal 0.
    pub fn retention_rate(&self, renewal_number: u32) -> Result<Answer, StatsError> {
        let number = renewal(renewal_number)?;
        Ok(self.derived(Range::Share, |model| model.retention_rate(number)))
    }

    /// Discounted expected residual lifetime (DERL): the payments still expected from a customer who is about to face
    /// renewal `next`, counted from 1.
    ///
    /// `Σ S(t)/S(next − 1) · (1 + d)^−(t − next)` over t ≥ next: the payment at that very renewal counts whole, if it comes.
    ///
    /// # Units
    /// `discount` per renewal period, 0.1 for 10 %; the result in payments.
    ///
    /// # Returns
    /// `Undetermined` (`NoFiniteMean`) without discount when survival falls so slowly that the sum has no end.
    ///
    /// # Errors
    /// `OutOfRange` when `discount` is negative, NaN or infinite, or `next` is 0.
    ///
    /// # Numerical notes
    /// Added up and integrated as positive terms; the hypergeometric function of the papers is not used. Right to 10⁻¹².
    pub fn residual_lifetime(&self, next: u32, discount: f64) -> Result<Answer, StatsError> {
        let (next, discount) = (renewal(next)?, not_negative("discount", discount)?);
        Ok(self.payments(discount, |model| model.remaining(next, discount)))
    }

    /// Discounted expected lifetime (DEL): the payments expected from a new customer, the first one included and counted
    /// whole.
    ///
    /// # Units
    /// As [`residual_lifetime`](Self::residual_lifetime()); at least 1.
    ///
    /// # Returns
    /// `Undetermined` (`NoFiniteMean`) without discount when survival falls so slowly that the sum has no end. The trap:
    /// `1/churn` gives a number even then.
    ///
    /// # Errors
    /// `OutOfRange` when `discount` is negative, NaN or infinite.
    pub fn lifetime(&self, discount: f64) -> Result<Answer, StatsError> {
        let discount = not_negative("discount", discount)?;
        Ok(self.payments(discount, |model| model.remaining(1, discount).map(|it| 1.0 + it / (1.0 + discount))))
    }

    /// Survival with its band after 0, 1, … `last` renewals.
    pub fn projection(&self, last: u32) -> Vec<Answer> {
        (0..=last).map(|renewals| self.survival(renewals)).collect()
    }

    /// Survival after 1, 2, … `last` renewals with a band that holds the whole curve at once, where the interval of
    /// [`survival`](Self::survival()) holds one point of it.
    ///
    /// # Units
    /// As [`survival`](Self::survival()); see [`derived_together`](Self::derived_together()) for how it is found.
    ///
    /// # Returns
    /// One answer per renewal, and how many standard errors the band reaches out.
    ///
    /// # Checked against
    /// Seeded coverage of whole curves: `tests/coverage/staying.rs`, `bands_of_projections_hold_the_whole_curve`.
    ///
    /// # Example
    /// ```
    /// # use stats::{checked::Level, staying::{Renewals, shifted_beta_geometric}};
    /// let renewals = Renewals::from_survivors(&[1000, 869, 743, 653, 593, 551])?;
    /// let fit = shifted_beta_geometric(&renewals, Level::P95);
    /// let band = fit.known().ok_or("a fit")?.survival_band(12);
    /// assert!(band.answers.len() == 12 && band.factor > 1.96 && band.factor < 2.448); // Scheffé: √5.991
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn survival_band(&self, last: u32) -> Band {
        self.derived_together(Range::Share, last as usize, |model, i| model.survival(nth(i)))
    }

    /// The chances to renew at renewals 1, 2, … `last` with a band that holds all of them at once.
    ///
    /// # Units
    /// As [`retention_rate`](Self::retention_rate()).
    ///
    /// # Returns
    /// As [`survival_band`](Self::survival_band()).
    pub fn retention_band(&self, last: u32) -> Band {
        self.derived_together(Range::Share, last as usize, |model, i| model.retention_rate(nth(i)))
    }

    /// Payments by a function of the model that gives none where their sum has no end.
    pub(super) fn payments(&self, discount: f64, value: impl Fn(&M) -> Option<f64>) -> Answer {
        let power = self.model().tail_power();
        if discount == 0.0 && power <= 1.0 {
            return Answer::Undetermined(Why::NoFiniteMean { parameter: M::TAIL, given: power });
        }
        let answer = self.derived(Range::Positive, |model| value(model).unwrap_or(f64::INFINITY));
        if discount > 0.0 {
            return answer;
        }
        // Without discount the sum has no end once the power may be 1, and then neither has its interval.
        let tail = self.derived(Range::Positive, Retention::tail_power);
        if tail.known().is_some_and(|it| it.interval.lower > 1.0) {
            return answer;
        }
        answer.map(|mut estimate| {
            estimate.interval.upper = f64::INFINITY;
            estimate
        })
    }
}
