//! What is written to people: one text, whether it goes out as a mail or on paper.

mod html;
mod receipt;
mod text;

use pages::Language;
use serde::{Deserialize, Serialize};

pub use receipt::read_receipt;

/// A text in one language, in parts whose meaning is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writing {
    /// The language it is in.
    pub language: Language,
    /// What it says in one line: the subject of a mail, the title of a paper.
    pub title: String,
    /// Its parts, in reading order.
    pub blocks: Vec<Block>,
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// What a section is about.
    Heading {
        /// The words.
        text: String,
    },
    /// The sentence that matters most.
    Lead {
        /// The words.
        text: String,
    },
    /// Sentences.
    Paragraph {
        /// The words; a line break stays one.
        text: String,
    },
    /// Somebody's own words.
    Quote {
        /// The words; a line break stays one.
        text: String,
    },
    /// Things beside each other.
    Items {
        /// One text each.
        items: Vec<String>,
    },
    /// What is the case: a label and its value.
    Facts {
        /// Label and value, in order.
        facts: Vec<(String, String)>,
    },
    /// What happened and what will happen.
    Steps {
        /// In order of time.
        steps: Vec<Step>,
    },
    /// A table: the first column names the row, the others hold numbers.
    Table {
        /// What it shows, or nothing.
        caption: String,
        /// The names of the columns.
        head: Vec<String>,
        /// The rows, as long as the head.
        rows: Vec<Vec<String>>,
    },
    /// An address to open, shown in full.
    Link {
        /// What opens.
        label: String,
        /// The address.
        address: String,
    },
    /// Something to open whose own words are the link; without layout its address stands below.
    Open {
        /// What opens.
        label: String,
        /// What there is to say of it, or nothing.
        more: String,
        /// The address.
        address: String,
    },
    /// Answers to touch: each opens its own address. On paper they are a list.
    Choices {
        /// Label and address, in order.
        choices: Vec<(String, String)>,
    },
    /// Lines that are kept as they are, such as a seal.
    Fixed {
        /// The lines.
        text: String,
    },
    /// A drawing; a mail shows its caption and its alternative in words.
    Picture {
        /// The drawing as SVG, with its own colours.
        svg: String,
        /// What it shows, in words.
        alt: String,
        /// What stands above it, or nothing.
        caption: String,
    },
}

/// A point in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// When, in words.
    pub when: String,
    /// What.
    pub what: String,
    /// What more there is to say, or nothing.
    pub more: String,
    /// Whether it has happened.
    pub done: bool,
}

impl Writing {
    /// A text without parts yet.
    pub fn new(language: Language, title: impl Into<String>) -> Self {
        Self { language, title: title.into(), blocks: Vec::new() }
    }

    /// The same with another part at its end.
    #[must_use]
    pub fn with(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }

    /// The same with sentences at its end; without words nothing is added.
    #[must_use]
    pub fn say(self, text: impl Into<String>) -> Self {
        let text = text.into();
        if text.trim().is_empty() { self } else { self.with(Block::Paragraph { text }) }
    }

    /// The same with a heading at its end.
    #[must_use]
    pub fn head(self, text: impl Into<String>) -> Self {
        self.with(Block::Heading { text: text.into() })
    }
}
