//! Requests to leave: one case, one receipt, one chain.

use relationship::deadline::{Country, Holidays};
use relationship::exit::{
    Asked, By, Command, ContractFacts, Declaration, Exit, ExitEvent, ExitKind, ExitState, Need, Recorded, Said,
    Setting, resolve,
};
use relationship::flow::{ChannelKind, Flow};
use relationship::receipt::{Link, Log, open, seal};
use relationship::{Currency, Day, FactKind};
use store::{
    Declared, ExitChange, ExitFilter, ExitId, JobId, Moment, NewExit, NewJob, Store, StoreError, StoredExit, TailFact,
};

use crate::office::{NOON, bits};

crate::on_both!(
    a_request_is_a_case_a_receipt_a_job_and_a_fact_at_once,
    fifty_requests_at_once_are_one_case_and_one_receipt,
    fifty_different_requests_at_once_are_a_chain_without_gaps,
    asking_again_over_another_channel_is_noted_and_answered_with_the_first_receipt,
    the_same_request_again_is_the_same_case_even_after_it_is_closed,
    a_closed_case_makes_room_for_the_next,
    nobody_gets_anothers_receipt_by_a_number_alone,
    what_cannot_be_kept_is_refused_and_takes_no_place,
    two_who_change_one_case_do_not_overwrite_each_other,
    cases_are_found_by_what_the_desk_asks,
    the_desk_sees_what_is_due_first_and_whole_cases,
    two_programs_write_one_chain_without_gaps,
    a_batch_in_which_one_was_there_already_stores_the_others_once,
    a_request_about_several_contracts_is_one_case,
);

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn holidays() -> Holidays {
    Holidays::of(Country::Netherlands, 2026..=2027)
}

fn flow() -> Flow {
    Flow::parse("fietsplan.toml", include_str!("../../../../flows/fietsplan.toml")).expect("a flow").0
}

pub(crate) fn declaration(customer: Option<&str>) -> Declaration {
    Declaration {
        flow: "fietsplan".to_owned(),
        flow_version: 0,
        customer: customer.map(str::to_owned),
        said: Said { customer: Some("K-7".to_owned()), ..Said::default() },
        contract: customer.map(|customer| format!("contract of {customer}")),
        also: Vec::new(),
        kind: ExitKind::Ordinary,
        ground: None,
        channel: ChannelKind::Page,
        language: "nl".to_owned(),
        wanted_on: None,
        words: None,
        asked_at_us: NOON.us(),
        asked_on: day("2026-11-22"),
        entered_on: None,
    }
}

/// A request as the door makes it.
pub(crate) fn request(declaration: Declaration) -> NewExit {
    let (flow, holidays) = (flow(), holidays());
    let facts = ContractFacts { plan: Some("month".to_owned()), ..ContractFacts::default() };
    let goodbye = resolve(&Asked {
        flow: &flow,
        contract: Some(&facts),
        others: &[],
        kind: declaration.kind,
        asked_on: declaration.asked_on,
        wanted_on: declaration.wanted_on,
        currency: Currency::EUR,
        holidays: &holidays,
    });
    let id = ExitId::new(NOON, bits());
    let (at_us, customer) = (declaration.asked_at_us, declaration.customer.clone());
    let needs = if customer.is_none() { vec![Need::Customer] } else { Vec::new() };
    let events = Exit::declare(declaration, goodbye, &needs, &holidays);
    let events =
        events.into_iter().zip(1..).map(|(event, seq)| Recorded { seq, at_us, by: By::Leaver, event }).collect();
    let fact = |customer: &String| TailFact {
        source_id: Some(format!("{id}:asked")),
        ..TailFact::new(customer, day("2026-11-22"), FactKind::AskedToLeave, "door")
    };
    let job = NewJob {
        id: JobId::new(NOON, bits()),
        kind: "letter".to_owned(),
        about: id.to_string(),
        body: "{}".to_owned(),
        made_at: NOON,
        due_at: NOON,
    };
    NewExit {
        id,
        chain: "fietsplan".to_owned(),
        events,
        receipt: Box::new(move |at| {
            seal(
                &format!("Opzegging {} van {id}\n", at.place),
                &at.chain,
                at.place,
                at.previous,
                &at.place.to_le_bytes(),
            )
        }),
        jobs: vec![job],
        facts: customer.iter().map(fact).collect(),
        visit: None,
    }
}

