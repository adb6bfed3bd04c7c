//! Activities of the register measured from the ledger: known truth, worlds without effect, delay, and what was written down
//! wrong.

use std::fmt::Write as _;
use std::path::Path;

use ledger::mapping::Mapping;
use ledger::{ImportProgress, ImportRequest, Ledger, Snapshot, import};
use relationship::activity::{Activity, Choosing, Goal, Plan};
use relationship::drawing::{Drawing, Share};
use relationship::verdict::Verdict;
use relationship::{Day, Definition};
use serde_json::Value;
use study::measure::registered::{Assigned, Assignments, Known, Register, Rungs, Said, measure_register};
use study::measure::{Language, reason_of};
use testkit::{Parameters, Request, simulate};

use crate::measure_worlds::Chance;

pub(crate) const LAST: &str = "2026-06-30";

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A ledger in a folder of its own.
pub(crate) struct World {
    folder: tempfile::TempDir,
}

impl World {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn take(&self, name: &str, csv: &str, mapping: &str) {
        let file = self.folder.path().join(name);
        std::fs::write(&file, csv).unwrap();
        self.import(&file, &toml::from_str(mapping).unwrap());
    }

    fn import(&self, file: &Path, mapping: &Mapping) {
        let request = ImportRequest {
            file,
            mapping,
            today: day("2026-11-22"),
            id: &file.file_stem().unwrap().to_string_lossy(),
            rejects_max_share: 0.0,
            memory_bytes: 256 << 20,
            threads: 2,
        };
        import(&self.ledger(), &request, &ImportProgress::default()).unwrap();
    }

    fn ledger(&self) -> Ledger {
        Ledger::open(self.folder.path().join("data"))
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        self.ledger().snapshot().unwrap()
    }

    /// Contracts: customer, first day, last day where there is one.
    fn contracts<'a>(&self, rows: impl Iterator<Item = (String, Day, Option<Day>)> + 'a) {
        let mut csv = "customer,start,end,price\n".to_owned();
        for (customer, start, end) in rows {
            let end = end.map(|end| end.to_string()).unwrap_or_default();
            writeln!(csv, "{customer},{start},{end},10.00").unwrap();
        }
        let mapping = format!(
            "as = \"contracts\"\nid = \"customer\"\ncontract = \"customer\"\nstart = \"start\"\nend = \"end\"\n\
             price = \"price\"\nas_of = \"{LAST}\"\ncurrency = \"EUR\"\n"
        );
        self.take("contracts.csv", &csv, &mapping);
    }

    /// Events: customer, day, kind, what it refers to, value.
    fn events(&self, rows: &[(String, &str, &str, &str, &str)]) {
        let mut csv = "customer,at,kind,ref,value\n".to_owned();
        for (customer, at, kind, about, value) in rows {
            writeln!(csv, "{customer},{at},{kind},{about},{value}").unwrap();
        }
        let mapping = format!(
            "as = \"events\"\nid = \"customer\"\nat = \"at\"\nkind = \"kind\"\nref = \"ref\"\nvalue = \"value\"\n\
             as_of = \"{LAST}\"\n"
        );
        self.take("events.csv", &csv, &mapping);
    }
}

pub(crate) fn drawn(name: &str) -> Activity {
    serde_json::from_value(serde_json::json!({
        "name": name, "goal": "fewer_leavers", "starts_on": "2025-01-01", "ends_on": "2025-12-31",
        "cost": {"fixed_minor": 0, "each_minor": 500, "currency": "EUR"},
        "choosing": {"how": "drawn", "drawing": {"salt": name, "treated": 0.5}},
        "plan": {"outcome": "left", "horizons_days": [30, 90], "traits": []},
    }))
    .unwrap()
}

/// Measures some activities; `assigned` says who was drawn.
pub(crate) fn measured(snapshot: &Snapshot, activities: &[Activity], assigned: &Assignments) -> Vec<Said> {
    let versions: Vec<Vec<(Day, Activity)>> = activities.iter().map(|it| vec![(it.starts_on, it.clone())]).collect();
    let ids: Vec<String> = (0..activities.len()).map(|at| format!("id {at}")).collect();
    let known: Vec<Known<'_>> =
        versions.iter().zip(&ids).map(|(versions, id)| Known { id, versions, stopped_on: None }).collect();
    let (definition, rungs) = (Definition::default(), Rungs::default());
    let register = Register {
        activities: &known,
        assignments: assigned,
        rungs: &rungs,
        snapshot,
        definition: &definition,
        lang: Language::En,
    };
    measure_register(&register).unwrap()
}

