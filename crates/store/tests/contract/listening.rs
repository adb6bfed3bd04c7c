//! Asking and answering.

use relationship::Day;
use relationship::ladder::Rung;
use relationship::listening::asking::{Happened, House};
use relationship::listening::{AskedBy, Occasion, Purpose, Survey, Use, Value};
use store::{
    AnswerFilter, Answered, ChoiceCount, Delivery, Invitation, InvitationId, Invited, KioskId, Language, Moment,
    NewAtKiosk, NewInvitation, NewKiosk, Store, StoreError, Theme, TokenHash,
};

use crate::office::{ACT, NOON, bits, history};

crate::on_both!(
    a_version_of_a_survey_is_never_changed,
    a_customer_is_asked_once_by_fifty_programs_at_once,
    an_opt_out_works_at_once_on_every_channel,
    the_same_form_counts_once_and_another_changes_it,
    fifty_of_the_same_form_at_once_count_once,
    a_yes_to_a_reply_holds_for_all_that_was_said_and_a_no_takes_it_back,
    an_answer_is_not_to_be_had_for_what_it_was_not_given_for,
    own_words_go_after_their_term_and_choices_stay,
    a_touched_link_counts_nowhere,
    answers_come_in_pages_and_by_filter,
    everything_of_one_customer_can_be_erased,
    answers_are_picked_by_what_stands_around_them,
    choices_are_counted_apart_and_own_words_in_none,
    what_an_answer_is_about_is_said_by_people_and_goes_with_it,
    at_a_screen_nobody_is_known_and_the_same_form_counts_once,
);

const SURVEY: &str = include_str!("../../../../surveys/fietsplan-pulse.toml");
const DAY_SECONDS: i64 = 24 * 60 * 60;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

pub(crate) fn pulse() -> Survey {
    Survey::parse("fietsplan-pulse.toml", SURVEY).expect("a survey")
}

fn new(customer: &str) -> NewInvitation {
    let id = InvitationId::new(NOON, bits());
    NewInvitation {
        token: TokenHash::of(&format!("token {id}")),
        id,
        survey: "fietsplan-pulse".to_owned(),
        version: 1,
        customer: customer.to_owned(),
        channel: AskedBy::Mail,
        language: Language::Nl,
        about: None,
        asked_on: day("2026-11-22"),
        expires_at: NOON.plus_seconds(30 * DAY_SECONDS),
    }
}

pub(crate) async fn invited(store: &Store, customer: &str) -> Invitation {
    store.publish_survey(&pulse(), SURVEY, ACT).await.expect("published");
    let new = new(customer);
    assert_eq!(store.invite(&new, None, ACT).await.expect("asked"), Invited::Made);
    store.invitation(&new.token).await.expect("answered").expect("an invitation")
}

pub(crate) fn form(id: &str, answers: &[(&str, Value)], at: Moment) -> Delivery {
    let answers = answers.iter().map(|(question, value)| ((*question).to_owned(), value.clone())).collect();
    Delivery { id: id.to_owned(), answers, on: day("2026-11-22"), at }
}

pub(crate) fn words(text: &str) -> (&'static str, Value) {
    ("words", Value::Words(text.to_owned()))
}

pub(crate) async fn send(store: &Store, invitation: &Invitation, form: &Delivery) -> Answered {
    store.answer(&pulse(), invitation, form).await.expect("counted")
}

