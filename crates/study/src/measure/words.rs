//! The answer in words, in two languages, each written and not translated word by word.

use clap::ValueEnum;
use relationship::Day;
use relationship::rounding::fixed;
use relationship::verdict::{Obstacle, Paying, Verdict};

/// A language of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Language {
    /// English
    #[default]
    En,
    /// Dutch
    Nl,
}

const MONTHS: [(&str, &str); 12] = [
    ("January", "januari"),
    ("February", "februari"),
    ("March", "maart"),
    ("April", "april"),
    ("May", "mei"),
    ("June", "juni"),
    ("July", "juli"),
    ("August", "augustus"),
    ("September", "september"),
    ("October", "oktober"),
    ("November", "november"),
    ("December", "december"),
];

impl Language {
    /// Its code, such as `nl`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Nl => "nl",
        }
    }

    /// The language of a code; English where there is no such one.
    pub fn from_code(code: &str) -> Self {
        if code == "nl" { Self::Nl } else { Self::En }
    }

    /// A day, such as 3 March 2026.
    pub(super) fn day(self, day: Day) -> String {
        format!("{} {}", day.ymd().2, self.month(day))
    }

    /// The month of a day, such as March 2026.
    pub(super) fn month(self, day: Day) -> String {
        let (year, month, _) = day.ymd();
        let name = MONTHS.get((month as usize).saturating_sub(1)).map_or("", |&(en, nl)| self.of(en, nl));
        format!("{name} {year}")
    }

    /// One of two texts.
    pub(super) fn of<T>(self, en: T, nl: T) -> T {
        match self {
            Self::En => en,
            Self::Nl => nl,
        }
    }

    /// A number with so many decimals and the signs of the language.
    pub(super) fn number(self, number: f64, decimals: usize) -> String {
        let plain = fixed(number.abs(), decimals);
        let (whole, rest) = plain.split_once('.').map_or((plain.as_str(), ""), |(whole, rest)| (whole, rest));
        let (thousands, point) = self.of((',', "."), ('.', ","));
        let mut text = String::new();
        if number < 0.0 && plain.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) {
            text.push('−');
        }
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                text.push(thousands);
            }
            text.push(digit);
        }
        if rest.is_empty() { text } else { text + point + rest }
    }

    /// The same with a sign for what is above 0 too.
    pub(super) fn signed(self, number: f64, decimals: usize) -> String {
        let text = self.number(number, decimals);
        if number > 0.0 && text.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) { format!("+{text}") } else { text }
    }

    /// From where to where.
    pub(super) fn interval(self, (lower, upper): (f64, f64), write: impl Fn(f64) -> String) -> String {
        let end =
            |value: f64| if value.is_finite() { write(value) } else { self.of("no end", "geen grens").to_owned() };
        format!("[{}{} {}]", end(lower), self.of(",", ";"), end(upper))
    }

    /// A p-value.
    pub(super) fn p_value(self, p: f64) -> String {
        if p < 0.0001 { format!("< {}", self.number(0.0001, 4)) } else { self.number(p, 4) }
    }

    /// A list with "and".
    pub(super) fn list(self, words: &[String]) -> String {
        match words {
            [] => String::new(),
            [only] => only.clone(),
            [first @ .., last] => format!("{} {} {last}", first.join(", "), self.of("and", "en")),
        }
    }

    pub(super) fn verdict(self, verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Helps => self.of("Helps", "Helpt"),
            Verdict::NoSign => self.of("No sign", "Geen teken"),
            Verdict::Backfires => self.of("BACKFIRES", "WERKT AVERECHTS"),
            Verdict::CannotTellYet => self.of("Cannot tell yet", "Nog niet te zeggen"),
            Verdict::CannotTellThisWay => self.of("Cannot tell this way", "Zo niet te zeggen"),
        }
    }

    pub(super) fn paying(self, paying: Paying) -> &'static str {
        match paying {
            Paying::Gains => self.of("it brings in more than it costs", "het brengt meer op dan het kost"),
            Paying::Loses => self.of("it costs more than it brings in", "het kost meer dan het opbrengt"),
            Paying::CannotTell => self.of(
                "whether it brings in more than it costs cannot be told",
                "of het meer opbrengt dan het kost, is niet te zeggen",
            ),
        }
    }

    /// Why nothing may be concluded.
    pub(super) fn obstacle(self, obstacle: Obstacle) -> &'static str {
        match obstacle {
            Obstacle::SampleRatio => self.of(
                "the arms do not have the sizes that were planned, so something else than chance filled them",
                "de groepen zijn niet zo groot als gepland, dus niet alleen het toeval deelde in",
            ),
            Obstacle::TraitsDiffer => self.of(
                "the arms differ in what was known before: either chance did not draw, then name it under `--observed`, or \
                 those traits were measured after it, then leave them out of `--traits`",
                "de groepen verschillen in wat vooraf bekend was: er is niet geloot, noem het dan bij `--observed`, of die \
                 kenmerken zijn later gemeten, laat ze dan weg uit `--traits`",
            ),
            Obstacle::BothArms => self.of(
                "customers stand in both arms: name the arm that was drawn first",
                "er staan klanten in beide groepen: noem de groep die het eerst is geloot",
            ),
            Obstacle::OutcomeFirst => self.of(
                "too many had the outcome before they were assigned",
                "bij te veel klanten was het al gebeurd voor ze werden ingedeeld",
            ),
            Obstacle::LostUnevenly => self.of(
                "of one arm more customers lack a value than of the other: who is missing may be missing because of it",
                "van de ene groep missen meer klanten een waarde dan van de andere: wie ontbreekt, ontbreekt misschien erdoor",
            ),
            Obstacle::MixedClusters => self.of(
                "what was drawn as a whole has customers in both arms: name the arm that was drawn, not what was done",
                "wat als geheel is geloot, heeft klanten in beide groepen: noem wat is geloot, niet wat is gedaan",
            ),
            Obstacle::OneCluster => self.of(
                "an arm is a single group, so chance between groups cannot be measured",
                "één van beide kanten is maar één groep, dus het toeval tussen groepen is niet te meten",
            ),
            Obstacle::ArmEmpty => self.of(
                "nobody was left alone to compare with, or nobody got it",
                "er is niemand zonder om mee te vergelijken, of niemand kreeg het",
            ),
            Obstacle::NoOverlap => self.of(
                "those who got it and those who did not are too unlike to compare",
                "wie het kreeg en wie niet, lijken te weinig op elkaar om te vergelijken",
            ),
            Obstacle::NoEstimate => self.of("no estimate could be made", "er was geen schatting te maken"),
        }
    }

    /// That chance did not choose.
    pub(super) fn not_drawn(self) -> &'static str {
        self.of(
            "chance did not choose who got it, so what is not written down may explain the difference",
            "het toeval koos niet wie het kreeg, dus wat niet is opgeschreven kan het verschil verklaren",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_of_the_language_do() {
        let (en, nl) = (Language::En, Language::Nl);
        assert_eq!((en.number(-1234.5, 1), nl.number(-1234.5, 1)), ("−1,234.5".to_owned(), "−1.234,5".to_owned()));
        assert_eq!((en.signed(0.31, 1), nl.signed(-0.31, 1)), ("+0.3".to_owned(), "−0,3".to_owned()));
        assert_eq!((en.signed(-0.001, 1), en.signed(0.001, 1)), ("0.0".to_owned(), "0.0".to_owned()));
        let write = |language: Language| move |it| language.signed(it, 1);
        assert_eq!(en.interval((-7.2, f64::INFINITY), write(en)), "[−7.2, no end]");
        assert_eq!(nl.interval((-7.2, -0.5), write(nl)), "[−7,2; −0,5]");
        let words = |n: usize| ["a", "b", "c"][..n].iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            (en.list(&words(3)), nl.list(&words(2)), en.list(&words(1))),
            ("a, b and c".into(), "a en b".into(), "a".into())
        );
    }
}
