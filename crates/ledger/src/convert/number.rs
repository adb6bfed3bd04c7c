//! Numbers and amounts as people write them.

use relationship::Currency;

use super::currency::{check_unit, currency_named};

/// Largest amount in minor units that a double holds exactly: 2^53.
pub(crate) const MINOR_MAX: i64 = 1 << 53;

/// Which sign stands before the decimals of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DecimalSign {
    /// `.` or `,`.
    pub(crate) sign: u8,
    /// Somebody said so: the other sign can only part thousands. Otherwise it decides only where both readings fit.
    pub(crate) is_strict: bool,
}

impl Default for DecimalSign {
    fn default() -> Self {
        Self { sign: b'.', is_strict: false }
    }
}

/// Why a text is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AmountError {
    NoNumber,
    OtherCurrency,
    TooLarge,
}

/// What a number says about the decimal sign of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evidence {
    Point,
    Comma,
    /// One sign with three digits behind it: `1.234` is 1234 or a little more than 1.
    Either,
    None,
}

/// The bytes of a number in the plain form `-123.45`.
struct Plain {
    bytes: [u8; 48],
    len: usize,
}

impl Plain {
    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len]).unwrap_or("")
    }

    fn push(&mut self, byte: u8) -> Option<()> {
        *self.bytes.get_mut(self.len)? = byte;
        self.len += 1;
        Some(())
    }
}

/// A number of any kind. Not a number, infinity and anything unreadable give nothing.
pub(crate) fn parse_number(text: &str, decimal: DecimalSign) -> Option<f64> {
    let (negative, body) = sign_of(text.trim())?;
    let number = plain(body, decimal)?.as_str().parse::<f64>().ok().filter(|number| number.is_finite())?;
    Some(if negative { -number } else { number })
}