async fn a_version_of_a_survey_is_never_changed(store: Store) {
    assert!(store.publish_survey(&pulse(), SURVEY, ACT).await.expect("published"));
    assert!(!store.publish_survey(&pulse(), SURVEY, ACT).await.expect("known"));
    let refused = store.publish_survey(&pulse(), &SURVEY.replace("Vier", "Vijf"), ACT).await.expect_err("taken");
    assert!(refused.to_string().contains("give the new text version 2"), "{refused}");
    let second = SURVEY.replace("version = 1", "version = 2");
    let survey = Survey::parse("s", &second).expect("a survey");
    assert!(store.publish_survey(&survey, &second, ACT).await.expect("published"));
    assert_eq!(store.survey("fietsplan-pulse", 1).await.expect("read").expect("there").survey, pulse());
    assert_eq!(store.newest_survey("fietsplan-pulse").await.expect("read").expect("there").survey.version, 2);
    assert_eq!(store.surveys().await.expect("read").len(), 2);
    assert_eq!(history(&store).await, ["survey_published", "survey_published"]);
    let unknown = NewInvitation { version: 3, ..new("K-1") };
    let error = store.invite(&unknown, None, ACT).await.expect_err("no such version");
    assert!(matches!(error, StoreError::NotFound { what: "survey", .. }), "{error}");
}

async fn a_customer_is_asked_once_by_fifty_programs_at_once(store: Store) {
    store.publish_survey(&pulse(), SURVEY, ACT).await.expect("published");
    let house = House::default();
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let (store, house, new) = (store.clone(), house.clone(), new("K-1"));
            tokio::spawn(async move { store.invite(&new, Some(&house), ACT).await.expect("asked") })
        })
        .collect();
    let mut made = 0;
    for task in tasks {
        match task.await.expect("a task") {
            Invited::Made => made += 1,
            Invited::Resting { until } => assert_eq!(until, day("2026-12-22")),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(made, 1);
    // A month later, about something that happened, once.
    let about = Some(Happened { what: Occasion::Renewal, on: day("2026-12-20") });
    let later = |on: &str| NewInvitation { asked_on: day(on), about, ..new("K-1") };
    let ask = |new: NewInvitation| {
        let (store, house) = (store.clone(), house.clone());
        async move { store.invite(&new, Some(&house), ACT).await.expect("asked") }
    };
    assert_eq!(ask(later("2026-12-22")).await, Invited::Made);
    assert_eq!(ask(later("2027-02-22")).await, Invited::AskedBefore);
    let asked = store.asked("K-1", day("2027-02-22")).await.expect("read");
    assert_eq!(
        asked.iter().map(|it| (it.on, it.about)).collect::<Vec<_>>(),
        [(day("2026-11-22"), None), (day("2026-12-22"), about)]
    );
}

async fn an_opt_out_works_at_once_on_every_channel(store: Store) {
    let invitation = invited(&store, "K-1").await;
    assert!(store.opt_out("K-1", AskedBy::Mail, NOON).await.expect("said"));
    assert!(!store.opt_out("K-1", AskedBy::Desk, NOON).await.expect("said again"));
    assert!(store.has_opted_out("K-1").await.expect("read"));
    for channel in AskedBy::ALL {
        let new = NewInvitation { channel, ..new("K-1") };
        assert_eq!(store.invite(&new, None, ACT).await.expect("asked"), Invited::OptedOut);
    }
    // Who opted out may still answer what they hold.
    assert_eq!(
        send(&store, &invitation, &form("a", &[("whole", Value::Face(4))], NOON)).await,
        Answered::Counted { first: 1, changed: 0 }
    );
    assert!(store.opt_in("K-1").await.expect("said"));
    assert_eq!(store.invite(&new("K-1"), None, ACT).await.expect("asked"), Invited::Made);
}

async fn the_same_form_counts_once_and_another_changes_it(store: Store) {
    let invitation = invited(&store, "K-1").await;
    let first = form("a", &[("whole", Value::Face(1)), words("te laat")], NOON);
    assert_eq!(send(&store, &invitation, &first).await, Answered::Counted { first: 2, changed: 0 });
    assert_eq!(send(&store, &invitation, &first).await, Answered::DeliveredBefore);
    let later = form("b", &[("whole", Value::Face(4)), words("te laat")], NOON.plus_seconds(60));
    assert_eq!(send(&store, &invitation, &later).await, Answered::Counted { first: 0, changed: 1 });
    // The first form, late and once more, changes nothing back.
    assert_eq!(send(&store, &invitation, &first).await, Answered::DeliveredBefore);
    assert_eq!(send(&store, &invitation, &form("c", &[], NOON)).await, Answered::Counted { first: 0, changed: 0 });
    let own = store.own_answers(invitation.id).await.expect("read");
    assert_eq!(
        own.iter().map(|it| it.value.clone()).collect::<Vec<_>>(),
        [Some(Value::Face(4)), Some(words("te laat").1)]
    );
    let stands = store.standings(Some("K-1"), day("2026-11-30")).await.expect("read");
    assert_eq!(
        stands.iter().map(|it| (it.said.rung, it.said.fades_after_days)).collect::<Vec<_>>(),
        [(Rung::SoftGreen, 180)]
    );
    // One fact per question, of the first answer, without own words.
    let facts = store.facts_since(0, 10).await.expect("facts").items;
    let told: Vec<_> = facts
        .iter()
        .map(|it| (it.fact.kind.as_str(), it.fact.ref_id.as_deref(), it.fact.value, it.fact.reason.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            ("answered", Some("fietsplan-pulse whole"), Some(1.0), None),
            ("answered", Some("fietsplan-pulse words"), None, None),
        ]
    );
    let zero = form("d", &[words("\0")], NOON);
    let refused = store.answer(&pulse(), &invitation, &zero).await.expect_err("refused");
    assert!(matches!(refused, StoreError::NotStorable { field: "value", .. }), "{refused}");
}

async fn fifty_of_the_same_form_at_once_count_once(store: Store) {
    let invitation = invited(&store, "K-1").await;
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let (store, invitation) = (store.clone(), invitation.clone());
            let same = form("a", &[("whole", Value::Face(2))], NOON);
            tokio::spawn(async move { send(&store, &invitation, &same).await })
        })
        .collect();
    let mut counted = 0;
    for task in tasks {
        counted += u32::from(task.await.expect("a task") == Answered::Counted { first: 1, changed: 0 });
    }
    assert_eq!(
        (counted, store.answers_count().await.expect("read"), store.facts_count().await.expect("read")),
        (1, 1, 1)
    );
}

