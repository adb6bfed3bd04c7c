//! A page as somebody sees it: headings, sentences, what can be filled in and pressed.

use std::collections::BTreeMap;

use html5gum::{HtmlString, Token, Tokenizer};

use super::measure::Measured;

/// Sentences of a page that are kept.
const TEXTS_MAX: usize = 200;
/// Characters of one sentence that are kept.
const TEXT_CHARS_MAX: usize = 500;
/// Elements that hold no words for people.
const SILENT: [&str; 5] = ["script", "style", "template", "noscript", "svg"];
/// Elements that end a sentence.
const BLOCKS: [&str; 26] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "caption",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "form",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "section",
    "table",
    "td",
    "tr",
    "ul",
];

/// Something to press.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is seen apart on the page")]
pub(super) struct Press {
    /// What it says.
    pub(super) label: String,
    /// Where a link leads, as it is written; nothing for a button.
    pub(super) href: Option<String>,
    /// The form a button sends: its place among the forms of the page.
    pub(super) form: Option<usize>,
    /// Does it look like a button?
    pub(super) is_button: bool,
    /// Does it stand in the head or foot of the site, or in its menu?
    pub(super) in_frame: bool,
    /// Does it stand in something that must be folded out?
    pub(super) folded: bool,
    /// Can it not be pressed yet?
    pub(super) disabled: bool,
}

/// Something to fill in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Input {
    /// `text`, `email`, `textarea`, `select`, `radio`, `checkbox`, …
    pub(super) kind: String,
    /// Its name in the form.
    pub(super) name: String,
    /// What it says.
    pub(super) label: String,
    /// Must it be filled in?
    pub(super) required: bool,
    /// Is it ticked or chosen beforehand?
    pub(super) checked: bool,
    /// The fewest characters.
    pub(super) min_chars: u32,
    /// The form it belongs to.
    pub(super) form: Option<usize>,
}

/// A form of a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Form {
    /// Where it goes, as it is written.
    pub(super) action: String,
    /// Is it sent with POST?
    pub(super) posts: bool,
}

/// A page.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Page {
    /// The language it says it is in.
    pub(super) language: String,
    /// Its title.
    pub(super) title: String,
    /// Its first heading.
    pub(super) heading: String,
    /// Its sentences.
    pub(super) texts: Vec<String>,
    /// Its forms.
    pub(super) forms: Vec<Form>,
    /// What can be filled in.
    pub(super) inputs: Vec<Input>,
    /// What can be pressed.
    pub(super) presses: Vec<Press>,
    /// Does it show a clock that runs?
    pub(super) countdown: bool,
    /// Seconds after which it goes on by itself.
    pub(super) refresh_seconds: Option<u32>,
    /// As it was served.
    pub(super) html: String,
    /// What a browser measured of its controls.
    pub(super) measured: Option<Vec<Measured>>,
}

impl Page {
    /// Reads what stands on a page. Anything is accepted: what is no HTML is a page without controls.
    pub(super) fn read(html: &str) -> Self {
        let mut reader = Reader::default();
        for Ok(token) in Tokenizer::new(html) {
            match token {
                Token::StartTag(tag) => {
                    let name = text_of(&tag.name);
                    let attributes = tag.attributes.iter().map(|(name, value)| (text_of(name), text_of(value)));
                    reader.open(&name, &attributes.collect(), tag.self_closing);
                }
                Token::EndTag(tag) => reader.close(&text_of(&tag.name)),
                Token::String(words) => reader.say(&text_of(&words)),
                _ => {}
            }
        }
        Self { html: html.to_owned(), ..reader.finish() }
    }
}

fn text_of(text: &HtmlString) -> String {
    String::from_utf8_lossy(text).into_owned()
}

type Attributes = BTreeMap<String, String>;

/// Where the words go that are read next.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Into {
    Title,
    Heading,
    Press(usize),
    Label(Option<String>),
    Choice,
}

#[derive(Default)]
struct Reader {
    page: Page,
    /// The open elements.
    open: Vec<String>,
    /// Elements whose words are kept apart, with the words so far.
    into: Vec<(String, Into, String)>,
    sentence: String,
    labels: BTreeMap<String, String>,
    /// For each input, the name its label goes by.
    ids: Vec<Option<String>>,
    form: Option<usize>,
    silent: usize,
    legend: String,
}

impl Reader {
    fn is_in(&self, names: &[&str]) -> bool {
        self.open.iter().any(|name| names.contains(&name.as_str()))
    }

    fn open(&mut self, name: &str, with: &Attributes, self_closing: bool) {
        if SILENT.contains(&name) && !self_closing {
            self.silent += 1;
            return;
        }
        let get = |key: &str| with.get(key).cloned().unwrap_or_default();
        let class = format!("{} {}", get("class"), get("id")).to_lowercase();
        self.page.countdown |= ["countdown", "timer", "count-down", "aftel"].iter().any(|word| class.contains(word));
        match name {
            "html" => self.page.language = get("lang").to_lowercase(),
            "meta" if get("http-equiv").eq_ignore_ascii_case("refresh") => {
                self.page.refresh_seconds =
                    get("content").split([';', ',']).next().and_then(|it| it.trim().parse().ok());
            }
            "title" if !self.is_in(&["svg"]) => self.begin(name, Into::Title),
            "h1" | "h2" if self.page.heading.is_empty() => self.begin(name, Into::Heading),
            "form" => {
                self.page.forms.push(Form { action: get("action"), posts: get("method").eq_ignore_ascii_case("post") });
                self.form = Some(self.page.forms.len() - 1);
            }
            "label" => self.begin(name, Into::Label(with.get("for").cloned())),
            "legend" => self.begin(name, Into::Choice),
            "a" | "button" => self.press(name, with, &class),
            "input" => self.input(with),
            "textarea" | "select" => self.field(name, with),
            "option" if with.contains_key("selected") && !get("value").is_empty() => {
                if let Some(input) = self.page.inputs.last_mut() {
                    input.checked = true;
                }
            }
            _ => {}
        }
        if BLOCKS.contains(&name) {
            self.end_sentence();
        }
        if !self_closing
            && !["input", "br", "hr", "img", "meta", "link", "source", "wbr", "area", "col", "base"].contains(&name)
        {
            self.open.push(name.to_owned());
        }
    }

