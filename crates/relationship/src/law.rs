//! Rules about leaving, as data: dated, with their source and how sure we are of each.
//!
//! A [`Pack`] is one country or regime. Several together give the [`Limits`] a flow is held against: of each limit the
//! strictest, with the pack that decided. The packs stand in `law/` and are built in; what a pack says is a reading of the
//! law and no legal advice, and nothing here ever says that a company keeps the law.

mod limits;
mod mail;
mod pack;

pub use limits::{Decided, Limits, Login, OfferAfter, ReasonAsked, Together};
pub use mail::{MailAfterGoodbye, MailNeeds, MailRule};
pub use pack::{Certainty, Labels, LawError, Pack, Rule, Standing, Tested, Title};

use crate::Day;
use crate::suggestion::did_you_mean;

/// The packs that are built in, by name.
const BUILT_IN: [(&str, &str); 10] = [
    ("strict", include_str!("../../../law/strict.toml")),
    ("nl", include_str!("../../../law/nl.toml")),
    ("de", include_str!("../../../law/de.toml")),
    ("fr", include_str!("../../../law/fr.toml")),
    ("eu-withdrawal", include_str!("../../../law/eu-withdrawal.toml")),
    ("eu-data-act", include_str!("../../../law/eu-data-act.toml")),
    ("uk", include_str!("../../../law/uk.toml")),
    ("us-ca", include_str!("../../../law/us-ca.toml")),
    ("us-mn", include_str!("../../../law/us-mn.toml")),
    ("us-ny", include_str!("../../../law/us-ny.toml")),
];

/// The names of the packs that are built in.
pub fn names() -> impl Iterator<Item = &'static str> + Clone {
    BUILT_IN.iter().map(|(name, _)| *name)
}

/// A pack that is built in. `eu` stands for `eu-withdrawal`.
///
/// # Errors
/// `Unknown` names the packs there are, and the one that was probably meant.
pub fn pack(name: &str) -> Result<Pack, LawError> {
    let wanted = if name == "eu" { "eu-withdrawal" } else { name };
    let found = BUILT_IN.iter().find(|(known, _)| *known == wanted);
    let Some((name, text)) = found else {
        let hint = did_you_mean(wanted, names()).map(str::to_owned);
        return Err(LawError::Unknown {
            given: name.to_owned(),
            allowed: names().collect::<Vec<_>>().join(", "),
            hint,
        });
    };
    Pack::parse(&format!("law/{name}.toml"), text)
}

/// A pack that gives a right to change one's mind about a contract made at a distance.
///
/// # Errors
/// `Unknown` as [`pack`]; `NoWithdrawal` names the packs that give one.
pub fn pack_with_withdrawal(name: &str) -> Result<Pack, LawError> {
    let found = pack(name)?;
    if found.withdrawal_days.is_some() {
        return Ok(found);
    }
    let gives = |name: &&str| pack(name).is_ok_and(|pack| pack.withdrawal_days.is_some());
    let allowed = names().filter(gives).collect::<Vec<_>>().join(", ");
    Err(LawError::NoWithdrawal { given: name.to_owned(), allowed })
}

/// Months after which a pack should be looked at again.
const FRESH_MONTHS: i32 = 12;

impl Pack {
    /// Was the pack last checked so long before `today` that it should be looked at again?
    pub fn is_stale(&self, today: Day) -> bool {
        self.last_checked.plus_months(FRESH_MONTHS) < today
    }

    /// Do the limits hold on a day?
    pub fn binds(&self, day: Day) -> bool {
        self.limits_since.is_none_or(|since| since <= day)
    }

    /// The rules in force on a day.
    pub fn in_force(&self, day: Day) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(move |rule| rule.is_in_force(day))
    }
}
