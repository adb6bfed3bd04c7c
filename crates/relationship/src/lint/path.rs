//! The way out: where it begins, how long it is, where it leads, who makes one wait.

use super::instead::{self, is_lesser};
use super::{Looking, Severity, part, screen, stated, words};
use crate::flow::{ChannelKind, Control, Purpose, Role, STAY, SUBMITTED, Step};
use Severity::{Block, Error, Info, Warning};

pub(super) fn look(looking: &mut Looking<'_>) {
    steps(looking);
    entries(looking);
    channels(looking);
    ways_out(looking);
    again(looking);
    instead::offers(looking);
    instead::pause(looking);
    waits(looking);
}

fn steps(looking: &mut Looking<'_>) {
    // The last screen says that the request is in; it belongs to the count of the packs.
    let count = looking.flow.before_submitting().count() + 1;
    let by_count = match count {
        0..=2 => None,
        3 => Some(Info),
        4 => Some(Warning),
        5..=7 => Some(Error),
        _ => Some(Block),
    };
    let allowed = looking.limits.screens_max.as_ref().map(|it| it.limit as usize);
    let severity = match allowed {
        Some(most) if count > most && looking.under(&["de"]) => Some(Block),
        Some(most) if count > most && looking.under(&["strict", "eu-withdrawal"]) => by_count.max(Some(Error)),
        Some(most) if count > most => by_count.max(Some(Warning)),
        _ => by_count,
    };
    if let Some(severity) = severity {
        let most = allowed.filter(|most| count > *most).unwrap_or(2);
        looking.find_by(
            "DP-01",
            (&[], &|limits| limits.screens_max.is_some_and(|most| count > most as usize)),
            severity,
            &[Step::Key("screen")],
            format!("{count} screens from the entry to the end; {most} are enough"),
            format!("{count} schermen van begin tot einde; {most} is genoeg"),
        );
    }
}

fn entries(looking: &mut Looking<'_>) {
    let flow = looking.flow;
    let strict = looking.under(&["de", "strict"]);
    for (index, entry) in flow.entries.iter().enumerate() {
        let way = [Step::Key("entry"), Step::At(index)];
        let most = looking.limits.entry_clicks_max.as_ref().map_or(2, |it| it.limit);
        if entry.clicks >= 3 || entry.clicks > most {
            let severity = if entry.clicks >= 3 || strict { Error } else { Warning };
            looking.find_by(
                "DP-02",
                (&["clicks"], &|limits| {
                    entry.clicks >= 3 || limits.entry_clicks_max.is_some_and(|most| entry.clicks > most)
                }),
                severity,
                &way,
                format!("it begins {} clicks from the home page; at most {most}", entry.clicks),
                format!("het begint {} klikken van de startpagina; hoogstens {most}", entry.clicks),
            );
        }
        let must_be_public = looking.limits.entry_public.as_ref().is_none_or(|it| it.limit);
        if !entry.public && must_be_public {
            let severity = if looking.under(&["de"]) { Block } else { Error };
            looking.find_by(
                "DP-02",
                (&["public"], &|limits| limits.entry_public == Some(true)),
                severity,
                &way,
                "it is there only for who is signed in",
                "het staat er alleen voor wie is ingelogd",
            );
        }
        if entry.folded {
            let severity = if looking.under(&["de"]) { Block } else { Error };
            looking.find_by(
                "DP-02",
                (&["folded"], &|_| true),
                severity,
                &way,
                "it is seen only after something is folded out, or last of many links",
                "het is pas te zien na uitklappen, of als laatste van veel links",
            );
        }
        if entry.interim {
            let severity = if looking.under(&["de"]) { Block } else { Error };
            looking.find_by(
                "DP-02",
                (&["interim"], &|_| true),
                severity,
                &way,
                "it leads to another page before the page where one leaves",
                "het leidt eerst naar een andere pagina dan die waar je opzegt",
            );
        }
        for (language, label) in entry.label.each() {
            if words::hit("leaves", language, label).is_none() {
                looking.find_by(
                    "DP-02",
                    (&["label"], &|_| true),
                    Warning,
                    &way,
                    format!("“{label}” does not say that one leaves here"),
                    format!("‘{label}’ zegt niet dat je hier opzegt"),
                );
            }
        }
    }
    if flow.entries.is_empty() {
        looking.find_by(
            "DP-02",
            (&["clicks", "public", "folded", "label"], &|_| true),
            Error,
            &[],
            "there is no entry",
            "er is geen begin",
        );
    }
}

