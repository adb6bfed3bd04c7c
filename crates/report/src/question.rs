//! What is asked. A question is a value: it can stand in an address, a command or a cache key.

use std::fmt::Write as _;

use relationship::economics::{DISCOUNT_BP_MAX, basis_points, minor_units};
use relationship::{Day, Economics, Period};
use serde::Serialize;

use crate::AnalyticsError;
use crate::error::unknown;

/// Most traits a report is split by at once.
pub const BY_MAX: usize = 3;

/// The reports there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportName {
    /// Who leaves: customers, time, revenue, kinds.
    Churn,
    /// Who stays: the retention triangle.
    Cohorts,
    /// When they leave.
    Survival,
    /// Why they leave.
    Reasons,
    /// Who may be leaving without a word.
    Silent,
    /// What goes before leaving.
    Precursors,
    /// What customers are worth, and what leaving costs.
    Value,
    /// Whether the most content stay longer, buy more and bring others.
    Loyalty,
}

impl ReportName {
    /// All reports.
    pub const ALL: [Self; 8] = [
        Self::Churn,
        Self::Cohorts,
        Self::Survival,
        Self::Reasons,
        Self::Silent,
        Self::Precursors,
        Self::Value,
        Self::Loyalty,
    ];

    /// The word used on the command line, in addresses and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Churn => "churn",
            Self::Cohorts => "cohorts",
            Self::Survival => "survival",
            Self::Reasons => "reasons",
            Self::Silent => "silent",
            Self::Precursors => "precursors",
            Self::Value => "value",
            Self::Loyalty => "loyalty",
        }
    }

    /// May the report be split by traits? The others look at one whole, and can be narrowed.
    pub const fn is_split(self) -> bool {
        matches!(self, Self::Churn | Self::Cohorts | Self::Survival | Self::Reasons | Self::Value)
    }
}

/// What a cohort is followed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// The share that has not left: for contracts and subscriptions.
    Staying,
    /// The share that did something in the period: for purchases and use.
    Active,
}

impl Measure {
    /// All measures.
    pub const ALL: [Self; 2] = [Self::Staying, Self::Active];

    /// The word used on the command line, in addresses and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Staying => "staying",
            Self::Active => "active",
        }
    }
}

/// One question: a report, split and narrowed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Question {
    /// Which report.
    pub report: ReportName,
    /// The traits to split by, at most [`BY_MAX`].
    pub by: Vec<String>,
    /// Only customers with these trait values. Several values of one trait are alternatives; several traits must all hold.
    #[serde(rename = "where")]
    pub filters: Vec<(String, String)>,
    /// The length of a period; months where nothing is said.
    pub period: Option<Period>,
    /// The first day that counts.
    pub from: Option<Day>,
    /// The last day that counts.
    pub to: Option<Day>,
    /// What cohorts are followed by; chosen by the data where nothing is said.
    pub measure: Option<Measure>,
    /// How far the report looks, in its own unit: survival's restricted mean; the days in which silent leavers leave, and in
    /// which loyalty is followed.
    pub horizon: Option<f64>,
    /// From how many days without a sign of life on somebody is quiet; chosen by the definition where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quiet_days: Option<u32>,
    /// What a customer brings and costs, where it should differ from the settings.
    #[serde(skip_serializing_if = "Economics::is_empty")]
    pub economics: Economics,
}

/// The words a question may hold besides the name of its report.
const KEYS: [&str; 12] = [
    "by",
    "where",
    "period",
    "from",
    "to",
    "measure",
    "horizon",
    "quiet",
    "margin",
    "discount",
    "cost-to-win",
    "cost-to-keep",
];
/// The most days somebody may be quiet, as in a definition.
const QUIET_DAYS_MAX: u32 = 3_650;
/// Costs are kept in hundredths while the currency is not known; reports carry them to its minor units.
pub const COST_PARTS: i64 = 100;

impl Question {
    /// A report with nothing more said.
    pub fn new(report: ReportName) -> Self {
        Self {
            report,
            by: Vec::new(),
            filters: Vec::new(),
            period: None,
            from: None,
            to: None,
            measure: None,
            horizon: None,
            quiet_days: None,
            economics: Economics::default(),
        }
    }

