//! The ladder in words, pictures and tables.

use charts::{Bar, LadderColumn, bar_cell, ladder_bar, ladder_flow};
use pages::format;
use relationship::Period;
use relationship::ladder::{LossBoard, LoyaltyBoard, Part, Rung, State};
use stats::Answer;

use super::known::{Known, Month};
use crate::console::content::{Block, Parts, Section, Text};
use crate::console::parts::{Cell, Column, Drawing, Figure, Figures, How, Line, Shown, Table, Take, Voice};
use crate::console::shares::{ANSWERED_MIN, RungMark, share};

/// Where customers were and went, as a table with a number in each cell.
#[derive(Debug, Clone)]
pub(crate) struct Matrix {
    pub(crate) title: String,
    pub(crate) texts: Vec<String>,
    pub(crate) caption: String,
    pub(crate) heads: [RungMark; 5],
    pub(crate) unknown: String,
    pub(crate) gone: String,
    pub(crate) rows: Vec<MatrixRow>,
    /// Rose, stayed, fell, in words.
    pub(crate) said: Vec<String>,
    pub(crate) details: Table,
    pub(crate) details_name: String,
}

/// One row: where they were.
#[derive(Debug, Clone)]
pub(crate) struct MatrixRow {
    /// None for those of whom nobody knew.
    pub(crate) rung: Option<RungMark>,
    pub(crate) name: String,
    pub(crate) cells: Vec<MatrixCell>,
    pub(crate) n: String,
}

/// One cell: how many went from there to here.
#[derive(Debug, Clone)]
pub(crate) struct MatrixCell {
    pub(crate) class: &'static str,
    pub(crate) is_same: bool,
    pub(crate) text: String,
    pub(crate) hint: String,
}

/// One of the two boards.
#[derive(Debug, Clone)]
pub(crate) struct Board {
    pub(crate) id: &'static str,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) value: Shown,
    pub(crate) of: String,
    /// What became of those who began there: name, how many.
    pub(crate) rows: Vec<(String, String)>,
    pub(crate) not_counted: String,
    pub(crate) warning: String,
}

/// The sentence the page opens with.
pub(crate) fn finding(voice: &Voice, known: &Known) -> String {
    let Month { counts, unknown, .. } = known.now();
    let stands: u64 = counts.iter().sum();
    if stands == 0 {
        return voice.t("ladder-finding-nobody");
    }
    voice.with(
        "ladder-finding",
        &[
            ("known", &stands),
            ("known_told", &voice.count(stands)),
            ("unknown", &unknown),
            ("unknown_told", &voice.count(unknown)),
        ],
    )
}

fn how(voice: &Voice, denominator: &str) -> How {
    How {
        summary: voice.t("how-summary"),
        lines: vec![
            (voice.t("how-denominator"), voice.t(denominator)),
            (voice.t("how-method"), voice.t("method-wilson")),
            (voice.t("how-level"), voice.percent(0.95, 0)),
        ],
        ..How::default()
    }
}

/// The key figures: content and unhappy customers, and of how many it is known at all.
pub(crate) fn figures(voice: &Voice, known: &Known) -> Figures {
    let Month { counts, unknown, .. } = known.now();
    let stands: u64 = counts.iter().sum();
    let figure = |key: &str, part: u64, whole: u64, denominator: &str| Figure {
        name: voice.t(key),
        shown: voice.part_shown(part, whole),
        company: voice.t2("goodbyes-of", "part", voice.count(part), "whole", voice.count(whole)),
        how: how(voice, denominator),
    };
    Figures {
        figures: vec![
            figure("ladder-figure-red", counts[0], stands, "ladder-how-known"),
            figure("ladder-figure-green", counts[3] + counts[4], stands, "ladder-how-known"),
            figure("ladder-figure-known", stands, stands + unknown, "ladder-how-all"),
        ],
    }
}

