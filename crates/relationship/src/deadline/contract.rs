//! What must be known of a contract and of a notice before its end can be told.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Day;

/// Kinds of contracts, as the law tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContractKind {
    /// Services and goods for consumers in the Netherlands (Wet van Dam).
    NlConsumer,
    /// Newspapers and magazines in the Netherlands that appear at least monthly.
    NlPress,
    /// Magazines in the Netherlands that appear less often than monthly.
    NlPressSeldom,
    /// A trial subscription to a newspaper or magazine in the Netherlands: it ends by itself.
    NlPressTrial,
    /// Membership of an association in the Netherlands: its statutes rule.
    NlAssociation,
    /// Consumers in Germany; a contract from before 1 March 2022 follows the rules of then.
    DeConsumer,
    /// Telecom for consumers in the European Union.
    EuTelecom,
    /// Leaving a cloud or software provider under the Data Act, businesses too.
    EuSwitching,
    /// Subscriptions of consumers in the United Kingdom, under the rules that are expected in spring 2027.
    UkSubscription,
    /// Subscriptions of consumers in the United States that can be ended at will.
    UsAtWill,
    /// What the parties agreed rules: businesses, insurance, and countries without a rule here.
    OwnTerms,
}

impl ContractKind {
    /// All kinds, in the order of the reference.
    pub const ALL: [Self; 11] = [
        Self::NlConsumer,
        Self::NlPress,
        Self::NlPressSeldom,
        Self::NlPressTrial,
        Self::NlAssociation,
        Self::DeConsumer,
        Self::EuTelecom,
        Self::EuSwitching,
        Self::UkSubscription,
        Self::UsAtWill,
        Self::OwnTerms,
    ];

    /// The notice where nothing was agreed: four weeks for members of an association, a month otherwise.
    pub const fn usual_notice(self) -> Span {
        match self {
            Self::NlAssociation => Span::Days(28),
            _ => Span::Months(1),
        }
    }
}

/// A length of time as contracts say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// So many days.
    Days(u32),
    /// So many calendar months: from a day to the same day of a later month, or to that month's last day.
    Months(u32),
}

/// The longest span a contract may have: a hundred years.
const MONTHS_MAX: u32 = 1_200;
/// The same in days.
const DAYS_MAX: u32 = 36_525;

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, one, many) = match *self {
            Self::Days(days) => (days, "day", "days"),
            Self::Months(months) => (months, "month", "months"),
        };
        write!(f, "{count} {}", if count == 1 { one } else { many })
    }
}

impl Span {
    /// The day this long after `day`.
    #[must_use]
    pub fn after(self, day: Day) -> Day {
        match self {
            Self::Days(days) => day.plus_days(i32::try_from(days).unwrap_or(i32::MAX)),
            Self::Months(months) => day.plus_months(i32::try_from(months).unwrap_or(i32::MAX)),
        }
    }

    /// The last day of a stretch of this length that begins on `day`: the day before the same day of a later month, or that
    /// month's last day where it lacks the same day.
    #[must_use]
    pub fn last_from(self, day: Day) -> Day {
        let after = self.after(day);
        let is_cut = matches!(self, Self::Months(_)) && after.ymd().2 < day.ymd().2;
        if is_cut { after } else { after.plus_days(-1) }
    }

    /// The shorter of two, told from `day` on.
    #[must_use]
    pub(super) fn at_most(self, other: Self, day: Day) -> Self {
        if self.after(day) <= other.after(day) { self } else { other }
    }

    fn check(self, field: &'static str) -> Result<(), DeadlineError> {
        match self {
            Self::Days(given) if given > DAYS_MAX => {
                Err(DeadlineError::TooLong { field, given, unit: "days", allowed: DAYS_MAX })
            }
            Self::Months(given) if given > MONTHS_MAX => {
                Err(DeadlineError::TooLong { field, given, unit: "months", allowed: MONTHS_MAX })
            }
            _ => Ok(()),
        }
    }
}

/// The day of the year on which a membership year ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct YearEnd {
    /// The month, 1 to 12.
    pub month: u32,
    /// The day of the month; a day the month lacks, such as 29 February, means the last one it has.
    pub day: u32,
}

impl Default for YearEnd {
    fn default() -> Self {
        Self { month: 12, day: 31 }
    }
}

impl YearEnd {
    /// Is it a day that a year has, 29 February among them?
    pub fn is_a_day(self) -> bool {
        // 2024 is a leap year.
        Day::from_ymd(2024, self.month, self.day).is_some()
    }

    /// The end of the membership year in a calendar year.
    pub(super) fn in_year(self, year: i32) -> Option<Day> {
        (1..=self.day).rev().find_map(|day| Day::from_ymd(year, self.month, day))
    }
}

