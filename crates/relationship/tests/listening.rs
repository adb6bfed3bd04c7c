//! Asking, the ladder and improving, as a company meets them.

use std::path::Path;

use proptest::prelude::*;
use relationship::Day;
use relationship::deadline::{Country, Holidays};
use relationship::improvement::{
    Attention, Command, Event, Evidence, Owners, Point, PointError, Rules, Share, Signal, Stage, Told, hand_over,
};
use relationship::ladder::movement::Customer;
use relationship::ladder::{Goal, LossBoard, LoyaltyBoard, Movements, Part, Rung, Said, State, standing};
use relationship::law::{MailNeeds, MailRule};
use relationship::listening::asking::{
    Asked, Decision, Happened, House, NotAsked, Now, Person, decide, decide_by_hand,
};
use relationship::listening::{AskedBy, NotAnAnswer, Occasion, Purpose, Reached, Survey, UnaskedKey, Value};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn shipped(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../surveys").join(name);
    std::fs::read_to_string(path).expect("a survey that ships")
}

fn pulse() -> Survey {
    Survey::parse("fietsplan-pulse.toml", &shipped("fietsplan-pulse.toml")).expect("a survey")
}

fn key() -> UnaskedKey {
    UnaskedKey::new(&[7; 32]).expect("long enough")
}

/// Nobody held out, so that a case is about what it says.
fn house() -> House {
    House { unasked_share: 0.0, ..House::default() }
}

const NOON: u8 = 12;

#[test]
fn the_surveys_that_ship_are_whole() {
    for name in ["fietsplan-pulse.toml", "practice.toml"] {
        let survey = Survey::parse(name, &shipped(name)).unwrap_or_else(|error| panic!("{error}"));
        assert!(survey.questions.len() <= 4 && survey.questions[0].kind.is_one_tap(), "{name}");
        assert!(!survey.purposes.holds(Purpose::Reply), "{name}");
    }
}

#[track_caller]
fn check_refused(text: &str, line: usize, words: &[&str]) {
    let error = Survey::parse("s.toml", text).expect_err("refused");
    let problem = error.problems.iter().find(|it| it.line == line);
    let problem = problem.unwrap_or_else(|| panic!("nothing on line {line}: {error}"));
    for word in words {
        assert!(problem.what.contains(word), "`{word}` is not in: {}", problem.what);
    }
    assert!(error.to_string().starts_with("s.toml:"), "{error}");
}

#[test]
fn a_wrong_survey_says_where_what_and_what_to_do() {
    let base = "survey = \"s\"\ntitle.nl = \"t\"\ntitle.en = \"t\"\n\n[[question]]\nid = \"a\"\nkind = \"faces\"\nask.nl = \"?\"\nask.en = \"?\"\n";
    assert!(Survey::parse("s.toml", base).is_ok());
    let more = |n: usize| {
        let one = |n| format!("[[question]]\nid = \"q{n}\"\nkind = \"yes_no\"\nask.nl = \"?\"\nask.en = \"?\"\n");
        base.to_owned() + &(1..=n).map(one).collect::<String>()
    };
    assert!(Survey::parse("s.toml", &more(3)).is_ok());
    check_refused(&more(4), 25, &["there are 5 questions", "at most 4", "`q4`"]);
    check_refused(&base.replace("\"faces\"", "\"facs\""), 7, &["`facs`", "Did you mean `faces`?"]);
    check_refused(
        &base.replace("ask.en = \"?\"\n", ""),
        5,
        &["`ask` has no text in `en`", "take `en` out of `languages`"],
    );
    check_refused(&base.replace("\"faces\"", "\"words\""), 5, &["first question", "begin with `faces`"]);
    check_refused(&base.replace("\"faces\"", "\"one\""), 5, &["has 0 `option`", "2 to 9"]);
    check_refused(&format!("purposes = [\"reply\"]\n{base}"), 1, &["only the person can give", "grants"]);
    check_refused(&format!("{base}labels.nl = [\"een\"]\n"), 5, &["`labels.nl` has 1", "allowed: 5"]);
    check_refused(&format!("{base}chars_max = 9\n"), 5, &["has no `chars_max`"]);
    check_refused(&format!("{base}grants = \"reply\"\n"), 5, &["only a yes"]);
    check_refused(
        &format!("{base}ladder = true\nladder_tops = [1, 2, 3, 4]\n"),
        5,
        &["`ladder_tops` belongs to a `score`"],
    );
    check_refused(&format!("{base}\n[[ask]]\non = \"schedule\"\n"), 11, &["every_days"]);
    check_refused(&format!("link_days = 0\n{base}"), 1, &["`link_days` is `0`", "1 to 365"]);
    check_refused(&base.replace("survey = \"s\"", "survey = \"S/..\""), 1, &["small letters"]);
    check_refused(&format!("surveys = 1\n{base}"), 1, &["Did you mean `survey`?"]);
}

