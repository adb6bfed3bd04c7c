//! One person: everything as a copy, and gone.

use relationship::exit::{By, Exit, ExitEvent, ExitState, Recorded};
use relationship::listening::{AskedBy, Value};
use relationship::{Day, FactKind};
use store::{ExitChange, ExitId, JobId, NewJob, Person, Store, StoreError, TailFact};

use crate::exits::{declaration, request};
use crate::improving::{id, proposal};
use crate::listening::{form, invited, send};
use crate::office::{ACT, NOON, bits, history};

crate::on_both!(
    a_copy_holds_everything_and_says_that_it_was_taken,
    whoever_is_erased_is_nowhere_and_codes_and_the_chain_stay,
    who_is_still_leaving_is_not_erased,
    own_words_of_leavers_go_after_their_term_and_codes_stay,
);

fn person(customer: &str) -> Person {
    Person {
        customer: customer.to_owned(),
        name: Some(format!("Naam van {customer}")),
        mail: Some(format!("{customer}@voorbeeld.example").to_lowercase()),
        phone: None,
        language: None,
        knows: Vec::new(),
        purpose: "leaving".to_owned(),
        keep_until: None,
        contracts: Vec::new(),
    }
}

/// A life with everything in it: told of, asked, answered, with a point, leaving, with a letter and a fact.
async fn live(store: &Store, customer: &str) -> ExitId {
    store.put_people(&[person(customer)], ACT).await.expect("kept");
    let invitation = invited(store, customer).await;
    let said = [("whole", Value::Face(1)), ("words", Value::Words(format!("geheim van {customer}")))];
    send(store, &invitation, &form("a", &said, NOON)).await;
    store.propose(id(), proposal(customer, &format!("{} whole", invitation.id)), ACT).await.expect("placed");
    let today: Day = "2026-11-22".parse().expect("a day");
    store.append_facts(&[TailFact::new(customer, today, FactKind::Used, "test")], NOON).await.expect("kept");
    let request = request(declaration(Some(customer)));
    let exit = request.id;
    store.declare(request).await.expect("taken");
    let letter = NewJob {
        id: JobId::new(NOON, bits()),
        kind: "letter".to_owned(),
        about: exit.to_string(),
        body: format!("{{\"to\":\"{customer}\"}}"),
        made_at: NOON,
        due_at: NOON,
    };
    store.add_jobs(&[letter]).await.expect("added");
    exit
}

/// Ends a case, with a reason and words.
async fn end(store: &Store, id: ExitId) {
    let stored = store.exit(id).await.expect("read").expect("a case");
    let mut events = stored.events.clone();
    let more = [
        ExitEvent::ReasonsGiven { reasons: vec!["service.slow".to_owned()], main: None, destination: None },
        ExitEvent::WordsGiven { words: "geheim".to_owned(), quarantine: None },
        ExitEvent::ErasureAsked,
        ExitEvent::Undone,
    ];
    let first = events.len();
    for event in more {
        let seq = u32::try_from(events.len()).expect("few") + 1;
        events.push(Recorded { seq, at_us: NOON.us(), by: By::Leaver, event });
    }
    let exit = Exit::fold(&events).expect("a case");
    let change = ExitChange { events: &events[first..], jobs: &[], facts: &[] };
    store.change_exit(id, &exit, change, NOON).await.expect("changed");
}

async fn a_copy_holds_everything_and_says_that_it_was_taken(store: Store) {
    live(&store, "K-1").await;
    live(&store, "K-2").await;
    store.opt_out("K-1", AskedBy::Mail, NOON).await.expect("said");
    let copy = store.copy_of_person("K-1", ACT).await.expect("a copy");
    assert_eq!(copy["person"]["name"], "Naam van K-1");
    assert_eq!(copy["invitations"][0]["answers"][1]["value"]["words"], "geheim van K-1");
    assert_eq!(copy["standings"][0]["rung"], "deep_red");
    assert_eq!(copy["asked_no_more"]["channel"], "mail");
    for (name, count) in [("points", 1), ("exits", 1), ("receipts", 1), ("invitations", 1)] {
        assert_eq!(copy[name].as_array().map(Vec::len), Some(count), "{name}");
    }
    assert!(copy["facts_waiting"].as_array().is_some_and(|it| it.len() >= 2), "answers are facts too");
    assert!(!copy.to_string().contains("K-2"), "nobody else's: {copy}");
    assert_eq!(history(&store).await[0], "person_copied");
    let page = store.history(None, 1).await.expect("read");
    assert!(page.items[0].about.as_deref().is_some_and(|it| it.starts_with("person:") && !it.contains("K-1")));
}

