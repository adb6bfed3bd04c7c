//! What was typed, and how each question is drawn.

use pages::{Fields, Speech};
use relationship::listening::{Kind, NotAnAnswer, Question, Reached, Survey, Value};

use crate::then::own_words;

/// The most places of an order.
const PLACES_MAX: usize = 3;

/// Answers, by question.
type Answers = Vec<(String, Value)>;
/// What is wrong, by question.
pub(super) type Problems = Vec<(String, NotAnAnswer)>;

/// What a person chose and typed, as it was sent: question by question.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    sent: Vec<(String, Vec<String>)>,
    problems: Problems,
    /// Was the first answer touched inside a message?
    pub(super) is_tapped: bool,
    /// Did answers come before?
    pub(super) is_again: bool,
}

impl Typed {
    /// The first answer, as it was touched inside a message.
    pub(super) fn tapped(question: &str, value: &Value) -> Self {
        Self { sent: vec![(question.to_owned(), value.sent())], is_tapped: true, ..Self::default() }
    }

    /// What a form sent.
    pub(super) fn read(survey: &Survey, fields: &Fields) -> Self {
        let sent = survey.questions.iter().map(|question| {
            let values = fields.all(&field(&question.id)).map(str::to_owned).collect();
            (question.id.clone(), values)
        });
        Self { sent: sent.collect(), is_tapped: fields.get("tapped").is_some(), ..Self::default() }
    }

    /// The same with what is wrong, question by question.
    pub(super) fn with(self, problems: Problems) -> Self {
        Self { problems, ..self }
    }

    /// The same after what was answered before, which shows where nothing else was typed.
    pub(super) fn after(mut self, before: &[(String, Value)]) -> Self {
        self.is_again = !before.is_empty();
        for (question, value) in before {
            if self.of(question).is_empty() {
                self.sent.retain(|(id, _)| id != question);
                self.sent.push((question.clone(), value.sent()));
            }
        }
        self
    }

    fn of(&self, question: &str) -> &[String] {
        self.sent.iter().find(|(id, _)| id == question).map_or(&[], |(_, values)| values.as_slice())
    }

    /// The answers; a question without one was skipped.
    pub(super) fn answers(&self, survey: &Survey) -> Result<Answers, Problems> {
        let (mut answers, mut problems) = (Vec::new(), Vec::new());
        for question in &survey.questions {
            let sent: Vec<&str> = self.of(&question.id).iter().map(String::as_str).collect();
            match question.read(&sent) {
                Ok(Some(value)) => answers.push((question.id.clone(), value)),
                Ok(None) => {}
                Err(problem) => problems.push((question.id.clone(), problem)),
            }
        }
        if problems.is_empty() { Ok(answers) } else { Err(problems) }
    }
}

/// The field of a question in a form.
fn field(question: &str) -> String {
    format!("q-{question}")
}

/// One answer to choose.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) is_chosen: bool,
}

/// How a question is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Faces,
    Score,
    Radios,
    Boxes,
    Places,
    Words,
}

/// A question on the page.
#[derive(Debug, Clone)]
pub(super) struct Drawn {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) look: Look,
    pub(super) ask: String,
    pub(super) hint: String,
    pub(super) choices: Vec<Choice>,
    /// Of an order: which option stands at each place.
    pub(super) places: Vec<Vec<Choice>>,
    pub(super) text: String,
    pub(super) chars_max: u32,
    pub(super) low: String,
    pub(super) high: String,
    pub(super) problem: Option<String>,
    /// Is each answer a button that sends the form?
    pub(super) by_button: bool,
}

/// The questions of a survey as one person sees them.
pub(super) fn drawn(survey: &Survey, typed: &Typed, speech: &Speech, seed: u64) -> Vec<Drawn> {
    let is_untouched = !typed.is_tapped && !typed.is_again && typed.problems.is_empty();
    survey
        .questions
        .iter()
        .enumerate()
        .map(|(at, question)| {
            let by_button = at == 0 && is_untouched && typed.of(&question.id).is_empty();
            draw(question, typed, speech, seed.wrapping_add(at as u64), by_button)
        })
        .collect()
}

