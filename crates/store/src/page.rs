//! Lists come in pages, so that no list can grow past memory.

/// Most rows in one page.
pub const PAGE_ROWS_MAX: u32 = 1_000;

/// One page of a list and where the next begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T, C> {
    /// The rows of this page.
    pub items: Vec<T>,
    /// What to ask the next page with; none after the last page.
    pub next: Option<C>,
}

/// How many rows to fetch for a page of `limit`: one more, which tells whether there is a next page.
pub(crate) fn rows_to_fetch(limit: u32) -> i64 {
    i64::from(limit.clamp(1, PAGE_ROWS_MAX)) + 1
}

impl<T, C> Page<T, C> {
    /// Cuts what was fetched with [`rows_to_fetch`] to one page.
    pub(crate) fn cut(mut items: Vec<T>, limit: u32, cursor: impl Fn(&T) -> C) -> Self {
        let rows = limit.clamp(1, PAGE_ROWS_MAX) as usize;
        let more = items.len() > rows;
        items.truncate(rows);
        let next = items.last().filter(|_| more).map(cursor);
        Self { items, next }
    }
}
