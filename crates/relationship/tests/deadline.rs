//! When a contract ends: a vector per row of the matrix in `docs/reference/deadlines.md`, and what holds for all of them.

#[path = "deadline/edges.rs"]
mod edges;

use proptest::prelude::*;
use relationship::Day;
use relationship::deadline::{
    Contract, ContractKind, Country, DeadlineError, Holidays, Notice, Prepaid, Purchase, Remark, Rule, Span,
    Withdrawal, YearEnd, deadline, withdrawal, withdrawal_until,
};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn contract(kind: ContractKind, began_on: &str) -> Contract {
    Contract::open_ended(kind, day(began_on))
}

fn notice(received_on: &str) -> Notice {
    Notice { received_on: day(received_on), wanted_on: None }
}

#[track_caller]
fn check(contract: &Contract, received_on: &str, last_day: &str, rule: Rule) {
    let ending = deadline(contract, &notice(received_on)).expect("an ending");
    assert_eq!((ending.last_day.to_string().as_str(), ending.rule), (last_day, rule), "notice on {received_on}");
}

#[test]
fn a_dutch_consumer_leaves_a_month_after_the_notice_not_at_the_end_of_a_month() {
    let open = contract(ContractKind::NlConsumer, "2023-09-12");
    check(&open, "2026-03-16", "2026-04-16", Rule::NoticeFromTheDay);
    check(&open, "2026-11-09", "2026-12-09", Rule::NoticeFromTheDay);
    // The next month lacks the day: its last day.
    check(&open, "2026-01-31", "2026-02-28", Rule::NoticeFromTheDay);
    check(&open, "2028-01-31", "2028-02-29", Rule::NoticeFromTheDay);
    check(&open, "2027-12-31", "2028-01-31", Rule::NoticeFromTheDay);
}

#[test]
fn a_first_term_runs_out_and_then_a_months_notice_is_the_most() {
    let year = Contract { first_term_months: Some(12), ..contract(ContractKind::NlConsumer, "2026-01-15") };
    check(&year, "2026-03-01", "2027-01-14", Rule::FirstTerm);
    check(&year, "2026-12-14", "2027-01-14", Rule::FirstTerm);
    // Too late for the end of the term: a month from the notice, not another year.
    check(&year, "2026-12-20", "2027-01-20", Rule::NoticeFromTheDay);
    check(&year, "2027-06-10", "2027-07-10", Rule::NoticeFromTheDay);
    let leap = Contract { first_term_months: Some(12), ..contract(ContractKind::NlConsumer, "2024-02-29") };
    // The year after lacks the day: a year that begins on 29 February is over with the last of February.
    check(&leap, "2024-05-01", "2025-02-28", Rule::FirstTerm);
}

#[test]
fn a_german_contract_from_before_march_2022_may_be_prolonged_by_a_year() {
    let old = Contract {
        first_term_months: Some(24),
        block_months: Some(12),
        notice: Span::Months(3),
        ..contract(ContractKind::DeConsumer, "2021-01-01")
    };
    check(&old, "2026-05-10", "2026-12-31", Rule::EndOfBlock);
    check(&old, "2026-10-01", "2026-12-31", Rule::EndOfBlock);
    check(&old, "2026-10-02", "2027-12-31", Rule::EndOfBlock);
    assert_eq!(deadline(&old, &notice("2026-05-10")).expect("an ending").remarks, [Remark::OldRules]);
    let greedy = Contract { first_term_months: Some(36), block_months: Some(24), notice: Span::Months(6), ..old };
    let ending = deadline(&greedy, &notice("2022-05-10")).expect("an ending");
    assert_eq!((ending.last_day, ending.rule), (day("2022-12-31"), Rule::FirstTerm));
    assert_eq!(
        ending.remarks,
        [
            Remark::OldRules,
            Remark::NoticeShortened { agreed: Span::Months(6), counts: Span::Months(3) },
            Remark::FirstTermShortened { agreed_months: 36, counts_months: 24 },
            Remark::ProlongationShortened { agreed_months: 24, counts_months: 12 },
        ]
    );
    // On the day of the change the new rules hold: prolonged without a term.
    let last_old = Contract { began_on: day("2022-02-28"), ..old };
    check(&last_old, "2026-05-10", "2027-02-27", Rule::EndOfBlock);
    let first_new = Contract { began_on: day("2022-03-01"), ..old };
    check(&first_new, "2026-05-10", "2026-06-10", Rule::NoticeFromTheDay);
}

