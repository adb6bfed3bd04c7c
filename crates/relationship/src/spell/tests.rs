use super::*;
use crate::LeftWhen;
use FactKind::{
    AskedToLeave, ContractEnded, ContractStarted, Described, EndingWithdrawn, Joined, Left, Own, Paid, Paused,
    PaymentFailed, PlanChanged, Resumed, Returned, Used,
};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn fact<'a>(on: &str, kind: FactKind<'a>) -> Fact<'a> {
    Fact::new(day(on), kind)
}

fn contract<'a>(on: &str, kind: FactKind<'a>, ref_id: &'a str) -> Fact<'a> {
    Fact { ref_id: Some(ref_id), ..fact(on, kind) }
}

/// Folds and writes each spell as `start..end kind`, with `..` open for a customer who is still here.
#[track_caller]
fn check(left_when: &str, mut facts: Vec<Fact<'_>>, expected: &[&str]) {
    let definition = Definition { left_when: left_when.parse().expect("a definition"), ..Definition::default() };
    let said: Vec<String> = fold(&mut facts, &definition, day("2026-06-30"))
        .iter()
        .map(|spell| {
            let end = spell.ended_on.map(|day| day.to_string()).unwrap_or_default();
            let kind = spell.departure.map(|kind| format!(" {}", kind.word())).unwrap_or_default();
            format!("{}..{end}{kind}", spell.started_on)
        })
        .collect();
    assert_eq!(said, expected);
}

#[test]
fn whoever_never_left_is_still_here() {
    check("effective_date", vec![fact("2026-01-05", Joined)], &["2026-01-05.."]);
}

#[test]
fn contracts_that_follow_each_other_are_one_stretch_and_a_gap_makes_two() {
    let renewed = vec![
        contract("2024-01-01", ContractStarted, "a"),
        contract("2024-12-31", ContractEnded, "a"),
        contract("2025-01-01", ContractStarted, "b"),
    ];
    check("effective_date", renewed, &["2024-01-01.."]);
    let returned = vec![
        contract("2024-01-01", ContractStarted, "a"),
        contract("2024-12-31", ContractEnded, "a"),
        contract("2025-03-01", ContractStarted, "b"),
        contract("2025-06-30", ContractEnded, "b"),
    ];
    check("effective_date", returned, &["2024-01-01..2024-12-31", "2025-03-01..2025-06-30"]);
}

#[test]
fn an_ending_that_was_withdrawn_never_was() {
    let renewed = vec![
        contract("2025-01-01", ContractStarted, "a"),
        contract("2025-12-31", ContractEnded, "a"),
        contract("2025-12-31", EndingWithdrawn, "a"),
        contract("2026-03-31", ContractEnded, "a"),
    ];
    check("effective_date", renewed, &["2025-01-01..2026-03-31"]);
    let stays = vec![fact("2025-01-01", Joined), fact("2025-12-31", EndingWithdrawn), fact("2025-12-31", Left)];
    check("effective_date", stays, &["2025-01-01.."]);
    let voluntary = Fact { departure: Some(DepartureKind::Voluntary), ..fact("2025-12-31", Left) };
    let told_again = vec![
        fact("2025-01-01", Joined),
        fact("2025-12-31", Left),
        fact("2025-12-31", EndingWithdrawn),
        voluntary.clone(),
    ];
    check("effective_date", told_again, &["2025-01-01..2025-12-31 voluntary"]);
    let of_another = vec![
        contract("2025-01-01", ContractStarted, "a"),
        contract("2025-12-31", ContractEnded, "a"),
        contract("2025-12-31", EndingWithdrawn, "b"),
        fact("2025-12-30", EndingWithdrawn),
    ];
    check("effective_date", of_another, &["2025-01-01..2025-12-31"]);
}