#[test]
fn an_answer_is_what_the_question_asks_for() {
    let survey = pulse();
    let read = |id: &str, sent: &[&str]| survey.question(id).expect("a question").read(sent);
    assert_eq!(read("whole", &["4"]), Ok(Some(Value::Face(4))));
    assert_eq!(read("whole", &[]), Ok(None));
    assert_eq!(read("whole", &["  "]), Ok(None));
    for forged in ["0", "6", "+4", "04", "4.0", "-1", "999999999999", "<script>"] {
        assert!(matches!(read("whole", &[forged]), Err(NotAnAnswer::NotOffered { .. })), "{forged}");
    }
    assert_eq!(read("whole", &["4", "5"]), Err(NotAnAnswer::OnlyOne));
    assert_eq!(read("most", &["price"]), Ok(Some(Value::One("price".to_owned()))));
    let refused = read("most", &["<script>alert(1)</script>"]).expect_err("refused").to_string();
    assert!(refused.contains("`product`") && !refused.contains("script"), "{refused}");
    assert_eq!(read("words", &["\u{e9}".repeat(500).as_str()]).map(|it| it.is_some()), Ok(true));
    let long = "x".repeat(1_000_000);
    assert_eq!(read("words", &[&long]), Err(NotAnAnswer::TooLong { chars: 1_000_000, chars_max: 500 }));
    assert_eq!(read("reply", &["yes"]), Ok(Some(Value::Yes(true))));
}

#[test]
fn what_is_sent_comes_back_as_it_was() {
    for name in ["fietsplan-pulse.toml", "practice.toml"] {
        let survey = Survey::parse(name, &shipped(name)).expect("a survey");
        let values = [
            Value::Face(1),
            Value::One("price".to_owned()),
            Value::Words("te laat".to_owned()),
            Value::Yes(false),
            Value::Goal(Reached::Partly),
        ];
        for question in &survey.questions {
            for value in &values {
                let sent = value.sent();
                let read = question.read(&sent.iter().map(String::as_str).collect::<Vec<_>>());
                if let Ok(Some(read)) = &read
                    && std::mem::discriminant(read) == std::mem::discriminant(value)
                {
                    assert_eq!(read, value);
                }
                let json = serde_json::to_string(value).expect("JSON");
                assert_eq!(&serde_json::from_str::<Value>(&json).expect("a value"), value);
            }
        }
    }
}

#[test]
fn a_yes_to_a_reply_is_the_only_way_to_one() {
    let survey = pulse();
    let words = ("words", &Value::Words("te laat".to_owned()));
    assert!(!survey.purposes_of([words]).holds(Purpose::Reply));
    assert!(!survey.purposes_of([words, ("reply", &Value::Yes(false))]).holds(Purpose::Reply));
    assert!(survey.purposes_of([words, ("reply", &Value::Yes(true))]).holds(Purpose::Reply));
}

#[test]
fn options_are_shuffled_and_the_last_stays_last() {
    let survey = pulse();
    let question = survey.question("most").expect("a question");
    let mut firsts = std::collections::BTreeMap::new();
    for seed in 0..6_000 {
        let order: Vec<&str> = question.order(seed).iter().map(|it| it.id.as_str()).collect();
        assert_eq!(order.len(), 6);
        assert_eq!(order[5], "other");
        assert_eq!(order, question.order(seed).iter().map(|it| it.id.as_str()).collect::<Vec<_>>());
        *firsts.entry(order[0].to_owned()).or_insert(0) += 1;
    }
    // Each of five comes first 1,200 times; three standard deviations are 93.
    assert!(firsts.len() == 5 && firsts.values().all(|n| (1_107..=1_293).contains(n)), "{firsts:?}");
}

