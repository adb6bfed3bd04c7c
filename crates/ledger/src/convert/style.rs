//! How the numbers of one column are written.

use super::number::{DecimalSign, Evidence, evidence, parse_number};
use crate::mapping::Decimal;

/// How the numbers of one column are written: which sign stands before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberStyle {
    pub(crate) decimal: DecimalSign,
    /// Every number with a sign could be read in two ways, as `1.234` can; the point was taken as the decimal sign.
    pub is_unclear: bool,
}

impl NumberStyle {
    /// What was said, or else what most of the `values` of the column show.
    pub fn found<'a>(said: Decimal, values: impl Iterator<Item = &'a str>) -> Self {
        let strict = |sign| Self { decimal: DecimalSign { sign, is_strict: true }, is_unclear: false };
        match said {
            Decimal::Point => return strict(b'.'),
            Decimal::Comma => return strict(b','),
            Decimal::Auto => {}
        }
        let (mut points, mut commas, mut either) = (0_u32, 0_u32, 0_u32);
        for text in values {
            match evidence(text) {
                Evidence::Point => points += 1,
                Evidence::Comma => commas += 1,
                Evidence::Either => either += 1,
                Evidence::None => {}
            }
        }
        Self {
            decimal: DecimalSign { sign: if commas > points { b',' } else { b'.' }, is_strict: false },
            is_unclear: either > 0 && points == 0 && commas == 0,
        }
    }

    /// The number a text stands for. Not a number, infinity and anything unreadable give nothing.
    pub fn read(self, text: &str) -> Option<f64> {
        // By far the most numbers are plain; a column with decimal commas takes the longer way at every sign.
        let plain = |byte: u8| byte.is_ascii_digit() || byte == b'-' || (byte == b'.' && self.decimal.sign == b'.');
        if text.bytes().all(plain)
            && let Ok(number) = text.parse::<f64>()
        {
            return Some(number);
        }
        parse_number(text, self.decimal).filter(|number| number.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(said: Decimal, column: &[&str], expected: &[Option<f64>]) {
        let style = NumberStyle::found(said, column.iter().copied());
        assert_eq!(column.iter().map(|text| style.read(text)).collect::<Vec<_>>(), expected, "{column:?}");
    }

    #[test]
    fn the_column_tells_how_its_numbers_are_written() {
        check(Decimal::Auto, &["1.5", "-2", "1,234.5"], &[Some(1.5), Some(-2.0), Some(1234.5)]);
        check(Decimal::Auto, &["1,5", "1.234", "12"], &[Some(1.5), Some(1234.0), Some(12.0)]);
        check(Decimal::Auto, &["1.234"], &[Some(1.234)]);
        check(Decimal::Comma, &["1.234", "0,5"], &[Some(1234.0), Some(0.5)]);
        check(
            Decimal::Auto,
            &["1e3", "NaN", "inf", "-inf", "", "-", "1-2"],
            &[Some(1e3), None, None, None, None, None, None],
        );
        assert!(NumberStyle::found(Decimal::Auto, ["1.234"].into_iter()).is_unclear);
    }

    #[test]
    fn a_number_with_all_its_digits_is_read_to_the_last() {
        check(
            Decimal::Point,
            &["0.1", "1234567.891", "3.141592653589793"],
            &[Some(0.1), Some(1_234_567.891), Some(std::f64::consts::PI)],
        );
    }
}
