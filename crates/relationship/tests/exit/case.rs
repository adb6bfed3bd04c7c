//! What may be done with a case.

use proptest::prelude::*;
use relationship::exit::{
    By, Command, Declaration, End, Exit, ExitEvent, ExitKind, ExitState, Goodbye, Need, Recorded, Refusal, ReplyBy,
    Said, Setting, Sum, Urgency, resolve,
};
use relationship::flow::{ChannelKind, Flow};
use relationship::reason::Destination;

use crate::{asked, bram, day, fietsplan, holidays};

fn declaration(customer: Option<&str>, contract: Option<&str>) -> Declaration {
    Declaration {
        flow: "fietsplan".to_owned(),
        flow_version: 1,
        customer: customer.map(str::to_owned),
        said: Said {
            customer: Some("K-7".to_owned()),
            mail: Some("bram@voorbeeld.example".to_owned()),
            ..Said::default()
        },
        contract: contract.map(str::to_owned),
        also: Vec::new(),
        kind: ExitKind::Ordinary,
        ground: None,
        channel: ChannelKind::Page,
        language: "nl".to_owned(),
        wanted_on: None,
        words: None,
        asked_at_us: 1,
        asked_on: day("2026-11-09"),
        entered_on: None,
    }
}

fn goodbye() -> Goodbye {
    resolve(&asked(&fietsplan(), Some(&bram()), "2026-11-09", &holidays()))
}

/// A case that has just begun, on Monday 9 November; its last day is 9 December.
fn begun(needs: &[Need]) -> (Exit, Vec<Recorded>) {
    let events = Exit::declare(declaration(Some("K-7"), Some("F-1")), goodbye(), needs, &holidays());
    let recorded: Vec<Recorded> =
        events.into_iter().zip(1..).map(|(event, seq)| Recorded { seq, at_us: 1, by: By::Leaver, event }).collect();
    (Exit::fold(&recorded).expect("a case"), recorded)
}

fn try_it(exit: &mut Exit, flow: &Flow, on: &str, command: Command) -> Result<Vec<Recorded>, Refusal> {
    let holidays = holidays();
    let events = exit.decide(command, &Setting { flow, today: day(on), holidays: &holidays })?;
    Ok(exit.record(events, &By::Leaver, 2))
}

#[track_caller]
fn does(exit: &mut Exit, on: &str, command: Command) {
    try_it(exit, &fietsplan(), on, command).expect("allowed");
}

#[track_caller]
fn refused(exit: &mut Exit, on: &str, command: Command) -> Refusal {
    let before = exit.clone();
    let refusal = try_it(exit, &fietsplan(), on, command).expect_err("refused");
    assert_eq!(*exit, before, "a refusal changes nothing");
    refusal
}

#[test]
fn a_request_can_be_taken_back_until_the_last_day_and_not_after() {
    let (mut exit, _) = begun(&[]);
    assert_eq!(refused(&mut exit, "2026-12-10", Command::Undo), Refusal::TooLateToUndo { last_day: day("2026-12-09") });
    does(&mut exit, "2026-12-09", Command::Undo);
    assert_eq!(exit.state, ExitState::Undone);
    assert_eq!(refused(&mut exit, "2026-12-09", Command::Undo), Refusal::NotOpen { state: ExitState::Undone });
}

#[test]
fn a_case_ends_when_its_last_day_is_over() {
    let (mut exit, _) = begun(&[]);
    assert_eq!(refused(&mut exit, "2026-12-09", Command::Close), Refusal::NotYetOver);
    does(&mut exit, "2026-12-10", Command::Close);
    assert_eq!(exit.state, ExitState::Ended);
    let pause = refused(&mut exit, "2026-12-10", Command::Pause { months: 1 });
    assert_eq!(pause, Refusal::NotOpen { state: ExitState::Ended });
    // What was learnt may still be said, and data may still be asked for.
    does(&mut exit, "2026-12-20", Command::ScoreGoodbye(5));
    does(&mut exit, "2026-12-20", Command::TakeData);
    assert_eq!(exit.open_tasks()[0].need, Need::Data);
}

#[test]
fn a_pause_is_a_real_choice_where_there_is_one() {
    let (mut exit, _) = begun(&[]);
    let months_max = 3;
    for given in [0, 4] {
        let refusal = refused(&mut exit, "2026-11-10", Command::Pause { months: given });
        assert_eq!(refusal, Refusal::PauseTooLong { given, months_max });
    }
    let practice = Flow::parse("practice.toml", include_str!("../../../../flows/practice.toml")).expect("a flow").0;
    let none = try_it(&mut exit, &practice, "2026-11-10", Command::Pause { months: 1 });
    assert_eq!(none.expect_err("no pause"), Refusal::NoPause);
    does(&mut exit, "2026-11-10", Command::Pause { months: 3 });
    assert_eq!((exit.state, exit.pause), (ExitState::Paused, Some((day("2026-11-11"), day("2027-02-10")))));
}