#[test]
fn one_contract_of_two_ending_is_not_leaving() {
    let facts = vec![
        contract("2024-01-01", ContractStarted, "a"),
        contract("2024-02-01", ContractStarted, "b"),
        contract("2024-03-01", ContractEnded, "a"),
    ];
    check("effective_date", facts, &["2024-01-01.."]);
}

#[test]
fn an_ending_planned_for_later_has_not_happened() {
    let facts = vec![contract("2024-01-01", ContractStarted, "a"), contract("2026-07-31", ContractEnded, "a")];
    check("effective_date", facts, &["2024-01-01.."]);
}

#[test]
fn the_definition_decides_which_day_counts() {
    let facts = || {
        vec![
            fact("2025-01-01", Joined),
            fact("2026-02-01", Paid),
            fact("2026-02-10", AskedToLeave),
            fact("2026-03-10", Left),
        ]
    };
    check("effective_date", facts(), &["2025-01-01..2026-03-10"]);
    check("request", facts(), &["2025-01-01..2026-02-10"]);
    check("last_payment:62", facts(), &["2025-01-01..2026-02-01"]);
    check("silence:90", facts(), &["2025-01-01..2025-01-01 silent", "2026-02-01..2026-03-10"]);
}

#[test]
fn purchases_make_spells_by_silence() {
    let facts =
        || vec![fact("2025-01-01", Own("order")), fact("2025-02-01", Own("order")), fact("2026-05-01", Own("order"))];
    check("effective_date", facts(), &["2025-01-01.."]);
    check("silence:90", facts(), &["2025-01-01..2025-02-01 silent", "2026-05-01.."]);
}

#[test]
fn payments_that_keep_failing_end_it_without_anybody_deciding() {
    let facts = vec![fact("2026-01-01", Joined), fact("2026-01-01", Paid), fact("2026-02-01", PaymentFailed)];
    check("last_payment:62", facts, &["2026-01-01..2026-01-01 involuntary"]);
}

#[test]
fn a_pause_keeps_the_relation_and_stops_the_bill() {
    let mut facts = vec![
        Fact { amount: Some(1_900), ..fact("2026-01-01", Joined) },
        fact("2026-02-01", Paused),
        fact("2026-04-01", Resumed),
    ];
    let spells = fold(&mut facts, &Definition::default(), day("2026-06-30"));
    assert_eq!(spells.len(), 1);
    assert_eq!(
        spells[0].prices,
        [(day("2026-01-01"), Some(1_900)), (day("2026-02-01"), Some(0)), (day("2026-04-01"), Some(1_900))]
    );
}

#[test]
fn an_ending_of_a_contract_that_is_not_running_ends_no_other() {
    let ended_twice = vec![
        contract("2024-01-01", ContractStarted, "a"),
        contract("2024-02-01", ContractStarted, "b"),
        contract("2024-03-01", ContractEnded, "a"),
        contract("2024-03-05", ContractEnded, "a"),
    ];
    check("effective_date", ended_twice, &["2024-01-01.."]);
    let end_before_start = vec![
        contract("2024-01-01", ContractStarted, "a"),
        contract("2024-02-01", ContractEnded, "b"),
        contract("2024-03-01", ContractStarted, "b"),
    ];
    check("effective_date", end_before_start, &["2024-01-01.."]);
    let unnamed = vec![fact("2024-01-01", ContractStarted), contract("2024-02-01", ContractEnded, "a")];
    check("effective_date", unnamed, &["2024-01-01..2024-02-01"]);
}

#[test]
fn lines_of_one_contract_end_one_by_one() {
    let facts = vec![
        contract("2024-01-01", ContractStarted, "a"),
        contract("2024-02-01", ContractStarted, "a"),
        contract("2024-03-01", ContractEnded, "a"),
        contract("2024-04-01", ContractEnded, "a"),
    ];
    check("effective_date", facts, &["2024-01-01..2024-04-01"]);
}