#[test]
fn small_print_beyond_the_law_is_shortened_and_said() {
    let long = Contract {
        first_term_months: Some(24),
        block_months: Some(12),
        notice: Span::Months(3),
        ..contract(ContractKind::NlConsumer, "2025-01-01")
    };
    let ending = deadline(&long, &notice("2025-06-01")).expect("an ending");
    assert_eq!((ending.last_day, ending.rule), (day("2025-12-31"), Rule::FirstTerm));
    assert_eq!(
        ending.remarks,
        [
            Remark::NoticeShortened { agreed: Span::Months(3), counts: Span::Months(1) },
            Remark::FirstTermShortened { agreed_months: 24, counts_months: 12 },
            Remark::ProlongationShortened { agreed_months: 12, counts_months: 0 },
        ]
    );
    let german = Contract { kind: ContractKind::DeConsumer, ..long };
    check(&german, "2025-06-01", "2026-12-31", Rule::FirstTerm);
    check(&Contract { kind: ContractKind::EuTelecom, ..long }, "2027-02-10", "2027-03-10", Rule::NoticeFromTheDay);
}

#[test]
fn a_shorter_notice_in_the_small_print_stays_short() {
    let days = Contract { notice: Span::Days(7), ..contract(ContractKind::NlConsumer, "2025-01-01") };
    check(&days, "2026-02-20", "2026-02-27", Rule::NoticeFromTheDay);
}

#[test]
fn a_newspaper_ends_with_a_block_of_three_months_at_most() {
    let press = Contract {
        first_term_months: Some(12),
        block_months: Some(12),
        ..contract(ContractKind::NlPress, "2025-04-01")
    };
    check(&press, "2025-11-01", "2026-03-31", Rule::FirstTerm);
    check(&press, "2026-03-01", "2026-03-31", Rule::FirstTerm);
    check(&press, "2026-03-02", "2026-06-30", Rule::EndOfBlock);
    check(&press, "2026-08-15", "2026-09-30", Rule::EndOfBlock);
    let seldom = Contract { kind: ContractKind::NlPressSeldom, notice: Span::Months(3), ..press };
    check(&seldom, "2026-08-15", "2027-03-31", Rule::EndOfBlock);
    let open = contract(ContractKind::NlPress, "2025-04-01");
    check(&open, "2026-08-15", "2026-09-15", Rule::NoticeFromTheDay);
}

#[test]
fn without_any_notice_nothing_ends_before_the_day_it_is_said() {
    let press = Contract {
        first_term_months: Some(1),
        block_months: Some(1),
        notice: Span::Months(0),
        ..contract(ContractKind::NlPress, "2026-01-01")
    };
    check(&press, "2026-04-30", "2026-04-30", Rule::EndOfBlock);
    check(&press, "2026-05-01", "2026-05-31", Rule::EndOfBlock);
    let member = Contract { notice: Span::Days(0), ..contract(ContractKind::NlAssociation, "2020-01-01") };
    check(&member, "2026-12-31", "2026-12-31", Rule::EndOfYear);
    check(&member, "2027-01-01", "2027-12-31", Rule::EndOfYear);
}

#[test]
fn a_trial_ends_by_itself_whatever_was_said() {
    let trial = Contract { first_term_months: Some(3), ..contract(ContractKind::NlPressTrial, "2026-01-10") };
    check(&trial, "2026-01-12", "2026-04-09", Rule::TrialEnds);
    check(&trial, "2026-04-08", "2026-04-09", Rule::TrialEnds);
    let endless = contract(ContractKind::NlPressTrial, "2026-01-10");
    let error = deadline(&endless, &notice("2026-01-12")).expect_err("a trial has an end");
    assert_eq!(error.to_string(), "`first_term_months` is missing for a trial subscription");
}

