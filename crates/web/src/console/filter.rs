//! The filter bar of a report page: a form whose choice stands in the address, so that a view can be sent to somebody.

use askama::Template;
use askama::filters::HtmlSafe;
use relationship::{Currency, Period};
use report::{AnalyticsError, Measure, Question, ReportName, TraitValues};

use super::parts::Voice;
use crate::posted::encode;

/// One choice of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) text: String,
    pub(crate) chosen: bool,
}

/// A narrowing that is in force, with the address of the page without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chosen {
    pub(crate) text: String,
    pub(crate) remove_label: String,
    pub(crate) without: String,
}

/// A trait in the list of values to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Offered {
    pub(crate) name: String,
    pub(crate) values: Vec<Choice>,
}

/// The words on the bar.
#[derive(Debug, Clone, Default)]
pub(crate) struct FilterWords {
    label: String,
    by: String,
    period: String,
    from: String,
    to: String,
    only: String,
    everybody: String,
    only_other: String,
    value: String,
    measure: String,
    show: String,
    chosen: String,
}

/// The bar. Lists that do not fit the report are empty and not shown.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "parts/filter.html")]
pub(crate) struct Filter {
    action: String,
    words: FilterWords,
    by: Vec<Choice>,
    periods: Vec<Choice>,
    measures: Vec<Choice>,
    /// Traits whose values can be chosen, each with its values.
    offered: Vec<Offered>,
    /// Traits with too many values to list: the value is typed.
    traits: Vec<Choice>,
    has_days: bool,
    from: String,
    to: String,
    /// Filters that stay when the form is sent again.
    kept: Vec<String>,
    chosen: Vec<Chosen>,
}

impl HtmlSafe for Filter {}

/// What of the data a filter bar needs to know.
#[derive(Debug, Clone)]
pub(crate) struct Choices {
    /// The traits, in the order of the data, with their values.
    pub(crate) traits: Vec<TraitValues>,
    /// Do the data have days? A snapshot has none.
    pub(crate) has_days: bool,
    /// What every amount is in.
    pub(crate) currency: Currency,
}

/// Reads a question from the fields of the form. The form's `trait` and `value` together are one `where`; a trait
/// without a value narrows nothing.
///
/// # Errors
/// As [`Question::parse`].
pub(crate) fn question(name: ReportName, fields: &[(String, String)]) -> Result<Question, AnalyticsError> {
    let field = |key: &str| fields.iter().find(|(known, _)| known == key).map_or("", |(_, value)| value.trim());
    let mut pairs: Vec<(&str, String)> = fields
        .iter()
        .filter(|(key, value)| !matches!(key.as_str(), "trait" | "value") && (key != "where" || !value.is_empty()))
        .map(|(key, value)| (key.as_str(), value.clone()))
        .collect();
    if !field("trait").is_empty() && !field("value").is_empty() {
        pairs.push(("where", format!("{}={}", field("trait"), field("value"))));
    }
    Question::parse(name.word(), pairs)
}

/// The question as far as it can be read: what is refused is left out, so that the rest of the choice is not lost.
pub(crate) fn readable(name: ReportName, fields: &[(String, String)]) -> Question {
    let mut kept: Vec<(String, String)> = Vec::new();
    for field in fields {
        kept.push(field.clone());
        if question(name, &kept).is_err() {
            kept.pop();
        }
    }
    question(name, &kept).unwrap_or_else(|_| Question::new(name))
}

