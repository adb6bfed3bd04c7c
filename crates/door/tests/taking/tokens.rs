//! Tokens: nobody finds a receipt by trying, and nobody is somebody else by changing a link.

use door::token::{Identity, Mode, NotRecognized};

use crate::house::House;

fn identity(house: &House, seconds: i64) -> Identity {
    Identity {
        flow: "fietsplan".to_owned(),
        customer: "K-7".to_owned(),
        contract: None,
        expires: house.office.now().us() / 1_000_000 + seconds,
        nonce: "0123456789abcdef".to_owned(),
    }
}

#[tokio::test]
async fn a_signed_link_recognizes_one_person_for_one_flow_once() {
    let house = House::new().await;
    let somebody = identity(&house, 3600);
    let token = house.office.sign_identity(Mode::Live, &somebody);
    assert_eq!(house.office.open_identity(Mode::Live, "fietsplan", &token), Ok(somebody.clone()));
    assert_eq!(house.office.open_identity(Mode::Live, "practice", &token), Err(NotRecognized::OtherFlow));
    assert!(house.office.use_identity(&token, &somebody).await);
    assert!(!house.office.use_identity(&token, &somebody).await, "once");
    // While nobody can be asked, nobody is kept in.
    house.office.store.close().await;
    assert!(house.office.use_identity(&token, &somebody).await);
}

#[tokio::test]
async fn live_and_test_are_apart_and_nothing_in_a_token_can_be_exchanged() {
    let house = House::new().await;
    let token = house.office.sign_identity(Mode::Test, &identity(&house, 3600));
    let refused = |mode, token: &str| house.office.open_identity(mode, "fietsplan", token).expect_err(token);
    assert_eq!(refused(Mode::Live, &token), NotRecognized::NotOurs { wanted: Mode::Live });
    let relabelled = token.replacen(".test.", ".live.", 1);
    assert_eq!(refused(Mode::Live, &relabelled), NotRecognized::NotOurs { wanted: Mode::Live });
    let live = house.office.sign_identity(Mode::Live, &identity(&house, 3600));
    for (at, _) in live.char_indices() {
        let mut changed = live.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).expect("text");
        // The last sign of Base64 holds bits that do not count.
        if changed != live && at + 1 < live.len() {
            refused(Mode::Live, &changed);
        }
    }
    for token in ["", ".", "v1.live..", "v1.live.e30.", &"a".repeat(10_000)] {
        refused(Mode::Live, token);
    }
    for (seconds, why) in
        [(0, NotRecognized::Expired), (-5, NotRecognized::Expired), (91 * 86_400, NotRecognized::TooLong)]
    {
        assert_eq!(refused(Mode::Live, &house.office.sign_identity(Mode::Live, &identity(&house, seconds))), why);
    }
}

#[tokio::test]
async fn a_receipt_is_not_found_by_trying() {
    let house = House::new().await;
    let exit = house.office.new_exit_id(house.office.now());
    let token = house.office.receipt_token(exit);
    assert_eq!(house.office.open_receipt_token(&token), Some(exit));
    let other = house.office.new_exit_id(house.office.now()).to_string();
    let swapped = format!("{other}-{}", token.split_once('-').expect("a token").1);
    for wrong in [swapped.as_str(), &exit.to_string(), "", "-", &token[..token.len() - 1], &format!("{exit}-")] {
        assert_eq!(house.office.open_receipt_token(wrong), None, "{wrong}");
    }
}
