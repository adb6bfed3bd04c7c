//! Who got an activity and when, from a file: `exposed` facts, brought in by the same door as every file.

use std::sync::Mutex;
use std::sync::atomic::AtomicU64;

use askama::Template;
use axum::extract::{Multipart, Path};
use axum::http::StatusCode;
use axum::response::Response;
use ledger::describe::ColumnKind;
use ledger::input::{InputError, Need, Reading, Rows as _, Table};
use ledger::mapping::{As, Mapping};
use relationship::Day;
use study::draw::quoted;

use super::given::{self, Given};
use crate::fault::Fault;
use crate::frame::{Frame, Place, go_to, page_with};
use crate::imports::Shelf;
use crate::posted::{Fields, Posted};
use crate::visit::Guest;

/// Words of a column that say somebody got it, that somebody was left alone, and that it does not concern them.
const GOT: [&str; 8] = ["1", "yes", "ja", "true", "waar", "treated", "x", "j"];
const LEFT_ALONE: [&str; 7] = ["0", "no", "nee", "false", "onwaar", "held_out", "n"];
const OUTSIDE: [&str; 3] = ["", "company_holdout", "other_lane"];

#[derive(Template)]
#[template(path = "activities/exposed.html")]
pub(crate) struct ExposedPage {
    pub(crate) f: Frame,
    pub(crate) id: String,
    pub(crate) activity: String,
    pub(crate) file: String,
    pub(crate) file_name: String,
    pub(crate) rows: String,
    pub(crate) columns: Vec<String>,
    pub(crate) customer: String,
    pub(crate) at: String,
    pub(crate) got: String,
    pub(crate) day: String,
    pub(crate) wrong: Option<String>,
}

/// Which column says what.
struct Chosen {
    customer: String,
    /// The day, or nothing where it is the same for all.
    at: String,
    /// Who got it; nothing where everybody in the file did.
    got: String,
    day: String,
}

pub(super) async fn create_file(guest: Guest, Path(id): Path<String>, mut form: Multipart) -> Result<Response, Fault> {
    given::put(&guest, &id, &mut form, "exposed").await
}

/// What was chosen, or what the columns look like.
fn chosen(guest: &Guest, opened: &Given, fields: &Fields) -> Chosen {
    let columns = &opened.description.columns;
    let of_kind = |kind| columns.iter().find(|it| it.kind == kind).map(|it| it.name.clone());
    let is_said = fields.get("customer").is_some();
    let or = |name: &str, guess: Option<String>| {
        if is_said { fields.text(name).to_owned() } else { guess.unwrap_or_default() }
    };
    let named = columns.iter().find(|it| matches!(it.name.as_str(), "treated" | "arm")).map(|it| it.name.clone());
    Chosen {
        customer: or("customer", of_kind(ColumnKind::Id).or(columns.first().map(|it| it.name.clone()))),
        at: or("at", of_kind(ColumnKind::Day)),
        got: or("got", named.or(of_kind(ColumnKind::YesNo))),
        day: or("day", Some(guest.app.today().to_string())),
    }
}

fn exposed_page(guest: &Guest, opened: &Given, chosen: Chosen, wrong: Option<String>) -> ExposedPage {
    let f = Frame::of(guest, Place::Activities);
    ExposedPage {
        id: opened.it.id.to_string(),
        activity: opened.it.now().map(|it| it.name.clone()).unwrap_or_default(),
        file: opened.file.to_string(),
        file_name: opened.waiting.name.clone(),
        rows: f.count(opened.description.rows),
        columns: opened.description.columns.iter().map(|it| it.name.clone()).collect(),
        customer: chosen.customer,
        at: chosen.at,
        got: chosen.got,
        day: chosen.day,
        wrong,
        f,
    }
}

pub(super) async fn read_file(guest: Guest, Path((id, file)): Path<(String, String)>) -> Result<Response, Fault> {
    let opened = match given::open(&guest, &id, &file).await? {
        Ok(opened) => opened,
        Err(refused) => return Ok(refused),
    };
    let chosen = chosen(&guest, &opened, &Fields::default());
    page_with(StatusCode::OK, &exposed_page(&guest, &opened, chosen, None))
}

/// Writes the facts as a file of events and brings that in: its journal, its rejects and its way back are those of an import.
pub(super) async fn create_exposures(
    Path((id, file)): Path<(String, String)>,
    Posted { guest, fields }: Posted,
) -> Result<Response, Fault> {
    let opened = match given::open(&guest, &id, &file).await? {
        Ok(opened) => opened,
        Err(refused) => return Ok(refused),
    };
    let chosen = chosen(&guest, &opened, &fields);
    let (path, columns) =
        (opened.waiting.file.clone(), [chosen.customer.clone(), chosen.at.clone(), chosen.got.clone()]);
    let (day, reference) = (chosen.day.parse::<Day>().ok(), opened.it.id.to_string());
    if let Some(odd) = missing(&opened, &chosen) {
        let wrong = Some(guest.speech.t1("activity-column-missing", "name", odd));
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &exposed_page(&guest, &opened, chosen, wrong));
    }
    if chosen.at.is_empty() && day.is_none() {
        let wrong = Some(guest.speech.t("activity-got-day-missing"));
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &exposed_page(&guest, &opened, chosen, wrong));
    }
    let work = move || events(&path, &columns, day, &reference);
    let content = tokio::task::spawn_blocking(work).await.map_err(|_| Fault::Broken { what: "a file of events" })?;
    let content = content.map_err(|error| Fault::Ledger(error.into()))?;
    let name =
        format!("exposed-{}", opened.waiting.name.rsplit_once('.').map_or(opened.waiting.name.as_str(), |it| it.0));
    let (import, waiting) = guest.app.shelve_import(&format!("{name}.csv"), content).await?;
    guest.app.clear_shelf(Shelf::Measures, opened.file).await;
    guest.app.start_import(import, waiting, mapping(&id), guest.act()).await?;
    guest.app.wait_for_import(import, std::time::Duration::from_secs(3)).await;
    Ok(go_to(&format!("/import/{import}")))
}