/// The question as the end of an address, with its question mark; nothing when nothing is said.
pub(crate) fn query(question: &Question) -> String {
    let pairs: Vec<String> = question.pairs().iter().map(|(key, value)| format!("{key}={}", encode(value))).collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

impl Filter {
    /// The bar for a question about these data, on the page at `action`.
    pub(crate) fn new(voice: &Voice, action: &str, question: &Question, choices: &Choices) -> Self {
        let report = question.report;
        let day = |day: Option<relationship::Day>| day.map(|day| day.to_string()).unwrap_or_default();
        Self {
            action: action.to_owned(),
            words: words(voice),
            by: if report.is_split() { by(voice, question, choices) } else { Vec::new() },
            periods: if choices.has_days && has_periods(report) { periods(voice, question) } else { Vec::new() },
            measures: if report == ReportName::Cohorts { measures(voice, question) } else { Vec::new() },
            offered: offered(voice, choices),
            traits: traits(voice, choices),
            has_days: choices.has_days && has_window(report),
            from: day(question.from),
            to: day(question.to),
            kept: question.filters.iter().map(|(name, value)| format!("{name}={value}")).collect(),
            chosen: chosen(voice, action, question),
        }
    }
}

/// Is the report cut into periods?
fn has_periods(report: ReportName) -> bool {
    matches!(report, ReportName::Churn | ReportName::Cohorts | ReportName::Value)
}

/// Can the days be chosen? Who may be leaving is asked of now, and loyalty is followed until now.
fn has_window(report: ReportName) -> bool {
    !matches!(report, ReportName::Silent | ReportName::Loyalty)
}

fn words(voice: &Voice) -> FilterWords {
    FilterWords {
        label: voice.t("filter-label"),
        by: voice.t("filter-by"),
        period: voice.t("filter-period"),
        from: voice.t("filter-from"),
        to: voice.t("filter-to"),
        only: voice.t("filter-where"),
        everybody: voice.t("filter-where-nothing"),
        only_other: voice.t("filter-where-other"),
        value: voice.t("filter-where-value"),
        measure: voice.t("filter-measure"),
        show: voice.t("filter-show"),
        chosen: voice.t("filter-chosen"),
    }
}

fn by(voice: &Voice, question: &Question, choices: &Choices) -> Vec<Choice> {
    let joined = question.by.join(",");
    let mut list = vec![Choice { value: String::new(), text: voice.t("filter-by-nothing"), chosen: joined.is_empty() }];
    list.extend(choices.traits.iter().map(|TraitValues { name, .. }| Choice {
        value: name.clone(),
        text: voice.trait_name(name),
        chosen: *name == joined,
    }));
    let named = |names: &[String]| names.iter().map(|name| voice.trait_name(name)).collect::<Vec<_>>().join(" × ");
    // Several traits at once come from an address or a command: the choice is kept, and shown as it is.
    if !joined.is_empty() && !list.iter().any(|choice| choice.chosen) {
        list.push(Choice { value: joined.clone(), text: named(&question.by), chosen: true });
    }
    list
}

fn periods(voice: &Voice, question: &Question) -> Vec<Choice> {
    let chosen = question.period.unwrap_or_default();
    Period::ALL
        .into_iter()
        .map(|period| Choice {
            value: period.word().to_owned(),
            text: voice.period_word(period),
            chosen: period == chosen,
        })
        .collect()
}

fn measures(voice: &Voice, question: &Question) -> Vec<Choice> {
    let auto =
        Choice { value: String::new(), text: voice.t("filter-measure-auto"), chosen: question.measure.is_none() };
    let each = Measure::ALL.into_iter().map(|measure| Choice {
        value: measure.word().to_owned(),
        text: voice.t(&format!("filter-measure-{}", measure.word())),
        chosen: question.measure == Some(measure),
    });
    std::iter::once(auto).chain(each).collect()
}

fn offered(voice: &Voice, choices: &Choices) -> Vec<Offered> {
    let listed = choices.traits.iter().filter_map(|known| Some((&known.name, known.values.as_ref()?)));
    listed
        .filter(|(_, values)| !values.is_empty())
        .map(|(name, values)| {
            let called = voice.trait_name(name);
            let choice = |value: &String| Choice {
                value: format!("{name}={value}"),
                text: format!("{called}: {value}"),
                chosen: false,
            };
            Offered { name: called.clone(), values: values.iter().map(choice).collect() }
        })
        .collect()
}

fn traits(voice: &Voice, choices: &Choices) -> Vec<Choice> {
    let too_many = choices.traits.iter().filter(|known| known.values.is_none());
    let each: Vec<Choice> = too_many
        .map(|known| Choice { value: known.name.clone(), text: voice.trait_name(&known.name), chosen: false })
        .collect();
    if each.is_empty() {
        return each;
    }
    let everybody = Choice { value: String::new(), text: voice.t("filter-where-nothing"), chosen: true };
    std::iter::once(everybody).chain(each).collect()
}

fn chosen(voice: &Voice, action: &str, question: &Question) -> Vec<Chosen> {
    let without = |position: usize| {
        let mut rest = question.clone();
        rest.filters.remove(position);
        format!("{action}{}", query(&rest))
    };
    question
        .filters
        .iter()
        .enumerate()
        .map(|(position, (name, value))| {
            let text = format!("{} = {value}", voice.trait_name(name));
            Chosen { remove_label: voice.t1("filter-remove", "filter", &text), text, without: without(position) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn the_form_and_the_address_ask_the_same() {
        let form = fields(&[("by", ""), ("trait", "Contract"), ("value", "One year"), ("from", "2025-01-01")]);
        let asked = question(ReportName::Churn, &form).expect("a question");
        assert_eq!(query(&asked), "?where=Contract%3DOne%20year&from=2025-01-01");
        let again = question(ReportName::Churn, &fields(&[("where", "Contract=One year"), ("from", "2025-01-01")]));
        assert_eq!(again.expect("a question"), asked);
    }

    #[test]
    fn half_a_filter_narrows_nothing() {
        for half in [[("trait", "Contract"), ("value", " ")], [("trait", ""), ("value", "One year")]] {
            let asked = question(ReportName::Churn, &fields(&half)).expect("a question");
            assert_eq!(asked, Question::new(ReportName::Churn));
        }
        assert_eq!(query(&Question::new(ReportName::Churn)), "");
    }

    #[test]
    fn what_cannot_be_read_does_not_lose_the_rest_of_the_choice() {
        let form = fields(&[("by", "Contract"), ("from", "31-10"), ("period", "quarter"), ("where", "")]);
        assert!(question(ReportName::Churn, &form).is_err());
        assert_eq!(query(&readable(ReportName::Churn, &form)), "?by=Contract&period=quarter");
    }

    #[test]
    fn what_the_form_does_not_have_is_refused() {
        assert!(question(ReportName::Churn, &fields(&[("colour", "red")])).is_err());
    }
}
