//! Did it help? Those concerned are asked once per point and closing, and say it once.

use relationship::Day;
use relationship::improvement::{Command, Told};
use sqlx_macros::FromRow;

use crate::connection::{execute, fetch_optional};
use crate::error::{Cell, check_text};
use crate::job::insert_jobs;
use crate::{Act, ActionPoint, ActionPointId, Moment, NewJob, Store, StoreError, TokenHash};

/// Somebody who is asked whether it helped.
#[derive(Debug, Clone)]
pub struct NewHelpedQuestion {
    /// The hash of the secret in the link.
    pub token: TokenHash,
    /// As what they are asked.
    pub who: Told,
    /// A customer, or the id of a member.
    pub whom: String,
    /// Until when they can say it.
    pub expires_at: Moment,
    /// The letter.
    pub letter: NewJob,
}

/// A question whether it helped, as who holds the link meets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpedQuestion {
    /// About which point.
    pub point: ActionPointId,
    /// As what they were asked.
    pub who: Told,
    /// A customer, or the id of a member.
    pub whom: String,
    /// Until when they can say it.
    pub expires_at: Moment,
    /// What they said.
    pub helped: Option<bool>,
}

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaidHelped {
    /// It counts.
    Counted,
    /// They had said it before; the first answer stands.
    SaidBefore,
    /// Nobody was asked with this link.
    Unknown,
}

#[derive(FromRow)]
struct Row {
    action_point_id: String,
    who: String,
    whom: String,
    expires_at_us: i64,
    helped: Option<i64>,
}

const fn word(who: Told) -> &'static str {
    match who {
        Told::Customer => "customer",
        Told::Colleague => "colleague",
    }
}

impl Row {
    fn read(self) -> Result<HelpedQuestion, StoreError> {
        let cell = |column| Cell { table: "helped_questions", column, id: &self.action_point_id };
        let who = [Told::Customer, Told::Colleague].into_iter().find(|it| word(*it) == self.who);
        Ok(HelpedQuestion {
            point: cell("action_point_id").read(&self.action_point_id)?,
            who: who.ok_or_else(|| cell("who").damaged(&"nobody who is asked"))?,
            expires_at: Moment::from_us(self.expires_at_us),
            helped: self.helped.map(|it| it == 1),
            whom: self.whom,
        })
    }
}

impl Store {
    /// Asks those concerned whether a closed point helped, with the letters that ask it, in one step. Who was asked with
    /// the same link before is not asked again; gives how many are asked now.
    ///
    /// # Errors
    /// `NotFound`; `ActionPoint` while the point is open; `NotStorable`.
    pub async fn ask_whether_it_helped(
        &self,
        id: ActionPointId,
        questions: &[NewHelpedQuestion],
        today: Day,
        act: Act,
    ) -> Result<u64, StoreError> {
        for (index, it) in questions.iter().enumerate() {
            check_text(index, "whom", &it.whom)?;
        }
        let mut tx = self.write().await?;
        let (mut asked, mut commands) = (0, Vec::new());
        for who in [Told::Customer, Told::Colleague] {
            let mut count = 0;
            for it in questions.iter().filter(|it| it.who == who) {
                let first = execute!(
                    tx,
                    "insert into helped_questions (token_hash, action_point_id, who, whom, asked_at_us, expires_at_us)
                     values ($1, $2, $3, $4, $5, $6) on conflict (token_hash) do nothing",
                    it.token.as_str(),
                    id.to_string(),
                    word(who),
                    &it.whom,
                    act.at.us(),
                    it.expires_at.us(),
                )
                .map_err(|error| StoreError::from_reference(error, "action point", &id))?;
                if first == 1 {
                    insert_jobs(&mut tx, std::slice::from_ref(&it.letter)).await?;
                    count += 1;
                }
            }
            if count > 0 {
                commands.push(Command::AskWhether { whom: who, count });
                asked += count;
            }
        }
        for command in commands {
            tx.act_on_point(id, command, (today, today), act).await?;
        }
        tx.commit().await?;
        Ok(asked)
    }

    /// The question behind a link, if it was ever given out.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn helped_question(&self, token: &TokenHash) -> Result<Option<HelpedQuestion>, StoreError> {
        let mut db = self.read().await?;
        let row: Option<Row> = fetch_optional!(
            db,
            "select action_point_id, who, whom, expires_at_us, helped from helped_questions where token_hash = $1",
            token.as_str(),
        )?;
        row.map(Row::read).transpose()
    }

    /// Takes the answer to a link: the first counts. An unhappy one opens the point again, due on `again_on`.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `DiskFull`, `Database`.
    pub async fn say_whether_it_helped(
        &self,
        token: &TokenHash,
        helped: bool,
        days: (Day, Day),
        act: Act,
    ) -> Result<(SaidHelped, Option<ActionPoint>), StoreError> {
        let Some(question) = self.helped_question(token).await? else { return Ok((SaidHelped::Unknown, None)) };
        let mut tx = self.write().await?;
        let first = execute!(
            tx,
            "update helped_questions set helped = $1, said_at_us = $2 where token_hash = $3 and helped is null",
            i64::from(helped),
            act.at.us(),
            token.as_str(),
        )?;
        if first == 0 {
            return Ok((SaidHelped::SaidBefore, None));
        }
        let point = tx.act_on_point(question.point, Command::Say { who: question.who, helped }, days, act).await?;
        tx.commit().await?;
        Ok((SaidHelped::Counted, Some(point)))
    }
}
