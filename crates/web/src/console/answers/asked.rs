//! Which answers the address asks for.

use relationship::Day;
use relationship::ladder::Rung;
use relationship::listening::{AskedBy, Purpose, Use};
use relationship::reason::Catalogue;
use store::{AnswerFilter, InvitationId, Language, Moment};

use super::{Choice, Surveys};
use crate::console::parts::Voice;
use crate::posted::{Fields, encode, in_order};

/// The stretch when nobody says which, in days.
const DAYS_DEFAULT: i32 = 90;

/// What the address asks for. What cannot be read is as if it were not there.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) search: String,
    pub(crate) survey: Option<String>,
    pub(crate) version: Option<u32>,
    pub(crate) channel: Option<AskedBy>,
    pub(crate) language: Option<Language>,
    pub(crate) rung: Option<Rung>,
    /// The code of a family or a reason; `none` is what nobody confirmed and the house did not dare to read.
    pub(crate) theme: String,
    pub(crate) purpose: Purpose,
    pub(crate) from: Day,
    pub(crate) to: Day,
    /// Where the page before ended.
    pub(crate) before: Option<(Moment, String)>,
}

impl Asked {
    pub(crate) fn read(query: Option<&str>, today: Day) -> Self {
        let fields = Fields::parse(query.unwrap_or_default());
        let (survey, version) = match fields.text("survey").split_once(':') {
            Some((survey, version)) => (survey, version.parse().ok()),
            None => (fields.text("survey"), None),
        };
        let day = |name: &str| fields.get(name).and_then(|text| text.parse::<Day>().ok());
        let (from, to) = in_order(day("from"), day("to"));
        let to = to.unwrap_or(today);
        let from = from.filter(|from| *from <= to);
        let theme = fields.text("theme");
        let is_theme = theme == "none" || Catalogue::current().find(theme).is_some();
        Self {
            search: fields.text("q").chars().take(200).collect(),
            survey: Some(survey.to_owned()).filter(|it| !it.is_empty()),
            version,
            channel: AskedBy::from_word(fields.text("channel")),
            language: fields.get("tongue").and_then(|text| text.parse().ok()),
            rung: fields.get("rung").and_then(|text| text.parse().ok()).and_then(Rung::from_number),
            theme: if is_theme { theme.to_owned() } else { String::new() },
            purpose: Purpose::from_word(fields.text("for")).unwrap_or(Purpose::Improve),
            from: from.unwrap_or_else(|| to.plus_days(-DAYS_DEFAULT)),
            to,
            before: fields.get("before").and_then(cursor),
        }
    }

    pub(crate) fn wanted(&self) -> Use {
        Use::For(self.purpose)
    }

    /// Is the customer named beside the answer? Who makes things better for everybody need not know who said it.
    pub(crate) fn names_customer(&self) -> bool {
        matches!(self.purpose, Purpose::Handle | Purpose::Reply)
    }

    /// What the store looks for.
    pub(crate) fn filter(&self) -> AnswerFilter {
        AnswerFilter {
            survey: self.survey.clone(),
            version: self.version,
            channel: self.channel,
            language: self.language,
            rung: self.rung,
            from: Some(self.from),
            to: Some(self.to),
            ..AnswerFilter::default()
        }
    }

    /// The address that asks for the same, from the beginning or from where a page ended.
    pub(crate) fn address(&self, path: &str, before: Option<&(Moment, String)>) -> String {
        let number = |rung: Rung| rung.number().to_string();
        let survey = match (&self.survey, self.version) {
            (Some(survey), Some(version)) => format!("{survey}:{version}"),
            (Some(survey), None) => survey.clone(),
            (None, _) => String::new(),
        };
        let given = [
            ("q", self.search.clone()),
            ("survey", survey),
            ("rung", self.rung.map(number).unwrap_or_default()),
            ("theme", self.theme.clone()),
            ("channel", self.channel.map(AskedBy::word).unwrap_or_default().to_owned()),
            ("tongue", self.language.map(Language::word).unwrap_or_default().to_owned()),
            ("for", self.purpose.word().to_owned()),
            ("from", self.from.to_string()),
            ("to", self.to.to_string()),
            ("before", before.map(|(at, key)| format!("{} {key}", at.us())).unwrap_or_default()),
        ];
        let given = given.iter().filter(|(_, value)| !value.is_empty());
        let pairs: Vec<String> = given.map(|(name, value)| format!("{name}={}", encode(value))).collect();
        format!("{path}?{}", pairs.join("&"))
    }

