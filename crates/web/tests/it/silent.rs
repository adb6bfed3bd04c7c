//! Silent leavers: who shows a sign is asked how it goes, and a payment to repair becomes work.

use relationship::listening::Survey;
use store::{Language, Moment, Role};

use crate::house::House;
use crate::listening::SURVEY;
use crate::pages::check;

/// Two who pay no more, one who went quiet, and two who were here last week.
const SIGNS: &str = "\
customer;date;event;amount
FP000001;2026-10-05;paid;21,90
FP000001;2026-11-05;payment_failed;21,90
FP000004;2026-11-06;payment_failed;21,90
FP000005;2026-05-02;used;
FP000006;2026-11-15;used;
O'Brien & <zoon>;2026-11-15;used;
";

impl House {
    /// Reached over https, with customers who show signs and a survey that asks how it goes.
    async fn with_signs() -> Self {
        let house = Self::with(Some("https://vaarwel.example")).await;
        house.bring_in("contracts.csv", crate::house::CONTRACTS);
        house.bring_in("events.csv", SIGNS);
        let survey = Survey::parse("fietsplan-pulse.toml", SURVEY).expect("a survey");
        house.store.publish_survey(&survey, SURVEY, house.act()).await.expect("published");
        std::fs::write(house.folder.path().join("asking.toml"), "unasked_share = 0.0\n").expect("written");
        // Monday, ten in the morning.
        house.wait_seconds(25 * 3600);
        house
    }

    async fn tell_of(&self, customer: &str) {
        let person = store::Person {
            customer: customer.to_owned(),
            name: None,
            mail: Some(format!("{}@voorbeeld.example", customer.to_lowercase())),
            phone: None,
            language: None,
            knows: Vec::new(),
            purpose: "leaving".to_owned(),
            keep_until: None,
            contracts: Vec::new(),
        };
        self.store.put_people(&[person], self.act()).await.expect("kept");
    }
}

#[tokio::test]
async fn who_may_leave_silently_is_asked_by_a_button_and_told_of_name_by_name() {
    let house = House::with_signs().await;
    let cookie = house.sign_in(Role::Manager, Language::En).await;
    let page = house.get("/silent?quiet=30", &cookie).await.expect(200).body;
    check("/silent", Language::En, &page);
    assert!(page.contains("name=\"customer\" value=\"FP000005\"") && page.contains("form=\"silent\""), "{page}");
    let ask = async |fields: &[(&str, &str)]| {
        let all = [&[("query", "quiet=30"), ("survey", "fietsplan-pulse")], fields].concat();
        house.fill_in("/silent?quiet=30", "/silent/ask", &cookie, &all).await
    };
    let nobody = ask(&[("whom", "chosen")]).await.expect(422).body;
    assert!(nobody.contains("Nobody was ticked"), "{nobody}");
    let unknown = ask(&[("whom", "chosen"), ("customer", "FP999999")]).await.expect(422).body;
    assert!(unknown.contains("Nobody was ticked"), "who is not on the list is not asked: {unknown}");
    let without = ask(&[("whom", "all")]).await.expect(200).body;
    assert!(without.contains("Not asked, no mail address is known: 1") && without.contains("FP000005"), "{without}");
    house.tell_of("FP000005").await;
    house.tell_of("FP000001").await;
    let told = ask(&[("whom", "chosen"), ("customer", "FP000005"), ("customer", "FP000001")]).await.expect(200).body;
    check("/silent/ask", Language::En, &told);
    assert!(told.contains("2 of 2 were asked how it goes") && told.contains("Asked: 2"), "{told}");
    let again = ask(&[("whom", "all")]).await.expect(200).body;
    assert!(again.contains("0 of 1") && again.contains("again from"), "pressed twice asks nobody twice: {again}");
    assert_eq!(house.store.asked("FP000005", house.app_office().today()).await.expect("read").len(), 1);
    // Nobody is disturbed at night.
    house.wait_seconds(60 * 86_400 + 12 * 3600);
    let cookie = house.sign_in(Role::Owner, Language::En).await;
    let fields = [("query", "quiet=30"), ("survey", "fietsplan-pulse"), ("whom", "all")];
    let quiet = house.fill_in("/silent?quiet=30", "/silent/ask", &cookie, &fields).await.expect(200).body;
    assert!(quiet.contains("it is quiet now"), "{quiet}");
    let analyst = house.sign_in(Role::Analyst, Language::En).await;
    let page = house.get("/silent?quiet=30", &analyst).await.expect(200).body;
    assert!(!page.contains("/silent/ask") && !page.contains("name=\"customer\""), "{page}");
    house.fill_in("/settings/own", "/silent/ask", &analyst, &fields).await.expect(403);
}

#[tokio::test]
async fn a_payment_to_repair_becomes_one_point_per_customer() {
    let house = House::with_signs().await;
    let cookie = house.sign_in(Role::Owner, Language::Nl).await;
    let repair = async |fields: &[(&str, &str)]| {
        let all = [&[("query", "quiet=30")], fields].concat();
        house.fill_in("/silent?quiet=30", "/silent/repair", &cookie, &all).await
    };
    let quiet = repair(&[("whom", "chosen"), ("customer", "FP000005")]).await.expect(422).body;
    assert!(quiet.contains("niemand met een betaling om te herstellen"), "{quiet}");
    let one = repair(&[("whom", "chosen"), ("customer", "FP000001"), ("customer", "FP000005")]).await.expect(200).body;
    check("/silent/repair", Language::Nl, &one);
    assert!(one.contains("Actiepunt gemaakt: 1") && one.contains("FP000001"), "{one}");
    let all = repair(&[("whom", "all")]).await.expect(200).body;
    assert!(all.contains("Actiepunt gemaakt: 1") && all.contains("had al een actiepunt: 1"), "{all}");
    let points = house.store.action_points(Moment::from_us(0)).await.expect("read");
    let subject = |it: &store::ActionPoint| (it.point.subject.customer.clone(), it.point.subject.reason.clone());
    let mut subjects: Vec<_> = points.iter().map(subject).collect();
    subjects.sort();
    let of = |customer: &str| (Some(customer.to_owned()), "payment.failed".to_owned());
    assert_eq!(subjects, [of("FP000001"), of("FP000004")]);
    let work = house.get(&format!("/work/{}", points[0].id), &cookie).await.expect(200).body;
    assert!(work.contains("kwam niet binnen, en is te herstellen"), "{work}");
}
