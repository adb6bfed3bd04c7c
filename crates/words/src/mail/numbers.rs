//! Customer numbers and contract numbers: after a label such as `klantnummer`, or by the company's own pattern.

use crate::text::{Sentence, Word};

/// How the company's customer numbers look: `#` is a digit, `@` a letter, anything else itself; `FP-#####`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberPattern(String);

impl NumberPattern {
    /// Reads a pattern; it needs a digit somewhere.
    ///
    /// # Errors
    /// The text, if there is no `#` in it.
    pub fn new(pattern: &str) -> Result<Self, String> {
        let pattern = pattern.trim().to_uppercase();
        if pattern.contains('#') { Ok(Self(pattern)) } else { Err(pattern) }
    }

    fn fits(&self, text: &str) -> bool {
        let fits = |(wanted, given): (char, char)| match wanted {
            '#' => given.is_ascii_digit(),
            '@' => given.is_alphabetic(),
            other => other == given.to_ascii_uppercase(),
        };
        self.0.chars().count() == text.chars().count() && self.0.chars().zip(text.chars()).all(fits)
    }
}

/// The numbers in a mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Numbers {
    pub(super) customers: Vec<String>,
    pub(super) contracts: Vec<String>,
}

/// Labels in one word.
const CUSTOMER_LABELS: &[&str] = &[
    "klantnummer",
    "klantnummers",
    "klantnr",
    "klantennummer",
    "klantennr",
    "klantcode",
    "klantid",
    "klantnummmer",
    "relatienummer",
    "relatienr",
    "lidnummer",
    "lidnummers",
    "lidnr",
    "lidmaatschapsnummer",
    "lidmaatschapnummer",
    "lidmaatschapsnr",
    "abonneenummer",
    "abonneenr",
    "debiteurnummer",
    "debiteurennummer",
    "debiteurnr",
    "ledennummer",
    "clientnummer",
    "accountnummer",
    "deelnemersnummer",
    "deelnemernummer",
    "gebruikersnummer",
    "lidkaartnummer",
    "klnr",
    "customernumber",
    "membernumber",
    "custno",
    "klantref",
    "klantreferentie",
    "donateursnummer",
    "pasnummer",
    "lidmaatschapsnummers",
];
const CONTRACT_LABELS: &[&str] = &[
    "contractnummer",
    "contractnr",
    "contractnummers",
    "abonnementsnummer",
    "abonnementnummer",
    "abonnementsnr",
    "abonnementnr",
    "polisnummer",
    "polisnr",
    "overeenkomstnummer",
    "contractref",
    "contractid",
    "abonnementsnummers",
];
/// The first of two words.
const CUSTOMER_HEADS: &[&str] = &[
    "klant",
    "klanten",
    "lid",
    "abonnee",
    "customer",
    "customers",
    "client",
    "member",
    "membership",
    "account",
    "acct",
    "acc",
    "subscriber",
    "cust",
    "lidmaatschap",
    "debiteur",
    "relatie",
    "donor",
    "user",
    "lidmaatschaps",
];
const CONTRACT_HEADS: &[&str] = &[
    "contract",
    "abonnement",
    "polis",
    "policy",
    "subscription",
    "agreement",
    "overeenkomst",
    "plan",
    "licence",
    "license",
    "abonnements",
];
/// The second of two words.
const TAILS: &[&str] = &[
    "nummer",
    "nummers",
    "nr",
    "nrs",
    "no",
    "nos",
    "number",
    "numbers",
    "num",
    "id",
    "code",
    "ref",
    "reference",
    "kenmerk",
    "nbr",
    "numr",
];
/// Words that name a number where no plain label does.
const WEAK_LABELS: &[&str] = &[
    "member",
    "membership",
    "mem",
    "lid",
    "gezinslid",
    "lidmaatschap",
    "klant",
    "customer",
    "cust",
    "client",
    "account",
    "acct",
    "acc",
    "subscriber",
    "supporter",
    "donor",
    "donateur",
    "abonnee",
    "player",
    "speler",
    "spelersnummer",
    "debiteur",
    "merchant",
    "reg",
    "pas",
    "pasnr",
    "pass",
    "card",
    "biebpas",
    "kaartnr",
    "bondsnummer",
    "inschrijfnr",
    "aanmeldnr",
    "abonr",
    "abnr",
    "ref",
    "reference",
    "referentie",
    "kenmerk",
    "order",
    "bestelling",
    "number",
    "nummer",
    "nr",
    "no",
    "record",
    "permit",
    "id",
    "lotnr",
    "driver",
    "lit",
    "objectcode",
    "username",
    "num",
    "lotnummer",
    "kaartnummer",
    "donornummer",
    "spelersnr",
    "donateursnr",
    "inschrijfnummer",
    "ordernummer",
    "ordernr",
    "referentienummer",
    "klantreferte",
];
/// Digits of a telephone number here.
const PHONE_DIGITS: usize = 10;
/// Words between a label and its number.
const FILLERS: &[&str] = &[
    "is", "nr", "no", "nummer", "number", "het", "van", "mij", "was", "luidt", "zijn", "are", "my", "me", "id", "for",
    "met", "with", "bij", "u", "jullie", "you",
];
/// Fewest characters of a number.
const NUMBER_CHARS_MIN: usize = 3;
/// The same where only the sentence says whose number it is: no year, no amount.
const SAID_CHARS_MIN: usize = 5;

