//! From "I want to leave" to a receipt: the two screens and what their forms do.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use pages::{Fields, Language};
use relationship::exit::{ContractFacts, ExitKind, Said};
use relationship::flow::{ChannelKind, Flow};
use serde::{Deserialize, Serialize};
use store::{VisitStep, plain_number};

use super::Leave;
use super::about::SaidPage;
use super::ask::{self, Again, Ask, MORE_NAMES, more_fields, number_called};
use super::check::{self, Ground, Known};
use super::form::Purpose;
use super::frame::{Frame, go_to, page};
use super::slow::About;
use super::typed::Typed;
use super::walk::Reader;
use crate::flows::Found;
use crate::procedure::ways;
use crate::taking::{Proof, Recognized, Request, knows_hash, take};

/// What the first screen carries with it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Asked {
    walk: String,
}

/// What the second screen carries with it: who was recognized.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Checked {
    walk: String,
    customer: String,
    /// What they typed to be recognized, for the receipt.
    mail: String,
    /// The signed link they came with, used up when the request is sent.
    link: Option<String>,
}

/// Tries a day to be looked up by what one knows, right or wrong, about one customer.
pub(crate) const KNOWS_PER_CUSTOMER_MAX: u64 = 6;
/// The same from one address.
const KNOWS_PER_ADDRESS_MAX: u64 = 40;
/// The day in which they are counted.
const KNOWS_SECONDS: i64 = 24 * 3600;

/// Wrong answers take at least this long, counted in whole steps, so that nothing can be read from the time they take.
const WRONG_STEP: Duration = Duration::from_millis(120);

/// What came with a request: the flow, the frame, the reader, what was typed.
struct Turn<'a> {
    leave: &'a Leave,
    found: Found,
    f: Frame,
    reader: Reader,
    fields: Fields,
    typed: Typed,
}

/// The first screen; with a signed or a mailed link, the second.
pub(crate) async fn show(State(leave): State<Leave>, Path(flow): Path<String>, reader: Reader) -> Response {
    let (found, f) = leave.open(&flow, &reader).await;
    let walk = leave.begin_walk(&reader, &found.flow.flow);
    let kind = reader.query.get("kind").and_then(ExitKind::from_word).unwrap_or_default();
    // A link can say which contracts it is about; who has several sees them chosen, and the others.
    let contracts = reader.query.all("contract").map(str::to_owned).collect();
    let typed = Typed { kind, contracts, ..Typed::default() };
    let mut turn = Turn { leave: &leave, found, f, fields: Fields::default(), typed, reader };
    if let Some(link) = turn.reader.query.get("link").map(str::to_owned) {
        if let Some(person) = leave.person_of_link(&link, &turn.found.flow.flow).await {
            let mail = person.mail.clone().unwrap_or_default();
            turn.typed.contracts.extend(leave.contract_of_link(&link, &turn.found.flow.flow));
            let checked = Checked { walk, customer: person.customer.clone(), mail, link: Some(link) };
            return turn.check(&person, &checked);
        }
        return turn.ask(&Asked { walk }, Again::OldLink);
    }
    turn.ask(&Asked { walk }, Again::No)
}

async fn turn<'a>(leave: &'a Leave, flow: &str, reader: Reader, body: &Bytes) -> Turn<'a> {
    let fields = Fields::parse(&String::from_utf8_lossy(body));
    let language: Language = reader.language_of(&fields);
    let reader = Reader { language, is_embedded: reader.is_embedded || fields.get("embed").is_some(), ..reader };
    let (found, f) = leave.open(flow, &reader).await;
    let more = more_fields(&found.flow);
    let mut typed = Typed::read(&fields);
    typed.more = more.into_iter().zip(MORE_NAMES).map(|(about, name)| (about, Typed::line(&fields, name))).collect();
    Turn { leave, found, f, reader, fields, typed }
}

/// What the first screen sent.
pub(crate) async fn send(
    State(leave): State<Leave>,
    Path(flow): Path<String>,
    reader: Reader,
    body: Bytes,
) -> Response {
    let mut turn = turn(&leave, &flow, reader, &body).await;
    let now = leave.office.now();
    let asked: Option<Asked> =
        leave.forms.open(Purpose::Ask, &turn.found.flow.flow, turn.fields.text("form"), now.us());
    let Some(asked) = asked else {
        let walk = leave.begin_walk(&turn.reader, &turn.found.flow.flow);
        return turn.ask(&Asked { walk }, Again::Stale);
    };
    if let Some(kind) = turn.fields.get("show").and_then(ExitKind::from_word) {
        turn.typed.kind = kind;
        return turn.ask(&asked, Again::No);
    }
    if turn.fields.get("lang").is_some() {
        return turn.ask(&asked, Again::No);
    }
    leave.walk_on(&asked.walk, VisitStep { clicks: 1, fields: turn.filled_in(), ..VisitStep::default() }).await;
    let wanted = turn.fields.text("do").to_owned();
    match wanted.as_str() {
        "link" => turn.mail_a_link(&asked).await,
        "anyway" => turn.send_anyway(&asked).await,
        act => turn.recognize(&asked, act == "confirm").await,
    }
}

