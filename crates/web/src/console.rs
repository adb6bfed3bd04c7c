//! The pages of the console, room by room.

mod activities;
mod answers;
mod churn;
mod cohorts;
mod content;
pub(crate) mod customers;
mod desk;
mod filter;
mod flows;
mod goodbyes;
pub(crate) mod import;
mod ladder;
mod loyalty;
mod measure;
mod overview;
mod parts;
mod precursors;
mod pressing;
mod reasons;
mod reports;
#[cfg(test)]
mod samples;
pub(crate) mod settings;
mod shares;
mod silent;
mod surveys;
mod survival;
mod take;
mod upload;
mod value;
mod verdicts;
mod work;

pub(crate) use answers::Themes;

use axum::Router;
use axum::middleware::from_fn_with_state;

use crate::room::Room;
use crate::router::time_limit;
use crate::{App, guard};

/// Every page, behind the door of its room.
pub(crate) fn routes(app: &App) -> Router<App> {
    let rooms = [
        (Room::Reports, reports::routes()),
        (Room::Reports, activities::routes()),
        (Room::Choices, activities::deciding_routes()),
        (Room::Customers, customers::routes()),
        (Room::Desk, desk::routes()),
        (Room::Reports, flows::reading_routes().merge(goodbyes::routes())),
        (Room::Choices, flows::publishing_routes()),
        (Room::Reports, answers::routes().merge(ladder::routes()).merge(surveys::reading_routes())),
        (Room::Choices, surveys::publishing_routes().merge(silent::routes())),
        (Room::Work, work::routes()),
        (Room::Own, settings::own::routes()),
        (Room::Choices, settings::company::routes()),
        (Room::Settings, settings::definition::reading_routes().merge(settings::reasons::reading_routes())),
        (Room::Choices, settings::definition::choosing_routes().merge(settings::reasons::choosing_routes())),
        (Room::Access, settings::members::routes().merge(settings::keys::routes())),
    ];
    // Uploads last as long as a line is slow, and a file of a million customers takes its time to be measured.
    let unhurried = [
        (Room::Import, import::routes()),
        (Room::Reports, measure::routes()),
        (Room::Choices, activities::upload_routes().merge(measure::deciding_routes())),
    ];
    let rooms = rooms.into_iter().map(|(room, pages)| (room, pages.route_layer(time_limit(app))));
    rooms.chain(unhurried).fold(Router::new(), |all, (room, pages)| {
        all.merge(pages.route_layer(from_fn_with_state((app.clone(), room), guard::door)))
    })
}
