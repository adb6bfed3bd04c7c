//! What was chosen, question by question. Answers that came over several channels or in several languages stand together in one
//! table, and the table says so with their counts.

use std::collections::BTreeMap;

use charts::{Bar, bar_cell};
use relationship::listening::{Question, Reached, Value};
use store::{ChoiceCount, Response};

use super::Surveys;
use super::asked::{channel, language};
use super::stream::{chosen, is_numbered};
use crate::console::content::{Block, Section, Text};
use crate::console::parts::{Cell, Column, Line, Shown, Table, Voice};
use crate::console::shares::{ANSWERED_MIN, NumbersCsv, share};

/// Surveys whose choices are shown at once; others are found with the filter.
const SURVEYS_SHOWN: usize = 3;

/// The answers to one question of one version: what was chosen, how often, and by how many people.
struct Counted<'a> {
    question: &'a Question,
    /// Each choice, in the order of the question.
    choices: Vec<(Value, u64)>,
    /// People who answered it.
    answered: u64,
    /// How many of them by which channel and in which language.
    ways: BTreeMap<(String, String), u64>,
}

/// What a question offers, in its order.
fn offered(question: &Question) -> Vec<Value> {
    use relationship::listening::Kind;
    match question.kind {
        Kind::Faces => (1..=5).rev().map(Value::Face).collect(),
        Kind::Score => (0..=10).rev().map(Value::Score).collect(),
        Kind::One | Kind::Several | Kind::Ranked => {
            question.options.iter().map(|it| Value::One(it.id.clone())).collect()
        }
        Kind::YesNo => vec![Value::Yes(true), Value::Yes(false)],
        Kind::GoalReached => [Reached::Yes, Reached::Partly, Reached::No].map(Value::Goal).to_vec(),
        Kind::Words | Kind::WhyUs => Vec::new(),
    }
}

/// What counts of an answer: each of several options, and the first of an order.
fn parts(value: &Value) -> Vec<Value> {
    match value {
        Value::Several(options) => options.iter().cloned().map(Value::One).collect(),
        Value::Ranked(options) => options.first().cloned().map(Value::One).into_iter().collect(),
        other => vec![other.clone()],
    }
}

fn counted<'a>(question: &'a Question, counts: &[&ChoiceCount], voice: &Voice) -> Counted<'a> {
    let mut choices: Vec<(Value, u64)> = offered(question).into_iter().map(|it| (it, 0)).collect();
    let (mut answered, mut ways) = (0, BTreeMap::new());
    for it in counts {
        answered += it.count;
        *ways.entry((channel(voice, it.channel), language(voice, it.language))).or_insert(0) += it.count;
        for part in parts(&it.value) {
            if let Some((_, count)) = choices.iter_mut().find(|(value, _)| *value == part) {
                *count += it.count;
            }
        }
    }
    if !is_numbered(question.kind) {
        choices.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    }
    Counted { question, choices, answered, ways }
}

/// One section per version of a survey.
pub(super) fn sections(
    voice: &Voice,
    counts: &[ChoiceCount],
    responses: &[Response],
    surveys: &Surveys,
) -> Vec<Section> {
    let runs: Vec<&[ChoiceCount]> = counts.chunk_by(|a, b| a.survey == b.survey && a.version == b.version).collect();
    let ids = ["chosen", "chosen-2", "chosen-3"];
    let mut sections: Vec<Section> = runs
        .iter()
        .zip(ids)
        .take(SURVEYS_SHOWN)
        .filter_map(|(run, id)| section(voice, run, responses, surveys, id))
        .collect();
    if runs.len() > SURVEYS_SHOWN
        && let Some(last) = sections.last_mut()
    {
        last.blocks.push(Block::Text(Text { text: voice.t1("answers-choices-more", "n", runs.len() - SURVEYS_SHOWN) }));
    }
    sections
}

