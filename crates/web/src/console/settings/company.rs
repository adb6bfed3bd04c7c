//! The company: its name and language.

use askama::Template;
use axum::Router;
use axum::extract::RawQuery;
use axum::response::Response;
use axum::routing::get;
use store::Settings;

use super::tabs;
use crate::fault::Fault;
use crate::frame::{Frame, NavLink, Place, go_to, page};
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
}

async fn show_company(guest: Guest, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let chosen = spoken(guest.settings.language);
    page(&CompanyPage {
        f: Frame::of(&guest, Place::Settings),
        tabs: tabs(&guest, "/settings/company"),
        name: guest.settings.company_name.clone(),
        languages: Language::ALL.map(|language| (language.code(), language.name(), language == chosen)).to_vec(),
        currency: guest.app.import_currency().await?.to_string(),
        saved: Fields::parse(query.as_deref().unwrap_or_default()).get("saved").is_some(),
    })
}

async fn update_company(Posted { guest, fields }: Posted) -> Result<Response, Fault> {
    let language = Language::from_code(fields.text("language")).map_or(guest.settings.language, stored);
    let company_name = fields.text("company_name").chars().take(100).collect();
    let settings = Settings { company_name, language, ..guest.settings.clone() };
    guest.app.store.change_settings(&settings, guest.act()).await?;
    Ok(go_to("/settings/company?saved=1"))
}
