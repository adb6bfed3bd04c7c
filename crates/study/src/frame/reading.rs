//! Reading the wanted columns of a file: workers turn blocks into pieces of columns, which are then put in order.

use std::collections::HashMap;
use std::mem;
use std::sync::atomic::AtomicU64;

use ledger::input::{Block, Cell, Need, Rows};
use ledger::reject::Reject;

use super::natural::natural_order;
use super::opened::{Kind, LISTED_MAX, Opened, Want};
use super::values::{self, Allowed, Got};
use super::{Categories, Column, Missing};
use crate::StudyError;
use crate::error::Problem;

/// Most problems that are listed; the others are counted.
const PROBLEMS_MAX: usize = 8;
const CURRENCY_SIGNS: [char; 3] = ['€', '$', '£'];

/// What was read.
pub(super) struct Read {
    pub(super) rows: u64,
    pub(super) rows_dropped: u64,
    /// In the order of the wants.
    pub(super) columns: Vec<Column>,
    /// Where a run of rows on consecutive lines begins: the row, and its line.
    pub(super) runs: Vec<(usize, u64)>,
    /// For a want of a marked value: some other values of its column.
    pub(super) others: Vec<Vec<String>>,
}

/// Reads what was asked for.
pub(super) fn read(opened: &Opened) -> Result<Read, StudyError> {
    let mut needs = vec![Need::default(); opened.columns().len()];
    for want in &opened.wants {
        match want.kind {
            Kind::Names | Kind::NamesOrNone => needs[want.column].text = true,
            _ => needs[want.column].value = true,
        }
    }
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut workers: Vec<Worker> = (0..threads).map(|_| Worker::new(opened.wants.len())).collect();
    opened.table.read(&needs, &mut workers, &AtomicU64::new(0), |worker, block, rejects| {
        match block {
            Block::Text(rows) => worker.take(opened, rows),
            Block::Columns(rows) => worker.take(opened, rows),
            Block::Sheet(rows) => worker.take(opened, rows),
        }
        worker.refuse(rejects);
        Ok::<(), StudyError>(())
    })?;
    report_problems(opened, &mut workers)?;
    Ok(put_in_order(&opened.wants, workers))
}

/// A thread's part of the work.
struct Worker {
    chunks: Vec<Chunk>,
    /// Per want, the names met so far.
    names: Vec<Names>,
    others: Vec<Vec<String>>,
    problems: Vec<Problem>,
    problems_total: u64,
}

/// Some thousands of rows.
struct Chunk {
    first_line: u64,
    rows: usize,
    dropped: usize,
    runs: Vec<(usize, u64)>,
    parts: Vec<Part>,
}

enum Part {
    Numbers(Vec<f64>),
    Flags(Vec<bool>),
    Codes(Vec<u32>),
    Arms(Vec<u8>),
}

/// Names and their numbers, in the order in which a worker met them.
#[derive(Default)]
struct Names {
    numbers: HashMap<String, u32>,
    levels: Vec<String>,
}

impl Names {
    fn code(&mut self, name: &str) -> u32 {
        if let Some(&code) = self.numbers.get(name) {
            return code;
        }
        let code = u32::try_from(self.levels.len()).unwrap_or(u32::MAX);
        self.levels.push(name.to_owned());
        self.numbers.insert(name.to_owned(), code);
        code
    }
}

impl Worker {
    fn new(wants: usize) -> Self {
        Self {
            chunks: Vec::new(),
            names: (0..wants).map(|_| Names::default()).collect(),
            others: vec![Vec::new(); wants],
            problems: Vec::new(),
            problems_total: 0,
        }
    }

