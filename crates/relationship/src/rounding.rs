//! How a number is cut to a few decimals for people: one rule for pages, mails and the command line.

/// The number with so many decimals, an exact half away from zero: `62.5` without decimals is `63`.
///
/// A machine rounds halves to even, which puts 62 beside a colleague's 63 on paper.
///
/// # Examples
///
/// ```
/// use relationship::rounding::fixed;
///
/// assert_eq!(fixed(62.5, 0), "63");
/// assert_eq!(fixed(-6.25, 1), "-6.3");
/// assert_eq!(fixed(0.15, 1), "0.1"); // the nearest double lies below the half
/// ```
#[must_use]
#[expect(clippy::float_cmp, reason = "an exact half is what is asked for")]
pub fn fixed(value: f64, digits: usize) -> String {
    let Some(scale) = i32::try_from(digits).ok().map(|digits| 10.0_f64.powi(digits)) else {
        return format!("{value:.digits$}");
    };
    let scaled = value.abs() * scale;
    // Only where the product is exact is its half one of the number itself.
    let is_half = scaled.fract() == 0.5 && value.abs().mul_add(scale, -scaled) == 0.0;
    let value = if is_half { (scaled.ceil() / scale).copysign(value) } else { value };
    format!("{value:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::fixed;

    #[test]
    fn only_exact_halves_are_moved() {
        let cases = [
            (0.5, 0, "1"),
            (1.5, 0, "2"),
            (2.5, 0, "3"),
            (-2.5, 0, "-3"),
            (2.5 - f64::EPSILON * 2.0, 0, "2"),
            (0.125, 2, "0.13"),
            (6.25, 1, "6.3"),
            (1.005, 2, "1.00"),
            (0.045, 2, "0.04"),
            (0.0, 1, "0.0"),
            (1e300, 0, &format!("{:.0}", 1e300)),
            (f64::NAN, 1, "NaN"),
            (f64::INFINITY, 2, "inf"),
        ];
        for (value, digits, expected) in cases {
            assert_eq!(fixed(value, digits), expected, "{value} with {digits}");
        }
        assert_eq!(fixed(1.0, 400).len(), 402);
    }
}
