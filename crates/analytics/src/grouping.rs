//! Traits and filters as SQL: which groups there are, what they are called and in which order they stand.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, PoisonError};

use datafusion::arrow::array::RecordBatch;
use report::error::unknown;
use report::{AnalyticsError, Note, Question, Value};

use crate::engine::Opened;
use crate::numbers::{Columns, count_at, int_at, text_at};
use crate::{Sources, Trait, TraitKind, values};
use plan::PlanOf;
pub(crate) use plan::{PLAN, plan};
use way::Way;

mod plan;
mod sifting;
mod way;

/// A number with more different values than this is cut into quartiles.
pub const NUMBER_VALUES_MAX: usize = 12;
/// Most groups a report is split into.
pub const GROUPS_MAX: usize = 200;
/// What a group is called whose trait is not known.
pub const UNKNOWN: &str = "(unknown)";
/// A name as SQL reads it.
pub(crate) fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text as SQL reads it.
pub(crate) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Groups of a numeric trait.
#[derive(Debug, Clone, PartialEq)]
pub enum Cut {
    /// Few values: each is a group.
    Values(Vec<f64>),
    /// Many values: groups end at these bounds, each included in the lower group; the last has no bound.
    Bounds(Vec<f64>),
}

impl Cut {
    /// What the groups are called, in order.
    pub fn labels(&self) -> Vec<String> {
        match self {
            Self::Values(values) => values.iter().map(f64::to_string).collect(),
            Self::Bounds(bounds) => {
                let mut labels = Vec::new();
                for (index, bound) in bounds.iter().enumerate() {
                    labels.push(match index.checked_sub(1) {
                        None => format!("≤ {bound}"),
                        Some(before) => format!("> {} – {bound}", bounds[before]),
                    });
                }
                labels.extend(bounds.last().map(|bound| format!("> {bound}")));
                labels
            }
        }
    }

    /// The number of the group a value falls in, as SQL.
    fn sql(&self, column: &str) -> String {
        let mut sql = format!("case when {column} is null then null");
        let (points, compare) = match self {
            Self::Values(values) => (values, "="),
            Self::Bounds(bounds) => (bounds, "<="),
        };
        for (index, point) in points.iter().enumerate() {
            let _ = write!(sql, " when {column} {compare} {point:?} then {index}");
        }
        let _ = write!(sql, " else {} end", points.len());
        sql
    }

    /// What falls in one group.
    fn way(&self, index: usize) -> Way {
        match self {
            Self::Values(values) => Way::Number(values[index]),
            Self::Bounds(bounds) => {
                let above = index.checked_sub(1).map(|before| bounds[before]);
                Way::Between { above, from: None, upto: bounds.get(index).copied() }
            }
        }
    }

    /// The number of the group a value falls in.
    fn index_of(&self, value: f64) -> usize {
        let (points, is_there): (_, fn(f64, f64) -> bool) = match self {
            Self::Values(values) => (values, |value, point| value == point),
            Self::Bounds(bounds) => (bounds, |value, bound| value <= bound),
        };
        points.iter().position(|&point| is_there(value, point)).unwrap_or(points.len())
    }
}

/// Where a group stands among the others: numbers in their order, then words, the unknown last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Part {
    Number(i64),
    Word(String),
    Unknown,
}

/// A group: one part per trait the report is split by.
pub(crate) type Group = Vec<Part>;

struct By {
    name: String,
    column: String,
    sql: String,
    /// The groups of a number; words are groups themselves.
    cut: Option<Arc<Cut>>,
    /// The groups' names, where the query gives their numbers.
    labels: Option<Vec<String>>,
}

/// Only spells whose trait has one of these values.
struct Filter {
    column: String,
    ways: Vec<Way>,
}

impl Filter {
    fn sql(&self) -> String {
        let column = identifier(&self.column);
        let mut ways: Vec<String> = self.ways.iter().map(|way| way.sql(&column)).collect();
        if ways.len() == 1 { ways.remove(0) } else { format!("({})", ways.join(" or ")) }
    }
}

