//! What a flow may contain: each pack's limits, and the strictest of several.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::Pack;

/// Whether the way out may ask for a sign-in, from strict to loose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Login {
    /// No.
    No,
    /// Better not: another way to say who one is must stand beside it.
    Avoid,
    /// Only to an account that exists.
    ExistingAccount,
    /// Yes, where there is an account.
    Allowed,
}

/// When a reason may be required, from strict to loose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonAsked {
    /// Never.
    Never,
    /// Only the ground of an extraordinary or early termination.
    Extraordinary,
}

/// When an offer may be made after the request is in, from strict to loose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferAfter {
    /// Only when the customer asks.
    OnRequest,
    /// After permission was asked and given.
    AskPermission,
    /// With consent.
    Consent,
    /// To existing contacts, with a way to opt out.
    SoftOptIn,
    /// Freely.
    Allowed,
}

/// What a flow may contain. A limit that is not said does not bind.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Clicks from the home page to the first screen, menus collapsed.
    pub entry_clicks_max: Option<u32>,
    /// Must the entry be there for who is not signed in?
    pub entry_public: Option<bool>,
    /// Whether a sign-in may be asked for.
    pub login: Option<Login>,
    /// Screens after the entry, the last one included.
    pub screens_max: Option<u32>,
    /// Offers, reminders and people before the request is in.
    pub save_elements_before_max: Option<u32>,
    /// Must each screen with an offer show a control to leave at the same time?
    pub save_needs_live_leave_control: Option<bool>,
    /// Questions before the request is in.
    pub questions_before_max: Option<u32>,
    /// When a reason may be required.
    pub reason: Option<ReasonAsked>,
    /// Minutes until the receipt.
    pub receipt_minutes_max: Option<u32>,
    /// What the receipt must hold.
    pub receipt_holds: Option<Vec<String>>,
    /// When an offer may follow.
    pub offer_after: Option<OfferAfter>,
}

/// A limit and the pack that decided it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decided<T> {
    /// The limit.
    pub limit: T,
    /// The pack.
    pub by: String,
}

/// The strictest limits of several packs. A limit no pack has is nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[expect(missing_docs, reason = "the fields are those of `Limits`")]
pub struct Together {
    pub entry_clicks_max: Option<Decided<u32>>,
    pub entry_public: Option<Decided<bool>>,
    pub login: Option<Decided<Login>>,
    pub screens_max: Option<Decided<u32>>,
    pub save_elements_before_max: Option<Decided<u32>>,
    pub save_needs_live_leave_control: Option<Decided<bool>>,
    pub questions_before_max: Option<Decided<u32>>,
    pub reason: Option<Decided<ReasonAsked>>,
    pub receipt_minutes_max: Option<Decided<u32>>,
    /// What the receipt must hold by any of the packs, each with the first pack that asks for it.
    pub receipt_holds: Vec<Decided<String>>,
    pub offer_after: Option<Decided<OfferAfter>>,
}

impl Together {
    /// The strictest of each limit. Of equally strict packs the first is named.
    pub fn of<'a>(packs: impl IntoIterator<Item = &'a Pack> + Clone) -> Self {
        let mut holds: Vec<Decided<String>> = Vec::new();
        for pack in packs.clone() {
            for held in pack.limits.receipt_holds.iter().flatten() {
                if holds.iter().all(|known| known.limit != *held) {
                    holds.push(Decided { limit: held.clone(), by: pack.name.clone() });
                }
            }
        }
        Self {
            entry_clicks_max: smallest(packs.clone(), |limits| limits.entry_clicks_max),
            entry_public: demanded(packs.clone(), |limits| limits.entry_public),
            login: smallest(packs.clone(), |limits| limits.login),
            screens_max: smallest(packs.clone(), |limits| limits.screens_max),
            save_elements_before_max: smallest(packs.clone(), |limits| limits.save_elements_before_max),
            save_needs_live_leave_control: demanded(packs.clone(), |limits| limits.save_needs_live_leave_control),
            questions_before_max: smallest(packs.clone(), |limits| limits.questions_before_max),
            reason: smallest(packs.clone(), |limits| limits.reason),
            receipt_minutes_max: smallest(packs.clone(), |limits| limits.receipt_minutes_max),
            receipt_holds: holds,
            offer_after: smallest(packs, |limits| limits.offer_after),
        }
    }
}

fn smallest<'a, T: Ord + Copy>(
    packs: impl IntoIterator<Item = &'a Pack>,
    limit: impl Fn(&Limits) -> Option<T>,
) -> Option<Decided<T>> {
    strictest(packs, limit, T::cmp)
}

fn demanded<'a>(
    packs: impl IntoIterator<Item = &'a Pack>,
    limit: impl Fn(&Limits) -> Option<bool>,
) -> Option<Decided<bool>> {
    strictest(packs, limit, |a, b| b.cmp(a))
}

fn strictest<'a, T: Copy>(
    packs: impl IntoIterator<Item = &'a Pack>,
    limit: impl Fn(&Limits) -> Option<T>,
    strict_first: impl Fn(&T, &T) -> Ordering,
) -> Option<Decided<T>> {
    let limits = packs.into_iter().filter_map(|pack| Some((limit(&pack.limits)?, pack)));
    let found = limits.min_by(|(a, _), (b, _)| strict_first(a, b));
    found.map(|(limit, pack)| Decided { limit, by: pack.name.clone() })
}
