//! What the rules say about work, for the pages.

use relationship::Day;
use relationship::deadline::Holidays;
use relationship::improvement::{Evidence, Rules, Signal};
use relationship::ladder::Rung;
use relationship::listening::{Aspect, Purpose, Use};
use store::{Act, ActionPointId, Actor, AnswerFilter, Member, PAGE_ROWS_MAX, Placed};

use crate::App;
use crate::console::answers::Surveys;
use crate::fault::Fault;

/// The rules of the company, in the data folder.
const RULES_FILE: &str = "improvement.toml";
/// Answers of so many days are looked through when somebody asks.
const LOOK_DAYS: i32 = 30;

/// The rules for work; the usual ones where the company's own cannot be used.
pub(super) async fn rules(app: &App) -> Rules {
    let path = app.data.join(RULES_FILE);
    let read = tokio::task::spawn_blocking(move || std::fs::read_to_string(path)).await;
    let Ok(Ok(text)) = read else { return Rules::default() };
    Rules::parse(&text).unwrap_or_else(|error| {
        tracing::warn!(%error, "the rules for work cannot be used; the usual ones hold");
        Rules::default()
    })
}

/// Is this what a member is called in a point: by name or by mail address?
pub(super) fn is_member(member: &Member, owner: &str) -> bool {
    let is = |name: &str| !name.is_empty() && owner.eq_ignore_ascii_case(name);
    is(&member.name) || is(member.email.as_str())
}

/// Looks through what was answered lately and proposes the work it asks for; gives how many points are new.
pub(super) async fn look(app: &App) -> Result<u64, Fault> {
    let (rules, surveys) = (rules(app).await, Surveys::of(app).await?);
    let holidays: Holidays = door::taking::holidays(app.today());
    let wanted = Use::For(Purpose::Handle);
    let from = Some(app.today().plus_days(-LOOK_DAYS));
    let filter = AnswerFilter { from, rung: Some(Rung::DeepRed), ..AnswerFilter::default() };
    let mut new = 0;
    for it in app.store.answers(&filter, wanted, None, PAGE_ROWS_MAX).await?.items {
        let question = surveys.find(&it.survey, it.version).and_then(|survey| survey.question(&it.question));
        let (Some(question), Ok(Some(value))) = (question, it.value.get(wanted)) else { continue };
        if question.rung(value) != Some(Rung::DeepRed) {
            continue;
        }
        let reason = question.aspect.map_or("other", Aspect::word).to_owned();
        let answer = format!("{} {}", it.invitation, it.question);
        let signal = Signal::DeepRed { customer: it.customer.clone(), reason, answer, on: it.on };
        let Some(proposal) = rules.propose(Evidence::of(signal), &holidays) else { continue };
        let act = Act { by: Actor::Program, at: app.now() };
        let id = ActionPointId::new(act.at, app.random_id());
        if let Placed::New(_) = app.store.propose(id, proposal, act).await? {
            new += 1;
        }
    }
    Ok(new)
}

/// How many wait to be told once when a reason is put right.
pub(super) async fn waiting_for(_: &App, _: &str) -> Result<usize, Fault> {
    Ok(0)
}

/// Tells everybody who waits for it that a reason is put right since a day; gives how many.
pub(super) async fn release(_: &App, _: &str, _: Day, _: Act) -> Result<u64, Fault> {
    Ok(0)
}
