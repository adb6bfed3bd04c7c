//! What a receipt says, in the leaver's language: who, what, when received, when it ends and why, what it costs or gives
//! back, and what happens next.

use pages::{Language, Speech};
use relationship::deadline::Remark;
use relationship::exit::{End, EndedBy, Goodbye, Need, Part, Sum};
use store::Moment;

use super::{Made, Request};
use crate::Office;
use crate::then::{Values, charge, filled_in, heading, is_by_people, named, own_words, reach, sum, taken_as_notice};

/// Stands where the number will. What leavers write holds no such sign.
const NUMBER: &str = "\u{1}";

/// A receipt that has no number yet.
pub(super) struct Text(String);

impl Text {
    pub(super) fn with_number(&self, number: &str) -> String {
        self.0.replacen(NUMBER, number, 1)
    }

    /// The same for a request that waits in the spool.
    pub(super) fn in_spool(mut self, office: &Office, language: Language) -> Self {
        self.0.push('\n');
        self.0.push_str(&office.speech(language).t("receipt-spool"));
        self.0.push('\n');
        self
    }
}

/// Lines of a receipt.
struct Lines<'a> {
    text: String,
    speech: &'a Speech,
}

impl Lines<'_> {
    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn fact(&mut self, key: &str, value: &str) {
        if !value.is_empty() {
            self.line(&format!("{}: {value}", self.speech.t(key)));
        }
    }

    fn head(&mut self, key: &str) {
        self.text.push('\n');
        self.line(&format!("{}:", self.speech.t(key)));
    }

    fn item(&mut self, text: &str) {
        self.line(&format!("- {text}"));
    }
}

pub(super) fn write(office: &Office, request: &Request, made: &Made) -> Text {
    let speech = office.speech(request.language());
    let mut lines = Lines { text: String::with_capacity(2_000), speech: &speech };
    lines.line(&speech.t(&format!("receipt-title-{}", request.kind.word())));
    lines.text.push('\n');
    let taken_as_notice = taken_as_notice(&speech, &made.found.flow, &made.goodbye);
    if !taken_as_notice.is_empty() {
        lines.line(&taken_as_notice.join(" "));
        lines.text.push('\n');
    }
    about(&mut lines, office, request, made);
    asked(&mut lines, request, made);
    follows(&mut lines, made);
    parts(&mut lines, "receipt-ends-too", &made.goodbye.ends_too);
    parts(&mut lines, "receipt-stays", &made.goodbye.stays);
    next(&mut lines, office, request, made);
    contact(&mut lines, made);
    lines.text.push('\n');
    lines.line(&speech.t("receipt-keep"));
    Text(lines.text)
}

/// Number, company, customer, contract, moment.
fn about(lines: &mut Lines<'_>, office: &Office, request: &Request, made: &Made) {
    lines.fact("receipt-number", NUMBER);
    let company = &made.found.flow.company;
    let name = if company.name.is_empty() { &made.settings.company_name } else { &company.name };
    lines.fact("receipt-company", &joined(&[name, &company.address]));
    let said = &request.said;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    if let Some(it) = &made.recognized {
        lines.fact("receipt-customer", &joined(&[&it.customer, &text(&it.name)]));
    } else {
        let all = [text(&said.customer), text(&said.name), text(&said.mail), text(&said.phone)];
        lines.fact("receipt-customer-said", &joined(&all.each_ref().map(String::as_str)));
    }
    for goodbye in made.goodbye.each() {
        if let Some(contract) = &goodbye.contract {
            let title = own_words(&goodbye.title, lines.speech);
            lines.fact("receipt-contract", &joined(&[title, contract]));
        }
    }
    if let (None, Some(contract)) = (&made.goodbye.contract, &said.contract) {
        lines.fact("receipt-contract-said", contract);
    }
    lines.fact("receipt-received", &received_at(lines.speech, office, request));
    let channel = lines.speech.t(&format!("receipt-channel-{}", request.channel.word()));
    lines.fact("receipt-channel", &channel);
}

fn joined(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(", ")
}