/// An amount in minor units, and whether digits beyond them were rounded away.
pub(crate) fn parse_amount(text: &str, decimal: DecimalSign, currency: Currency) -> Result<(i64, bool), AmountError> {
    if let Some(minor) = simple_amount(text.as_bytes(), decimal, currency.decimals()) {
        return Ok((minor, false));
    }
    let (outer, text) = sign_of(text.trim()).ok_or(AmountError::NoNumber)?;
    let bare = without_unit(text, currency)?;
    // A second sign may only stand behind a unit: `€ -3`.
    let (inner, body) =
        if bare.len() < text.len() { sign_of(bare).ok_or(AmountError::NoNumber)? } else { (false, bare) };
    let negative = outer != inner;
    let plain = plain(body, decimal).ok_or(AmountError::NoNumber)?;
    let digits = plain.as_str();
    if digits.contains('e') {
        let major: f64 = digits.parse().map_err(|_| AmountError::NoNumber)?;
        return minor_from_f64(if negative { -major } else { major }, currency);
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.len() + fraction.len() > 37 {
        return Err(AmountError::TooLarge);
    }
    let mut unscaled: i128 = 0;
    for digit in whole.bytes().chain(fraction.bytes()) {
        unscaled = unscaled * 10 + i128::from(digit - b'0');
    }
    let scale = i8::try_from(fraction.len()).map_err(|_| AmountError::NoNumber)?;
    minor_from_decimal(if negative { -unscaled } else { unscaled }, scale, currency)
}

/// `12`, `-12.5`, `12,50`: by far the most amounts, read in one pass.
fn simple_amount(bytes: &[u8], decimal: DecimalSign, decimals: u32) -> Option<i64> {
    let (negative, digits) = match bytes {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if digits.len() > 14 {
        return None;
    }
    let mut minor: i64 = 0;
    let mut point = None;
    for (index, byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => minor = minor * 10 + i64::from(byte - b'0'),
            b'.' | b',' if point.is_none() && (!decimal.is_strict || *byte == decimal.sign) => point = Some(index),
            _ => return None,
        }
    }
    let fraction = point.map_or(0, |index| digits.len() - index - 1);
    // Three digits behind a sign may be thousands: the long way decides.
    if digits.is_empty() || point == Some(0) || (point.is_some() && fraction == 0) || fraction > 2 {
        return None;
    }
    let missing = decimals.checked_sub(u32::try_from(fraction).ok()?)?;
    minor = minor.checked_mul(10_i64.pow(missing)).filter(|minor| *minor <= MINOR_MAX)?;
    Some(if negative { -minor } else { minor })
}

/// `unscaled / 10^scale` major units in minor ones.
pub(crate) fn minor_from_decimal(unscaled: i128, scale: i8, currency: Currency) -> Result<(i64, bool), AmountError> {
    let shift = i32::try_from(currency.decimals()).unwrap_or(2) - i32::from(scale);
    let power = 10_i128.checked_pow(shift.unsigned_abs()).ok_or(AmountError::TooLarge)?;
    let (minor, is_rounded) = if shift >= 0 {
        (unscaled.checked_mul(power).ok_or(AmountError::TooLarge)?, false)
    } else {
        let (quotient, rest) = (unscaled / power, unscaled % power);
        let away = if rest.abs() * 2 >= power { rest.signum() } else { 0 };
        // The noise of a binary fraction, such as 29.849999999999998, is not worth a word.
        let noise = (rest.abs().min(power - rest.abs())) as f64 / power as f64;
        (quotient + away, rest != 0 && noise > 1e-4)
    };
    i64::try_from(minor)
        .ok()
        .filter(|minor| minor.abs() <= MINOR_MAX)
        .map(|minor| (minor, is_rounded))
        .ok_or(AmountError::TooLarge)
}

/// Major units as a binary fraction in minor ones.
pub(crate) fn minor_from_f64(major: f64, currency: Currency) -> Result<(i64, bool), AmountError> {
    if !major.is_finite() {
        return Err(AmountError::NoNumber);
    }
    let minor = major * currency.minor_per_major() as f64;
    let rounded = minor.round();
    if rounded.abs() > MINOR_MAX as f64 {
        return Err(AmountError::TooLarge);
    }
    // A number of single precision carries seven digits; what lies below them is noise.
    let noise = 1e-4_f64.max(minor.abs() * 1e-7);
    #[expect(clippy::cast_possible_truncation, reason = "at most 2^53")]
    Ok((rounded as i64, (minor - rounded).abs() > noise))
}

/// What a text says about the decimal sign of its column.
pub(crate) fn evidence(text: &str) -> Evidence {
    let Some(first) = text.find(['.', ',']) else { return Evidence::None };
    let Some(last) = text.rfind(['.', ',']) else { return Evidence::None };
    let sign_at = |at: usize| text.as_bytes().get(at).copied();
    let digits_after = text[last + 1..].bytes().take_while(u8::is_ascii_digit).count();
    let digits_before = text[..first].bytes().rev().take_while(u8::is_ascii_digit).count();
    let points = |sign: Option<u8>| if sign == Some(b',') { Evidence::Comma } else { Evidence::Point };
    let opposite = |sign: Option<u8>| if sign == Some(b',') { Evidence::Point } else { Evidence::Comma };
    if first == last {
        let leading_zero = sign_at(first.wrapping_sub(digits_before)) == Some(b'0');
        let may_be_thousands = digits_after == 3 && (1..=3).contains(&digits_before) && !leading_zero;
        return if may_be_thousands { Evidence::Either } else { points(sign_at(last)) };
    }
    if sign_at(first) == sign_at(last) { opposite(sign_at(first)) } else { points(sign_at(last)) }
}

/// Brings a number without a sign into the form `123.45`; exponents stay.
fn plain(body: &str, decimal: DecimalSign) -> Option<Plain> {
    let point = decimal_point(body, decimal)?;
    let is_before_point = |at: usize| match point {
        Point::At(point) => at < point,
        Point::Nowhere => true,
    };
    let mut plain = Plain { bytes: [0; 48], len: 0 };
    let mut digits = 0;
    // Digits since the last sign that parts thousands.
    let mut since: Option<usize> = None;
    let mut rest = body;
    while let Some(character) = rest.chars().next() {
        let at = body.len() - rest.len();
        rest = &rest[character.len_utf8()..];
        match character {
            '0'..='9' => {
                digits += 1;
                since = since.map(|n| n + 1);
                plain.push(u8::try_from(character).ok()?)?;
            }
            '.' | ',' if point == Point::At(at) => {
                if since.is_some_and(|n| n != 3) || rest.is_empty() {
                    return None;
                }
                since = None;
                plain.push(b'.')?;
            }
            '.' | ',' | '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}' if is_before_point(at) => {
                if !since.map_or((1..=3).contains(&digits), |n| n == 3) {
                    return None;
                }
                since = Some(0);
            }
            'e' | 'E' if digits > 0 && since.is_none() => {
                plain.push(b'e')?;
                let exponent = rest.strip_prefix(['+', '-']).unwrap_or(rest);
                if exponent.is_empty() || !exponent.bytes().all(|byte| byte.is_ascii_digit()) {
                    return None;
                }
                rest.bytes().try_for_each(|byte| plain.push(byte))?;
                break;
            }
            _ => return None,
        }
    }
    (digits > 0 && since.is_none_or(|n| n == 3)).then_some(plain)
}

/// The sign of a number and the rest of it: `-3`, `3-`, `(3)`, `−3`.
pub(super) fn sign_of(text: &str) -> Option<(bool, &str)> {
    if let Some(inside) = text.strip_prefix('(') {
        return Some((true, inside.strip_suffix(')')?.trim()));
    }
    // Whole amounts in the Dutch way: `12,-`.
    for ending in [",--", ",-", ".--", ".-", ",—", ",–"] {
        if let Some(whole) = text.strip_suffix(ending) {
            return sign_of(whole).filter(|(_, rest)| !rest.is_empty());
        }
    }
    if let Some(rest) = text.strip_prefix(['-', '−']) {
        return Some((true, rest.trim_start()));
    }
    if let Some(rest) = text.strip_suffix('-') {
        return Some((true, rest.trim_end()));
    }
    Some((false, text.strip_prefix('+').unwrap_or(text)))
}

/// Where the decimals of a number begin.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Point {
    At(usize),
    Nowhere,
}