pub(crate) fn codes(details: &Value) -> Vec<&str> {
    details["warnings"].as_array().unwrap().iter().filter_map(|it| it["code"].as_str()).collect()
}

pub(crate) fn name_of(number: usize) -> String {
    format!("c{number:05}")
}

/// Customers who began on one day; some leave after so many days.
fn people(world: &World, count: usize, leaves_after: impl Fn(usize) -> Option<i32>) {
    let start = day("2024-06-01");
    world.contracts(
        (0..count).map(|number| (name_of(number), start, leaves_after(number).map(|days| drawn_on().plus_days(days)))),
    );
}

/// A whole number from 0 to below a bound.
fn below(chance: &mut Chance, bound: i32) -> i32 {
    let place = chance.share() * f64::from(bound);
    (0..bound).rfind(|it| f64::from(*it) <= place).unwrap_or(0)
}

/// The day most worlds are drawn on.
pub(crate) fn drawn_on() -> Day {
    day("2025-03-01")
}

/// Half of them get it, by turns of chance.
pub(crate) fn assign(into: &mut Assignments, activity: usize, count: usize, is_treated: impl Fn(usize) -> bool) {
    for number in 0..count {
        let it = Assigned { activity, is_treated: is_treated(number), unit: None, on: drawn_on(), is_changed: false };
        into.add(name_of(number), it);
    }
}

#[test]
fn a_simulated_company_gets_the_verdicts_of_its_truth() {
    let world = World::new();
    let parameters = Parameters::fietsplan().unwrap();
    let out = world.folder.path().join("files");
    let request = Request { parameters: &parameters, customers: 20_000, seed: 11, out: &out };
    let truth = simulate(&request, |_| {}).unwrap().truth;
    for name in ["contracts", "events"] {
        let mapping = std::fs::read_to_string(out.join(format!("{name}.toml"))).unwrap();
        world.import(&out.join(format!("{name}.csv")), &toml::from_str(&mapping).unwrap());
    }
    let snapshot = world.snapshot();
    let register: Vec<Activity> = parameters
        .activities
        .iter()
        .map(|it| Activity {
            starts_on: it.from.first_day(),
            ends_on: None,
            review_on: Some(truth.last_day),
            choosing: Choosing::Drawn {
                drawing: Drawing {
                    salt: it.name.clone(),
                    treated: Share::new(1.0 - it.holdout_share).unwrap(),
                    company_holdout: None,
                    lane: None,
                },
                unit: None,
            },
            goal: Goal::FewerLeavers,
            plan: Plan { horizons_days: vec![90, 180], ..Plan::default() },
            ..drawn(&it.title)
        })
        .collect();
    let all = measured(&snapshot, &register, &Assignments::default());
    let verdicts: Vec<Verdict> = all.iter().map(|it| it.verdict).collect();
    assert_eq!(verdicts, [Verdict::Helps, Verdict::NoSign, Verdict::Backfires], "{:#}", all[1].details);
    for (said, truth) in all.iter().zip(&truth.activities) {
        let details = &said.details;
        // Who was seen so long, and who of them left, is counted to the customer.
        for (horizon, truth) in details["horizons"].as_array().unwrap().iter().zip(&truth.effects) {
            assert_eq!(
                horizon["n"].as_u64(),
                Some(truth.all.treated.n + truth.all.held_out.n),
                "{}",
                truth.within_days
            );
            let effect = &horizon["effect"];
            let at = |name: &str| effect[name].as_f64().unwrap();
            // Three in a hundred of such intervals, widened by a half, would not hold the truth.
            let slack = (at("upper") - at("lower")) / 4.0;
            let truth = truth.all.difference;
            assert!(at("lower") - slack < truth && truth < at("upper") + slack, "{truth} in {effect}");
        }
        let last = &truth.effects[1].all;
        let unadjusted = details["unadjusted"]["value"].as_f64().unwrap();
        let counted =
            last.treated.left as f64 / last.treated.n as f64 - last.held_out.left as f64 / last.held_out.n as f64;
        assert!((unadjusted - counted).abs() < 1e-9, "{unadjusted} {counted}");
        assert_eq!(details["look"], "fixed");
        assert!(
            details["by_cohort"].as_array().unwrap().len() > 2
                && details["by_month_since"].as_array().unwrap().len() == 12
        );
    }
    let helps = &all[0].details;
    let kept = helps["cost_per_kept"]["value"].as_f64().unwrap();
    let (lower, upper) =
        (helps["cost_per_kept"]["lower"].as_f64().unwrap(), helps["cost_per_kept"]["upper"].as_f64().unwrap());
    assert!(0.0 < lower && lower < kept && kept < upper, "{kept} [{lower}, {upper}]");
    assert!(all[2].details["must_stop"] == true && all[0].details["must_stop"] == false);
    // The same in Dutch, and the numbers of the two languages are written as each does.
    assert!(reason_of(helps, Language::Nl).contains("behouden klanten"));
    assert!(reason_of(helps, Language::En).contains("customers kept"));
}

