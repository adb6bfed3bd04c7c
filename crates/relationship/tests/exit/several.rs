//! One request about several contracts, and an apology for what is on record.

use relationship::deadline::{Country, Holidays};
use relationship::exit::{
    Asked, By, Command, ContractFacts, Declaration, Exit, ExitKind, ExitState, Fault, Need, Recorded, Refusal, Said,
    Setting, Sum, resolve_all,
};
use relationship::flow::{ChannelKind, Flow};
use relationship::{Currency, Day, Money};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn holidays() -> Holidays {
    Holidays::of(Country::Netherlands, 2026..=2028)
}

fn flow() -> Flow {
    Flow::parse("fietsplan.toml", include_str!("../../../../flows/fietsplan.toml")).expect("a flow").0
}

fn contract(name: &str, plan: &str, began_on: &str) -> ContractFacts {
    ContractFacts {
        contract: name.to_owned(),
        plan: Some(plan.to_owned()),
        began_on: Some(day(began_on)),
        price: Some(Money { minor: 1950, currency: Currency::EUR }),
        price_months: 1,
        ..ContractFacts::default()
    }
}

/// A bicycle by the month, one by the year in its first term, and one that goes on.
fn contracts() -> Vec<ContractFacts> {
    vec![
        contract("F-1", "month", "2023-09-12"),
        contract("F-2", "year", "2026-06-01"),
        contract("F-3", "month", "2024-01-01"),
    ]
}

fn goodbye(chosen: &[usize]) -> relationship::exit::Goodbye {
    let (flow, holidays, contracts) = (flow(), holidays(), contracts());
    let chosen: Vec<&ContractFacts> = chosen.iter().map(|at| &contracts[*at]).collect();
    let asked = Asked {
        flow: &flow,
        contract: None,
        others: &contracts,
        kind: ExitKind::Ordinary,
        asked_on: day("2026-11-22"),
        wanted_on: None,
        currency: Currency::EUR,
        holidays: &holidays,
    };
    resolve_all(&asked, &chosen)
}

#[test]
fn each_contract_ends_by_its_own_terms_and_the_last_one_leads() {
    for order in [[0, 1], [1, 0]] {
        let both = goodbye(&order);
        let told: Vec<String> = both
            .each()
            .map(|it| {
                format!(
                    "{} {}",
                    it.contract.as_deref().unwrap_or("?"),
                    it.last_day().map(|day| day.to_string()).unwrap_or_default()
                )
            })
            .collect();
        assert_eq!(told, ["F-2 2027-05-31", "F-1 2026-12-22"]);
        assert_eq!(both.first_last_day(), Some(day("2026-12-22")));
        let stays: Vec<&str> = both.stays.iter().map(|part| part.contract.as_str()).collect();
        assert_eq!((stays, both.ends_too.len()), (vec!["F-3"], 0));
        assert!(both.also.iter().all(|it| it.stays.is_empty() && it.also.is_empty() && it.fee == Sum::Nothing));
    }
    let all = goodbye(&[0, 1, 2]);
    assert!(all.stays.is_empty() && all.also.len() == 2, "nothing goes on");
    assert_eq!(goodbye(&[0]), resolved_alone(), "one among several is as it was");
}

fn resolved_alone() -> relationship::exit::Goodbye {
    let (flow, holidays, contracts) = (flow(), holidays(), contracts());
    relationship::exit::resolve(&Asked {
        flow: &flow,
        contract: Some(&contracts[0]),
        others: &contracts,
        kind: ExitKind::Ordinary,
        asked_on: day("2026-11-22"),
        wanted_on: None,
        currency: Currency::EUR,
        holidays: &holidays,
    })
}

fn case(chosen: &[usize]) -> Exit {
    let goodbye = goodbye(chosen);
    let declaration = Declaration {
        flow: "fietsplan".to_owned(),
        flow_version: 0,
        customer: Some("K-7".to_owned()),
        said: Said::default(),
        contract: goodbye.contract.clone(),
        also: goodbye.also.iter().filter_map(|it| it.contract.clone()).collect(),
        kind: ExitKind::Ordinary,
        ground: None,
        channel: ChannelKind::Page,
        language: "nl".to_owned(),
        wanted_on: None,
        words: None,
        asked_at_us: 0,
        asked_on: day("2026-11-22"),
        entered_on: None,
    };
    let events = Exit::declare(declaration, goodbye, &[], &holidays());
    let events: Vec<Recorded> =
        events.into_iter().zip(1..).map(|(event, seq)| Recorded { seq, at_us: 0, by: By::Leaver, event }).collect();
    Exit::fold(&events).expect("a case")
}

