//! What the writer wrote, apart from what they answer to and how they sign.

use crate::html;
use crate::text::fold;

/// The parts of a mail's text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Body {
    /// What the writer wrote, up to the greeting at the end.
    pub own: String,
    /// The greeting at the end and what follows it: name, number, address, disclaimer.
    pub signature: String,
    /// What was quoted or forwarded.
    pub quoted: String,
    /// Was something forwarded?
    pub is_forwarded: bool,
}

/// Lines after which everything is quoted.
const QUOTE_STARTS: &[&str] = &[
    "-----original message",
    "-----oorspronkelijk bericht",
    "----- original message",
    "----- oorspronkelijk bericht",
    "-------- original message",
    "-------- oorspronkelijk bericht",
    "________________________________",
    "--- original message",
];
/// Lines after which everything was forwarded.
const FORWARD_STARTS: &[&str] = &[
    "---------- forwarded message",
    "---------- doorgestuurd bericht",
    "begin forwarded message",
    "begin doorgestuurd bericht",
    "-------- forwarded message",
    "-------- doorgestuurd bericht",
    "----- doorgestuurd bericht",
    "----- forwarded message",
    "-----doorgestuurd bericht",
    "-----forwarded message",
];
/// Greetings at the end of a mail, at the beginning of a line.
const SIGN_OFFS: &[&str] = &[
    "met vriendelijke groet",
    "met vriendelijke groeten",
    "met de vriendelijke groeten",
    "met hartelijke groet",
    "mvg",
    "m.v.g",
    "vriendelijke groet",
    "vriendelijke groeten",
    "hartelijke groet",
    "hartelijke groeten",
    "groet,",
    "groeten,",
    "groetjes,",
    "groet ",
    "groeten ",
    "groetjes ",
    "gr.",
    "gr,",
    "gr ",
    "hoogachtend",
    "met de meeste hoogachting",
    "met sportieve groet",
    "beste groet",
    "warme groet",
    "liefs",
    "kind regards",
    "best regards",
    "warm regards",
    "regards",
    "best wishes",
    "best,",
    "sincerely",
    "yours sincerely",
    "yours faithfully",
    "yours truly",
    "yours,",
    "cheers,",
    "cheers ",
    "many thanks,",
    "all the best",
    "kr,",
    "rgds",
    "respectfully",
    "groetjes",
    "groeten",
    "groet",
    "grtz",
    "grt",
    "cheers",
    "met groet",
    "met groeten",
    "vr gr",
    "vr. gr",
];
/// What mail programs add by themselves.
const PROGRAM_LINES: &[&str] = &[
    "verstuurd vanaf",
    "verzonden vanaf",
    "verstuurd met",
    "verzonden met",
    "sent from",
    "sent with",
    "get outlook for",
    "outlook voor",
    "download outlook",
    "this email has been checked",
    "virusvrij",
    "virus-free",
];
/// Lines after a greeting that may still hold a signature; a longer text after it is part of the letter.
const SIGNATURE_LINES_MAX: usize = 25;

/// Takes a text apart.
pub fn body_of(text: &str) -> Body {
    let plain = if html::is_html(text) { html::text_of(text) } else { text.replace("\r\n", "\n").replace('\r', "\n") };
    let lines: Vec<&str> = plain.lines().collect();
    let mut body = Body::default();
    let mut own: Vec<&str> = Vec::new();
    let mut index = 0;
    while index < lines.len() {
        let line = lines[index];
        let folded = fold(line.trim());
        if FORWARD_STARTS.iter().any(|start| folded.starts_with(start)) {
            body.is_forwarded = true;
            push_lines(&mut body.quoted, &lines[index..]);
            break;
        }
        let is_header = is_header_block(&lines[index..]);
        if QUOTE_STARTS.iter().any(|start| folded.starts_with(start)) || is_header || is_attribution(&lines[index..]) {
            push_lines(&mut body.quoted, &lines[index..]);
            break;
        }
        if line.trim_start().starts_with('>') || line.trim_start().starts_with("&gt;") {
            push_lines(&mut body.quoted, &lines[index..=index]);
        } else if !PROGRAM_LINES.iter().any(|start| folded.starts_with(start)) {
            own.push(line);
        }
        index += 1;
    }
    let end = sign_off(&own);
    let (said, signed): (Vec<&str>, Vec<&str>) = own[end..].iter().partition(|line| is_sentence(line));
    push_lines(&mut body.own, &[&own[..end], &said].concat());
    push_lines(&mut body.signature, &signed);
    body
}

/// How disclaimers begin, which say nothing of their own.
const DISCLAIMERS: &[&str] = &[
    "dit bericht",
    "dit e-mail",
    "deze e-mail",
    "deze mail",
    "de informatie",
    "this e-mail",
    "this email",
    "this message",
    "this mail",
    "the information",
    "the contents",
    "disclaimer",
    "confidential",
    "vertrouwelijk",
    "denk aan het milieu",
    "think before you print",
    "please consider the environment",
    "if you are not the intended",
    "if you have received this",
    "indien u dit",
    "als u niet de",
    "aan dit bericht",
    "op onze diensten",
    "op al onze",
];
/// A line with fewer words is a name, an address or a title.
const SENTENCE_WORDS_MIN: usize = 5;

