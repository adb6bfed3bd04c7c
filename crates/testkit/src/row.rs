//! Numbers and days as text, appended to a buffer. A simulated firm has tens of millions of rows.

use relationship::Day;

/// A text as it stands in a CSV file: quoted only where it holds a comma, a quote or a line break.
pub(crate) fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

pub(crate) fn push_number(out: &mut Vec<u8>, number: u64, width_min: usize) {
    let mut digits = [b'0'; 20];
    let mut at = digits.len();
    let mut rest = number;
    while rest > 0 || at == digits.len() {
        at -= 1;
        digits[at] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
    }
    out.extend_from_slice(&digits[at.min(digits.len() - width_min.min(digits.len()))..]);
}

/// Cents as euros with two decimals.
pub(crate) fn push_cents(out: &mut Vec<u8>, cents: i64) {
    if cents < 0 {
        out.push(b'-');
    }
    let cents = cents.unsigned_abs();
    push_number(out, cents / 100, 1);
    out.push(b'.');
    push_number(out, cents % 100, 2);
}

/// A customer's number as the firm writes it, such as `FP000123`.
pub(crate) fn push_customer(out: &mut Vec<u8>, index: u64) {
    out.extend_from_slice(b"FP");
    push_number(out, index + 1, 6);
}

pub(crate) fn push_day(out: &mut Vec<u8>, day: Day) {
    let (year, month, of_month) = day.ymd();
    push_number(out, u64::from(year.unsigned_abs()), 4);
    out.push(b'-');
    push_number(out, u64::from(month), 2);
    out.push(b'-');
    push_number(out, u64::from(of_month), 2);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_days_and_amounts_are_written_as_people_write_them() {
        let check = |write: &dyn Fn(&mut Vec<u8>), expected: &str| {
            let mut out = Vec::new();
            write(&mut out);
            assert_eq!(String::from_utf8(out).expect("text"), expected);
        };
        check(&|out| push_number(out, 0, 1), "0");
        check(&|out| push_number(out, u64::MAX, 1), "18446744073709551615");
        check(&|out| push_number(out, 42, 6), "000042");
        check(&|out| push_number(out, 1_234_567, 6), "1234567");
        check(&|out| push_cents(out, 2_190), "21.90");
        check(&|out| push_cents(out, -5), "-0.05");
        check(&|out| push_customer(out, 122), "FP000123");
        check(&|out| push_day(out, "2024-02-29".parse().expect("a day")), "2024-02-29");
        assert_eq!(quoted("Duur, \"te\""), "\"Duur, \"\"te\"\"\"");
    }
}