    /// The filters of the page.
    pub(crate) fn filters(&self, voice: &Voice, surveys: &Surveys) -> Filters {
        let choice = |value: String, text: String, chosen: bool| Choice { value, text, chosen };
        let mut of_surveys = Vec::new();
        let all = surveys.all();
        for survey in &all {
            let is_this = self.survey.as_deref() == Some(&survey.survey);
            let versions = all.iter().filter(|it| it.survey == survey.survey).count();
            let is_newest =
                all.iter().find(|it| it.survey == survey.survey).is_some_and(|it| it.version == survey.version);
            if is_newest {
                let text = door::then::own_words(&survey.title, voice).to_owned();
                of_surveys.push(choice(survey.survey.clone(), text, is_this && self.version.is_none()));
            }
            if versions > 1 {
                let value = format!("{}:{}", survey.survey, survey.version);
                let text = format!("– {}", voice.t1("answers-version", "version", survey.version));
                of_surveys.push(choice(value, text, is_this && self.version == Some(survey.version)));
            }
        }
        let families = Catalogue::current().families().filter(|it| it.family() != "company");
        let mut themes: Vec<Choice> = families
            .map(|it| {
                let text = it.text(voice.language().code()).to_owned();
                choice(it.code.to_owned(), text, self.theme == it.code)
            })
            .collect();
        themes.push(choice("none".to_owned(), voice.t("answers-theme-none"), self.theme == "none"));
        Filters {
            search: self.search.clone(),
            surveys: of_surveys,
            rungs: Rung::ALL
                .iter()
                .map(|it| {
                    let text = format!("{} {}", it.number(), voice.t(&format!("rung-{}", it.number())));
                    choice(it.number().to_string(), text, self.rung == Some(*it))
                })
                .collect(),
            themes,
            channels: AskedBy::ALL
                .iter()
                .map(|it| choice(it.word().to_owned(), channel(voice, *it), self.channel == Some(*it)))
                .collect(),
            languages: Language::ALL
                .iter()
                .map(|it| choice(it.word().to_owned(), language(voice, *it), self.language == Some(*it)))
                .collect(),
            purposes: Purpose::ALL
                .iter()
                .map(|it| {
                    let text = voice.t(&format!("answers-purpose-{}", it.word()));
                    choice(it.word().to_owned(), text, self.purpose == *it)
                })
                .collect(),
            from: self.from.to_string(),
            to: self.to.to_string(),
            is_more: self.channel.is_some() || self.language.is_some() || self.purpose != Purpose::Improve,
        }
    }
}

pub(crate) fn channel(voice: &Voice, channel: AskedBy) -> String {
    voice.t(&format!("answers-channel-{}", channel.word()))
}

pub(crate) fn language(voice: &Voice, language: Language) -> String {
    voice.t(&format!("answers-language-{}", language.word()))
}

/// Where a page ended: microseconds, invitation and question.
fn cursor(text: &str) -> Option<(Moment, String)> {
    let (at, key) = text.split_once(' ')?;
    let (invitation, question) = key.split_once(' ')?;
    let is_ours = invitation.parse::<InvitationId>().is_ok() && question.len() <= 60;
    is_ours.then_some((Moment::from_us(at.parse().ok()?), key.to_owned()))
}

/// The filters as the page shows them.
#[derive(Debug, Clone)]
pub(crate) struct Filters {
    pub(crate) search: String,
    pub(crate) surveys: Vec<Choice>,
    pub(crate) rungs: Vec<Choice>,
    pub(crate) themes: Vec<Choice>,
    pub(crate) channels: Vec<Choice>,
    pub(crate) languages: Vec<Choice>,
    pub(crate) purposes: Vec<Choice>,
    pub(crate) from: String,
    pub(crate) to: String,
    /// Something of the rarer filters is set.
    pub(crate) is_more: bool,
}
