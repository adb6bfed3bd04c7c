//! The names of the methods, and the page that explains each.

use std::fmt;

/// How a number was computed: the word it goes by and the page in `docs/methods/` that explains it.
///
/// Each module names its own methods, in an `impl Method` of constants beside the functions that return them. That every
/// page exists is a test: `every_method_has_its_page_and_its_row_in_the_index`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Method {
    word: &'static str,
    page: &'static str,
}

impl Method {
    /// A method with its word and its page, without folder and `.md`.
    pub(crate) const fn new(word: &'static str, page: &'static str) -> Self {
        Self { word, page }
    }

    /// The word used in JSON and as the key of a translated text.
    pub const fn word(self) -> &'static str {
        self.word
    }

    /// The name of the page in `docs/methods/` that explains it, without folder and `.md`.
    pub const fn page(self) -> &'static str {
        self.page
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word)
    }
}
