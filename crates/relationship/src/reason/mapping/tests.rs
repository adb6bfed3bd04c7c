use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

const TODAY: &str = "2026-11-22";

fn part(own_words: &str, code: &str) -> Part {
    Part { own_words: own_words.to_owned(), code: Some(code.to_owned()) }
}

/// Fietsplan after its first evening with the list of reasons.
fn fietsplan() -> ReasonMapping {
    ReasonMapping::default()
        .assign("Te duur", "price.too_high", day(TODAY))
        .and_then(|it| it.assign("service", "service", day(TODAY)))
        .and_then(|it| it.assign("Verhuisd", "life.moved", day(TODAY)))
        .expect("a mapping")
}

/// Reads own words on a day as `label = code`.
#[track_caller]
fn check(mapping: &ReasonMapping, own_words: &str, on: &str, expected: &str) {
    let coded = mapping.code_for(own_words, day(on));
    assert_eq!(format!("{} = {}", coded.label(), coded.code()), expected);
}

#[track_caller]
fn refused(result: Result<ReasonMapping, MappingError>, expected: &str) {
    assert_eq!(result.expect_err(expected).to_string(), expected);
}

#[test]
fn case_and_white_space_do_not_count() {
    for own_words in ["te duur", "TE  DUUR", " Te duur\n"] {
        check(&fietsplan(), own_words, "2020-01-01", "Te duur = price.too_high");
    }
}

#[test]
fn words_nobody_mapped_are_shown_as_they_were_said_and_counted_under_other() {
    let mapping = fietsplan();
    check(&mapping, " Fiets gestolen ", TODAY, "Fiets gestolen = unmapped");
    assert_eq!(mapping.code_for("Fiets gestolen", day(TODAY)).family(), "other");
}

#[test]
fn a_code_is_understood_as_itself() {
    check(&fietsplan(), "Price.Increase", TODAY, "Price.Increase = price.increase");
    // A family's code is also a word of everybody; "company" may mean many things.
    check(&fietsplan(), "company", TODAY, "company = unmapped");
}

#[test]
fn a_proposal_is_marked_and_never_applied_silently() {
    let mapping = fietsplan();
    let coded = mapping.code_for("overleden", day(TODAY));
    assert_eq!(coded, Coded::Unmapped { label: "overleden" });
    let shown = coded.or_proposed("overleden");
    assert!(shown.is_proposed());
    assert_eq!((shown.code(), shown.departure()), ("life.death", None));
}

#[test]
fn a_renamed_reason_keeps_its_past_and_its_code() {
    let mapping = fietsplan().rename("te duur", "Prijs te hoog", day(TODAY)).expect("a new name");
    check(&mapping, "Te duur", "2020-01-01", "Prijs te hoog = price.too_high");
    check(&mapping, "prijs te hoog", TODAY, "Prijs te hoog = price.too_high");
    assert_eq!(mapping.version, 5);
    let back = mapping.rename("Prijs te hoog", "Te duur", day(TODAY)).expect("the old name again");
    check(&back, "prijs te hoog", TODAY, "Te duur = price.too_high");
}

#[test]
fn a_name_that_is_taken_is_refused() {
    refused(
        fietsplan().rename("Te duur", "verhuisd", day(TODAY)),
        "`verhuisd` is already the name of another reason; choose another name, or merge the two",
    );
}

#[test]
fn merged_reasons_are_counted_together_for_all_days() {
    let mapping = fietsplan()
        .assign("Duur", "price.too_high", day(TODAY))
        .and_then(|it| it.merge(&["Te duur", "Duur"], "Prijs", None, day(TODAY)))
        .expect("one reason");
    for own_words in ["te duur", "duur", "prijs"] {
        check(&mapping, own_words, "2020-01-01", "Prijs = price.too_high");
    }
}

