//! Listening in the console: answers are read for what they were given for, the ladder counts who is known, work is closed
//! with cause and action, and a survey is published as versions.

use relationship::listening::{AskedBy, Survey, Value};
use store::{Delivery, Invitation, InvitationId, Language, Moment, NewInvitation, Role, StoreError, TokenHash};

use crate::house::House;
use crate::pages::check;

pub(crate) const SURVEY: &str = include_str!("../../../../surveys/fietsplan-pulse.toml");
const RED: &str = "Mijn fietsen waren veel te lang bij de reparatie.";
const ILL: &str = "Door mijn kanker kan ik niet meer fietsen.";
const GREEN: &str = "Lovely bicycles, keep going.";

impl House {
    /// Asks a customer by hand and sends what they answer, as a form would.
    async fn hears(
        &self,
        n: u128,
        customer: &str,
        by: AskedBy,
        language: Language,
        days_ago: i64,
        answers: &[(&str, Value)],
    ) -> InvitationId {
        let survey = Survey::parse("fietsplan-pulse.toml", SURVEY).expect("a survey");
        self.store.publish_survey(&survey, SURVEY, self.act()).await.expect("published");
        let at = self.act().at.plus_seconds(-days_ago * 86_400);
        let on = self.app_office().day_of(at);
        let id = InvitationId::new(at, n);
        let (expires_at, channel) = (at.plus_seconds(30 * 86_400), by);
        let new = NewInvitation {
            id,
            token: TokenHash::of(&format!("token {n}")),
            survey: "fietsplan-pulse".to_owned(),
            version: 1,
            customer: customer.to_owned(),
            channel,
            language,
            about: None,
            asked_on: on,
            expires_at,
        };
        self.store.invite(&new, None, store::Act { at, ..self.act() }).await.expect("asked");
        let NewInvitation { survey: name, version, customer, .. } = new;
        let invitation = Invitation {
            id,
            survey: name,
            version,
            customer,
            channel,
            language,
            asked_on: on,
            expires_at,
            kiosk: None,
        };
        let answers: Vec<(String, Value)> =
            answers.iter().map(|(id, value)| ((*id).to_owned(), value.clone())).collect();
        if !answers.is_empty() {
            let delivery = Delivery { id: format!("form {n}"), answers, on, at };
            self.store.answer(&survey, &invitation, &delivery).await.expect("counted");
        }
        id
    }

    /// Three who answered, one who did not: deep red by mail, something delicate by code, green in English.
    async fn listening(&self) -> [InvitationId; 3] {
        let words = |text: &str| ("words", Value::Words(text.to_owned()));
        let face = |face| ("whole", Value::Face(face));
        let most = |option: &str| ("most", Value::One(option.to_owned()));
        let red = [face(1), most("service"), words(RED), ("reply", Value::Yes(true))];
        let first = self.hears(1, "FP000001", AskedBy::Mail, Language::Nl, 3, &red).await;
        let second = self.hears(2, "FP000005", AskedBy::Qr, Language::Nl, 2, &[face(2), words(ILL)]).await;
        let third = self.hears(3, "FP000006", AskedBy::Mail, Language::En, 1, &[face(5), words(GREEN)]).await;
        self.hears(4, "FP000004", AskedBy::Mail, Language::Nl, 1, &[]).await;
        [first, second, third]
    }
}

async fn lived_in() -> House {
    let house = House::fietsplan().await;
    house.listening().await;
    house
}

#[tokio::test]
async fn each_room_opens_to_who_needs_it() {
    let house = lived_in().await;
    let desk = house.sign_in(Role::FrontLine, Language::En).await;
    for path in ["/answers", "/answers/themes", "/ladder", "/surveys", "/surveys/fietsplan-pulse"] {
        house.get(path, &desk).await.expect(403);
    }
    house.get("/work", &desk).await.expect(200);
    let analyst = house.sign_in(Role::Analyst, Language::En).await;
    house.fill_in("/settings/own", "/surveys/fietsplan-pulse/edit", &analyst, &[("do", "publish")]).await.expect(403);
    house.post("/answers/theme", &analyst, &[("invitation", "x")]).await.expect(403);
    for path in ["/work/nonsense", "/surveys/No", "/work/01JD8Z6V2M0000000000000000"] {
        house.get(path, &analyst).await.expect(404);
    }
}