async fn purposes_of(store: &Store) -> Vec<String> {
    let page = store.answers(&AnswerFilter::default(), Use::For(Purpose::Improve), None, 10).await.expect("read");
    page.items.iter().map(|it| it.value.purposes().words()).collect()
}

async fn a_yes_to_a_reply_holds_for_all_that_was_said_and_a_no_takes_it_back(store: Store) {
    let invitation = invited(&store, "K-1").await;
    send(&store, &invitation, &form("a", &[words("te laat")], NOON)).await;
    assert_eq!(purposes_of(&store).await, ["handle improve research"]);
    send(&store, &invitation, &form("b", &[("reply", Value::Yes(true))], NOON)).await;
    assert_eq!(purposes_of(&store).await, ["handle improve reply research"; 2]);
    send(&store, &invitation, &form("c", &[("reply", Value::Yes(false))], NOON)).await;
    assert_eq!(purposes_of(&store).await, ["handle improve research"; 2]);
}

async fn an_answer_is_not_to_be_had_for_what_it_was_not_given_for(store: Store) {
    let invitation = invited(&store, "K-1").await;
    send(&store, &invitation, &form("a", &[("whole", Value::Face(1))], NOON)).await;
    let wanted = |wanted| {
        let store = store.clone();
        async move { store.answers(&AnswerFilter::default(), wanted, None, 10).await }
    };
    assert_eq!(wanted(Use::For(Purpose::Handle)).await.expect("read").items.len(), 1);
    assert_eq!(wanted(Use::For(Purpose::Reply)).await.expect("read").items.len(), 0);
    for other in [Use::Selling, Use::Judging] {
        let refused = wanted(other).await.expect_err("refused");
        assert!(matches!(refused, StoreError::Purpose(_)), "{refused}");
    }
}