/// A stretch that is paid for in advance, both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Prepaid {
    /// Its first day.
    pub from: Day,
    /// Its last day.
    pub until: Day,
}

/// A contract, as far as its end depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Contract {
    /// What the law calls it.
    pub kind: ContractKind,
    /// Its first day.
    pub began_on: Day,
    /// The first term in months; `None` for a contract without end from the start.
    pub first_term_months: Option<u32>,
    /// The blocks of months it is prolonged by; `None` for a prolongation without end.
    pub block_months: Option<u32>,
    /// The notice that was agreed.
    pub notice: Span,
    /// The end of the membership year, for associations.
    pub year_end: Option<YearEnd>,
    /// What is paid for in advance.
    pub prepaid: Option<Prepaid>,
}

impl Contract {
    /// A contract without end from the start, with the usual notice and nothing paid in advance.
    pub const fn open_ended(kind: ContractKind, began_on: Day) -> Self {
        Self {
            kind,
            began_on,
            first_term_months: None,
            block_months: None,
            notice: kind.usual_notice(),
            year_end: None,
            prepaid: None,
        }
    }

    /// Checks what a person may have typed.
    ///
    /// # Errors
    /// [`DeadlineError`] names the field.
    pub(super) fn check(&self) -> Result<(), DeadlineError> {
        self.notice.check("notice")?;
        for (field, months) in [("first_term_months", self.first_term_months), ("block_months", self.block_months)] {
            match months {
                Some(0) => return Err(DeadlineError::Empty { field }),
                Some(months) => Span::Months(months).check(field)?,
                None => {}
            }
        }
        if self.kind == ContractKind::NlPressTrial && self.first_term_months.is_none() {
            return Err(DeadlineError::Missing { field: "first_term_months", of: "a trial subscription" });
        }
        if let Some(YearEnd { month, day }) = self.year_end
            && (!(1..=12).contains(&month) || !(1..=31).contains(&day))
        {
            return Err(DeadlineError::NoSuchYearEnd { month, day });
        }
        match self.prepaid {
            Some(Prepaid { from, until }) if until < from => Err(DeadlineError::PrepaidBackwards { from, until }),
            _ => Ok(()),
        }
    }
}

/// A notice: somebody says that the contract should end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Notice {
    /// The day it was received.
    pub received_on: Day,
    /// The last day the customer wants; `None` for as soon as possible.
    pub wanted_on: Option<Day>,
}

/// Why no end can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeadlineError {
    /// The notice is older than the contract.
    #[error("`received_on` is {received_on}, before the contract began on {began_on}; allowed: that day or later")]
    BeforeBeginning {
        /// The day of the notice.
        received_on: Day,
        /// The first day of the contract.
        began_on: Day,
    },
    /// The wanted last day is before the notice.
    #[error(
        "`wanted_on` is {wanted_on}, before the notice on {received_on}; allowed: that day or later, or leave it out"
    )]
    WantedInThePast {
        /// The wanted last day.
        wanted_on: Day,
        /// The day of the notice.
        received_on: Day,
    },
    /// A field the kind of contract needs is missing.
    #[error("`{field}` is missing for {of}")]
    Missing {
        /// The field.
        field: &'static str,
        /// What needs it.
        of: &'static str,
    },
    /// A length of nothing.
    #[error("`{field}` must be at least 1, or left out")]
    Empty {
        /// The field.
        field: &'static str,
    },
    /// A length beyond reason.
    #[error("`{field}` is {given} {unit}; allowed: at most {allowed}")]
    TooLong {
        /// The field.
        field: &'static str,
        /// What was given.
        given: u32,
        /// Its unit.
        unit: &'static str,
        /// The most.
        allowed: u32,
    },
    /// A day no year has.
    #[error("`year_end` is day {day} of month {month}; allowed: a month from 1 to 12 and a day from 1 to 31")]
    NoSuchYearEnd {
        /// The month.
        month: u32,
        /// The day.
        day: u32,
    },
    /// A day from which an end may lie beyond the calendar.
    #[error("`{field}` is {given}, too late to count from; allowed: a day up to the year {allowed}")]
    BeyondTheCalendar {
        /// The field.
        field: &'static str,
        /// The day.
        given: Day,
        /// The last year.
        allowed: i32,
    },
    /// The prepaid stretch ends before it begins.
    #[error("`prepaid` runs from {from} until {until}; allowed: a last day on or after the first")]
    PrepaidBackwards {
        /// Its first day.
        from: Day,
        /// Its last day.
        until: Day,
    },
}