#[tokio::test]
async fn answers_are_read_with_who_did_not_answer_beside_them() {
    let house = lived_in().await;
    let cookie = house.sign_in(Role::Owner, Language::En).await;
    let page = house.get("/answers", &cookie).await.expect(200).body.replace('\u{a0}', " ");
    assert!(page.contains("3 of 4 customers who were asked answered"), "{page}");
    assert!(page.contains(RED) && page.contains(GREEN) && page.contains("1 of 5, Very unhappy"), "{page}");
    // To improve, nobody needs to know who said it.
    assert!(!page.contains("FP000001"), "{page}");
    let handle = house.get("/answers?for=handle", &cookie).await.expect(200).body;
    assert!(handle.contains("/customers/FP000001"), "{handle}");
    let reply = house.get("/answers?for=reply", &cookie).await.expect(200).body;
    assert!(reply.contains(RED) && !reply.contains(GREEN), "only who said yes: {reply}");
    assert!(page.contains("Fewer than 30 answers") && page.contains("1 of 2"), "mail in Dutch: {page}");
    assert!(!page.contains("75%"), "channels and languages are never pooled into one share: {page}");
}

#[tokio::test]
async fn a_word_is_found_in_each_of_its_forms_and_filters_pick() {
    let house = lived_in().await;
    let cookie = house.sign_in(Role::Owner, Language::En).await;
    let shown = async |query: &str| house.get(&format!("/answers?{query}"), &cookie).await.expect(200).body;
    for (query, red, green) in [
        ("q=fiets+reparaties", true, false),
        ("q=bicycle", false, true),
        ("q=zeppelin", false, false),
        ("rung=1", true, false),
        ("rung=5", false, true),
        ("channel=qr", false, false),
        ("tongue=en", false, true),
        ("survey=fietsplan-pulse:1", true, true),
        ("survey=fietsplan-pulse:2", false, false),
        ("survey=other", false, false),
        ("theme=service", true, false),
        ("to=2026-11-19", true, false),
        ("from=2030-01-01&to=nonsense", true, true),
        ("rung=9&channel=x&tongue=x&theme=x&for=sell&before=x", true, true),
    ] {
        let page = shown(query).await;
        assert_eq!((page.contains(RED), page.contains(GREEN)), (red, green), "{query}");
    }
}

#[tokio::test]
async fn what_the_law_protects_most_is_read_by_few_and_by_no_model() {
    let house = lived_in().await;
    let owner = house.sign_in(Role::Owner, Language::En).await;
    let page = house.get("/answers", &owner).await.expect(200).body;
    assert!(page.contains(ILL) && page.contains("No model reads it"), "{page}");
    let analyst = house.sign_in(Role::Analyst, Language::En).await;
    let page = house.get("/answers", &analyst).await.expect(200).body;
    assert!(!page.contains("kanker") && page.contains("Only an owner or manager reads it"), "{page}");
    // Nor does a search tell that it is there.
    let page = house.get("/answers?q=kanker", &analyst).await.expect(200).body;
    assert!(page.contains("Nothing was found"), "{page}");
    let themes = house.get("/answers/themes", &owner).await.expect(200).body;
    assert!(!themes.contains("kanker"), "{themes}");
}

#[tokio::test]
async fn own_words_that_are_gone_are_said_to_be_gone() {
    let house = lived_in().await;
    house.wait_seconds(366 * 86_400);
    let cookie = house.sign_in(Role::Owner, Language::En).await;
    house.store.forget_expired(house.act().at).await.expect("forgotten");
    let page = house.get("/answers?from=2026-01-01", &cookie).await.expect(200).body;
    assert!(page.contains("erased after their term") && !page.contains(RED) && page.contains("1 of 5"), "{page}");
}