#[test]
fn the_rung_follows_the_rule_of_the_question() {
    let survey = pulse();
    let whole = survey.question("whole").expect("a question");
    for (face, rung) in (1..=5).zip(Rung::ALL) {
        assert_eq!(whole.rung(&Value::Face(face)), Some(rung));
    }
    let text = "survey = \"s\"\nlanguages = [\"en\"]\ntitle.en = \"t\"\n[[question]]\nid = \"a\"\nkind = \"score\"\nladder = true\nask.en = \"?\"\n";
    let score = Survey::parse("s.toml", text).expect("a survey");
    let rungs = |survey: &Survey| -> Vec<u8> {
        (0..=10).filter_map(|score| survey.questions[0].rung(&Value::Score(score)).map(Rung::number)).collect()
    };
    assert_eq!(rungs(&score), [1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    let own = Survey::parse("s.toml", &text.replace("ladder = true", "ladder = true\nladder_tops = [0, 3, 7, 9]"));
    assert_eq!(rungs(&own.expect("a survey")), [1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5]);
    assert_eq!(survey.question("reply").expect("a question").rung(&Value::Yes(false)), None);
}

fn person(asked: &[&str]) -> Person {
    let asked = asked.iter().map(|on| Asked { survey: "another".to_owned(), on: day(on), about: None }).collect();
    let happened = vec![Happened { what: Occasion::ServiceContact, on: day("2026-11-18") }];
    Person { asked, happened, ..Person::new("K-1", day("2026-10-01")) }
}

#[track_caller]
fn check(person: &Person, house: &House, now: (&str, u8), expected: &Decision) {
    let survey = pulse();
    let rule = &survey.rules[1];
    let found = decide(&survey, rule, person, house, &key(), Now { day: day(now.0), hour: now.1 });
    assert_eq!(&found, expected);
}

#[test]
fn somebody_who_was_helped_is_asked_once_and_not_at_night() {
    let contact = Happened { what: Occasion::ServiceContact, on: day("2026-11-18") };
    let ask = Decision::Ask { about: contact, by: AskedBy::Mail };
    let thursday = ("2026-11-19", NOON);
    check(&person(&[]), &house(), thursday, &ask);
    check(&person(&[]), &house(), ("2026-11-18", NOON), &Decision::Not(NotAsked::NotDue));
    check(&person(&[]), &house(), ("2026-11-26", NOON), &Decision::Not(NotAsked::NotDue));
    for hour in [20, 23, 0, 8] {
        check(&person(&[]), &house(), ("2026-11-19", hour), &Decision::Not(NotAsked::Quiet));
    }
    check(&person(&[]), &house(), ("2026-11-22", NOON), &Decision::Not(NotAsked::Quiet));
    check(&person(&[]), &House { quiet_sundays: false, ..house() }, ("2026-11-22", NOON), &ask);
    let before = Asked { survey: "fietsplan-pulse".to_owned(), on: day("2026-10-01"), about: Some(contact) };
    check(&Person { asked: vec![before], ..person(&[]) }, &house(), thursday, &Decision::Not(NotAsked::AskedBefore));
}

#[test]
fn what_the_customer_said_and_the_cap_come_before_every_rule() {
    let thursday = ("2026-11-19", NOON);
    let resting = |until| Decision::Not(NotAsked::Resting { until: day(until) });
    check(&person(&["2026-11-01"]), &house(), thursday, &resting("2026-12-01"));
    check(&Person { opted_out: true, ..person(&[]) }, &house(), thursday, &Decision::Not(NotAsked::OptedOut));
    let all = House { unasked_share: 0.5, ..House::default() };
    let held = (0..99).map(|n| format!("K-{n}")).find(|it| key().is_unasked(it, 0.5)).expect("one of them");
    check(&Person { customer: held, ..person(&[]) }, &all, thursday, &Decision::Not(NotAsked::HeldOut));
    // Six times a year, over all surveys.
    let often = person(&["2025-12-01", "2026-02-01", "2026-04-01", "2026-06-01", "2026-08-01", "2026-10-01"]);
    check(&often, &house(), thursday, &resting("2026-12-01"));
    let gone = Person { left_on: Some(day("2026-11-18")), ..person(&[]) };
    check(&gone, &house(), thursday, &Decision::Not(NotAsked::Gone));
}

#[test]
fn after_a_goodbye_no_mail_goes_out_that_was_not_agreed_to() {
    let text = shipped("fietsplan-pulse.toml") + "\n[[ask]]\non = \"goodbye\"\nchannels = [\"mail\", \"desk\"]\n";
    let survey = Survey::parse("s.toml", &text).expect("a survey");
    let rule = survey.rules.last().expect("the rule");
    let goodbye = Happened { what: Occasion::Goodbye, on: day("2026-11-18") };
    let left = Person { left_on: Some(day("2026-11-18")), happened: vec![goodbye], ..person(&[]) };
    let now = Now { day: day("2026-11-19"), hour: NOON };
    let by = |person: &Person, rule| decide(&survey, rule, person, &house(), &key(), now);
    assert_eq!(by(&left, rule), Decision::Ask { about: goodbye, by: AskedBy::Desk });
    let only_mail = relationship::listening::AskRule { channels: vec![AskedBy::Mail], ..rule.clone() };
    assert_eq!(by(&left, &only_mail), Decision::Not(NotAsked::NotAgreed { by: MailRule::default() }));
    let agreed = Person { agreed_to_mail_after_goodbye: true, ..left.clone() };
    let mailed = Decision::Ask { about: goodbye, by: AskedBy::Mail };
    assert_eq!(by(&agreed, &only_mail), mailed);
    // The law pack decides what must be on record, and a refusal names its rule.
    let told = Person { told_of_mail: true, ..left.clone() };
    for (law, rule, refused) in [
        (&[][..], "ST-04", [true, true, false]),
        (&["nl"], "NL-17", [true, true, false]),
        (&["de"], "DE-14", [true, true, false]),
        (&["us-mn"], "US-MN1", [true, true, false]),
        (&["uk"], "UK-06", [true, false, false]),
        (&["us-ca"], "US-SPAM", [false, false, false]),
        (&["us-ca", "uk"], "UK-06", [true, false, false]),
        (&["uk", "nl"], "NL-17", [true, true, false]),
    ] {
        let law: Vec<String> = law.iter().map(|it: &&str| (*it).to_owned()).collect();
        let house = house().under(&law).expect("packs that are there");
        for (person, is_refused) in [&left, &told, &agreed].into_iter().zip(refused) {
            match decide(&survey, &only_mail, person, &house, &key(), now) {
                Decision::Not(NotAsked::NotAgreed { by }) => assert_eq!((is_refused, by.rule.as_str()), (true, rule)),
                other => assert_eq!((is_refused, other), (false, mailed.clone()), "{law:?}"),
            }
        }
        // Who wants no questions gets none, whatever the law allows.
        let out = Person { opted_out: true, ..agreed.clone() };
        assert_eq!(decide(&survey, &only_mail, &out, &house, &key(), now), Decision::Not(NotAsked::OptedOut));
    }
    let unknown = House::parse("law = [\"ln\"]").expect_err("no such pack").to_string();
    assert!(unknown.contains("there is no law pack `ln`") && unknown.contains("us-ny"), "{unknown}");
    let house = House::parse("law = [\"us-ny\"]").expect("rules");
    assert_eq!(house.mail_after_goodbye.needs, MailNeeds::Nothing);
}

#[test]
fn who_is_picked_by_hand_is_asked_under_the_same_rules() {
    let by_hand = |person: &Person, house: &House, hour| {
        decide_by_hand(person, AskedBy::Mail, house, &key(), Now { day: day("2026-11-19"), hour })
    };
    let free = Person { happened: Vec::new(), ..person(&[]) };
    assert_eq!(by_hand(&free, &house(), NOON), Ok(()));
    assert_eq!(by_hand(&free, &house(), 22), Err(NotAsked::Quiet));
    let resting = NotAsked::Resting { until: day("2026-12-01") };
    assert_eq!(by_hand(&person(&["2026-11-01"]), &house(), NOON), Err(resting));
    assert_eq!(by_hand(&Person { opted_out: true, ..free.clone() }, &house(), 22), Err(NotAsked::OptedOut));
    let gone = Person { left_on: Some(day("2026-11-18")), ..free.clone() };
    assert_eq!(by_hand(&gone, &house(), NOON), Err(NotAsked::Gone));
    let held = (0..99).map(|n| format!("K-{n}")).find(|it| key().is_unasked(it, 0.5)).expect("one of them");
    let half = House { unasked_share: 0.5, ..House::default() };
    assert_eq!(by_hand(&Person { customer: held, ..free }, &half, NOON), Err(NotAsked::HeldOut));
}

#[test]
fn a_rule_asks_only_whom_it_is_about() {
    let text = shipped("fietsplan-pulse.toml")
        + "\n[[ask]]\non = \"service_contact\"\n[ask.if]\ntenure_days_min = 60\nplans = [\"year\"]\nrungs = [\"deep_red\"]\ntraits = { city = \"Utrecht\" }\n";
    let survey = Survey::parse("s.toml", &text).expect("a survey");
    let rule = survey.rules.last().expect("the rule");
    let now = Now { day: day("2026-11-19"), hour: NOON };
    let all = Person {
        joined_on: day("2026-09-01"),
        plan: Some("year".to_owned()),
        rung: Some(Rung::DeepRed),
        traits: vec![("city".to_owned(), "Utrecht".to_owned())],
        ..person(&[])
    };
    let decide = |person: &Person| decide(&survey, rule, person, &house(), &key(), now);
    assert!(matches!(decide(&all), Decision::Ask { .. }));
    for other in [
        Person { joined_on: day("2026-10-01"), ..all.clone() },
        Person { plan: None, ..all.clone() },
        Person { rung: None, ..all.clone() },
        Person { traits: Vec::new(), ..all.clone() },
    ] {
        assert_eq!(decide(&other), Decision::Not(NotAsked::Unmet));
    }
}

#[test]
fn the_rules_of_the_house_are_read_and_checked() {
    let house = House::parse("between_days = 14\nunasked_share = 0.1\n").expect("rules");
    assert_eq!((house.between_days, house.per_year_max), (14, 6));
    for (text, word) in [
        ("between_days = 0", "1 to 365"),
        ("unasked_share = 0.9", "0 to 0.5"),
        ("quiet_to_hour = 25", "0 to 24"),
        ("x = 1", "unknown field"),
    ] {
        let error = House::parse(text).expect_err(text).to_string();
        assert!(error.contains(word), "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whoever is asked whenever a rule allows it is never asked more often than the cap says, whatever happens to them.
    #[test]
    fn the_cap_holds_over_all_surveys(contacts in proptest::collection::vec(0..700_i32, 0..60), between in 1..60_u32, most in 1..12_u32) {
        let house = House { between_days: between, per_year_max: most, ..house() };
        let start = day("2024-01-01");
        let survey = pulse();
        let mut one = Person::new("K-1", start);
        one.happened = contacts.iter().map(|n| Happened { what: Occasion::ServiceContact, on: start.plus_days(*n) }).collect();
        for n in 0..730 {
            let now = Now { day: start.plus_days(n), hour: NOON };
            for (index, rule) in survey.rules.iter().enumerate() {
                if let Decision::Ask { about, .. } = decide(&survey, rule, &one, &house, &key(), now) {
                    let survey = if index == 0 { survey.survey.clone() } else { format!("survey-{index}") };
                    one.asked.push(Asked { survey, on: now.day, about: Some(about) });
                }
            }
        }
        let on: Vec<i32> = one.asked.iter().map(|it| it.on.number()).collect();
        prop_assert!(!on.is_empty());
        prop_assert!(on.windows(2).all(|pair| pair[1] - pair[0] >= i32::try_from(between).expect("small")));
        for window in on.windows(most as usize + 1) {
            prop_assert!(window[most as usize] - window[0] >= 365);
        }
    }

    /// Every customer on the first day is counted once, wherever they went.
    #[test]
    fn movements_count_everybody_once(people in proptest::collection::vec((0..400_i32, proptest::option::of(0..800_i32), proptest::collection::vec((0..800_i32, 1..=5_u8, 1..300_u32), 0..6)), 0..40)) {
        let start = day("2024-01-01");
        let customers: Vec<Customer> = people.iter().map(|(joined, stayed, said)| Customer {
            joined_on: start.plus_days(*joined),
            left_on: stayed.map(|days| start.plus_days(joined + days)),
            said: said.iter().map(|(on, rung, days)| Said { rung: Rung::from_number(*rung).expect("a rung"), on: start.plus_days(*on), fades_after_days: *days }).collect(),
        }).collect();
        let (from, to) = (start.plus_days(300), start.plus_days(600));
        let moves = Movements::between(&customers, from, to);
        let here = customers.iter().filter(|it| it.joined_on <= from && it.left_on.is_none_or(|left| left >= from)).count();
        prop_assert_eq!(moves.total(), here as u64);
        prop_assert_eq!(moves.began(State::Gone), 0);
        let loss = LossBoard::of(&moves);
        prop_assert_eq!(loss.began, loss.lifted().part + loss.to_orange + loss.stayed + loss.left + loss.unknown);
        let loyalty = LoyaltyBoard::of(&moves);
        prop_assert_eq!(loyalty.began, loyalty.to_green + loyalty.stayed + loyalty.fell + loyalty.left + loyalty.unknown);
    }
}

#[test]
fn a_rung_has_a_date_and_fades() {
    let said = |rung, on: &str| Said { rung, on: day(on), fades_after_days: 180 };
    let all = [said(Rung::DeepRed, "2026-01-10"), said(Rung::SoftGreen, "2026-03-01")];
    let at = |on: &str| standing(&all, day(on)).map(|it| (it.rung, it.fades_on.to_string()));
    assert_eq!(at("2026-01-09"), None);
    assert_eq!(at("2026-02-28"), Some((Rung::DeepRed, "2026-07-09".to_owned())));
    assert_eq!(at("2026-08-27"), Some((Rung::SoftGreen, "2026-08-28".to_owned())));
    assert_eq!(at("2026-08-28"), None);
}

#[test]
fn the_two_boards_never_mix() {
    let mut moves = Movements::default();
    let on = State::On;
    moves.add(on(Rung::DeepRed), on(Rung::Yellow), 4);
    moves.add(on(Rung::DeepRed), on(Rung::SoftGreen), 2);
    moves.add(on(Rung::DeepRed), State::Gone, 3);
    moves.add(on(Rung::DeepRed), State::Unknown, 5);
    moves.add(on(Rung::SoftGreen), on(Rung::Green), 7);
    moves.add(on(Rung::SoftGreen), on(Rung::Yellow), 1);
    moves.add(on(Rung::Yellow), on(Rung::Green), 100);
    assert_eq!(LossBoard::of(&moves).lifted(), Part { part: 6, whole: 9 });
    assert_eq!(LossBoard::of(&moves).known(), Part { part: 9, whole: 14 });
    assert_eq!(LoyaltyBoard::of(&moves).grown(), Part { part: 7, whole: 8 });
    for from in State::ALL {
        for to in State::ALL {
            let both = [Goal::LossReduction, Goal::Loyalty].map(|goal| goal.is_reached_by(from, to));
            assert!(both.iter().flatten().count() <= 1, "{from:?} to {to:?} counts for both");
        }
    }
}

fn deep_red(reason: &str) -> Evidence {
    let (customer, reason) = ("K-1".to_owned(), reason.to_owned());
    Evidence::of(Signal::DeepRed { customer, reason, answer: "I-1 whole".to_owned(), on: day("2026-11-20") })
}

fn rules() -> Rules {
    let owners = Owners::default().with("product", "Bram").with("service", "Anouk").with("other", "Fatima");
    Rules { owners, ..Rules::default() }
}

fn holidays() -> Holidays {
    Holidays::of(Country::Netherlands, 2026..=2027)
}

#[test]
fn product_goes_to_product_people_and_service_to_service_people() {
    for (reason, owner) in [("service.slow", "Anouk"), ("product", "Bram"), ("price.too_high", "Fatima")] {
        let proposal = rules().propose(deep_red(reason), &holidays()).expect("work");
        assert_eq!(proposal.owner.as_deref(), Some(owner), "{reason}");
        // 20 November 2026 is a Friday: two working days later it is Tuesday.
        assert_eq!(proposal.due_on, day("2026-11-24"));
    }
}

#[test]
fn numbers_that_chance_could_bring_make_no_work() {
    let share = |part, whole| Share { part, whole };
    let (reason, on) = ("service.slow".to_owned(), day("2026-11-20"));
    let theme =
        |part| Signal::ThemeAbove { reason: reason.clone(), now: share(part, 100), usual: 0.05, limit: 0.14, on };
    let rising = |lower| Signal::ReasonRising {
        reason: reason.clone(),
        before: share(5, 100),
        now: share(15, 100),
        lower,
        upper: 0.2,
        on,
    };
    let proposed = |signal| rules().propose(Evidence::of(signal), &holidays()).is_some();
    assert!(!proposed(theme(14)) && proposed(theme(15)));
    assert!(!proposed(rising(-0.001)) && !proposed(rising(0.0)) && proposed(rising(0.01)));
    let few = Signal::ThemeAbove { reason, now: share(2, 3), usual: 0.05, limit: 0.4, on };
    assert!(!proposed(few), "two people are not a theme");
}

#[test]
fn a_point_is_closed_with_cause_and_action_and_opens_again_when_it_did_not_help() {
    let today = day("2026-11-20");
    let proposal = rules().propose(deep_red("service.slow"), &holidays()).expect("work");
    let mut events = vec![Point::begin(proposal)];
    let mut run = |command: Command| -> Result<Stage, PointError> {
        let point = Point::fold(&events).expect("a point");
        events.extend(point.decide(command, today, today.plus_days(7))?);
        Ok(Point::fold(&events).expect("a point").stage)
    };
    let close = |cause: &str, action: &str| Command::Close { cause: cause.to_owned(), action: action.to_owned() };
    assert_eq!(run(close(" ", "called")), Err(PointError::NoCause));
    assert_eq!(run(close("one line at the desk", "")), Err(PointError::NoAction));
    assert_eq!(run(Command::AskWhether { whom: Told::Customer, count: 1 }), Err(PointError::IsOpen));
    assert!(run(Command::Give { owner: "Anouk".to_owned(), due_on: Some(day("2026-11-19")) }).is_err());
    assert_eq!(run(Command::Give { owner: "Anouk".to_owned(), due_on: None }), Ok(Stage::Open));
    assert_eq!(run(close("one line at the desk", "second line")), Ok(Stage::Closed));
    assert_eq!(run(Command::Note("more".to_owned())), Err(PointError::IsClosed));
    assert_eq!(run(Command::AskWhether { whom: Told::Customer, count: 1 }), Ok(Stage::Closed));
    assert_eq!(run(Command::Say { who: Told::Customer, helped: false }), Ok(Stage::Open));
    assert_eq!(run(close("still one line at noon", "two lines at noon")), Ok(Stage::Closed));
    assert_eq!(run(Command::Say { who: Told::Customer, helped: true }), Ok(Stage::Helped));
    let point = Point::fold(&events).expect("a point");
    assert_eq!((point.reopened_count, point.helped_count), (1, 1));
    let json = serde_json::to_string(&events).expect("JSON");
    assert_eq!(serde_json::from_str::<Vec<Event>>(&json).expect("events"), events);
}

#[test]
fn a_point_is_looked_after_and_handed_over() {
    let proposal = rules().propose(deep_red("service.slow"), &holidays()).expect("work");
    let point = Point::fold(&[Point::begin(proposal)]).expect("a point");
    let at = |on: &str| point.attention(day(on), &rules());
    assert_eq!(at("2026-11-21"), Attention::None);
    assert_eq!(at("2026-11-22"), Attention::DueSoon { days: 2 });
    assert_eq!(at("2026-11-24"), Attention::DueSoon { days: 0 });
    assert_eq!(at("2026-11-25"), Attention::Overdue { days: 1 });
    assert_eq!(at("2026-12-01"), Attention::Escalated { days: 7 });
    let given = hand_over([(1, &point)], "Anouk", "Lotte", day("2026-11-22")).expect("handed over");
    assert_eq!(given, [(1, Event::Given { owner: "Lotte".to_owned(), due_on: day("2026-11-24") })]);
    assert_eq!(hand_over([(1, &point)], "Bram", "Lotte", day("2026-11-22")), Ok(Vec::new()));
    assert_eq!(hand_over([(1, &point)], "Anouk", " ", day("2026-11-22")), Err(PointError::NoOwner));
}
