//! A made-up site, from its home page to its form.
use connect::site::{Fetched, Measured, SiteError, browser, look};
use relationship::flow::{Flow, Role};
use url::Url;

const HOME: &str = r#"<!doctype html><html lang="en"><title>Gym</title><body><nav><a href="/join">Join</a><a href="/help">Help</a></nav>
<h1>Iron gym</h1><p>Train with us.</p><footer><a href="/account">My account</a> <a href="https://elsewhere.example/cancel">Cancel</a></footer></body></html>"#;
const ACCOUNT: &str = r#"<html lang="en"><h1>Your account</h1><details><summary>More</summary><a href="/cancel">Cancel membership</a></details></html>"#;
const CANCEL: &str = r#"<html lang="en"><title>Cancel</title><h1>Cancel your membership</h1><p>We're so sorry to see you go.</p>
<p>Most members stay. Only today: 50% off!</p><div class="countdown-timer">09:59</div>
<a class="btn" href="/stay">Keep my membership</a> <a href="/cancel/2">Continue to cancel</a></html>"#;
const FORM: &str = r#"<html lang="en"><h1>Before you go</h1><form method="post" action="/cancel/send">
<label for="n">Customer number</label><input id="n" name="number" required>
<label>Why are you leaving? <textarea name="why" required minlength="50"></textarea></label>
<label><input type="checkbox" name="newsletter" checked> Keep sending me the newsletter</label>
<script>var a = "<a href='/x'>not a link</a>";</script>
<button class="primary">Cancel my membership</button> <button type="button">No thanks, I hate saving money</button></form>
<p>Calling is the fastest: <a href="tel:+3110">010</a></p></html>"#;

fn get(url: &Url) -> Result<Fetched, String> {
    let html = match url.path() {
        "/" => HOME,
        "/account" => ACCOUNT,
        "/cancel" => CANCEL,
        "/cancel/2" => FORM,
        other => return Err(format!("404 {other}")),
    };
    Ok((url.clone(), html.to_owned()))
}

/// A machine without a browser.
fn nothing(_: &Url, _: &str) -> Option<Result<Vec<Measured>, String>> {
    None
}

#[test]
fn a_way_out_is_found_and_written_down() {
    let seen = look("http://gym.example/", &get, &nothing).expect("a way out");
    let (flow, places) = Flow::parse("gym", &seen.flow).expect("a flow");
    let said =
        relationship::lint::lint(&flow, &places, &["strict"], "2026-11-22".parse().expect("a day")).expect("packs");
    let rules: std::collections::BTreeSet<&str> = said.findings.iter().map(|it| it.rule).collect();
    for rule in ["DP-02", "DP-05", "DP-10", "DP-11", "DP-17", "DP-25", "DP-26"] {
        assert!(rules.contains(rule), "{rule} in {rules:?}");
    }
    assert_eq!(flow.screens.len(), 3);
    assert_eq!(flow.entries[0].clicks, 2);
    assert!(flow.entries[0].folded);
}

#[test]
fn what_cannot_be_judged_is_said() {
    assert!(matches!(look("gym", &get, &nothing), Err(SiteError::NoAddress { .. })));
    assert!(matches!(look("http://gym.example/none", &get, &nothing), Err(SiteError::NotFetched { .. })));
    let empty = |url: &Url| Ok((url.clone(), "\u{0}<<<not html".to_owned()));
    assert!(matches!(look("http://gym.example/", &empty, &nothing), Err(SiteError::NoWayOut { .. })));
}

#[test]
fn a_list_of_flows_is_a_place_on_the_way_and_other_ways_out_are_asides() {
    let get = |url: &Url| {
        let html = match url.path() {
            "/leave" => {
                r#"<html lang="en"><h1>Cancel</h1><ul><li><a href="/leave/bike">Cancel your plan</a></li></ul></html>"#
            }
            _ => {
                r#"<html lang="en"><h1>Cancel your plan</h1><p>Your last day: it ends on 22 December.</p>
                <p>What you still pay: nothing.</p><p>What you get back: nothing.</p><p>Leaving costs € 0.</p><p>Your data: gone after 30 days.</p>
                <form method="post"><label>Customer number <input name="number" required></label><button>End my plan: cancel</button>
                <a class="btn" href="/stay">Keep my plan</a></form><a href="/leave/bike?kind=withdrawal">Withdraw from the contract here</a>
                <a href="mailto:cancel@bike.example">cancel@bike.example</a></html>"#
            }
        };
        Ok((url.clone(), html.to_owned()))
    };
    let seen = look("http://bike.example/leave", &get, &nothing).expect("a way out");
    let (flow, places) = Flow::parse("bike", &seen.flow).expect("a flow");
    assert_eq!((flow.screens.len(), flow.entries[0].clicks), (2, 1));
    let said =
        relationship::lint::lint(&flow, &places, &["strict"], "2026-11-22".parse().expect("a day")).expect("packs");
    assert_eq!(
        said.gravest().filter(|gravest| *gravest > relationship::lint::Severity::Warning),
        None,
        "{}",
        said.text("en")
    );
}

