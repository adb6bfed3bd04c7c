//! How long leaving is, against joining.

use super::{Looking, Severity, Symmetry};
use crate::flow::{FieldKind, Flow, Step};
use Severity::{Block, Error, Warning};

/// Fields to fill in on the way out: those that must be, and a phrase to type over.
fn fields(flow: &Flow) -> u32 {
    let required = flow.before_submitting().flat_map(|(_, screen)| &screen.fields);
    let count = required.filter(|field| field.required || field.kind == FieldKind::Phrase).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

pub(super) fn look(looking: &mut Looking<'_>) -> Symmetry {
    let flow = looking.flow;
    let screens = u32::try_from(flow.before_submitting().count() + 1).unwrap_or(u32::MAX);
    // One press per screen before the last, after the clicks to the first.
    let actions = flow.entries.iter().map(|entry| entry.clicks).min().unwrap_or(1).saturating_add(screens - 1);
    let join = &flow.join;
    let pairs = [
        (f64::from(actions), join.actions.map(f64::from)),
        (f64::from(fields(flow)), join.fields.map(f64::from)),
        (f64::from(screens), join.screens.map(f64::from)),
        (join.leave_seconds.unwrap_or(0.0), join.seconds.filter(|_| join.leave_seconds.is_some())),
    ];
    let ratios: Vec<f64> = pairs
        .iter()
        .filter_map(|(leave, join)| join.filter(|join| *join > 0.0 && *leave > 0.0).map(|join| leave / join))
        .collect();
    let index =
        (!ratios.is_empty()).then(|| (ratios.iter().map(|it| it.ln()).sum::<f64>() / ratios.len() as f64).exp());
    if let Some(worst) = ratios.iter().copied().reduce(f64::max).filter(|worst| *worst > 1.0) {
        let severity = match worst {
            worst if worst > 3.0 => Block,
            worst if worst > 1.5 => Error,
            _ => Warning,
        };
        looking.find(
            "DP-08",
            severity,
            &[Step::Key("join")],
            format!("leaving takes up to {worst:.1} times what joining takes"),
            format!("opzeggen vraagt tot {worst:.1} keer wat klant worden vraagt"),
        );
    }
    Symmetry {
        index,
        actions: (actions, join.actions),
        fields: (fields(flow), join.fields),
        screens: (screens, join.screens),
        seconds: (join.leave_seconds, join.seconds),
    }
}
