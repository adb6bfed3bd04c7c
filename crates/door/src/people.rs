//! A company's file of customers and their contracts, read for the desk: one row per contract, or per customer without one.
//!
//! What a customer knows (a birth date, a post code) is kept as a keyed hash and nothing else.

use std::collections::HashMap;

use relationship::exit::ContractFacts;
use relationship::suggestion::did_you_mean;
use relationship::{Currency, Day, Money};
use store::{Language, Person};

use crate::Office;
use crate::taking::knows_hash;

/// The columns a file may have. Only `customer` must be there.
pub const COLUMNS: [&str; 17] = [
    "customer",
    "name",
    "mail",
    "phone",
    "language",
    "birth_date",
    "post_code",
    "keep_until",
    "contract",
    "plan",
    "began_on",
    "price",
    "currency",
    "price_months",
    "paid_from",
    "paid_until",
    "told_of_withdrawal_on",
];
/// What people told of here are kept for.
pub const PURPOSE: &str = "handling a request to leave";
/// The most rows that are listed as refused.
pub const FAULTS_MAX: usize = 100;

/// Why a file cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotPeople {
    /// There is no column with the customer number.
    #[error("there is no column `customer`; the file has {found}")]
    NoCustomer {
        /// The columns of the file.
        found: String,
    },
    /// A column we do not know.
    #[error("`{given}` is not a column of people{hint}; allowed: {allowed}")]
    UnknownColumn {
        /// The column.
        given: String,
        /// What was probably meant.
        hint: String,
        /// The columns there are.
        allowed: String,
    },
}

/// A row that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// The line.
    pub line: u64,
    /// The column.
    pub column: &'static str,
    /// What was given, what is allowed.
    pub what: String,
}

/// People as their rows come in.
pub struct Gathering<'a> {
    office: &'a Office,
    currency: Currency,
    places: [Option<usize>; COLUMNS.len()],
    people: Vec<Person>,
    by_customer: HashMap<String, usize>,
    faults: Vec<RowFault>,
    refused: u64,
}

impl<'a> Gathering<'a> {
    /// Begins with the columns of a file.
    ///
    /// # Errors
    /// [`NotPeople`] names a column that is missing or unknown.
    pub fn new(office: &'a Office, currency: Currency, columns: &[String]) -> Result<Self, NotPeople> {
        let mut places = [None; COLUMNS.len()];
        for (at, given) in columns.iter().enumerate() {
            let plain = given.trim().to_lowercase();
            let Some(known) = COLUMNS.iter().position(|column| *column == plain) else {
                let hint =
                    did_you_mean(&plain, COLUMNS).map(|it| format!(" (did you mean `{it}`?)")).unwrap_or_default();
                let allowed = COLUMNS.map(|column| format!("`{column}`")).join(", ");
                return Err(NotPeople::UnknownColumn { given: given.clone(), hint, allowed });
            };
            places[known] = Some(at);
        }
        if places[0].is_none() {
            let found = columns.iter().map(|column| format!("`{column}`")).collect::<Vec<_>>().join(", ");
            return Err(NotPeople::NoCustomer { found });
        }
        let (people, by_customer) = (Vec::new(), HashMap::new());
        Ok(Self { office, currency, places, people, by_customer, faults: Vec::new(), refused: 0 })
    }