#[test]
fn use_before_the_contract_is_not_yet_the_relation() {
    let facts = vec![
        fact("2024-01-01", Used),
        contract("2024-02-01", ContractStarted, "a"),
        contract("2024-06-30", ContractEnded, "a"),
        fact("2024-07-04", Used),
    ];
    check("effective_date", facts, &["2024-02-01..2024-06-30"]);
}

#[test]
fn a_renewal_is_no_departure_whatever_day_counts() {
    let facts = || {
        vec![
            contract("2024-01-01", ContractStarted, "a"),
            fact("2024-12-01", Paid),
            fact("2024-11-15", AskedToLeave),
            contract("2024-12-31", ContractEnded, "a"),
            contract("2025-01-01", ContractStarted, "b"),
        ]
    };
    check("effective_date", facts(), &["2024-01-01.."]);
    check("request", facts(), &["2024-01-01.."]);
    check("last_payment:365", facts(), &["2024-01-01..2024-12-01 silent"]);
    check("last_payment:3650", facts(), &["2024-01-01.."]);
}

#[test]
fn who_begins_anew_while_a_contract_still_runs_was_never_gone() {
    let facts = vec![
        contract("2024-01-01", ContractStarted, "a"),
        fact("2024-11-01", AskedToLeave),
        contract("2024-12-01", ContractStarted, "b"),
        contract("2024-12-31", ContractEnded, "a"),
    ];
    check("request", facts, &["2024-01-01.."]);
}

#[test]
fn who_changed_their_mind_has_no_request_standing() {
    let mut facts = vec![
        fact("2024-01-01", Joined),
        Fact { reason: Some("te duur"), ..fact("2024-02-01", AskedToLeave) },
        fact("2024-03-01", ContractStarted),
        fact("2026-03-01", Left),
    ];
    let spells = fold(&mut facts, &Definition::default(), day("2026-06-30"));
    assert_eq!((spells[0].asked_on, spells[0].reason), (None, None));
}

#[test]
fn asking_to_end_one_contract_of_two_is_not_asking_to_leave() {
    let facts = || {
        vec![
            contract("2024-01-01", ContractStarted, "a"),
            contract("2024-01-01", ContractStarted, "b"),
            contract("2024-05-01", AskedToLeave, "a"),
            contract("2024-06-01", ContractEnded, "a"),
        ]
    };
    check("request", facts(), &["2024-01-01.."]);
    let mut both = facts();
    both.push(contract("2024-07-01", AskedToLeave, "b"));
    check("request", both, &["2024-01-01..2024-07-01"]);
}

#[test]
fn too_much_silence_ends_it_whatever_comes_next() {
    let facts = vec![fact("2025-01-01", Joined), Fact { reason: Some("vergeten"), ..fact("2026-03-01", Left) }];
    check("silence:90", facts.clone(), &["2025-01-01..2025-01-01 silent"]);
    let spells = fold(&mut facts.clone(), &silence(), day("2026-06-30"));
    assert_eq!(spells[0].reason, Some("vergeten"), "the ending may still tell why");
}

fn silence() -> Definition {
    Definition { left_when: LeftWhen::Silence { silent_days: 90 }, ..Definition::default() }
}

#[test]
fn a_day_is_settled_when_who_was_last_heard_on_it_is_known_to_be_gone() {
    let observed_until = day("2026-06-30");
    for (rule, kind) in [("silence:60", Used), ("last_payment:60", Paid)] {
        let definition = Definition { left_when: rule.parse().expect(rule), ..Definition::default() };
        let settled = definition.left_when.settled_until(observed_until);
        assert_eq!(settled, day("2026-04-30"), "{rule}");
        let ends_on = |on: Day| {
            let mut facts = vec![Fact { on, ..fact("2026-04-30", kind) }];
            fold(&mut facts, &definition, observed_until)[0].ended_on
        };
        assert_eq!(ends_on(settled), Some(settled), "{rule}");
        assert_eq!(ends_on(settled.plus_days(1)), None, "{rule}");
    }
    for rule in ["request", "effective_date"] {
        let left_when: LeftWhen = rule.parse().expect(rule);
        assert_eq!(left_when.settled_until(observed_until), observed_until, "{rule}");
    }
}

