//! The chain of all receipts of a company, as its log shows it: hashes only, nobody's name.

use std::fmt;
use std::str::FromStr;

use super::seal::{Hash, Seal, link_hash};

/// One receipt in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The place in the chain, counted from 1.
    pub place: u64,
    /// The hash of what people read.
    pub content: Hash,
    /// The hash of the receipt.
    pub hash: Hash,
}

/// The log of a chain: every link follows from the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    chain: String,
    links: Vec<Link>,
}

/// What a log says about a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Witness {
    /// The receipt stands in the log as it was given out.
    Stands,
    /// The log has another receipt in its place.
    AnotherInItsPlace,
    /// The log ends before its place.
    LogEndsAt {
        /// The last place of the log.
        place: u64,
    },
    /// The log is of another chain.
    AnotherChain,
}

/// Why a log is no chain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// The first line names no chain.
    #[error("the first line must be `chain: NAME`")]
    NoName,
    /// A line cannot be read.
    #[error("line {line} cannot be read; allowed: place, content hash and hash, parted by spaces")]
    Line {
        /// The line, counted from 1.
        line: usize,
    },
    /// A link does not follow from the one before: something was changed, taken out or slipped in.
    #[error("the chain breaks at place {place}: this receipt does not follow from the one before it")]
    Broken {
        /// The place.
        place: u64,
    },
}

impl Log {
    /// The log of a chain of links in order.
    ///
    /// # Errors
    /// `Broken` where a link does not follow.
    pub fn new(chain: &str, links: Vec<Link>) -> Result<Self, LogError> {
        let mut previous = Hash::BEGINNING;
        for (link, place) in links.iter().zip(1..) {
            if link.place != place || link.hash != link_hash(chain, place, link.content, previous) {
                return Err(LogError::Broken { place });
            }
            previous = link.hash;
        }
        Ok(Self { chain: chain.to_owned(), links })
    }

    /// How many receipts it holds.
    pub fn places(&self) -> u64 {
        self.links.len() as u64
    }

    /// What the log says about a receipt.
    pub fn witness(&self, seal: &Seal) -> Witness {
        if seal.chain != self.chain {
            return Witness::AnotherChain;
        }
        let index = usize::try_from(seal.place).ok().and_then(|place| place.checked_sub(1));
        match index.and_then(|index| self.links.get(index)) {
            Some(link) if link.hash == seal.hash => Witness::Stands,
            Some(_) => Witness::AnotherInItsPlace,
            None => Witness::LogEndsAt { place: self.places() },
        }
    }
}

impl fmt::Display for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "chain: {}", self.chain)?;
        self.links.iter().try_for_each(|Link { place, content, hash }| writeln!(f, "{place} {content} {hash}"))
    }
}

impl FromStr for Log {
    type Err = LogError;

    fn from_str(text: &str) -> Result<Self, LogError> {
        let mut lines = text.lines().zip(1..);
        let chain = lines.next().and_then(|(line, _)| line.strip_prefix("chain: ")).ok_or(LogError::NoName)?;
        let link = |line: &str| -> Option<Link> {
            let mut words = line.split_whitespace();
            let link = Link {
                place: words.next()?.parse().ok()?,
                content: words.next()?.parse().ok()?,
                hash: words.next()?.parse().ok()?,
            };
            words.next().is_none().then_some(link)
        };
        let read = lines.filter(|(line, _)| !line.trim().is_empty());
        let all = read.map(|(text, line)| link(text).ok_or(LogError::Line { line })).collect::<Result<_, _>>()?;
        Self::new(chain.trim(), all)
    }
}