/// What a question is split and narrowed by, ready for SQL.
pub(crate) struct Grouping {
    by: Vec<By>,
    filters: Vec<Filter>,
    plan_of: PlanOf,
    /// It is split or narrowed by the plan.
    uses_plan: bool,
    /// What should be said about how groups were made.
    pub(crate) notes: Vec<Note>,
    /// What is doubtful about the filters.
    pub(crate) doubts: Vec<Note>,
}

impl Grouping {
    /// Everybody together.
    pub(crate) const fn everybody() -> Self {
        Self {
            by: Vec::new(),
            filters: Vec::new(),
            plan_of: PlanOf::EachDay,
            uses_plan: false,
            notes: Vec::new(),
            doubts: Vec::new(),
        }
    }

    /// Reads the traits of a question against what the data know.
    pub(crate) async fn new(opened: &Opened, question: &Question) -> Result<Self, AnalyticsError> {
        let mut grouping = Self {
            by: Vec::new(),
            filters: Vec::new(),
            plan_of: PlanOf::report(question.report, opened.sources.is_snapshot),
            uses_plan: false,
            notes: Vec::new(),
            doubts: Vec::new(),
        };
        for name in &question.by {
            grouping.split(opened, name).await?;
        }
        let mut wanted: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, value) in &question.filters {
            wanted.entry(name).or_default().push(value);
        }
        for (name, values) in wanted {
            grouping.narrow(opened, name, &values).await?;
        }
        let note = grouping.plan_of.note().filter(|_| grouping.uses_plan);
        grouping.notes.extend(note);
        Ok(grouping)
    }

    /// The trait of this name, and the column that holds it for this report.
    fn find(&mut self, sources: &Sources, name: &str) -> Result<Trait, AnalyticsError> {
        let mut known = find(sources, name)?;
        if known.is_the_plan() {
            self.uses_plan = true;
            self.plan_of.column().clone_into(&mut known.column);
        }
        Ok(known)
    }

    /// Must spells be cut where their plan changed, before they are counted?
    pub(crate) fn goes_by_each_day(&self) -> bool {
        self.uses_plan && self.plan_of == PlanOf::EachDay
    }

    async fn split(&mut self, opened: &Opened, name: &str) -> Result<(), AnalyticsError> {
        let known = self.find(&opened.sources, name)?;
        let column = identifier(&known.column);
        let by = match known.kind {
            TraitKind::Text => {
                let sql = format!("cast({column} as varchar)");
                By { name: known.name, column: known.column, sql, cut: None, labels: None }
            }
            TraitKind::Number => {
                let cut = cut(opened, &known).await?;
                if let Cut::Bounds(_) = *cut {
                    let text = format!(
                        "`{name}` has more than {NUMBER_VALUES_MAX} different values, so it is cut at its quartiles over all \
                         spells; a bound belongs to the group below it"
                    );
                    self.notes.push(Note::new("quartiles", text).with("trait", Value::text(name)));
                }
                let (sql, labels) = (cut.sql(&column), Some(cut.labels()));
                By { name: known.name, column: known.column, sql, cut: Some(cut), labels }
            }
        };
        self.by.push(by);
        Ok(())
    }

    async fn narrow(&mut self, opened: &Opened, name: &str, values: &[&str]) -> Result<(), AnalyticsError> {
        let known = self.find(&opened.sources, name)?;
        let mut ways = Vec::new();
        for &value in values {
            ways.push(match known.kind {
                _ if value == UNKNOWN => Way::Unknown,
                TraitKind::Text => {
                    self.doubts.extend(values::doubt(opened, &known, value).await?);
                    Way::Word(value.to_owned())
                }
                TraitKind::Number => way_of_number(opened, &known, value).await?,
            });
        }
        self.filters.push(Filter { column: known.column, ways });
        Ok(())
    }

    /// Is the report split at all?
    pub(crate) fn is_split(&self) -> bool {
        !self.by.is_empty()
    }

    /// The groups' columns for the inner select, each with a comma behind it.
    pub(crate) fn columns(&self) -> String {
        self.by.iter().enumerate().fold(String::new(), |mut sql, (index, by)| {
            let _ = write!(sql, "{} as group_{index}, ", by.sql);
            sql
        })
    }

    /// The groups' names for the outer select and `group by`, each with a comma behind it.
    pub(crate) fn names(&self) -> String {
        (0..self.by.len()).fold(String::new(), |mut sql, index| {
            let _ = write!(sql, "group_{index}, ");
            sql
        })
    }

    /// The conditions of the filters and `more`, for behind `where`.
    pub(crate) fn condition(&self, more: &[String]) -> String {
        let all: Vec<String> = self.filters.iter().map(Filter::sql).chain(more.iter().cloned()).collect();
        if all.is_empty() { "true".to_owned() } else { all.join(" and ") }
    }

    /// The group of each row of an answer.
    pub(crate) fn groups(&self, batch: &RecordBatch) -> Result<Vec<Group>, AnalyticsError> {
        let columns = Columns(batch);
        let mut groups = vec![Vec::with_capacity(self.by.len()); batch.num_rows()];
        for (index, by) in self.by.iter().enumerate() {
            let name = format!("group_{index}");
            if by.labels.is_some() {
                let numbers = columns.ints(&name)?;
                for (row, group) in groups.iter_mut().enumerate() {
                    group.push(int_at(&numbers, row).map_or(Part::Unknown, Part::Number));
                }
            } else {
                let words = columns.texts(&name)?;
                for (row, group) in groups.iter_mut().enumerate() {
                    group.push(text_at(&words, row).map_or(Part::Unknown, |word| Part::Word(word.to_owned())));
                }
            }
        }
        Ok(groups)
    }

    /// A group as reports show it: trait and value.
    pub(crate) fn label(&self, group: &Group) -> Vec<(String, String)> {
        let label = |by: &By, part: &Part| match (part, &by.labels) {
            (Part::Word(word), _) => word.clone(),
            (Part::Number(number), Some(labels)) => {
                usize::try_from(*number).ok().and_then(|index| labels.get(index)).cloned().unwrap_or_default()
            }
            (Part::Number(number), None) => number.to_string(),
            (Part::Unknown, _) => UNKNOWN.to_owned(),
        };
        self.by.iter().zip(group).map(|(by, part)| (by.name.clone(), label(by, part))).collect()
    }

    /// Refuses a split into so many groups that nobody can read it.
    pub(crate) fn check_size(&self, groups: usize) -> Result<(), AnalyticsError> {
        if groups <= GROUPS_MAX {
            return Ok(());
        }
        let names: Vec<&str> = self.by.iter().map(|by| by.name.as_str()).collect();
        Err(AnalyticsError::TooManyGroups { name: names.join(","), distinct: groups, allowed: GROUPS_MAX })
    }
}

