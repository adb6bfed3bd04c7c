//! What holds for every page: leaving is one action away, little is loaded, nothing of the linter blocks, and page, card
//! and procedure cannot differ.

use relationship::flow::{Control, Field, FieldKind, Flow, Look, Purpose, Role, STAY, SUBMITTED, Screen, Text};
use relationship::lint::{Severity, lint};

use crate::house::{Answer, House, shipped_flows};

const PAGE_BYTES_MAX: usize = 50_000;

fn shipped() -> Vec<String> {
    let files = std::fs::read_dir(shipped_flows()).expect("the shipped flows").flatten();
    let mut names: Vec<String> =
        files.filter_map(|file| file.file_name().to_str()?.strip_suffix(".toml").map(str::to_owned)).collect();
    names.sort();
    assert!(names.len() >= 2, "{names:?}");
    names
}

/// A contract that was seen on a screen must be reachable to end with one press.
#[track_caller]
fn has_a_way_out(page: &Answer, what: &str) {
    let sends =
        page.body.contains("name=\"do\" value=\"confirm\"") || page.body.contains("name=\"do\" value=\"anyway\"");
    let leads = page.body.contains("href=\"/leave/") || page.body.contains("action=\"/leave/receipt/");
    assert!(sends || leads, "no way out of {what}: {}", page.body);
}

#[tokio::test]
async fn leaving_is_one_action_away_on_every_screen_of_every_flow() {
    let house = House::new().await;
    let who = [("number", "1001"), ("mail", "bram@voorbeeld.example")];
    for flow in shipped().iter().map(String::as_str).chain(["no-such-flow"]) {
        for language in ["nl", "en"] {
            let home = format!("/leave/{flow}");
            for page in ["", "/stay", "/how", "/card"] {
                let page_of = house.get(&format!("{home}{page}?lang={language}")).await.expect(200);
                has_a_way_out(&page_of, &format!("{home}{page}"));
                assert_eq!(page_of.lang(), language);
                assert!(!page_of.body.contains('⟦'), "a text is missing: {}", page_of.body);
            }
            for kind in ["ordinary", "extraordinary", "withdrawal"] {
                let screen = house.get(&format!("{home}?lang={language}&kind={kind}")).await.expect(200);
                assert!(screen.body.contains("value=\"confirm\""), "{kind}");
                for act in ["look", "link"] {
                    let next =
                        house.submit(&home, &screen, &[who[0], who[1], ("kind", kind), ("do", act)]).await.expect(200);
                    assert!(next.body.contains("value=\"confirm\""), "{flow} {language} {kind} {act}");
                    assert!(!next.body.contains('⟦'), "a text is missing: {}", next.body);
                }
                for wrong in [[("number", "1"), ("mail", "a@b.example")], [("number", ""), ("mail", "")]] {
                    let again =
                        house.submit(&home, &screen, &[wrong[0], wrong[1], ("kind", kind), ("do", "confirm")]).await;
                    assert!(again.body.contains("value=\"confirm\""), "{flow} {language} {kind}");
                }
            }
        }
    }
    assert!(house.cases().await.is_empty(), "looking around takes nothing");
    house.get("/leave").await.expect(200).says("/leave/fietsplan").says("/leave/practice");
}

#[tokio::test]
async fn a_page_weighs_little_and_asks_nobody_else_for_anything() {
    let house = House::new().await;
    let (receipt, _) = house.bram_leaves().await;
    let style = receipt.body.split("href=\"").find_map(|it| it.split('"').next().filter(|it| it.contains(".css")));
    let css = house.get(style.expect("a style sheet")).await.expect(200);
    assert_eq!(css.header("cache-control"), "public, max-age=31536000, immutable");
    let mut pages = vec![receipt];
    for address in ["/leave", "/leave/fietsplan", "/leave/fietsplan/how", "/leave/fietsplan/card"] {
        pages.push(house.get(address).await.expect(200));
    }
    for page in pages {
        let bytes = page.body.len() + css.body.len();
        assert!(bytes < PAGE_BYTES_MAX, "{bytes} bytes");
        assert!(!page.body.contains("<script") && !page.body.contains("style=\"") && !page.body.contains("src=\""));
        for part in ["href=\"http", "src=\"http", "@import", "url(http"] {
            assert!(!page.body.contains(part) && !css.body.contains(part), "{part}: {}", page.body);
        }
    }
    for name in ["vaarwel-exit.js", "vaarwel-page.js"] {
        let script = house.get(&format!("/embed/{name}")).await.expect(200);
        assert_eq!(script.header("access-control-allow-origin"), "*");
        assert!(script.body.len() < 8_000, "{name} has {} bytes", script.body.len());
    }
    house.get("/embed/other.js").await.expect(404);
}

fn both(text: &str) -> Text {
    Text { nl: text.to_owned(), en: text.to_owned(), ..Text::default() }
}

fn inner<'a>(body: &'a str, tag: &'a str) -> impl Iterator<Item = (&'a str, String)> {
    body.split(tag).skip(1).filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let text = rest.split("</button>").next()?.split("</a>").next()?;
        let plain: String = text
            .split('<')
            .enumerate()
            .map(|(at, it)| if at == 0 { it } else { it.split_once('>').map_or("", |(_, it)| it) })
            .collect();
        Some((attributes, plain))
    })
}

