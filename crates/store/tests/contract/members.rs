//! Members: who may sign in, and the owner who is always there.

use store::{Act, Actor, Language, NewMember, PasswordHash, Role, Settings, Store, StoreError};

use crate::office::{ACT, NOON, add, email, history, new_member};

crate::on_both!(
    a_member_is_kept_as_given,
    a_mail_address_belongs_to_one_member_whatever_its_case,
    only_the_first_of_many_first_members_is_added,
    the_last_owner_can_neither_go_nor_step_down,
    two_owners_who_leave_at_once_leave_one_behind,
    who_goes_leaves_only_a_trace,
    what_one_database_cannot_keep_both_refuse,
    eight_at_once_lose_nothing,
    the_history_comes_in_pages_and_in_order,
);

async fn a_member_is_kept_as_given(store: Store) {
    let mut new = new_member("Anouk", Role::Owner);
    new.password_hash = Some(PasswordHash::new("$argon2id$v=19$x".to_owned()));
    let added = store.add_member(new, ACT).await.expect("added");
    assert_eq!(added.created_at, NOON);
    assert_eq!(store.member(added.id).await.expect("found"), Some(added.clone()));
    assert_eq!(store.member_by_email(&email("ANOUK@fietsplan.example")).await.expect("found"), Some(added.clone()));

    store.change_language(added.id, Language::En, ACT).await.expect("changed");
    store.set_password(added.id, None, ACT).await.expect("changed");
    let bram = add(&store, "Bram", Role::Analyst).await;
    store.change_role(bram.id, Role::FrontLine, ACT).await.expect("changed");
    let members = store.members().await.expect("listed");
    let said: Vec<_> =
        members.iter().map(|m| (m.name.as_str(), m.role, m.language, m.password_hash.is_some())).collect();
    assert_eq!(said, [("Anouk", Role::Owner, Language::En, false), ("Bram", Role::FrontLine, Language::Nl, false)]);
    let expected =
        ["member_role_changed", "member_added", "member_password_removed", "member_language_changed", "member_added"];
    assert_eq!(history(&store).await, expected);
}

async fn a_mail_address_belongs_to_one_member_whatever_its_case(store: Store) {
    add(&store, "anouk", Role::Owner).await;
    let refused = store.add_member(new_member("ANOUK", Role::Analyst), ACT).await.expect_err("taken");
    assert!(matches!(refused, StoreError::EmailTaken), "{refused}");
    assert!(!refused.to_string().contains("fietsplan"), "{refused}");
    assert_eq!(store.members().await.expect("listed").len(), 1);
    assert_eq!(history(&store).await, ["member_added"]);
}

async fn what_one_database_cannot_keep_both_refuse(store: Store) {
    let named = NewMember { name: "an\0uk".to_owned(), ..new_member("anouk", Role::Owner) };
    let settings = Settings { company_name: "Fiets\0plan".to_owned(), ..Settings::default() };
    for refused in [store.add_member(named, ACT).await.map(drop), store.change_settings(&settings, ACT).await.map(drop)]
    {
        assert!(matches!(refused, Err(StoreError::NotStorable { .. })), "{refused:?}");
    }
    assert!(history(&store).await.is_empty());
}

async fn only_the_first_of_many_first_members_is_added(store: Store) {
    let tasks: Vec<_> = (0..8)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(
                async move { store.add_first_member(new_member(&format!("owner{n}"), Role::Owner), ACT).await },
            )
        })
        .collect();
    let mut added = 0;
    for task in tasks {
        added += usize::from(task.await.expect("a task").expect("an answer").is_some());
    }
    assert_eq!(added, 1);
    assert_eq!(store.members().await.expect("listed").len(), 1);
}