async fn all(store: &Store) -> Vec<store::ExitRow> {
    store.exits(&ExitFilter::default(), None, 1000).await.expect("listed").items
}

/// The log of the chain, checked by whoever reads it.
pub(crate) async fn log(store: &Store) -> Log {
    let links = store.chain_links(0, 1000).await.expect("the log").items;
    let link = |it: &store::ChainLink| Link {
        place: it.place,
        content: it.content.parse().expect("a hash"),
        hash: it.hash.parse().expect("a hash"),
    };
    let name = store.chain_name().await.expect("a name").unwrap_or_default();
    Log::new(&name, links.iter().map(link).collect()).expect("a chain")
}

async fn declare(store: &Store, new: NewExit) -> Declared {
    store.declare(new).await.expect("declared")
}

async fn stored(store: &Store, id: ExitId) -> StoredExit {
    store.exit(id).await.expect("read").expect("a case")
}

async fn a_request_is_a_case_a_receipt_a_job_and_a_fact_at_once(store: Store) {
    let new = request(declaration(Some("K-7")));
    let (id, events) = (new.id, new.events.clone());
    let declared = declare(&store, new).await;
    assert_eq!((declared.exit, declared.place, declared.already_there), (id, 1, false));
    let case = stored(&store, id).await;
    assert_eq!((case.events, case.place, case.exit.state), (events, 1, ExitState::Open));
    let receipt = store.receipt(id).await.expect("read").expect("a receipt");
    assert_eq!(receipt.body, declared.receipt);
    let sealed = open(&receipt.body).expect("sealed");
    assert_eq!(log(&store).await.witness(&sealed.seal), relationship::receipt::Witness::Stands);
    let facts = store.facts_since(0, 10).await.expect("facts").items;
    assert_eq!(
        (facts.len(), facts[0].fact.kind.as_str(), facts[0].fact.customer.as_str()),
        (1, "asked_to_leave", "K-7")
    );
    let jobs = store.jobs_about(&id.to_string()).await.expect("jobs");
    assert_eq!((jobs.len(), jobs[0].kind.as_str()), (1, "letter"));
}

async fn fifty_requests_at_once_are_one_case_and_one_receipt(store: Store) {
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { declare(&store, request(declaration(Some("K-7")))).await })
        })
        .collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.expect("a task"));
    }
    assert_eq!(answers.iter().filter(|it| !it.already_there).count(), 1);
    assert!(answers.iter().all(|it| it.receipt == answers[0].receipt && it.exit == answers[0].exit));
    assert_eq!((all(&store).await.len(), log(&store).await.places()), (1, 1));
    assert_eq!(store.facts_count().await.expect("counted"), 1);
    assert_eq!(store.jobs_about(&answers[0].exit.to_string()).await.expect("jobs").len(), 1);
    assert_eq!(stored(&store, answers[0].exit).await.events.len(), 2, "fifty clicks are one request");
}

async fn fifty_different_requests_at_once_are_a_chain_without_gaps(store: Store) {
    // Two programs on one database: each knows only its own end of the chain.
    let tasks: Vec<_> = (0..50)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move { declare(&store, request(declaration(Some(&format!("K-{}", n % 40))))).await })
        })
        .collect();
    let mut places = Vec::new();
    for task in tasks {
        let declared = task.await.expect("a task");
        let receipt = open(&declared.receipt).expect("sealed");
        assert_eq!(receipt.seal.place, declared.place);
        if !declared.already_there {
            places.push(declared.place);
        }
    }
    places.sort_unstable();
    assert_eq!(places, (1..=40).collect::<Vec<_>>());
    assert_eq!(log(&store).await.places(), 40);
}