#[test]
fn of_two_hundred_worlds_without_effect_few_show_one() {
    let world = World::new();
    let mut chance = Chance::new(77);
    let fate: Vec<Option<i32>> = (0..1_200).map(|_| chance.is(0.2).then(|| below(&mut chance, 200))).collect();
    people(&world, fate.len(), |number| fate[number]);
    let snapshot = world.snapshot();
    let register = [drawn("a"), drawn("b"), drawn("c")];
    let mut alarms = 0;
    for _ in 0..200 {
        let mut assigned = Assignments::default();
        for activity in 0..register.len() {
            let arms: Vec<bool> = fate.iter().map(|_| chance.is(0.5)).collect();
            assign(&mut assigned, activity, fate.len(), |number| arms[number]);
        }
        let all = measured(&snapshot, &register, &assigned);
        let found = |it: &Said| matches!(it.verdict, Verdict::Helps | Verdict::Backfires);
        alarms += u32::from(all.iter().any(found));
    }
    // At most 5 %, and three standard errors of 200 worlds.
    assert!(alarms <= 19, "{alarms} of 200");
}

#[test]
fn who_looks_every_month_is_not_fooled() {
    // The same nothing, looked at while it runs: at no look an effect, in 19 of 20 worlds.
    let mut chance = Chance::new(5);
    let world = World::new();
    let start = day("2024-06-01");
    let life: Vec<(i32, bool, Option<i32>)> = (0..1_500)
        .map(|_| (below(&mut chance, 300), chance.is(0.5), chance.is(0.3).then(|| below(&mut chance, 60))))
        .collect();
    let on = |days: i32| day("2025-01-01").plus_days(days);
    let ends = |it: &(i32, bool, Option<i32>)| it.2.map(|after| on(it.0).plus_days(after));
    world.contracts(life.iter().enumerate().map(|(number, it)| (name_of(number), start, ends(it))));
    let snapshot = world.snapshot();
    let mut activity = drawn("a");
    activity.ends_on = None;
    let mut fooled = 0;
    for _ in 0..40 {
        let arms: Vec<bool> = life.iter().map(|_| chance.is(0.5)).collect();
        let mut any = false;
        for month in 2..=10 {
            let mut assigned = Assignments::default();
            for (number, it) in life.iter().enumerate().filter(|(_, it)| it.0 < month * 30) {
                let (is_treated, on) = (arms[number], on(it.0));
                assigned.add(name_of(number), Assigned { activity: 0, is_treated, unit: None, on, is_changed: false });
            }
            let said = measured(&snapshot, std::slice::from_ref(&activity), &assigned).remove(0);
            assert_eq!(said.details["look"], "always_valid");
            any |= matches!(said.verdict, Verdict::Helps | Verdict::Backfires);
        }
        fooled += u32::from(any);
    }
    assert!(fooled <= 4, "{fooled} of 40");
}

