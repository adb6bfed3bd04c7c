//! Did it help? One link, two buttons. A `GET` never counts, as with every question here.

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use pages::{Fields, Language};
use relationship::improvement::Told;
use store::{HelpedQuestion, Member, MemberId, TokenHash};

use super::opening::{Opened, Opens};
use super::page::{Closed, Frame, Helped};
use super::{Asking, broken, page, spoken, wished};
use crate::listening::afterwards::days;
use crate::listening::{UNNAMED, in_words};

/// A question that can be answered, in the reader's language.
pub(super) struct Asked {
    question: HelpedQuestion,
    language: Language,
    token: TokenHash,
    home: String,
}

impl Opens for Asked {
    async fn open(asking: &Asking, token: &str) -> Result<Self, Closed> {
        let store = &asking.office.store;
        let hash = TokenHash::of(token);
        let found = store.helped_question(&hash).await.map_err(|error| broken(&error))?;
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
        if question.expires_at <= asking.office.now() {
            return Err(Closed::Expired { language });
        }
        Ok(Self { question, language, token: hash, home: format!("/a/helped/{token}") })
    }
}

impl Asking {
    /// The page of a question: what was done, two buttons, or what was said.
    async fn helped(&self, asked: &Asked, frame: Frame, said: Option<bool>) -> Response {
        let point = match self.office.store.action_point(asked.question.point).await {
            Ok(point) => point,
            Err(error) => return page::closed(&frame, broken(&error)),
        };
        let Some(point) = point else { return page::closed(&frame, Closed::Unknown) };
        let reason = point.point.subject.reason.as_str();
        let about = if reason == UNNAMED {
            frame.t("listening-helped-plain")
        } else {
            frame.t1("listening-helped-about", "what", in_words(&frame, reason))
        };
        let helped = Helped {
            title: frame.t(if said.is_some() { "asking-noted" } else { "listening-helped-title" }),
            about,
            done: point.point.action.clone().unwrap_or_default(),
            to: asked.home.clone(),
            said,
        };
        page::helped(&frame, helped)
    }
}

pub(super) async fn show(
    State(asking): State<Asking>,
    Opened(asked): Opened<Asked>,
    RawQuery(query): RawQuery,
) -> Response {
    let language = wished(query.as_deref()).as_deref().and_then(Language::from_code).unwrap_or(asked.language);
    let frame = asking.frame_at(language, &asked.home).await;
    asking.helped(&asked, frame, asked.question.helped).await
}

pub(super) async fn send(State(asking): State<Asking>, Opened(asked): Opened<Asked>, body: Bytes) -> Response {
    let fields = Fields::parse(&String::from_utf8_lossy(&body));
    let language = fields.get("speak").and_then(Language::from_code).unwrap_or(asked.language);
    let frame = asking.frame_at(language, &asked.home).await;
    let helped = match fields.get("helped") {
        Some("yes") => true,
        Some("no") => false,
        _ => return asking.helped(&asked, frame, asked.question.helped).await,
    };
    let office = &asking.office;
    match office.store.say_whether_it_helped(&asked.token, helped, days(office), office.act()).await {
        // The first answer stands, and is what the page shows.
        Ok(_) => asking.helped(&asked, frame, Some(asked.question.helped.unwrap_or(helped))).await,
        Err(error) => page::closed(&frame, broken(&error)),
    }
}
