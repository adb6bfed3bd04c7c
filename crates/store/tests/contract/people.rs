//! What the company tells of its customers, and the flows it publishes.

use relationship::exit::ContractFacts;
use relationship::{Currency, Money};
use store::{Language, Person, PutPeople, Store, StoreError};

use crate::office::{ACT, NOON, history};

crate::on_both!(
    a_person_comes_back_as_the_company_told,
    telling_again_replaces_what_was_known_with_all_contracts,
    people_are_found_by_number_name_and_mail_and_signs_of_search_mean_nothing,
    what_cannot_be_kept_of_people_is_refused_and_nobody_changes,
    a_person_goes_when_their_term_is_over,
    a_flow_is_published_in_versions,
    many_who_are_looked_up_at_once_each_get_their_own,
);

fn bram() -> Person {
    let text = |text: &str| Some(text.to_owned());
    let day = |text: &str| Some(text.parse().expect("a day"));
    Person {
        customer: "K-7".to_owned(),
        name: text("Bram de Wit"),
        mail: text("bram@voorbeeld.example"),
        phone: text("06 1"),
        language: Some(Language::Nl),
        knows: vec!["aa".to_owned(), "bb".to_owned()],
        purpose: "leaving".to_owned(),
        keep_until: day("2027-01-01"),
        contracts: vec![
            ContractFacts {
                contract: "F-1".to_owned(),
                plan: text("month"),
                began_on: day("2023-09-12"),
                price: Some(Money { minor: 1950, currency: Currency::EUR }),
                price_months: 1,
                paid_from: day("2026-11-01"),
                paid_until: day("2026-11-30"),
                told_of_withdrawal_on: day("2023-09-12"),
            },
            ContractFacts { contract: "F-2".to_owned(), price_months: 1, ..ContractFacts::default() },
        ],
    }
}

async fn a_person_comes_back_as_the_company_told(store: Store) {
    assert_eq!(store.person("K-7").await.expect("read"), None);
    let put = store.put_people(&[bram()], ACT).await.expect("kept");
    assert_eq!(put, PutPeople { added: 1, known: 0 });
    assert_eq!(store.person("K-7").await.expect("read"), Some(bram()));
    assert_eq!(store.people_with_mail(" Bram@Voorbeeld.example", 5).await.expect("read"), [bram()]);
    assert_eq!(
        (store.people_count().await.expect("counted"), history(&store).await),
        (1, vec!["people_told".to_owned()])
    );
}

async fn telling_again_replaces_what_was_known_with_all_contracts(store: Store) {
    store.put_people(&[bram()], ACT).await.expect("kept");
    let now = Person { mail: Some("B@x.example".to_owned()), contracts: Vec::new(), ..bram() };
    assert_eq!(store.put_people(&[now], ACT).await.expect("kept"), PutPeople { added: 0, known: 1 });
    let kept = store.person("K-7").await.expect("read").expect("Bram");
    assert_eq!((kept.mail.as_deref(), kept.contracts.len()), (Some("b@x.example"), 0));
}

async fn people_are_found_by_number_name_and_mail_and_signs_of_search_mean_nothing(store: Store) {
    let anouk = Person { customer: "100%_A".to_owned(), name: Some("Anouk".to_owned()), mail: None, ..bram() };
    store.put_people(&[bram(), anouk], ACT).await.expect("kept");
    let find = async |text: &str| -> Vec<String> {
        store.find_people(text, 5).await.expect("found").into_iter().map(|it| it.customer).collect()
    };
    for text in ["k-7", "bram", "Wit", "de w", "BRAM@"] {
        assert_eq!(find(text).await, ["K-7"], "{text}");
    }
    assert_eq!(find("100%_").await, ["100%_A"]);
    for text in ["%", "_-7", "1%", "\\", "ram"] {
        assert_eq!(find(text).await, Vec::<String>::new(), "{text}");
    }
}

async fn what_cannot_be_kept_of_people_is_refused_and_nobody_changes(store: Store) {
    let nameless = Person { customer: String::new(), ..bram() };
    let refused = store.put_people(&[bram(), nameless], ACT).await.expect_err("refused");
    assert!(matches!(refused, StoreError::NotStorable { index: 1, field: "customer", .. }), "{refused}");
    let odd = Person { name: Some("\0".to_owned()), ..bram() };
    assert!(store.put_people(&[odd], ACT).await.is_err());
    assert_eq!(store.people_count().await.expect("counted"), 0);
}

async fn a_person_goes_when_their_term_is_over(store: Store) {
    store.put_people(&[bram()], ACT).await.expect("kept");
    let day = |text: &str| text.parse().expect("a day");
    store.forget_at_the_door(NOON, day("2027-01-01")).await.expect("forgotten");
    assert!(store.person("K-7").await.expect("read").is_some());
    store.forget_at_the_door(NOON, day("2027-01-02")).await.expect("forgotten");
    assert_eq!(store.person("K-7").await.expect("read"), None);
}

async fn a_flow_is_published_in_versions(store: Store) {
    assert_eq!(store.published_flow("fietsplan").await.expect("read"), None);
    store.publish_flow("fietsplan", "one", None, ACT).await.expect("published");
    store.publish_flow("other", "x", None, ACT).await.expect("published");
    let second = store.publish_flow("fietsplan", "two", Some("because"), ACT).await.expect("published");
    assert_eq!((second.version, second.override_reason.as_deref()), (2, Some("because")));
    assert_eq!(store.published_flow("fietsplan").await.expect("read"), Some(second.clone()));
    let first = store.flow_version("fietsplan", 1).await.expect("read").expect("version 1");
    assert_eq!((first.version, first.body.as_str()), (1, "one"));
    assert_eq!(store.flow_versions("fietsplan").await.expect("read"), [second.clone(), first]);
    let names: Vec<_> =
        store.published_flows().await.expect("read").into_iter().map(|it| (it.flow, it.version)).collect();
    assert_eq!(names, [("fietsplan".to_owned(), 2), ("other".to_owned(), 1)]);
}

async fn many_who_are_looked_up_at_once_each_get_their_own(store: Store) {
    let person = |n: usize| {
        let mut person = Person { customer: format!("K-{n}"), mail: Some(format!("k{n}@voorbeeld.example")), ..bram() };
        person.contracts[0].contract = format!("C-{n}");
        person
    };
    let people: Vec<Person> = (0..50).map(person).collect();
    store.put_people(&people, ACT).await.expect("kept");
    // Every number twice, numbers nobody has, and one with a sign no database keeps.
    let numbers = (0..120).map(|n| format!("K-{}", n % 60)).chain(["K\0".to_owned(), String::new()]);
    let asked: Vec<_> = numbers
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move { (store.stamped_person(&number).await.map(|(found, _)| found), number) })
        })
        .collect();
    for task in asked {
        let (found, number) = task.await.expect("asked");
        let known = people.iter().find(|person| person.customer == number);
        assert_eq!(found.expect("looked up").as_ref(), known, "{number}");
    }
}
