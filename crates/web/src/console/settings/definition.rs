//! The definition of leaving: what is in force, what was, and choosing another.

use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use relationship::{Definition, DepartureKind, LeftWhen};
use store::Choice;

use super::tabs;
use crate::App;
use crate::fault::Fault;
use crate::frame::{Frame, NavLink, Place, go_to, page, page_with};
use crate::posted::{Fields, Posted};
use crate::room::Room;
use crate::visit::Guest;

/// Reading the definition is for all who read reports.
pub(crate) fn reading_routes() -> Router<App> {
    Router::new().route("/settings/definition", get(show_definition))
}

/// Choosing one is for those who answer for it.
pub(crate) fn choosing_routes() -> Router<App> {
    Router::new().route("/settings/definition/choose", post(choose_definition))
}

/// Days of silence offered where the definition has none.
const SILENT_DAYS: u32 = 90;

/// One version in the history.
#[derive(Debug, Clone)]
pub(crate) struct Version {
    pub(crate) number: u32,
    pub(crate) when: String,
    pub(crate) text: String,
}

/// One way to say when a customer has left.
#[derive(Debug, Clone)]
pub(crate) struct Way {
    pub(crate) word: &'static str,
    pub(crate) text: String,
    pub(crate) is_chosen: bool,
}

#[derive(Template)]
#[template(path = "settings/definition.html")]
pub(crate) struct DefinitionPage {
    pub(crate) f: Frame,
    pub(crate) tabs: Vec<NavLink>,
    pub(crate) version: u32,
    pub(crate) finding: String,
    pub(crate) ways: Vec<Way>,
    pub(crate) silent_days: u32,
    pub(crate) bridge_days: u32,
    pub(crate) at_risk_min: u64,
    pub(crate) level_percent: String,
    /// Kind, its word, and whether it is not counted.
    pub(crate) kinds: Vec<(&'static str, String, bool)>,
    pub(crate) history: Vec<Version>,
    pub(crate) may_choose: bool,
    pub(crate) wrong: Vec<String>,
}

async fn definition_page(
    guest: &Guest,
    shown: Option<Definition>,
    wrong: Vec<String>,
) -> Result<DefinitionPage, Fault> {
    let f = Frame::of(guest, Place::Settings);
    let history = guest.app.store.definition_history().await?;
    let in_force = guest.app.store.definition().await?;
    let shown = shown.unwrap_or_else(|| in_force.chosen.clone());
    let silent_days = match shown.left_when {
        LeftWhen::Silence { silent_days } | LeftWhen::LastPayment { silent_days } => silent_days,
        LeftWhen::Request | LeftWhen::EffectiveDate => SILENT_DAYS,
    };
    Ok(DefinitionPage {
        tabs: tabs(guest, "/settings/definition"),
        version: in_force.chosen.version,
        finding: left_when(&f, in_force.chosen.left_when),
        ways: ways(&f, shown.left_when),
        silent_days,
        bridge_days: shown.bridge_days,
        at_risk_min: shown.at_risk_min,
        level_percent: format!("{}", (shown.level * 1000.0).round() / 10.0),
        kinds: DepartureKind::ALL
            .map(|kind| (kind.word(), f.t(&format!("departure-{}", kind.word())), shown.not_counted.contains(&kind)))
            .to_vec(),
        history: history.iter().map(|choice| version(&f, choice)).collect(),
        may_choose: f.admits(Room::Choices),
        wrong,
        f,
    })
}

/// When a customer has left, as a sentence.
fn left_when(f: &Frame, left_when: LeftWhen) -> String {
    match left_when {
        LeftWhen::Request => f.t("definition-request"),
        LeftWhen::EffectiveDate => f.t("definition-effective-date"),
        LeftWhen::LastPayment { silent_days } => f.t1("definition-last-payment", "n", silent_days),
        LeftWhen::Silence { silent_days } => f.t1("definition-silence", "n", silent_days),
    }
}

fn word(left_when: LeftWhen) -> &'static str {
    match left_when {
        LeftWhen::Request => "request",
        LeftWhen::EffectiveDate => "effective_date",
        LeftWhen::LastPayment { .. } => "last_payment",
        LeftWhen::Silence { .. } => "silence",
    }
}