#[test]
fn a_member_leaves_at_the_end_of_the_year_four_weeks_ahead() {
    let member = Contract { notice: Span::Days(28), ..contract(ContractKind::NlAssociation, "2020-05-01") };
    check(&member, "2026-12-04", "2026-12-31", Rule::EndOfYear);
    check(&member, "2026-12-05", "2027-12-31", Rule::EndOfYear);
    let season = Contract { year_end: Some(YearEnd { month: 6, day: 31 }), ..member };
    check(&season, "2026-07-01", "2027-06-30", Rule::EndOfYear);
}

#[test]
fn a_cloud_provider_is_left_in_two_months_with_help_and_without_charges_from_2027() {
    let cloud = Contract {
        notice: Span::Months(6),
        first_term_months: Some(36),
        ..contract(ContractKind::EuSwitching, "2025-10-01")
    };
    let ending = deadline(&cloud, &notice("2026-11-30")).expect("an ending");
    assert_eq!((ending.last_day, ending.rule), (day("2027-01-30"), Rule::Switching));
    let switching = ending.switching.expect("what follows");
    assert_eq!(switching.transition_until, day("2027-03-01"));
    assert_eq!(switching.retrieval_until, day("2027-03-31"));
    // The move begins when the notice is over, and from 12 January 2027 on nothing may be asked for it.
    let may_charge = |received_on: &str| {
        let ending = deadline(&cloud, &notice(received_on)).expect("an ending");
        ending.switching.expect("what follows").may_charge
    };
    // Notice on 11 November is over on 11 January, and the move begins on the twelfth.
    assert!(may_charge("2026-11-10"));
    assert!(
        !may_charge("2026-11-11")
            && !may_charge("2026-11-12")
            && !may_charge("2026-11-30")
            && !may_charge("2027-01-12")
    );
}

#[test]
fn what_is_paid_for_at_will_may_be_used_up() {
    let month = Contract {
        prepaid: Some(Prepaid { from: day("2026-11-05"), until: day("2026-12-04") }),
        ..contract(ContractKind::UsAtWill, "2024-01-05")
    };
    let ending = deadline(&month, &notice("2026-11-20")).expect("an ending");
    assert_eq!((ending.last_day, ending.rule, ending.refund), (day("2026-12-04"), Rule::AtWill, None));
    check(&contract(ContractKind::UsAtWill, "2024-01-05"), "2026-11-20", "2026-11-20", Rule::AtWill);
}

#[test]
fn own_terms_are_followed_and_somebody_is_asked_to_look() {
    let business = Contract {
        first_term_months: Some(36),
        block_months: Some(12),
        notice: Span::Months(3),
        ..contract(ContractKind::OwnTerms, "2022-01-01")
    };
    check(&business, "2026-10-01", "2026-12-31", Rule::EndOfBlock);
    check(&business, "2026-10-02", "2027-12-31", Rule::EndOfBlock);
    let ending = deadline(&business, &notice("2026-10-01")).expect("an ending");
    assert_eq!(ending.remarks, [Remark::OwnRules]);
}

#[test]
fn a_prepaid_year_goes_back_by_the_day() {
    let year = Contract {
        prepaid: Some(Prepaid { from: day("2026-01-01"), until: day("2026-12-31") }),
        ..contract(ContractKind::NlConsumer, "2020-01-01")
    };
    let refund = deadline(&year, &notice("2026-03-16")).expect("an ending").refund.expect("money back");
    assert_eq!((refund.from, refund.until), (day("2026-04-17"), day("2026-12-31")));
    assert_eq!((refund.days, refund.of_days), (259, 365));
    assert!((refund.share() - 259.0 / 365.0).abs() < 1e-15);
}

#[test]
fn a_later_day_is_granted_and_an_earlier_one_is_remembered() {
    let open = contract(ContractKind::NlConsumer, "2023-09-12");
    let wanted = |text: &str| Notice { received_on: day("2026-11-09"), wanted_on: Some(day(text)) };
    let later = deadline(&open, &wanted("2027-01-31")).expect("an ending");
    assert_eq!((later.last_day, later.earliest, later.rule), (day("2027-01-31"), day("2026-12-09"), Rule::Wanted));
    let earlier = deadline(&open, &wanted("2026-11-20")).expect("an ending");
    assert_eq!(earlier.last_day, day("2026-12-09"));
    assert_eq!(earlier.remarks, [Remark::WantedEarlier { wanted_on: day("2026-11-20") }]);
}

