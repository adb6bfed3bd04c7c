//! What a field and a consequence can be about: the words the linter and the pages know.
//!
//! A name of its own is allowed too: then a field is a question, or more data than leaving needs. A name that differs from a
//! known word by a slip of the finger is refused when a flow is read, since it would be judged as something else.

use crate::suggestion::did_you_mean;

/// What every pack lets a flow ask for.
const NEEDED: [&str; 8] = ["name", "contract", "phone_line", "reply_to", "end_date", "kind", "ground", "address"];
/// Other names of them, for flows from elsewhere.
const SAME: [(&str, &str); 3] = [("customer_number", "contract"), ("email", "reply_to"), ("mail", "reply_to")];
/// What is asked to learn, not to end the contract.
const QUESTIONS: [&str; 10] =
    ["reason", "survey", "rating", "effort", "competitor", "improve", "goal", "question", "satisfaction", "recommend"];
/// What keeps something going, or agrees to something, when it is ticked.
const KEEPS: [&str; 6] = ["consent", "keep", "marketing", "newsletter", "win_back", "contact"];
/// What else is known: no question, and not needed to leave.
const OTHER: [&str; 14] = [
    "post_code",
    "birth_date",
    "identity_document",
    "phone",
    "company",
    "bank_account",
    "gender",
    "signature",
    "username",
    "password",
    "one_time_link",
    "pause",
    "phrase",
    "other",
];
/// What consequences are about.
const CONSEQUENCES: [&str; 6] = ["end_date", "last_charge", "refund", "fee", "data", "goods"];

/// A name without a number behind it: `question_2` is about a `question`.
fn stem(about: &str) -> &str {
    match about.trim_end_matches(|it: char| it.is_ascii_digit()).trim_end_matches('_') {
        "" => about,
        stem => stem,
    }
}

/// The word the pages know this by: `contract` for `customer_number`.
pub(super) fn plain(about: &str) -> Option<&'static str> {
    SAME.iter().find(|(other, _)| *other == about).map(|(_, word)| *word)
}

/// May every flow ask for it?
pub(crate) fn is_needed(about: &str) -> bool {
    NEEDED.contains(&plain(about).unwrap_or(about))
}

/// Is it asked to learn something?
pub(crate) fn is_question(about: &str) -> bool {
    QUESTIONS.contains(&stem(about))
}

/// Does a tick keep something going, or agree to something?
pub(crate) fn keeps(about: &str) -> bool {
    KEEPS.contains(&stem(about))
}

/// Is it a word of ours, and no name of the flow's own?
pub(crate) fn is_known(about: &str) -> bool {
    let about = stem(about);
    is_needed(about) || [&QUESTIONS[..], &KEEPS, &OTHER].iter().any(|known| known.contains(&about))
}

/// The word that a field was probably meant to be about, of one that is a slip away from it.
pub(super) fn slip_of_field(about: &str) -> Option<&'static str> {
    let same = SAME.iter().map(|(other, _)| *other);
    let known = NEEDED.into_iter().chain(QUESTIONS).chain(KEEPS).chain(OTHER).chain(same);
    if is_known(about) { None } else { near(about, known) }
}

/// The same of a consequence.
pub(super) fn slip_of_consequence(about: &str) -> Option<&'static str> {
    if CONSEQUENCES.contains(&stem(about)) { None } else { near(about, CONSEQUENCES.into_iter()) }
}

fn near(about: &str, known: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let letters = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).count();
    // A short word is near many others.
    did_you_mean(about, known).filter(|word| letters(word) > 4 || letters(about) == letters(word))
}
