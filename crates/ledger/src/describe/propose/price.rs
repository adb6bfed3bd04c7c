//! Which column holds the price per month, and amounts that are for another period.

use super::super::names::{Role, fit, other_period, words};
use super::super::profile::{ColumnKind, ColumnProfile};
use super::Proposer;
use crate::convert::{NO_END_FROM, parse_day};
use crate::input::Rows;
use crate::mapping::is_zero_day;
use crate::message::{Message, Value};

/// Rows that ended from which on a price of nothing in each of them is no chance.
const ENDED_MIN: u64 = 3;
/// Names of amounts that are a price where they are for a month.
const AMOUNTS: [&str; 8] =
    ["amount", "bedrag", "unitamount", "planamount", "recurringamount", "betrag", "montant", "termijn"];

impl<'a> Proposer<'a> {
    pub(super) fn price(&mut self, role: Role) -> Option<&'a ColumnProfile> {
        let may = |column: &ColumnProfile| {
            column.kind == ColumnKind::Money || column.kind == ColumnKind::Number && fit(&column.name, role) >= 80
        };
        let in_cents = |column: &ColumnProfile| words(&column.name).iter().any(|word| word.starts_with("cent"));
        if let Some(cents) = self.best(role, 50, |column| may(column) && in_cents(column)) {
            let (column, currency) = ((&cents.name).into(), self.currency.into());
            self.doubt("amount_in_cents", Some(&cents.name), Message::AmountInCents { column, currency });
        }
        let named = self.best(role, 50, |column| may(column) && !in_cents(column));
        if role != Role::Price {
            return named;
        }
        let column = match named {
            Some(named) => self.per_month(named, true),
            None => self.amount_per_month(),
        }?;
        self.mapping.price = Some(column.name.clone());
        self.reason("price", &column.name, Message::PriceFound { column: (&column.name).into() });
        self.currency(column);
        Some(column)
    }

    /// An amount whose name does not say that it is a price: it is one where another column says "month" in each row.
    fn amount_per_month(&mut self) -> Option<&'a ColumnProfile> {
        let is_amount = |column: &ColumnProfile| matches!(column.kind, ColumnKind::Money | ColumnKind::Number);
        let of_period = self.columns.iter().find(|column| is_amount(column) && other_period(&column.name).is_some());
        if let Some((column, period)) = of_period.and_then(|column| Some((column, other_period(&column.name)?))) {
            let message = Message::PriceOfPeriod { column: (&column.name).into(), period: period.into() };
            self.doubt("price_of_period", Some(&column.name), message);
            return None;
        }
        let is_named = |column: &&ColumnProfile| AMOUNTS.contains(&words(&column.name).concat().as_str());
        let amount = self
            .columns
            .iter()
            .find(|column| column.kind == ColumnKind::Money && is_named(column) && column.distinct > 0)?;
        self.per_month(amount, false)
    }

    /// The column where no other says that its amounts are for a year or a quarter; what is not taken is said.
    fn per_month(&mut self, column: &'a ColumnProfile, is_price: bool) -> Option<&'a ColumnProfile> {
        let says_month = words(&column.name)
            .iter()
            .any(|word| word == "mrr" || ["month", "maand", "monat"].iter().any(|it| word.starts_with(it)));
        if says_month {
            return Some(column);
        }
        let periods: Vec<(&ColumnProfile, Vec<Option<bool>>)> = self
            .columns
            .iter()
            .filter(|period| tells_period(&period.name) && period.kind != ColumnKind::Day)
            .map(|period| (period, period.values.iter().map(|value| is_month(value)).collect()))
            .collect();
        let name = column.name.as_str();
        if let Some((period, _)) = periods.iter().find(|(_, said)| said.contains(&Some(false))) {
            let values = Value::names(&period.values, 0);
            let message = Message::PricePeriods { column: name.into(), period: (&period.name).into(), values };
            self.doubt("price_of_period", Some(name), message);
            return None;
        }
        let is_month = periods.iter().any(|(_, said)| !said.is_empty() && said.iter().all(|it| *it == Some(true)));
        if is_price || is_month {
            return Some(column);
        }
        self.doubt("price_perhaps", Some(name), Message::PricePerhaps { column: name.into() });
        None
    }

    /// A price that is nothing wherever the relation ended was taken off at the end: what leaves would be worth nothing.
    pub(super) fn doubt_price_gone(&mut self, left: Option<&(usize, Vec<String>)>) {
        let find = |name: &Option<String>| self.columns.iter().position(|column| Some(&column.name) == name.as_ref());
        let Some(price) = find(&self.mapping.price) else { return };
        let (end, sample, today) = (find(&self.mapping.end), self.table.sample(), self.today);
        let has_ended = |row: usize| match (left, end) {
            (Some((column, values)), _) => values.iter().any(|value| value == sample.text(row, *column)),
            (None, Some(end)) => {
                let text = sample.text(row, end);
                let day = parse_day(text, self.mapping.date_order).map(|(day, _)| day).filter(|day| *day < NO_END_FROM);
                !text.is_empty() && !is_zero_day(text) && day.is_some_and(|day| day <= today)
            }
            (None, None) => false,
        };
        let is_nothing = |row: usize| !sample.text(row, price).bytes().any(|byte| matches!(byte, b'1'..=b'9'));
        let (mut ended, mut open) = ((0_u64, 0_u64), (0_u64, 0_u64));
        for row in 0..sample.len() {
            let count = if has_ended(row) { &mut ended } else { &mut open };
            count.0 += u64::from(is_nothing(row));
            count.1 += 1;
        }
        // An ending that lies ahead keeps its price until then.
        if ended.1 >= ENDED_MIN && ended.0 * 10 >= ended.1 * 9 && open.0 * 2 < open.1 {
            let name = self.columns[price].name.as_str();
            let message = Message::PriceGone { column: name.into(), rows: ended.0.into(), ended: ended.1.into() };
            self.doubt("price_gone", Some(name), message);
        }
    }
}

