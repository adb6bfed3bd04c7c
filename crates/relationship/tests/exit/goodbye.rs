//! What ends, when, and what it costs or gives back.

use proptest::prelude::*;
use relationship::deadline::{Remark, Rule};
use relationship::exit::{
    ANSWER_WORKING_DAYS, Asked, ContractFacts, End, EndedBy, ExitKind, Goodbye, Need, Payment, Sum, resolve,
};
use relationship::{Currency, Day};

use crate::{asked, bram, day, euro, fietsplan, flow, holidays};

fn ends(goodbye: &Goodbye) -> (String, EndedBy) {
    match goodbye.end {
        End::On { last_day, by, .. } => (last_day.to_string(), by),
        End::ToldBy(_) => panic!("no day is known: {goodbye:?}"),
    }
}

fn payment(minor: i64, from: &str, until: &str, payments_before: u32) -> Sum {
    Sum::Known(Payment { money: euro(minor), days: Some((day(from), day(until))), payments_before })
}

#[test]
fn bram_leaves_a_month_after_he_asked_and_pays_nine_of_thirty_one_days() {
    let (flow, facts, holidays) = (fietsplan(), bram(), holidays());
    let goodbye = resolve(&asked(&flow, Some(&facts), "2026-11-09", &holidays));
    assert_eq!(ends(&goodbye), ("2026-12-09".to_owned(), EndedBy::Rule(Rule::NoticeFromTheDay)));
    // 19.50 × 9 / 31 = 5.661…
    assert_eq!(goodbye.last_charge, payment(566, "2026-12-01", "2026-12-09", 0));
    assert_eq!((goodbye.refund, goodbye.fee), (Sum::Nothing, Sum::Nothing));
    assert_eq!(goodbye.title.nl, "Maandabonnement");
    assert_eq!(goodbye.needs(), []);
}

#[test]
fn who_stays_longer_pays_whole_months_first() {
    let (flow, facts, holidays) = (fietsplan(), bram(), holidays());
    let later = Asked { wanted_on: Some(day("2027-01-31")), ..asked(&flow, Some(&facts), "2026-11-09", &holidays) };
    let goodbye = resolve(&later);
    assert_eq!(ends(&goodbye), ("2027-01-31".to_owned(), EndedBy::Rule(Rule::Wanted)));
    assert_eq!(goodbye.last_charge, payment(1950, "2027-01-01", "2027-01-31", 1));
}

// NL-05: what was paid for the days after the end goes back.
#[test]
fn a_prepaid_year_gives_the_unused_days_back() {
    let flow = fietsplan();
    let facts = ContractFacts {
        plan: Some("year".to_owned()),
        began_on: Some(day("2024-01-01")),
        price: Some(euro(36_500)),
        price_months: 12,
        paid_until: Some(day("2026-12-31")),
        ..bram()
    };
    let holidays = holidays();
    let goodbye = resolve(&asked(&flow, Some(&facts), "2026-03-16", &holidays));
    assert_eq!(goodbye.last_day(), Some(day("2026-04-16")));
    // 17 April to 31 December: 259 of 365 days at one euro.
    assert_eq!(goodbye.refund, payment(25_900, "2026-04-17", "2026-12-31", 0));
    assert_eq!(goodbye.last_charge, Sum::Nothing);
    // Paid in four quarters at once: the same days of the same sum.
    let quarters =
        ContractFacts { price: Some(euro(9_125)), price_months: 3, paid_from: Some(day("2026-01-01")), ..facts };
    assert_eq!(resolve(&asked(&flow, Some(&quarters), "2026-03-16", &holidays)).refund, goodbye.refund);
    // Paid for longer than one period by who knows how much: a person counts.
    let unclear = ContractFacts { paid_from: Some(day("2025-12-24")), ..quarters };
    let goodbye = resolve(&asked(&flow, Some(&unclear), "2026-03-16", &holidays));
    assert_eq!((goodbye.refund, goodbye.needs()), (Sum::ToldBy(day("2026-03-18")), vec![Need::Money]));
}

