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

    /// Is this a number of this company, as it writes them?
    pub(super) fn fits(&self, text: &str) -> bool {
        self.completed(text).as_deref() == Some(text.to_uppercase().as_str())
    }

    /// The number as the company writes it: `fp20418`, `FP 20418` and a bare `20418` are `FP-20418`.
    fn completed(&self, text: &str) -> Option<String> {
        let is_sign = |it: &char| it.is_alphanumeric() || matches!(it, '#' | '@');
        let given: Vec<char> = text.chars().filter(char::is_ascii_alphanumeric).collect();
        let wanted = self.0.chars().filter(is_sign).count();
        let letters = self.0.chars().filter(|it| it.is_alphanumeric());
        let is_bare = given.iter().all(char::is_ascii_digit) && given.len() + letters.clone().count() == wanted;
        if given.len() != wanted && !is_bare {
            return None;
        }
        let is_bare = given.len() != wanted;
        let mut given = given.into_iter();
        let mut whole = String::new();
        for sign in self.0.chars() {
            let next = match sign {
                '#' => given.next().filter(char::is_ascii_digit)?,
                '@' => given.next().filter(char::is_ascii_alphabetic)?.to_ascii_uppercase(),
                own if own.is_alphanumeric() && !is_bare => given.next().filter(|it| it.eq_ignore_ascii_case(&own))?,
                own => own,
            };
            whole.push(if is_sign(&sign) { next.to_ascii_uppercase() } else { sign });
        }
        Some(whole)
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
    "met", "with", "bij", "u", "jullie", "you", "staat", "op", "de", "brief", "pas", "pasje", "kaart", "rekening",
    "factuur", "nog", "steeds", "altijd", "gewoon", "volgens", "mijn", "has", "always", "been", "as", "on", "the",
    "card", "letter", "bill", "still", "shown", "says",
];
/// So many of them at most.
const FILLERS_MAX: usize = 6;
/// Fewest characters of a number.
const NUMBER_CHARS_MIN: usize = 3;
/// The same where only the sentence says whose number it is: no year, no amount.
const SAID_CHARS_MIN: usize = 5;

/// Fewest digits beside capitals, where the word before says whose number it is.
const CODED_DIGITS_MIN: usize = 3;

