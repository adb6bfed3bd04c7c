//! `--by` for methods that answer for one table: the answer for each group of its rows.

use crate::StudyError;
use crate::flags::{By, Input};
use crate::outcome::{Outcome, Part};

/// A method that answers for a whole file, and so for each group of its rows.
pub(super) trait Grouped: Clone {
    /// What makes groups.
    fn by(&self) -> &By;

    /// The file.
    fn input(&mut self) -> &mut Input;

    /// Whether it writes a file beside its answer.
    fn writes(&self) -> bool;

    /// The answer for all rows that count.
    fn of_rows(&self) -> Result<Outcome, StudyError>;
}

/// Makes a method answer for each group. After it the place of its file, and of another that it may write.
macro_rules! grouped {
    ($method:ident, $($input:ident).+ $(, $($written:ident).+)?) => {
        impl $crate::methods::apart::Grouped for $method {
            fn by(&self) -> &$crate::flags::By {
                &self.by
            }

            fn input(&mut self) -> &mut $crate::flags::Input {
                &mut self.$($input).+
            }

            fn writes(&self) -> bool {
                false $(|| self.$($written).+.is_some())?
            }

            fn of_rows(&self) -> Result<$crate::Outcome, $crate::StudyError> {
                self.whole()
            }
        }

        impl $method {
            /// The answer.
            ///
            /// # Errors
            /// When the file cannot be read, a value is impossible, or the method refuses every group.
            pub fn answer(&self) -> Result<$crate::Outcome, $crate::StudyError> {
                $crate::methods::apart::answer(self)
            }
        }
    };
}

/// The answer of a method, for each group where some are asked for. What is refused for one group is said there.
pub(super) fn answer<M: Grouped>(method: &M) -> Result<Outcome, StudyError> {
    let by = method.by();
    if by.by.is_empty() {
        return method.of_rows();
    }
    if method.writes() {
        let what = "with `--by` each group would write over the file of `--out`";
        return Err(StudyError::options(what, "leave one of the two out"));
    }
    let mut asked = method.clone();
    let mut opened = asked.input().open()?;
    let columns = opened.categories("--by", &by.by)?;
    let groups = opened.read()?.groups(&columns)?;
    let mut parts = Vec::with_capacity(groups.len());
    for group in groups {
        asked.input().only.clone_from(&group.names);
        let answer = asked.of_rows();
        parts.push(Part { label: group.label(), names: group.json(), answer });
    }
    Outcome::of_parts(parts)
}
