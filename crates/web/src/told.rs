//! What the ledger says to people, in the reader's language: its codes and values become the texts of `messages.ftl`.

use ledger::Message;
use ledger::convert::Warning;
use ledger::message::Value;
use relationship::Day;

use crate::{Argument, Language, Speech};

/// Lines of a file that are named; the others are a number.
const LINES_NAMED_MAX: usize = 5;

/// Values that are numbers with decimals.
const NUMBERS: [&str; 4] = ["percent", "largest", "days", "months"];

/// Speech that knows the words of the ledger.
pub(crate) trait Told {
    /// A message of the ledger.
    fn told(&self, message: &Message) -> String;
    /// A warning of an import, with the lines it is about.
    fn warned(&self, warning: &Warning) -> String;
}

impl Told for Speech {
    fn told(&self, message: &Message) -> String {
        let key = format!("message-{}", message.code().replace('_', "-"));
        let values: Vec<(&str, Box<dyn Argument>)> =
            message.values().into_iter().map(|(name, value)| (name, argument(self, name, value))).collect();
        let args: Vec<(&str, &dyn Argument)> = values.iter().map(|(name, value)| (*name, value.as_ref())).collect();
        self.find(&key, &args).unwrap_or_else(|| message.to_string())
    }

    fn warned(&self, warning: &Warning) -> String {
        let text = self.told(&warning.message);
        if warning.count == 0 {
            return text;
        }
        let lines: Vec<String> = warning.lines.iter().take(LINES_NAMED_MAX).map(u64::to_string).collect();
        let key = if warning.count > lines.len() as u64 { "import-warned-some" } else { "import-warned-all" };
        let place = self.t2(key, "n", warning.count, "lines", lines.join(", "));
        match warning.first.as_str() {
            "" => format!("{text} {place}"),
            first => format!("{text} {place} {}", self.t1("import-warned-first", "value", first)),
        }
    }
}

fn argument(speech: &Speech, name: &str, value: &Value) -> Box<dyn Argument> {
    match value {
        Value::Text(text) if name == "day" => {
            Box::new(text.parse::<Day>().map_or_else(|_| text.clone().into_owned(), |day| speech.day(day)))
        }
        // Where a file that came in waits is nothing the reader knows.
        Value::Text(text) if name == "file" && text.contains("imports/") => {
            Box::new(text.rsplit('/').next().unwrap_or_default().to_owned())
        }
        Value::Text(text) if name == "unit" => Box::new(speech.t(&format!("import-tenure-unit-{text}"))),
        Value::Text(text) if NUMBERS.contains(&name) => Box::new(written(speech, text)),
        Value::Text(text) => Box::new(text.clone().into_owned()),
        Value::Count(count) => Box::new(*count),
        Value::Said(message) => Box::new(speech.told(message)),
        Value::Names(names) => {
            let (opens, closes) = match speech.language() {
                Language::Dutch => ('‘', '’'),
                Language::English => ('“', '”'),
            };
            let quoted = |name: &String| if name == "…" { name.clone() } else { format!("{opens}{name}{closes}") };
            Box::new(names.iter().map(quoted).collect::<Vec<_>>().join(", "))
        }
    }
}

/// A number with the reader's decimal sign.
fn written(speech: &Speech, number: &str) -> String {
    match speech.language() {
        Language::Dutch => number.replace('.', ","),
        Language::English => number.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::tz::TimeZone;

    use super::*;
    use crate::Texts;

    fn speech(language: Language) -> Speech {
        Speech::new(Arc::new(Texts::default()), language, TimeZone::UTC)
    }

    #[test]
    fn every_message_of_the_ledger_has_a_text_in_both_languages_with_its_own_values_only() {
        for language in Language::ALL {
            let speech = speech(language);
            for form in Message::ALL {
                let key = format!("message-{}", form.code.replace('_', "-"));
                let values: Vec<(&str, &dyn Argument)> =
                    form.values.iter().map(|name| (*name, &"x" as &dyn Argument)).collect();
                let text = speech.find(&key, &values).unwrap_or_else(|| panic!("{key} has no text in {language:?}"));
                assert!(!text.contains('⟦') && !text.contains("{$"), "{key} asks for a value there is not: {text}");
                assert!(!text.contains("--"), "{key} speaks of the command line: {text}");
            }
        }
    }

    #[test]
    fn a_mistyped_column_is_told_in_the_language_of_the_reader() {
        let message = Message::ColumnMistyped { option: "left".into(), given: "chrun".into(), meant: "churn".into() };
        assert_eq!(speech(Language::Dutch).told(&message), "Er is geen kolom ‘chrun’. Bedoel je ‘churn’?");
        assert_eq!(speech(Language::English).told(&message), "There is no column “chrun”. Did you mean “churn”?");
    }

    #[test]
    fn a_file_that_came_in_is_told_by_its_own_name() {
        let message = Message::FileEmpty { file: "data/imports/01M84/leden.csv".into() };
        let told = speech(Language::Dutch).told(&message);
        assert!(told.contains("‘leden.csv’") && !told.contains("01M84"), "{told}");
    }

    #[test]
    fn numbers_and_units_are_told_in_the_language_of_the_reader() {
        let message = Message::TenureUnitGuessed {
            column: "duur".into(),
            unit: "months".into(),
            largest: "38.5".into(),
            days: "0.1".into(),
            months: "3.2".into(),
        };
        assert_eq!(
            speech(Language::Dutch).told(&message),
            "De eenheid van ‘duur’ staat niet in de naam: 38,5 in dagen is 0,1 jaar, in maanden 3,2 jaar. Er is gerekend \
             met maanden; kies een andere eenheid als dat niet klopt."
        );
    }
}
