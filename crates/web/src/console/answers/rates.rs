//! How many answered of those who were asked: apart per survey, version, channel and language, with those who did not beside.

use charts::{Bar, bar_cell};
use relationship::listening::AskedBy;
use store::{Language, Response};

use super::Surveys;
use super::asked::{Asked, channel, language};
use crate::App;
use crate::console::content::{Block, Section, Text};
use crate::console::parts::{Cell, Column, Empty, How, Line, Shown, Table, Take, Voice};
use crate::console::shares::{ANSWERED_MIN, NumbersCsv, RESPONSE_MIN, share};
use crate::fault::Fault;

/// The responses the page asks for.
pub(super) async fn of(app: &App, asked: &Asked) -> Result<Vec<Response>, Fault> {
    let mut all = app.store.responses(asked.from, asked.to).await?;
    all.retain(|it| {
        asked.survey.as_ref().is_none_or(|survey| *survey == it.survey)
            && asked.version.is_none_or(|version| version == it.version)
            && asked.channel.is_none_or(|channel| channel == it.channel)
            && asked.language.is_none_or(|language| language == it.language)
    });
    Ok(all)
}

/// The sentence the page opens with. Counts may stand together; a share of all would mix channels and versions.
pub(super) fn finding(voice: &Voice, responses: &[Response]) -> String {
    let sum = |of: fn(&Response) -> u64| responses.iter().map(of).sum::<u64>();
    let (asked, answered) = (sum(|it| it.asked), sum(|it| it.answered));
    if asked == 0 {
        return voice.t("answers-finding-nobody");
    }
    voice.with(
        "answers-finding",
        &[
            ("asked", &asked),
            ("asked_told", &voice.count(asked)),
            ("answered", &answered),
            ("answered_told", &voice.count(answered)),
        ],
    )
}

fn name(voice: &Voice, surveys: &Surveys, it: &Response) -> (String, String) {
    let survey = surveys.find(&it.survey, it.version);
    let title =
        survey.map_or_else(|| it.survey.clone(), |survey| door::then::own_words(&survey.title, voice).to_owned());
    let questions = survey.map_or(0, |survey| survey.questions.len());
    let version = voice.t1("answers-version", "version", it.version);
    let length = voice.t1("answers-length", "n", questions);
    (title, format!("{version} · {length}"))
}

pub(super) fn section(voice: &Voice, responses: &[Response], surveys: &Surveys) -> Section {
    let mut blocks = Vec::new();
    if responses.is_empty() {
        blocks.push(Block::Empty(Empty { text: voice.t("answers-rates-empty"), step: None }));
    } else {
        blocks.push(Block::Table(Table {
            caption: voice.t("answers-rates-caption"),
            first: voice.t("answers-column-survey"),
            columns: vec![
                Column::words(voice.t("answers-column-by")),
                Column::words(String::new()),
                Column::numbers(voice.t("answers-column-response")),
                Column::numbers(voice.t("answers-column-answered")),
                Column::numbers(voice.t("answers-column-silent")),
            ],
            lines: responses.iter().map(|it| line(voice, surveys, it)).collect(),
            ..Table::default()
        }));
        blocks.extend(warnings(voice, responses, surveys).into_iter().map(|text| Block::Text(Text { text })));
        let how = How {
            summary: voice.t("how-summary"),
            lines: vec![
                (voice.t("how-denominator"), voice.t("answers-rates-how")),
                (voice.t("how-method"), voice.t("method-wilson")),
                (voice.t("how-level"), voice.percent(0.95, 0)),
            ],
            ..How::default()
        };
        blocks.push(Block::Take(Take { how, links: Vec::new() }));
    }
    Section {
        id: "response",
        title: voice.t("answers-rates"),
        margin: vec![voice.t("answers-rates-text"), voice.t("answers-rates-touched")],
        blocks,
        ..Section::default()
    }
}

fn line(voice: &Voice, surveys: &Surveys, it: &Response) -> Line {
    let (title, below) = name(voice, surveys, it);
    let answer = share(it.answered, it.asked);
    let shown = voice.share_shown(&answer);
    let bar = Bar {
        value: answer.known().map(|it| it.value),
        interval: answer.known().map(|it| (it.interval.lower, it.interval.upper)),
    };
    let by = format!("{}, {}", channel(voice, it.channel), language(voice, it.language));
    let mut silent = voice.count(it.asked - it.answered);
    if it.touched_only > 0 {
        silent = voice.t2("answers-silent-touched", "n", silent, "touched", voice.count(it.touched_only));
    }
    Line {
        name: title,
        below,
        cells: vec![
            Cell::side(Shown::plain(by)),
            Cell::plot(bar_cell(bar, 1.0, 0.25, &shown.to_string())),
            Cell::main(shown),
            Cell::side(Shown::plain(voice.t2(
                "goodbyes-of",
                "part",
                voice.count(it.answered),
                "whole",
                voice.count(it.asked),
            ))),
            Cell::side(Shown::plain(silent)),
        ],
        ..Line::default()
    }
}

/// What must be said before anybody reads a share.
fn warnings(voice: &Voice, responses: &[Response], surveys: &Surveys) -> Vec<String> {
    let is_one = responses.windows(2).all(|it| (&it[0].survey, it[0].version) == (&it[1].survey, it[1].version));
    let told = |it: &&Response| {
        let by = format!("{}, {}", channel(voice, it.channel), language(voice, it.language));
        if is_one {
            return by;
        }
        let (title, _) = name(voice, surveys, it);
        format!("{title} {}, {by}", voice.t1("answers-version", "version", it.version))
    };
    let few: Vec<String> = responses.iter().filter(|it| it.answered < ANSWERED_MIN).map(|it| told(&it)).collect();
    let is_low = |it: &&Response| it.asked >= ANSWERED_MIN && (it.answered as f64) < RESPONSE_MIN * it.asked as f64;
    let low: Vec<String> = responses.iter().filter(is_low).map(|it| told(&it)).collect();
    let mut warnings = Vec::new();
    if !few.is_empty() {
        warnings.push(voice.t2("answers-warning-few", "least", ANSWERED_MIN, "which", few.join("; ")));
    }
    if !low.is_empty() {
        warnings.push(voice.t1("answers-warning-low", "which", low.join("; ")));
    }
    warnings
}

pub(super) fn write(csv: &mut NumbersCsv, responses: &[Response], surveys: &Surveys) {
    for it in responses {
        let questions = surveys.find(&it.survey, it.version).map_or(0, |survey| survey.questions.len());
        let (by, in_language) = (AskedBy::word(it.channel), Language::word(it.language));
        let row = format!("{} {} {by} {in_language} questions:{questions}", it.survey, it.version);
        csv.answer("response", &row, "answered", &share(it.answered, it.asked), Some(it.answered));
        csv.count("response", &row, "asked", it.asked);
        csv.count("response", &row, "silent", it.asked - it.answered);
        csv.count("response", &row, "touched_only", it.touched_only);
    }
}