#[tokio::test]
async fn a_theme_is_confirmed_with_one_key_and_changed_with_a_list() {
    let house = House::fietsplan().await;
    let [red, ill, _] = house.listening().await;
    let cookie = house.sign_in(Role::Analyst, Language::En).await;
    let page = house.get("/answers/themes", &cookie).await.expect(200).body;
    assert!(page.contains(GREEN), "the newest first: {page}");
    let skip = page
        .split_once("class=\"btn\" href=\"/answers/themes?")
        .expect("a way on")
        .1
        .split('"')
        .next()
        .expect("its end");
    let page = house.get(&format!("/answers/themes?{}", skip.replace("&amp;", "&")), &cookie).await.expect(200).body;
    assert!(page.contains(RED) && page.contains("autofocus") && page.contains("accesskey=\"1\""), "{page}");
    assert!(page.contains("name=\"confirm\" value=\"service.slow\""), "{page}");
    let form = |id: InvitationId| id.to_string();
    let (red, ill) = (form(red), form(ill));
    let say = async |fields: &[(&str, &str)]| house.fill_in("/answers/themes", "/answers/theme", &cookie, fields).await;
    let of_red = [("invitation", red.as_str()), ("question", "words"), ("back", "/answers/themes")];
    assert!(page.contains("accesskey=\"9\"><option value=\"\">Choose a theme</option>"), "{page}");
    let nothing = say(&[&of_red[..], &[("code", "")]].concat()).await.expect(422).body;
    assert!(nothing.contains("Another theme is empty") && nothing.contains(RED), "{nothing}");
    assert!(house.store.themes(10).await.expect("read").is_empty(), "nothing was chosen");
    let confirmed = say(&[&of_red[..], &[("confirm", "service.slow")]].concat()).await;
    assert_eq!(confirmed.goes_to(), "/answers/themes?said=service.slow");
    let page = house.get("/answers", &cookie).await.expect(200).body;
    assert!(page.contains("confirmed") && page.contains("People and Vaarwel both read one text"), "{page}");
    say(&[&of_red[..], &[("code", "price.too_high"), ("back", "//evil.example")]].concat()).await;
    let themes = house.store.themes(10).await.expect("read");
    assert_eq!((themes[0].code.as_str(), themes[0].suggested.as_deref()), ("price.too_high", Some("service.slow")));
    for fields in [
        [("invitation", ill.as_str()), ("question", "words"), ("code", "life.health")],
        [("invitation", red.as_str()), ("question", "whole"), ("code", "price")],
        [("invitation", red.as_str()), ("question", "words"), ("code", "no.such")],
        [("invitation", "x"), ("question", "words"), ("code", "price")],
    ] {
        say(&fields).await.expect(404);
    }
}

#[tokio::test]
async fn the_ladder_counts_who_is_known_and_says_who_is_not() {
    let house = lived_in().await;
    house.hears(10, "FP000001", AskedBy::Mail, Language::Nl, 100, &[("whole", Value::Face(3))]).await;
    house.hears(11, "FP000006", AskedBy::Mail, Language::Nl, 100, &[("whole", Value::Face(4))]).await;
    let cookie = house.sign_in(Role::Analyst, Language::En).await;
    let page = house.get("/ladder", &cookie).await.expect(200).body;
    // Five are here: FP000001, 4, 5, 6 and O'Brien; three said where they stand.
    assert!(page.contains("Of 3 customers we know where they stand, of 2 we do not"), "{page}");
    assert!(
        page.contains("Of 2 customers it is known on both days where they stand: 1 rose, 1 fell, 0 stayed"),
        "{page}"
    );
    let csv = house.get("/ladder.csv?from=2026-08-24&to=2026-11-22", &cookie).await.expect(200).body;
    let line = |start: &str| csv.lines().find(|it| it.starts_with(start)).unwrap_or_else(|| panic!("{start}: {csv}"));
    assert!(line("movement,\"yellow on 2026-08-24\",\"deep_red on 2026-11-22\"").contains(",1,1,transition_wilson"));
    assert!(line("movement,\"unknown on 2026-08-24\",\"orange on 2026-11-22\"").contains(",3,1,"));
    assert!(line("loyalty,\"grown\"").contains(",1,1,wilson"));
    assert!(line("loss_reduction,\"lifted\"").contains("nobody_at_risk"));
    // An answer fades: half a year later nobody knows.
    house.wait_seconds(181 * 86_400);
    let cookie = house.sign_in(Role::Manager, Language::En).await;
    let page = house.get("/ladder", &cookie).await.expect(200).body;
    assert!(page.contains("Of nobody is it known where they stand"), "{page}");
}