/// All numbers of these sentences.
pub(super) fn numbers(sentences: &[(&str, Sentence)], pattern: Option<&NumberPattern>) -> Numbers {
    let mut found = Numbers::default();
    let whole = |number: String| pattern.and_then(|it| it.completed(&number)).unwrap_or(number);
    for (source, sentence) in sentences {
        let words = &sentence.words;
        for at in 0..words.len() {
            if let Some(number) = labelled_after(source, words, at).map(whole)
                && !found.customers.contains(&number)
            {
                found.customers.push(number);
            }
            if let Some((is_contract, after)) = label(source, words, at) {
                let numbers = values(source, words, after);
                let numbers = if is_contract { numbers } else { numbers.into_iter().map(whole).collect() };
                let list = if is_contract { &mut found.contracts } else { &mut found.customers };
                for number in numbers {
                    if !list.contains(&number) {
                        list.push(number);
                    }
                }
            }
            let is_bare = words[at].text.bytes().all(|it| it.is_ascii_digit());
            if let Some(pattern) = pattern
                && let Some((number, _)) = value(source, words, at, false)
                && let Some(number) = pattern.completed(&number)
                && (!is_bare || pattern.0.chars().all(|it| !it.is_alphabetic()))
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
                && let Some((number, _)) = value(source, words, start, false)
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
    value(source, words, at, false).is_some_and(|(number, _)| {
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

/// The number after a label, and further ones after `en`, `of`, `and`, a comma or a stroke.
fn values(source: &str, words: &[Word], after: usize) -> Vec<String> {
    let mut at = after;
    // the `OP` of `OP-667` is no `op`
    let is_prefix = |at: usize| words.get(at + 1).is_some_and(|next| matches!(next.glue, Some('-' | '/' | '.')));
    let is_filler = |word: &Word| FILLERS.contains(&word.text.as_str());
    while words.get(at).is_some_and(is_filler) && !is_prefix(at) && at < after + FILLERS_MAX {
        at += 1;
    }
    let mut found = Vec::new();
    if let Some(number) = short_number(words, at, after) {
        found.push(number);
        return found;
    }
    while let Some((number, end)) = value(source, words, at, true).filter(|(it, _)| at == after || !is_other_number(it))
    {
        match two_in_one(&number) {
            Some(two) => found.extend(two),
            None => found.push(number),
        }
        at = end;
        let goes_on = words.get(at).is_some_and(|word| matches!(word.text.as_str(), "en" | "of" | "and" | "or"));
        let is_number = |word: &Word| {
            word.text.len() >= NUMBER_CHARS_MIN
                && word.text.bytes().all(|b| b.is_ascii_digit())
                && !is_other_number(&word.text)
        };
        if goes_on && words.get(at + 1).is_some_and(is_number) {
            at += 1;
        } else if !(joined_by(source, words, at, &["/", "+", "&", ","]) && is_number(&words[at])) {
            break;
        }
    }
    found
}

/// `5500/5501` are two numbers; `AB/2022` and `55/120` are one.
fn two_in_one(number: &str) -> Option<[String; 2]> {
    let (one, other) = number.split_once('/')?;
    let is_number = |part: &str| part.len() >= 4 && part.bytes().all(|it| it.is_ascii_digit());
    (one.len() == other.len() && is_number(one) && is_number(other)).then(|| [one.to_owned(), other.to_owned()])
}

/// `lidnummer 7`: so short a number counts only right behind its label and with nothing that it may count.
fn short_number(words: &[Word], at: usize, after: usize) -> Option<String> {
    let word = words.get(at)?;
    let is_near =
        words[after..at].iter().all(|it| matches!(it.text.as_str(), "is" | "nr" | "no" | "nummer" | "number"));
    let is_short = word.text.len() < NUMBER_CHARS_MIN && word.text.bytes().all(|it| it.is_ascii_digit());
    let is_alone = words.get(at + 1).is_none_or(|next| {
        !matches!(next.glue, Some('-' | '/' | '.' | '_'))
            && next.text.chars().all(char::is_alphabetic)
            && next.at.start > word.at.end + 1
    });
    (is_near && is_short && is_alone).then(|| word.text.clone())
}

/// Does this sign, with or without spaces, stand before the word?
fn joined_by(source: &str, words: &[Word], at: usize, signs: &[&str]) -> bool {
    let Some((before, next)) = at.checked_sub(1).and_then(|it| words.get(it)).zip(words.get(at)) else { return false };
    source.get(before.at.end..next.at.start).is_some_and(|it| signs.contains(&it.trim()))
}

/// `55120 is mijn klantnummer`.
fn labelled_after(source: &str, words: &[Word], at: usize) -> Option<String> {
    let (number, end) = value(source, words, at, true)?;
    let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
    let starts = at == 0 || !matches!(words[at].glue, Some('-' | '/' | '.'));
    let is_mine =
        matches!(text(end), "is" | "was") && matches!(text(end + 1), "mijn" | "my" | "ons" | "our" | "het" | "the");
    let (is_contract, _) = label(source, words, end + 2)?;
    (starts && is_mine && !is_contract).then_some(number)
}

/// Numbers that are written like the customer's and stand elsewhere in the letter: which of them is it?
pub(super) fn rivals(sentences: &[(&str, Sentence)], customers: &[String]) -> Vec<String> {
    let [own] = customers else { return Vec::new() };
    let is_like = |word: &Word| {
        word.text.len() == own.len()
            && own.len() >= RIVAL_CHARS_MIN
            && own.bytes().chain(word.text.bytes()).all(|it| it.is_ascii_digit())
            && word.text != *own
            && !is_other_number(&word.text)
    };
    let mut found = Vec::new();
    for (source, sentence) in sentences {
        let words = &sentence.words;
        for at in (0..words.len()).filter(|&at| is_like(&words[at])) {
            let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
            let is_glued = |at: usize| {
                words.get(at).is_some_and(|it| matches!(it.glue, Some('-' | '/' | '.' | '\'' | '€' | '$' | '£' | '_')))
            };
            let is_digits = |at: usize| words.get(at).is_some_and(|it| it.text.bytes().all(|it| it.is_ascii_digit()));
            let is_next = |at: usize| source.get(words[at].at.end..words[at + 1].at.start) == Some(" ");
            // one group of a longer number
            let is_part = at > 0 && is_digits(at - 1) && is_next(at - 1) || is_digits(at + 1) && is_next(at);
            // a postcode, a contract, an amount
            let is_postcode = words.get(at + 1).is_some_and(|it| it.text.len() == 2 && is_capital(source, it));
            let before = &words[at.saturating_sub(3)..at];
            let is_named = before.iter().any(|it| {
                let word = it.text.as_str();
                OTHER_NUMBERS.contains(&word)
                    || CONTRACT_LABELS.contains(&word)
                    || CONTRACT_HEADS.contains(&word)
                    || word.ends_with("nummer") && !CUSTOMER_LABELS.contains(&word)
            });
            let is_amount = matches!(text(at + 1), "euro" | "eur" | "pounds" | "km" | "keer" | "times" | "x");
            if !is_part && !is_glued(at) && !is_glued(at + 1) && !is_postcode && !is_named && !is_amount {
                found.push(words[at].text.clone());
            }
        }
    }
    found
}

/// A shorter number may count anything.
const RIVAL_CHARS_MIN: usize = 4;
/// Words before a number that is no customer's.
const OTHER_NUMBERS: &[&str] = &[
    "factuur",
    "invoice",
    "bill",
    "tel",
    "telefoon",
    "phone",
    "mobiel",
    "mobile",
    "call",
    "bel",
    "iban",
    "postcode",
    "postbus",
    "box",
    "fiets",
    "bike",
    "art",
    "artikel",
    "article",
    "huisnummer",
    "order",
    "bestelling",
    "kvk",
    "btw",
    "vat",
    "serial",
    "kenteken",
    "plot",
    "kavel",
    "unit",
    "kamer",
    "room",
    "locker",
    "kluis",
    "kluisje",
    "tot",
    "until",
    "sinds",
    "since",
    "in",
    "jaar",
    "year",
    "seizoen",
    "season",
    "ref",
    "referentie",
    "reference",
    "kenmerk",
    "dossier",
    "ticket",
    "case",
    "meter",
    "meterstand",
    "stand",
    "geboren",
    "born",
    "lijn",
    "line",
    "pin",
    "code",
];

/// The number that begins at this word, as written, and where it ends. Behind a label its groups may be short.
fn value(source: &str, words: &[Word], at: usize, is_labelled: bool) -> Option<(String, usize)> {
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
        let is_spaced =
            source.get(words[end - 1].at.end..next.at.start).is_some_and(|it| it.chars().all(char::is_whitespace));
        let are_digits = [&words[end - 1], next].iter().all(|word| word.text.bytes().all(|b| b.is_ascii_digit()));
        // `QX 30 88`: after capitals the groups may be short
        let is_group = is_spaced
            && next.glue.is_none()
            && (next.text.len() >= 3
                || (is_prefix || end > at + 1 && !is_month_next(words, end + 1)) && next.text.len() == 2)
            && are_digits
            && words[end - 1].text.len() >= 2;
        let is_short_group = is_labelled && is_spaced && are_digits && is_grouped(source, words, at, end);
        // `7718-B`
        let is_letter = matches!(next.glue, Some('-' | '/')) && next.text.len() <= 2 && is_capital(source, next);
        if !(is_joined(next) && has_digit(next) || is_group || is_short_group || is_letter) {
            break;
        }
        end += 1;
    }
    let text = source.get(first.at.start..words.get(end - 1)?.at.end)?.trim();
    let is_number = text.chars().filter(char::is_ascii_digit).count() >= 2 && text.chars().count() >= NUMBER_CHARS_MIN;
    is_number.then(|| (text.to_owned(), end))
}

/// `12 34 56 78`, `55 12 0`, `7 019 334`: groups of at most four digits from here to a sign or the end, with nothing behind
/// that the last of them may count.
fn is_grouped(source: &str, words: &[Word], start: usize, at: usize) -> bool {
    let is_digits = |word: &Word| word.text.len() <= 4 && word.text.bytes().all(|it| it.is_ascii_digit());
    if !words[start..=at].iter().all(is_digits) || words[start].text.len() > 3 {
        return false;
    }
    let end = (at..words.len()).find(|&it| !is_digits(&words[it]) || words[it].glue.is_some()).unwrap_or(words.len());
    let next = words.get(end).map(|next| source.get(words[end - 1].at.end..next.at.start).unwrap_or_default());
    next.is_none_or(|between| between.trim() != "")
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