/// Where customers stand now.
pub(crate) fn standing(voice: &Voice, known: &Known) -> Section {
    let Month { counts, unknown, on } = known.now();
    let stands: u64 = counts.iter().sum();
    let mut blocks = Vec::new();
    let shares = counts.map(|count| share(count, stands));
    let texts = shares.map(|it| it.known().map(|it| voice.percent(it.value, 0)).unwrap_or_default());
    let label = voice.t1("ladder-standing-label", "day", voice.day(on));
    if let Some(picture) = ladder_bar(counts, texts.each_ref().map(String::as_str), &label) {
        blocks.push(Block::Parts(Parts { picture, parts: Vec::new() }));
    }
    let line = |(rung, (count, answer)): (RungMark, (u64, &Answer))| Line {
        swatch: swatch(&rung),
        name: rung.word,
        cells: vec![Cell::main(voice.share_shown(answer)), Cell::side(Shown::plain(voice.count(count)))],
        ..Line::default()
    };
    let lines = RungMark::all(voice).into_iter().zip(counts.into_iter().zip(&shares)).rev().map(line);
    blocks.push(Block::Table(Table {
        caption: voice.t("ladder-standing-caption"),
        first: voice.t("ladder-column-rung"),
        columns: vec![
            Column::numbers(voice.t("goodbyes-column-share")),
            Column::numbers(voice.t("goodbyes-column-count")),
        ],
        lines: lines.collect(),
        folds: true,
    }));
    blocks.push(Block::Text(Text { text: voice.t1("ladder-standing-unknown", "n", voice.count(unknown)) }));
    Section {
        id: "standing",
        title: voice.t("ladder-standing"),
        margin: vec![voice.t("ladder-standing-text"), voice.t("ladder-fades")],
        blocks,
        ..Section::default()
    }
}

/// Square and number of a rung, before its word.
fn swatch(rung: &RungMark) -> String {
    format!(r#"<span class="rung"><i class="r{0}">{0}</i></span> "#, rung.number)
}

/// The shade of a cell by its share of the row.
fn shade(share: f64) -> &'static str {
    match share {
        it if it <= 0.0 => "q1",
        it if it < 0.1 => "q2",
        it if it < 0.25 => "q3",
        it if it < 0.45 => "q4",
        it if it < 0.65 => "q5",
        _ => "q6",
    }
}

fn state_name(voice: &Voice, state: State) -> String {
    match state {
        State::On(rung) => RungMark::of(voice, rung).word,
        State::Unknown => voice.t("ladder-unknown"),
        State::Gone => voice.t("ladder-gone"),
    }
}

/// From where to where customers moved.
pub(crate) fn matrix(voice: &Voice, known: &Known) -> Matrix {
    let (moves, shares) = (&known.moves, known.shares());
    let rows = State::ALL[..6].iter().zip(&shares).map(|(before, shares)| MatrixRow {
        rung: match before {
            State::On(rung) => Some(RungMark::of(voice, *rung)),
            State::Unknown | State::Gone => None,
        },
        name: state_name(voice, *before),
        cells: State::ALL
            .iter()
            .zip(shares)
            .map(|(after, share)| {
                let count = moves.count(*before, *after);
                let shown = voice.share_shown(share);
                MatrixCell {
                    class: share.known().map_or("q1", |it| shade(it.value)),
                    is_same: before == after && *before != State::Unknown,
                    text: voice.count(count),
                    hint: voice.with(
                        "ladder-cell",
                        &[
                            ("from", &state_name(voice, *before)),
                            ("to", &state_name(voice, *after)),
                            ("n", &voice.count(count)),
                            ("share", &shown.to_string()),
                        ],
                    ),
                }
            })
            .collect(),
        n: voice.count(moves.began(*before)),
    });
    let went = |is: fn(Rung, Rung) -> bool| -> u64 {
        let pairs = Rung::ALL.iter().flat_map(|before| Rung::ALL.iter().map(move |after| (*before, *after)));
        pairs.filter(|(a, b)| is(*a, *b)).map(|(a, b)| moves.count(State::On(a), State::On(b))).sum()
    };
    let (rose, stayed, fell) = (went(|a, b| b > a), went(|a, b| a == b), went(|a, b| b < a));
    Matrix {
        title: voice.t("ladder-matrix"),
        texts: vec![voice.t("ladder-matrix-text"), voice.t("ladder-matrix-shade")],
        caption: voice.with("ladder-matrix-caption", &[("from", &voice.day(known.from)), ("to", &voice.day(known.to))]),
        heads: RungMark::all(voice),
        unknown: voice.t("ladder-unknown"),
        gone: voice.t("ladder-gone"),
        rows: rows.collect(),
        said: vec![voice.with(
            "ladder-matrix-said",
            &[
                ("rose", &voice.count(rose)),
                ("fell", &voice.count(fell)),
                ("stayed", &voice.count(stayed)),
                ("n", &voice.count(rose + stayed + fell)),
            ],
        )],
        details: row_shares(voice, known),
        details_name: voice.t("ladder-matrix-shares"),
    }
}

