//! Measuring a file on the page, and the way of an activity through the console: register, draw, say who got it, stop.

use std::fmt::Write as _;

use store::{Language, Role};

use crate::house::{Answer, House};
use crate::pages::check;

/// Customers of whom the dissatisfied stay when called and the others leave because of it; the desk was no draw.
fn customers(n: u32) -> String {
    let mut text = String::from("id,satisfaction,age,tenure,A1_call,O1_desk,left\n");
    let hash = |row: u32, salt: u32| (row ^ (salt << 20)).wrapping_mul(2_654_435_761).rotate_left(salt) >> 8;
    for row in 0..n {
        let share = |salt| f64::from(hash(row, salt)) / f64::from(1 << 24);
        let (satisfaction, age) = ((share(1) * 5.0).floor() + 1.0, 18.0 + (share(2) * 70.0).floor());
        let (called, desk) = (share(7) < 0.5, share(5) < 0.3);
        let effect = if satisfaction <= 3.0 { -0.3 } else { 0.1 };
        let left = share(9) < 0.4 + if called { effect } else { 0.0 };
        let tenure = (share(4) * 60.0).floor();
        let (called, desk, left) = (u8::from(called), u8::from(desk), u8::from(left));
        let _ = writeln!(text, "K{row},{satisfaction},{age},{tenure},{called},{desk},{left}");
    }
    text
}

async fn upload(house: &House, page: &str, to: &str, cookie: &str, content: &str) -> Answer {
    let token = house.get(page, cookie).await.expect(200).token();
    let headers = [("cookie", cookie), ("sec-fetch-site", "same-origin")];
    house.upload(to, &headers, &[("token", None, &token), ("file", Some("customers.csv"), content)]).await
}

/// The fields the proposal of a form has chosen, as a browser would send them.
fn proposed(page: &str) -> String {
    let mut pairs = Vec::new();
    for select in page.split("<select id=\"c").skip(1) {
        let at = select.split('"').next().expect("its place");
        let chosen = select.split(" selected>").next().expect("a choice").rsplit("value=\"").next().expect("its value");
        pairs.push(format!("c{at}={}", chosen.trim_end_matches('"')));
    }
    pairs.join("&")
}

#[tokio::test]
async fn a_file_is_measured_without_import_and_says_how() {
    let house = House::empty().await;
    for language in Language::ALL {
        let cookie = house.sign_in(Role::Owner, *language).await;
        check("files", *language, &house.get("/measure", &cookie).await.expect(200).body);
        let address = upload(&house, "/measure", "/measure", &cookie, &customers(2000)).await.goes_to().to_owned();
        let form = house.get(&address, &cookie).await.expect(200).body;
        check("form", *language, &form);
        let query = proposed(&form);
        assert_eq!(query, "c0=customer&c1=trait&c2=trait&c3=trait&c4=drawn&c5=observed&c6=outcome");
        let verdict = house.get(&format!("{address}/verdict?{query}&cost4=4,5"), &cookie).await.expect(200).body;
        check("verdict", *language, &verdict);
        let command = "vaarwel measure customers.csv --outcome left --drawn A1_call --observed O1_desk --traits \
                       satisfaction,age,tenure --cost A1_call=4.5 --customer id --currency EUR";
        assert!(verdict.contains(command), "{verdict}");
        assert!(verdict.contains("v-helps") && verdict.contains("v-unknown"), "{verdict}");
        let folder = house.folder.path().display().to_string();
        assert!(!verdict.contains(&folder), "the page does not tell where files are");
        let numbers = house.get(&format!("{address}/verdict.json?{query}"), &cookie).await.expect(200).json();
        assert_eq!(numbers["activities"][0]["verdict"], "helps");
        assert!(!numbers.to_string().contains(&folder));
    }
    let cookie = house.sign_in(Role::Analyst, Language::En).await;
    assert_eq!(house.get("/measure", &cookie).await.expect(200).body.matches("Throw away customers.csv").count(), 2);
    let ledger = house.folder.path().join("ledger");
    assert!(!ledger.exists() || std::fs::read_dir(ledger).expect("a folder").count() <= 1, "nothing was imported");
}

