//! The readable text of an HTML mail: what a person sees, line by line, without scripts, styles and what was quoted.

/// Elements whose content nobody reads.
const UNREAD: &[&str] = &["script", "style", "head", "title", "template", "noscript"];
/// Elements that stand on lines of their own.
const BLOCKS: &[&str] =
    &["p", "div", "br", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "hr", "section", "article", "body"];
/// A line that says that what follows was quoted; [`crate::mail`] cuts there.
pub const QUOTED: &str = "-----Original Message-----";

/// Does this text look like HTML?
pub fn is_html(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(4_000).collect::<String>().to_lowercase();
    ["<html", "<!doctype html", "<body", "<div", "<p>", "<br", "<table", "<span"].iter().any(|tag| start.contains(tag))
}

/// The text of an HTML page. What stands in a quotation follows a line that says so.
pub fn text_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len() / 2);
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        push_words(&mut text, &rest[..open]);
        rest = &rest[open..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let Some(close) = rest.find('>') else {
            push_words(&mut text, &rest[1..]);
            return text;
        };
        let tag = rest[1..close].to_lowercase();
        rest = &rest[close + 1..];
        let name: &str = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
        let is_end = tag.starts_with('/');
        if !is_end && UNREAD.contains(&name) && !tag.ends_with('/') {
            let end = format!("</{name}");
            let lower = rest.to_ascii_lowercase();
            rest = lower.find(&end).map_or("", |at| &rest[at..]);
        } else if !is_end && is_quotation(name, &tag) {
            text.push('\n');
            text.push_str(QUOTED);
            text.push('\n');
        } else if BLOCKS.contains(&name) && !text.ends_with('\n') {
            text.push('\n');
        } else if name == "td" || name == "th" {
            text.push(' ');
        }
    }
    push_words(&mut text, rest);
    text
}

fn is_quotation(name: &str, tag: &str) -> bool {
    name == "blockquote"
        || ["gmail_quote", "divrplyfwdmsg", "moz-cite-prefix", "yahoo_quoted"].iter().any(|it| tag.contains(it))
}

/// Adds words with single spaces between them and the entities as characters.
fn push_words(text: &mut String, raw: &str) {
    let raw = entities(raw);
    for c in raw.chars() {
        if c.is_whitespace() {
            if !text.is_empty() && !text.ends_with([' ', '\n']) {
                text.push(' ');
            }
        } else {
            text.push(c);
        }
    }
}

/// The characters that entities stand for; an unknown one stays as written.
fn entities(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.char_indices().take(12).find(|(_, c)| *c == ';').map(|(end, _)| end);
        if let Some((end, c)) = end.and_then(|end| character(&rest[1..end]).map(|c| (end, c))) {
            text.push(c);
            rest = &rest[end + 1..];
        } else {
            text.push('&');
            rest = &rest[1..];
        }
    }
    text.push_str(rest);
    text
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" | "rsquo" | "lsquo" => '\'',
        "nbsp" | "ensp" | "emsp" => ' ',
        "euro" => '€',
        "pound" => '£',
        "ndash" | "mdash" => '-',
        "hellip" => '…',
        "euml" => 'ë',
        "Euml" => 'Ë',
        "eacute" => 'é',
        "egrave" => 'è',
        "iuml" => 'ï',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "aacute" => 'á',
        "ccedil" => 'ç',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_sees_text_not_tags_styles_or_comments() {
        let html = "<html><head><style>p{color:red}</style></head><body><p>Ik&nbsp;wil&#32;be&euml;indigen</p><!-- niet -->\
                    <p>Groet,<br>Sanne &amp; Tom</p></body></html>";
        assert_eq!(text_of(html).trim(), "Ik wil beëindigen\nGroet,\nSanne & Tom");
    }

    #[test]
    fn what_was_quoted_follows_a_line_that_says_so() {
        let text = text_of("<div>Prima!</div><blockquote>Ik zeg op</blockquote>");
        assert_eq!(text, format!("\nPrima!\n\n{QUOTED}\nIk zeg op"));
    }

    proptest::proptest! {
        #[test]
        fn broken_html_is_read_without_complaint(text in "[<>&;/a-z#x0-9 !\\-é]{0,80}") {
            let _ = text_of(&text);
        }
    }
}
