//! The simulated firm is believable, always the same, and its truth can be found in its files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use relationship::Day;
use testkit::truth::Truth;
use testkit::{Parameters, Request, Summary, simulate};

const CUSTOMERS: u64 = 20_000;

fn run(customers: u64, seed: u64, out: &Path) -> Summary {
    let parameters = Parameters::fietsplan().expect("it ships");
    simulate(&Request { parameters: &parameters, customers, seed, out }, |_| {}).expect("a folder to write to")
}

struct Firm {
    truth: Truth,
    contracts: Vec<csv::StringRecord>,
    events: Vec<csv::StringRecord>,
}

/// One firm for all tests of this file: none of them changes it.
static FIRM: LazyLock<Firm> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let summary = run(CUSTOMERS, 1, folder.path());
    let rows = |name: &str| -> Vec<csv::StringRecord> {
        let mut reader = csv::Reader::from_path(folder.path().join(name)).expect(name);
        reader.records().map(|row| row.expect("a row as wide as the header")).collect()
    };
    let (contracts, events) = (rows("contracts.csv"), rows("events.csv"));
    assert_eq!(contracts.len() as u64, summary.contracts);
    assert_eq!(events.len() as u64, summary.events);
    Firm { truth: summary.truth, contracts, events }
});

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

#[test]
fn the_same_seed_writes_the_same_files_and_another_seed_another_firm() {
    let write = |seed| -> Vec<Vec<u8>> {
        let folder = tempfile::tempdir().expect("a folder");
        let files = run(2_500, seed, folder.path()).files;
        files.iter().map(|file| fs::read(file).expect("a file")).collect()
    };
    assert_eq!(write(7), write(7));
    assert_ne!(write(7)[0], write(8)[0]);
}

#[test]
fn the_files_say_what_the_truth_says() {
    let Firm { truth, contracts, events } = &*FIRM;
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    let mut customers = BTreeSet::new();
    for row in contracts {
        customers.insert(row[1].to_owned());
        assert!(day(&row[2]) >= truth.first_day && day(&row[2]) <= truth.last_day);
        if !row[3].is_empty() {
            assert!(day(&row[2]) <= day(&row[3]) && day(&row[3]) <= truth.last_day, "{row:?}");
        }
        *kinds.entry(&row[7]).or_default() += 1;
    }
    assert_eq!(customers.len() as u64, CUSTOMERS);
    for (kind, count) in &truth.departures {
        assert_eq!(kinds.get(kind), Some(count), "{kind}");
        assert!(*count > 50, "{kind}: {count}");
    }
    assert_eq!(kinds.get(""), Some(&truth.still_here));

    for month in &truth.months {
        // Days written as YYYY-MM-DD sort as texts do.
        let first = month.month.first_day().to_string();
        let here = contracts.iter().filter(|row| row[2] <= *first && (row[3].is_empty() || row[3] >= *first));
        assert_eq!(here.count() as u64, month.at_start, "{first}");
    }

    let ids: BTreeSet<&str> = events.iter().map(|row| &row[0]).collect();
    assert_eq!(ids.len(), events.len(), "every event has an id of its own");
    for row in events {
        assert!(customers.contains(&row[1]) && day(&row[2]) <= truth.last_day, "{row:?}");
    }
    for kind in [
        "paid",
        "payment_failed",
        "used",
        "contacted",
        "answered",
        "paused",
        "resumed",
        "plan_changed",
        "exposed",
        "referred",
        "returned",
        "asked_to_leave",
    ] {
        assert!(events.iter().filter(|row| &row[3] == kind).count() > 100, "{kind}");
    }
}

#[test]
fn the_firm_is_believable() {
    let Firm { truth, events, .. } = &*FIRM;
    let (mut here, mut left) = (0, 0);
    for month in &truth.months[6..] {
        here += month.at_start;
        left += month.departures_of_those.values().sum::<u64>();
        let rate = month.departures_of_those.values().sum::<u64>() as f64 / month.at_start as f64;
        assert!((0.01..0.06).contains(&rate), "{:?} {rate}", month.month);
    }
    let rate = left as f64 / here as f64;
    assert!((0.015..0.035).contains(&rate), "monthly churn {rate}");
    let departures: u64 = truth.departures.values().sum();
    let not_said = truth.not_said as f64 / departures as f64;
    assert!((0.20..0.40).contains(&not_said), "no reason given {not_said}");
    let mut reasons: Vec<_> = truth.reasons.iter().collect();
    reasons.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
    assert_eq!(reasons[0].0, "Te duur");
    assert!(truth.returns > 200, "{}", truth.returns);
    let rungs: BTreeSet<&str> = events.iter().filter(|row| &row[3] == "answered").map(|row| &row[6]).collect();
    assert_eq!(rungs, BTreeSet::from(["1", "2", "3", "4", "5"]));
}

