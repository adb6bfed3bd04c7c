//! Reading a flow: every problem with its line, and the line of every part.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::{Embed, Flow, STAY, SUBMITTED, about};
use crate::reason::Catalogue;
use crate::suggestion::did_you_mean;

/// One step of the way to a part of a flow: a key, or a place in a list counted from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A key.
    Key(&'static str),
    /// A place in a list.
    At(usize),
}

/// The lines of the parts of a flow.
#[derive(Debug, Clone, Default)]
pub struct Places {
    text: String,
}

impl Places {
    /// The places of a file's text.
    pub(crate) fn of(text: &str) -> Self {
        Self { text: text.to_owned() }
    }

    /// The line a part begins on, counted from 1. Of a part that is not written down, the line of what it would be in; 1
    /// for the whole.
    pub fn line(&self, way: &[Step]) -> usize {
        let Ok(table) = DeTable::parse(&self.text) else { return 1 };
        let mut span: Range<usize> = 0..0;
        let mut here: Option<&DeValue<'_>> = None;
        for step in way {
            let next = match (step, here) {
                (Step::Key(key), None) => table.get_ref().get(*key),
                (Step::Key(key), Some(DeValue::Table(table))) => table.get(*key),
                (Step::At(index), Some(DeValue::Array(list))) => list.get(*index),
                _ => None,
            };
            let Some(next) = next else { break };
            span = next.span();
            here = Some(next.get_ref());
        }
        line_of(&self.text, span.start)
    }
}

pub(crate) fn line_of(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or_default().matches('\n').count() + 1
}

/// Something wrong with a flow's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong, and what is allowed.
    pub what: String,
}

/// Why a file is not a flow: all problems at once, as far as they can be seen together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowError {
    /// The file.
    pub file: String,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

impl std::fmt::Display for FlowError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let lines: Vec<String> =
            self.problems.iter().map(|Problem { line, what }| format!("{}:{line}: {what}", self.file)).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for FlowError {}

impl Flow {
    /// Reads a flow and the places of its parts. `file` is named in errors.
    ///
    /// # Errors
    /// Each problem with its line: what was given, what is allowed, what was probably meant.
    pub fn parse(file: &str, text: &str) -> Result<(Self, Places), FlowError> {
        let refused = |problems| FlowError { file: file.to_owned(), problems };
        let mut flow: Self = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            refused(vec![Problem { line: line_of(text, at), what: advised(error.message(), text, at) }])
        })?;
        let places = Places { text: text.to_owned() };
        let problems = flow.problems(&places);
        for field in flow.screens.iter_mut().flat_map(|screen| &mut screen.fields) {
            if let Some(word) = about::plain(&field.about) {
                word.clone_into(&mut field.about);
            }
        }
        if problems.is_empty() { Ok((flow, places)) } else { Err(refused(problems)) }
    }

    /// What the types cannot see: names that lead nowhere, names that stand twice.
    fn problems(&self, places: &Places) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut wrong = |way: &[Step], what: String| problems.push(Problem { line: places.line(way), what });
        let is_name = |name: &str| {
            !name.is_empty() && name.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-')
        };
        if !is_name(&self.flow) {
            wrong(
                &[Step::Key("flow")],
                format!("`flow` is `{}`; allowed: small letters, digits and hyphens", self.flow),
            );
        }
        for (at, site) in self.embed.sites.iter().enumerate() {
            if !Embed::is_site(site) {
                let what = format!(
                    "`sites` has `{site}`; allowed: a site such as `https://www.fietsplan.example`, without a path"
                );
                wrong(&[Step::Key("embed"), Step::Key("sites"), Step::At(at)], what);
            }
        }
        let ids: Vec<&str> = self.screens.iter().map(|screen| screen.id.as_str()).collect();
        let targets = || ids.iter().copied().chain([SUBMITTED, STAY]);
        for (at, screen) in self.screens.iter().enumerate() {
            if ids[..at].contains(&screen.id.as_str()) {
                wrong(&[Step::Key("screen"), Step::At(at)], format!("the screen `{}` stands there twice", screen.id));
            }
            for (index, control) in screen.controls.iter().enumerate() {
                let is_address = control.to.contains(':') || control.to.starts_with('/');
                if !is_address && !targets().any(|known| known == control.to) {
                    let hint = did_you_mean(&control.to, targets()).map(|it| format!(". Did you mean `{it}`?"));
                    let what = format!(
                        "`to` is `{}`, which is no screen; allowed: {}, an address{}",
                        control.to,
                        targets().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", "),
                        hint.unwrap_or_default()
                    );
                    let way =
                        [Step::Key("screen"), Step::At(at), Step::Key("control"), Step::At(index), Step::Key("to")];
                    wrong(&way, what);
                }
            }
        }
        let fields = self.screens.iter().enumerate().flat_map(|(at, screen)| {
            let way = move |index| vec![Step::Key("screen"), Step::At(at), Step::Key("field"), Step::At(index)];
            screen
                .fields
                .iter()
                .enumerate()
                .map(move |(index, it)| (way(index), &it.about, about::slip_of_field(&it.about)))
        });
        let consequences = self.consequences.iter().enumerate().map(|(at, it)| {
            (vec![Step::Key("consequence"), Step::At(at)], &it.about, about::slip_of_consequence(&it.about))
        });
        for (mut way, given, meant) in fields.chain(consequences) {
            let allowed = "allowed: a word of docs/reference/flow.md, or a name of its own";
            let hint = match meant {
                Some(meant) => format!(" that is not so near to one. Did you mean `{meant}`?"),
                None if given.trim().is_empty() => String::new(),
                None => continue,
            };
            way.push(Step::Key("about"));
            wrong(&way, format!("`about` is `{given}`; {allowed}{hint}"));
        }
        self.unknown_words(&mut wrong);
        if self.screens.is_empty() {
            wrong(&[Step::Key("screen")], "there is no screen; leave `screen` out for the two of Vaarwel".to_owned());
        }
        problems
    }
}

