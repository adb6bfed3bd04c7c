//! The pages about reports: who leaves, when, why, who stays; each also as CSV and as JSON under the same question.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use ledger::LedgerError;
use relationship::{Currency, Day};
use report::{AnalyticsError, Basis, Extent, Question, Report, ReportName};

use super::content::{Block, Content, Notice, Section};
use super::filter::{self, Choices, Filter};
use super::parts::{Empty, Voice, warnings};
use super::pressing::Pressing;
use super::silent::Acting;
use super::{churn, cohorts, loyalty, overview, precursors, reasons, silent, surveys, survival, value};
use crate::App;
use crate::fault::{Fault, analytics_status};
use crate::frame::{Frame, Place, page, page_with};
use crate::posted::Fields;
use crate::room::Room;
use crate::visit::Guest;

/// The page in its frame.
#[derive(Template)]
#[template(path = "console/page.html")]
pub(super) struct ReportPage {
    pub(super) f: Frame,
    pub(super) title: String,
    pub(super) content: Content,
}

/// The addresses of the report pages.
pub(crate) fn routes() -> Router<App> {
    let mut routes = Router::new().route("/", get(read_overview));
    for name in ReportName::ALL {
        let word = name.word();
        routes = routes
            .route(
                &format!("/{word}"),
                get(move |guest: Guest, app: State<App>, query: RawQuery| read_report(name, guest, app, query)),
            )
            .route(&format!("/{word}.csv"), get(move |app: State<App>, query: RawQuery| read_csv(name, app, query)))
            .route(&format!("/{word}.json"), get(move |app: State<App>, query: RawQuery| read_json(name, app, query)));
    }
    routes
}

fn place(name: ReportName) -> Place {
    match name {
        ReportName::Churn => Place::Churn,
        ReportName::Cohorts => Place::Cohorts,
        ReportName::Survival => Place::Survival,
        ReportName::Reasons => Place::Reasons,
        ReportName::Silent => Place::Silent,
        ReportName::Precursors => Place::Precursors,
        ReportName::Value => Place::Value,
        ReportName::Loyalty => Place::Loyalty,
    }
}

/// What the filter bar can offer; none when nothing was imported yet.
async fn choices(app: &App, basis: &Basis) -> Result<Option<Choices>, Fault> {
    let (reader, of) = (app.clone(), basis.clone());
    let extent = tokio::task::spawn_blocking(move || reader.analytics.extent(&of)).await;
    match extent.map_err(|_| Fault::Broken { what: "the reading of the ledger" })? {
        Ok(Extent { has_days, currency }) => {
            let traits = app.analytics.trait_values_soon(basis).await?;
            Ok(Some(Choices { traits, has_days, currency }))
        }
        Err(AnalyticsError::Ledger(cause)) if matches!(cause.downcast_ref(), Some(LedgerError::Empty { .. })) => {
            Ok(None)
        }
        Err(other) => Err(other.into()),
    }
}

async fn read_report(
    name: ReportName,
    guest: Guest,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let voice = Voice::new(&guest.speech);
    let title = voice.t(&format!("{}-title", name.word()));
    let frame = Frame::of(&guest, place(name));
    let basis = app.basis().await?;
    let Some(choices) = choices(&app, &basis).await? else {
        let content = nothing_yet(&voice, &title, frame.admits(Room::Import));
        return page(&ReportPage { f: frame, title, content });
    };
    let asked = query.unwrap_or_default();
    let mut fields = Fields::parse(&asked);
    // The language of a page is chosen in its address too.
    fields.0.retain(|(key, _)| key != "lang");
    let answer = match filter::question(name, &fields.0) {
        Ok(question) => {
            let may_act = name == ReportName::Silent && frame.admits(Room::Choices);
            let acting = if may_act { Some(Acting::of(&guest, &asked).await?) } else { None };
            let asked = Asked { question: &question, currency: choices.currency, acting: acting.as_ref() };
            answer(&app, &basis, &voice, asked).await.map(|content| (question, content))
        }
        Err(error) => Err(error.into()),
    };
    let action = format!("/{}", name.word());
    match answer {
        Ok((question, mut content)) => {
            content.filter = Some(Filter::new(&voice, &action, &question, &choices));
            page(&ReportPage { f: frame, title: content.finding.clone(), content })
        }
        // What the reader asked for can be put right on the spot; everything else is a page of its own.
        Err(Fault::Analytics(error)) if analytics_status(&error).is_client_error() => {
            let readable = filter::readable(name, &fields.0);
            let notice = refusal(&voice, &error);
            let content = Content {
                over: title.clone(),
                finding: notice.heading,
                filter: Some(Filter::new(&voice, &action, &readable, &choices)),
                refused: Some(notice.text).filter(|text| !text.is_empty()),
                ..Content::default()
            };
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &ReportPage { f: frame, title, content })
        }
        Err(other) => Err(other),
    }
}

