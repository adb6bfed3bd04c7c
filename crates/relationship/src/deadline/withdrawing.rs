//! The right to change one's mind: fourteen days, longer for whoever was not told of it.

use serde::{Deserialize, Serialize};

use super::Holidays;
use crate::Day;

/// Days to change one's mind.
const DAYS: i32 = 14;
/// Months more for whoever was not told.
const MONTHS_UNTOLD: i32 = 12;
/// Days within which the money goes back.
const REFUND_DAYS: i32 = 14;

/// A contract that was concluded at a distance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Purchase {
    /// The day it was concluded.
    pub concluded_on: Day,
    /// The day the goods were received; `None` for a service or digital content.
    pub received_on: Option<Day>,
    /// The day the customer was told of the right; `None` while they were not.
    pub informed_on: Option<Day>,
}

/// The answer to a withdrawal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Withdrawal {
    /// It is in time: the contract is undone.
    InTime {
        /// The last day of the right.
        until: Day,
        /// By when the money must be back.
        refund_until: Day,
    },
    /// It is too late: it can be taken as an ordinary notice.
    TooLate {
        /// The last day the right could be used.
        until: Day,
    },
}

/// The last day on which a purchase can be withdrawn from, until midnight.
///
/// Fourteen days after the day of conclusion, or of receipt for goods. Who was told late has fourteen days from then on,
/// who was never told twelve months more. A period that ends on a Saturday, a Sunday or a holiday ends on the next working
/// day (regulation 1182/71, article 3).
pub fn withdrawal_until(purchase: &Purchase, holidays: &Holidays) -> Day {
    let begins = purchase.received_on.unwrap_or(purchase.concluded_on).max(purchase.concluded_on);
    let untold = begins.plus_days(DAYS).plus_months(MONTHS_UNTOLD);
    let until = match purchase.informed_on {
        Some(informed) => informed.max(begins).plus_days(DAYS).min(untold),
        None => untold,
    };
    holidays.working_day_from(until)
}

/// Answers a withdrawal that was sent on a day, by the clock of the customer.
pub fn withdrawal(purchase: &Purchase, sent_on: Day, holidays: &Holidays) -> Withdrawal {
    let until = withdrawal_until(purchase, holidays);
    if sent_on <= until {
        Withdrawal::InTime { until, refund_until: sent_on.plus_days(REFUND_DAYS) }
    } else {
        Withdrawal::TooLate { until }
    }
}
