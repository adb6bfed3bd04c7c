//! The rooms of the console, and which role opens which door.

use store::Role;

/// A part of the console that a role opens or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Room {
    /// Overview, churn, cohorts, survival, reasons.
    Reports,
    /// Customers and their timelines.
    Customers,
    /// Those who leave, one by one, and what a person does for them.
    Desk,
    /// Action points: work that came of what customers said.
    Work,
    /// Bringing in files.
    Import,
    /// Reading the settings that decide what numbers mean.
    Settings,
    /// Changing them.
    Choices,
    /// Members and API keys.
    Access,
    /// One's own language, password and sessions.
    Own,
}

impl Room {
    /// May somebody with this role come in?
    pub(crate) const fn admits(self, role: Role) -> bool {
        match self {
            Self::Own | Self::Customers | Self::Work => true,
            Self::Desk => !matches!(role, Role::Analyst),
            Self::Reports | Self::Settings => !matches!(role, Role::FrontLine),
            Self::Import | Self::Choices => matches!(role, Role::Owner | Role::Manager),
            Self::Access => matches!(role, Role::Owner),
        }
    }
}

/// The first page for somebody with this role.
pub(crate) const fn home(role: Role) -> &'static str {
    if Room::Reports.admits(role) { "/" } else { "/desk" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_opens_its_own_doors() {
        let rooms = [
            Room::Reports,
            Room::Customers,
            Room::Desk,
            Room::Work,
            Room::Import,
            Room::Settings,
            Room::Choices,
            Room::Access,
            Room::Own,
        ];
        let doors = |role| rooms.map(|room| if room.admits(role) { '1' } else { '0' }).iter().collect::<String>();
        assert_eq!(
            Role::ALL.iter().map(|role| doors(*role)).collect::<Vec<_>>(),
            ["111111111", "111111101", "110101001", "011100001"]
        );
    }
}
