//! The second screen: what ends and when for somebody who was recognized, with one button that does it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use relationship::deadline::{Holidays, Remark};
use relationship::exit::{Asked, ContractFacts, End, EndedBy, ExitKind, Goodbye, Sum, resolve};
use relationship::flow::Flow;
use relationship::{Currency, Day};

use super::ask::{Kind, Notice, Soon, kind, number_called, title};
use super::frame::{Frame, page};
use super::typed::{GROUND_CHARS_MAX, Typed};
use crate::procedure::{bare, upper_first};
use crate::then::{Fact, Values, charge, facts, heading, named_parts, own_words, sum};

/// Somebody who was recognized, as far as the page shows them.
pub(crate) struct Known<'a> {
    pub(crate) number: &'a str,
    pub(crate) name: Option<&'a str>,
    pub(crate) contracts: &'a [ContractFacts],
}

/// What is needed to resolve what a contract comes to.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'a> {
    pub(crate) flow: &'a Flow,
    pub(crate) today: Day,
    pub(crate) currency: Currency,
    pub(crate) holidays: &'a Holidays,
}

impl Ground<'_> {
    /// What a contract comes to.
    pub(crate) fn goodbye(
        &self,
        contracts: &[ContractFacts],
        contract: Option<&ContractFacts>,
        typed: &Typed,
    ) -> Goodbye {
        resolve(&Asked {
            flow: self.flow,
            contract,
            others: contracts,
            kind: typed.kind,
            asked_on: self.today,
            wanted_on: typed.wanted_on(),
            currency: self.currency,
            holidays: self.holidays,
        })
    }
}

/// A contract to choose.
struct Choice {
    id: String,
    title: String,
    lines: Vec<String>,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "leave/check.html")]
struct CheckPage {
    f: Frame,
    title: String,
    hello: String,
    notice: Option<Notice>,
    form: String,
    typed: Typed,
    kind: Kind,
    contracts: Vec<Choice>,
    soon: Soon,
    facts: Vec<Fact>,
    stay: String,
    ground_most: usize,
}

/// Shows the second screen. `form` is sealed and knows who it is.
pub(crate) fn show(mut f: Frame, ground: Ground<'_>, known: &Known<'_>, typed: Typed, form: String) -> Response {
    f.in_form = true;
    let flow = ground.flow;
    let contracts = known.contracts;
    let goodbyes: Vec<Goodbye> = match contracts {
        [] => vec![ground.goodbye(contracts, None, &typed)],
        several => several.iter().map(|it| ground.goodbye(contracts, Some(it), &typed)).collect(),
    };
    let choices = match contracts {
        [] => vec![Choice {
            id: String::new(),
            title: own_words(&flow.title, &f).to_owned(),
            lines: goodbyes.iter().flat_map(|it| lines(&f, it, typed.kind)).collect(),
            is_chosen: true,
        }],
        several => several
            .iter()
            .zip(&goodbyes)
            .map(|(facts, goodbye)| {
                let is_only = several.len() == 1;
                choice(&f, facts, goodbye, typed.kind, is_only, is_only || typed.contracts.contains(&facts.contract))
            })
            .collect(),
    };
    let status = if f.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let notice = (!f.problems.is_empty()).then(|| Notice {
        title: f.t("leave-wrong"),
        texts: f.problems.iter().map(|(_, what)| what.clone()).collect(),
        is_grave: true,
        anyway: false,
    });
    let check = CheckPage {
        title: match typed.kind {
            ExitKind::Ordinary if contracts.len() > 1 => f.t("leave-check-title-several"),
            ExitKind::Ordinary => f.t("leave-check-title"),
            kind => title(&f, flow, kind),
        },
        hello: hello(&f, flow, known),
        notice,
        form,
        kind: kind(&f, flow, typed.kind),
        contracts: choices,
        soon: soon(&f, &goodbyes, ground.today),
        facts: shared_facts(&f, flow, &goodbyes),
        stay: format!("{}/stay", f.home),
        ground_most: GROUND_CHARS_MAX,
        typed,
        f,
    };
    page(status, &check.f, &check)
}

fn hello(f: &Frame, flow: &Flow, known: &Known<'_>) -> String {
    let called = number_called(f, flow);
    let number = format!("{} {}", bare(&called), known.number);
    match known.name {
        Some(name) => format!("{name}, {number}."),
        None => format!("{}.", upper_first(&number)),
    }
}

