//! A text as sentences of words. Words are compared without capitals, accents and apostrophes, and a telling word with
//! one or two letters wrong is read as the word that was meant.

use std::ops::Range;

mod spelling;

pub(crate) use spelling::nearest;
pub use spelling::repair;

/// Longest text that is read, in bytes; what comes after it is left unread.
pub const TEXT_BYTES_MAX: usize = 64 << 10;
/// A line at least this long that ends without a full stop was broken by a mail program, not by the writer.
const WRAPPED_CHARS_MIN: usize = 55;

/// One word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// In lower case, without accents and apostrophes, spelling of telling words repaired.
    pub text: String,
    /// Where it stands in the text that was read, in bytes.
    pub at: Range<usize>,
    /// The sign that joins it to the word before, as in `1-3-2027`; `None` after white space.
    pub glue: Option<char>,
}

/// A run of words up to a full stop, a question mark or the end of a paragraph.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sentence {
    /// Its words.
    pub words: Vec<Word>,
    /// Does it end with a question mark?
    pub is_question: bool,
}

impl Sentence {
    /// The words from here to there as they were written.
    pub fn quote<'a>(&self, source: &'a str, range: Range<usize>) -> &'a str {
        let start = self.words.get(range.start).map_or(0, |word| word.at.start);
        let end = range.end.checked_sub(1).and_then(|last| self.words.get(last)).map_or(start, |word| word.at.end);
        source.get(start..end).unwrap_or_default()
    }

    /// All of it, as it was written.
    pub fn quote_all<'a>(&self, source: &'a str) -> &'a str {
        self.quote(source, 0..self.words.len())
    }

    /// Is this word in it?
    pub fn has(&self, word: &str) -> bool {
        self.words.iter().any(|it| it.text == word)
    }
}

/// The text cut to [`TEXT_BYTES_MAX`], between two characters.
pub fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(TEXT_BYTES_MAX)]
}

/// The text in lower case without accents; curly quotes become straight ones, invisible characters disappear.
pub fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).filter_map(plain).collect()
}

/// The letter without its accent; `None` for a mark that has no width.
fn plain(c: char) -> Option<char> {
    Some(match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'ì'..='ï' | 'ī' | 'į' => 'i',
        'ñ' | 'ń' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ù'..='ü' | 'ū' | 'ů' => 'u',
        'ý' | 'ÿ' => 'y',
        'š' | 'ş' | 'ś' => 's',
        'ž' | 'ź' | 'ż' => 'z',
        'ł' => 'l',
        'ğ' => 'g',
        '‘' | '’' | '`' | '´' | 'ʼ' | '′' => '\'',
        '“' | '”' | '„' | '«' | '»' => '"',
        '\u{a0}' | '\u{202f}' => ' ',
        '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' => return None,
        other => other,
    })
}

/// The sentences of a text, in order. Lines that a mail program wrapped are joined; what the writer put on a line of its
/// own is a sentence of its own.
pub fn sentences(text: &str) -> Vec<Sentence> {
    let text = cut(text);
    let mut done = Vec::new();
    let mut open = Sentence::default();
    let mut close = |open: &mut Sentence, is_question: bool| {
        if !open.words.is_empty() {
            open.is_question = is_question;
            done.push(std::mem::take(open));
        }
    };
    let (mut at, mut line_start) = (0, 0);
    let mut glue = None;
    while let Some(c) = text[at..].chars().next() {
        if c.is_alphanumeric() {
            let end = word_end(text, at);
            let word = fold(&text[at..end]).replace('\'', "");
            open.words.push(Word { text: repair(word), at: at..end, glue });
            (glue, at) = (None, end);
            continue;
        }
        let rest = &text[at + c.len_utf8()..];
        match c {
            '\n' => {
                if !is_wrapped(&text[line_start..at], rest) {
                    close(&mut open, false);
                }
                line_start = at + 1;
                glue = None;
            }
            '?' | '!' => close(&mut open, c == '?' || rest.trim_start_matches('!').starts_with('?')),
            '.' | ';' | '…' | '•' | '|' if ends_sentence(c, &open, rest) => close(&mut open, false),
            _ if c.is_whitespace() => glue = glue.filter(|sign| *sign == '#'),
            _ => glue = Some(c),
        }
        at += c.len_utf8();
    }
    close(&mut open, false);
    done
}

