//! Settings of the company: few, typed, one row each.

use relationship::Currency;
use serde_json::json;

use crate::connection::{Turn, execute, fetch_all};
use crate::error::{Cell, check_text};
use crate::{Act, Language, Store, StoreError};

/// The settings of the company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How the company is called on screens and reports; empty until somebody says.
    pub company_name: String,
    /// The currency of every amount in this data folder.
    pub currency: Currency,
    /// The language for who has not chosen one.
    pub language: Language,
}

impl Default for Settings {
    fn default() -> Self {
        Self { company_name: String::new(), currency: Currency::EUR, language: Language::Nl }
    }
}

impl Settings {
    fn rows(&self) -> [(&'static str, &str); 3] {
        [
            ("company_name", self.company_name.as_str()),
            ("currency", self.currency.code()),
            ("language", self.language.word()),
        ]
    }
}

impl Store {
    /// The settings; what nobody set is as in [`Settings::default`].
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn settings(&self) -> Result<Settings, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<(String, String)> = fetch_all!(db, "select name, value from settings")?;
        let mut settings = Settings::default();
        for (name, value) in &rows {
            let cell = Cell { table: "settings", column: "value", id: name };
            match name.as_str() {
                "company_name" => settings.company_name.clone_from(value),
                "currency" => settings.currency = cell.read(value)?,
                "language" => settings.language = cell.read(value)?,
                _ => return Err(Cell { column: "name", ..cell }.damaged(&"there is no setting of this name")),
            }
        }
        Ok(settings)
    }

    /// Changes the settings; what is as it was stays untouched. Gives the names of those that changed.
    ///
    /// # Errors
    /// `NotStorable` for a name with a zero character.
    pub async fn change_settings(&self, settings: &Settings, act: Act) -> Result<Vec<&'static str>, StoreError> {
        check_text(0, "company_name", &settings.company_name)?;
        let before = self.settings().await?;
        let mut tx = self.write().await?;
        // Who keeps settings in memory sees by this number that they changed.
        tx.take_turn(Turn::Settings, 1).await?;
        let mut changed = Vec::new();
        let mut details = json!({});
        for ((name, value), (_, old)) in settings.rows().into_iter().zip(before.rows()) {
            if value == old {
                continue;
            }
            execute!(
                tx,
                "insert into settings (name, value, changed_at_us) values ($1, $2, $3)
                 on conflict (name) do update set value = excluded.value, changed_at_us = excluded.changed_at_us",
                name,
                value,
                act.at.us(),
            )?;
            details[name] = json!({ "from": old, "to": value });
            changed.push(name);
        }
        if !changed.is_empty() {
            tx.record(act, "settings_changed", None, details).await?;
            tx.commit().await?;
        }
        Ok(changed)
    }
}
