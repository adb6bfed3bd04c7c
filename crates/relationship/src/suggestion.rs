//! "Did you mean": the nearest allowed word to one that is not allowed.

/// The allowed word a person most likely meant, if one is close enough to be worth saying.
///
/// Letters' case and the difference between `_`, `-` and space do not count. A word further away than a third of its
/// length is not a guess but noise, so nothing is returned.
pub fn did_you_mean<'a>(given: &str, allowed: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given = plain(given);
    allowed
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(&given, &plain(word)), word))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, word)| *distance * 3 <= word.chars().count().max(given.chars().count()))
        .map(|(_, word)| word)
}

fn plain(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

    #[test]
    fn a_slip_of_the_finger_is_understood() {
        let allowed = ["Contract", "PaymentMethod", "gender"];
        assert_eq!(did_you_mean("contrct", allowed), Some("Contract"));
        assert_eq!(did_you_mean("payment_method", allowed), Some("PaymentMethod"));
        assert_eq!(did_you_mean("zzz", allowed), None);
    }
}