#[tokio::test]
async fn what_a_form_lacks_or_a_file_cannot_answer_is_said_next_to_it() {
    let house = House::empty().await;
    let cookie = house.sign_in(Role::Owner, Language::En).await;
    let address = upload(&house, "/measure", "/measure", &cookie, &customers(50)).await.goes_to().to_owned();
    let page = house.get(&format!("{address}/verdict?c1=trait"), &cookie).await.expect(422).body;
    assert!(page.contains("Say which column is the outcome.") && page.contains("Say which columns are activities."));
    let page = house.get(&format!("{address}/verdict?c1=drawn&c6=outcome"), &cookie).await.expect(422).body;
    assert!(page.contains("role=\"alert\"") && page.contains("customers.csv"), "{page}");
    assert!(upload(&house, "/measure", "/measure", &cookie, "").await.status.is_redirection());
    let gone = house.fill_in("/measure", &format!("{address}/forget"), &cookie, &[]).await;
    assert_eq!(gone.goes_to(), "/measure");
    house.get(&address, &cookie).await.expect(404);
    let front = house.sign_in(Role::FrontLine, Language::En).await;
    house.get("/measure", &front).await.expect(403);
}

#[tokio::test]
async fn whom_to_give_it_is_asked_answered_and_taken_along_with_a_new_hold_out() {
    let house = House::empty().await;
    let cookie = house.sign_in(Role::Owner, Language::En).await;
    let address = upload(&house, "/measure", "/measure", &cookie, &customers(3000)).await.goes_to().to_owned();
    let query = "c0=customer&c1=trait&c2=trait&c3=trait&c4=drawn&c6=outcome";
    let asked = house.get(&format!("{address}/whom?{query}"), &cookie).await.expect(200).body;
    check("whom", Language::En, &asked);
    assert!(asked.contains("For whom does A1_call work?"), "{asked}");
    let told = house.get(&format!("{address}/whom?{query}&cost=5&worth=100"), &cookie).await.expect(200).body;
    check("whom answered", Language::En, &told);
    assert!(told.contains("Give A1_call to "), "{told}");
    assert!(told.contains("Decided by: satisfaction, tenure.") && told.contains("Better left alone"), "{told}");
    let nobody = house.get(&format!("{address}/whom?{query}&cost=500&worth=100"), &cookie).await.expect(200).body;
    assert!(nobody.contains("Give A1_call to nobody.") && !nobody.contains("Audience of"), "{nobody}");
    let fields = [("c0", "customer"), ("c1", "trait"), ("c3", "trait"), ("c4", "drawn"), ("c6", "outcome")];
    let more = [("activity", "A1_call"), ("cost", "5"), ("worth", "100"), ("holdout", "20")];
    let page = format!("{address}/whom?{query}&cost=5&worth=100");
    let all = [&fields[..], &more[..]].concat();
    let audience = house.fill_in(&page, &format!("{address}/audience.csv"), &cookie, &all).await.expect(200).body;
    assert!(audience.starts_with("customer,arm,treated,effect,lower,upper\n"), "{}", &audience[..200]);
    let (treated, held) = (audience.matches(",treated,1,").count(), audience.matches(",held_out,0,").count());
    assert!(treated > 3 * held && 6 * held > treated, "{treated} and {held}");
    let again = house.fill_in(&page, &format!("{address}/audience.csv"), &cookie, &all).await.expect(200).body;
    assert_eq!(audience, again, "the draw is the same for ever");
}

