//! The register as a file, to take along.

use std::collections::HashMap;

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use relationship::activity::Choosing;
use store::RegisteredActivity;
use study::draw::quoted;

use super::points;
use crate::fault::Fault;
use crate::visit::Guest;

/// The register as a file: a line per activity, as it is described now.
pub(super) async fn read_register(guest: Guest) -> Result<Response, Fault> {
    let register = guest.app.store.activities().await?;
    let members = guest.app.store.members().await?;
    let names: HashMap<String, String> = members.into_iter().map(|it| (it.id.to_string(), it.name)).collect();
    let mut text = String::from(
        "id,name,owner,goal,hypothesis,audience,treatment,starts_on,review_on,ends_on,how,outcome,horizons_days,versions,\
         treated,held_out,spent_minor,currency,verdict,effect_points,lower,upper,stopped_because\n",
    );
    for it in &register {
        let cells = cells(it, &names);
        text.push_str(&cells.iter().map(|it| quoted(it)).collect::<Vec<_>>().join(","));
        text.push('\n');
    }
    let disposition = r#"attachment; filename="activities.csv""#.to_owned();
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, text).into_response())
}

fn cells(it: &RegisteredActivity, names: &HashMap<String, String>) -> Vec<String> {
    let Some(now) = it.now() else { return Vec::new() };
    let day = |day: Option<relationship::Day>| day.map(|it| it.to_string()).unwrap_or_default();
    let rules = it.for_rules();
    let effect = points(it);
    let number = |it: Option<f64>| it.filter(|it| it.is_finite()).map(|it| format!("{it:.3}")).unwrap_or_default();
    let how = match &now.choosing {
        Choosing::Drawn { .. } => "drawn",
        Choosing::Rule { .. } => "rule",
        Choosing::ByHand => "by_hand",
        Choosing::Everybody => "everybody",
    };
    vec![
        it.id.to_string(),
        now.name.clone(),
        now.owner.as_ref().and_then(|id| names.get(id)).cloned().unwrap_or_default(),
        now.goal.word().to_owned(),
        now.hypothesis.clone(),
        now.audience.clone(),
        now.treatment.clone(),
        now.starts_on.to_string(),
        day(now.review_on),
        day(now.ends_on),
        how.to_owned(),
        now.plan.outcome.clone(),
        now.plan.horizons_days.iter().map(u32::to_string).collect::<Vec<_>>().join(" "),
        it.versions.len().to_string(),
        it.drawn[0].to_string(),
        it.drawn[1].to_string(),
        rules.spent_minor().map(|it| it.to_string()).unwrap_or_default(),
        now.cost.map(|it| it.currency.code().to_owned()).unwrap_or_default(),
        it.verdict.as_ref().map(|it| it.verdict.word().to_owned()).unwrap_or_default(),
        number(effect.map(|it| it.value)),
        number(effect.map(|it| it.lower)),
        number(effect.map(|it| it.upper)),
        it.stop.as_ref().map(|it| it.why.clone()).unwrap_or_default(),
    ]
}
