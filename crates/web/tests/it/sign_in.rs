//! Signing in and out.

use axum::body::Body;
use axum::http::{Request, header};
use store::{Actor, Language, Role};

use crate::house::{House, PASSWORD};

#[tokio::test]
async fn a_page_of_the_console_asks_who_is_there_and_leads_back() {
    let house = House::empty().await;
    assert_eq!(house.get("/customers?id=FP", "").await.goes_to(), "/sign-in?back=%2Fcustomers%3Fid%3DFP");
    assert_eq!(house.get("/customers", "vaarwel=nonsense").await.goes_to(), "/sign-in?back=%2Fcustomers");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_get_the_same_answer() {
    let house = House::empty().await;
    house.add_member("noor@fietsplan.nl", Role::Owner, Language::En).await;
    let wrong = house.post("/sign-in", "", &[("email", "noor@fietsplan.nl"), ("password", "wrong")]).await.expect(422);
    let unknown =
        house.post("/sign-in", "", &[("email", "daan@fietsplan.nl"), ("password", "wrong")]).await.expect(422);
    assert_eq!(wrong.body.replace("noor@", "X@"), unknown.body.replace("daan@", "X@"));
    assert!(wrong.body.contains("horen niet bij elkaar"), "{}", wrong.body);
    assert_eq!(wrong.header("set-cookie"), "");
}

#[tokio::test]
async fn guessing_is_slowed_down_but_nobody_is_locked_out_for_good() {
    let house = House::empty().await;
    house.add_member("noor@fietsplan.nl", Role::Owner, Language::En).await;
    let right = [("email", "noor@fietsplan.nl"), ("password", PASSWORD)];
    for _ in 0..10 {
        house.post("/sign-in", "", &[("email", "noor@fietsplan.nl"), ("password", "guess")]).await.expect(422);
    }
    let refused = house.post("/sign-in", "", &right).await.expect(429);
    assert_eq!(refused.header("retry-after"), "900");
    house.wait_seconds(901);
    assert_eq!(house.post("/sign-in", "", &right).await.goes_to(), "/");
    // Now that Noor signed in from here, guesses of others do not hold her up here.
    for guess in 0..12_u8 {
        let address = std::net::SocketAddr::from(([198, 51, 100, guess], 1));
        let mut request =
            Request::post("/sign-in").body(Body::from("email=noor@fietsplan.nl&password=guess")).expect("a request");
        request.extensions_mut().insert(axum::extract::ConnectInfo(address));
        house.send(request).await;
    }
    assert_eq!(house.post("/sign-in", "", &right).await.goes_to(), "/");
}

#[tokio::test]
async fn a_hundred_guesses_at_the_same_time_are_no_more_than_ten() {
    let house = std::rc::Rc::new(House::empty().await);
    house.add_member("noor@fietsplan.nl", Role::Owner, Language::En).await;
    let side_by_side = tokio::task::LocalSet::new();
    let taken = side_by_side.run_until(async {
        let guess = |_| {
            let house = std::rc::Rc::clone(&house);
            let fields = [("email", "noor@fietsplan.nl"), ("password", "guess")];
            tokio::task::spawn_local(async move { house.post("/sign-in", "", &fields).await.status.as_u16() })
        };
        let mut taken = 0;
        for guess in (0..40).map(guess).collect::<Vec<_>>() {
            match guess.await.expect("an answer") {
                422 => taken += 1,
                status => assert_eq!(status, 429),
            }
        }
        taken
    });
    assert!(taken.await <= 10, "the limit holds for guesses that come together");
}

#[tokio::test]
async fn a_form_from_another_site_is_refused() {
    let house = House::empty().await;
    house.add_member("noor@fietsplan.nl", Role::Owner, Language::Nl).await;
    let body = format!("email=noor@fietsplan.nl&password={}", PASSWORD.replace(' ', "+"));
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let request = Request::post("/sign-in")
            .header(name, value)
            .header(header::HOST, "fietsplan.nl")
            .body(Body::from(body.clone()));
        house.send(request.expect("a request")).await.expect(403);
    }
}

#[tokio::test]
async fn after_signing_in_one_goes_where_one_was_going_and_nowhere_else() {
    let house = House::empty().await;
    house.add_member("noor@fietsplan.nl", Role::Owner, Language::Nl).await;
    let sign_in = async |back: &str| {
        let fields = [("email", "NOOR@fietsplan.nl "), ("password", PASSWORD), ("back", back)];
        house.post("/sign-in", "", &fields).await.goes_to().to_owned()
    };
    assert_eq!(sign_in("/churn?by=plan").await, "/churn?by=plan");
    assert_eq!(sign_in("//evil.example").await, "/");
    assert_eq!(sign_in("https://evil.example").await, "/");
}