#[tokio::test]
async fn a_point_arises_is_worked_closed_and_opened_again_by_who_is_unhappy() {
    let house = lived_in().await;
    let cookie = house.sign_in(Role::FrontLine, Language::En).await;
    let looked = house.fill_in("/work", "/work/look", &cookie, &[]).await;
    assert_eq!(looked.goes_to(), "/work?found=1");
    let again = house.fill_in("/work", "/work/look", &cookie, &[]).await;
    assert_eq!(again.goes_to(), "/work?found=0", "the same answer is work once");
    let board = house.get("/work?found=1", &cookie).await.expect(200).body;
    assert!(board.contains("one new point") && board.contains("One action point is open"), "{board}");
    let id = house.store.action_points(Moment::from_us(0)).await.expect("read")[0].id;
    let point = format!("/work/{id}");
    let page = house.get(&point, &cookie).await.expect(200).body.replace('\u{a0}', " ");
    assert!(page.contains(RED) && page.contains("/customers/FP000001") && page.contains("€ 21.90"), "{page}");
    let act = async |act: &str, fields: &[(&str, &str)]| {
        house.fill_in(&point, &format!("{point}/{act}"), &cookie, fields).await
    };
    act("give", &[("owner", "front_line-en@fietsplan.nl"), ("due_on", "2026-11-21")]).await.expect(422);
    act("give", &[("owner", "front_line-en@fietsplan.nl"), ("due_on", "2026-11-30")]).await.goes_to();
    let mine = house.get("/work?view=mine", &cookie).await.expect(200).body;
    assert!(mine.contains("You have one action point"), "{mine}");
    act("note", &[("note", "Called the workshop.")]).await.goes_to();
    let page = house.get(&point, &cookie).await.expect(200).body;
    assert!(page.contains("Must be done") && page.contains("goes in these words to who said it"), "{page}");
    let refused = act("close", &[("cause", "No parts."), ("action", " ")]).await.expect(422).body;
    assert!(refused.contains("Write down what was done about it") && refused.contains("No parts."), "{refused}");
    act("close", &[("cause", ""), ("action", "A stock.")]).await.expect(422);
    act("said", &[("who", "customer"), ("helped", "perhaps")]).await.expect(422);
    act("close", &[("cause", "No parts."), ("action", "A stock for four weeks.")]).await.goes_to();
    act("note", &[("note", "late")]).await.expect(422);
    act("said", &[("who", "customer"), ("helped", "no")]).await.goes_to();
    let page = house.get(&point, &cookie).await.expect(200).body.replace('\u{a0}', " ");
    assert!(page.contains("Opened again") && page.contains("says that it did not help"), "{page}");
    assert!(page.contains("opened again once") && page.contains("6 December 2026"), "{page}");
    act("explode", &[]).await.expect(404);
    check(&point, Language::En, &page);
}