#[tokio::test]
async fn an_activity_goes_from_the_register_to_a_draw_to_its_end() {
    let house = House::fietsplan().await;
    let cookie = house.sign_in(Role::Manager, Language::En).await;
    let new = house.get("/activities/new", &cookie).await.expect(200).body;
    check("new", Language::En, &new);
    assert!(new.contains("<option value=\"left\" selected>Left</option>"), "outcomes have words: {new}");
    let own = house.get("/activities/new?outcome=boekingen", &cookie).await.expect(200).body;
    assert!(
        own.contains("<option value=\"boekingen\" selected>boekingen</option>"),
        "another system keeps its own: {own}"
    );
    let wrong = [
        ("name", ""),
        ("starts_on", "2026-12-01"),
        ("how", "drawn"),
        ("holdout", "120"),
        ("outcome", "left"),
        ("horizons", "90, 30"),
    ];
    let page = house.fill_in("/activities/new", "/activities/new", &cookie, &wrong).await.expect(422).body;
    check("refused", Language::En, &page);
    for said in ["Name: fill this in.", "Leave alone, in percent: “120” is not allowed here.", "Give one to six rising"]
    {
        assert!(page.contains(said), "`{said}` is not on the page: {page}");
    }
    let call = [
        ("name", "Welcome call"),
        ("treatment", "A call of ten minutes"),
        ("goal", "fewer_leavers"),
        ("starts_on", "2026-12-01"),
        ("review_on", "2027-06-01"),
        ("cost_each", "7,50"),
        ("how", "drawn"),
        ("holdout", "20"),
        ("outcome", "left"),
        ("horizons", "30, 90"),
        ("matters", "1"),
    ];
    let address = house.fill_in("/activities/new", "/activities/new", &cookie, &call).await.goes_to().to_owned();
    let one = house.get(&address, &cookie).await.expect(200).body;
    check("one", Language::En, &one);
    for said in
        ["What Welcome call does, nobody knows yet.", "Chance leaves 20% alone", "1.0 points", "Nobody was drawn yet."]
    {
        assert!(one.contains(said), "`{said}` is not on the page: {one}");
    }
    let planned = house.get(&format!("{address}?customers=600&base=10&matters=2"), &cookie).await.expect(200).body;
    assert!(planned.contains("You cannot know this with your numbers") && planned.contains("6,426"), "{planned}");

    let file: String = "customer,city\n".to_owned() + &(0..400).map(|n| format!("K{n},Zeist\n")).collect::<String>();
    let drawing = upload(&house, &address, &format!("{address}/draw"), &cookie, &file).await.goes_to().to_owned();
    let proposal = house.get(&format!("{drawing}?base=50"), &cookie).await.expect(200).body;
    check("draw", Language::En, &proposal);
    let grouped = [("customer", "customer"), ("group", "city"), ("holdout", "20")];
    let page = house.fill_in(&drawing, &drawing, &cookie, &grouped).await.expect(422).body;
    assert!(page.contains("It draws each customer alone."), "{page}");
    let other = [("customer", "customer"), ("holdout", "50")];
    let page = house.fill_in(&drawing, &drawing, &cookie, &other).await.expect(422).body;
    assert!(page.contains("Say why you leave another share alone"), "{page}");
    let other = [("customer", "customer"), ("holdout", "50"), ("why", "There are few of us")];
    let drawn = house.fill_in(&drawing, &drawing, &cookie, &other).await.goes_to().to_owned();
    let page = house.get(&drawn, &cookie).await.expect(200).body;
    check("drawn", Language::En, &page);
    assert!(page.contains(" get it, ") && page.contains("arms.csv?customer=customer"), "{page}");
    let arms = house.get(&drawn.replace("?customer=customer&drawn=1", "/arms.csv?customer=customer"), &cookie).await;
    let arms = arms.expect(200).body;
    assert_eq!((arms.lines().count(), arms.lines().next()), (401, Some("customer,arm,treated")), "{arms}");
    let treated = arms.matches(",1\n").count();
    assert!((160..=240).contains(&treated), "{treated}");
    let one = house.get(&address, &cookie).await.expect(200).body;
    assert!(one.contains("There are few of us") && one.contains("version 2"), "{one}");

    let exposed = upload(&house, &address, &format!("{address}/exposed"), &cookie, &arms).await.goes_to().to_owned();
    check("exposed", Language::En, &house.get(&exposed, &cookie).await.expect(200).body);
    for (name, wrong) in [("customer", "klant"), ("at", "when"), ("got", "arms")] {
        let mut said = vec![("customer", "customer"), ("got", "treated"), ("at", ""), ("day", "2026-11-20")];
        said.retain(|it| it.0 != name);
        said.push((name, wrong));
        let page = house.fill_in(&exposed, &exposed, &cookie, &said).await.expect(422).body;
        assert!(page.contains(&format!("There is no column “{wrong}”")), "{page}");
    }
    let said = [("customer", "customer"), ("got", "treated"), ("at", ""), ("day", "2026-11-20")];
    let import = house.fill_in(&exposed, &exposed, &cookie, &said).await.goes_to().to_owned();
    let done = house.get(&import, &cookie).await.expect(200).body;
    assert!(done.contains("400 rows of exposed-customers.csv are stored"), "{done}");

    let register = house.get("/activities.csv", &cookie).await.expect(200).body;
    assert!(register.contains(",Welcome call,") && register.lines().count() == 2, "{register}");
    let stopped = house.fill_in(&address, &format!("{address}/stop"), &cookie, &[("why", "Nobody has time")]).await;
    assert_eq!(stopped.goes_to(), "/activities?show=stopped");
    let one = house.get(&address, &cookie).await.expect(200).body;
    assert!(one.contains("Nobody has time") && !one.contains("Stop this activity"), "{one}");
    let refused = house.get(&drawing, &cookie).await.expect(422).body;
    assert!(refused.contains("It was stopped: nobody is drawn for it any more."), "{refused}");
}