#[tokio::test]
async fn the_cookie_is_as_strict_as_the_connection_allows() {
    let plain = House::empty().await;
    plain.add_member("noor@fietsplan.nl", Role::Owner, Language::Nl).await;
    let fields = [("email", "noor@fietsplan.nl"), ("password", PASSWORD)];
    let cookie = plain.post("/sign-in", "", &fields).await.header("set-cookie").to_owned();
    assert!(
        cookie.starts_with("vaarwel=") && cookie.ends_with("; Path=/; Max-Age=1209600; HttpOnly; SameSite=Lax"),
        "{cookie}"
    );
    let secure = House::with(Some("https://vaarwel.example")).await;
    secure.add_member("noor@fietsplan.nl", Role::Owner, Language::Nl).await;
    let answer = secure.post("/sign-in", "", &fields).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-vaarwel=") && cookie.ends_with("SameSite=Lax; Secure"), "{cookie}");
    assert_eq!(answer.header("strict-transport-security"), "max-age=63072000");
}

#[tokio::test]
async fn signing_out_ends_the_session_for_good() {
    let house = House::empty().await;
    let cookie = house.sign_in(Role::Owner, Language::Nl).await;
    house.post("/sign-out", &cookie, &[("token", "forged.token")]).await.expect(403);
    house.get("/settings/own", &cookie).await.expect(200);
    assert_eq!(house.fill_in("/settings/own", "/sign-out", &cookie, &[]).await.goes_to(), "/sign-in");
    assert_eq!(house.get("/settings/own", &cookie).await.goes_to(), "/sign-in?back=%2Fsettings%2Fown");
}

#[tokio::test]
async fn a_session_ends_after_two_weeks() {
    let house = House::empty().await;
    let cookie = house.sign_in(Role::Owner, Language::Nl).await;
    house.wait_seconds(14 * 24 * 3600 + 1);
    house.get("/settings/own", &cookie).await.goes_to();
}

#[tokio::test]
async fn a_link_signs_in_once_and_only_by_its_button() {
    let house = House::empty().await;
    let member = house.add_member("daan@fietsplan.nl", Role::Analyst, Language::En).await;
    let link = house.app.sign_in_link(member, Actor::Program).await.expect("a link");
    let secret = link.split_once("secret=").expect("a secret").1.to_owned();
    // Looking does not use it up.
    house.get(&link, "").await.expect(200);
    house.get(&link, "").await.expect(200);
    assert_eq!(house.post("/sign-in/link", "", &[("secret", &secret)]).await.goes_to(), "/settings/own");
    let again = house.post("/sign-in/link", "", &[("secret", &secret)]).await.expect(422);
    assert!(again.body.contains("al gebruikt"), "{}", again.body);
    let late = house.app.sign_in_link(member, Actor::Program).await.expect("a link");
    house.wait_seconds(8 * 24 * 3600);
    let late = late.split_once("secret=").expect("a secret").1.to_owned();
    assert!(house.post("/sign-in/link", "", &[("secret", &late)]).await.expect(422).body.contains("te oud"));
}

#[tokio::test]
async fn the_first_start_makes_one_owner() {
    let house = House::empty().await;
    let fields = |secret: &'static str| {
        [
            ("secret", secret),
            ("email", "noor@fietsplan.nl"),
            ("name", "Noor"),
            ("company_name", "Fietsplan"),
            ("password", PASSWORD),
        ]
    };
    house.post("/first-start", "", &fields("guessed")).await.expect(403);
    let link = house.app.first_start_link().await.expect("the store").expect("a link");
    let secret: &'static str = String::leak(link.split_once("secret=").expect("a secret").1.to_owned());
    house.get(&link, "").await.expect(200);
    let short =
        house.post("/first-start", "", &[("secret", secret), ("email", "x"), ("password", "kort")]).await.expect(422);
    assert!(
        short.body.contains("langer wachtwoord") && short.body.contains("Vul een e-mailadres in"),
        "{}",
        short.body
    );
    let done = house.post("/first-start", "", &fields(secret)).await;
    assert_eq!(done.goes_to(), "/");
    assert!(house.get("/", &done.cookie()).await.expect(200).body.contains("Fietsplan</a>"));
    house.post("/first-start", "", &fields(secret)).await.expect(403);
    assert_eq!(house.app.first_start_link().await.expect("the store"), None);
}