/// The answers to the first question of a survey that can be touched inside a message: what stands in the link, and its label.
pub fn taps(survey: &Survey, speech: &Speech) -> Vec<(String, String)> {
    let Some(first) = survey.questions.first().filter(|it| it.kind.is_one_tap()) else { return Vec::new() };
    let drawn = draw(first, &Typed::default(), speech, 0, false);
    drawn.choices.into_iter().map(|it| (it.value, it.label)).collect()
}

fn draw(question: &Question, typed: &Typed, speech: &Speech, seed: u64, by_button: bool) -> Drawn {
    let chosen = typed.of(&question.id);
    let is_chosen = |value: &str| chosen.iter().any(|it| it == value);
    let choice = |value: String, label: String| Choice { is_chosen: is_chosen(&value), value, label };
    let labels = question.labels.in_language(speech.language().code());
    let options = || question.order(seed).into_iter().map(|it| (it.id.clone(), own_words(&it.text, speech).to_owned()));
    let word = |prefix: &str, value: &str| (value.to_owned(), speech.t(&format!("asking-{prefix}-{value}")));
    let (look, answers): (Look, Vec<(String, String)>) = match question.kind {
        Kind::Faces => {
            let label = |face: usize| labels.get(face - 1).cloned();
            let usual = |face: usize| speech.t(&format!("asking-face-{face}"));
            (Look::Faces, (1..=5).map(|face| (face.to_string(), label(face).unwrap_or_else(|| usual(face)))).collect())
        }
        Kind::Score => (Look::Score, (0..=10).map(|score| (score.to_string(), score.to_string())).collect()),
        Kind::One => (Look::Radios, options().collect()),
        Kind::Several => (Look::Boxes, options().collect()),
        Kind::Ranked => (Look::Places, options().collect()),
        Kind::YesNo => (Look::Radios, ["yes", "no"].map(|it| word("answer", it)).to_vec()),
        Kind::GoalReached => {
            let reached = [Reached::Yes, Reached::Partly, Reached::No];
            (Look::Radios, reached.map(|it| word("goal", it.word())).to_vec())
        }
        Kind::Words | Kind::WhyUs => (Look::Words, Vec::new()),
    };
    let places = if look == Look::Places {
        let place = |at: usize| -> Vec<Choice> {
            let here = chosen.get(at);
            let choice = |(value, label): &(String, String)| Choice {
                is_chosen: here == Some(value),
                value: value.clone(),
                label: label.clone(),
            };
            answers.iter().map(choice).collect()
        };
        (0..answers.len().min(PLACES_MAX)).map(place).collect()
    } else {
        Vec::new()
    };
    let end = |at: usize, usual: &str| labels.get(at).cloned().unwrap_or_else(|| speech.t(usual));
    Drawn {
        id: question.id.clone(),
        name: field(&question.id),
        look,
        ask: own_words(&question.ask, speech).to_owned(),
        hint: hint(question, speech),
        choices: answers.into_iter().map(|(value, label)| choice(value, label)).collect(),
        places,
        text: if look == Look::Words { chosen.first().cloned().unwrap_or_default() } else { String::new() },
        chars_max: question.chars_allowed(),
        low: if look == Look::Score { end(0, "asking-score-low") } else { String::new() },
        high: if look == Look::Score { end(1, "asking-score-high") } else { String::new() },
        problem: typed.problems.iter().find(|(id, _)| *id == question.id).map(|(_, it)| problem(it, speech)),
        by_button,
    }
}

/// Own words always get a hint about privacy.
fn hint(question: &Question, speech: &Speech) -> String {
    let own = own_words(&question.hint, speech);
    if own.is_empty() && question.kind.is_words() { speech.t("asking-privacy") } else { own.to_owned() }
}

fn problem(problem: &NotAnAnswer, speech: &Speech) -> String {
    match problem {
        NotAnAnswer::TooLong { chars, chars_max } => {
            speech.t2("asking-too-long", "most", speech.count(*chars_max), "given", speech.count(*chars))
        }
        NotAnAnswer::OnlyOne => speech.t("asking-only-one"),
        NotAnAnswer::NotOffered { .. } | NotAnAnswer::NoSuchQuestion { .. } => speech.t("asking-not-offered"),
    }
}