#[test]
fn what_nobody_knows_is_told_within_two_working_days_and_never_refused() {
    let (flow, holidays) = (fietsplan(), holidays());
    // A Friday: Saturday and Sunday do not count.
    let unknown = resolve(&asked(&flow, None, "2026-11-20", &holidays));
    assert_eq!(unknown.end, End::ToldBy(day("2026-11-24")));
    assert_eq!(unknown.needs(), [Need::LastDay, Need::Money]);
    // With one kind of contract that anybody may end at any time, the day is known of whoever it is.
    let one = crate::flow("[[contract]]\nid = \"month\"\ntitle.nl = \"Maand\"\nkind = \"nl_consumer\"\n");
    let somebody = resolve(&asked(&one, None, "2026-11-20", &holidays));
    assert_eq!(somebody.last_day(), Some(day("2026-12-20")));
    assert_eq!(somebody.last_charge, Sum::ToldBy(day("2026-11-24")));
    // A year whose beginning nobody knows.
    let year = ContractFacts { plan: Some("Yearly plan".to_owned()), began_on: None, ..bram() };
    assert_eq!(resolve(&asked(&flow, Some(&year), "2026-11-20", &holidays)).last_day(), None);
    // A flow that says nothing.
    assert_eq!(resolve(&asked(&crate::flow(""), Some(&bram()), "2026-11-20", &holidays)).last_day(), None);
}

#[test]
fn a_day_that_has_passed_means_as_soon_as_possible_and_a_person_looks() {
    let (flow, facts, holidays) = (fietsplan(), bram(), holidays());
    for wanted in ["2026-11-01", "2026-11-20"] {
        let wanted_on = Some(day(wanted));
        let goodbye = resolve(&Asked { wanted_on, ..asked(&flow, Some(&facts), "2026-11-09", &holidays) });
        assert_eq!(goodbye.last_day(), Some(day("2026-12-09")), "{wanted}");
        assert_eq!(goodbye.remarks, [Remark::WantedEarlier { wanted_on: day(wanted) }], "{wanted}");
        assert_eq!(goodbye.needs(), [Need::EarlierDay]);
    }
}

#[test]
fn the_day_of_somebody_nobody_knows_is_a_guess_and_a_person_tells_it() {
    let holidays = holidays();
    let practice = relationship::flow::Flow::parse("practice.toml", include_str!("../../../../flows/practice.toml"))
        .expect("a flow")
        .0;
    let told_by = day("2026-11-25");
    let known = resolve(&asked(&practice, None, "2026-11-23", &holidays));
    assert_eq!((known.last_day(), known.assumed_on), (Some(day("2026-11-24")), None));
    let unknown = known.of_somebody_unknown(told_by);
    assert_eq!((unknown.end, unknown.assumed_on), (End::ToldBy(told_by), Some(day("2026-11-24"))));
    assert!(unknown.needs().contains(&Need::LastDay));
    // Where nothing was guessed there is nothing to take back, and who ends it for a ground ends it, whoever they are.
    let open = resolve(&asked(&fietsplan(), None, "2026-11-23", &holidays));
    assert_eq!(open.clone().of_somebody_unknown(told_by), open);
    let at_once = resolve(&Asked { kind: ExitKind::Extraordinary, ..asked(&practice, None, "2026-11-23", &holidays) });
    assert_eq!(at_once.clone().of_somebody_unknown(told_by), at_once);
}

#[test]
fn a_day_that_is_hardly_meant_is_put_before_a_person_and_promises_no_thousand_terms() {
    let (flow, facts, holidays) = (fietsplan(), bram(), holidays());
    let ask = |wanted: &str, kind: ExitKind| {
        resolve(&Asked { wanted_on: Some(day(wanted)), kind, ..asked(&flow, Some(&facts), "2026-11-09", &holidays) })
    };
    assert_eq!(ask("2029-11-09", ExitKind::Ordinary).last_day(), Some(day("2029-11-09")));
    for kind in ExitKind::ALL {
        let far = ask("2199-12-31", kind);
        assert_eq!((far.end, far.last_charge), (End::ToldBy(day("2026-11-11")), Sum::ToldBy(day("2026-11-11"))));
        assert!(far.needs().contains(&Need::LastDay), "{kind:?}");
    }
    let fresh = ContractFacts { began_on: Some(day("2026-11-01")), ..bram() };
    let withdrawn = Asked { kind: ExitKind::Withdrawal, ..asked(&flow, Some(&fresh), "2026-11-09", &holidays) };
    let far = resolve(&Asked { wanted_on: Some(day("2199-12-31")), ..withdrawn });
    assert_eq!(far, resolve(&withdrawn), "who withdraws in time withdraws at once");
}