fn section(
    voice: &Voice,
    run: &[ChoiceCount],
    responses: &[Response],
    surveys: &Surveys,
    id: &'static str,
) -> Option<Section> {
    let first = run.first()?;
    let survey = surveys.find(&first.survey, first.version)?;
    let of: Vec<&Response> =
        responses.iter().filter(|it| it.survey == first.survey && it.version == first.version).collect();
    let asked: u64 = of.iter().map(|it| it.asked).sum();
    let blocks = survey
        .questions
        .iter()
        .filter_map(|question| {
            let counts: Vec<&ChoiceCount> = run.iter().filter(|it| it.question == question.id).collect();
            let counted = counted(question, &counts, voice);
            (counted.answered > 0).then(|| table(voice, &counted, asked))
        })
        .flatten()
        .collect();
    let title = door::then::own_words(&survey.title, voice).to_owned();
    Some(Section {
        id,
        title: format!("{title} · {}", voice.t1("answers-version", "version", first.version)),
        margin: vec![voice.t("answers-choices-text"), voice.t("answers-choices-level")],
        blocks,
        ..Section::default()
    })
}

fn table(voice: &Voice, it: &Counted<'_>, asked: u64) -> Vec<Block> {
    let line = |(value, count): &(Value, u64)| {
        let answer = share(*count, it.answered);
        let shown = voice.share_shown(&answer);
        let bar = Bar {
            value: answer.known().map(|it| it.value),
            interval: answer.known().map(|it| (it.interval.lower, it.interval.upper)),
        };
        Line {
            name: chosen(voice, Some(it.question), value),
            cells: vec![
                Cell::plot(bar_cell(bar, 1.0, 0.25, &shown.to_string())),
                Cell::main(shown),
                Cell::side(Shown::plain(voice.count(*count))),
            ],
            ..Line::default()
        }
    };
    let table = Table {
        caption: door::then::own_words(&it.question.ask, voice).to_owned(),
        first: voice.t("answers-column-choice"),
        columns: vec![
            Column::words(String::new()),
            Column::numbers(voice.t("goodbyes-column-share")),
            Column::numbers(voice.t("goodbyes-column-count")),
        ],
        lines: it.choices.iter().map(line).collect(),
        folds: true,
    };
    let mut said = vec![voice.t2(
        "answers-choices-of",
        "answered",
        voice.count(it.answered),
        "silent",
        voice.count(asked.saturating_sub(it.answered)),
    )];
    if it.ways.len() > 1 {
        let ways: Vec<String> =
            it.ways.iter().map(|((by, tongue), n)| format!("{by}, {tongue}: {}", voice.count(*n))).collect();
        said.push(voice.t1("answers-choices-together", "ways", ways.join("; ")));
    }
    if it.answered < ANSWERED_MIN {
        said.push(voice.t1("answers-choices-few", "least", ANSWERED_MIN));
    }
    vec![Block::Table(table), Block::Text(Text { text: said.join(" ") })]
}

pub(super) fn write(csv: &mut NumbersCsv, counts: &[ChoiceCount], surveys: &Surveys) {
    type Way<'a> = (&'a str, u32, &'a str, &'static str, &'static str);
    let mut all: BTreeMap<Way<'_>, Vec<&ChoiceCount>> = BTreeMap::new();
    for it in counts {
        let way = (it.survey.as_str(), it.version, it.question.as_str(), it.channel.word(), it.language.word());
        all.entry(way).or_default().push(it);
    }
    for ((survey, version, question, by, tongue), counts) in all {
        let Some(known) = surveys.find(survey, version).and_then(|it| it.question(question)) else { continue };
        let answered: u64 = counts.iter().map(|it| it.count).sum();
        for value in offered(known) {
            let of = |it: &&&ChoiceCount| parts(&it.value).contains(&value);
            let count = counts.iter().filter(of).map(|it| it.count).sum();
            let row = format!("{survey} {version} {question} {by} {tongue}");
            csv.answer("choices", &row, &value.sent().join(" "), &share(count, answered), Some(count));
        }
    }
}