#[test]
fn who_asked_to_leave_and_was_then_silent_did_not_leave_without_a_word() {
    let facts = vec![fact("2026-01-01", Joined), fact("2026-01-10", Used), fact("2026-01-20", AskedToLeave)];
    check("silence:90", facts, &["2026-01-01..2026-01-10"]);
}

#[test]
fn a_pause_is_not_silence() {
    let facts = |resumed: &str| {
        vec![fact("2025-06-01", Joined), fact("2025-10-01", Used), fact("2025-11-01", Paused), fact(resumed, Resumed)]
    };
    check("silence:90", facts("2026-05-01"), &["2025-06-01..2025-06-01 silent", "2025-10-01.."]);
    // Resumed, and then silent from that day on.
    check("silence:90", facts("2026-03-01"), &["2025-06-01..2025-06-01 silent", "2025-10-01..2026-03-01 silent"]);
    let still_paused = vec![fact("2025-10-01", Joined), fact("2025-11-01", Paused)];
    check("silence:90", still_paused, &["2025-10-01.."]);
}

#[test]
fn who_never_paid_is_gone_once_payments_stay_out_too_long() {
    check("last_payment:62", vec![fact("2026-01-01", Joined)], &["2026-01-01..2026-01-01 silent"]);
    check("last_payment:62", vec![fact("2026-06-01", Joined)], &["2026-06-01.."]);
    let failed = vec![fact("2026-01-01", Joined), fact("2026-01-02", PaymentFailed)];
    check("last_payment:62", failed, &["2026-01-01..2026-01-01 involuntary"]);
    let ended = vec![fact("2026-01-01", Joined), fact("2026-02-01", Left)];
    check("last_payment:62", ended, &["2026-01-01..2026-02-01"]);
}

#[test]
fn only_a_payment_brings_back_who_stopped_paying() {
    let facts = |last: FactKind<'static>| {
        vec![
            fact("2025-01-01", Joined),
            fact("2025-02-01", Paid),
            fact("2025-03-01", PaymentFailed),
            fact("2026-05-01", last),
        ]
    };
    check("last_payment:62", facts(Used), &["2025-01-01..2025-02-01 involuntary"]);
    check("last_payment:62", facts(Paid), &["2025-01-01..2025-02-01 involuntary", "2026-05-01.."]);
}

#[test]
fn an_ending_recorded_late_is_not_silence_where_the_last_payment_counts() {
    let facts = vec![fact("2025-01-01", Joined), fact("2025-02-01", Paid), fact("2025-12-01", Left)];
    check("last_payment:62", facts, &["2025-01-01..2025-02-01"]);
}

#[test]
fn leaving_and_joining_on_one_day_is_a_renewal() {
    let facts = vec![fact("2024-01-01", Joined), fact("2024-06-01", Left), fact("2024-06-01", Joined)];
    check("effective_date", facts, &["2024-01-01.."]);
    let at = |hour: i64, it: Fact<'static>| Fact { time_us: Some(hour * 3_600_000_000), ..it };
    let timed = vec![fact("2024-01-01", Joined), at(9, fact("2024-06-01", Joined)), at(10, fact("2024-06-01", Left))];
    check("effective_date", timed, &["2024-01-01..2024-06-01"]);
    let first_day = vec![fact("2024-06-01", Left), fact("2024-06-01", Joined)];
    check("effective_date", first_day, &["2024-06-01..2024-06-01"]);
}

#[test]
fn a_day_counts_by_its_hours_only_where_all_turns_of_that_day_have_one() {
    let at = |hour: i64, it: Fact<'static>| Fact { time_us: Some(hour * 3_600_000_000), ..it };
    let facts = vec![
        fact("2024-01-01", Joined),
        at(10, fact("2024-06-01", Joined)),
        at(11, fact("2024-06-01", Left)),
        fact("2024-06-01", Used),
        fact("2024-09-01", Used),
    ];
    check("effective_date", facts, &["2024-01-01..2024-06-01"]);
}