/// Fewest digits beside capitals, where the word before says whose number it is.
const CODED_DIGITS_MIN: usize = 3;

/// All numbers of these sentences.
pub(super) fn numbers(sentences: &[(&str, Sentence)], pattern: Option<&NumberPattern>) -> Numbers {
    let mut found = Numbers::default();
    for (source, sentence) in sentences {
        let words = &sentence.words;
        for at in 0..words.len() {
            if let Some((is_contract, after)) = label(source, words, at) {
                let numbers = values(source, words, after);
                let list = if is_contract { &mut found.contracts } else { &mut found.customers };
                for number in numbers {
                    if !list.contains(&number) {
                        list.push(number);
                    }
                }
            }
            if let Some(pattern) = pattern
                && let Some((number, _)) = value(source, words, at)
                && pattern.fits(&number)
                && !found.customers.contains(&number)
            {
                found.customers.push(number);
            }
        }
    }
    if let Some(pattern) = pattern
        && found.customers.iter().any(|number| pattern.fits(number))
    {
        found.customers.retain(|number| pattern.fits(number));
    }
    found
}

/// The only number that a weaker label names, where no plain one does: `member 619`, `ref. CK/90211`, `nr. 90-331`. Two of
/// them leave open which is meant.
pub(super) fn labelled_weakly(sentences: &[(&str, Sentence)]) -> Option<String> {
    let mut found: Vec<String> = Vec::new();
    for (source, sentence) in sentences {
        let words = &sentence.words;
        for at in 0..words.len() {
            let is_label = WEAK_LABELS.contains(&words[at].text.as_str());
            let is_tail =
                |word: &Word| TAILS.contains(&word.text.as_str()) || matches!(word.text.as_str(), "is" | "was");
            let after = (at + 1..words.len()).find(|&index| !is_tail(&words[index])).unwrap_or(words.len());
            let is_in_brackets = words[at].glue == Some('(') && is_coded(source, words, at);
            let start = if is_in_brackets { at } else { after };
            if (is_in_brackets || is_label && after <= at + 3)
                && let Some((number, _)) = value(source, words, start)
                && !is_other_number(&number)
                && !found.contains(&number)
            {
                found.push(number);
            }
        }
    }
    (found.len() == 1).then(|| found.remove(0))
}

/// A year, a day, a telephone number.
fn is_other_number(number: &str) -> bool {
    let parts: Vec<&str> = number.split(['-', '/', '.']).collect();
    let is_short = |part: &str| part.len() <= 2 && part.bytes().all(|it| it.is_ascii_digit());
    let is_year = |part: &str| part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    is_year(number)
        || parts.len() == 3
            && parts.iter().filter(|it| is_short(it)).count() >= 2
            && (is_year(parts[2]) || is_year(parts[0]))
        || number.starts_with("06") && digits == PHONE_DIGITS
        || number.starts_with('0') && digits == PHONE_DIGITS
}