    /// Reads a question from words: the name of the report and pairs of key and value, as in an address or after the
    /// dashes of a command. `by` takes one trait or several with commas between, `where` takes `TRAIT=VALUE`; both may
    /// be given more than once. An empty value is as good as none.
    ///
    /// # Errors
    /// [`AnalyticsError::Unknown`] for a report or key that does not exist, [`AnalyticsError::Value`] for a value that
    /// cannot be read. Traits are checked when the question is asked, because only the data know them.
    pub fn parse<K: AsRef<str>, V: AsRef<str>>(
        report: &str,
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self, AnalyticsError> {
        let names = ReportName::ALL.iter().map(|name| name.word());
        let name = ReportName::ALL
            .into_iter()
            .find(|name| name.word() == report)
            .ok_or_else(|| unknown("a report", report, names))?;
        let mut question = Self::new(name);
        for (key, value) in pairs {
            let value = value.as_ref().trim();
            if !value.is_empty() {
                question.take(key.as_ref(), value)?;
            }
        }
        question.check()?;
        Ok(question)
    }

    fn take(&mut self, key: &str, value: &str) -> Result<(), AnalyticsError> {
        let refuse = |allowed: &str| bad_value(key, value, allowed);
        let day = || value.parse::<Day>().map_err(|_| refuse("a day of the calendar written as YYYY-MM-DD"));
        match key {
            "by" => {
                for name in value.split(',').map(str::trim).filter(|name| !name.is_empty()) {
                    if !self.by.iter().any(|known| known == name) {
                        self.by.push(name.to_owned());
                    }
                }
            }
            "where" => {
                let (name, wanted) =
                    value.split_once('=').ok_or_else(|| refuse("TRAIT=VALUE, such as `Contract=One year`"))?;
                self.filters.push((name.trim().to_owned(), wanted.trim().to_owned()));
            }
            "period" => {
                self.period = Some(value.parse().map_err(|_| refuse("`week`, `month`, `quarter`, `year`"))?);
            }
            "from" => self.from = Some(day()?),
            "to" => self.to = Some(day()?),
            "measure" => {
                let measure = Measure::ALL.into_iter().find(|measure| measure.word() == value);
                self.measure = Some(measure.ok_or_else(|| refuse("`staying`, `active`"))?);
            }
            "horizon" => {
                let horizon = value.parse::<f64>().ok().filter(|horizon| horizon.is_finite() && *horizon > 0.0);
                self.horizon = Some(horizon.ok_or_else(|| refuse("a number above 0, in the unit of the report"))?);
            }
            "quiet" => {
                let days = value.parse::<u32>().ok().filter(|days| (1..=QUIET_DAYS_MAX).contains(days));
                self.quiet_days = Some(days.ok_or_else(|| refuse("a number of days from 1 to 3650"))?);
            }
            "margin" => {
                let margin = basis_points(value, 10_000);
                self.economics.margin_bp = Some(margin.ok_or_else(|| refuse("a share of the revenue such as 0.62"))?);
            }
            "discount" => {
                let discount = basis_points(value, DISCOUNT_BP_MAX);
                self.economics.discount_bp = Some(discount.ok_or_else(|| refuse("a share per year such as 0.08"))?);
            }
            "cost-to-win" | "cost-to-keep" => {
                let cost = Some(minor_units(value, COST_PARTS).ok_or_else(|| refuse("an amount such as 60 or 12.50"))?);
                match key {
                    "cost-to-win" => self.economics.cost_to_win = cost,
                    _ => self.economics.cost_to_keep = cost,
                }
            }
            _ => return Err(unknown("part of a question", key, KEYS.into_iter())),
        }
        Ok(())
    }

    fn check(&self) -> Result<(), AnalyticsError> {
        if self.by.len() > BY_MAX {
            return Err(bad_value("by", &self.by.join(","), &format!("at most {BY_MAX} traits")));
        }
        if !self.by.is_empty() && !self.report.is_split() {
            return Err(bad_value(
                "by",
                &self.by.join(","),
                "nothing: this report is not split; narrow it with `where`",
            ));
        }
        if let (Some(from), Some(to)) = (self.from, self.to)
            && to < from
        {
            return Err(bad_value(
                "to",
                &to.to_string(),
                &format!("`{from}` or a later day, because `from` is {from}"),
            ));
        }
        Ok(())
    }

    /// Refuses a first day of which nothing can be known, because the data end before it.
    ///
    /// # Errors
    /// [`AnalyticsError::Value`] with the last day the data tell about.
    pub fn check_days(&self, observed_until: Day) -> Result<(), AnalyticsError> {
        match self.from.filter(|from| *from > observed_until) {
            Some(from) => {
                let allowed = format!("a day until {observed_until}, the last day the data tell about");
                Err(bad_value("from", &from.to_string(), &allowed))
            }
            None => Ok(()),
        }
    }

    /// The pairs that [`Question::parse`] reads back as this question: for an address.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs: Vec<(&'static str, String)> = self.by.iter().map(|name| ("by", name.clone())).collect();
        pairs.extend(self.filters.iter().map(|(name, value)| ("where", format!("{name}={value}"))));
        pairs.extend(self.period.map(|period| ("period", period.word().to_owned())));
        pairs.extend(self.from.map(|day| ("from", day.to_string())));
        pairs.extend(self.to.map(|day| ("to", day.to_string())));
        pairs.extend(self.measure.map(|measure| ("measure", measure.word().to_owned())));
        pairs.extend(self.horizon.map(|horizon| ("horizon", horizon.to_string())));
        pairs.extend(self.quiet_days.map(|days| ("quiet", days.to_string())));
        let share = |bp: u32| (f64::from(bp) / 10_000.0).to_string();
        let amount = |parts: i64| (parts as f64 / COST_PARTS as f64).to_string();
        pairs.extend(self.economics.margin_bp.map(|bp| ("margin", share(bp))));
        pairs.extend(self.economics.discount_bp.map(|bp| ("discount", share(bp))));
        pairs.extend(self.economics.cost_to_win.map(|cost| ("cost-to-win", amount(cost))));
        pairs.extend(self.economics.cost_to_keep.map(|cost| ("cost-to-keep", amount(cost))));
        pairs
    }

