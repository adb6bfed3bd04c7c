//! What a method hands back: an answer for programs, one for people, and perhaps a picture.

use std::borrow::Cow;
use std::fmt::Display;
use std::fs;

use charts::Picture;
use serde_json::{Map, Value, json};
use stats::Level;

use crate::StudyError;
use crate::flags::Output;
use crate::frame::Source;
use crate::methods::METHODS_WITH_PICTURE;

/// Something to know before the answer is believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// A stable word for programs.
    pub code: Cow<'static, str>,
    /// What is the matter, and what to do.
    pub text: String,
}

/// What a method hands back.
#[derive(Debug, Clone)]
pub struct Outcome {
    method: &'static str,
    level: Level,
    source: Option<Source>,
    fields: Map<String, Value>,
    paragraphs: Vec<String>,
    warnings: Vec<Warning>,
    picture: Option<String>,
    /// Whether the method draws, though these data may give nothing to draw.
    draws: bool,
}

/// The answer for one group, or why the method refuses it.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) label: String,
    /// `{"plan": "Year"}`.
    pub(crate) names: Value,
    pub(crate) answer: Result<Outcome, StudyError>,
}

impl Outcome {
    /// The answers for some groups as one.
    ///
    /// # Errors
    /// What the first group was refused with, where all were.
    pub(crate) fn of_parts(mut parts: Vec<Part>) -> Result<Self, StudyError> {
        let Some(first) = parts.iter().position(|part| part.answer.is_ok()) else {
            return parts.swap_remove(0).answer;
        };
        let mut whole = match &parts[first].answer {
            Ok(known) => Self { source: known.source.clone(), ..Self::new(known.method, known.level) },
            Err(_) => return parts.swap_remove(first).answer,
        };
        let mut groups = Vec::with_capacity(parts.len());
        let mut pictures = Vec::new();
        for Part { label, names, answer } in parts {
            let mut fields = Map::new();
            fields.insert("group".to_owned(), names);
            match answer {
                Ok(answer) => {
                    fields.extend(answer.fields.clone());
                    fields.insert("warnings".to_owned(), answer.warnings_json());
                    whole.draws |= answer.draws;
                    whole = whole.say(format!("{label}\n{}\n\n{}", "=".repeat(label.chars().count()), answer.text()));
                    pictures.extend(answer.picture.map(|picture| (label, picture)));
                }
                Err(error) => {
                    fields.insert("refused".to_owned(), error.to_string().into());
                    whole = whole.warn("group_refused", format!("{label}: {error}"));
                }
            }
            groups.push(Value::Object(fields));
        }
        whole.picture = (!pictures.is_empty()).then(|| charts::stacked(&pictures));
        Ok(whole.with("groups", groups))
    }

    fn warnings_json(&self) -> Value {
        Value::Array(self.warnings.iter().map(|it| json!({"code": it.code, "text": it.text})).collect())
    }

    /// An answer without content yet. `method` is the word of the command.
    pub fn new(method: &'static str, level: Level) -> Self {
        Self {
            method,
            level,
            source: None,
            fields: Map::new(),
            paragraphs: Vec::new(),
            warnings: Vec::new(),
            picture: None,
            draws: false,
        }
    }

    /// The file it was made from; what reading it found goes into the warnings.
    #[must_use]
    pub fn from_source(mut self, source: &Source) -> Self {
        self.warnings.extend(source.warnings.iter().cloned());
        self.source = Some(source.clone());
        self
    }

    /// A field of the JSON answer.
    #[must_use]
    pub fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(field.to_owned(), value.into());
        self
    }

    /// A sentence or a table for people.
    #[must_use]
    pub fn say(mut self, text: impl Display) -> Self {
        let text = text.to_string();
        if !text.trim().is_empty() {
            self.paragraphs.push(text.trim_end().to_owned());
        }
        self
    }

    /// A warning; the same one twice is said once.
    #[must_use]
    pub fn warn(mut self, code: impl Into<Cow<'static, str>>, text: impl Into<String>) -> Self {
        let warning = Warning { code: code.into(), text: text.into() };
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
        self
    }

    /// All these warnings.
    #[must_use]
    pub fn warn_all(self, warnings: impl IntoIterator<Item = Warning>) -> Self {
        warnings.into_iter().fold(self, |outcome, warning| outcome.warn(warning.code, warning.text))
    }

    /// The picture; none when the data give nothing to draw.
    #[must_use]
    pub fn picture(self, picture: Option<Picture>) -> Self {
        self.pictures(picture)
    }

    /// Pictures below each other; none when the data give nothing to draw.
    #[must_use]
    pub fn pictures(mut self, pictures: impl IntoIterator<Item = Picture>) -> Self {
        let mut drawn: Vec<(String, String)> =
            pictures.into_iter().map(|picture| (String::new(), charts::standalone(&picture.wide))).collect();
        self.picture = if drawn.len() > 1 { Some(charts::stacked(&drawn)) } else { drawn.pop().map(|(_, only)| only) };
        self.draws = true;
        self
    }

    fn why_no_picture(&self) -> String {
        if self.draws || METHODS_WITH_PICTURE.contains(&self.method) {
            return "these data give nothing to draw; leave the option out".to_owned();
        }
        let names: Vec<String> = METHODS_WITH_PICTURE.iter().map(|name| format!("`{name}`")).collect();
        format!("`{}` draws no picture, leave the option out; those that do: {}", self.method, names.join(", "))
    }

    /// The answer for programs.
    pub fn json(&self) -> Value {
        let mut all = Map::new();
        all.insert("method".to_owned(), self.method.into());
        all.insert("source".to_owned(), self.source.as_ref().map_or(Value::Null, Source::json));
        all.insert("level".to_owned(), self.level.get().into());
        all.extend(self.fields.clone());
        all.insert("warnings".to_owned(), self.warnings_json());
        Value::Object(all)
    }

    /// The answer for people.
    pub fn text(&self) -> String {
        let mut text = self.paragraphs.join("\n\n");
        if !self.warnings.is_empty() {
            text.push('\n');
        }
        for warning in &self.warnings {
            text += &format!("\nwarning: {}", warning.text);
        }
        text.push('\n');
        text
    }

    /// What is to be printed, after the picture was written if one was asked for.
    ///
    /// # Errors
    /// When a picture was asked for and there is none, or it cannot be written.
    pub fn deliver(&self, output: &Output) -> Result<String, StudyError> {
        if let Some(path) = &output.svg {
            let picture = self.picture.as_ref().ok_or_else(|| StudyError::NoPicture { why: self.why_no_picture() })?;
            fs::write(path, picture).map_err(|source| StudyError::Write { path: path.clone(), source })?;
        }
        Ok(if output.json { format!("{:#}\n", self.json()) } else { self.text() })
    }
}
