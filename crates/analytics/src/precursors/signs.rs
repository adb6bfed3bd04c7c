//! The signs there can be, and which of them stand at a moment.

use relationship::ladder::Rung;

use super::rows::{Happened, What};
use crate::kept::Kept;

/// Days for which an answer says something.
const ANSWER_DAYS: i32 = 365;
/// Days for which a contact, a failed payment or a price rise is recent.
const RECENT_DAYS: i32 = 90;
/// Days of use that are looked at, and those before that they are compared with.
const USE_DAYS: i32 = 60;
const USE_BEFORE_DAYS: i32 = 180;
/// Days one must have been a customer for use to be called falling.
const USE_KNOWN_DAYS: i32 = 180;
/// Most aspects and most subjects that are looked at apart, the most frequent.
const APART_MAX: usize = 8;

/// What signs are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Answers,
    Contacts,
    Use,
    Payments,
    Prices,
}

impl Family {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Answers => "answers",
            Self::Contacts => "contacts",
            Self::Use => "use",
            Self::Payments => "payments",
            Self::Prices => "prices",
        }
    }

    /// In words, and the kind of events that tell of it.
    pub(super) const fn told(self) -> (&'static str, &'static str) {
        match self {
            Self::Answers => ("answers from 1 to 5", "answered"),
            Self::Contacts => ("contacts", "contacted"),
            Self::Use => ("what customers use", "used"),
            Self::Payments => ("payments", "paid` and `payment_failed"),
            Self::Prices => ("price changes", "plan_changed"),
        }
    }

    pub(super) const fn lacking(self) -> &'static str {
        match self {
            Self::Answers => "without_answers",
            Self::Contacts => "without_contacts",
            Self::Use => "without_use",
            Self::Payments => "without_payments",
            Self::Prices => "without_prices",
        }
    }
}

/// One sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sign {
    pub(super) code: &'static str,
    /// The aspect or the subject, in the company's own words.
    pub(super) about: Option<String>,
    pub(super) family: Family,
}

/// All signs of a company: at most sixty-four, each a bit of a number.
#[derive(Debug, Clone, Default)]
pub(super) struct Signs {
    pub(super) all: Vec<Sign>,
    /// The question that says where customers stand, then those about aspects; a place in the list is what facts carry.
    questions: Vec<String>,
    subjects: Vec<String>,
    places: Places,
}

/// Where in the list each kind of sign begins.
#[derive(Debug, Clone, Copy, Default)]
struct Places {
    rungs: Option<usize>,
    aspects: usize,
    subjects: Option<usize>,
    several: usize,
    unused: Option<usize>,
    failed: Option<usize>,
    rise: Option<usize>,
}

impl Signs {
    pub(super) fn of(kept: &Kept, families: &[(Family, relationship::Day)]) -> Self {
        let has = |family: Family| families.iter().any(|(known, _)| *known == family);
        let mut signs = Self::default();
        if has(Family::Answers) {
            signs.questions = kept.rungs().filter_map(|it| it.about.clone()).take(1 + APART_MAX).collect();
            if signs.questions.is_empty() {
                signs.questions.push(String::new());
            }
            let codes = ["rung_deep_red", "rung_orange", "rung_yellow", "rung_soft_green", "not_answered"];
            signs.places.rungs = Some(signs.all.len());
            codes.into_iter().for_each(|code| signs.add(code, None, Family::Answers));
            signs.places.aspects = signs.all.len();
            for aspect in signs.questions.clone().into_iter().skip(1) {
                signs.add("aspect_low", Some(aspect), Family::Answers);
            }
        }
        if has(Family::Contacts) {
            signs.subjects = kept.subjects().filter_map(|it| it.about.clone()).take(APART_MAX).collect();
            signs.places.subjects = Some(signs.all.len());
            for subject in signs.subjects.clone() {
                signs.add("contact", Some(subject), Family::Contacts);
            }
            signs.add("contact_other", None, Family::Contacts);
            signs.places.several = signs.all.len();
            signs.add("several_contacts", None, Family::Contacts);
        }
        if has(Family::Use) {
            signs.places.unused = Some(signs.all.len());
            signs.add("no_use", None, Family::Use);
            signs.add("falling_use", None, Family::Use);
        }
        if has(Family::Payments) {
            signs.places.failed = Some(signs.all.len());
            signs.add("payment_failed", None, Family::Payments);
        }
        if has(Family::Prices) {
            signs.places.rise = Some(signs.all.len());
            signs.add("price_rise", None, Family::Prices);
        }
        signs
    }

    fn add(&mut self, code: &'static str, about: Option<String>, family: Family) {
        self.all.push(Sign { code, about, family });
    }

    /// The place of the question or subject of a fact; nothing where it is none that is looked at.
    pub(super) fn question(&self, about: Option<&str>) -> Option<usize> {
        self.questions.iter().position(|known| known == about.unwrap_or_default())
    }

    /// The place of a subject; the one after the last for all others.
    pub(super) fn subject(&self, about: Option<&str>) -> usize {
        about.and_then(|about| self.subjects.iter().position(|known| known == about)).unwrap_or(self.subjects.len())
    }

