//! The two languages Vaarwel speaks, and how one is chosen.

/// A language of pages, mails and the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// Dutch.
    #[default]
    Dutch,
    /// English.
    English,
}

impl Language {
    /// Both languages.
    pub const ALL: [Self; 2] = [Self::Dutch, Self::English];

    /// The code used in `lang` attributes, addresses and the store.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Dutch => "nl",
            Self::English => "en",
        }
    }

    /// The language's own name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dutch => "Nederlands",
            Self::English => "English",
        }
    }

    /// The language behind a code; regions (`nl-BE`) do not matter.
    pub fn from_code(code: &str) -> Option<Self> {
        let main = code.trim().split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(main))
    }

    /// The first language a browser asks for that we speak. English for whoever asks for something else, Dutch for
    /// whoever asks for nothing.
    pub fn negotiate(accept_language: Option<&str>) -> Self {
        let Some(header) = accept_language.map(str::trim).filter(|header| !header.is_empty()) else {
            return Self::Dutch;
        };
        let mut wishes: Vec<(f32, &str)> = header.split(',').take(20).map(wish).collect();
        // The sort is stable: of equal wishes the first stays first.
        wishes.sort_by(|a, b| b.0.total_cmp(&a.0));
        wishes
            .into_iter()
            .filter(|(weight, _)| *weight > 0.0)
            .find_map(|(_, code)| Self::from_code(code))
            .unwrap_or(Self::English)
    }
}

fn wish(part: &str) -> (f32, &str) {
    let (code, rest) = part.split_once(';').unwrap_or((part, ""));
    let weight = rest.trim().strip_prefix("q=").map_or(1.0, |q| q.trim().parse().unwrap_or(0.0));
    (weight, code.trim())
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn a_browser_gets_the_first_language_we_speak() {
        #[track_caller]
        fn check(header: Option<&str>, expected: &str) {
            assert_eq!(Language::negotiate(header).code(), expected, "{header:?}");
        }
        check(None, "nl");
        check(Some(""), "nl");
        check(Some("nl-BE,nl;q=0.9,en;q=0.8"), "nl");
        check(Some("en-GB,nl;q=0.9"), "en");
        check(Some("de,nl;q=0.5,en;q=0.7"), "en");
        check(Some("fr"), "en");
        check(Some("nl;q=0,en;q=0.1"), "en");
        check(Some(";;;,q=,*;q=nan"), "en");
    }
}
