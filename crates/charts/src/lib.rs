//! Pictures drawn on the server as SVG: the same picture on the screen, in a mail, in a PDF and in a test.
//!
//! A picture takes plain numbers, labels that are already in the reader's language, and closures that write numbers the
//! way that language does. It gives SVG text whose looks come from classes ([`STYLE`]), never from `style` attributes,
//! so that a strict content security policy holds. A picture with text is drawn twice, for a wide and a narrow screen,
//! so that 12 px stays 12 px.
//!
//! | question | picture |
//! | --- | --- |
//! | who is still here after so many months? | [`StepCurves`] |
//! | how many have left for a reason by then, how much hazard has added up? | [`StepCurves::draw_rising`] |
//! | what share left in each month, what is out of the ordinary? | [`Lines`] |
//! | how large is each share, and how sure? | [`bar_cell`], one per table row |
//! | how much of it, against something else? | [`pair_cell`], one per table row |
//! | on which side of no effect does the interval lie? | [`Forest`]; [`ForestRow`], one per table row |
//! | which cells are high, which are low? | [`HeatScale`], classes for an HTML table |
//! | of which parts does a whole consist? | [`part_bar`] |
//! | where do customers stand, and how did that go? | [`ladder_bar`], [`ladder_flow`] |
//! | how does a link get from paper into a phone? | [`qr`] |
//!
//! Nothing here rounds for the reader or judges: what is uncertain is drawn open, dashed or banded.

mod cell;
mod curve;
mod forest;
mod heat;
mod ladder;
mod line;
mod panels;
mod part;
mod qr;
mod scale;
mod standalone;
mod svg;

pub use cell::{Bar, ForestMark, ForestRow, bar_cell, pair_cell};
pub use curve::{CurveWords, Rising, StepCurves, StepGroup, StepPoint};
pub use forest::{FOREST_LINES_MAX, Forest, ForestLine};
pub use heat::HeatScale;
pub use ladder::{LadderColumn, ladder_bar, ladder_flow};
pub use line::{LineSeries, LineWords, Lines, Mark, Period, Since};
pub use part::part_bar;
pub use qr::qr;
pub use scale::{Ticks, TimeUnit, time_ticks, value_ticks};
pub use standalone::{stacked, standalone};
pub use svg::{escape, swatch};

/// The rules for every class the pictures use, written with the colour tokens of the product (`var(--ink)` and so on).
/// The page that shows the pictures serves it; [`standalone`] writes it into the picture with the light values.
pub const STYLE: &str = include_str!("../assets/charts.css");

/// Width of a wide picture in its own units; one unit is one pixel on a desktop.
pub const WIDE: f64 = 860.0;
/// Width of a narrow picture in its own units; one unit is one pixel on a phone.
pub const NARROW: f64 = 358.0;
/// Most series in one drawing: more cannot be told apart by dash and colour, and become small panels.
pub const SERIES_MAX: usize = 3;

/// One picture, drawn for both widths. `Display` writes both, one after the other; the style sheet shows one of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picture {
    /// The drawing for screens over 640 px, for mail and for paper.
    pub wide: String,
    /// The drawing for a phone.
    pub narrow: String,
}

impl std::fmt::Display for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.wide)?;
        f.write_str(&self.narrow)
    }
}
