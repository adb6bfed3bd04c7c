//! The language of a page, as the store keeps it.

use crate::Language;

/// What the store keeps for a language.
pub(crate) const fn stored(language: Language) -> store::Language {
    match language {
        Language::Dutch => store::Language::Nl,
        Language::English => store::Language::En,
    }
}

/// The language behind what the store keeps.
pub(crate) const fn spoken(stored: store::Language) -> Language {
    match stored {
        store::Language::Nl => Language::Dutch,
        store::Language::En => Language::English,
    }
}
