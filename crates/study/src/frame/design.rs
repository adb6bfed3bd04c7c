//! What may explain an outcome, as columns of numbers.

use std::mem;

use super::{Column, Frame};
use crate::StudyError;
use crate::outcome::Warning;

/// Most different words a covariate may have: each becomes a column.
const LEVELS_MAX: usize = 100;

/// Handle of the covariates.
#[derive(Debug, Clone, Default)]
pub struct Covariates(pub(super) Vec<usize>, pub(super) &'static str);

/// What may explain an outcome: numbers as they are, words as one column of 0 and 1 per word but the first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Design {
    /// One per column: `age`, or `plan=Year`.
    pub names: Vec<String>,
    /// Each as long as the frame.
    pub columns: Vec<Vec<f64>>,
    /// For each column the covariate it stands for, counted from 0 in the order of `--covariates`.
    pub covariates: Vec<usize>,
    /// What was left out.
    pub warnings: Vec<Warning>,
}

impl Frame {
    /// Takes the covariates out of the frame; a second time there are none.
    ///
    /// # Errors
    /// When a column of words has more than 100 of them, as an id has.
    pub fn design(&mut self, covariates: &Covariates) -> Result<Design, StudyError> {
        let mut design = Design::default();
        for (covariate, &index) in covariates.0.iter().enumerate() {
            let (Some(column), Some(name)) = (self.columns.get_mut(index), self.names.get(index)) else { continue };
            let before = design.names.len();
            match column {
                Column::Numbers(numbers) => {
                    if numbers.iter().any(|number| Some(number) != numbers.first()) {
                        design.names.push(name.clone());
                        design.columns.push(mem::take(numbers));
                    }
                }
                Column::Flags(flags) => {
                    design.names.push(name.clone());
                    design.columns.push(flags.iter().map(|&yes| f64::from(u8::from(yes))).collect());
                }
                Column::Arms(_) => {}
                Column::Names(categories) => {
                    if categories.levels.len() > LEVELS_MAX {
                        return Err(StudyError::TooManyLevels {
                            option: covariates.1,
                            column: name.clone(),
                            given: categories.levels.len(),
                            limit: LEVELS_MAX,
                            remedy: "leave out ids and dates, or join rare values first",
                        });
                    }
                    for (code, level) in categories.levels.iter().enumerate().skip(1) {
                        design.names.push(format!("{name}={level}"));
                        let is_level = |&it: &u32| f64::from(u8::from(it as usize == code));
                        design.columns.push(categories.codes.iter().map(is_level).collect());
                    }
                }
            }
            if design.names.len() == before {
                let text = format!("covariate `{name}` has the same value in every row and was left out");
                design.warnings.push(Warning { code: "constant_covariate".into(), text });
            }
            design.covariates.resize(design.names.len(), covariate);
        }
        Ok(design)
    }
}