#[test]
fn several_reasons_can_be_given_and_one_weighs_most() {
    let (mut exit, _) = begun(&[]);
    let reasons = |codes: &[&str], main: Option<&str>| Command::GiveReasons {
        reasons: codes.iter().map(|code| (*code).to_owned()).collect(),
        main: main.map(str::to_owned),
        destination: Some(Destination::Competitor),
    };
    does(&mut exit, "2026-11-09", reasons(&["service.slow", "price.too_high", "service.slow"], Some("price.too_high")));
    assert_eq!(exit.reasons, ["service.slow", "price.too_high"]);
    assert_eq!(exit.main_reason.as_deref(), Some("price.too_high"));
    does(&mut exit, "2026-11-09", reasons(&["done.goal"], None));
    assert_eq!(exit.main_reason.as_deref(), Some("done.goal"), "the only one is the main one");
    does(&mut exit, "2026-11-09", reasons(&[], None));
    assert_eq!(exit.main_reason, None, "what was said can be taken back");
    let refusal = refused(&mut exit, "2026-11-09", reasons(&["price.to_high"], None));
    assert!(refusal.to_string().contains("price.too_high"), "{refusal}");
    let company = refused(&mut exit, "2026-11-09", reasons(&["company.abuse"], None));
    assert!(!company.to_string().contains("company.no_growth"), "{company}");
    assert_eq!(
        refused(&mut exit, "2026-11-09", reasons(&["done.goal"], Some("price"))),
        Refusal::MainNotGiven { given: "price".to_owned() }
    );
}

#[test]
fn scores_and_texts_have_limits_with_names() {
    let (mut exit, _) = begun(&[]);
    for given in [0, 6] {
        assert_eq!(refused(&mut exit, "2026-11-09", Command::ScoreEffort(given)), Refusal::NoSuchScore { given });
    }
    does(&mut exit, "2026-11-09", Command::ScoreEffort(1));
    let say = |words: String| Command::SayInOwnWords { words, quarantine: None };
    assert_eq!(refused(&mut exit, "2026-11-09", say(" \n".to_owned())), Refusal::Empty);
    assert_eq!(refused(&mut exit, "2026-11-09", say("é".repeat(2_001))), Refusal::TooLong { given: 2_001 });
    does(&mut exit, "2026-11-09", say("é".repeat(2_000)));
}

#[test]
fn only_what_the_company_can_fix_is_told_once_and_for_a_year_at_most() {
    let (mut exit, _) = begun(&[]);
    let tell = |reason: &str| Command::TellWhenFixed { reason: reason.to_owned() };
    let refusal = refused(&mut exit, "2026-11-09", tell("life.moved"));
    assert_eq!(refusal, Refusal::NotFixable { given: "life.moved".to_owned() });
    does(&mut exit, "2026-11-09", tell("service.slow"));
    assert_eq!(exit.tell_when_fixed, Some(("service.slow".to_owned(), day("2027-11-09"))));
}

#[test]
fn a_reply_is_a_task_until_somebody_replied_or_they_say_no() {
    let (mut exit, _) = begun(&[]);
    does(&mut exit, "2026-11-09", Command::AllowReply(Some(ReplyBy::Mail)));
    does(&mut exit, "2026-11-09", Command::AllowReply(Some(ReplyBy::Phone)));
    assert_eq!(exit.open_tasks().len(), 1, "asking twice is one task");
    does(&mut exit, "2026-11-09", Command::AllowReply(None));
    assert_eq!((exit.open_tasks().len(), exit.reply), (0, None));
    assert_eq!(
        refused(&mut exit, "2026-11-09", Command::Meet(Need::Reply)),
        Refusal::NothingToMeet { need: Need::Reply }
    );
}

