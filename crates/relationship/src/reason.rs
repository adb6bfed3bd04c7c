//! Why people leave.
//!
//! Two vocabularies meet here. The [`Catalogue`] is ours: codes in two levels that are never renamed, so that years and
//! companies can be compared. The company's own words are theirs: they stand in the facts as they were said and are
//! never rewritten. A [`ReasonMapping`] reads the one as the other, at the moment a report is made: a new version of it
//! changes what is shown, not what was said.
//!
//! | module | what it says |
//! | --- | --- |
//! | [`catalogue`] | the codes: families, texts, kind of leaving, what may be offered |
//! | [`coded`] | own words with a confirmed code, a proposed one, or none |
//! | [`mapping`] | the company's own words read as codes; rename, merge, split |
//! | [`lexicon`] | which code a label looks like: a proposal, which a person confirms |
//! | [`destination`] | where they go: a competitor, an alternative, nothing at all |

pub mod catalogue;
pub mod coded;
pub mod destination;
pub mod lexicon;
pub mod mapping;
mod table;

pub use catalogue::{Catalogue, OfferRule, Reason, ReasonKind};
pub use coded::Coded;
pub use destination::Destination;
pub use lexicon::{Proposal, propose};
pub use mapping::{MappingError, Part, ReasonMapping};

/// The company's own words as they are compared: letters' case and white space do not count.
pub fn own_words_key(own_words: &str) -> String {
    let mut key = String::with_capacity(own_words.len());
    for word in own_words.split_whitespace() {
        if !key.is_empty() {
            key.push(' ');
        }
        key.extend(word.chars().flat_map(char::to_lowercase));
    }
    key
}
