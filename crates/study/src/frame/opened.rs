//! A file whose columns can be asked for by name.

use std::path::Path;

use ledger::convert::NumberStyle;
use ledger::input::{Cell, Reading, Rows, Table};
use ledger::mapping::Decimal;
use relationship::suggestion::did_you_mean;

use super::values::{self, Got, Mark, yes_word};
use super::{
    Allowed, Any, Arms, Category, Column, Covariates, Flag, Frame, Kept, Measure, Missing, Number, Source, Treated,
    reading,
};
use crate::StudyError;
use crate::answer::count;
use crate::flags::CovariateFlags;
use crate::outcome::Warning;

/// Most names that are listed in a message.
pub(super) const LISTED_MAX: usize = 40;

/// A file whose columns can be asked for by name.
#[derive(Debug)]
pub struct Opened {
    pub(super) table: Table,
    pub(super) missing: Missing,
    pub(super) wants: Vec<Want>,
    pub(super) warnings: Vec<Warning>,
    decimal: Decimal,
    /// Rows that count, where not all do.
    only: Vec<Kept>,
}

/// A column that somebody asked for.
#[derive(Debug)]
pub(super) struct Want {
    pub(super) column: usize,
    pub(super) option: &'static str,
    pub(super) kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    Number(Allowed, NumberStyle),
    /// A number, of which a missing one is NaN.
    NumberOrNone(NumberStyle),
    YesNo {
        value_option: &'static str,
    },
    Marked {
        mark: Mark,
        given: String,
        value_option: &'static str,
    },
    Names,
    Arm {
        treated: Option<Mark>,
        control: Option<Mark>,
        /// The names of treated and control as they were given.
        given: [Option<String>; 2],
    },
    /// Names, of which a missing one is the empty name.
    NamesOrNone,
}

impl Opened {
    pub(crate) fn new(file: &Path, reading: &Reading, decimal: Decimal, missing: Missing) -> Result<Self, StudyError> {
        let table = Table::open(file, reading)?;
        let warnings =
            table.notes().iter().map(|text| Warning { code: "file_note".into(), text: text.to_string() }).collect();
        Ok(Self { table, missing, wants: Vec::new(), warnings, decimal, only: Vec::new() })
    }

    /// The file as it was given.
    pub fn file(&self) -> String {
        self.table.path().display().to_string()
    }

    /// The names of the columns there are.
    pub fn columns(&self) -> &[String] {
        self.table.columns()
    }

    /// Asks for a column of numbers. `option` names it in messages, such as `--duration`.
    ///
    /// # Errors
    /// When there is no such column.
    pub fn number(&mut self, option: &'static str, name: &str, allowed: Allowed) -> Result<Number, StudyError> {
        let column = self.find(option, name)?;
        let style = self.style(column);
        Ok(Number(self.want(column, option, Kind::Number(allowed, style))))
    }