#[test]
fn the_clock_runs_over_weekends_and_holidays_and_over_nobodys_head() {
    let (mut exit, _) = begun(&[Need::Customer]);
    let urgency = |exit: &Exit, on: &str| exit.clock(day(on), &holidays()).urgency;
    let expected = [
        ("2026-11-09", Urgency::Waiting),
        ("2026-11-11", Urgency::Due),
        ("2026-11-12", Urgency::Escalated),
        ("2026-11-30", Urgency::Escalated),
    ];
    for (on, wanted) in expected {
        assert_eq!(urgency(&exit, on), wanted, "{on}");
    }
    // Asked on the Thursday before Good Friday: the second working day is the Wednesday after Easter.
    let easter = Declaration { asked_on: day("2027-03-25"), ..declaration(Some("K-7"), Some("F-1")) };
    let events = Exit::declare(easter, goodbye(), &[Need::Customer], &holidays());
    let ExitEvent::Needed { due_on, .. } = events[1] else { panic!("{events:?}") };
    assert_eq!(due_on, day("2027-03-31"));
    // A Friday that is due, the weekend that is overdue, the Monday on which everybody sees it.
    let friday = Declaration { asked_on: day("2026-11-18"), ..declaration(Some("K-7"), Some("F-1")) };
    let events = Exit::declare(friday, goodbye(), &[Need::Customer], &holidays());
    let recorded: Vec<Recorded> =
        events.into_iter().zip(1..).map(|(event, seq)| Recorded { seq, at_us: 1, by: By::Program, event }).collect();
    let weekend = Exit::fold(&recorded).expect("a case");
    assert_eq!(urgency(&weekend, "2026-11-20"), Urgency::Due);
    assert_eq!(urgency(&weekend, "2026-11-22"), Urgency::Overdue);
    assert_eq!(urgency(&weekend, "2026-11-23"), Urgency::Escalated);
    does(&mut exit, "2026-11-30", Command::Meet(Need::Customer));
    assert_eq!(urgency(&exit, "2026-11-30"), Urgency::Quiet);
}

#[test]
fn the_desk_finds_out_who_it_was_and_the_case_goes_on_as_it_should_have() {
    let unknown = resolve(&asked(&fietsplan(), None, "2026-11-09", &holidays()));
    let events = Exit::declare(declaration(None, None), unknown, &[Need::Customer], &holidays());
    let recorded: Vec<Recorded> =
        events.into_iter().zip(1..).map(|(event, seq)| Recorded { seq, at_us: 1, by: By::Leaver, event }).collect();
    let mut exit = Exit::fold(&recorded).expect("a case");
    let needs: Vec<Need> = exit.open_tasks().iter().map(|task| task.need).collect();
    assert_eq!(needs, [Need::Customer, Need::LastDay, Need::Money]);
    let found = Command::Recognize {
        customer: "K-7".to_owned(),
        contract: Some("F-1".to_owned()),
        goodbye: Box::new(goodbye()),
    };
    does(&mut exit, "2026-11-10", found);
    assert_eq!(exit.open_tasks().len(), 0);
    assert_eq!((exit.last_day(), exit.declaration.customer.as_deref()), (Some(day("2026-12-09")), Some("K-7")));
}

#[test]
fn a_letter_that_lay_promises_no_day_that_has_passed_and_its_notice_counts_from_its_day() {
    let unknown = resolve(&asked(&fietsplan(), None, "2026-11-09", &holidays()));
    let entered = |on: Option<&str>| Declaration { entered_on: on.map(day), ..declaration(None, None) };
    let due = |declaration: Declaration| {
        let events = Exit::declare(declaration, unknown.clone(), &[Need::Customer], &holidays());
        let recorded: Vec<Recorded> =
            events.into_iter().zip(1..).map(|(event, seq)| Recorded { seq, at_us: 1, by: By::Leaver, event }).collect();
        let exit = Exit::fold(&recorded).expect("a case");
        assert_eq!(exit.declaration.asked_on, day("2026-11-09"));
        exit.open_tasks()[0].due_on
    };
    assert_eq!(due(entered(None)), day("2026-11-11"));
    assert_eq!(due(entered(Some("2026-11-20"))), day("2026-11-24"), "a Friday: the second working day is a Tuesday");
    assert_eq!(due(entered(Some("2026-11-01"))), day("2026-11-11"), "nobody enters what was not received yet");
    let later = unknown.clone().told_no_sooner(day("2026-11-24"));
    assert_eq!((later.end, later.last_charge), (End::ToldBy(day("2026-11-24")), Sum::ToldBy(day("2026-11-24"))));
    assert_eq!(unknown.clone().told_no_sooner(day("2026-11-10")), unknown, "nobody is told sooner than was promised");
    // What is stored of a request nobody entered later is what it always was.
    let text = serde_json::to_string(&declaration(None, None)).expect("JSON");
    assert!(!text.contains("entered_on"), "{text}");
}

#[test]
fn who_asks_to_be_erased_is_erased_after_the_last_day_and_not_where_they_stay() {
    let due =
        |exit: &Exit| exit.open_tasks().into_iter().find(|task| task.need == Need::Erasure).map(|task| task.due_on);
    let (mut exit, _) = begun(&[]);
    does(&mut exit, "2026-11-09", Command::Erase);
    // The last day is Wednesday 9 December; two working days on it is Friday.
    assert_eq!((due(&exit), exit.wants_erasure), (Some(day("2026-12-11")), true));
    does(&mut exit, "2026-11-10", Command::Pause { months: 2 });
    assert_eq!((due(&exit), exit.wants_erasure), (None, false), "who pauses remains a customer");
    assert_eq!(refused(&mut exit, "2026-11-11", Command::Erase), Refusal::NotOpen { state: ExitState::Paused });
    let (mut exit, _) = begun(&[]);
    does(&mut exit, "2026-11-09", Command::Erase);
    does(&mut exit, "2026-11-10", Command::Undo);
    assert_eq!(due(&exit), None);
    let (mut exit, _) = begun(&[]);
    does(&mut exit, "2026-12-10", Command::Close);
    does(&mut exit, "2026-12-14", Command::Erase);
    assert_eq!(due(&exit), Some(day("2026-12-16")), "after the end it is due as anything else");
}

