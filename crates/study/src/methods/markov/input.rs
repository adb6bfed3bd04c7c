//! Rows of customers or a matrix, as moves or chances.

use stats::movement::{Chain, Moves, Visits, expected_moves, homogeneity};
use stats::{StatsError, Tested};

use super::Markov;
use crate::StudyError;
use crate::answer::number;
use crate::error::Problem;
use crate::frame::{Allowed, Frame, Group, Opened, Source};
use crate::methods::cumulative_incidence::list;

/// The chi-square is rough where more than a fifth of the cells expect fewer moves than this.
const EXPECTED_FEW: f64 = 5.0;
/// Or one cell fewer than this.
const EXPECTED_MIN: f64 = 1.0;

/// What was read.
pub(super) struct Read {
    pub(super) source: Source,
    pub(super) states: Vec<String>,
    /// States that are never left.
    pub(super) ends: Vec<usize>,
    /// That they were not named, in words.
    pub(super) assumed: Option<String>,
    pub(super) kind: Kind,
    rows: Option<Rows>,
}

/// Chances, or moves of one or more groups.
pub(super) enum Kind {
    Chances(Chain),
    Moves(Vec<Moved>),
}

/// The moves of one group.
pub(super) struct Moved {
    pub(super) label: String,
    pub(super) json: serde_json::Value,
    pub(super) moves: Moves,
}

/// Rows of customers, row by row.
struct Rows {
    ids: Vec<u64>,
    times: Vec<f64>,
    states: Vec<usize>,
    period: Option<f64>,
}

impl Rows {
    fn visits(&self) -> Visits<'_> {
        Visits { ids: &self.ids, times: &self.times, states: &self.states, period: self.period }
    }

    fn of(&self, group: &Group) -> Self {
        Self {
            ids: group.pick(&self.ids).into_owned(),
            times: group.pick(&self.times).into_owned(),
            states: group.pick(&self.states).into_owned(),
            period: self.period,
        }
    }
}

/// A question about a chain, and the test that answers it.
pub(super) struct Question {
    pub(super) word: &'static str,
    pub(super) question: &'static str,
    pub(super) test: Tested,
    /// How many moves equal chances expect in each cell that is compared.
    pub(super) expected: Vec<f64>,
}

impl Question {
    /// Compares these groups of moves; nothing to ask with fewer than two.
    pub(super) fn of(
        groups: &[Moves],
        (word, question): (&'static str, &'static str),
    ) -> Result<Option<Self>, StatsError> {
        if groups.len() < 2 {
            return Ok(None);
        }
        Ok(Some(Self { word, question, test: homogeneity(groups)?, expected: expected_moves(groups) }))
    }

    /// Whether so few moves are expected that the chi-square is rough: more than a fifth of the cells below 5, or one below 1.
    pub(super) fn is_rough(&self) -> bool {
        let below = |least: f64| self.expected.iter().filter(|expected| **expected < least).count();
        self.test.known().is_some() && (5 * below(EXPECTED_FEW) > self.expected.len() || below(EXPECTED_MIN) > 0)
    }
}

impl Read {
    /// Whether the state before, or the time, matters: what a chain assumes they do not.
    pub(super) fn assumptions(&self) -> Result<Vec<Question>, StudyError> {
        let Some(rows) = &self.rows else { return Ok(Vec::new()) };
        let before = Moves::by_state_before(self.states.len(), rows.visits(), &self.ends)?;
        let before = Question::of(&before, ("states_before", "Does the state before the present one matter?"))?;
        let by_time = Moves::by_time(self.states.len(), rows.visits(), &self.ends)?;
        let by_time: Vec<Moves> = by_time.into_iter().map(|it| it.1).collect();
        let by_time = Question::of(&by_time, ("times", "Do the chances change over time?"))?;
        Ok(before.into_iter().chain(by_time).collect())
    }

