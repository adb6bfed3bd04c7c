//! A case without the person: what was decided and why stays, who it was and what they wrote goes.

use super::{ExitEvent, Said};

impl ExitEvent {
    /// The event without what the leaver wrote about why; none where they wrote nothing. The ground of an extraordinary ending
    /// stays: the law asks for it, and it is what the ending rests on.
    #[must_use]
    pub fn without_words(self) -> Option<Self> {
        match self {
            Self::Declared { mut declaration, goodbye } => {
                declaration.words.take()?;
                Some(Self::Declared { declaration, goodbye })
            }
            Self::AskedAgain { channel, words: Some(_) } => Some(Self::AskedAgain { channel, words: None }),
            Self::WordsGiven { words, quarantine } if !words.is_empty() => {
                Some(Self::WordsGiven { words: String::new(), quarantine })
            }
            _ => None,
        }
    }

    /// The event without name, address, number, contract and own words. Days, kinds, codes and scores stay.
    #[must_use]
    pub fn without_person(self) -> Self {
        let gone = String::new;
        match self {
            Self::Declared { mut declaration, mut goodbye } => {
                goodbye.contract = None;
                goodbye.ends_too.clear();
                goodbye.stays.clear();
                declaration.customer = None;
                declaration.contract = None;
                declaration.said = Said::default();
                declaration.ground = declaration.ground.map(|_| gone());
                declaration.words = None;
                Self::Declared { declaration, goodbye }
            }
            Self::AskedAgain { channel, .. } => Self::AskedAgain { channel, words: None },
            // Who it turned out to be is what goes; that somebody found out stays.
            Self::Recognized { .. } | Self::Noted { .. } => Self::Noted { text: gone() },
            Self::WordsGiven { quarantine, .. } => Self::WordsGiven { words: gone(), quarantine },
            Self::Contacted { channel, .. } => Self::Contacted { channel, text: gone() },
            kept => kept,
        }
    }
}
