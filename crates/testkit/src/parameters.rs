//! Every number the firm is made of. They stand in one file, `fietsplan.toml`, and nowhere else.

use std::collections::BTreeSet;
use std::str::FromStr;

use relationship::reason::Catalogue;
use relationship::reason::catalogue::UnknownCode;
use relationship::{Day, DepartureKind, Period};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The text of the parameters Fietsplan is made of.
pub const FIETSPLAN: &str = include_str!("../fietsplan.toml");

/// Longest history that can be simulated.
pub const MONTHS_MAX: u32 = 240;
/// Most activities, because a customer's draws are kept in the bits of one small number.
pub const ACTIVITIES_MAX: usize = 8;
/// Most causes of leaving.
pub const CAUSES_MAX: usize = 16;

/// Why a text is not a firm.
#[derive(Debug, thiserror::Error)]
pub enum ParametersError {
    /// It is not TOML, or a key is missing or unknown.
    #[error("the parameters cannot be read: {0}")]
    Unreadable(#[from] toml::de::Error),
    /// A reason has a code that does not exist.
    #[error("{name}: {cause}")]
    Code {
        /// Whose code.
        name: String,
        /// What is wrong with it.
        cause: UnknownCode,
    },
    /// A number is outside what makes sense.
    #[error("`{name}` must be {allowed}, got `{given}`")]
    OutOfRange {
        /// Where it stands.
        name: String,
        /// What is allowed there.
        allowed: &'static str,
        /// What was given.
        given: String,
    },
}

/// A month of the calendar, written as `2025-03`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(i32);

impl Month {
    /// The month that holds `day`.
    pub fn of(day: Day) -> Self {
        Self(day.month_number())
    }

    /// Months since January of year 0.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// Its first day.
    pub fn first_day(self) -> Day {
        Day::from_month_number(self.0)
    }
}

impl FromStr for Month {
    type Err = String;

    fn from_str(given: &str) -> Result<Self, String> {
        format!("{given}-01")
            .parse::<Day>()
            .map(Self::of)
            .map_err(|_| format!("`{given}` is not a month; allowed: a month written as YYYY-MM"))
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (year, month, _) = self.first_day().ymd();
        serializer.collect_str(&format_args!("{year:04}-{month:02}"))
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// One number per month of the year, January first.
pub type Season = [f64; 12];

/// The whole firm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each number is explained where it stands, in `fietsplan.toml`")]
pub struct Parameters {
    pub company: Company,
    pub joining: Joining,
    pub price_change: PriceChange,
    pub frailty: Frailty,
    pub payment: Payment,
    pub riding: Riding,
    pub pause: Pause,
    pub service: Service,
    pub satisfaction: Satisfaction,
    pub fading: Fading,
    pub dismissal: Dismissal,
    pub returning: Returning,
    pub referring: Referring,
    #[serde(rename = "plan")]
    pub plans: Vec<Plan>,
    #[serde(rename = "trait")]
    pub traits: Vec<Trait>,
    #[serde(rename = "cause")]
    pub causes: Vec<Cause>,
    #[serde(rename = "activity")]
    pub activities: Vec<Activity>,
}

/// Declares the sections of the file: plain records whose fields are explained in the file itself.
macro_rules! sections {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_attribute:meta])* $field:ident: $kind:ty),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(missing_docs, reason = "each number is explained where it stands, in `fietsplan.toml`")]
        pub struct $name { $($(#[$field_attribute])* pub $field: $kind),+ }
    )+};
}

