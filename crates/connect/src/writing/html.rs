//! A text as the HTML part of a mail: in the family's look, without anything that is fetched from elsewhere.

use std::fmt::Write as _;

use super::{Block, Writing};

/// The colours of the family, on paper. Mail programs know neither variables nor style sheets from elsewhere.
const STYLE: &str = "\
body{margin:0;background:#f5f6f4;color:#14222c;font:17px/26px -apple-system,'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif}\
main{max-width:608px;margin:0 auto;padding:24px 16px 40px}\
h1,h2{font-family:Charter,'Charis SIL',Cambria,'Noto Serif',serif;font-weight:400}\
h1{font-size:28px;line-height:34px;margin:24px 0 16px}h2{font-size:22px;line-height:28px;margin:32px 0 12px}\
p,ul,ol,dl,table,pre,blockquote{margin:0 0 16px}blockquote{border-left:2px solid #7b8890;padding-left:12px}.who{font-family:Charter,Cambria,'Noto Serif',serif;border-bottom:1px solid #14222c;padding-bottom:8px}\
dt,.when,th,figcaption,.foot{color:#4b5a64;font-size:15px}dd{margin:0 0 8px}ol.time{list-style:none;padding:0 0 0 16px;border-left:1px solid #7b8890}\
ol.time li{margin:0 0 12px}ul{padding-left:20px}a{color:#1b4a86}table{border-collapse:collapse;font-size:15px}\
th{font-weight:500;border-bottom:1px solid #7b8890}td{border-bottom:1px solid #d2d8da}th,td{text-align:right;padding:6px 8px}\
th:first-child,td:first-child{text-align:left;padding-left:0}.words{text-align:left}pre{font-size:11px;line-height:16px;color:#4b5a64;white-space:pre-wrap;word-break:break-all;border-top:1px solid #d2d8da;padding-top:12px}\
.taps{margin:0 0 24px}.taps p{margin:0 0 8px}.tap{display:inline-block;min-width:176px;padding:10px 16px;border:1px solid #7b8890;border-radius:4px;background:#fff;color:#14222c;text-decoration:none}\
.lead{font-family:Charter,Cambria,'Noto Serif',serif;font-size:20px;line-height:28px}a,.foot{overflow-wrap:anywhere;word-break:break-word}.foot{border-top:1px solid #d2d8da;padding-top:12px;margin-top:40px}";

impl Writing {
    /// The text as an HTML document, under the name of who writes and above a line at its foot.
    pub fn to_html(&self, who: &str, foot: &str) -> String {
        let mut html = String::with_capacity(4096);
        let _ = write!(
            html,
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n\
             <style>{STYLE}</style>\n</head>\n<body>\n<main>\n<p class=\"who\">{}</p>\n<h1>{}</h1>\n",
            self.language.code(),
            escape(&self.title),
            escape(who),
            escape(&self.title),
        );
        for block in &self.blocks {
            block.write_html(&mut html);
        }
        if !foot.is_empty() {
            let _ = writeln!(html, "<p class=\"foot\">{}</p>", linked(foot));
        }
        html.push_str("</main>\n</body>\n</html>\n");
        html
    }
}

