//! Spelling mistakes in the words that tell what somebody wants. Only those words are repaired: a guess at any other word
//! would change what was said.

/// Words worth repairing, folded. At least six letters; in longer words two mistakes are understood.
const TELLING: &[&str] = &[
    "opzeggen",
    "opzegging",
    "opgezegd",
    "abonnement",
    "abonnementen",
    "lidmaatschap",
    "contract",
    "overeenkomst",
    "beeindigen",
    "beeindiging",
    "beeindigd",
    "stopzetten",
    "stopzetting",
    "uitschrijven",
    "afmelden",
    "verzekering",
    "annuleren",
    "annulering",
    "herroepen",
    "herroeping",
    "ontbinden",
    "ontbinding",
    "opzegtermijn",
    "bedenktijd",
    "hierbij",
    "gelieve",
    "verlengen",
    "bevestigen",
    "bevestiging",
    "klantnummer",
    "lidnummer",
    "subscription",
    "subscriptions",
    "membership",
    "cancel",
    "cancellation",
    "cancelled",
    "cancelling",
    "terminate",
    "termination",
    "terminating",
    "agreement",
    "account",
    "insurance",
    "broadband",
    "withdraw",
    "withdrawal",
    "unsubscribe",
    "immediately",
    "discontinue",
    "renewal",
    "appointment",
    "bestelling",
    "afspraak",
    "reservering",
    "newsletter",
    "nieuwsbrief",
    "pauzeren",
    "verhuizen",
    "verhuisd",
    "expensive",
    "overleden",
    "klantenservice",
];

/// Right words that look like a telling one with a mistake in it.
const RIGHT: &[&str] = &[
    "opleggen",
    "oplegging",
    "aanzeggen",
    "toezeggen",
    "toezegging",
    "contact",
    "contacts",
    "contacten",
    "contrast",
    "cancer",
    "channel",
    "council",
    "counsel",
    "cancels",
    "canceled",
    "canceling",
    "cancelen",
    "canceln",
    "cancellen",
    "contracts",
    "contracten",
    "accounts",
    "abonnementje",
    "abonnee",
    "opgelegd",
    "bevestigd",
    "bevestigt",
    "bevestig",
    "uitschrijving",
    "afgemeld",
    "annuleer",
    "annuleert",
    "annuleringen",
    "subscribe",
    "subscriber",
    "subscribing",
    "subscribed",
    "appointments",
    "newsletters",
    "terminated",
    "determination",
    "withdraws",
    "withdrawn",
    "withdrew",
    "afmelding",
    "afspraken",
    "beeindig",
    "beeindigt",
    "verhuis",
    "verhuist",
    "verhuizing",
    "verlengd",
    "verlenging",
    "herroep",
    "overlijden",
    "extensive",
    "renewed",
    "memberships",
    "agreements",
    "bestellen",
    "bestellingen",
    "besteld",
    "abonneren",
    "aanmelden",
    "afbinden",
    "verzekeren",
    "overeenkomen",
    "overeenkomstig",
    "overeenkomsten",
    "amount",
    "discount",
    "discontinued",
    "insurances",
    "verbinden",
    "vinden",
    "inschrijven",
    "opschrijven",
    "omschrijven",
    "beschrijven",
    "verlangen",
    "vervangen",
    "ontvangen",
    "bevestigde",
    "verhuisde",
    "determine",
    "inschrijving",
    "reserveren",
    "reserveringen",
    "opheffen",
    "aangezegd",
    "opzegt",
    "opzegde",
    "subscriptie",
    "prescription",
    "description",
    "ontbindend",
    "hierbi",
];

/// The word that was meant, if this one looks like a telling word with a mistake in it; else the word itself.
pub fn repair(word: String) -> String {
    if TELLING.contains(&word.as_str()) || RIGHT.contains(&word.as_str()) {
        return word;
    }
    nearest(&word, TELLING).map_or(word, str::to_owned)
}

/// The first of these words that this one is with a mistake in it: one mistake from six letters on, two from ten.
pub(crate) fn nearest<'a>(word: &str, telling: &[&'a str]) -> Option<&'a str> {
    let letters = word.len();
    if letters < 5 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    let is_near = |telling: &&&str| {
        let mistakes_max = match telling.len() {
            ..6 => 0,
            6..=9 => 1,
            _ => 2,
        };
        letters.abs_diff(telling.len()) <= mistakes_max
            && word.as_bytes()[0] == telling.as_bytes()[0]
            && distance(word.as_bytes(), telling.as_bytes()) <= mistakes_max
    };
    telling.iter().find(is_near).copied()
}

/// Letters to add, drop, change or swap with their neighbor to make one word the other (optimal string alignment).
fn distance(a: &[u8], b: &[u8]) -> usize {
    let width = b.len() + 1;
    let mut before: Vec<usize> = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; width];
        for j in 1..width {
            let change = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = change.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_in_telling_words_are_repaired_and_other_words_are_left_alone() {
        for (written, meant) in [
            ("opzegen", "opzeggen"),
            ("opzeggne", "opzeggen"),
            ("abonement", "abonnement"),
            ("abbonement", "abonnement"),
            ("lidmaadschap", "lidmaatschap"),
            ("subscribtion", "subscription"),
            ("membreship", "membership"),
            ("cancle", "cancel"),
            ("contact", "contact"),
            ("cancer", "cancer"),
            ("opleggen", "opleggen"),
            ("fiets", "fiets"),
        ] {
            assert_eq!(repair(written.to_owned()), meant);
        }
    }

    #[test]
    fn swapped_neighbors_are_one_mistake() {
        assert_eq!((distance(b"cancle", b"cancel"), distance(b"abc", b"abc"), distance(b"", b"ab")), (1, 0, 2));
    }
}
