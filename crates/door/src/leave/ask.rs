//! The first screen: who, when, and what happens then.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use relationship::Day;
use relationship::exit::{ANSWER_WORKING_DAYS, ExitKind};
use relationship::flow::{FieldKind, Flow, Knows, Role, Screen};

use super::frame::{Frame, page};
use super::typed::{GROUND_CHARS_MAX, LINE_CHARS_MAX, Typed};
use crate::procedure::{Way, last_day_today, lower_first, packs, ways};
use crate::then::{Fact, Values, facts, own_words};

/// One line to fill in.
pub(crate) struct Line {
    pub(crate) name: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) autocomplete: &'static str,
    pub(crate) label: String,
    pub(crate) hint: String,
    pub(crate) value: String,
}

/// The kind of ending a page is about, and the words that go with it.
pub(crate) struct Kind {
    pub(crate) word: &'static str,
    pub(crate) button: String,
    pub(crate) stay: String,
    pub(crate) promise: String,
    pub(crate) asks_day: bool,
    pub(crate) asks_ground: bool,
    pub(crate) others: Vec<OtherKind>,
}

/// A kind of ending one can go over to.
pub(crate) struct OtherKind {
    pub(crate) word: &'static str,
    pub(crate) label: String,
    pub(crate) hint: String,
}

/// The words beside "as soon as possible".
pub(crate) struct Soon {
    pub(crate) day: Option<String>,
    pub(crate) hints: Vec<String>,
    pub(crate) today: String,
}

/// Something to read before anything else.
pub(crate) struct Notice {
    pub(crate) title: String,
    pub(crate) texts: Vec<String>,
    pub(crate) is_grave: bool,
    /// Is the button that sends the request anyway beside it?
    pub(crate) anyway: bool,
}

/// Why the screen is shown once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Again {
    /// It is not: somebody came.
    No,
    /// Something is missing or wrong.
    Wrong,
    /// Nobody was found.
    Unknown,
    /// It was open for too long, or was sent from elsewhere.
    Stale,
    /// The link they came by was used or is too old.
    OldLink,
    /// A link is on its way, if the address is known.
    LinkSent,
}

#[derive(Template)]
#[template(path = "leave/ask.html")]
struct AskPage {
    f: Frame,
    title: String,
    lead: String,
    texts: Vec<String>,
    notice: Option<Notice>,
    form: String,
    fields: Vec<Line>,
    /// What may be filled in in place of the mail address.
    knows: Option<Line>,
    typed: Typed,
    kind: Kind,
    soon: Soon,
    facts: Vec<Fact>,
    ways: Vec<Way>,
    stay: String,
    how: String,
    days: u32,
    most: usize,
    ground_most: usize,
}

/// What the first screen is made from.
pub(crate) struct Ask<'a> {
    pub(crate) flow: &'a Flow,
    pub(crate) typed: Typed,
    pub(crate) again: Again,
    pub(crate) form: String,
    pub(crate) today: Day,
    /// The flow is the strict one, in the place of the company's own.
    pub(crate) fallen_back: bool,
}

/// Shows the first screen.
pub(crate) fn show(mut f: Frame, ask: Ask<'_>) -> Response {
    f.in_form = true;
    let Ask { flow, typed, again, form, today, fallen_back } = ask;
    let screen = flow.screens.first();
    let kind = kind(&f, flow, typed.kind);
    let last_day = match flow.contracts.as_slice() {
        _ if typed.kind == ExitKind::Extraordinary => Some(today),
        [only] => last_day_today(only, today),
        _ => None,
    };
    let own: Vec<String> = screen.into_iter().flat_map(|it| &it.texts).map(|it| own_words(it, &f).to_owned()).collect();
    let status = match again {
        Again::Wrong => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    };
    let page_of = AskPage {
        title: title(&f, flow, typed.kind),
        lead: f.t(lead(flow, typed.kind)),
        texts: own
            .into_iter()
            .chain(fallen_back.then(|| f.t("leave-how-fallback")))
            .filter(|it| !it.is_empty())
            .collect(),
        notice: notice(&f, again, &typed),
        form,
        fields: lines(&f, flow, screen, &typed),
        knows: flow.recognize.knows.map(|knows| knows_line(&f, knows, &typed)),
        soon: soon(&f, flow, typed.kind, today),
        facts: what_follows(&f, flow, typed.kind, last_day),
        ways: ways(flow, &f),
        stay: format!("{}/stay", f.home),
        how: format!("{}/how", f.home),
        days: ANSWER_WORKING_DAYS,
        most: LINE_CHARS_MAX,
        ground_most: GROUND_CHARS_MAX,
        kind,
        typed,
        f,
    };
    page(status, &page_of.f, &page_of)
}