impl Block {
    fn write_html(&self, html: &mut String) {
        let _ = match self {
            Self::Heading { text } => writeln!(html, "<h2>{}</h2>", escape(text)),
            Self::Lead { text } => writeln!(html, "<p class=\"lead\">{}</p>", lines(text)),
            Self::Paragraph { text } => writeln!(html, "<p>{}</p>", lines(text)),
            Self::Quote { text } => writeln!(html, "<blockquote>{}</blockquote>", lines(text)),
            Self::Items { items } => {
                writeln!(html, "<ul>{}</ul>", each(items, |item| format!("<li>{}</li>", lines(item))))
            }
            Self::Facts { facts } => {
                let facts =
                    each(facts, |(label, value)| format!("<dt>{}</dt><dd>{}</dd>", escape(label), lines(value)));
                writeln!(html, "<dl>{facts}</dl>")
            }
            Self::Steps { steps } => {
                let steps = each(steps, |step| {
                    let more = if step.more.is_empty() { String::new() } else { format!("<br>{}", lines(&step.more)) };
                    let sign = if step.done { "●" } else { "○" };
                    let (when, what) = (escape(&step.when), escape(&step.what));
                    format!("<li><span class=\"when\">{sign} {when}</span><br>{what}{more}</li>")
                });
                writeln!(html, "<ol class=\"time\">{steps}</ol>")
            }
            Self::Table { caption, head, rows } => {
                // Words are set flush left, figures flush right.
                let holds_words = |column: usize| {
                    let is_figure =
                        |cell: &String| cell.is_empty() || cell == "—" || cell.contains(|it: char| it.is_ascii_digit());
                    !rows.iter().filter_map(|row| row.get(column)).all(is_figure)
                };
                let sides: Vec<&str> =
                    (0..head.len()).map(|column| if holds_words(column) { " class=\"words\"" } else { "" }).collect();
                let cells = |tag: &str, scope: &str, row: &[String]| -> String {
                    let cell = |(text, side): (&String, &&str)| format!("<{tag}{scope}{side}>{}</{tag}>", escape(text));
                    row.iter().zip(&sides).map(cell).collect()
                };
                let head = cells("th", " scope=\"col\"", head);
                let rows = each(rows, |row| format!("<tr>{}</tr>", cells("td", "", row)));
                let caption = escape(caption);
                writeln!(
                    html,
                    "<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
                )
            }
            Self::Link { label, address } if is_web_address(address) => {
                let address = escape(address);
                writeln!(html, "<p>{}<br><a href=\"{address}\">{address}</a></p>", escape(label))
            }
            Self::Link { label, address } => writeln!(html, "<p>{}<br>{}</p>", escape(label), escape(address)),
            Self::Open { label, more, address } => {
                let label = if is_web_address(address) {
                    format!("<a href=\"{}\">{}</a>", escape(address), escape(label))
                } else {
                    escape(label)
                };
                let more = if more.is_empty() { String::new() } else { format!(": {}", escape(more)) };
                writeln!(html, "<p>{label}{more}</p>")
            }
            Self::Choices { choices } => {
                // One below the other: what every mail program sets alike, with room for a thumb.
                let choice = |(label, address): &(String, String)| {
                    if is_web_address(address) {
                        format!("<p><a class=\"tap\" href=\"{}\">{}</a></p>", escape(address), escape(label))
                    } else {
                        format!("<p>{}<br>{}</p>", escape(label), escape(address))
                    }
                };
                writeln!(html, "<div class=\"taps\">{}</div>", each(choices, choice))
            }
            Self::Fixed { text } => writeln!(html, "<pre>{}</pre>", escape(text.trim_end())),
            Self::Picture { alt, caption, .. } => writeln!(html, "<p>{}<br>{}</p>", escape(caption), escape(alt)),
        };
    }
}

/// Only what a browser opens as a page becomes something to press.
fn is_web_address(address: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| address.starts_with(scheme))
}

fn each<T>(all: &[T], write: impl Fn(&T) -> String) -> String {
    all.iter().map(write).collect()
}

/// Words of which each line that is a web address by itself can be pressed.
fn linked(text: &str) -> String {
    let line = |line: &str| {
        if is_web_address(line) && !line.contains(char::is_whitespace) {
            format!("<a href=\"{0}\">{0}</a>", escape(line))
        } else {
            escape(line)
        }
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("<br>")
}

fn lines(text: &str) -> String {
    escape(text).replace('\n', "<br>")
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use pages::Language;

    use super::super::{Block, Writing};

    #[test]
    fn nothing_that_was_written_becomes_markup_and_nothing_is_fetched_from_elsewhere() {
        let evil = "<img src=x onerror=alert(1)>\"'&";
        let html = Writing::new(Language::Dutch, evil)
            .say(evil)
            .head(evil)
            .with(Block::Facts { facts: vec![(evil.into(), evil.into())] })
            .with(Block::Link { label: evil.into(), address: "javascript:alert(1)".into() })
            .with(Block::Link { label: "x".into(), address: "https://x.example/\" onclick=\"y".into() })
            .with(Block::Open { label: evil.into(), more: evil.into(), address: "javascript:alert(2)".into() })
            .with(Block::Open {
                label: "x".into(),
                more: String::new(),
                address: "https://x.example/\" onclick=\"z".into(),
            })
            .to_html(evil, &format!("{evil}\njavascript:alert(3)\nhttps://x.example/\"onclick=\"y"));
        for never in ["<img", "src=\"", "href=\"javascript", "\" onclick", "\"onclick", "url(", "@import", "<link"] {
            assert!(!html.contains(never), "{never}: {html}");
        }
        assert!(html.contains("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;"));
        assert!(html.contains("lang=\"nl\""));
    }

    #[test]
    fn what_can_be_opened_can_be_pressed_and_a_long_address_does_not_widen_the_mail() {
        let address = format!("https://x.example/{}", "a".repeat(90));
        let html = Writing::new(Language::Dutch, "Werk")
            .with(Block::Open { label: "Te traag".into(), more: "af op 24 november".into(), address: address.clone() })
            .to_html("Fietsplan", &format!("Liever niet? Open deze bladzijde:\n{address}"));
        let label = format!("<p><a href=\"{address}\">Te traag</a>: af op 24 november</p>");
        let foot = format!("Open deze bladzijde:<br><a href=\"{address}\">{address}</a></p>");
        assert!(html.contains(&label) && html.contains(&foot), "{html}");
        assert!(html.contains("a,.foot{overflow-wrap:anywhere"), "{html}");
    }
}
