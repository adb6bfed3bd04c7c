//! A sealed receipt taken apart for a page: the same words in the same order, only laid out.

use pages::Language;
use relationship::receipt::SealedReceipt;

use super::{Block, Writing};

/// A label before a colon is at most this long; longer ones are sentences.
const LABEL_CHARS_MAX: usize = 40;

/// The receipt with its parts found again: its first line is the title; a line that ends with a colon is a heading; lines
/// with a label and a value are facts, lines with a dash are items, lines with a `>` are the leaver's own words; and the
/// seal stands below as it is. No word is added or left out.
pub fn read_receipt(receipt: &SealedReceipt, language: Language) -> Writing {
    let text = receipt.text.trim();
    let (title, rest) = text.split_once('\n').unwrap_or((text, ""));
    let mut writing = Writing::new(language, title.trim());
    for part in rest.split("\n\n").map(|part| part.trim_matches('\n')).filter(|part| !part.trim().is_empty()) {
        let (heading, body) = heading(part);
        writing.blocks.extend(heading.map(|text| Block::Heading { text: text.to_owned() }));
        writing.blocks.extend(runs(body).into_iter().map(|(kind, lines)| read_run(kind, &lines)));
    }
    let whole = receipt.to_string();
    let seal = whole.strip_prefix(&receipt.text).unwrap_or(&whole);
    writing.with(Block::Fixed { text: seal.trim_end().to_owned() })
}

/// A first line that ends with a colon is a heading of what follows.
fn heading(part: &str) -> (Option<&str>, &str) {
    let (first, rest) = part.split_once('\n').unwrap_or((part, ""));
    match first.strip_suffix(':') {
        Some(heading) if first.chars().count() <= LABEL_CHARS_MAX && !heading.contains(": ") => (Some(heading), rest),
        _ => (None, part),
    }
}

/// What a line of a receipt is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Fact,
    Item,
    Own,
    Sentence,
}

/// Lines of one kind that follow each other.
fn runs(body: &str) -> Vec<(Kind, Vec<&str>)> {
    let mut runs: Vec<(Kind, Vec<&str>)> = Vec::new();
    for line in body.lines() {
        let kind = match line {
            line if line == ">" || line.starts_with("> ") => Kind::Own,
            line if line.starts_with("- ") => Kind::Item,
            line if fact(line).is_some() => Kind::Fact,
            _ => Kind::Sentence,
        };
        match runs.last_mut() {
            Some((last, lines)) if *last == kind => lines.push(line),
            _ => runs.push((kind, vec![line])),
        }
    }
    runs
}

fn read_run(kind: Kind, lines: &[&str]) -> Block {
    let without =
        |sign: &'static str| lines.iter().map(move |line| line.strip_prefix(sign).unwrap_or_default().to_owned());
    match (kind, lines) {
        // One line alone that ends like a sentence is one, whatever stands before its colon.
        (Kind::Fact, [only]) if only.ends_with('.') => Block::Paragraph { text: (*only).to_owned() },
        (Kind::Fact, _) => Block::Facts { facts: lines.iter().filter_map(|line| fact(line)).collect() },
        (Kind::Item, _) => Block::Items { items: without("- ").collect() },
        (Kind::Own, _) => Block::Quote { text: without("> ").collect::<Vec<_>>().join("\n") },
        (Kind::Sentence, _) => Block::Paragraph { text: lines.join("\n") },
    }
}

/// `Label: value`. An address has a colon too, and a sentence may.
fn fact(line: &str) -> Option<(String, String)> {
    let (label, value) = line.split_once(": ")?;
    let is_label = !label.is_empty() && label.chars().count() <= LABEL_CHARS_MAX && !label.contains(['.', ',', '-']);
    (is_label && !value.trim().is_empty()).then(|| (label.trim().to_owned(), value.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use pages::Language;
    use relationship::receipt::{Hash, seal};

    use super::super::Block;
    use super::read_receipt;

    const TEXT: &str = "\
Bevestiging van je opzegging

Nummer: V-2026-000041
Ontvangen: maandag 9 november 2026, 14:32:05 (UTC+01:00)

Wat je vroeg:
Ik zeg op: maandabonnement, zo snel mogelijk.
In je eigen woorden
> Ik zeg op: #stop *nu* <b>.
>
> - Bram: weg

Wat er volgt:
Je laatste dag: woensdag 9 december 2026
Ritten: Die wissen we op 8 januari 2027.

Wat er nu komt:
- Je hoeft niets meer te doen.
- Deze bevestiging blijft staan op https://fietsplan.example/leave/receipt/8f2k

Bewaar deze bevestiging.
";

    #[test]
    fn no_word_of_a_receipt_is_lost_and_its_parts_are_found() {
        let sealed = seal(TEXT, "fietsplan", 7, Hash::BEGINNING, &[1; 16]);
        let writing = read_receipt(&sealed, Language::Dutch);
        assert_eq!(writing.title, "Bevestiging van je opzegging");
        let kinds: Vec<_> = writing
            .blocks
            .iter()
            .map(|block| match block {
                Block::Heading { text } => text.as_str(),
                Block::Facts { .. } => "facts",
                Block::Items { .. } => "items",
                Block::Paragraph { .. } => "paragraph",
                Block::Quote { .. } => "own words",
                Block::Fixed { .. } => "seal",
                _ => "other",
            })
            .collect();
        let expected = [
            "facts",
            "Wat je vroeg",
            "paragraph",
            "paragraph",
            "own words",
            "Wat er volgt",
            "facts",
            "Wat er nu komt",
            "items",
            "paragraph",
            "seal",
        ];
        assert_eq!(kinds, expected);
        let words = |text: &str| -> Vec<String> {
            text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
        };
        let shown = format!("{}\n{writing}", writing.title);
        assert_eq!(words(&shown), words(&sealed.to_string()));
    }
}