    /// Takes a row; `text` gives the text of a column by its place in the file.
    pub fn row<'t>(&mut self, line: u64, text: impl Fn(usize) -> &'t str) {
        let places = self.places;
        let get = |name: &str| {
            let at = COLUMNS.iter().position(|column| *column == name).and_then(|known| places[known]);
            at.map(&text).map(str::trim).filter(|text| !text.is_empty())
        };
        match self.read(get) {
            Ok((person, contract)) => self.take(person, contract),
            Err((column, what)) => {
                self.refused += 1;
                if self.faults.len() < FAULTS_MAX {
                    self.faults.push(RowFault { line, column, what });
                }
            }
        }
    }

    /// The people, the refused rows (the first of them), and how many were refused.
    pub fn finish(self) -> (Vec<Person>, Vec<RowFault>, u64) {
        (self.people, self.faults, self.refused)
    }

    fn take(&mut self, person: Person, contract: Option<ContractFacts>) {
        let index = *self.by_customer.entry(person.customer.clone()).or_insert_with(|| {
            self.people.push(person);
            self.people.len() - 1
        });
        if let (Some(person), Some(contract)) = (self.people.get_mut(index), contract)
            && !person.contracts.iter().any(|known| known.contract == contract.contract)
        {
            person.contracts.push(contract);
        }
    }

    fn read<'t>(
        &self,
        get: impl Fn(&str) -> Option<&'t str>,
    ) -> Result<(Person, Option<ContractFacts>), (&'static str, String)> {
        let customer =
            get("customer").ok_or(("customer", "it is empty; every row says whom it is about".to_owned()))?;
        let day = |column: &'static str| {
            let read = |text: &str| text.parse::<Day>().map_err(|error| (column, error.to_string()));
            get(column).map(read).transpose()
        };
        let owned = |column: &str| get(column).map(str::to_owned);
        let language = |text: &str| text.parse::<Language>().map_err(|error| ("language", error.to_string()));
        let knows = ["birth_date", "post_code"].iter().filter_map(|column| get(column));
        let person = Person {
            customer: customer.to_owned(),
            name: owned("name"),
            mail: owned("mail"),
            phone: owned("phone"),
            language: get("language").map(language).transpose()?,
            knows: knows.map(|text| knows_hash(self.office, customer, text)).collect(),
            purpose: PURPOSE.to_owned(),
            keep_until: day("keep_until")?,
            contracts: Vec::new(),
        };
        let Some(contract) = owned("contract") else { return Ok((person, None)) };
        let currency = |text: &str| text.parse::<Currency>().map_err(|error| ("currency", error.to_string()));
        let currency = get("currency").map_or(Ok(self.currency), currency)?;
        let price = |text: &str| minor(text, currency).ok_or_else(|| ("price", not_an_amount(text)));
        let months = |text: &str| {
            let read = text.parse::<u32>().ok().filter(|months| (1..=120).contains(months));
            read.ok_or_else(|| ("price_months", format!("`{text}` is not a number of months; allowed: 1 to 120")))
        };
        let facts = ContractFacts {
            contract,
            plan: owned("plan"),
            began_on: day("began_on")?,
            price: get("price").map(price).transpose()?.map(|minor| Money { minor, currency }),
            price_months: get("price_months").map_or(Ok(1), months)?,
            paid_from: day("paid_from")?,
            paid_until: day("paid_until")?,
            told_of_withdrawal_on: day("told_of_withdrawal_on")?,
        };
        Ok((person, Some(facts)))
    }
}

fn not_an_amount(text: &str) -> String {
    format!("`{text}` is not an amount; allowed: digits with a comma or a point before the cents, such as `19,50`")
}

/// An amount in minor units: `19.50`, `19,50`, `19`.
fn minor(text: &str, currency: Currency) -> Option<i64> {
    let decimals = usize::try_from(currency.decimals()).ok()?;
    let (whole, part) = text.split_once([',', '.']).unwrap_or((text, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(part) || part.len() > decimals {
        return None;
    }
    format!("{whole}{part:0<decimals$}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_with_a_comma_or_a_point_and_never_rounded() {
        for (text, expected) in [
            ("19.50", Some(1950)),
            ("19,5", Some(1950)),
            ("19", Some(1900)),
            ("0", Some(0)),
            ("19.505", None),
            ("1.234,50", None),
            ("-1", None),
            ("", None),
            (",5", None),
        ] {
            assert_eq!(minor(text, Currency::EUR), expected, "{text}");
        }
    }
}