#[tokio::test]
async fn an_activity_that_was_described_anew_shows_what_was_promised() {
    let house = House::empty().await;
    let cookie = house.sign_in(Role::Owner, Language::Nl).await;
    let first = [
        ("name", "Korting"),
        ("goal", "fewer_leavers"),
        ("starts_on", "2026-01-01"),
        ("how", "drawn"),
        ("holdout", "20"),
        ("outcome", "left"),
        ("horizons", "90"),
    ];
    let address = house.fill_in("/activities/new", "/activities/new", &cookie, &first).await.goes_to().to_owned();
    let describe = format!("{address}/describe");
    check("describe", Language::Nl, &house.get(&describe, &cookie).await.expect(200).body);
    let mut second = first.to_vec();
    second[6] = ("horizons", "30");
    second.push(("made_from", "1"));
    house.fill_in(&describe, &describe, &cookie, &second).await.expect(422);
    second.push(("why", "Op negentig dagen was er niets te zien"));
    assert_eq!(house.fill_in(&describe, &describe, &cookie, &second).await.goes_to(), address);
    let one = house.get(&address, &cookie).await.expect(200).body;
    check("one", Language::Nl, &one);
    assert!(one.contains("van ‘90’ naar ‘30’ (versie 2). Omdat: Op negentig dagen was er niets te zien"), "{one}");
    assert!(house.fill_in(&describe, &describe, &cookie, &second).await.expect(422).body.contains("intussen"));
}

#[tokio::test]
async fn a_verdict_of_a_file_is_kept_told_to_the_owner_and_read_in_either_language() {
    let house = House::empty().await;
    let (dutch, english) =
        (house.sign_in(Role::Owner, Language::Nl).await, house.sign_in(Role::Owner, Language::En).await);
    let described = [
        ("name", "Belronde"),
        ("goal", "fewer_leavers"),
        ("starts_on", "2026-01-01"),
        ("how", "drawn"),
        ("holdout", "50"),
        ("outcome", "left"),
        ("horizons", "90"),
    ];
    let activity = house.fill_in("/activities/new", "/activities/new", &dutch, &described).await.goes_to().to_owned();
    let id = activity.rsplit('/').next().expect("an id").to_owned();
    let keep = async |good: bool| {
        let file = upload(&house, "/measure", "/measure", &dutch, &customers(2000)).await.goes_to().to_owned();
        let mut fields = vec![("c0", "customer"), ("c1", "trait"), ("c4", "drawn"), ("c6", "outcome")];
        fields.extend(good.then_some(("good", "1")));
        let query = fields.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
        fields.extend([("column", "A1_call"), ("activity", id.as_str())]);
        let page = format!("{file}/verdict?{query}");
        assert_eq!(house.fill_in(&page, &format!("{file}/keep"), &dutch, &fields).await.goes_to(), activity);
    };
    keep(false).await;
    assert!(house.store.action_points(store::Moment::from_us(0)).await.expect("points").is_empty());
    house.wait_seconds(60);
    // The same table, with leaving as what is wanted.
    keep(true).await;
    let points = house.store.action_points(store::Moment::from_us(0)).await.expect("points");
    assert_eq!(points.len(), 1, "whoever answers for it is told, whoever measured");
    let page = house.get(&activity, &dutch).await.expect(200).body;
    check("kept", Language::Nl, &page);
    for said in ["Hierdoor verschilt de uitkomst", "Wat het meten tot nu toe zei", "Bestand customers.csv"] {
        assert!(page.contains(said), "`{said}` is not on the page: {page}");
    }
    assert!(!page.contains("alle maatregelen samen"), "nothing was adjusted for a single activity: {page}");
    let page = house.get(&activity, &english).await.expect(200).body;
    check("kept", Language::En, &page);
    for said in [
        "Because of it the outcome differs by",
        "What measuring said so far",
        "Measured: Helps",
        "Measured: Backfires",
        "File customers.csv",
    ] {
        assert!(page.contains(said), "`{said}` is not on the page: {page}");
    }
    assert!(!page.contains("verschilt"), "no word of who measured is left: {page}");
    let hail = house.get("/activities", &english).await.expect(200).body;
    assert!(hail.contains("Because of it the outcome differs by"), "{hail}");
}
