//! The editor of leave flows: findings refuse, an owner may override with a reason, cases finish on their version.

use store::{Language, Role};

use crate::house::House;
use crate::pages::check;

const EDIT: &str = "/flows/fietsplan/edit";
const PAGE: &str = "/flows/fietsplan";
const FIETSPLAN: &str = include_str!("../../../../flows/fietsplan.toml");

/// A flow with a box that is ticked beforehand.
fn bad() -> String {
    let screen = "\n[[screen]]\nid = \"one\"\npurpose = \"identify\"\ncontrol = [{ label.nl = \"Opzeggen\", label.en = \"Cancel\", role = \"leave\", to = \"submitted\" }]\nfield = [{ about = \"consent\", label.nl = \"Aanbiedingen\", label.en = \"Offers\", kind = \"checkbox\", checked = true }]\n\n[[screen]]\nid = \"two\"\npurpose = \"done\"\n";
    format!("{FIETSPLAN}{screen}")
}

async fn house() -> House {
    let house = House::fietsplan().await;
    house.with_bram().await;
    house
}

#[tokio::test]
async fn looking_stores_nothing_and_publishing_makes_a_version() {
    let house = house().await;
    let cookie = house.sign_in(Role::Manager, Language::En).await;
    let text = FIETSPLAN.replace("Ending the monthly plan", "Leaving us");
    let looked = house.fill_in(PAGE, EDIT, &cookie, &[("do", "look"), ("body", &text)]).await.expect(200).body;
    assert!(looked.contains("<h1>Leaving us</h1>"), "{looked}");
    assert!(house.store.flow_versions("fietsplan").await.expect("read").is_empty());
    let done = house.fill_in(PAGE, EDIT, &cookie, &[("do", "publish"), ("body", &text)]).await;
    assert_eq!(done.goes_to(), "/flows/fietsplan?published=1");
    assert!(house.get("/flows/fietsplan?published=1", &cookie).await.expect(200).body.contains("Version 1 is in use"));
    let versions = house.store.flow_versions("fietsplan").await.expect("read");
    assert_eq!((versions.len(), versions[0].body.as_str()), (1, text.as_str()));
    let same = [("do", "publish"), ("body", &text[..]), ("based_on", "1")];
    house.fill_in(PAGE, EDIT, &cookie, &same).await.expect(422);
    let outdated = [("do", "publish"), ("body", FIETSPLAN), ("based_on", "0")];
    let refused = house.fill_in(PAGE, EDIT, &cookie, &outdated).await.expect(422).body;
    assert!(refused.contains("Somebody published version 1"), "{refused}");
}

#[tokio::test]
async fn a_case_is_finished_on_the_version_it_began_with() {
    let house = house().await;
    let cookie = house.sign_in(Role::Owner, Language::En).await;
    let publish = async |text: &str, based_on: &str| {
        let fields = [("do", "publish"), ("body", text), ("based_on", based_on)];
        house.fill_in(PAGE, EDIT, &cookie, &fields).await.goes_to().to_owned()
    };
    publish(&FIETSPLAN.replace("That is free.", "The first way."), "0").await;
    let case = house.stranger_asks("Anna").await;
    publish(&FIETSPLAN.replace("That is free.", "The second way."), "1").await;
    let page = house.get(&format!("/desk/{case}"), &cookie).await.expect(200).body;
    assert!(page.contains("The first way.") && !page.contains("The second way."), "{page}");
    let form = house.get("/desk/new?flow=fietsplan", &cookie).await.expect(200).body;
    assert!(form.contains("The second way."), "{form}");
}

