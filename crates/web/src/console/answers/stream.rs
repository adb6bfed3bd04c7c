//! The answers, person by person, the newest first.

use relationship::ladder::Rung;
use relationship::listening::{Kind, Question, Value};
use relationship::reason::Catalogue;
use store::{Answer, InvitationId, Moment, PAGE_ROWS_MAX, Role};
use words::reasons::Suggestion;
use words::search::Query;
use words::special::{self, Category};

use super::asked::{Asked, channel, language};
use super::reader::OwnReader;
use super::{Confirmed, SAID_SHOWN, Surveys};
use crate::console::parts::Voice;
use crate::console::shares::RungMark;
use crate::fault::Fault;
use crate::posted::encode;
use crate::visit::Guest;

/// Answers that are looked through for one page; then the reader goes on with a click.
const LOOKED_THROUGH_MAX: usize = 4_000;

/// The most that is said as a number of how sure the house is.
const CERTAIN_MAX: f32 = 0.99;

/// What one person answered to one survey.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) rung: Option<RungMark>,
    /// Survey, version, channel, language, day.
    pub(crate) about: String,
    /// Who, and where everything known of them stands; only where the purpose needs it.
    pub(crate) customer: Option<(String, String)>,
    pub(crate) lines: Vec<Line>,
    key: InvitationId,
}

/// One answer.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) question: String,
    /// What was chosen, in words; empty for own words.
    pub(crate) chosen: String,
    pub(crate) words: Option<Words>,
}

/// Own words, and what they are about.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    pub(crate) invitation: String,
    pub(crate) question: String,
    /// None where they are not shown; then `not_shown` says why.
    pub(crate) text: Option<String>,
    pub(crate) not_shown: String,
    /// They speak of what the law protects most; whoever reads this may.
    pub(crate) is_protected: bool,
    /// What somebody confirmed, or what the house reads: the name.
    pub(crate) theme: String,
    pub(crate) is_confirmed: bool,
    /// Why the house reads it so, or why it does not.
    pub(crate) because: String,
    /// What a click confirms.
    pub(crate) code: String,
    /// Can somebody say what it is about?
    pub(crate) is_open: bool,
}

/// What was found for a page.
pub(super) struct Found {
    pub(super) said: Vec<Said>,
    pub(super) next: Option<(Moment, String)>,
    pub(super) is_cut: bool,
}

/// May somebody with this role read words that speak of what the law protects most? Owners and managers only: they decide
/// what becomes of such a text.
pub(crate) const fn may_read_protected(role: Role) -> bool {
    matches!(role, Role::Owner | Role::Manager)
}

/// Finds the answers of a page: the store picks, and what only the words tell is looked through here.
pub(super) async fn find(
    guest: &Guest,
    asked: &Asked,
    surveys: &Surveys,
    confirmed: &Confirmed,
    reader: &OwnReader,
) -> Result<Found, Fault> {
    let voice = Voice::new(&guest.speech);
    let telling = Telling { voice: &voice, asked, surveys, confirmed, reader, role: guest.member.role };
    let query = Query::new(&asked.search);
    let filter = asked.filter();
    let is_picky = !query.is_empty() || !asked.theme.is_empty();
    let (mut said, mut before, mut looked): (Vec<Said>, _, usize) = (Vec::new(), asked.before.clone(), 0);
    loop {
        let (rows, began) = (if is_picky { PAGE_ROWS_MAX } else { 240 }, before.clone());
        let page = guest.app.store.answers(&filter, asked.wanted(), before, rows).await?;
        for group in page.items.chunk_by(|a, b| a.invitation == b.invitation) {
            let is_same = said.last().is_some_and(|last| group.first().is_some_and(|it| it.invitation == last.key));
            if said.len() >= SAID_SHOWN && !is_same {
                let next = said_until(&page.items, group).or(began);
                return Ok(Found { said, next, is_cut: false });
            }
            if is_picky && !group.iter().any(|it| telling.is_meant(it, &query)) {
                continue;
            }
            let lines = telling.lines(group);
            match said.last_mut() {
                Some(last) if is_same => last.lines.extend(lines),
                _ => said.extend(group.first().map(|first| telling.said(first, group, lines))),
            }
        }
        looked += page.items.len();
        before = page.next;
        if before.is_none() || looked >= LOOKED_THROUGH_MAX {
            let is_cut = before.is_some() && is_picky;
            return Ok(Found { said, next: before, is_cut });
        }
    }
}