#[test]
fn what_only_delays_shows_nothing_at_its_horizon() {
    let world = World::new();
    // Everybody who leaves does so after 20 days; the treated after 60.
    people(&world, 4_000, |number| number.is_multiple_of(5).then_some(if number.is_multiple_of(2) { 60 } else { 20 }));
    let mut assigned = Assignments::default();
    assign(&mut assigned, 0, 4_000, |number| number % 2 == 0);
    let said = measured(&world.snapshot(), &[drawn("call")], &assigned).remove(0);
    let horizons = said.details["horizons"].as_array().unwrap();
    assert_eq!(horizons[0]["verdict"], "helps");
    assert_eq!(
        (said.verdict, &said.details["only_delays"]),
        (Verdict::NoSign, &Value::Bool(true)),
        "{:#}",
        said.details
    );
    assert!(said.details["effect_points"]["value"].as_f64().unwrap().abs() < 1e-9);
    assert!(said.details["reason"].as_str().unwrap().contains("it only delays"));
    // In the first month after the assignment they leave less, in the second more.
    let months = said.details["by_month_since"].as_array().unwrap();
    let month = |at: usize| months[at]["difference"]["value"].as_f64().unwrap();
    assert!(month(0) < -0.15 && month(1) > 0.15);
}

#[test]
fn nothing_helps_before_its_last_horizon_but_harm_need_not_wait() {
    let world = World::new();
    let on = day(LAST).plus_days(-40);
    let start = day("2024-06-01");
    let leaves = |number: usize| number % 10 == 1 || number % 10 == 3;
    world.contracts((0..3_000).map(|number| (name_of(number), start, leaves(number).then(|| on.plus_days(10)))));
    let snapshot = world.snapshot();
    let said = |treated_are_odd: bool| {
        let mut assigned = Assignments::default();
        for number in 0..3_000 {
            let is_treated = (number % 2 == 1) == treated_are_odd;
            assigned.add(name_of(number), Assigned { activity: 0, is_treated, unit: None, on, is_changed: false });
        }
        let activity = Activity { ends_on: None, ..drawn("call") };
        measured(&snapshot, &[activity], &assigned).remove(0)
    };
    let helps = said(false);
    assert_eq!(helps.details["horizons"][0]["verdict"], "helps");
    assert_eq!(helps.verdict, Verdict::CannotTellYet);
    let (year, month, date) = on.plus_days(90).ymd();
    let months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October"];
    let last = format!("{date} {} {year}", months[month as usize - 1]);
    assert!(helps.details["reason"].as_str().unwrap().contains(&last), "{}", helps.details["reason"]);
    assert_eq!(
        (&helps.details["last_horizon_from"], &helps.details["is_last_horizon"]),
        (&Value::from(on.plus_days(90).to_string()), &Value::Bool(false))
    );
    let harms = said(true);
    assert_eq!(harms.verdict, Verdict::Backfires);
    assert_eq!(harms.details["must_stop"], true);
}

#[test]
fn what_was_known_before_makes_it_sharper_and_what_came_after_is_not_used() {
    let world = World::new();
    let mut chance = Chance::new(3);
    // Who seldom comes leaves; what is done on the day itself or later tells more, and must not be used.
    let life: Vec<(bool, bool)> = (0..3_000)
        .map(|_| {
            let is_keen = chance.is(0.5);
            (is_keen, chance.is(if is_keen { 0.02 } else { 0.5 }))
        })
        .collect();
    people(&world, life.len(), |number| life[number].1.then_some(25));
    let mut events = Vec::new();
    for (number, (is_keen, leaves)) in life.iter().enumerate() {
        if *is_keen {
            events.push((name_of(number), "2025-02-10", "used", "", "20"));
        }
        if !leaves {
            events.push((name_of(number), "2025-03-01", "used", "", "30"));
            events.push((name_of(number), "2025-03-20", "contacted", "complaint", ""));
        }
    }
    world.events(&events);
    let mut assigned = Assignments::default();
    let arms: Vec<bool> = life.iter().map(|_| chance.is(0.5)).collect();
    assign(&mut assigned, 0, life.len(), |number| arms[number]);
    let said = measured(&world.snapshot(), &[drawn("call")], &assigned).remove(0);
    let removed = said.details["variance_removed"].as_f64().unwrap();
    assert!((0.2..0.5).contains(&removed), "{removed}");
    assert_eq!(said.details["adjusted_for"].as_array().unwrap(), &[Value::from("used_before")]);
    let beside = said.details["beside"].as_array().unwrap();
    let complaints = beside.iter().find(|it| it["outcome"] == "complaints").unwrap();
    let share = life.iter().filter(|it| !it.1).count() as f64 / life.len() as f64;
    assert!((complaints["control"].as_f64().unwrap() - share).abs() < 0.05);
}

