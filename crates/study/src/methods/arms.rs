//! Which rows are of the control and which of another arm, where a column names them.

use clap::Args;

use crate::StudyError;
use crate::frame::{Category, Frame, Opened, hint};

/// Most arms that are compared with the control.
const ARMS_MAX: usize = 50;

/// Two arms of a file.
#[derive(Args, Debug, Clone)]
pub(super) struct ArmFlags {
    /// With a file: which arm each row is in
    #[arg(long, value_name = "COLUMN", requires = "file", requires = "control_value")]
    arm: Option<String>,
    /// The value of the arm column that is the control
    #[arg(long, value_name = "VALUE", requires = "arm")]
    control_value: Option<String>,
    /// The value of the arm column that is compared with it [default: the other one]
    #[arg(long, value_name = "VALUE", requires = "arm")]
    treated_value: Option<String>,
}

impl ArmFlags {
    /// Asks for the column, where one is named.
    pub(super) fn column(&self, opened: &mut Opened) -> Result<Option<Category>, StudyError> {
        self.arm.as_deref().map(|name| opened.category("--arm", name)).transpose()
    }

    /// The rows of the control, and those of the arm that is compared with it.
    pub(super) fn rows(&self, frame: &Frame, arm: Category) -> Result<[Vec<usize>; 2], StudyError> {
        let name = self.arm.as_deref().unwrap_or_default();
        let control_value = self.control_value.as_deref().unwrap_or_default();
        let (control, treated) = arm_codes(frame, (arm, name), control_value, self.treated_value.as_deref())?;
        let [treated] = treated[..] else {
            let what = format!("column `{name}` has {} arms beside the control", treated.len());
            return Err(StudyError::options(what, "say which with `--treated-value`, or compare all with `means`"));
        };
        let codes = &frame.categories(arm).codes;
        Ok([control, treated].map(|wanted| (0..frame.rows()).filter(|&row| codes[row] == wanted).collect()))
    }
}

/// The code of the control and those of the arms that are compared with it.
pub(super) fn arm_codes(
    frame: &Frame,
    (arm, name): (Category, &str),
    control_value: &str,
    treated_value: Option<&str>,
) -> Result<(u32, Vec<u32>), StudyError> {
    let levels = &frame.categories(arm).levels;
    let code = |option: &'static str, given: &str| {
        let place = levels.iter().position(|level| level == given.trim());
        place.and_then(|place| u32::try_from(place).ok()).ok_or_else(|| StudyError::ValueNotFound {
            option,
            given: given.to_owned(),
            file: frame.source().file.clone(),
            column: name.to_owned(),
            hint: hint(given, levels, "values"),
        })
    };
    let control = code("--control-value", control_value)?;
    if levels.len() > ARMS_MAX {
        return Err(StudyError::TooManyLevels {
            option: "--arm",
            column: name.to_owned(),
            given: levels.len(),
            limit: ARMS_MAX,
            remedy: "name the column that says which arm chance drew",
        });
    }
    let treated = match treated_value {
        Some(given) => vec![code("--treated-value", given)?],
        None => (0_u32..).take(levels.len()).filter(|&it| it != control).collect(),
    };
    if treated.is_empty() || treated == [control] {
        let what = format!("column `{name}` has no other arm than the control");
        return Err(StudyError::options(what, "a comparison takes two arms"));
    }
    Ok((control, treated))
}