#[tokio::test]
async fn a_point_without_a_theme_is_called_by_the_words_or_by_what_asked_for_it() {
    let house = lived_in().await;
    let words = |text: &str| ("words", Value::Words(text.to_owned()));
    let red = ("whole", Value::Face(1));
    let long = "Zo dus, en daarna ook nog eens dat gedoe met die ene meneer van toen, weet je wel, die met de hoed.";
    house.hears(20, "FP000004", AskedBy::Mail, Language::Nl, 1, &[red.clone(), words(long)]).await;
    house
        .hears(
            21,
            "FP000005",
            AskedBy::Mail,
            Language::Nl,
            1,
            &[red.clone(), words("Sinds mijn hernia gaat het niet.")],
        )
        .await;
    house.hears(22, "FP000006", AskedBy::Mail, Language::Nl, 1, &[red, ("most", Value::One("other".to_owned()))]).await;
    let cookie = house.sign_in(Role::Manager, Language::En).await;
    house.fill_in("/work", "/work/look", &cookie, &[]).await.goes_to();
    let board = house.get("/work", &cookie).await.expect(200).body;
    assert!(board.contains("“Zo dus, en daarna ook nog eens dat gedoe met die ene meneer…”"), "{board}");
    assert_eq!(board.matches(">A deep red answer<").count(), 2, "{board}");
    assert!(!board.contains("hernia") && !board.contains(">Something else<"), "{board}");
    // What is late was to be done; it is not to come.
    house.wait_seconds(20 * 86_400);
    let cookie = house.sign_in(Role::Owner, Language::En).await;
    let late = house.store.action_points(Moment::from_us(0)).await.expect("read")[0].id;
    let page = house.get(&format!("/work/{late}"), &cookie).await.expect(200).body;
    assert!(page.contains("Was to be done") && !page.contains("Must be done"), "{page}");
}

#[tokio::test]
async fn what_somebody_answered_at_once_stands_as_one_in_their_life() {
    let house = lived_in().await;
    let cookie = house.sign_in(Role::Manager, Language::Nl).await;
    let page = house.get("/customers/FP000001", &cookie).await.expect(200).body;
    assert!(page.contains("<b>4 vragen beantwoord</b>") && !page.contains("<b>Vraag beantwoord</b>"), "{page}");
    assert!(page.contains("<dt>Het geheel</dt><dd>antwoord 1</dd>"), "{page}");
}

#[tokio::test]
async fn points_about_much_the_same_are_put_together() {
    let house = lived_in().await;
    let red = [("whole", Value::Face(1)), ("most", Value::One("service".to_owned()))];
    house.hears(20, "FP000005", AskedBy::Mail, Language::Nl, 1, &red).await;
    let cookie = house.sign_in(Role::Manager, Language::En).await;
    house.fill_in("/work", "/work/look", &cookie, &[]).await.goes_to();
    let points = house.store.action_points(Moment::from_us(0)).await.expect("read");
    let [one, other] = [points[0].id, points[1].id];
    let (from, into) = (format!("/work/{one}"), other.to_string());
    assert!(house.get(&from, &cookie).await.expect(200).body.contains(&format!("<option value=\"{other}\">")));
    house.fill_in(&from, &format!("{from}/merge"), &cookie, &[("into", "x")]).await.expect(422);
    let merged = house.fill_in(&from, &format!("{from}/merge"), &cookie, &[("into", &into)]).await;
    assert_eq!(merged.goes_to(), format!("/work/{other}?done=merged"));
    let gone = house.store.action_point(one).await.expect("read").expect("there").point;
    assert!(!gone.stage.is_open());
}

