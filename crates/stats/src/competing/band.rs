//! A band that holds a whole curve at once.

use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution as _, StandardNormal};
use rayon::prelude::*;

use crate::StatsError;
use crate::checked::{Level, not_negative};
use crate::competing::Incidences;
use crate::competing::aalen_johansen::Moment;
use crate::estimate::{Interval, Why};

/// Curves drawn to find how far out the furthest point lies.
const DRAWS: usize = 4_096;
/// Curves one thread draws in a row; the seed of each such block is its number, so threads make no difference.
const DRAWS_PER_BLOCK: usize = 512;
/// Times of a long curve at which the draws are looked at.
const TIMES_MAX: usize = 512;
/// The highest level that so many draws can tell.
const BAND_LEVEL_MAX: f64 = 0.995;
/// Departures before which the curve is too young for a band.
const DEPARTURES_MIN: u64 = 10;
/// Customers at risk below which it is too old.
const AT_RISK_MIN: u64 = 10;

/// From when to when a band holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BandRange {
    /// The first time.
    pub from: f64,
    /// The last.
    pub to: f64,
}

/// A band at one departure time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BandPoint {
    /// The time.
    pub time: f64,
    /// The incidence.
    pub incidence: f64,
    /// Where it may lie, at all points of the band at once.
    pub interval: Interval,
}

/// A band around the incidence of one cause, or the reason why there is none.
#[derive(Debug, Clone, PartialEq)]
pub enum Band {
    /// The band.
    Known {
        /// One point per departure time in the range.
        points: Vec<BandPoint>,
        /// By which factor of the standard error the band lies out; 1.96 would be a pointwise 95 % interval.
        factor: f64,
        /// From when to when it holds.
        range: BandRange,
    },
    /// Why there is none.
    Undetermined(Why),
}

impl Incidences {
    /// Estimates a band that holds the whole curve of one cause, where a pointwise interval holds one point.
    ///
    /// The band has equal precision: at each time it lies the same number of standard errors out, on the scale of the
    /// intervals. How many is the level's quantile of the largest |F̂ − F|/SE over the range. That is found by drawing 4,096
    /// Gaussian curves with the variances and covariances of the estimate (Lin 1997), because it has no closed form when
    /// causes compete.
    ///
    /// Use it to say "the curve as a whole lies in here", or to lay a model beside the curve. For one time set beforehand
    /// [`at`](Self::at) is narrower.
    ///
    /// # Units
    /// `range` in the unit of the table. Without one it goes from the tenth departure for the cause to the last one at which
    /// at least ten are at risk: outside it the errors are not Gaussian.
    ///
    /// # Returns
    /// `Undetermined` when there is nobody (`NobodyAtRisk`), nobody left for the cause (`NoDepartures`), or the range holds
    /// no departure for it (`TooFew`).
    ///
    /// # Errors
    /// - `OutOfRange` when there is no such cause, an end of the range is negative, NaN or infinite, the rows have weights,
    ///   or the level is above 0.995, which the draws cannot tell.
    ///
    /// # Numerical notes
    /// Randomness through `seed` alone (`ChaCha8`), the same for every number of threads. The factor is right to about 0.02.
    /// Curves with more than 512 departure times in the range are looked at on 512 of them.
    ///
    /// # Source
    /// Lin (1997), Non-parametric Inference for Cumulative Incidence Functions in Competing Risks Studies, Stat Med
    /// 16:901–910. Deviation: the draws use the covariance of the estimate instead of one normal deviate per customer, which
    /// has the same distribution and needs counts only. Method page: `docs/methods/cumulative_incidence.md`.
    ///
    /// # Checked against
    /// Seeded coverage of whole curves: `tests/coverage/competing.rs`, `bands_hold_the_whole_curve`.
    ///
    /// # Example
    /// ```
    /// # use stats::competing::{Band, CauseCounts, CauseTable, cumulative_incidence};
    /// # use stats::{Level, survival::Scale};
    /// let month = |time| CauseCounts { time, departures: vec![20, 10], censored: 5 };
    /// let table = CauseTable::from_counts(2, &[month(1.0), month(2.0), month(3.0)])?;
    /// let Band::Known { points, factor, .. } = cumulative_incidence(&table, Level::P95, Scale::LogLog).band(0, None, 1)?
    /// else { unreachable!("twenty left each month") };
    /// assert_eq!(points.len(), 3);
    /// assert!(factor > 1.96 && factor < 2.6);
    /// # Ok::<(), stats::StatsError>(())
    /// ```
    pub fn band(&self, cause: usize, range: Option<BandRange>, seed: u64) -> Result<Band, StatsError> {
        self.table().check(cause)?;
        if self.level().get() > BAND_LEVEL_MAX {
            let allowed = "at most 0.995 for a band";
            return Err(StatsError::OutOfRange { name: "level", allowed, given: self.level().get() });
        }
        if self.is_weighted() {
            let allowed = "without weights for a band, which draws from numbers of customers";
            return Err(StatsError::OutOfRange { name: "rows", allowed, given: self.table().n() as f64 });
        }
        if self.table().n() == 0 {
            return Ok(Band::Undetermined(Why::NobodyAtRisk));
        }
        if self.steps(cause).is_empty() {
            return Ok(Band::Undetermined(Why::NoDepartures { at_risk: self.table().n() }));
        }
        let range = match range {
            Some(BandRange { from, to }) => {
                BandRange { from: not_negative("from", from)?, to: not_negative("to", to)? }
            }
            None => self.settled(cause),
        };
        let inside: Vec<_> = self.points(cause).filter(|it| (range.from..=range.to).contains(&it.time)).collect();
        if inside.is_empty() {
            return Ok(Band::Undetermined(Why::TooFew { needed: 1, given: 0 }));
        }
        let factor = furthest(&self.legs(cause, range), self.level(), seed);
        let points = inside.iter().filter_map(|it| {
            let relative = (it.standard_error / it.incidence).powi(2);
            let interval = self.scale().interval(it.incidence, relative, factor, self.level())?;
            Some(BandPoint { time: it.time, incidence: it.incidence, interval })
        });
        Ok(Band::Known { points: points.collect(), factor, range })
    }

