//! Several contracts at the desk and over the API, faults and apologies, mail that is posted.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, header};
use door::acting::act;
use door::post::{MailKept, MailNotKept};
use relationship::FactKind;
use relationship::exit::{By, Command, ContractFacts, Need};
use serde_json::json;
use store::{Language, Role, TailFact};

use crate::house::{Answer, House};

impl House {
    /// Bram with a second bicycle.
    async fn with_two_contracts(&self) {
        self.with_bram().await;
        let mut bram = self.store.person("FP000001").await.expect("read").expect("Bram");
        bram.contracts.push(ContractFacts {
            contract: "C-2".to_owned(),
            plan: Some("year".to_owned()),
            began_on: "2026-06-01".parse().ok(),
            price_months: 12,
            ..ContractFacts::default()
        });
        self.store.put_people(&[bram], self.act()).await.expect("kept");
    }
}

#[tokio::test]
async fn at_the_desk_several_contracts_are_ticked_and_become_one_case() {
    let house = House::fietsplan().await;
    house.with_two_contracts().await;
    let cookie = house.sign_in(Role::FrontLine, Language::Nl).await;
    let form = "/desk/new?flow=fietsplan&customer=FP000001";
    let page = house.get(form, &cookie).await.expect(200).body;
    assert!(page.contains("type=\"checkbox\" name=\"contract\" value=\"C-1\">") && page.contains("Wat stopt er?"));
    let fields = [("flow", "fietsplan"), ("customer", "FP000001"), ("channel", "phone"), ("language", "nl")];
    let none = house.fill_in(form, "/desk/new", &cookie, &fields).await.expect(422).body;
    assert!(none.contains("Kruis aan welke contracten eindigen."), "{none}");
    let both = [&fields[..], &[("contract", "C-1"), ("contract", "C-2")]].concat();
    let case = house.fill_in(form, "/desk/new", &cookie, &both).await.goes_to().to_owned();
    let page = house.get(&case, &cookie).await.expect(200).body.replace('\u{a0}', " ");
    for told in ["22 december 2026", "31 mei 2027", "Maandabonnement, C-1", "Jaarabonnement, C-2"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let cases = house.store.desk_exits(&store::DeskFilter::default(), 10).await.expect("listed");
    assert_eq!((cases.len(), cases[0].exit.declaration.contracts().count()), (1, 2));
}

#[tokio::test]
async fn who_is_found_at_the_desk_ends_all_contracts_that_are_ticked() {
    let house = House::fietsplan().await;
    house.with_two_contracts().await;
    let id = house.stranger_asks("B. Visser").await;
    let cookie = house.sign_in(Role::FrontLine, Language::Nl).await;
    let (case, act) = (format!("/desk/{id}"), format!("/desk/{id}/recognize"));
    // Who it is says nothing of which; the page asks, with what the company told of them.
    let asked = house.fill_in(&case, &act, &cookie, &[("customer", "FP000001")]).await.expect(422).body;
    assert!(asked.contains("Kruis aan welke contracten eindigen."), "{asked}");
    assert!(asked.contains("type=\"checkbox\" name=\"contract\" value=\"C-2\""), "{asked}");
    assert!(asked.contains("name=\"customer\" type=\"text\" value=\"FP000001\""), "{asked}");
    let both = [("customer", "FP000001"), ("listed", "1"), ("contract", "C-1"), ("contract", "C-2")];
    assert_eq!(house.fill_in(&case, &act, &cookie, &both).await.goes_to(), case);
    let stored = house.store.exit(id).await.expect("read").expect("there");
    // The one that ends last leads.
    assert_eq!(stored.exit.declaration.contracts().collect::<Vec<_>>(), ["C-2", "C-1"]);
    let days: Vec<_> = stored
        .exit
        .goodbye
        .each()
        .filter_map(relationship::exit::Goodbye::last_day)
        .map(|day| day.to_string())
        .collect();
    assert_eq!(days, ["2027-05-31", "2026-12-22"], "each by its own term");
}

async fn post(house: &House, path: &str, headers: &[(&str, &str)], body: String) -> Answer {
    let request = headers.iter().fold(Request::post(path), |request, (name, value)| request.header(*name, *value));
    house.send(request.body(Body::from(body)).expect("a request")).await
}

#[tokio::test]
async fn over_the_api_several_contracts_end_with_one_request() {
    let house = House::fietsplan().await;
    house.with_two_contracts().await;
    let key = format!("Bearer {}", house.api_key("write").await);
    let body = json!({ "flow": "fietsplan", "customer": "FP000001", "contracts": ["C-1", "C-2"] });
    let answer = post(&house, "/api/v1/exits", &[("authorization", &key)], body.to_string()).await.expect(201).json();
    assert_eq!(answer["last_day"], "2027-05-31");
    let told: Vec<_> = answer["contracts"]
        .as_array()
        .expect("contracts")
        .iter()
        .map(|it| (&it["contract"], &it["last_day"]))
        .collect();
    assert_eq!(told, [(&json!("C-2"), &json!("2027-05-31")), (&json!("C-1"), &json!("2026-12-22"))]);
    let one = json!({ "flow": "fietsplan", "customer": "FP000001", "contract": "C-1" });
    let again = post(&house, "/api/v1/exits", &[("authorization", &key)], one.to_string()).await.expect(200).json();
    assert_eq!(again["id"], answer["id"], "it ends with the other already");
    let wrong = json!({ "flow": "x", "contracts": vec!["C"; 60] });
    post(&house, "/api/v1/exits", &[("authorization", &key)], wrong.to_string()).await.expect(422);
}

#[tokio::test]
async fn a_fault_written_down_at_the_desk_is_apologized_for_to_who_leaves_over_it() {
    let house = House::fietsplan().await;
    house.with_bram().await;
    let cookie = house.sign_in(Role::FrontLine, Language::En).await;
    let form = "/desk/new?flow=fietsplan&customer=FP000001";
    let fields = [("flow", "fietsplan"), ("customer", "FP000001"), ("channel", "phone"), ("language", "nl")];
    let taken = house.fill_in(form, "/desk/new", &cookie, &fields).await.goes_to().to_owned();
    let case = taken.split('?').next().expect("an address").to_owned();
    let id = case.rsplit('/').next().expect("an id").parse().expect("an id");
    let because = Command::GiveReasons { reasons: vec!["service".to_owned()], main: None, destination: None };
    act(&house.app_office(), id, vec![because], By::Leaver).await.expect("said");
    let form = format!("{case}/fault");
    for wrong in
        [[("on", "2026-11-03"), ("what", "")], [("on", "2099-01-01"), ("what", "x")], [("on", "?"), ("what", "x")]]
    {
        house.fill_in(&case, &form, &cookie, &wrong).await.expect(422);
    }
    let what = "Je fiets stond negen dagen in de werkplaats.";
    assert_eq!(house.fill_in(&case, &form, &cookie, &[("on", "2026-11-03"), ("what", what)]).await.goes_to(), case);
    let page = house.get(&case, &cookie).await.expect(200).body.replace('\u{a0}', " ");
    for told in ["Our apologies", what, "You get € 5.00 back", "Give back what was promised with the apology"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let stored = house.store.exit(id).await.expect("read").expect("a case");
    assert!(stored.exit.open_tasks().iter().any(|task| task.need == Need::Goodwill));
    // The same form sent twice is one fault, and one apology.
    house.fill_in(&case, &form, &cookie, &[("on", "2026-11-03"), ("what", what)]).await;
    let faults = house.store.faults_of("FP000001", "2026-11-22".parse().expect("a day")).await.expect("read");
    assert_eq!(faults.len(), 1);
}

#[tokio::test]
async fn a_fault_that_a_program_sends_is_known_at_the_desk() {
    let house = House::fietsplan().await;
    house.with_bram().await;
    let key = format!("Bearer {}", house.api_key("write").await);
    let fact = json!({ "customer": "FP000001", "on": "2026-10-01", "kind": "service_failed", "reason": "Je rekening klopte niet." });
    let body = json!({ "facts": [fact] }).to_string();
    post(&house, "/api/v1/facts", &[("authorization", &key)], body).await.expect(201);
    let faults = house.store.faults_of("FP000001", "2026-11-22".parse().expect("a day")).await.expect("read");
    assert_eq!(faults[0].what, "Je rekening klopte niet.");
    let kinds: Vec<TailFact> =
        house.store.facts_since(0, 10).await.expect("facts").items.into_iter().map(|it| it.fact).collect();
    assert_eq!(FactKind::from_word(&kinds[0].kind), FactKind::ServiceFailed);
}

#[tokio::test]
async fn the_farewell_letter_stands_on_the_page_of_its_case() {
    let house = House::with_outside(|parts| {
        parts.letter = Some(Arc::new(|stored, speech| {
            Box::pin(async move { format!("{}: {}", speech.t("mail-farewell-title"), stored.id) })
        }));
    })
    .await;
    house.with_bram().await;
    let id = house.stranger_asks("B. Visser").await;
    let cookie = house.sign_in(Role::FrontLine, Language::En).await;
    let page = house.get(&format!("/desk/{id}"), &cookie).await.expect(200).body;
    assert!(
        page.contains("Read the farewell letter") && page.contains(&format!("Je opzegging is rond: {id}")),
        "{page}"
    );
}

#[tokio::test]
async fn mail_that_is_posted_is_kept_refused_or_asked_for_again() {
    let house = House::empty().await;
    post(&house, "/mail/in", &[], "x".to_owned()).await.expect(404);
    let house = House::with_outside(|parts| {
        parts.mail_door = Some(Arc::new(|posted| {
            Box::pin(async move {
                match posted.signature.as_str() {
                    "new" if posted.is_json => Ok(MailKept::New),
                    "known" => Ok(MailKept::KnownAlready),
                    "later" => Err(MailNotKept::Later),
                    "odd" => Err(MailNotKept::NoMail("it is none".to_owned())),
                    _ => Err(MailNotKept::NotSigned),
                }
            })
        }));
    })
    .await;
    for (signature, status) in [("", 401), ("odd", 422), ("later", 503), ("known", 200), ("new", 202)] {
        let headers = [("vaarwel-signature", signature), (header::CONTENT_TYPE.as_str(), "application/json")];
        post(&house, "/mail/in", &headers, "{}".to_owned()).await.expect(status);
    }
    post(&house, "/mail/in", &[], "x".repeat(door::post::POSTED_BYTES_MAX + 1)).await.expect(413);
}