/// What a receipt can hold.
const HOLDS: [&str; 5] = ["content", "received_at", "end_date", "refund", "effects"];

impl Flow {
    /// Words that are none of those a list allows, and days no year has.
    fn unknown_words(&self, wrong: &mut impl FnMut(&[Step], String)) {
        let hint = |given: &str, allowed: &[&str]| {
            did_you_mean(given, allowed.iter().copied()).map(|it| format!(". Did you mean `{it}`?")).unwrap_or_default()
        };
        for (at, held) in self.receipt.holds.iter().enumerate().filter(|(_, held)| !HOLDS.contains(&held.as_str())) {
            let allowed = HOLDS.map(|it| format!("`{it}`")).join(", ");
            let what = format!("`holds` has `{held}`; allowed: {allowed}{}", hint(held, &HOLDS));
            wrong(&[Step::Key("receipt"), Step::Key("holds"), Step::At(at)], what);
        }
        let reasons = Catalogue::current();
        for (at, offer) in self.offers.iter().enumerate() {
            for (place, code) in offer.reasons.iter().enumerate() {
                if let Err(unknown) = reasons.require(code) {
                    let way = [Step::Key("offer"), Step::At(at), Step::Key("reasons"), Step::At(place)];
                    wrong(&way, format!("`reasons` has {unknown}"));
                }
            }
        }
        for (at, terms) in self.contracts.iter().enumerate() {
            let others: Vec<&str> =
                self.contracts.iter().map(|it| it.id.as_str()).filter(|id| *id != terms.id).collect();
            let way = |key| [Step::Key("contract"), Step::At(at), Step::Key(key)];
            if let Some(whole) = terms.part_of.as_deref().filter(|whole| !others.contains(whole)) {
                let allowed = match others.as_slice() {
                    [] => "the `id` of another contract, and there is none".to_owned(),
                    ids => ids.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", "),
                };
                let what = format!(
                    "`part_of` is `{whole}`, which is no other contract; allowed: {allowed}{}",
                    hint(whole, &others)
                );
                wrong(&way("part_of"), what);
            }
            if let Some(end) = terms.year_end.filter(|end| !end.is_a_day()) {
                let what = format!(
                    "`year_end` is day {} of month {}; allowed: a day that a year has, such as {{ month = 6, day = 30 }}",
                    end.day, end.month
                );
                wrong(&way("year_end"), what);
            }
        }
    }
}

/// The reader's sentence about what stands at a place of a text, in plain words: with the key whose value is of another kind,
/// and with what was probably meant where it names an unknown key.
pub(crate) fn advised(message: &str, text: &str, at: usize) -> String {
    if let Some(plain) = other_kind(message, text, at) {
        return plain;
    }
    if message.starts_with("missing field") {
        return format!("{message}; add it");
    }
    let mut quoted = message.split('`').skip(1).step_by(2);
    let is_unknown = message.starts_with("unknown");
    match quoted.next().filter(|_| is_unknown) {
        Some(given) => match did_you_mean(given, quoted) {
            Some(meant) => format!("{message}. Did you mean `{meant}`?"),
            None => message.to_owned(),
        },
        None => message.to_owned(),
    }
}

/// Of a value that is of another kind: which key has it, what it is, what is allowed.
fn other_kind(message: &str, text: &str, at: usize) -> Option<String> {
    let said = message.strip_prefix("invalid type: ").or_else(|| message.strip_prefix("invalid value: "))?;
    let (given, expected) = said.rsplit_once(", expected ")?;
    let before = text.get(..at)?.rsplit('\n').next()?;
    let key = before.rsplit_once('=')?.0.rsplit([' ', '\t', ',', '{', '[']).find(|it| !it.is_empty())?;
    let allowed = match expected {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, 0 or more",
        "i32" | "i64" => "a whole number",
        "f64" => "a number",
        "a boolean" => "`true` or `false`",
        "a string" => "a text between quotation marks",
        "a sequence" => "a list between `[` and `]`",
        table if table.starts_with("struct") => "a table between `{` and `}`",
        other => other,
    };
    Some(format!("`{key}` is the {given}; allowed: {allowed}"))
}