    /// What each state brings; nothing when no rewards are named.
    pub(super) fn rewards(&self, given: &[String]) -> Result<Option<Vec<f64>>, StudyError> {
        if given.is_empty() {
            return Ok(None);
        }
        let mut rewards = vec![0.0; self.states.len()];
        for pair in given {
            let (name, amount) = pair.rsplit_once('=').unwrap_or((pair, ""));
            let state = self.states.iter().position(|state| state == name.trim());
            let amount = amount.trim().parse::<f64>().ok().filter(|amount| amount.is_finite());
            let (Some(state), Some(amount)) = (state, amount) else {
                let what = format!("`--rewards {pair}` is no state with an amount");
                let remedy = format!("such as `{}=10`; states are: {}", self.states[0], list(&self.states));
                return Err(StudyError::options(what, remedy));
            };
            rewards[state] = amount;
        }
        Ok(Some(rewards))
    }
}

impl Markov {
    pub(super) fn read(&self) -> Result<Read, StudyError> {
        match (&self.id, &self.time, &self.state) {
            (Some(id), Some(time), Some(state)) => self.read_rows(id, time, state),
            _ if self.counts || self.chances => self.read_matrix(),
            _ => Err(StudyError::options(
                "`markov` needs rows of customers or a matrix",
                "say `--id COLUMN --time COLUMN --state COLUMN`, or `--counts` or `--chances` for a matrix",
            )),
        }
    }

    fn read_rows(&self, id: &str, time: &str, state: &str) -> Result<Read, StudyError> {
        let mut opened = self.input.open()?;
        let id = opened.category("--id", id)?;
        let times = opened.number("--time", time, Allowed::Any)?;
        let state_column = opened.category("--state", state)?;
        let by = opened.categories("--by", &self.by.by)?;
        let frame = opened.read()?;
        let states = frame.categories(state_column);
        let names = states.levels.clone();
        let rows = Rows {
            ids: frame.categories(id).codes.iter().map(|&code| u64::from(code)).collect(),
            times: frame.numbers(times).to_vec(),
            states: states.codes.iter().map(|&code| code as usize).collect(),
            period: self.period,
        };
        // First without ends, to see which states nobody left.
        let moves = Moves::from_visits(names.len(), rows.visits(), &[])
            .map_err(|error| frame.explain(error, &frame.whole(), time))?;
        let (ends, assumed) = self.ends(&names, |state| moves.from(state) == moves.count(state, state))?;
        let mut groups = Vec::new();
        for group in frame.groups(&by)? {
            let moves = Moves::from_visits(names.len(), rows.of(&group).visits(), &ends)
                .map_err(|error| left_an_end(error, &names, &ends))?;
            groups.push(Moved { label: group.label(), json: group.json(), moves });
        }
        let (source, kind) = (frame.source().clone(), Kind::Moves(groups));
        Ok(Read { source, states: names, ends, assumed, kind, rows: Some(rows) })
    }

    fn read_matrix(&self) -> Result<Read, StudyError> {
        if !self.by.by.is_empty() {
            let what = "`--by` does not go with a matrix";
            return Err(StudyError::options(what, "leave it out, or give rows of customers"));
        }
        let matrix = matrix(self.input.open()?, self.counts)?;
        let Matrix { frame, names, cells, .. } = &matrix;
        let k = names.len();
        let source = frame.source().clone();
        let end = |state: usize| (0..k).all(|to| to == state || cells[state * k + to] == 0.0);
        let (ends, assumed) = self.ends(names, end)?;
        let kind = if self.chances {
            Kind::Chances(Chain::new(k, cells).map_err(|error| no_whole(error, &matrix))?)
        } else {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the column holds counts")]
            let counts: Vec<u64> = cells.iter().map(|&count| count as u64).collect();
            let moves = Moves::from_counts(k, &counts, &ends).map_err(|error| left_an_end(error, names, &ends))?;
            Kind::Moves(vec![Moved { label: "all".to_owned(), json: serde_json::json!({}), moves }])
        };
        Ok(Read { source, states: matrix.names, ends, assumed, kind, rows: None })
    }