/// The cursor of the answer before this group.
fn said_until(items: &[Answer], group: &[Answer]) -> Option<(Moment, String)> {
    let first = group.first()?;
    let at = items.iter().position(|it| it.invitation == first.invitation && it.question == first.question)?;
    let last = items.get(at.checked_sub(1)?)?;
    Some((last.first_at, format!("{} {}", last.invitation, last.question)))
}

/// What answers are told with.
struct Telling<'a> {
    voice: &'a Voice,
    asked: &'a Asked,
    surveys: &'a Surveys,
    confirmed: &'a Confirmed,
    reader: &'a OwnReader,
    role: Role,
}

impl Telling<'_> {
    fn question(&self, answer: &Answer) -> Option<&Question> {
        self.surveys.find(&answer.survey, answer.version)?.question(&answer.question)
    }

    /// The words of an answer, if they may be read by this reader.
    fn words<'a>(&self, answer: &'a Answer) -> Option<&'a str> {
        let Ok(Some(Value::Words(text))) = answer.value.get(self.asked.wanted()) else { return None };
        (may_read_protected(self.role) || special::detect(text).is_empty()).then_some(text)
    }

    /// Do the words hold what is searched for, and are they about the theme?
    fn is_meant(&self, answer: &Answer, query: &Query) -> bool {
        let Some(text) = self.words(answer) else { return false };
        if !query.finds(text) {
            return false;
        }
        let wanted = self.asked.theme.as_str();
        let code = match self.confirmed.get(&(answer.invitation, answer.question.clone())) {
            _ if wanted.is_empty() => return true,
            Some(theme) => Some(theme.code.clone()),
            None => match self.reader.read(text, answer.language) {
                Suggestion::Suggested { level1, .. } => Some(level1.code.to_owned()),
                Suggestion::Abstained { .. } | Suggestion::Quarantined { .. } => None,
            },
        };
        code.map_or(wanted == "none", |code| {
            code == wanted || code.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('.'))
        })
    }

    fn said(&self, first: &Answer, group: &[Answer], lines: Vec<Line>) -> Said {
        let rung = group.iter().find_map(|it| self.rung(it));
        let title = self
            .surveys
            .find(&first.survey, first.version)
            .map_or_else(|| first.survey.clone(), |survey| door::then::own_words(&survey.title, self.voice).to_owned());
        let version = self.voice.t1("answers-version", "version", first.version);
        let parts = [
            title,
            version,
            channel(self.voice, first.channel),
            language(self.voice, first.language),
            self.voice.day(first.on),
        ];
        let customer = self
            .asked
            .names_customer()
            .then_some(&first.customer)
            .filter(|customer| !customer.is_empty())
            .map(|customer| (customer.clone(), format!("/customers/{}", encode(customer))));
        Said {
            rung: rung.map(|rung| RungMark::of(self.voice, rung)),
            about: parts.join(" · "),
            customer,
            lines,
            key: first.invitation,
        }
    }

    fn rung(&self, answer: &Answer) -> Option<Rung> {
        let value = answer.value.get(self.asked.wanted()).ok()?.as_ref()?;
        self.question(answer)?.rung(value)
    }

    /// The answers of one person, in the order of the questions.
    fn lines(&self, group: &[Answer]) -> Vec<Line> {
        let mut lines: Vec<(usize, Line)> =
            group.iter().filter_map(|it| Some((self.surveys.place(it), self.line(it)?))).collect();
        lines.sort_by_key(|(place, _)| *place);
        lines.into_iter().map(|(_, line)| line).collect()
    }

    /// One answer in words; none where the rung above says it already.
    fn line(&self, answer: &Answer) -> Option<Line> {
        let question = self.question(answer);
        let ask = question
            .map_or_else(|| answer.question.clone(), |it| door::then::own_words(&it.ask, self.voice).to_owned());
        let value = answer.value.get(self.asked.wanted()).ok()?;
        let is_words = question.is_some_and(|it| it.kind.is_words());
        match value {
            Some(Value::Words(text)) => {
                Some(Line { question: ask, chosen: String::new(), words: Some(self.own_words(answer, text)) })
            }
            None if is_words => {
                let gone = Words { not_shown: self.voice.t("answers-gone"), ..Words::default() };
                Some(Line { question: ask, chosen: String::new(), words: Some(gone) })
            }
            None => None,
            Some(value) => Some(Line { question: ask, chosen: chosen(self.voice, question, value), words: None }),
        }
    }

    fn own_words(&self, answer: &Answer, text: &str) -> Words {
        let found = special::detect(text);
        let protected: Vec<String> = found.iter().map(|it| category(self.voice, it.category)).collect();
        let protected = protected.join(", ");
        if !found.is_empty() && !may_read_protected(self.role) {
            let not_shown = self.voice.t1("answers-protected-not-shown", "about", protected);
            return Words { not_shown, ..Words::default() };
        }
        let mut words = Words {
            invitation: answer.invitation.to_string(),
            question: answer.question.clone(),
            text: Some(text.to_owned()),
            is_open: true,
            ..Words::default()
        };
        let known = self.confirmed.get(&(answer.invitation, answer.question.clone()));
        if !found.is_empty() {
            words.is_protected = true;
            words.because = self.voice.t1("answers-protected", "about", protected);
            words.is_open = false;
            return words;
        }
        if let Some(theme) = known {
            words.theme = theme_name(self.voice, &theme.code);
            words.is_confirmed = true;
            words.code.clone_from(&theme.code);
            return words;
        }
        match self.reader.read(text, answer.language) {
            Suggestion::Suggested { level2, because, .. } => {
                if let Some(best) = level2.first() {
                    words.theme = theme_name(self.voice, best.code);
                    best.code.clone_into(&mut words.code);
                    let share = certainty(self.voice, best.confidence);
                    words.because = if because.is_empty() {
                        self.voice.t1("answers-because-nothing", "share", share)
                    } else {
                        self.voice.t2("answers-because", "words", because.join(", "), "share", share)
                    };
                }
            }
            Suggestion::Abstained { .. } => words.because = self.voice.t("answers-abstained"),
            Suggestion::Quarantined { .. } => words.is_open = false,
        }
        words
    }
}

