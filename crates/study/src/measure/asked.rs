//! The activities a person named on the command line, with what was said of each.

use relationship::suggestion::did_you_mean;

use super::register::Cost;
use crate::StudyError;

/// An activity as it was named.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Named {
    /// As it was written: the column, and the arms if they have names.
    pub(super) name: String,
    /// The option that names it.
    pub(super) option: &'static str,
    pub(super) column: String,
    /// The names of the treated arm and of the control.
    pub(super) treated: Option<String>,
    pub(super) control: Option<String>,
    /// The column of the groups that were drawn.
    pub(super) unit: Option<String>,
    pub(super) is_observed: bool,
    pub(super) planned: Option<f64>,
    pub(super) cost: Option<Cost>,
}

/// The words of the options that name activities.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lists<'a> {
    pub(super) drawn: &'a [String],
    pub(super) drawn_by: &'a [String],
    pub(super) observed: &'a [String],
}

/// The activities, in the order of the options.
pub(super) fn activities(lists: Lists<'_>, columns: &[String]) -> Result<Vec<Named>, StudyError> {
    let mut all = Vec::new();
    for word in lists.drawn {
        all.push(named("--drawn", word, columns));
    }
    let mut unit: Option<String> = None;
    for word in lists.drawn_by {
        let mut word = word.as_str();
        if let Some((first, rest)) = word.split_once(':').filter(|_| !is_column(columns, word)) {
            unit = Some(first.trim().to_owned());
            word = rest;
        }
        let Some(unit) = &unit else {
            let what = format!("`--drawn-by {word}` does not say what was drawn");
            return Err(StudyError::options(
                what,
                "write the column of the groups first, as in `store:A6_store_training`",
            ));
        };
        all.push(Named { unit: Some(unit.clone()), ..named("--drawn-by", word, columns) });
    }
    for word in lists.observed {
        all.push(Named { is_observed: true, ..named("--observed", word, columns) });
    }
    if all.is_empty() {
        let remedy = "say `--drawn` for those that chance drew, `--drawn-by store:COLUMN` where it drew stores, \
                      `--observed` for the others";
        return Err(StudyError::options("no activity is named", remedy));
    }
    for (at, one) in all.iter().enumerate() {
        if let Some(first) = all[..at].iter().find(|it| it.name == one.name) {
            let (option, column) = (one.option, one.name.clone());
            return Err(StudyError::ColumnTaken { option, column, first: first.option });
        }
    }
    Ok(all)
}

fn is_column(columns: &[String], name: &str) -> bool {
    columns.iter().any(|column| column.trim() == name.trim())
}

/// `called`, `version=gate_40`, or `segment=Mens E-Mail/No E-Mail`.
fn named(option: &'static str, word: &str, columns: &[String]) -> Named {
    let word = word.trim();
    let (column, arms) = match word.split_once('=').filter(|_| !is_column(columns, word)) {
        Some((column, arms)) => (column.trim(), Some(arms)),
        None => (word, None),
    };
    let (treated, control) = match arms.map(|arms| arms.split_once('/').map_or((arms, None), |(t, c)| (t, Some(c)))) {
        Some((treated, control)) => (Some(treated.trim().to_owned()), control.map(|it| it.trim().to_owned())),
        None => (None, None),
    };
    Named {
        name: word.to_owned(),
        option,
        column: column.to_owned(),
        treated,
        control,
        unit: None,
        is_observed: false,
        planned: None,
        cost: None,
    }
}

/// Writes a number such as `A1_discount_call=4.50` to the activity it is of.
pub(super) fn each(
    all: &mut [Named],
    (option, words): (&'static str, &[String]),
    is_allowed: impl Fn(f64) -> bool,
    allowed: &str,
    put: impl Fn(&mut Named, f64),
) -> Result<(), StudyError> {
    for word in words {
        let refuse =
            |what: &str| StudyError::options(format!("`{option} {word}`: {what}"), format!("allowed: {allowed}"));
        let (name, number) =
            word.rsplit_once('=').ok_or_else(|| refuse("an activity, `=` and a number are expected"))?;
        let number: f64 = number.trim().parse().map_err(|_| refuse("behind the `=` stands no number"))?;
        if !(number.is_finite() && is_allowed(number)) {
            return Err(refuse("the number is not allowed"));
        }
        let name = name.trim();
        let at = all.iter().position(|it| it.name == name || it.column == name);
        let Some(at) = at else {
            let meant = did_you_mean(name, all.iter().map(|it| it.name.as_str()));
            let meant = meant.map_or_else(String::new, |meant| format!("did you mean `{meant}`? "));
            let names = all.iter().map(|it| format!("`{}`", it.name)).collect::<Vec<_>>().join(", ");
            let what = format!("`{option} {word}`: `{name}` is none of the activities");
            return Err(StudyError::options(what, format!("{meant}activities there are: {names}")));
        };
        put(&mut all[at], number);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(drawn: &[&str], drawn_by: &[&str]) -> Result<Vec<Named>, StudyError> {
        let words = |list: &[&str]| list.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let (drawn, drawn_by) = (words(drawn), words(drawn_by));
        activities(Lists { drawn: &drawn, drawn_by: &drawn_by, observed: &[] }, &["a=b".to_owned()])
    }

    #[test]
    fn an_activity_is_a_column_or_an_arm_of_one() {
        let all = names(&["called", "a=b", "segment=Mens E-Mail/No E-Mail", "version=gate_40"], &[]).unwrap();
        let arms: Vec<_> =
            all.iter().map(|it| (it.column.as_str(), it.treated.as_deref(), it.control.as_deref())).collect();
        assert_eq!(
            arms,
            [
                ("called", None, None),
                ("a=b", None, None),
                ("segment", Some("Mens E-Mail"), Some("No E-Mail")),
                ("version", Some("gate_40"), None)
            ]
        );
    }

    #[test]
    fn what_was_drawn_stands_before_the_first_activity_and_holds_for_the_next() {
        let all = names(&[], &["store:A6", "A7", "team:B1"]).unwrap();
        let units: Vec<_> = all.iter().map(|it| (it.unit.as_deref(), it.name.as_str())).collect();
        assert_eq!(units, [(Some("store"), "A6"), (Some("store"), "A7"), (Some("team"), "B1")]);
        assert!(names(&[], &["A6"]).is_err());
        assert!(names(&[], &[]).is_err());
        assert!(names(&["called"], &["store:called"]).is_err());
    }

    #[test]
    fn a_cost_goes_to_its_activity() {
        let mut all = names(&["called", "mailed"], &[]).unwrap();
        let cost = |all: &mut [Named], word: &str| {
            let put = |it: &mut Named, number| it.cost = Some(Cost { each: number, fixed: 0.0 });
            each(all, ("--cost", &[word.to_owned()]), |it| it >= 0.0, "0 or more", put)
        };
        cost(&mut all, "mailed=4.50").unwrap();
        assert_eq!(all[1].cost, Some(Cost { each: 4.5, fixed: 0.0 }));
        assert!(cost(&mut all, "mailde=4").unwrap_err().to_string().contains("did you mean `mailed`?"));
        for bad in ["mailed", "mailed=x", "mailed=-1", "mailed=inf"] {
            assert!(cost(&mut all, bad).is_err(), "{bad}");
        }
    }
}