sections! {
    /// The firm and the stretch of time that is simulated.
    Company { name: String, last_day: Day, months: u32, notice_days: u32, not_said_share: f64, early_months: u32 }
    /// How many join when.
    Joining { growth_per_month: f64, season: Season }
    /// A rise of all prices at one moment.
    PriceChange { month: Month, rise_share: f64, felt_months: u32 }
    /// How much people differ in ways nobody records.
    Frailty { variance: f64 }
    /// Monthly debits.
    Payment {
        fails_share: f64,
        recovers_share: f64,
        card_expired_share: f64,
        grace_days: u32,
        return_monthly: f64,
        failed_reason: Reason,
        expired_reason: Reason,
    }
    /// How much people ride.
    Riding { zeal_spread: f64, season: Season }
    /// Contracts on hold.
    Pause { chance: Season, months_max: u32, leaving_factor: f64 }
    /// Contacts with the workshop and the office.
    Service {
        contact_chance: f64, waiting_days_mean: f64, patience_days: f64, memory: f64, subjects: Vec<Choice>,
    }
    /// Answers on the five rungs.
    Satisfaction {
        every_months: u32, response_share: f64, borders: [f64; 4], trouble_weight: f64, mood_weight: f64, leaving_weight: f64,
    }
    /// Leaving without a word.
    Fading { chance: f64, months: u32, return_monthly: f64 }
    /// Endings by the company.
    Dismissal { contacts_min: u32, chance: f64, reason: Reason }
    /// Coming back.
    Returning { horizon_months: u32, season: Season }
    /// Customers who bring customers.
    Referring { channel: String }
    /// One plan.
    Plan { name: String, price_cents: i64, share: f64, contact_factor: f64, rides_mean: f64 }
    /// One of several values, with its share and what it does to the chance to leave.
    Choice { name: String, share: f64, #[serde(default = "one")] leaving_factor: f64 }
    /// One reason in the firm's own words, and the code they stand for where the firm has decided on it.
    Reason {
        name: String,
        #[serde(default = "one")] share: f64,
        #[serde(default, skip_serializing_if = "Option::is_none")] code: Option<String>,
    }
    /// A trait of customers.
    Trait { name: String, values: Vec<Choice> }
    /// One cause of leaving.
    Cause {
        name: String,
        kind: DepartureKind,
        monthly: f64,
        personal: bool,
        plan_factors: Vec<f64>,
        early_factor: f64,
        price_rise_factor: f64,
        trouble_weight: f64,
        #[serde(default)] zeal_weight: f64,
        acted_on: bool,
        #[serde(default = "all_ones")] season: Season,
        return_monthly: f64,
        reasons: Vec<Reason>,
    }
    /// One retention activity.
    Activity {
        name: String,
        title: String,
        owner: String,
        goal: String,
        from: Month,
        calendar_months: Vec<u32>,
        tenure_months_min: u32,
        holdout_share: f64,
        reached_share: f64,
        lasts_months: u32,
        cost_cents: i64,
        hazard_ratios: Vec<f64>,
    }
}

const fn one() -> f64 {
    1.0
}

const fn all_ones() -> Season {
    [1.0; 12]
}

impl Parameters {
    /// Fietsplan as it ships.
    ///
    /// # Errors
    /// None in practice: a test reads the file.
    pub fn fietsplan() -> Result<Self, ParametersError> {
        Self::from_toml(FIETSPLAN)
    }

    /// Reads and checks a firm.
    ///
    /// # Errors
    /// When the text is not TOML, a key is missing or unknown, or a number makes no sense.
    pub fn from_toml(text: &str) -> Result<Self, ParametersError> {
        let parameters: Self = toml::from_str(text)?;
        parameters.check()?;
        Ok(parameters)
    }

    /// The same firm seen until another last day.
    #[must_use]
    pub fn until(mut self, last_day: Day) -> Self {
        self.company.last_day = last_day;
        self
    }

    /// The first day of the firm.
    pub fn first_day(&self) -> Day {
        Period::Month.start_of(self.company.last_day).plus_months(1 - self.months())
    }

    pub(crate) fn months(&self) -> i32 {
        i32::try_from(self.company.months).unwrap_or(1)
    }

    /// Every reason there is.
    pub fn reasons(&self) -> impl Iterator<Item = &Reason> {
        let company = [&self.payment.failed_reason, &self.payment.expired_reason, &self.dismissal.reason];
        self.causes.iter().flat_map(|cause| &cause.reasons).chain(company)
    }

    fn check(&self) -> Result<(), ParametersError> {
        self.check_numbers()?;
        self.check_lists()?;
        for (reason, code) in self.reasons().filter_map(|reason| Some((reason, reason.code.as_deref()?))) {
            let name = format!("the code of `{}`", reason.name);
            Catalogue::current().require(code).map_err(|cause| ParametersError::Code { name, cause })?;
        }
        self.check_names()
    }

    fn check_numbers(&self) -> Result<(), ParametersError> {
        within("company.months", self.company.months, 1..=MONTHS_MAX, "from 1 to 240")?;
        within("company.notice_days", self.company.notice_days, 0..=365, "from 0 to 365")?;
        within("payment.grace_days", self.payment.grace_days, 1..=60, "from 1 to 60")?;
        within("pause.months_max", self.pause.months_max, 1..=12, "from 1 to 12")?;
        within("fading.months", self.fading.months, 1..=24, "from 1 to 24")?;
        within("satisfaction.every_months", self.satisfaction.every_months, 1..=60, "from 1 to 60")?;
        within("joining.growth_per_month", self.joining.growth_per_month, -0.5..=0.5, "from -0.5 to 0.5")?;
        within("price_change.rise_share", self.price_change.rise_share, -0.9..=5.0, "from -0.9 to 5")?;
        within("frailty.variance", self.frailty.variance, 0.01..=10.0, "from 0.01 to 10")?;
        within("service.waiting_days_mean", self.service.waiting_days_mean, 0.0..=60.0, "from 0 to 60")?;
        for (name, share) in [
            ("company.not_said_share", self.company.not_said_share),
            ("payment.fails_share", self.payment.fails_share),
            ("payment.recovers_share", self.payment.recovers_share),
            ("payment.return_monthly", self.payment.return_monthly),
            ("fading.return_monthly", self.fading.return_monthly),
            ("payment.card_expired_share", self.payment.card_expired_share),
            ("service.contact_chance", self.service.contact_chance),
            ("service.memory", self.service.memory),
            ("satisfaction.response_share", self.satisfaction.response_share),
            ("fading.chance", self.fading.chance),
            ("dismissal.chance", self.dismissal.chance),
        ] {
            within(name, share, 0.0..=1.0, "from 0 to 1")?;
        }
        let seasons = [
            ("joining.season", self.joining.season),
            ("pause.chance", self.pause.chance),
            ("returning.season", self.returning.season),
        ];
        for (name, season) in seasons {
            for number in season {
                within(name, number, 0.0..=100.0, "twelve numbers from 0 to 100")?;
            }
        }
        Ok(())
    }

    fn check_lists(&self) -> Result<(), ParametersError> {
        let plans = self.plans.len();
        within("plan", plans, 1..=64, "given at least once and at most 64 times")?;
        within("activity", self.activities.len(), 0..=ACTIVITIES_MAX, "given at most 8 times")?;
        within("cause", self.causes.len(), 1..=CAUSES_MAX, "given at least once and at most 16 times")?;
        within("trait", self.traits.len(), 0..=16, "given at most 16 times")?;
        for plan in &self.plans {
            within(&format!("plan `{}` price_cents", plan.name), plan.price_cents, 0..=100_000_000, "from 0 cents")?;
        }
        check_choices("service.subjects", &self.service.subjects)?;
        for it in &self.traits {
            check_choices(&format!("trait `{}`", it.name), &it.values)?;
        }
        for cause in &self.causes {
            let name = format!("cause `{}`", cause.name);
            check_shares(&name, cause.reasons.iter().map(|it| (it.name.as_str(), it.share)))?;
            within(&format!("{name} monthly"), cause.monthly, 0.0..=1.0, "from 0 to 1")?;
            within(&format!("{name} return_monthly"), cause.return_monthly, 0.0..=1.0, "from 0 to 1")?;
            within(&format!("{name} plan_factors"), cause.plan_factors.len(), plans..=plans, "one number per plan")?;
        }
        for activity in &self.activities {
            let name = format!("activity `{}`", activity.name);
            let ratios = &activity.hazard_ratios;
            within(&format!("{name} hazard_ratios"), ratios.len(), plans..=plans, "one number per plan")?;
            within(&format!("{name} holdout_share"), activity.holdout_share, 0.0..=1.0, "from 0 to 1")?;
            within(&format!("{name} reached_share"), activity.reached_share, 0.0..=1.0, "from 0 to 1")?;
            for &ratio in ratios {
                within(&format!("{name} hazard_ratios"), ratio, 0.0..=100.0, "numbers from 0 to 100")?;
            }
        }
        Ok(())
    }

    /// Names become columns and file texts; two of one name, or a line break, would make files nobody can read.
    fn check_names(&self) -> Result<(), ParametersError> {
        let families: [(&str, Vec<&str>); 4] = [
            ("plan", self.plans.iter().map(|it| it.name.as_str()).collect()),
            ("trait", self.traits.iter().map(|it| it.name.as_str()).collect()),
            ("cause", self.causes.iter().map(|it| it.name.as_str()).collect()),
            ("activity", self.activities.iter().map(|it| it.name.as_str()).collect()),
        ];
        for (family, names) in families {
            let mut seen = BTreeSet::new();
            for name in names {
                if name.is_empty() || name.chars().any(char::is_control) || !seen.insert(name) {
                    return Err(ParametersError::OutOfRange {
                        name: format!("{family} name"),
                        allowed: "a word that no other one has",
                        given: name.to_owned(),
                    });
                }
            }
        }
        Ok(())
    }
}

fn check_choices(name: &str, choices: &[Choice]) -> Result<(), ParametersError> {
    for choice in choices {
        within(
            &format!("{name} `{}` leaving_factor", choice.name),
            choice.leaving_factor,
            0.0..=100.0,
            "from 0 to 100",
        )?;
    }
    check_shares(name, choices.iter().map(|choice| (choice.name.as_str(), choice.share)))
}

fn check_shares<'a>(
    name: &str,
    shares: impl ExactSizeIterator<Item = (&'a str, f64)> + Clone,
) -> Result<(), ParametersError> {
    within(name, shares.len(), 1..=255, "a list of 1 to 255 values")?;
    for (value, share) in shares.clone() {
        within(&format!("{name} `{value}` share"), share, 0.0..=1.0, "from 0 to 1")?;
    }
    let sum: f64 = shares.map(|(_, share)| share).sum();
    within(&format!("{name} sum of shares"), sum, 0.999..=1.001, "1")
}

fn within<T: PartialOrd + ToString + Copy>(
    name: &str,
    given: T,
    range: std::ops::RangeInclusive<T>,
    allowed: &'static str,
) -> Result<(), ParametersError> {
    if range.contains(&given) {
        return Ok(());
    }
    Err(ParametersError::OutOfRange { name: name.to_owned(), allowed, given: given.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_firm_can_be_read() {
        let fietsplan = Parameters::fietsplan().expect("it ships");
        assert_eq!(fietsplan.first_day().to_string(), "2023-11-01");
    }

    #[test]
    fn a_number_out_of_place_is_refused_by_name() {
        let check = |from: &str, to: &str, expected: &str| {
            assert!(FIETSPLAN.contains(from), "{from}");
            let error = Parameters::from_toml(&FIETSPLAN.replacen(from, to, 1)).expect_err(to).to_string();
            assert!(error.contains(expected), "{error}");
        };
        check("months = 36 ", "months = 0 ", "`company.months` must be from 1 to 240, got `0`");
        check("fails_share = 0.025", "fails_share = nan", "payment.fails_share");
        check("share = 0.31 }", "share = 0.41 }", "must be 1, got `1.1");
        check("name = \"E-bike\"", "name = \"Stadsfiets\"", "a word that no other one has");
        check("code = \"life.moved\"", "code = \"life.move\"", "did you mean `life.moved`");
        check("[frailty]", "[frailty]\nshape = 2", "unknown field `shape`");
        check("plan_factors = [0.75, 1.45, 0.9]", "plan_factors = [0.8]", "one number per plan");
    }
}
