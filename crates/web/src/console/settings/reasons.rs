//! The company's own words for reasons, and the code a person says each means.

use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use relationship::reason::{Catalogue, Coded, ReasonMapping};
use store::StoreError;

use super::tabs;
use crate::App;
use crate::fault::Fault;
use crate::frame::{Frame, NavLink, Place, go_to, page, page_with};
use crate::posted::Posted;
use crate::room::Room;
use crate::visit::Guest;

/// Own words shown: the most used.
const WORDS_SHOWN_MAX: usize = 300;

/// Reading the mapping is for all who read reports.
pub(crate) fn reading_routes() -> Router<App> {
    Router::new().route("/settings/reasons", get(show_reasons))
}

/// Changing it is for those who answer for it.
pub(crate) fn choosing_routes() -> Router<App> {
    Router::new().route("/settings/reasons/assign", post(assign_reasons))
}

/// One group of codes in a list to choose from.
#[derive(Debug, Clone)]
pub(crate) struct Family {
    pub(crate) name: String,
    /// Code and text.
    pub(crate) reasons: Vec<(&'static str, String)>,
}

/// Own words with what they mean.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    pub(crate) own: String,
    /// The same for people: who chose from the list on a page said what stands there.
    pub(crate) shown: String,
    /// Chosen from the list on a page, and not typed.
    pub(crate) is_chosen: bool,
    pub(crate) count: String,
    /// The code in force or proposed.
    pub(crate) code: &'static str,
    pub(crate) is_confirmed: bool,
    /// The telling words of a proposal.
    pub(crate) why: String,
}

#[derive(Template)]
#[template(path = "settings/reasons.html")]
pub(crate) struct ReasonsPage {
    pub(crate) f: Frame,
    pub(crate) tabs: Vec<NavLink>,
    pub(crate) version: u32,
    pub(crate) words: Vec<Words>,
    pub(crate) undecided: usize,
    pub(crate) families: Vec<Family>,
    pub(crate) may_choose: bool,
    pub(crate) wrong: Option<String>,
}

async fn reasons_page(guest: &Guest, wrong: Option<String>) -> Result<ReasonsPage, Fault> {
    let f = Frame::of(guest, Place::Settings);
    let mapping = guest.app.store.reason_mapping().await?;
    let said = own_words(guest).await?;
    let mut words: Vec<Words> =
        said.iter().map(|(words, count)| read(&f, guest, &mapping.chosen, words, *count)).collect();
    // What waits for somebody comes first.
    words.sort_by_key(|words| words.is_confirmed);
    Ok(ReasonsPage {
        tabs: tabs(guest, "/settings/reasons"),
        version: mapping.chosen.version,
        undecided: words.iter().filter(|words| !words.is_confirmed).count(),
        words,
        families: families(&f),
        may_choose: f.admits(Room::Choices),
        wrong,
        f,
    })
}

/// What customers said, the most frequent first.
async fn own_words(guest: &Guest) -> Result<Vec<(String, u64)>, Fault> {
    let sql = format!(
        "select reason, count(*) as n from spells where reason is not null and reason <> '' \
         group by reason order by n desc, reason limit {WORDS_SHOWN_MAX}"
    );
    let rows = guest.app.select(sql).await?;
    Ok(rows.iter().filter_map(|row| Some((row.get("reason")?.as_str()?.to_owned(), row.get("n")?.as_u64()?))).collect())
}

fn read(f: &Frame, guest: &Guest, mapping: &ReasonMapping, own_words: &str, count: u64) -> Words {
    let coded = mapping.code_for(own_words, guest.app.today()).or_proposed(own_words);
    let (code, is_confirmed, why) = match &coded {
        Coded::Confirmed { reason, .. } => (reason.code, true, String::new()),
        Coded::Proposed { reason, why, .. } => (reason.code, false, why.clone()),
        Coded::Unmapped { .. } => ("", false, String::new()),
    };
    let chosen = Catalogue::current().find(own_words);
    let shown = chosen.map_or(own_words, |reason| reason.text(f.lang())).to_owned();
    Words {
        own: own_words.to_owned(),
        shown,
        is_chosen: chosen.is_some(),
        count: f.count(count),
        code,
        is_confirmed,
        why,
    }
}

fn families(f: &Frame) -> Vec<Family> {
    let (catalogue, language) = (Catalogue::current(), f.lang());
    let family = |family: &'static relationship::reason::Reason| Family {
        name: family.text(language).to_owned(),
        reasons: catalogue
            .of_family(family.code)
            .map(|reason| (reason.code, reason.text(language).to_owned()))
            .collect(),
    };
    catalogue.families().map(family).collect()
}

async fn show_reasons(guest: Guest) -> Result<Response, Fault> {
    page(&reasons_page(&guest, None).await?)
}

/// Keeps the code a person says own words mean; the form has one button per row.
async fn assign_reasons(Posted { guest, fields }: Posted) -> Result<Response, Fault> {
    let (own_words, code) = (fields.text("own_words"), fields.text("code"));
    let mapping = guest.app.store.reason_mapping().await?.chosen;
    let changed = match mapping.assign(own_words, code, guest.app.today()) {
        Ok(changed) => changed,
        Err(error) => {
            // Only a program sends another code than those of the list.
            let choose = guest.speech.t1("own-words-wrong", "words", own_words);
            let wrong = if code.is_empty() { choose } else { format!("{choose} ({error})") };
            let refusal = reasons_page(&guest, Some(wrong)).await?;
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &refusal);
        }
    };
    match guest.app.store.choose_reason_mapping(changed, guest.act()).await {
        Ok(_) => Ok(go_to("/settings/reasons")),
        Err(StoreError::Outdated { .. }) => {
            let wrong = guest.speech.t("own-words-outdated");
            page_with(StatusCode::CONFLICT, &reasons_page(&guest, Some(wrong)).await?)
        }
        Err(other) => Err(other.into()),
    }
}