/// Day and time to the second, with the zone. What the desk entered of an earlier day begins with that day, and only the
/// day is known of it.
fn received_at(speech: &Speech, office: &Office, request: &Request) -> String {
    let at_us = request.asked_at_us;
    let day = speech.weekday_and_day(office.day_of(Moment::from_us(at_us)));
    let Ok(at) = jiff::Timestamp::from_microsecond(at_us) else { return day };
    let zoned = at.to_zoned(office.zone.clone());
    let minutes = zoned.offset().seconds() / 60;
    let (sign, minutes) = if minutes < 0 { ('-', -minutes) } else { ('+', minutes) };
    let (hour, minute, second) = (zoned.hour(), zoned.minute(), zoned.second());
    if is_by_people(request.channel) && (hour, minute, second) == (0, 0, 0) {
        return day;
    }
    format!("{day}, {hour:02}:{minute:02}:{second:02} (UTC{sign}{:02}:{:02})", minutes / 60, minutes % 60)
}

/// The declaration, word for word.
fn asked(lines: &mut Lines<'_>, request: &Request, made: &Made) {
    let speech = lines.speech;
    lines.head("receipt-asked");
    let is_one_of_several = !made.goodbye.also.is_empty() || !made.goodbye.stays.is_empty();
    let called = |goodbye: &Goodbye| match &goodbye.contract {
        Some(contract) if is_one_of_several => named(speech, &goodbye.title, contract),
        _ => called(goodbye, speech),
    };
    let titles: Vec<String> = made.goodbye.each().map(called).collect();
    let what = titles.join(", ");
    let when = match request.wanted_on {
        Some(day) => speech.t1("receipt-when-on", "day", speech.day(day)),
        None => speech.t("receipt-when-soon"),
    };
    let key = format!("receipt-declare-{}", request.kind.word());
    lines.line(&speech.t2(&key, "what", what, "when", when));
    for (key, words) in [("receipt-ground", &request.ground), ("receipt-words", &request.words)] {
        if let Some(words) = words {
            lines.line(&speech.t(key));
            words.lines().for_each(|line| lines.line(&format!("> {line}")));
        }
    }
}

/// What a contract is called.
fn called(goodbye: &Goodbye, speech: &Speech) -> String {
    match own_words(&goodbye.title, speech) {
        "" => speech.t("receipt-my-contract"),
        title => title.to_owned(),
    }
}

/// What follows, contract by contract, and what the flow says of data and goods.
fn follows(lines: &mut Lines<'_>, made: &Made) {
    let (speech, lead) = (lines.speech, &made.goodbye);
    lines.head("receipt-follows");
    for (at, goodbye) in lead.each().enumerate() {
        if !lead.also.is_empty() {
            if at > 0 {
                lines.text.push('\n');
            }
            let number = goodbye.contract.as_deref().unwrap_or_default();
            lines.fact("receipt-contract", &joined(&[&called(goodbye, speech), number]));
        }
        day_and_money(lines, made, goodbye);
    }
    // What holds for all of them stands apart from the last one.
    if !lead.also.is_empty() {
        lines.text.push('\n');
    }
    lines.fact("leave-about-fee", &sum(speech, &lead.fee, "leave-value-nothing"));
    for it in &made.found.flow.consequences {
        let text = own_words(&it.text, speech);
        if !matches!(it.about.as_str(), "end_date" | "last_charge" | "refund" | "fee") && !text.is_empty() {
            let value = filled_in(text, speech, Values::of(lead));
            lines.line(&format!("{}: {}", heading(speech, &it.about), value.replace('\n', " ")));
        }
    }
}

/// The last day and why, and the money.
fn day_and_money(lines: &mut Lines<'_>, made: &Made, goodbye: &Goodbye) {
    let speech = lines.speech;
    match goodbye.end {
        End::On { last_day, by, .. } => {
            lines.fact("receipt-last-day", &speech.weekday_and_day(last_day));
            lines.fact("receipt-why", &speech.t(&format!("receipt-by-{}", by.word())));
        }
        End::ToldBy(day) => {
            let told = speech.t1("receipt-told", "day", speech.weekday_and_day(day));
            lines.fact("receipt-last-day", &told);
        }
    }
    for remark in remarks(speech, goodbye) {
        lines.fact("receipt-remark", &remark);
    }
    lines.fact("leave-about-last_charge", &charge(speech, goodbye));
    let mut refund = sum(speech, &goodbye.refund, "leave-value-nothing");
    // A letter may have lain for longer than the law gives: then no day is promised that has passed.
    let refund_until = goodbye.refund_until.filter(|until| made.declaration.entered_on.is_none_or(|on| on <= *until));
    if refund_until.is_none() && goodbye.refund_until.is_some() {
        refund = speech.t2("receipt-refund-late", "refund", refund, "day", speech.day(made.told_by()));
    }
    if let Some(until) = refund_until {
        refund = speech.t2("receipt-refund-until", "refund", refund, "day", speech.day(until));
    }
    lines.fact("leave-about-refund", &refund);
}

