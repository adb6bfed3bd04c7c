//! `--by` for methods that answer for one table: the answer for each group of its rows.

use crate::StudyError;
use crate::flags::{By, Input};
use crate::outcome::{Outcome, Part};

/// A method that answers for a whole file, and so for each group of its rows.
pub(crate) trait Grouped: Clone {
    /// What makes groups.
    fn by(&self) -> &By;

    /// The file; none where counts are given in words.
    fn input(&mut self) -> Option<&mut Input>;

    /// The option that names a file it writes beside its answer, where one is given.
    fn writes(&self) -> Option<&'static str>;

    /// The answer for all rows that count.
    fn of_rows(&self) -> Result<Outcome, StudyError>;
}

/// Makes a method answer for each group. After it the place of its file (`may` where it can do without), and of another that it may write.
macro_rules! grouped {
    ($method:ident, may $($input:ident).+) => {
        grouped!($method, |it| it.$($input).+.as_mut(), |_it| None);
    };
    ($method:ident, $($input:ident).+ $(, $($written:ident).+)?) => {
        grouped!($method, |it| Some(&mut it.$($input).+), |_it| None $(.or(_it.$($written).+.as_ref().map(|_| "--out")))?);
    };
    ($method:ident, |$whole:ident| $input:expr, |$writer:ident| $writes:expr) => {
        impl $crate::methods::apart::Grouped for $method {
            fn by(&self) -> &$crate::flags::By {
                &self.by
            }

            fn input(&mut self) -> Option<&mut $crate::flags::Input> {
                let $whole = self;
                $input
            }

            fn writes(&self) -> Option<&'static str> {
                let $writer = self;
                $writes
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
pub(crate) use grouped;

/// The answer of a method, for each group where some are asked for. What is refused for one group is said there.
pub(crate) fn answer<M: Grouped>(method: &M) -> Result<Outcome, StudyError> {
    let by = method.by();
    if by.by.is_empty() {
        return method.of_rows();
    }
    if let Some(option) = method.writes() {
        let what = format!("with `--by` each group would write over the file of `{option}`");
        return Err(StudyError::options(what, "leave one of the two out"));
    }
    let mut asked = method.clone();
    let Some(input) = asked.input() else {
        let what = "`--by` tells the rows of a file apart, and there is none";
        return Err(StudyError::options(what, "name the file, or leave `--by` out"));
    };
    let mut opened = input.open()?;
    let columns = opened.categories("--by", &by.by)?;
    let groups = opened.read()?.groups(&columns)?;
    let mut parts = Vec::with_capacity(groups.len());
    for group in groups {
        if let Some(input) = asked.input() {
            input.only.clone_from(&group.names);
        }
        let answer = asked.of_rows();
        parts.push(Part { label: group.label(), names: group.json(), answer });
    }
    Outcome::of_parts(parts)
}
