//! What happens once the request is in, and how the flow differs between people.

use super::{Looking, Severity, stated};
use crate::flow::Step;
use crate::law::Limits;
use Severity::{Block, Error, Warning};

pub(super) fn look(looking: &mut Looking<'_>) {
    receipt(looking);
    ends(looking);
    differences(looking);
}

/// What a receipt holds, in English and Dutch.
fn in_words(held: &str) -> [&str; 2] {
    match held {
        "content" => ["what was said", "wat er gezegd is"],
        "received_at" => ["when it was received", "wanneer die binnenkwam"],
        "end_date" => ["the end date", "de einddatum"],
        "refund" => ["what goes back", "wat er terugkomt"],
        "effects" => ["what then happens", "wat er dan gebeurt"],
        other => [other, other],
    }
}

fn receipt(looking: &mut Looking<'_>) {
    let receipt = &looking.flow.receipt;
    let way = [Step::Key("receipt")];
    if !receipt.sent {
        let sides = ["content", "received_at", "end_date"];
        looking.find_by("DP-22", (&sides, &|_| true), Block, &way, "there is no receipt", "er is geen bevestiging");
        return;
    }
    let lacking: Vec<String> = looking
        .limits
        .receipt_holds
        .iter()
        .map(|held| held.limit.clone())
        .filter(|held| !receipt.holds.contains(held))
        .collect();
    if !lacking.is_empty() {
        let [en, nl] = [0, 1].map(|at| lacking.iter().map(|held| in_words(held)[at]).collect::<Vec<_>>().join(", "));
        let sides: Vec<&str> = lacking.iter().map(String::as_str).collect();
        let asks = |limits: &Limits| limits.receipt_holds.iter().flatten().any(|held| lacking.contains(held));
        looking.find_by(
            "DP-22",
            (&sides, &asks),
            Block,
            &way,
            format!("the receipt lacks {en}"),
            format!("in de bevestiging ontbreekt {nl}"),
        );
    }
    let minutes = receipt.within_minutes;
    if let Some(most) = looking.limits.receipt_minutes_max.as_ref().map(|it| it.limit).filter(|most| minutes > *most) {
        looking.find_by(
            "DP-22",
            (&[], &|limits| limits.receipt_minutes_max.is_some_and(|most| minutes > most)),
            Error,
            &way,
            format!("the receipt comes within {minutes} minutes; at most {most}"),
            format!("de bevestiging komt binnen {minutes} minuten; hoogstens {most}"),
        );
    }
}

fn ends(looking: &mut Looking<'_>) {
    let flow = looking.flow;
    let after = &flow.after;
    let way = |key| [Step::Key("after"), Step::Key(key)];
    if after.charges_after_end {
        looking.find(
            "DP-24",
            Block,
            &way("charges_after_end"),
            "something is charged after the end",
            "na het einde wordt iets afgeschreven",
        );
    }
    if after.visit_reactivates {
        looking.find(
            "DP-24",
            Block,
            &way("visit_reactivates"),
            "signing in or visiting begins the contract again",
            "inloggen of een bezoek laat het contract weer beginnen",
        );
    }
    if !after.delete_account {
        looking.find(
            "DP-29",
            Error,
            &way("delete_account"),
            "the account cannot be deleted from the last screen",
            "het account is vanaf het laatste scherm niet te wissen",
        );
    }
    if !after.export {
        looking.find(
            "DP-29",
            Warning,
            &way("export"),
            "the data cannot be taken along",
            "de gegevens zijn niet mee te nemen",
        );
    }
    if !after.lists_what_stays {
        looking.find(
            "DP-30",
            Error,
            &way("lists_what_stays"),
            "parts go on and are not listed",
            "delen lopen door en staan er niet",
        );
    }
}

fn differences(looking: &mut Looking<'_>) {
    let flow = looking.flow;
    for (index, it) in flow.variants.iter().enumerate() {
        let is_harder = it.screens_more > 0
            || it.actions_more > 0
            || ["nl", "en"].iter().any(|language| stated::states("harder", language, &it.text).is_some());
        if is_harder && !it.because_of.as_deref().is_some_and(stated::names_law) {
            looking.find(
                "DP-32",
                Error,
                &[Step::Key("variant"), Step::At(index)],
                format!("leaving is harder by {}, and no law is named: {}", it.by, it.text),
                format!("opzeggen is moeilijker naar {}, en er staat geen wet bij: {}", it.by, it.text),
            );
        }
    }
    for (index, arm) in flow.arms.iter().enumerate() {
        if arm.screens_more > 0 || arm.actions_more > 0 || arm.offers_more > 0 || arm.leave_less_visible {
            looking.find(
                "DP-35",
                Block,
                &[Step::Key("arm"), Step::At(index)],
                format!("the arm `{}` makes leaving harder", arm.id),
                format!("de tak `{}` maakt opzeggen moeilijker", arm.id),
            );
        }
    }
    if let (Some(join), Some(leave)) = (flow.join.barriers, flow.join.leave_barriers)
        && leave > join
    {
        looking.find(
            "DP-34",
            Error,
            &[Step::Key("join"), Step::Key("leave_barriers")],
            format!("{leave} barriers on the way out, {join} on the way in"),
            format!("{leave} drempels op de weg eruit, {join} op de weg erin"),
        );
    }
}
