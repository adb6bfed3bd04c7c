//! What the report pages are made of: numbers that explain themselves, tables, pictures, and the way to take the
//! numbers along. A page fills these with finished texts; the templates only place them.

mod voice;

pub(crate) use voice::Voice;

use std::borrow::Borrow;

use askama::Template;
use askama::filters::HtmlSafe;
use relationship::Period;
use report::Report;

/// A number as it stands on a page. Either `value` is filled, or `not_known` says in words why there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) value: String,
    pub(crate) unit: String,
    pub(crate) interval: String,
    pub(crate) n: String,
    pub(crate) not_known: String,
}

impl Shown {
    /// Words in the place of a number.
    pub(crate) fn not_known(why: String) -> Self {
        Self { not_known: why, ..Self::default() }
    }

    /// A number that is written out already.
    pub(crate) fn plain(value: impl Into<String>) -> Self {
        Self { value: value.into(), ..Self::default() }
    }

    /// Is there a number?
    pub(crate) fn is_known(&self) -> bool {
        self.not_known.is_empty()
    }
}

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.is_known() {
            return f.write_str(&self.not_known);
        }
        f.write_str(&self.value)?;
        f.write_str(&self.unit)?;
        if !self.interval.is_empty() {
            write!(f, " {}", self.interval)?;
        }
        Ok(())
    }
}

/// How a number was computed: what `<details>` opens.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "parts/how.html")]
pub(crate) struct How {
    /// What one clicks.
    pub(crate) summary: String,
    /// Name and text, in reading order: definition, denominator, method, level, period, moment.
    pub(crate) lines: Vec<(String, String)>,
    /// Stands over the command.
    pub(crate) command_label: String,
    /// The command that gives the same.
    pub(crate) command: String,
    /// Stands over the SQL.
    pub(crate) sql_label: String,
    /// The SQL that counted.
    pub(crate) sql: Vec<String>,
}

impl HtmlSafe for How {}

/// One key figure.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) shown: Shown,
    /// Stands behind the interval: n, or what the number is set against.
    pub(crate) company: String,
    pub(crate) how: How,
}

/// Two to four key figures in a row.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/figures.html")]
pub(crate) struct Figures {
    pub(crate) figures: Vec<Figure>,
}

impl HtmlSafe for Figures {}

/// The head of one column.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) title: String,
    pub(crate) number: bool,
    /// What lies to the left and to the right, over a drawing with a line of no effect.
    pub(crate) ends: Option<[String; 2]>,
}

impl Column {
    /// A column of words.
    pub(crate) fn words(title: String) -> Self {
        Self { title, number: false, ends: None }
    }

    /// A column of numbers.
    pub(crate) fn numbers(title: String) -> Self {
        Self { title, number: true, ends: None }
    }

    /// A column of drawings with a line of no effect.
    pub(crate) fn between(less: String, more: String) -> Self {
        Self { title: String::new(), number: false, ends: Some([less, more]) }
    }
}

/// One cell: a picture, or a number or words.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cell {
    /// A drawing of our own that fills the cell.
    pub(crate) plot: String,
    pub(crate) shown: Shown,
    pub(crate) strong: bool,
}

impl Cell {
    /// The number the row is about.
    pub(crate) fn main(shown: Shown) -> Self {
        Self { shown, strong: true, ..Self::default() }
    }

    /// A number beside it.
    pub(crate) fn side(shown: Shown) -> Self {
        Self { shown, ..Self::default() }
    }

    /// A drawing.
    pub(crate) fn plot(svg: String) -> Self {
        Self { plot: svg, ..Self::default() }
    }
}

/// A box beside a row, to choose it for the form below.
#[derive(Debug, Clone)]
pub(crate) struct Pick {
    /// The form it belongs to.
    pub(crate) form: &'static str,
    /// The field; its value is the name of the row.
    pub(crate) name: &'static str,
    /// What a screen reader says.
    pub(crate) label: String,
}

