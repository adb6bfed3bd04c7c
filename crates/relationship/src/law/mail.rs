//! May somebody be mailed after their goodbye, beyond the receipt and what belongs to it? Each pack says what that takes.

use serde::{Deserialize, Serialize};

use super::Pack;

/// What a mail after the goodbye takes, from strict to loose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailNeeds {
    /// That the customer agreed to it, on record.
    #[default]
    Consent,
    /// That, or that they gave their address with a sale, were told of such mails then and could refuse them.
    SoftOptIn,
    /// Nothing but a way to say no in each mail.
    Nothing,
}

impl MailNeeds {
    /// All of them, the strictest first.
    pub const ALL: [Self; 3] = [Self::Consent, Self::SoftOptIn, Self::Nothing];

    /// The word used in files and records.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::SoftOptIn => "soft_opt_in",
            Self::Nothing => "nothing",
        }
    }
}

/// What a pack says of it, and in which of its rules. A pack that says nothing asks for consent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailAfterGoodbye {
    /// What it takes.
    pub needs: MailNeeds,
    /// The rule of the pack.
    pub rule: String,
}

/// What several packs together say of it, and which of them decided.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct MailRule {
    /// What it takes.
    pub needs: MailNeeds,
    /// The rule that decided; empty where no pack was given.
    pub rule: String,
    /// Its pack.
    pub pack: String,
}

impl MailRule {
    /// The strictest of several packs; of equally strict ones the first. Without any pack it takes consent.
    pub fn of<'a>(packs: impl IntoIterator<Item = &'a Pack>) -> Self {
        let found = packs.into_iter().min_by_key(|pack| pack.mail_after_goodbye.needs);
        found.map_or_else(Self::default, |pack| {
            let MailAfterGoodbye { needs, rule } = pack.mail_after_goodbye.clone();
            Self { needs, rule, pack: pack.name.clone() }
        })
    }
}
