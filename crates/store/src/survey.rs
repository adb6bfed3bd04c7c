//! Surveys: every version that was ever published, as its file.

use relationship::listening::Survey;
use serde_json::json;
use sqlx_macros::FromRow;

use crate::connection::{execute, fetch_all, fetch_optional};
use crate::error::{Cell, check_text};
use crate::{Act, Moment, Store, StoreError};

/// One version of a survey, with who published it and when.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedSurvey {
    /// The survey; it knows its version.
    pub survey: Survey,
    /// Its file.
    pub body: String,
    /// Who, and when.
    pub act: Act,
}

#[derive(FromRow)]
struct Row {
    survey: String,
    version: i64,
    body: String,
    published_by: String,
    published_at_us: i64,
}

impl Row {
    fn read(self) -> Result<PublishedSurvey, StoreError> {
        let id = format!("{} {}", self.survey, self.version);
        let cell = |column| Cell { table: "surveys", column, id: &id };
        let survey = Survey::parse(&self.survey, &self.body).map_err(|why| cell("body").damaged(&why))?;
        let act = Act { by: cell("published_by").read(&self.published_by)?, at: Moment::from_us(self.published_at_us) };
        Ok(PublishedSurvey { survey, body: self.body, act })
    }
}

impl Store {
    /// Publishes a survey from its file; `false` when this very text was published before. A version is never changed.
    ///
    /// # Errors
    /// `SurveyPublished` when the version has another text.
    pub async fn publish_survey(&self, survey: &Survey, body: &str, act: Act) -> Result<bool, StoreError> {
        check_text(0, "body", body)?;
        let mut tx = self.write().await?;
        let version = i64::from(survey.version);
        let stored = execute!(
            tx,
            "insert into surveys (survey, version, body, published_by, published_at_us) values ($1, $2, $3, $4, $5)
             on conflict (survey, version) do nothing",
            &survey.survey,
            version,
            body,
            act.by.to_string(),
            act.at.us(),
        )?;
        if stored == 0 {
            let before: Option<(String,)> = fetch_optional!(
                tx,
                "select body from surveys where survey = $1 and version = $2",
                &survey.survey,
                version,
            )?;
            if before.is_some_and(|(before,)| before == body) {
                return Ok(false);
            }
            let newest: Option<(i64,)> = fetch_optional!(
                tx,
                "select version from surveys where survey = $1 order by version desc limit 1",
                &survey.survey,
            )?;
            let newest = newest.map_or(survey.version, |(it,)| u32::try_from(it).unwrap_or(u32::MAX));
            let (survey, version) = (survey.survey.clone(), survey.version);
            return Err(StoreError::SurveyPublished { survey, version, next: newest.saturating_add(1) });
        }
        let about = format!("survey:{}:{version}", survey.survey);
        tx.record(act, "survey_published", about, json!({ "version": version })).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// One version of a survey.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn survey(&self, survey: &str, version: u32) -> Result<Option<PublishedSurvey>, StoreError> {
        let mut db = self.read().await?;
        let row: Option<Row> = fetch_optional!(
            db,
            "select survey, version, body, published_by, published_at_us from surveys
             where survey = $1 and version = $2",
            survey,
            i64::from(version),
        )?;
        row.map(Row::read).transpose()
    }

    /// The newest version of a survey: what new invitations are for.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn newest_survey(&self, survey: &str) -> Result<Option<PublishedSurvey>, StoreError> {
        let mut db = self.read().await?;
        let row: Option<Row> = fetch_optional!(
            db,
            "select survey, version, body, published_by, published_at_us from surveys
             where survey = $1 order by version desc limit 1",
            survey,
        )?;
        row.map(Row::read).transpose()
    }

    /// Every version of every survey, by name, the newest first.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn surveys(&self) -> Result<Vec<PublishedSurvey>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<Row> = fetch_all!(
            db,
            "select survey, version, body, published_by, published_at_us from surveys order by survey, version desc",
        )?;
        rows.into_iter().map(Row::read).collect()
    }
}