#[test]
fn erasing_waits_for_a_last_day_that_was_found_out_later() {
    let unknown = resolve(&asked(&fietsplan(), None, "2026-11-09", &holidays()));
    let events = Exit::declare(declaration(None, None), unknown, &[Need::Customer], &holidays());
    let recorded: Vec<Recorded> =
        events.into_iter().zip(1..).map(|(event, seq)| Recorded { seq, at_us: 1, by: By::Leaver, event }).collect();
    let mut exit = Exit::fold(&recorded).expect("a case");
    does(&mut exit, "2026-11-09", Command::Erase);
    let found = Command::Recognize {
        customer: "K-7".to_owned(),
        contract: Some("F-1".to_owned()),
        goodbye: Box::new(goodbye()),
    };
    does(&mut exit, "2026-11-10", found);
    let open: Vec<_> = exit.open_tasks().iter().map(|task| (task.need, task.due_on)).collect();
    assert_eq!(open, [(Need::Erasure, day("2026-12-11"))]);
    assert_eq!(exit.tasks.iter().filter(|task| task.need == Need::Erasure).count(), 1, "one task, whose day moved");
}

#[test]
fn two_requests_are_one_case_only_where_it_is_certain_or_said_alike() {
    let key = |customer, contract| declaration(customer, contract).case_key();
    assert_eq!(key(Some("K-7"), Some("F-1")), key(Some("K-7"), Some("F-1")));
    assert_ne!(key(Some("K-7"), Some("F-1")), key(Some("K-7"), Some("F-2")));
    assert_ne!(key(Some("K-7"), None), key(None, None), "a customer number alone opens nobody's case");
    let said = |mail: &str| {
        let said = Said { mail: Some(mail.to_owned()), ..Said::default() };
        Declaration { said, ..declaration(None, None) }.case_key()
    };
    assert_eq!(said("Bram@Voorbeeld.example "), said("bram@voorbeeld.example"));
    assert_ne!(said("bram@voorbeeld.example"), said("anouk@voorbeeld.example"));
    assert_eq!(Declaration { said: Said::default(), ..declaration(None, None) }.case_key(), None);
}

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        (0_u8..7).prop_map(Command::ScoreEffort),
        (0_u8..7).prop_map(Command::ScoreGoodbye),
        Just(Command::Undo),
        Just(Command::Close),
        Just(Command::TakeData),
        Just(Command::Erase),
        (0_u32..5).prop_map(|months| Command::Pause { months }),
        Just(Command::AllowReply(Some(ReplyBy::Mail))),
        Just(Command::AllowReply(None)),
        ".{0,20}".prop_map(Command::Note),
        Just(Command::AskAgain { channel: ChannelKind::Mail, words: None }),
        (0_usize..12).prop_map(|index| Command::Meet(Need::ALL[index])),
        (0_usize..12).prop_map(|index| Command::Require(Need::ALL[index])),
        Just(Command::TellWhenFixed { reason: "service.slow".to_owned() }),
    ]
}

proptest! {
    #[test]
    fn a_case_is_its_events_and_is_closed_at_most_once(
        steps in proptest::collection::vec((command(), 0_i32..60), 0..30)
    ) {
        let (mut exit, mut events) = begun(&[]);
        let flow = fietsplan();
        let mut closed = 0;
        for (command, after) in steps {
            let on = day("2026-11-09").plus_days(after).to_string();
            let was_open = exit.state == ExitState::Open;
            if let Ok(recorded) = try_it(&mut exit, &flow, &on, command) {
                events.extend(recorded);
            }
            closed += usize::from(was_open && exit.state != ExitState::Open);
            prop_assert!(was_open || exit.state != ExitState::Open, "a closed case does not open again");
        }
        prop_assert!(closed <= 1);
        prop_assert_eq!(Exit::fold(&events), Some(exit));
        // What is stored comes back the same.
        for recorded in &events {
            let text = serde_json::to_string(&recorded.event).expect("JSON");
            prop_assert_eq!(&serde_json::from_str::<ExitEvent>(&text).expect("the same"), &recorded.event);
            prop_assert!(text.contains(recorded.event.word()));
        }
    }
}
