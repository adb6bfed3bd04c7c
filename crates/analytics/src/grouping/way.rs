//! One value, or stretch of values, that a filter lets through: as SQL, and as a rule for rows at hand.

use super::literal;

/// What a filter lets through.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Way {
    /// Only where nothing is known.
    Unknown,
    /// This word.
    Word(String),
    /// This number.
    Number(f64),
    /// Numbers above one end or from it on, up to another.
    Between { above: Option<f64>, from: Option<f64>, upto: Option<f64> },
}

impl Way {
    pub(super) fn sql(&self, column: &str) -> String {
        match self {
            Self::Unknown => format!("{column} is null"),
            Self::Word(word) => format!("{column} = {}", literal(word)),
            Self::Number(number) => format!("{column} = {number:?}"),
            Self::Between { above, from, upto } => {
                let ends = [(above, ">"), (from, ">="), (upto, "<=")];
                let known = ends.iter().filter_map(|(end, sign)| Some(format!("{column} {sign} {:?}", (**end)?)));
                let sides: Vec<String> = known.collect();
                if sides.is_empty() { format!("{column} is not null") } else { format!("({})", sides.join(" and ")) }
            }
        }
    }

    pub(super) fn takes_word(&self, word: Option<&str>) -> bool {
        match self {
            Self::Unknown => word.is_none(),
            Self::Word(wanted) => word == Some(wanted),
            Self::Number(_) | Self::Between { .. } => false,
        }
    }

    pub(super) fn takes_number(&self, number: Option<f64>) -> bool {
        match (self, number) {
            (Self::Unknown, number) => number.is_none(),
            (Self::Number(wanted), Some(number)) => number == *wanted,
            (Self::Between { above, from, upto }, Some(number)) => {
                above.is_none_or(|end| number > end)
                    && from.is_none_or(|end| number >= end)
                    && upto.is_none_or(|end| number <= end)
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_says_the_same_in_sql_and_to_rows_at_hand() {
        let between = Way::Between { above: Some(5.0), from: None, upto: Some(10.0) };
        assert_eq!(between.sql("x"), "(x > 5.0 and x <= 10.0)");
        assert_eq!([5.0, 5.1, 10.0, 10.1].map(|it| between.takes_number(Some(it))), [false, true, true, false]);
        let range = Way::Between { above: None, from: Some(5.0), upto: Some(10.0) };
        assert_eq!(range.sql("x"), "(x >= 5.0 and x <= 10.0)");
        assert!(range.takes_number(Some(5.0)) && !range.takes_number(None));
        assert_eq!((Way::Unknown.takes_number(None), Way::Unknown.takes_word(Some(""))), (true, false));
        let word = Way::Word("it's".to_owned());
        assert_eq!(word.sql("x"), "x = 'it''s'");
        assert_eq!([Some("it's"), Some("its"), None].map(|it| word.takes_word(it)), [true, false, false]);
    }
}
