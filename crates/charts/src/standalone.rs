//! A picture that leaves the page: in a mail or a PDF there is no style sheet, so the light colours go along.

use std::fmt::Write as _;

use crate::STYLE;

/// The light value of each colour token the pictures use.
const LIGHT: [(&str, &str); 26] = [
    ("--paper", "#f5f6f4"),
    ("--sheet", "#ffffff"),
    ("--wash", "#e9eded"),
    ("--ink-2", "#4b5a64"),
    ("--ink", "#14222c"),
    ("--rule", "#d2d8da"),
    ("--edge", "#7b8890"),
    ("--delft-mid", "#5a8fc4"),
    ("--delft", "#1b4a86"),
    ("--plum", "#8f1f5c"),
    ("--q1", "#eef2f7"),
    ("--q2", "#d6e2ef"),
    ("--q3", "#b5cbe2"),
    ("--q4", "#86a9d0"),
    ("--q5", "#3f6ea8"),
    ("--q6", "#1b4a86"),
    ("--l1", "#7d1123"),
    ("--l2", "#d96f1e"),
    ("--l3", "#f2cf4b"),
    ("--l4", "#96cdb0"),
    ("--l5", "#15745a"),
    ("--on-l1", "#fff"),
    ("--on-l2", "#14222c"),
    ("--on-l3", "#14222c"),
    ("--on-l4", "#14222c"),
    ("--on-l5", "#fff"),
];

/// Room for the title of a drawing among others.
const TITLE_HEIGHT: f64 = 34.0;

/// Space around a drawing.
const AROUND: f64 = 12.0;
/// Height of a line of the words over a drawing, and how many characters stand on one of a wide one.
const LINE_HEIGHT: f64 = 20.0;
const LINE_CHARS: usize = 118;

/// The drawing as a document of its own: name space, size in pixels, white ground, the words of a screen reader over it, and the
/// rules of [`STYLE`] with the light colours written out. Takes one drawing, such as [`crate::Picture::wide`].
pub fn standalone(svg: &str) -> String {
    let Some((head, body)) = svg.split_once('>') else { return String::new() };
    let (width, height) = size(head);
    let label = attribute(head, "aria-label").unwrap_or_default();
    let mut words = String::new();
    let lines = broken(label, LINE_CHARS);
    for (line, at) in lines.iter().zip(1_u32..) {
        let y = AROUND + LINE_HEIGHT * f64::from(at) - 6.0;
        // Writing to a text cannot fail.
        let _ = write!(words, r#"<text class="lab" x="{AROUND}" y="{y}">{line}</text>"#);
    }
    let top = AROUND + LINE_HEIGHT * lines.len() as f64;
    format!(
        concat!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" "#,
            r##"aria-label="{label}"><style>{style}</style><rect width="{w}" height="{h}" fill="#ffffff"/>{words}"##,
            r#"<svg x="{around}" y="{top}" width="{width}" height="{height}" viewBox="0 0 {width} {height}">{body}</svg>"#
        ),
        w = width + 2.0 * AROUND,
        h = height + top + AROUND,
        label = label,
        words = words,
        around = AROUND,
        top = top,
        width = width,
        height = height,
        body = body,
        style = light_style(),
    )
}

/// Words broken into lines of about so many characters.
fn broken(words: &str, chars: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < chars => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Drawings of [`standalone`] below each other, each under its title where it has one.
pub fn stacked(drawings: &[(String, String)]) -> String {
    let (mut widest, mut top, mut body) = (0.0_f64, 0.0, String::new());
    for (title, drawing) in drawings {
        let Some((head, _)) = drawing.split_once('>') else { continue };
        let (width, height) = size(head);
        if !title.is_empty() {
            let words = crate::escape(title);
            // Writing to a text cannot fail.
            let _ = write!(
                body,
                r#"<text x="12" y="{y}" font-size="15" font-family="system-ui, sans-serif">{words}</text>"#,
                y = top + 22.0
            );
            top += TITLE_HEIGHT;
        }
        body += &drawing.replacen("<svg ", &format!(r#"<svg y="{top}" "#), 1);
        widest = widest.max(width);
        top += height;
    }
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {widest} {top}" width="{widest}" height="{top}"><rect width="{widest}" height="{top}" fill="#ffffff"/>{body}</svg>"##
    )
}

fn attribute<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let start = head.find(&format!("{name}=\""))? + name.len() + 2;
    head[start..].split_once('"').map(|(value, _)| value)
}

fn size(head: &str) -> (f64, f64) {
    let mut parts = attribute(head, "viewBox").unwrap_or("0 0 0 0").split(' ').skip(2);
    let mut number = || parts.next().and_then(|text| text.parse().ok()).unwrap_or(0.0);
    (number(), number())
}

/// The rules without comments and with colours instead of tokens.
fn light_style() -> String {
    let mut style = String::with_capacity(STYLE.len());
    for piece in STYLE.split("/*") {
        let rules = piece.split_once("*/").map_or(piece, |(_, rules)| rules);
        style.push_str(rules);
    }
    for (token, value) in LIGHT {
        style = style.replace(&format!("var({token})"), value);
    }
    style.replace("var(--sans)", "\"Noto Sans\",\"Liberation Sans\",Arial,sans-serif").replace('\n', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_is_written_out() {
        let style = light_style();
        assert!(!style.contains("var("), "{style}");
        assert!(!style.contains("/*") && !style.contains('<'), "{style}");
    }
}
