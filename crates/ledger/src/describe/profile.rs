//! What one column holds, judged by the first rows of the file.

use std::hash::BuildHasher;

use hashbrown::HashSet;
use serde::Serialize;

use super::names::{Role, fit, is_day, words};
use crate::convert::{is_in_short, looks_like_a_day, looks_like_a_number, looks_like_an_amount, names_currencies};
use crate::input::{Cell, Rows, Table};
use crate::mapping::{is_absent, is_email, is_total, is_zero_day, yes_or_no};

/// Examples that are kept of each column.
const EXAMPLES: usize = 3;
/// Distinct values that are kept with their counts.
const VALUES_KEPT: usize = 12;

/// What a column seems to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// A number or word of its own for each customer or thing.
    Id,
    /// Days or moments.
    Day,
    /// Amounts of money.
    Money,
    /// The currencies of amounts.
    Currency,
    /// Numbers.
    Number,
    /// Yes and no.
    YesNo,
    /// A few words that come back.
    Category,
    /// Sentences.
    FreeText,
    /// E-mail addresses.
    Email,
    /// Nothing at all.
    Blank,
}

impl ColumnKind {
    /// It in words.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Day => "day",
            Self::Money => "money",
            Self::Currency => "currency",
            Self::Number => "number",
            Self::YesNo => "yes/no",
            Self::Category => "category",
            Self::FreeText => "free text",
            Self::Email => "e-mail",
            Self::Blank => "blank",
        }
    }
}

/// What one column holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ColumnProfile {
    /// Its name.
    pub name: String,
    /// What it seems to hold.
    pub kind: ColumnKind,
    /// Some of its values.
    pub examples: Vec<String>,
    /// Rows of the sample where it is blank.
    pub blanks: u64,
    /// Different values in the sample.
    pub distinct: u64,
    /// Rows of the sample where it is not blank.
    pub filled: u64,
    /// The first different values; all of them when there are few.
    #[serde(skip)]
    pub(super) values: Vec<String>,
    /// The smallest and the largest number, where it holds numbers.
    #[serde(skip)]
    pub(super) smallest: Option<f64>,
    #[serde(skip)]
    pub(super) largest: Option<f64>,
    /// Numbers with decimals among them.
    #[serde(skip)]
    pub(super) has_decimals: bool,
    /// Lists or groups of values, which are not read.
    #[serde(skip)]
    pub(super) is_unreadable: bool,
}

impl ColumnProfile {
    /// The first different values of the sample; all of them when there are few.
    pub fn values(&self) -> &[String] {
        &self.values
    }

    /// Whether every value stands only once.
    pub(super) const fn is_unique(&self) -> bool {
        self.filled > 1 && self.distinct == self.filled
    }

    pub(super) const fn is_numeric(&self) -> bool {
        matches!(self.kind, ColumnKind::Number | ColumnKind::Money | ColumnKind::Id | ColumnKind::YesNo)
            && self.largest.is_some()
    }
}

/// The profile of every column.
pub(super) fn profiles(table: &Table) -> Vec<ColumnProfile> {
    (0..table.columns().len()).map(|column| profile(table, column)).collect()
}

/// Does the last row add up the others?
fn ends_in_a_total(table: &Table) -> bool {
    let (sample, columns) = (table.sample(), table.columns().len());
    let last = sample.len().checked_sub(1).filter(|last| *last > 0);
    let first_word = last.and_then(|row| (0..columns).map(|column| sample.text(row, column)).find(|it| !it.is_empty()));
    first_word.is_some_and(is_total)
}

/// How many values of a column are of which nature.
#[derive(Default)]
struct Counts {
    filled: u64,
    days: u64,
    eight_digits: u64,
    /// Seconds, milliseconds or microseconds since 1970.
    epochs: u64,
    /// Numbers as a spreadsheet keeps days.
    spreadsheet_days: u64,
    numbers: u64,
    amounts: u64,
    decimals: u64,
    yes_no: u64,
    emails: u64,
    padded: u64,
    shortest: usize,
    longest: usize,
    words: u64,
    characters: u64,
    smallest: f64,
    largest: f64,
    is_typed_day: bool,
}

/// A word such as `NULL` is blank among days and numbers, and a word among words.
fn profile(table: &Table, column: usize) -> ColumnProfile {
    let rows = 0..table.sample().len();
    // So is a day of zeros among days.
    if rows.clone().any(|row| is_zero_day(table.sample().text(row, column))) {
        let profile = profile_of(table, column, |text| is_absent(text) || is_zero_day(text));
        if profile.kind == ColumnKind::Day {
            return profile;
        }
    }
    let has_absent = rows.into_iter().any(|row| is_absent(table.sample().text(row, column)));
    let profile = profile_of(table, column, is_absent);
    let is_text = matches!(profile.kind, ColumnKind::Category | ColumnKind::FreeText | ColumnKind::Blank);
    if has_absent && is_text { profile_of(table, column, |_| false) } else { profile }
}