/// What the second screen sent.
pub(crate) async fn send_checked(
    State(leave): State<Leave>,
    Path(flow): Path<String>,
    reader: Reader,
    body: Bytes,
) -> Response {
    let mut turn = turn(&leave, &flow, reader, &body).await;
    let now = leave.office.now();
    let checked: Option<Checked> =
        leave.forms.open(Purpose::Check, &turn.found.flow.flow, turn.fields.text("form"), now.us());
    let person = match &checked {
        Some(checked) => leave.vouched(&checked.customer).await,
        None => None,
    };
    let (Some(checked), Some(person)) = (checked, person) else {
        let walk = leave.begin_walk(&turn.reader, &turn.found.flow.flow);
        return turn.ask(&Asked { walk }, Again::Stale);
    };
    if let Some(kind) = turn.fields.get("show").and_then(ExitKind::from_word) {
        turn.typed.kind = kind;
    }
    if turn.fields.text("do") != "confirm" {
        return turn.check(&person, &checked);
    }
    leave.walk_on(&checked.walk, VisitStep { clicks: 1, ..VisitStep::default() }).await;
    turn.confirm(&person, &checked).await
}

impl Turn<'_> {
    /// How many fields somebody filled in.
    fn filled_in(&self) -> u32 {
        let lines = [&self.typed.number, &self.typed.mail, &self.typed.knows, &self.typed.ground];
        let more = self.typed.more.iter().map(|(_, line)| line);
        lines.into_iter().chain(more).filter(|it| !it.is_empty()).fold(0, |count, _| count + 1)
    }

    /// The first screen.
    fn ask(self, asked: &Asked, again: Again) -> Response {
        let Turn { leave, found, f, reader, typed, .. } = self;
        let form = leave.forms.seal(Purpose::Ask, &found.flow.flow, asked, leave.office.now().us());
        let ask = Ask {
            flow: &found.flow,
            typed,
            again,
            form,
            today: leave.office.today(),
            fallen_back: found.fallen_back.is_some(),
        };
        ask::show(f.embedded(reader.is_embedded, "asked"), ask)
    }

    /// The second screen.
    fn check(self, person: &Recognized, checked: &Checked) -> Response {
        let Turn { leave, found, mut f, reader, typed, .. } = self;
        let form = leave.forms.seal(Purpose::Check, &found.flow.flow, checked, leave.office.now().us());
        let today = leave.office.today();
        let holidays = found.flow.holidays(today);
        let ground = Ground { flow: &found.flow, today, currency: relationship::Currency::EUR, holidays: &holidays };
        let known = Known { number: &person.customer, name: person.name.as_deref(), contracts: &person.contracts };
        f.action = format!("{}/check", f.home);
        check::show(f.embedded(reader.is_embedded, "checked"), ground, &known, typed, form)
    }

    /// Looks somebody up by what they typed. Whoever is not found is never refused.
    async fn recognize(mut self, asked: &Asked, confirms: bool) -> Response {
        let today = self.leave.office.today();
        self.f.problems = self.typed.problems(&self.f, Some(&number_called(&self.f, &self.found.flow)), today);
        if !self.f.problems.is_empty() {
            return self.ask(asked, Again::Wrong);
        }
        let Some(person) = self.leave.recognize(&self.found.flow, &self.typed, &self.reader).await else {
            return self.ask(asked, Again::Unknown);
        };
        let step = VisitStep {
            customer: Some(person.customer.clone()),
            identified_at: Some(self.leave.office.now()),
            screens: 1,
            ..VisitStep::default()
        };
        self.leave.walk_on(&asked.walk, step).await;
        let mail = self.typed.mail.clone();
        let checked = Checked { walk: asked.walk.clone(), customer: person.customer.clone(), mail, link: None };
        match person.contracts.as_slice() {
            [] | [_] if confirms => self.confirm(&person, &checked).await,
            _ => self.check(&person, &checked),
        }
    }

    /// Takes the request of somebody who was recognized.
    async fn confirm(mut self, person: &Recognized, checked: &Checked) -> Response {
        let today = self.leave.office.today();
        self.f.problems = self.typed.problems(&self.f, None, today);
        let wanted = |it: &&ContractFacts| person.contracts.len() == 1 || self.typed.contracts.contains(&it.contract);
        let chosen: Vec<String> = person.contracts.iter().filter(wanted).map(|it| it.contract.clone()).collect();
        if chosen.is_empty() && !person.contracts.is_empty() {
            let what = self.f.t("leave-check-none");
            self.f.problems.push(("contract", what));
        }
        if !self.f.problems.is_empty() {
            return self.check(person, checked);
        }
        // A link that was used is not good for a second request; the page of the first is where it led.
        if let Some(link) = &checked.link
            && !self.leave.use_link(link, &self.found.flow.flow).await
        {
            let asked = Asked { walk: checked.walk.clone() };
            return self.ask(&asked, Again::OldLink);
        }
        let said = Said {
            customer: Some(person.customer.clone()),
            name: person.name.clone(),
            mail: Some(checked.mail.clone()).filter(|it| !it.is_empty()).or_else(|| person.mail.clone()),
            phone: None,
            contract: chosen.first().cloned(),
        };
        self.take(Proof::Vouched { customer: person.customer.clone() }, chosen, said, &checked.walk).await
    }

    /// Takes the request of somebody who was not found: a person looks.
    async fn send_anyway(mut self, asked: &Asked) -> Response {
        self.typed = self.typed.shortened();
        let typed = &self.typed;
        if typed.number.is_empty() && typed.mail.is_empty() && typed.more.iter().all(|(_, line)| line.is_empty()) {
            // With nothing at all nobody could be found; one line is enough.
            self.f.problems =
                vec![("number", self.f.t1("leave-contract-missing", "what", number_called(&self.f, &self.found.flow)))];
            return self.ask(asked, Again::Wrong);
        }
        // Who finds their number and address after all is not sent to the desk.
        if let Some(person) = self.leave.recognize(&self.found.flow, &self.typed, &self.reader).await
            && person.contracts.len() < 2
        {
            let mail = self.typed.mail.clone();
            let checked = Checked { walk: asked.walk.clone(), customer: person.customer.clone(), mail, link: None };
            return self.confirm(&person, &checked).await;
        }
        let line = |about: &str| self.typed.more.iter().find(|(known, _)| known == about).map(|(_, line)| line.clone());
        let filled = |text: &str| Some(text.to_owned()).filter(|it| !it.is_empty());
        let said = Said {
            customer: filled(&self.typed.number),
            name: line("name").filter(|it| !it.is_empty()),
            mail: filled(&self.typed.mail),
            phone: line("phone").filter(|it| !it.is_empty()),
            contract: None,
        };
        // Who guessed too often is put before a person: sending anyway is no way to go on guessing.
        let may_look = self.leave.may_look(&self.typed, &self.reader);
        let proof = if may_look { Proof::Said } else { Proof::Knows { hash: String::new() } };
        let now = self.leave.office.now();
        self.leave.walk_on(&asked.walk, VisitStep { identified_at: Some(now), ..VisitStep::default() }).await;
        self.take(proof, Vec::new(), said, &asked.walk).await
    }

    /// Hands the request over and shows its receipt.
    async fn take(self, proof: Proof, contracts: Vec<String>, said: Said, walk: &str) -> Response {
        let Turn { leave, found, f, reader, typed, .. } = self;
        let now = leave.office.now();
        let channel = if reader.is_embedded { ChannelKind::Widget } else { ChannelKind::Page };
        let request = Request {
            said,
            proof,
            kind: typed.kind,
            ground: Some(typed.ground.clone()).filter(|it| !it.is_empty()),
            wanted_on: typed.wanted_on(),
            visit: Some(walk.to_owned()),
            ..Request::new(leave.office.new_exit_id(now), &found.flow.flow, channel, f.lang(), now.us())
        }
        .about(contracts);
        let taken = match take(&leave.office, request).await {
            Ok(taken) => taken,
            Err(error) => {
                tracing::error!(%error, "a request could not be kept");
                return not_taken(f, &found.flow);
            }
        };
        let mut to = format!("/leave/receipt/{}?lang={}", taken.token, f.lang());
        if taken.already_there {
            to.push_str("&again=1");
        }
        if reader.is_embedded {
            to.push_str("&embed=1");
        }
        go_to(&to)
    }

    /// Sends a link by mail to whoever has this address here; to everybody else nothing. Both look the same.
    async fn mail_a_link(mut self, asked: &Asked) -> Response {
        if let Some(problem) = self
            .typed
            .problems(&self.f, Some(""), self.leave.office.today())
            .into_iter()
            .find(|(field, _)| *field == "mail")
        {
            self.f.problems = vec![problem];
            return self.ask(asked, Again::Wrong);
        }
        self.leave.mail_links(&self.typed.mail, &self.found.flow.flow, &self.reader).await;
        self.ask(asked, Again::LinkSent)
    }
}