#[test]
fn an_activity_is_found_in_the_files_as_large_as_it_truly_is() {
    let truth = &FIRM.truth;
    let [winter, letter, advice] = truth.activities.as_slice() else { panic!("three activities") };
    for activity in [winter, letter, advice] {
        for effect in &activity.effects {
            let all = &effect.all;
            let rate = |arm: testkit::truth::Arm| arm.left as f64 / arm.n as f64;
            let variance = |arm: testkit::truth::Arm| rate(arm) * (1.0 - rate(arm)) / arm.n as f64;
            let drawn = rate(all.treated) - rate(all.held_out);
            let standard_error = (variance(all.treated) + variance(all.held_out)).sqrt();
            // Six comparisons with one seed: 3.5 standard errors are exceeded once in 360 firms.
            assert!(
                (drawn - all.difference).abs() < 3.5 * standard_error,
                "{}: drawn {drawn}, true {}, standard error {standard_error}",
                activity.name,
                all.difference
            );
        }
    }
    let half_a_year = |activity: &testkit::truth::ActivityTruth| activity.effects[1].all;
    assert!(half_a_year(winter).difference < -0.015, "{:?}", half_a_year(winter));
    assert!(half_a_year(letter).difference == 0.0, "{:?}", half_a_year(letter));
    assert!(half_a_year(advice).difference > 0.015, "{:?}", half_a_year(advice));
    assert!(half_a_year(advice).sleeping_dog > 50 && half_a_year(winter).persuadable > 50);
}

#[test]
fn the_exposed_facts_tell_who_was_held_out() {
    let Firm { truth, events, .. } = &*FIRM;
    for activity in &truth.activities {
        let draws: Vec<&str> =
            events.iter().filter(|row| &row[3] == "exposed" && row[5] == activity.name).map(|row| &row[6]).collect();
        let held_out = draws.iter().filter(|&&draw| draw == "0").count() as f64 / draws.len() as f64;
        assert!(draws.len() > 2_000, "{}: {}", activity.name, draws.len());
        assert!((held_out - activity.holdout_share).abs() < 0.03, "{}: {held_out}", activity.name);
    }
}

#[test]
fn one_customer_is_a_firm_and_none_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(run(1, 3, folder.path()).truth.customers, 1);
    let parameters = Parameters::fietsplan().expect("it ships");
    let none = Request { parameters: &parameters, customers: 0, seed: 1, out: folder.path() };
    let error = simulate(&none, |_| {}).expect_err("nobody");
    assert_eq!(error.to_string(), "the number of customers must be from 1 to 100000000, got `0`");
}

#[test]
fn the_written_parameters_make_the_same_firm_again() {
    let folder = tempfile::tempdir().expect("a folder");
    run(10, 1, folder.path());
    let text = fs::read_to_string(folder.path().join("parameters.toml")).expect("a file");
    assert_eq!(Parameters::from_toml(&text).expect("a firm"), Parameters::fietsplan().expect("it ships"));
}

#[test]
fn nothing_happens_after_a_goodbye_that_is_told_afterwards() {
    let folder = tempfile::tempdir().expect("a folder");
    run(200, 3, folder.path());
    let path = folder.path().join("events.csv");
    let read = || fs::read_to_string(&path).expect("the events");
    let before = read();
    let last_days = BTreeMap::from([("FP000002".to_owned(), day("2024-03-31"))]);
    let dropped = testkit::simulate::drop_after(&path, &last_days).expect("a file to write");
    let is_late = |line: &&str| {
        let mut values = line.split(',').skip(1);
        values.next() == Some("FP000002") && values.next().is_some_and(|at| at > "2024-03-31")
    };
    let expected: Vec<&str> = before.lines().filter(|line| !is_late(line)).collect();
    assert_eq!(read().lines().collect::<Vec<_>>(), expected);
    assert_eq!(usize::try_from(dropped), Ok(before.lines().filter(is_late).count()));
    assert!(dropped > 0);
}
