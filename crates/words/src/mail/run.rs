//! The command `vaarwel mail classify`: mails in, one answer for each.

use std::fmt::Write as _;

use serde::Serialize;

use super::{Ends, Mail, ReadError, Setting, Understood, classify, from_eml, from_json};

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One message.
    Eml,
    /// One object a line.
    Jsonl,
}

impl Format {
    /// By the ending of the name, and where that does not tell by the first sign.
    pub fn of(name: &str, bytes: &[u8]) -> Self {
        let begins_object = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let is = |wanted: &str| ending.eq_ignore_ascii_case(wanted);
        if is("eml") || !(begins_object || is("jsonl") || is("ndjson") || is("json")) { Self::Eml } else { Self::Jsonl }
    }
}

#[derive(Serialize)]
struct Row<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(flatten)]
    understood: &'a Understood,
}

/// What the command prints: for each mail one line of JSON, or some lines for people.
///
/// # Errors
/// When the file holds no mail, or a line of it none.
pub fn run(bytes: &[u8], format: Format, setting: &Setting, as_json: bool) -> Result<String, ReadError> {
    let mails = match format {
        Format::Eml => vec![from_eml(bytes)?],
        Format::Jsonl => {
            let text = String::from_utf8_lossy(bytes);
            let text = text.trim_start_matches('\u{feff}');
            let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
            lines.map(|(index, line)| from_json(index + 1, line)).collect::<Result<_, _>>()?
        }
    };
    let mut said = String::new();
    for (index, mail) in mails.iter().enumerate() {
        let understood = classify(mail, setting);
        if as_json {
            let row = Row { id: mail.id.as_deref(), understood: &understood };
            let _ = writeln!(said, "{}", serde_json::to_string(&row).unwrap_or_default());
        } else {
            tell(&mut said, index, mail, &understood);
        }
    }
    Ok(said)
}

/// One mail in words.
fn tell(said: &mut String, index: usize, mail: &Mail, it: &Understood) {
    let name = mail.id.clone().unwrap_or_else(|| format!("mail {}", index + 1));
    let does = if it.must_look { "a person must look" } else { "can be done alone" };
    let word = |value: &dyn erased::Word| value.word();
    let _ = writeln!(said, "{name}: {}; {does}", word(&it.intent));
    match &it.ends {
        Ends::On { on, words } => writeln!(said, "  ends     {on} (`{words}`)"),
        Ends::Soonest { words } => writeln!(said, "  ends     as soon as can be (`{words}`)"),
        Ends::EndOfTerm { words } => writeln!(said, "  ends     when the term is over (`{words}`)"),
        Ends::Unclear { words } => writeln!(said, "  ends     not clear (`{words}`)"),
        Ends::NotSaid => Ok(()),
    }
    .unwrap_or_default();
    if !it.customer_numbers.is_empty() {
        let _ = writeln!(said, "  customer {}", it.customer_numbers.join(", "));
    }
    if !it.contract_numbers.is_empty() {
        let _ = writeln!(said, "  contract {}", it.contract_numbers.join(", "));
    }
    for words in &it.because {
        let _ = writeln!(said, "  because  `{words}`");
    }
    for look in &it.look {
        let _ = writeln!(said, "  look     {}{}", word(&look.why), quoted(&look.words));
    }
}

fn quoted(words: &str) -> String {
    if words.is_empty() { String::new() } else { format!(": `{words}`") }
}

/// The word a value has in JSON.
mod erased {
    pub(super) trait Word {
        fn word(&self) -> String;
    }

    impl<T: serde::Serialize> Word for T {
        fn word(&self) -> String {
            let value = serde_json::to_value(self).ok();
            value.and_then(|it| it.as_str().map(|word| word.replace('_', " "))).unwrap_or_default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_mails_gives_a_line_for_each() {
        let file = "{\"id\":\"a\",\"subject\":\"Opzegging\",\"text\":\"Hierbij zeg ik mijn abonnement op per 1 januari 2027. Klantnummer 1234.\",\"date\":\"2026-11-16\"}\n\n\
                    {\"id\":\"b\",\"text\":\"Hoe kan ik opzeggen?\"}\n";
        let said = run(file.as_bytes(), Format::of("mails.jsonl", b"{"), &Setting::default(), true).expect("mails");
        let rows: Vec<serde_json::Value> = said.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(rows.len(), 2);
        assert_eq!((&rows[0]["intent"], &rows[0]["must_look"]), (&"leave".into(), &false.into()), "{said}");
        assert_eq!((&rows[0]["ends"]["on"], &rows[0]["customer_number"]), (&"2027-01-01".into(), &"1234".into()));
        assert_eq!((&rows[1]["intent"], &rows[1]["must_look"]), (&"question".into(), &true.into()));
        let told = run(file.as_bytes(), Format::Jsonl, &Setting::default(), false).expect("mails");
        assert!(told.starts_with("a: leave; can be done alone\n  ends     2027-01-01"), "{told}");
    }

    #[test]
    fn a_file_that_holds_no_mail_is_refused_with_its_line() {
        let error = run(b"{\"text\":\"x\"}\n{", Format::Jsonl, &Setting::default(), true).expect_err("no JSON");
        assert!(error.to_string().starts_with("line 2"), "{error}");
        assert_eq!(Format::of("x.eml", b"{"), Format::Eml);
        assert_eq!(Format::of("x", b" {\"a\":1}"), Format::Jsonl);
    }
}