/// One row of a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    pub(crate) pick: Option<Pick>,
    /// The sample of the row's series, when a picture beside the table has one.
    pub(crate) swatch: String,
    pub(crate) name: String,
    /// Where the name leads, if anywhere.
    pub(crate) href: String,
    /// Small under the name.
    pub(crate) below: String,
    pub(crate) cells: Vec<Cell>,
}

/// A table beside a picture, or a table that holds its pictures itself.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "parts/table.html")]
pub(crate) struct Table {
    pub(crate) caption: String,
    /// The head of the first column.
    pub(crate) first: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) lines: Vec<Line>,
    /// On a phone name, number and n stay on one line, with the plot below; for tables of just these.
    pub(crate) folds: bool,
}

impl HtmlSafe for Table {}

/// Numbers beside a name from which a phone shows a long table as it is, to be moved sideways under its names.
const SCROLLED_COLUMNS_MIN: usize = 5;
/// Rows from which it does.
const SCROLLED_LINES_MIN: usize = 7;

impl Table {
    /// Long rows of months stay a table on a phone; of others each value goes below the other behind its name.
    fn scrolls(&self) -> bool {
        let has_plot = self.lines.iter().flat_map(|line| &line.cells).any(|cell| !cell.plot.is_empty());
        !has_plot && self.columns.len() >= SCROLLED_COLUMNS_MIN && self.lines.len() >= SCROLLED_LINES_MIN
    }

    fn title(&self, place: impl Borrow<usize>) -> &str {
        self.columns.get(*place.borrow()).map_or("", |column| column.title.as_str())
    }

    /// Numbers stand to the right, words to the left.
    fn side(&self, place: impl Borrow<usize>) -> &'static str {
        if self.columns.get(*place.borrow()).is_none_or(|column| column.number) { " class=\"r nw\"" } else { "" }
    }
}

/// A heat map: a table with a shade behind each number.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "parts/heat.html")]
pub(crate) struct Heat {
    pub(crate) first: String,
    pub(crate) columns: Vec<String>,
    pub(crate) lines: Vec<HeatLine>,
}

impl HtmlSafe for Heat {}

/// One cohort of a heat map.
#[derive(Debug, Clone)]
pub(crate) struct HeatLine {
    pub(crate) name: String,
    pub(crate) n: String,
    pub(crate) cells: Vec<HeatCell>,
}

/// One cell of a heat map.
#[derive(Debug, Clone, Default)]
pub(crate) struct HeatCell {
    /// The shade.
    pub(crate) class: &'static str,
    pub(crate) text: String,
    /// Value with interval and n, told when the pointer rests on the cell.
    pub(crate) hint: String,
}

/// What stands under a picture: how it was counted, and the numbers to take along.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "parts/take.html")]
pub(crate) struct Take {
    pub(crate) how: How,
    /// Name and address of each way to take the numbers along.
    pub(crate) links: Vec<(String, String)>,
}

impl HtmlSafe for Take {}

/// A picture with text, drawn for two widths, and the legend the narrow one needs.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "parts/picture.html")]
pub(crate) struct Drawing {
    pub(crate) picture: charts::Picture,
    /// Names in the order of the series; shown on narrow screens when there are two or more.
    pub(crate) legend: Vec<(String, String)>,
}

impl HtmlSafe for Drawing {}

impl Drawing {
    /// A picture of these series.
    pub(crate) fn of(picture: charts::Picture, names: impl IntoIterator<Item = String>) -> Self {
        let legend: Vec<_> = names.into_iter().enumerate().map(|(i, name)| (charts::swatch(i), name)).collect();
        let legend = if legend.len() > charts::SERIES_MAX { Vec::new() } else { legend };
        Self { picture, legend }
    }
}

/// Words in the place of a picture: what will stand here and what is needed for it.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "parts/empty.html")]
pub(crate) struct Empty {
    pub(crate) text: String,
    /// Text and address of the next step.
    pub(crate) step: Option<(String, String)>,
}