async fn own_words_go_after_their_term_and_choices_stay(store: Store) {
    let invitation = invited(&store, "K-1").await;
    send(&store, &invitation, &form("a", &[("whole", Value::Face(1)), words("te laat")], NOON)).await;
    let year = NOON.plus_seconds(365 * DAY_SECONDS);
    assert_eq!(store.forget_expired(year.plus_seconds(-1)).await.expect("forgot").words, 0);
    assert_eq!(store.forget_expired(year).await.expect("forgot").words, 1);
    assert_eq!(store.forget_expired(year).await.expect("forgot").words, 0);
    let own = store.own_answers(invitation.id).await.expect("read");
    assert_eq!(own.iter().map(|it| it.value.clone()).collect::<Vec<_>>(), [Some(Value::Face(1)), None]);
}

async fn a_touched_link_counts_nowhere(store: Store) {
    let invitation = invited(&store, "K-1").await;
    let other = invited(&store, "K-2").await;
    for value in ["1", "2", "3", "4", "5", "5"] {
        store.note_tap(invitation.id, value, NOON).await.expect("noted");
    }
    send(&store, &other, &form("a", &[("whole", Value::Face(1))], NOON)).await;
    store.note_tap(other.id, "1", NOON).await.expect("noted");
    assert_eq!(store.answers_count().await.expect("read"), 1);
    let responses = store.responses(day("2026-11-01"), day("2026-11-30")).await.expect("read");
    let counts: Vec<_> =
        responses.iter().map(|it| (it.version, it.channel, it.asked, it.answered, it.touched_only)).collect();
    assert_eq!(counts, [(1, AskedBy::Mail, 2, 1, 1)]);
}

async fn answers_come_in_pages_and_by_filter(store: Store) {
    for n in 0..5 {
        let invitation = invited(&store, &format!("K-{n}")).await;
        let both = [("whole", Value::Face(1)), ("most", Value::One("price".to_owned()))];
        send(&store, &invitation, &form("a", &both, NOON.plus_seconds(n / 2))).await;
    }
    let improve = Use::For(Purpose::Improve);
    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let page = store.answers(&AnswerFilter::default(), improve, before, 3).await.expect("a page");
        seen.extend(page.items.iter().map(|it| format!("{} {}", it.customer, it.question)));
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    let all = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((all, seen.len()), (10, 10), "each once");
    let of = |filter: AnswerFilter| {
        let store = store.clone();
        async move { store.answers(&filter, improve, None, 100).await.expect("a page").items.len() }
    };
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(of(AnswerFilter { question: text("most"), ..AnswerFilter::default() }).await, 5);
    assert_eq!(of(AnswerFilter { customer: text("K-3"), ..AnswerFilter::default() }).await, 2);
    assert_eq!(of(AnswerFilter { survey: text("another"), ..AnswerFilter::default() }).await, 0);
    assert_eq!(of(AnswerFilter { from: Some(day("2026-11-23")), ..AnswerFilter::default() }).await, 0);
}

async fn everything_of_one_customer_can_be_erased(store: Store) {
    let (gone, stays) = (invited(&store, "K-1").await, invited(&store, "K-2").await);
    for invitation in [&gone, &stays] {
        send(&store, invitation, &form("a", &[("whole", Value::Face(1)), words("te laat")], NOON)).await;
        store.note_tap(invitation.id, "1", NOON).await.expect("noted");
    }
    store.opt_out("K-1", AskedBy::Mail, NOON).await.expect("said");
    assert_eq!(store.erase_listening("K-1").await.expect("erased"), 1);
    assert_eq!(store.answers_count().await.expect("read"), 2);
    assert_eq!(store.standings(None, day("2026-11-30")).await.expect("read").len(), 1);
    assert_eq!(store.asked("K-1", day("2026-11-30")).await.expect("read"), []);
    assert!(store.has_opted_out("K-1").await.expect("read"), "or they would be asked again");
}

