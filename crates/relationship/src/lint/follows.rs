//! What follows: the end date, payments, data, and what leaving costs, under a key or in words.

use super::said::Said;
use super::stated::{self, Fee, amounts};
use super::{Looking, Severity, words};
use crate::deadline::ContractKind;
use crate::flow::{Consequence, FeeKind, Step};
use Severity::{Block, Error, Info, Warning};

/// Fees that a screen states: those that no consequence states too, with a clause or without.
pub(super) fn fees_on_screens(looking: &mut Looking<'_>, said: &[Said<'_>]) {
    let flow = looking.flow;
    let known: Vec<i64> = flow.consequences.iter().flat_map(amounts_of).collect();
    let of_consequence = |way: &[Step]| match way {
        [Step::Key("consequence"), Step::At(at)] => flow.consequences.get(*at),
        _ => None,
    };
    for it in said {
        let own = of_consequence(&it.way);
        if own.is_some_and(|it| it.about == "fee" || it.fee_minor.is_some_and(|minor| minor > 0)) {
            continue;
        }
        let Some((fee, words)) = stated::fee_on_screen(it.language, it.text) else { continue };
        let is_known = match fee {
            Fee::Minor(minor) => known.contains(&minor),
            _ => !known.is_empty(),
        };
        if is_known {
            continue;
        }
        let clause = own.and_then(|it| it.clause.as_deref()).is_some_and(|clause| !clause.trim().is_empty());
        let charge = Charge {
            fee,
            words,
            has_clause: clause || stated::names_clause(it.language, it.text),
            is_for_switching: words::hit("early_end", it.language, it.text).is_none(),
        };
        charge.judge(looking, &it.way);
    }
}

/// The amounts of fees that a consequence states.
fn amounts_of(it: &Consequence) -> Vec<i64> {
    let in_words = it.text.each().filter(|_| it.about == "fee").filter_map(|(language, text)| {
        match stated::fee_that_follows(language, text) {
            Some(Fee::Minor(minor)) => Some(minor),
            _ => None,
        }
    });
    it.fee_minor.filter(|minor| *minor > 0).into_iter().chain(in_words).collect()
}

/// A fee that is stated in words.
struct Charge {
    fee: Fee,
    words: String,
    has_clause: bool,
    is_for_switching: bool,
}

impl Charge {
    /// It is said with its amount, allowed by a clause, and not for a move that must be free.
    fn judge(&self, looking: &mut Looking<'_>, way: &[Step]) {
        let Self { fee, words, has_clause, is_for_switching } = self;
        if matches!(fee, Fee::Share | Fee::Untold) {
            let (en, nl) = (format!("“{words}”: a fee without its amount"), format!("‘{words}’: kosten zonder bedrag"));
            looking.find("DP-15", Block, way, en, nl);
        }
        if *fee == Fee::Untold {
            return;
        }
        if !has_clause {
            let (en, nl) = (
                format!("“{words}”: a fee for leaving, without a rule and a clause"),
                format!("‘{words}’: kosten voor opzeggen, zonder regel en beding"),
            );
            looking.find("DP-31", Block, way, en, nl);
        } else if *is_for_switching && must_be_free(looking) {
            let (en, nl) = (
                format!("“{words}”: a charge for the move to another provider, which must be free"),
                format!("‘{words}’: kosten voor overstappen naar een ander, en dat moet gratis zijn"),
            );
            looking.find("DP-31", Block, way, en, nl);
        }
    }
}

/// A fee that the words of a consequence state, where no amount stands under its key. Was there one?
fn fee_in_words(looking: &mut Looking<'_>, way: &[Step], it: &Consequence) -> bool {
    if it.about != "fee" && it.fee_kind.is_none() {
        return false;
    }
    let stated = it.text.each().find_map(|(language, text)| {
        let fee = stated::fee_that_follows(language, text)?;
        Some((fee, text.trim().trim_end_matches('.').to_owned()))
    });
    // A kind of fee is a fee: with no amount of its own `{fee}` has nothing to stand for.
    let named = || {
        let (_, text) = it.text.each().find(|(_, text)| text.contains("{fee}"))?;
        it.fee_kind.map(|_| (Fee::Share, text.trim_end_matches('.').to_owned()))
    };
    let Some((fee, words)) = stated.or_else(named) else { return false };
    if let Fee::Minor(minor) = fee {
        self::fee(looking, way, it, minor);
        return true;
    }
    Charge { fee, words, has_clause: has_clause(it), is_for_switching: is_for_switching(it) }.judge(looking, way);
    true
}

/// Is there a clause that allows the fee, under its key or in the words?
fn has_clause(it: &Consequence) -> bool {
    it.clause.as_ref().is_some_and(|clause| !clause.trim().is_empty())
        || it.text.each().any(|(language, text)| stated::names_clause(language, text))
}

