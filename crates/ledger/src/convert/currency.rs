//! Which currency an amount names itself, and columns that name the currency of each row.

use relationship::Currency;

use super::number::AmountError;
use crate::input::{Rows, Table};

/// Rows that tell whether a column names currencies.
const ROWS_LOOKED_AT: usize = 200;

/// The codes that stand beside amounts in files; other three letters are taken for the beginning of an id.
const CURRENCIES: [&str; 40] = [
    "AED", "ARS", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP", "EUR", "GBP", "HKD",
    "HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KRW", "MAD", "MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "RON", "RUB",
    "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "USD", "ZAR",
];

/// Parts of names of columns that hold currencies.
const NAMES: [&str; 9] =
    ["currency", "currencies", "valuta", "währung", "waehrung", "wahrung", "munteenheid", "muntsoort", "devise"];
/// Whole names of columns that hold currencies.
const WHOLE_NAMES: [&str; 5] = ["munt", "ccy", "curr", "moneda", "cur"];

/// Does a unit before or behind an amount stand for this currency?
pub(super) fn check_unit(unit: &str, currency: Currency) -> Result<(), AmountError> {
    const DOLLARS: [&str; 8] = ["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "TWD"];
    const CROWNS: [&str; 4] = ["SEK", "NOK", "DKK", "ISK"];
    let code = currency.code();
    let fits = match unit {
        "€" => code == "EUR",
        "£" => code == "GBP",
        "$" => DOLLARS.contains(&code),
        "¥" => matches!(code, "JPY" | "CNY"),
        "₺" => code == "TRY",
        "₽" => code == "RUB",
        "₹" => code == "INR",
        "₩" => code == "KRW",
        "kr" | "Kr" | "KR" => CROWNS.contains(&code),
        _ if unit.eq_ignore_ascii_case(code) => true,
        _ if unit.eq_ignore_ascii_case("euro") => code == "EUR",
        _ if unit.len() == 3 && unit.bytes().all(|byte| byte.is_ascii_alphabetic()) => false,
        _ => return Err(AmountError::NoNumber),
    };
    if fits { Ok(()) } else { Err(AmountError::OtherCurrency) }
}

/// The currency a unit stands for. Where several have one sign, it is the most used of them.
pub(crate) fn currency_of_unit(unit: &str) -> Option<Currency> {
    let code = match unit {
        "€" => "EUR",
        "$" => "USD",
        "£" => "GBP",
        "¥" => "JPY",
        "₺" => "TRY",
        "₽" => "RUB",
        "₹" => "INR",
        "₩" => "KRW",
        code if code.eq_ignore_ascii_case("euro") => "EUR",
        code => code,
    };
    code.to_ascii_uppercase().parse().ok()
}

/// The currency an amount names itself, as in `$5` or `5 GBP`.
pub(crate) fn currency_named(text: &str) -> Option<Currency> {
    let (_, text) = super::number::sign_of(text.trim())?;
    let (prefix, _, suffix) = super::number::units_of(text);
    currency_of_unit(if prefix.is_empty() { suffix } else { prefix }).filter(|&it| is_usual(it))
}

fn is_usual(currency: Currency) -> bool {
    CURRENCIES.contains(&currency.code())
}

/// Do the values of a column name currencies? Under a name that says so most of them must, else all of them.
pub(crate) fn names_currencies<'a>(column: &str, values: impl Iterator<Item = &'a str>) -> bool {
    let (mut filled, mut codes, mut usual) = (0_u32, 0_u32, 0_u32);
    for value in values.filter(|value| !value.is_empty()) {
        let currency = currency_of_unit(value);
        filled += 1;
        codes += u32::from(currency.is_some());
        usual += u32::from(currency.is_some_and(|it| is_usual(it) && it.code() == value));
    }
    let plain: String = column.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let is_named = NAMES.iter().any(|name| plain.contains(name)) || WHOLE_NAMES.contains(&plain.as_str());
    filled > 0 && (is_named && codes * 2 > filled || usual == filled)
}

/// The column that names the currency of the amounts in column `amount`: of several the one nearest to it.
pub(crate) fn currency_beside(table: &Table, amount: usize) -> Option<usize> {
    let sample = table.sample();
    let rows = sample.len().min(ROWS_LOOKED_AT);
    let names = |&column: &usize| {
        let values = (0..rows).map(|row| sample.text(row, column));
        column != amount && names_currencies(&table.columns()[column], values)
    };
    (0..table.columns().len()).filter(names).min_by_key(|column| column.abs_diff(amount))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_names_its_currency() {
        let named = |text: &str| currency_named(text).map(|currency| currency.to_string());
        for (text, code) in
            [("$19.99", "USD"), ("19.99 gbp", "GBP"), ("-€ 3", "EUR"), ("£-3", "GBP"), ("¥5", "JPY"), ("5 euro", "EUR")]
        {
            assert_eq!(named(text).as_deref(), Some(code), "{text}");
        }
        for text in ["19.99", "", "5 kr", "five", "12,-", "abc12", "cus_1"] {
            assert_eq!(named(text), None, "{text}");
        }
    }

    #[test]
    fn a_column_of_currencies_is_known_by_its_values_and_by_its_name() {
        for (column, values) in [
            ("ccy", &["EUR", "usd", ""][..]),
            ("Währung", &["€", "$", "€"]),
            ("munt", &["EUR", "n/a", "EUR"]),
            ("Price Currency", &["XPF"]),
            ("x", &["EUR", "USD"]),
        ] {
            assert!(names_currencies(column, values.iter().copied()), "{column}");
        }
        for (column, values) in [
            ("ccy", &[""][..]),
            ("currency rate", &["1.08", "1"]),
            ("x", &["eur"]),
            ("x", &["EUR", "ABC"]),
            ("plan", &["TOP", "ALL"]),
            ("munt", &["geel", "groen", "eur"]),
        ] {
            assert!(!names_currencies(column, values.iter().copied()), "{column}");
        }
    }
}
