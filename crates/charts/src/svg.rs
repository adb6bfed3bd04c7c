//! Writing SVG: escaped text, short numbers, and a canvas that never lets a number that is not one through.

use std::fmt::Write as _;

/// Text made safe for element content and for attribute values in double quotes. Characters that XML does not
/// allow at all (most control characters) are left out.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

/// A coordinate with at most one decimal. A value that is not finite becomes 0: the drawings skip such values, this is
/// the last guard, because one `NaN` makes a browser drop the whole path.
pub(crate) fn number(value: f64) -> String {
    let rounded = if value.is_finite() { (value * 10.0).round() / 10.0 } else { 0.0 };
    // Adding zero turns −0 into 0.
    format!("{}", rounded + 0.0)
}

/// About how wide a text of 12 to 13 px is. Good enough to keep labels apart; never used to cut numbers.
pub(crate) fn text_width(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii_punctuation() || c == ' ' || matches!(c, 'i' | 'l') { 4.2 } else { 7.3 }).sum()
}

/// The text itself when it fits in `width`, else as much of it as does, with an ellipsis.
pub(crate) fn fit(text: &str, width: f64) -> String {
    if text_width(text) <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if text_width(&out) + 12.0 > width {
            break;
        }
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// Where a text hangs on its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// The commands of one path.
#[derive(Debug, Default, Clone)]
pub(crate) struct Path(String);

impl Path {
    pub(crate) fn to(&mut self, x: f64, y: f64) -> &mut Self {
        let command = if self.0.is_empty() { 'M' } else { 'L' };
        let _ = write!(self.0, "{command}{} {}", number(x), number(y));
        self
    }

    pub(crate) fn jump(&mut self, x: f64, y: f64) -> &mut Self {
        let _ = write!(self.0, "M{} {}", number(x), number(y));
        self
    }

    pub(crate) fn across(&mut self, x: f64) -> &mut Self {
        let _ = write!(self.0, "H{}", number(x));
        self
    }

    pub(crate) fn down(&mut self, y: f64) -> &mut Self {
        let _ = write!(self.0, "V{}", number(y));
        self
    }

    pub(crate) fn close(&mut self) -> &mut Self {
        if !self.0.is_empty() {
            self.0.push('Z');
        }
        self
    }
}

/// One drawing that grows element by element.
#[derive(Debug)]
pub(crate) struct Canvas {
    body: String,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

impl Canvas {
    pub(crate) fn new(width: f64, height: f64) -> Self {
        Self { body: String::new(), width, height }
    }

    pub(crate) fn path(&mut self, class: &str, path: &Path) {
        if !path.0.is_empty() {
            let _ = write!(self.body, r#"<path class="{class}" d="{}"/>"#, path.0);
        }
    }

    pub(crate) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let mut path = Path::default();
        path.to(from.0, from.1).to(to.0, to.1);
        self.path(class, &path);
    }

    pub(crate) fn circle(&mut self, class: &str, (x, y): (f64, f64), radius: f64) {
        let _ = write!(
            self.body,
            r#"<circle class="{class}" cx="{}" cy="{}" r="{}"/>"#,
            number(x),
            number(y),
            number(radius)
        );
    }

    pub(crate) fn rect(&mut self, class: &str, (x, y): (f64, f64), (width, height): (f64, f64)) {
        let _ = write!(self.body, r#"<rect class="{class}" {}/>"#, corner((x, y), (width, height)));
    }

    /// A see-through area that tells its text when the pointer rests on it.
    pub(crate) fn hint(&mut self, at: (f64, f64), size: (f64, f64), text: &str) {
        let _ = write!(self.body, r#"<rect class="hit" {}><title>{}</title></rect>"#, corner(at, size), escape(text));
    }

    pub(crate) fn text(&mut self, class: &str, (x, y): (f64, f64), anchor: Anchor, text: &str) {
        let class = if class.is_empty() { String::new() } else { format!(r#" class="{class}""#) };
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => r#" text-anchor="middle""#,
            Anchor::End => r#" text-anchor="end""#,
        };
        let _ =
            write!(self.body, r#"<text{class} x="{}" y="{}"{anchor}>{}</text>"#, number(x), number(y), escape(text));
    }

    /// The finished drawing. `label` is the sentence a screen reader says instead of the picture.
    pub(crate) fn finish(self, class: &str, label: &str) -> String {
        format!(
            r#"<svg class="{class}" viewBox="0 0 {} {}" width="100%" role="img" aria-label="{}">{}</svg>"#,
            number(self.width),
            number(self.height),
            escape(label),
            self.body
        )
    }

    /// A drawing without text that is stretched over its table cell. `<svg>` keeps its lines and dots unstretched
    /// because their classes say so.
    pub(crate) fn finish_stretched(self, label: &str) -> String {
        format!(
            r#"<svg viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>"#,
            number(self.width),
            number(self.height),
            escape(label),
            self.body
        )
    }
}

fn corner((x, y): (f64, f64), (width, height): (f64, f64)) -> String {
    format!(
        r#"x="{}" y="{}" width="{}" height="{}""#,
        number(x),
        number(y),
        number(width.max(0.0)),
        number(height.max(0.0))
    )
}

/// The little sample of a series that stands before its name in a legend or a table, or nothing when the series has no
/// line of its own. Series count from 0.
pub fn swatch(series: usize) -> String {
    if series >= crate::SERIES_MAX {
        return String::new();
    }
    format!(
        r#"<svg class="swatch" viewBox="0 0 28 12" width="28" height="12" aria-hidden="true"><path class="s{}" d="M0 6H28"/></svg>"#,
        series + 1
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_safe_in_content_and_in_attributes() {
        assert_eq!(
            escape("<a href=\"x\">'&'\u{0}\u{8}\n</a>"),
            "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39; &lt;/a&gt;"
        );
    }

    #[test]
    fn a_coordinate_is_short_and_always_a_number() {
        let written: Vec<String> =
            [1.0, 1.26, -0.04, f64::NAN, f64::INFINITY, f64::NEG_INFINITY].into_iter().map(number).collect();
        assert_eq!(written, ["1", "1.3", "0", "0", "0", "0"]);
    }

    #[test]
    fn a_long_name_is_cut_and_a_short_one_is_not() {
        assert_eq!(fit("E-bike", 100.0), "E-bike");
        assert_eq!(fit("Month-to-month contract without any discount", 100.0), "Month-to-mont…");
    }
}
