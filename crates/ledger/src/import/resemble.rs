//! Files that are most likely the next of the same kind: `contracten_sept` and `contracten_okt`, or `stripe-2026-07` and
//! `stripe-2026-08`.

/// Words for months, in Dutch, English, German and French, whole and in short.
const MONTHS: [&str; 69] = [
    "jan",
    "january",
    "januari",
    "januar",
    "jänner",
    "janvier",
    "janv",
    "feb",
    "february",
    "februari",
    "februar",
    "février",
    "fevrier",
    "févr",
    "mar",
    "mrt",
    "march",
    "maart",
    "märz",
    "maerz",
    "mars",
    "apr",
    "april",
    "avril",
    "avr",
    "may",
    "mei",
    "mai",
    "jun",
    "june",
    "juni",
    "juin",
    "jul",
    "july",
    "juli",
    "juillet",
    "juil",
    "aug",
    "august",
    "augustus",
    "août",
    "aout",
    "sep",
    "sept",
    "september",
    "septembre",
    "oct",
    "okt",
    "october",
    "oktober",
    "octobre",
    "nov",
    "november",
    "novembre",
    "dec",
    "dez",
    "december",
    "dezember",
    "décembre",
    "decembre",
    "déc",
    "q",
    "kw",
    "wk",
    "week",
    "woche",
    "semaine",
    "kwartaal",
    "quarter",
];
/// Other words for a part of time, and for one more copy of a file.
const OTHERS: [&str; 36] = [
    "quartal",
    "trimestre",
    "month",
    "maand",
    "monat",
    "mois",
    "year",
    "jaar",
    "jahr",
    "an",
    "day",
    "dag",
    "tag",
    "jour",
    "tm",
    "tot",
    "until",
    "bis",
    "per",
    "from",
    "van",
    "vanaf",
    "def",
    "definitief",
    "final",
    "new",
    "nieuw",
    "neu",
    "copy",
    "kopie",
    "version",
    "versie",
    "v",
    "of",
    "and",
    "en",
];

/// What a name says beside digits, words for a time, and words for a copy; nothing where it says nothing of its own and
/// no time either.
pub(super) fn told_beside_time(name: &str) -> Option<String> {
    let words = words(name);
    let is_of_time = |word: &str| MONTHS.contains(&word) || OTHERS.contains(&word);
    let rest: String = words.iter().map(String::as_str).filter(|word| !is_of_time(word)).collect();
    let year = name.chars().filter(char::is_ascii_digit).count() >= 4;
    (!rest.is_empty() || year || words.iter().any(|word| MONTHS.contains(&word.as_str()))).then_some(rest)
}

/// The words of a name, without its digits.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for letter in name.chars() {
        if !letter.is_alphabetic() || before.is_lowercase() && letter.is_uppercase() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| letter.is_alphabetic()) {
            word.extend(letter.to_lowercase());
        }
        before = letter;
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_two_months_are_of_one_kind_and_files_about_two_things_are_not() {
        for (one, two) in [
            ("contracten_sept", "contracten_okt"),
            ("contracten", "contracten_okt"),
            ("mollie-2026-09", "mollie-2026-10"),
            ("Export Januar 2026", "export_märz"),
            ("abonnés août", "abonnés décembre"),
            ("ledenMaart", "ledenApril"),
            ("stripe Q1", "stripe_Q2"),
            ("klanten week 12", "klanten-wk13"),
            ("sept", "okt"),
            ("2026-09", "2026-10"),
            ("contracten_def", "contracten_okt (1)"),
        ] {
            let told = told_beside_time(one);
            assert!(told.is_some() && told == told_beside_time(two), "{one} {two}: {told:?}");
        }
        for (one, two) in [("contracten_sept", "betalingen_sept"), ("mei", "mei_leden"), ("marketing", "martin")] {
            assert_ne!(told_beside_time(one), told_beside_time(two), "{one} {two}");
        }
        assert_eq!([told_beside_time("1"), told_beside_time("0-1")], [None, None]);
    }
}
