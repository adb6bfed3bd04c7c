//! Did it help? One link, two buttons. A `GET` never counts, as with every question here.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use pages::{Fields, Language};
use relationship::improvement::Told;
use store::{HelpedQuestion, Member, MemberId, TokenHash};

use super::page::{Closed, Frame, Helped};
use super::{Asking, TOKEN_CHARS_MAX, broken, page, spoken, wished};
use crate::listening::afterwards::days;
use crate::listening::in_words;

/// A question that can be answered, in the reader's language.
struct Open {
    question: HelpedQuestion,
    language: Language,
}

impl Asking {
    async fn open_helped(&self, token: &str) -> Result<Open, Closed> {
        if token.len() > TOKEN_CHARS_MAX {
            return Err(Closed::Unknown);
        }
        let store = &self.office.store;
        let found = store.helped_question(&TokenHash::of(token)).await.map_err(|error| broken(&error))?;
        let question = found.ok_or(Closed::Unknown)?;
        let settings = store.settings().await.map_err(|error| broken(&error))?;
        let known = match question.who {
            Told::Customer => {
                store.person(&question.whom).await.map_err(|error| broken(&error))?.and_then(|it| it.language)
            }
            Told::Colleague => match question.whom.parse::<MemberId>() {
                Ok(id) => store.member(id).await.map_err(|error| broken(&error))?.map(|it: Member| it.language),
                Err(_) => None,
            },
        };
        let language = spoken(known.unwrap_or(settings.language));
        if question.expires_at <= self.office.now() {
            return Err(Closed::Expired { language });
        }
        Ok(Open { question, language })
    }

    /// The page of a question: what was done, two buttons, or what was said.
    async fn helped(&self, open: &Open, frame: Frame, token: &str, said: Option<bool>) -> Response {
        let point = match self.office.store.action_point(open.question.point).await {
            Ok(point) => point,
            Err(error) => return page::closed(&frame, broken(&error)),
        };
        let Some(point) = point else { return page::closed(&frame, Closed::Unknown) };
        let about = in_words(&frame, &point.point.subject.reason);
        let helped = Helped {
            title: frame.t("listening-helped-title"),
            about: frame.t1("listening-helped-about", "what", about),
            done: point.point.action.clone().unwrap_or_default(),
            to: format!("/a/helped/{token}"),
            said,
        };
        page::helped(&frame, helped)
    }
}

pub(super) async fn show(
    State(asking): State<Asking>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let open = match asking.open_helped(&token).await {
        Ok(open) => open,
        Err(closed) => return asking.closed(closed, &headers).await,
    };
    let language = wished(query.as_deref()).as_deref().and_then(Language::from_code).unwrap_or(open.language);
    let frame = asking.frame_at(language, &format!("/a/helped/{token}")).await;
    let said = open.question.helped;
    asking.helped(&open, frame, &token, said).await
}

pub(super) async fn send(
    State(asking): State<Asking>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let open = match asking.open_helped(&token).await {
        Ok(open) => open,
        Err(closed) => return asking.closed(closed, &headers).await,
    };
    let fields = Fields::parse(&String::from_utf8_lossy(&body));
    let language = fields.get("speak").and_then(Language::from_code).unwrap_or(open.language);
    let frame = asking.frame_at(language, &format!("/a/helped/{token}")).await;
    let helped = match fields.get("helped") {
        Some("yes") => true,
        Some("no") => false,
        _ => return asking.helped(&open, frame, &token, open.question.helped).await,
    };
    let office = &asking.office;
    match office.store.say_whether_it_helped(&TokenHash::of(&token), helped, days(office), office.act()).await {
        // The first answer stands, and is what the page shows.
        Ok(_) => asking.helped(&open, frame, &token, Some(open.question.helped.unwrap_or(helped))).await,
        Err(error) => page::closed(&frame, broken(&error)),
    }
}
