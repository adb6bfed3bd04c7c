//! What a file is, told by its content: a name proves nothing.

use super::text::{Grammar, TextBlock};
use super::{Delimiter, TITLE_ROWS_MAX};
use crate::convert::{looks_like_a_day, looks_like_a_number};
use crate::message::Message;

/// What the first bytes say.
pub(crate) enum Content {
    Parquet,
    Workbook,
    Text,
    Other(Foreign),
}

/// A file that is no table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// Compressed with this.
    Compressed(&'static str),
    /// A packed file without a workbook.
    Packed,
    /// A workbook of the old Excel kind.
    OldWorkbook,
    /// A page of the web.
    WebPage,
    /// Something from which a table can be exported.
    OtherKind(&'static str),
    /// Something that holds no table.
    NoTable(&'static str),
    /// A byte that no text holds, at this position.
    Binary {
        /// The byte.
        byte: u8,
        /// Where it stands.
        position: usize,
    },
}

const KNOWN: [(&[u8], Foreign); 11] = [
    (b"\xd0\xcf\x11\xe0", Foreign::OldWorkbook),
    (b"\x1f\x8b", Foreign::Compressed("gzip")),
    (b"\x28\xb5\x2f\xfd", Foreign::Compressed("zstd")),
    (b"BZh", Foreign::Compressed("bzip2")),
    (b"\xfd7zXZ", Foreign::Compressed("xz")),
    (b"%PDF", Foreign::OtherKind("PDF")),
    (b"SQLite format 3", Foreign::OtherKind("SQLite")),
    (b"ARROW1", Foreign::OtherKind("Arrow")),
    (b"{\\rtf", Foreign::OtherKind("RTF")),
    (b"\x89PNG", Foreign::NoTable("PNG")),
    (b"\x7fELF", Foreign::NoTable("ELF")),
];

/// Looks at the first bytes of a file.
pub(crate) fn content(head: &[u8]) -> Content {
    if head.starts_with(b"PAR1") {
        return Content::Parquet;
    }
    if head.starts_with(b"PK\x03\x04") {
        return Content::Workbook;
    }
    if let Some((_, found)) = KNOWN.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Content::Other(*found);
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let lower = text.get(..text.len().min(15)).unwrap_or_default().to_ascii_lowercase();
    if lower.starts_with(b"<!doctype html") || lower.starts_with(b"<html") {
        return Content::Other(Foreign::WebPage);
    }
    if lower.starts_with(b"<?xml") {
        return Content::Other(Foreign::OtherKind("XML"));
    }
    if matches!(text, [b'{', ..] | [b'[', b'{' | b'[', ..]) {
        return Content::Other(Foreign::OtherKind("JSON"));
    }
    Content::Text
}

/// How a text file is written.
pub(crate) struct Style {
    pub(crate) grammar: Grammar,
    /// Records before the first row: the header, a title above it, and a line such as `sep=;` before all.
    pub(crate) skipped: usize,
    /// Records of the title.
    pub(crate) title: usize,
    /// The names as they stand in the header; empty when there is none.
    pub(crate) names: Vec<String>,
    /// How many values a row has.
    pub(crate) columns: usize,
    /// The delimiter that would give more columns, with their number, when the given one gives a single one.
    pub(crate) better: Option<(Delimiter, usize)>,
}

/// Most records that are looked at to find the delimiter.
const RECORDS_LOOKED_AT: usize = 100;

/// Finds delimiter and header in the beginning of a file. `is_whole` says that nothing follows.
pub(crate) fn style(text: &str, is_whole: bool, delimiter: Option<Delimiter>, header: Option<bool>) -> Style {
    let newline = if text.contains('\r') && !text.contains('\n') { b'\r' } else { b'\n' };
    let (text, declared) = separator_line(text);
    let given = delimiter.or(declared);
    let chosen = given.unwrap_or_else(|| best(text, newline, is_whole).map_or(Delimiter::Byte(b','), |(best, _)| best));
    let grammar = Grammar { delimiter: chosen, newline };
    let records = records(text, grammar, is_whole);
    let title = if header.is_some() { 0 } else { title_rows(&records) };
    let first = records.get(title).cloned().unwrap_or_default();
    let has_header = header.unwrap_or_else(|| !is_data(&first) && !continues(&first, records.get(title + 1..)));
    let columns = first.len();
    let better = if columns <= 1 && delimiter.is_some() { best(text, newline, is_whole) } else { None };
    Style {
        grammar,
        skipped: usize::from(declared.is_some()) + title + usize::from(has_header),
        title,
        names: if has_header { first } else { Vec::new() },
        columns,
        better,
    }
}

/// Excel's own first line: `sep=;`.
fn separator_line(text: &str) -> (&str, Option<Delimiter>) {
    let Some((line, rest)) = text.split_once('\n') else { return (text, None) };
    match line.trim_end_matches('\r').strip_prefix("sep=").map(str::parse) {
        Some(Ok(delimiter)) => (rest, Some(delimiter)),
        _ => (text, None),
    }
}

/// How many records above the header are a title: words in the first place and nothing behind them, where the other
/// records have several values.
fn title_rows(records: &[Vec<String>]) -> usize {
    let count = |width: usize| records.iter().filter(|record| record.len() == width).count();
    let width = records.iter().map(Vec::len).max_by_key(|width| (count(*width), *width)).unwrap_or(0);
    let is_title = |record: &&Vec<String>| {
        let has_room = record.len() < width || width > 2;
        let is_comment = record.len() != width && record.first().is_some_and(|value| value.starts_with('#'));
        is_comment || has_room && !is_data(record) && record.iter().skip(1).all(|value| value.trim().is_empty())
    };
    let title = if width < 2 { 0 } else { records.iter().take(TITLE_ROWS_MAX).take_while(is_title).count() };
    if title < records.len() { title } else { 0 }
}

/// The delimiter by which most records have as many values as the first below a title, two at least.
fn best(text: &str, newline: u8, is_whole: bool) -> Option<(Delimiter, usize)> {
    let mut best: Option<(u32, usize, Delimiter)> = None;
    for delimiter in Delimiter::USUAL {
        let records = records(text, Grammar { delimiter, newline }, is_whole);
        let columns = records.get(title_rows(&records)).map_or(0, Vec::len);
        let alike = records.iter().filter(|record| record.len() == columns).count();
        // Blanks also part the words of ordinary text, so that they must fit everywhere and come last.
        let percent = u32::try_from(alike * 100 / records.len().max(1)).unwrap_or(0);
        if columns < 2 || (delimiter == Delimiter::Blanks && (best.is_some() || percent < 95)) {
            continue;
        }
        let fit = if percent >= 90 { 100 } else { percent };
        if best.is_none_or(|(known_fit, known_columns, _)| (fit, columns) > (known_fit, known_columns)) {
            best = Some((fit, columns, delimiter));
        }
    }
    best.map(|(_, columns, delimiter)| (delimiter, columns))
}

/// The first records as texts, whatever number of values they have.
fn records(text: &str, grammar: Grammar, is_whole: bool) -> Vec<Vec<String>> {
    TextBlock::loose(text, grammar, is_whole, RECORDS_LOOKED_AT)
}

/// A first record of nothing but numbers and days is a row, not a header.
fn is_data(record: &[String]) -> bool {
    let mut filled = record.iter().map(|value| value.trim()).filter(|value| !value.is_empty()).peekable();
    filled.peek().is_some() && filled.all(|value| looks_like_a_number(value) || looks_like_a_day(value))
}

/// Is the first record a row like those below it? A day or an amount with decimals stands in it and in each of them.
fn continues(first: &[String], below: Option<&[Vec<String>]>) -> bool {
    let below = below.unwrap_or_default();
    let is_amount = |text: &str| text.contains(['.', ',']) && looks_like_a_number(text);
    let is_day = |text: &str| looks_like_a_day(text) && !looks_like_a_number(text);
    let all = |column: usize, like: &dyn Fn(&str) -> bool| {
        below.iter().all(|record| record.get(column).is_some_and(|value| like(value.trim())))
    };
    let mut columns = first.iter().enumerate();
    !below.is_empty() && columns.any(|(at, it)| is_day(it) && all(at, &is_day) || is_amount(it) && all(at, &is_amount))
}

/// Gives every column a name of its own: blank ones their number, repeated ones a counter.
pub(crate) fn names(mut names: Vec<String>, columns: usize) -> (Vec<String>, Vec<Message>) {
    let mut notes = Vec::new();
    let mut seen = hashbrown::HashSet::new();
    names.resize(columns, String::new());
    for (index, name) in names.iter_mut().enumerate() {
        // A name may stand on several lines of its cell.
        *name = if name.contains(['\n', '\r']) {
            name.split_whitespace().collect::<Vec<_>>().join(" ")
        } else {
            name.trim().to_owned()
        };
        if name.is_empty() {
            *name = format!("column_{}", index + 1);
        }
        let mut unique = name.clone();
        let mut count = 1;
        while !seen.insert(unique.to_lowercase()) {
            count += 1;
            unique = format!("{name} ({count})");
        }
        if count > 1 {
            notes.push(Message::ColumnRenamed {
                number: (index + 1).into(),
                given: (&*name).into(),
                column: (&unique).into(),
            });
            *name = unique;
        }
    }
    (names, notes)
}

/// The first value of a block that holds nothing but zeros and the like tells a binary file.
pub(crate) fn binary_byte(sample: &str) -> Option<Foreign> {
    let is_odd = |byte: u8| byte < 32 && !matches!(byte, b'\n' | b'\r' | b'\t' | 12 | 26..=31);
    let position = sample.bytes().position(is_odd)?;
    Some(Foreign::Binary { byte: sample.as_bytes()[position], position })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, delimiter: &str, names: &[&str]) {
        let style = style(text, true, None, None);
        assert_eq!(style.grammar.delimiter.to_string(), delimiter);
        assert_eq!(style.names, names);
    }

    #[test]
    fn the_delimiter_is_the_one_that_makes_a_table() {
        check("id,prijs\n1,12.5\n", "comma", &["id", "prijs"]);
        check("id;prijs;naam\n1;12,50;a b\n2;13,00;c, d\n", "semicolon", &["id", "prijs", "naam"]);
        check("id\tnaam\n1\tJan, Piet\n", "tab", &["id", "naam"]);
        check("id|a\n1|2\n", "pipe", &["id", "a"]);
        check(" id  date n\n 001 19970101  1\n 002 19970112  1\n", "whitespace", &["id", "date", "n"]);
        check("sep=;\nid;x\n1;2\n", "semicolon", &["id", "x"]);
        check("id\n1\n2\n", "comma", &["id"]);
        check("\"a,b\";\"c\nd\"\n1;2\n", "semicolon", &["a,b", "c\nd"]);
        check("00004 0001 19970101  2   29.33\n00004 0001 19970118  2   29.73\n", "whitespace", &[]);
    }

    #[test]
    fn a_title_above_the_header_is_left_out() {
        for title in ["Export klanten 2026\n", "Export klanten;;\n;;\n", "\"Klanten, alle\"\n\n", ""] {
            check(&format!("{title}id;duur;weg\n1;3;ja\n2;5;nee\n"), "semicolon", &["id", "duur", "weg"]);
        }
        // A header whose first name is blank, or that has one name, is no title.
        check(",a,b\n1,2,3\n2,3,4\n", "comma", &["", "a", "b"]);
        check("id,\n1,2\n2,3\n", "comma", &["id", ""]);
        check("7,,\n1,2,3\n2,3,4\n", "comma", &[]);
        check("# made on 2026-01-05, by us\n#\nid,a,b\n1,2,3\n2,3,4\n", "comma", &["id", "a", "b"]);
        check("#id,a\n1,2\n2,3\n", "comma", &["#id", "a"]);
    }

    #[test]
    fn a_first_record_like_those_below_is_no_header() {
        check("a,2024-01-05,gold\nb,2024-02-05,gold\n", "comma", &[]);
        check("a;12,50;gold\nb;13,00;gold\n", "semicolon", &[]);
        check("klant,2025-01-31,2025-02-28\n1,12,13\n2,14,15\n", "comma", &["klant", "2025-01-31", "2025-02-28"]);
        check("klant,1,2\na,12,13\nb,14,15\n", "comma", &["klant", "1", "2"]);
    }

    #[test]
    fn every_column_gets_a_name_of_its_own() {
        let given = ["id", "", "price", "Price", "price (2)"].map(str::to_owned).to_vec();
        let (names, notes) = names(given, 5);
        assert_eq!(names, ["id", "column_2", "price", "Price (2)", "price (2) (2)"]);
        assert_eq!(notes.len(), 2);
        assert_eq!(super::names(vec!["Klant\r\n nummer".to_owned()], 1).0, ["Klant nummer"]);
    }
}