/// Is a column called like one that says for how long is paid at once?
fn tells_period(name: &str) -> bool {
    const PERIODS: [&str; 16] = [
        "interval",
        "intervall",
        "cycle",
        "cyclus",
        "frequency",
        "frequentie",
        "betaalfrequentie",
        "betaaltermijn",
        "betaalperiode",
        "betaalwijze",
        "facturatieperiode",
        "factuurperiode",
        "zahlweise",
        "zahlungsweise",
        "zahlungsintervall",
        "periodicity",
    ];
    let words = words(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    has(&PERIODS)
        || has(&["billing", "payment", "invoice", "betaal", "factuur", "price", "prijs"])
            && has(&["period", "periode", "term", "termijn", "per"])
}

/// Does a word stand for one month? Nothing where it says neither yes nor no.
fn is_month(value: &str) -> Option<bool> {
    const MONTH: [&str; 12] = [
        "month",
        "months",
        "monthly",
        "maand",
        "maanden",
        "maandelijks",
        "mnd",
        "m",
        "mo",
        "monat",
        "monatlich",
        "mois",
    ];
    const OTHER: [&str; 9] = ["j", "y", "yr", "k", "q", "w", "h", "d", "an"];
    const BEGINS: [&str; 14] = [
        "year", "annual", "jaar", "jahr", "jähr", "annuel", "quarter", "kwartaal", "quartal", "half", "halb", "week",
        "day", "trimest",
    ];
    let words: Vec<String> =
        value.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty()).map(str::to_lowercase).collect();
    let number = words.iter().find_map(|word| word.parse::<u32>().ok());
    let is = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    if words.iter().any(|word| BEGINS.iter().any(|begin| word.starts_with(begin))) || is(&OTHER) {
        Some(false)
    } else if is(&MONTH) {
        Some(number.is_none_or(|number| number == 1))
    } else {
        // A number alone: every so many of what another column says.
        number.filter(|number| words.len() == 1 && (2..=12).contains(number)).map(|_| false)
    }
}
