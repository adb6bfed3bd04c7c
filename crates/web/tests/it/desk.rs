//! The desk: requests of every channel, what is due, and what a person does.

use door::taking::{Request, take};
use relationship::exit::{ContractFacts, Need, Said};
use relationship::flow::ChannelKind;
use relationship::{Currency, Day, Money};
use store::{ExitId, Language, Person, Role};

use crate::house::{Answer, House};
use crate::pages::check;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

impl House {
    /// The flow of Fietsplan, and Bram, who has a bicycle by the month.
    pub(crate) async fn with_bram(&self) {
        let flows = self.folder.path().join("flows");
        std::fs::create_dir_all(&flows).expect("a folder");
        std::fs::write(flows.join("fietsplan.toml"), include_str!("../../../../flows/fietsplan.toml")).expect("a flow");
        let price = Money { minor: 1950, currency: Currency::EUR };
        let bram = Person {
            customer: "FP000001".to_owned(),
            name: Some("Bram Visser".to_owned()),
            mail: Some("bram@example.nl".to_owned()),
            phone: None,
            language: Some(Language::Nl),
            knows: Vec::new(),
            purpose: "leave".to_owned(),
            keep_until: None,
            contracts: vec![ContractFacts {
                contract: "C-1".to_owned(),
                plan: Some("month".to_owned()),
                began_on: Some(day("2023-09-12")),
                price: Some(price),
                price_months: 1,
                paid_until: Some(day("2026-11-30")),
                ..ContractFacts::default()
            }],
        };
        self.store.put_people(&[bram], self.act()).await.expect("a person");
    }

    /// Somebody nobody knows asks to leave on the page.
    pub(crate) async fn stranger_asks(&self, name: &str) -> ExitId {
        let id = ExitId::new(self.act().at, name.bytes().fold(7, |sum: u128, byte| sum * 31 + u128::from(byte)));
        let said = Said { name: Some(name.to_owned()), ..Said::default() };
        let request = Request { said, ..Request::new(id, "fietsplan", ChannelKind::Page, "nl", self.act().at.us()) };
        take(&self.app_office(), request).await.expect("taken").exit
    }

    async fn bram_calls(&self, cookie: &str) -> Answer {
        let fields = [("flow", "fietsplan"), ("customer", "FP000001"), ("channel", "phone"), ("language", "nl")];
        self.fill_in("/desk/new?flow=fietsplan&customer=FP000001", "/desk/new", cookie, &fields).await
    }
}

#[tokio::test]
async fn an_empty_desk_says_what_will_stand_there() {
    let house = House::empty().await;
    let cookie = house.sign_in(Role::FrontLine, Language::En).await;
    let page = house.get("/desk", &cookie).await.expect(200).body;
    assert!(page.contains("Nobody has asked to leave yet") && page.contains("href=\"/desk/new\""), "{page}");
}

#[tokio::test]
async fn who_calls_gets_the_same_clock_and_the_same_receipt() {
    let house = House::fietsplan().await;
    house.with_bram().await;
    let cookie = house.sign_in(Role::FrontLine, Language::En).await;
    let found = house.get("/desk/new?flow=fietsplan&q=bra", &cookie).await.expect(200).body;
    assert!(found.contains("customer=FP000001") && found.contains("Bram Visser"), "{found}");
    let answer = house.bram_calls(&cookie).await;
    let case = answer.goes_to().to_owned();
    assert!(case.ends_with("?taken=new"), "{case}");
    let page = house.get(&case, &cookie).await.expect(200).body.replace('\u{a0}', " ");
    for told in
        ["Bram Visser leaves on 22 December 2026", "by phone", "C-1", "What you never do", "front_line-en@fietsplan.nl"]
    {
        assert!(page.contains(told), "{told}: {page}");
    }
    let again = house.bram_calls(&cookie).await;
    assert!(again.goes_to().ends_with("?taken=there"), "one customer, one case");
    assert_eq!(house.store.desk_exits(&store::DeskFilter::default(), 10).await.expect("listed").len(), 1);
}