#[tokio::test]
async fn a_survey_is_published_as_the_next_version_and_each_problem_is_named() {
    let house = lived_in().await;
    let cookie = house.sign_in(Role::Manager, Language::En).await;
    const PAGE: &str = "/surveys/fietsplan-pulse";
    let edit = async |body: &str, based_on: &str, what: &str| {
        let fields = [("do", what), ("body", body), ("based_on", based_on)];
        house.fill_in(PAGE, "/surveys/fietsplan-pulse/edit", &cookie, &fields).await
    };
    edit(SURVEY, "1", "publish").await.expect(422);
    let text = SURVEY.replace("How is your bicycle doing?", "How do you ride?").replace('\n', "\r\n");
    let looked = edit(&text, "1", "look").await.expect(200).body;
    assert!(looked.contains("<h1>How do you ride?</h1>"), "{looked}");
    assert_eq!(house.store.surveys().await.expect("read").len(), 1, "looking stores nothing");
    assert_eq!(edit(&text, "1", "publish").await.goes_to(), "/surveys/fietsplan-pulse?published=1");
    let newest = house.store.newest_survey("fietsplan-pulse").await.expect("read").expect("there");
    assert_eq!((newest.survey.version, newest.body.contains('\r')), (2, false));
    let outdated = edit(&SURVEY.replace("Vier", "Vijf"), "1", "publish").await.expect(422).body;
    assert!(outdated.contains("Somebody published version 2"), "{outdated}");
    let broken = edit("survey = \"fietsplan-pulse\"\ntitel.nl = \"x\"\n", "2", "publish").await.expect(422).body;
    assert!(broken.contains("line 2"), "{broken}");
    let other = edit(&SURVEY.replace("\"fietsplan-pulse\"", "\"other\""), "2", "publish").await.expect(422).body;
    assert!(other.contains("names another survey"), "{other}");
    let preview = house.get("/surveys/fietsplan-pulse/preview?version=1&lang=nl", &cookie).await.expect(200);
    assert!(preview.header("content-security-policy").contains("form-action 'none'"));
    assert!(preview.body.contains("Hoe gaat het met je fiets?"), "{}", preview.body);
    let old = house.get("/surveys/fietsplan-pulse?version=1", &cookie).await.expect(200).body;
    assert!(old.contains("How is your bicycle doing?"), "a version never changes: {old}");
    assert_eq!(
        house.fill_in("/surveys", "/surveys/new", &cookie, &[("name", "after-repair")]).await.goes_to(),
        "/surveys/after-repair"
    );
    house.fill_in("/surveys", "/surveys/new", &cookie, &[("name", "A b")]).await.expect(422);
}

#[tokio::test]
async fn a_link_made_by_hand_is_shown_once_and_can_be_answered() {
    let house = lived_in().await;
    let cookie = house.sign_in(Role::Owner, Language::En).await;
    const PAGE: &str = "/surveys/fietsplan-pulse";
    let make = async |customer: &str| {
        let fields = [("customer", customer), ("channel", "desk"), ("tongue", "en")];
        house.fill_in(PAGE, "/surveys/fietsplan-pulse/links", &cookie, &fields).await
    };
    make("").await.expect(422);
    let nobody = make("XX99").await.expect(422).body;
    assert!(nobody.contains("We do not know customer XX99") && nobody.contains("value=\"XX99\""), "{nobody}");
    assert!(!nobody.contains("class=\"qr\""), "{nobody}");
    let made = make("FP000004").await.expect(200).body;
    assert!(made.contains("class=\"qr\"") && made.contains("Link for FP000004, desk"), "{made}");
    let path = made.split_once("class=\"btn small\" href=\"").expect("a way in").1.split('"').next().expect("its end");
    assert!(!house.get(PAGE, &cookie).await.expect(200).body.contains(path), "shown once");
    let questions = house.get(path, "").await.expect(200).body;
    assert!(questions.contains("How is your bicycle doing?"), "{questions}");
    house.post(path, "", &[("q-whole", "1"), ("q-words", "No answer for a week."), ("speak", "en")]).await.goes_to();
    let page = house.get("/answers", &cookie).await.expect(200).body;
    assert!(page.contains("No answer for a week."), "{page}");
    house.store.opt_out("FP000004", AskedBy::Desk, house.act().at).await.expect("out");
    let refused = make("FP000004").await.expect(422).body;
    assert!(
        refused.contains("does not want to be asked any more") && refused.contains("value=\"FP000004\""),
        "{refused}"
    );
}