fn channels(looking: &mut Looking<'_>) {
    let flow = looking.flow;
    let joins = if flow.join.channels.is_empty() { vec![ChannelKind::Page] } else { flow.join.channels.clone() };
    let open: Vec<ChannelKind> = flow.channels.iter().filter(|it| it.for_everybody).map(|it| it.kind).collect();
    let serves = |kind: ChannelKind| match kind {
        // A widget is a page in another page.
        ChannelKind::Page | ChannelKind::Widget => {
            open.contains(&ChannelKind::Page) || open.contains(&ChannelKind::Widget)
        }
        kind => open.contains(&kind),
    };
    let missing: Vec<&str> = joins.iter().filter(|kind| !serves(**kind)).map(|kind| kind.word()).collect();
    let is_online = |kind: &&str| ["page", "app", "widget", "mail", "api"].contains(kind);
    let side = if missing.iter().any(is_online) { "online" } else { "channel" };
    if !missing.is_empty() {
        looking.find_by(
            "DP-03",
            (&[side], &|_| true),
            Block,
            &[Step::Key("channel")],
            format!("one can join by {} and not leave by it", missing.join(", ")),
            format!("je kunt klant worden via {} en er niet mee opzeggen", missing.join(", ")),
        );
    }
    for (index, channel) in flow.channels.iter().enumerate() {
        // Where it goes may say so too.
        let says_so = ["nl", "en"].iter().any(|language| stated::holds("special_form", language, &channel.at))
            || channel.hours.each().any(|(language, text)| stated::holds("special_form", language, text));
        if channel.needs_special_form || says_so {
            looking.find_by(
                "DP-03",
                (&["form"], &|_| true),
                Error,
                &[Step::Key("channel"), Step::At(index)],
                "it asks for a registered letter, a signature or a form of its own",
                "er wordt een aangetekende brief, een handtekening of een eigen formulier gevraagd",
            );
        }
    }
    let always = |kind: ChannelKind| {
        matches!(
            kind,
            ChannelKind::Page
                | ChannelKind::App
                | ChannelKind::Widget
                | ChannelKind::Mail
                | ChannelKind::Letter
                | ChannelKind::Api
        )
    };
    let closes = |index: usize| flow.channels[index].hours.each().next().is_some();
    for (index, channel) in flow.channels.iter().enumerate() {
        if closes(index) && always(channel.kind) {
            looking.find(
                "DP-33",
                Error,
                &[Step::Key("channel"), Step::At(index)],
                format!("leaving by {} has opening hours", channel.kind.word()),
                format!("opzeggen via {} heeft openingstijden", channel.kind.word()),
            );
        }
    }
    // A letter can be posted at any hour, but it is not there until a working day.
    let is_slow = |index: usize| closes(index) || flow.channels[index].kind == ChannelKind::Letter;
    if (0..flow.channels.len()).any(closes) && (0..flow.channels.len()).all(is_slow) {
        looking.find(
            "DP-33",
            Error,
            &[Step::Key("channel")],
            "every way to leave but a letter has opening hours",
            "elke manier om op te zeggen behalve een brief heeft openingstijden",
        );
    }
}

fn ways_out(looking: &mut Looking<'_>) {
    let flow = looking.flow;
    let steps = flow.steps_to_submit();
    for (index, it) in flow.before_submitting().filter(|(_, it)| it.purpose != Purpose::Done) {
        let leaves = it.controls.iter().any(|control| {
            control.role == Role::Leave
                && (control.to == SUBMITTED || flow.screen(&control.to).is_some_and(|(to, _)| steps[to] < steps[index]))
        });
        if !leaves {
            let severity = if it.purpose.saves() || steps[index].is_none() { Block } else { Error };
            looking.find(
                "DP-04",
                severity,
                &screen(index),
                format!("the screen “{}” shows no control that brings leaving nearer", it.id),
                format!("het scherm ‘{}’ heeft geen knop die opzeggen dichterbij brengt", it.id),
            );
        }
        if it.purpose == Purpose::Person && !leaves {
            looking.find_by(
                "DP-03",
                (&["call"], &|_| true),
                Block,
                &screen(index),
                "the only way on is to talk to somebody",
                "de enige weg verder is met iemand praten",
            );
        }
        if !it.controls.iter().any(|control| matches!(control.role, Role::Stay | Role::Back)) {
            looking.find(
                "DP-04",
                Warning,
                &screen(index),
                format!("the screen “{}” has no way to stop", it.id),
                format!("op het scherm ‘{}’ kun je niet stoppen", it.id),
            );
        }
        for (at, control) in it.controls.iter().enumerate() {
            let says_leaving = control.label.each().find(|(language, label)| {
                words::hit("leaves", language, label).is_some()
                    && words::hit("double_negation", language, label).is_none()
                    && !is_lesser(language, label)
            });
            let is_address = control.to != STAY && control.to != SUBMITTED && flow.screen(&control.to).is_none();
            if is_address && !leaves && (control.role == Role::Leave || says_leaving.is_some()) && calls(&control.to) {
                looking.find_by(
                    "DP-03",
                    (&["call"], &|_| true),
                    Block,
                    &part(index, "control", at),
                    "the only way on is another channel",
                    "de enige weg verder is een ander kanaal",
                );
            }
            let leads_nowhere = control.to == STAY
                || is_address && !calls(&control.to) && !names_leaving(&control.to)
                || flow.screen(&control.to).is_some_and(|(to, _)| steps[to].is_none());
            // "Keep", "not" and "stay" in a label turn it round.
            let keeps = control.label.each().any(|(_, label)| {
                ["niet", "toch", "blijf", "keep", "stay", "don", "not "]
                    .iter()
                    .any(|word| label.to_lowercase().contains(word))
            });
            let prints = is_address && says_leaving.is_none() && prints(control);
            if prints && !leaves && control.role == Role::Leave {
                let (en, nl) = ("the only way on is a form on paper", "de enige weg verder is een formulier op papier");
                looking.find_by("DP-03", (&["form"], &|_| true), Block, &part(index, "control", at), en, nl);
            }
            let wrong = (control.role == Role::Leave
                && !prints
                && (control.to == STAY || is_address && !calls(&control.to) && !names_leaving(&control.to)))
                || says_leaving.is_some() && leads_nowhere && !keeps;
            let label = control.label.each().next().map_or("", |(_, label)| label);
            if ends_by_staying(control) {
                let (en, nl) = (format!("“{label}” ends the contract"), format!("‘{label}’ beëindigt het contract"));
                looking.find("DP-18", Block, &part(index, "control", at), en, nl);
            } else if wrong {
                looking.find(
                    "DP-18",
                    Block,
                    &part(index, "control", at),
                    format!("“{label}” does not lead to leaving"),
                    format!("‘{label}’ leidt niet naar opzeggen"),
                );
            }
        }
    }
}