/// Of each rung: the shares that rose, stayed, fell, left, and of whom nobody knows.
fn row_shares(voice: &Voice, known: &Known) -> Table {
    let moves = &known.moves;
    let line = |before: &Rung| {
        let from = State::On(*before);
        let n = moves.began(from);
        let to = |is: &dyn Fn(Rung) -> bool| -> u64 {
            Rung::ALL.iter().filter(|it| is(**it)).map(|it| moves.count(from, State::On(*it))).sum()
        };
        let parts = [
            to(&|it| it > *before),
            to(&|it| it == *before),
            to(&|it| it < *before),
            moves.count(from, State::Gone),
            moves.count(from, State::Unknown),
        ];
        let mut cells: Vec<Cell> = parts.into_iter().map(|part| Cell::side(voice.part_shown(part, n))).collect();
        cells.push(Cell::side(Shown::plain(voice.count(n))));
        let mark = RungMark::of(voice, *before);
        Line { swatch: swatch(&mark), name: mark.word, cells, ..Line::default() }
    };
    Table {
        caption: voice.t("ladder-shares-caption"),
        first: voice.t("ladder-column-from"),
        columns: ["rose", "stayed", "fell", "left", "unknown", "n"]
            .map(|it| Column::numbers(voice.t(&format!("ladder-column-{it}"))))
            .to_vec(),
        lines: Rung::ALL.iter().rev().map(line).collect(),
        ..Table::default()
    }
}

/// The two boards, each with its own share.
pub(crate) fn boards(voice: &Voice, known: &Known) -> Vec<Board> {
    let (loss, loyalty) = (LossBoard::of(&known.moves), LoyaltyBoard::of(&known.moves));
    let rows = |all: &[(&str, u64)]| all.iter().map(|(key, n)| (voice.t(key), voice.count(*n))).collect::<Vec<_>>();
    let board = |id: &'static str, part: Part, began: u64, unknown: u64, rows: Vec<(String, String)>| Board {
        id,
        title: voice.t(&format!("ladder-{id}")),
        text: voice.t(&format!("ladder-{id}-text")),
        value: voice.part_shown(part.part, part.whole),
        of: voice.t2("goodbyes-of", "part", voice.count(part.part), "whole", voice.count(part.whole)),
        rows,
        not_counted: voice.t2("ladder-board-unknown", "unknown", voice.count(unknown), "began", voice.count(began)),
        warning: if part.whole < ANSWERED_MIN {
            voice.t1("ladder-board-few", "least", ANSWERED_MIN)
        } else {
            String::new()
        },
    };
    vec![
        board(
            "loss",
            loss.lifted(),
            loss.began,
            loss.unknown,
            rows(&[
                ("ladder-to-green", loss.to_green),
                ("ladder-to-soft-green", loss.to_soft_green),
                ("ladder-to-yellow", loss.to_yellow),
                ("ladder-to-orange", loss.to_orange),
                ("ladder-still-red", loss.stayed),
                ("ladder-left", loss.left),
            ]),
        ),
        board(
            "loyalty",
            loyalty.grown(),
            loyalty.began,
            loyalty.unknown,
            rows(&[
                ("ladder-to-green", loyalty.to_green),
                ("ladder-still-soft-green", loyalty.stayed),
                ("ladder-fell", loyalty.fell),
                ("ladder-left", loyalty.left),
            ]),
        ),
    ]
}

