//! The receipt: its page, its text, and the same text as a file.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use pages::Fields;
use relationship::exit::ExitState;
use relationship::flow::Flow;
use store::{ExitFilter, ExitId, StoreError, StoredExit, StoredReceipt};

use super::about::{SaidLink, SaidPage};
use super::form::Purpose;
use super::frame::{Frame, page};
use super::receipt::{self, Case, took_offer};
use super::walk::Reader;
use super::{Leave, ToPrint};
use crate::flows::Found;
use crate::then::received;

const DAY_SECONDS: i64 = 24 * 60 * 60;
/// Cases of one customer that are looked through for an offer.
const CASES_MAX: u32 = 20;

/// A receipt that was found by its token.
pub(crate) struct Opened {
    pub(crate) stored: StoredExit,
    pub(crate) receipt: StoredReceipt,
    pub(crate) found: Found,
    /// Did this customer take up an offer lately, here or in another case?
    pub(crate) has_taken_offer: bool,
    /// Answers that were sent and could not be stored as they are.
    pub(crate) answered: Option<Fields>,
    pub(crate) f: Frame,
}

/// Why there is no page.
pub(crate) enum Gone {
    /// Nobody knows the token.
    Unknown,
    /// The request waits in the spool: this is its receipt.
    Waiting(String),
    /// The office is out of reach just now.
    Later,
}

impl Leave {
    /// The case behind the token of a receipt.
    pub(crate) async fn opened(&self, token: &str, reader: &Reader) -> Result<Opened, Gone> {
        let id: ExitId = self.office.open_receipt_token(token).ok_or(Gone::Unknown)?;
        let later = |error: store::StoreError| {
            tracing::error!(%error, "a receipt cannot be shown");
            Gone::Later
        };
        let stored = match self.office.store.exit(id).await {
            Ok(Some(stored)) => stored,
            other => {
                // A request that the store could not take yet has its receipt in the spool.
                return match (self.office.receipt(id).await, other) {
                    (Ok(Some(receipt)), _) => Err(Gone::Waiting(receipt)),
                    (_, Err(error)) => Err(later(error)),
                    _ => Err(Gone::Unknown),
                };
            }
        };
        let receipt = self.office.store.receipt(id).await.map_err(later)?.ok_or(Gone::Unknown)?;
        let declaration = &stored.exit.declaration;
        let found = self.office.flow_of_case(&declaration.flow, declaration.flow_version).await;
        let company = if found.flow.company.name.is_empty() { self.company().await } else { String::new() };
        let mut f = self.frame(reader.language, &found.flow, &company);
        f.action = format!("/leave/receipt/{token}");
        let has_taken_offer = self.has_taken_offer(&stored, &found.flow).await;
        Ok(Opened { stored, receipt, found, has_taken_offer, answered: None, f })
    }

    /// Did this customer take up an offer in this case, or lately in another? Where nobody can tell there is none now.
    async fn has_taken_offer(&self, stored: &StoredExit, flow: &Flow) -> bool {
        let Some(rest_days) = flow.offers.iter().map(|offer| offer.rest_days).max() else { return false };
        let Some(customer) = stored.exit.declaration.customer.clone() else { return took_offer(&stored.events) };
        if took_offer(&stored.events) {
            return true;
        }
        let store = &self.office.store;
        let since = self.office.now().plus_seconds(-i64::from(rest_days) * DAY_SECONDS);
        let filter = ExitFilter { customer: Some(customer), since: Some(since), ..ExitFilter::default() };
        let lately = async {
            for row in store.exits(&filter, None, CASES_MAX).await?.items {
                let other = if row.id == stored.id { None } else { store.exit(row.id).await? };
                if other.is_some_and(|other| took_offer(&other.events)) {
                    return Ok(true);
                }
            }
            Ok(false)
        };
        lately.await.unwrap_or_else(|error: StoreError| {
            tracing::warn!(%error, "nobody can see which offers were taken up before");
            true
        })
    }

    /// A page for a receipt that cannot be shown.
    pub(crate) async fn gone(&self, gone: &Gone, reader: &Reader) -> Response {
        let flow = Flow::strict("leave");
        let mut f = self.frame(reader.language, &flow, "Vaarwel");
        "/leave".clone_into(&mut f.home);
        "/leave".clone_into(&mut f.action);
        let (status, key, sealed) = match gone {
            Gone::Unknown => (StatusCode::NOT_FOUND, "gone", None),
            Gone::Waiting(receipt) => (StatusCode::OK, "waiting", Some(receipt.clone())),
            Gone::Later => (StatusCode::SERVICE_UNAVAILABLE, "later-on", None),
        };
        let reach = if matches!(gone, Gone::Unknown) { self.reach(&f).await } else { Vec::new() };
        // Whoever holds a link that leads nowhere may have to begin anew.
        let start = || SaidLink { href: "/leave".to_owned(), label: f.t("leave-gone-start") };
        let said = SaidPage {
            title: f.t(&format!("leave-{key}-title")),
            texts: std::iter::once(f.t(&format!("leave-{key}-text"))).chain(reach).collect(),
            link: matches!(gone, Gone::Unknown).then(start),
            sealed,
            f,
        };
        page(status, &said.f, &said)
    }