#[test]
fn an_extraordinary_ending_counts_at_once_and_says_when_it_ends_otherwise() {
    let (flow, facts, holidays) = (fietsplan(), bram(), holidays());
    let goodbye =
        resolve(&Asked { kind: ExitKind::Extraordinary, ..asked(&flow, Some(&facts), "2026-11-09", &holidays) });
    assert_eq!(ends(&goodbye), ("2026-11-09".to_owned(), EndedBy::Extraordinary));
    assert_eq!(goodbye.otherwise_on, Some(day("2026-12-09")));
    assert_eq!(goodbye.refund, payment(1365, "2026-11-10", "2026-11-30", 0));
    assert_eq!(goodbye.needs(), [Need::Ground]);
}

#[test]
fn a_withdrawal_undoes_a_fresh_contract_and_is_notice_when_it_is_too_late() {
    let (flow, holidays) = (fietsplan(), holidays());
    let fresh = |began: &str, told: Option<&str>| ContractFacts {
        began_on: Some(day(began)),
        told_of_withdrawal_on: told.map(day),
        paid_from: Some(day(began)),
        paid_until: Some(day(began).plus_months(1).plus_days(-1)),
        ..bram()
    };
    let ask = |facts: &ContractFacts| {
        resolve(&Asked { kind: ExitKind::Withdrawal, ..asked(&flow, Some(facts), "2026-11-23", &holidays) })
    };
    let in_time = ask(&fresh("2026-11-10", None));
    assert_eq!(ends(&in_time), ("2026-11-23".to_owned(), EndedBy::Withdrawal));
    assert_eq!(in_time.refund, payment(1950, "2026-11-10", "2026-12-09", 0));
    assert_eq!((in_time.refund_until, in_time.fee), (Some(day("2026-12-07")), Sum::Nothing));
    // The fourteenth day is a Sunday: Monday counts.
    assert_eq!(ends(&ask(&fresh("2026-11-08", None))).1, EndedBy::Withdrawal);
    // Told on the first day and 16 days ago: notice.
    let late = ask(&fresh("2026-11-05", Some("2026-11-05")));
    assert_eq!(late.too_late_since, Some(day("2026-11-19")));
    assert_eq!(late.last_day(), Some(day("2026-12-23")));
    // Nobody knows whether they were told: a person looks, and at the latest it ends with notice.
    let unclear = ask(&fresh("2026-11-05", None));
    assert_eq!((unclear.end, unclear.otherwise_on), (End::ToldBy(day("2026-11-25")), Some(day("2026-12-23"))));
    let told = Sum::ToldBy(day("2026-11-25"));
    assert_eq!((unclear.last_charge, unclear.refund), (told, told), "without a last day nobody knows an amount");
    // Longer ago than anybody has.
    assert_eq!(ask(&fresh("2025-01-05", None)).too_late_since, Some(day("2026-01-19")));
}

#[test]
fn a_bundle_says_what_ends_with_it_and_what_goes_on() {
    let flow = flow(
        "[[contract]]\nid = \"bike\"\ntitle.nl = \"Fiets\"\nkind = \"nl_consumer\"\n\
         [[contract]]\nid = \"lock\"\ntitle.nl = \"Slot\"\nkind = \"nl_consumer\"\npart_of = \"bike\"\n\
         [[contract]]\nid = \"bus\"\ntitle.nl = \"Bus\"\nkind = \"nl_consumer\"\n",
    );
    let of = |contract: &str, plan: &str| ContractFacts {
        contract: contract.to_owned(),
        plan: Some(plan.to_owned()),
        ..bram()
    };
    let all = [of("1", "bike"), of("2", "lock"), of("3", "bus"), of("4", "something else")];
    let holidays = holidays();
    let goodbye = resolve(&Asked { others: &all, ..asked(&flow, Some(&all[0]), "2026-11-09", &holidays) });
    let names = |parts: &[relationship::exit::Part]| {
        parts.iter().map(|part| format!("{} {}", part.contract, part.title.nl)).collect::<Vec<_>>()
    };
    assert_eq!(names(&goodbye.ends_too), ["2 Slot"]);
    assert_eq!(names(&goodbye.stays), ["3 Bus", "4 something else"]);
}

