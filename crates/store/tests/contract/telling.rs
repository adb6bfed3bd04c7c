//! Telling once, asking whether it helped, handing over, and telling other programs.

use relationship::Day;
use relationship::improvement::{Stage, Told};
use relationship::listening::{AskedBy, Value};
use store::{
    Claim, Job, JobId, Moment, NewHelpedQuestion, NewJob, SaidHelped, Store, StoreError, Telling, TokenHash, Topic,
    WEBHOOK_JOB, WebhookId, WebhookTry,
};

use crate::improving::{close, id, proposal, run};
use crate::listening::{form, invited, send};
use crate::office::{ACT, NOON, bits, history};

crate::on_both!(
    who_was_told_is_not_told_again_and_the_letter_comes_with_it,
    it_is_said_once_whether_it_helped_and_an_unhappy_answer_opens_again,
    an_open_point_asks_nobody,
    what_a_point_rested_on_before_is_no_new_work,
    points_are_handed_over_by_name_and_closed_ones_keep_it,
    programs_hear_of_each_change_once_and_of_their_topics_only,
    the_tries_of_a_webhook_are_kept_for_their_term,
);

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn letter() -> NewJob {
    NewJob {
        id: JobId::new(NOON, bits()),
        kind: "letter".to_owned(),
        about: "point".to_owned(),
        body: "{}".to_owned(),
        made_at: NOON,
        due_at: NOON,
    }
}

async fn waiting(store: &Store, kind: &str) -> Vec<Job> {
    let claim = Claim { by: "test", at: NOON, until: NOON.plus_seconds(1) };
    store.claim_jobs(kind, claim, 100).await.expect("claimed")
}

async fn who_was_told_is_not_told_again_and_the_letter_comes_with_it(store: Store) {
    let telling =
        |whom: &str, letter: NewJob| Telling { kind: "fixed", about: "case".to_owned(), whom: whom.to_owned(), letter };
    // One mail for two things on one day: both are told, the letter is one.
    let same = letter();
    let first = [telling("K-1", same.clone()), Telling { about: "other".to_owned(), ..telling("K-1", same) }];
    assert_eq!(store.tell_once(&first, NOON).await.expect("told"), 2);
    let again = [telling("K-1", letter()), telling("K-2", letter())];
    assert_eq!(store.tell_once(&again, NOON).await.expect("told"), 1);
    assert_eq!(waiting(&store, "letter").await.len(), 2);
    assert!(store.was_told("fixed", "case", "K-2").await.expect("read"));
    assert!(!store.was_told("fixed", "case", "K-3").await.expect("read"));
    assert_eq!(store.told_count("fixed", "case").await.expect("read"), 2);
    let bad = [telling("K-4", letter()), telling("K\0", letter())];
    assert!(matches!(store.tell_once(&bad, NOON).await, Err(StoreError::NotStorable { index: 1, .. })));
    assert!(!store.was_told("fixed", "case", "K-4").await.expect("read"), "all or none");
}

fn question(token: &str, who: Told, whom: &str) -> NewHelpedQuestion {
    let expires_at = NOON.plus_seconds(60);
    NewHelpedQuestion { token: TokenHash::of(token), who, whom: whom.to_owned(), expires_at, letter: letter() }
}

async fn it_is_said_once_whether_it_helped_and_an_unhappy_answer_opens_again(store: Store) {
    let (today, again) = (day("2026-11-22"), day("2026-12-06"));
    let id = id();
    store.propose(id, proposal("K-1", "a"), ACT).await.expect("placed");
    run(&store, id, close()).await.expect("closed");
    let questions = [question("one", Told::Customer, "K-1"), question("two", Told::Colleague, "M-1")];
    assert_eq!(store.ask_whether_it_helped(id, &questions, today, ACT).await.expect("asked"), 2);
    assert_eq!(store.ask_whether_it_helped(id, &questions, today, ACT).await.expect("asked"), 0, "once");
    assert_eq!(waiting(&store, "letter").await.len(), 2);
    let found = store.helped_question(&TokenHash::of("one")).await.expect("read").expect("a question");
    assert_eq!((found.point, found.who, found.whom.as_str(), found.helped), (id, Told::Customer, "K-1", None));
    let say = async |token: &str, helped| {
        store.say_whether_it_helped(&TokenHash::of(token), helped, (today, again), ACT).await.expect("said")
    };
    let (said, point) = say("two", true).await;
    assert_eq!((said, point.expect("a point").point.stage), (SaidHelped::Counted, Stage::Helped));
    let (said, point) = say("one", false).await;
    let point = point.expect("a point").point;
    assert_eq!((said, point.stage, point.due_on), (SaidHelped::Counted, Stage::Open, again));
    assert_eq!(say("one", true).await.0, SaidHelped::SaidBefore);
    assert_eq!(say("three", true).await.0, SaidHelped::Unknown);
}

async fn an_open_point_asks_nobody(store: Store) {
    let id = id();
    store.propose(id, proposal("K-1", "a"), ACT).await.expect("placed");
    let questions = [question("one", Told::Customer, "K-1")];
    let refused = store.ask_whether_it_helped(id, &questions, day("2026-11-22"), ACT).await;
    assert!(matches!(refused, Err(StoreError::ActionPoint(_))));
    assert_eq!(store.helped_question(&TokenHash::of("one")).await.expect("read"), None);
    assert_eq!(waiting(&store, "letter").await, []);
}