/// Why a question was refused, in the reader's language, with what is allowed.
fn refusal(voice: &Voice, error: &AnalyticsError) -> Notice {
    let notice = |heading: String, text: String| Notice { heading, text };
    match error {
        AnalyticsError::Unknown { given, allowed, hint, .. } => {
            let mut text = voice.t1("refused-allowed", "allowed", plain(allowed));
            if let Some(hint) = hint {
                text = format!("{} {text}", voice.t1("refused-hint", "hint", hint));
            }
            notice(voice.t1("refused-unknown", "given", given), text)
        }
        AnalyticsError::Value { key, given, allowed } => {
            let heading = voice.t1("refused-value", "given", given);
            // A first day that is a day was refused because the data end before it.
            let is_late = key == "from" && given.parse::<Day>().is_ok();
            // Few traits are too many only where a report looks at one whole.
            let is_whole = key == "by" && given.split(',').count() <= report::BY_MAX;
            let key = match key.as_str() {
                _ if is_late => "from-late",
                _ if is_whole => "by-whole",
                key => key,
            };
            let known = voice.find(&format!("refused-value-{key}"), &[]);
            notice(heading, known.unwrap_or_else(|| plain(allowed)))
        }
        AnalyticsError::TooManyGroups { name, distinct, allowed } => notice(
            voice.t2("refused-groups", "name", name, "distinct", *distinct),
            voice.t1("refused-groups-text", "allowed", *allowed),
        ),
        other => notice(other.to_string(), String::new()),
    }
}

/// A sentence without the marks that a terminal needs.
fn plain(text: &str) -> String {
    text.replace('`', "")
}

/// A question, what the amounts in its answer are in, and what may be done with whom it names.
struct Asked<'a> {
    question: &'a Question,
    currency: Currency,
    acting: Option<&'a Acting>,
}

/// The content of one report page.
async fn answer(app: &App, basis: &Basis, voice: &Voice, asked: Asked<'_>) -> Result<Content, Fault> {
    let Asked { question, currency, acting } = asked;
    let report = app.ask_under(basis, question).await?;
    let is_about_answers = question.report == ReportName::Precursors;
    let titles = if is_about_answers { surveys::titles(app, voice).await? } else { BTreeMap::new() };
    let voice = &voice.clone().naming(titles);
    let mut content = match question.report {
        ReportName::Churn => {
            let unsplit = Question { by: Vec::new(), ..question.clone() };
            let overall = if question.by.is_empty() { report.clone() } else { app.ask_under(basis, &unsplit).await? };
            churn::content(voice, &report, &overall)
        }
        ReportName::Cohorts => cohorts::content(voice, &report),
        ReportName::Survival => survival::content(voice, &report),
        ReportName::Reasons => reasons::content(voice, &report),
        ReportName::Silent => silent::content(voice, &report, &unasked(app, &report).await?, acting),
        ReportName::Precursors => precursors::content(voice, &report),
        ReportName::Value => value::content(voice, &report),
        ReportName::Loyalty => loyalty::content(voice, &report, currency),
    };
    content.sections.extend(remarks(voice, &report));
    Ok(content)
}

/// Of the names that are shown, those who do not want to be asked anything.
async fn unasked(app: &App, report: &Report) -> Result<Vec<String>, Fault> {
    let mut unasked = Vec::new();
    for customer in silent::shown(report) {
        if app.store.has_opted_out(customer).await? {
            unasked.push(customer.to_owned());
        }
    }
    Ok(unasked)
}

