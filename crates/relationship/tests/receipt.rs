//! A receipt can be checked by anybody, and no receipt can be changed unseen.

use proptest::prelude::*;
use relationship::receipt::{Flaw, Hash, Link, Log, LogError, SealedReceipt, Witness, open, seal};

const TEXT: &str = "Fietsplan\n\nJe opzegging is binnen.\nNummer: F-2026-1109-041\nLaatste dag: 9 december 2026\n";

/// Three receipts in a row.
fn receipts() -> Vec<SealedReceipt> {
    let mut previous = Hash::BEGINNING;
    (1..=3)
        .map(|place| {
            let receipt = seal(&format!("{TEXT}Plaats {place}\n"), "fietsplan", place, previous, &[7; 16]);
            previous = receipt.seal.hash;
            receipt
        })
        .collect()
}

fn log(receipts: &[SealedReceipt]) -> Result<Log, LogError> {
    let link = |it: &SealedReceipt| Link { place: it.seal.place, content: it.seal.content, hash: it.seal.hash };
    Log::new("fietsplan", receipts.iter().map(link).collect())
}

#[test]
fn what_was_sealed_opens_again() {
    for receipt in receipts() {
        assert_eq!(open(&receipt.to_string()), Ok(receipt));
    }
}

#[test]
fn a_receipt_survives_the_way_mail_programs_treat_text() {
    let receipt = receipts().remove(0);
    let mailed = receipt.to_string().replace('\n', " \r\n") + "\r\n\r\n";
    assert_eq!(open(&mailed), Ok(receipt));
}

#[test]
fn a_changed_day_is_seen() {
    let receipt = receipts().remove(0).to_string();
    let changed = receipt.replace("9 december", "9 januari");
    assert!(matches!(open(&changed), Err(Flaw::Text { .. })));
    let moved = receipt.replace("place: 1", "place: 2");
    assert!(matches!(open(&moved), Err(Flaw::Seal { .. })));
    let no_hash = receipt.lines().filter(|line| !line.starts_with("previous")).collect::<Vec<_>>().join("\n");
    assert_eq!(
        open(&no_hash).map_err(|flaw| flaw.to_string()),
        Err("the seal's line `previous` is missing or cannot be read; allowed: 64 hexadecimal digits in lower case"
            .to_owned())
    );
    assert_eq!(open(TEXT), Err(Flaw::NoSeal));
}

#[test]
fn the_log_of_a_chain_stands_for_each_of_its_receipts() {
    let receipts = receipts();
    let log = log(&receipts[..2]).expect("a chain");
    assert_eq!(log.to_string().parse(), Ok(log.clone()));
    assert_eq!(log.witness(&receipts[0].seal), Witness::Stands);
    assert_eq!(log.witness(&receipts[2].seal), Witness::LogEndsAt { place: 2 });
    let slipped_in = seal("another", "fietsplan", 2, receipts[0].seal.hash, &[1; 16]);
    assert_eq!(log.witness(&slipped_in.seal), Witness::AnotherInItsPlace);
    assert_eq!(log.witness(&seal("x", "other", 1, Hash::BEGINNING, &[1; 16]).seal), Witness::AnotherChain);
}

#[test]
fn a_log_that_was_tampered_with_is_no_chain() {
    let receipts = receipts();
    let (mut without, mut swapped) = (receipts.clone(), receipts.clone());
    without.remove(1);
    assert_eq!(log(&without), Err(LogError::Broken { place: 2 }));
    swapped.swap(0, 1);
    assert_eq!(log(&swapped), Err(LogError::Broken { place: 1 }));
    assert_eq!("nothing".parse::<Log>(), Err(LogError::NoName));
    assert_eq!("chain: a\n1 x y\n".parse::<Log>(), Err(LogError::Line { line: 2 }));
}

proptest! {
    #[test]
    fn any_text_opens_as_it_was_sealed_and_not_with_another_letter(text in "[ -~\n]{1,200}", at in 0usize..200, salt in any::<[u8; 16]>()) {
        let receipt = seal(&text, "fietsplan", 1, Hash::BEGINNING, &salt);
        prop_assert_eq!(open(&receipt.to_string()), Ok(receipt.clone()));
        let mut letters: Vec<char> = receipt.text.trim_end().chars().collect();
        prop_assume!(!letters.is_empty());
        let at = at % letters.len();
        prop_assume!(!letters[at].is_whitespace());
        letters[at] = if letters[at] == 'q' { 'z' } else { 'q' };
        let changed: String = letters.into_iter().collect::<String>() + "\n";
        let forged = SealedReceipt { text: changed, ..receipt };
        prop_assert!(open(&forged.to_string()).is_err());
    }

    #[test]
    fn nothing_that_is_read_as_a_receipt_or_a_log_panics(text in "\\PC{0,300}") {
        let _ = open(&text);
        let _ = text.parse::<Log>();
    }
}
