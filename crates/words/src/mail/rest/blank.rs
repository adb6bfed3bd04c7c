//! A template that nobody filled in: `[your name]`, `<date>`, `per ../../2027`, `customer number ______`.

use crate::text::fold;

/// Characters of a blank with words in it.
const WORDS_CHARS_MAX: usize = 60;
/// What a mail program or a gateway puts between brackets.
const MACHINES: [&str; 8] = ["cid", "image", "afbeelding", "extern", "http", "mailto", "logo", "spam"];
/// What stands between round brackets in a template.
const ASKED: &[&str] = &[
    "datum",
    "naam",
    "date",
    "name",
    "invullen",
    "insert",
    "fill in",
    "vul in",
    "uw ",
    "your ",
    "einddatum",
    "end date",
    "klantnummer",
    "customer number",
    "adres",
    "address",
    "nummer",
    "number",
    "plan name",
    "jouw ",
    "x",
    "dag",
    "maand",
    "jaar",
    "day",
    "month",
    "year",
];
/// What stands between angle brackets and is no blank.
const TAGS: &[&str] = &[
    "html", "body", "head", "p", "br", "div", "span", "b", "i", "u", "a", "table", "tr", "td", "font", "img", "strong",
    "em", "h1", "h2", "style", "title", "ul", "li", "no", "geen", "g", "s", "grin", "smile", "sigh", "zucht",
];
/// Words before a blank of dots or crosses.
const LABELS: &[&str] = &[
    "per", "vanaf", "from", "by", "naam", "name", "datum", "date", "nr", "id", "nummer", "number", "adres", "address",
    "tegen",
];
/// Words that stand for what is still to be filled in.
const LATER: &[&str] = &["tbc", "tbd", "tba", "ntb", "nnb", "jjjj", "yyyy", "ddmmjjjj", "ddmmyyyy"];

/// The first blank in a text, as it stands there.
pub(super) fn blank(text: &str) -> Option<String> {
    [('[', ']'), ('<', '>'), ('{', '}'), ('«', '»'), ('(', ')')]
        .into_iter()
        .find_map(|(open, close)| in_brackets(text, open, close))
        .or_else(|| text.lines().find_map(in_line))
}

fn in_brackets(text: &str, open: char, close: char) -> Option<String> {
    text.match_indices(open).find_map(|(at, _)| {
        let rest = &text[at + open.len_utf8()..];
        let inside = &rest[..rest.find(close)?];
        let folded = fold(inside);
        let is_words = inside.chars().count() <= WORDS_CHARS_MAX
            && inside.chars().any(char::is_alphabetic)
            && !inside.contains('\n');
        let is_blank = match open {
            '[' => !MACHINES.iter().any(|it| folded.contains(it)),
            '<' => {
                !inside.contains(['@', '.', '/', ':', '='])
                    && !TAGS.contains(&folded.split(' ').next().unwrap_or_default())
            }
            '(' => ASKED.iter().any(|it| {
                folded == it.trim()
                    || folded.starts_with(it) && inside.len() < 25 && !inside.chars().any(|c| c.is_ascii_digit())
            }),
            _ => true,
        };
        (is_words && is_blank).then(|| format!("{open}{inside}{close}"))
    })
}

fn in_line(line: &str) -> Option<String> {
    let is_ruled = line.trim().chars().all(|it| matches!(it, '_' | '-' | '=' | '*' | '.' | ' '));
    if is_ruled {
        return None;
    }
    let tokens: Vec<&str> = line.split_whitespace().collect();
    tokens.iter().enumerate().find_map(|(index, token)| {
        let before = index.checked_sub(1).map_or(String::new(), |at| fold(tokens[at]));
        let is_labelled = before.ends_with([':', '='])
            || before.ends_with("nummer")
            || before.ends_with("nr")
            || before.ends_with("nr.")
            || LABELS.contains(&before.trim_matches(|it: char| !it.is_alphanumeric()));
        is_blank_token(token, is_labelled).then(|| (*token).to_owned())
    })
}

