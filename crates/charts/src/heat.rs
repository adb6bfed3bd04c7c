//! The shades of a heat map. The map itself is an HTML table with a number in each cell; the shade only helps the eye.

/// The classes from little to much.
const CLASSES: [&str; 6] = ["q1", "q2", "q3", "q4", "q5", "q6"];

/// Six shades of equal width over the values of one map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeatScale {
    low: f64,
    high: f64,
}

impl HeatScale {
    /// The scale of one map. Values that are not finite do not count; a map of equal values has one shade.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let (low, high) = values
            .into_iter()
            .filter(|v| v.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        if low <= high { Self { low, high } } else { Self { low: 0.0, high: 0.0 } }
    }

    /// The class of a cell with this value; a value beyond the scale has the shade of its nearest end.
    pub fn class(&self, value: f64) -> &'static str {
        let width = self.high - self.low;
        if !value.is_finite() || width <= 0.0 {
            return CLASSES[2];
        }
        let share = ((value - self.low) / width).clamp(0.0, 1.0);
        CLASSES[crate::scale::as_index(share * 6.0).min(5)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_run_from_the_least_to_the_most() {
        let scale = HeatScale::of([0.2, 0.8, f64::NAN]);
        let classes: Vec<&str> = [0.2, 0.31, 0.55, 0.69, 0.79, 0.8, 1.0, 0.0].map(|v| scale.class(v)).to_vec();
        assert_eq!(classes, ["q1", "q2", "q4", "q5", "q6", "q6", "q6", "q1"]);
    }

    #[test]
    fn equal_or_missing_values_have_one_quiet_shade() {
        assert_eq!(HeatScale::of([0.5, 0.5]).class(0.5), "q3");
        assert_eq!(HeatScale::of([]).class(0.5), "q3");
        assert_eq!(HeatScale::of([0.1, 0.9]).class(f64::NAN), "q3");
    }
}
