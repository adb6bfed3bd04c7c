//! A decent flow, parts of which a test replaces.

use relationship::Day;
use relationship::flow::Flow;
use relationship::lint::Severity::Warning;
use relationship::lint::{Lint, Severity, lint};

/// A decent flow in one language, parts of which a test replaces.
pub(crate) struct Decent {
    pub(crate) language: &'static str,
    pub(crate) pack: &'static str,
    pub(crate) head: String,
    pub(crate) fee: String,
    pub(crate) texts: String,
    pub(crate) fields: String,
    pub(crate) controls: String,
    pub(crate) done: String,
    pub(crate) without: &'static str,
}

pub(crate) fn decent(language: &'static str, pack: &'static str) -> Decent {
    let fee = match language {
        "nl" => "text.nl = \"Opzeggen kost niets.\"",
        "de" => "text.de = \"Die Kündigung kostet nichts.\"",
        _ => "text.en = \"Leaving costs nothing.\"",
    };
    let [leave, stay] = match language {
        "nl" => ["Opzegging bevestigen", "Toch blijven"],
        "de" => ["jetzt kündigen", "Zurück"],
        _ => ["Confirm cancellation", "Keep my subscription"],
    };
    Decent {
        language,
        pack,
        head: String::new(),
        fee: fee.into(),
        texts: String::new(),
        fields: String::new(),
        controls: control(language, leave, "leave", "submitted") + &control(language, stay, "stay", "stay"),
        done: String::new(),
        without: "",
    }
}

pub(crate) fn control(language: &str, label: &str, role: &str, to: &str) -> String {
    format!("[[screen.control]]\nlabel.{language} = \"{label}\"\nrole = \"{role}\"\nto = \"{to}\"\n")
}

impl Decent {
    pub(crate) fn saying(mut self, sentence: &str) -> Self {
        self.texts = format!("text = [{{ {} = \"{sentence}\" }}]\n", self.language);
        self
    }

    pub(crate) fn fee(mut self, fee: &str) -> Self {
        self.fee = fee.replace("text = ", &format!("text.{} = ", self.language));
        self
    }

    pub(crate) fn text(&self) -> String {
        let Self { language, head, fee, texts, fields, controls, done, without, .. } = self;
        let said = match *language {
            "nl" => [
                ("end_date", "Je contract eindigt op {last_day}."),
                ("last_charge", "De laatste afschrijving is {last_charge}."),
                ("refund", "Je krijgt {refund} terug."),
                ("data", "Je gegevens wissen we 30 dagen na {last_day}."),
            ],
            "de" => [
                ("end_date", "Ihr Vertrag endet am {last_day}."),
                ("last_charge", "Die letzte Abbuchung ist {last_charge}."),
                ("refund", "Sie erhalten {refund} zurück."),
                ("data", "Ihre Daten löschen wir 30 Tage nach {last_day}."),
            ],
            _ => [
                ("end_date", "Your contract ends on {last_day}."),
                ("last_charge", "Your last payment is {last_charge}."),
                ("refund", "You get {refund} back."),
                ("data", "Your data is erased 30 days after {last_day}."),
            ],
        };
        let says = |(about, text): &(&str, &str)| {
            format!("[[consequence]]\nabout = \"{about}\"\ntext.{language} = \"{text}\"\n")
        };
        let said: String = said.iter().filter(|(about, _)| about != without).map(says).collect();
        let fee = if *without == "fee" { String::new() } else { format!("[[consequence]]\nabout = \"fee\"\n{fee}\n") };
        let title = match *language {
            "nl" => "Opzeggen",
            "de" => "Verträge hier kündigen",
            _ => "Cancel subscription",
        };
        format!(
            "flow = \"x\"\ntitle.{language} = \"{title}\"\nlanguages = [\"{language}\"]\ncompany = {{ name = \"x\" }}\n\
             {head}\n[[entry]]\nlabel.{language} = \"{title}\"\n{said}{fee}[[screen]]\nid = \"form\"\n\
             purpose = \"confirm\"\ntitle.{language} = \"{title}\"\n{texts}[[screen.field]]\nabout = \"contract\"\n\
             label.{language} = \"Nr.\"\nrequired = true\n{fields}{controls}[[screen]]\nid = \"done\"\n\
             purpose = \"done\"\n{done}\n"
        )
    }

    pub(crate) fn lint(&self) -> Lint {
        let text = self.text();
        let (flow, places) = Flow::parse("flow.toml", &text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let today: Day = "2026-11-22".parse().expect("a day");
        lint(&flow, &places, &[self.pack], today).expect("the pack")
    }

    /// What is found, at warning or above, each rule once.
    pub(crate) fn found(&self) -> Vec<(&'static str, Severity)> {
        let mut found: Vec<_> = self.lint().findings.iter().map(|it| (it.rule, it.severity)).collect();
        found.retain(|(_, severity)| *severity >= Warning);
        found.sort_by_key(|(rule, _)| *rule);
        found.dedup();
        found
    }
}

/// What every sentence of a language must raise, and nothing else.
#[track_caller]
pub(crate) fn each(
    failures: &mut Vec<String>,
    flow: impl Fn(&str) -> Decent,
    sentences: &[&str],
    expected: &[(&str, Severity)],
) {
    for sentence in sentences {
        let found = flow(sentence).found();
        if found != expected {
            failures.push(format!("{sentence}: {found:?}, not {expected:?}"));
        }
    }
}

#[track_caller]
pub(crate) fn none(failures: &[String]) {
    assert!(failures.is_empty(), "{} differ:\n{}", failures.len(), failures.join("\n"));
}

/// Sentences on the first screen that raise a rule, and those that look alike and raise nothing.
#[track_caller]
pub(crate) fn on_a_screen(expected: (&str, Severity), said: &[(&'static str, &'static str, &[&str], &[&str])]) {
    let mut failures = Vec::new();
    for (language, pack, wrong, right) in said {
        each(&mut failures, |it| decent(language, pack).saying(it), wrong, &[expected]);
        each(&mut failures, |it| decent(language, pack).saying(it), right, &[]);
    }
    none(&failures);
}

#[test]
fn the_flow_that_is_changed_is_decent() {
    for (language, pack) in
        [("nl", "nl"), ("en", "uk"), ("de", "de"), ("en", "strict"), ("nl", "strict"), ("en", "us-mn")]
    {
        assert_eq!(decent(language, pack).found(), [], "{language} {pack}");
    }
}