/// What was chosen, in words.
pub(crate) fn chosen(voice: &Voice, question: Option<&Question>, value: &Value) -> String {
    let option = |id: &String| {
        let known = question.and_then(|it| it.options.iter().find(|option| option.id == *id));
        known.map_or_else(|| id.clone(), |it| door::then::own_words(&it.text, voice).to_owned())
    };
    match value {
        Value::Face(face) => {
            let own = question
                .and_then(|it| it.labels.in_language(voice.language().code()).get(usize::from(*face).wrapping_sub(1)));
            let label = own.cloned().unwrap_or_else(|| voice.t(&format!("asking-face-{face}")));
            voice.with("answers-face", &[("face", &u32::from(*face)), ("label", &label)])
        }
        Value::Score(score) => voice.t1("answers-score", "score", u32::from(*score)),
        Value::One(id) => option(id),
        Value::Several(ids) => ids.iter().map(option).collect::<Vec<_>>().join(", "),
        Value::Ranked(ids) => ids.iter().map(option).collect::<Vec<_>>().join(" > "),
        Value::Words(_) => String::new(),
        Value::Yes(yes) => voice.t(if *yes { "asking-answer-yes" } else { "asking-answer-no" }),
        Value::Goal(reached) => voice.t(&format!("asking-goal-{}", reached.word())),
    }
}

/// Is it a question whose answers are counted in the order of their numbers?
pub(super) const fn is_numbered(kind: Kind) -> bool {
    matches!(kind, Kind::Faces | Kind::Score)
}

/// How sure the house is. What it read is never certain, so that no number rounds to all of it.
pub(super) fn certainty(voice: &Voice, confidence: f32) -> String {
    if confidence > CERTAIN_MAX {
        return voice.t1("answers-nearly-sure", "share", voice.percent(f64::from(CERTAIN_MAX), 0));
    }
    voice.percent(f64::from(confidence), 0)
}

/// The name of a theme.
pub(crate) fn theme_name(voice: &Voice, code: &str) -> String {
    let known = Catalogue::current().find(code);
    known.map_or_else(|| code.to_owned(), |reason| reason.text(voice.language().code()).to_owned())
}

fn category(voice: &Voice, category: Category) -> String {
    let word = match category {
        Category::Health => "health",
        Category::Belief => "belief",
        Category::Union => "union",
        Category::Politics => "politics",
        Category::Sex => "sex",
        Category::Origin => "origin",
        Category::Biometrics => "biometrics",
        Category::Crime => "crime",
    };
    voice.t(&format!("answers-about-{word}"))
}
