//! What is asked before the request is in: reasons, texts, sign-ins, data, ticked boxes.

use super::{Looking, Severity, part, screen};
use crate::flow::{Field, FieldKind, Purpose, Role, Step};
use crate::law::{Login, ReasonAsked};
use Severity::{Block, Error, Info, Warning};

/// What every pack lets a flow ask for.
const NEEDED: [&str; 7] = ["name", "contract", "reply_to", "end_date", "kind", "ground", "address"];
/// What is asked to learn, not to end the contract.
const QUESTIONS: [&str; 7] = ["reason", "survey", "rating", "effort", "competitor", "improve", "goal"];
/// What keeps something going when it is ticked.
const KEEPS: [&str; 6] = ["consent", "keep", "marketing", "newsletter", "win_back", "contact"];

fn is_question(field: &Field) -> bool {
    QUESTIONS.contains(&field.about.as_str())
}

/// Whatever a page of questions asks, and own words anywhere, where they are not needed to end the contract.
fn asks_beside(purpose: Purpose, field: &Field) -> bool {
    let is_asked = match field.kind {
        FieldKind::FreeText => true,
        FieldKind::Text | FieldKind::Choice => purpose == Purpose::Question,
        _ => false,
    };
    is_asked && !NEEDED.contains(&field.about.as_str()) && !KEEPS.contains(&field.about.as_str())
}

pub(super) fn look(looking: &mut Looking<'_>) {
    let flow = looking.flow;
    let de = looking.under(&["de"]);
    let mut questions = Vec::new();
    for (index, it) in flow.before_submitting() {
        let signs_in = it.purpose == Purpose::Login || it.fields.iter().any(|field| field.kind == FieldKind::Password);
        for (at, field) in it.fields.iter().enumerate() {
            let way = part(index, "field", at);
            fields(looking, &way, field, signs_in);
            if is_question(field) || asks_beside(it.purpose, field) {
                questions.push(index);
            }
        }
        if it.purpose == Purpose::Question && it.fields.is_empty() {
            questions.push(index);
        }
        sign_in(looking, index);
    }
    let own_page_unskippable = flow.before_submitting().find(|(_, it)| {
        it.purpose == Purpose::Question
            && (it.required().any(|(_, field)| is_question(field) || field.kind == FieldKind::FreeText)
                || !it.controls.iter().any(|control| control.role == Role::Leave))
    });
    if let Some(&first) = questions.first() {
        let count = questions.len();
        let limit = looking.limits.questions_before_max.as_ref().map(|it| it.limit as usize);
        let severity = match count {
            _ if de => Block,
            _ if own_page_unskippable.is_some() || count > 3 => Error,
            _ if limit == Some(0) => Error,
            2..=3 => Warning,
            _ => Info,
        };
        looking.find(
            "DP-12",
            severity,
            &screen(first),
            format!("{count} questions before the request is in"),
            format!("{count} vragen voordat de opzegging binnen is"),
        );
    }
}

/// `signs_in`: the screen lets somebody sign in, which is judged by itself (DP-13).
fn fields(looking: &mut Looking<'_>, way: &[Step], field: &Field, signs_in: bool) {
    let de = looking.under(&["de"]);
    let Field { about, kind, required, min_chars, checked, .. } = field;
    // The law of some countries asks for the ground of an extraordinary ending; the others for none.
    let is_ground =
        about == "ground" && looking.limits.reason.as_ref().is_some_and(|it| it.limit == ReasonAsked::Never);
    if *required && (is_question(field) || is_ground) {
        let severity = if de { Block } else { Error };
        looking.find(
            "DP-10",
            severity,
            way,
            format!("`{about}` must be answered"),
            format!("`{about}` moet worden beantwoord"),
        );
    }
    if *kind == FieldKind::Phrase {
        looking.find("DP-11", Block, way, "a phrase must be typed over", "een zin moet worden overgetypt");
    } else if *min_chars > 0 && (*required || *kind == FieldKind::FreeText) {
        looking.find(
            "DP-11",
            Block,
            way,
            format!("at least {min_chars} characters must be typed"),
            format!("er moeten minstens {min_chars} tekens worden getypt"),
        );
    } else if *kind == FieldKind::FreeText && *required {
        looking.find("DP-11", Block, way, "own words are required", "eigen woorden zijn verplicht");
    }
    if *required && about == "identity_document" {
        looking.find(
            "DP-14",
            Block,
            way,
            "an identity document is asked for",
            "er wordt een identiteitsbewijs gevraagd",
        );
    } else if *required
        && !signs_in
        && !is_question(field)
        && !NEEDED.contains(&about.as_str())
        && !KEEPS.contains(&about.as_str())
        && !matches!(kind, FieldKind::Phrase | FieldKind::Password | FieldKind::FreeText)
    {
        looking.find(
            "DP-14",
            Error,
            way,
            format!("`{about}` is not needed to leave"),
            format!("`{about}` is niet nodig om op te zeggen"),
        );
    }
    if *checked && KEEPS.contains(&about.as_str()) {
        looking.find(
            "DP-17",
            Block,
            way,
            format!("`{about}` is ticked beforehand"),
            format!("`{about}` is al aangevinkt"),
        );
    } else if *checked && about == "pause" {
        looking.find("DP-17", Error, way, "the pause is chosen beforehand", "de pauze is al gekozen");
    } else if *checked && *kind == FieldKind::Checkbox && !NEEDED.contains(&about.as_str()) {
        looking.find(
            "DP-17",
            Error,
            way,
            format!("`{about}` is ticked beforehand"),
            format!("`{about}` is al aangevinkt"),
        );
    }
}

fn sign_in(looking: &mut Looking<'_>, index: usize) {
    let it = &looking.flow.screens[index];
    if it.purpose == Purpose::SignUp {
        looking.find(
            "DP-13",
            Block,
            &screen(index),
            "an account must be made to leave",
            "je moet een account maken om op te zeggen",
        );
        return;
    }
    let password = it.fields.iter().any(|field| field.kind == FieldKind::Password && field.required);
    if it.purpose != Purpose::Login && !password {
        return;
    }
    if looking.limits.login.as_ref().is_some_and(|it| it.limit == Login::Allowed) {
        return;
    }
    // A one-time link or a number one knows stands beside the sign-in.
    let alternative = it.controls.iter().any(|control| control.role == Role::Neutral)
        || it.fields.iter().any(|field| field.about == "one_time_link");
    let severity = match (looking.under(&["de"]), alternative) {
        (true, _) => Block,
        (false, true) => Warning,
        (false, false) => Error,
    };
    looking.find(
        "DP-13",
        severity,
        &screen(index),
        if alternative { "a sign-in is asked for, with another way beside it" } else { "a sign-in is the only way" },
        if alternative {
            "er wordt gevraagd in te loggen, met een andere weg ernaast"
        } else {
            "inloggen is de enige weg"
        },
    );
}