    /// How to ask each company whether a cancellation arrived, as far as the flows say it.
    async fn reach(&self, f: &Frame) -> Vec<String> {
        let mut told: Vec<String> = Vec::new();
        for found in self.office.flows().await {
            let company = &found.flow.company;
            let ways: Vec<&str> =
                [company.phone.as_str(), company.mail.as_str()].into_iter().filter(|way| !way.is_empty()).collect();
            if ways.is_empty() {
                continue;
            }
            let name = if company.name.is_empty() { self.company().await } else { company.name.clone() };
            let line = f.t2("leave-gone-reach", "company", name, "ways", ways.join(", "));
            if !told.contains(&line) {
                told.push(line);
            }
        }
        if told.is_empty() {
            told.push(f.t("leave-gone-ask"));
        }
        told
    }

    /// The page of a receipt.
    pub(crate) fn receipt_page(
        &self,
        opened: Opened,
        token: &str,
        reader: &Reader,
        notice: Option<String>,
    ) -> Response {
        let Opened { stored, receipt, found, has_taken_offer, answered, f } = opened;
        let status = if f.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let outcome = match stored.exit.state {
            ExitState::Open | ExitState::Ended => "confirmed",
            ExitState::Undone | ExitState::Paused => "undone",
        };
        let id = stored.id.to_string();
        let case = Case {
            id: &id,
            number: crate::taking::number(stored.exit.declaration.asked_on, stored.place),
            flow: &found.flow,
            events: &stored.events,
            exit: &stored.exit,
            sealed: receipt.body,
            here: format!("/leave/receipt/{token}"),
            pdf: self.settings.print.as_ref().map(|_| format!("/leave/receipt/{token}/pdf")),
            form: self.forms.seal(Purpose::Receipt, token, &(), self.office.now().us()),
            today: self.office.today(),
            has_taken_offer,
            notice,
            answered,
        };
        receipt::show(f.embedded(reader.is_embedded, outcome), status, case)
    }
}

/// The page of a receipt, at its permanent address.
pub(crate) async fn show(State(leave): State<Leave>, Path(token): Path<String>, reader: Reader) -> Response {
    match leave.opened(&token, &reader).await {
        Ok(opened) => {
            let again = reader.query.get("again").map(|_| {
                opened.f.t1("leave-done-there", "moment", received(&opened.f, &opened.stored.exit.declaration))
            });
            leave.receipt_page(opened, &token, &reader, again)
        }
        Err(gone) => leave.gone(&gone, &reader).await,
    }
}

/// The receipt as text, as it was sealed.
pub(crate) async fn read_text(State(leave): State<Leave>, Path(token): Path<String>, reader: Reader) -> Response {
    match leave.opened(&token, &reader).await {
        Ok(opened) => saved(opened.receipt.body, "text/plain; charset=utf-8", opened.receipt.place, "txt"),
        Err(gone) => leave.gone(&gone, &reader).await,
    }
}

/// The receipt as a page that stands by itself, without our style sheet or anything else of ours.
pub(crate) async fn read_html(State(leave): State<Leave>, Path(token): Path<String>, reader: Reader) -> Response {
    match leave.opened(&token, &reader).await {
        Ok(opened) => {
            let title = escaped(&opened.f.t("leave-keep"));
            let html = format!(
                "<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>{title} · {}</title>\n<h1>{title}</h1>\n<pre>{}</pre>\n</html>\n",
                opened.stored.exit.declaration.language,
                escaped(&opened.f.company),
                escaped(&opened.receipt.body)
            );
            saved(html, "text/html; charset=utf-8", opened.receipt.place, "html")
        }
        Err(gone) => leave.gone(&gone, &reader).await,
    }
}

/// The receipt on paper. It is whole without it: where it cannot be printed, the page stands as it was.
pub(crate) async fn read_pdf(State(leave): State<Leave>, Path(token): Path<String>, reader: Reader) -> Response {
    let opened = match leave.opened(&token, &reader).await {
        Ok(opened) => opened,
        Err(gone) => return leave.gone(&gone, &reader).await,
    };
    let Some(print) = leave.settings.print.clone() else { return leave.gone(&Gone::Unknown, &reader).await };
    let company = &opened.found.flow.company;
    let lines = [&company.address, &company.phone, &company.mail];
    let language = pages::Language::from_code(&opened.stored.exit.declaration.language).unwrap_or_default();
    let order = ToPrint {
        exit: opened.stored.id,
        receipt: opened.receipt.body,
        speech: leave.speech(language),
        company: opened.f.company.clone(),
        lines: lines.into_iter().filter(|line| !line.is_empty()).cloned().collect(),
    };
    // Setting type takes milliseconds, in which nobody else should wait.
    match tokio::task::spawn_blocking(move || print(&order)).await {
        Ok(Ok(pdf)) => saved(pdf, "application/pdf", opened.receipt.place, "pdf"),
        Ok(Err(why)) => {
            tracing::error!(why, "a receipt cannot be printed");
            leave.gone(&Gone::Later, &reader).await
        }
        Err(error) => {
            tracing::error!(%error, "a receipt cannot be printed");
            leave.gone(&Gone::Later, &reader).await
        }
    }
}

fn saved(body: impl IntoResponse, kind: &'static str, place: u64, ending: &str) -> Response {
    let mut response = ([(header::CONTENT_TYPE, kind)], body).into_response();
    let name = format!("attachment; filename=\"vaarwel-{place}.{ending}\"");
    if let Ok(value) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