#[test]
fn what_was_written_down_wrong_is_named() {
    let world = World::new();
    // 0 left before, 1 came later; 2 and 3 are in both arms on one day; 4 and 5 were changed later.
    let life = |number: usize| match number {
        0 => (day("2024-06-01"), Some(day("2025-01-10"))),
        1 => (day("2025-06-01"), None),
        _ => (day("2024-06-01"), number.is_multiple_of(9).then(|| day("2025-04-01"))),
    };
    world.contracts((0..600).map(|number| (name_of(number), life(number).0, life(number).1)));
    let mut events = Vec::new();
    for number in 0..500 {
        let value = if number % 2 == 0 { "1" } else { "0" };
        let other = if number % 2 == 0 { "0" } else { "1" };
        events.push((name_of(number), "2025-03-01", "exposed", "mail", value));
        if number == 2 || number == 3 {
            events.push((name_of(number), "2025-03-01", "exposed", "mail", other));
        }
        if number == 4 || number == 5 {
            events.push((name_of(number), "2025-03-09", "exposed", "mail", other));
        }
    }
    world.events(&events);
    let snapshot = world.snapshot();
    let said = measured(&snapshot, &[drawn("mail")], &Assignments::default()).remove(0);
    let details = &said.details;
    let left_out = &details["left_out"];
    assert_eq!(left_out["left_before"], 1, "{left_out}");
    assert_eq!((&left_out["not_yet_customers"], &left_out["both_arms"]), (&1.into(), &2.into()));
    assert_eq!(left_out["arms_changed"], 2);
    assert_eq!(details["n"]["total"], 496);
    for code in ["outcome_before_exposure", "not_yet_customers", "customers_in_both_arms", "arms_changed"] {
        assert!(codes(details).contains(&code), "{code}: {:?}", codes(details));
    }
    assert_ne!(said.verdict, Verdict::CannotTellThisWay);
    // Drawn here, others got it too: those are left out and named.
    let mut assigned = Assignments::default();
    assign(&mut assigned, 0, 400, |number| number % 2 == 0);
    let said = measured(&snapshot, &[drawn("mail")], &assigned).remove(0);
    assert_eq!(said.details["left_out"]["exposed_unassigned"], 50, "{}", said.details["left_out"]);
    assert!(codes(&said.details).contains(&"held_out_got_it"));
    // Nobody left alone; a name the ledger cannot count; nobody drawn.
    let mut all_treated = Assignments::default();
    assign(&mut all_treated, 0, 600, |_| true);
    let of = |activity: Activity, assigned: &Assignments| measured(&snapshot, &[activity], assigned).remove(0);
    let said = of(drawn("mail"), &all_treated);
    assert_eq!((said.verdict, &said.details["obstacle"]), (Verdict::CannotTellThisWay, &"arm_empty".into()));
    let odd = Plan { outcome: "smiles".to_owned(), ..Plan::default() };
    let said = of(Activity { plan: odd, ..drawn("mail") }, &all_treated);
    assert!(said.details["reason"].as_str().unwrap().contains("`smiles`"));
    let said = of(drawn("call"), &Assignments::default());
    assert!(
        said.verdict == Verdict::CannotTellYet && said.details["reason"].as_str().unwrap().contains("Nobody was drawn")
    );
    // Arms of other sizes than planned block the verdict.
    let mut uneven = Assignments::default();
    assign(&mut uneven, 0, 600, |number| number % 3 > 0);
    let said = of(drawn("mail"), &uneven);
    assert_eq!((said.verdict, &said.details["obstacle"]), (Verdict::CannotTellThisWay, &"sample_ratio".into()));
}

#[test]
fn households_that_were_drawn_count_as_households() {
    let world = World::new();
    let mut chance = Chance::new(9);
    // Forty stores of fifty, each with a leaving chance of its own.
    let stores: Vec<f64> = (0..40).map(|_| 0.05 + 0.3 * chance.share()).collect();
    let fate: Vec<bool> = (0..2_000).map(|number| chance.is(stores[number / 50])).collect();
    people(&world, fate.len(), |number| fate[number].then_some(20));
    let mut activity = drawn("training");
    if let Choosing::Drawn { unit, .. } = &mut activity.choosing {
        *unit = Some("store".to_owned());
    }
    let assigned_to = |stores: usize| {
        let mut assigned = Assignments::default();
        for number in 0..50 * stores {
            let (store, on) = (number / 50, drawn_on());
            let unit = store.to_string();
            let it = Assigned { activity: 0, is_treated: store % 2 == 0, unit: Some(&unit), on, is_changed: false };
            assigned.add(name_of(number), it);
        }
        assigned
    };
    let snapshot = world.snapshot();
    let said = measured(&snapshot, std::slice::from_ref(&activity), &assigned_to(40)).remove(0);
    assert_eq!(said.details["clusters"]["treated"], 20, "{:#}", said.details);
    assert_eq!(said.details["method"], "clustered_cr2");
    let by_store = said.details["effect"]["standard_error"].as_f64().unwrap();
    let said = measured(&snapshot, &[drawn("training")], &assigned_to(40)).remove(0);
    assert!(by_store > 1.5 * said.details["effect"]["standard_error"].as_f64().unwrap());
    let said = measured(&snapshot, &[activity], &assigned_to(2)).remove(0);
    assert_eq!((said.verdict, &said.details["obstacle"]), (Verdict::CannotTellThisWay, &"one_cluster".into()));
}

