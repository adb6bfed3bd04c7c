//! Small closed vocabularies: stored as words, never as numbers.

/// Makes an enum whose variants are stored, sent and typed as one word each.
macro_rules! words {
    (
        $(#[$about:meta])*
        $name:ident, $what:literal {
            $($(#[$meaning:meta])* $variant:ident = $word:literal,)+
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$meaning])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// All of them, in the order screens show them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word used in the database, in addresses, on the command line and in JSON.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.word())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::NotAllowed;

            fn from_str(given: &str) -> Result<Self, Self::Err> {
                let known = Self::ALL.iter().copied().find(|known| known.word() == given);
                known.ok_or_else(|| $crate::word::not_a_word(given, $what, &[$($word),+]))
            }
        }
    };
}
pub(crate) use words;

pub(crate) fn not_a_word(given: &str, what: &'static str, words: &[&str]) -> crate::NotAllowed {
    let mut allowed = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    if let Some(meant) = relationship::suggestion::did_you_mean(given, words.iter().copied()) {
        allowed = format!("{allowed}; did you mean `{meant}`?");
    }
    crate::NotAllowed { given: given.to_owned(), what, allowed }
}

words! {
    /// A language of the console.
    Language, "a language" {
        /// Dutch.
        Nl = "nl",
        /// English.
        En = "en",
    }
}