/// What the reader should know before using a number.
fn remarks(voice: &Voice, report: &Report) -> Option<Section> {
    let texts = warnings(voice, report);
    (!texts.is_empty()).then(|| Section {
        id: "remarks",
        title: voice.t("parts-warnings"),
        blocks: texts.into_iter().map(|text| Block::Text(super::content::Text { text })).collect(),
        ..Section::default()
    })
}

/// The page before the first import: what will stand here, what is needed, one button.
fn nothing_yet(voice: &Voice, title: &str, may_import: bool) -> Content {
    let step = may_import.then(|| (voice.t("parts-import-step"), "/import".to_owned()));
    let empty = Empty { text: voice.t("parts-import-text"), step };
    Content {
        over: title.to_owned(),
        finding: voice.t("parts-nothing-yet"),
        sections: vec![Section {
            id: "first",
            title: voice.t("parts-begin"),
            blocks: vec![Block::Empty(empty)],
            ..Section::default()
        }],
        ..Content::default()
    }
}

async fn read_overview(guest: Guest, State(app): State<App>) -> Result<Response, Fault> {
    let voice = Voice::new(&guest.speech);
    let frame = Frame::of(&guest, Place::Overview);
    let title = voice.t("overview-title");
    let basis = app.basis().await?;
    if choices(&app, &basis).await?.is_none() {
        let content = nothing_yet(&voice, &title, frame.admits(Room::Import));
        return page(&ReportPage { f: frame, title, content });
    }
    let reports = overview::Reports {
        churn: app.ask_under(&basis, &Question::new(ReportName::Churn)).await?,
        cohorts: app.ask_under(&basis, &overview::cohorts_question()).await?,
        survival: app.ask_under(&basis, &Question::new(ReportName::Survival)).await?,
        reasons: app.ask_under(&basis, &Question::new(ReportName::Reasons)).await?,
    };
    let pressing = Pressing::of(&guest, &frame).await?.told(&voice);
    let around = overview::Around { pressing, may_choose: frame.admits(Room::Settings) };
    let content = overview::content(&voice, &reports, around);
    page(&ReportPage { f: frame, title: content.finding.clone(), content })
}

/// The question of an address and, apart, the table of the report that is meant.
fn question_and_table(name: ReportName, query: Option<String>) -> Result<(Question, String), Fault> {
    let mut fields = Fields::parse(&query.unwrap_or_default());
    let table = fields.get("table").unwrap_or("rows").to_owned();
    fields.0.retain(|(key, _)| key != "table");
    Ok((filter::question(name, &fields.0)?, table))
}

async fn read_csv(name: ReportName, State(app): State<App>, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let (question, table) = question_and_table(name, query)?;
    let report = app.ask(&question).await?;
    if !report.tables().any(|known| known == table) {
        return Err(Fault::NotFound);
    }
    let file = if table == "rows" { format!("{}.csv", name.word()) } else { format!("{}-{table}.csv", name.word()) };
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\"")),
    ];
    Ok((headers, report.csv(&table)).into_response())
}

