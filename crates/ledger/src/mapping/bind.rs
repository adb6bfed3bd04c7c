//! A mapping meets the columns of a table: every problem is told at once.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use relationship::fact::TenureUnit;
use relationship::suggestion::did_you_mean;
use relationship::{Currency, Day, DepartureKind, FactKind};

use super::words::{is_email, is_personal};
use super::{As, Decimal, Mapping, ROW_ID, TRAITS_MAX, departure};
use crate::convert::{DateOrder, DecimalSign, NumberStyle, OrderEvidence, Warning, order_evidence};
use crate::input::{Need, Rows, Table};
use crate::message::{Message, Value};

/// What a data folder says about every import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// Today.
    pub today: Day,
    /// The folder's currency.
    pub currency: Currency,
}

/// Why a mapping does not fit a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingError {
    /// Every problem in words, each with what is allowed.
    pub problems: Vec<String>,
    /// The same as codes with values, for texts in another language.
    pub messages: Vec<Message>,
}

impl MappingError {
    fn new(messages: Vec<Message>) -> Self {
        Self { problems: messages.iter().map(ToString::to_string).collect(), messages }
    }
}

impl std::fmt::Display for MappingError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.problems.join("\n"))
    }
}

impl std::error::Error for MappingError {}

/// Where the id of a customer comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Id {
    Column(usize),
    Row,
}

/// How to see who left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LeftRule {
    pub(crate) column: usize,
    /// The values that mean "left"; without any the column holds words for yes and no.
    pub(crate) values: Vec<String>,
}

/// Where the kind of an event comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum EventKind {
    Always(FactKind<'static>),
    /// A column, and the source's words with ours.
    Column(usize, HashMap<String, String>),
}

/// Where the kind of a departure comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Departures {
    pub(crate) column: usize,
    pub(crate) words: HashMap<String, DepartureKind>,
}

/// A mapping that fits a table: names have become numbers of columns.
#[derive(Debug, Clone)]
pub struct Bound {
    /// What a row is about.
    pub kind_of_row: As,
    /// The name of the source.
    pub source: String,
    /// The day the file tells about.
    pub as_of: Day,
    /// Today.
    pub today: Day,
    /// The currency of the amounts.
    pub currency: Currency,
    /// Traits: their names and columns.
    pub traits: Vec<(String, usize)>,
    /// What is odd about the file or the mapping as a whole.
    pub warnings: Vec<Warning>,
    pub(crate) id: Id,
    pub(crate) tenure: Option<(usize, TenureUnit)>,
    pub(crate) left: Option<LeftRule>,
    pub(crate) start: Option<usize>,
    pub(crate) end: Option<usize>,
    pub(crate) price: Option<usize>,
    pub(crate) contract: Option<usize>,
    pub(crate) at: Option<usize>,
    pub(crate) event_kind: EventKind,
    pub(crate) amount: Option<usize>,
    pub(crate) value: Option<usize>,
    pub(crate) source_id: Option<usize>,
    pub(crate) refers_to: Option<usize>,
    pub(crate) departures: Option<Departures>,
    pub(crate) plan: Option<usize>,
    pub(crate) reason: Option<usize>,
    pub(crate) columns: Vec<String>,
    pub(crate) decimals: Vec<DecimalSign>,
    pub(crate) date_orders: Vec<DateOrder>,
}

impl Bound {
    /// Is it a picture of one day: who was a customer then, and for how long?
    pub(crate) fn is_snapshot(&self) -> bool {
        self.kind_of_row == As::Customers && self.start.is_none()
    }

    /// The name of the column with the source's own ids, if there is one.
    pub(crate) fn id_column(&self) -> &str {
        self.source_id.or(self.contract).and_then(|column| self.columns.get(column)).map_or("", String::as_str)
    }

