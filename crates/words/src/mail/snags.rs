//! What makes a careful clerk stop however plain the request is: a disputed charge, a notice still to follow, somebody
//! else's contract, a day that cannot be. No model overrules it.

use std::ops::Range;
use std::sync::LazyLock;

use super::decide::{Declared, push};
use super::ends::{Clock, bought_lately, day_of_signing, impossible_day, past_end};
use super::letter::{Letter, quote};
use super::phrases::PHRASES;
use super::{Look, LookWhy};
use crate::list::Lists;
use crate::pattern::{Pattern, first};
use crate::text::{Sentence, fold};

/// The lists here name classes of the phrases too.
const FILE: &str = concat!(include_str!("phrases.txt"), "\n", include_str!("snags.txt"));

/// A consumer may withdraw for fourteen days; one more leaves the day of signing out of the count.
const WITHDRAW_DAYS: i32 = 15;

struct Snags {
    anywhere: Vec<(LookWhy, Vec<Pattern>)>,
    anothers: Vec<Pattern>,
    with_writer: Vec<Pattern>,
    firm: Vec<Pattern>,
    used: Vec<Pattern>,
    money: Vec<Pattern>,
}

static SNAGS: LazyLock<Snags> = LazyLock::new(|| {
    let lists = Lists::read(FILE);
    let all = |name: &str| lists.phrases(name);
    Snags {
        anywhere: vec![
            (LookWhy::Claim, all("disputed")),
            (LookWhy::Hesitation, all("later")),
            (LookWhy::Condition, all("depends")),
            (LookWhy::AsksSomethingElse, all("also")),
            (LookWhy::AnotherInstead, all("swapped")),
            (LookWhy::AskedBefore, all("answered")),
            (LookWhy::SeveralContracts, all("stays")),
            (LookWhy::Minor, all("child")),
            (LookWhy::OtherObject, all("addressee")),
        ],
        anothers: all("anothers"),
        with_writer: all("with_writer"),
        firm: all("firm"),
        used: all("used"),
        money: all("money"),
    }
});

/// Everything of this kind in the mail; was there any?
pub(super) fn snags(
    letter: &Letter<'_>,
    declared: &Declared,
    clock: Clock,
    company: Option<&str>,
    withdraws: bool,
    is_likely: impl Fn(usize) -> bool,
    look: &mut Vec<Look>,
) -> bool {
    let mut found: Vec<(LookWhy, String)> = Vec::new();
    let is_childcare = letter.told(&PHRASES.childcare).is_some();
    for (index, (source, sentence)) in letter.sentences.iter().enumerate() {
        for (why, patterns) in &SNAGS.anywhere {
            found.extend(quote(source, sentence, patterns).map(|words| (*why, words)));
        }
        if !declared.sentences.contains(&index) {
            found.extend(disputes(sentence).map(|at| (LookWhy::Claim, sentence.quote(source, at).to_owned())));
        }
        let is_with_writer = first(&SNAGS.with_writer, &sentence.words).is_some();
        if !is_with_writer && !is_childcare {
            found.extend(quote(source, sentence, &SNAGS.anothers).map(|words| (LookWhy::SomebodyElse, words)));
        }
        found.extend(named_another(letter, index, company).map(|words| (LookWhy::SomebodyElse, words)));
        if withdraws {
            // `aan Fietsplan BV` stands above the form of the law
            let is_addressed = sentence.words.first().is_some_and(|it| matches!(it.text.as_str(), "aan" | "to"));
            for patterns in [&SNAGS.firm, &SNAGS.used].into_iter().filter(|_| !is_addressed) {
                found.extend(quote(source, sentence, patterns).map(|words| (LookWhy::Claim, words)));
            }
            let is_late = |day: relationship::Day| {
                clock.written_on.is_some_and(|written_on| day.days_until(written_on) > WITHDRAW_DAYS)
            };
            let late = day_of_signing(sentence, clock).filter(|(day, _)| is_late(*day));
            found.extend(late.map(|(_, at)| (LookWhy::Claim, sentence.quote(source, at).to_owned())));
        }
        let is_declared = declared.sentences.contains(&index) || is_likely(index);
        let day: Option<Range<usize>> =
            impossible_day(sentence, clock).or_else(|| past_end(sentence, clock, is_declared).filter(|_| !withdraws));
        found.extend(day.map(|at| (LookWhy::EndDate, sentence.quote(source, at).to_owned())));
    }
    found.extend(stops_nothing(letter).map(|words| (LookWhy::NotUnmistakable, words)));
    found.extend(undone_or_left(letter, declared, clock, withdraws).map(|words| (LookWhy::LeaveOrWithdraw, words)));
    let signed_for_firm = letter.signature.iter().find_map(|(source, it)| quote(source, it, &SNAGS.firm));
    found.extend(signed_for_firm.filter(|_| withdraws).map(|words| (LookWhy::Claim, words)));
    let is_any = !found.is_empty();
    for (why, words) in found {
        push(look, why, words);
    }
    is_any
}