fn ways(f: &Frame, chosen: LeftWhen) -> Vec<Way> {
    ["effective_date", "request", "last_payment", "silence"]
        .map(|way| Way {
            word: way,
            text: f.t(&format!("definition-way-{}", way.replace('_', "-"))),
            is_chosen: way == word(chosen),
        })
        .to_vec()
}

fn version(f: &Frame, choice: &Choice<Definition>) -> Version {
    let when = choice.act.map_or_else(|| f.t("definition-from-start"), |act| f.moment(act.at.us()));
    let chosen = &choice.chosen;
    let level = f.percent(chosen.level, 0);
    let rest = f
        .with("definition-rest", &[("bridge", &chosen.bridge_days), ("least", &chosen.at_risk_min), ("level", &level)]);
    Version { number: choice.chosen.version, when, text: format!("{} {rest}", left_when(f, chosen.left_when)) }
}

async fn show_definition(guest: Guest) -> Result<Response, Fault> {
    page(&definition_page(&guest, None, Vec::new()).await?)
}

async fn choose_definition(Posted { guest, fields }: Posted) -> Result<Response, Fault> {
    let in_force = guest.app.store.definition().await?.chosen;
    match read_definition(&fields, &in_force) {
        Ok(definition) => {
            let definition = Definition { since: Some(guest.app.today()), ..definition };
            guest.app.store.choose_definition(definition, guest.act()).await?;
            Ok(go_to("/settings/definition"))
        }
        Err(wrong) => {
            let wrong = wrong.iter().map(|key| guest.speech.t(key)).collect();
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &definition_page(&guest, None, wrong).await?)
        }
    }
}

/// The definition a form says, or the keys of what is wrong with it.
fn read_definition(fields: &Fields, now: &Definition) -> Result<Definition, Vec<&'static str>> {
    let mut wrong = Vec::new();
    let way = fields.text("left_when");
    let said = match way {
        "last_payment" | "silence" => format!("{way}:{}", fields.text("silent_days")),
        other => other.to_owned(),
    };
    let left_when = said.parse::<LeftWhen>().map_err(|_| wrong.push("definition-wrong-days"));
    let bridge_days = fields.text("bridge_days").parse::<u32>().ok().filter(|days| *days <= 366);
    let at_risk_min = fields.text("at_risk_min").parse::<u64>().ok().filter(|least| (1..=1_000_000).contains(least));
    let level =
        fields.text("level").replace(',', ".").parse::<f64>().ok().filter(|level| (50.0..=99.9).contains(level));
    wrong.extend(bridge_days.is_none().then_some("definition-wrong-bridge"));
    wrong.extend(at_risk_min.is_none().then_some("definition-wrong-least"));
    wrong.extend(level.is_none().then_some("definition-wrong-level"));
    let not_counted = fields.all("not_counted").filter_map(|kind| kind.parse().ok()).collect();
    match (left_when, bridge_days, at_risk_min, level) {
        (Ok(left_when), Some(bridge_days), Some(at_risk_min), Some(level)) if wrong.is_empty() => {
            Ok(Definition { left_when, bridge_days, at_risk_min, level: level / 100.0, not_counted, ..now.clone() })
        }
        _ => Err(wrong),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_becomes_a_definition_or_says_what_is_wrong() {
        #[track_caller]
        fn check(form: &str, expected: Result<&str, &[&str]>) {
            let read = read_definition(&Fields::parse(form), &Definition::default());
            let read = read.as_ref().map(|definition| definition.spell_key());
            match expected {
                Ok(key) => assert_eq!(read.as_deref(), Ok(key)),
                Err(wrong) => assert_eq!(read.map_err(Vec::as_slice), Err(wrong)),
            }
        }
        check("left_when=silence&silent_days=62&bridge_days=3&at_risk_min=10&level=95", Ok("left=silence:62;bridge=3"));
        check("left_when=request&bridge_days=1&at_risk_min=10&level=99,5", Ok("left=request;bridge=1"));
        check("left_when=silence&silent_days=0&bridge_days=1&at_risk_min=10&level=95", Err(&["definition-wrong-days"]));
        check(
            "left_when=request&bridge_days=-1&at_risk_min=0&level=100",
            Err(&["definition-wrong-bridge", "definition-wrong-least", "definition-wrong-level"]),
        );
    }
}