fn profile_of(table: &Table, column: usize, is_blank: fn(&str) -> bool) -> ColumnProfile {
    let sample = table.sample();
    let state = foldhash::fast::FixedState::default();
    let mut counts =
        Counts { smallest: f64::INFINITY, largest: f64::NEG_INFINITY, shortest: usize::MAX, ..Counts::default() };
    let mut distinct: HashSet<u64> = HashSet::new();
    let (mut blanks, mut values, mut is_unreadable) = (0, Vec::new(), false);
    for row in 0..sample.len() - usize::from(ends_in_a_total(table)) {
        let text = sample.text(row, column);
        if text.is_empty() || is_blank(text) {
            blanks += 1;
            is_unreadable |= text.is_empty() && matches!(sample.cell(row, column), Cell::Unreadable(_));
            continue;
        }
        counts.is_typed_day |= matches!(sample.cell(row, column), Cell::Day(_) | Cell::Moment(..));
        if distinct.insert(state.hash_one(text)) && values.len() < VALUES_KEPT {
            values.push(text.to_owned());
        }
        counts.take(text);
    }
    let name = table.columns()[column].clone();
    let kind = if names_currencies(&name, values.iter().map(String::as_str)) {
        ColumnKind::Currency
    } else {
        counts.kind(&name, distinct.len() as u64)
    };
    let are_numbers = counts.numbers > 0 && counts.numbers * 100 >= counts.filled * 95;
    ColumnProfile {
        kind,
        examples: values.iter().take(EXAMPLES).map(|value| value.chars().take(60).collect()).collect(),
        blanks,
        distinct: distinct.len() as u64,
        filled: counts.filled,
        values,
        smallest: are_numbers.then_some(counts.smallest),
        largest: are_numbers.then_some(counts.largest),
        has_decimals: counts.decimals > 0,
        is_unreadable,
        name,
    }
}

impl Counts {
    fn take(&mut self, text: &str) {
        self.filled += 1;
        let count = |yes: bool| u64::from(yes);
        let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
        let is_number = looks_like_a_number(text);
        // 1 and 2 are codes: in one file 2 is no, in the next it is what happened.
        self.yes_no += count(text != "2" && yes_or_no(text).is_some());
        self.numbers += count(is_number);
        self.amounts += count(is_number || looks_like_an_amount(text));
        self.decimals += count(is_number && text.contains(['.', ',']));
        self.padded += count(text.len() > 1 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit()));
        let is_date = looks_like_a_day(text) && (!is_number || digits);
        self.days += count(is_date);
        self.epochs += count(is_number && matches!(text.len(), 10 | 13 | 16) && looks_like_a_day(text));
        self.spreadsheet_days += count(is_number && is_in_short(text));
        self.eight_digits += count(is_date && digits && matches!(&text[..2], "19" | "20"));
        self.emails += count(is_email(text));
        self.shortest = self.shortest.min(text.len());
        self.longest = self.longest.max(text.len());
        self.words += text.split_whitespace().count() as u64;
        self.characters += text.chars().count() as u64;
        if is_number {
            let number = text.parse().unwrap_or(0.0);
            (self.smallest, self.largest) = (self.smallest.min(number), self.largest.max(number));
        }
    }

    fn kind(&self, name: &str, distinct: u64) -> ColumnKind {
        let n = self.filled;
        let nearly = |count: u64| count * 100 >= n * 95;
        let (is_unique, words) = (distinct == n && n > 1, words(name));
        let named = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
        let looks_like_id = named(&["id", "nr", "nummer", "key"]) || words.concat().ends_with("id");
        let is_moment =
            named(&["timestamp", "ts", "time", "date", "datum", "datetime", "at", "on", "created", "tijdstip"]);
        let is_money = named(&[
            "price", "prijs", "charge", "charges", "amount", "bedrag", "revenue", "omzet", "dollar", "euro", "spend",
            "sales", "fee", "kosten", "cost", "mrr", "tarief", "refund", "refunds", "paid",
        ]);
        if n == 0 {
            ColumnKind::Blank
        } else if self.emails * 2 > n {
            ColumnKind::Email
        } else if self.is_typed_day
            || nearly(self.days) && (self.eight_digits == 0 || nearly(self.eight_digits))
            || is_moment && nearly(self.epochs)
            || is_day(name) && nearly(self.spreadsheet_days)
        {
            ColumnKind::Day
        } else if self.yes_no == n && distinct <= 2 && fit(name, Role::Id) < 75 {
            ColumnKind::YesNo
        } else if nearly(self.amounts) && !nearly(self.numbers) {
            ColumnKind::Money
        } else if nearly(self.numbers) {
            // `00042` beside `10042`: filled up with zeros to one width, as nobody does with a number.
            let is_padded = self.padded > 0 && self.shortest == self.longest && distinct > 20;
            if self.decimals == 0 && (looks_like_id || is_padded) {
                ColumnKind::Id
            } else if is_money && (self.decimals > 0 || self.largest >= 100.0) {
                ColumnKind::Money
            } else {
                ColumnKind::Number
            }
        } else if (is_unique && self.words < n * 2 || looks_like_id) && self.characters < n * 60 {
            ColumnKind::Id
        } else if self.words > n * 6 && distinct * 5 > n {
            ColumnKind::FreeText
        } else {
            ColumnKind::Category
        }
    }
}