async fn whoever_is_erased_is_nowhere_and_codes_and_the_chain_stay(store: Store) {
    let (gone, stays) = (live(&store, "K-1").await, live(&store, "K-2").await);
    store.opt_out("K-1", AskedBy::Mail, NOON).await.expect("said");
    end(&store, gone).await;
    let links = store.chain_links(0, 10).await.expect("read");
    let erased = store.erase_person("K-1", ACT).await.expect("erased");
    assert_eq!((erased.told, erased.invitations, erased.points, erased.exits), (1, 1, 1, 1));
    assert!(erased.facts >= 2 && erased.jobs >= 1, "{erased:?}");
    let copy = store.copy_of_person("K-1", ACT).await.expect("a copy");
    assert_eq!(copy["person"], serde_json::Value::Null);
    for name in ["invitations", "standings", "points", "exits", "receipts", "mails", "facts_waiting"] {
        assert_eq!(copy[name], serde_json::json!([]), "{name}");
    }
    // What was decided stays, without the person.
    let case = store.exit(gone).await.expect("read").expect("a case");
    assert_eq!(case.exit.reasons, ["service.slow"]);
    assert_eq!((case.exit.state, case.exit.declaration.customer.as_deref()), (ExitState::Undone, None));
    assert!(case.exit.open_tasks().is_empty(), "nobody has anything left to do");
    let written = serde_json::to_string(&case.events).expect("JSON");
    assert!(!written.contains("K-1") && !written.contains("K-7") && !written.contains("geheim"), "{written}");
    assert_eq!(store.receipt(gone).await.expect("read"), None);
    assert_eq!(store.chain_links(0, 10).await.expect("read"), links, "the chain of receipts is whole");
    assert!(store.has_opted_out("K-1").await.expect("read"), "or they would be asked again");
    // The others are as they were.
    assert!(store.person("K-2").await.expect("read").is_some() && store.receipt(stays).await.expect("read").is_some());
    assert_eq!(store.action_points(NOON).await.expect("read").len(), 1);
    assert_eq!(history(&store).await[..2], ["person_copied", "person_erased"].map(str::to_owned));
    assert_eq!(store.erase_person("K-1", ACT).await.expect("again"), store::Erased::default());
}

/// Asks to leave in own words.
async fn leave(store: &Store, customer: &str) -> ExitId {
    let said =
        relationship::exit::Declaration { words: Some("geheim: ik ga".to_owned()), ..declaration(Some(customer)) };
    let request = request(said);
    let id = request.id;
    store.declare(request).await.expect("taken");
    id
}

async fn own_words_of_leavers_go_after_their_term_and_codes_stay(store: Store) {
    let (over, open) = (leave(&store, "K-1").await, leave(&store, "K-2").await);
    end(&store, over).await;
    let written = async |id: ExitId| {
        let events = store.exit(id).await.expect("read").expect("a case").events;
        serde_json::to_string(&events).expect("JSON")
    };
    let forgotten =
        async |days: i64| store.forget_expired(NOON.plus_seconds(days * 86_400)).await.expect("forgotten").exit_words;
    let receipt = store.receipt(over).await.expect("read");
    assert_eq!(forgotten(89).await, 0);
    assert!(written(over).await.contains("geheim"));
    assert_eq!((forgotten(90).await, forgotten(91).await), (1, 0), "once, and then nobody looks again");
    let case = store.exit(over).await.expect("read").expect("a case");
    assert_eq!((&case.exit.reasons[..], case.exit.state), (&["service.slow".to_owned()][..], ExitState::Undone));
    assert!(!written(over).await.contains("geheim"), "{}", written(over).await);
    assert_eq!(case.exit.declaration.customer.as_deref(), Some("K-1"), "who it was has a term of its own");
    assert_eq!(store.receipt(over).await.expect("read"), receipt, "the proof is whole");
    // What somebody still has to see to is kept, however long it takes.
    assert_eq!(forgotten(5_000).await, 0);
    assert!(written(open).await.contains("geheim"));
    // Who writes again begins a new term; the company sets how long it is.
    let settings = store::Settings { exit_words_days: 10, ..store::Settings::default() };
    store.change_settings(&settings, ACT).await.expect("set");
    assert_eq!(store.settings().await.expect("read").exit_words_days, 10);
    let case = store.exit(over).await.expect("read").expect("a case");
    let mut events = case.events.clone();
    let event = ExitEvent::WordsGiven { words: "nog iets geheims".to_owned(), quarantine: Some("health".to_owned()) };
    let seq = u32::try_from(events.len()).expect("few") + 1;
    events.push(Recorded { seq, at_us: NOON.us(), by: By::Leaver, event });
    let exit = Exit::fold(&events).expect("a case");
    let later = NOON.plus_seconds(100 * 86_400);
    let change = ExitChange { events: &events[events.len() - 1..], jobs: &[], facts: &[] };
    store.change_exit(over, &exit, change, later).await.expect("changed");
    assert_eq!((forgotten(109).await, forgotten(110).await), (0, 1));
    assert!(
        !written(over).await.contains("geheim") && written(over).await.contains("health"),
        "what it was kept apart for stays"
    );
}

async fn who_is_still_leaving_is_not_erased(store: Store) {
    let id = live(&store, "K-1").await;
    let refused = store.erase_person("K-1", ACT).await.expect_err("refused");
    assert!(matches!(&refused, StoreError::CaseOpen { id: case } if *case == id.to_string()), "{refused}");
    assert!(store.person("K-1").await.expect("read").is_some(), "nothing is gone");
}

#[tokio::test]
async fn nothing_of_who_was_erased_is_left_in_the_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open_folder(folder.path()).await.expect("a store");
    let case = live(&store, "K-leaves-now").await;
    end(&store, case).await;
    store.erase_person("K-leaves-now", ACT).await.expect("erased");
    // Nobody closed the store: what was written last stands in the log beside it.
    let files = std::fs::read_dir(folder.path()).expect("files").map(|it| it.expect("a file").path());
    for file in files {
        let bytes = std::fs::read(&file).expect("the file");
        for secret in ["K-leaves-now", "k-leaves-now@", "geheim"] {
            let found = bytes.windows(secret.len()).filter(|it| *it == secret.as_bytes()).count();
            assert_eq!(found, 0, "`{secret}` stands in {} {found} times", file.display());
        }
    }
}