/// The heading: what the flow calls it, or what the law does.
pub(crate) fn title(f: &Frame, flow: &Flow, kind: ExitKind) -> String {
    match kind {
        ExitKind::Ordinary => own_words(&flow.title, f).to_owned(),
        ExitKind::Extraordinary => f.t("leave-title-extraordinary"),
        ExitKind::Withdrawal => f.t("leave-title-withdrawal"),
    }
}

fn lead(flow: &Flow, kind: ExitKind) -> &'static str {
    let costs = flow.consequences.iter().any(|it| it.fee_minor.is_some_and(|fee| fee > 0));
    match kind {
        ExitKind::Withdrawal => "leave-lead-withdrawal",
        ExitKind::Extraordinary => "leave-lead-extraordinary",
        ExitKind::Ordinary if costs => "leave-lead",
        ExitKind::Ordinary => "leave-lead-free",
    }
}

/// The facts of a kind of ending for somebody of whom nothing is known yet.
fn what_follows(f: &Frame, flow: &Flow, kind: ExitKind, last_day: Option<Day>) -> Vec<Fact> {
    match kind {
        ExitKind::Withdrawal => withdrawal_facts_if_in_time(f),
        _ => facts(flow, f, Values::Anybody { last_day }),
    }
}

/// What follows from undoing a contract for somebody of whom nobody knows yet whether they are in time.
fn withdrawal_facts_if_in_time(f: &Frame) -> Vec<Fact> {
    ["end_date", "refund", "fee"]
        .map(|about| Fact {
            about: f.t(&format!("leave-about-{about}")),
            text: f.t(&format!("leave-withdrawal-{about}-if")),
        })
        .to_vec()
}

/// What follows from undoing a contract in time: the law says it, whatever the flow does.
pub(crate) fn withdrawal_facts(f: &Frame) -> Vec<Fact> {
    ["end_date", "refund", "fee"]
        .map(|about| Fact {
            about: f.t(&format!("leave-about-{about}")),
            text: f.t(&format!("leave-withdrawal-{about}")),
        })
        .to_vec()
}

/// The words of a kind of ending: from the flow where it has them.
pub(crate) fn kind(f: &Frame, flow: &Flow, kind: ExitKind) -> Kind {
    let controls = || flow.screens.iter().flat_map(|screen| &screen.controls);
    let of =
        |role: Role, to: &str| controls().find(|it| it.role == role && it.to == to).map(|it| own_words(&it.label, f));
    let stay = of(Role::Stay, relationship::flow::STAY).filter(|it| !it.is_empty());
    let leave = of(Role::Leave, relationship::flow::SUBMITTED).filter(|it| !it.is_empty());
    let (button, promise) = match kind {
        ExitKind::Ordinary => {
            (leave.map_or_else(|| own_words(&flow.title, f).to_owned(), str::to_owned), "leave-promise")
        }
        ExitKind::Extraordinary => (f.t("leave-button-extraordinary"), "leave-promise"),
        ExitKind::Withdrawal => (f.t("leave-button-withdrawal"), "leave-promise-withdrawal"),
    };
    let others = kinds(flow).into_iter().filter(|it| *it != kind).map(|it| other(f, it)).collect();
    Kind {
        word: kind.word(),
        button,
        stay: stay.map_or_else(|| f.t("leave-stay"), str::to_owned),
        promise: f.t(promise),
        asks_day: kind != ExitKind::Withdrawal,
        asks_ground: kind == ExitKind::Extraordinary,
        others,
    }
}

/// The kinds of ending there are under the law packs of a flow.
fn kinds(flow: &Flow) -> Vec<ExitKind> {
    let named = |wanted: &[&str]| packs(flow).iter().any(|pack| wanted.contains(&pack.name.as_str()));
    let mut kinds = vec![ExitKind::Ordinary];
    if named(&["eu-withdrawal"]) {
        kinds.push(ExitKind::Withdrawal);
    }
    if named(&["nl", "de", "fr"]) {
        kinds.push(ExitKind::Extraordinary);
    }
    kinds
}

fn other(f: &Frame, kind: ExitKind) -> OtherKind {
    let hint = if kind == ExitKind::Withdrawal { f.t("leave-kind-withdrawal-hint") } else { String::new() };
    OtherKind { word: kind.word(), label: f.t(&format!("leave-kind-{}", kind.word())), hint }
}