fn remarks(speech: &Speech, goodbye: &Goodbye) -> Vec<String> {
    let of = |remark: &Remark| match remark {
        Remark::NoticeShortened { .. } => speech.t("receipt-remark-notice"),
        Remark::FirstTermShortened { .. } => speech.t("receipt-remark-first-term"),
        Remark::ProlongationShortened { .. } => speech.t("receipt-remark-prolongation"),
        Remark::WantedEarlier { wanted_on } => speech.t1("receipt-remark-earlier", "day", speech.day(*wanted_on)),
        Remark::CoolingOff { until } => speech.t1("receipt-remark-cooling-off", "day", speech.day(*until)),
        Remark::OldRules => speech.t("receipt-remark-old-rules"),
        Remark::OwnRules => speech.t("receipt-remark-own-rules"),
    };
    let mut all: Vec<String> = goodbye.remarks.iter().map(of).collect();
    all.extend(goodbye.too_late_since.map(|day| speech.t1("receipt-remark-too-late", "day", speech.day(day))));
    all.extend(goodbye.assumed_on.map(|day| speech.t1("receipt-remark-assumed", "day", speech.day(day))));
    all.extend(goodbye.otherwise_on.map(|day| speech.t1("receipt-remark-otherwise", "day", speech.day(day))));
    all.extend(
        goodbye.switching.map(|it| speech.t1("receipt-remark-switching", "day", speech.day(it.retrieval_until))),
    );
    all
}

fn parts(lines: &mut Lines<'_>, key: &str, parts: &[Part]) {
    if parts.is_empty() {
        return;
    }
    lines.head(key);
    for part in parts {
        let title = own_words(&part.title, lines.speech).to_owned();
        lines.item(&joined(&[&title, &part.contract]));
    }
}

fn next(lines: &mut Lines<'_>, office: &Office, request: &Request, made: &Made) {
    let speech = lines.speech;
    lines.head("receipt-next");
    lines.item(&speech.t("receipt-next-nothing"));
    let mut needs = made.goodbye.needs();
    needs.extend(&made.needs);
    let told = speech.weekday_and_day(made.told_by());
    if made.needs.contains(&Need::Customer) {
        lines.item(&speech.t1("receipt-next-customer", "day", told));
    } else if !needs.is_empty() {
        lines.item(&speech.t1("receipt-next-person", "day", told));
    }
    let is_undone_until_end = made.found.flow.undo.until_end;
    let entered_on = made.declaration.entered_on.unwrap_or(made.declaration.asked_on);
    let is_withdrawn = made.goodbye.each().any(|it| matches!(it.end, End::On { by: EndedBy::Withdrawal, .. }));
    match made.goodbye.first_last_day() {
        Some(day) if is_undone_until_end && !is_withdrawn && day >= entered_on => {
            lines.item(&speech.t1("receipt-next-undo", "day", speech.day(day)));
        }
        _ => {}
    }
    if made.goodbye.each().any(|it| it.refund != Sum::Nothing && it.refund_until.is_none()) {
        lines.item(&speech.t("receipt-next-refund"));
    }
    if made.found.flow.after.export {
        lines.item(&speech.t("receipt-next-data"));
    }
    if let Some(address) = &office.public_url {
        let token = office.receipt_token(request.id);
        lines.item(&speech.t1(
            "receipt-next-link",
            "link",
            format!("{}/leave/receipt/{token}", address.trim_end_matches('/')),
        ));
    }
}

fn contact(lines: &mut Lines<'_>, made: &Made) {
    let (phone, mail) = reach(&made.found.flow);
    if phone.is_empty() && mail.is_empty() {
        return;
    }
    lines.head("receipt-contact");
    lines.fact("receipt-phone", phone);
    lines.fact("receipt-mail", mail);
}