#[tokio::test]
async fn the_same_press_twice_is_one_request_and_nothing_said_is_asked_for() {
    let house = House::fietsplan().await;
    house.with_bram().await;
    let cookie = house.sign_in(Role::Manager, Language::En).await;
    let form = house.get("/desk/new", &cookie).await.expect(200);
    let id = form.body.split("name=\"id\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an id");
    let token = form.token();
    let fields =
        [("token", token.as_str()), ("id", id), ("flow", "fietsplan"), ("channel", "letter"), ("language", "nl")];
    let nobody = house.post("/desk/new", &cookie, &fields).await.expect(422);
    assert!(nobody.body.contains("by which we find them"), "{}", nobody.body);
    let letter = [&fields[..], &[("name", "J. de Wit"), ("received_on", "2026-11-19")]].concat();
    let first = house.post("/desk/new", &cookie, &letter).await.goes_to().to_owned();
    let second = house.post("/desk/new", &cookie, &letter).await.goes_to().to_owned();
    assert_eq!(first.split('?').next(), second.split('?').next());
    let page = house.get(&first, &cookie).await.expect(200).body.replace('\u{a0}', " ");
    assert!(page.contains("19 November 2026") && page.contains("Find out who asked"), "the day of delivery counts");
    assert!(!page.contains("00:00"), "of a letter nobody knows the time of day: {page}");
    let future = [&fields[..], &[("name", "J. de Wit"), ("received_on", "2027-11-19")]].concat();
    assert!(house.post("/desk/new", &cookie, &future).await.expect(422).body.contains("past year"));
}

#[tokio::test]
async fn who_is_not_known_is_found_out_at_the_desk_and_told_the_last_day() {
    let house = House::fietsplan().await;
    house.with_bram().await;
    let id = house.stranger_asks("B. Visser").await;
    let cookie = house.sign_in(Role::FrontLine, Language::En).await;
    let case = format!("/desk/{id}");
    let fields = [("customer", "FP000001"), ("contract", "C-1"), ("plan", "month")];
    let done = house.fill_in(&case, &format!("{case}/recognize"), &cookie, &fields).await;
    assert_eq!(done.goes_to(), case);
    let stored = house.store.exit(id).await.expect("read").expect("there");
    assert_eq!(stored.exit.last_day(), Some(day("2026-12-22")));
    assert!(stored.exit.open_tasks().is_empty(), "{:?}", stored.exit.open_tasks());
    let page = house.get(&case, &cookie).await.expect(200).body;
    assert!(page.contains("Found out who and what") && !page.contains("id=\"recognize\""), "{page}");
}

#[tokio::test]
async fn notes_contacts_and_staying_after_all_are_written_down_with_who() {
    let house = House::fietsplan().await;
    house.with_bram().await;
    let cookie = house.sign_in(Role::FrontLine, Language::En).await;
    let answer = house.bram_calls(&cookie).await;
    let case = answer.goes_to().split('?').next().expect("a path").to_owned();
    let act = async |act: &str, fields: &[(&str, &str)]| {
        house.fill_in(&case, &format!("{case}/{act}"), &cookie, fields).await
    };
    assert_eq!(act("note", &[("text", "Comes by <b>Friday</b>")]).await.goes_to(), case);
    assert_eq!(act("contact", &[("channel", "phone"), ("text", "About the bicycle")]).await.goes_to(), case);
    assert_eq!(act("send", &[]).await.goes_to(), case);
    let page = house.get(&case, &cookie).await.expect(200).body;
    assert!(page.contains("Comes by &#60;b&#62;Friday") && page.contains("In contact by phone"), "{page}");
    act("note", &[("text", " ")]).await.expect(422);
    act("met", &[("need", "data")]).await.expect(422);
    act("close", &[]).await.expect(422);
    act("nonsense", &[]).await.expect(404);
    assert_eq!(act("undo", &[]).await.goes_to(), case);
    assert!(house.get(&case, &cookie).await.expect(200).body.contains("Bram Visser stays after all"));
    assert!(act("undo", &[]).await.expect(422).body.contains("closed already"));
}

#[tokio::test]
async fn a_known_number_is_put_before_whoever_typed_it_and_keeps_nobody_in() {
    let house = House::fietsplan().await;
    house.with_bram().await;
    let cookie = house.sign_in(Role::FrontLine, Language::En).await;
    let typed = [("flow", "fietsplan"), ("channel", "phone"), ("language", "nl"), ("number", "fp 000001")];
    let words = [("words", "Wil weg"), ("name", "Bram")];
    let asked = house.fill_in("/desk/new", "/desk/new", &cookie, &[&typed[..], &words[..]].concat()).await.expect(422);
    for told in [
        "We know this customer number",
        "FP000001",
        "Bram Visser",
        "Wil weg",
        "value=\"fp 000001\"",
        "Yes, record it for FP000001",
    ] {
        assert!(asked.body.contains(told), "{told}: {}", asked.body);
    }
    assert!(house.store.desk_exits(&store::DeskFilter::default(), 10).await.expect("listed").is_empty());
    let case_of = async |more: (&str, &str)| {
        let fields = [&typed[..], &words[..], &[more][..]].concat();
        let to = house.fill_in("/desk/new", "/desk/new", &cookie, &fields).await.goes_to().to_owned();
        let id: ExitId = to.trim_start_matches("/desk/").split('?').next().expect("an id").parse().expect("an id");
        house.store.exit(id).await.expect("read").expect("there").exit.declaration
    };
    assert_eq!(case_of(("as_typed", "1")).await.customer, None, "it stays as it was typed where the desk says so");
    let known = case_of(("customer", "FP000001")).await;
    assert_eq!((known.customer.as_deref(), known.words.as_deref()), (Some("FP000001"), Some("Wil weg")));
    // A number nobody has is taken at once.
    let nobody = [("flow", "fietsplan"), ("channel", "phone"), ("number", "FP999999"), ("name", "X")];
    house.fill_in("/desk/new", "/desk/new", &cookie, &nobody).await.goes_to();
    let far = [nobody[0], nobody[1], nobody[2], nobody[3], ("wanted_on", "2199-12-31")];
    let asked = house.fill_in("/desk/new", "/desk/new", &cookie, &far).await.expect(422).body;
    assert!(asked.contains("more than three years ahead") && asked.contains("2199-12-31"), "{asked}");
}