    /// The range in which the curve has seen enough departures and still has enough customers.
    fn settled(&self, cause: usize) -> BandRange {
        let mut left = 0;
        let mut range = BandRange { from: f64::INFINITY, to: 0.0 };
        for point in self.points(cause) {
            left += point.departures;
            if left >= DEPARTURES_MIN && point.at_risk >= AT_RISK_MIN {
                range.from = range.from.min(point.time);
                range.to = point.time;
            }
        }
        range
    }

    /// The way of the error from one looked-at time to the next.
    fn legs(&self, cause: usize, range: BandRange) -> Vec<Leg> {
        let marks = self.table().any_cause().marks();
        let steps = self.steps(cause);
        let inside = steps.iter().filter(|step| (range.from..=range.to).contains(&marks[step.row].time));
        let every = inside.clone().count().div_ceil(TIMES_MAX).max(1);
        let mut looked_at = inside.step_by(every).peekable();
        let (mut legs, mut leg, mut survival) = (Vec::new(), Leg::still(), 1.0);
        for (row, mark) in marks.iter().enumerate().filter(|(_, mark)| mark.departures > 0) {
            let n = mark.at_risk as f64;
            let stay = (mark.at_risk - mark.departures) as f64 / n;
            let hazard = self.table().row_departures(row)[cause] as f64 / n;
            leg.pass(&Moment { survival, n, stay, hazard });
            survival *= stay;
            if let Some(stop) = looked_at.next_if(|stop| stop.row == row) {
                legs.push(Leg { error: stop.variance.sqrt(), ..leg });
                leg = Leg::still();
            }
        }
        legs
    }
}

/// How the errors (f, s) of incidence and survival move: f + a s + noise, and b s + noise.
#[derive(Debug, Clone, Copy)]
struct Leg {
    a: f64,
    b: f64,
    /// Covariance of the noise: ff, fs, ss.
    noise: [f64; 3],
    /// The standard error of the incidence at the end.
    error: f64,
}

impl Leg {
    const fn still() -> Self {
        Self { a: 0.0, b: 1.0, noise: [0.0; 3], error: 0.0 }
    }

    fn pass(&mut self, it: &Moment) {
        let (h, stay, spread) = (it.hazard, it.stay, it.survival * it.survival / it.n);
        let [ff, fs, ss] = self.noise;
        self.a += h * self.b;
        self.b *= stay;
        self.noise = [
            ff + h * (2.0 * fs + h * ss) + spread * h * (1.0 - h),
            stay * (fs + h * ss - spread * h),
            stay * (stay * ss + spread * (1.0 - stay)),
        ];
    }

    /// The noise as a lower triangle times two independent deviates.
    fn triangle(&self) -> [f64; 3] {
        let [ff, fs, ss] = self.noise;
        let first = ff.max(0.0).sqrt();
        let cross = if first > 0.0 { fs / first } else { 0.0 };
        [first, cross, (ss - cross * cross).max(0.0).sqrt()]
    }
}

/// The quantile of the largest standardized error over all legs.
fn furthest(legs: &[Leg], level: Level, seed: u64) -> f64 {
    let prepared: Vec<(f64, f64, [f64; 3], f64)> =
        legs.iter().filter(|leg| leg.error > 0.0).map(|leg| (leg.a, leg.b, leg.triangle(), 1.0 / leg.error)).collect();
    let blocks = DRAWS / DRAWS_PER_BLOCK;
    let mut largest: Vec<f64> = (0..blocks as u64)
        .into_par_iter()
        .flat_map_iter(|block| {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            rng.set_stream(block);
            let prepared = &prepared;
            (0..DRAWS_PER_BLOCK).map(move |_| {
                let (mut f, mut s, mut far) = (0.0, 0.0, 0.0_f64);
                for (a, b, [first, cross, second], precision) in prepared {
                    let [x, y]: [f64; 2] = std::array::from_fn(|_| StandardNormal.sample(&mut rng));
                    f += a * s + first * x;
                    s = b * s + cross * x + second * y;
                    far = far.max(f.abs() * precision);
                }
                far
            })
        })
        .collect();
    largest.sort_unstable_by(f64::total_cmp);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rank below the number of draws")]
    let rank = (level.get() * DRAWS as f64).ceil() as usize;
    // Never inside the pointwise interval, which chance in the draws could otherwise do when there is one time.
    largest[rank.clamp(1, DRAWS) - 1].max(level.z())
}
