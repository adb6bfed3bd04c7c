//! Traits that may decide who gets an activity, those that may not, and how these fall out all the same.

use serde_json::{Value, json};

use crate::StudyError;
use crate::answer::number_json;
use crate::frame::{Covariates, Design, Frame};
use crate::measure::prepared::{LEAK_R2, r_squared};
use crate::outcome::Warning;

/// A trait that explains more than this of a protected one stands in for it.
const PROXY_R2: f64 = 0.25;

/// Columns that may decide.
pub(super) struct Kept {
    pub(super) names: Vec<String>,
    pub(super) columns: Vec<Vec<f64>>,
}

/// The traits, sorted out by their values.
pub(super) struct Watched {
    pub(super) kept: Kept,
    pub(super) proxies: Vec<Proxy>,
    /// Traits that say what came after.
    pub(super) leaking: Vec<String>,
}

/// A trait that stands in for a protected one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Proxy {
    pub(super) name: String,
    pub(super) stands_for: String,
    pub(super) r_squared: f64,
}

impl Proxy {
    pub(super) fn json(&self) -> Value {
        json!({"trait": self.name, "stands_for": self.stands_for, "r_squared": number_json(self.r_squared)})
    }

    pub(super) fn warning(&self) -> Warning {
        let Self { name, stands_for, .. } = self;
        let text = format!("`{name}` tells `{stands_for}`, which may not decide who gets it, so it was left out too");
        Warning { code: "proxy_left_out".into(), text }
    }
}

impl Watched {
    /// Sorts out traits that leak the outcome or stand in for a protected trait.
    pub(super) fn of(design: Design, protected: &Design, outcome: &[f64]) -> Self {
        let mut sorted =
            Self { kept: Kept { names: Vec::new(), columns: Vec::new() }, proxies: Vec::new(), leaking: Vec::new() };
        for (name, column) in design.names.into_iter().zip(design.columns) {
            let told = protected.columns.iter().map(|it| r_squared(&column, it)).zip(&protected.names);
            let closest = told.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(r_squared, _)| *r_squared > PROXY_R2);
            if r_squared(&column, outcome) > LEAK_R2 {
                sorted.leaking.push(name);
            } else if let Some((r_squared, stands_for)) = closest {
                sorted.proxies.push(Proxy { name, stands_for: stands_for.clone(), r_squared });
            } else {
                sorted.kept.names.push(name);
                sorted.kept.columns.push(column);
            }
        }
        sorted
    }
}

/// The protected traits side by side. One with too many values to be told, such as a postal code, is only not used.
pub(super) fn protected(frame: &mut Frame, columns: &[Covariates]) -> Result<(Design, Vec<Warning>), StudyError> {
    let (mut all, mut many) = (Design::default(), Vec::new());
    for one in columns {
        match frame.design(one) {
            Ok(design) => {
                all.names.extend(design.names);
                all.columns.extend(design.columns);
            }
            Err(StudyError::TooManyLevels { column, given, .. }) => many.push(Warning {
                code: "protected_many_values".into(),
                text: format!("`{column}` has {given} values: it did not decide, and how it falls out is not told"),
            }),
            Err(other) => return Err(other),
        }
    }
    Ok((all, many))
}

/// How a protected trait falls out.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fallen {
    /// The trait, or the trait and one of its values.
    pub(super) name: String,
    /// Its mean, or share, among all.
    pub(super) all: f64,
    /// The same among those who are chosen; none where nobody is.
    pub(super) chosen: Option<f64>,
    /// The difference in standard deviations.
    pub(super) apart: Option<f64>,
}

impl Fallen {
    pub(super) fn json(&self) -> Value {
        json!({"trait": self.name, "all": number_json(self.all), "chosen": self.chosen.map(number_json),
            "apart": self.apart.map(number_json)})
    }
}

/// How the protected traits fall out among the chosen rows.
pub(super) fn fallen(protected: &Design, chosen: &[usize]) -> Vec<Fallen> {
    let one = |(name, column): (&String, &Vec<f64>)| {
        let n = column.len().max(1) as f64;
        let all = column.iter().sum::<f64>() / n;
        let deviation = (column.iter().map(|it| (it - all).powi(2)).sum::<f64>() / n).sqrt();
        let mean = (!chosen.is_empty())
            .then(|| chosen.iter().filter_map(|&row| column.get(row)).sum::<f64>() / chosen.len() as f64);
        let apart = mean.filter(|_| deviation > 0.0).map(|mean| (mean - all) / deviation);
        Fallen { name: name.clone(), all, chosen: mean, apart }
    };
    protected.names.iter().zip(&protected.columns).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design(columns: Vec<(&str, Vec<f64>)>) -> Design {
        let (names, columns) = columns.into_iter().map(|(name, column)| (name.to_owned(), column)).unzip();
        Design { names, columns, ..Design::default() }
    }

    #[test]
    fn who_stands_in_for_a_protected_trait_does_not_decide() {
        let age: Vec<f64> = (0..40).map(f64::from).collect();
        let retired: Vec<f64> = age.iter().map(|it| f64::from(u8::from(*it > 20.0))).collect();
        let price: Vec<f64> = (0..40).map(|it| f64::from(it % 2)).collect();
        let left: Vec<f64> = (0..40).map(|it| f64::from(it % 3 / 2)).collect();
        let refund = left.iter().map(|it| it * 12.0).collect();
        let traits = design(vec![("retired", retired), ("price", price), ("refund", refund)]);
        let protected = design(vec![("age", age)]);
        let sorted = Watched::of(traits, &protected, &left);
        assert_eq!((sorted.kept.names, sorted.leaking), (vec!["price".to_owned()], vec!["refund".to_owned()]));
        assert_eq!((sorted.proxies[0].name.as_str(), sorted.proxies[0].stands_for.as_str()), ("retired", "age"));
        let young = fallen(&protected, &[0, 1, 2, 3]);
        assert_eq!((young[0].all, young[0].chosen), (19.5, Some(1.5)));
        assert!(young[0].apart.unwrap() < -1.5);
        assert_eq!(fallen(&protected, &[])[0].chosen, None);
    }
}
