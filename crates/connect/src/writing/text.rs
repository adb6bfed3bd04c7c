//! A text as plain lines, as every mail program shows it.

use std::fmt::{self, Write as _};

use super::{Block, Step, Writing};

/// Lines are broken before this many characters; mail programs wrap later.
const LINE_CHARS_MAX: usize = 78;

/// The text as plain lines, without its title.
impl fmt::Display for Writing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, block) in self.blocks.iter().enumerate() {
            if index > 0 {
                f.write_char('\n')?;
            }
            block.write(f)?;
        }
        Ok(())
    }
}

impl Block {
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Heading { text } => writeln!(f, "{text}\n{}", "-".repeat(text.chars().count().min(LINE_CHARS_MAX))),
            Self::Lead { text } | Self::Paragraph { text } => wrap(f, text, "", ""),
            Self::Quote { text } => wrap(f, text, "> ", "> "),
            Self::Items { items } => items.iter().try_for_each(|item| wrap(f, item, "- ", "  ")),
            Self::Facts { facts } => {
                facts.iter().try_for_each(|(label, value)| wrap(f, &format!("{label}: {value}"), "", "  "))
            }
            Self::Steps { steps } => steps.iter().try_for_each(|step| step.write(f)),
            Self::Table { caption, head, rows } => {
                wrap(f, caption, "", "")?;
                rows.iter().try_for_each(|row| {
                    let cells = head.iter().zip(row).skip(1).map(|(name, cell)| format!("{name} {cell}"));
                    let cells = cells.collect::<Vec<_>>().join("; ");
                    wrap(f, &format!("{}: {cells}", row.first().map_or("", String::as_str)), "- ", "  ")
                })
            }
            Self::Link { label, address } => {
                wrap(f, label, "", "")?;
                writeln!(f, "{address}")
            }
            Self::Open { label, more, address } => {
                let said = if more.is_empty() { format!("{label}:") } else { format!("{label}: {more}") };
                wrap(f, &said, "", "")?;
                writeln!(f, "{address}")
            }
            // One by itself has room for its address on a line of its own.
            Self::Choices { choices } => match choices.as_slice() {
                [(label, address)] => writeln!(f, "{label}:\n{address}"),
                many => many.iter().try_for_each(|(label, address)| writeln!(f, "{label}: {address}")),
            },
            Self::Fixed { text } => writeln!(f, "{}", text.trim_end()),
            Self::Picture { alt, caption, .. } => {
                wrap(f, caption, "", "")?;
                wrap(f, alt, "", "")
            }
        }
    }
}

impl Step {
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.done { "* " } else { "o " };
        wrap(f, &format!("{}: {}", self.when, self.what), sign, "  ")?;
        wrap(f, &self.more, "  ", "  ")
    }
}

/// Writes words in lines of limited length. A line break stays; a word that is too long, such as an address, stays whole, and so
/// do a number and its unit.
fn wrap(f: &mut fmt::Formatter<'_>, text: &str, first: &str, rest: &str) -> fmt::Result {
    for line in text.lines() {
        let mut used = 0;
        let is_gap = |it: char| it.is_whitespace() && !matches!(it, '\u{a0}' | '\u{202f}');
        for word in line.split(is_gap).filter(|word| !word.is_empty()) {
            let length = word.chars().count();
            if used == 0 {
                f.write_str(first)?;
                used = first.len();
            } else if used + 1 + length > LINE_CHARS_MAX {
                write!(f, "\n{rest}")?;
                used = rest.len();
            } else {
                f.write_char(' ')?;
                used += 1;
            }
            f.write_str(word)?;
            used += length;
        }
        f.write_char('\n')?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use pages::Language;

    use super::super::{Block, Step, Writing};

    #[test]
    fn a_text_reads_well_without_any_layout() {
        let writing = Writing::new(Language::English, "You have left")
            .say(
                "Your last day is Wednesday 9 December 2026. You do not need to do anything more in order to leave us.",
            )
            .head("What comes next")
            .with(Block::Steps {
                steps: vec![
                    Step { when: "today".into(), what: "request received".into(), more: String::new(), done: true },
                    Step { when: "9 December".into(), what: "last day".into(), more: "Bring it.".into(), done: false },
                ],
            })
            .with(Block::Facts { facts: vec![("Number".into(), "F-1".into())] })
            .with(Block::Link {
                label: "Your receipt:".into(),
                address: format!("https://x.example/{}", "a".repeat(90)),
            });
        let expected = format!(
            "Your last day is Wednesday 9 December 2026. You do not need to do anything\n\
             more in order to leave us.\n\n\
             What comes next\n---------------\n\n\
             * today: request received\n\
             o 9 December: last day\n  Bring it.\n\n\
             Number: F-1\n\n\
             Your receipt:\nhttps://x.example/{}\n",
            "a".repeat(90)
        );
        assert_eq!(writing.to_string(), expected);
    }

    #[test]
    fn a_number_is_not_parted_from_its_unit() {
        let words = "Van de klanten die er op de eerste dag waren vertrok een klein deel, dat is 3,7\u{a0}% van allen.";
        let told = Writing::new(Language::Dutch, "Oktober").say(words).to_string();
        assert!(told.lines().count() > 1 && told.contains("3,7\u{a0}%"), "{told}");
    }
}
