//! Ends of months, leap years, the day before and the day after: computed by hand from the law texts, before the program
//! was asked.

use relationship::deadline::{
    Contract, ContractKind, Country, Holidays, Prepaid, Purchase, Refund, Remark, Rule, Span, Withdrawal, YearEnd,
    deadline, withdrawal, withdrawal_until,
};

use super::{check, contract, day, notice};

#[test]
fn a_month_from_the_last_days_of_a_month() {
    let open = contract(ContractKind::NlConsumer, "2023-09-12");
    for (received_on, last_day) in [
        ("2026-08-31", "2026-09-30"),
        ("2026-02-28", "2026-03-28"),
        ("2027-01-29", "2027-02-28"),
        ("2028-01-29", "2028-02-29"),
        ("2028-01-30", "2028-02-29"),
        ("2028-02-29", "2028-03-29"),
        ("2099-12-31", "2100-01-31"),
        // 2100 is no leap year.
        ("2100-01-30", "2100-02-28"),
    ] {
        check(&open, received_on, last_day, Rule::NoticeFromTheDay);
    }
}

#[test]
fn the_last_day_in_time_for_a_first_term_and_the_day_after() {
    let dutch = Contract { first_term_months: Some(12), ..contract(ContractKind::NlConsumer, "2026-03-31") };
    check(&dutch, "2027-02-28", "2027-03-30", Rule::FirstTerm);
    check(&dutch, "2027-03-01", "2027-04-01", Rule::NoticeFromTheDay);
    let german = Contract { first_term_months: Some(24), ..contract(ContractKind::DeConsumer, "2024-12-01") };
    check(&german, "2026-10-31", "2026-11-30", Rule::FirstTerm);
    check(&german, "2026-11-01", "2026-12-01", Rule::NoticeFromTheDay);
    // Thirty days are longer than a month from 31 January, and shorter than one from 1 March.
    let days = Contract { notice: Span::Days(30), ..contract(ContractKind::DeConsumer, "2024-12-01") };
    check(&days, "2027-01-31", "2027-02-28", Rule::NoticeFromTheDay);
    check(&days, "2027-03-01", "2027-03-31", Rule::NoticeFromTheDay);
}

#[test]
fn a_term_that_begins_on_a_day_its_last_month_lacks_ends_with_that_month() {
    let telecom = Contract { first_term_months: Some(24), ..contract(ContractKind::EuTelecom, "2024-02-29") };
    check(&telecom, "2025-05-01", "2026-02-28", Rule::FirstTerm);
    let trial = |began_on| Contract { first_term_months: Some(1), ..contract(ContractKind::NlPressTrial, began_on) };
    check(&trial("2027-01-31"), "2027-02-01", "2027-02-28", Rule::TrialEnds);
    check(&trial("2027-01-29"), "2027-02-01", "2027-02-28", Rule::TrialEnds);
    check(&trial("2027-01-28"), "2027-02-01", "2027-02-27", Rule::TrialEnds);
    check(&trial("2028-01-30"), "2028-02-01", "2028-02-29", Rule::TrialEnds);
}

#[test]
fn a_paper_is_left_at_the_end_of_a_block_and_the_day_of_the_notice_counts() {
    let press =
        Contract { first_term_months: Some(3), block_months: Some(3), ..contract(ContractKind::NlPress, "2025-11-30") };
    check(&press, "2026-02-01", "2026-02-28", Rule::FirstTerm);
    check(&press, "2026-02-02", "2026-05-29", Rule::EndOfBlock);
    // A block that ends in February ends with it, in a leap year too; the one after ends on the 29th of May again.
    check(&press, "2028-01-29", "2028-02-29", Rule::EndOfBlock);
    check(&press, "2028-02-02", "2028-05-29", Rule::EndOfBlock);
    let seldom = Contract {
        first_term_months: Some(12),
        block_months: Some(12),
        notice: Span::Months(6),
        ..contract(ContractKind::NlPressSeldom, "2026-04-01")
    };
    check(&seldom, "2027-01-01", "2027-03-31", Rule::FirstTerm);
    check(&seldom, "2027-01-02", "2028-03-31", Rule::EndOfBlock);
}

#[test]
fn a_business_contract_that_began_on_the_31st() {
    let business = Contract {
        first_term_months: Some(36),
        block_months: Some(12),
        notice: Span::Months(3),
        ..contract(ContractKind::OwnTerms, "2024-01-31")
    };
    check(&business, "2026-10-31", "2027-01-30", Rule::FirstTerm);
    check(&business, "2026-11-01", "2028-01-30", Rule::EndOfBlock);
}

#[test]
fn a_membership_year_that_ends_on_leap_day_and_statutes_that_say_nothing_of_notice() {
    let member = contract(ContractKind::NlAssociation, "2019-09-01");
    assert_eq!(member.notice, Span::Days(28), "four weeks where nothing was agreed");
    check(&member, "2026-12-04", "2026-12-31", Rule::EndOfYear);
    let leap = Contract { year_end: Some(YearEnd { month: 2, day: 29 }), ..member };
    check(&leap, "2027-02-01", "2027-02-28", Rule::EndOfYear);
    check(&leap, "2027-02-02", "2028-02-29", Rule::EndOfYear);
}

