//! The forms an answer takes: JSON with full precision for programs, short numbers in aligned tables for people.

mod table;

use relationship::rounding::fixed;
use serde_json::{Map, Value, json};
use stats::{Answer, Estimate, Test, Tested, Why};

pub use table::Table;

/// A p-value below this is printed as `< 1e-300`.
const P_VALUE_MIN: f64 = 1e-300;

/// A number for JSON; infinity, which JSON lacks, becomes `null`: the data set no bound there.
pub fn number_json(number: f64) -> Value {
    serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number)
}

/// `{"value", "lower", "upper", "level", "n", "method"}`, and `standard_error` where there is one.
pub fn estimate_json(estimate: &Estimate) -> Value {
    let mut fields = Map::new();
    fields.insert("value".to_owned(), number_json(estimate.value));
    fields.insert("lower".to_owned(), number_json(estimate.interval.lower));
    fields.insert("upper".to_owned(), number_json(estimate.interval.upper));
    fields.insert("level".to_owned(), number_json(estimate.interval.level.get()));
    if let Some(error) = estimate.standard_error {
        fields.insert("standard_error".to_owned(), number_json(error));
    }
    fields.insert("n".to_owned(), estimate.n.into());
    fields.insert("method".to_owned(), estimate.method.word().into());
    Value::Object(fields)
}

/// An estimate, or `{"undetermined", "detail"}`.
pub fn answer_json(answer: &Answer) -> Value {
    answer_json_of(answer, &[])
}

/// As [`answer_json`], with the names of the covariates or groups that a reason may point at.
pub fn answer_json_of(answer: &Answer, names: &[String]) -> Value {
    match answer {
        Answer::Known(estimate) => estimate_json(estimate),
        Answer::Undetermined(why) => why_json(*why, names),
    }
}

/// `{"statistic", "degrees_of_freedom", "p_value", "n", "method"}`.
///
/// An F also has `"denominator_degrees_of_freedom"`.
pub fn test_json(test: &Test) -> Value {
    let mut json = json!({
        "statistic": number_json(f_of(test).map_or(test.statistic, |it| it.0)),
        "degrees_of_freedom": test.degrees_of_freedom,
        "p_value": number_json(test.p_value),
        "n": test.n,
        "method": test.method.word(),
    });
    if let Some((_, below)) = f_of(test) {
        json["denominator_degrees_of_freedom"] = number_json(below);
    }
    json
}

/// The F of a test, with the degrees of freedom below; nothing where it is a chi-square or a z.
fn f_of(test: &Test) -> Option<(f64, f64)> {
    let degrees = test.degrees_of_freedom.filter(|it| *it > 0)?;
    test.denominator.map(|below| (test.statistic / f64::from(degrees), below))
}

/// A test, or `{"undetermined", "detail"}`.
pub fn tested_json(tested: &Tested, names: &[String]) -> Value {
    match tested {
        Tested::Known(test) => test_json(test),
        Tested::Undetermined(why) => why_json(*why, names),
    }
}

/// `{"undetermined": "too_few", "detail": "it takes at least …"}`.
pub fn why_json(why: Why, names: &[String]) -> Value {
    json!({"undetermined": why.word(), "detail": why_text(why, names)})
}

/// The reason in words, with the name of the covariate or group it points at.
pub fn why_text(why: Why, names: &[String]) -> String {
    let (index, noun) = match why {
        Why::Separation { column } | Why::Collinear { column } => (column, "covariate"),
        Why::GroupEmpty { group } | Why::OneCluster { group } => (group, "group"),
        _ => return why.to_string(),
    };
    let numbered = format!("{noun} {}", index + 1);
    names
        .get(index)
        .map_or_else(|| why.to_string(), |name| why.to_string().replacen(&numbered, &format!("`{name}`"), 1))
}

/// A number for people: five digits that matter, whole numbers as they are.
#[must_use]
pub fn number(number: f64) -> String {
    let size = number.abs();
    if number.is_nan() {
        return "-".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "no end".to_owned() } else { "-no end".to_owned() };
    }
    if size < 1e9 && number == number.trunc() {
        return format!("{}", number + 0.0);
    }
    if !(1e-4..1e9).contains(&size) {
        return format!("{number:.3e}");
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 8")]
    let decimals = (4.0 - size.log10().floor()).clamp(0.0, 8.0) as usize;
    // Shares and other small numbers look alike with four decimals.
    let decimals = if (1e-2..1.0).contains(&size) { 4 } else { decimals };
    let (rounded, plain) = (fixed(number, decimals), number.to_string());
    if size >= 1.0 && plain.len() < rounded.len() { plain } else { rounded }
}