#[test]
fn an_ending_told_twice_on_one_day_keeps_its_reason() {
    let mut facts = vec![
        contract("2024-01-01", ContractStarted, "a"),
        contract("2024-06-01", ContractEnded, "a"),
        Fact { reason: Some("te duur"), departure: Some(DepartureKind::Voluntary), ..fact("2024-06-01", Left) },
    ];
    let spells = fold(&mut facts, &Definition::default(), day("2026-06-30"));
    assert_eq!((spells[0].reason, spells[0].departure), (Some("te duur"), Some(DepartureKind::Voluntary)));
    assert_eq!(spells[0].last_seen_on, day("2024-06-01"));
}

#[test]
fn an_ending_without_a_beginning_makes_no_spell() {
    check("effective_date", vec![fact("2024-01-01", Left)], &[]);
    check("effective_date", vec![contract("2024-01-01", ContractEnded, "a")], &[]);
}

#[track_caller]
fn check_prices(facts: Vec<Fact<'_>>, expected: &[(&str, i64)]) {
    let known: Vec<_> = expected.iter().map(|&(on, price)| (on, Some(price))).collect();
    check_known_prices(facts, &known);
}

#[track_caller]
fn check_known_prices(facts: Vec<Fact<'_>>, expected: &[(&str, Option<i64>)]) {
    let mut facts = facts;
    let spells = fold(&mut facts, &Definition::default(), day("2026-06-30"));
    let expected: Vec<_> = expected.iter().map(|&(on, price)| (day(on), price)).collect();
    assert_eq!(spells.last().expect("a spell").prices, expected);
}

