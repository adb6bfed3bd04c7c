//! The two flows that ship are clean, a bad flow is found out, and a flow's file is read with care.

use std::path::Path;

use relationship::Day;
use relationship::flow::Flow;
use relationship::lint::{Lint, RULES, Severity, lint};

fn today() -> Day {
    "2026-11-22".parse().expect("a day")
}

fn shipped(name: &str) -> Lint {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../flows").join(name);
    let text = std::fs::read_to_string(path).expect("the flow");
    let (flow, places) = Flow::parse(name, &text).unwrap_or_else(|error| panic!("{error}"));
    assert!(flow.is_leaving_one_action_away());
    lint(&flow, &places, &[], today()).expect("the packs")
}

fn of(text: &str, packs: &[&str]) -> Lint {
    let (flow, places) = Flow::parse("flow.toml", text).unwrap_or_else(|error| panic!("{error}"));
    lint(&flow, &places, packs, today()).expect("the packs")
}

fn said(lint: &Lint) -> Vec<(&'static str, Severity)> {
    lint.findings.iter().map(|finding| (finding.rule, finding.severity)).collect()
}

const SHORT: &str = "flow = \"x\"\ntitle.nl = \"x\"\ntitle.en = \"x\"\n[company]\nname = \"x\"\n";

#[test]
fn the_flows_that_ship_have_nothing_graver_than_a_remark() {
    for name in ["fietsplan.toml", "practice.toml"] {
        let lint = shipped(name);
        assert!(lint.gravest() <= Some(Severity::Info), "{name}:\n{lint}");
        assert!(lint.symmetry.index.is_some_and(|index| index <= 1.0), "{name}: {:?}", lint.symmetry);
    }
}

#[test]
fn a_flow_that_says_nothing_gets_the_two_screens_and_is_clean_under_every_pack() {
    for pack in relationship::law::names() {
        let lint = of(SHORT, &[pack]);
        assert!(lint.gravest() <= Some(Severity::Info), "{pack}:\n{lint}");
    }
}

#[test]
fn a_value_nobody_fills_in_is_found() {
    let odd = |name: &str| {
        let flow = format!("{SHORT}[[consequence]]\nabout = \"goods\"\ntext.en = \"Yours until {{{name}}}.\"\n");
        said(&of(&flow, &["nl"])).contains(&("DP-15", Severity::Warning))
    };
    assert!(odd("end_date") && !odd("last_day"));
}

#[test]
fn what_blocks_in_germany_is_a_remark_elsewhere() {
    let question = format!(
        "{SHORT}[[screen]]\nid = \"ask\"\npurpose = \"question\"\nfield = [{{ about = \"reason\" }}]\n\
         control = [{{ label.nl = \"Abonnement beëindigen\", label.en = \"End my contract\", role = \"leave\", to = \"submitted\" }}, \
         {{ label.nl = \"Toch blijven\", label.en = \"Keep my subscription\", role = \"stay\", to = \"stay\" }}]\n"
    );
    let severity = |pack| said(&of(&question, &[pack])).iter().find(|(rule, _)| *rule == "DP-12").map(|(_, it)| *it);
    assert_eq!(severity("nl"), Some(Severity::Info));
    assert_eq!(severity("strict"), Some(Severity::Error));
    assert_eq!(severity("de"), Some(Severity::Block));
    let finding = of(&question, &["de"]).findings.into_iter().find(|it| it.rule == "DP-12").expect("a finding");
    assert_eq!((finding.line, finding.place.as_str()), (6, "screen[1]"));
}

#[test]
fn a_finding_names_the_rules_of_law_it_breaks() {
    let hidden = format!("{SHORT}[[entry]]\nlabel.nl = \"Opzeggen\"\nlabel.en = \"Cancel subscription\"\nclicks = 4\n");
    let lint = of(&hidden, &["nl", "de"]);
    let finding = lint.findings.iter().find(|it| it.rule == "DP-02").expect("a finding");
    assert_eq!(finding.severity, Severity::Error);
    assert!(finding.law.contains(&"NL-06".to_owned()) && finding.law.contains(&"DE-03".to_owned()), "{finding:?}");
    assert_eq!(finding.line, 6);
}

#[test]
fn every_rule_has_a_number_a_name_and_a_remedy_in_both_languages() {
    for (rule, number) in RULES.iter().zip(1..) {
        assert_eq!(rule.id, format!("DP-{number:02}"));
        for [en, nl] in [rule.name, rule.remedy] {
            assert!(!en.is_empty() && !nl.is_empty() && en != nl, "{}", rule.id);
        }
    }
}

#[test]
fn a_file_that_is_no_flow_is_refused_with_line_and_what_was_meant() {
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let error = Flow::parse("flow.toml", text).expect_err("a refusal").to_string();
        assert!(error.contains(expected), "{error}");
    }
    check("", "flow.toml:1: missing field `flow`; add it");
    let soon = format!("{SHORT}[receipt]\nwithin_minutes = \"soon\"\n");
    check(&soon, "flow.toml:7: `within_minutes` is the string \"soon\"; allowed: a whole number, 0 or more");
    check(&format!("{SHORT}[pause]\nmonths_max = -2\n"), "`months_max` is the integer `-2`; allowed: a whole number");
    check(&format!("{SHORT}[after]\nexport = {{ csv = \"yes\" }}\n"), "flow.toml:7: `export` is the map");
    check(&SHORT.replace("[company]", "[compnay]"), "flow.toml:4: unknown field `compnay`");
    check(&SHORT.replace("[company]", "[compnay]"), "Did you mean `company`?");
    check(&format!("{SHORT}[[channel]]\nkind = \"fone\"\n"), "flow.toml:7: unknown variant `fone`");
    let lost = "[[screen]]\nid = \"a\"\npurpose = \"identify\"\n[[screen.control]]\nlabel.nl = \"x\"\nrole = \"leave\"\nto = \"submited\"\n\
                [[screen]]\nid = \"a\"\npurpose = \"done\"\n";
    check(&format!("{SHORT}{lost}"), "flow.toml:12: `to` is `submited`, which is no screen");
    check(&format!("{SHORT}{lost}"), "Did you mean `submitted`?\nflow.toml:13: the screen `a` stands there twice");
}

#[test]
fn a_pack_there_is_not_is_refused() {
    let (flow, places) = Flow::parse("flow.toml", SHORT).expect("a flow");
    let error = lint(&flow, &places, &["nll"], today()).expect_err("a refusal").to_string();
    assert!(error.ends_with("Did you mean `nl`?"), "{error}");
}

#[test]
fn no_word_promises_that_a_law_is_kept() {
    let text = shipped("fietsplan.toml").to_string() + &shipped("practice.toml").text("nl");
    for promise in ["compliant", "voldoet", "in accordance", "legal"] {
        assert!(!text.to_lowercase().contains(promise), "{promise}");
    }
}
