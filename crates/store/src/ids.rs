//! One type per identifier, so that a session's id cannot be passed where a member's is meant.

use ulid::Ulid;

use crate::{Moment, NotAllowed};

macro_rules! ids {
    ($($(#[$about:meta])* $name:ident, $what:literal;)+) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Ulid);

        impl $name {
            /// The id made at a moment from 80 random bits; ids made later sort later.
            pub fn new(at: Moment, random: u128) -> Self {
                Self(Ulid::from_parts(u64::try_from(at.us() / 1000).unwrap_or(0), random))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = NotAllowed;

            fn from_str(given: &str) -> Result<Self, NotAllowed> {
                Ulid::from_string(given).map(Self).map_err(|_| NotAllowed {
                    given: given.to_owned(),
                    what: concat!("the id of ", $what),
                    allowed: "a ULID: 26 letters and digits".to_owned(),
                })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <String as serde::Deserialize>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

ids! {
    /// Names a member.
    MemberId, "a member";
    /// Names a session; not the secret the browser holds.
    SessionId, "a session";
    /// Names an API key; not the key itself.
    ApiKeyId, "an API key";
    /// Names an import.
    ImportId, "an import";
    /// Names an activity of the register.
    ActivityId, "an activity";
    /// Names one time a customer was asked; not the secret in the link.
    InvitationId, "an invitation";
    /// Names a screen on the spot; not the secret in its address.
    KioskId, "a kiosk";
    /// Names an action point.
    ActionPointId, "an action point";
    /// Names the case of somebody who leaves.
    ExitId, "an exit";
    /// Names a job.
    JobId, "a job";
    /// Names a program that is told of changes.
    WebhookId, "a webhook";
}

impl ImportId {
    /// Sorts after every import: where a list begins that shows the newest first.
    pub(crate) fn last() -> Self {
        Self(Ulid::max())
    }
}
