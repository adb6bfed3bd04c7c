//! What members may see and change.

use store::{Language, Role};

use crate::house::{House, PASSWORD};

#[tokio::test]
async fn each_role_opens_its_own_doors() {
    let house = House::fietsplan().await;
    let pages = [
        "/",
        "/churn",
        "/customers",
        "/desk",
        "/import",
        "/settings/own",
        "/settings/company",
        "/settings/definition",
        "/settings/reasons",
        "/settings/members",
        "/settings/keys",
    ];
    let mut seen = Vec::new();
    for role in Role::ALL {
        let cookie = house.sign_in(*role, Language::En).await;
        let mut doors = String::new();
        for page in pages {
            let answer = house.get(page, &cookie).await;
            doors.push_str(if answer.status.is_success() { "1" } else { "0" });
            assert!(matches!(answer.status.as_u16(), 200 | 403), "{page}: {}", answer.body);
        }
        seen.push(format!("{role} {doors}"));
    }
    assert_eq!(seen, ["owner 11111111111", "manager 11111111100", "analyst 11100101100", "front_line 00110100000"]);
}

#[tokio::test]
async fn a_closed_door_says_so_in_the_readers_language_and_keeps_the_way_back() {
    let house = House::empty().await;
    let cookie = house.sign_in(Role::FrontLine, Language::Nl).await;
    let answer = house.get("/settings/members", &cookie).await.expect(403);
    assert!(answer.body.contains("Deze bladzijde is niet voor jouw rol"), "{}", answer.body);
    assert!(
        answer.body.contains("href=\"/customers\"") && !answer.body.contains("href=\"/import\""),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn no_form_works_without_the_sessions_token() {
    let house = House::empty().await;
    let cookie = house.sign_in(Role::Owner, Language::Nl).await;
    let other = house.sign_in(Role::Manager, Language::Nl).await;
    let foreign = house.get("/settings/own", &other).await.token();
    for action in [
        "/settings/own/password",
        "/settings/own/sessions",
        "/settings/company",
        "/settings/definition/choose",
        "/settings/reasons/assign",
        "/settings/members",
        "/settings/keys",
        "/language",
        "/sign-out",
    ] {
        house.post(action, &cookie, &[]).await.expect(403);
        house.post(action, &cookie, &[("token", &foreign)]).await.expect(403);
    }
}

#[tokio::test]
async fn a_role_cannot_post_what_it_cannot_see() {
    let house = House::empty().await;
    let cookie = house.sign_in(Role::Analyst, Language::Nl).await;
    let fields = [("email", "mallory@fietsplan.nl"), ("role", "owner")];
    house.fill_in("/settings/own", "/settings/members", &cookie, &fields).await.expect(403);
    house
        .fill_in("/settings/own", "/settings/definition/choose", &cookie, &[("left_when", "request")])
        .await
        .expect(403);
    assert_eq!(house.store.members().await.expect("members").len(), 1);
}

#[tokio::test]
async fn the_last_owner_stays() {
    let house = House::empty().await;
    let cookie = house.sign_in(Role::Owner, Language::Nl).await;
    let id = house.store.members().await.expect("members")[0].id;
    for (action, fields) in [("role", &[("role", "analyst")][..]), ("remove", &[])] {
        let answer =
            house.fill_in("/settings/members", &format!("/settings/members/{id}/{action}"), &cookie, fields).await;
        assert!(answer.expect(422).body.contains("laatste eigenaar"));
    }
}

#[tokio::test]
async fn an_owner_adds_a_member_and_hands_over_a_link() {
    let house = House::empty().await;
    let cookie = house.sign_in(Role::Owner, Language::En).await;
    let fields = [("email", "daan@fietsplan.nl"), ("name", "Daan"), ("role", "analyst"), ("language", "nl")];
    let answer = house.fill_in("/settings/members", "/settings/members", &cookie, &fields).await.expect(200);
    let secret = answer.body.split_once("/sign-in/link?secret=").expect("a link").1.split('<').next().expect("its end");
    let daan = house.post("/sign-in/link", "", &[("secret", secret)]).await.cookie();
    let fields = [("password", "nog een fiets erbij")];
    let to = house.fill_in("/settings/own", "/settings/own/password", &daan, &fields).await;
    assert_eq!(to.goes_to(), "/settings/own?saved=1");
    let again = house.fill_in(
        "/settings/members",
        "/settings/members",
        &cookie,
        &[("email", "daan@fietsplan.nl"), ("role", "owner")],
    );
    assert!(again.await.expect(422).body.contains("a member&#39;s already"));
}

#[tokio::test]
async fn a_new_password_asks_for_the_old_one_and_ends_other_sessions() {
    let house = House::empty().await;
    let here = house.sign_in(Role::Owner, Language::En).await;
    let fields = [("email", "owner-en@fietsplan.nl"), ("password", PASSWORD)];
    let elsewhere = house.post("/sign-in", "", &fields).await.cookie();
    house.wait_seconds(3600);
    let change = async |old: &str| {
        let fields = [("old", old), ("password", "een heel ander woord")];
        house.fill_in("/settings/own", "/settings/own/password", &here, &fields).await
    };
    assert!(change("wrong").await.expect(422).body.contains("The present password is not right"));
    house.get("/settings/own", &elsewhere).await.expect(200);
    assert_eq!(change(PASSWORD).await.goes_to(), "/settings/own?saved=1");
    house.get("/settings/own", &here).await.expect(200);
    house.get("/settings/own", &elsewhere).await.goes_to();
}

#[tokio::test]
async fn a_definition_is_chosen_in_versions() {
    let house = House::empty().await;
    let cookie = house.sign_in(Role::Manager, Language::En).await;
    let choose = async |days: &str| {
        let fields = [
            ("left_when", "silence"),
            ("silent_days", days),
            ("bridge_days", "1"),
            ("at_risk_min", "10"),
            ("level", "95"),
        ];
        house.fill_in("/settings/definition", "/settings/definition/choose", &cookie, &fields).await
    };
    assert!(choose("0").await.expect(422).body.contains("1 to 3650 days"));
    assert_eq!(choose("62").await.goes_to(), "/settings/definition");
    let page = house.get("/settings/definition", &cookie).await.expect(200);
    assert!(page.body.contains("<h1>Who did nothing for 62 days has left.</h1>"), "{}", page.body);
    assert!(page.body.contains("Version 2") && page.body.contains("Version 1"));
}

#[tokio::test]
async fn own_words_get_a_code_that_a_person_confirms() {
    let house = House::fietsplan().await;
    let cookie = house.sign_in(Role::Manager, Language::En).await;
    let page = house.get("/settings/reasons", &cookie).await.expect(200);
    assert!(page.body.contains("3 of the 3 reasons are not decided yet"), "{}", page.body);
    let assign = async |code: &str| {
        let fields = [("own_words", "Te duur"), ("code", code)];
        house.fill_in("/settings/reasons", "/settings/reasons/assign", &cookie, &fields).await
    };
    assert!(assign("price.to_high").await.expect(422).body.contains("did you mean `price.too_high`"));
    assert_eq!(assign("price.too_high").await.goes_to(), "/settings/reasons");
    assert!(house.get("/settings/reasons", &cookie).await.body.contains("2 of the 3 reasons are not decided yet"));
}

#[tokio::test]
async fn a_key_is_shown_once_and_works_until_it_is_revoked() {
    let house = House::empty().await;
    let cookie = house.sign_in(Role::Owner, Language::En).await;
    house.fill_in("/settings/keys", "/settings/keys", &cookie, &[("name", "billing")]).await.expect(422);
    let made = house
        .fill_in("/settings/keys", "/settings/keys", &cookie, &[("name", "billing"), ("scope", "read")])
        .await
        .expect(200);
    let key =
        made.body.split_once("class=\"secret\">").expect("a key").1.split('<').next().expect("its end").to_owned();
    assert!(!house.get("/settings/keys", &cookie).await.body.contains(&key));
    house.api("/api/v1/imports", &key).await.expect(200);
    let id = house.store.api_keys().await.expect("keys")[0].id;
    house.fill_in("/settings/keys", &format!("/settings/keys/{id}/revoke"), &cookie, &[]).await.goes_to();
    house.api("/api/v1/imports", &key).await.expect(401);
}

#[tokio::test]
async fn a_language_is_kept_with_the_member() {
    let house = House::empty().await;
    let cookie = house.sign_in(Role::Owner, Language::Nl).await;
    assert!(house.get("/settings/own", &cookie).await.body.contains("<html lang=\"nl\">"));
    let to = house.fill_in("/settings/own", "/language", &cookie, &[("lang", "en"), ("back", "/settings/own")]).await;
    assert_eq!(to.goes_to(), "/settings/own");
    assert!(house.get("/settings/own", &cookie).await.body.contains("<html lang=\"en\">"));
    assert!(house.get("/settings/own?lang=nl", &cookie).await.body.contains("<html lang=\"nl\">"));
    assert!(house.get("/sign-in", "language=en").await.body.contains("<html lang=\"en\">"));
}