#[tokio::test]
async fn what_blocks_is_refused_and_only_an_owner_overrides_with_a_reason() {
    let house = house().await;
    let text = bad();
    let manager = house.sign_in(Role::Manager, Language::En).await;
    let fields = [("do", "publish"), ("body", &text[..]), ("reason", "I want this very much")];
    let refused = house.fill_in(PAGE, EDIT, &manager, &fields).await.expect(422).body;
    assert!(
        refused.contains("sev-b") && refused.contains("DP-17") && !refused.contains("name=\"reason\""),
        "{refused}"
    );
    let owner = house.sign_in(Role::Owner, Language::En).await;
    let silent = [("do", "publish"), ("body", &text[..]), ("reason", "why")];
    assert!(house.fill_in(PAGE, EDIT, &owner, &silent).await.expect(422).body.contains("name=\"reason\""));
    assert!(house.store.flow_versions("fietsplan").await.expect("read").is_empty());
    let done = house.fill_in(PAGE, EDIT, &owner, &fields).await;
    assert_eq!(done.goes_to(), "/flows/fietsplan?published=1");
    let history = house.store.history(None, 10).await.expect("read").items;
    let entry = history.iter().find(|entry| entry.what == "flow_published").expect("in the history");
    assert_eq!(entry.details["override_reason"], "I want this very much");
    let analyst = house.sign_in(Role::Analyst, Language::En).await;
    assert!(house.get(PAGE, &analyst).await.expect(200).body.contains("I want this very much"));
    house.fill_in("/settings/own", EDIT, &analyst, &fields).await.expect(403);
}

#[tokio::test]
async fn what_cannot_be_read_is_told_with_its_line_and_the_form_changes_the_text() {
    let house = house().await;
    let cookie = house.sign_in(Role::Owner, Language::En).await;
    let broken = [("do", "publish"), ("body", "flow = \"fietsplan\"\ntitel.nl = \"x\"\n")];
    let page = house.fill_in(PAGE, EDIT, &cookie, &broken).await.expect(422).body;
    assert!(page.contains("line 2") && page.contains("title"), "{page}");
    let form =
        [("do", "look"), ("body", FIETSPLAN), ("was_company_phone", "030 000 12 34"), ("company_phone", "030 1")];
    let page = house.fill_in(PAGE, EDIT, &cookie, &form).await.expect(200).body;
    assert!(page.contains("phone = &#34;030 1&#34;"), "{page}");
    assert_eq!(house.fill_in("/flows", "/flows/new", &cookie, &[("name", "sports")]).await.goes_to(), "/flows/sports");
    house.fill_in("/flows", "/flows/new", &cookie, &[("name", "../x")]).await.expect(422);
    house.get("/flows/..%2Fx", &cookie).await.expect(404);
}

#[tokio::test]
async fn the_preview_stands_in_a_frame_of_ours_and_sends_nothing() {
    let house = house().await;
    let cookie = house.sign_in(Role::Owner, Language::Nl).await;
    let editor = house.get(PAGE, &cookie).await.expect(200);
    assert!(editor.header("content-security-policy").contains("frame-src 'self'"));
    let token = editor.token();
    let fields = [("token", token.as_str()), ("body", FIETSPLAN), ("preview", "en")];
    let preview = house.post("/flows/fietsplan/preview", &cookie, &fields).await.expect(200);
    let policy = preview.header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'self'") && policy.contains("form-action 'none'"), "{policy}");
    assert!(preview.body.contains("Ending the monthly plan") && preview.body.contains("<html lang=\"en\">"));
    // It is the page people meet, not a likeness of it.
    assert!(
        preview.body.contains("href=\"/leave/assets/") && preview.body.contains("name=\"number\""),
        "{}",
        preview.body
    );
}

#[tokio::test]
async fn the_editor_is_whole_in_both_languages() {
    let house = house().await;
    for language in Language::ALL {
        let cookie = house.sign_in(Role::Owner, *language).await;
        for path in ["/flows", "/flows/fietsplan", "/flows/new-one"] {
            check(path, *language, &house.get(path, &cookie).await.expect(200).body);
        }
        let bad = bad();
        for body in [&bad[..], "flow = 3"] {
            let page = house.fill_in(PAGE, EDIT, &cookie, &[("do", "look"), ("body", body)]).await.expect(200).body;
            check("a draft", *language, &page);
        }
    }
}