/// Does something; the error where a rule stands in the way.
fn doing(exit: &mut Exit, today: &str, command: Command) -> Result<(), Refusal> {
    let (flow, holidays) = (flow(), holidays());
    let setting = Setting { flow: &flow, today: day(today), holidays: &holidays };
    let events = exit.decide(command, &setting)?;
    exit.record(events, &By::Program, 0);
    Ok(())
}

#[test]
fn a_request_about_several_is_open_until_all_are_over_and_can_be_taken_back_until_one_is() {
    let mut exit = case(&[0, 1]);
    assert_eq!(doing(&mut exit, "2026-12-23", Command::Close), Err(Refusal::NotYetOver));
    let too_late = Refusal::TooLateToUndo { last_day: day("2026-12-22") };
    assert_eq!(doing(&mut exit, "2026-12-23", Command::Undo), Err(too_late));
    assert_eq!(doing(&mut exit, "2026-11-23", Command::Pause { months: 1 }), Err(Refusal::NoPause));
    doing(&mut exit, "2027-06-01", Command::Close).expect("over");
    assert_eq!(exit.state, ExitState::Ended);
    let mut early = case(&[0, 1]);
    doing(&mut early, "2026-12-22", Command::Undo).expect("in time");
}

fn sorry(faults: &[(&str, &str)]) -> Command {
    let faults = faults.iter().map(|(on, what)| Fault { on: day(on), what: (*what).to_owned() }).collect();
    Command::Apologize { faults, currency: Currency::EUR }
}

fn because(code: &str) -> Command {
    Command::GiveReasons { reasons: vec![code.to_owned()], main: None, destination: None }
}

#[test]
fn an_apology_names_the_fault_gives_back_within_the_limits_and_is_made_once() {
    let fault = ("2026-11-03", "Je fiets stond negen dagen in de werkplaats.");
    let mut exit = case(&[0]);
    assert_eq!(doing(&mut exit, "2026-11-22", sorry(&[fault])), Err(Refusal::NothingToApologizeFor), "no reason yet");
    doing(&mut exit, "2026-11-22", because("life")).expect("said");
    assert_eq!(doing(&mut exit, "2026-11-22", sorry(&[fault])), Err(Refusal::NothingToApologizeFor), "not ours");
    doing(&mut exit, "2026-11-22", because("service")).expect("said");
    for none in [&[][..], &[("2025-01-01", "Lang geleden.")], &[("2026-11-23", "Morgen.")], &[("2026-11-03", " ")]] {
        assert_eq!(doing(&mut exit, "2026-11-22", sorry(none)), Err(Refusal::NothingToApologizeFor), "{none:?}");
    }
    let older = [("2026-01-05", "a"), ("2026-02-05", "b"), ("2026-03-05", "c"), fault];
    doing(&mut exit, "2026-11-22", sorry(&older)).expect("due");
    let apology = exit.apology.clone().expect("made");
    let named: Vec<&str> = apology.faults.iter().map(|fault| fault.what.as_str()).collect();
    assert_eq!(named, [fault.1, "c", "b"], "the newest three");
    assert_eq!(
        apology.goodwill,
        Some(Money { minor: 1500, currency: Currency::EUR }),
        "four times 5.00 is over the limit"
    );
    assert!(exit.open_tasks().iter().any(|task| task.need == Need::Goodwill));
    assert_eq!(doing(&mut exit, "2026-11-22", sorry(&[fault])), Err(Refusal::NothingToApologizeFor), "once");
    // Taking the request back does not take back what was promised.
    doing(&mut exit, "2026-11-22", Command::Undo).expect("undone");
    assert!(exit.open_tasks().iter().any(|task| task.need == Need::Goodwill));
}