/// A small pale way out beside a large button.
const PALE: &str = r#"<!doctype html><html lang="en"><head><style>body{background:#fff;color:#111}
button{font-size:12px;color:#bbb;background:none;border:0;padding:0;outline:none}
.stay{display:inline-block;font-size:24px;padding:20px 60px;background:#0a0;color:#fff}</style></head>
<h1>Cancel your plan</h1><form method="post"><button>Cancel my plan</button> <a class="btn stay" href="/stay">Keep my plan</a></form>
<script>document.body.innerHTML = ""</script></html>"#;

#[test]
#[expect(clippy::print_stdout, reason = "whoever runs the tests must see that nothing was measured")]
fn what_a_browser_measures_is_judged_and_what_it_does_not_is_said() {
    let get = |url: &Url| Ok((url.clone(), PALE.to_owned()));
    let judged = |seen: &connect::site::Seen| {
        let (flow, places) = Flow::parse("pale", &seen.flow).expect("a flow");
        relationship::lint::lint(&flow, &places, &["strict"], "2026-11-22".parse().expect("a day")).expect("packs")
    };
    let blind = look("http://pale.example/", &get, &nothing).expect("a way out");
    assert!(blind.notes.iter().any(|note| note.ends_with("were not judged: no browser")), "{:?}", blind.notes);
    assert!(judged(&blind).not_measured.iter().any(|it| it.contains("DP-07")));
    let failing = |_: &Url, _: &str| Some(Err("the browser took longer than 25 seconds".to_owned()));
    let failed = look("http://pale.example/", &get, &failing).expect("a way out");
    assert!(failed.notes.iter().any(|note| note.contains("not judged: the browser took longer")), "{:?}", failed.notes);
    let measure = browser();
    let Some(measured) = measure(&"http://pale.example/".parse().expect("an address"), PALE) else {
        println!("skipped: there is no Chromium on this machine");
        return;
    };
    let measured = measured.expect("measured");
    let leave = measured.iter().find(|it| it.label == "Cancel my plan").expect("the way out");
    // #bbb on white is 1.92 to 1.
    assert_eq!((leave.contrast, leave.font_px, leave.below_fold), (Some(1.92), 12.0, false), "{leave:?}");
    let stay = measured.iter().find(|it| it.label == "Keep my plan").expect("the way back");
    assert!(stay.size_px[0] > 250.0 && stay.size_px[1] > 60.0 && (stay.font_px - 24.0).abs() < 0.1, "{stay:?}");
    let seen = look("http://pale.example/", &get, &measure).expect("a way out");
    let said = judged(&seen);
    assert!(said.findings.iter().any(|it| it.rule == "DP-07"), "{}", said.text("en"));
    assert!(!said.not_measured.iter().any(|it| it.contains("DP-07")));
}

#[test]
fn a_link_that_says_that_one_stays_is_a_control_to_stay() {
    let page = |link: &str| {
        format!(
            r#"<html lang="en"><h1>Cancel membership</h1><form method="post"><label>Name <input name="name"></label>
            <button>Cancel membership</button><a href="/index.html">{link}</a></form></html>"#
        )
    };
    let role = |link: &str| {
        let get = |url: &Url| Ok((url.clone(), page(link)));
        let seen = look("http://gym.example/stop", &get, &nothing).expect("a way out");
        let (flow, _) = Flow::parse("gym", &seen.flow).expect("a flow");
        let control = flow.screens[0].controls.iter().find(|it| it.label.en == link).expect("the link");
        control.role
    };
    for link in ["Keep my membership", "Back", "I want to stay", "No, keep my plan", "Don't cancel"] {
        assert!(matches!(role(link), Role::Stay | Role::Back), "{link}");
    }
    for link in [
        "How we keep your data safe",
        "Accept all cookies",
        "Our shops",
        "Background",
        "Withdraw from the contract here",
    ] {
        assert_eq!(role(link), Role::Neutral, "{link}");
    }
}
