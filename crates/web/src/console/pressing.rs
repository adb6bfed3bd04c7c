//! What presses in the rooms of somebody: requests and action points that are late, activities that make customers leave.

use door::measured::holidays;
use relationship::exit::Urgency;
use relationship::verdict::Verdict;
use store::{DeskFilter, DeskList};

use super::content::Attention;
use super::desk::CASES_SHOWN_MAX;
use super::parts::Voice;
use super::work::late_points;
use crate::fault::Fault;
use crate::frame::Frame;
use crate::room::Room;
use crate::visit::Guest;

/// What is late, and what does harm.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pressing {
    /// Requests to leave of which something should have been done by now.
    requests: usize,
    /// Action points past their day.
    points: usize,
    /// Running activities that backfire: id and name.
    harmful: Vec<(String, String)>,
}

impl Pressing {
    /// Of the rooms this guest may enter.
    pub(crate) async fn of(guest: &Guest, frame: &Frame) -> Result<Self, Fault> {
        let (app, today) = (&guest.app, guest.app.today());
        let mut pressing = Self::default();
        if frame.admits(Room::Desk) {
            let open = DeskFilter { list: DeskList::ToDo, ..DeskFilter::default() };
            let cases = app.store.desk_exits(&open, CASES_SHOWN_MAX).await?;
            let holidays = holidays(&app.store, app.office.flow_files(), today).await?;
            let is_late = |urgency: Urgency| urgency >= Urgency::Overdue;
            pressing.requests = cases.iter().filter(|it| is_late(it.exit.clock(today, &holidays).urgency)).count();
        }
        if frame.admits(Room::Work) {
            pressing.points = late_points(app).await?;
        }
        for activity in app.store.activities_in_brief().await? {
            let backfires = activity.verdict.as_ref().is_some_and(|it| it.verdict == Verdict::Backfires);
            if backfires
                && activity.stop.is_none()
                && let Some(now) = activity.now()
            {
                pressing.harmful.push((activity.id.to_string(), now.name.clone()));
            }
        }
        Ok(pressing)
    }

    /// A line for each, the gravest first, with where to go.
    pub(crate) fn told(&self, voice: &Voice) -> Vec<Attention> {
        let line = |heading: String, text: &str, step: &str, address: String| Attention {
            heading,
            text: voice.t(text),
            step: Some((voice.t(step), address)),
        };
        let mut lines: Vec<Attention> = Vec::new();
        for (id, name) in &self.harmful {
            let heading = voice.t1("overview-harmful", "name", name.as_str());
            lines.push(line(heading, "overview-harmful-text", "overview-harmful-step", format!("/activities/{id}")));
        }
        if self.requests > 0 {
            let heading = voice.t1("overview-late-requests", "n", self.requests);
            lines.push(line(heading, "overview-late-requests-text", "nav-desk", "/desk".to_owned()));
        }
        if self.points > 0 {
            let heading = voice.t1("overview-late-points", "n", self.points);
            lines.push(line(heading, "overview-late-points-text", "nav-work", "/work".to_owned()));
        }
        lines
    }
}