#[tokio::test]
async fn a_case_tells_from_which_day_the_notice_counts_and_of_who_stays_no_last_day() {
    let house = House::fietsplan().await;
    house.with_bram().await;
    let cookie = house.sign_in(Role::FrontLine, Language::En).await;
    let answer = house.bram_calls(&cookie).await;
    let case = answer.goes_to().split('?').next().expect("a path").to_owned();
    house.wait_seconds(5 * 86_400);
    let cookie = house.sign_in(Role::Manager, Language::En).await;
    let top = async || {
        let page = house.get(&case, &cookie).await.expect(200).body.replace('\u{a0}', " ");
        let figures = page.split("<dl class=\"figures\">").nth(1).and_then(|rest| rest.split("</dl>").next());
        figures.expect("figures").to_owned()
    };
    let open = top().await;
    assert!(open.contains("the notice counts from 22 November 2026") && open.contains("22 December 2026"), "{open}");
    assert!(!open.contains("counts from today"), "{open}");
    house.fill_in(&case, &format!("{case}/undo"), &cookie, &[]).await.goes_to();
    let stays = top().await;
    assert!(stays.contains("remains a customer") && !stays.contains("22 December 2026"), "{stays}");
}

#[tokio::test]
async fn a_letter_to_the_company_is_no_receipt_by_mail() {
    let house = House::fietsplan().await;
    let id = house.stranger_asks("Anna").await;
    let cookie = house.sign_in(Role::FrontLine, Language::En).await;
    let office = house.app_office();
    let letter = door::jobs::LetterBody::new(door::jobs::LetterKind::Overdue, "baas@fietsplan.nl", "nl");
    let job = office.new_letter(&id.to_string(), &letter, office.now());
    let acting = door::acting::Acting { commands: Vec::new(), jobs: vec![job] };
    door::acting::act_with(&office, id, acting, relationship::exit::By::Program).await.expect("a letter");
    let page = house.get(&format!("/desk/{id}"), &cookie).await.expect(200).body;
    assert!(page.contains("on screen or paper; no mail address"), "{page}");
    assert!(!page.contains("the mail is on its way"), "{page}");
}

#[tokio::test]
async fn what_is_overdue_and_nobodys_stands_on_top() {
    let house = House::fietsplan().await;
    house.with_bram().await;
    let first = house.stranger_asks("Anna").await;
    let cookie = house.sign_in(Role::FrontLine, Language::En).await;
    let case = format!("/desk/{first}");
    house.fill_in(&case, &format!("{case}/note"), &cookie, &[("text", "Looking")]).await;
    house.wait_seconds(1);
    let second = house.stranger_asks("Bert").await;
    house.wait_seconds(4 * 86_400);
    let page = house.get("/desk", &cookie).await.expect(200).body;
    let at = |id: ExitId| page.find(&id.to_string()).expect("listed");
    assert!(at(second) < at(first), "nobody’s stands before somebody’s: {page}");
    assert!(page.contains("2 requests need somebody, 2 of them overdue") && page.contains("class=\"flag\""), "{page}");
    let mine = house.get("/desk?whose=me", &cookie).await.expect(200).body;
    assert!(mine.contains(&first.to_string()) && !mine.contains(&second.to_string()));
    let found = house.get("/desk?q=bert", &cookie).await.expect(200).body;
    assert!(found.contains(&second.to_string()) && !found.contains(&first.to_string()));
    assert!(house.get("/desk?q=zzz", &cookie).await.expect(200).body.contains("No request fits"));
    let stored = house.store.exit(second).await.expect("read").expect("there");
    assert_eq!(stored.exit.open_tasks().first().map(|task| task.need), Some(Need::Customer));
}