#[test]
fn merging_reasons_of_two_codes_needs_a_decision() {
    let mapping = fietsplan();
    refused(
        mapping.merge(&["Te duur", "service"], "Ontevreden", None, day(TODAY)),
        "`Ontevreden` would mean both `price.too_high` and `service`; say which code the reason gets",
    );
    let merged = mapping.merge(&["Te duur", "service"], "Ontevreden", Some("product"), day(TODAY)).expect("decided");
    check(&merged, "service", "2020-01-01", "Ontevreden = product");
    refused(
        mapping.merge(&["Te duur", "te  DUUR"], "x", None, day(TODAY)),
        "a merge needs at least two different reasons, got 1",
    );
}

#[test]
fn what_was_said_before_a_split_stays_under_the_old_reason() {
    let parts = [part("Traag", "service.slow"), part("Onvriendelijk", "service.encounter")];
    let mapping = fietsplan().split("service", &parts, day("2026-06-01"), day(TODAY)).expect("two reasons");
    check(&mapping, "service", "2026-05-31", "service = service");
    check(&mapping, "service", "2026-06-01", "service = service");
    check(&mapping, "traag", "2026-05-31", "traag = unmapped");
    check(&mapping, "traag", "2026-06-01", "Traag = service.slow");
    check(&mapping, "onvriendelijk", "2026-06-01", "Onvriendelijk = service.encounter");
    let readings: Vec<_> = mapping.readings("traag").iter().map(|(from, it)| (*from, it.code())).collect();
    assert_eq!(readings, [(None, "unmapped"), (Some(day("2026-06-01")), "service.slow")]);
}

#[test]
fn the_rest_of_a_split_reason_may_keep_the_old_words() {
    let rest = Part { own_words: "service".to_owned(), code: None };
    let parts = [part("Traag", "service.slow"), rest];
    let mapping = fietsplan().split("service", &parts, day("2026-06-01"), day(TODAY)).expect("two reasons");
    check(&mapping, "service", "2026-07-01", "service = service");
    refused(
        fietsplan().split(
            "service",
            &[part("Traag", "service.slow"), part("Service", "service.encounter")],
            day(TODAY),
            day(TODAY),
        ),
        "`service` would mean both `service` and `service.encounter`; say which code the reason gets",
    );
}

#[test]
fn a_code_that_does_not_exist_is_refused() {
    let error = fietsplan().assign("x", "price.to_high", day(TODAY)).expect_err("no such code").to_string();
    assert!(error.starts_with("`price.to_high` is not a reason code; did you mean `price.too_high`?"), "{error}");
    refused(
        fietsplan().assign("  ", "price", day(TODAY)),
        "`  ` cannot be a reason in own words; allowed: 1 to 500 characters",
    );
}