    /// Asks for a column of yes and no. With a value: does the row hold it? Without: 0 or 1, true or false, yes or no.
    /// `value_option` is the option that names the value, such as `--event-value`.
    ///
    /// # Errors
    /// When there is no such column. A value that stands nowhere is an error when the file is read.
    pub fn flag(
        &mut self,
        (option, name): (&'static str, &str),
        (value_option, value): (&'static str, Option<&str>),
    ) -> Result<Flag, StudyError> {
        let column = self.find(option, name)?;
        let kind = match value {
            Some(given) => Kind::Marked { mark: Mark::new(given), given: given.trim().to_owned(), value_option },
            None => Kind::YesNo { value_option },
        };
        Ok(Flag(self.want(column, option, kind)))
    }

    /// Asks for an outcome that is a number, or yes and no counted as 1 and 0. With a value: 1 where the row holds it.
    ///
    /// # Errors
    /// When there is no such column, or it holds words and no value was given.
    pub fn measure(
        &mut self,
        (option, name): (&'static str, &str),
        (value_option, value): (&'static str, Option<&str>),
    ) -> Result<Measure, StudyError> {
        let column = self.find(option, name)?;
        if value.is_some() || self.holds_words(column) {
            return self.flag((option, name), (value_option, value)).map(Measure::Flag);
        }
        self.check_outcome_is_plain((option, value_option), column)?;
        self.number(option, name, Allowed::Any).map(Measure::Number)
    }

    /// Asks for a column that says in which arm a row is: 0 and 1, or the names of the treated arm and of the control. Rows
    /// without a value, and with two names rows that hold neither, are in no arm.
    ///
    /// # Errors
    /// When there is no such column, or its arms have names and none was given. A name that stands nowhere is an error when the
    /// file is read.
    pub fn arms(
        &mut self,
        (option, name): (&'static str, &str),
        (treated, control): (Option<&str>, Option<&str>),
    ) -> Result<Arms, StudyError> {
        let column = self.find(option, name)?;
        if treated.is_none() {
            self.check_arms_are_plain(option, column)?;
        }
        let given = [treated, control].map(|it| it.map(|it| it.trim().to_owned()));
        let kind = Kind::Arm { treated: treated.map(Mark::new), control: control.map(Mark::new), given };
        Ok(Arms(self.want(column, option, kind)))
    }

    /// Asks for a column of names: groups, strata, units.
    ///
    /// # Errors
    /// When there is no such column.
    pub fn category(&mut self, option: &'static str, name: &str) -> Result<Category, StudyError> {
        let column = self.find(option, name)?;
        Ok(Category(self.want(column, option, Kind::Names)))
    }

    /// Leaves out every row that does not hold this value.
    ///
    /// # Errors
    /// When there is no such column.
    pub(crate) fn keep_only(&mut self, column: &str, value: &str) -> Result<(), StudyError> {
        let column = self.category("--by", column)?;
        self.only.push(Kept { option: "--by", column, values: vec![value.to_owned()] });
        Ok(())
    }

    /// Asks for a column that says who was treated. With a value of the control only rows of these two arms count; without, all
    /// others are untreated.
    ///
    /// # Errors
    /// When there is no such column.
    pub(crate) fn treated(&mut self, name: &str, [value, control]: [Option<&str>; 2]) -> Result<Treated, StudyError> {
        let flag = self.flag(("--treated", name), ("--treated-value", value))?;
        let Some(value) = value else { return Ok(Treated { flag, arms: None }) };
        let column = self.category_or_none("--treated", name)?;
        if let Some(control) = control {
            let values = [value, control].map(|it| it.trim().to_owned()).to_vec();
            self.only.push(Kept { option: "--control-value", column, values });
        }
        Ok(Treated { flag, arms: Some((column, value.trim().to_owned())) })
    }

    /// Asks for a column of names in which a missing value is a value too: the empty name.
    ///
    /// # Errors
    /// When there is no such column.
    pub fn category_or_none(&mut self, option: &'static str, name: &str) -> Result<Category, StudyError> {
        let column = self.find(option, name)?;
        Ok(Category(self.want(column, option, Kind::NamesOrNone)))
    }

    /// Asks for several columns of names, such as those of `--by`.
    ///
    /// # Errors
    /// When there is no such column.
    pub fn categories(&mut self, option: &'static str, names: &[String]) -> Result<Vec<Category>, StudyError> {
        let columns = self.find_all(option, names)?;
        Ok(columns.into_iter().map(|column| Category(self.want(column, option, Kind::Names))).collect())
    }

    /// Asks for what may explain the outcome: numbers as they are, words as one column of 0 and 1 per word but the first, or but
    /// the one that `--reference` names.
    /// Ask for everything else before: `all` means the columns that nothing else asked for.
    ///
    /// # Errors
    /// When there is no such column, or a column has another role already.
    pub fn covariates(&mut self, flags: &CovariateFlags) -> Result<Covariates, StudyError> {
        self.covariates_of("--covariates", flags, false)
    }

    /// The same under another option, such as `--traits`.
    ///
    /// # Errors
    /// As [`covariates`](Self::covariates).
    pub fn covariates_as(&mut self, option: &'static str, flags: &CovariateFlags) -> Result<Covariates, StudyError> {
        self.covariates_of(option, flags, false)
    }

    /// The same for a method that takes missing values: NaN among numbers, and among words a word of its own.
    ///
    /// # Errors
    /// When there is no such column, or a column has another role already.
    pub fn covariates_or_missing(&mut self, flags: &CovariateFlags) -> Result<Covariates, StudyError> {
        self.covariates_of("--covariates", flags, true)
    }

    fn covariates_of(
        &mut self,
        option: &'static str,
        flags: &CovariateFlags,
        keeps_missing: bool,
    ) -> Result<Covariates, StudyError> {
        let as_names = self.find_all("--categorical", &flags.categorical)?;
        let columns = match flags.covariates.as_slice() {
            [all] if all == "all" && !self.columns().contains(all) => {
                (0..self.columns().len()).filter(|column| self.taken(*column).is_none()).collect()
            }
            names => self.find_all(option, names)?,
        };
        let mut parts = Vec::new();
        for (index, &column) in columns.iter().enumerate() {
            let first = self.taken(column).or_else(|| columns[..index].contains(&column).then_some(option));
            if let Some(first) = first {
                return Err(StudyError::ColumnTaken { option, column: self.columns()[column].clone(), first });
            }
        }
        for column in columns {
            let is_number = !as_names.contains(&column) && self.holds_numbers(column);
            let kind = match (is_number, keeps_missing) {
                (true, false) => Kind::Number(Allowed::Any, self.style(column)),
                (true, true) => Kind::NumberOrNone(self.style(column)),
                (false, false) => Kind::Names,
                (false, true) => Kind::NamesOrNone,
            };
            parts.push(self.want(column, option, kind));
        }
        let references = flags.reference.iter().map(|given| self.reference(given, &parts)).collect::<Result<_, _>>()?;
        Ok(Covariates { columns: parts, option, references })
    }

    /// Which of some covariates has which word as the one that the others are compared with.
    fn reference(&self, given: &str, covariates: &[usize]) -> Result<(usize, String), StudyError> {
        let Some((name, word)) = given.split_once('=') else {
            let what = format!("`--reference {given}` names no value");
            return Err(StudyError::options(what, "write `COLUMN=VALUE`, with commas between several"));
        };
        let column = self.find("--reference", name)?;
        match covariates.iter().find(|&&part| self.wants[part].column == column) {
            Some(&part) if matches!(self.wants[part].kind, Kind::Names | Kind::NamesOrNone) => {
                Ok((part, word.trim().to_owned()))
            }
            Some(_) => {
                let what = format!("`--reference {given}`: `{name}` holds numbers, which need none");
                Err(StudyError::options(what, "say `--categorical` with the column if its numbers are names"))
            }
            None => {
                let what = format!("`--reference {given}`: `{name}` is no covariate");
                Err(StudyError::options(what, "name it among the covariates, or leave it out here"))
            }
        }
    }

    /// Asks for a column as what it holds: numbers, of which a missing one is NaN, or names, of which it is the empty one.
    ///
    /// # Errors
    /// When there is no such column.
    pub fn any(&mut self, option: &'static str, name: &str, as_names: bool) -> Result<Any, StudyError> {
        let column = self.find(option, name)?;
        if !as_names && self.holds_numbers(column) {
            let kind = Kind::NumberOrNone(self.style(column));
            return Ok(Any::Number(Number(self.want(column, option, kind))));
        }
        Ok(Any::Names(Category(self.want(column, option, Kind::NamesOrNone))))
    }

    /// Reads what was asked for, in one pass.
    ///
    /// # Errors
    /// When a value is missing or of another kind than asked for, with line, column and value; when a value that marks
    /// something stands nowhere; when no row is left.
    pub fn read(self) -> Result<Frame, StudyError> {
        let (file, only) = (self.file(), self.only.clone());
        let names: Vec<String> = self.wants.iter().map(|want| self.columns()[want.column].clone()).collect();
        let read = reading::read(&self)?;
        let columns = || names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let nothing = StudyError::NothingLeft { file: file.clone(), dropped: read.rows_dropped, columns: columns() };
        if read.rows == 0 {
            return Err(nothing);
        }
        for (want, (column, others)) in self.wants.iter().zip(read.columns.iter().zip(&read.others)) {
            self.check_mark(want, column, others)?;
        }
        let mut warnings = self.warnings;
        if read.rows_dropped > 0 {
            let all = count(read.rows + read.rows_dropped);
            let text = format!("left out for lack of a value: {} of {all} rows", count(read.rows_dropped));
            warnings.push(Warning { code: "rows_dropped".into(), text });
        }
        let rows_read = read.rows + read.rows_dropped;
        let source = Source { file, rows_read, rows_dropped: read.rows_dropped, warnings };
        let rows = usize::try_from(read.rows).unwrap_or(usize::MAX);
        let frame = Frame { source, rows, columns: read.columns, names, runs: read.runs };
        only.into_iter().try_fold(frame, |frame, kept| frame.only(&kept))
    }

    fn check_mark(&self, want: &Want, column: &Column, others: &[String]) -> Result<(), StudyError> {
        if let (Kind::Arm { given, .. }, Column::Arms(arms)) = (&want.kind, column) {
            let is_there = |arm: u8| arms.contains(&arm);
            let lost = given.iter().zip([1, 0]).find(|(name, arm)| name.is_some() && !is_there(*arm));
            return lost.and_then(|(name, _)| name.clone()).map_or(Ok(()), |given| {
                let hint = hint(&given, others, "values");
                let (file, column) = (self.file(), self.columns()[want.column].clone());
                Err(StudyError::ValueNotFound { option: want.option, given, file, column, hint })
            });
        }
        let (Kind::Marked { mark, given, value_option }, Column::Flags(flags)) = (&want.kind, column) else {
            return Ok(());
        };
        let is_plain_no = mark.is_yes() && others.iter().all(|other| yes_word(other) == Some(false));
        if is_plain_no || flags.contains(&true) {
            return Ok(());
        }
        Err(StudyError::ValueNotFound {
            option: value_option,
            given: given.clone(),
            file: self.file(),
            column: self.columns()[want.column].clone(),
            hint: hint(given, others, "values"),
        })
    }

    fn want(&mut self, column: usize, option: &'static str, kind: Kind) -> usize {
        self.wants.push(Want { column, option, kind });
        self.wants.len() - 1
    }

    /// The option that asked for a column, if one did.
    pub(super) fn taken(&self, column: usize) -> Option<&'static str> {
        self.wants.iter().find(|want| want.column == column).map(|want| want.option)
    }

    fn look_up(&self, name: &str) -> Option<usize> {
        let name = name.trim();
        let exact = self.columns().iter().position(|column| column == name);
        exact.or_else(|| self.columns().iter().position(|column| column.trim() == name))
    }

    fn find(&self, option: &'static str, name: &str) -> Result<usize, StudyError> {
        self.look_up(name).ok_or_else(|| StudyError::UnknownColumn {
            option,
            given: name.to_owned(),
            file: self.file(),
            hint: hint(name, self.columns(), "columns"),
        })
    }

    /// The columns of a list. The command line cuts lists at commas, so that a name with a comma arrives in pieces.
    fn find_all(&self, option: &'static str, names: &[String]) -> Result<Vec<usize>, StudyError> {
        let mut found = Vec::new();
        let mut rest = names;
        while let Some(first) = rest.first() {
            let joined = (1..=rest.len()).find_map(|n| self.look_up(&rest[..n].join(",")).map(|column| (column, n)));
            let (column, used) = joined.map_or_else(|| self.find(option, first).map(|column| (column, 1)), Ok)?;
            found.push(column);
            rest = &rest[used..];
        }
        Ok(found)
    }

    /// How the numbers of a column are written.
    fn style(&mut self, column: usize) -> NumberStyle {
        let sample = self.table.sample();
        let texts = (0..sample.len()).filter_map(|row| match sample.cell(row, column) {
            Cell::Text(text) => Some(text),
            _ => None,
        });
        let style = NumberStyle::found(self.decimal, texts);
        // In a file of figures with a point, `1.234` is the usual case; with a comma it may be 1234.
        let has_comma = || (0..sample.len()).any(|row| sample.text(row, column).contains(','));
        if style.is_unclear && has_comma() {
            let name = &self.columns()[column];
            let text = format!(
                "column `{name}` has values such as `1,234` that can be read in two ways; the comma was taken to part \
                 thousands: say `--decimal comma` if it stands before decimals"
            );
            self.warnings.push(Warning { code: "decimal_sign_unclear".into(), text });
        }
        style
    }

    /// Whether every value of the first rows is yes or no in words.
    fn holds_words(&self, column: usize) -> bool {
        let sample = self.table.sample();
        let mut words = 0;
        for row in 0..sample.len() {
            match sample.cell(row, column) {
                Cell::Blank => {}
                Cell::Bool(_) => words += 1,
                Cell::Text(text) if values::is_missing(text) => {}
                Cell::Text(text) if text.parse::<f64>().is_err() && yes_word(text).is_some() => words += 1,
                _ => return false,
            }
        }
        words > 0
    }

    /// Whether every value of the first rows is a number.
    fn holds_numbers(&mut self, column: usize) -> bool {
        let style = self.style(column);
        let sample = self.table.sample();
        let mut numbers = 0;
        for row in 0..sample.len() {
            match (sample.cell(row, column), values::number(sample.cell(row, column), style, Allowed::Any)) {
                (Cell::Bool(_), _) | (_, Got::Refused) => return false,
                (_, Got::Value(_)) => numbers += 1,
                (_, Got::Missing) => {}
            }
        }
        numbers > 0
    }
}

/// What was probably meant, and what there is.
pub(crate) fn hint(given: &str, there_are: &[String], noun: &str) -> String {
    let mut listed: Vec<String> = there_are.iter().take(LISTED_MAX).map(|name| format!("`{name}`")).collect();
    let more = there_are.len().saturating_sub(LISTED_MAX);
    if more > 0 {
        listed.push(format!("and {more} more"));
    }
    let meant = did_you_mean(given, there_are.iter().map(String::as_str));
    let meant = meant.map_or_else(String::new, |meant| format!("did you mean `{meant}`? "));
    format!("{meant}{noun} there are: {}", listed.join(", "))
}