impl HtmlSafe for Empty {}

/// How the numbers of a report were counted. `denominator` is the key of the sentence that says by what was divided;
/// `method` the name of the estimate's method.
pub(crate) fn how(voice: &Voice, report: &Report, denominator: &str, method: Option<&str>) -> How {
    let definition = &report.definition;
    let mut lines = vec![(voice.t("how-definition"), definition_text(voice, report))];
    if !denominator.is_empty() {
        lines.push((voice.t("how-denominator"), voice.t(denominator)));
    }
    if let Some(text) = method.map(|method| method_text(voice, method)) {
        lines.push((voice.t("how-method"), text));
    }
    lines.push((voice.t("how-level"), voice.percent(definition.level, 0)));
    lines.push((voice.t("how-period"), period_text(voice, report)));
    How {
        summary: voice.t("how-summary"),
        lines,
        command_label: voice.t("how-command"),
        command: report.how.command.clone(),
        sql_label: String::new(),
        sql: Vec::new(),
    }
}

/// How everything on the page was counted: the sentences of the report itself and the SQL.
pub(crate) fn how_all(voice: &Voice, report: &Report) -> How {
    let mut all = how(voice, report, "", None);
    all.summary = voice.t("how-summary-all");
    let methods = report.how.methods.iter().map(|note| (voice.t("how-method"), voice.note(note)));
    all.lines.splice(1..1, methods);
    all.lines.push((voice.t("how-observed"), voice.day(report.period.observed_until)));
    all.sql_label = voice.t("how-sql");
    all.sql.clone_from(&report.how.sql);
    all
}

fn definition_text(voice: &Voice, report: &Report) -> String {
    use relationship::LeftWhen;
    let definition = &report.definition;
    let (event, days) = match definition.left_when {
        LeftWhen::Request => ("request", 0),
        LeftWhen::EffectiveDate => ("effective-date", 0),
        LeftWhen::LastPayment { silent_days } => ("last-payment", silent_days),
        LeftWhen::Silence { silent_days } => ("silence", silent_days),
    };
    let mut text = voice.t1(&format!("how-left-{event}"), "days", days);
    if !definition.not_counted.is_empty() {
        let kinds: Vec<String> = definition.not_counted.iter().map(|kind| voice.kind(*kind)).collect();
        text.push(' ');
        text.push_str(&voice.t1("how-left-not-counted", "kinds", kinds.join(", ")));
    }
    text.push(' ');
    text.push_str(&voice.t1("how-left-version", "version", definition.version));
    text
}

fn method_text(voice: &Voice, method: &str) -> String {
    let key = format!("method-{}", method.replace('_', "-"));
    voice.find(&key, &[]).unwrap_or_else(|| method.replace('_', " "))
}

/// The days a report speaks of: a stretch, everything until now, or one picture in time.
pub(crate) fn period_text(voice: &Voice, report: &Report) -> String {
    let until = voice.day(report.period.observed_until);
    match (report.period.from, report.period.to) {
        _ if report.period.unit == "snapshot" => voice.t1("period-picture", "day", until),
        (Some(from), Some(to)) => format!("{} – {}", voice.day(from), voice.day(to)),
        (Some(from), None) => format!("{} – {until}", voice.day(from)),
        (None, Some(to)) => voice.t1("period-until", "day", voice.day(to)),
        (None, None) => voice.t1("period-until", "day", until),
    }
}

/// The level of the report's intervals, in words.
pub(crate) fn level(voice: &Voice, report: &Report) -> String {
    voice.percent(report.definition.level, 0)
}

/// The period a report is cut into.
pub(crate) fn period_of(report: &Report) -> Option<Period> {
    report.period.unit.parse().ok()
}

/// The remarks of a report, each once.
pub(crate) fn warnings(voice: &Voice, report: &Report) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    for note in &report.warnings {
        let text = voice.note(note);
        if !said.contains(&text) {
            said.push(text);
        }
    }
    said
}
