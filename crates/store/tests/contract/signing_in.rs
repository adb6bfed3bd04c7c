//! Links, sessions and attempts.

use store::{
    ATTEMPTS_KEPT_SECONDS, Forgotten, LINKS_KEPT_SECONDS, LinkUse, Member, Role, Session, SessionId, Store, StoreError,
    TokenHash,
};

use crate::office::{ACT, NOON, add, bits, email};

crate::on_both!(
    a_link_signs_in_once,
    a_late_link_and_an_unknown_one_say_so,
    of_twenty_who_use_a_link_at_once_one_is_accepted,
    a_link_for_nobody_is_refused,
    a_session_is_found_by_its_token_until_it_ends,
    last_seen_is_kept_to_the_minute,
    sessions_end_one_by_one_or_all_together,
    who_is_removed_is_signed_out,
    attempts_are_counted_per_mail_address_and_per_network_address,
    everything_about_signing_in_is_forgotten_in_time,
);

fn session(member: &Member) -> Session {
    Session {
        id: SessionId::new(NOON, bits()),
        member_id: member.id,
        created_at: NOON,
        last_seen_at: NOON,
        expires_at: NOON.plus_seconds(3600),
    }
}

async fn a_link_signs_in_once(store: Store) {
    let anouk = add(&store, "anouk", Role::Owner).await;
    let token = TokenHash::of("a token of 128 random bits");
    store.create_sign_in_link(anouk.id, &token, NOON.plus_seconds(900), ACT).await.expect("a link");
    let at = NOON.plus_seconds(60);
    assert_eq!(store.use_sign_in_link(&token, at).await.expect("answered"), LinkUse::Accepted(anouk));
    let again = store.use_sign_in_link(&token, NOON.plus_seconds(61)).await.expect("answered");
    assert_eq!(again, LinkUse::UsedAlready { at });
}

async fn a_late_link_and_an_unknown_one_say_so(store: Store) {
    let anouk = add(&store, "anouk", Role::Owner).await;
    let token = TokenHash::of("late");
    let expires = NOON.plus_seconds(900);
    store.create_sign_in_link(anouk.id, &token, expires, ACT).await.expect("a link");
    assert_eq!(store.use_sign_in_link(&token, expires).await.expect("answered"), LinkUse::Expired { at: expires });
    assert_eq!(store.use_sign_in_link(&TokenHash::of("?"), NOON).await.expect("answered"), LinkUse::Unknown);
}

async fn of_twenty_who_use_a_link_at_once_one_is_accepted(store: Store) {
    let anouk = add(&store, "anouk", Role::Owner).await;
    for round in 0..5 {
        let text = format!("token {round}");
        let token = TokenHash::of(&text);
        store.create_sign_in_link(anouk.id, &token, NOON.plus_seconds(900), ACT).await.expect("a link");
        let tasks: Vec<_> = (0..20)
            .map(|_| {
                let (store, token) = (store.clone(), token.clone());
                tokio::spawn(async move { store.use_sign_in_link(&token, NOON).await.expect("answered") })
            })
            .collect();
        let mut accepted = 0;
        for task in tasks {
            match task.await.expect("a task") {
                LinkUse::Accepted(member) => accepted += usize::from(member.id == anouk.id),
                other => assert_eq!(other, LinkUse::UsedAlready { at: NOON }),
            }
        }
        assert_eq!(accepted, 1, "round {round}");
    }
}

async fn a_link_for_nobody_is_refused(store: Store) {
    let anouk = add(&store, "anouk", Role::Owner).await;
    add(&store, "bram", Role::Owner).await;
    store.remove_member(anouk.id, ACT).await.expect("removed");
    let refused = store.create_sign_in_link(anouk.id, &TokenHash::of("x"), NOON.plus_seconds(1), ACT).await;
    assert!(matches!(refused, Err(StoreError::NotFound { what: "member", .. })), "{refused:?}");
    let refused = store.create_session(&session(&anouk), &TokenHash::of("x")).await;
    assert!(matches!(refused, Err(StoreError::NotFound { what: "member", .. })), "{refused:?}");
}

async fn a_session_is_found_by_its_token_until_it_ends(store: Store) {
    let anouk = add(&store, "anouk", Role::Owner).await;
    let (token, made) = (TokenHash::of("cookie"), session(&anouk));
    store.create_session(&made, &token).await.expect("a session");
    assert_eq!(store.find_session(&token, NOON).await.expect("answered"), Some((made.clone(), anouk)));
    assert_eq!(store.find_session(&TokenHash::of("other"), NOON).await.expect("answered"), None);
    assert_eq!(store.find_session(&token, made.expires_at).await.expect("answered"), None);
}