#[tokio::test]
async fn the_rooms_of_listening_are_whole_in_both_languages() {
    let house = lived_in().await;
    let cookie = house.sign_in(Role::Manager, Language::En).await;
    house.fill_in("/work", "/work/look", &cookie, &[]).await.goes_to();
    let point = house.store.action_points(Moment::from_us(0)).await.expect("read")[0].id;
    for language in Language::ALL {
        let cookie = house.sign_in(Role::Owner, *language).await;
        for path in [
            "/answers",
            "/answers?for=handle",
            "/answers/themes",
            "/ladder",
            "/work",
            "/work?view=list",
            "/work?view=mine",
            "/work/improvements",
            "/surveys",
            "/surveys/fietsplan-pulse",
            "/surveys/a-new-one",
        ] {
            check(path, *language, &house.get(path, &cookie).await.expect(200).body);
        }
        check("a point", *language, &house.get(&format!("/work/{point}"), &cookie).await.expect(200).body);
        house.get("/answers.csv", &cookie).await.expect(200);
        house.get("/work/improvements.csv", &cookie).await.expect(200);
    }
}

#[tokio::test]
async fn a_closed_reason_is_followed_month_by_month() {
    let house = lived_in().await;
    let cookie = house.sign_in(Role::Owner, Language::En).await;
    let signal = relationship::improvement::Signal::Promise {
        customer: "FP000001".to_owned(),
        reason: "price.too_high".to_owned(),
        answer: "x y".to_owned(),
        on: "2026-06-01".parse().expect("a day"),
    };
    let holidays = relationship::deadline::Holidays::of(relationship::deadline::Country::Netherlands, 2026..=2026);
    let rules = relationship::improvement::Rules::default();
    let proposal = rules.propose(relationship::improvement::Evidence::of(signal), &holidays).expect("work");
    let june = store::Act { at: house.act().at.plus_seconds(-170 * 86_400), ..house.act() };
    let id = store::ActionPointId::new(june.at, 9);
    house.store.propose(id, proposal, june).await.expect("placed");
    let close = relationship::improvement::Command::Close { cause: "dear".to_owned(), action: "cheaper".to_owned() };
    let days = ("2026-06-05".parse().expect("a day"), "2026-06-19".parse().expect("a day"));
    let closed: Result<_, StoreError> = house.store.act_on_point(id, close, days, june).await;
    closed.expect("closed");
    // What nobody named is put right too, and is no reason that can be given less.
    let unnamed = relationship::improvement::Signal::Promise {
        customer: "FP000005".to_owned(),
        reason: door::listening::UNNAMED.to_owned(),
        answer: "x z".to_owned(),
        on: "2026-06-01".parse().expect("a day"),
    };
    let proposal = rules.propose(relationship::improvement::Evidence::of(unnamed), &holidays).expect("work");
    let other = store::ActionPointId::new(june.at, 10);
    house.store.propose(other, proposal, june).await.expect("placed");
    let close = relationship::improvement::Command::Close { cause: "a".to_owned(), action: "b".to_owned() };
    let closed: Result<_, StoreError> = house.store.act_on_point(other, close, days, june).await;
    closed.expect("closed");
    // The company says what its words mean.
    let mapping = house.store.reason_mapping().await.expect("read").chosen;
    let since = "2020-01-01".parse().expect("a day");
    let mapping = mapping.assign("Te duur", "price.too_high", since).expect("a code");
    house.store.choose_reason_mapping(mapping, house.act()).await.expect("chosen");
    let page = house.get("/work/improvements", &cookie).await.expect(200).body;
    assert!(
        page.contains("One reason was worked on")
            && page.contains("12 months before")
            && page.contains("4 months after"),
        "{page}"
    );
    let csv = house.get("/work/improvements.csv", &cookie).await.expect(200).body;
    // FP000003 left on 30 May 2026, too dear; seven were customers when May began.
    let may = csv.lines().find(|it| it.starts_with("price.too_high,\"2026-05-01\",\"share_left\"")).expect("May");
    assert!(may.contains(",7,1,wilson"), "{may}");
}