fn priced(amount: i64, fact: Fact<'_>) -> Fact<'_> {
    Fact { amount: Some(amount), ..fact }
}

#[test]
fn a_new_price_of_one_contract_leaves_the_other_as_it_was() {
    let facts = vec![
        priced(1_000, contract("2024-01-01", ContractStarted, "a")),
        priced(2_000, contract("2024-02-01", ContractStarted, "b")),
        priced(1_200, contract("2024-03-01", PlanChanged, "a")),
        contract("2024-04-01", ContractEnded, "b"),
    ];
    let expected = [("2024-01-01", 1_000), ("2024-02-01", 3_000), ("2024-03-01", 3_200), ("2024-04-01", 1_200)];
    check_prices(facts, &expected);
}

#[test]
fn the_price_of_a_contract_ends_with_it_also_where_what_goes_on_has_no_price() {
    let facts = vec![
        contract("2024-01-01", ContractStarted, "1"),
        priced(10_000, contract("2024-01-05", ContractStarted, "2")),
        contract("2024-03-10", ContractEnded, "2"),
    ];
    check_known_prices(facts.clone(), &[("2024-01-05", Some(10_000)), ("2024-03-10", None)]);
    let mut told_again = facts.clone();
    told_again.push(priced(2_500, contract("2024-05-01", PlanChanged, "1")));
    let expected = [("2024-01-05", Some(10_000)), ("2024-03-10", None), ("2024-05-01", Some(2_500))];
    check_known_prices(told_again, &expected);
    // Nothing is paid during a pause, and what is paid after it is as unknown as before.
    let mut paused = facts;
    paused.extend([fact("2024-04-01", Paused), fact("2024-06-01", Resumed)]);
    let expected = [("2024-01-05", Some(10_000)), ("2024-03-10", None), ("2024-04-01", Some(0)), ("2024-06-01", None)];
    check_known_prices(paused, &expected);
}

#[test]
fn contracts_that_end_on_the_last_day_count_with_their_prices_together() {
    let started = [
        priced(10_000, contract("2025-01-01", ContractStarted, "a")),
        priced(5_000, contract("2025-01-01", ContractStarted, "b")),
        priced(2_000, contract("2025-02-01", ContractStarted, "c")),
    ];
    let ended =
        |ids: &[&'static str]| ids.iter().map(|id| contract("2025-09-30", ContractEnded, id)).collect::<Vec<_>>();
    let all = [("2025-01-01", 15_000), ("2025-02-01", 17_000)];
    for order in [["a", "b", "c"], ["c", "b", "a"], ["b", "c", "a"]] {
        check_prices([started.to_vec(), ended(&order)].concat(), &all);
    }
    // Leaving as such ends what is left, on the same day.
    let left = vec![fact("2025-09-30", Left)];
    check_prices([started.to_vec(), ended(&["b"]), left].concat(), &all);
    // Where one goes on, the others take their price with them.
    check_prices([started.to_vec(), ended(&["a", "b"])].concat(), &[all[0], all[1], ("2025-09-30", 2_000)]);
    // One that began and ended on that day counts as well.
    let late = vec![priced(1_000, contract("2025-09-30", ContractStarted, "d"))];
    let until = [started.to_vec(), late, ended(&["d", "a", "c", "b"])].concat();
    check_prices(until, &[all[0], all[1], ("2025-09-30", 18_000)]);
    // What follows from the next day on has a price of its own, or none that is known.
    let anew = |start: Fact<'static>| [started.to_vec(), ended(&["a", "b", "c"]), vec![start]].concat();
    let next = anew(priced(9_000, contract("2025-10-01", ContractStarted, "e")));
    check_prices(next, &[all[0], all[1], ("2025-10-01", 9_000)]);
    let known = all.map(|(on, price)| (on, Some(price)));
    let unknown = anew(contract("2025-10-01", ContractStarted, "e"));
    check_known_prices(unknown, &[known[0], known[1], ("2025-10-01", None)]);
}

#[test]
fn a_renewal_without_a_price_does_not_go_on_at_the_price_of_the_contract_that_ended() {
    let renewed = vec![
        priced(1_000, contract("2024-01-01", ContractStarted, "a")),
        contract("2024-12-31", ContractEnded, "a"),
        contract("2025-01-01", ContractStarted, "b"),
    ];
    check_known_prices(renewed, &[("2024-01-01", Some(1_000)), ("2025-01-01", None)]);
    let renewed = vec![
        priced(1_000, contract("2024-01-01", ContractStarted, "a")),
        contract("2024-12-31", ContractEnded, "a"),
        priced(1_200, contract("2025-01-01", ContractStarted, "b")),
    ];
    check_prices(renewed, &[("2024-01-01", 1_000), ("2025-01-01", 1_200)]);
}

#[test]
fn what_a_customer_pays_without_any_contract_does_not_end_with_one() {
    let facts = vec![
        priced(3_000, fact("2024-01-01", Joined)),
        contract("2024-01-01", ContractStarted, "a"),
        contract("2024-01-01", ContractStarted, "b"),
        contract("2024-06-01", ContractEnded, "a"),
    ];
    check_prices(facts, &[("2024-01-01", 3_000)]);
}

#[test]
fn the_plan_is_known_from_day_to_day_and_at_the_start_only_if_it_was_told_by_then() {
    let on_plan = |plan, fact: Fact<'static>| Fact { plan: Some(plan), ..fact };
    let mut facts = vec![
        on_plan("Basis", contract("2024-01-01", ContractStarted, "a")),
        contract("2024-12-31", ContractEnded, "a"),
        on_plan("Plus", contract("2025-01-01", ContractStarted, "b")),
        on_plan("Plus", contract("2025-06-01", PlanChanged, "b")),
    ];
    let spells = fold(&mut facts, &Definition::default(), day("2026-06-30"));
    assert_eq!(spells[0].plans, [(day("2024-01-01"), "Basis"), (day("2025-01-01"), "Plus")]);
    assert_eq!((spells[0].plan_at_start(), spells[0].last_plan()), (Some("Basis"), Some("Plus")));
    let mut late = vec![fact("2024-01-01", Joined), on_plan("Plus", fact("2024-02-01", PlanChanged))];
    let spells = fold(&mut late, &Definition::default(), day("2026-06-30"));
    assert_eq!((spells[0].plan_at_start(), spells[0].last_plan()), (None, Some("Plus")));
}

#[test]
fn money_given_back_is_no_sign_of_life() {
    let paid = |on: &str, amount| Fact { amount: Some(amount), ..fact(on, Paid) };
    let back = || vec![paid("2026-01-01", 1_000), paid("2026-04-01", -1_000)];
    check("last_payment:45", back(), &["2026-01-01..2026-01-01 silent"]);
    check("silence:45", back(), &["2026-01-01..2026-01-01 silent"]);
    // An order that cost nothing was made.
    let free = vec![paid("2026-01-01", 1_000), paid("2026-06-01", 0)];
    check("last_payment:45", free, &["2026-01-01..2026-01-01 silent", "2026-06-01.."]);
    check("effective_date", vec![paid("2026-04-01", -1_000)], &[]);
    // It does not make a failed payment good either.
    let owing = vec![paid("2026-01-01", 1_000), fact("2026-02-01", PaymentFailed), paid("2026-02-02", -500)];
    check("last_payment:45", owing, &["2026-01-01..2026-01-01 involuntary"]);
    // A payment whose amount nobody stated is a payment.
    check("last_payment:45", vec![fact("2026-06-01", Paid)], &["2026-06-01.."]);
}

#[test]
fn the_bridge_counts_the_days_between() {
    let two = |next: &'static str| {
        vec![
            contract("2024-01-01", ContractStarted, "a"),
            contract("2024-01-31", ContractEnded, "a"),
            contract(next, ContractStarted, "b"),
        ]
    };
    let spells = |bridge_days: u32, next: &'static str| {
        let definition = Definition { bridge_days, ..Definition::default() };
        fold(&mut two(next), &definition, day("2026-06-30")).len()
    };
    assert_eq!([spells(0, "2024-02-01"), spells(0, "2024-02-02")], [1, 2]);
    assert_eq!([spells(1, "2024-02-02"), spells(1, "2024-02-03")], [1, 2]);
    assert_eq!([spells(30, "2024-03-02"), spells(30, "2024-03-03")], [1, 2]);
}