/// `I want to stop`: with what, and who? A few words that name no contract and no number do not say.
fn stops_nothing(letter: &Letter<'_>) -> Option<String> {
    const WORDS_MAX: usize = 6;
    let has = |is_it: &dyn Fn(&str) -> bool| {
        letter.sentences.iter().any(|(_, it)| it.words.iter().any(|word| is_it(&word.text)))
    };
    let (source, sentence) = letter.own().first()?;
    let is_bare = letter.own_words() <= WORDS_MAX
        && has(&|word| word.starts_with("stop"))
        && !has(&|word| word.bytes().any(|it| it.is_ascii_digit()))
        && letter.told(&PHRASES.contract).is_none();
    is_bare.then(|| sentence.quote_all(source).to_owned())
}

/// Withdrawing is only plain where the purchase was lately, and leaving only where it was not.
fn undone_or_left(letter: &Letter<'_>, declared: &Declared, clock: Clock, withdraws: bool) -> Option<String> {
    let is_withdrawal = withdraws || !declared.withdraw.is_empty();
    let lately = letter.sentences.iter().find_map(|(source, it)| {
        // who leaves may have bought something of their own
        let is_this = is_withdrawal || first(&PHRASES.contract, &it.words).is_some();
        let at = bought_lately(it, clock, WITHDRAW_DAYS).filter(|_| is_this)?;
        Some(it.quote(source, at).to_owned())
    });
    match (is_withdrawal, lately) {
        (true, None) => Some(declared.withdraw.first().cloned().unwrap_or_default()),
        (false, Some(words)) => Some(words),
        _ => None,
    }
}

/// Money and a denial in one sentence: `that payment was not for me`. What is only not to go on is no dispute.
fn disputes(sentence: &Sentence) -> Option<Range<usize>> {
    let words = &sentence.words;
    first(&SNAGS.money, words)?;
    let ends = |word: &str| {
        matches!(
            word,
            "meer"
                | "langer"
                | "more"
                | "further"
                | "any"
                | "again"
                | "anymore"
                | "longer"
                | "future"
                | "another"
                | "after"
                | "na"
                | "vanaf"
                | "afford"
                | "verder"
                | "nieuwe"
                | "number"
                | "nummer"
        )
    };
    let has_end = words.iter().any(|word| ends(&word.text));
    let at = words.iter().position(|word| {
        matches!(
            word.text.as_str(),
            "niet"
                | "geen"
                | "nooit"
                | "niks"
                | "not"
                | "never"
                | "dont"
                | "didnt"
                | "cant"
                | "cannot"
                | "isnt"
                | "wasnt"
        )
    })?;
    (!has_end).then_some(at..words.len())
}