    fn take<R: Rows>(&mut self, opened: &Opened, rows: &R) {
        if rows.is_empty() {
            return;
        }
        let mut lacks = vec![false; rows.len()];
        let mut parts: Vec<Part> = Vec::with_capacity(opened.wants.len());
        for (index, want) in opened.wants.iter().enumerate() {
            parts.push(self.part(opened, index, want, rows, &mut lacks));
        }
        let dropped = lacks.iter().filter(|lacks| **lacks).count();
        if dropped > 0 {
            for part in &mut parts {
                part.keep(&lacks);
            }
        }
        let mut runs: Vec<(usize, u64)> = Vec::new();
        let mut kept = 0;
        let mut next_line = 0;
        for row in (0..rows.len()).filter(|&row| !lacks[row]) {
            let line = rows.line(row);
            if line != next_line {
                runs.push((kept, line));
            }
            next_line = line + 1;
            kept += 1;
        }
        self.chunks.push(Chunk { first_line: rows.line(0), rows: kept, dropped, runs, parts });
    }

    /// One want of one block. Rows that lack a value get a place holder and are marked.
    fn part<R: Rows>(&mut self, opened: &Opened, index: usize, want: &Want, rows: &R, lacks: &mut [bool]) -> Part {
        let column = want.column;
        match &want.kind {
            Kind::Number(allowed, style) => {
                let read = |row| values::number(rows.cell(row, column), *style, *allowed);
                Part::Numbers(self.collect(opened, want, rows, lacks, read))
            }
            Kind::NumberOrNone(style) => {
                let read = |row| match values::number(rows.cell(row, column), *style, Allowed::Any) {
                    Got::Missing => Got::Value(f64::NAN),
                    got => got,
                };
                Part::Numbers(self.collect(opened, want, rows, lacks, read))
            }
            Kind::YesNo { .. } => {
                Part::Flags(self.collect(opened, want, rows, lacks, |row| values::yes_or_no(rows.cell(row, column))))
            }
            Kind::Marked { mark, .. } => {
                let flags = self.collect(opened, want, rows, lacks, |row| mark.is(rows.cell(row, column)));
                self.remember_others(index, column, rows, &flags);
                Part::Flags(flags)
            }
            Kind::Arm { treated, control, .. } => {
                let read = |row| values::arm(rows.cell(row, column), treated.as_ref(), control.as_ref());
                let arms = self.collect(opened, want, rows, lacks, read);
                let is_found = arms.contains(&1) && (control.is_none() || arms.contains(&0));
                if treated.is_some() && !is_found {
                    self.remember_others(index, column, rows, &[]);
                }
                Part::Arms(arms)
            }
            Kind::Names | Kind::NamesOrNone => {
                let none_is_a_name = matches!(want.kind, Kind::NamesOrNone);
                let mut names = mem::take(&mut self.names[index]);
                let codes = self.collect(opened, want, rows, lacks, |row| match rows.text(row, column) {
                    text if values::is_missing(text) && none_is_a_name => Got::Value(names.code("")),
                    text if values::is_missing(text) => Got::Missing,
                    text => Got::Value(names.code(text)),
                });
                self.names[index] = names;
                Part::Codes(codes)
            }
        }
    }

    fn collect<T: Default, R: Rows>(
        &mut self,
        opened: &Opened,
        want: &Want,
        rows: &R,
        lacks: &mut [bool],
        mut read: impl FnMut(usize) -> Got<T>,
    ) -> Vec<T> {
        let mut values = Vec::with_capacity(rows.len());
        for (row, lacks) in lacks.iter_mut().enumerate() {
            match read(row) {
                Got::Value(value) => {
                    values.push(value);
                    continue;
                }
                Got::Missing if opened.missing == Missing::Drop => *lacks = true,
                Got::Missing => self.problem(opened, want, rows, row, true),
                Got::Refused => self.problem(opened, want, rows, row, false),
            }
            values.push(T::default());
        }
        values
    }

