//! Which code a company's own label looks like. A proposal only: a person confirms it, and until then a report that
//! shows it says "proposed".
//!
//! Labels are short ("Te duur", "Competitor had better devices"), so a list of telling words is enough and everybody
//! can see why. What a customer typed in a sentence or more is not a label and gets no proposal here.

use super::{Catalogue, Reason};
use rules::RULES;

mod rules;

/// Longer texts are somebody's own sentences, not labels.
pub const LABEL_WORDS_MAX: usize = 12;

/// A code that own words look like, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The reason proposed.
    pub reason: &'static Reason,
    /// The telling words that were found, such as `competitor` + `offer`.
    pub why: String,
}

/// The reason these own words look like, if any does. Our own codes and Stripe's feedback values are understood too.
pub fn propose(own_words: &str) -> Option<Proposal> {
    let catalogue = Catalogue::current();
    let own_words = own_words.trim();
    if let Some(reason) = catalogue.find_itself(&own_words.to_lowercase()) {
        return Some(Proposal { reason, why: format!("`{}` is a code of the catalogue", reason.code) });
    }
    let words = Words::of(own_words);
    let (code, phrase) = RULES
        .iter()
        .find_map(|(code, phrases)| phrases.iter().find(|phrase| words.tell(phrase)).map(|phrase| (*code, *phrase)))?;
    let stems: Vec<_> = phrase.split(' ').map(|stem| format!("`{}`", stem.trim_start_matches('='))).collect();
    catalogue.find(code).map(|reason| Proposal { reason, why: stems.join(" + ") })
}

/// The words of a label in lower case, without accents and punctuation.
pub(super) struct Words(Vec<String>);

impl Words {
    pub(super) fn of(text: &str) -> Self {
        let plain: String = text
            .chars()
            .filter(|c| !matches!(c, '\'' | '’'))
            .flat_map(char::to_lowercase)
            .map(without_accent)
            .collect();
        Self(plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect())
    }

    /// Does this label tell what the phrase says? Each stem of the phrase must begin a word of the label (a stem after
    /// `=` must be a whole word). A label with a "not" that the phrase lacks says something else: nothing is told.
    pub(super) fn tell(&self, phrase: &str) -> bool {
        let has = |stem: &str| match stem.strip_prefix('=') {
            Some(whole) => self.0.iter().any(|word| word == whole),
            None => self.0.iter().any(|word| word.starts_with(stem)),
        };
        let negates = |word: &str| NEGATIONS.contains(&word);
        let stems = || phrase.split(' ');
        self.0.len() <= LABEL_WORDS_MAX
            && stems().all(has)
            && (!self.0.iter().any(|word| negates(word)) || stems().any(|stem| negates(stem.trim_start_matches('='))))
    }
}

/// Does the label tell what one of these phrases says?
pub(super) fn any_of(words: &Words, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| words.tell(phrase))
}

const NEGATIONS: &[&str] = &["not", "no", "never", "dont", "doesnt", "didnt", "cant", "niet", "geen", "nooit", "niets"];