#[test]
fn what_cannot_be_is_refused_by_name() {
    #[track_caller]
    fn refused(contract: &Contract, notice: &Notice, expected: &str) {
        assert_eq!(deadline(contract, notice).map_err(|error| error.to_string()), Err(expected.to_owned()));
    }
    let open = contract(ContractKind::NlConsumer, "2026-06-01");
    refused(
        &open,
        &notice("2026-05-31"),
        "`received_on` is 2026-05-31, before the contract began on 2026-06-01; allowed: that day or later",
    );
    let past = Notice { received_on: day("2026-07-01"), wanted_on: Some(day("2026-06-30")) };
    refused(
        &open,
        &past,
        "`wanted_on` is 2026-06-30, before the notice on 2026-07-01; allowed: that day or later, or leave it out",
    );
    let nothing = Contract { block_months: Some(0), ..open };
    refused(&nothing, &notice("2026-07-01"), "`block_months` must be at least 1, or left out");
    let forever = Contract { notice: Span::Days(4_000_000_000), ..open };
    refused(&forever, &notice("2026-07-01"), "`notice` is 4000000000 days; allowed: at most 36525");
    let last = contract(ContractKind::NlConsumer, "9999-01-01");
    refused(
        &last,
        &notice("9999-12-05"),
        "`received_on` is 9999-12-05, too late to count from; allowed: a day up to the year 9799",
    );
    let far = Notice { received_on: day("2026-07-01"), wanted_on: Some(day("9999-12-05")) };
    assert!(matches!(deadline(&open, &far), Err(DeadlineError::BeyondTheCalendar { field: "wanted_on", .. })));
    let backwards = Contract { prepaid: Some(Prepaid { from: day("2026-02-01"), until: day("2026-01-31") }), ..open };
    assert!(matches!(deadline(&backwards, &notice("2026-07-01")), Err(DeadlineError::PrepaidBackwards { .. })));
    let no_day = Contract { year_end: Some(YearEnd { month: 13, day: 1 }), ..open };
    assert!(matches!(deadline(&no_day, &notice("2026-07-01")), Err(DeadlineError::NoSuchYearEnd { month: 13, .. })));
}

#[test]
fn fourteen_days_to_change_ones_mind_end_at_midnight_of_a_working_day() {
    #[track_caller]
    fn until(purchase: Purchase, holidays: &Holidays, expected: &str) {
        assert_eq!(withdrawal_until(&purchase, holidays).to_string(), expected);
    }
    let dutch = Holidays::of(Country::Netherlands, 2025..=2028);
    let service = |concluded: &str| Purchase {
        concluded_on: day(concluded),
        received_on: None,
        informed_on: Some(day(concluded)),
    };
    until(service("2026-06-19"), &dutch, "2026-07-03");
    // The fourteenth day is a Saturday, Good Friday, or Christmas Day before a weekend.
    until(service("2026-06-20"), &dutch, "2026-07-06");
    until(service("2026-03-20"), &dutch, "2026-04-07");
    until(service("2026-12-11"), &dutch, "2026-12-28");
    let goods = Purchase { received_on: Some(day("2026-06-24")), ..service("2026-06-19") };
    until(goods, &dutch, "2026-07-08");
    let told_late = Purchase { informed_on: Some(day("2026-09-01")), ..service("2026-06-19") };
    until(told_late, &dutch, "2026-09-15");
    let untold = Purchase { informed_on: None, ..service("2026-06-19") };
    until(untold, &dutch, "2027-07-05");
    let answer = |sent: &str| withdrawal(&service("2026-06-19"), day(sent), &dutch);
    let last = day("2026-07-03");
    assert_eq!(answer("2026-07-03"), Withdrawal::InTime { until: last, refund_until: day("2026-07-17") });
    assert_eq!(answer("2026-07-04"), Withdrawal::TooLate { until: last });
}