/// Finds the decimal sign; nothing when the signs in the number break the rules.
fn decimal_point(body: &str, decimal: DecimalSign) -> Option<Point> {
    let Some(last) = body.rfind(['.', ',']) else { return Some(Point::Nowhere) };
    let sign = body.as_bytes()[last];
    let is_only = body.find(['.', ',']) == Some(last);
    let repeats = body.bytes().filter(|byte| *byte == sign).count() > 1;
    let may_be_both = evidence(body) == Evidence::Either;
    let is_thousands = repeats || (is_only && (may_be_both || decimal.is_strict) && sign != decimal.sign);
    let is_allowed = !decimal.is_strict || is_thousands == (sign != decimal.sign);
    is_allowed.then_some(if is_thousands { Point::Nowhere } else { Point::At(last) })
}

/// The unit before a number, the number, and the unit behind it.
pub(super) fn units_of(text: &str) -> (&str, &str, &str) {
    let is_unit = |c: char| c.is_alphabetic() || "€$£¥₺₽₹₩".contains(c);
    let (prefix, rest) = text.split_at(text.find(|c| !is_unit(c)).unwrap_or(text.len()));
    let end = rest.rfind(|c| !is_unit(c)).map_or(0, |at| at + rest[at..].chars().next().map_or(0, char::len_utf8));
    let (rest, suffix) = rest.split_at(end);
    (prefix, rest.trim(), suffix)
}

/// Takes the currency away from the ends of an amount, if it is the folder's.
fn without_unit(text: &str, currency: Currency) -> Result<&str, AmountError> {
    let (prefix, rest, suffix) = units_of(text);
    if !rest.bytes().any(|byte| byte.is_ascii_digit()) {
        return Err(AmountError::NoNumber);
    }
    for unit in [prefix, suffix].into_iter().filter(|unit| !unit.is_empty()) {
        check_unit(unit, currency)?;
    }
    Ok(rest)
}

