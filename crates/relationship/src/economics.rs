//! What a customer brings and costs, as the company itself says. Nothing here has a default: sayings about other companies
//! are not this company's numbers.

use serde::Serialize;

/// The company's own numbers; each is unknown until somebody says it. Shares are in basis points, 1/10,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
pub struct Economics {
    /// What is left of the revenue after the costs of serving.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margin_bp: Option<u32>,
    /// By how much an amount in a year counts less than one today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discount_bp: Option<u32>,
    /// What it costs to win one customer, in minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_to_win: Option<i64>,
    /// What is spent on one customer to keep them, in minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_to_keep: Option<i64>,
}

/// The most a discount per year may be, in basis points: 100 % a year.
pub const DISCOUNT_BP_MAX: u32 = 10_000;
/// The largest cost of one customer, in major units.
pub const COST_MAX: f64 = 1e9;

impl Economics {
    /// Has nobody said anything?
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What is said here, else what is said in `other`.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            margin_bp: self.margin_bp.or(other.margin_bp),
            discount_bp: self.discount_bp.or(other.discount_bp),
            cost_to_win: self.cost_to_win.or(other.cost_to_win),
            cost_to_keep: self.cost_to_keep.or(other.cost_to_keep),
        }
    }

    /// What is left of a unit of revenue.
    pub fn margin_share(&self) -> Option<f64> {
        self.margin_bp.map(|bp| f64::from(bp) / 10_000.0)
    }

    /// The discount per year.
    pub fn discount_rate(&self) -> Option<f64> {
        self.discount_bp.map(|bp| f64::from(bp) / 10_000.0)
    }
}

/// Reads a share such as `0.62`, `0,62` or `62 %`, above 0 and at most `max_bp`, as basis points.
pub fn basis_points(text: &str, max_bp: u32) -> Option<u32> {
    let text = text.trim();
    let (number, whole) = match text.strip_suffix('%') {
        Some(percent) => (percent.trim_end(), 100.0),
        None => (text, 10_000.0),
    };
    let points = (decimal(number)? * whole).round();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within bounds that fit")]
    (1.0..=f64::from(max_bp)).contains(&points).then_some(points as u32)
}

/// Reads an amount such as `60` or `12,50` as minor units. More decimals than the currency has are most likely thousands:
/// `12,345` is not read.
pub fn minor_units(text: &str, minor_per_major: i64) -> Option<i64> {
    let text = text.trim();
    let decimals = text.rsplit_once(['.', ',']).map_or(0, |(_, decimals)| decimals.len());
    if decimals > minor_per_major.max(1).ilog10() as usize {
        return None;
    }
    let major = decimal(text)?;
    #[expect(clippy::cast_possible_truncation, reason = "at most a billion major units")]
    (0.0..=COST_MAX).contains(&major).then(|| (major * minor_per_major as f64).round() as i64)
}

fn decimal(text: &str) -> Option<f64> {
    let is_plain = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    is_plain.then(|| text.replace(',', ".").parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_as_people_write_them() {
        for (text, bp) in
            [("0.62", 6_200), ("0,62", 6_200), ("62 %", 6_200), ("62%", 6_200), ("1", 10_000), ("12.5 %", 1_250)]
        {
            assert_eq!(basis_points(text, 10_000), Some(bp), "{text}");
        }
        for text in ["", "%", "0", "-0.1", "1.2", "101 %", "nan", "1e3", "0.00001", "veel"] {
            assert_eq!(basis_points(text, 10_000), None, "{text}");
        }
    }

    #[test]
    fn amounts_become_minor_units() {
        assert_eq!(minor_units("12,50", 100), Some(1_250));
        assert_eq!(minor_units("60", 1), Some(60));
        assert_eq!(minor_units("60.5", 1), None);
        for text in ["", "-1", "1e9", "9999999999", "twaalf", "12,345", "12.345", "1,234.50", "1.234.567"] {
            assert_eq!(minor_units(text, 100), None, "{text}");
        }
    }

    #[test]
    fn what_is_asked_goes_before_what_is_set() {
        let set = Economics { margin_bp: Some(6_000), discount_bp: Some(1_000), ..Economics::default() };
        let asked = Economics { margin_bp: Some(5_000), ..Economics::default() };
        assert_eq!(asked.or(set), Economics { margin_bp: Some(5_000), ..set });
        assert!(Economics::default().is_empty() && !set.is_empty());
        assert_eq!((set.margin_share(), set.discount_rate()), (Some(0.6), Some(0.1)));
    }
}