    /// In what shape each column is needed.
    pub fn needs(&self) -> Vec<Need> {
        let mut needs = vec![Need::default(); self.columns.len()];
        let values = [self.start, self.end, self.price, self.at, self.amount, self.value, self.tenure.map(|it| it.0)];
        for column in values.into_iter().flatten() {
            needs[column].value = true;
        }
        let id = match self.id {
            Id::Column(column) => Some(column),
            Id::Row => None,
        };
        let kind = match self.event_kind {
            EventKind::Column(column, _) => Some(column),
            EventKind::Always(_) => None,
        };
        let left = self.left.as_ref().map(|rule| rule.column);
        let departure = self.departures.as_ref().map(|rule| rule.column);
        let texts = [id, kind, left, departure, self.contract, self.source_id, self.refers_to, self.plan, self.reason];
        for column in texts.into_iter().flatten().chain(self.traits.iter().map(|(_, column)| *column)) {
            needs[column].text = true;
        }
        needs
    }
}

impl Mapping {
    /// Checks the mapping against a table.
    ///
    /// # Errors
    /// All problems at once: unknown columns, options that do not belong together, missing options.
    pub fn bind(&self, table: &Table, setting: Setting) -> Result<Bound, MappingError> {
        let mut binding = Binding { table, columns: table.columns(), problems: Vec::new(), warnings: Vec::new() };
        let bound = binding.bind(self, setting);
        match bound {
            Some(bound) if binding.problems.is_empty() => Ok(bound),
            _ => Err(MappingError::new(binding.problems)),
        }
    }
}

struct Binding<'a> {
    table: &'a Table,
    columns: &'a [String],
    problems: Vec<Message>,
    warnings: Vec<Warning>,
}

