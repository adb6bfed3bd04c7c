//! What is asked before the request is in: reasons, texts, sign-ins, data, ticked boxes.

use super::{Looking, Severity, part, screen, words};
use crate::flow::{Field, FieldKind, Purpose, Role, Screen, Step, Text, about};
use crate::law::{Login, ReasonAsked};
use Severity::{Block, Error, Info, Warning};

/// Does this field ask something in order to learn: a question by its name, own words, or under a name of its own a choice or a
/// line whose label has a question mark?
fn is_question(purpose: Purpose, field: &Field) -> bool {
    if about::is_question(&field.about) {
        return true;
    }
    if about::is_needed(&field.about) || about::keeps(&field.about) {
        return false;
    }
    let asks = || field.label.each().any(|(_, label)| label.contains('?'));
    match field.kind {
        FieldKind::FreeText => true,
        FieldKind::Text | FieldKind::Choice if purpose == Purpose::Question => true,
        _ if about::is_known(&field.about) => false,
        FieldKind::Choice => true,
        FieldKind::Text => asks(),
        _ => false,
    }
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
            let asks = is_question(it.purpose, field);
            if asks {
                questions.push(index);
            } else if de && !field.required && !signs_in && !is_allowed(looking, field) && !is_who(field) {
                looking.find(
                    "DP-14",
                    Error,
                    &way,
                    format!("`{}` is asked: the fields of § 312k are the most there may be", field.about),
                    format!("`{}` wordt gevraagd: meer velden dan die van § 312k mogen er niet zijn", field.about),
                );
            }
        }
        if it.purpose == Purpose::Question && it.fields.is_empty() {
            questions.push(index);
        }
        sign_in(looking, index);
    }
    for (index, it) in flow.screens.iter().enumerate() {
        for (at, field) in it.fields.iter().enumerate().filter(|(_, field)| field.checked) {
            ticked(looking, &part(index, "field", at), field);
        }
    }
    let own_page_unskippable = flow.before_submitting().find(|(_, it)| {
        it.purpose == Purpose::Question
            && (it.required().any(|(_, field)| about::is_question(&field.about) || field.kind == FieldKind::FreeText)
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
        looking.find_by(
            "DP-12",
            (&[], &|limits| limits.questions_before_max.is_some_and(|most| count > most as usize)),
            severity,
            &screen(first),
            format!("{count} {} before the request is in", if count == 1 { "question" } else { "questions" }),
            format!("{count} {} voordat de opzegging binnen is", if count == 1 { "vraag" } else { "vragen" }),
        );
    }
}

/// May the law packs and the flow itself ask for it, so that the contract is found and can end?
fn is_allowed(looking: &Looking<'_>, field: &Field) -> bool {
    about::is_needed(&field.about) || looking.flow.recognize.knows.is_some_and(|knows| knows.word() == field.about)
}

/// Does it say who somebody is, where they choose to fill it in?
fn is_who(field: &Field) -> bool {
    ["post_code", "birth_date", "company", "one_time_link"].contains(&field.about.as_str())
}

/// Must a ground be given by everybody, though the law knows it for an extraordinary ending at most?
fn is_forced_ground(looking: &Looking<'_>, field: &Field) -> bool {
    let is_never = looking.limits.reason.as_ref().is_some_and(|it| it.limit == ReasonAsked::Never);
    let fields = || looking.flow.before_submitting().flat_map(|(_, it)| &it.fields);
    field.about == "ground" && (is_never || !fields().any(|other| other.about == "kind"))
}

/// `signs_in`: the screen lets somebody sign in, which is judged by itself (DP-13).
fn fields(looking: &mut Looking<'_>, way: &[Step], field: &Field, signs_in: bool) {
    let de = looking.under(&["de"]);
    let Field { about, kind, required, min_chars, .. } = field;
    let is_question = about::is_question(about);
    if *required && (is_question || is_forced_ground(looking, field)) {
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
        && !is_question
        && !is_allowed(looking, field)
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
}

/// A box that is ticked, or a choice that is made, before anybody chose: after the request too.
fn ticked(looking: &mut Looking<'_>, way: &[Step], field: &Field) {
    let about = &field.about;
    let (severity, en, nl) = if about::keeps(about) {
        (Block, format!("`{about}` is ticked beforehand"), format!("`{about}` is al aangevinkt"))
    } else if about == "pause" {
        (Error, "the pause is chosen beforehand".to_owned(), "de pauze is al gekozen".to_owned())
    } else if field.kind == FieldKind::Checkbox && !about::is_needed(about) {
        (Error, format!("`{about}` is ticked beforehand"), format!("`{about}` is al aangevinkt"))
    } else {
        return;
    };
    looking.find("DP-17", severity, way, en, nl);
}

/// Is there another way past the sign-in of this screen: a control that is neither, a second way out that leads elsewhere or
/// says that it goes without, a link that is mailed?
fn has_another_way(screen: &Screen) -> bool {
    let ways: Vec<_> = screen.controls.iter().filter(|control| control.role == Role::Leave).collect();
    let leads_elsewhere = ways.iter().any(|it| it.to != ways[0].to);
    let labels = screen.controls.iter().map(|it| &it.label).chain(screen.fields.iter().map(|it| &it.label));
    let mut texts = labels.chain(&screen.texts).flat_map(Text::each);
    screen.controls.iter().any(|control| control.role == Role::Neutral)
        || screen.fields.iter().any(|field| field.about == "one_time_link")
        || leads_elsewhere
        || texts.any(|(language, text)| words::hit("one_time_link", language, text).is_some())
}

fn sign_in(looking: &mut Looking<'_>, index: usize) {
    let it = &looking.flow.screens[index];
    if it.purpose == Purpose::SignUp {
        looking.find_by(
            "DP-13",
            (&["account"], &|_| true),
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
    let alternative = has_another_way(it);
    let severity = match (looking.under(&["de"]), alternative) {
        (true, _) => Block,
        (false, true) => Warning,
        (false, false) => Error,
    };
    looking.find_by(
        "DP-13",
        (&[], &|limits| limits.login.is_some_and(|it| it != Login::Allowed)),
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