async fn asking_again_over_another_channel_is_noted_and_answered_with_the_first_receipt(store: Store) {
    let first = declare(&store, request(declaration(Some("K-7")))).await;
    let later = |seconds: i64, channel| Declaration {
        channel,
        asked_at_us: NOON.plus_seconds(seconds).us(),
        words: Some("Nogmaals".to_owned()),
        ..declaration(Some("K-7"))
    };
    for (seconds, channel, noted) in
        [(5, ChannelKind::Page, 0), (5, ChannelKind::Mail, 1), (3600, ChannelKind::Page, 2)]
    {
        let again = declare(&store, request(later(seconds, channel))).await;
        assert_eq!(
            (again.exit, again.receipt.as_str(), again.already_there),
            (first.exit, first.receipt.as_str(), true)
        );
        assert_eq!(stored(&store, first.exit).await.exit.again.len(), noted);
    }
    let case = stored(&store, first.exit).await;
    let last = case.events.last().expect("an event");
    assert!(matches!(&last.event, ExitEvent::AskedAgain { words: Some(words), .. } if words == "Nogmaals"));
    assert_eq!(log(&store).await.places(), 1);
}

async fn the_same_request_again_is_the_same_case_even_after_it_is_closed(store: Store) {
    let new = request(declaration(Some("K-7")));
    let again = NewExit { id: new.id, ..request(declaration(Some("K-7"))) };
    let first = declare(&store, new).await;
    change(&store, first.exit, Command::Undo).await.expect("undone");
    let second = declare(&store, again).await;
    assert_eq!((second.exit, second.already_there), (first.exit, true));
    assert_eq!(stored(&store, first.exit).await.exit.state, ExitState::Undone);
}

async fn change(store: &Store, id: ExitId, command: Command) -> Result<(), StoreError> {
    let mut case = stored(store, id).await;
    let (flow, holidays) = (flow(), holidays());
    let setting = Setting { flow: &flow, today: day("2026-11-23"), holidays: &holidays };
    let events = case.exit.decide(command, &setting).expect("allowed");
    let events = case.exit.record(events, &By::Leaver, NOON.us());
    store.change_exit(id, &case.exit, ExitChange { events: &events, ..ExitChange::default() }, NOON).await
}

async fn a_closed_case_makes_room_for_the_next(store: Store) {
    let first = declare(&store, request(declaration(Some("K-7")))).await;
    change(&store, first.exit, Command::Undo).await.expect("undone");
    let second = declare(&store, request(declaration(Some("K-7")))).await;
    assert!(!second.already_there && second.exit != first.exit && second.place == 2);
    let states: Vec<_> = all(&store).await.into_iter().map(|row| row.state).collect();
    assert_eq!(states, [ExitState::Open, ExitState::Undone]);
}

async fn nobody_gets_anothers_receipt_by_a_number_alone(store: Store) {
    let known = declare(&store, request(declaration(Some("K-7")))).await;
    let somebody = declare(&store, request(declaration(None))).await;
    assert!(!somebody.already_there && somebody.exit != known.exit);
    // Whoever says the same again gets the same, and still not the other's.
    let again = declare(&store, request(declaration(None))).await;
    assert_eq!((again.exit, again.already_there), (somebody.exit, true));
}

async fn what_cannot_be_kept_is_refused_and_takes_no_place(store: Store) {
    let bad = Declaration { words: Some("nul\0".to_owned()), ..declaration(Some("K-7")) };
    let refused = store.declare(request(bad)).await.expect_err("refused");
    assert!(matches!(refused, StoreError::NotStorable { .. }), "{refused}");
    let no_beginning = NewExit { events: Vec::new(), ..request(declaration(Some("K-7"))) };
    assert!(store.declare(no_beginning).await.is_err());
    assert_eq!(declare(&store, request(declaration(Some("K-7")))).await.place, 1);
}

