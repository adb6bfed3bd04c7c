//! Reasons: why customers say they left, beside how many said nothing; apart from how they left.

use std::collections::{BTreeMap, HashMap};

use relationship::reason::{Catalogue, Destination, propose};
use relationship::{Day, DepartureKind};
use report::{AnalyticsError, How, Note, Question, Report, Row, Value, Window};
use stats::Level;
use stats::rates::RatioSums;

use crate::engine::Opened;
use crate::grouping::{Group, Grouping};
use crate::numbers::{self, Columns, count_at, int_at, sum_at, text_at};

/// Below so many answers, shares of reasons say little.
pub const ANSWERS_MIN: u64 = 30;
/// Below this share of answers, those who said something may not be like those who did not.
pub const RESPONSE_MIN: f64 = 0.10;
/// Most different own words that are listed, by how often they were said.
pub const WORDS_MAX: usize = 200;

/// Customers and their last price per month.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    customers: u64,
    priced: u64,
    sum: f64,
    squares: f64,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.customers += other.customers;
        self.priced += other.priced;
        self.sum += other.sum;
        self.squares += other.squares;
    }
}

/// What was said in one group.
#[derive(Debug, Default)]
struct Said {
    departures: Tally,
    /// A reason was given, other than "prefer not to say".
    answered: Tally,
    /// "Prefer not to say".
    declined: u64,
    kinds: BTreeMap<DepartureKind, Tally>,
    families: HashMap<&'static str, Tally>,
    codes: HashMap<&'static str, Tally>,
    words: HashMap<(String, &'static str), Tally>,
    destinations: BTreeMap<Destination, Tally>,
}

/// Answers a question about why customers leave.
pub(crate) async fn answer(opened: &Opened, question: &Question) -> Result<Report, AnalyticsError> {
    let grouping = Grouping::new(opened, question).await?;
    let turns = turns(opened);
    let sql = sql(opened, question, &grouping, &turns);
    let mut groups: BTreeMap<Group, Said> = BTreeMap::new();
    for batch in opened.query(&sql).await? {
        let columns = Columns(&batch);
        let (kinds, words, reading) = (columns.texts("kind")?, columns.texts("words")?, columns.ints("reading")?);
        let (spells, priced) = (columns.ints("spells")?, columns.ints("priced")?);
        let (sums, squares) = (columns.floats("price_sum")?, columns.floats("price_squares")?);
        for (row, group) in grouping.groups(&batch)?.into_iter().enumerate() {
            let kind: DepartureKind =
                text_at(&kinds, row).unwrap_or_default().parse().map_err(AnalyticsError::Engine)?;
            if opened.basis.definition.not_counted.contains(&kind) {
                continue;
            }
            let tally = Tally {
                customers: count_at(&spells, row),
                priced: count_at(&priced, row),
                sum: sum_at(&sums, row),
                squares: sum_at(&squares, row),
            };
            let turn = int_at(&reading, row).and_then(|turn| usize::try_from(turn).ok()).unwrap_or(0);
            let on = turn.checked_sub(1).map_or(Day::from_number(i32::MIN / 2), |turn| turns[turn]);
            groups.entry(group).or_default().take(opened, kind, text_at(&words, row), on, tally);
        }
    }
    grouping.check_size(groups.len())?;
    report(opened, question, &grouping, &groups, sql)
}

/// The days from which some own words are read in another way, in order.
fn turns(opened: &Opened) -> Vec<Day> {
    let mut turns: Vec<Day> = opened.basis.mapping.entries().iter().filter_map(|entry| entry.from).collect();
    turns.sort_unstable();
    turns.dedup();
    turns
}

fn sql(opened: &Opened, question: &Question, grouping: &Grouping, turns: &[Day]) -> String {
    let mut window = Vec::new();
    if !opened.sources.is_snapshot {
        window.extend(question.from.map(|from| format!("ended_on >= date '{from}'")));
        window.extend(question.to.map(|to| format!("ended_on <= date '{to}'")));
    }
    let mut reading = String::from("case");
    for (index, turn) in turns.iter().enumerate().rev() {
        reading.push_str(&format!(" when ended_on >= date '{turn}' then {}", index + 1));
    }
    let reading = if turns.is_empty() { "0".to_owned() } else { format!("{reading} else 0 end") };
    include_str!("../queries/reasons.sql")
        .replace("{names}", &grouping.names())
        .replace("{columns}", &grouping.columns())
        .replace("{reading}", &reading)
        .replace("{condition}", &grouping.condition(&window))
}

impl Said {
    fn take(&mut self, opened: &Opened, kind: DepartureKind, words: Option<&str>, on: Day, tally: Tally) {
        self.departures.add(tally);
        self.kinds.entry(kind).or_default().add(tally);
        let Some(words) = words.map(str::trim).filter(|words| !words.is_empty()) else { return };
        let coded = opened.basis.mapping.code_for(words, on);
        if coded.family() == "none" {
            self.declined += tally.customers;
            return;
        }
        self.answered.add(tally);
        self.families.entry(coded.family()).or_default().add(tally);
        self.codes.entry(coded.code()).or_default().add(tally);
        self.words.entry((coded.label().to_owned(), coded.code())).or_default().add(tally);
        let destination = Destination::of(words, coded.reason());
        self.destinations.entry(destination).or_default().add(tally);
    }
}

/// Turns tallies of one group into rows.
struct Terms<'a> {
    opened: &'a Opened,
    level: Level,
    label: Vec<(String, String)>,
    said: &'a Said,
}

