//! Which values the traits have: what a filter can offer, and whether a filter names one that exists.

use std::sync::{Arc, PoisonError};

use report::{AnalyticsError, Note, TraitValues, Value};

use crate::engine::Opened;
use crate::grouping::{self, PLAN, identifier};
use crate::numbers::{Columns, text_at};
use crate::{Trait, TraitKind};

/// A trait with more words than this is not listed: nobody chooses from such a list, and a misspelled word in it cannot be
/// told from a rare one.
pub const WORDS_MAX: usize = 200;

/// The traits of the customers with their values, for lists to choose from.
pub(crate) async fn all(opened: &Opened) -> Result<Vec<TraitValues>, AnalyticsError> {
    let sources = &opened.sources;
    let has_plan = !sources.is_snapshot && sources.traits.iter().all(|known| known.name != PLAN);
    let plan = has_plan.then(grouping::plan);
    let mut found = Vec::new();
    for known in plan.iter().chain(&sources.traits) {
        let values = match known.kind {
            TraitKind::Text => words(opened, known).await?.as_ref().clone(),
            TraitKind::Number => Some(grouping::cut(opened, known).await?.labels()),
        };
        found.push(TraitValues { name: known.name.clone(), values });
    }
    Ok(found)
}

/// The words of a trait, the most frequent first; nothing where there are too many to list.
pub(crate) async fn words(opened: &Opened, known: &Trait) -> Result<Arc<Option<Vec<String>>>, AnalyticsError> {
    let remembered = || opened.words.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(words) = remembered().get(&known.name) {
        return Ok(Arc::clone(words));
    }
    let (column, source) = if known.is_the_plan() {
        // Every plan anybody ever had, also where most have another one by now.
        ("step['plan']".to_owned(), "(select unnest(plans) as step from spells)")
    } else {
        (identifier(&known.column), "spells")
    };
    let sql = include_str!("../queries/trait_words.sql")
        .replace("{column}", &column)
        .replace("{source}", source)
        .replace("{limit}", &(WORDS_MAX + 1).to_string());
    let mut words: Vec<String> = Vec::new();
    for batch in opened.query(&sql).await? {
        let column = Columns(&batch).texts("word")?;
        words.extend((0..batch.num_rows()).filter_map(|row| text_at(&column, row).map(str::to_owned)));
    }
    let words = Arc::new((words.len() <= WORDS_MAX).then_some(words));
    remembered().insert(known.name.clone(), Arc::clone(&words));
    Ok(words)
}

/// What to say about a filter whose word no customer has; nothing when one has it, or when that cannot be told.
pub(crate) async fn doubt(opened: &Opened, known: &Trait, given: &str) -> Result<Option<Note>, AnalyticsError> {
    let words = words(opened, known).await?;
    let Some(words) = words.as_ref().as_ref().filter(|words| !words.iter().any(|word| word == given)) else {
        return Ok(None);
    };
    let name = &known.name;
    let near = relationship::suggestion::did_you_mean(given, words.iter().map(String::as_str));
    let listed: Vec<String> = words.iter().take(12).map(|word| format!("`{word}`")).collect();
    let hint = near.map_or_else(
        || format!("`{name}` has {}{}", listed.join(", "), if words.len() > listed.len() { " and others" } else { "" }),
        |near| format!("did you mean `{name}={near}`?"),
    );
    let note = Note::new("no_such_value", format!("no customer has `{given}` as `{name}`; {hint}"))
        .with("given", Value::text(given))
        .with("trait", Value::text(name));
    Ok(Some(note.with("hint", Value::text(near.unwrap_or(&words.join(", "))))))
}
