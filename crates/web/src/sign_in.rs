//! Signing in: by password or by a link that works once, and out again.

pub(crate) mod attempt;
pub(crate) mod first_start;
pub(crate) mod link;
pub(crate) mod password;
pub(crate) mod session;

use askama::Template;
use axum::Router;
use axum::extract::RawQuery;
use axum::http::{StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};
use store::{Email, Member};

use crate::App;
use crate::fault::Fault;
use crate::frame::{Frame, go_to, on_this_site, page, page_with};
use crate::posted::{Fields, OpenForm};
use crate::room::home;
use crate::visit::{LANGUAGE_COOKIE, Visit};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in", get(show_sign_in).post(create_session))
        .route("/sign-in/link", get(link::show_link).post(link::use_link))
        .route("/first-start", get(first_start::show_first_start).post(first_start::create_owner))
        .route("/sign-out", post(session::delete_session))
        .route("/language", post(choose_language))
}

#[derive(Template)]
#[template(path = "sign_in/sign_in.html")]
pub(crate) struct SignInPage {
    pub(crate) f: Frame,
    pub(crate) email: String,
    pub(crate) back: String,
    pub(crate) refused: bool,
    pub(crate) nobody_yet: bool,
}

async fn show_sign_in(visit: Visit, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let fields = Fields::parse(query.as_deref().unwrap_or_default());
    let back = on_this_site(fields.text("back")).to_owned();
    if let Some(signed_in) = &visit.signed_in {
        return Ok(go_to(if back == "/" { home(signed_in.member.role) } else { &back }));
    }
    let nobody_yet = visit.app.store.members().await?.is_empty();
    page(&SignInPage { f: Frame::outside(&visit), email: String::new(), back, refused: false, nobody_yet })
}

/// Opens a session for the right password. Whatever was wrong, the answer is one and the same.
async fn create_session(visit: Visit, OpenForm(fields): OpenForm) -> Result<Response, Fault> {
    let back = on_this_site(fields.text("back")).to_owned();
    let email = fields.text("email").parse::<Email>().ok();
    attempt::allow(&visit, email.as_ref()).await?;
    let member = match &email {
        Some(email) => visit.app.store.member_by_email(email).await?,
        None => None,
    };
    let Some(member) = right_member(&visit.app, member, fields.as_typed("password")).await? else {
        let email = fields.text("email").to_owned();
        let form = SignInPage { f: Frame::outside(&visit), email, back, refused: true, nobody_yet: false };
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &form);
    };
    attempt::remember(&visit, &member.email).await?;
    let to = if back == "/" { home(member.role).to_owned() } else { back };
    session::open(&visit, &member, &to).await
}

/// The member, if the password is theirs. Takes as long for a member who does not exist or has no password.
async fn right_member(app: &App, member: Option<Member>, given: &str) -> Result<Option<Member>, Fault> {
    let hash = member.as_ref().and_then(|member| member.password_hash.clone());
    let is_right = password::verify(app, hash, given).await?;
    Ok(member.filter(|_| is_right))
}

/// Keeps a choice of language: with the member, and in a cookie for the pages outside.
async fn choose_language(visit: Visit, OpenForm(fields): OpenForm) -> Result<Response, Fault> {
    let language = crate::Language::from_code(fields.text("lang")).unwrap_or_default();
    if let Ok(guest) = visit.clone().enter(crate::room::Room::Own) {
        crate::posted::check_token(&guest, fields.text(crate::posted::TOKEN_FIELD))?;
        visit.app.store.change_language(guest.member.id, crate::language::stored(language), guest.act()).await?;
    }
    let mut response = go_to(on_this_site(fields.text("back")));
    let secure = if visit.app.is_https() { "; Secure" } else { "" };
    let cookie =
        format!("{LANGUAGE_COOKIE}={}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax{secure}", language.code());
    if let Ok(value) = cookie.parse() {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}
