//! A mapping as the command that uses it.

use crate::mapping::{As, DateOrder, Decimal, Mapping};

/// The command that imports `file` with this mapping, ready for a shell.
pub fn command(file: &str, mapping: &Mapping) -> String {
    let mut words = vec!["vaarwel".to_owned(), "import".to_owned(), quote(file)];
    let mut option = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            words.push(format!("--{name}"));
            words.push(quote(&value));
        }
    };
    option("as", mapping.kind_of_row.map(|kind| kind.to_string()));
    option("id", mapping.id.clone());
    option("contract", mapping.contract.clone());
    option("tenure", mapping.tenure.clone());
    option("tenure-unit", mapping.tenure_unit.map(|unit| unit.word().to_owned()));
    option("left", mapping.left.clone());
    option("start", mapping.start.clone());
    option(if mapping.kind_of_row == Some(As::Customers) { "left-on" } else { "end" }, mapping.end.clone());
    option("at", mapping.at.clone());
    option("kind", mapping.kind.clone());
    for (theirs, ours) in &mapping.kind_map {
        option("kind-map", Some(format!("{theirs}={ours}")));
    }
    option("amount", mapping.amount.clone());
    option("value", mapping.value.clone());
    option("source-id", mapping.source_id.clone());
    option("ref", mapping.refers_to.clone());
    option("departure", mapping.departure.clone());
    option("price", mapping.price.clone());
    option("plan", mapping.plan.clone());
    option("reason", mapping.reason.clone());
    for column in mapping.traits.iter().flatten() {
        option("trait", Some(column.clone()));
    }
    for column in &mapping.skip {
        option("skip", Some(column.clone()));
    }
    option("as-of", mapping.as_of.map(|day| day.to_string()));
    option("currency", mapping.currency.map(|currency| currency.to_string()));
    option("currency-column", mapping.currency_column.clone());
    option("source", mapping.source.clone());
    option("delimiter", mapping.delimiter.map(|delimiter| delimiter.to_string()));
    option("encoding", mapping.encoding.clone());
    option("header", mapping.header.map(|header| header.to_string()));
    option("sheet", mapping.sheet.clone());
    option("decimal", (mapping.decimal != Decimal::Auto).then(|| mapping.decimal.to_string()));
    let order = match mapping.date_order {
        DateOrder::Auto => None,
        DateOrder::Dmy => Some("dmy"),
        DateOrder::Mdy => Some("mdy"),
        DateOrder::Ymd => Some("ymd"),
    };
    option("date-order", order.map(str::to_owned));
    words.join(" ")
}

/// A word as a POSIX shell takes it: in single quotes where it needs them.
pub fn quote(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=@:,+%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_survives_a_shell() {
        let mapping = Mapping {
            kind_of_row: Some(As::Customers),
            id: Some("Customer ID".to_owned()),
            left: Some("Status=it's over|gone".to_owned()),
            skip: vec!["a,b".to_owned()],
            ..Mapping::default()
        };
        assert_eq!(
            command("my file.csv", &mapping),
            "vaarwel import 'my file.csv' --as customers --id 'Customer ID' --left 'Status=it'\\''s over|gone' --skip a,b"
        );
    }
}
