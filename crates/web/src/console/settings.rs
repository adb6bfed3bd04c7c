//! What the company and each member choose.

pub(crate) mod company;
pub(crate) mod definition;
pub(crate) mod keys;
pub(crate) mod members;
pub(crate) mod own;
pub(crate) mod reasons;

use crate::frame::NavLink;
use crate::room::Room;
use crate::visit::Guest;

/// The pages of the settings: word of the key and address, and the room they stand in.
const TABS: [(&str, &str, Room); 6] = [
    ("settings-tab-own", "/settings/own", Room::Own),
    ("settings-tab-company", "/settings/company", Room::Choices),
    ("settings-tab-definition", "/settings/definition", Room::Settings),
    ("settings-tab-reasons", "/settings/reasons", Room::Settings),
    ("settings-tab-members", "/settings/members", Room::Access),
    ("settings-tab-keys", "/settings/keys", Room::Access),
];

/// The tabs a guest may open, with the one that is open now.
pub(crate) fn tabs(guest: &Guest, here: &str) -> Vec<NavLink> {
    TABS.iter()
        .filter(|(.., room)| room.admits(guest.member.role))
        .map(|(key, href, _)| NavLink { href, word: guest.speech.t(key), current: (*href == here).then_some("page") })
        .collect()
}