impl Leave {
    /// The customer that was meant, if what was typed belongs together. Wrong answers all take as long.
    async fn recognize(&self, flow: &Flow, typed: &Typed, reader: &Reader) -> Option<Recognized> {
        let begun = tokio::time::Instant::now();
        let proof = self.proof(flow, typed).await;
        let may_know = !matches!(proof, Proof::Knows { .. }) || self.may_know(typed, reader).await;
        // However a number is written, it is guessed at as one number.
        let number = plain_number(&typed.number);
        let about = [About::Customer(&number), About::Address(&reader.address)];
        let now_us = self.office.now().us();
        let may_look = self.may_look(typed, reader);
        let said = Said { customer: Some(typed.number.clone()), mail: Some(typed.mail.clone()), ..Said::default() };
        let found = match self.office.recognize(&said, &proof).await {
            Ok(person) => person.filter(|_| may_look && may_know),
            // Who cannot be looked up now is not kept in: the request goes to a person.
            Err(error) => {
                tracing::error!(%error, "nobody can be looked up");
                None
            }
        };
        if found.is_none() {
            self.slow.note_wrong(&about, now_us);
            wait_for_a_step(begun).await;
        }
        found
    }

    /// What shows who it is: the mail address or, without one and where the flow has it, what they know.
    async fn proof(&self, flow: &Flow, typed: &Typed) -> Proof {
        if flow.recognize.knows.is_none() || typed.knows.is_empty() || !typed.mail.is_empty() {
            return Proof::Said;
        }
        // The hash is of the number as the company writes it.
        let number = self.office.store.written_as(&typed.number).await.unwrap_or_else(|_| typed.number.clone());
        Proof::Knows { hash: knows_hash(&self.office, &number, &typed.knows) }
    }