pub(super) fn consequences(looking: &mut Looking<'_>, before: &[Said<'_>]) {
    let flow = looking.flow;
    let is_standard = flow.has_screens_of_vaarwel();
    let on_screens = |about: &str| before.iter().any(|it| stated::says(about, it.language, it.text));
    let states = |about: &str| flow.consequences.iter().any(|it| it.about == about) || on_screens(about);
    let asked = [
        ("end_date", Error, "the end date", "de einddatum"),
        ("last_charge", Warning, "the last charge", "de laatste betaling"),
        ("refund", Warning, "what goes back", "wat er terugkomt"),
        ("fee", Warning, "whether leaving costs anything", "of opzeggen iets kost"),
        ("data", Warning, "what happens to data", "wat er met gegevens gebeurt"),
    ];
    for (about, severity, en, nl) in asked {
        if states(about) || is_standard && about != "data" {
            continue;
        }
        let severity = if is_standard { Info } else { severity };
        looking.find(
            "DP-15",
            severity,
            &[Step::Key("consequence")],
            format!("{en} is not said before the request is sent"),
            format!("{nl} staat er niet voor het versturen"),
        );
    }
    for (index, it) in flow.consequences.iter().enumerate() {
        let way = [Step::Key("consequence"), Step::At(index)];
        let mut is_fee = true;
        match it.fee_minor.filter(|minor| *minor > 0) {
            Some(minor) => fee(looking, &way, it, minor),
            None => is_fee = fee_in_words(looking, &way, it),
        }
        if it.about == "end_date" && it.text.each().any(|(language, text)| !has_day(language, text)) {
            looking.find(
                "DP-15",
                Error,
                &way,
                "the end date is named without a day",
                "de einddatum staat er zonder dag",
            );
        }
        for (language, text) in it.text.each() {
            if let Some(name) = Consequence::unfilled(text).next() {
                let known = Consequence::VALUES.map(|it| format!("{{{it}}}")).join(", ");
                looking.find(
                    "DP-15",
                    Warning,
                    &way,
                    format!("“{{{name}}}” would stand there as it is; the values are {known}"),
                    format!("‘{{{name}}}’ zou er zo staan; de waarden zijn {known}"),
                );
            }
            let resolved = text.contains('{') || words::hit("factual", language, text).is_some();
            if let Some(words) = words::hit("vague", language, text).filter(|_| !resolved && !is_fee) {
                looking.find(
                    "DP-15",
                    Warning,
                    &way,
                    format!("“{words}”: no value is given"),
                    format!("‘{words}’: er staat geen waarde"),
                );
            }
        }
    }
}

/// A day, or words that say that it is at once.
fn has_day(language: &str, text: &str) -> bool {
    text.contains("{last_day}")
        || text.contains(|it: char| it.is_ascii_digit())
        || words::hit("at_once", language, text).is_some()
}

/// A fee: said with its amount in every language, allowed by a clause, and not for a move that must be free.
fn fee(looking: &mut Looking<'_>, way: &[Step], it: &Consequence, minor: i64) {
    let amount = format!("{}.{:02}", minor / 100, minor % 100);
    let says = |text: &str| text.contains("{fee}") || amounts(text).any(|it| it == minor);
    if it.text.each().next().is_none() || !it.text.each().all(|(_, text)| says(text)) {
        looking.find(
            "DP-15",
            Block,
            way,
            format!("there is a fee of {amount} and the text does not say it"),
            format!("er zijn kosten van {amount} en dat bedrag staat er niet"),
        );
    }
    if !has_clause(it) {
        looking.find(
            "DP-31",
            Block,
            way,
            "a fee for leaving, without a rule and a clause",
            "kosten voor opzeggen, zonder regel en beding",
        );
    } else if must_be_free(looking) && is_for_switching(it) {
        looking.find(
            "DP-31",
            Block,
            way,
            "a charge for the move to another provider, which must be free",
            "kosten voor overstappen naar een ander, en dat moet gratis zijn",
        );
    }
}

/// Are charges for a move forbidden on this day to a provider with contracts of this kind?
fn must_be_free(looking: &Looking<'_>) -> bool {
    let contracts = &looking.flow.contracts;
    let is_cloud = contracts.is_empty() || contracts.iter().any(|it| it.kind == ContractKind::EuSwitching);
    let mut rules = looking.packs.iter().flat_map(|pack| pack.in_force(looking.today));
    is_cloud && rules.any(|rule| rule.id == "EU-DATA-2")
}

/// A fee is for the move where it says so, and where nothing says that it is for going before the term is over.
fn is_for_switching(it: &Consequence) -> bool {
    let is_early = |(language, text)| words::hit("early_end", language, text).is_some();
    match it.fee_kind {
        Some(kind) => kind == FeeKind::Switching,
        None => it.about == "fee" && !it.text.each().any(is_early),
    }
}
