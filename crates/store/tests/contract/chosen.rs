//! What the company chose: definition, mapping of reasons, settings.

use relationship::reason::ReasonMapping;
use relationship::{Currency, Day, Definition, LeftWhen};
use store::{Language, Settings, Store, StoreError};

use crate::office::{ACT, history};

crate::on_both!(
    a_company_starts_with_version_one,
    a_definition_chosen_is_the_next_version,
    definitions_chosen_at_once_get_different_versions,
    two_who_change_one_mapping_do_not_undo_each_other,
    settings_change_one_by_one,
);

fn silence(silent_days: u32) -> Definition {
    Definition { left_when: LeftWhen::Silence { silent_days }, ..Definition::default() }
}

async fn a_company_starts_with_version_one(store: Store) {
    let current = store.definition().await.expect("a definition");
    assert_eq!((current.chosen, current.act), (Definition::default(), None));
    assert_eq!(store.definition_history().await.expect("listed").len(), 1);
    assert_eq!(store.reason_mapping().await.expect("a mapping").chosen, ReasonMapping::default());
    assert_eq!(store.settings().await.expect("settings"), Settings::default());
}

async fn a_definition_chosen_is_the_next_version(store: Store) {
    let chosen = store.choose_definition(silence(90), ACT).await.expect("chosen");
    assert_eq!((chosen.chosen.version, chosen.act), (2, Some(ACT)));
    assert_eq!(store.definition().await.expect("a definition"), chosen);
    let same = store.choose_definition(silence(90), ACT).await.expect("no change");
    assert_eq!(same, chosen);
    store.choose_definition(silence(60), ACT).await.expect("chosen");
    let versions: Vec<_> = store.definition_history().await.expect("listed").into_iter().map(|c| c.chosen).collect();
    assert_eq!(
        versions,
        [Definition { version: 3, ..silence(60) }, Definition { version: 2, ..silence(90) }, Definition::default()]
    );
    assert_eq!(history(&store).await, ["definition_chosen", "definition_chosen"]);
}

async fn definitions_chosen_at_once_get_different_versions(store: Store) {
    let tasks: Vec<_> = (1..=8)
        .map(|days| {
            let store = store.clone();
            tokio::spawn(async move { store.choose_definition(silence(days), ACT).await.expect("chosen") })
        })
        .collect();
    let mut versions = Vec::new();
    for task in tasks {
        versions.push(task.await.expect("a task").chosen.version);
    }
    versions.sort_unstable();
    assert_eq!(versions, (2..=9).collect::<Vec<u32>>());
}

async fn two_who_change_one_mapping_do_not_undo_each_other(store: Store) {
    let day = |text: &str| text.parse::<Day>().expect("a day");
    let start = store.reason_mapping().await.expect("a mapping").chosen;
    let first = start.rename("te duur", "Prijs", day("2026-11-22")).expect("renamed");
    let second = start.rename("verhuisd", "Verhuizing", day("2026-11-22")).expect("renamed");
    store.choose_reason_mapping(first.clone(), ACT).await.expect("chosen");
    let refused = store.choose_reason_mapping(second, ACT).await.expect_err("made from version 1");
    assert!(matches!(refused, StoreError::Outdated { made_from: 1, newest: 2, .. }), "{refused}");
    assert_eq!(store.reason_mapping().await.expect("a mapping").chosen, first);
    let third = first.rename("verhuisd", "Verhuizing", day("2026-11-22")).expect("renamed");
    assert_eq!(store.choose_reason_mapping(third, ACT).await.expect("chosen").chosen.version, 3);
    assert_eq!(store.reason_mapping_history().await.expect("listed").len(), 3);
    assert_eq!(history(&store).await, ["reason_mapping_chosen", "reason_mapping_chosen"]);
}

async fn settings_change_one_by_one(store: Store) {
    let currency: Currency = "USD".parse().expect("a currency");
    let wanted = Settings { company_name: "Fietsplan".to_owned(), currency, ..Settings::default() };
    assert_eq!(store.change_settings(&wanted, ACT).await.expect("changed"), ["company_name", "currency"]);
    assert_eq!(store.settings().await.expect("settings"), wanted);
    assert!(store.change_settings(&wanted, ACT).await.expect("nothing to change").is_empty());
    let wanted = Settings { language: Language::En, ..wanted };
    assert_eq!(store.change_settings(&wanted, ACT).await.expect("changed"), ["language"]);
    let last = store.history(None, 10).await.expect("the history").items;
    assert_eq!(last.len(), 2);
    assert_eq!(last[0].details.to_string(), r#"{"language":{"from":"nl","to":"en"}}"#);
    let economics = relationship::Economics { margin_bp: Some(6_200), cost_to_win: Some(6_000), ..wanted.economics };
    let said = Settings { economics, ..wanted.clone() };
    assert_eq!(store.change_settings(&said, ACT).await.expect("changed"), ["margin_bp", "cost_to_win"]);
    assert_eq!(store.settings().await.expect("settings"), said);
    assert_eq!(store.change_settings(&wanted, ACT).await.expect("taken back"), ["margin_bp", "cost_to_win"]);
    assert_eq!(store.settings().await.expect("settings"), wanted);
}
