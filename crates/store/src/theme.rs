//! Themes: what a person says an answer in own words is about, beside what the house had read before they said it.

use sqlx_macros::FromRow;

use crate::connection::{execute, fetch_all};
use crate::error::{Cell, check_text};
use crate::{Act, InvitationId, Moment, Store, StoreError};

/// The theme of an answer, as a person confirmed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// Which invitation.
    pub invitation: InvitationId,
    /// Which question.
    pub question: String,
    /// What it is about: the code of a reason.
    pub code: String,
    /// What the house had read when the person said it; none where it had not dared to.
    pub suggested: Option<String>,
    /// Who said it, and when.
    pub act: Act,
}

#[derive(FromRow)]
struct Row {
    invitation_id: String,
    question: String,
    code: String,
    suggested: Option<String>,
    confirmed_by: String,
    confirmed_at_us: i64,
}

impl Row {
    fn read(self) -> Result<Theme, StoreError> {
        let id = format!("{} {}", self.invitation_id, self.question);
        let cell = |column| Cell { table: "answer_themes", column, id: &id };
        let act = Act { by: cell("confirmed_by").read(&self.confirmed_by)?, at: Moment::from_us(self.confirmed_at_us) };
        let invitation = cell("invitation_id").read(&self.invitation_id)?;
        Ok(Theme { invitation, question: self.question, code: self.code, suggested: self.suggested, act })
    }
}

impl Store {
    /// Writes down what an answer is about. Saying it again changes it; what was suggested the first time stays, so that people
    /// and model are compared on what the model had not learned from.
    ///
    /// # Errors
    /// `NotFound` when there is no such answer, `NotStorable` for a text with a zero character.
    pub async fn confirm_theme(&self, theme: &Theme) -> Result<(), StoreError> {
        check_text(0, "question", &theme.question)?;
        check_text(0, "code", &theme.code)?;
        let mut tx = self.write().await?;
        execute!(
            tx,
            "insert into answer_themes (invitation_id, question, code, suggested, confirmed_by, confirmed_at_us)
             values ($1, $2, $3, $4, $5, $6)
             on conflict (invitation_id, question) do update set code = excluded.code,
                 confirmed_by = excluded.confirmed_by, confirmed_at_us = excluded.confirmed_at_us",
            theme.invitation.to_string(),
            &theme.question,
            &theme.code,
            theme.suggested.as_deref(),
            theme.act.by.to_string(),
            theme.act.at.us(),
        )
        .map_err(|error| StoreError::from_reference(error, "answer", &theme.invitation.to_string()))?;
        tx.commit().await
    }

    /// The themes people confirmed, the newest first.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn themes(&self, limit: u32) -> Result<Vec<Theme>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<Row> = fetch_all!(
            db,
            "select invitation_id, question, code, suggested, confirmed_by, confirmed_at_us from answer_themes
             order by confirmed_at_us desc, invitation_id, question limit $1",
            i64::from(limit),
        )?;
        rows.into_iter().map(Row::read).collect()
    }
}