    fn problem<R: Rows>(&mut self, opened: &Opened, want: &Want, rows: &R, row: usize, is_missing: bool) {
        self.problems_total += 1;
        if self.problems.len() >= PROBLEMS_MAX {
            return;
        }
        let mut allowed = match &want.kind {
            Kind::Number(Allowed::Any, _) | Kind::NumberOrNone(_)
                if matches!(want.option, "--covariates" | "--traits") && !is_missing =>
            {
                "a number, as in the rows before; if they are names say `--categorical` with the column".to_owned()
            }
            Kind::Number(Allowed::Any, _) if want.option == "--outcome" => "0 or 1, yes or no, or a number".to_owned(),
            Kind::Number(allowed, _) => allowed.words().to_owned(),
            Kind::NumberOrNone(_) => "a number, or nothing".to_owned(),
            Kind::Arm { treated: None, .. } => {
                "0 or 1, true or false, yes or no, or nothing where the draw does not concern the customer; if the arms \
                 have names say which is treated, as in `version=gate_40`"
                    .to_owned()
            }
            Kind::Arm { .. } => "the name of an arm".to_owned(),
            Kind::YesNo { value_option } if is_missing => format!("0 or 1, or a value with `{value_option}`"),
            Kind::YesNo { value_option } => format!(
                "0 or 1, true or false, yes or no; if it is another value that counts, name it with `{value_option}`"
            ),
            Kind::Marked { .. } | Kind::Names | Kind::NamesOrNone => "a value".to_owned(),
        };
        if is_missing {
            allowed += match want.option {
                "--cause" => "; say `--censored \"\"` if none means still here",
                _ => "; say `--missing drop` to leave such rows out",
            };
        }
        let cell = rows.cell(row, want.column);
        if matches!((&want.kind, cell), (Kind::Number(..) | Kind::NumberOrNone(_), Cell::Text(text)) if text.contains(CURRENCY_SIGNS))
        {
            allowed += ", without the sign of a currency";
        }
        let value = if is_missing { String::new() } else { values::show(cell) };
        let column = opened.columns()[want.column].clone();
        self.problems.push(Problem { line: rows.line(row), column, value, allowed });
    }

    /// Keeps some values beside the marked one, for the message that the marked one stands nowhere.
    fn remember_others<R: Rows>(&mut self, index: usize, column: usize, rows: &R, flags: &[bool]) {
        let others = &mut self.others[index];
        if others.len() > LISTED_MAX || flags.contains(&true) {
            return;
        }
        for row in 0..rows.len() {
            let shown = values::show(rows.cell(row, column));
            if !values::is_missing(&shown) && !others.contains(&shown) {
                others.push(shown);
                if others.len() > LISTED_MAX {
                    return;
                }
            }
        }
    }

    /// Rows that could not even be cut into values.
    fn refuse(&mut self, rejects: Vec<Reject>) {
        self.problems_total += rejects.len() as u64;
        let room = PROBLEMS_MAX.saturating_sub(self.problems.len());
        self.problems.extend(rejects.into_iter().take(room).map(|reject| Problem {
            line: reject.line,
            column: reject.column,
            value: reject.value,
            allowed: reject.allowed,
        }));
    }
}

impl Part {
    fn keep(&mut self, lacks: &[bool]) {
        let mut row = 0;
        let mut is_kept = || {
            row += 1;
            !lacks[row - 1]
        };
        match self {
            Self::Numbers(numbers) => numbers.retain(|_| is_kept()),
            Self::Flags(flags) => flags.retain(|_| is_kept()),
            Self::Codes(codes) => codes.retain(|_| is_kept()),
            Self::Arms(arms) => arms.retain(|_| is_kept()),
        }
    }
}

/// All problems of the file at once, the first by line.
fn report_problems(opened: &Opened, workers: &mut [Worker]) -> Result<(), StudyError> {
    let total = workers.iter().map(|worker| worker.problems_total).sum();
    if total == 0 {
        return Ok(());
    }
    let mut problems: Vec<Problem> = workers.iter_mut().flat_map(|worker| mem::take(&mut worker.problems)).collect();
    problems.sort_by(|a, b| a.line.cmp(&b.line).then_with(|| a.column.cmp(&b.column)));
    problems.truncate(PROBLEMS_MAX);
    Err(StudyError::Values { file: opened.file(), problems, total })
}