/// Two who answer: K-1 by mail in Dutch, deep red; K-2 by a code in English, green.
async fn two_answers(store: &Store) -> [Invitation; 2] {
    store.publish_survey(&pulse(), SURVEY, ACT).await.expect("published");
    let code = NewInvitation { channel: AskedBy::Qr, language: Language::En, ..new("K-2") };
    let mut made = Vec::new();
    for (new, face, text) in [(new("K-1"), 1, "te duur"), (code, 5, "lovely")] {
        store.invite(&new, None, ACT).await.expect("asked");
        let invitation = store.invitation(&new.token).await.expect("read").expect("there");
        let answers = [("whole", Value::Face(face)), ("most", Value::One("price".to_owned())), words(text)];
        send(store, &invitation, &form("f", &answers, NOON)).await;
        made.push(invitation);
    }
    made.try_into().expect("two")
}

const IMPROVE: Use = Use::For(Purpose::Improve);

async fn answers_are_picked_by_what_stands_around_them(store: Store) {
    let [first, _] = two_answers(&store).await;
    let count =
        async |filter: AnswerFilter| store.answers(&filter, IMPROVE, None, 100).await.expect("read").items.len();
    let all = AnswerFilter::default();
    for (filter, expected) in [
        (all.clone(), 6),
        (AnswerFilter { version: Some(1), ..all.clone() }, 6),
        (AnswerFilter { version: Some(2), ..all.clone() }, 0),
        (AnswerFilter { channel: Some(AskedBy::Qr), ..all.clone() }, 3),
        (AnswerFilter { language: Some(Language::Nl), ..all.clone() }, 3),
        (AnswerFilter { rung: Some(Rung::DeepRed), ..all.clone() }, 3),
        (AnswerFilter { rung: Some(Rung::Yellow), ..all.clone() }, 0),
        (AnswerFilter { invitation: Some(first.id), question: Some("words".to_owned()), ..all.clone() }, 1),
        (AnswerFilter { channel: Some(AskedBy::Qr), rung: Some(Rung::DeepRed), ..all.clone() }, 0),
    ] {
        assert_eq!(count(filter.clone()).await, expected, "{filter:?}");
    }
}

async fn choices_are_counted_apart_and_own_words_in_none(store: Store) {
    two_answers(&store).await;
    let counts = store.choice_counts(&AnswerFilter::default(), IMPROVE).await.expect("counted");
    let of = |it: &ChoiceCount| (it.question.clone(), it.channel, it.value.clone(), it.count);
    assert_eq!(
        counts.iter().map(of).collect::<Vec<_>>(),
        [
            ("most".to_owned(), AskedBy::Mail, Value::One("price".to_owned()), 1),
            ("most".to_owned(), AskedBy::Qr, Value::One("price".to_owned()), 1),
            ("whole".to_owned(), AskedBy::Mail, Value::Face(1), 1),
            ("whole".to_owned(), AskedBy::Qr, Value::Face(5), 1),
        ]
    );
    let red = AnswerFilter { rung: Some(Rung::DeepRed), ..AnswerFilter::default() };
    assert_eq!(store.choice_counts(&red, IMPROVE).await.expect("counted").len(), 2);
    assert!(store.choice_counts(&red, Use::Selling).await.is_err());
}

async fn what_an_answer_is_about_is_said_by_people_and_goes_with_it(store: Store) {
    let [first, second] = two_answers(&store).await;
    let theme = |invitation: &Invitation, code: &str, suggested: Option<&str>| Theme {
        invitation: invitation.id,
        question: "words".to_owned(),
        code: code.to_owned(),
        suggested: suggested.map(str::to_owned),
        act: ACT,
    };
    store.confirm_theme(&theme(&first, "price.too_high", Some("price.too_high"))).await.expect("said");
    store.confirm_theme(&theme(&second, "other", None)).await.expect("said");
    // Changed: what was suggested the first time stays.
    store.confirm_theme(&theme(&first, "service.slow", Some("service.slow"))).await.expect("said");
    let known = store.themes(10).await.expect("read");
    assert_eq!(known.len(), 2);
    let changed = known.iter().find(|it| it.invitation == first.id).expect("there");
    assert_eq!((changed.code.as_str(), changed.suggested.as_deref()), ("service.slow", Some("price.too_high")));
    let nowhere = Theme { question: "no-such".to_owned(), ..theme(&first, "other", None) };
    assert!(matches!(store.confirm_theme(&nowhere).await, Err(StoreError::NotFound { .. })));
    store.erase_listening("K-1").await.expect("erased");
    assert_eq!(store.themes(10).await.expect("read").len(), 1);
}

