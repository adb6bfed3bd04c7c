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
    why_no_picture: &'static str,
}

impl Outcome {
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
            why_no_picture: "this method draws no picture; leave the option out",
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
    pub fn picture(mut self, picture: Option<Picture>) -> Self {
        self.picture = picture.map(|picture| charts::standalone(&picture.wide));
        self.why_no_picture = "these data give nothing to draw; leave the option out";
        self
    }

    /// The answer for programs.
    pub fn json(&self) -> Value {
        let mut all = Map::new();
        all.insert("method".to_owned(), self.method.into());
        all.insert("source".to_owned(), self.source.as_ref().map_or(Value::Null, Source::json));
        all.insert("level".to_owned(), self.level.get().into());
        all.extend(self.fields.clone());
        let warnings = self.warnings.iter().map(|it| json!({"code": it.code, "text": it.text})).collect();
        all.insert("warnings".to_owned(), Value::Array(warnings));
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
            let picture = self.picture.as_ref().ok_or(StudyError::NoPicture { why: self.why_no_picture })?;
            fs::write(path, picture).map_err(|source| StudyError::Write { path: path.clone(), source })?;
        }
        Ok(if output.json { format!("{:#}\n", self.json()) } else { self.text() })
    }
}
