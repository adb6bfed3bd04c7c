//! The ladder: where customers stand, how they moved between two dates, how that went over time, and two boards that are
//! never mixed.

mod known;
mod told;

use askama::Template;
use axum::Router;
use axum::extract::RawQuery;
use axum::response::Response;
use axum::routing::get;
use relationship::Day;
use relationship::ladder::{LossBoard, LoyaltyBoard, State};

use self::known::{Known, known};
use super::content::Section;
use super::parts::{Figures, Voice};
use super::shares::{NumbersCsv, share};
use crate::App;
use crate::fault::Fault;
use crate::frame::{Frame, Place, page};
use crate::posted::{Fields, in_order};
use crate::visit::Guest;

/// The stretch when nobody says which, in days.
const DAYS_DEFAULT: i32 = 90;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/ladder", get(read_ladder)).route("/ladder.csv", get(read_csv))
}

/// The two dates of the address.
#[derive(Debug, Clone, Copy)]
struct Asked {
    from: Day,
    to: Day,
}

impl Asked {
    fn read(query: Option<&str>, today: Day) -> Self {
        let fields = Fields::parse(query.unwrap_or_default());
        let day = |name: &str| fields.get(name).and_then(|text| text.parse::<Day>().ok());
        let (from, to) = in_order(day("from"), day("to").filter(|to| *to <= today));
        let to = to.unwrap_or(today);
        let from = from.filter(|from| *from < to).unwrap_or_else(|| to.plus_days(-DAYS_DEFAULT));
        Self { from, to }
    }
}

#[derive(Template)]
#[template(path = "ladder/page.html")]
struct LadderPage {
    f: Frame,
    over: String,
    finding: String,
    lead: String,
    from: String,
    to: String,
    figures: Option<Figures>,
    before: Vec<Section>,
    matrix: Option<told::Matrix>,
    boards: Vec<told::Board>,
    after: Vec<Section>,
    is_unused: bool,
    csv: String,
}

async fn read_ladder(guest: Guest, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let (app, voice) = (&guest.app, Voice::new(&guest.speech));
    let Asked { from, to } = Asked::read(query.as_deref(), app.today());
    let known = known(app, from, to).await?;
    let is_unused = known.is_empty;
    let csv = format!("/ladder.csv?from={from}&to={to}");
    page(&LadderPage {
        over: voice.with("ladder-over", &[("from", &voice.day(from)), ("to", &voice.day(to))]),
        finding: told::finding(&voice, &known),
        lead: voice.t("ladder-lead"),
        from: from.to_string(),
        to: to.to_string(),
        figures: (!is_unused).then(|| told::figures(&voice, &known)),
        before: if is_unused { Vec::new() } else { vec![told::standing(&voice, &known)] },
        matrix: (!is_unused).then(|| told::matrix(&voice, &known)),
        boards: if is_unused { Vec::new() } else { told::boards(&voice, &known) },
        after: if is_unused {
            Vec::new()
        } else {
            vec![told::flow(&voice, &known), told::leaving(&voice, &known, &csv)]
        },
        is_unused,
        csv,
        f: Frame::of(&guest, Place::Ladder),
    })
}

async fn read_csv(guest: Guest, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let app = &guest.app;
    let Asked { from, to } = Asked::read(query.as_deref(), app.today());
    let known = known(app, from, to).await?;
    let mut csv = NumbersCsv::default();
    write(&mut csv, &known);
    Ok(csv.answer_file("ladder"))
}

fn write(csv: &mut NumbersCsv, known: &Known) {
    let Known { from, to, moves, .. } = known;
    let shares = known.shares();
    for (row, before) in State::ALL[..6].iter().enumerate() {
        for (column, after) in State::ALL.iter().enumerate() {
            let count = moves.count(*before, *after);
            let name = format!("{} on {from}", before.word());
            if let Some(answer) = shares.get(row).and_then(|row| row.get(column)) {
                csv.answer("movement", &name, &format!("{} on {to}", after.word()), answer, Some(count));
            }
        }
    }
    let (loss, loyalty) = (LossBoard::of(moves), LoyaltyBoard::of(moves));
    for (board, row, part) in [
        ("loss_reduction", "lifted", loss.lifted()),
        ("loss_reduction", "known", loss.known()),
        ("loyalty", "grown", loyalty.grown()),
        ("loyalty", "known", loyalty.known()),
    ] {
        csv.answer(board, row, "share", &share(part.part, part.whole), Some(part.part));
    }
    for month in &known.months {
        for (rung, count) in relationship::ladder::Rung::ALL.iter().zip(month.counts) {
            csv.count("standing", &month.on.to_string(), rung.word(), count);
        }
        csv.count("standing", &month.on.to_string(), "unknown", month.unknown);
    }
    for (state, answer) in State::ALL[..6].iter().zip(&known.until_leaving) {
        csv.answer("months_until_leaving", state.word(), "months", answer, None);
    }
}