/// A screen of ours as the linter sees screens from elsewhere: read back from what a browser gets.
fn read_back(id: &str, page: &Answer, purpose: Purpose, to: &str) -> Screen {
    let body = page.body.split("<main").nth(1).expect("a main part").split("</main>").next().expect("its end");
    let mut screen: Screen = toml_screen(id, purpose);
    for (attributes, label) in inner(body, "<button class=\"btn\"") {
        if attributes.contains("value=\"confirm\"") || attributes.contains("value=\"anyway\"") {
            screen.controls.push(control(&label, Role::Leave, to));
        }
    }
    for (attributes, label) in inner(body, "<a class=\"btn\"") {
        if attributes.contains("/stay\"") {
            screen.controls.push(control(&label, Role::Stay, STAY));
        }
    }
    for (at, rest) in body.split("<input id=\"").skip(1).enumerate() {
        let tag = rest.split('>').next().unwrap_or_default();
        // What one knows may stand in place of the mail address, and is folded away.
        let is_asked = !tag.contains("name=\"knows\"");
        if is_asked && (tag.contains("type=\"text\"") || tag.contains("type=\"email\"")) {
            let about = if at == 0 { "contract" } else { "reply_to" };
            screen.fields.push(Field {
                about: about.to_owned(),
                label: Text::default(),
                kind: FieldKind::Text,
                required: true,
                min_chars: 0,
                checked: false,
            });
        }
    }
    screen.texts = inner(body, "<p").map(|(_, text)| both(&text)).filter(|it| !it.nl.is_empty()).collect();
    screen
}

fn toml_screen(id: &str, purpose: Purpose) -> Screen {
    Screen {
        id: id.to_owned(),
        purpose,
        title: Text::default(),
        texts: Vec::new(),
        fields: Vec::new(),
        controls: Vec::new(),
        wait_seconds: 0,
        countdown: false,
        deadline_is_real: false,
        language: None,
        pops_up: false,
    }
}

fn control(label: &str, role: Role, to: &str) -> Control {
    Control {
        label: both(label),
        role,
        to: to.to_owned(),
        look: Look::Button,
        size_px: None,
        font_px: None,
        contrast: None,
        below_fold: false,
        after_seconds: 0,
    }
}

#[tokio::test]
async fn nothing_on_our_own_pages_would_keep_a_flow_from_being_published() {
    let house = House::new().await;
    let today = "2026-11-22".parse().expect("a day");
    for name in shipped() {
        for language in ["nl", "en"] {
            let first = house.get(&format!("/leave/{name}?lang={language}")).await.expect(200);
            let found = house.office.find_flow(&name).await;
            let mut flow: Flow = (*found.flow).clone();
            let asked = read_back("request", &first, Purpose::Identify, SUBMITTED);
            assert!(asked.controls.len() == 2 && asked.fields.len() == 2 && !asked.texts.is_empty(), "{asked:?}");
            flow.screens = vec![asked, toml_screen("receipt", Purpose::Done)];
            for packs in
                [vec![], vec!["strict"], vec!["nl", "eu"], vec!["de"], vec!["uk", "us-ca", "us-mn", "us-ny", "fr"]]
            {
                let judged = lint(&flow, &found.places, &packs, today).expect("packs");
                let graver: Vec<_> = judged.findings.iter().filter(|it| it.severity >= Severity::Block).collect();
                assert!(graver.is_empty(), "{name} {language} {packs:?}: {graver:#?}");
            }
        }
    }
}

#[tokio::test]
async fn a_change_of_the_definition_changes_page_procedure_card_and_receipt() {
    let house = House::new().await;
    let file = std::fs::read_to_string(shipped_flows().join("fietsplan.toml")).expect("a flow");
    let who = [("number", "1001"), ("mail", "bram@voorbeeld.example"), ("do", "look")];
    let all = async || {
        let mut pages = Vec::new();
        for page in ["", "/how", "/card"] {
            pages.push(house.get(&format!("/leave/fietsplan{page}")).await.expect(200).plain());
        }
        pages.push(house.leave_as("fietsplan", &who).await.expect(200).plain());
        pages
    };
    let changes = [
        ("Opzeggen kost € 0.", "Opzeggen is en blijft gratis."),
        (
            "Daarna breng je hem terug, of wij halen hem op. Dat is gratis.",
            "Daarna zet je hem in de stalling bij het station.",
        ),
    ];
    let before = all().await;
    let mut edited = file.clone();
    for (old, new) in changes {
        assert!(edited.contains(old), "the flow says: {old}");
        edited = edited.replace(old, new);
        assert!(before.iter().all(|page| page.contains(old) && !page.contains(new)), "before");
    }
    // The phone number too, which stands on all but the second screen.
    edited = edited.replace("030 000 12 34", "030 000 99 99");
    house.put_flow("fietsplan", &edited);
    let after = all().await;
    for (old, new) in changes {
        assert!(after.iter().all(|page| page.contains(new) && !page.contains(old)), "after: {new}");
    }
    assert!(after[..3].iter().all(|page| page.contains("030 000 99 99") && !page.contains("030 000 12 34")));
}

#[tokio::test]
async fn how_it_really_went_is_told_with_its_number_or_not_at_all() {
    let house = House::new().await;
    house.get("/leave/fietsplan/how").await.says("zei niemand op via deze pagina’s");
    house.bram_leaves().await;
    house.get("/leave/fietsplan/how").await.says("zei één mens op").says("te weinig om een tijd te noemen");
    for customer in 0..25 {
        let number = format!("8{customer:03}");
        let fields = [("number", number.as_str()), ("mail", "x@y.example")];
        let screen = house.get("/leave/fietsplan").await;
        let sent = house.submit("/leave/fietsplan", &screen, &[fields[0], fields[1], ("do", "anyway")]).await;
        house.follow(sent).await;
    }
    house
        .get("/leave/fietsplan/how")
        .await
        .says("zeiden 26 mensen op via deze pagina’s. De helft deed er hoogstens 0 seconden over.");
}
