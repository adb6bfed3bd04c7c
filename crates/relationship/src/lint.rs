//! What in a flow makes leaving hard, by which rule, and what to do about it.
//!
//! The rules are DP-01 to DP-35 (`docs/reference/lint.md`); how grave each is depends on the law packs a flow is held
//! against. What only a rendered page can tell is said to be not measured where it was not. Nothing here says that a flow
//! keeps the law: only what was found, where, and how sure the sources are.

mod after;
mod asks;
mod catalogue;
mod finding;
mod follows;
mod instead;
mod looks;
mod path;
mod said;
mod stated;
mod symmetry;
mod words;

pub use catalogue::{RULES, RuleText, rule};
pub use finding::{Finding, Held, Lint, Severity, Symmetry};

use crate::Day;
use crate::flow::{Audience, Flow, Places, Step, Text};
use crate::law::{self, LawError, Limits, Pack, Together};

/// The sides of a rule that are broken, and by whose limits.
type Broken<'a> = (&'a [&'a str], &'a dyn Fn(&Limits) -> bool);

/// What the rules see: the flow, the packs, and where findings go.
struct Looking<'a> {
    flow: &'a Flow,
    places: &'a Places,
    packs: &'a [Pack],
    /// Those whose limits bind on the day.
    binding: Vec<&'a Pack>,
    limits: Together,
    today: Day,
    findings: Vec<Finding>,
}

/// Does a text speak of something, by the words of the lexicon? Groups: `leaves`, `loss`, `fear`, `guilt`, `doubt`, `urgency`,
/// `commercial` and the others of `lexicon.toml`.
pub fn speaks_of(group: &str, language: &str, text: &str) -> bool {
    // What is given to who stays is commercial too.
    words::hit(group, language, text).is_some()
        || group == "commercial" && words::hit("offer", language, text).is_some()
}

/// Does a label say that one stays, or goes back?
pub fn says_staying(language: &str, label: &str) -> bool {
    stated::holds("keeps", language, label.trim())
}

/// Holds a flow against the rules, under law packs by name; under those of the flow, or `strict`, when none is named.
///
/// # Errors
/// [`LawError::Unknown`] for a pack there is not.
pub fn lint(flow: &Flow, places: &Places, packs: &[&str], today: Day) -> Result<Lint, LawError> {
    let own: Vec<&str> = flow.law.iter().map(String::as_str).collect();
    let names = match (packs, own.as_slice()) {
        ([], []) => &["strict"][..],
        ([], own) => own,
        (given, _) => given,
    };
    let packs = names.iter().map(|name| law::pack(name)).collect::<Result<Vec<_>, _>>()?;
    let binding: Vec<&Pack> = packs.iter().filter(|pack| pack.binds(today)).collect();
    let limits = Together::of(binding.iter().copied());
    let mut looking = Looking { flow, places, packs: &packs, binding, limits, today, findings: Vec::new() };
    path::look(&mut looking);
    asks::look(&mut looking);
    said::look(&mut looking);
    let not_measured = looks::look(&mut looking);
    after::look(&mut looking);
    let symmetry = symmetry::look(&mut looking);
    let mut findings = looking.findings;
    findings.sort_by(|a, b| b.severity.cmp(&a.severity).then(a.rule.cmp(b.rule)).then(a.line.cmp(&b.line)));
    let not_judged = said::not_judged(flow);
    let held = |pack: &Pack| Held {
        pack: pack.name.clone(),
        last_checked: pack.last_checked,
        stale: pack.is_stale(today),
        binds_from: pack.limits_since.filter(|_| !pack.binds(today)),
    };
    Ok(Lint {
        flow: flow.flow.clone(),
        packs: packs.iter().map(held).collect(),
        findings,
        symmetry,
        not_measured,
        not_judged,
    })
}

impl Looking<'_> {
    /// Is one of these packs held against the flow?
    fn under(&self, packs: &[&str]) -> bool {
        self.binding.iter().any(|pack| packs.contains(&pack.name.as_str()))
    }

    /// Adds a finding at a part of the flow, said in English and Dutch.
    fn find(
        &mut self,
        id: &'static str,
        severity: Severity,
        way: &[Step],
        en: impl Into<String>,
        nl: impl Into<String>,
    ) {
        self.find_by(id, (&[], &|_| true), severity, way, en, nl);
    }

    /// The same, with the side of the rule that is broken, such as `form`, and which limits are: the laws that are named are
    /// those of the packs whose own limit is broken, and a law that names a side (`DP-03:form`) only when it is that one.
    fn find_by(
        &mut self,
        id: &'static str,
        (sides, is_broken): Broken<'_>,
        severity: Severity,
        way: &[Step],
        en: impl Into<String>,
        nl: impl Into<String>,
    ) {
        let Some(text) = rule(id) else { return };
        let (name, remedy) = finding::named(text);
        let names = |known: &str| match known.split_once(':') {
            Some((rule, side)) => rule == id && sides.contains(&side),
            None => known == id,
        };
        let concerns = |rule: &law::Rule| match rule.applies.as_deref() {
            Some("consumer") => self.flow.audience == Audience::Consumer,
            // Nothing in a flow tells that it is about a financial service.
            Some("financial") => false,
            _ => true,
        };
        let breaks = |pack: &Pack| {
            let rules = pack.in_force(self.today).filter(|_| is_broken(&pack.limits));
            let broken = rules.filter(|rule| concerns(rule) && rule.findings.iter().any(|known| names(known)));
            broken.map(|rule| rule.id.clone()).collect::<Vec<_>>()
        };
        self.findings.push(Finding {
            rule: text.id,
            severity,
            place: place(way),
            line: self.places.line(way),
            name,
            found: Text { en: en.into(), nl: nl.into(), ..Text::default() },
            remedy,
            source: text.source,
            law: self.packs.iter().flat_map(breaks).collect(),
        });
    }
}

/// A part of a flow for people: `screen[2].control[1]`, places counted from 1.
fn place(way: &[Step]) -> String {
    let written = way.iter().map(|step| match step {
        Step::Key(key) => format!(".{key}"),
        Step::At(index) => format!("[{}]", index + 1),
    });
    let text: String = written.collect();
    if text.is_empty() { "the flow".to_owned() } else { text.trim_start_matches('.').to_owned() }
}

/// The way to a screen.
fn screen(index: usize) -> Vec<Step> {
    vec![Step::Key("screen"), Step::At(index)]
}

/// The way to a part of a screen.
fn part(index: usize, key: &'static str, at: usize) -> Vec<Step> {
    vec![Step::Key("screen"), Step::At(index), Step::Key(key), Step::At(at)]
}
