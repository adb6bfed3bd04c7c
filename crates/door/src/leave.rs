//! The public pages: no account, no script, no cookie. Leaving is one action away on each of them.
//!
//! | address | what stands there |
//! | --- | --- |
//! | `/leave` | the flows |
//! | `/leave/{flow}` | who it is, when, and what happens; one button sends the request |
//! | `/leave/{flow}/check` | the same for who was recognized, with their own days and amounts |
//! | `/leave/{flow}/stay` | nothing changed |
//! | `/leave/{flow}/how`, `/card` | the procedure for everybody, the card for staff |
//! | `/leave/receipt/{token}` | the receipt, and all one may say or do afterwards |

mod about;
mod after;
mod answers;
mod ask;
mod assets;
mod check;
mod form;
mod frame;
mod links;
mod questions;
mod receipt;
mod request;
mod slow;
mod typed;
mod walk;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::Response;
use axum::routing::{get, post};
use pages::{Language, Speech};
use relationship::Day;
use relationship::flow::Flow;
use store::ExitId;

use crate::Office;
use assets::Assets;
use form::Forms;
use frame::Frame;
use slow::Slow;

pub use assets::{PAGE_SCRIPT, WIDGET_SCRIPT};
pub use walk::Staff;

/// Largest form the pages take: the longest texts in the widest letters, with room to spare.
pub const LEAVE_FORM_BYTES_MAX: usize = 128 * 1024;

/// A receipt that somebody wants on paper.
#[derive(Debug, Clone)]
pub struct ToPrint {
    /// The case.
    pub exit: ExitId,
    /// The receipt, as it was sealed.
    pub receipt: String,
    /// The language of the leaver.
    pub speech: Speech,
    /// Who it is from.
    pub company: String,
    /// The company's address, phone and mail: a line each.
    pub lines: Vec<String>,
}

/// Makes a PDF of a receipt, or says in words why it cannot.
pub type Print = Arc<dyn Fn(&ToPrint) -> Result<Vec<u8>, String> + Send + Sync>;

/// What the public pages need. Cheap to clone.
#[derive(Clone)]
pub struct Leave(Arc<Inner>);

/// What [`Leave`] is made of.
pub struct Inner {
    pub(crate) office: Arc<Office>,
    pub(crate) forms: Forms,
    pub(crate) slow: Slow,
    pub(crate) assets: Assets,
    pub(crate) settings: Settings,
}

/// How the pages stand in the world.
#[derive(Clone, Default)]
pub struct Settings {
    /// Whether a proxy in front of us tells the visitor's address in `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// What puts receipts on paper; without it there is no link to one.
    pub print: Option<Print>,
}

impl std::fmt::Debug for Leave {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Leave")
    }
}

impl std::ops::Deref for Leave {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// Every public address, those on which customers answer included.
pub fn router(office: Arc<Office>, settings: Settings) -> Router {
    let asking =
        crate::asking::router(Arc::clone(&office)).merge(crate::listening::calendar::router(Arc::clone(&office)));
    let leave = Leave(Arc::new(Inner {
        forms: Forms::new(&office.key("pages")),
        slow: Slow::default(),
        assets: Assets::new(),
        office,
        settings,
    }));
    Router::new()
        .route("/leave", get(about::list_flows))
        .route("/leave/{flow}", get(request::show).post(request::send))
        .route("/leave/{flow}/check", get(request::show).post(request::send_checked))
        .route("/leave/{flow}/stay", get(about::stay))
        .route("/leave/{flow}/how", get(about::show_procedure))
        .route("/leave/{flow}/card", get(about::show_card))
        .route("/leave/receipt/{token}", get(after::show))
        .route("/leave/receipt/{token}/text", get(after::read_text))
        .route("/leave/receipt/{token}/html", get(after::read_html))
        .route("/leave/receipt/{token}/pdf", get(after::read_pdf))
        .route("/leave/receipt/{token}/{act}", post(answers::act))
        .route("/leave/assets/{name}", get(assets::read))
        .route("/embed/{name}", get(assets::read_script))
        .layer(DefaultBodyLimit::max(LEAVE_FORM_BYTES_MAX))
        .with_state(leave)
        .merge(asking)
}

/// The first screen of a flow that nobody can be reached by yet: what an editor shows beside it. It sends nothing.
pub fn preview(flow: &Flow, speech: Speech, company: &str, today: Day) -> Response {
    let f = Frame::of(speech, flow, company, &Assets::new().style);
    let ask = ask::Ask {
        flow,
        typed: typed::Typed::default(),
        again: ask::Again::No,
        form: String::new(),
        today,
        fallen_back: false,
    };
    ask::show(f, ask)
}

impl Leave {
    fn speech(&self, language: Language) -> Speech {
        self.office.speech(language)
    }

    fn frame(&self, language: Language, flow: &Flow, company: &str) -> Frame {
        Frame::of(self.speech(language), flow, company, &self.assets.style)
    }
}
