//! What the people of the company get.

use pages::Speech;
use relationship::Day;

use crate::{Block, Writing};

/// A case that waits longer than was promised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Late {
    /// Its number. Never a name: mail to staff travels far.
    pub case: String,
    /// The day it was due.
    pub due_on: Day,
}

/// Cases wait longer than was promised. The one that waits longest stands first.
pub fn overdue(speech: &Speech, late: &[Late], link: &str) -> Writing {
    let mut late: Vec<&Late> = late.iter().collect();
    late.sort_by_key(|case| case.due_on);
    let items = late.iter().map(|it| speech.t2("mail-overdue-row", "case", &it.case, "day", speech.day(it.due_on)));
    Writing::new(speech.language(), speech.t1("mail-overdue-title", "count", late.len()))
        .say(speech.t1("mail-overdue-text", "count", late.len()))
        .with(Block::Items { items: items.collect() })
        .with(Block::Link { label: speech.t("mail-overdue-open"), address: link.to_owned() })
}
