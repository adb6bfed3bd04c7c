//! What a person does with a case: every step is decided by the rules and written down with who and when.

use axum::extract::Path;
use axum::response::Response;
use door::acting::{Acting, NotActed, act_with};
use door::jobs::{LetterBody, LetterKind};
use relationship::exit::{
    ANSWER_WORKING_DAYS, Asked, By, Command, ContractFacts, Fault as OurFault, Need, Refusal, is_of_our_making,
    resolve_all,
};
use relationship::{Currency, Day, FactKind, Money};
use store::{Actor, ExitId, StoredExit, TailFact};

use super::case::{DESK_CHANNELS, Shown, exit_id, show_case};
use super::dashed;
use crate::Speech;
use crate::fault::Fault;
use crate::frame::go_to;
use crate::posted::{Fields, Posted};
use crate::visit::Guest;

/// Who does something at the desk, as the case keeps it.
pub(crate) fn by(guest: &Guest) -> By {
    By::Desk(Actor::Member(guest.member.id).to_string())
}

pub(crate) async fn act_on_case(
    Path((id, act)): Path<(String, String)>,
    Posted { guest, fields }: Posted,
) -> Result<Response, Fault> {
    let id = exit_id(&id)?;
    let stored = guest.app.store.exit(id).await?.ok_or(Fault::NotFound)?;
    let acting = match acting(&guest, &stored, &act, &fields).await? {
        Ok(acting) => acting,
        Err(wrong) => {
            let customer = fields.get("customer").map(str::to_owned);
            return show_case(&guest, id, Shown { wrong: Some(wrong), customer, ..Shown::default() }).await;
        }
    };
    match act_with(&guest.app.office, id, acting, by(&guest)).await {
        Ok(_) => Ok(go_to(&format!("/desk/{id}"))),
        Err(NotActed::NoSuchCase) => Err(Fault::NotFound),
        Err(NotActed::Refused(refusal)) => {
            let wrong = Some(refused(&guest.speech, &refusal));
            show_case(&guest, id, Shown { wrong, ..Shown::default() }).await
        }
        Err(NotActed::Store(error)) => Err(error.into()),
    }
}

/// Why a rule stands in the way, in words.
fn refused(speech: &Speech, refusal: &Refusal) -> String {
    speech.find(&format!("desk-refused-{}", dashed(refusal.word())), &[]).unwrap_or_else(|| refusal.to_string())
}

/// What a form asks for; the inner error is a sentence for whoever filled it in.
async fn acting(
    guest: &Guest,
    stored: &StoredExit,
    act: &str,
    fields: &Fields,
) -> Result<Result<Acting, String>, Fault> {
    let speech = &guest.speech;
    let one = |command: Command| Ok(Ok(Acting { commands: vec![command], jobs: Vec::new() }));
    match act {
        "note" => one(Command::Note(fields.text("text").to_owned())),
        "contact" => Ok(contact(speech, stored, fields)),
        "met" => match Need::ALL.into_iter().find(|need| need.word() == fields.text("need")) {
            Some(need) => one(Command::Meet(need)),
            None => Err(Fault::NotFound),
        },
        "fault" => fault(guest, stored, fields).await,
        "undo" => one(Command::Undo),
        "close" => one(Command::Close),
        "recognize" => recognize(guest, stored, fields).await,
        "send" => send_again(guest, stored).await,
        _ => Err(Fault::NotFound),
    }
}

/// A contact; one that answers what they asked sees to that too.
fn contact(speech: &Speech, stored: &StoredExit, fields: &Fields) -> Result<Acting, String> {
    let channel = DESK_CHANNELS.into_iter().find(|it| it.word() == fields.text("channel"));
    let channel = channel.ok_or_else(|| speech.t("desk-wrong-channel"))?;
    let mut commands = vec![Command::Contact { channel, text: fields.text("text").to_owned() }];
    let reply_waits = stored.exit.open_tasks().iter().any(|task| task.need == Need::Reply);
    if reply_waits && fields.get("answers").is_some() {
        commands.push(Command::Meet(Need::Reply));
    }
    Ok(Acting { commands, jobs: Vec::new() })
}

/// The longest sentence about a fault.
const FAULT_CHARS_MAX: usize = 500;