fn is_blank_token(token: &str, is_labelled: bool) -> bool {
    let bare = token.trim_matches(|it: char| matches!(it, ',' | ';' | '!' | '(' | ')' | '"'));
    let folded = fold(bare);
    let word = folded.trim_end_matches('.');
    let filled = |it: char| matches!(it, '.' | '…' | '_' | 'x');
    // `../../2027`, `xx-xx-xxxx`, `dd-mm-jjjj`
    let parts: Vec<&str> = folded.split(['-', '/']).collect();
    let is_blank_part =
        |part: &&str| (part.chars().count() >= 2 || **part == *"…") && part.chars().all(filled) && **part != *"xx.";
    let is_date = parts.len() >= 2 && parts.iter().filter(|it| is_blank_part(it)).count() >= 2;
    let is_form = matches!(parts.as_slice(), ["dd", "mm", ..] | ["mm", "dd", ..] | ["yyyy" | "jjjj", ..]);
    let is_sign = ['%', '#', '$'].iter().any(|sign| {
        let inner = bare.trim_end_matches('.').strip_prefix(*sign).and_then(|rest| rest.strip_suffix(*sign));
        inner.is_some_and(|it| it.chars().filter(|c| c.is_alphabetic()).count() >= 2)
    });
    let is_asked = is_labelled && !word.is_empty() && word.chars().all(|it| it == '?');
    let is_named =
        is_labelled && matches!(bare.trim_end_matches('.'), "DATE" | "DATUM" | "NAAM" | "NAME" | "NUMMER" | "NUMBER");
    let count = folded.chars().count();
    let has_lines = folded.contains("__") && !folded.chars().any(|it| it.is_alphanumeric() && it != 'x');
    let is_dots = folded.chars().all(|it| matches!(it, '.' | '…'));
    let dots = folded.chars().map(|it| if it == '…' { 3 } else { 1 }).sum::<usize>();
    let is_crosses = word.chars().all(|it| it == 'x') && word.len() >= 2;
    // `Naam:........` in one
    let tail = folded.rsplit([':', '=']).next().unwrap_or_default();
    let is_tail =
        tail.len() < folded.len() && tail.chars().count() >= 4 && tail.chars().all(|it| matches!(it, '.' | '…' | '_'));
    is_date
        || is_asked
        || is_named
        || is_form
        || is_sign
        || has_lines
        || is_tail
        || LATER.contains(&word)
        || count > 0 && is_labelled && (is_dots && dots >= 3 || is_crosses)
}

#[cfg(test)]
mod tests {
    use super::blank;

    #[test]
    fn what_nobody_filled_in_is_found_and_what_only_looks_so_is_not() {
        for text in [
            "per [datum]",
            "per «datum»",
            "per …-…-2027",
            "per DATUM.",
            "from ?.",
            "Klantnummer: ???",
            "on (day)",
            "per <datum>",
            "per {datum}",
            "per (datum)",
            "per dd-mm-jjjj",
            "on DD/MM/YYYY",
            "per ..-..-2027",
            "per ../../2027",
            "per ……. graag",
            "per ________.",
            "per XX-XX-XXXX",
            "Klantnummer XXXXX.",
            "Klantnummer: ......",
            "Naam:............",
            "klantnummer {{klantnummer}}",
            "number #CUSTOMER#.",
            "number %NUMBER%",
            "from TBC.",
            "per __-__-____",
            "(insert date)",
            "(uw naam)",
            "<<naam>>",
        ] {
            assert!(blank(text).is_some(), "{text}");
        }
        for text in [
            "Ik ben er klaar mee..... Dag",
            "xxx\nNienke",
            "Jan Bos <jan@bos.example>",
            "______________\nGroet",
            "of ... toch",
            "(nr. 233)",
            "[cid:image001.png]",
            "06-12345678",
            "ik <3 jullie",
            "-- \nJan",
            "xx Meg",
            "(geen grap)",
            "1/2 prijs",
            "jan_bos",
            "zie https://a.example/b__c",
        ] {
            assert_eq!(blank(text), None, "{text}");
        }
    }
}
