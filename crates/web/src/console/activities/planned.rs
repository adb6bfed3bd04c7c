//! Before the start: how many to leave alone, how long it takes, or that it cannot be known.

use relationship::activity::Activity;
use relationship::verdict::MATTERS_SHARE;
use study::draw::{Proposal, Prospect, propose};

use crate::Speech;
use crate::posted::Fields;

/// How sure an effect that matters is to be found.
pub(super) const POWER: f64 = 0.8;

/// What may be known before the start.
#[derive(Debug, Clone, Default)]
pub(crate) struct Planned {
    pub(crate) customers: String,
    pub(crate) base: String,
    pub(crate) matters: String,
    pub(crate) inflow: String,
    pub(crate) told: Vec<String>,
    pub(crate) wrong: Option<String>,
    pub(crate) cannot: bool,
}

/// How many it takes, and whether that can be known with the customers there are.
pub(super) fn planned(speech: &Speech, now: &Activity, fields: &Fields) -> Planned {
    let number = |name: &str| fields.text(name).replace(',', ".").parse::<f64>().ok().filter(|it| it.is_finite());
    let typed = |name: &str| fields.text(name).to_owned();
    let usual = now.plan.matters.map(|it| format!("{}", (it * 10_000.0).round() / 100.0)).unwrap_or_default();
    let mut planned = Planned {
        customers: typed("customers"),
        base: typed("base"),
        matters: if fields.get("matters").is_some() { typed("matters") } else { usual },
        inflow: typed("inflow"),
        ..Planned::default()
    };
    if fields.get("customers").is_none() && fields.get("base").is_none() {
        return planned;
    }
    let Some((customers, base)) = number("customers").zip(number("base").map(|it| it / 100.0)) else {
        planned.wrong = Some(speech.t("activity-plan-lacks"));
        return planned;
    };
    let matters = planned.matters.replace(',', ".").parse::<f64>().ok().map(|it| it / 100.0);
    let prospect = Prospect {
        customers,
        base,
        matters: matters.unwrap_or(MATTERS_SHARE * base),
        power: POWER,
        level: stats::Level::P95,
        inflow: number("inflow"),
    };
    match propose(&prospect) {
        Ok(proposal) => (planned.told, planned.cannot) = told(speech, &prospect, &proposal),
        Err(_) => planned.wrong = Some(speech.t("activity-plan-impossible")),
    }
    planned
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts of customers and days")]
fn whole(number: f64) -> u64 {
    number.ceil().max(0.0) as u64
}

/// A proposal in sentences, and whether it says that nobody can know.
pub(super) fn told(speech: &Speech, prospect: &Prospect, proposal: &Proposal) -> (Vec<String>, bool) {
    let points = |share: f64| speech.decimal(share * 100.0, 2);
    let days = |days: Option<f64>| days.map(|days| speech.t1("activity-days", "days", whole(days)));
    match proposal {
        Proposal::HoldOut { share, customers, days: until } => {
            let mut all = vec![
                speech.t1("activity-leave-alone", "share", speech.percent(share.get(), 0)),
                speech.t2(
                    "activity-finds",
                    "points",
                    points(prospect.matters),
                    "customers",
                    speech.count(whole(*customers)),
                ),
            ];
            all.extend(days(*until));
            (all, false)
        }
        Proposal::CannotKnow { detectable, customers, days: until } => {
            let takes = speech.count(whole(*customers));
            let mut all =
                vec![speech.t2("activity-cannot-know", "points", points(prospect.matters), "customers", takes)];
            all.extend(days(*until));
            all.extend(detectable.map(|it| speech.t1("activity-half-finds", "points", points(it))));
            all.push(speech.t("activity-do-instead"));
            (all, true)
        }
    }
}
