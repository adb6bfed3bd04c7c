//! Settings of the company: few, typed, one row each.

use relationship::{Currency, Economics};
use serde_json::json;

use crate::connection::{Turn, execute, fetch_all};
use crate::error::{Cell, check_text};
use crate::exit::EXIT_WORDS_DAYS_USUAL;
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
    /// What a customer brings and costs; costs in hundredths of the currency's unit.
    pub economics: Economics,
    /// So many days after a case of leaving is over, what the leaver wrote is erased.
    pub exit_words_days: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            company_name: String::new(),
            currency: Currency::EUR,
            language: Language::Nl,
            economics: Economics::default(),
            exit_words_days: EXIT_WORDS_DAYS_USUAL,
        }
    }
}

impl Settings {
    /// Name and value of each; what nobody said is blank.
    fn rows(&self) -> [(&'static str, String); 8] {
        let said = |number: Option<i64>| number.map_or_else(String::new, |number| number.to_string());
        let Economics { margin_bp, discount_bp, cost_to_win, cost_to_keep } = self.economics;
        [
            ("company_name", self.company_name.clone()),
            ("currency", self.currency.code().to_owned()),
            ("language", self.language.word().to_owned()),
            ("margin_bp", said(margin_bp.map(i64::from))),
            ("discount_bp", said(discount_bp.map(i64::from))),
            ("cost_to_win", said(cost_to_win)),
            ("cost_to_keep", said(cost_to_keep)),
            ("exit_words_days", self.exit_words_days.to_string()),
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
                "exit_words_days" => settings.exit_words_days = cell.read(value)?,
                "margin_bp" | "discount_bp" | "cost_to_win" | "cost_to_keep" if value.is_empty() => {}
                "margin_bp" => settings.economics.margin_bp = Some(cell.read(value)?),
                "discount_bp" => settings.economics.discount_bp = Some(cell.read(value)?),
                "cost_to_win" => settings.economics.cost_to_win = Some(cell.read(value)?),
                "cost_to_keep" => settings.economics.cost_to_keep = Some(cell.read(value)?),
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
                value.as_str(),
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
