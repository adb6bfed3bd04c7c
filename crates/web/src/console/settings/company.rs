//! The company: its name, its language, and what a customer brings and costs.

use askama::Template;
use axum::Router;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use relationship::Economics;
use relationship::economics::{DISCOUNT_BP_MAX, basis_points, minor_units};
use store::{EXIT_WORDS_DAYS_MAX, Settings};

use super::tabs;
use crate::fault::Fault;
use crate::frame::{Frame, NavLink, Place, go_to, page, page_with};
use crate::language::{spoken, stored};
use crate::posted::{Fields, Posted};
use crate::visit::Guest;
use crate::{App, Language};

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/settings/company", get(show_company).post(update_company))
}

#[derive(Template)]
#[template(path = "settings/company.html")]
pub(crate) struct CompanyPage {
    pub(crate) f: Frame,
    pub(crate) tabs: Vec<NavLink>,
    pub(crate) name: String,
    /// Code, name, and whether it is the one.
    pub(crate) languages: Vec<(&'static str, &'static str, bool)>,
    pub(crate) currency: String,
    pub(crate) saved: bool,
    pub(crate) economics: Vec<Own>,
    /// For how many days own words of leavers are kept.
    pub(crate) exit_words: Own,
}

/// One of the company's own numbers in the form.
pub(crate) struct Own {
    /// The name of the field, and of its texts.
    pub(crate) name: &'static str,
    /// As it was set, or as it was typed.
    pub(crate) value: String,
    /// What was typed cannot be read.
    pub(crate) is_refused: bool,
}

/// Costs are kept in hundredths.
const COST_PARTS: i64 = 100;

/// The fields of the company's own numbers, as they are set.
fn own(guest: &Guest) -> Vec<Own> {
    let Economics { margin_bp, discount_bp, cost_to_win, cost_to_keep } = guest.settings.economics;
    let mark = if guest.speech.language() == Language::Dutch { "," } else { "." };
    let plain = |number: f64| number.to_string().replace('.', mark);
    let percent = |bp: Option<u32>| bp.map_or_else(String::new, |bp| plain(f64::from(bp) / 100.0));
    let amount = |parts: Option<i64>| parts.map_or_else(String::new, |parts| plain(parts as f64 / COST_PARTS as f64));
    let field = |name, value| Own { name, value, is_refused: false };
    vec![
        field("margin", percent(margin_bp)),
        field("discount", percent(discount_bp)),
        field("cost_to_win", amount(cost_to_win)),
        field("cost_to_keep", amount(cost_to_keep)),
    ]
}

/// Reads the company's own numbers; a blank field takes back what was said. What cannot be read is named.
fn read(fields: &Fields) -> Result<Economics, Vec<&'static str>> {
    let mut refused = Vec::new();
    let mut share = |name: &'static str, max_bp: u32| {
        let text = fields.text(name).trim().trim_end_matches('%').trim();
        let found = basis_points(&format!("{text} %"), max_bp);
        if !text.is_empty() && found.is_none() {
            refused.push(name);
        }
        found
    };
    let (margin_bp, discount_bp) = (share("margin", 10_000), share("discount", DISCOUNT_BP_MAX));
    let mut amount = |name: &'static str| {
        let text = fields.text(name).trim();
        let found = minor_units(text, COST_PARTS);
        if !text.is_empty() && found.is_none() {
            refused.push(name);
        }
        found
    };
    let (cost_to_win, cost_to_keep) = (amount("cost_to_win"), amount("cost_to_keep"));
    if refused.is_empty() { Ok(Economics { margin_bp, discount_bp, cost_to_win, cost_to_keep }) } else { Err(refused) }
}

/// The term of own words as it is set.
fn exit_words(guest: &Guest) -> Own {
    Own { name: "exit_words_days", value: guest.settings.exit_words_days.to_string(), is_refused: false }
}

/// Reads the term; a program that does not send it does not change it.
fn read_days(fields: &Fields, now: u32) -> Option<u32> {
    let Some(typed) = fields.get("exit_words_days") else { return Some(now) };
    typed.parse().ok().filter(|days| (1..=EXIT_WORDS_DAYS_MAX).contains(days))
}

async fn show_company(guest: Guest, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let saved = Fields::parse(query.as_deref().unwrap_or_default()).get("saved").is_some();
    let economics = own(&guest);
    page(&company_page(&guest, economics, exit_words(&guest), saved).await?)
}

async fn company_page(guest: &Guest, economics: Vec<Own>, exit_words: Own, saved: bool) -> Result<CompanyPage, Fault> {
    let chosen = spoken(guest.settings.language);
    Ok(CompanyPage {
        f: Frame::of(guest, Place::Settings),
        tabs: tabs(guest, "/settings/company"),
        name: guest.settings.company_name.clone(),
        languages: Language::ALL.map(|language| (language.code(), language.name(), language == chosen)).to_vec(),
        currency: guest.app.import_currency().await?.to_string(),
        saved,
        economics,
        exit_words,
    })
}

async fn update_company(Posted { guest, fields }: Posted) -> Result<Response, Fault> {
    let language = Language::from_code(fields.text("language")).map_or(guest.settings.language, stored);
    let company_name = fields.text("company_name").chars().take(100).collect();
    // The form has these fields since they exist; a program that sends none of them changes none.
    let names = ["margin", "discount", "cost_to_win", "cost_to_keep"];
    let economics = if fields.0.iter().any(|(sent, _)| names.contains(&sent.as_str())) {
        read(&fields)
    } else {
        Ok(guest.settings.economics)
    };
    let days = read_days(&fields, guest.settings.exit_words_days);
    let (Ok(economics), Some(exit_words_days)) = (&economics, days) else {
        let refused = economics.err().unwrap_or_default();
        let typed = |name: &'static str| Own {
            name,
            value: fields.text(name).to_owned(),
            is_refused: refused.contains(&name) || (name == "exit_words_days" && days.is_none()),
        };
        let (own, words) = (names.map(typed).into_iter().collect(), typed("exit_words_days"));
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &company_page(&guest, own, words, false).await?);
    };
    let settings =
        Settings { company_name, language, economics: *economics, exit_words_days, ..guest.settings.clone() };
    guest.app.store.change_settings(&settings, guest.act()).await?;
    Ok(go_to("/settings/company?saved=1"))
}
