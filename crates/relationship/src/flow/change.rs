//! Changing one value in the file of a flow, and leaving the rest as people wrote it: order, remarks, blank lines.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

/// A value that is put into a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewValue {
    /// A text.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Whole(i64),
    /// Several texts.
    Texts(Vec<String>),
}

impl NewValue {
    /// As it stands in a file.
    fn written(&self) -> String {
        match self {
            Self::Text(text) => toml::Value::String(text.clone()).to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::Whole(number) => number.to_string(),
            Self::Texts(texts) => {
                let all: Vec<String> = texts.iter().map(|text| toml::Value::String(text.clone()).to_string()).collect();
                format!("[{}]", all.join(", "))
            }
        }
    }
}

/// Where a value goes.
enum Spot {
    /// It stands there already.
    Instead(Range<usize>),
    /// As a line of its own, at this place, under this name.
    Line(usize, String),
    /// Before the end of a table in braces, with a comma where something stands before it.
    Within(usize, bool),
}

/// Puts a value under a name, such as `["company", "phone"]`. `None` where the text cannot be read as TOML, or something
/// else stands in the way: then nothing was changed.
///
/// # Example
/// ```
/// # use relationship::flow::{NewValue, changed};
/// let file = "flow = \"a\" # its name\ntitle.nl = \"Weg\"\n";
/// let text = changed(file, &["title", "nl"], &NewValue::Text("Opzeggen".to_owned()));
/// assert_eq!(text.as_deref(), Some("flow = \"a\" # its name\ntitle.nl = \"Opzeggen\"\n"));
/// ```
pub fn changed(file: &str, name: &[&str], value: &NewValue) -> Option<String> {
    let table = DeTable::parse(file).ok()?;
    let written = value.written();
    let mut text = file.to_owned();
    match spot(file, table.get_ref(), name)? {
        Spot::Instead(span) => text.replace_range(span, &written),
        Spot::Line(at, name) => text.insert_str(at, &format!("{name} = {written}\n")),
        Spot::Within(at, has_others) => {
            let comma = if has_others { ", " } else { " " };
            text.insert_str(at, &format!("{comma}{} = {written} ", name.last()?));
        }
    }
    DeTable::parse(&text).is_ok().then_some(text)
}

fn spot(file: &str, table: &DeTable<'_>, name: &[&str]) -> Option<Spot> {
    let (first, rest) = name.split_first()?;
    let Some(found) = table.get(*first) else {
        return Some(Spot::Line(end_of_the_beginning(file), name.join(".")));
    };
    let (Some((key, below)), DeValue::Table(inner)) = (rest.split_first(), found.get_ref()) else {
        return rest.is_empty().then(|| Spot::Instead(found.span()));
    };
    match inner.get(*key) {
        Some(value) if below.is_empty() => Some(Spot::Instead(value.span())),
        // Nothing of a flow that is changed in this way lies deeper.
        Some(_) => None,
        None => Some(beside(file, first, rest, found.span(), !inner.is_empty())),
    }
}

/// Where a new name goes into a table that is there: after its heading, in its braces, or beside its dotted names.
fn beside(file: &str, first: &str, rest: &[&str], span: Range<usize>, has_others: bool) -> Spot {
    if let Some(at) = after_heading(file, first) {
        return Spot::Line(at, rest.join("."));
    }
    let written = file.get(span.clone()).unwrap_or_default();
    if written.starts_with('{') && written.ends_with('}') {
        return Spot::Within(span.end - 1, has_others);
    }
    Spot::Line(end_of_the_beginning(file), format!("{first}.{}", rest.join(".")))
}

/// The lines of a text with the place each begins at and the place after it.
fn lines(file: &str) -> impl Iterator<Item = (usize, usize, &str)> {
    file.split_inclusive('\n').scan(0, |at, line| {
        let begins = *at;
        *at += line.len();
        Some((begins, *at, line))
    })
}

fn after_heading(file: &str, table: &str) -> Option<usize> {
    let is_heading = |line: &str| {
        let inner = line.trim_start().strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(inner, _)| inner);
        inner.is_some_and(|inner| inner.trim() == table)
    };
    lines(file).find(|(.., line)| is_heading(line) && line.ends_with('\n')).map(|(_, after, _)| after)
}

/// The place before the first heading, where names of the whole stand; blank lines before it stay between.
fn end_of_the_beginning(file: &str) -> usize {
    let mut last = 0;
    for (_, after, line) in lines(file) {
        let line_of = line.trim();
        if line_of.starts_with('[') {
            break;
        }
        if !line_of.is_empty() && line.ends_with('\n') && !line_of.starts_with('#') {
            last = after;
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::Flow;

    const FIETSPLAN: &str = include_str!("../../../../flows/fietsplan.toml");

    fn text(text: &str) -> NewValue {
        NewValue::Text(text.to_owned())
    }

    #[track_caller]
    fn change(file: &str, name: &[&str], value: &NewValue) -> (String, Flow) {
        let written = changed(file, name, value).expect("a change");
        let (flow, _) = Flow::parse("a.toml", &written).unwrap_or_else(|error| panic!("{error}\n{written}"));
        (written, flow)
    }

    #[test]
    fn a_value_is_changed_where_it_stands_and_nothing_else() {
        let (written, flow) = change(FIETSPLAN, &["company", "phone"], &text("030 \"1\" \\"));
        assert_eq!(flow.company.phone, "030 \"1\" \\");
        let differing = written.lines().zip(FIETSPLAN.lines()).filter(|(a, b)| a != b).count();
        assert_eq!((differing, written.lines().count()), (1, FIETSPLAN.lines().count()));
        let (_, flow) = change(FIETSPLAN, &["law"], &NewValue::Texts(vec!["de".to_owned(), "eu".to_owned()]));
        assert_eq!(flow.law, ["de", "eu"]);
        let (_, flow) = change(FIETSPLAN, &["survey", "effort"], &NewValue::Flag(false));
        assert!(!flow.survey.effort && flow.survey.reason);
    }

    #[test]
    fn what_is_not_there_yet_finds_its_place() {
        let small = "# Ours.\nflow = \"a\"\ntitle.nl = \"Weg\"\ncompany = { name = \"Klein\" }\n\n[receipt]\nwithin_minutes = 2\n";
        let (_, flow) = change(small, &["title", "en"], &text("Away"));
        assert_eq!((flow.title.nl.as_str(), flow.title.en.as_str()), ("Weg", "Away"));
        let (_, flow) = change(small, &["company", "mail"], &text("a@b.example"));
        assert_eq!((flow.company.name.as_str(), flow.company.mail.as_str()), ("Klein", "a@b.example"));
        let (_, flow) = change(small, &["receipt", "sent"], &NewValue::Flag(true));
        assert_eq!(flow.receipt.within_minutes, 2);
        let (_, flow) = change(small, &["survey", "free_text"], &NewValue::Flag(false));
        assert!(!flow.survey.free_text);
        let (_, flow) = change(small, &["pause", "months_max"], &NewValue::Whole(3));
        assert_eq!(flow.pause.map(|pause| pause.months_max), Some(3));
        let (written, flow) = change(FIETSPLAN, &["undo", "until_end"], &NewValue::Flag(false));
        assert!(!flow.undo.until_end && written.starts_with("# How somebody leaves"));
    }

    #[test]
    fn what_cannot_be_read_is_not_changed() {
        for file in ["flow = ", "title = 3\n", "[title\n"] {
            assert_eq!(changed(file, &["title", "nl"], &text("x")), None, "{file}");
        }
        assert_eq!(changed(FIETSPLAN, &[], &text("x")), None);
    }
}