/// Does a text name an amount in some currency? An id such as `ABC123` does not.
pub(crate) fn is_amount_of_any(text: &str) -> bool {
    match parse_amount(text, DecimalSign::default(), Currency::EUR) {
        Ok(_) | Err(AmountError::TooLarge) => true,
        Err(AmountError::NoNumber) => false,
        Err(AmountError::OtherCurrency) => {
            let crowns = text.to_ascii_lowercase();
            currency_named(text).is_some() || crowns.starts_with("kr") || crowns.ends_with("kr")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINT: DecimalSign = DecimalSign { sign: b'.', is_strict: false };
    const COMMA: DecimalSign = DecimalSign { sign: b',', is_strict: false };

    #[track_caller]
    fn check(text: &str, decimal: DecimalSign, expected: Option<i64>) {
        let found = parse_amount(text, decimal, Currency::EUR);
        assert_eq!(found.map(|(minor, _)| minor).ok(), expected, "{text}");
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, minor) in [
            ("12", 1200),
            ("12.5", 1250),
            ("12,50", 1250),
            ("0.05", 5),
            ("-3", -300),
            ("(3.00)", -300),
            ("3-", -300),
            ("1.234,56", 123_456),
            ("1,234.56", 123_456),
            ("€ 12,50", 1250),
            ("-€ 12,50", -1250),
            ("€ -12,50", -1250),
            ("12,50 €", 1250),
            ("EUR 1.234.567,8", 123_456_780),
            ("12,-", 1200),
            ("€ 12,-", 1200),
            ("(€ 1,50)", -150),
            ("1 234,56", 123_456),
            ("1'234.56", 123_456),
            ("1\u{a0}234,5", 123_450),
            ("29.849999999999998", 2985),
            ("1e3", 100_000),
            ("5.04e-1", 50),
            ("0.125", 13),
            ("-0.125", -13),
            ("+7", 700),
            ("−7", -700),
            (".5", 50),
            ("90071992547409.92", MINOR_MAX),
            ("0,123", 12),
            ("1234,567", 123_457),
        ] {
            check(text, POINT, Some(minor));
            check(text, COMMA, Some(minor));
        }
        for text in [
            "",
            "-",
            "abc",
            "NaN",
            "inf",
            "-Infinity",
            "1.2.3",
            "1,2,3",
            "12,50,1",
            "1.23.456,7",
            "90071992547409.93",
            "1e300",
            "--3",
            "(3",
            "12:30",
            "€",
            "1 2",
            "12 5",
            "1.234,56.7",
            "٣",
            "1e",
            "e5",
            "12,",
        ] {
            check(text, POINT, None);
            check(text, COMMA, None);
        }
    }

    #[test]
    fn where_both_readings_fit_the_column_decides() {
        check("1.234", POINT, Some(123));
        check("1.234", COMMA, Some(123_400));
        check("1,234", POINT, Some(123_400));
        check("1,234", COMMA, Some(123));
        let strict = |sign| DecimalSign { sign, is_strict: true };
        check("12,50", strict(b'.'), None);
        check("12.50", strict(b','), None);
        check("1.234", strict(b','), Some(123_400));
        check("1.234,50", strict(b','), Some(123_450));
        check("1.234,50", strict(b'.'), None);
    }

    #[test]
    fn an_id_is_no_amount() {
        for text in ["$5", "5 kr", "EUR 5", "5 GBP", "3.50"] {
            assert!(is_amount_of_any(text), "{text}");
        }
        for text in ["KLT001", "cus_1", "abc12", "x"] {
            assert!(!is_amount_of_any(text), "{text}");
        }
    }

    #[test]
    fn another_currency_is_not_taken_for_ours() {
        for text in ["$ 3", "USD 3", "3 gbp", "£3", "3 kr"] {
            assert_eq!(parse_amount(text, POINT, Currency::EUR), Err(AmountError::OtherCurrency), "{text}");
        }
        let yen = "JPY".parse().expect("yen");
        assert_eq!(parse_amount("¥1,234", POINT, yen), Ok((1234, false)));
        assert_eq!(parse_amount("12.5", POINT, yen), Ok((13, true)));
    }

    #[test]
    fn rounding_is_told_and_noise_is_not() {
        assert_eq!(minor_from_f64(29.85, Currency::EUR), Ok((2985, false)));
        assert_eq!(minor_from_f64(f64::from(29.85_f32), Currency::EUR), Ok((2985, false)));
        assert_eq!(minor_from_f64(29.855, Currency::EUR).map(|amount| amount.1), Ok(true));
        assert_eq!(minor_from_f64(f64::NAN, Currency::EUR), Err(AmountError::NoNumber));
        assert_eq!(minor_from_f64(1e14, Currency::EUR), Err(AmountError::TooLarge));
        assert_eq!(minor_from_decimal(12_345, 3, Currency::EUR), Ok((1235, true)));
        assert_eq!(minor_from_decimal(-12_345, 3, Currency::EUR), Ok((-1235, true)));
        assert_eq!(minor_from_decimal(i128::MAX, -20, Currency::EUR), Err(AmountError::TooLarge));
    }
}