/// Does a control that says that one stays, or goes back, end the contract?
fn ends_by_staying(control: &Control) -> bool {
    let says_staying = control.label.each().any(|(language, label)| {
        let says_leaving = words::hit("leaves", language, label).is_some();
        stated::holds("keeps", language, label) && (!says_leaving || stated::holds("not_leaving", language, label))
    });
    control.to == SUBMITTED && (matches!(control.role, Role::Stay | Role::Back) || says_staying)
}

/// Does this address say itself that one leaves there, as another way out beside the screen does?
fn names_leaving(address: &str) -> bool {
    let address = address.to_lowercase();
    [
        "leave",
        "cancel",
        "opzeg",
        "withdraw",
        "herroep",
        "kuendig",
        "resili",
        "terminate",
        "beeindig",
        "stopzet",
        "close-account",
    ]
    .iter()
    .any(|word| address.contains(word))
}

/// Does a control say that it gives a form, to print or to load down?
fn prints(control: &Control) -> bool {
    control.label.each().any(|(language, label)| stated::holds("document", language, label))
}

/// Does this address open a phone or a mail program?
fn calls(address: &str) -> bool {
    ["tel:", "mailto:", "sms:", "callto:", "whatsapp:"].iter().any(|scheme| address.starts_with(scheme))
}

fn again(looking: &mut Looking<'_>) {
    let flow = looking.flow;
    let of = |purpose| flow.before_submitting().filter(move |(_, it)| it.purpose == purpose).map(|(index, _)| index);
    // One page to confirm is the law's; a second one asks again.
    let mut asked: Vec<usize> = of(Purpose::Again).chain(of(Purpose::Confirm).skip(1)).collect();
    asked.sort_unstable();
    if let Some(&first) = asked.first() {
        let severity = if asked.len() > 1 { Error } else { Warning };
        looking.find(
            "DP-09",
            severity,
            &screen(first),
            format!("it is asked {} times more whether one is sure", asked.len()),
            format!("er wordt {} keer extra gevraagd of je het zeker weet", asked.len()),
        );
    }
}

/// A wait, with its seconds where there are any.
fn waited(what: &str, seconds: u32, one: &str, more: &str) -> String {
    match seconds {
        0 => what.trim_end_matches(',').to_owned(),
        1 => format!("{what} 1 {one}"),
        seconds => format!("{what} {seconds} {more}"),
    }
}

fn waits(looking: &mut Looking<'_>) {
    let flow = looking.flow;
    for (index, it) in flow.before_submitting() {
        if it.wait_seconds > 0 || it.purpose == Purpose::Wait {
            looking.find(
                "DP-21",
                Block,
                &screen(index),
                waited("one has to wait", it.wait_seconds, "second", "seconds"),
                waited("je moet wachten,", it.wait_seconds, "seconde", "seconden"),
            );
        }
        for (at, control) in it.controls.iter().enumerate() {
            if control.role == Role::Leave && control.after_seconds > 0 {
                looking.find(
                    "DP-21",
                    Block,
                    &part(index, "control", at),
                    format!("the control works only after {} seconds", control.after_seconds),
                    format!("de knop werkt pas na {} seconden", control.after_seconds),
                );
            }
        }
    }
    if flow.after.needs_approval {
        looking.find(
            "DP-21",
            Block,
            &[Step::Key("after"), Step::Key("needs_approval")],
            "somebody must agree before the request counts",
            "iemand moet het goedvinden voordat de opzegging telt",
        );
    }
    if flow.after.counts_after_hours > 0 {
        looking.find(
            "DP-21",
            Block,
            &[Step::Key("after"), Step::Key("counts_after_hours")],
            format!("the request counts only after {} hours", flow.after.counts_after_hours),
            format!("de opzegging telt pas na {} uur", flow.after.counts_after_hours),
        );
    }
}