    /// The states named as never left, or those that nobody left, with the sentence that says so.
    fn ends(
        &self,
        names: &[String],
        nobody_left: impl Fn(usize) -> bool,
    ) -> Result<(Vec<usize>, Option<String>), StudyError> {
        if self.absorbing.is_empty() {
            let ends: Vec<usize> = (0..names.len()).filter(|&state| nobody_left(state)).collect();
            let words = list(&ends.iter().map(|&end| names[end].clone()).collect::<Vec<_>>());
            let text = format!("nobody left {words}, which counts as an end: name the ends with `--absorbing`");
            return Ok((ends.clone(), (!ends.is_empty() && !self.chances).then_some(text)));
        }
        let find = |name: &String| {
            names.iter().position(|it| it == name.trim()).ok_or_else(|| {
                let what = format!("`--absorbing {name}` is no state");
                StudyError::options(what, format!("states are: {}", list(names)))
            })
        };
        Ok((self.absorbing.iter().map(find).collect::<Result<Vec<_>, _>>()?, None))
    }
}

/// A row of chances that do not add up to 1, by the name of its state and its line in the file.
fn no_whole(error: StatsError, matrix: &Matrix) -> StudyError {
    let StatsError::RowOutOfRange { name: "sum of chances", given, row, .. } = error else { return error.into() };
    let problem = Problem {
        line: matrix.lines.get(row).copied().unwrap_or_default(),
        column: matrix.from.clone(),
        value: matrix.names.get(row).cloned().unwrap_or_default(),
        allowed: format!("a state whose sum of chances is 1; here it is {}", number(given)),
    };
    StudyError::Values { file: matrix.frame.source().file.clone(), problems: vec![problem], total: 1 }
}

fn left_an_end(error: stats::StatsError, names: &[String], ends: &[usize]) -> StudyError {
    match error {
        stats::StatsError::OutOfRange { name: "counts", given, .. } => {
            let words = list(&ends.iter().map(|&end| names[end].clone()).collect::<Vec<_>>());
            let what = format!("`--absorbing`: {given} moves lead out of {words}");
            StudyError::options(what, "name only states that are never left")
        }
        other => other.into(),
    }
}

/// A matrix as it stands in a file.
struct Matrix {
    frame: Frame,
    /// What the column with the names of the rows is called.
    from: String,
    /// The states in the order of the columns.
    names: Vec<String>,
    /// The line of each state in the file.
    lines: Vec<u64>,
    /// Row by row in the order of the columns.
    cells: Vec<f64>,
}

fn matrix(mut opened: Opened, counts: bool) -> Result<Matrix, StudyError> {
    let columns = opened.columns().to_vec();
    let [from, names @ ..] = columns.as_slice() else {
        return Err(StudyError::options("the matrix has no columns", "see `vaarwel stats markov --help`"));
    };
    let allowed = if counts { Allowed::Count } else { Allowed::Share };
    let from_column = opened.category("--counts", from)?;
    let handles = names.iter().map(|name| opened.number("--counts", name, allowed)).collect::<Result<Vec<_>, _>>()?;
    let frame = opened.read()?;
    let rows = frame.categories(from_column);
    let row_names: Vec<&String> = rows.codes.iter().map(|&code| &rows.levels[code as usize]).collect();
    let (mut cells, mut lines) = (Vec::with_capacity(names.len() * names.len()), Vec::with_capacity(names.len()));
    for name in names {
        let found: Vec<usize> = (0..row_names.len()).filter(|&row| row_names[row] == name).collect();
        let [row] = found.as_slice() else {
            let what = format!("the matrix has {} rows for `{name}` and must have one", found.len());
            let remedy = format!("column `{from}` must hold each of the other column names once: {}", list(names));
            return Err(StudyError::options(what, remedy));
        };
        lines.push(frame.line(*row));
        cells.extend(handles.iter().map(|&handle| frame.numbers(handle)[*row]));
    }
    if let Some(extra) = row_names.iter().find(|name| !names.contains(name)) {
        let what = format!("the matrix has a row `{extra}` and no column of that name");
        return Err(StudyError::options(what, "it needs one row and one column per state"));
    }
    Ok(Matrix { frame, from: from.clone(), names: names.to_vec(), lines, cells })
}