/// A contract that bears a name which is not the writer's: `het abonnement van Karin de Wit`, `Susan's membership`.
fn named_another(letter: &Letter<'_>, index: usize, company: Option<&str>) -> Option<String> {
    let (source, sentence) = letter.sentences.get(index)?;
    // a name whose initial ended the sentence, and that stands below the letter again, is the writer's
    let is_signed = letter.sentences.get(index + 1).and_then(|(_, it)| it.words.first()).is_some_and(|name| {
        letter.signature.iter().chain(&letter.sentences[index + 2..]).any(|(_, it)| it.has(&name.text))
    });
    let words = &sentence.words;
    let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
    let written = |at: usize| words.get(at).and_then(|word| source.get(word.at.clone())).unwrap_or_default();
    let is_name = |at: usize| {
        let mut chars = written(at).chars();
        chars.next().is_some_and(char::is_uppercase) && chars.next().is_some_and(char::is_lowercase)
    };
    let is_contract = |at: usize| at < words.len() && first(&PHRASES.contract, &words[at..=at]).is_some();
    // the name of the company, or the writer's own below the letter
    let is_known = |name: &str| {
        let name = fold(name).replace('\'', "");
        company.is_some_and(|company| fold(company).contains(&name))
            || letter.signature.iter().any(|(_, it)| it.has(&name))
            || letter.sentences.iter().any(|(_, it)| !std::ptr::eq(it, sentence) && it.has(&name))
    };
    let is_title = |at: usize| {
        matches!(text(at), "mevrouw" | "mevr" | "mw" | "meneer" | "dhr" | "heer" | "familie" | "mrs" | "mr" | "ms")
    };
    for at in 0..words.len() {
        // initials may stand between: "dhr. P. Willems"
        let name = (at + 1..at + 4).find(|&it| written(it).chars().count() != 1).unwrap_or(at + 1);
        let before = text(at.checked_sub(1).unwrap_or(words.len()));
        let is_english = matches!(text(at), "mr" | "mrs" | "ms");
        let is_of_one =
            if is_english { matches!(before, "of" | "for" | "by") } else { matches!(before, "van" | "voor" | "de") };
        // the full stop of a title or of an initial may end the sentence
        let is_cut = !is_signed && (at + 1..words.len()).all(|it| written(it).chars().count() == 1);
        if is_title(at) && is_of_one && (is_cut || is_name(name) && !is_known(written(name))) {
            return Some(sentence.quote(source, at..(name + 1).min(words.len())).to_owned());
        }
        if !is_contract(at) {
            continue;
        }
        let is_of = matches!(text(at + 1), "van" | "of" | "for");
        let is_initial = !is_signed && at + 3 == words.len() && written(at + 2).chars().count() == 1;
        let is_full_name = is_initial
            || is_name(at + 2)
                && (is_name(at + 3)
                    || matches!(text(at + 3), "de" | "van" | "der" | "den" | "ten") && words.len() > at + 4);
        let is_own = at > 0 && first(&PHRASES.own, &words[at - 1..at]).is_some();
        let is_article = matches!(text(at + 2), "de" | "het" | "the");
        let end = (at + 6).min(words.len());
        if is_of
            && is_full_name
            && !is_own
            && !is_article
            && !(at + 2..end).any(|it| is_name(it) && is_known(written(it)))
        {
            return Some(sentence.quote(source, at..end).to_owned());
        }
        let owner = at.saturating_sub(1)..at;
        for name in owner {
            let raw = written(name);
            let is_possessive = raw.ends_with("'s") || raw.ends_with("’s");
            let is_time =
                matches!(text(name), "todays" | "years" | "months" | "weeks" | "lets" | "its" | "thats" | "heres");
            if name > 0
                && is_name(name)
                && is_possessive
                && !is_time
                && !is_known(raw.trim_end_matches(['s', '\'', '’']))
            {
                return Some(sentence.quote(source, name..at + 1).to_owned());
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_of_the_file_is_used() {
        let own = Lists::read(include_str!("snags.txt"));
        let (code, _) = include_str!("snags.rs").split_once("#[cfg(test)]").expect("code before its tests");
        for name in own.names() {
            assert!(code.contains(&format!("all(\"{name}\")")), "{name}");
        }
    }
}