/// `mijn nummer is 20418`, `account 5520187`: words that name a customer's number only with the number right behind them.
fn is_said(words: &[Word], at: usize) -> bool {
    let text = |index: usize| words.get(index).map_or("", |word| word.text.as_str());
    // a zero begins a phone number
    let is_long = |index: usize| {
        let digits = text(index);
        digits.len() >= SAID_CHARS_MIN && !digits.starts_with('0') && digits.bytes().all(|it| it.is_ascii_digit())
    };
    let is_mine = matches!(text(at), "mijn" | "my") && matches!(text(at + 1), "nummer" | "nr" | "number");
    let is_with_you = matches!(text(at + 2), "bij" | "with");
    let is_grouped = is_with_you && text(at + 4) == "is" && text(at + 5).bytes().all(|it| it.is_ascii_digit());
    is_mine && (is_grouped || is_long(at + 2 + usize::from(matches!(text(at + 2), "is"))))
        || matches!(text(at), "account" | "klant" | "customer" | "member") && is_long(at + 1)
}

/// A label that begins at this word: is it a contract's, and where does it end?
fn label(source: &str, words: &[Word], at: usize) -> Option<(bool, usize)> {
    let text = |index: usize| words.get(index).map_or("", |word| word.text.as_str());
    let is_tail = TAILS.contains(&text(at + 1)) || words.get(at + 1).is_some_and(|word| word.glue == Some('#'));
    let tail_end = if TAILS.contains(&text(at + 1)) { at + 2 } else { at + 1 };
    if CUSTOMER_LABELS.contains(&text(at)) {
        Some((false, at + 1))
    } else if CONTRACT_LABELS.contains(&text(at)) {
        Some((true, at + 1))
    } else if CUSTOMER_HEADS.contains(&text(at)) && is_tail {
        Some((false, tail_end))
    } else if CUSTOMER_HEADS.contains(&text(at)) && is_coded(source, words, at + 1) {
        Some((false, at + 1))
    } else if CONTRACT_HEADS.contains(&text(at)) && is_coded(source, words, at + 1) {
        Some((true, at + 1))
    } else if CUSTOMER_HEADS.contains(&text(at))
        && words.get(at + 1).is_some_and(|word| word.glue == Some('(') && is_plain_number(word))
    {
        Some((false, at + 1))
    } else if is_said(words, at) {
        // `values` passes over `is`
        Some((false, at + 1 + usize::from(matches!(text(at), "mijn" | "my"))))
    } else if CONTRACT_HEADS.contains(&text(at)) && is_tail {
        Some((true, tail_end))
    } else if CONTRACT_HEADS.contains(&text(at)) && text(at + 1) == "met" && TAILS.contains(&text(at + 2)) {
        Some((true, at + 3))
    } else if CONTRACT_HEADS.contains(&text(at)) && words.get(at + 1).is_some_and(is_plain_number) {
        Some((true, at + 1))
    } else {
        None
    }
}

/// `klant S-9917`, `customer MZ-41771`: capitals and digits in one, which are no day, no amount and no product.
fn is_coded(source: &str, words: &[Word], at: usize) -> bool {
    value(source, words, at).is_some_and(|(number, _)| {
        number.chars().any(char::is_uppercase)
            && !number.chars().any(char::is_lowercase)
            && number.chars().filter(char::is_ascii_digit).count() >= CODED_DIGITS_MIN
    })
}

/// A number of four digits or more that is no year.
fn is_plain_number(word: &Word) -> bool {
    word.text.len() >= 4
        && word.text.bytes().all(|b| b.is_ascii_digit())
        && !(word.text.len() == 4 && (word.text.starts_with("19") || word.text.starts_with("20")))
}

/// The number after a label, and further ones after `en`, `of`, `and` or a comma.
fn values(source: &str, words: &[Word], after: usize) -> Vec<String> {
    let mut at = after;
    while words.get(at).is_some_and(|word| FILLERS.contains(&word.text.as_str())) && at < after + 4 {
        at += 1;
    }
    let mut found = Vec::new();
    while let Some((number, end)) = value(source, words, at) {
        found.push(number);
        at = end;
        let goes_on = words.get(at).is_some_and(|word| matches!(word.text.as_str(), "en" | "of" | "and" | "or"));
        match words.get(at + 1) {
            Some(next)
                if goes_on && next.text.len() >= NUMBER_CHARS_MIN && next.text.bytes().all(|b| b.is_ascii_digit()) =>
            {
                at += 1;
            }
            _ => break,
        }
    }
    found
}