impl Terms<'_> {
    fn row(&self) -> Row {
        Row::of(&self.label)
    }

    /// Customers, revenue and the shares of both in `whole`.
    fn shares(&self, row: Row, tally: &Tally, whole: &Tally) -> Result<Row, AnalyticsError> {
        let row = row
            .with("customers", Value::Count(tally.customers))
            .with("share", numbers::share(tally.customers, whole.customers, self.level)?);
        if whole.priced == 0 {
            return Ok(row);
        }
        let sums = RatioSums {
            n: whole.priced,
            x: whole.sum,
            xx: whole.squares,
            y: tally.sum.min(whole.sum),
            xy: tally.squares,
            yy: tally.squares,
        };
        Ok(row
            .with("revenue", numbers::money(tally.sum, self.opened.sources.currency))
            .with("revenue_share", numbers::revenue_share(&sums, self.level)?))
    }

    fn main(&self, rows: &mut Vec<Row>) -> Result<(), AnalyticsError> {
        let catalogue = Catalogue::current();
        let text = |code: &str| catalogue.find(code).map_or(NOT_MAPPED, |reason| reason.en);
        for (family, tally) in ranked(&self.said.families) {
            let row = self
                .row()
                .with("level", Value::text("family"))
                .with("family", Value::text(family))
                .with("code", Value::text(family))
                .with("label", Value::text(text(family)));
            rows.push(self.shares(row, &tally, &self.said.answered)?);
        }
        for (code, tally) in ranked(&self.said.codes) {
            let family = catalogue.find(code).map_or(relationship::reason::catalogue::UNMAPPED_FAMILY, |r| r.family());
            let row = self
                .row()
                .with("level", Value::text("code"))
                .with("family", Value::text(family))
                .with("code", Value::text(code))
                .with("label", Value::text(text(code)));
            rows.push(self.shares(row, &tally, &self.said.answered)?);
        }
        Ok(())
    }

    fn words(&self, rows: &mut Vec<Row>) -> Result<(), AnalyticsError> {
        for ((words, code), tally) in ranked(&self.said.words).into_iter().take(WORDS_MAX) {
            let unmapped = code == relationship::reason::catalogue::UNMAPPED;
            let proposed = unmapped.then(|| propose(&words)).flatten();
            let row = self
                .row()
                .with("words", Value::text(words))
                .with("code", if unmapped { Value::Absent } else { Value::text(code) })
                .with("proposed_code", proposed.map_or(Value::Absent, |proposal| Value::text(proposal.reason.code)));
            rows.push(self.shares(row, &tally, &self.said.answered)?);
        }
        Ok(())
    }

    fn response(&self) -> Result<Row, AnalyticsError> {
        let said = self.said;
        let (departures, answered) = (said.departures.customers, said.answered.customers);
        Ok(self
            .row()
            .with("departures", Value::Count(departures))
            .with("with_reason", Value::Count(answered))
            .with("declined", Value::Count(said.declined))
            .with("without_reason", Value::Count(departures - answered - said.declined))
            .with("response_rate", numbers::share(answered, departures, self.level)?))
    }

    fn kinds(&self, rows: &mut Vec<Row>) -> Result<(), AnalyticsError> {
        for kind in DepartureKind::ALL {
            let tally = self.said.kinds.get(&kind).copied().unwrap_or_default();
            let row = self.row().with("kind", Value::text(kind.word()));
            rows.push(self.shares(row, &tally, &self.said.departures)?);
        }
        Ok(())
    }

    fn destinations(&self, rows: &mut Vec<Row>) -> Result<(), AnalyticsError> {
        for destination in Destination::ALL {
            let tally = self.said.destinations.get(&destination).copied().unwrap_or_default();
            let row = self.row().with("destination", Value::text(destination.word()));
            rows.push(self.shares(row, &tally, &self.said.answered)?);
        }
        Ok(())
    }

    fn warnings(&self, warnings: &mut Vec<Note>) {
        let said = self.said;
        let (departures, answered) = (said.departures.customers, said.answered.customers);
        let about = |note: Note| match self.label.as_slice() {
            [] => note,
            label => {
                let values: Vec<&str> = label.iter().map(|(_, value)| value.as_str()).collect();
                let group = values.join(", ");
                Note { text: format!("{group}: {}", note.text), ..note }.with("group", Value::text(group))
            }
        };
        if answered < ANSWERS_MIN {
            let text = format!("{answered} gave a reason; below {ANSWERS_MIN} the shares say little");
            let note = Note::new("few_answers", text).with("answers", Value::Count(answered));
            warnings.push(about(note.with("needed", Value::Count(ANSWERS_MIN))));
        }
        if departures > 0 && (answered as f64) < RESPONSE_MIN * departures as f64 {
            let text = format!(
                "{answered} of {departures} who left gave a reason, fewer than one in ten; those who said nothing may have other \
                 reasons"
            );
            let note = Note::new("low_response", text).with("answers", Value::Count(answered));
            warnings.push(about(note.with("departures", Value::Count(departures))));
        }
        if said.words.len() > WORDS_MAX {
            let left_out = said.words.len() - WORDS_MAX;
            let text =
                format!("{left_out} rarer wordings are not listed among the own words; they are counted in the codes");
            warnings.push(about(Note::new("words_left_out", text).with("wordings", Value::Count(left_out as u64))));
        }
    }
}

