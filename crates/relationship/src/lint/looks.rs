//! How controls look beside each other; what was not measured is said.

use super::{Looking, Severity, part, screen};
use crate::flow::{Control, Look, Role, Screen};
use Severity::{Error, Warning};

/// The smallest part of the area of the control that stays.
const AREA_MIN: f64 = 0.8;
/// The least contrast of letters (WCAG 1.4.3).
const CONTRAST_MIN: f64 = 4.5;
/// The smallest target in CSS pixels (WCAG 2.5.8).
const TARGET_PX_MIN: f64 = 24.0;

/// Looks at every screen; gives what the definition does not tell.
pub(super) fn look(looking: &mut Looking<'_>) -> Vec<String> {
    let flow = looking.flow;
    let mut unmeasured = false;
    for (index, it) in flow.before_submitting() {
        let stay = it.controls.iter().find(|control| control.role == Role::Stay);
        for (at, leave) in it.controls.iter().enumerate().filter(|(_, control)| control.role == Role::Leave) {
            unmeasured |= leave.contrast.is_none() || leave.size_px.is_none();
            if let Some((en, nl)) = weaker(leave, stay) {
                // A label that cannot be read well breaks more than one that is only smaller.
                let sides: &[&str] = if is_illegible(leave) { &["legible"] } else { &[] };
                looking.find_by("DP-07", (sides, &|_| true), Error, &part(index, "control", at), en, nl);
            }
        }
    }
    order(looking);
    let mut not_measured = Vec::new();
    if unmeasured {
        not_measured.push("size and contrast of the controls (DP-07): measure the rendered pages".to_owned());
    }
    if flow.join.leave_barriers.is_none() || flow.join.barriers.is_none() {
        not_measured.push("accessibility of both ways (DP-34): measure the rendered pages".to_owned());
    }
    not_measured
}

/// Is its label too pale, or the control too small?
fn is_illegible(control: &Control) -> bool {
    control.contrast.is_some_and(|contrast| contrast < CONTRAST_MIN)
        || control.size_px.is_some_and(|[width, height]| width < TARGET_PX_MIN || height < TARGET_PX_MIN)
}

/// Why a control to leave is weaker than the one to stay, in English and Dutch.
fn weaker(leave: &Control, stay: Option<&Control>) -> Option<(String, String)> {
    let area = |control: &Control| control.size_px.map(|[width, height]| width * height);
    let because = |en: String, nl: String| Some((en, nl));
    if let Some(contrast) = leave.contrast.filter(|contrast| *contrast < CONTRAST_MIN) {
        return because(
            format!("the control to leave has a contrast of {contrast}"),
            format!("de knop om op te zeggen heeft een contrast van {contrast}"),
        );
    }
    if let Some([width, height]) =
        leave.size_px.filter(|[width, height]| *width < TARGET_PX_MIN || *height < TARGET_PX_MIN)
    {
        return because(
            format!("the control to leave is {width} by {height} pixels"),
            format!("de knop om op te zeggen is {width} bij {height} pixels"),
        );
    }
    let stay = stay?;
    if let (Some(out), Some(in_)) = (area(leave), area(stay))
        && out < AREA_MIN * in_
    {
        let percent = (100.0 * out / in_).round();
        return because(
            format!("the control to leave has {percent} % of the area of the one to stay"),
            format!("de knop om op te zeggen heeft {percent} % van het oppervlak van die om te blijven"),
        );
    }
    if let (Some(out), Some(in_)) = (leave.font_px, stay.font_px)
        && out < in_
    {
        return because(
            format!("its letters are {out} pixels, those to stay {in_}"),
            format!("de letters zijn {out} pixels, die om te blijven {in_}"),
        );
    }
    if stay.look == Look::Button && leave.look != Look::Button {
        return because(
            "leaving is a link while staying is a button".to_owned(),
            "opzeggen is een link en blijven een knop".to_owned(),
        );
    }
    if stay.look == Look::Link && leave.look == Look::Bare {
        return because(
            "leaving is bare text while staying is a link".to_owned(),
            "opzeggen is kale tekst en blijven een link".to_owned(),
        );
    }
    if leave.below_fold && !stay.below_fold {
        return because(
            "leaving is seen only after scrolling, staying at once".to_owned(),
            "opzeggen zie je pas na scrollen, blijven meteen".to_owned(),
        );
    }
    None
}

/// Does the control to leave come first?
fn leaves_first(screen: &Screen) -> Option<bool> {
    let position = |role| screen.controls.iter().position(|control| control.role == role);
    Some(position(Role::Leave)? < position(Role::Stay)?)
}

fn order(looking: &mut Looking<'_>) {
    let flow = looking.flow;
    let mut first = None;
    for (index, it) in flow.before_submitting() {
        let Some(here) = leaves_first(it) else { continue };
        if first.is_some_and(|first| first != here) {
            looking.find(
                "DP-28",
                Warning,
                &screen(index),
                "the controls to leave and to stay have changed places",
                "de knoppen om op te zeggen en te blijven zijn van plaats gewisseld",
            );
            return;
        }
        first = Some(here);
    }
}