/// The lines of the first screen: the two that tell who it is, and those the flow has besides.
fn lines(f: &Frame, flow: &Flow, screen: Option<&Screen>, typed: &Typed) -> Vec<Line> {
    let label = |about: &str, key: &str| label(f, screen, about, key);
    let mut lines = vec![
        Line {
            name: "number",
            kind: "text",
            autocomplete: "off",
            label: label("contract", "leave-contract"),
            hint: f.t("leave-contract-hint"),
            value: typed.number.clone(),
        },
        Line {
            name: "mail",
            kind: "email",
            autocomplete: "email",
            label: label("reply_to", "leave-mail"),
            hint: f.t("leave-mail-hint"),
            value: typed.mail.clone(),
        },
    ];
    for (at, about) in more_fields(flow).into_iter().enumerate().take(MORE_NAMES.len()) {
        let value = typed.more.iter().find(|(known, _)| *known == about).map(|(_, value)| value.clone());
        lines.push(Line {
            name: MORE_NAMES[at],
            kind: "text",
            autocomplete: if about == "name" { "name" } else { "off" },
            label: label(&about, "leave-about-other"),
            hint: String::new(),
            value: value.unwrap_or_default(),
        });
    }
    lines
}

/// What a field is called: in the words of the flow where it has some.
fn label(f: &Frame, screen: Option<&Screen>, about: &str, key: &str) -> String {
    let field = screen.into_iter().flat_map(|it| &it.fields).find(|field| field.about == about);
    let own = field.map(|field| own_words(&field.label, f)).filter(|it| !it.is_empty());
    own.map_or_else(|| f.t(key), str::to_owned)
}

/// What the number is called within a sentence, as the field for it is: a practice has clients, not customers.
pub(crate) fn number_called(f: &Frame, flow: &Flow) -> String {
    lower_first(&label(f, flow.screens.first(), "contract", "leave-contract"))
}

/// The line for what only they and the company know. It is shown open where something was typed, and never filled in again:
/// a page that stands open on a screen should not tell it.
fn knows_line(f: &Frame, knows: Knows, typed: &Typed) -> Line {
    Line {
        name: "knows",
        kind: "text",
        autocomplete: if knows == Knows::BirthDate { "bday" } else { "postal-code" },
        label: f.t(&format!("leave-knows-{}", knows.word())),
        hint: f.t(&format!("leave-knows-{}-hint", knows.word())),
        value: typed.knows.clone(),
    }
}

/// The names of the fields a flow has besides those of ours. There is room for few: each is a threshold.
pub(crate) const MORE_NAMES: [&str; 4] = ["more-1", "more-2", "more-3", "more-4"];

/// What the fields are about that a flow has besides those of ours.
pub(crate) fn more_fields(flow: &Flow) -> Vec<String> {
    let is_ours = |about: &str| matches!(about, "contract" | "reply_to" | "end_date" | "kind" | "ground");
    flow.screens
        .first()
        .into_iter()
        .flat_map(|screen| &screen.fields)
        .filter(|field| field.kind == FieldKind::Text && !is_ours(&field.about))
        .map(|field| field.about.clone())
        .take(MORE_NAMES.len())
        .collect()
}

fn soon(f: &Frame, flow: &Flow, kind: ExitKind, today: Day) -> Soon {
    let told = |day: Day| f.weekday_and_day(day);
    match flow.contracts.as_slice() {
        // No notice counts; a person looks whether the ground holds.
        _ if kind == ExitKind::Extraordinary => {
            Soon { day: Some(told(today)), hints: vec![f.t("leave-soon-ground")], today: today.to_string() }
        }
        [only] if last_day_today(only, today).is_some() => {
            Soon { day: last_day_today(only, today).map(told), hints: Vec::new(), today: today.to_string() }
        }
        several => {
            let hints = several.iter().filter_map(|terms| {
                let day = last_day_today(terms, today)?;
                Some(format!("{}: {}", own_words(&terms.title, f), told(day)))
            });
            let mut hints: Vec<String> = hints.collect();
            if hints.len() < several.len() || several.is_empty() {
                hints.push(f.t("leave-soon-other"));
            }
            Soon { day: None, hints, today: today.to_string() }
        }
    }
}

fn notice(f: &Frame, again: Again, typed: &Typed) -> Option<Notice> {
    let plain = |title: &str, texts: Vec<String>| Notice { title: f.t(title), texts, is_grave: false, anyway: false };
    match again {
        Again::No => None,
        Again::Wrong => {
            let texts = f.problems.iter().map(|(_, what)| what.clone()).collect();
            Some(Notice { is_grave: true, ..plain("leave-wrong", texts) })
        }
        Again::Unknown => Some(Notice { anyway: true, ..plain("leave-unknown", vec![f.t("leave-unknown-text")]) }),
        Again::Stale => Some(plain("leave-open-again", vec![f.t("leave-open-again-text")])),
        Again::OldLink => Some(plain("leave-link-old", vec![f.t("leave-link-old-text")])),
        Again::LinkSent => Some(Notice {
            anyway: true,
            ..plain("leave-link-sent", vec![f.t1("leave-link-sent-text", "mail", typed.mail.as_str())])
        }),
    }
}
