//! The reader of own words: the one that ships, or one that learned from what people here confirmed. It learns beside the
//! pages; until it is done, the one before reads.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use relationship::listening::{Purpose, Use, Value};
use store::{AnswerFilter, Theme};
use words::reasons::{Learner, Reader, Suggestion};

use crate::App;
use crate::fault::Fault;

/// Fewer than these teach nothing that would hold.
const LEARNED_MIN: usize = 10;
/// The newest of what people confirmed, from which the reader learns.
const LEARNED_MAX: u32 = 2_000;

/// What is kept between pages.
#[derive(Debug, Default)]
pub(crate) struct Themes {
    kept: Mutex<Option<(u64, Arc<Reader>)>>,
    is_learning: AtomicBool,
}

/// Reads own words.
#[derive(Debug, Clone, Default)]
pub(super) struct OwnReader(Option<Arc<Reader>>);

impl OwnReader {
    /// What a text is about.
    pub(super) fn read(&self, text: &str, language: store::Language) -> Suggestion {
        let reader = self.0.as_deref().unwrap_or_else(|| Reader::shipped());
        reader.suggest(text, words::Language::of_tag(language.word()))
    }
}

/// What tells apart what the reader learned from.
fn mark(themes: &[Theme]) -> u64 {
    let newest = themes.first().map_or(0, |it| it.act.at.us());
    newest.unsigned_abs().wrapping_mul(31).wrapping_add(themes.len() as u64)
}

/// The reader as it stands now. One that has more to learn does so meanwhile.
pub(super) async fn reader(app: &App) -> Result<OwnReader, Fault> {
    // The shipped reader is trained when it is first asked for; that is no work for the thread of a page.
    let warmed = tokio::task::spawn_blocking(|| Reader::shipped().suggest("", None)).await;
    warmed.map_err(|_| Fault::Broken { what: "the reader of own words" })?;
    let themes = app.store.themes(LEARNED_MAX).await?;
    if themes.len() < LEARNED_MIN {
        return Ok(OwnReader(None));
    }
    let now = mark(&themes);
    let kept = app.themes.kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let is_new = kept.as_ref().is_none_or(|(mark, _)| *mark != now);
    if is_new && !app.themes.is_learning.swap(true, Ordering::AcqRel) {
        let app = app.clone();
        tokio::spawn(async move {
            match learn(&app, &themes).await {
                Ok(reader) => {
                    let kept = Some((now, Arc::new(reader)));
                    *app.themes.kept.lock().unwrap_or_else(PoisonError::into_inner) = kept;
                }
                Err(error) => tracing::warn!(%error, "the reader of own words could not learn"),
            }
            app.themes.is_learning.store(false, Ordering::Release);
        });
    }
    Ok(OwnReader(kept.map(|(_, reader)| reader)))
}

async fn learn(app: &App, themes: &[Theme]) -> Result<Reader, Fault> {
    let wanted = Use::For(Purpose::Improve);
    let mut learner = Learner::new();
    for theme in themes {
        let question = Some(theme.question.clone());
        let filter = AnswerFilter { invitation: Some(theme.invitation), question, ..AnswerFilter::default() };
        for answer in app.store.answers(&filter, wanted, None, 1).await?.items {
            let Ok(Some(Value::Words(text))) = answer.value.get(wanted) else { continue };
            let language = words::Language::of_tag(answer.language.word());
            if let Err(error) = learner.confirm(text, language, &theme.code) {
                tracing::debug!(%error, "a theme teaches nothing");
            }
        }
    }
    let work = tokio::task::spawn_blocking(move || learner.reader()).await;
    work.map_err(|_| Fault::Broken { what: "the reader of own words" })
}
