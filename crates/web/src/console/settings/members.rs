//! Members: who may sign in, and as what. For owners.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use door::listening::reminders;
use relationship::improvement::Rules;
use store::{Actor, Email, Member, MemberId, NewMember, Role, StoreError};

use super::tabs;
use crate::console::surveys::links::address;
use crate::fault::Fault;
use crate::frame::{Frame, NavLink, Place, go_to, page, page_with};
use crate::language::stored;
use crate::posted::Posted;
use crate::visit::Guest;
use crate::{App, Language};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/settings/members", get(list_members).post(create_member))
        .route("/settings/members/{id}/role", post(update_role))
        .route("/settings/members/{id}/link", post(create_link))
        .route("/settings/members/{id}/remove", post(delete_member))
}

/// One member in the list.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) role: &'static str,
    pub(crate) is_reader: bool,
}

/// Name, address and role of somebody new.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typed {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) role: String,
}

#[derive(Template)]
#[template(path = "settings/members.html")]
pub(crate) struct MembersPage {
    pub(crate) f: Frame,
    pub(crate) tabs: Vec<NavLink>,
    pub(crate) lines: Vec<Line>,
    /// Each role's word and text.
    pub(crate) roles: Vec<(&'static str, String)>,
    /// The key of what is wrong.
    pub(crate) wrong: Option<&'static str>,
    /// A link to hand over, shown once: for whom, and the whole address.
    pub(crate) link: Option<(String, String)>,
    /// What was typed about somebody new and could not be taken.
    pub(crate) typed: Typed,
}

async fn members_page(guest: &Guest, wrong: Option<&'static str>) -> Result<MembersPage, Fault> {
    let members = guest.app.store.members().await?;
    let line = |member: &store::Member| Line {
        id: member.id.to_string(),
        name: member.name.clone(),
        email: member.email.as_str().to_owned(),
        role: member.role.word(),
        is_reader: member.id == guest.member.id,
    };
    Ok(MembersPage {
        f: Frame::of(guest, Place::Settings),
        tabs: tabs(guest, "/settings/members"),
        lines: members.iter().map(line).collect(),
        roles: Role::ALL.iter().map(|role| (role.word(), guest.speech.t(&format!("role-{role}")))).collect(),
        wrong,
        link: None,
        typed: Typed { role: Role::Analyst.word().to_owned(), ..Typed::default() },
    })
}

fn member_id(id: &str) -> Result<MemberId, Fault> {
    id.parse().map_err(|_| Fault::NotFound)
}

async fn refuse(guest: &Guest, key: &'static str) -> Result<Response, Fault> {
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &members_page(guest, Some(key)).await?)
}

async fn list_members(guest: Guest) -> Result<Response, Fault> {
    page(&members_page(&guest, None).await?)
}

/// Adds a member and shows the link to hand over: there is no password yet.
async fn create_member(headers: HeaderMap, Posted { guest, fields }: Posted) -> Result<Response, Fault> {
    let refuse = async |key| {
        let text = |name: &str| fields.text(name).chars().take(300).collect::<String>();
        let typed = Typed { name: text("name"), email: text("email"), role: text("role") };
        let page_now = members_page(&guest, Some(key)).await?;
        page_with(StatusCode::UNPROCESSABLE_ENTITY, &MembersPage { typed, ..page_now })
    };
    let Ok(email) = fields.text("email").parse::<Email>() else { return refuse("members-email-wrong").await };
    let Ok(role) = fields.text("role").parse::<Role>() else { return refuse("members-role-wrong").await };
    let member = NewMember {
        id: MemberId::new(guest.app.now(), guest.app.random_id()),
        email,
        name: fields.text("name").chars().take(100).collect(),
        role,
        language: Language::from_code(fields.text("language")).map_or(guest.settings.language, stored),
        password_hash: None,
    };
    match guest.app.store.add_member(member, guest.act()).await {
        Ok(member) => show_link(&guest, &headers, member.id).await,
        Err(StoreError::EmailTaken) => refuse("members-email-taken").await,
        Err(other) => Err(other.into()),
    }
}

async fn show_link(guest: &Guest, headers: &HeaderMap, id: MemberId) -> Result<Response, Fault> {
    let member = guest.app.store.member(id).await?.ok_or(Fault::NotFound)?;
    let path = guest.app.sign_in_link(id, Actor::Member(guest.member.id)).await?;
    let link = Some((member.email.as_str().to_owned(), address(&guest.app, headers) + &path));
    page(&MembersPage { link, ..members_page(guest, None).await? })
}

async fn create_link(
    Path(id): Path<String>,
    headers: HeaderMap,
    Posted { guest, .. }: Posted,
) -> Result<Response, Fault> {
    show_link(&guest, &headers, member_id(&id)?).await
}

async fn update_role(Path(id): Path<String>, Posted { guest, fields }: Posted) -> Result<Response, Fault> {
    let Ok(role) = fields.text("role").parse::<Role>() else { return refuse(&guest, "members-role-wrong").await };
    match guest.app.store.change_role(member_id(&id)?, role, guest.act()).await {
        Ok(()) => Ok(go_to("/settings/members")),
        Err(StoreError::LastOwner) => refuse(&guest, "members-last-owner").await,
        Err(other) => Err(other.into()),
    }
}

async fn delete_member(Path(id): Path<String>, Posted { guest, .. }: Posted) -> Result<Response, Fault> {
    let id = member_id(&id)?;
    let leaving = guest.app.store.member(id).await?.ok_or(Fault::NotFound)?;
    match guest.app.store.remove_member(id, guest.act()).await {
        Ok(()) => {
            hand_over(&guest, &leaving).await?;
            Ok(go_to("/settings/members"))
        }
        Err(StoreError::LastOwner) => refuse(&guest, "members-last-owner").await,
        Err(other) => Err(other.into()),
    }
}

/// What a colleague had who leaves goes to whoever the rules name, else to who lets them go.
async fn hand_over(guest: &Guest, leaving: &Member) -> Result<(), Fault> {
    let rules = guest.app.office.improvement_rules().unwrap_or_else(|error| {
        tracing::warn!("the usual rules count: {error}");
        Rules::default()
    });
    let heir = guest.member.email.as_str();
    reminders::hand_over(&guest.app.office, &rules, leaving, heir, guest.act()).await?;
    Ok(())
}