/// The end of the word that begins here: letters and digits, and apostrophes between letters.
fn word_end(text: &str, start: usize) -> usize {
    let mut end = start;
    let mut chars = text[start..].char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let is_joint = matches!(c, '\'' | '’' | '‘' | '`' | '´' | '\u{ad}' | '\u{200b}' | '\u{300}'..='\u{36f}')
            && chars.peek().is_some_and(|(_, next)| next.is_alphabetic());
        if !c.is_alphanumeric() && !is_joint && !matches!(c, '\u{300}'..='\u{36f}') {
            break;
        }
        end = start + offset + c.len_utf8();
    }
    end
}

/// Was this line broken by a mail program? Then it is long, ends inside a sentence, and the next one goes on in it.
fn is_wrapped(line: &str, rest: &str) -> bool {
    let line = line.trim();
    let next = rest.lines().next().unwrap_or_default().trim_start();
    line.chars().count() >= WRAPPED_CHARS_MIN
        && !line.ends_with(['.', '!', '?', ':', ';'])
        && next.chars().next().is_some_and(|c| c.is_lowercase() || c.is_ascii_digit() || c == '(')
        || (line.ends_with(',') && line.chars().count() > 25 && next.chars().next().is_some_and(char::is_lowercase))
}

/// Abbreviations after which a full stop ends nothing.
const ABBREVIATIONS: &[&str] = &[
    "nr",
    "no",
    "dhr",
    "mevr",
    "mw",
    "mr",
    "mrs",
    "ms",
    "dr",
    "drs",
    "ing",
    "st",
    "jan",
    "feb",
    "mrt",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "okt",
    "oct",
    "nov",
    "dec",
    "mar",
    "tel",
    "bijv",
    "evt",
    "incl",
    "excl",
    "ca",
    "max",
    "min",
    "vs",
    "ref",
    "cust",
    "acc",
    "approx",
    "art",
    "klantnr",
    "lidnr",
    "relatienr",
    "abonneenr",
    "contractnr",
    "polisnr",
    "num",
    "memb",
    "abo",
];

/// Does this sign end the sentence? Not inside `1.3.2027` or `i.v.m.`, nor after `nr.`
fn ends_sentence(sign: char, open: &Sentence, rest: &str) -> bool {
    if sign != '.' {
        return true;
    }
    let Some(last) = open.words.last() else { return false };
    let next = rest.chars().next();
    if next == Some(':') {
        // `Klantnr.: 4410`
        return false;
    }
    if next.is_some_and(char::is_alphanumeric) {
        // `klaar.Graag`: the writer forgot the space; `m.i.v.` and `3.50` have short parts or digits
        let following: String = rest.chars().take_while(|c| c.is_alphabetic()).collect();
        return last.text.len() > 3
            && following.chars().count() > 2
            && last.text.chars().all(char::is_alphabetic)
            && following.chars().next().is_some_and(char::is_uppercase);
    }
    let after = rest.trim_start().chars().next();
    let is_short = last.text.chars().count() == 1 && last.glue.is_some();
    let is_day = last.text.len() <= 2 && last.text.bytes().all(|b| b.is_ascii_digit());
    !(is_short && after.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit())
        || is_day && after.is_some_and(char::is_lowercase)
        || ABBREVIATIONS.contains(&last.text.as_str()) && after.is_some_and(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        sentences(text)
            .iter()
            .map(|it| it.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "))
            .collect()
    }

    #[test]
    fn capitals_accents_and_apostrophes_do_not_count() {
        assert_eq!(words("Ik wil BEËINDIGEN. I don’t, café!"), ["ik wil beeindigen", "i dont cafe"]);
        assert_eq!(words("e\u{301}e\u{301}n"), ["een"]);
    }

    #[test]
    fn a_date_an_abbreviation_and_a_wrapped_line_stay_whole() {
        assert_eq!(words("Per 1.3.2027 stop ik. Klant nr. 12"), ["per 1 3 2027 stop ik", "klant nr 12"]);
        assert_eq!(words("Dit doe ik i.v.m. een verhuizing"), ["dit doe ik i v m een verhuizing"]);
        let wrapped = "Hierbij wil ik mijn abonnement bij jullie met ingang van de\neerste van de maand opzeggen.";
        assert_eq!(words(wrapped).len(), 1);
        assert_eq!(words("Hallo,\nIk stop").len(), 2);
    }

    #[test]
    fn a_question_is_seen_and_a_word_can_be_quoted() {
        let text = "Hoe zeg ik óp? Dank.";
        let found = sentences(text);
        assert!(found[0].is_question && !found[1].is_question);
        assert_eq!(found[0].quote(text, 1..4), "zeg ik óp");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_and_every_word_stands_where_it_says(text in "\\PC{0,200}") {
            for sentence in sentences(&text) {
                for word in &sentence.words {
                    proptest::prop_assert!(text.get(word.at.clone()).is_some());
                }
            }
        }
    }
}
