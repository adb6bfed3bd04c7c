//! A request that came by phone, at the counter, in a chat, by letter or mail: entered at the desk the moment it is asked,
//! with the same clock and the same receipt as on the pages.

use askama::Template;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;
use door::taking::{Kept, Proof, Request, Thread, take};
use relationship::Day;
use relationship::exit::{ExitKind, Said, is_wanted_too_far};
use relationship::flow::ChannelKind;
use store::{KeptMail, MailOutcome, Moment, Person};

use super::act::{by, id_of_form};
use super::case::{channels, what_it_is};
use super::script::Card;
use crate::fault::Fault;
use crate::frame::{Frame, Place, go_to, page, page_with};
use crate::posted::{Fields, Posted, encode};
use crate::visit::Guest;
use crate::{Language, Speech};

/// People a search shows.
const PEOPLE_SHOWN_MAX: u32 = 12;
/// How long a letter may have been under way within the house before somebody enters it.
const RECEIVED_DAYS_AGO_MAX: i32 = 365;

/// Somebody who was found.
#[derive(Debug, Clone)]
pub(crate) struct FoundPerson {
    pub(crate) number: String,
    pub(crate) name: String,
    pub(crate) mail: String,
    /// Chooses them.
    pub(crate) href: String,
}

/// A choice of a list: word and name.
type Choice = (String, String);

