//! Whether what is compared was itself changed by the action: rows left out, rows of a group, and what the outcome is divided by.

use stats::experiment::{Moments, difference_in_means};

use super::{Columns, Means};
use crate::StudyError;
use crate::answer::{number, p_value};
use crate::flags::Input;
use crate::frame::{Category, Frame, Missing};
use crate::methods::traps::{Part, counts, post_treatment};
use crate::outcome::Warning;

/// A p-value below this says that a denominator differs between the arms.
const APART_P_MAX: f64 = 0.01;

impl Means {
    /// What makes one arm against the control a comparison of customers whom chance did not make alike.
    pub(super) fn denominators(
        &self,
        frame: &Frame,
        columns: &Columns,
        by: &[Category],
        arms: [u32; 2],
    ) -> Result<Vec<Warning>, StudyError> {
        let mut warnings = Vec::new();
        if frame.source().rows_dropped > 0 {
            warnings.extend(self.lost(frame, columns, arms)?);
        }
        // Rows of a cluster are alike, so that a group that goes with clusters differs between few of them by chance.
        if columns.cluster.is_none() {
            for &column in by.iter().chain(columns.strata.as_ref()) {
                warnings.extend(grouped(frame, columns.arm, column, arms)?);
            }
        }
        warnings.extend(self.divided(frame, columns, arms)?);
        Ok(warnings)
    }

    /// Whether more rows of one arm were left out.
    fn lost(&self, frame: &Frame, columns: &Columns, arms: [u32; 2]) -> Result<Option<Warning>, StudyError> {
        let input = Input { missing: Missing::Drop, ..self.input.clone() };
        let all = counts(input.open()?, &self.arm)?;
        let names = arms.map(|code| frame.categories(columns.arm).levels[code as usize].as_str());
        let whole = names.map(|name| all.iter().find(|(it, _)| it == name).map_or(0, |(_, n)| *n));
        let kept = arms.map(|code| frame.categories(columns.arm).codes.iter().filter(|it| **it == code).count() as u64);
        let inside = [0, 1].map(|arm| whole[arm].saturating_sub(kept[arm]));
        let part = Part { what: "rows were left out for lack of a value".to_owned(), arms: names, inside, whole };
        Ok(post_treatment(&[part], "count everybody who was assigned, with what is missing as its own outcome")?)
    }

    /// Whether the column that the outcome is divided by differs between the arms.
    fn divided(&self, frame: &Frame, columns: &Columns, arms: [u32; 2]) -> Result<Option<Warning>, StudyError> {
        let (Some(per), Some(name)) = (columns.per, &self.per) else { return Ok(None) };
        let codes = &frame.categories(columns.arm).codes;
        let of = |arm: u32| {
            let rows = codes.iter().zip(frame.numbers(per)).filter(|(code, _)| **code == arm);
            let values: Vec<f64> = rows.map(|(_, value)| *value).collect();
            Moments::by_arm(&[&values], &vec![0; values.len()], 1)
        };
        let (control, treated) = (of(arms[0])?, of(arms[1])?);
        let effect = difference_in_means(&control[0], &treated[0], self.output.level);
        let known = effect.difference.known().zip(effect.test.known());
        Ok(known.filter(|(_, test)| test.p_value < APART_P_MAX).map(|(difference, test)| Warning {
            code: "post_treatment_denominator".into(),
            text: format!(
                "`{name}` per row differs by {} between the arms (p {}): what the outcome is divided by depends on the action, so the \
                 ratio may rise while customers bring less; compare the outcome per row too",
                number(difference.value),
                p_value(test.p_value)
            ),
        }))
    }
}

/// Whether the arms have different shares of the rows in a group.
fn grouped(frame: &Frame, arm: Category, column: Category, arms: [u32; 2]) -> Result<Option<Warning>, StudyError> {
    let (of_arms, of_groups) = (frame.categories(arm), frame.categories(column));
    let mut inside = vec![[0_u64; 2]; of_groups.levels.len()];
    let mut whole = [0_u64; 2];
    for (code, group) in of_arms.codes.iter().zip(&of_groups.codes) {
        if let Some(side) = arms.iter().position(|arm| arm == code) {
            whole[side] += 1;
            inside[*group as usize][side] += 1;
        }
    }
    let names = arms.map(|code| of_arms.levels[code as usize].as_str());
    let part = |(inside, level): (&[u64; 2], &String)| Part {
        what: format!("rows with `{level}` in column `{}`", frame.name(column)),
        arms: names,
        inside: *inside,
        whole,
    };
    let parts: Vec<Part> = inside.iter().zip(&of_groups.levels).map(part).collect();
    Ok(post_treatment(&parts, "group by what was known before the action")?)
}
