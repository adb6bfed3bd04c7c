//! What is asked. A question is a value: it can stand in an address, a command or a cache key.

use std::fmt::Write as _;

use relationship::{Day, Period};
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
}

impl ReportName {
    /// All reports.
    pub const ALL: [Self; 4] = [Self::Churn, Self::Cohorts, Self::Survival, Self::Reasons];

    /// The word used on the command line, in addresses and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Churn => "churn",
            Self::Cohorts => "cohorts",
            Self::Survival => "survival",
            Self::Reasons => "reasons",
        }
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
    /// Up to which duration survival's restricted mean looks, in the unit of the report.
    pub horizon: Option<f64>,
}

/// The words a question may hold besides the name of its report.
const KEYS: [&str; 7] = ["by", "where", "period", "from", "to", "measure", "horizon"];

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
            _ => return Err(unknown("part of a question", key, KEYS.into_iter())),
        }
        Ok(())
    }

    fn check(&self) -> Result<(), AnalyticsError> {
        if self.by.len() > BY_MAX {
            return Err(bad_value("by", &self.by.join(","), &format!("at most {BY_MAX} traits")));
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

    /// The pairs that [`Question::parse`] reads back as this question: for an address.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs: Vec<(&'static str, String)> = self.by.iter().map(|name| ("by", name.clone())).collect();
        pairs.extend(self.filters.iter().map(|(name, value)| ("where", format!("{name}={value}"))));
        pairs.extend(self.period.map(|period| ("period", period.word().to_owned())));
        pairs.extend(self.from.map(|day| ("from", day.to_string())));
        pairs.extend(self.to.map(|day| ("to", day.to_string())));
        pairs.extend(self.measure.map(|measure| ("measure", measure.word().to_owned())));
        pairs.extend(self.horizon.map(|horizon| ("horizon", horizon.to_string())));
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
pub(crate) fn bad_value(key: &str, given: &str, allowed: &str) -> AnalyticsError {
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
        let backwards = Question::parse("churn", [("from", "2026-02-01"), ("to", "2026-01-01")]);
        assert!(backwards.expect_err("backwards").to_string().contains("later day"));
    }
}
