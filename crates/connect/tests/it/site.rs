//! A made-up site, from its home page to its form.
use connect::site::{Fetched, SiteError, look};
use relationship::flow::Flow;
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

#[test]
fn a_way_out_is_found_and_written_down() {
    let seen = look("http://gym.example/", &get).expect("a way out");
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
    assert!(matches!(look("gym", &get), Err(SiteError::NoAddress { .. })));
    assert!(matches!(look("http://gym.example/none", &get), Err(SiteError::NotFetched { .. })));
    let empty = |url: &Url| Ok((url.clone(), "\u{0}<<<not html".to_owned()));
    assert!(matches!(look("http://gym.example/", &empty), Err(SiteError::NoWayOut { .. })));
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
    let seen = look("http://bike.example/leave", &get).expect("a way out");
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