#[derive(Template)]
#[template(path = "desk/new.html")]
pub(crate) struct NewPage {
    pub(crate) f: Frame,
    pub(crate) id: String,
    pub(crate) wrong: Option<String>,
    pub(crate) flow: String,
    pub(crate) flows: Vec<Choice>,
    pub(crate) search: String,
    pub(crate) people: Vec<FoundPerson>,
    pub(crate) is_searched: bool,
    pub(crate) chosen: Option<FoundPerson>,
    /// Whose number was typed without choosing them.
    pub(crate) meant: Option<FoundPerson>,
    pub(crate) contracts: Vec<Choice>,
    pub(crate) channels: Vec<(&'static str, String)>,
    pub(crate) kinds: Vec<Choice>,
    /// What was typed before something was wrong.
    pub(crate) typed: Fields,
    pub(crate) today: String,
    /// The key of the mail it came in.
    pub(crate) mail_key: String,
    pub(crate) card: Card,
}

#[derive(Template)]
#[template(path = "desk/taken.html")]
struct TakenPage {
    f: Frame,
    receipt: String,
}

pub(crate) async fn show_form(guest: Guest, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let fields = Fields::parse(query.as_deref().unwrap_or_default());
    page(&new_page(&guest, &fields, None).await?)
}

fn found_person(person: &Person, flow: &str) -> FoundPerson {
    FoundPerson {
        number: person.customer.clone(),
        name: person.name.clone().unwrap_or_default(),
        mail: person.mail.clone().unwrap_or_default(),
        href: format!("/desk/new?flow={}&customer={}", encode(flow), encode(&person.customer)),
    }
}

async fn new_page(guest: &Guest, fields: &Fields, wrong: Option<String>) -> Result<NewPage, Fault> {
    let (app, speech) = (&guest.app, &guest.speech);
    let all = app.office.flows().await;
    let title = |flow: &relationship::flow::Flow| door::then::own_words(&flow.title, speech).to_owned();
    let first = all.first().map(|it| it.flow.flow.clone()).unwrap_or_default();
    let flow = fields.get("flow").map_or(first, str::to_owned);
    let found = app.office.find_flow(&flow).await;
    let search = fields.text("q");
    let people = if search.is_empty() { Vec::new() } else { app.store.find_people(search, PEOPLE_SHOWN_MAX).await? };
    let chosen = match fields.get("customer") {
        Some(customer) => app.store.person(customer).await?,
        None => None,
    };
    let contract =
        |facts: &relationship::exit::ContractFacts| (facts.contract.clone(), what_it_is(speech, &found.flow, facts));
    let mail = mail_of(guest, fields).await?;
    // A mail fills in what it says; what somebody typed since stays.
    let mut typed = fields.clone();
    if let Some(KeptMail { mail, .. }) = mail.as_ref().filter(|_| fields.get("channel").is_none()) {
        let said = [("mail", &mail.from_address), ("name", &mail.from_name), ("words", &mail.body)];
        typed.0.extend(said.map(|(name, text)| (name.to_owned(), text.clone())));
        typed.0.push(("channel".to_owned(), ChannelKind::Mail.word().to_owned()));
    }
    Ok(NewPage {
        mail_key: mail.map(|mail| mail.key).unwrap_or_default(),
        id: id_of_form(guest, fields).to_string(),
        wrong,
        flows: all.iter().map(|it| (it.flow.flow.clone(), title(&it.flow))).collect(),
        is_searched: !search.is_empty(),
        search: search.to_owned(),
        people: people.iter().map(|person| found_person(person, &flow)).collect(),
        contracts: chosen.iter().flat_map(|person| &person.contracts).map(contract).collect(),
        chosen: chosen.as_ref().map(|person| found_person(person, &flow)),
        meant: None,
        channels: channels(speech),
        kinds: ExitKind::ALL
            .iter()
            .map(|kind| (kind.word().to_owned(), speech.t(&format!("desk-kind-{}", kind.word()))))
            .collect(),
        typed,
        today: app.today().to_string(),
        card: Card::of(&found.flow, found.version, speech, None),
        flow,
        f: Frame::of(guest, Place::Desk),
    })
}

/// The mail a form is about.
async fn mail_of(guest: &Guest, fields: &Fields) -> Result<Option<KeptMail>, Fault> {
    match fields.get("mail_key") {
        Some(key) => Ok(guest.app.store.mail(key).await?),
        None => Ok(None),
    }
}

/// Whose number was typed, where nobody was chosen and nobody said that it stays as it was typed: a number alone recognizes
/// nobody, but a person who reads the name can.
async fn meant(guest: &Guest, fields: &Fields) -> Result<Option<Person>, Fault> {
    let Some(number) = fields.get("number") else { return Ok(None) };
    if fields.get("customer").is_some() || fields.get("as_typed").is_some() {
        return Ok(None);
    }
    let store = &guest.app.store;
    let said = Said { customer: line(fields, "number"), mail: line(fields, "mail"), ..Said::default() };
    if guest.app.office.recognize(&said, &Proof::Said).await?.is_some() {
        return Ok(None);
    }
    Ok(store.person(&store.written_as(number).await?).await?)
}

/// When it was received: now, or the day a letter came.
fn received_at(guest: &Guest, fields: &Fields) -> Result<Moment, String> {
    let (now, today) = (guest.app.now(), guest.app.today());
    let wrong = |key: &str| guest.speech.t(key);
    let Some(text) = fields.get("received_on") else { return Ok(now) };
    let day: Day = text.parse().map_err(|_| wrong("desk-wrong-day"))?;
    if day == today {
        return Ok(now);
    }
    if day > today || day.days_until(today) > RECEIVED_DAYS_AGO_MAX {
        return Err(wrong("desk-wrong-received"));
    }
    // The whole of that day counts as the day it was received.
    Ok(guest.app.office.start_of(day))
}

fn line(fields: &Fields, name: &str) -> Option<String> {
    fields.get(name).map(str::to_owned)
}

/// The request a form is, or what is missing.
async fn request(guest: &Guest, fields: &Fields) -> Result<Result<Request, String>, Fault> {
    let (app, speech) = (&guest.app, &guest.speech);
    let mail = mail_of(guest, fields).await?;
    let at = match (&mail, received_at(guest, fields)) {
        // A mail was received when it came, however long nobody looked.
        (Some(mail), _) => mail.received_at,
        (None, Ok(at)) => at,
        (None, Err(wrong)) => return Ok(Err(wrong)),
    };
    let thread = mail.and_then(|mail| {
        let mail = mail.mail;
        Some(Thread { message_id: mail.message_id?, references: mail.references, subject: mail.subject })
    });
    let Some(channel) = channel(fields) else { return Ok(Err(speech.t("desk-wrong-channel"))) };
    let Ok(wanted_on) = fields.get("wanted_on").map(str::parse::<Day>).transpose() else {
        return Ok(Err(speech.t("desk-wrong-day")));
    };
    if wanted_on.is_some_and(|day| is_wanted_too_far(app.today(), day)) {
        return Ok(Err(speech.t("desk-wrong-wanted")));
    }
    let known = match fields.get("customer") {
        Some(customer) => app.store.person(customer).await?,
        None => None,
    };
    let contracts: Vec<String> = fields.all("contract").map(str::to_owned).collect();
    if contracts.is_empty() && known.as_ref().is_some_and(|person| person.contracts.len() > 1) {
        return Ok(Err(speech.t("desk-wrong-contract")));
    }
    let said = Said {
        customer: line(fields, "number"),
        name: line(fields, "name").or_else(|| known.as_ref().and_then(|person| person.name.clone())),
        mail: line(fields, "mail"),
        phone: line(fields, "phone"),
        contract: Some(contracts.join(", ")).filter(|text| !text.is_empty()),
    };
    if known.is_none() && [&said.customer, &said.name, &said.mail, &said.phone].iter().all(|it| it.is_none()) {
        return Ok(Err(speech.t("desk-wrong-nobody")));
    }
    let language = Language::from_code(fields.text("language")).unwrap_or(speech.language()).code();
    let id = id_of_form(guest, fields);
    Ok(Ok(Request {
        proof: known.map_or(Proof::Said, |person| Proof::Vouched { customer: person.customer }),
        kind: ExitKind::from_word(fields.text("kind")).unwrap_or_default(),
        ground: line(fields, "ground"),
        wanted_on,
        words: line(fields, "words"),
        by: by(guest),
        said,
        thread,
        ..Request::new(id, fields.text("flow"), channel, language, at.us())
    }
    .about(contracts)))
}

fn channel(fields: &Fields) -> Option<ChannelKind> {
    super::case::DESK_CHANNELS.into_iter().find(|it| it.word() == fields.text("channel"))
}

pub(crate) async fn take_request(Posted { guest, fields }: Posted) -> Result<Response, Fault> {
    let request = match request(&guest, &fields).await? {
        Ok(request) => request,
        Err(wrong) => {
            return page_with(StatusCode::UNPROCESSABLE_ENTITY, &new_page(&guest, &fields, Some(wrong)).await?);
        }
    };
    if let Some(person) = meant(&guest, &fields).await? {
        let asked = new_page(&guest, &fields, None).await?;
        let meant = Some(found_person(&person, &asked.flow));
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &NewPage { meant, ..asked });
    }
    let mail = mail_of(&guest, &fields).await?;
    match take(&guest.app.office, request).await {
        Ok(taken) if taken.kept == Kept::Store => {
            if let Some(mail) = mail {
                let outcome = MailOutcome::Case(taken.exit.to_string());
                guest.app.store.settle_mail(&mail.key, &outcome, guest.act()).await?;
            }
            let taken_as = if taken.already_there { "there" } else { "new" };
            Ok(go_to(&format!("/desk/{}?taken={taken_as}", taken.exit)))
        }
        Ok(taken) => page(&TakenPage { f: Frame::of(&guest, Place::Desk), receipt: taken.receipt }),
        Err(failure) => {
            tracing::error!(%failure, "a request at the desk could not be kept");
            let wrong = guest.speech.t("desk-wrong-not-kept");
            page_with(StatusCode::SERVICE_UNAVAILABLE, &new_page(&guest, &fields, Some(wrong)).await?)
        }
    }
}

impl NewPage {
    /// What was typed into a field.
    pub(crate) fn typed(&self, name: &str) -> &str {
        self.typed.text(name)
    }

    /// Was this contract chosen?
    pub(crate) fn is_chosen(&self, contract: &str) -> bool {
        self.typed.all("contract").any(|chosen| chosen == contract)
    }

    /// Was this chosen?
    pub(crate) fn is(&self, name: &str, value: &str) -> bool {
        self.typed.text(name) == value
    }

    /// The languages a receipt can be in.
    pub(crate) fn languages(&self) -> Vec<(&'static str, &'static str, bool)> {
        let wanted = Language::from_code(self.typed.text("language")).unwrap_or(self.speech().language());
        Language::ALL.into_iter().map(|it| (it.code(), it.name(), it == wanted)).collect()
    }

    fn speech(&self) -> &Speech {
        &self.f
    }
}