/// The number that begins at this word, as written, and where it ends.
fn value(source: &str, words: &[Word], at: usize) -> Option<(String, usize)> {
    let has_digit = |word: &Word| word.text.bytes().any(|b| b.is_ascii_digit());
    let is_joined = |word: &Word| word.glue.is_some_and(|c| matches!(c, '-' | '/' | '.' | '_'));
    let first = words.get(at)?;
    let mut end = at + 1;
    let is_prefix = !has_digit(first)
        && first.text.len() <= 4
        && words.get(end).is_some_and(|next| has_digit(next) && (is_joined(next) || is_capital(source, first)));
    if !has_digit(first) && !is_prefix {
        return None;
    }
    if is_prefix {
        end += 1;
    }
    while let Some(next) = words.get(end) {
        // `QX 30 88`: after capitals the groups may be short
        let is_group = next.glue.is_none()
            && (next.text.len() >= 3
                || (is_prefix || end > at + 1 && !is_month_next(words, end + 1)) && next.text.len() == 2)
            && [&words[end - 1], next].iter().all(|word| word.text.bytes().all(|b| b.is_ascii_digit()))
            && words[end - 1].text.len() >= 2;
        // `7718-B`
        let is_letter = matches!(next.glue, Some('-' | '/')) && next.text.len() <= 2 && is_capital(source, next);
        if !(is_joined(next) && has_digit(next) || is_group || is_letter) {
            break;
        }
        end += 1;
    }
    let text = source.get(first.at.start..words.get(end - 1)?.at.end)?.trim();
    let is_number = text.chars().filter(char::is_ascii_digit).count() >= 2 && text.chars().count() >= NUMBER_CHARS_MIN;
    is_number.then(|| (text.to_owned(), end))
}

/// Does a month follow, so that the number before it is a day?
fn is_month_next(words: &[Word], at: usize) -> bool {
    words.get(at).is_some_and(|word| super::ends::is_month(&word.text))
}

fn is_capital(source: &str, word: &Word) -> bool {
    source.get(word.at.clone()).is_some_and(|text| text.chars().all(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::sentences;

    fn found(text: &str, pattern: Option<&str>) -> Numbers {
        let read: Vec<(&str, Sentence)> = sentences(text).into_iter().map(|it| (text, it)).collect();
        let pattern = pattern.map(|it| NumberPattern::new(it).expect("a pattern"));
        numbers(&read, pattern.as_ref())
    }

    #[test]
    fn numbers_are_found_after_their_labels_as_they_were_written() {
        for (text, number) in [
            ("klantnummer: FP-20418", "FP-20418"),
            ("Mijn klantnr is 33812.", "33812"),
            ("customer no. 55102", "55102"),
            ("Customer ID 99120, best", "99120"),
            ("account # 55-9921", "55-9921"),
            ("lidnr 8120-33 graag", "8120-33"),
            ("klantnummer B4471", "B4471"),
            ("klant nr. 12 345", "12 345"),
            ("customer number 7718-B as of now", "7718-B"),
            ("klant S-9917 herroept", "S-9917"),
            ("Ik zeg mijn lidmaatschap (67012) op", "67012"),
            ("customer MZ-41771. I do not", "MZ-41771"),
            ("mijn hostingpakket (klant FP-00123) niet", "FP-00123"),
            ("Ons debiteurennummer bij u is D-20417.", "D-20417"),
            ("Mijn nummer bij u is 60.114, dat staat", "60.114"),
            ("Klantnr.: NT 900 441", "NT 900 441"),
            ("Klantnr QX 30 88", "QX 30 88"),
        ] {
            assert_eq!(found(text, None).customers, [number], "{text}");
        }
        assert_eq!(found("contract 7781 en contractnummer 90-2", None).contracts, ["7781", "90-2"]);
        assert_eq!(found("klantnummers 1201 en 1202", None).customers, ["1201", "1202"]);
        assert_eq!(found("klant sinds 2019, tel 0612345678", None).customers, Vec::<String>::new());
    }

    #[test]
    fn the_companys_own_pattern_finds_a_number_without_a_label() {
        assert_eq!(found("Sanne, FP-20418, Utrecht", Some("FP-#####")).customers, ["FP-20418"]);
        assert!(NumberPattern::new("FP").is_err());
    }
}
