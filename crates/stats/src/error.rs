//! What a caller did that cannot be answered at all. Data that merely do not settle a question are not an error: see
//! [`Why`](crate::estimate::Why).

/// A caller passed something impossible: what was given, what is allowed, and where.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StatsError {
    /// One number lies outside what it may be.
    #[error("`{name}` must be {allowed}, got `{}`", shown(*given))]
    OutOfRange {
        /// The argument.
        name: &'static str,
        /// What it may be, in words.
        allowed: &'static str,
        /// What it was.
        given: f64,
    },

    /// One number of a column lies outside what it may be.
    #[error("`{name}` must be {allowed}, got `{}` at row {row}", shown(*given))]
    RowOutOfRange {
        /// The column.
        name: &'static str,
        /// What its values may be, in words.
        allowed: &'static str,
        /// What it was.
        given: f64,
        /// Where, counted from 0.
        row: usize,
    },

    /// One number of one covariate lies outside what it may be.
    #[error("covariate {column} must be {allowed}, got `{}` at row {row}", shown(*given))]
    CellOutOfRange {
        /// Which covariate, counted from 0.
        column: usize,
        /// What its values may be, in words.
        allowed: &'static str,
        /// What it was.
        given: f64,
        /// Where, counted from 0.
        row: usize,
    },

    /// A part is larger than its whole.
    #[error("`{part_name}` is `{part}` and cannot exceed `{whole_name}`, which is `{whole}`")]
    PartExceedsWhole {
        /// The name of the part.
        part_name: &'static str,
        /// The part.
        part: u64,
        /// The name of the whole.
        whole_name: &'static str,
        /// The whole.
        whole: u64,
    },

    /// Two columns that must pair up have different lengths.
    #[error("`{left}` has {left_len} values and `{right}` has {right_len}; they must pair up")]
    LengthMismatch {
        /// One column.
        left: &'static str,
        /// Its length.
        left_len: usize,
        /// The other column.
        right: &'static str,
        /// Its length.
        right_len: usize,
    },

    /// The method needs more than was given.
    #[error("{method} needs at least {needed} {what}, got {given}")]
    TooFew {
        /// The method.
        method: &'static str,
        /// Of what there are too few.
        what: &'static str,
        /// How many it takes.
        needed: usize,
        /// How many there were.
        given: usize,
    },

    /// A word that names no choice.
    #[error("`{given}` is not a {what}; allowed: {allowed}")]
    UnknownWord {
        /// What was asked for.
        what: &'static str,
        /// The word.
        given: String,
        /// The words there are.
        allowed: &'static str,
    },
}

/// A number as people write it: one of very many digits with a power of ten.
fn shown(given: f64) -> String {
    let is_plain = given == 0.0 || !given.is_finite() || (1e-7..1e16).contains(&given.abs());
    if is_plain { given.to_string() } else { format!("{given:e}") }
}

#[cfg(test)]
mod tests {
    use super::StatsError;

    #[test]
    fn a_number_of_three_hundred_digits_is_told_with_a_power_of_ten() {
        let told = |given| StatsError::OutOfRange { name: "x", allowed: "small", given }.to_string();
        assert_eq!(told(1e300), "`x` must be small, got `1e300`");
        assert_eq!(told(-0.25), "`x` must be small, got `-0.25`");
        assert_eq!(told(f64::NAN), "`x` must be small, got `NaN`");
    }
}