async fn what_a_point_rested_on_before_is_no_new_work(store: Store) {
    let first = id();
    store.propose(first, proposal("K-1", "a"), ACT).await.expect("placed");
    run(&store, first, close()).await.expect("closed");
    let again = store.propose(id(), proposal("K-1", "a"), ACT).await.expect("placed");
    assert_eq!(again, store::Placed::Known(first));
    assert_eq!(store.action_points(NOON).await.expect("read").len(), 1);
}

async fn points_are_handed_over_by_name_and_closed_ones_keep_it(store: Store) {
    let (open, closed) = (id(), id());
    store.propose(open, proposal("K-1", "a"), ACT).await.expect("placed");
    store.propose(closed, proposal("K-2", "b"), ACT).await.expect("placed");
    run(&store, closed, close()).await.expect("closed");
    let give = |from: &'static [&'static str]| {
        let store = store.clone();
        async move { store.hand_over_points(from, "Lotte", day("2026-11-22"), ACT).await.expect("given") }
    };
    assert_eq!(give(&["", "Bram"]).await, 0);
    assert_eq!(give(&["anouk", "anouk@fietsplan.example"]).await, 1);
    let owner = async |id| store.action_point(id).await.expect("read").expect("there").point.owner;
    assert_eq!(owner(open).await.as_deref(), Some("Lotte"));
    assert_eq!(owner(closed).await.as_deref(), Some("Anouk"));
}

async fn programs_hear_of_each_change_once_and_of_their_topics_only(store: Store) {
    let add = async |topics: &[Topic]| {
        let id = WebhookId::new(NOON, bits());
        store.add_webhook(id, "https://hooks.fietsplan.example/v", topics, ACT).await.expect("added").id
    };
    let (all, points) = (add(&[]).await, add(&[Topic::Points]).await);
    let invitation = invited(&store, "K-1").await;
    let answers = form("a", &[("whole", Value::Face(1)), ("words", Value::Words("geheim".to_owned()))], NOON);
    send(&store, &invitation, &answers).await;
    send(&store, &invitation, &answers).await;
    let point = id();
    store.propose(point, proposal("K-1", "a"), ACT).await.expect("placed");
    store.opt_out("K-1", AskedBy::Mail, NOON).await.expect("said");
    let jobs = waiting(&store, WEBHOOK_JOB).await;
    let told = |hook: WebhookId| {
        let mut events: Vec<String> = jobs
            .iter()
            .filter(|job| job.about == hook.to_string())
            .map(|job| {
                assert!(!job.body.contains("geheim"), "what was written stays inside: {}", job.body);
                let body: serde_json::Value = serde_json::from_str(&job.body).expect("JSON");
                body["event"].as_str().expect("an event").to_owned()
            })
            .collect();
        events.sort();
        events
    };
    assert_eq!(told(all), ["answer.given", "asking.made", "asking.opted_out", "point.proposed"]);
    assert_eq!(told(points), ["point.proposed"]);
    assert!(store.end_webhook(points, ACT).await.expect("ended"));
    assert!(!store.end_webhook(points, ACT).await.expect("ended before"));
    assert!(matches!(store.end_webhook(WebhookId::new(NOON, 1), ACT).await, Err(StoreError::NotFound { .. })));
    run(&store, point, close()).await.expect("closed");
    let later = Claim { by: "late", at: NOON.plus_seconds(9), until: NOON.plus_seconds(10) };
    let jobs = store.claim_jobs(WEBHOOK_JOB, later, 100).await.expect("claimed");
    assert!(jobs.iter().all(|job| job.about == all.to_string()), "an ended webhook hears nothing more");
    let done = history(&store).await;
    assert_eq!((done[0].as_str(), done.iter().filter(|it| *it == "webhook_added").count()), ("webhook_ended", 2));
}

async fn the_tries_of_a_webhook_are_kept_for_their_term(store: Store) {
    let hook = WebhookId::new(NOON, bits());
    store.add_webhook(hook, "https://hooks.fietsplan.example/v", &[], ACT).await.expect("added");
    let one = |n: i64| WebhookTry {
        delivery: format!("D-{n}"),
        tried: 1,
        event: "answer.given".to_owned(),
        status: (n % 2 == 0).then_some(503),
        error: Some("x".repeat(1000)),
        at: Moment::from_us(NOON.us() + n),
    };
    for n in 0..5 {
        store.note_webhook_try(hook, &one(n)).await.expect("noted");
    }
    let first = store.webhook_tries(hook, None, 3).await.expect("a page");
    let second = store.webhook_tries(hook, first.next.clone(), 3).await.expect("a page");
    let names: Vec<_> = first.items.iter().chain(&second.items).map(|it| it.delivery.clone()).collect();
    assert_eq!(names, ["D-4", "D-3", "D-2", "D-1", "D-0"]);
    assert_eq!(first.items[0].error.as_ref().map(String::len), Some(300));
    assert_eq!(second.next, None);
    let term = NOON.plus_seconds(store::WEBHOOK_TRIES_KEPT_SECONDS);
    assert_eq!(store.forget_webhook_tries(term).await.expect("forgot"), 1);
}