/// Writes down what went wrong for this customer. It is a fact; where they leave for a reason of ours and nobody apologized
/// yet, the apology goes out with it.
async fn fault(guest: &Guest, stored: &StoredExit, fields: &Fields) -> Result<Result<Acting, String>, Fault> {
    let (app, speech, exit) = (&guest.app, &guest.speech, &stored.exit);
    let (what, today) = (fields.text("what").to_owned(), app.today());
    let Some(customer) = &exit.declaration.customer else { return Ok(Err(speech.t("desk-wrong-customer"))) };
    let Ok(on) = fields.text("on").parse::<Day>() else { return Ok(Err(speech.t("desk-wrong-day"))) };
    if what.is_empty() || what.chars().count() > FAULT_CHARS_MAX || on > today {
        return Ok(Err(speech.t("desk-wrong-fault")));
    }
    let fact = TailFact {
        reason: Some(what.clone()),
        // The same form sent twice is the same fault.
        source_id: Some(format!("{customer}:{on}:{what}")),
        ref_id: exit.declaration.contract.clone(),
        ..TailFact::new(customer, on, FactKind::ServiceFailed, "desk")
    };
    app.store.append_facts(&[fact], app.now()).await?;
    let mut commands = vec![Command::Note(speech.t2("desk-note-fault", "day", speech.day(on), "what", what.as_str()))];
    if exit.apology.is_none() && exit.reasons.iter().any(|code| is_of_our_making(code)) {
        let faults: Vec<OurFault> = app.store.faults_of(customer, today).await?;
        let currency = app.store.settings().await?.currency;
        commands.extend((!faults.is_empty()).then_some(Command::Apologize { faults, currency }));
    }
    Ok(Ok(Acting { commands, jobs: Vec::new() }))
}

/// The receipt once more, to where the first one went.
async fn send_again(guest: &Guest, stored: &StoredExit) -> Result<Result<Acting, String>, Fault> {
    let (app, declaration) = (&guest.app, &stored.exit.declaration);
    let known = match (&declaration.said.mail, &declaration.customer) {
        (Some(mail), _) => Some(mail.clone()),
        (None, Some(customer)) => app.store.person(customer).await?.and_then(|person| person.mail),
        (None, None) => None,
    };
    let Some(to) = known else { return Ok(Err(guest.speech.t("desk-wrong-no-mail"))) };
    let letter = LetterBody::new(LetterKind::Receipt, &to, &declaration.language);
    let job = app.office.new_letter(&stored.id.to_string(), &letter, app.office.now());
    let note = Command::Note(guest.speech.t("desk-note-sent-again"));
    Ok(Ok(Acting { commands: vec![note], jobs: vec![job] }))
}

/// Who it is and what ends: the goodbye is resolved again from what the desk found out.
async fn recognize(guest: &Guest, stored: &StoredExit, fields: &Fields) -> Result<Result<Acting, String>, Fault> {
    let (app, speech, declaration) = (&guest.app, &guest.speech, &stored.exit.declaration);
    let Some(customer) = fields.get("customer") else { return Ok(Err(speech.t("desk-wrong-customer"))) };
    let person = app.store.person(customer).await?;
    let contracts = person.as_ref().map(|person| person.contracts.clone()).unwrap_or_default();
    let currency = app.store.settings().await?.currency;
    // Who has several contracts gets a list of them to choose from, and it says all that ends.
    let chosen: Vec<&ContractFacts> =
        contracts.iter().filter(|it| fields.all("contract").any(|named| named == it.contract)).collect();
    if contracts.len() > 1 && chosen.is_empty() && fields.text("contract").is_empty() {
        return Ok(Err(speech.t("desk-wrong-contract")));
    }
    let facts = match chosen.as_slice() {
        [first, _, ..] => (*first).clone(),
        _ => match facts(speech, fields, &contracts, currency) {
            Ok(facts) => facts,
            Err(wrong) => return Ok(Err(wrong)),
        },
    };
    let found = app.office.flow_of_case(&declaration.flow, declaration.flow_version).await;
    let holidays = found.flow.holidays(declaration.asked_on);
    let asked = Asked {
        flow: &found.flow,
        contract: Some(&facts),
        others: &contracts,
        kind: declaration.kind,
        asked_on: declaration.asked_on,
        wanted_on: declaration.wanted_on,
        currency,
        holidays: &holidays,
    };
    // Where nothing could be chosen, what else the request ends stays in it.
    let is_listed = fields.get("listed").is_some();
    let ends = |it: &&ContractFacts| {
        it.contract != facts.contract
            && if is_listed {
                chosen.iter().any(|chosen| chosen.contract == it.contract)
            } else {
                !declaration.also.is_empty() && declaration.contracts().any(|contract| contract == it.contract)
            }
    };
    let others = contracts.iter().filter(ends);
    let goodbye = resolve_all(&asked, &std::iter::once(&facts).chain(others).collect::<Vec<_>>());
    // What was promised holds; a promise whose day has passed is made anew.
    let promised = declaration.told_by(asked.holidays);
    let told_by = match app.today() {
        today if today > promised => asked.holidays.working_days_after(today, ANSWER_WORKING_DAYS),
        _ => promised,
    };
    let goodbye = goodbye.told_no_sooner(told_by);
    let contract = goodbye.contract.clone().filter(|contract| !contract.is_empty());
    let command = Command::Recognize { customer: customer.to_owned(), contract, goodbye: Box::new(goodbye) };
    Ok(Ok(Acting { commands: vec![command], jobs: Vec::new() }))
}

