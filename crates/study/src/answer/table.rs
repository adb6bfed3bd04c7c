//! Tables of text, lined up for the eye.

use std::fmt;

/// A table: headings, then rows. Columns whose values begin with a digit or a sign stand to the right.
#[derive(Debug, Clone, Default)]
pub struct Table {
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub fn new<S: Into<String>>(headings: impl IntoIterator<Item = S>) -> Self {
        Self { headings: headings.into_iter().map(Into::into).collect(), rows: Vec::new() }
    }

    /// Adds a row; cells beyond the headings are not shown.
    pub fn row<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// Whether it has no rows.
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Width and side of each column; a column in which nothing stands is not shown.
    fn columns(&self) -> Vec<Option<(usize, bool)>> {
        let is_number = |it: &str| {
            let rest = it.trim_start_matches(['-', '<', ' ']);
            it.is_empty()
                || matches!(it, "-" | "no end" | "undetermined")
                || rest.starts_with(|c: char| c.is_ascii_digit())
        };
        (0..self.headings.len())
            .map(|column| {
                let cells = || self.rows.iter().map(move |row| cell(row, column));
                let is_shown = self.rows.is_empty() || cells().any(|it| !it.is_empty());
                let width = cells().chain([self.headings[column].as_str()]).map(|it| it.chars().count()).max();
                is_shown.then(|| (width.unwrap_or(0), !self.rows.is_empty() && cells().all(is_number)))
            })
            .collect()
    }
}

fn cell(row: &[String], column: usize) -> &str {
    row.get(column).map_or("", String::as_str)
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.columns();
        for (index, row) in std::iter::once(&self.headings).chain(&self.rows).enumerate() {
            let mut cells = Vec::new();
            for (column, shape) in columns.iter().enumerate() {
                let Some((width, is_right)) = *shape else { continue };
                let text = cell(row, column);
                let gap = " ".repeat(width - text.chars().count());
                cells.push(if is_right { format!("{gap}{text}") } else { format!("{text}{gap}") });
            }
            writeln!(f, "{}", cells.join("  ").trim_end())?;
            if index == 0 {
                let rules: Vec<String> = columns.iter().flatten().map(|(width, _)| "-".repeat(*width)).collect();
                writeln!(f, "{}", rules.join("  "))?;
            }
        }
        Ok(())
    }
}