#[test]
fn a_mapping_written_by_hand_is_checked() {
    let read = |json: &str| serde_json::from_str::<ReasonMapping>(json).map_err(|error| error.to_string());
    let twice = r#"{"version":2,"entries":[{"own_words":"a","label":"a"},{"own_words":" A","label":"a"}]}"#;
    assert!(read(twice).expect_err("twice").contains("two ways from the same day"));
    let code = r#"{"version":2,"entries":[{"own_words":"a","label":"a","code":"prise"}]}"#;
    assert!(read(code).expect_err("no such code").contains("did you mean `price`?"));
    assert_eq!(read(r#"{"version":1}"#), Ok(ReasonMapping::default()));
    assert!(read(r#"{"version":1,"words":[]}"#).is_err());
}

#[derive(Debug, Clone)]
enum Op {
    Assign(usize, usize),
    Rename(usize, usize),
    Merge(Vec<usize>, usize, Option<usize>),
    Split(usize, Vec<(usize, Option<usize>)>, i32),
}

const WORDS: [&str; 8] = ["duur", "Te duur", "service", "Traag", "weg", "verhuisd", "overig", "price.increase"];
const CODES: [&str; 5] = ["price.too_high", "service", "service.slow", "life.moved", "other.text"];
const DAYS: std::ops::Range<i32> = 0..20;

fn op() -> impl Strategy<Value = Op> {
    let word = || 0..WORDS.len();
    let code = || 0..CODES.len();
    prop_oneof![
        (word(), code()).prop_map(|(word, code)| Op::Assign(word, code)),
        (word(), word()).prop_map(|(old, new)| Op::Rename(old, new)),
        (prop::collection::vec(word(), 2..4), word(), prop::option::of(code()))
            .prop_map(|(labels, into, code)| Op::Merge(labels, into, code)),
        (word(), prop::collection::vec((word(), prop::option::of(code())), 2..4), DAYS)
            .prop_map(|(label, parts, from)| Op::Split(label, parts, from)),
    ]
}

fn apply(mapping: &ReasonMapping, op: &Op) -> Result<ReasonMapping, MappingError> {
    let since = day(TODAY);
    match op {
        Op::Assign(word, code) => mapping.assign(WORDS[*word], CODES[*code], since),
        Op::Rename(old, new) => mapping.rename(WORDS[*old], WORDS[*new], since),
        Op::Merge(labels, into, code) => {
            let labels: Vec<_> = labels.iter().map(|&word| WORDS[word]).collect();
            mapping.merge(&labels, WORDS[*into], code.map(|code| CODES[code]), since)
        }
        Op::Split(label, parts, from) => {
            let parts: Vec<_> = parts
                .iter()
                .map(|(word, code)| Part {
                    own_words: WORDS[*word].to_owned(),
                    code: code.map(|code| CODES[code].to_owned()),
                })
                .collect();
            mapping.split(WORDS[*label], &parts, Day::from_number(*from), since)
        }
    }
}

/// How many answers each day has, summed over what a report would show.
fn totals(mapping: &ReasonMapping, answers: &[(usize, i32)]) -> BTreeMap<i32, usize> {
    let mut shown: BTreeMap<(i32, &str, String), usize> = BTreeMap::new();
    for &(word, on) in answers {
        let coded = mapping.code_for(WORDS[word], Day::from_number(on));
        *shown.entry((on, coded.family(), coded.label().to_owned())).or_default() += 1;
    }
    let mut totals = BTreeMap::new();
    for ((on, ..), count) in shown {
        *totals.entry(on).or_default() += count;
    }
    totals
}

proptest! {
    #[test]
    fn history_never_mixes(
        ops in prop::collection::vec(op(), 1..12),
        answers in prop::collection::vec((0..WORDS.len(), DAYS), 1..60),
    ) {
        let mut mapping = ReasonMapping::default();
        let before_all = totals(&mapping, &answers);
        for op in &ops {
            let Ok(next) = apply(&mapping, op) else { continue };
            prop_assert_eq!(next.version, mapping.version + 1);
            prop_assert_eq!(&totals(&next, &answers), &before_all, "totals per day stay");
            for &(word, on) in &answers {
                let on_day = Day::from_number(on);
                let (was, is) = (mapping.code_for(WORDS[word], on_day), next.code_for(WORDS[word], on_day));
                match op {
                    Op::Split(_, _, from) if on < *from => {
                        prop_assert_eq!(&was, &is, "nothing said before a split moves");
                    }
                    Op::Split(label, parts, _) if word == *label && parts.iter().all(|(part, _)| part != label) => {
                        prop_assert_eq!(&was, &is, "who still says the old words is counted under the old");
                    }
                    Op::Rename(_, new) if !same(WORDS[word], WORDS[*new]) => {
                        prop_assert_eq!((was.code(), was.family()), (is.code(), is.family()), "a name is not a meaning");
                    }
                    Op::Merge(labels, into, _) => {
                        let touched = labels.iter().chain([into]).any(|&it| same(WORDS[it], was.label()));
                        prop_assert!(touched || was == is, "a merge touches only what it names");
                    }
                    _ => {}
                }
                let last = next.readings(WORDS[word]).into_iter().rfind(|(from, _)| from.is_none_or(|from| from <= on_day));
                prop_assert_eq!(last.map(|(_, coded)| coded), Some(is), "readings say what single look-ups say");
            }
            let json = serde_json::to_string(&next).expect("JSON");
            prop_assert_eq!(&serde_json::from_str::<ReasonMapping>(&json).expect("a mapping"), &next);
            mapping = next;
        }
    }
}