async fn at_a_screen_nobody_is_known_and_the_same_form_counts_once(store: Store) {
    store.publish_survey(&pulse(), SURVEY, ACT).await.expect("published");
    let kiosk = KioskId::new(NOON, bits());
    let token = TokenHash::of("screen");
    let survey = || "fietsplan-pulse".to_owned();
    let new = NewKiosk { id: kiosk, token: token.clone(), survey: survey(), place: "Balie Utrecht".to_owned() };
    store.add_kiosk(&new, ACT).await.expect("up");
    let nowhere = NewKiosk { id: KioskId::new(NOON, bits()), token: TokenHash::of("x"), place: String::new(), ..new };
    assert!(matches!(store.add_kiosk(&nowhere, ACT).await, Err(StoreError::NotStorable { field: "place", .. })));
    let begin = |secret: &str| NewAtKiosk {
        id: InvitationId::new(NOON, bits()),
        token: TokenHash::of(secret),
        kiosk,
        survey: survey(),
        version: 1,
        language: Language::Nl,
        asked_on: day("2026-11-22"),
        expires_at: NOON.plus_seconds(600),
    };
    let first = store.begin_at_kiosk(&begin("form a"), ACT).await.expect("begun");
    assert_eq!(first.kiosk, Some(kiosk));
    let again = store.begin_at_kiosk(&begin("form a"), ACT).await.expect("begun");
    assert_eq!(again, first, "the same form is the same answer");
    let second = store.begin_at_kiosk(&begin("form b"), ACT).await.expect("begun");
    let said = [("whole", Value::Face(1))];
    assert_eq!(send(&store, &first, &form("form a", &said, NOON)).await, Answered::Counted { first: 1, changed: 0 });
    assert_eq!(send(&store, &again, &form("form a", &said, NOON)).await, Answered::DeliveredBefore);
    send(&store, &second, &form("form b", &[("whole", Value::Face(5))], NOON)).await;
    // Nothing of it is in anybody's life: no fact, no place on the ladder, no rate of who was asked.
    assert_eq!(store.facts_count().await.expect("counted"), 0);
    assert_eq!(store.standings(None, day("2026-11-23")).await.expect("read"), []);
    assert_eq!(store.responses(day("2026-11-01"), day("2026-11-30")).await.expect("read"), []);
    let wanted = Use::For(Purpose::Improve);
    let answers = store.answers(&AnswerFilter::default(), wanted, None, 10).await.expect("read").items;
    assert_eq!(answers.len(), 2);
    assert!(answers.iter().all(|it| it.customer.is_empty() && it.channel == AskedBy::Kiosk));
    let counted = store.choice_counts(&AnswerFilter::default(), wanted).await.expect("read");
    assert_eq!(counted.iter().map(|it| it.count).sum::<u64>(), 2);
    let kiosks = store.kiosks("fietsplan-pulse").await.expect("read");
    assert_eq!(kiosks.len(), 1);
    let shown = &kiosks[0];
    assert_eq!((shown.place.as_str(), shown.answered, shown.ended_at), ("Balie Utrecht", 2, None));
    assert!(store.end_kiosk(kiosk, ACT).await.expect("away") && !store.end_kiosk(kiosk, ACT).await.expect("away"));
    assert_eq!(store.kiosk(&token).await.expect("read").expect("a screen").ended_at, Some(NOON));
    assert_eq!(store.kiosk(&TokenHash::of("other")).await.expect("read"), None);
    assert_eq!(history(&store).await, ["kiosk_ended", "kiosk_added", "survey_published"]);
}