async fn two_who_change_one_case_do_not_overwrite_each_other(store: Store) {
    let id = declare(&store, request(declaration(Some("K-7")))).await.exit;
    let case = stored(&store, id).await;
    let add = |text: &str| {
        let mut exit = case.exit.clone();
        let events = exit.record(vec![ExitEvent::Noted { text: text.to_owned() }], &By::Program, NOON.us());
        (exit, events)
    };
    let ((one, first), (other, second)) = (add("one"), add("other"));
    let write = async |exit: &Exit, events: &[Recorded]| {
        store.change_exit(id, exit, ExitChange { events, ..ExitChange::default() }, NOON).await
    };
    write(&one, &first).await.expect("the first");
    let refused = write(&other, &second).await.expect_err("the second");
    assert!(matches!(refused, StoreError::Outdated { what: "exit", .. }), "{refused}");
    assert_eq!(stored(&store, id).await.events.len(), 3);
    let nobody = write_to(&store, ExitId::new(NOON, bits()), &one, &first).await.expect_err("nobody");
    assert!(matches!(nobody, StoreError::NotFound { what: "exit", .. }), "{nobody}");
}

async fn write_to(store: &Store, id: ExitId, exit: &Exit, events: &[Recorded]) -> Result<(), StoreError> {
    store.change_exit(id, exit, ExitChange { events, ..ExitChange::default() }, NOON).await
}

async fn cases_are_found_by_what_the_desk_asks(store: Store) {
    for customer in [Some("K-1"), Some("K-2"), None] {
        declare(&store, request(declaration(customer))).await;
    }
    let find = async |filter: ExitFilter| store.exits(&filter, None, 10).await.expect("listed").items.len();
    assert_eq!(find(ExitFilter { customer: Some("K-2".to_owned()), ..ExitFilter::default() }).await, 1);
    assert_eq!(find(ExitFilter { state: Some(ExitState::Ended), ..ExitFilter::default() }).await, 0);
    assert_eq!(find(ExitFilter { flow: Some("fietsplan".to_owned()), ..ExitFilter::default() }).await, 3);
    assert_eq!(find(ExitFilter { since: Some(NOON.plus_seconds(1)), ..ExitFilter::default() }).await, 0);
    // What nobody knows of them is due within two working days: Sunday the 22nd, so Tuesday.
    assert_eq!(find(ExitFilter { due_by: Some(day("2026-11-23")), ..ExitFilter::default() }).await, 0);
    assert_eq!(find(ExitFilter { due_by: Some(day("2026-11-24")), ..ExitFilter::default() }).await, 3);
    assert_eq!(store.exits_due(10).await.expect("due").len(), 3);
    let first = store.exits(&ExitFilter::default(), None, 2).await.expect("a page");
    let rest = store.exits(&ExitFilter::default(), first.next, 2).await.expect("a page");
    assert_eq!((first.items.len(), rest.items.len(), rest.next), (2, 1, None));
    let tally = store.tally_exits("", Moment::from_us(0)).await.expect("counted");
    assert_eq!((tally.len(), tally[0].channel.as_str(), tally[0].count), (1, "page", 3));
}

