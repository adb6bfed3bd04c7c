//! What the linter says.

use std::fmt;

use serde::Serialize;

use super::catalogue::RuleText;
use crate::Day;
use crate::flow::Text;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know.
    Info,
    /// It deserves a look.
    Warning,
    /// It should be put right.
    Error,
    /// The flow cannot be published.
    Block,
}

impl Severity {
    /// The word in a list.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Block => "block",
        }
    }
}

/// Something in a flow that makes leaving hard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule, such as `DP-05`.
    pub rule: &'static str,
    /// How grave it is under the packs that were asked for.
    pub severity: Severity,
    /// The part of the flow, such as `screen[1].control[0]`, places counted from 1.
    pub place: String,
    /// The line it begins on.
    pub line: usize,
    /// The rule's name.
    pub name: Text,
    /// What was found.
    pub found: Text,
    /// What to do.
    pub remedy: Text,
    /// Where the rule comes from.
    pub source: &'static str,
    /// The rules of law that it breaks, of the packs that were asked for.
    pub law: Vec<String>,
}

/// How long leaving is, against joining: 1 is as long, 2 is twice as long.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Symmetry {
    /// The geometric mean of the ratios that are known.
    pub index: Option<f64>,
    /// Actions to leave, to join.
    pub actions: (u32, Option<u32>),
    /// Fields to fill in.
    pub fields: (u32, Option<u32>),
    /// Screens.
    pub screens: (u32, Option<u32>),
    /// Seconds, the median.
    pub seconds: (Option<f64>, Option<f64>),
}

/// A pack that was held against the flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Held {
    /// Its name.
    pub pack: String,
    /// The day it was last checked.
    pub last_checked: Day,
    /// Should it be looked at again?
    pub stale: bool,
    /// The day from which its limits hold, where that is later than the day that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub binds_from: Option<Day>,
}

/// What the linter says about a flow.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Lint {
    /// The flow's name.
    pub flow: String,
    /// The packs.
    pub packs: Vec<Held>,
    /// The findings, the gravest first.
    pub findings: Vec<Finding>,
    /// How long leaving is, against joining.
    pub symmetry: Symmetry,
    /// What the definition does not tell and only a rendered page can.
    pub not_measured: Vec<String>,
    /// What there is and no rule here can read.
    pub not_judged: Vec<String>,
}

impl Lint {
    /// May the flow be published?
    pub fn may_publish(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity < Severity::Block)
    }

    /// The gravest severity there is.
    pub fn gravest(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}

/// As lines for people, in English.
impl fmt::Display for Lint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, "en")
    }
}

impl Lint {
    /// The report as text in a language: `nl`, else English.
    pub fn text(&self, language: &str) -> String {
        struct In<'a>(&'a Lint, &'a str);
        impl fmt::Display for In<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.write(f, self.1)
            }
        }
        In(self, language).to_string()
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, language: &str) -> fmt::Result {
        let nl = language == "nl";
        let say = |text: &Text| if nl { text.nl.clone() } else { text.en.clone() };
        for finding in &self.findings {
            let Finding { rule, severity, line, place, .. } = finding;
            writeln!(f, "{:7} {rule}  line {line}, {place}: {}", severity.word(), say(&finding.name))?;
            writeln!(f, "        {}", say(&finding.found))?;
            writeln!(f, "        -> {}", say(&finding.remedy))?;
            let law = if finding.law.is_empty() { String::new() } else { format!("; {}", finding.law.join(", ")) };
            writeln!(f, "        {}{law}", finding.source)?;
        }
        let of = |severity| self.findings.iter().filter(|finding| finding.severity == severity).count();
        writeln!(
            f,
            "{}: {} block, {} error, {} warning, {} info",
            self.flow,
            of(Severity::Block),
            of(Severity::Error),
            of(Severity::Warning),
            of(Severity::Info)
        )?;
        let Symmetry { index, actions, fields, screens, seconds } = &self.symmetry;
        if let Some(index) = index {
            let known = |number: Option<u32>| number.map_or("?".to_owned(), |number| number.to_string());
            let timed = |number: Option<f64>| number.map_or("?".to_owned(), |number| format!("{number:.0}"));
            writeln!(
                f,
                "leave / join {index:.2}: actions {} / {}, fields {} / {}, screens {} / {}, seconds {} / {}",
                actions.0,
                known(actions.1),
                fields.0,
                known(fields.1),
                screens.0,
                known(screens.1),
                timed(seconds.0),
                timed(seconds.1)
            )?;
        }
        for what in &self.not_measured {
            writeln!(f, "not measured: {what}")?;
        }
        for what in &self.not_judged {
            writeln!(f, "not judged: {what}")?;
        }
        for Held { pack, last_checked, stale, binds_from } in &self.packs {
            let old = if *stale { "; more than a year ago, check it again" } else { "" };
            let later = binds_from.map_or_else(String::new, |day| format!("; its limits hold from {day} on"));
            writeln!(f, "law pack {pack}, last checked on {last_checked}{old}{later}")?;
        }
        Ok(())
    }
}

pub(super) fn named(rule: &RuleText) -> (Text, Text) {
    let both = |[en, nl]: [&str; 2]| Text { nl: nl.to_owned(), en: en.to_owned(), ..Text::default() };
    (both(rule.name), both(rule.remedy))
}
