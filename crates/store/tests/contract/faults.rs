//! What went wrong for customers: a fact for the reports, and found at the door.

use relationship::exit::Fault;
use relationship::{Day, FactKind};
use store::{Store, TailFact};

use crate::office::{ACT, NOON};

crate::on_both!(a_fault_is_a_fact_and_is_found_for_a_year, what_changes_settings_or_flows_changes_their_stamp);

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn fault(customer: &str, on: &str, what: Option<&str>, id: Option<&str>) -> TailFact {
    TailFact {
        reason: what.map(str::to_owned),
        source_id: id.map(str::to_owned),
        ..TailFact::new(customer, day(on), FactKind::ServiceFailed, "desk")
    }
}

async fn a_fault_is_a_fact_and_is_found_for_a_year(store: Store) {
    let facts = [
        fault("K-7", "2026-11-03", Some("Je fiets stond negen dagen in de werkplaats."), Some("1")),
        fault("K-7", "2026-11-03", Some("Je fiets stond negen dagen in de werkplaats."), Some("1")),
        fault("K-7", "2026-06-01", Some("Je rekening klopte niet."), None),
        fault("K-7", "2024-01-01", Some("Lang geleden."), None),
        fault("K-7", "2026-11-04", None, None),
        fault("K-8", "2026-11-05", Some("Iemand anders."), None),
        TailFact {
            reason: Some("te duur".to_owned()),
            ..TailFact::new("K-7", day("2026-11-06"), FactKind::Left, "desk")
        },
    ];
    store.append_facts(&facts, NOON).await.expect("kept");
    let today = day("2026-11-22");
    let expected = [
        Fault { on: day("2026-11-03"), what: "Je fiets stond negen dagen in de werkplaats.".to_owned() },
        Fault { on: day("2026-06-01"), what: "Je rekening klopte niet.".to_owned() },
    ];
    assert_eq!(store.faults_of("K-7", today).await.expect("read"), expected);
    assert_eq!(store.facts_count().await.expect("counted"), 6, "each is a fact for the reports too");
    assert!(store.faults_of("K-9", today).await.expect("read").is_empty());
    // The same again, from a file, is the same.
    store.keep_faults(&facts, NOON).await.expect("kept");
    assert_eq!(store.faults_of("K-7", today).await.expect("read"), expected);
    store.forget_at_the_door(NOON, day("2028-01-01")).await.expect("forgotten");
    assert!(store.faults_of("K-7", today).await.expect("read").is_empty());
}

async fn what_changes_settings_or_flows_changes_their_stamp(store: Store) {
    let stamps = async || store.stamped_person("").await.expect("read").1;
    let before = stamps().await;
    assert_eq!(stamps().await, before);
    let mut settings = store.settings().await.expect("read");
    "Fietsplan".clone_into(&mut settings.company_name);
    store.change_settings(&settings, ACT).await.expect("changed");
    let named = stamps().await;
    assert!(named.settings != before.settings && named.flows == before.flows);
    store.change_settings(&settings, ACT).await.expect("nothing changed");
    assert_eq!(stamps().await, named);
    store.publish_flow("a", "flow = \"a\"", None, ACT).await.expect("published");
    assert!(stamps().await.flows != named.flows);
}