/// Pieces of columns become columns in the order of the file.
fn put_in_order(wants: &[Want], mut workers: Vec<Worker>) -> Read {
    let mut columns: Vec<Column> = Vec::with_capacity(wants.len());
    let mut others = vec![Vec::new(); wants.len()];
    let mut chunks: Vec<(usize, Chunk)> = Vec::new();
    for (index, worker) in workers.iter_mut().enumerate() {
        chunks.extend(mem::take(&mut worker.chunks).into_iter().map(|chunk| (index, chunk)));
        for (all, some) in others.iter_mut().zip(mem::take(&mut worker.others)) {
            all.extend(some);
            all.sort();
            all.dedup();
        }
    }
    chunks.sort_by_key(|(_, chunk)| chunk.first_line);
    let rows: usize = chunks.iter().map(|(_, chunk)| chunk.rows).sum();
    let mut runs: Vec<(usize, u64)> = Vec::new();
    let mut before = 0;
    for (_, chunk) in &chunks {
        for &(row, line) in &chunk.runs {
            let row = before + row;
            if runs.last().is_none_or(|(first, from)| from + (row - first) as u64 != line) {
                runs.push((row, line));
            }
        }
        before += chunk.rows;
    }
    for (index, want) in wants.iter().enumerate() {
        columns.push(match want.kind {
            Kind::Number(..) | Kind::NumberOrNone(_) => {
                Column::Numbers(joined(&mut chunks, rows, |chunk| match &mut chunk.parts[index] {
                    Part::Numbers(numbers) => mem::take(numbers),
                    _ => Vec::new(),
                }))
            }
            Kind::YesNo { .. } | Kind::Marked { .. } => {
                Column::Flags(joined(&mut chunks, rows, |chunk| match &mut chunk.parts[index] {
                    Part::Flags(flags) => mem::take(flags),
                    _ => Vec::new(),
                }))
            }
            Kind::Arm { .. } => Column::Arms(joined(&mut chunks, rows, |chunk| match &mut chunk.parts[index] {
                Part::Arms(arms) => mem::take(arms),
                _ => Vec::new(),
            })),
            Kind::Names | Kind::NamesOrNone => Column::Names(join_names(&mut chunks, rows, index, &mut workers)),
        });
    }
    let rows_dropped = chunks.iter().map(|(_, chunk)| chunk.dropped as u64).sum();
    Read { rows: rows as u64, rows_dropped, columns, runs, others }
}

fn joined<T>(chunks: &mut [(usize, Chunk)], rows: usize, mut part: impl FnMut(&mut Chunk) -> Vec<T>) -> Vec<T> {
    if let [(_, only)] = chunks {
        return part(only);
    }
    let mut all = Vec::with_capacity(rows);
    for (_, chunk) in chunks {
        all.append(&mut part(chunk));
    }
    all
}

/// Brings the numbers that each worker gave to the names into one natural order.
fn join_names(chunks: &mut [(usize, Chunk)], rows: usize, index: usize, workers: &mut [Worker]) -> Categories {
    let lists: Vec<Vec<String>> = workers.iter_mut().map(|worker| mem::take(&mut worker.names[index].levels)).collect();
    // A name that only dropped rows hold is no level.
    let mut is_used: Vec<Vec<bool>> = lists.iter().map(|names| vec![false; names.len()]).collect();
    for (worker, chunk) in chunks.iter() {
        if let Part::Codes(codes) = &chunk.parts[index] {
            for &code in codes {
                is_used[*worker][code as usize] = true;
            }
        }
    }
    let used = lists.iter().zip(&is_used).flat_map(|(names, used)| names.iter().zip(used));
    let mut levels: Vec<&String> = used.filter(|(_, used)| **used).map(|(name, _)| name).collect();
    levels.sort_by(|a, b| natural_order(a, b));
    levels.dedup();
    let place: HashMap<&str, u32> = levels.iter().map(|name| name.as_str()).zip(0..).collect();
    let places: Vec<Vec<u32>> = lists
        .iter()
        .map(|names| names.iter().map(|name| place.get(name.as_str()).copied().unwrap_or(0)).collect())
        .collect();
    let mut codes = Vec::with_capacity(rows);
    for (worker, chunk) in chunks.iter_mut() {
        if let Part::Codes(part) = &mut chunk.parts[index] {
            codes.extend(mem::take(part).into_iter().map(|code| places[*worker][code as usize]));
        }
    }
    Categories { codes, levels: levels.into_iter().cloned().collect() }
}
