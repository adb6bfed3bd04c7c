//! The seal under a receipt.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

/// The line between what people read and the seal.
const SEAL_LINE: &str = "--- vaarwel seal 1 ---";
/// What stands before the first receipt of a chain.
const BEGINNING: Hash = Hash([0; 32]);

/// A SHA-256, written as 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// What stands before the first receipt of a chain.
    pub const BEGINNING: Self = BEGINNING;
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&digits(&self.0))
    }
}

impl FromStr for Hash {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)) {
            return Err(());
        }
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| ())?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| ())?;
        }
        Ok(Self(bytes))
    }
}

/// What stands under a receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// The name of the chain: one per company.
    pub chain: String,
    /// The place in the chain, counted from 1.
    pub place: u64,
    /// Chance that stands on the receipt alone, as hexadecimal digits.
    pub salt: String,
    /// The hash of what people read, with the salt. The chain's log holds it.
    pub content: Hash,
    /// The hash of the receipt before.
    pub previous: Hash,
    /// The hash of this receipt.
    pub hash: Hash,
}

/// A receipt that was taken apart again: its text and its seal agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedReceipt {
    /// What people read.
    pub text: String,
    /// What stands under it.
    pub seal: Seal,
}

/// Why a receipt is not what was sealed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// There is no seal.
    #[error(
        "there is no seal: the line `{SEAL_LINE}` is missing; allowed: the whole receipt, from its first to its last line"
    )]
    NoSeal,
    /// A line of the seal is missing or cannot be read.
    #[error("the seal's line `{line}` is missing or cannot be read; allowed: {allowed}")]
    Line {
        /// The word the line begins with.
        line: &'static str,
        /// What it may hold.
        allowed: &'static str,
    },
    /// The text was changed after it was sealed.
    #[error("the text is not the one that was sealed: its hash is {found}, the seal says {sealed}")]
    Text {
        /// The hash of the text as it is.
        found: Hash,
        /// The hash in the seal.
        sealed: Hash,
    },
    /// The seal was changed.
    #[error("the seal does not fit itself: its hash is {found}, it says {sealed}")]
    Seal {
        /// The hash of the seal as it is.
        found: Hash,
        /// The hash it says.
        sealed: Hash,
    },
}

/// Seals a text as the next receipt of a chain.
///
/// `previous` is the hash of the receipt before, or [`Hash::BEGINNING`]; `salt` is fresh chance of at least 16 bytes. Line
/// ends are made uniform, so that a receipt that came by mail still opens.
pub fn seal(text: &str, chain: &str, place: u64, previous: Hash, salt: &[u8]) -> SealedReceipt {
    let text = uniform(text);
    let salt = digits(salt);
    let chain = chain.split_whitespace().collect::<Vec<_>>().join(" ");
    let content = content_hash(&text, &salt);
    let hash = link_hash(&chain, place, content, previous);
    SealedReceipt { text, seal: Seal { chain, place, salt, content, previous, hash } }
}

/// Takes a receipt apart and checks that text and seal agree.
///
/// # Errors
/// [`Flaw`] says what does not agree.
pub fn open(receipt: &str) -> Result<SealedReceipt, Flaw> {
    let receipt = uniform(receipt);
    let (text, lines) = receipt.rsplit_once(&format!("\n{SEAL_LINE}\n")).ok_or(Flaw::NoSeal)?;
    let field = |name: &'static str| {
        lines.lines().find_map(|line| line.split_once(": ").filter(|(word, _)| *word == name)).map(|(_, value)| value)
    };
    let missing = |line, allowed| move || Flaw::Line { line, allowed };
    let hash = |line: &'static str| -> Result<Hash, Flaw> {
        let missing = missing(line, "64 hexadecimal digits in lower case");
        field(line).and_then(|value| value.parse().ok()).ok_or_else(missing)
    };
    let chain = field("chain").ok_or_else(missing("chain", "the name of the chain"))?.to_owned();
    let place = field("place").and_then(|value| value.parse().ok());
    let place = place.ok_or_else(missing("place", "a whole number from 1 on"))?;
    let salt = field("salt").ok_or_else(missing("salt", "hexadecimal digits"))?.to_owned();
    let (content, previous, sealed) = (hash("content")?, hash("previous")?, hash("hash")?);
    let text = format!("{text}\n");
    let found = content_hash(&text, &salt);
    if found != content {
        return Err(Flaw::Text { found, sealed: content });
    }
    let found = link_hash(&chain, place, content, previous);
    if found != sealed {
        return Err(Flaw::Seal { found, sealed });
    }
    Ok(SealedReceipt { text, seal: Seal { chain, place, salt, content, previous, hash: sealed } })
}

/// Without carriage returns, spaces at the ends of lines and blank lines at the end: what mail programs change.
fn uniform(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    format!("{}\n", lines.join("\n").trim_end())
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

fn content_hash(text: &str, salt: &str) -> Hash {
    Hash(Sha256::digest(format!("vaarwel receipt 1\n{salt}\n{text}")).into())
}

pub(super) fn link_hash(chain: &str, place: u64, content: Hash, previous: Hash) -> Hash {
    Hash(Sha256::digest(format!("vaarwel chain 1\n{chain}\n{place}\n{content}\n{previous}\n")).into())
}

/// The receipt as it is shown, mailed and kept.
impl fmt::Display for SealedReceipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Seal { chain, place, salt, content, previous, hash } = &self.seal;
        write!(
            f,
            "{}{SEAL_LINE}\nchain: {chain}\nplace: {place}\nsalt: {salt}\ncontent: {content}\nprevious: {previous}\nhash: {hash}\n",
            self.text
        )
    }
}