async fn the_last_owner_can_neither_go_nor_step_down(store: Store) {
    let anouk = add(&store, "anouk", Role::Owner).await;
    add(&store, "bram", Role::Manager).await;
    let refused = store.remove_member(anouk.id, ACT).await.expect_err("the last owner");
    assert!(matches!(refused, StoreError::LastOwner), "{refused}");
    let refused = store.change_role(anouk.id, Role::Manager, ACT).await.expect_err("the last owner");
    assert!(matches!(refused, StoreError::LastOwner), "{refused}");
    store.change_role(anouk.id, Role::Owner, ACT).await.expect("an owner stays an owner");

    let fatima = add(&store, "fatima", Role::Owner).await;
    store.remove_member(anouk.id, ACT).await.expect("there is another");
    let refused = store.remove_member(fatima.id, ACT).await.expect_err("the last owner");
    assert!(matches!(refused, StoreError::LastOwner), "{refused}");
}

async fn two_owners_who_leave_at_once_leave_one_behind(store: Store) {
    for round in 0..10 {
        let kept = store.members().await.expect("listed");
        let mut owners: Vec<_> = kept.iter().map(|member| member.id).collect();
        while owners.len() < 4 {
            let name = format!("owner{round}-{}", owners.len());
            owners.push(add(&store, &name, Role::Owner).await.id);
        }
        let leave = |nth: usize, id| {
            let store = store.clone();
            tokio::spawn(async move {
                // Half go, half step down; afterwards nobody may be left without an owner.
                if nth.is_multiple_of(2) {
                    store.remove_member(id, ACT).await
                } else {
                    store.change_role(id, Role::Analyst, ACT).await
                }
            })
        };
        let tasks: Vec<_> = owners.iter().enumerate().map(|(nth, &id)| leave(nth, id)).collect();
        let mut refused = 0;
        for task in tasks {
            match task.await.expect("a task") {
                Ok(()) => {}
                Err(StoreError::LastOwner) => refused += 1,
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(refused, 1, "round {round}");
        let members = store.members().await.expect("listed");
        assert_eq!(members.iter().filter(|member| member.role == Role::Owner).count(), 1, "round {round}");
        for member in members.iter().filter(|member| member.role != Role::Owner) {
            store.remove_member(member.id, ACT).await.expect("not an owner");
        }
    }
}

async fn who_goes_leaves_only_a_trace(store: Store) {
    let anouk = add(&store, "anouk", Role::Owner).await;
    let bram = add(&store, "bram", Role::Manager).await;
    let act = Act { by: Actor::Member(anouk.id), at: NOON.plus_seconds(60) };
    store.remove_member(bram.id, act).await.expect("removed");
    assert_eq!(store.member(bram.id).await.expect("answered"), None);
    let last = store.history(None, 1).await.expect("the history").items.remove(0);
    assert_eq!((last.act, last.about), (act, Some(format!("member:{}", bram.id))));
    assert!(!last.details.to_string().contains("bram"), "{}", last.details);
    let refused = store.remove_member(bram.id, ACT).await.expect_err("gone");
    assert_eq!(refused.to_string(), format!("there is no member `{}`", bram.id));
    let refused = store.change_language(bram.id, Language::En, ACT).await.expect_err("gone");
    assert!(matches!(refused, StoreError::NotFound { what: "member", .. }), "{refused}");
}

async fn eight_at_once_lose_nothing(store: Store) {
    let tasks: Vec<_> = (0..8)
        .map(|task| {
            let store = store.clone();
            tokio::spawn(async move {
                for n in 0..50 {
                    store.add_member(new_member(&format!("m{task}-{n}"), Role::FrontLine), ACT).await.expect("added");
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("a task");
    }
    assert_eq!(store.members().await.expect("listed").len(), 400);
    let mut seqs = Vec::new();
    let mut before = None;
    loop {
        let page = store.history(before, 150).await.expect("a page");
        seqs.extend(page.items.iter().map(|entry| entry.seq));
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(seqs, (1..=400).rev().collect::<Vec<i64>>());
}

async fn the_history_comes_in_pages_and_in_order(store: Store) {
    for name in ["anouk", "bram", "fatima", "lotte"] {
        add(&store, name, Role::Owner).await;
    }
    let first = store.history(None, 3).await.expect("a page");
    assert_eq!(first.items.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [4, 3, 2]);
    let second = store.history(first.next, 3).await.expect("a page");
    assert_eq!(second.items.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [1]);
    assert_eq!(second.next, None);
    assert_eq!(store.history(None, 4).await.expect("a page").next, None);
}