impl Binding<'_> {
    fn bind(&mut self, mapping: &Mapping, setting: Setting) -> Option<Bound> {
        let Some(kind_of_row) = mapping.kind_of_row else {
            self.problems.push(Message::AsMissing {});
            return None;
        };
        self.check_options(mapping, kind_of_row, setting);
        let id = self.id(mapping);
        let mut find = |option, name: &Option<String>| name.as_deref().and_then(|name| self.find(option, name));
        let tenure = find("tenure", &mapping.tenure);
        let (start, end) = (find("start", &mapping.start), find("end", &mapping.end));
        let (price, contract) = (find("price", &mapping.price), find("contract", &mapping.contract));
        let (at, amount) = (find("at", &mapping.at), find("amount", &mapping.amount));
        let (value, source_id) = (find("value", &mapping.value), find("source-id", &mapping.source_id));
        let (refers_to, plan) = (find("ref", &mapping.refers_to), find("plan", &mapping.plan));
        let reason = find("reason", &mapping.reason);
        let left = mapping.left.as_deref().and_then(|left| self.left(left));
        let event_kind = self.event_kind(mapping, kind_of_row, amount.is_some());
        let departures = self.departures(mapping, kind_of_row);
        let mut bound = Bound {
            kind_of_row,
            source: mapping.source.clone().unwrap_or_else(|| self.file_stem()),
            as_of: mapping.as_of.unwrap_or(setting.today),
            today: setting.today,
            currency: setting.currency,
            traits: Vec::new(),
            warnings: Vec::new(),
            id,
            tenure: tenure.map(|column| (column, mapping.tenure_unit.unwrap_or(TenureUnit::Months))),
            left,
            start,
            end,
            price,
            contract,
            at,
            event_kind,
            amount,
            value,
            source_id,
            refers_to,
            departures,
            plan,
            reason,
            columns: self.columns.to_vec(),
            decimals: vec![DecimalSign::default(); self.columns.len()],
            date_orders: vec![mapping.date_order; self.columns.len()],
        };
        bound.traits = self.traits(mapping, &bound);
        self.settle_decimals(mapping, &mut bound);
        self.settle_dates(mapping, &mut bound);
        self.warn(mapping, &bound);
        bound.warnings = std::mem::take(&mut self.warnings);
        Some(bound)
    }

    /// Options that are missing, that belong to other rows, or that contradict the folder.
    fn check_options(&mut self, mapping: &Mapping, kind_of_row: As, setting: Setting) {
        for (option, given, belongs_to) in mapping.columns() {
            if let Some(given) = given.filter(|_| !belongs_to.contains(&kind_of_row)) {
                let allowed: Vec<String> = belongs_to.iter().map(|it| format!("--as {it}")).collect();
                self.problems.push(Message::OptionMisplaced {
                    option: option.into(),
                    given: given.into(),
                    taken_as: kind_of_row.word().into(),
                    allowed: Value::names(allowed, 0),
                });
            }
        }
        let missing: &[(&str, bool)] = match kind_of_row {
            As::Customers => &[("id", mapping.id.is_none())],
            As::Contracts => &[("id", mapping.id.is_none()), ("start", mapping.start.is_none())],
            As::Events => &[("id", mapping.id.is_none()), ("at", mapping.at.is_none())],
        };
        for (option, _) in missing.iter().filter(|(_, is_missing)| *is_missing) {
            let (taken_as, columns) = (kind_of_row.word().into(), self.some_columns());
            self.problems.push(match *option {
                "id" => Message::IdMissing { taken_as, columns },
                option => Message::OptionMissing { option: option.into(), taken_as, columns },
            });
        }
        if kind_of_row == As::Events && mapping.id.as_deref() == Some(ROW_ID) {
            self.problems.push(Message::IdIsRow {});
        }
        if mapping.tenure_unit.is_some() && mapping.tenure.is_none() {
            self.problems.push(Message::TenureMissing {});
        }
        if let Some(currency) = mapping.currency.filter(|currency| *currency != setting.currency) {
            self.problems.push(Message::CurrencyMisplaced { given: currency.into(), kept: setting.currency.into() });
        }
        if let Some(as_of) = mapping.as_of.filter(|as_of| *as_of > setting.today) {
            self.problems.push(Message::AsOfInFuture { given: as_of.into(), today: setting.today.into() });
        }
        if mapping.date_order != DateOrder::Auto
            && mapping.start.is_none()
            && mapping.end.is_none()
            && mapping.at.is_none()
        {
            self.problems.push(Message::DateOrderNeedless {});
        }
    }

    fn file_stem(&self) -> String {
        self.table.path().file_stem().map_or_else(|| "import".to_owned(), |stem| stem.to_string_lossy().into_owned())
    }

    fn some_columns(&self) -> Value {
        const SHOWN: usize = 12;
        Value::names(self.columns.iter().take(SHOWN), self.columns.len().saturating_sub(SHOWN))
    }

    /// The column with this name: letter by letter, else without regard to case and to how many blanks there are.
    fn look_up(&self, name: &str) -> Option<usize> {
        let exact = self.columns.iter().position(|column| column == name.trim());
        exact.or_else(|| {
            let wanted = loose(name);
            let mut alike = self.columns.iter().enumerate().filter(|(_, column)| loose(column) == wanted);
            let first = alike.next()?;
            alike.next().is_none().then_some(first.0)
        })
    }

    fn find(&mut self, option: &str, name: &str) -> Option<usize> {
        let found = self.look_up(name);
        if found.is_none() {
            let meant = did_you_mean(name, self.columns.iter().map(String::as_str));
            let (option, given) = (option.into(), name.into());
            self.problems.push(match meant {
                Some(meant) => Message::ColumnMistyped { option, given, meant: meant.into() },
                None => Message::ColumnUnknown { option, given, columns: self.some_columns() },
            });
        }
        found
    }

    /// The columns of a list. The command line cuts lists at commas, so that a name with a comma arrives in pieces.
    fn find_all(&mut self, option: &str, names: &[String]) -> Vec<usize> {
        let mut found = Vec::new();
        let mut rest = names;
        while let Some(first) = rest.first() {
            let joined = (1..=rest.len()).find_map(|n| self.look_up(&rest[..n].join(",")).map(|column| (column, n)));
            let (column, used) = joined.map_or_else(|| (self.find(option, first), 1), |(column, n)| (Some(column), n));
            found.extend(column);
            rest = &rest[used..];
        }
        found
    }

    fn id(&mut self, mapping: &Mapping) -> Id {
        match mapping.id.as_deref() {
            Some(ROW_ID) | None => Id::Row,
            Some(name) => self.find("id", name).map_or(Id::Row, Id::Column),
        }
    }

    fn left(&mut self, given: &str) -> Option<LeftRule> {
        if let Some(column) = self.look_up(given) {
            return Some(LeftRule { column, values: Vec::new() });
        }
        // Names of columns and values may hold a `=` themselves: the first cut that gives a column counts.
        for (at, _) in given.match_indices('=') {
            let (name, values) = (&given[..at], &given[at + 1..]);
            if let Some(column) = self.look_up(name) {
                let values: Vec<String> =
                    values.split('|').map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()).collect();
                if values.is_empty() {
                    self.problems.push(Message::LeftWithoutValue { given: given.into(), column: name.into() });
                    return None;
                }
                return Some(LeftRule { column, values });
            }
        }
        let name = given.split('=').next().unwrap_or(given).to_owned();
        self.find("left", &name).map(|column| LeftRule { column, values: Vec::new() })
    }

    fn event_kind(&mut self, mapping: &Mapping, kind_of_row: As, has_amount: bool) -> EventKind {
        let usual = EventKind::Always(if has_amount { FactKind::Paid } else { FactKind::Used });
        let Some(given) = mapping.kind.as_deref().filter(|_| kind_of_row == As::Events) else { return usual };
        if let Some(column) = self.look_up(given) {
            let words = mapping.kind_map.iter().map(|(theirs, ours)| (theirs.trim().to_lowercase(), ours.clone()));
            return EventKind::Column(column, words.collect());
        }
        if let Some(kind) = FactKind::KNOWN.into_iter().find(|kind| kind.word() == given) {
            return EventKind::Always(kind);
        }
        let kinds = FactKind::KNOWN.map(FactKind::word);
        let meant = did_you_mean(given, kinds.into_iter().chain(self.columns.iter().map(String::as_str)));
        self.problems.push(match meant {
            Some(meant) => Message::KindMistyped { given: given.into(), meant: meant.into() },
            None => Message::KindUnknown { given: given.into(), kinds: Value::names(kinds, 0) },
        });
        usual
    }

    fn departures(&mut self, mapping: &Mapping, kind_of_row: As) -> Option<Departures> {
        let by_kind = mapping.kind.as_deref().filter(|_| kind_of_row != As::Events);
        let (option, name, map): (_, _, &BTreeMap<String, String>) = match (by_kind, mapping.departure.as_deref()) {
            (Some(kind), _) => ("kind", kind, &mapping.kind_map),
            (None, Some(departure)) if kind_of_row == As::Events => ("departure", departure, &BTreeMap::new()),
            (None, Some(departure)) => ("departure", departure, &mapping.kind_map),
            (None, None) => return None,
        };
        let column = self.find(option, name)?;
        let mut words = HashMap::new();
        for (theirs, ours) in map {
            match departure(ours) {
                Some(kind) => {
                    words.insert(theirs.trim().to_lowercase(), kind);
                }
                None => self.problems.push(Message::DepartureUnknown {
                    given: theirs.into(),
                    kind: ours.into(),
                    kinds: Value::names(DepartureKind::ALL.map(DepartureKind::word), 0),
                }),
            }
        }
        Some(Departures { column, words })
    }

    fn traits(&mut self, mapping: &Mapping, bound: &Bound) -> Vec<(String, usize)> {
        let skipped: Vec<usize> = self.find_all("skip", &mapping.skip);
        let mut columns: Vec<usize> = match &mapping.traits {
            Some(names) => self.find_all("trait", names),
            None if bound.kind_of_row == As::Events => Vec::new(),
            None => {
                let taken = bound.needs();
                (0..self.columns.len()).filter(|&column| taken[column] == Need::default()).collect()
            }
        };
        columns.retain(|column| !skipped.contains(column));
        let mut once = hashbrown::HashSet::new();
        columns.retain(|column| once.insert(*column));
        if mapping.traits.is_none() {
            let personal: Vec<usize> = columns.iter().copied().filter(|&column| self.is_personal(column)).collect();
            if !personal.is_empty() {
                let names = personal.iter().map(|&column| self.columns[column].as_str());
                self.warn_about(Message::PersonalColumnsLeftOut { columns: Value::names(names, 0) });
                columns.retain(|column| !personal.contains(column));
            }
        }
        if columns.len() > TRAITS_MAX {
            self.problems.push(Message::TooManyTraits { given: columns.len().into(), limit: TRAITS_MAX.into() });
        }
        columns.into_iter().map(|column| (one_blank(&self.columns[column]), column)).collect()
    }

    fn is_personal(&self, column: usize) -> bool {
        let sample = self.table.sample();
        let looked_at = sample.len().min(200);
        let emails = (0..looked_at).filter(|&row| is_email(sample.text(row, column))).count();
        is_personal(&self.columns[column]) || emails * 2 > looked_at
    }

    fn settle_decimals(&mut self, mapping: &Mapping, bound: &mut Bound) {
        let columns = [bound.price, bound.amount, bound.value, bound.tenure.map(|it| it.0)];
        for column in columns.into_iter().flatten() {
            bound.decimals[column] = self.decimal_of(column, mapping.decimal);
        }
    }

    fn decimal_of(&mut self, column: usize, said: Decimal) -> DecimalSign {
        let sample = self.table.sample();
        let texts = (0..sample.len()).filter_map(|row| match sample.cell(row, column) {
            crate::input::Cell::Text(text) => Some(text),
            _ => None,
        });
        let style = NumberStyle::found(said, texts);
        if style.is_unclear {
            let message = Message::DecimalSignAssumed { column: (&self.columns[column]).into() };
            self.warnings.push(Warning::about_file("decimal_sign_unclear", message));
        }
        style.decimal
    }

    fn settle_dates(&mut self, mapping: &Mapping, bound: &mut Bound) {
        if mapping.date_order != DateOrder::Auto {
            return;
        }
        for column in [bound.start, bound.end, bound.at].into_iter().flatten() {
            let sample = self.table.sample();
            let (mut day_first, mut month_first, mut example) = (0_u32, 0_u32, None);
            for row in 0..sample.len() {
                let text = sample.text(row, column);
                match order_evidence(text) {
                    OrderEvidence::Dmy => day_first += 1,
                    OrderEvidence::Mdy => month_first += 1,
                    OrderEvidence::Either if example.is_none() => example = Some(text),
                    OrderEvidence::Either | OrderEvidence::None => {}
                }
            }
            bound.date_orders[column] = if month_first > day_first { DateOrder::Mdy } else { DateOrder::Dmy };
            let Some(example) = example.filter(|_| day_first == month_first || day_first.min(month_first) > 0) else {
                continue;
            };
            let message = Message::DateOrderAssumed { column: (&self.columns[column]).into(), example: example.into() };
            self.warnings.push(Warning::about_file("date_order_unclear", message));
        }
    }

    fn warn_about(&mut self, message: Message) {
        self.warnings.push(Warning::about_file(message.code(), message));
    }

    fn warn(&mut self, mapping: &Mapping, bound: &Bound) {
        if bound.kind_of_row == As::Customers {
            if mapping.as_of.is_none() && bound.start.is_none() {
                self.warn_about(Message::AsOfAssumed { day: bound.as_of.into() });
            }
            if bound.start.is_none() && bound.tenure.is_none() {
                self.warn_about(Message::NoDuration {});
            }
        }
        if let Id::Column(column) = bound.id
            && (0..self.table.sample().len().min(50)).any(|row| is_email(self.table.sample().text(row, column)))
        {
            self.warn_about(Message::IdIsPersonal { column: (&self.columns[column]).into() });
        }
    }
}

/// A name without regard to case and to how many blanks there are.
fn loose(name: &str) -> String {
    one_blank(name).to_lowercase()
}

fn one_blank(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}
