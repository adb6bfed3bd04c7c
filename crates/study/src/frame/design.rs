//! What may explain an outcome, as columns of numbers.

use std::mem;

use super::opened::hint;
use super::{Column, Frame};
use crate::StudyError;
use crate::outcome::Warning;

/// Most different words a covariate may have: each becomes a column.
const LEVELS_MAX: usize = 100;

/// Handle of the covariates.
#[derive(Debug, Clone, Default)]
pub struct Covariates {
    pub(super) columns: Vec<usize>,
    /// The option that named them.
    pub(super) option: &'static str,
    /// Columns of words, each with the word that the others are compared with.
    pub(super) references: Vec<(usize, String)>,
}

/// What may explain an outcome: numbers as they are, words as one column of 0 and 1 per word but the first, or but the one that `--reference`
/// names.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Design {
    /// One per column: `age`, or `plan=Year`.
    pub names: Vec<String>,
    /// Each as long as the frame.
    pub columns: Vec<Vec<f64>>,
    /// For each column the covariate it stands for, counted from 0 in the order of `--covariates`.
    pub covariates: Vec<usize>,
    /// The columns of words, each with the word that has no column of its own.
    pub references: Vec<(String, String)>,
    /// What was left out.
    pub warnings: Vec<Warning>,
}

impl Frame {
    /// Takes the covariates out of the frame; a second time there are none.
    ///
    /// # Errors
    /// When a column of words has more than 100 of them, as an id has, or lacks its reference.
    pub fn design(&mut self, covariates: &Covariates) -> Result<Design, StudyError> {
        let mut design = Design::default();
        for (covariate, &index) in covariates.columns.iter().enumerate() {
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
                            option: covariates.option,
                            column: name.clone(),
                            given: categories.levels.len(),
                            limit: LEVELS_MAX,
                            remedy: "leave out ids and dates, or join rare values first",
                        });
                    }
                    let wanted = covariates.references.iter().find(|(column, _)| *column == index).map(|(_, it)| it);
                    let place = |wanted: &String| categories.levels.iter().position(|level| level == wanted);
                    let reference = wanted.map_or(Some(0), place).ok_or_else(|| StudyError::ValueNotFound {
                        option: "--reference",
                        given: wanted.cloned().unwrap_or_default(),
                        file: self.source.file.clone(),
                        column: name.clone(),
                        hint: hint(wanted.map_or("", String::as_str), &categories.levels, "values"),
                    })?;
                    design.references.extend(categories.levels.get(reference).map(|it| (name.clone(), it.clone())));
                    let others = categories.levels.iter().enumerate().filter(|(code, _)| *code != reference);
                    for (code, level) in others {
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
