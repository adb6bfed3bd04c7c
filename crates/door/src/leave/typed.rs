//! What somebody typed on the screens before the request: read once, checked once, kept when the page comes again.

use pages::{Fields, Speech};
use relationship::Day;
use relationship::exit::{ExitKind, is_wanted_too_far};

/// The longest line.
pub(crate) const LINE_CHARS_MAX: usize = 200;
/// The longest ground of an extraordinary ending.
pub(crate) const GROUND_CHARS_MAX: usize = 2_000;

/// What was typed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typed {
    pub(crate) number: String,
    pub(crate) mail: String,
    /// What only they and the company know, in place of the mail address.
    pub(crate) knows: String,
    pub(crate) is_later: bool,
    pub(crate) day: String,
    pub(crate) kind: ExitKind,
    pub(crate) ground: String,
    /// The contracts that were chosen on the second screen.
    pub(crate) contracts: Vec<String>,
    /// Fields of the flow that only the receipt and the desk need: what it is about, and what was typed.
    pub(crate) more: Vec<(String, String)>,
}

impl Typed {
    /// What a form holds. Line ends and other signs that nobody can see are taken out of lines: what stands in one may
    /// end up in the head of a mail.
    pub(crate) fn read(fields: &Fields) -> Self {
        let line = |name: &str| one_line(fields.text(name));
        Self {
            number: line("number"),
            mail: line("mail"),
            knows: line("knows"),
            is_later: fields.text("when") == "later",
            day: line("day"),
            kind: ExitKind::from_word(fields.text("kind")).unwrap_or_default(),
            ground: several_lines(fields.text("ground")),
            contracts: fields.all("contract").map(one_line).collect(),
            more: Vec::new(),
        }
    }

    /// One line of a form.
    pub(crate) fn line(fields: &Fields, name: &str) -> String {
        one_line(fields.text(name))
    }

    /// The last day that is wanted; nothing for as soon as possible.
    pub(crate) fn wanted_on(&self) -> Option<Day> {
        (self.is_later && self.kind != ExitKind::Withdrawal).then(|| self.day.parse().ok()).flatten()
    }

    /// What is wrong, by field. `number` is what the page calls the field for the number; none where the fields that tell who
    /// it is are not on the page.
    pub(crate) fn problems(&self, speech: &Speech, number: Option<&str>, today: Day) -> Vec<(&'static str, String)> {
        let mut wrong = Vec::new();
        if let Some(called) = number {
            let missing = speech.t1("leave-contract-missing", "what", called);
            let number = missing_or_long(speech, &self.number, missing);
            wrong.extend(number.map(|what| ("number", what)));
            let mail = missing_or_long(speech, &self.mail, speech.t("leave-mail-missing"))
                .or_else(|| (!looks_like_mail(&self.mail)).then(|| speech.t("leave-mail-wrong")));
            // Who shows who they are by what they know need not have a mail address; one that is there must be one.
            let may_be_empty = !self.knows.is_empty() && self.mail.is_empty();
            wrong.extend(mail.filter(|_| !may_be_empty).map(|what| ("mail", what)));
        }
        if self.is_later && self.kind != ExitKind::Withdrawal {
            let day = self.day.parse::<Day>().ok();
            let what = match day {
                None => Some("leave-later-missing"),
                Some(day) if day < today => Some("leave-later-past"),
                Some(day) if is_wanted_too_far(today, day) => Some("leave-later-far"),
                Some(_) => None,
            };
            wrong.extend(what.map(|key| ("day", speech.t(key))));
        }
        wrong.extend(too_long(speech, &self.ground, GROUND_CHARS_MAX).map(|what| ("ground", what)));
        wrong
    }

    /// The same, cut to what is kept of a request that is sent anyway: nothing that was typed stands in its way.
    pub(crate) fn shortened(mut self) -> Self {
        let cut = |text: &mut String, most: usize| {
            if let Some((at, _)) = text.char_indices().nth(most) {
                text.truncate(at);
            }
        };
        for line in [&mut self.number, &mut self.mail, &mut self.day].into_iter().chain(&mut self.contracts) {
            cut(line, LINE_CHARS_MAX);
        }
        cut(&mut self.ground, GROUND_CHARS_MAX);
        for (_, line) in &mut self.more {
            cut(line, LINE_CHARS_MAX);
        }
        self
    }
}