#[test]
fn what_nobody_drew_is_compared_with_care_and_never_said_to_help() {
    let world = World::new();
    let mut chance = Chance::new(21);
    // It is given to those who use it much, who leave less anyway; itself it does nothing.
    let life: Vec<(bool, bool)> = (0..3_000)
        .map(|_| {
            let is_keen = chance.is(0.5);
            (is_keen, chance.is(if is_keen { 0.05 } else { 0.3 }))
        })
        .collect();
    people(&world, life.len(), |number| life[number].1.then_some(45));
    let mut events = Vec::new();
    for (number, (is_keen, _)) in life.iter().enumerate() {
        if *is_keen {
            events.push((name_of(number), "2025-02-20", "used", "", "20"));
        }
        if chance.is(if *is_keen { 0.6 } else { 0.2 }) {
            events.push((name_of(number), "2025-03-01", "exposed", "gift", ""));
            events.push((name_of(number), "2025-03-11", "answered", "gift", "4"));
        }
    }
    world.events(&events);
    let gift = Activity {
        choosing: Choosing::ByHand,
        starts_on: day("2025-02-25"),
        ends_on: Some(day("2025-03-10")),
        ..drawn("gift")
    };
    let said = measured(&world.snapshot(), &[gift], &Assignments::default()).remove(0);
    assert_eq!(said.verdict, Verdict::CannotTellThisWay);
    assert_eq!((&said.details["chosen"], &said.details["source"]), (&"observed".into(), &"observed".into()));
    let value = |name: &str| said.details[name]["value"].as_f64().unwrap();
    assert!(value("unadjusted") < -0.05, "{}", value("unadjusted"));
    assert!(value("effect").abs() < 0.04, "{}", value("effect"));
    assert!(said.details["careful"]["e_value"].is_object() && codes(&said.details).contains(&"not_drawn"));
    // What they thought of it, who were asked about it.
    assert_eq!(said.details["thought"]["n"], events.iter().filter(|it| it.2 == "answered").count());
}

#[test]
fn an_effect_that_wears_off_and_one_that_is_old_are_marked() {
    let world = World::new();
    let start = day("2023-01-01");
    // It helped those of the first half year; since then it does nothing.
    let on = |number: usize| day("2024-01-01").plus_days(i32::try_from(number % 360).unwrap());
    let leaves = |number: usize| {
        let is_late = number % 360 >= 180;
        let of = number / 360 % 10;
        of < if (number / 3_600).is_multiple_of(2) || is_late { 3 } else { 0 }
    };
    world.contracts((0..7_200).map(|number| (name_of(number), start, leaves(number).then(|| on(number).plus_days(9)))));
    let mut assigned = Assignments::default();
    for number in 0..7_200 {
        let is_treated = number / 3_600 % 2 == 1;
        assigned
            .add(name_of(number), Assigned { activity: 0, is_treated, unit: None, on: on(number), is_changed: false });
    }
    let activity = Activity { starts_on: day("2024-01-01"), ends_on: Some(day("2024-12-31")), ..drawn("call") };
    let said = measured(&world.snapshot(), &[activity], &assigned).remove(0);
    let change = &said.details["change"];
    assert_eq!((&change["stands_out"], &change["later_from"]), (&Value::Bool(true), &"2024-07".into()), "{change}");
    assert!((change["first"]["value"].as_f64().unwrap() + 0.3).abs() < 0.02);
    assert_eq!(said.details["older_than_term"], true);
}