async fn read_json(name: ReportName, State(app): State<App>, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let (question, _) = question_and_table(name, query)?;
    let report = app.ask(&question).await?;
    Ok(axum::Json(&*report).into_response())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::tz::TimeZone;
    use relationship::Period;
    use report::TraitValues;

    use super::super::samples;
    use super::*;
    use crate::{Language, Speech, Texts};

    fn calm(may_choose: bool) -> overview::Around {
        overview::Around { pressing: Vec::new(), may_choose }
    }

    /// Every page with every sample: what it is called, and what is on it.
    fn pages(voice: &Voice) -> Vec<(&'static str, Content)> {
        let (all, plans, many) = (&[""][..], &["Stadsfiets", "E-bike", "Bakfiets"][..], &["A", "B", "C", "D", "E"][..]);
        let churn = |report: &Report| churn::content(voice, report, &samples::churn(all));
        let empty = Arc::new(samples::empty(ReportName::Churn));
        let nobody = overview::Reports {
            churn: empty.clone(),
            cohorts: empty.clone(),
            survival: empty.clone(),
            reasons: empty.clone(),
        };
        let of_snapshot = overview::Reports { churn: Arc::new(samples::snapshot(all)), ..samples::overview() };
        vec![
            ("overview", overview::content(voice, &samples::overview(), calm(true))),
            ("overview of a snapshot", overview::content(voice, &of_snapshot, calm(false))),
            ("overview of nobody", overview::content(voice, &nobody, calm(true))),
            ("churn", churn(&samples::churn(all))),
            ("churn by plan", churn(&samples::churn(plans))),
            ("churn by many plans", churn(&samples::churn(many))),
            ("churn of a snapshot", churn(&samples::snapshot(all))),
            ("churn of a snapshot by plan", churn(&samples::snapshot(plans))),
            ("churn of nobody", churn::content(voice, &empty, &empty)),
            ("cohorts by quarter", cohorts::content(voice, &samples::cohorts(Period::Quarter))),
            ("cohorts by month", cohorts::content(voice, &samples::cohorts(Period::Month))),
            ("cohorts of nobody", cohorts::content(voice, &samples::empty(ReportName::Cohorts))),
            ("survival", survival::content(voice, &samples::survival(all))),
            ("survival by plan", survival::content(voice, &samples::survival(plans))),
            ("survival by many plans", survival::content(voice, &samples::survival(many))),
            ("survival of nobody", survival::content(voice, &samples::empty(ReportName::Survival))),
            ("reasons", reasons::content(voice, &samples::reasons(all))),
            ("reasons by plan", reasons::content(voice, &samples::reasons(plans))),
            ("reasons of nobody", reasons::content(voice, &samples::empty(ReportName::Reasons))),
            ("silent", silent::content(voice, &samples::silent(), &["FP000002".to_owned()], None)),
            ("silent of nobody", silent::content(voice, &samples::empty(ReportName::Silent), &[], None)),
            ("precursors", precursors::content(voice, &samples::precursors())),
            ("precursors of nobody", precursors::content(voice, &samples::empty(ReportName::Precursors))),
            ("value", value::content(voice, &samples::value(true))),
            ("value of a company that has not said", value::content(voice, &samples::value(false))),
            ("value of nobody", value::content(voice, &samples::empty(ReportName::Value))),
            ("loyalty", loyalty::content(voice, &samples::loyalty(), Currency::EUR)),
            ("loyalty of nobody", loyalty::content(voice, &samples::empty(ReportName::Loyalty), Currency::EUR)),
            ("nothing yet", nothing_yet(voice, "x", true)),
        ]
    }

    fn voice(language: Language) -> Voice {
        Voice::new(&Speech::new(Arc::new(Texts::default()), language, TimeZone::UTC))
    }

    #[track_caller]
    fn check(name: &str, html: &str) {
        assert!(!html.contains('⟦'), "{name}: a text is missing: {}", around(html, "⟦"));
        for bad in [" style=", "NaN", "inf%", "<script", "Undetermined"] {
            assert!(!html.contains(bad), "{name}: {bad} in {}", around(html, bad));
        }
        let opened = html.matches("<section").count();
        assert_eq!(opened, html.matches("</section>").count(), "{name}");
        assert_eq!(html.matches("<h1>").count(), 1, "{name}: one finding");
    }

    fn around(html: &str, found: &str) -> String {
        let at = html.find(found).unwrap_or(0);
        html[at..].chars().take(60).collect()
    }

    #[test]
    fn every_page_is_made_of_every_sample_in_both_languages() {
        for language in Language::ALL {
            let voice = voice(language);
            for (name, mut content) in pages(&voice) {
                let question =
                    Question::parse("churn", [("where", "City=Utrecht"), ("by", "Plan")]).expect("a question");
                let traits = vec![
                    TraitValues { name: "Plan".to_owned(), values: Some(vec!["E-bike".to_owned()]) },
                    TraitValues { name: "City".to_owned(), values: None },
                ];
                let choices = Choices { traits, has_days: true, currency: Currency::EUR };
                content.filter = Some(Filter::new(&voice, "/churn", &question, &choices));
                check(&format!("{name} in {}", language.code()), &content.to_string());
            }
        }
    }

    #[test]
    fn the_finding_is_a_sentence_with_a_number_in_it() {
        let dutch = voice(Language::Dutch);
        let finding = |content: Content| content.finding.replace('\u{a0}', " ");
        let churned = samples::churn(&[""]);
        assert_eq!(
            finding(overview::content(&dutch, &samples::overview(), calm(true))),
            "In oktober 2026 vertrokken 119 van de 4.760 klanten. 15 van hen hadden hun doel bereikt."
        );
        assert_eq!(
            finding(churn::content(&dutch, &churned, &churned)),
            "Per maand vertrekt gemiddeld 2,2 % van de klanten."
        );
        assert_eq!(
            finding(survival::content(&voice(Language::English), &samples::survival(&[""]))),
            "Half of all customers have left after 28 months."
        );
    }

    #[test]
    fn a_refusal_says_what_was_given_and_what_is_allowed() {
        #[track_caller]
        fn check(key: &str, value: &str, language: Language, expected: &str) {
            let error = Question::parse("churn", [(key, value)]).expect_err("a refusal");
            let notice = refusal(&voice(language), &error);
            assert_eq!(format!("{} {}", notice.heading, notice.text), expected);
        }
        check("from", "31-10", Language::Dutch, "‘31-10’ kan hier niet staan. Schrijf een dag als 2026-10-31.");
        check(
            "margin",
            "veel",
            Language::Dutch,
            "‘veel’ kan hier niet staan. Schrijf een deel van de omzet, zoals 0,62 of 62 %.",
        );
        let split = Question::parse("silent", [("by", "plan")]).expect_err("a refusal");
        let notice = refusal(&voice(Language::Dutch), &split);
        assert_eq!(
            notice.text,
            "Dit overzicht kijkt naar het geheel. Kies één waarde van het kenmerk in plaats van alle."
        );
        let late = AnalyticsError::Value { key: "from".into(), given: "2030-01-01".into(), allowed: String::new() };
        let notice = refusal(&voice(Language::Dutch), &late);
        assert_eq!(notice.text, "Kies een dag tot en met de laatste dag waarover de gegevens gaan.");
        check(
            "wher",
            "x",
            Language::English,
            "“wher” is not known here. Did you mean “where”? Allowed: by, where, period, from, to, measure, horizon, quiet, margin, \
             discount, cost-to-win, cost-to-keep.",
        );
    }

    #[test]
    fn a_remark_about_a_sign_names_it_in_words() {
        let note = report::Note::new("sign_is_leaving", "")
            .with("sign", report::Value::text("payment_failed"))
            .with("about", report::Value::Absent)
            .with("let_in", report::Value::Number(2.17))
            .with("held_back", report::Value::Number(1.39));
        let said = voice(Language::Dutch).note(&note);
        assert!(said.starts_with("Het teken ‘Betaling mislukt’ is") && said.contains("2,17 tegen 1,39"), "{said}");
    }

    #[test]
    fn a_sign_about_an_answer_names_its_survey_by_its_title() {
        let titles = [("yearly".to_owned(), "Eén keer <per> jaar".to_owned())].into();
        let voice = voice(Language::Dutch).naming(titles);
        assert_eq!(voice.sign("aspect_low", "yearly price"), "Laag antwoord over ‘De prijs’, Eén keer <per> jaar");
        assert_eq!(
            voice.sign("aspect_low", "gone price"),
            "Laag antwoord over ‘De prijs’, gone",
            "of a survey nobody has"
        );
        assert_eq!(voice.sign("contact", "yearly"), "Contact over yearly", "a subject is no survey");
    }

    #[test]
    fn what_a_company_calls_its_reasons_cannot_become_markup() {
        let html = reasons::content(&voice(Language::English), &samples::reasons(&[""])).to_string();
        assert!(html.contains("Te duur &#60;voor&#62; mij"), "{}", around(&html, "Te duur"));
    }
}
