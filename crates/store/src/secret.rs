//! What is kept of secrets: never the secret itself, and nothing that shows in a log.

use std::fmt;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// The SHA-256 of a token. A token has 128 random bits or more, so that a fast hash without salt cannot be reversed;
/// passwords, which people choose, get a [`PasswordHash`].
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TokenHash(String);

impl TokenHash {
    /// The hash of a token as its bearer sends it.
    pub fn of(token: &str) -> Self {
        Self(hex_sha256(token))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[hash of a token]")
    }
}

/// A password hash with its salt and parameters, as a PHC string. Made and checked elsewhere; only kept here.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Takes a PHC string such as `$argon2id$…`.
    pub fn new(phc: String) -> Self {
        Self(phc)
    }

    /// The PHC string, for the one place that checks passwords.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

pub(crate) fn hex_sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_sha_256_in_hexadecimal() {
        // The example of FIPS 180-2, appendix B.1.
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(TokenHash::of("abc").as_str(), expected);
    }

    #[test]
    fn secrets_do_not_show_in_a_log() {
        let shown = format!("{:?} {:?}", TokenHash::of("abc"), PasswordHash::new("$argon2id$abc".to_owned()));
        assert_eq!(shown, "[hash of a token] [secret]");
    }
}
