//! The tail of newest facts.

use relationship::fact::{Tenure, TenureUnit};
use relationship::{DepartureKind, FactKind};
use store::{Appended, NumberedFact, Store, StoreError, TailFact};

use crate::office::NOON;

crate::on_both!(
    a_fact_comes_back_as_it_went_in,
    the_same_source_and_id_is_the_same_fact,
    what_cannot_be_kept_is_refused_and_nothing_is_stored,
    the_tail_is_read_in_pages_and_deleted_through_a_place,
    a_reader_who_goes_on_misses_nothing_while_eight_write,
);

fn fact(customer: &str, source_id: Option<&str>) -> TailFact {
    let on = "2026-11-22".parse().expect("a day");
    TailFact { source_id: source_id.map(str::to_owned), ..TailFact::new(customer, on, FactKind::Paid, "api") }
}

async fn all(store: &Store) -> Vec<NumberedFact> {
    store.facts_since(0, 1000).await.expect("a page").items
}

async fn a_fact_comes_back_as_it_went_in(store: Store) {
    let text = |text: &str| Some(text.to_owned());
    let full = TailFact {
        time_us: Some(86_399_999_999),
        kind: "left".to_owned(),
        ref_id: text("contract 7"),
        amount: Some(i64::MIN),
        plan: text("Maand"),
        reason: text("te duur, \"echt\" 😕"),
        departure: Some(DepartureKind::Voluntary),
        value: Some(0.1 + 0.2),
        tenure: Some(Tenure { value: 34.0, unit: TenureUnit::Months }),
        traits: vec![("stad".to_owned(), "Utrecht".to_owned()), ("stad".to_owned(), String::new())],
        ..fact("K-1", Some("1"))
    };
    let bare = fact("K-2", None);
    let sent = [full.clone(), bare.clone()];
    assert_eq!(store.append_facts(&sent, NOON).await.expect("kept"), Appended { stored: 2, already_known: 0 });
    let kept = all(&store).await;
    assert_eq!(kept, [NumberedFact { seq: 1, fact: full }, NumberedFact { seq: 2, fact: bare }]);
    let in_timeline = kept[0].fact.to_fact();
    assert_eq!((in_timeline.kind, in_timeline.departure), (FactKind::Left, Some(DepartureKind::Voluntary)));
    assert_eq!(in_timeline.traits.as_ref(), [("stad", "Utrecht"), ("stad", "")]);
}

async fn the_same_source_and_id_is_the_same_fact(store: Store) {
    let sent = [fact("K-1", Some("a")), fact("K-1", Some("b")), fact("K-1", Some("a")), fact("K-1", None)];
    assert_eq!(store.append_facts(&sent, NOON).await.expect("kept"), Appended { stored: 3, already_known: 1 });
    assert_eq!(store.append_facts(&sent, NOON).await.expect("kept"), Appended { stored: 1, already_known: 3 });
    let other = TailFact { source: "billing".to_owned(), ..fact("K-1", Some("a")) };
    assert_eq!(store.append_facts(&[other], NOON).await.expect("kept"), Appended { stored: 1, already_known: 0 });
    assert_eq!(store.facts_count().await.expect("counted"), 5);
    assert_eq!(store.append_facts(&[], NOON).await.expect("nothing"), Appended { stored: 0, already_known: 0 });
}

async fn what_cannot_be_kept_is_refused_and_nothing_is_stored(store: Store) {
    let good = fact("K-1", None);
    let tenure = |value| Some(Tenure { value, unit: TenureUnit::Months });
    let bad = [
        (TailFact { customer: String::new(), ..good.clone() }, "customer"),
        (TailFact { customer: "K\0".to_owned(), ..good.clone() }, "customer"),
        (TailFact { kind: String::new(), ..good.clone() }, "kind"),
        (TailFact { reason: Some("\0".to_owned()), ..good.clone() }, "reason"),
        (TailFact { time_us: Some(86_400_000_000), ..good.clone() }, "time_us"),
        (TailFact { time_us: Some(-1), ..good.clone() }, "time_us"),
        (TailFact { value: Some(f64::NAN), ..good.clone() }, "value"),
        (TailFact { value: Some(f64::INFINITY), ..good.clone() }, "value"),
        (TailFact { tenure: tenure(f64::NAN), ..good.clone() }, "tenure"),
        (TailFact { tenure: tenure(-1.0), ..good.clone() }, "tenure"),
    ];
    for (bad, expected) in bad {
        let refused = store.append_facts(&[good.clone(), bad], NOON).await.expect_err(expected);
        let StoreError::NotStorable { index: 1, field, .. } = refused else { panic!("{refused}") };
        assert_eq!(field, expected);
    }
    assert_eq!(store.facts_count().await.expect("counted"), 0);
    // PostgreSQL refuses these inside JSON text too unless they are written as an escape, which they are.
    let odd = TailFact { traits: vec![("a\0".to_owned(), "\u{1f}".to_owned())], ..good };
    store.append_facts(std::slice::from_ref(&odd), NOON).await.expect("kept");
    assert_eq!(all(&store).await[0].fact, odd);
}

async fn the_tail_is_read_in_pages_and_deleted_through_a_place(store: Store) {
    assert_eq!(store.facts_end().await.expect("answered"), 0);
    let sent: Vec<_> = (0..7).map(|n| fact(&format!("K-{n}"), None)).collect();
    store.append_facts(&sent, NOON).await.expect("kept");
    let page = store.facts_since(0, 3).await.expect("a page");
    assert_eq!(page.items.iter().map(|numbered| numbered.seq).collect::<Vec<_>>(), [1, 2, 3]);
    let page = store.facts_through(page.next.expect("more"), 5, 3).await.expect("a page");
    assert_eq!(page.items.iter().map(|numbered| numbered.seq).collect::<Vec<_>>(), [4, 5]);
    assert_eq!(page.next, None);
    assert_eq!(store.delete_facts_through(5).await.expect("deleted"), 5);
    assert_eq!(store.facts_count().await.expect("counted"), 2);
    store.delete_facts_through(7).await.expect("deleted");
    store.append_facts(&[fact("K-8", None)], NOON).await.expect("kept");
    assert_eq!(all(&store).await[0].seq, 8, "places are never given out again");
    assert_eq!(store.facts_end().await.expect("answered"), 8);
}

/// If a lower place could appear after a higher one was read, a sealing would delete a fact it never saw.
async fn a_reader_who_goes_on_misses_nothing_while_eight_write(store: Store) {
    let writers: Vec<_> = (0..8)
        .map(|task| {
            let store = store.clone();
            tokio::spawn(async move {
                for n in 0..50 {
                    let sent = [fact(&format!("K-{task}"), Some(&format!("{task}-{n}"))), fact("K", None)];
                    store.append_facts(&sent, NOON).await.expect("kept");
                }
            })
        })
        .collect();
    let (mut seen, mut last) = (0, 0);
    loop {
        let done = writers.iter().all(tokio::task::JoinHandle::is_finished);
        let page = store.facts_since(last, 64).await.expect("a page");
        seen += page.items.len();
        last = page.items.last().map_or(last, |numbered| numbered.seq);
        if done && page.items.is_empty() {
            break;
        }
    }
    for writer in writers {
        writer.await.expect("a writer");
    }
    assert_eq!(seen, 800);
    assert_eq!(store.facts_count().await.expect("counted"), 800);
}
