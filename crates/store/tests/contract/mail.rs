//! Mail that came in.

use store::{MAILS_KEPT_SECONDS, MailFields, MailOutcome, MailboxPlace, NewMail, Store, StoreError};

use crate::office::{ACT, NOON};

crate::on_both!(
    a_mail_is_kept_once_however_often_it_comes,
    mails_and_the_place_in_their_mailbox_are_kept_together,
    a_mail_waits_for_a_person_until_somebody_decides,
    what_was_decided_first_stays,
    of_twenty_who_keep_a_mail_at_once_one_does,
    words_and_senders_are_forgotten_in_time_and_the_mail_is_still_known,
    a_mail_that_is_not_there_cannot_be_decided,
);

fn mail(identity: &str) -> NewMail {
    let mail = MailFields {
        message_id: Some(format!("<{identity}@voorbeeld.example>")),
        references: vec!["<1@voorbeeld.example>".to_owned()],
        from_name: "Renée de Vriës".to_owned(),
        from_address: "renee@voorbeeld.example".to_owned(),
        subject: "Opzegging".to_owned(),
        body: format!("Ik zeg op, zegt {identity}."),
        attachments_count: 1,
        automatic: None,
        is_forged: false,
        written_at: Some(NOON),
    };
    NewMail { identity: identity.to_owned(), door: "imap".to_owned(), mail, received_at: NOON }
}

async fn keep(store: &Store, mails: &[NewMail]) -> u64 {
    store.keep_mails(mails, None, NOON).await.expect("kept")
}

async fn to_judge(store: &Store) -> Vec<String> {
    store.mails_to_judge(100).await.expect("mails").into_iter().map(|mail| mail.key).collect()
}

async fn a_mail_is_kept_once_however_often_it_comes(store: Store) {
    assert_eq!(keep(&store, &[mail("a"), mail("a"), mail("b")]).await, 2);
    assert_eq!(keep(&store, &[mail("b"), mail("c")]).await, 1);
    let kept = store.mails_to_judge(100).await.expect("mails");
    assert_eq!(kept.len(), 3);
    let a = kept.iter().find(|kept| kept.mail.body.ends_with("a.")).expect("the first");
    assert_eq!(a.mail, mail("a").mail);
    assert_eq!(store.mail(&a.key).await.expect("answered").as_ref(), Some(a));
    assert!(!a.key.contains('a') || a.key.len() == 64, "a key holds nothing of a mail");
}

async fn mails_and_the_place_in_their_mailbox_are_kept_together(store: Store) {
    assert_eq!(store.mailbox_place("box").await.expect("answered"), None);
    let place = MailboxPlace { validity: u32::MAX, last_uid: 7 };
    store.keep_mails(&[mail("a")], Some(("box", place)), NOON).await.expect("kept");
    assert_eq!(store.mailbox_place("box").await.expect("answered"), Some(place));
    let mut broken = mail("b");
    broken.mail.body.push('\0');
    let next = MailboxPlace { last_uid: 9, ..place };
    let refused = store.keep_mails(&[mail("c"), broken], Some(("box", next)), NOON).await;
    assert!(matches!(refused, Err(StoreError::NotStorable { field: "body", .. })), "{refused:?}");
    assert_eq!(store.mailbox_place("box").await.expect("answered"), Some(place));
    assert_eq!(to_judge(&store).await.len(), 1, "neither mail was kept");
}

async fn a_mail_waits_for_a_person_until_somebody_decides(store: Store) {
    keep(&store, &[mail("a"), mail("b"), mail("c")]).await;
    let keys = to_judge(&store).await;
    for key in &keys {
        store.doubt_mail(key, "leave", "two contracts", NOON).await.expect("put before a person");
        store.doubt_mail(key, "other", "later", NOON).await.expect("it waits already");
    }
    assert!(to_judge(&store).await.is_empty());
    let first = store.mails_waiting(None, 2).await.expect("a page");
    assert_eq!(first.items.len(), 2);
    assert_eq!((first.items[0].intent.as_str(), first.items[0].why.as_str()), ("leave", "two contracts"));
    let second = store.mails_waiting(first.next.as_deref(), 2).await.expect("a page");
    assert_eq!((second.items.len(), second.next), (1, None));
    store.settle_mail(&keys[0], &MailOutcome::SetAside, ACT).await.expect("decided");
    assert_eq!(store.mails_waiting(None, 10).await.expect("a page").items.len(), 2);
}

async fn what_was_decided_first_stays(store: Store) {
    keep(&store, &[mail("a")]).await;
    let key = to_judge(&store).await.remove(0);
    let case = MailOutcome::Case("F-1".to_owned());
    assert!(store.settle_mail(&key, &case, ACT).await.expect("decided"));
    assert!(!store.settle_mail(&key, &MailOutcome::SetAside, ACT).await.expect("answered"));
    let found = store.mail_of_case("F-1").await.expect("answered").expect("the mail");
    assert_eq!(found.key, key);
    assert_eq!(store.mail_of_case("F-2").await.expect("answered"), None);
}

async fn of_twenty_who_keep_a_mail_at_once_one_does(store: Store) {
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { keep(&store, &[mail("a")]).await })
        })
        .collect();
    let mut kept = 0;
    for task in tasks {
        kept += task.await.expect("a task");
    }
    assert_eq!(kept, 1);
}

async fn words_and_senders_are_forgotten_in_time_and_the_mail_is_still_known(store: Store) {
    keep(&store, &[mail("a"), mail("b")]).await;
    let keys = to_judge(&store).await;
    store.settle_mail(&keys[0], &MailOutcome::Case("F-1".to_owned()), ACT).await.expect("decided");
    let at = NOON.plus_seconds(MAILS_KEPT_SECONDS);
    assert_eq!(store.forget_mails(at.plus_seconds(-1)).await.expect("nothing yet"), 0);
    assert_eq!(store.forget_mails(at).await.expect("forgotten"), 1);
    assert_eq!(store.forget_mails(at).await.expect("nothing more"), 0);
    let gone = store.mail(&keys[0]).await.expect("answered").expect("its row").mail;
    assert_eq!((gone.from_address.as_str(), gone.body.as_str(), gone.message_id), ("", "", None));
    let open = store.mail(&keys[1]).await.expect("answered").expect("its row").mail;
    assert!(!open.body.is_empty(), "what nobody decided about is kept");
    assert_eq!(keep(&store, &[mail("a")]).await, 0);
}

async fn a_mail_that_is_not_there_cannot_be_decided(store: Store) {
    let refused = store.settle_mail("nothing", &MailOutcome::SetAside, ACT).await;
    assert!(matches!(refused, Err(StoreError::NotFound { what: "mail", .. })), "{refused:?}");
    let refused = store.doubt_mail("nothing", "leave", "x", NOON).await;
    assert!(matches!(refused, Err(StoreError::NotFound { what: "mail", .. })), "{refused:?}");
}
