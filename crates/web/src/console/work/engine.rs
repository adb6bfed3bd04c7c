//! What the rules say about work, for the pages: the same as the running program does by itself.

pub(super) use door::listening::is_owner as is_member;
use door::listening::themes::Themes;
use door::listening::{fixed, signals};
use relationship::Day;
use relationship::improvement::Rules;
use store::Act;

use crate::App;
use crate::fault::Fault;

/// Answers of so many days are looked through when somebody asks.
const LOOK_DAYS: i32 = 30;

/// The rules for work; the usual ones where the company's own cannot be used.
pub(in crate::console) async fn rules(app: &App) -> Rules {
    let office = std::sync::Arc::clone(&app.office);
    let read = tokio::task::spawn_blocking(move || office.improvement_rules()).await;
    match read {
        Ok(Ok(rules)) => rules,
        Ok(Err(error)) => {
            tracing::warn!(%error, "the rules for work cannot be used; the usual ones hold");
            Rules::default()
        }
        Err(_) => Rules::default(),
    }
}

/// Looks through what was answered lately and proposes the work it asks for; gives how many points are new.
pub(super) async fn look(app: &App) -> Result<u64, Fault> {
    let office = &app.office;
    let mut found = signals::in_answers(office, app.today().plus_days(-LOOK_DAYS)).await?;
    found.extend(Themes::look(office).await?.above());
    Ok(signals::propose(office, &rules(app).await, found).await?.new)
}

/// How many wait to be told once when a reason is put right.
pub(super) async fn waiting_for(app: &App, reason: &str) -> Result<usize, Fault> {
    Ok(fixed::waiting(&app.office, reason).await?.len())
}

/// Tells everybody who waits for it that a reason is put right since a day; gives how many.
pub(super) async fn release(app: &App, reason: &str, since: Day, act: Act) -> Result<u64, Fault> {
    Ok(fixed::release(&app.office, reason, since, act).await?)
}