/// What is shown where nobody has said which code own words mean.
const NOT_MAPPED: &str = "Own words nobody has given a code yet";

/// Most customers first; equal numbers in the order of their names, so that a report never changes by itself.
fn ranked<K: Ord + Clone>(tallies: &HashMap<K, Tally>) -> Vec<(K, Tally)> {
    let mut ranked: Vec<(K, Tally)> = tallies.iter().map(|(key, tally)| (key.clone(), *tally)).collect();
    ranked.sort_by(|(a, x), (b, y)| y.customers.cmp(&x.customers).then_with(|| a.cmp(b)));
    ranked
}

fn report(
    opened: &Opened,
    question: &Question,
    grouping: &Grouping,
    groups: &BTreeMap<Group, Said>,
    sql: String,
) -> Result<Report, AnalyticsError> {
    let (mut rows, mut words, mut response) = (Vec::new(), Vec::new(), Vec::new());
    let (mut kinds, mut destinations, mut warnings) = (Vec::new(), Vec::new(), Vec::new());
    for (group, said) in groups {
        let terms = Terms { opened, level: opened.level()?, label: grouping.label(group), said };
        terms.main(&mut rows)?;
        terms.words(&mut words)?;
        response.push(terms.response()?);
        terms.kinds(&mut kinds)?;
        terms.destinations(&mut destinations)?;
        terms.warnings(&mut warnings);
    }
    if groups.is_empty() {
        warnings.push(Note::new("no_departures", "nobody who passes the filters has left in this time"));
    }
    let is_snapshot = opened.sources.is_snapshot;
    if is_snapshot && (question.from.is_some() || question.to.is_some()) {
        warnings.push(Note::new("snapshot_has_no_days", "a snapshot has no days, so `from` and `to` were not used"));
    }
    let mut methods = methods(opened);
    methods.extend(grouping.notes.iter().cloned());
    warnings.extend(grouping.doubts.iter().cloned());
    Ok(Report {
        report: question.report,
        question: question.clone(),
        definition: opened.basis.definition.clone(),
        period: Window {
            unit: if is_snapshot { "snapshot" } else { "days" },
            from: question.from.filter(|_| !is_snapshot),
            to: question.to.filter(|_| !is_snapshot),
            observed_until: opened.sources.observed_until,
        },
        rows,
        sections: vec![("response", response), ("kinds", kinds), ("destinations", destinations), ("words", words)],
        warnings,
        how: How { methods, sql: vec![sql], command: question.command() },
    })
}

fn methods(opened: &Opened) -> Vec<Note> {
    let mapping = format!(
        "own words are read as codes by version {} of this company's mapping; words nobody has decided on stay under `other`, with \
         a proposal beside them that is not counted",
        opened.basis.mapping.version
    );
    vec![
        Note::new(
            "share",
            "share = customers with this reason / customers who gave a reason; who said nothing or preferred not to say stands under \
             `response`; Wilson's interval",
        ),
        Note::new(
            "revenue_share",
            "revenue_share = their last prices per month / those of all who gave a reason; Wilson's interval on the effective number \
             of customers",
        ),
        Note::new("mapping", mapping).with("version", Value::Count(u64::from(opened.basis.mapping.version))),
        Note::new(
            "stated",
            "a reason is what was said, not what was the cause; the kind of leaving (`kinds`) is another question and its shares are of \
             all who left",
        ),
    ]
}
