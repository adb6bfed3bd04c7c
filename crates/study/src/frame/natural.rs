//! The order in which people expect names: numbers by their size, also inside a name.

use std::cmp::Ordering;

/// Orders `plan 2` before `plan 10`, `-1` before `0.5`, and capital letters beside small ones.
pub fn natural_order(a: &str, b: &str) -> Ordering {
    match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a_number), Ok(b_number)) => a_number.total_cmp(&b_number).then_with(|| a.cmp(b)),
        (Ok(_), Err(_)) => Ordering::Less,
        (Err(_), Ok(_)) => Ordering::Greater,
        (Err(_), Err(_)) => pieces(a, b).then_with(|| a.cmp(b)),
    }
}

fn pieces(mut a: &str, mut b: &str) -> Ordering {
    loop {
        let ((a_words, a_digits, a_rest), (b_words, b_digits, b_rest)) = (piece(a), piece(b));
        let words = a_words.chars().flat_map(char::to_lowercase).cmp(b_words.chars().flat_map(char::to_lowercase));
        let (a_plain, b_plain) = (a_digits.trim_start_matches('0'), b_digits.trim_start_matches('0'));
        let order = words.then(a_plain.len().cmp(&b_plain.len())).then(a_plain.cmp(b_plain));
        if order != Ordering::Equal || (a_rest.is_empty() && b_rest.is_empty()) {
            return order;
        }
        (a, b) = (a_rest, b_rest);
    }
}

/// The words at the beginning, the digits behind them, and the rest.
fn piece(text: &str) -> (&str, &str, &str) {
    let digits = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    let (words, rest) = text.split_at(digits);
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, rest) = rest.split_at(end);
    (words, digits, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_where_people_look_for_them() {
        let mut names = ["10", "plan 10", "b", "9", "plan 2", "B2", "-1", "a", "plan 2b", "2.5", ""];
        names.sort_by(|a, b| natural_order(a, b));
        assert_eq!(names, ["-1", "2.5", "9", "10", "", "a", "b", "B2", "plan 2", "plan 2b", "plan 10"]);
    }
}