#[tokio::test]
async fn the_desk_is_whole_in_both_languages_and_closed_to_analysts() {
    let house = House::fietsplan().await;
    house.with_bram().await;
    let stranger = house.stranger_asks("<script>alert(1)</script>").await;
    for language in Language::ALL {
        let cookie = house.sign_in(Role::Manager, *language).await;
        let bram = house.bram_calls(&cookie).await.goes_to().to_owned();
        for path in [
            "/desk",
            "/desk?list=closed",
            "/desk?list=all",
            "/desk/new",
            "/desk/new?q=bram",
            &format!("/desk/{stranger}"),
            &bram,
        ] {
            check(path, *language, &house.get(path, &cookie).await.expect(200).body);
        }
    }
    let analyst = house.sign_in(Role::Analyst, Language::En).await;
    house.get("/desk", &analyst).await.expect(403);
    let front = house.sign_in(Role::FrontLine, Language::En).await;
    house.get("/desk/nonsense", &front).await.expect(404);
    house.get("/flows", &front).await.expect(403);
    house.get("/goodbyes", &front).await.expect(403);
}

#[tokio::test]
async fn an_unclear_mail_waits_for_a_person_who_takes_it_as_a_request_or_sets_it_aside() {
    let house = House::fietsplan().await;
    house.with_bram().await;
    let came = house.act().at;
    let mail = |n: u32, words: &str| store::NewMail {
        identity: format!("mail {n}"),
        door: "imap".to_owned(),
        mail: store::MailFields {
            message_id: Some(format!("<{n}@example.nl>")),
            references: Vec::new(),
            from_name: "Bram <Visser>".to_owned(),
            from_address: "bram@example.nl".to_owned(),
            subject: format!("Mijn fiets {n}"),
            body: words.to_owned(),
            attachments_count: 0,
            automatic: None,
            is_forged: false,
            written_at: None,
        },
        received_at: came,
    };
    let mails = [mail(1, "Ik wil er <b>misschien</b> mee stoppen"), mail(2, "Mooie fiets!")];
    house.store.keep_mails(&mails, None, came).await.expect("kept");
    for it in house.store.mails_to_judge(10).await.expect("read") {
        house.store.doubt_mail(&it.key, "unclear", "unclear", came).await.expect("doubted");
    }
    house.wait_seconds(3_600);
    let cookie = house.sign_in(Role::FrontLine, Language::Nl).await;
    let desk = house.get("/desk", &cookie).await.expect(200).body;
    assert!(desk.contains("2 mails wachten op een mens"), "{desk}");
    let waiting = house.store.mails_waiting(None, 10).await.expect("read").items;
    let key =
        |subject: &str| waiting.iter().find(|it| it.mail.mail.subject == subject).expect("there").mail.key.clone();
    let (first, second) = (key("Mijn fiets 1"), key("Mijn fiets 2"));
    let page = format!("/desk/mails/{first}");
    let shown = house.get(&page, &cookie).await.expect(200).body;
    assert!(shown.contains("Ik wil er &#60;b&#62;misschien"), "{shown}");
    check(&page, Language::Nl, &shown);
    let form = format!("/desk/new?mail_key={first}");
    let filled = house.get(&form, &cookie).await.expect(200).body;
    assert!(filled.contains("value=\"bram@example.nl\"") && filled.contains("name=\"mail_key\""), "{filled}");
    let fields = [
        ("mail_key", &first[..]),
        ("flow", "fietsplan"),
        ("channel", "mail"),
        ("number", "FP000001"),
        ("mail", "bram@example.nl"),
    ];
    let case = house.fill_in(&form, "/desk/new", &cookie, &fields).await.goes_to().to_owned();
    let id: ExitId = case.trim_start_matches("/desk/").split('?').next().expect("an id").parse().expect("an id");
    let stored = house.store.exit(id).await.expect("read").expect("there");
    assert_eq!(stored.exit.declaration.asked_at_us, came.us(), "it counts from the moment the mail came");
    let other = format!("/desk/mails/{second}");
    house.fill_in(&other, &other, &cookie, &[("do", "aside")]).await.expect(422);
    assert_eq!(
        house.fill_in(&other, &other, &cookie, &[("do", "aside"), ("reason", "Een compliment")]).await.goes_to(),
        "/desk"
    );
    assert!(house.store.mails_waiting(None, 10).await.expect("read").items.is_empty());
    house.get("/desk/mails/nothing", &cookie).await.expect(404);
}
