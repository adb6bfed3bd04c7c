//! What is put in place of leaving: offers, a pause, a smaller contract.

use super::{Looking, Severity, part, screen, stated, words};
use crate::flow::{Control, Role, Screen, Step, Text};
use Severity::{Block, Error, Warning};

/// What a screen offers in words, whatever it is for.
fn offer_in(screen: &Screen) -> Option<String> {
    let labels = screen.controls.iter().map(|it| &it.label).chain(screen.fields.iter().map(|it| &it.label));
    let mut texts = screen.texts.iter().chain([&screen.title]).chain(labels).flat_map(Text::each);
    texts.find_map(|(language, text)| words::offers(language, text))
}

pub(super) fn offers(looking: &mut Looking<'_>) {
    let flow = looking.flow;
    let saving: Vec<(usize, String)> = flow
        .before_submitting()
        .filter(|(_, it)| it.purpose.saves())
        .map(|(index, it)| {
            (
                index,
                it.texts.iter().chain([&it.title]).flat_map(|text| text.each().map(|(_, it)| it.to_owned())).collect(),
            )
        })
        .collect();
    let offered = flow.offers.iter().filter(|offer| offer.before_request).count();
    let said: Vec<(usize, String)> = flow
        .before_submitting()
        .filter(|(_, it)| !it.purpose.saves())
        .filter_map(|(index, it)| Some((index, offer_in(it)?)))
        .collect();
    let count = saving.len() + offered + said.len();
    let most = looking.limits.save_elements_before_max.as_ref().map(|it| it.limit as usize);
    let severity = match most {
        Some(0) if count > 0 && looking.under(&["de", "us-mn"]) => Some(Block),
        Some(most) if count > most => Some(Error),
        _ if count > 1 => Some(Error),
        _ => None,
    };
    if let Some(severity) = severity {
        let first = saving.first().or(said.first());
        let way = first.map_or(vec![Step::Key("offer")], |(index, _)| screen(*index));
        let words: Vec<String> = said.iter().map(|(_, words)| format!(": “{words}”")).take(1).collect();
        let words = words.concat();
        looking.find_by(
            "DP-06",
            (&[], &|limits| limits.save_elements_before_max.is_some_and(|most| count > most as usize)),
            severity,
            &way,
            format!(
                "{count} of offers, reminders and people before the request is in; at most {}{words}",
                most.unwrap_or(1)
            ),
            format!(
                "{count} keer een aanbod, herinnering of gesprek voor de opzegging binnen is; hoogstens {}{words}",
                most.unwrap_or(1)
            ),
        );
    }
    for (position, (index, text)) in saving.iter().enumerate() {
        if !text.is_empty() && saving[..position].iter().any(|(_, earlier)| earlier == text) {
            looking.find(
                "DP-06",
                Block,
                &screen(*index),
                "the same offer is made again",
                "hetzelfde aanbod komt nog eens",
            );
        }
        if flow.screens[*index].pops_up {
            looking.find(
                "DP-06",
                Error,
                &screen(*index),
                "it pops up over the page",
                "het springt over de pagina heen",
            );
        }
    }
    for (index, offer) in flow.offers.iter().enumerate() {
        let way = [Step::Key("offer"), Step::At(index)];
        if offer.times > 1 {
            looking.find(
                "DP-06",
                Block,
                &way,
                format!("the offer is made {} times", offer.times),
                format!("het aanbod wordt {} keer gedaan", offer.times),
            );
        }
        if !offer.skippable {
            looking.find(
                "DP-06",
                Error,
                &way,
                "the offer cannot be skipped in one action",
                "het aanbod is niet in één keer over te slaan",
            );
        }
    }
}

/// Does a label speak of less in place of leaving?
pub(super) fn is_lesser(language: &str, label: &str) -> bool {
    words::hit("lesser", language, label).is_some() || stated::holds("lesser", language, label)
}

/// A screen on which a pause or a smaller contract stands before the way out, or larger.
fn in_its_place(looking: &mut Looking<'_>) {
    let flow = looking.flow;
    for (index, it) in flow.before_submitting() {
        let leave = it.controls.iter().enumerate().find(|(_, control)| control.role == Role::Leave);
        let area = |control: &Control| control.size_px.map(|[width, height]| width * height);
        let out = leave.and_then(|(_, leave)| area(leave));
        let is_larger = |control: &Control| area(control).zip(out).is_some_and(|(it, out)| it > out);
        let found = it.controls.iter().enumerate().find(|(at, control)| {
            let is_lesser = control.label.each().any(|(language, label)| is_lesser(language, label));
            let is_before = leave.is_none_or(|(out, _)| *at < out);
            control.role != Role::Leave && is_lesser && (is_before || is_larger(control))
        });
        if let Some((at, control)) = found {
            let label = control.label.each().next().map_or("", |(_, label)| label);
            looking.find(
                "DP-20",
                Warning,
                &part(index, "control", at),
                format!("“{label}” stands before the way out, is larger, or there is none"),
                format!("‘{label}’ staat voor de uitgang, is groter, of er is geen uitgang"),
            );
        }
    }
}

pub(super) fn pause(looking: &mut Looking<'_>) {
    in_its_place(looking);
    let Some(pause) = &looking.flow.pause else { return };
    let way = [Step::Key("pause")];
    if pause.resumes_by_itself && pause.told_days_before.is_none_or(|days| days == 0) {
        looking.find(
            "DP-20",
            Block,
            &way,
            "the pause ends by itself, with payments going on, and nobody is told",
            "de pauze eindigt vanzelf, het betalen gaat door, en niemand wordt gewaarschuwd",
        );
    }
    if pause.before_leaving {
        looking.find(
            "DP-20",
            Warning,
            &way,
            "the pause is shown before, or larger than, the way out",
            "de pauze staat voor of groter dan de uitgang",
        );
    }
}
