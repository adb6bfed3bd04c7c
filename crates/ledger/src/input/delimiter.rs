//! What stands between two values of a text file.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What stands between two values of a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Delimiter {
    /// One character.
    Byte(u8),
    /// Any run of blanks and tabs, as in tables lined up for the eye.
    Blanks,
}

impl Delimiter {
    /// The delimiters tried when none is given, the most usual first.
    pub const USUAL: [Self; 7] = [
        Self::Byte(b','),
        Self::Byte(b';'),
        Self::Byte(b'\t'),
        Self::Byte(b'|'),
        Self::Byte(b'^'),
        Self::Byte(b'~'),
        Self::Blanks,
    ];

    /// Does this byte part two values?
    pub(crate) const fn is(self, byte: u8) -> bool {
        match self {
            Self::Byte(delimiter) => byte == delimiter,
            Self::Blanks => byte == b' ' || byte == b'\t',
        }
    }
}

impl fmt::Display for Delimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Byte(b',') => f.write_str("comma"),
            Self::Byte(b';') => f.write_str("semicolon"),
            Self::Byte(b'\t') => f.write_str("tab"),
            Self::Byte(b'|') => f.write_str("pipe"),
            Self::Byte(b' ') => f.write_str("space"),
            Self::Byte(byte) => write!(f, "{}", char::from(*byte)),
            Self::Blanks => f.write_str("whitespace"),
        }
    }
}

impl FromStr for Delimiter {
    type Err = String;

    fn from_str(given: &str) -> Result<Self, String> {
        match (given, given.as_bytes()) {
            ("comma", _) => Ok(Self::Byte(b',')),
            ("semicolon", _) => Ok(Self::Byte(b';')),
            ("tab" | "\\t", _) => Ok(Self::Byte(b'\t')),
            ("pipe", _) => Ok(Self::Byte(b'|')),
            ("space", _) => Ok(Self::Byte(b' ')),
            ("whitespace", _) => Ok(Self::Blanks),
            (_, &[byte]) if byte.is_ascii_punctuation() && byte != b'"' || byte == b' ' || byte == b'\t' => {
                Ok(Self::Byte(byte))
            }
            // Some systems part values by a control character, such as the unit separator.
            (_, &[byte @ 1..=31]) if byte != b'\n' && byte != b'\r' => Ok(Self::Byte(byte)),
            _ => Err(format!(
                "`{given}` is not a delimiter; allowed: `comma`, `semicolon`, `tab`, `pipe`, `space`, `whitespace` (runs \
                 of blanks) or one sign that is no letter, digit or quote"
            )),
        }
    }
}

impl Serialize for Delimiter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Delimiter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::Delimiter;

    #[test]
    fn delimiters_go_there_and_back() {
        for text in ["comma", "semicolon", "tab", "pipe", "whitespace", "space", "^", "~", ":"] {
            assert_eq!(text.parse::<Delimiter>().expect(text).to_string(), text);
        }
        for text in ["", "a", "\"", "\n", "::", "7"] {
            assert!(text.parse::<Delimiter>().expect_err(text).contains("allowed"), "{text}");
        }
    }
}
