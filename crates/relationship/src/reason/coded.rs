//! Own words as a report shows them: with a code a person confirmed, with one they look like, or as they were said.

use super::catalogue::{UNMAPPED, UNMAPPED_FAMILY};
use super::{Reason, propose};
use crate::DepartureKind;

/// Own words as a report shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Coded<'a> {
    /// A person said which code they mean, or they are a code themselves.
    Confirmed {
        /// The words reports show.
        label: &'a str,
        /// The reason.
        reason: &'static Reason,
    },
    /// Nobody has decided; they look like this reason. Shown as "proposed", never counted as if it were decided.
    Proposed {
        /// The words reports show.
        label: &'a str,
        /// The reason they look like.
        reason: &'static Reason,
        /// The telling words.
        why: String,
    },
    /// Nobody has decided. They are shown as they were said.
    Unmapped {
        /// The words reports show.
        label: &'a str,
    },
}

impl<'a> Coded<'a> {
    /// The words reports show.
    pub fn label(&self) -> &'a str {
        match self {
            Self::Confirmed { label, .. } | Self::Proposed { label, .. } | Self::Unmapped { label } => label,
        }
    }

    /// The reason, confirmed or proposed.
    pub fn reason(&self) -> Option<&'static Reason> {
        match self {
            Self::Confirmed { reason, .. } | Self::Proposed { reason, .. } => Some(reason),
            Self::Unmapped { .. } => None,
        }
    }

    /// The code under which the words are shown.
    pub fn code(&self) -> &'static str {
        self.reason().map_or(UNMAPPED, |reason| reason.code)
    }

    /// The family under which the words are counted.
    pub fn family(&self) -> &'static str {
        self.reason().map_or(UNMAPPED_FAMILY, Reason::family)
    }

    /// Is the code a proposal that nobody has confirmed?
    pub fn is_proposed(&self) -> bool {
        matches!(self, Self::Proposed { .. })
    }

    /// The kind of leaving the reason speaks of. A proposal does not decide it: only what a person confirmed does.
    pub fn departure(&self) -> Option<DepartureKind> {
        match self {
            Self::Confirmed { reason, .. } => reason.kind.departure(),
            Self::Proposed { .. } | Self::Unmapped { .. } => None,
        }
    }

    /// Own words nobody has decided on, with the reason they look like if there is one.
    #[must_use]
    pub fn or_proposed(self, own_words: &str) -> Self {
        match self {
            Self::Unmapped { label } => match propose(own_words) {
                Some(proposal) => Self::Proposed { label, reason: proposal.reason, why: proposal.why },
                None => self,
            },
            decided => decided,
        }
    }
}
