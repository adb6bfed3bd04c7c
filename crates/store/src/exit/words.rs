//! What leavers wrote goes after its term; what they chose, and when, stays. The receipt stays whole, because it is proof.

use relationship::exit::ExitEvent;
use serde_json::json;

use crate::connection::{Tx, execute, fetch_all, fetch_optional};
use crate::error::Cell;
use crate::{Moment, StoreError};

const DAY_SECONDS: i64 = 24 * 60 * 60;
/// So many days after the last thing that happened to a case that nobody has to see to any more, where the company says
/// nothing else.
pub const EXIT_WORDS_DAYS_USUAL: u32 = 90;
/// The longest term.
pub const EXIT_WORDS_DAYS_MAX: u32 = 3650;
/// Cases whose words go in one transaction: the next call goes on.
const CASES_MAX: i64 = 500;

impl Tx {
    /// Takes the own words out of cases whose term is over; gives from how many cases.
    pub(crate) async fn forget_exit_words(&mut self, at: Moment) -> Result<u64, StoreError> {
        let said: Option<(String,)> =
            fetch_optional!(self, "select value from settings where name = 'exit_words_days'")?;
        let days = said.and_then(|(days,)| days.parse().ok()).unwrap_or(EXIT_WORDS_DAYS_USUAL);
        let before = at.plus_seconds(-i64::from(days) * DAY_SECONDS).us();
        let cases: Vec<(String,)> = fetch_all!(
            self,
            "select id from exits
             where words_gone_at_us is null and changed_at_us <= $1 and state <> 'open' and due_on is null
             order by changed_at_us limit $2",
            before,
            CASES_MAX,
        )?;
        let mut gone = 0;
        for (case,) in cases {
            gone += u64::from(self.forget_words_of(&case).await?);
            execute!(self, "update exits set words_gone_at_us = $1 where id = $2", at.us(), &case)?;
        }
        Ok(gone)
    }

    /// Takes the own words out of one case; says whether there were any.
    async fn forget_words_of(&mut self, case: &str) -> Result<bool, StoreError> {
        let rows: Vec<(i64, String)> = fetch_all!(
            self,
            "select seq, body from exit_events where exit_id = $1 and event in ('declared', 'asked_again', 'words_given')",
            case,
        )?;
        let mut had_words = false;
        for (seq, body) in rows {
            let id = format!("{case} {seq}");
            let event: ExitEvent = Cell { table: "exit_events", column: "body", id: &id }.read_json(&body)?;
            let Some(event) = event.without_words() else { continue };
            had_words = true;
            execute!(
                self,
                "update exit_events set body = $1 where exit_id = $2 and seq = $3",
                json!(event).to_string(),
                case,
                seq,
            )?;
        }
        Ok(had_words)
    }
}
