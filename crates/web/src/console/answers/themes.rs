//! What own words are about: read by the house, confirmed or changed by a person with one key, and how far both agree.

use askama::Template;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;
use relationship::listening::{Purpose, Use, Value};
use relationship::reason::Catalogue;
use store::{Answer, AnswerFilter, InvitationId, Moment, PAGE_ROWS_MAX, Theme};
use words::reasons::{Suggestion, agreement};
use words::special;

use super::reader::{self, OwnReader};
use super::stream::{certainty, theme_name};
use super::{Confirmed, Surveys, confirmed};
use crate::App;
use crate::console::content::{Block, Section, Text};
use crate::console::parts::{Cell, Column, Empty, Line, Shown, Table, Voice};
use crate::console::shares::share;
use crate::fault::Fault;
use crate::frame::{Frame, Place, go_to, on_this_site, page, page_with};
use crate::posted::{Fields, Posted, encode};
use crate::visit::Guest;

/// Answers that are looked through for the next one to read.
const LOOKED_THROUGH_MAX: usize = 5_000;
/// Below this many that both have read, kappa says little.
const JUDGED_MIN: usize = 30;
const IMPROVE: Use = Use::For(Purpose::Improve);

/// The codes somebody can choose from, by family: code and name.
pub(super) fn codes(voice: &Voice) -> Vec<(String, Vec<(String, String)>)> {
    let catalogue = Catalogue::current();
    let language = voice.language().code();
    let families = catalogue.families().filter(|it| it.family() != "company");
    families
        .map(|family| {
            let name = |it: &relationship::reason::Reason| (it.code.to_owned(), it.text(language).to_owned());
            let within = catalogue.of_family(family.code).filter(|it| !it.is_family()).map(name);
            (family.text(language).to_owned(), std::iter::once(name(family)).chain(within).collect())
        })
        .collect()
}

/// How far people and the house agree, and which themes people confirmed most.
pub(super) fn section(voice: &Voice, confirmed: &Confirmed) -> Section {
    let mut blocks = Vec::new();
    if confirmed.is_empty() {
        let step = Some((voice.t("answers-themes-begin"), "/answers/themes".to_owned()));
        blocks.push(Block::Empty(Empty { text: voice.t("answers-themes-empty"), step }));
    } else {
        let mut counts: Vec<(&str, u64)> = Vec::new();
        for theme in confirmed.values() {
            match counts.iter_mut().find(|(code, _)| *code == theme.code) {
                Some((_, count)) => *count += 1,
                None => counts.push((&theme.code, 1)),
            }
        }
        counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let all = confirmed.len() as u64;
        let line = |(code, count): &(&str, u64)| Line {
            name: theme_name(voice, code),
            cells: vec![
                Cell::main(voice.share_shown(&share(*count, all))),
                Cell::side(Shown::plain(voice.count(*count))),
            ],
            ..Line::default()
        };
        blocks.push(Block::Text(Text { text: agreed(voice, confirmed) }));
        blocks.push(Block::Table(Table {
            caption: voice.t1("answers-themes-caption", "n", all),
            first: voice.t("answers-column-theme"),
            columns: vec![
                Column::numbers(voice.t("goodbyes-column-share")),
                Column::numbers(voice.t("goodbyes-column-count")),
            ],
            lines: counts.iter().take(10).map(line).collect(),
            folds: true,
        }));
    }
    Section {
        id: "themes",
        title: voice.t("answers-themes"),
        margin: vec![voice.t("answers-themes-text"), voice.t("answers-themes-anchored")],
        link: Some((voice.t("answers-themes-next"), "/answers/themes".to_owned())),
        blocks,
        ..Section::default()
    }
}

/// Kappa between people and model, over the answers the model dared to read before anybody said what they are about.
fn agreed(voice: &Voice, confirmed: &Confirmed) -> String {
    let pairs: Vec<(&str, &str)> =
        confirmed.values().filter_map(|it| Some((it.code.as_str(), it.suggested.as_deref()?))).collect();
    let found = agreement(&pairs);
    let same = pairs.iter().filter(|(person, house)| person == house).count() as u64;
    let Some(kappa) = found.kappa.filter(|_| found.answers >= JUDGED_MIN) else {
        return voice.t2("answers-kappa-few", "n", found.answers, "least", JUDGED_MIN);
    };
    let shown = voice.part_shown(same, found.answers as u64).to_string();
    voice.with(
        "answers-kappa",
        &[("kappa", &voice.decimal(kappa, 2)), ("n", &voice.count(found.answers)), ("share", &shown)],
    )
}

#[derive(Template)]
#[template(path = "answers/themes.html")]
struct ThemesPage {
    f: Frame,
    open: Option<OpenText>,
    codes: Vec<(String, Vec<(String, String)>)>,
    agreed: String,
    just: Option<String>,
    wrong: Option<String>,
    here: String,
}

/// A text of which nobody said yet what it is about.
struct OpenText {
    invitation: String,
    question: String,
    ask: String,
    text: String,
    about: String,
    /// The likeliest: code, name, how likely. The first has the focus, so that Enter confirms it.
    guesses: Vec<(String, String, String)>,
    because: String,
    skip: String,
}