    /// The command that asks the same on the command line.
    pub fn command(&self) -> String {
        let mut command = format!("vaarwel report {} --data DIR", self.report.word());
        for (key, value) in self.pairs() {
            let _ = write!(command, " --{key} {}", shell_word(&value));
        }
        command
    }
}

/// A value that cannot be read, with what is allowed.
pub fn bad_value(key: &str, given: &str, allowed: &str) -> AnalyticsError {
    AnalyticsError::Value { key: key.to_owned(), given: given.to_owned(), allowed: allowed.to_owned() }
}

fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ',' | '=' | ':');
    if word.chars().all(is_plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_goes_into_an_address_and_comes_back() {
        let pairs =
            [("by", "Contract, Partner"), ("where", "Pay=a=b"), ("period", "week"), ("from", "2025-01-01"), ("to", "")];
        let question = Question::parse("churn", pairs).expect("a question");
        assert_eq!(question.by, ["Contract", "Partner"]);
        assert_eq!(question.filters, [("Pay".to_owned(), "a=b".to_owned())]);
        assert_eq!(Question::parse("churn", question.pairs()).expect("the same"), question);
    }

    #[test]
    fn the_companys_own_numbers_go_there_and_back() {
        let pairs = [("margin", "62 %"), ("discount", "0.08"), ("cost-to-win", "60"), ("cost-to-keep", "12,5")];
        let question = Question::parse("value", pairs).expect("a question");
        let said = Economics {
            margin_bp: Some(6_200),
            discount_bp: Some(800),
            cost_to_win: Some(6_000),
            cost_to_keep: Some(1_250),
        };
        assert_eq!(question.economics, said);
        assert_eq!(Question::parse("value", question.pairs()).expect("the same"), question);
    }

    #[test]
    fn a_command_can_be_pasted_into_a_shell() {
        let question = Question::parse("survival", [("where", "Contract=One year's")]).expect("a question");
        assert_eq!(question.command(), r"vaarwel report survival --data DIR --where 'Contract=One year'\''s'");
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_what_is_allowed() {
        #[track_caller]
        fn check(report: &str, key: &str, value: &str, expected: &str) {
            let said = Question::parse(report, [(key, value)]).expect_err(value).to_string();
            assert!(said.contains(expected), "{said}");
        }
        check("chrun", "by", "a", "Did you mean `churn`?");
        check("churn", "perod", "month", "Did you mean `period`?");
        check("churn", "period", "fortnight", "`week`, `month`, `quarter`, `year`");
        check("churn", "from", "2026-02-30", "YYYY-MM-DD");
        check("churn", "where", "Contract", "TRAIT=VALUE");
        check("churn", "by", "a,b,c,d", "at most 3");
        check("survival", "horizon", "-1", "above 0");
        check("silent", "quiet", "0", "from 1 to 3650");
        check("silent", "by", "plan", "not split");
        check("value", "margin", "1.2", "such as 0.62");
        check("value", "discount", "0", "per year");
        check("value", "cost-to-win", "-3", "an amount");
        let backwards = Question::parse("churn", [("from", "2026-02-01"), ("to", "2026-01-01")]);
        assert!(backwards.expect_err("backwards").to_string().contains("later day"));
    }
}
