//! The parts of a flow nearly everybody changes, as a form. What is changed there is put into the text where it stands; the
//! rest of the text stays as it was written.

use relationship::flow::{Flow, NewValue, changed};

use crate::posted::Fields;
use crate::{Language, Speech};

/// A line to fill in: its name in the form, the key of its text, what it holds.
#[derive(Debug, Clone)]
pub(crate) struct LineField {
    pub(crate) name: &'static str,
    pub(crate) key: String,
    pub(crate) value: String,
}

/// A question that is asked or not.
#[derive(Debug, Clone)]
pub(crate) struct FlagField {
    pub(crate) name: &'static str,
    pub(crate) key: String,
    pub(crate) is_set: bool,
}

/// The form.
#[derive(Debug, Clone)]
pub(crate) struct Common {
    pub(crate) lines: Vec<LineField>,
    pub(crate) flags: Vec<FlagField>,
    pub(crate) joins: Vec<LineField>,
    /// The law packs: name in the file, name for people, and whether it is held against.
    pub(crate) packs: Vec<(&'static str, String, bool)>,
    pub(crate) law: String,
}

/// Texts: name in the form, and where they stand in the file.
const LINES: [(&str, &[&str]); 6] = [
    ("title_nl", &["title", "nl"]),
    ("title_en", &["title", "en"]),
    ("company_name", &["company", "name"]),
    ("company_phone", &["company", "phone"]),
    ("company_mail", &["company", "mail"]),
    ("company_address", &["company", "address"]),
];
/// Yes or no.
const FLAGS: [(&str, &[&str]); 5] = [
    ("survey_reason", &["survey", "reason"]),
    ("survey_effort", &["survey", "effort"]),
    ("survey_free_text", &["survey", "free_text"]),
    ("survey_goal_reached", &["survey", "goal_reached"]),
    ("undo_until_end", &["undo", "until_end"]),
];
/// How people become customers, to compare with.
const JOINS: [(&str, &[&str]); 3] = [
    ("join_screens", &["join", "screens"]),
    ("join_actions", &["join", "actions"]),
    ("join_fields", &["join", "fields"]),
];

fn key(name: &str) -> String {
    format!("flows-field-{}", name.replace('_', "-"))
}

/// The name of a law pack for people.
pub(super) fn title_of(pack: &str, language: Language) -> String {
    let title = |it: relationship::law::Pack| if language == Language::Dutch { it.title.nl } else { it.title.en };
    relationship::law::pack(pack).map_or_else(|_| pack.to_owned(), title)
}

impl Common {
    /// The form of a flow.
    pub(crate) fn of(flow: &Flow, language: Language) -> Self {
        let company = &flow.company;
        let texts = [&flow.title.nl, &flow.title.en, &company.name, &company.phone, &company.mail, &company.address];
        let line = |name: &'static str, value: String| LineField { name, key: key(name), value };
        let lines = LINES.into_iter().zip(texts).map(|((name, _), text)| line(name, text.clone()));
        let survey = &flow.survey;
        let flags = [survey.reason, survey.effort, survey.free_text, survey.goal_reached, flow.undo.until_end];
        let numbers = [flow.join.screens, flow.join.actions, flow.join.fields];
        let number = |number: Option<u32>| number.map(|it| it.to_string()).unwrap_or_default();
        let is_held = |name: &str| flow.law.iter().any(|it| it == name || (it == "eu" && name == "eu-withdrawal"));
        Self {
            lines: lines.collect(),
            flags: FLAGS
                .into_iter()
                .zip(flags)
                .map(|((name, _), is_set)| FlagField { name, key: key(name), is_set })
                .collect(),
            joins: JOINS.into_iter().zip(numbers).map(|((name, _), it)| line(name, number(it))).collect(),
            packs: relationship::law::names().map(|name| (name, title_of(name, language), is_held(name))).collect(),
            law: flow.law.join(" "),
        }
    }
}

/// The text of a draft with what was changed in the form, and what of it could not be put in.
///
/// Beside each field the form sends what it held (`was_…`): only what differs was changed by a person, so that form and text
/// can be edited at the same time.
pub(crate) fn applied(speech: &Speech, fields: &Fields) -> (String, Option<String>) {
    let mut body = fields.as_typed("body").replace("\r\n", "\n");
    let mut wrong = None;
    for (name, way, value) in changes(fields) {
        let put = value.and_then(|value| changed(&body, way, &value));
        match put {
            Some(text) => body = text,
            None => wrong = Some(speech.t1("flows-wrong-field", "field", speech.t(&key(name)))),
        }
    }
    (body, wrong)
}

type Change = (&'static str, &'static [&'static str], Option<NewValue>);

/// What a person changed in the form; a value of `None` is none that can be put in.
fn changes(fields: &Fields) -> Vec<Change> {
    let was = |name: &str| fields.text(&format!("was_{name}")).to_owned();
    let has = |name: &str| fields.0.iter().any(|(known, _)| known == &format!("was_{name}"));
    let mut all: Vec<Change> = Vec::new();
    for (name, way) in LINES {
        let now = fields.text(name);
        if has(name) && now != was(name) {
            all.push((name, way, Some(NewValue::Text(now.to_owned()))));
        }
    }
    for (name, way) in JOINS {
        let now = fields.text(name);
        if has(name) && now != was(name) {
            all.push((name, way, now.parse::<u32>().ok().map(|number| NewValue::Whole(number.into()))));
        }
    }
    for (name, way) in FLAGS {
        let now = fields.get(name).is_some();
        if has(name) && now != (was(name) == "1") {
            all.push((name, way, Some(NewValue::Flag(now))));
        }
    }
    let law: Vec<String> = fields.all("law").map(str::to_owned).collect();
    let before: Vec<String> =
        was("law").split_whitespace().map(|it| if it == "eu" { "eu-withdrawal" } else { it }.to_owned()).collect();
    let is_same = law.len() == before.len() && law.iter().all(|it| before.contains(it));
    if has("law") && !is_same {
        all.push(("law", &["law"], Some(NewValue::Texts(law))));
    }
    all
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::tz::TimeZone;

    use super::*;
    use crate::{Language, Texts};

    #[test]
    fn only_what_a_person_changed_in_the_form_changes_the_text() {
        let speech = Speech::new(Arc::new(Texts::default()), Language::English, TimeZone::UTC);
        let body = "# Ours\nflow = \"a\"\ntitle.nl = \"Weg\"\nlaw = [\"nl\", \"eu\"]\n\n[company]\nname = \"Klein\"\n";
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let same = vec![
            field("body", body),
            field("was_title_nl", "Something the text has no longer"),
            field("title_nl", "Something the text has no longer"),
            field("was_law", "nl eu"),
            field("law", "nl"),
            field("law", "eu-withdrawal"),
            field("was_survey_reason", "1"),
            field("survey_reason", "1"),
        ];
        assert_eq!(applied(&speech, &Fields(same.clone())), (body.to_owned(), None));
        let changed = [same, vec![field("was_company_phone", ""), field("company_phone", "030 1")]].concat();
        let (text, wrong) = applied(&speech, &Fields(changed.clone()));
        assert!(text.contains("phone = \"030 1\"") && text.starts_with("# Ours") && wrong.is_none(), "{text}");
        let bad = [changed, vec![field("was_join_fields", ""), field("join_fields", "many")]].concat();
        assert!(applied(&speech, &Fields(bad)).1.is_some());
    }
}