async fn last_seen_is_kept_to_the_minute(store: Store) {
    let anouk = add(&store, "anouk", Role::Owner).await;
    let (token, made) = (TokenHash::of("cookie"), session(&anouk));
    store.create_session(&made, &token).await.expect("a session");
    for (seconds, expected) in [(59, 0), (60, 60), (90, 90)] {
        store.touch_session(&made, NOON.plus_seconds(seconds)).await.expect("touched");
        let (found, _) = store.find_session(&token, NOON).await.expect("answered").expect("found");
        assert_eq!(found.last_seen_at, NOON.plus_seconds(expected));
    }
}

async fn sessions_end_one_by_one_or_all_together(store: Store) {
    let anouk = add(&store, "anouk", Role::Owner).await;
    let bram = add(&store, "bram", Role::Analyst).await;
    let made: Vec<_> = (0..4).map(|_| session(&anouk)).collect();
    for (n, one) in made.iter().enumerate() {
        store.create_session(one, &TokenHash::of(&n.to_string())).await.expect("a session");
    }
    assert_eq!(store.sessions_of(anouk.id, NOON).await.expect("listed").len(), 4);
    assert!(!store.revoke_session(bram.id, made[0].id).await.expect("answered"), "not his");
    assert!(store.revoke_session(anouk.id, made[0].id).await.expect("answered"));
    assert!(!store.revoke_session(anouk.id, made[0].id).await.expect("answered"), "gone");
    assert_eq!(store.revoke_sessions_of(anouk.id, Some(made[3].id)).await.expect("ended"), 2);
    let left: Vec<_> = store.sessions_of(anouk.id, NOON).await.expect("listed").iter().map(|s| s.id).collect();
    assert_eq!(left, [made[3].id]);
    assert_eq!(store.revoke_sessions_of(anouk.id, None).await.expect("ended"), 1);
}

async fn who_is_removed_is_signed_out(store: Store) {
    add(&store, "anouk", Role::Owner).await;
    let bram = add(&store, "bram", Role::Manager).await;
    let (cookie, link) = (TokenHash::of("cookie"), TokenHash::of("link"));
    store.create_session(&session(&bram), &cookie).await.expect("a session");
    store.create_sign_in_link(bram.id, &link, NOON.plus_seconds(900), ACT).await.expect("a link");
    store.remove_member(bram.id, ACT).await.expect("removed");
    assert_eq!(store.find_session(&cookie, NOON).await.expect("answered"), None);
    assert_eq!(store.use_sign_in_link(&link, NOON).await.expect("answered"), LinkUse::Unknown);
}

async fn attempts_are_counted_per_mail_address_and_per_network_address(store: Store) {
    let (anouk, bram) = (email("anouk@fietsplan.example"), email("bram@fietsplan.example"));
    for (who, from, seconds, expected) in [
        (&anouk, "192.0.2.1", 0, (1, 1)),
        (&anouk, "192.0.2.2", 10, (2, 1)),
        (&bram, "192.0.2.1", 20, (1, 2)),
        (&anouk, "192.0.2.1", 70, (2, 2)),
    ] {
        let at = NOON.plus_seconds(seconds);
        let attempts = store.record_sign_in_attempt(who, from, at, at.plus_seconds(-60)).await.expect("counted");
        assert_eq!((attempts.for_email, attempts.from_address), expected, "after {seconds} seconds");
    }
    store.forget_sign_in_attempts(&anouk).await.expect("forgotten");
    let attempts = store.sign_in_attempts(&anouk, "192.0.2.1", NOON).await.expect("counted");
    assert_eq!((attempts.for_email, attempts.from_address), (0, 3));
}

async fn everything_about_signing_in_is_forgotten_in_time(store: Store) {
    let anouk = add(&store, "anouk", Role::Owner).await;
    let expires = NOON.plus_seconds(3600);
    store.create_sign_in_link(anouk.id, &TokenHash::of("link"), expires, ACT).await.expect("a link");
    store.create_session(&session(&anouk), &TokenHash::of("cookie")).await.expect("a session");
    store.record_sign_in_attempt(&anouk.email, "192.0.2.1", NOON, NOON).await.expect("counted");
    for (at, links, sessions, attempts) in [
        (expires.plus_seconds(-1), 0, 0, 0),
        (expires, 0, 1, 0),
        (NOON.plus_seconds(ATTEMPTS_KEPT_SECONDS - 1), 0, 0, 0),
        (NOON.plus_seconds(ATTEMPTS_KEPT_SECONDS), 0, 0, 2),
        (expires.plus_seconds(LINKS_KEPT_SECONDS - 1), 0, 0, 0),
        (expires.plus_seconds(LINKS_KEPT_SECONDS), 1, 0, 0),
    ] {
        let expected = Forgotten { sign_in_links: links, sessions, sign_in_attempts: attempts, ..Forgotten::default() };
        assert_eq!(store.forget_expired(at).await.expect("forgotten"), expected, "{at:?}");
    }
    assert_eq!(store.use_sign_in_link(&TokenHash::of("link"), NOON).await.expect("answered"), LinkUse::Unknown);
}