/// A column that was chosen and is not in the file.
fn missing(opened: &Given, chosen: &Chosen) -> Option<String> {
    let is_there = |name: &str| opened.description.columns.iter().any(|it| it.name == name);
    let optional = [&chosen.at, &chosen.got].into_iter().filter(|it| !it.is_empty());
    std::iter::once(&chosen.customer).chain(optional).find(|it| !is_there(it)).cloned()
}

/// How the written file is to be taken.
fn mapping(activity: &str) -> Mapping {
    let column = |name: &str| Some(name.to_owned());
    Mapping {
        kind_of_row: Some(As::Events),
        id: column("customer"),
        at: column("at"),
        kind: Some("exposed".to_owned()),
        value: column("value"),
        refers_to: column("ref"),
        source: Some(format!("activity {activity}")),
        ..Mapping::default()
    }
}

/// `customer,at,value,ref`: 1 for who got it, 0 for who was left alone; whom the draw does not concern is not told of. Another
/// number or word stays as it is, so that the import rejects that row by name.
fn events(
    path: &std::path::Path,
    [customer, at, got]: &[String; 3],
    day: Option<Day>,
    reference: &str,
) -> Result<String, InputError> {
    let table = Table::open(path, &Reading::default())?;
    let place = |name: &String| table.columns().iter().position(|it| it == name);
    let (customer, at, got) = (place(customer).unwrap_or(0), place(at), place(got));
    let mut needs = vec![Need::default(); table.columns().len()];
    for column in [Some(customer), at, got].into_iter().flatten() {
        if let Some(need) = needs.get_mut(column) {
            *need = Need::ALL;
        }
    }
    let day = day.map(|it| it.to_string()).unwrap_or_default();
    let text = Mutex::new(String::from("customer,at,value,ref\n"));
    table.read::<(), InputError>(&needs, &mut [()], &AtomicU64::new(0), |(), block, _| {
        let mut lines = String::new();
        for row in 0..block.len() {
            let said = got.map_or("1", |column| block.text(row, column).trim());
            let value = match said.to_lowercase().as_str() {
                word if GOT.contains(&word) => "1",
                word if LEFT_ALONE.contains(&word) => "0",
                word if OUTSIDE.contains(&word) => continue,
                word => match word.parse::<f64>() {
                    Ok(1.0) => "1",
                    Ok(0.0) => "0",
                    // Any other number would be taken for a value: as words the import rejects it by name.
                    Ok(_) => &format!("{word}: neither 1 nor 0"),
                    Err(_) => said,
                },
            };
            let at = at.map_or(day.as_str(), |column| block.text(row, column).trim());
            let cells = [block.text(row, customer).trim(), at, value, reference].map(quoted);
            lines.push_str(&cells.join(","));
            lines.push('\n');
        }
        if let Ok(mut text) = text.lock() {
            text.push_str(&lines);
        }
        Ok(())
    })?;
    Ok(text.into_inner().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_got_it_becomes_events_and_others_are_not_told_of() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("arms.csv");
        let arms = "customer,arm,treated\nK1,treated,1\n\"K,2\",held_out,0\nK3,company_holdout,\n";
        std::fs::write(&file, arms).expect("written");
        let columns = |got: &str| ["customer".to_owned(), String::new(), got.to_owned()];
        let day = "2026-12-01".parse().ok();
        let expected = "customer,at,value,ref\nK1,2026-12-01,1,A\n\"K,2\",2026-12-01,0,A\n";
        assert_eq!(events(&file, &columns("treated"), day, "A").expect("events"), expected);
        assert_eq!(events(&file, &columns("arm"), day, "A").expect("events"), expected);
        std::fs::write(&file, "customer,arm\nK1,treated\nK2,gekregen\nK3,2\n").expect("written");
        let strange = events(&file, &columns("arm"), day, "A").expect("events");
        let odd = "K2,2026-12-01,gekregen,A\nK3,2026-12-01,2: neither 1 nor 0,A\n";
        assert!(strange.ends_with(odd), "what nobody understands is not lost: {strange}");
        std::fs::write(&file, arms).expect("written");
        let all = events(&file, &columns(""), day, "A").expect("events");
        assert_eq!(all.lines().count(), 4, "without a column everybody got it: {all}");
    }
}
