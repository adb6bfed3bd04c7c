//! What is read with care, and what is found in plain words.

use relationship::flow::Flow;

use super::decent::{Decent, decent};

#[test]
fn unknown_words_in_lists_and_days_no_year_has_are_refused() {
    #[track_caller]
    fn refused(more: &str, expected: &[&str]) {
        let flow = Decent { head: more.into(), ..decent("en", "uk") };
        let error = Flow::parse("flow.toml", &flow.text()).expect_err("a refusal").to_string();
        for part in expected {
            assert!(error.contains(part), "{error}");
        }
    }
    refused("[receipt]\nholds = [\"content\", \"qwerty\"]", &["`holds` has `qwerty`", "allowed: `content`"]);
    refused("[receipt]\nholds = [\"end_dat\"]", &["`holds` has `end_dat`", "Did you mean `end_date`?"]);
    let offer = |reason: &str| format!("[[offer]]\nid = \"a\"\ntext.en = \"X\"\nreasons = [\"{reason}\"]");
    refused(&offer("prise"), &["prise", "price"]);
    let contract = |more: &str| {
        format!(
            "[[contract]]\nid = \"tv\"\ntitle.en = \"TV\"\nkind = \"own_terms\"\n{more}\n\
                 [[contract]]\nid = \"line\"\ntitle.en = \"Line\"\nkind = \"nl_association\""
        )
    };
    refused(&contract("part_of = \"nonsense\""), &["`part_of` is `nonsense`", "allowed: `line`"]);
    refused(&contract("part_of = \"lin\""), &["Did you mean `line`?"]);
    refused(&contract("part_of = \"tv\""), &["`part_of` is `tv`, which is no other contract"]);
    for (month, day) in [(2, 30), (4, 31), (13, 1), (0, 1), (6, 0)] {
        refused(&contract(&format!("year_end = {{ month = {month}, day = {day} }}")), &["`year_end` is day"]);
    }
    for fine in
        [offer("price.too_high"), contract("part_of = \"line\""), contract("year_end = { month = 2, day = 29 }")]
    {
        let flow = Decent { head: fine.clone(), ..decent("en", "uk") };
        assert!(Flow::parse("flow.toml", &flow.text()).is_ok(), "{fine}");
    }
}

#[test]
fn what_is_found_is_said_in_words() {
    let said = |head: &str, rule: &str| {
        let lint = Decent { head: head.into(), ..decent("en", "nl") }.lint();
        let found = lint.findings.iter().find(|it| it.rule == rule).expect("a finding").found.clone();
        (found.en, found.nl)
    };
    assert_eq!(
        said("[receipt]\nholds = [\"content\", \"received_at\"]", "DP-22"),
        (
            "the receipt lacks the end date, what goes back".into(),
            "in de bevestiging ontbreekt de einddatum, wat er terugkomt".into()
        )
    );
    let ask =
        Decent { fields: "[[screen.field]]\nabout = \"reason\"\nlabel.en = \"Why?\"\n".into(), ..decent("en", "nl") };
    let found = ask.lint().findings.into_iter().find(|it| it.rule == "DP-12").expect("a finding").found;
    assert_eq!(
        (found.en.as_str(), found.nl.as_str()),
        ("1 question before the request is in", "1 vraag voordat de opzegging binnen is")
    );
}