    /// The signs that stand when only what happened until `day` is known, as bits. `facts` are those of one spell that began
    /// on `started`, in order.
    pub(super) fn standing(&self, facts: &[Happened], started: i32, day: i32) -> u64 {
        let known = &facts[..facts.partition_point(|fact| fact.day <= day)];
        let mut bits = 0_u64;
        let mut set = |place: usize| bits |= 1 << place;
        let within = |days: i32| known.iter().rev().take_while(move |fact| fact.day > day - days);
        if let Some(rungs) = self.places.rungs {
            let answer = |question: usize| {
                within(ANSWER_DAYS).find_map(|fact| match fact.what {
                    What::Answer { question: asked, rung } if asked == question => Some(rung),
                    _ => None,
                })
            };
            match answer(0).map(Rung::number) {
                None => set(rungs + 4),
                Some(rung) if rung < 5 => set(rungs + usize::from(rung) - 1),
                Some(_) => {}
            }
            for aspect in 1..self.questions.len() {
                if answer(aspect).is_some_and(|rung| rung <= Rung::Orange) {
                    set(self.places.aspects + aspect - 1);
                }
            }
        }
        let mut contacts = 0;
        for fact in within(RECENT_DAYS) {
            match (fact.what, self.places) {
                (What::Contact { subject }, Places { subjects: Some(first), .. }) => {
                    contacts += 1;
                    set(first + subject);
                }
                (What::Failed, Places { failed: Some(place), .. }) | (What::Rise, Places { rise: Some(place), .. }) => {
                    set(place);
                }
                _ => {}
            }
        }
        if contacts > 1 {
            set(self.places.several);
        }
        if let Some(place) = self.places.unused {
            match Use::of(known, started, day) {
                Use::None => set(place),
                Use::Falling => set(place + 1),
                Use::AsEver => {}
            }
        }
        bits
    }
}

/// How use stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    AsEver,
    None,
    Falling,
}

impl Use {
    fn of(known: &[Happened], started: i32, day: i32) -> Self {
        let here = day - started;
        if here < USE_DAYS {
            return Self::AsEver;
        }
        let used = |from: i32, to: i32| -> f64 {
            let within = known.iter().filter(|fact| fact.day > from && fact.day <= to);
            within.map(|fact| if let What::Use { times } = fact.what { times } else { 0.0 }).sum()
        };
        let now = used(day - USE_DAYS, day);
        if now <= 0.0 {
            return Self::None;
        }
        if here < USE_KNOWN_DAYS {
            return Self::AsEver;
        }
        let days = USE_BEFORE_DAYS.min(here - USE_DAYS);
        let before = used(day - USE_DAYS - days, day - USE_DAYS);
        let falls = now / f64::from(USE_DAYS) < 0.5 * before / f64::from(days);
        if falls { Self::Falling } else { Self::AsEver }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i32, what: What) -> Happened {
        Happened { day, what }
    }

    #[test]
    fn use_is_held_against_ones_own() {
        let rides =
            |days: &[(i32, f64)]| days.iter().map(|&(day, times)| at(day, What::Use { times })).collect::<Vec<_>>();
        let steady = rides(&[(10, 20.0), (40, 20.0), (70, 20.0), (100, 20.0), (130, 20.0), (160, 20.0), (190, 20.0)]);
        assert_eq!(Use::of(&steady, 0, 200), Use::AsEver);
        assert_eq!(Use::of(&steady, 0, 250), Use::None, "the last ride was sixty days ago");
        let falling = rides(&[(10, 20.0), (40, 20.0), (70, 20.0), (100, 20.0), (130, 20.0), (160, 4.0), (190, 4.0)]);
        assert_eq!(Use::of(&falling, 0, 200), Use::Falling);
        assert_eq!(Use::of(&falling[5..], 150, 200), Use::AsEver, "nobody knows their own yet");
    }

    #[test]
    fn signs_fade() {
        let signs = Signs {
            all: Vec::new(),
            questions: vec!["q".to_owned()],
            subjects: vec!["workshop".to_owned()],
            places: Places {
                rungs: Some(0),
                aspects: 5,
                subjects: Some(5),
                several: 7,
                failed: Some(8),
                ..Places::default()
            },
        };
        let facts = [
            at(5, What::Answer { question: 0, rung: Rung::Orange }),
            at(20, What::Contact { subject: 0 }),
            at(30, What::Contact { subject: 1 }),
            at(40, What::Failed),
        ];
        assert_eq!(signs.standing(&facts, 0, 4), 1 << 4, "nothing was answered yet");
        assert_eq!(signs.standing(&facts, 0, 20), 1 << 1 | 1 << 5);
        assert_eq!(signs.standing(&facts, 0, 41), 1 << 1 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 8);
        assert_eq!(signs.standing(&facts, 0, 135), 1 << 1, "contacts and payments are no longer recent");
        assert_eq!(signs.standing(&facts, 0, 370), 1 << 4, "the answer has faded");
    }
}
