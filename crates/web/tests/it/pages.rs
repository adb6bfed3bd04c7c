//! Every page in both languages: whole, without a missing text, and within the strict policy for browsers.

use store::{Language, Role};

use crate::house::{House, PASSWORD};

const CONSOLE: [&str; 36] = [
    "/",
    "/churn",
    "/churn?by=plan",
    "/cohorts",
    "/survival",
    "/reasons",
    "/silent",
    "/silent?quiet=30",
    "/precursors",
    "/value",
    "/value?by=plan&margin=0.6&discount=0.08",
    "/loyalty",
    "/activities",
    "/activities?show=stopped",
    "/activities/new",
    "/measure",
    "/customers",
    "/customers?id=zz",
    "/import",
    "/answers",
    "/answers?q=te+duur&theme=price&rung=1&for=handle&channel=mail&tongue=nl",
    "/answers/themes",
    "/ladder",
    "/work",
    "/work?view=list",
    "/work?view=mine",
    "/work/improvements",
    "/surveys",
    "/surveys/a-new-one",
    "/settings/own",
    "/settings/own?saved=1",
    "/settings/company",
    "/settings/definition",
    "/settings/reasons",
    "/settings/members",
    "/settings/keys",
];
const OUTSIDE: [&str; 4] = ["/sign-in", "/sign-in/link?secret=x", "/first-start?secret=x", "/no/such/page"];

#[track_caller]
pub(crate) fn check(path: &str, language: Language, body: &str) {
    let at = format!("{path} in {language}");
    assert!(body.starts_with("<!doctype html>"), "{at}: {body}");
    assert!(!body.contains('⟦'), "{at}: a text is missing: {}", &body[body.find('⟦').unwrap_or(0)..]);
    assert!(body.contains(&format!("<html lang=\"{language}\">")), "{at}: another language");
    assert_eq!(body.matches("<h1").count(), 1, "{at}: not one heading");
    for forbidden in ["<script", " style=", "<style", " onclick=", "javascript:", "http://", "href=\"https://"] {
        assert!(!body.contains(forbidden), "{at}: holds `{forbidden}`");
    }
    for label in body.split("<label for=\"").skip(1) {
        let field = label.split('"').next().expect("its name");
        assert!(body.contains(&format!("id=\"{field}\"")), "{at}: a label for `{field}`, which is not there");
    }
}

#[tokio::test]
async fn every_page_is_whole_in_both_languages() {
    for house in [House::empty().await, House::fietsplan().await] {
        for language in Language::ALL {
            let cookie = house.sign_in(Role::Owner, *language).await;
            for path in CONSOLE {
                check(path, *language, &house.get(path, &cookie).await.expect(200).body);
            }
            for path in OUTSIDE {
                check(path, *language, &house.get(path, &format!("language={language}")).await.body);
            }
        }
    }
}

#[tokio::test]
async fn whoever_reads_an_address_that_takes_a_form_comes_to_the_page_of_the_form() {
    let house = House::fietsplan().await;
    let cookie = house.sign_in(Role::Owner, Language::En).await;
    for (address, page) in [
        ("/flows/fietsplan/edit", "/flows/fietsplan"),
        ("/surveys/fietsplan-pulse/edit", "/surveys/fietsplan-pulse"),
        ("/settings/own/password", "/settings/own"),
        ("/settings/reasons/assign", "/settings/reasons"),
        ("/answers/theme", "/answers"),
    ] {
        assert_eq!(house.get(address, &cookie).await.goes_to(), page);
        house.get(page, &cookie).await.expect(200);
    }
    house.get("/sign-out", &cookie).await.expect(405);
}

#[tokio::test]
async fn an_address_may_choose_the_language_and_a_period_that_is_not_over_says_so_far() {
    let house = House::fietsplan().await;
    let cookie = house.sign_in(Role::Owner, Language::Nl).await;
    let page = house.get("/churn?from=2026-07-01&lang=en", &cookie).await.expect(200).body;
    check("churn", Language::En, &page);
    assert!(page.contains("This period is not over; so far 1 of 6 customers left."), "{page}");
    let nobody = house.get("/churn?where=plan%3DStadsfeits", &cookie).await.expect(200).body;
    assert!(nobody.contains("Bij deze keuze zijn er geen klanten.") && nobody.contains("Stadsfiets"), "{nobody}");
    assert!(!nobody.contains("<dl class=\"figures\">"), "nothing is counted of nobody: {nobody}");
}

#[tokio::test]
async fn one_customer_and_a_proposal_are_whole_in_both_languages() {
    let house = House::fietsplan().await;
    for language in Language::ALL {
        let cookie = house.sign_in(Role::Owner, *language).await;
        check("customer", *language, &house.get("/customers/FP000004", &cookie).await.expect(200).body);
        for table in
            [crate::house::CONTRACTS, "id,tenure,left\nA,3,yes\nB,4,no\n", "id,at,kind,amount\nA,2025-01-01,paid,3\n"]
        {
            let token = house.get("/import", &cookie).await.token();
            let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin")];
            let parts = [("token", None, token.as_str()), ("file", Some("a.csv"), table)];
            let to = house.upload("/import", &headers, &parts).await;
            check("proposal", *language, &house.get(to.goes_to(), &cookie).await.expect(200).body);
        }
    }
}

#[tokio::test]
async fn answers_tell_the_browser_to_be_careful_and_to_forget() {
    let house = House::empty().await;
    let cookie = house.sign_in(Role::Owner, Language::Nl).await;
    let page = house.get("/settings/own", &cookie).await.expect(200);
    assert_eq!(
        page.header("content-security-policy"),
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert_eq!(page.header("x-request-id").len(), 26);
}

#[tokio::test]
async fn the_style_sheet_may_be_kept_because_its_name_changes_with_it() {
    let house = House::empty().await;
    let page = house.get("/sign-in", "").await.expect(200).body;
    let style = page.split_once("rel=\"stylesheet\" href=\"").expect("a sheet").1.split('"').next().expect("its end");
    let sheet = house.get(style, "").await.expect(200);
    assert_eq!(sheet.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(house.get("/assets/vaarwel-000.css", "").await.expect(200).header("cache-control"), "no-cache");
    house.get("/assets/..%2fCargo.toml", "").await.expect(404);
    let weight = page.len() + sheet.body.len();
    assert!(weight < 64 << 10, "the first page weighs {weight} bytes");
}

#[tokio::test]
async fn hostile_input_is_shown_and_not_run() {
    let house = House::empty().await;
    let fields = [("email", "\"><script>alert(1)</script>"), ("password", PASSWORD)];
    let page = house.post("/sign-in", "", &fields).await.expect(422);
    assert!(!page.body.contains("<script"), "{}", page.body);
    let cookie = house.sign_in(Role::Owner, Language::En).await;
    for path in [
        "/customers?id=%22%3E%3Cscript%3E&standing=%00",
        "/churn?by=%3Cscript%3E",
        "/import?before=x",
        "/%ff%fe",
        "/customers/%00",
    ] {
        let page = house.get(path, &cookie).await;
        assert!(!page.body.contains("<script") && page.status.as_u16() != 500, "{path}: {} {}", page.status, page.body);
    }
}