#[test]
fn a_price_changed_during_a_pause_is_asked_after_it() {
    let facts = vec![
        priced(1_000, fact("2024-01-01", Joined)),
        fact("2024-02-01", Paused),
        fact("2024-02-10", Paused),
        priced(1_500, fact("2024-03-01", PlanChanged)),
        fact("2024-04-01", Resumed),
    ];
    check_prices(facts, &[("2024-01-01", 1_000), ("2024-02-01", 0), ("2024-04-01", 1_500)]);
}

#[test]
fn traits_are_those_known_when_the_stretch_began() {
    let told = |on: &str, kind, traits: &'static [(&'static str, &'static str)]| Fact {
        traits: traits.into(),
        ..fact(on, kind)
    };
    let mut facts = vec![
        told("2024-01-01", Described, &[("city", "Utrecht"), ("bike", "city")]),
        fact("2024-02-01", Joined),
        told("2024-02-01", Described, &[("bike", "cargo")]),
        told("2024-03-01", Described, &[("city", "Gouda")]),
        fact("2024-06-01", Left),
        fact("2025-01-01", Returned),
    ];
    let spells = fold(&mut facts, &Definition::default(), day("2026-06-30"));
    assert_eq!(*spells[0].traits, [("city", "Utrecht"), ("bike", "cargo")]);
    assert_eq!(*spells[1].traits, [("city", "Gouda"), ("bike", "cargo")]);
}