/// How the shares went, month by month.
pub(crate) fn flow(voice: &Voice, known: &Known) -> Section {
    let names = RungMark::all(voice).map(|it| it.word);
    let column = |it: &Month| {
        let (name, below) = format::tick(voice.language(), Period::Month, it.on);
        let stands: u64 = it.counts.iter().sum();
        let hint = voice.with(
            "ladder-flow-hint",
            &[("day", &voice.day(it.on)), ("n", &voice.count(stands)), ("unknown", &voice.count(it.unknown))],
        );
        LadderColumn { name, below, counts: it.counts, hint }
    };
    let mut columns: Vec<LadderColumn> = known.months.iter().map(column).collect();
    if let Some(last) = columns.last_mut() {
        (last.name, last.below) = (voice.t("ladder-now"), None);
    }
    let label = voice.t("ladder-flow-label");
    let mut blocks = Vec::new();
    if let Some(picture) = ladder_flow(&columns, names.each_ref().map(String::as_str), &label) {
        blocks.push(Block::Drawing(Drawing { picture, legend: Vec::new() }));
    }
    let line = |it: &Month| {
        let stands: u64 = it.counts.iter().sum();
        let mut cells: Vec<Cell> = it.counts.iter().map(|count| Cell::side(voice.part_shown(*count, stands))).collect();
        cells.push(Cell::side(Shown::plain(voice.count(stands))));
        cells.push(Cell::side(Shown::plain(voice.count(it.unknown))));
        Line { name: voice.day(it.on), cells, ..Line::default() }
    };
    let heads = names.iter().cloned().chain([voice.t("ladder-column-n"), voice.t("ladder-column-unknown")]);
    blocks.push(Block::Table(Table {
        caption: voice.t("ladder-flow-caption"),
        first: voice.t("ladder-column-day"),
        columns: heads.map(Column::numbers).collect(),
        lines: known.months.iter().rev().map(line).collect(),
        ..Table::default()
    }));
    Section {
        id: "flow",
        title: voice.t("ladder-flow"),
        margin: vec![voice.t("ladder-flow-text")],
        blocks,
        ..Section::default()
    }
}

/// How long customers on each rung still stay, if they go on moving as they did.
pub(crate) fn leaving(voice: &Voice, known: &Known, csv: &str) -> Section {
    let states = State::ALL.iter().zip(&known.until_leaving).take(6);
    let ends = states.clone().filter_map(|(_, it)| it.known()).map(|it| it.interval.upper.min(it.value * 3.0));
    let max = charts::value_ticks(ends.fold(1.0, f64::max), 4).last();
    let line = |(state, answer): (&State, &Answer)| {
        let shown = voice.number_shown(answer, 0);
        let bar = Bar {
            value: answer.known().map(|it| it.value),
            interval: answer.known().map(|it| (it.interval.lower, it.interval.upper)),
        };
        let swatch = match state {
            State::On(rung) => swatch(&RungMark::of(voice, *rung)),
            State::Unknown | State::Gone => String::new(),
        };
        Line {
            swatch,
            name: state_name(voice, *state),
            cells: vec![Cell::plot(bar_cell(bar, max, max / 4.0, &shown.to_string())), Cell::main(shown)],
            ..Line::default()
        }
    };
    // Green first and unknown last: as the eye reads a ladder.
    let mut ordered: Vec<(&State, &Answer)> = states.collect();
    ordered.sort_by_key(|(state, _)| match state {
        State::On(rung) => 5 - rung.number(),
        State::Unknown | State::Gone => 9,
    });
    let table = Table {
        caption: voice.t("ladder-leaving-caption"),
        first: voice.t("ladder-column-rung"),
        columns: vec![Column::words(String::new()), Column::numbers(voice.t("ladder-column-months"))],
        lines: ordered.into_iter().map(line).collect(),
        folds: true,
    };
    let how = How {
        summary: voice.t("how-summary"),
        lines: vec![
            (voice.t("how-method"), voice.t("ladder-leaving-how")),
            (voice.t("how-denominator"), voice.t1("ladder-leaving-steps", "n", voice.count(known.steps))),
            (voice.t("how-level"), voice.percent(0.95, 0)),
        ],
        ..How::default()
    };
    let links = vec![(voice.t("parts-csv"), csv.to_owned())];
    Section {
        id: "leaving",
        title: voice.t("ladder-leaving"),
        margin: vec![voice.t("ladder-leaving-text"), voice.t("ladder-leaving-not-cause")],
        blocks: vec![Block::Table(table), Block::Take(Take { how, links })],
        ..Section::default()
    }
}