async fn the_desk_sees_what_is_due_first_and_whole_cases(store: Store) {
    let early = Declaration { asked_on: day("2026-11-16"), ..declaration(None) };
    let late =
        Declaration { said: Said { mail: Some("b@example.nl".to_owned()), ..Said::default() }, ..declaration(None) };
    let quiet = declaration(Some("A"));
    let mut ids = Vec::new();
    for declared in [late, quiet, early] {
        ids.push(store.declare(request(declared)).await.expect("declared").exit);
    }
    let filter = store::DeskFilter::default();
    let found = store.desk_exits(&filter, 10).await.expect("listed");
    let all: Vec<ExitId> = found.iter().map(|it| it.id).collect();
    assert_eq!(all.len(), 3);
    assert_eq!(found[0].id, ids[2], "what is due first comes first");
    let quiet = found.iter().find(|it| it.id == ids[1]).expect("the known customer");
    assert_eq!(*quiet, store.exit(ids[1]).await.expect("read").expect("there"), "whole cases");
    assert_eq!(store.desk_exits(&filter, 1).await.expect("listed")[0].id, ids[2], "the limit keeps the most urgent");
    assert_eq!(store.desk_count().await.expect("counted"), 3);
    let closed = store::DeskFilter { list: store::DeskList::Closed, ..store::DeskFilter::default() };
    assert!(store.desk_exits(&closed, 10).await.expect("listed").is_empty());
    let of_a = store::DeskFilter {
        list: store::DeskList::All,
        customer: Some("A".to_owned()),
        ..store::DeskFilter::default()
    };
    assert_eq!(store.desk_exits(&of_a, 10).await.expect("listed").len(), 1);
    assert!(store.exits_told_at(NOON).await.expect("read").is_empty(), "nothing was handed over");
    assert!(store.exit_prices(NOON).await.expect("read").is_empty(), "nobody told a price");
    assert!(store.customer_names(&["A".to_owned(), "A".to_owned()]).await.expect("read").is_empty());
}

/// The log is a chain of so many places.
async fn check_places(store: &Store, expected: u64) {
    assert_eq!(log(store).await.places(), expected);
}

/// Who writes behind the back of a program that remembers the end of the chain.
async fn two_programs_write_one_chain_without_gaps(store: Store) {
    let other = store.beside();
    for n in 0..6_u32 {
        let writer = if n % 2 == 0 { &store } else { &other };
        let declared = declare(writer, request(declaration(Some(&format!("K-{n}"))))).await;
        assert_eq!((declared.place, declared.already_there), (u64::from(n) + 1, false));
    }
    check_places(&store, 6).await;
    // And at the same time.
    let both = (6..46_u32).map(|n| {
        let writer = if n % 2 == 0 { store.clone() } else { other.clone() };
        tokio::spawn(async move { declare(&writer, request(declaration(Some(&format!("K-{n}"))))).await })
    });
    for task in both.collect::<Vec<_>>() {
        assert!(!task.await.expect("done").already_there);
    }
    check_places(&store, 46).await;
}

async fn a_batch_in_which_one_was_there_already_stores_the_others_once(store: Store) {
    let first = declare(&store, request(declaration(Some("K-1")))).await;
    declare(&store, request(declaration(Some("K-2")))).await;
    let batch = ["K-3", "K-1", "K-4", "K-2", "K-3"].map(|customer| {
        let store = store.clone();
        tokio::spawn(async move { declare(&store, request(declaration(Some(customer)))).await })
    });
    let mut new = 0;
    for task in batch {
        new += u32::from(!task.await.expect("done").already_there);
    }
    assert_eq!(new, 2, "K-3 once and K-4");
    check_places(&store, 4).await;
    assert_eq!(declare(&store, request(declaration(Some("K-1")))).await.exit, first.exit);
    let facts = store.facts_since(0, 100).await.expect("facts").items.len();
    assert_eq!(facts, 4, "one fact each");
}

async fn a_request_about_several_contracts_is_one_case(store: Store) {
    let both = |first: &str, second: &str| Declaration {
        contract: Some(first.to_owned()),
        also: vec![second.to_owned()],
        ..declaration(Some("K-7"))
    };
    let first = declare(&store, request(both("F-1", "F-2"))).await;
    let again = declare(&store, request(both("F-2", "F-1"))).await;
    assert_eq!((again.exit, again.already_there), (first.exit, true), "the order says nothing");
    assert!(!declare(&store, request(both("F-1", "F-3"))).await.already_there);
    assert_eq!(stored(&store, first.exit).await.exit.declaration.also, ["F-2"]);
}
