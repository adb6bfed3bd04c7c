//! The law packs are whole, dated, and the strictest of several counts.

use relationship::Day;
use relationship::law::{
    Login, MailNeeds, MailRule, OfferAfter, Pack, ReasonAsked, Standing, Together, names, pack, pack_with_withdrawal,
};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn packs(names: &[&str]) -> Vec<Pack> {
    names.iter().map(|name| pack(name).expect("a pack")).collect()
}

#[test]
fn every_pack_that_is_built_in_is_whole() {
    for name in names() {
        let pack = pack(name).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(pack.name, name);
        assert!(!pack.rules.is_empty() && !pack.languages.is_empty(), "{name}");
        for rule in &pack.rules {
            assert!(!rule.source.is_empty() && !rule.tested.is_empty(), "{}", rule.id);
            assert!(rule.nl != rule.en && rule.nl.ends_with('.') && rule.en.ends_with('.'), "{}", rule.id);
        }
        let text = format!("{pack:?}").to_lowercase();
        for promise in ["compliant", "voldoet aan de wet", "guaranteed"] {
            assert!(!text.contains(promise), "{name} promises: {promise}");
        }
    }
}

#[test]
fn the_strictest_of_several_packs_counts_and_says_whose_it_is() {
    let (nl, de, mn) = (pack("nl").expect("nl"), pack("de").expect("de"), pack("us-mn").expect("us-mn"));
    let together = Together::of([&nl, &de, &mn]);
    let login = together.login.expect("a limit");
    assert_eq!((login.limit, login.by.as_str()), (Login::No, "de"));
    let screens = together.screens_max.expect("a limit");
    assert_eq!((screens.limit, screens.by.as_str()), (2, "de"));
    let public = together.entry_public.expect("a limit");
    assert_eq!((public.limit, public.by.as_str()), (true, "nl"));
    assert_eq!(together.reason.expect("a limit").limit, ReasonAsked::Never);
    assert_eq!(together.offer_after.expect("a limit").limit, OfferAfter::AskPermission);
    let holds: Vec<&str> = together.receipt_holds.iter().map(|held| held.limit.as_str()).collect();
    assert_eq!(holds, ["content", "received_at", "end_date", "refund"]);
    assert_eq!(Together::of([]), Together::default());
}

#[test]
fn the_strict_pack_is_at_least_as_strict_as_all_others_together() {
    let all = packs(&names().filter(|name| *name != "strict").collect::<Vec<_>>());
    let (strict, together) = (pack("strict").expect("strict").limits, Together::of(&all));
    assert!(strict.screens_max <= together.screens_max.map(|it| it.limit));
    assert!(strict.login <= together.login.map(|it| it.limit));
    assert!(strict.entry_clicks_max <= together.entry_clicks_max.map(|it| it.limit));
    assert!(strict.save_elements_before_max <= together.save_elements_before_max.map(|it| it.limit));
    assert!(strict.questions_before_max <= together.questions_before_max.map(|it| it.limit));
    assert!(strict.receipt_minutes_max <= together.receipt_minutes_max.map(|it| it.limit));
    assert!(strict.offer_after <= together.offer_after.map(|it| it.limit));
    assert_eq!(pack("strict").expect("strict").mail_after_goodbye.needs, MailRule::of(&all).needs);
}

#[test]
fn what_a_mail_after_the_goodbye_takes_stands_in_a_rule_of_the_pack() {
    for pack in packs(&names().collect::<Vec<_>>()) {
        let rule = &pack.mail_after_goodbye.rule;
        assert!(pack.rules.iter().any(|it| it.id == *rule), "{}: `{rule}`", pack.name);
    }
    assert_eq!(MailRule::of([]), MailRule::default());
    assert_eq!(MailRule::default().needs, MailNeeds::Consent, "unsure is strict");
}

#[test]
fn a_rule_binds_only_within_its_days() {
    let withdrawal = pack("eu").expect("eu");
    let binds = |pack: &Pack, id: &str, text: &str| pack.in_force(day(text)).any(|rule| rule.id == id);
    assert!(!binds(&withdrawal, "EU-WD-1", "2026-06-18"));
    assert!(binds(&withdrawal, "EU-WD-1", "2026-06-19"));
    let (uk, ca) = (pack("uk").expect("uk"), pack("us-ca").expect("us-ca"));
    assert!(!binds(&uk, "UK-01", "2028-01-01"), "announced is not in force, whatever the day");
    assert!(!binds(&ca, "US-F2", "2025-01-01"));
    assert_eq!(ca.rules.iter().find(|rule| rule.id == "US-F2").map(|rule| rule.status), Some(Standing::Withdrawn));
}

#[test]
fn a_right_to_change_ones_mind_is_told_only_where_a_pack_gives_one() {
    for name in ["nl", "de", "fr", "uk", "eu", "strict"] {
        assert_eq!(pack_with_withdrawal(name).map(|pack| pack.withdrawal_days), Ok(Some(14)), "{name}");
    }
    for name in ["us-ca", "us-mn", "us-ny", "eu-data-act"] {
        let error = pack_with_withdrawal(name).expect_err("no such right").to_string();
        assert!(error.starts_with(&format!("the law pack `{name}` knows no general right")), "{error}");
        assert!(error.ends_with("allowed: strict, nl, de, fr, eu-withdrawal, uk"), "{error}");
    }
}

#[test]
fn a_pack_a_year_old_asks_to_be_looked_at() {
    let pack = pack("nl").expect("nl");
    assert!(!pack.is_stale(pack.last_checked.plus_months(12)));
    assert!(pack.is_stale(pack.last_checked.plus_months(12).plus_days(1)));
}

#[test]
fn what_cannot_be_read_is_said_with_its_line() {
    let unknown = pack("nle").expect_err("no such pack").to_string();
    assert!(unknown.contains("there is no law pack `nle`") && unknown.ends_with("Did you mean `nl`?"), "{unknown}");
    let text = "pack = \"x\"\ntitle = { nl = \"x\", en = \"x\" }\nlanguages = []\nlast_checked = \"2026-13-01\"\n";
    let wrong = Pack::parse("law/x.toml", text).expect_err("no such day").to_string();
    assert!(wrong.starts_with("law/x.toml:4: `2026-13-01` is not a day"), "{wrong}");
    let key = Pack::parse("law/x.toml", &text.replace("languages", "langauges").replace("-13-", "-12-"));
    assert!(key.expect_err("unknown key").to_string().starts_with("law/x.toml:3: unknown field `langauges`"));
}