/// Shows the next text to read, the newest first.
pub(super) async fn read_next(guest: Guest, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let fields = Fields::parse(query.as_deref().unwrap_or_default());
    let (app, voice) = (&guest.app, Voice::new(&guest.speech));
    let before = fields.get("before").and_then(|text| {
        let (at, key) = text.split_once(' ')?;
        Some((Moment::from_us(at.parse().ok()?), key.to_owned()))
    });
    let (surveys, confirmed) = (Surveys::of(app).await?, confirmed(app).await?);
    let reader = reader::reader(app).await?;
    let open = match next_open(app, &confirmed, before.clone()).await? {
        Some(answer) => open_text(&voice, &surveys, &reader, &answer),
        None => None,
    };
    let here = before.map_or_else(
        || "/answers/themes".to_owned(),
        |(at, key)| format!("/answers/themes?before={}", encode(&format!("{} {key}", at.us()))),
    );
    page(&ThemesPage {
        open,
        codes: codes(&voice),
        agreed: if confirmed.is_empty() { String::new() } else { agreed(&voice, &confirmed) },
        just: fields.get("said").and_then(|code| Catalogue::current().find(code)).map(|it| theme_name(&voice, it.code)),
        wrong: None,
        here,
        f: Frame::of(&guest, Place::Answers),
    })
}

/// The newest text of which nobody said yet what it is about, and which may be read by a model.
async fn next_open(
    app: &App,
    confirmed: &Confirmed,
    mut before: Option<(Moment, String)>,
) -> Result<Option<Answer>, Fault> {
    let mut looked = 0;
    loop {
        let page = app.store.answers(&AnswerFilter::default(), IMPROVE, before, PAGE_ROWS_MAX).await?;
        looked += page.items.len();
        for answer in page.items {
            let is_open = !confirmed.contains_key(&(answer.invitation, answer.question.clone()));
            if let Ok(Some(Value::Words(text))) = answer.value.get(IMPROVE)
                && is_open
                && special::detect(text).is_empty()
            {
                return Ok(Some(answer));
            }
        }
        before = page.next;
        if before.is_none() || looked >= LOOKED_THROUGH_MAX {
            return Ok(None);
        }
    }
}

fn open_text(voice: &Voice, surveys: &Surveys, reader: &OwnReader, answer: &Answer) -> Option<OpenText> {
    let Ok(Some(Value::Words(text))) = answer.value.get(IMPROVE) else { return None };
    let survey = surveys.find(&answer.survey, answer.version);
    let question = survey.and_then(|it| it.question(&answer.question));
    let (guesses, because) = match reader.read(text, answer.language) {
        Suggestion::Suggested { level2, because, .. } => {
            let guess = |it: &words::reasons::Guess| {
                let share = certainty(voice, it.confidence);
                (it.code.to_owned(), theme_name(voice, it.code), share)
            };
            let because =
                if because.is_empty() { String::new() } else { voice.t1("answers-words", "words", because.join(", ")) };
            (level2.iter().map(guess).collect(), because)
        }
        _ => (Vec::new(), voice.t("answers-abstained")),
    };
    let key = format!("{} {} {}", answer.first_at.us(), answer.invitation, answer.question);
    Some(OpenText {
        invitation: answer.invitation.to_string(),
        question: answer.question.clone(),
        ask: question.map_or_else(String::new, |it| door::then::own_words(&it.ask, voice).to_owned()),
        text: text.clone(),
        about: voice.day(answer.on),
        guesses,
        because,
        skip: format!("/answers/themes?before={}", encode(&key)),
    })
}

/// The same text again for whoever sent it without a theme.
async fn without_theme(guest: &Guest, answer: &Answer, back: &str) -> Result<Response, Fault> {
    let (app, voice) = (&guest.app, Voice::new(&guest.speech));
    let (surveys, confirmed) = (Surveys::of(app).await?, confirmed(app).await?);
    let shown = ThemesPage {
        open: open_text(&voice, &surveys, &reader::reader(app).await?, answer),
        codes: codes(&voice),
        agreed: if confirmed.is_empty() { String::new() } else { agreed(&voice, &confirmed) },
        just: None,
        wrong: Some(voice.t("answers-themes-wrong-theme")),
        here: on_this_site(back).to_owned(),
        f: Frame::of(guest, Place::Answers),
    };
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
}

/// Writes down what a text is about: as the house read it, or as the person says.
pub(super) async fn confirm_theme(Posted { guest, fields }: Posted) -> Result<Response, Fault> {
    let app = &guest.app;
    let invitation: InvitationId = fields.text("invitation").parse().map_err(|_| Fault::NotFound)?;
    let question = fields.text("question").to_owned();
    // A button names a code of its own; the list is for every other.
    let code = fields.get("confirm").or_else(|| fields.get("code")).and_then(|code| Catalogue::current().find(code));
    let is_empty = fields.get("confirm").is_none() && fields.text("code").is_empty();
    if code.is_none() && !is_empty {
        return Err(Fault::NotFound);
    }
    let filter =
        AnswerFilter { invitation: Some(invitation), question: Some(question.clone()), ..AnswerFilter::default() };
    let answer = app.store.answers(&filter, IMPROVE, None, 1).await?.items.pop().ok_or(Fault::NotFound)?;
    let Ok(Some(Value::Words(text))) = answer.value.get(IMPROVE) else { return Err(Fault::NotFound) };
    let suggested = match reader::reader(app).await?.read(text, answer.language) {
        Suggestion::Suggested { level2, .. } => level2.first().map(|it| it.code.to_owned()),
        Suggestion::Abstained { .. } => None,
        // No model learns from it, and no person sorts it.
        Suggestion::Quarantined { .. } => return Err(Fault::NotFound),
    };
    let Some(code) = code else { return without_theme(&guest, &answer, fields.text("back")).await };
    let theme = Theme { invitation, question, code: code.code.to_owned(), suggested, act: guest.act() };
    app.store.confirm_theme(&theme).await?;
    let back = on_this_site(fields.text("back"));
    let and = if back.contains('?') { '&' } else { '?' };
    Ok(go_to(&if back.starts_with("/answers/themes") {
        format!("{back}{and}said={}", encode(code.code))
    } else {
        back.to_owned()
    }))
}