fn any_contract() -> impl Strategy<Value = Contract> {
    let kind = proptest::sample::select(ContractKind::ALL.to_vec());
    let span = prop_oneof![(0u32..120).prop_map(Span::Days), (0u32..15).prop_map(Span::Months)];
    let year_end = (1u32..=12, 1u32..=31).prop_map(|(month, day)| YearEnd { month, day });
    let prepaid = (0i32..4000, 0i32..800);
    (kind, 0i32..30_000, proptest::option::of(1u32..40), proptest::option::of(1u32..14), span, year_end, prepaid)
        .prop_map(|(kind, began, first, block_months, notice, year_end, (after, length))| {
            let began_on = Day::from_number(began);
            let from = began_on.plus_days(after);
            let first_term_months = first.or((kind == ContractKind::NlPressTrial).then_some(3));
            let prepaid = Some(Prepaid { from, until: from.plus_days(length) });
            Contract { kind, began_on, first_term_months, block_months, notice, year_end: Some(year_end), prepaid }
        })
}

proptest! {
    #[test]
    fn an_end_is_never_before_the_notice_and_later_notice_never_ends_earlier(
        contract in any_contract(), after in 0i32..6000, more in 0i32..400,
    ) {
        let at = |days: i32| Notice { received_on: contract.began_on.plus_days(days), wanted_on: None };
        let (first, second) = (deadline(&contract, &at(after)).unwrap(), deadline(&contract, &at(after + more)).unwrap());
        if contract.kind != ContractKind::NlPressTrial {
            prop_assert!(first.last_day >= at(after).received_on, "{first:?}");
        }
        // A British subscription can be left at once on some days and not on the days before.
        if contract.kind != ContractKind::UkSubscription {
            prop_assert!(first.last_day <= second.last_day, "{first:?} {second:?}");
        }
        if let Some(refund) = first.refund {
            prop_assert!(refund.from > first.last_day && refund.share() > 0.0 && refund.share() <= 1.0);
        }
    }

    #[test]
    fn a_consumer_past_the_first_term_is_free_within_a_month(
        any in any_contract(),
        kind in proptest::sample::select(vec![ContractKind::NlConsumer, ContractKind::DeConsumer, ContractKind::EuTelecom]),
        after in 0i32..3000,
    ) {
        // A German contract of before March 2022 follows the rules of then.
        let is_german = kind == ContractKind::DeConsumer;
        let began_on = if is_german { any.began_on.max(day("2022-03-01")) } else { any.began_on };
        let contract = Contract { kind, began_on, ..any };
        // Twenty-four months bind at most anywhere.
        let received_on = contract.began_on.plus_months(24).plus_days(after);
        let ending = deadline(&contract, &Notice { received_on, wanted_on: None }).unwrap();
        prop_assert!(ending.last_day <= received_on.plus_months(1), "{ending:?}");
    }

    #[test]
    fn a_wanted_day_is_respected_unless_it_is_too_early(contract in any_contract(), after in 0i32..3000, wish in 0i32..900) {
        let received_on = contract.began_on.plus_days(after);
        let wanted_on = received_on.plus_days(wish);
        let ending = deadline(&contract, &Notice { received_on, wanted_on: Some(wanted_on) }).unwrap();
        prop_assert_eq!(ending.last_day, wanted_on.max(ending.earliest));
    }

    #[test]
    fn the_right_to_change_ones_mind_never_ends_on_a_free_day(concluded in 15_000i32..30_000, told in proptest::option::of(0i32..900)) {
        let concluded_on = Day::from_number(concluded);
        let informed_on = told.map(|days| concluded_on.plus_days(days));
        let year = concluded_on.ymd().0;
        let holidays = Holidays::of(Country::Netherlands, year..=year + 4);
        let until = withdrawal_until(&Purchase { concluded_on, received_on: None, informed_on }, &holidays);
        prop_assert!(holidays.is_working_day(until));
        prop_assert!(until >= concluded_on.plus_days(14));
    }
}