fn without_accent(c: char) -> char {
    match c {
        'á' | 'à' | 'ä' | 'â' => 'a',
        'é' | 'è' | 'ë' | 'ê' => 'e',
        'í' | 'ì' | 'ï' | 'î' => 'i',
        'ó' | 'ò' | 'ö' | 'ô' => 'o',
        'ú' | 'ù' | 'ü' | 'û' => 'u',
        'ç' => 'c',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cases: &[(&str, &str)]) {
        let wrong: Vec<_> = cases
            .iter()
            .map(|&(own_words, code)| (own_words, propose(own_words).map_or("nothing", |it| it.reason.code), code))
            .filter(|(_, said, expected)| said != expected)
            .collect();
        assert!(wrong.is_empty(), "own words, proposed, expected: {wrong:#?}");
    }

    #[test]
    fn every_rule_leads_to_a_code_that_exists() {
        for (code, phrases) in RULES {
            assert!(Catalogue::current().find(code).is_some(), "{code}");
            assert!(phrases.iter().all(|phrase| !phrase.is_empty() && phrase.to_lowercase() == **phrase), "{code}");
        }
    }

    #[test]
    fn every_text_of_the_catalogue_in_either_language_is_recognised_as_its_own_family() {
        let mut wrong = Vec::new();
        for reason in Catalogue::current().reasons.iter().filter(|reason| reason.family() != "company") {
            for text in [reason.nl, reason.en] {
                if let Some(proposal) = propose(text)
                    && proposal.reason.family() != reason.family()
                {
                    wrong.push((reason.code, text, proposal.reason.code, proposal.why));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn the_labels_of_a_telecom_export_are_understood() {
        check(&[
            ("Competitor made better offer", "switch.offer"),
            ("Competitor had better devices", "switch.better"),
            ("Competitor offered more data", "switch.better"),
            ("Competitor offered higher download speeds", "switch.better"),
            ("Attitude of support person", "service.encounter"),
            ("Attitude of service provider", "service.encounter"),
            ("Poor expertise of phone support", "service.encounter"),
            ("Poor expertise of online support", "service.encounter"),
            ("Lack of self-service on Website", "service.channels"),
            ("Service dissatisfaction", "service"),
            ("Product dissatisfaction", "product.quality"),
            ("Network reliability", "product.quality"),
            ("Limited range of services", "product.missing"),
            ("Price too high", "price.too_high"),
            ("Lack of affordable download/upload speed", "price.too_high"),
            ("Long distance charges", "price.too_high"),
            ("Extra data charges", "price.surprise"),
            ("Moved", "life.moved"),
            ("Deceased", "life.death"),
            ("Don't know", "none.not_said"),
            ("Attitude", "service.encounter"),
            ("Competitor", "switch"),
            ("Dissatisfaction", "product"),
            ("Other", "other"),
            ("Price", "price"),
        ]);
    }

    #[test]
    fn dutch_labels_are_understood() {
        check(&[
            ("te duur", "price.too_high"),
            ("Te Duur!", "price.too_high"),
            ("Prijsverhoging", "price.increase"),
            ("goedkoper bij de concurrent", "price.cheaper_elsewhere"),
            ("onverwachte kosten", "price.surprise"),
            ("verhuisd", "life.moved"),
            ("Verhuizing naar buitenland", "life.moved"),
            ("overleden", "life.death"),
            ("financiële situatie", "life.money"),
            ("doel bereikt", "done.goal"),
            ("betaling mislukt", "payment.failed"),
            ("Kaart verlopen", "payment.expired"),
            ("klacht niet opgelost", "service.unresolved"),
            ("niet bereikbaar", "service.slow"),
            ("onvriendelijke medewerker", "service.encounter"),
            ("klantenservice", "service"),
            ("kwaliteit", "product.quality"),
            ("werkte niet", "product.quality"),
            ("te ingewikkeld", "product.complex"),
            ("nooit gebruikt", "start.never_started"),
            ("gebruik het te weinig", "fit.unused"),
            ("niet meer nodig", "fit.need_changed"),
            ("overgestapt", "switch"),
            ("overig", "other"),
            ("onbekend", "none.not_said"),
            ("faillissement", "life.business_closed"),
            ("bedenktijd", "law.withdrawn"),
            ("wanbetaling", "company.nonpayment"),
        ]);
    }

    #[test]
    fn the_feedback_values_of_stripe_are_understood() {
        check(&[
            ("customer_service", "service"),
            ("low_quality", "product.quality"),
            ("missing_features", "product.missing"),
            ("other", "other"),
            ("switched_service", "switch"),
            ("too_complex", "product.complex"),
            ("too_expensive", "price.too_high"),
            ("unused", "fit.unused"),
            ("payment_failed", "payment.failed"),
            ("payment_disputed", "payment.disputed"),
            ("cancellation_requested", "none.not_said"),
            ("price.increase", "price.increase"),
        ]);
    }

    #[test]
    fn a_denial_or_a_whole_story_gets_no_proposal() {
        check(&[
            ("not expensive", "nothing"),
            ("niet te duur", "nothing"),
            ("", "nothing"),
            ("Zxcvb", "nothing"),
            ("I had a lovely time with all of you but the bicycle was too expensive for me", "nothing"),
        ]);
    }

    #[test]
    fn a_proposal_says_why() {
        assert_eq!(
            propose("Competitor made better offer").expect("a proposal").why,
            "`competitor` + `better` + `offer`"
        );
    }
}