#[tokio::test]
async fn a_screen_is_put_up_shown_once_and_taken_away() {
    let house = lived_in().await;
    let cookie = house.sign_in(Role::Owner, Language::En).await;
    let page = "/surveys/fietsplan-pulse";
    let kiosks = format!("{page}/kiosks");
    house.fill_in(page, &kiosks, &cookie, &[("place", "")]).await.expect(422);
    let made = house.fill_in(page, &kiosks, &cookie, &[("place", "Counter <1>")]).await.expect(200).body;
    // Its own address stands there in full, once, to be typed in on the screen; nothing else of the kind does.
    let address = made.split("class=\"secret\">").nth(1).and_then(|rest| rest.split('<').next()).expect("its address");
    assert!(address.starts_with("http://") && address.contains("/a/kiosk/"), "{address}");
    check(page, Language::En, &made.replacen(address, "", 1));
    assert!(made.contains("Screen for Counter &#60;1&#62;") && made.contains("class=\"qr\""), "{made}");
    let path = made.split("href=\"/a/kiosk/").nth(1).expect("its address").split('"').next().expect("its end");
    let path = format!("/a/kiosk/{path}");
    let screen = house.get(&path, "").await.expect(200).body;
    let form = screen.split("name=\"form\" value=\"").nth(1).expect("a form").split('"').next().expect("its end");
    house.post(&path, "", &[("form", form), ("q-whole", "4")]).await.expect(303);
    let shown = house.get(page, &cookie).await.expect(200).body;
    assert!(shown.contains("answered once") && !shown.contains("/a/kiosk/"), "{shown}");
    let stream = house.get("/answers?channel=kiosk", &cookie).await.expect(200).body;
    assert!(stream.contains("4 of 5") && !stream.contains("href=\"/customers/\""), "{stream}");
    let handle = house.get("/answers?for=handle&channel=kiosk", &cookie).await.expect(200).body;
    assert!(!handle.contains("4 of 5"), "there is nobody to put it right for: {handle}");
    let id = shown.split("/kiosks/").nth(1).expect("a screen").split('/').next().expect("its end").to_owned();
    house.fill_in(page, &format!("{kiosks}/{id}/end"), &cookie, &[]).await.expect(303);
    house.get(&path, "").await.expect(410);
    house.fill_in(page, &format!("{kiosks}/nonsense/end"), &cookie, &[]).await.expect(404);
    // Somebody at the desk types in what a customer says, at once.
    let now = house.fill_in(page, &format!("{page}/links"), &cookie, &[("customer", "FP000004"), ("do", "now")]).await;
    assert!(now.goes_to().starts_with("/a/"), "{now:?}");
    house.get(now.goes_to(), "").await.expect(200);
}

#[tokio::test]
async fn what_holds_for_all_says_what_the_law_wants_after_a_goodbye() {
    let house = lived_in().await;
    let cookie = house.sign_in(Role::Owner, Language::En).await;
    let page = house.get("/surveys", &cookie).await.expect(200).body;
    assert!(page.contains("rule ST-04 of the law pack “The strictest rules together”"), "{page}");
    std::fs::write(house.folder.path().join("asking.toml"), "law = [\"us-ca\"]\n").expect("written");
    let page = house.get("/surveys", &cookie).await.expect(200).body;
    assert!(page.contains("allowed until somebody says no: rule US-SPAM"), "{page}");
    std::fs::write(house.folder.path().join("asking.toml"), "law = [\"usa\"]\n").expect("written");
    let page = house.get("/surveys", &cookie).await.expect(200).body;
    assert!(page.contains("there is no law pack") && page.contains("ST-04"), "{page}");
}