    fn begin(&mut self, name: &str, into: Into) {
        self.into.push((name.to_owned(), into, String::new()));
    }

    fn press(&mut self, name: &str, with: &Attributes, class: &str) {
        let kind = with.get("type").map(String::as_str).unwrap_or_default();
        let has_form = name == "button" && kind != "button" && kind != "reset";
        let label = with.get("aria-label").or_else(|| with.get("title")).cloned().unwrap_or_default();
        self.page.presses.push(Press {
            label,
            href: with.get("href").cloned().filter(|_| name == "a"),
            form: self.form.filter(|_| has_form),
            is_button: name == "button" || ["btn", "button", "knop", "cta"].iter().any(|word| class.contains(word)),
            in_frame: self.is_in(&["nav", "footer", "header"]),
            folded: self.is_in(&["details"]),
            disabled: with.contains_key("disabled"),
        });
        let place = self.page.presses.len() - 1;
        self.begin(name, Into::Press(place));
    }

    fn input(&mut self, with: &Attributes) {
        let kind = with.get("type").map_or("text", String::as_str).to_lowercase();
        match kind.as_str() {
            "hidden" | "reset" => {}
            "submit" | "image" | "button" => self.page.presses.push(Press {
                label: with.get("value").or_else(|| with.get("alt")).cloned().unwrap_or_default(),
                form: self.form.filter(|_| kind != "button"),
                is_button: true,
                in_frame: self.is_in(&["nav", "footer", "header"]),
                folded: self.is_in(&["details"]),
                disabled: with.contains_key("disabled"),
                href: None,
            }),
            kind => self.field(kind, with),
        }
    }

    fn field(&mut self, kind: &str, with: &Attributes) {
        let get = |key: &str| with.get(key).cloned().unwrap_or_default();
        let spoken = [get("aria-label"), get("placeholder")].into_iter().find(|it| !it.is_empty()).unwrap_or_default();
        let place = self.page.inputs.len();
        let around = self.into.iter_mut().rev().find_map(|(_, into, _)| match into {
            Into::Label(of) => Some(of.get_or_insert_with(|| format!(" around {place}")).clone()),
            _ => None,
        });
        self.ids.push(around.or_else(|| with.get("id").cloned()));
        let legend = if kind == "radio" { self.legend.clone() } else { String::new() };
        self.page.inputs.push(Input {
            kind: kind.to_owned(),
            name: get("name"),
            label: if legend.is_empty() { spoken } else { legend },
            required: with.contains_key("required") || get("aria-required") == "true",
            checked: with.contains_key("checked"),
            min_chars: get("minlength").parse().unwrap_or(0),
            form: self.form,
        });
    }

    fn say(&mut self, text: &str) {
        if self.silent > 0 {
            return;
        }
        self.into.last_mut().map_or(&mut self.sentence, |(_, _, words)| words).push_str(text);
    }

    fn close(&mut self, name: &str) {
        if SILENT.contains(&name) {
            self.silent = self.silent.saturating_sub(1);
            return;
        }
        if name == "form" {
            self.form = None;
        }
        if let Some(at) = self.into.iter().rposition(|(opened, ..)| opened == name) {
            let (_, into, words) = self.into.remove(at);
            if matches!(into, Into::Press(_)) {
                self.say(&words);
            }
            self.put(into, tidy(&words));
        }
        if let Some(at) = self.open.iter().rposition(|opened| opened == name) {
            self.open.truncate(at);
        }
        if BLOCKS.contains(&name) {
            self.end_sentence();
        }
    }

    fn put(&mut self, into: Into, words: String) {
        if words.is_empty() {
            return;
        }
        match into {
            Into::Title => self.page.title = words,
            Into::Heading => self.page.heading = words,
            Into::Press(place) => self.page.presses[place].label = words,
            Into::Label(Some(of)) => drop(self.labels.insert(of, words)),
            Into::Label(None) => self.keep(&words),
            Into::Choice => {
                self.legend.clone_from(&words);
                self.keep(&words);
            }
        }
    }

    fn keep(&mut self, words: &str) {
        if self.page.texts.len() < TEXTS_MAX && words.chars().any(char::is_alphabetic) {
            self.page.texts.push(words.chars().take(TEXT_CHARS_MAX).collect());
        }
    }

    fn end_sentence(&mut self) {
        let words = tidy(&std::mem::take(&mut self.sentence));
        if !words.is_empty() && !self.is_in(&["nav", "footer", "header", "head"]) {
            self.keep(&words);
        }
    }

    fn finish(mut self) -> Page {
        self.end_sentence();
        for (input, id) in self.page.inputs.iter_mut().zip(&self.ids) {
            let label = id.as_ref().and_then(|id| self.labels.get(id));
            if let Some(label) = label.filter(|_| input.kind != "radio" || input.label.is_empty()) {
                input.label.clone_from(label);
            }
        }
        self.page.presses.retain(|press| !press.label.trim().is_empty());
        self.page
    }
}

fn tidy(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