/// A count with its thousands apart.
#[must_use]
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of customers, of purchases or of what they come to: as [`number`], its thousands apart as in [`count`].
#[must_use]
pub fn amount(size: f64) -> String {
    let plain = number(size);
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |digits| ("-", digits));
    let (whole, rest) = digits.find('.').map_or((digits, ""), |point| digits.split_at(point));
    match whole.parse::<u64>() {
        Ok(whole) if !rest.contains('e') => format!("{sign}{}{rest}", count(whole)),
        _ => plain,
    }
}

/// As [`cells`], of an amount.
#[must_use]
pub fn amount_cells(answer: &Answer) -> [String; 2] {
    match answer {
        Answer::Known(it) => {
            [amount(it.value), format!("[{}, {}]", amount(it.interval.lower), amount(it.interval.upper))]
        }
        Answer::Undetermined(_) => cells(answer),
    }
}

/// A p-value for people.
#[must_use]
pub fn p_value(p: f64) -> String {
    if p < P_VALUE_MIN {
        "< 1e-300".to_owned()
    } else if p < 1e-4 {
        format!("{p:.2e}")
    } else {
        format!("{p:.4}")
    }
}

/// A share for people, such as `25.3 %`.
#[must_use]
pub fn percent(share: f64) -> String {
    fixed(share * 100.0, 1) + " %"
}

/// The heading of a column of intervals, such as `95 % interval`.
#[must_use]
pub fn interval_heading(level: stats::Level) -> String {
    // Two decimals are enough for every level that is asked for, and 0.95 × 100 is not 95 to the last digit.
    let percent = format!("{:.4}", level.get() * 100.0);
    format!("{} % interval", percent.trim_end_matches('0').trim_end_matches('.'))
}

/// From where to where, such as `[0.12, 0.34]`.
#[must_use]
pub fn interval(lower: f64, upper: f64) -> String {
    format!("[{}, {}]", number(lower), number(upper))
}

/// Two cells of a table: the value and its interval, or the word of the reason why there is none.
#[must_use]
pub fn cells(answer: &Answer) -> [String; 2] {
    match answer {
        Answer::Known(it) => [number(it.value), interval(it.interval.lower, it.interval.upper)],
        Answer::Undetermined(why) => ["undetermined".to_owned(), format!("({})", why.word())],
    }
}

/// The value with its interval on one line, or why there is none.
#[must_use]
pub fn sentence(answer: &Answer, names: &[String]) -> String {
    match answer {
        Answer::Known(_) => cells(answer).join(" "),
        Answer::Undetermined(why) => format!("undetermined: {}", why_text(*why, names)),
    }
}

/// A test on one line, or why there is none.
#[must_use]
pub fn test_sentence(tested: &Tested, names: &[String]) -> String {
    match tested {
        Tested::Known(test) => match test.degrees_of_freedom {
            Some(freedom) if let Some((f, below)) = f_of(test) => {
                format!("F {} on {freedom} and {} degrees of freedom, p {}", number(f), number(below), p_of(test))
            }
            Some(freedom) => {
                let degrees = if freedom == 1 { "degree" } else { "degrees" };
                format!("chi-square {} on {freedom} {degrees} of freedom, p {}", number(test.statistic), p_of(test))
            }
            None => format!("z {}, p {}", number(test.statistic), p_of(test)),
        },
        Tested::Undetermined(why) => format!("undetermined: {}", why_text(*why, names)),
    }
}

fn p_of(test: &Test) -> String {
    let p = p_value(test.p_value);
    if p.starts_with('<') { p } else { format!("= {p}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_part_their_thousands_as_counts_do() {
        for (given, expected) in [
            (0.0, "0"),
            (999.0, "999"),
            (2457.0, "2,457"),
            (1_234_567.0, "1,234,567"),
            (4161.62, "4,161.6"),
            (-9582.43, "-9,582.4"),
            (0.25, "0.2500"),
            (2.5e12, "2.500e12"),
            (f64::INFINITY, "no end"),
        ] {
            assert_eq!(amount(given), expected);
        }
        assert_eq!(amount(2357.0), count(2357), "one way of writing");
    }
}
