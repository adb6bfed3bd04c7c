//! A report page as a whole: a finding, key figures, and sections of a margin and blocks. The pages differ in what they
//! put in; how it stands on paper is decided once, here and in the templates.

use std::fmt;

use askama::Template;
use askama::filters::HtmlSafe;

use super::filter::Filter;
use super::parts::{Drawing, Empty, Figures, Heat, Table, Take};

/// Everything between masthead and footer.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "console/report.html")]
pub(crate) struct Content {
    /// Small over the finding: which report, over which days.
    pub(crate) over: String,
    /// The finding, in a sentence with a number and a verb.
    pub(crate) finding: String,
    /// What it means, or how it compares.
    pub(crate) lead: String,
    pub(crate) filter: Option<Filter>,
    /// Something that must be said before the numbers: the question could not be answered.
    pub(crate) refused: Option<String>,
    pub(crate) figures: Option<Figures>,
    pub(crate) sections: Vec<Section>,
}

impl HtmlSafe for Content {}

/// A message that stands out: its heading is the message.
#[derive(Debug, Clone)]
pub(crate) struct Notice {
    pub(crate) heading: String,
    pub(crate) text: String,
}

/// A heading with its explanation in the margin, and what it explains.
#[derive(Debug, Clone, Default)]
pub(crate) struct Section {
    /// Stands in the address of the heading; unique on the page.
    pub(crate) id: &'static str,
    pub(crate) title: String,
    /// The body takes the whole width, below the margin's texts.
    pub(crate) is_wide: bool,
    pub(crate) margin: Vec<String>,
    /// Text and address under the explanation.
    pub(crate) link: Option<(String, String)>,
    pub(crate) blocks: Vec<Block>,
}

/// One thing in the body of a section.
#[derive(Debug, Clone)]
pub(crate) enum Block {
    Drawing(Drawing),
    Table(Table),
    Heat(Heat),
    Parts(Parts),
    Levels(Levels),
    Rows(Rows),
    Empty(Empty),
    Take(Take),
    Text(Text),
    /// What can be done about the names above it.
    Act(super::silent::Acting),
    /// A drawing of our own.
    Ruler(String),
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Drawing(it) => it.fmt(f),
            Self::Table(it) => it.fmt(f),
            Self::Heat(it) => it.fmt(f),
            Self::Parts(it) => it.fmt(f),
            Self::Levels(it) => it.fmt(f),
            Self::Rows(it) => it.fmt(f),
            Self::Empty(it) => it.fmt(f),
            Self::Take(it) => it.fmt(f),
            Self::Text(it) => it.fmt(f),
            Self::Act(it) => it.fmt(f),
            Self::Ruler(it) => f.write_str(it),
        }
    }
}

impl HtmlSafe for Block {}

/// A sentence in the body.
#[derive(Debug, Clone, Template)]
#[template(source = "<p>{{ text }}</p>", ext = "html")]
pub(crate) struct Text {
    pub(crate) text: String,
}

/// A bar cut into its parts, with each part counted below.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "parts/parts.html")]
pub(crate) struct Parts {
    pub(crate) picture: charts::Picture,
    pub(crate) parts: Vec<Part>,
}

/// One part of a whole.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// Its place in the bar, from 1.
    pub(crate) place: usize,
    pub(crate) count: String,
    pub(crate) name: String,
    /// Its share, small.
    pub(crate) share: String,
}

/// Rows that open into their own rows.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "parts/levels.html")]
pub(crate) struct Levels {
    /// Name, share by customers, share by revenue, n.
    pub(crate) heads: [String; 4],
    pub(crate) families: Vec<Level>,
}

/// One row: a family of reasons, or a reason in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Level {
    pub(crate) name: String,
    /// Small behind the name, such as "proposed".
    pub(crate) remark: String,
    pub(crate) plot: String,
    pub(crate) share: super::parts::Shown,
    pub(crate) revenue: super::parts::Shown,
    pub(crate) n: String,
    pub(crate) within: Vec<Level>,
}

/// Things that ask for somebody's attention, most pressing first.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "parts/rows.html")]
pub(crate) struct Rows {
    pub(crate) rows: Vec<Attention>,
}

/// One thing that asks for attention.
#[derive(Debug, Clone)]
pub(crate) struct Attention {
    pub(crate) heading: String,
    pub(crate) text: String,
    /// Text and address of what to do.
    pub(crate) step: Option<(String, String)>,
}