/// Does this line below the greeting still say something: `(only the phone, leave the tablet running)`?
fn is_sentence(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_small = |word: &&&str| {
        let mut letters = word.chars().skip_while(|it| !it.is_alphanumeric());
        letters.next().is_some_and(char::is_lowercase) && !word.contains('@') && !word.contains("www.")
    };
    let folded = fold(line.trim());
    let is_greeting = SIGN_OFFS.iter().any(|greeting| folded.starts_with(greeting));
    let is_disclaimer = DISCLAIMERS.iter().any(|start| folded.starts_with(start));
    let small = words.iter().filter(is_small).count();
    words.len() >= SENTENCE_WORDS_MIN && 2 * small > words.len() && !is_greeting && !is_disclaimer
}

fn push_lines(text: &mut String, lines: &[&str]) {
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
}

/// `Op ma 3 nov 2026 om 10:12 schreef Sanne <…>:` or `On Mon, Nov 3, 2026, Sanne wrote:`, on one line or on two.
fn is_attribution(lines: &[&str]) -> bool {
    let here = fold(lines.first().map_or("", |line| line.trim()));
    if !(here.starts_with("op ") || here.starts_with("on ") || here.starts_with("le ") || here.starts_with("am ")) {
        return false;
    }
    let both = format!("{here} {}", fold(lines.get(1).map_or("", |line| line.trim())));
    let says = |text: &str| {
        let text = text.trim_end();
        (text.ends_with("wrote:")
            || text.ends_with("geschreven:")
            || text.contains(" schreef ")
            || text.ends_with(" schreef:"))
            && text.bytes().any(|b| b.is_ascii_digit())
            && text.ends_with(':')
    };
    says(&here) || says(&both)
}

/// `Van: … / Verzonden: … / Onderwerp: …` as Outlook writes above what it quotes.
fn is_header_block(lines: &[&str]) -> bool {
    let begins = |line: &str, names: &[&str]| {
        let line = fold(line.trim().trim_start_matches(['*', '>', ' ']));
        names.iter().any(|name| line.starts_with(name))
    };
    let Some(first) = lines.first() else { return false };
    begins(first, &["van:", "from:"])
        && lines.iter().skip(1).take(4).any(|line| {
            begins(line, &["verzonden:", "sent:", "datum:", "date:", "aan:", "to:", "onderwerp:", "subject:"])
        })
}

/// Where the greeting at the end begins; the number of lines where there is none.
fn sign_off(lines: &[&str]) -> usize {
    let is_greeting = |line: &str| {
        let folded = fold(line.trim());
        folded == "--"
            || line == "-- "
            || SIGN_OFFS.iter().any(|greeting| folded.starts_with(greeting)) && folded.len() < 60
    };
    let found = lines.iter().enumerate().skip(1).find(|(_, line)| is_greeting(line)).map(|(index, _)| index);
    match found {
        Some(index) if lines.len() - index <= SIGNATURE_LINES_MAX && !is_letter_going_on(&lines[index + 1..]) => index,
        _ => lines.len(),
    }
}

/// A postscript, or sentences that are no disclaimer, after the greeting: they belong to the letter.
fn is_letter_going_on(lines: &[&str]) -> bool {
    lines.iter().any(|line| {
        let folded = fold(line.trim());
        folded.starts_with("ps") && folded[2..].starts_with([':', '.', ' ', ',']) || folded.starts_with("p.s")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, own: &str) {
        assert_eq!(body_of(text).own.trim(), own);
    }

    #[test]
    fn what_is_quoted_in_either_language_is_not_the_writers() {
        check("Prima!\n\nOp ma 9 nov 2026 om 10:12 schreef Fietsplan <a@b.example>:\n> Wil je opzeggen?", "Prima!");
        check("Fine\n\nOn Mon, Nov 9, 2026 at 10:12 AM Fietsplan\n<a@b.example> wrote:\n> Cancel?", "Fine");
        check("Ja\n\nVan: Fietsplan\nVerzonden: maandag\nOnderwerp: opzegging\n\nTekst", "Ja");
        check("Ja\n-----Oorspronkelijk bericht-----\nTekst", "Ja");
        check("> Wil je opzeggen?\nNee.", "Nee.");
        check("<p>Ja</p><blockquote>Ik zeg op</blockquote>", "Ja");
    }

    #[test]
    fn a_signature_is_apart_and_a_postscript_is_not() {
        let body = body_of("Ik zeg op.\n\nMet vriendelijke groet,\nSanne\nKlantnummer 12");
        assert_eq!(body.own.trim(), "Ik zeg op.");
        assert!(body.signature.contains("Klantnummer 12"));
        check("Ik zeg op.\nGroet,\nSanne\nPS: of toch niet", "Ik zeg op.\nGroet,\nSanne\nPS: of toch niet");
    }

    #[test]
    fn what_is_said_below_the_name_is_the_writers_too() {
        let body = body_of(
            "Stop het contract.\nMvg,\nD. Santokhi\nKerkstraat 12, 1234 AB Ede\nTel. 06-12345678\n\n(het gaat om de gsm, de tablet laten lopen)\nThis message is confidential and for the addressee only.",
        );
        assert_eq!(body.own.trim(), "Stop het contract.\n(het gaat om de gsm, de tablet laten lopen)");
        assert!(body.signature.contains("Santokhi") && body.signature.contains("confidential"), "{body:?}");
    }

    #[test]
    fn something_forwarded_is_seen() {
        assert!(body_of("Zie onder\n---------- Forwarded message ---------\nIk zeg op").is_forwarded);
    }
}