    /// May somebody be looked up by what they know? A birth date can be guessed in some thousand tries, so that there are few
    /// a day about one customer, whoever tries. The mail address, the link and sending anyway stay open.
    async fn may_know(&self, typed: &Typed, reader: &Reader) -> bool {
        let now = self.office.now();
        let about = [format!("knows {}", plain_number(&typed.number)), format!("knows from {}", reader.address)];
        let since = now.plus_seconds(-KNOWS_SECONDS);
        match self.office.store.record_door_attempt([&about[0], &about[1]], now, since).await {
            Ok([customer, address]) => customer <= KNOWS_PER_CUSTOMER_MAX && address <= KNOWS_PER_ADDRESS_MAX,
            Err(error) => {
                tracing::error!(%error, "tries cannot be counted; nobody is looked up by what they know");
                false
            }
        }
    }

    /// May somebody be looked up by what they typed?
    fn may_look(&self, typed: &Typed, reader: &Reader) -> bool {
        let number = plain_number(&typed.number);
        let about = [About::Customer(&number), About::Address(&reader.address)];
        self.slow.may_look(&about, self.office.now().us())
    }

    /// A customer for whom a sealed form or a link speaks.
    pub(super) async fn vouched(&self, customer: &str) -> Option<Recognized> {
        let proof = Proof::Vouched { customer: customer.to_owned() };
        self.office.recognize(&Said::default(), &proof).await.ok().flatten()
    }
}

/// Nothing could be written anywhere: that is said at once, with the ways that are left.
fn not_taken(f: Frame, flow: &Flow) -> Response {
    let ways: Vec<String> = ways(flow, &f).into_iter().map(|way| format!("{}: {}", way.kind, way.at)).collect();
    let texts = std::iter::once(f.t("leave-not-taken-text")).chain(ways).collect();
    let said = SaidPage { title: f.t("leave-not-taken-title"), texts, link: None, sealed: None, f };
    page(StatusCode::SERVICE_UNAVAILABLE, &said.f, &said)
}

/// Waits until a whole number of steps has passed since `begun`.
pub(super) async fn wait_for_a_step(begun: tokio::time::Instant) {
    let steps = begun.elapsed().as_millis() / WRONG_STEP.as_millis() + 1;
    let until = begun + WRONG_STEP * u32::try_from(steps).unwrap_or(1);
    tokio::time::sleep_until(until).await;
}