/// The trait of this name, or which there are.
fn find(sources: &Sources, name: &str) -> Result<Trait, AnalyticsError> {
    if let Some(known) = sources.traits.iter().find(|known| known.name == name) {
        return Ok(known.clone());
    }
    if name == PLAN {
        return Ok(plan());
    }
    let own = sources.traits.iter().map(|known| known.name.as_str()).filter(|known| *known != PLAN);
    let allowed = own.chain([PLAN]);
    Err(unknown("a trait of these customers", name, allowed))
}

async fn way_of_number(opened: &Opened, known: &Trait, value: &str) -> Result<Way, AnalyticsError> {
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    if let Some(number) = number(value) {
        return Ok(Way::Number(number));
    }
    if let Some((low, high)) = value.split_once("..")
        && let (Some(low), Some(high)) = (number(low), number(high))
    {
        return Ok(Way::Between { above: None, from: Some(low), upto: Some(high) });
    }
    let cut = cut(opened, known).await?;
    let labels = cut.labels();
    if let Some(index) = labels.iter().position(|label| label == value) {
        Ok(cut.way(index))
    } else {
        let groups: Vec<String> = labels.iter().map(|label| format!("`{label}`")).collect();
        let allowed = format!("a number, a range such as `10..20`, or one of the groups {}", groups.join(", "));
        Err(report::question::bad_value(&format!("where {}", known.name), value, &allowed))
    }
}