/// What the form says of the contract; where it says nothing, what the company told us.
fn facts(
    speech: &Speech,
    fields: &Fields,
    contracts: &[ContractFacts],
    currency: Currency,
) -> Result<ContractFacts, String> {
    let named = fields.text("contract");
    let known = contracts.iter().find(|it| it.contract == named).or(match contracts {
        [only] if named.is_empty() => Some(only),
        _ => None,
    });
    let mut facts = known.cloned().unwrap_or_default();
    if !named.is_empty() {
        named.clone_into(&mut facts.contract);
    }
    if let Some(plan) = fields.get("plan") {
        facts.plan = Some(plan.to_owned());
    }
    let day = |name: &str| match fields.get(name) {
        Some(text) => text.parse::<Day>().map(Some).map_err(|_| speech.t("desk-wrong-day")),
        None => Ok(None),
    };
    facts.began_on = day("began_on")?.or(facts.began_on);
    facts.paid_until = day("paid_until")?.or(facts.paid_until);
    if let Some(text) = fields.get("price") {
        let minor = minor_units(text).ok_or_else(|| speech.t("desk-wrong-price"))?;
        facts.price = Some(Money { minor, currency });
    }
    facts.price_months = fields.get("price_months").and_then(|text| text.parse().ok()).unwrap_or(facts.price_months);
    facts.price_months = facts.price_months.clamp(1, 120);
    Ok(facts)
}

/// An amount as people write it, `21,90` or `1.021.90`, in hundredths: the last separator with two digits or one behind it
/// is the decimal one.
fn minor_units(text: &str) -> Option<i64> {
    let text = text.trim().trim_start_matches('€').trim();
    let (whole, part) = match text.rsplit_once([',', '.']) {
        Some((whole, part)) if part.len() <= 2 => (whole, part),
        _ => (text, ""),
    };
    let digits = |text: &str| text.chars().filter(|it| !matches!(it, '.' | ',' | ' ' | '\u{a0}')).collect::<String>();
    let whole: i64 = digits(whole).parse().ok().filter(|it| *it >= 0)?;
    let part: i64 = if part.is_empty() { 0 } else { format!("{part:0<2}").parse().ok().filter(|it| *it >= 0)? };
    whole.checked_mul(100)?.checked_add(part)
}

/// The id of a case a form sends along, so that a second press is the same request.
pub(crate) fn id_of_form(guest: &Guest, fields: &Fields) -> ExitId {
    let fresh = || ExitId::new(guest.app.now(), guest.app.random_id());
    fields.get("id").and_then(|text| text.parse().ok()).unwrap_or_else(fresh)
}

#[cfg(test)]
mod tests {
    use super::minor_units;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, minor) in
            [("21,90", 2190), ("21.9", 2190), ("€ 21", 2100), ("1.021,90", 102_190), ("1.021", 102_100), ("0", 0)]
        {
            assert_eq!(minor_units(text), Some(minor), "{text}");
        }
        for text in ["", "veel", "-3", "1,a", "99999999999999999999"] {
            assert_eq!(minor_units(text), None, "{text}");
        }
    }
}
