//! Every text people read, in both languages, built into the program.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use crate::Language;
use crate::numbers;

/// The files of `locales/{nl,en}`: one per topic, the same in both languages. A test compares this list with the folder.
macro_rules! topics {
    ($($topic:literal),* $(,)?) => {
        /// The names of the topics.
        const TOPICS: &[&str] = &[$($topic),*];
        const DUTCH: &[&str] = &[$(include_str!(concat!("../../../locales/nl/", $topic, ".ftl"))),*];
        const ENGLISH: &[&str] = &[$(include_str!(concat!("../../../locales/en/", $topic, ".ftl"))),*];
    };
}

topics![
    "layout",
    "faults",
    "sign_in",
    "overview",
    "churn",
    "cohorts",
    "survival",
    "reasons",
    "silent",
    "precursors",
    "value",
    "loyalty",
    "activities",
    "measure",
    "charts",
    "customers",
    "import",
    "messages",
    "settings",
    "leave",
    "desk",
    "flows",
    "goodbyes",
    "receipt",
    "mail",
    "asking",
    "answers",
    "ladder",
    "work",
    "surveys",
    "listening",
];

type Bundle = FluentBundle<FluentResource>;

/// The texts of both languages.
pub struct Texts {
    dutch: Bundle,
    english: Bundle,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Texts").field("topics", &TOPICS).finish()
    }
}

impl Default for Texts {
    fn default() -> Self {
        Self { dutch: bundle(Language::Dutch, DUTCH), english: bundle(Language::English, ENGLISH) }
    }
}

fn bundle(language: Language, sources: &[&str]) -> Bundle {
    let id = language.code().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![id]);
    // Pages set the direction of text by themselves; the invisible marks would end up in attributes and CSV files.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::Dutch => |value, _| write_number(Language::Dutch, value),
        Language::English => |value, _| write_number(Language::English, value),
    }));
    for source in sources {
        let resource = match FluentResource::try_new((*source).to_owned()) {
            Ok(resource) => resource,
            // The rest of the file is still of use; `texts_are_complete` finds the mistake before a person does.
            Err((resource, errors)) => {
                tracing::error!(?errors, language = language.code(), "a file of texts has mistakes");
                resource
            }
        };
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(?errors, language = language.code(), "a text stands in two files");
        }
    }
    bundle
}

fn write_number(language: Language, value: &FluentValue<'_>) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let digits = number.options.minimum_fraction_digits.unwrap_or(0);
    Some(numbers::decimal(language, number.value, digits))
}

impl Texts {
    /// The text behind a key, with its arguments filled in. A key without a text gives the key itself in brackets: the
    /// page stays whole, and a test finds it.
    pub fn get(&self, language: Language, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        self.find(language, key, args).unwrap_or_else(|| {
            tracing::error!(key, language = language.code(), "no text for a key, or an argument is missing");
            format!("⟦{key}⟧")
        })
    }

    /// The text behind a key, if there is one and all its arguments are given. For keys made from data, such as the
    /// code of a warning.
    pub fn find(&self, language: Language, key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let bundle = self.bundle(language);
        let pattern = bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, args, &mut errors).into_owned();
        errors.is_empty().then_some(text)
    }

    fn bundle(&self, language: Language) -> &Bundle {
        match language {
            Language::Dutch => &self.dutch,
            Language::English => &self.english,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use fluent_syntax::{ast, parser};

    use super::{DUTCH, ENGLISH, TOPICS};

    /// Every key with the names of its arguments.
    fn keys(source: &str) -> BTreeSet<(String, BTreeSet<String>)> {
        let resource = parser::parse(source).unwrap_or_else(|(_, errors)| panic!("{errors:?}"));
        resource
            .body
            .iter()
            .filter_map(|entry| match entry {
                ast::Entry::Message(message) => {
                    let debug = format!("{:?}", message.value);
                    let arguments = debug
                        .split("VariableReference { id: Identifier { name: \"")
                        .skip(1)
                        .filter_map(|rest| rest.split('"').next().map(str::to_owned));
                    Some((message.id.name.to_owned(), arguments.collect()))
                }
                _ => None,
            })
            .collect()
    }

    #[test]
    fn both_languages_have_the_same_keys_with_the_same_arguments() {
        for ((topic, dutch), english) in TOPICS.iter().zip(DUTCH).zip(ENGLISH) {
            let (dutch, english) = (keys(dutch), keys(english));
            let missing: Vec<_> = dutch.symmetric_difference(&english).collect();
            assert!(missing.is_empty(), "{topic}: in one language only, or with other arguments: {missing:?}");
        }
    }

    #[test]
    fn no_key_stands_in_two_files() {
        let mut seen = BTreeSet::new();
        for (topic, source) in TOPICS.iter().zip(ENGLISH) {
            for (key, _) in keys(source) {
                assert!(seen.insert(key.clone()), "{topic}: `{key}` stands in an earlier file too");
            }
        }
    }

    #[test]
    fn every_file_of_texts_is_built_in() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../locales/en");
        let files: BTreeSet<String> = std::fs::read_dir(folder)
            .expect("the folder of texts")
            .map(|file| file.expect("a file").path().file_stem().expect("a name").to_string_lossy().into_owned())
            .collect();
        assert_eq!(files, TOPICS.iter().map(|topic| (*topic).to_owned()).collect());
    }
}