fn missing_or_long(speech: &Speech, text: &str, missing: String) -> Option<String> {
    if text.is_empty() { Some(missing) } else { too_long(speech, text, LINE_CHARS_MAX) }
}

/// What to do about a text that does not fit.
pub(crate) fn too_long(speech: &Speech, text: &str, most: usize) -> Option<String> {
    let given = text.chars().count();
    (given > most).then(|| speech.t2("leave-too-long", "most", most, "given", given))
}

/// Does it look like an address that mail can be sent to? Whether it exists, the mail itself finds out.
pub(crate) fn looks_like_mail(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    let is_plain =
        |it: &str| !it.is_empty() && !it.chars().any(|it| it.is_whitespace() || it.is_control() || it == '@');
    is_plain(name) && is_plain(domain) && !text.contains([',', ';', '<', '>', '"'])
}

fn one_line(text: &str) -> String {
    let visible = text.chars().map(|it| if it.is_control() || is_hidden(it) { ' ' } else { it });
    visible.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Own words keep their lines.
pub(crate) fn several_lines(text: &str) -> String {
    let visible = text.replace("\r\n", "\n").replace('\r', "\n");
    visible
        .chars()
        .filter(|it| *it == '\n' || !(it.is_control() || is_hidden(*it)))
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Signs that turn the direction of text around or cannot be seen: a receipt must read as it was typed.
const fn is_hidden(it: char) -> bool {
    matches!(it, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use pages::Language;

    use super::*;

    fn speech() -> Speech {
        Speech::new(Arc::default(), Language::English, jiff::tz::TimeZone::UTC)
    }

    fn today() -> Day {
        "2026-11-22".parse().expect("a day")
    }

    #[test]
    fn nothing_that_was_typed_can_begin_a_new_line_in_a_mail() {
        let fields =
            Fields::parse("number=1001%0D%0ABcc%3A+a%40b.example&mail=a%40b.example%0Ax&ground=een%0D%0Atwee%00");
        let typed = Typed::read(&fields);
        assert_eq!(typed.number, "1001 Bcc: a@b.example");
        assert_eq!(typed.mail, "a@b.example x");
        assert_eq!(typed.ground, "een\ntwee");
        assert_eq!(
            typed.problems(&speech(), Some("your customer number"), today()),
            [("mail", speech().t("leave-mail-wrong"))]
        );
    }

    #[test]
    fn each_problem_says_what_to_do() {
        #[track_caller]
        fn check(form: &str, expected: &[&str]) {
            let problems = Typed::read(&Fields::parse(form)).problems(&speech(), Some("your customer number"), today());
            assert_eq!(problems.iter().map(|(field, _)| *field).collect::<Vec<_>>(), expected, "{form}");
            assert!(problems.iter().all(|(_, what)| !what.contains('⟦')), "{problems:?}");
        }
        check("number=1001&mail=a%40b.nl", &[]);
        check("", &["number", "mail"]);
        check("number=1001&mail=ab.nl", &["mail"]);
        check("number=1&mail=a%40b.nl&when=later", &["day"]);
        check("number=1&mail=a%40b.nl&when=later&day=2026-11-21", &["day"]);
        check("number=1&mail=a%40b.nl&when=later&day=2026-11-22", &[]);
        check("number=1&mail=a%40b.nl&when=later&day=2029-11-22", &[]);
        check("number=1&mail=a%40b.nl&when=later&day=2199-11-22", &["day"]);
        check("number=1&mail=a%40b.nl&when=soon&day=nonsense", &[]);
        check(&format!("number={}&mail=a%40b.nl", "9".repeat(201)), &["number"]);
    }

    #[test]
    fn a_request_that_is_sent_anyway_is_cut_and_not_refused() {
        let form = format!("number={}&ground={}", "é".repeat(500), "w".repeat(9_000));
        let typed = Typed::read(&Fields::parse(&form)).shortened();
        assert_eq!(typed.number.chars().count(), LINE_CHARS_MAX);
        assert_eq!(typed.ground.chars().count(), GROUND_CHARS_MAX);
    }
}