/// How a numeric trait is cut into groups: by all spells, whatever the filters, so that groups keep their names.
pub(crate) async fn cut(opened: &Opened, known: &Trait) -> Result<Arc<Cut>, AnalyticsError> {
    let remembered = || opened.cuts.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(cut) = remembered().get(&known.name) {
        return Ok(Arc::clone(cut));
    }
    let sql = include_str!("../queries/trait_values.sql").replace("{column}", &identifier(&known.column));
    let mut values: Vec<(f64, u64)> = Vec::new();
    for batch in opened.query(&sql).await? {
        let columns = Columns(&batch);
        let (numbers, counts) = (columns.floats("value")?, columns.ints("spells")?);
        values.extend((0..batch.num_rows()).map(|row| (numbers.value(row), count_at(&counts, row))));
    }
    let cut = Arc::new(cut_of(&values));
    remembered().insert(known.name.clone(), Arc::clone(&cut));
    Ok(cut)
}

/// Quartiles of values in rising order with how often each occurs: the smallest value that a quarter, half and three
/// quarters do not exceed. Values that fill several quarters make fewer groups.
fn cut_of(values: &[(f64, u64)]) -> Cut {
    if values.len() <= NUMBER_VALUES_MAX {
        return Cut::Values(values.iter().map(|(value, _)| *value).collect());
    }
    let total: u64 = values.iter().map(|(_, count)| count).sum();
    let mut bounds = Vec::new();
    let mut seen = 0;
    for (value, count) in &values[..values.len() - 1] {
        let before = seen;
        seen += count;
        let reaches_quarter = (1..=3).any(|quarter| before * 4 < quarter * total && seen * 4 >= quarter * total);
        if reaches_quarter {
            bounds.push(*value);
        }
    }
    Cut::Bounds(bounds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_values_are_groups_themselves() {
        let cut = cut_of(&[(0.0, 3), (0.5, 2), (1.0, 9)]);
        assert_eq!(cut.labels(), ["0", "0.5", "1"]);
    }

    #[test]
    fn many_values_are_cut_at_their_quartiles() {
        let values: Vec<(f64, u64)> = (1..=20).map(|n| (f64::from(n), 1)).collect();
        let cut = cut_of(&values);
        assert_eq!(cut, Cut::Bounds(vec![5.0, 10.0, 15.0]));
        assert_eq!(cut.labels(), ["≤ 5", "> 5 – 10", "> 10 – 15", "> 15"]);
        assert_eq!(cut.way(1).sql("x"), "(x > 5.0 and x <= 10.0)");
        assert_eq!([1.0, 5.0, 5.5, 99.0].map(|value| cut.index_of(value)), [0, 0, 1, 3]);
    }

    #[test]
    fn a_value_that_fills_two_quarters_makes_one_group() {
        let mut values: Vec<(f64, u64)> = (0..20).map(|n| (f64::from(n), 1)).collect();
        values[0].1 = 40;
        assert_eq!(cut_of(&values), Cut::Bounds(vec![0.0, 5.0]));
    }

    #[test]
    fn names_and_texts_cannot_break_out_of_the_sql() {
        assert_eq!(identifier("a\"b"), "\"a\"\"b\"");
        assert_eq!(literal("it's"), "'it''s'");
    }
}