/// One contract. Where there are others its name at the company stands with it: two of them may have one title.
fn choice(
    f: &Frame,
    facts: &ContractFacts,
    goodbye: &Goodbye,
    kind: ExitKind,
    is_only: bool,
    is_chosen: bool,
) -> Choice {
    let named = own_words(&goodbye.title, f);
    let title = match (facts.plan.as_deref(), named) {
        (_, named) if !named.is_empty() => named.to_owned(),
        (Some(plan), _) => plan.to_owned(),
        _ => facts.contract.clone(),
    };
    let since = facts.began_on.map(|day| f.t1("leave-check-since", "day", f.day(day)));
    let name = (!is_only && title != facts.contract).then(|| facts.contract.clone());
    let mut all = vec![name.into_iter().chain(since).collect::<Vec<_>>().join(" · ")];
    all.retain(|line| !line.is_empty());
    all.extend(lines(f, goodbye, kind));
    Choice { id: facts.contract.clone(), title, lines: all, is_chosen }
}

/// When it ends and why, what it costs and gives back, and what ends too. What goes on is said once, below all of them.
fn lines(f: &Frame, goodbye: &Goodbye, kind: ExitKind) -> Vec<String> {
    let mut lines = vec![ending(f, goodbye)];
    lines.extend(goodbye.remarks.iter().filter_map(|remark| match remark {
        Remark::WantedEarlier { .. } => {
            let day = goodbye.last_day()?;
            Some(f.t1("leave-later-sooner", "day", f.day(day)))
        }
        _ => None,
    }));
    if let Some(day) = goodbye.too_late_since {
        lines.push(f.t1("leave-withdrawal-late", "day", f.day(day)));
    }
    if let Some(day) = goodbye.otherwise_on {
        lines.push(otherwise(f, kind, day));
    }
    if goodbye.last_day().is_some() {
        lines.push(format!("{}: {}.", heading(f, "last_charge"), charge(f, goodbye)));
        if goodbye.refund != Sum::Nothing {
            let back = sum(f, &goodbye.refund, "leave-value-nothing");
            lines.push(format!("{}: {back}.", heading(f, "refund")));
        }
    }
    if !goodbye.ends_too.is_empty() {
        lines.push(f.t1("leave-check-ends-too", "what", named_parts(f, &goodbye.ends_too)));
    }
    lines
}

/// When it ends if what was claimed does not hold.
pub(crate) fn otherwise(f: &Frame, kind: ExitKind, day: Day) -> String {
    let key = if kind == ExitKind::Withdrawal { "leave-otherwise-withdrawal" } else { "leave-otherwise" };
    f.t1(key, "day", f.weekday_and_day(day))
}

/// When it ends, and by which rule.
pub(crate) fn ending(f: &Frame, goodbye: &Goodbye) -> String {
    match goodbye.end {
        End::ToldBy(day) => f.t1("leave-end-told", "day", f.weekday_and_day(day)),
        End::On { last_day, by, .. } => {
            let why = f.t(&format!("leave-why-{}", by.word().replace('_', "-")));
            f.t2("leave-end-why", "day", f.weekday_and_day(last_day), "why", why)
        }
    }
}

/// The first day is told beside "as soon as possible" where it is the same for every contract.
fn soon(f: &Frame, goodbyes: &[Goodbye], today: Day) -> Soon {
    let earliest = |goodbye: &Goodbye| match goodbye.end {
        End::On { earliest, by, .. } if by != EndedBy::Withdrawal => Some(earliest),
        _ => None,
    };
    let days: Vec<Option<Day>> = goodbyes.iter().map(earliest).collect();
    let same = days.first().copied().flatten().filter(|first| days.iter().all(|day| *day == Some(*first)));
    Soon { day: same.map(|day| f.weekday_and_day(day)), hints: Vec::new(), today: today.to_string() }
}

/// What follows beyond day and money of each contract, which stand with it.
fn shared_facts(f: &Frame, flow: &Flow, goodbyes: &[Goodbye]) -> Vec<Fact> {
    match goodbyes {
        [only] if matches!(only.end, End::On { by: EndedBy::Withdrawal, .. }) => super::ask::withdrawal_facts(f),
        [only] => facts(flow, f, Values::Of(only)),
        _ => facts(flow, f, Values::Anybody { last_day: None }),
    }
}