#[test]
fn a_cloud_provider_is_left_over_the_turn_of_the_year() {
    let cloud = contract(ContractKind::EuSwitching, "2025-10-01");
    let ending = deadline(&Contract { notice: Span::Days(90), ..cloud }, &notice("2026-12-31")).expect("an ending");
    let switching = ending.switching.expect("what follows");
    assert_eq!((ending.last_day, switching.may_charge), (day("2027-02-28"), false));
    assert_eq!((switching.transition_until, switching.retrieval_until), (day("2027-03-30"), day("2027-04-29")));
}

#[test]
fn a_prepaid_leap_year_goes_back_by_the_day() {
    let year = Contract {
        prepaid: Some(Prepaid { from: day("2028-01-01"), until: day("2028-12-31") }),
        ..contract(ContractKind::NlConsumer, "2020-01-01")
    };
    let refund = |received_on: &str| deadline(&year, &notice(received_on)).expect("an ending").refund;
    let back = Refund { from: day("2028-03-01"), until: day("2028-12-31"), days: 306, of_days: 366 };
    assert_eq!(refund("2028-01-31"), Some(back));
    // The last day that was paid for is the last day: nothing goes back.
    assert_eq!(refund("2028-11-30").map(|it| it.days), Some(1));
    assert_eq!(refund("2028-12-01"), None);
}

#[test]
fn fourteen_days_over_holidays_in_three_countries() {
    let of = |country| Holidays::of(country, 2025..=2030);
    let (dutch, german, french) = (of(Country::Netherlands), of(Country::Germany), of(Country::France));
    for (concluded_on, holidays, until) in [
        // King's Day on a Monday.
        ("2026-04-13", &dutch, "2026-04-28"),
        ("2026-04-13", &german, "2026-04-27"),
        // 26 December on a Saturday, New Year's Day on a Friday.
        ("2026-12-12", &dutch, "2026-12-28"),
        ("2026-12-18", &german, "2027-01-04"),
        // Good Friday of 2027, on which France works.
        ("2027-03-12", &dutch, "2027-03-30"),
        ("2027-03-12", &french, "2027-03-26"),
        // Ascension Day, Whit Monday, German Unity on a Saturday, the Fourteenth of July.
        ("2026-04-30", &french, "2026-05-15"),
        ("2026-05-11", &dutch, "2026-05-26"),
        ("2026-09-19", &german, "2026-10-05"),
        ("2026-06-30", &french, "2026-07-15"),
        ("2026-06-30", &dutch, "2026-07-14"),
    ] {
        let concluded_on = day(concluded_on);
        let bought = Purchase { concluded_on, received_on: None, informed_on: Some(concluded_on) };
        assert_eq!(withdrawal_until(&bought, holidays), day(until), "{concluded_on}");
        let next = day(until).plus_days(1);
        assert_eq!(withdrawal(&bought, next, holidays), Withdrawal::TooLate { until: day(until) }, "{concluded_on}");
    }
}

#[test]
fn who_was_never_told_has_a_year_more_also_from_leap_day() {
    let dutch = Holidays::of(Country::Netherlands, 2027..=2030);
    let goods = |informed_on: Option<&str>| Purchase {
        concluded_on: day("2028-02-10"),
        received_on: Some(day("2028-02-15")),
        informed_on: informed_on.map(day),
    };
    assert_eq!(withdrawal_until(&goods(Some("2028-02-10")), &dutch), day("2028-02-29"));
    assert_eq!(withdrawal_until(&goods(None), &dutch), day("2029-02-28"));
    // Told at the very end: fourteen days from then, but no more than the year.
    assert_eq!(withdrawal_until(&goods(Some("2029-02-01")), &dutch), day("2029-02-15"));
    assert_eq!(withdrawal_until(&goods(Some("2029-02-27")), &dutch), day("2029-02-28"));
}

#[test]
fn a_british_subscription_may_be_left_for_fourteen_days_at_the_start_and_at_each_renewal_by_a_year() {
    let uk = |began_on| contract(ContractKind::UkSubscription, began_on);
    let year = Contract { first_term_months: Some(12), block_months: Some(12), ..uk("2027-05-01") };
    check(&year, "2027-05-01", "2027-05-01", Rule::CoolingOff);
    check(&year, "2027-05-15", "2027-05-15", Rule::CoolingOff);
    check(&year, "2027-05-16", "2028-04-30", Rule::FirstTerm);
    check(&year, "2028-05-15", "2028-05-15", Rule::CoolingOff);
    check(&year, "2028-05-16", "2029-04-30", Rule::EndOfBlock);
    check(&year, "2031-05-10", "2031-05-10", Rule::CoolingOff);
    // A trial of a month, then month by month: when the trial is over, and not each month.
    let trial = Contract { first_term_months: Some(1), block_months: Some(1), ..uk("2027-05-31") };
    check(&trial, "2027-07-01", "2027-07-01", Rule::CoolingOff);
    check(&trial, "2027-07-15", "2027-07-15", Rule::CoolingOff);
    check(&trial, "2027-07-16", "2027-08-30", Rule::EndOfBlock);
    // Blocks of a year from the start.
    let blocks = Contract { block_months: Some(12), ..uk("2026-03-01") };
    check(&blocks, "2028-03-15", "2028-03-15", Rule::CoolingOff);
    // The rules are expected in spring 2027 and bind nobody before.
    check(&uk("2026-11-20"), "2026-11-23", "2026-12-23", Rule::Agreed);
    let ending = deadline(&year, &notice("2027-05-15")).expect("an ending");
    assert_eq!(ending.remarks, [Remark::CoolingOff { until: day("2027-05-15") }]);
}