#[test]
fn a_fee_is_what_the_flow_says() {
    let with_fee = flow(
        "[[contract]]\nid = \"month\"\ntitle.nl = \"Maand\"\nkind = \"own_terms\"\n\
         [[consequence]]\nabout = \"fee\"\ntext.nl = \"Kosten\"\nfee_minor = 1250\nclause = \"7.2\"\n",
    );
    let holidays = holidays();
    let goodbye = resolve(&asked(&with_fee, Some(&bram()), "2026-11-09", &holidays));
    assert_eq!(goodbye.fee.payment().map(|fee| fee.money), Some(euro(1250)));
    assert_eq!(goodbye.needs(), [Need::Agreed]);
}

prop_compose! {
    fn facts()(
        plan in prop_oneof![Just(None), Just(Some("month")), Just(Some("year")), Just(Some("treatment")), Just(Some("?"))],
        began in proptest::option::of(10_000_i32..25_000),
        price in proptest::option::of(-5_000_i64..1_000_000),
        price_months in 0_u32..30,
        paid_from in proptest::option::of(15_000_i32..25_000),
        paid_until in proptest::option::of(15_000_i32..25_000),
        told in proptest::option::of(15_000_i32..25_000),
    ) -> ContractFacts {
        ContractFacts {
            contract: "C".to_owned(),
            plan: plan.map(str::to_owned),
            began_on: began.map(Day::from_number),
            price: price.map(euro),
            price_months,
            paid_from: paid_from.map(Day::from_number),
            paid_until: paid_until.map(Day::from_number),
            told_of_withdrawal_on: told.map(Day::from_number),
        }
    }
}

proptest! {
    #[test]
    fn every_request_comes_to_something_and_nothing_is_left_to_chance(
        facts in proptest::option::of(facts()),
        on in 19_000_i32..22_000,
        wanted in proptest::option::of(18_000_i32..23_000),
        kind in prop_oneof![Just(ExitKind::Ordinary), Just(ExitKind::Extraordinary), Just(ExitKind::Withdrawal)],
        practice in any::<bool>(),
    ) {
        let file = if practice { include_str!("../../../../flows/practice.toml") } else { include_str!("../../../../flows/fietsplan.toml") };
        let flow = relationship::flow::Flow::parse("flow.toml", file).expect("a flow").0;
        let holidays = holidays();
        let (asked_on, wanted_on) = (Day::from_number(on), wanted.map(Day::from_number));
        let asked = Asked { flow: &flow, contract: facts.as_ref(), others: &[], kind, asked_on, wanted_on, currency: Currency::EUR, holidays: &holidays };
        let goodbye = resolve(&asked);
        let told_by = holidays.working_days_after(asked_on, ANSWER_WORKING_DAYS);
        match goodbye.end {
            End::On { last_day, earliest, .. } => {
                prop_assert!(last_day >= earliest);
                if kind != ExitKind::Ordinary || facts.as_ref().is_none_or(|facts| facts.began_on.is_none_or(|began| began <= asked_on)) {
                    prop_assert!(last_day >= asked_on || goodbye.title.nl == "Proef");
                }
                if let Some(wanted) = wanted_on.filter(|wanted| *wanted > earliest && kind == ExitKind::Ordinary) {
                    prop_assert_eq!(last_day, wanted);
                }
                if let Some(payment) = goodbye.last_charge.payment() {
                    let (from, until) = payment.days.expect("days");
                    prop_assert!(from <= until && until == last_day);
                    let price = facts.as_ref().and_then(|facts| facts.price).expect("a price");
                    prop_assert!(payment.money.minor.abs() <= price.minor.abs());
                }
                if let Some(payment) = goodbye.refund.payment() {
                    let (from, until) = payment.days.expect("days");
                    prop_assert!(from > last_day || kind == ExitKind::Withdrawal);
                    prop_assert!(from <= until);
                }
                // Nobody pays and gets back at once.
                prop_assert!(goodbye.last_charge.payment().is_none() || goodbye.refund.payment().is_none());
            }
            End::ToldBy(day) => {
                prop_assert_eq!(day, told_by);
                prop_assert!(goodbye.needs().contains(&Need::LastDay));
            }
        }
        let text = serde_json::to_string(&goodbye).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<Goodbye>(&text).expect("the same"), goodbye);
    }
}
