//! What holds for all charts and series.

use proptest::prelude::*;
use stats::Level;
use stats::monitoring::{Errors, Kind, Limits, Rule, Sample, Shape, control_chart, interrupted};

proptest! {
    /// Limits hold the center, nothing is out of range, and nothing is no number.
    #[test]
    fn limits_stand_around_the_center(rows in prop::collection::vec((0..60_u64, 1..60_u64), 2..40), kind in 0..3_usize) {
        let samples: Vec<Sample> = rows.iter().map(|&(k, n)| Sample::share(k.min(n), n).expect("a share")).collect();
        let limits = [Limits::Exact, Limits::ThreeSigma, Limits::Measured][kind];
        let Ok(chart) = control_chart(Kind::Share, &samples, samples.len(), limits, &Rule::ALL, Level::P95).expect("a chart") else { return Ok(()) };
        for point in &chart.points {
            prop_assert!((0.0..=1.0).contains(&point.lower) && (0.0..=1.0).contains(&point.upper));
            prop_assert!(point.lower <= point.upper && point.deviations.is_finite());
            if limits != Limits::Exact {
                prop_assert!(point.lower <= chart.center.value && chart.center.value <= point.upper);
            }
        }
    }

    /// The effect does not change when the whole series is lifted or tilted, and grows with it.
    #[test]
    fn an_effect_is_what_a_line_does_not_explain(noise in prop::collection::vec(-1.0..1.0_f64, 12..30), lift in -50.0..50.0_f64, tilt in -3.0..3.0_f64, times in 0.5..4.0_f64) {
        let first = noise.len() / 2;
        let run = |series: &[f64], errors| interrupted(series, first, Shape::StepAndSlope, errors, Level::P95).expect("a series");
        for errors in [Errors::Independent, Errors::Autoregressive] {
            let Ok(plain) = run(&noise, errors) else { return Ok(()) };
            let moved: Vec<f64> = noise.iter().enumerate().map(|(t, it)| times * it + lift + tilt * t as f64).collect();
            let moved = run(&moved, errors).expect("an answer");
            let (a, b) = (plain.mean_effect.known(), moved.mean_effect.known());
            if let (Some(a), Some(b)) = (a, b) {
                prop_assert!((b.value - times * a.value).abs() < 1e-6 * (1.0 + lift.abs() + tilt.abs()), "{} {}", a.value, b.value);
                prop_assert!(b.interval.lower.is_finite() && b.interval.upper.is_finite());
            }
        }
    }
}
