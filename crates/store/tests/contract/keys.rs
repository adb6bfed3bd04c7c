//! API keys.

use store::{Act, Actor, ApiKeyId, NewApiKey, Role, Scope, Scopes, Store, StoreError, TokenHash};

use crate::office::{ACT, NOON, add, bits, history};

crate::on_both!(a_key_is_found_by_its_hash_until_it_is_revoked, every_set_of_scopes_is_kept, a_key_needs_a_name);

fn key(name: &str, scopes: Scopes) -> NewApiKey {
    let id = ApiKeyId::new(NOON, bits());
    let token = TokenHash::of(&format!("secret of {id}"));
    NewApiKey { id, name: name.to_owned(), scopes, prefix: "vw_3f9a".to_owned(), token }
}

async fn a_key_is_found_by_its_hash_until_it_is_revoked(store: Store) {
    let anouk = add(&store, "anouk", Role::Owner).await;
    let act = Act { by: Actor::Member(anouk.id), at: NOON };
    let new = key("warehouse", "read".parse().expect("a scope"));
    let token = new.token.clone();
    let made = store.create_api_key(new, act).await.expect("a key");
    assert_eq!(store.find_api_key(&token).await.expect("answered"), Some(made.clone()));
    assert_eq!(store.find_api_key(&TokenHash::of("guess")).await.expect("answered"), None);

    store.touch_api_key(&made, NOON).await.expect("noted");
    let used = store.find_api_key(&token).await.expect("answered").expect("found");
    assert_eq!(used.last_used_at, Some(NOON));
    store.touch_api_key(&used, NOON.plus_seconds(59)).await.expect("noted");
    assert_eq!(store.find_api_key(&token).await.expect("answered"), Some(used));

    let later = Act { at: NOON.plus_seconds(90), ..act };
    assert!(store.revoke_api_key(made.id, later).await.expect("revoked"));
    assert!(!store.revoke_api_key(made.id, later).await.expect("answered"), "revoked before");
    assert_eq!(store.find_api_key(&token).await.expect("answered"), None);
    assert_eq!(store.api_keys().await.expect("listed")[0].revoked_at, Some(later.at));
    assert_eq!(history(&store).await, ["api_key_revoked", "api_key_created", "member_added"]);
    let refused = store.revoke_api_key(ApiKeyId::new(NOON, bits()), ACT).await;
    assert!(matches!(refused, Err(StoreError::NotFound { what: "API key", .. })), "{refused:?}");
}

async fn every_set_of_scopes_is_kept(store: Store) {
    for bits in 1..8_usize {
        let chosen = Scope::ALL.iter().enumerate().filter(|(n, _)| bits >> n & 1 == 1).map(|(_, &scope)| scope);
        let scopes = Scopes::new(chosen).expect("at least one");
        let new = key("one of seven", scopes.clone());
        let token = new.token.clone();
        store.create_api_key(new, ACT).await.expect("a key");
        let found = store.find_api_key(&token).await.expect("answered").expect("found");
        assert_eq!(found.scopes, scopes);
    }
    let refused = "read,wirte".parse::<Scopes>().expect_err("a slip");
    let expected = "`wirte` is not a scope; allowed: `read`, `write`, `admin`; did you mean `write`?";
    assert_eq!(refused.to_string(), expected);
    assert!(" ".parse::<Scopes>().is_err());
}

async fn a_key_needs_a_name(store: Store) {
    let refused = store.create_api_key(key(" ", "read".parse().expect("a scope")), ACT).await.expect_err("no name");
    assert_eq!(refused.to_string(), "item 0: `name` is empty; say what the key is for; nothing was stored");
}
