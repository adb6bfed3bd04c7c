//! The scale on which an interval for survival is symmetric.

use std::f64::consts::FRAC_PI_2;
use std::str::FromStr;

use crate::StatsError;
use crate::checked::Level;
use crate::estimate::Interval;
use crate::method::Method;
use crate::rates::exact_bounds;

/// The scale on which the interval of a survival curve is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Scale {
    /// log(−log S): stays within 0 and 1 and keeps its level with few departures. The default here and in lifelines.
    #[default]
    LogLog,
    /// log S: the default of R's `survfit`; cut at 1.
    Log,
    /// S itself: symmetric around the curve; cut at 0 and 1.
    Plain,
    /// log(S/(1 − S)).
    Logit,
    /// arcsine of the square root of S.
    Arcsine,
    /// The exact binomial interval for as many customers as the variance is worth (Dorey and Korn): with few departures
    /// the only one that never promises too much, at the price of width.
    Exact,
}

impl Scale {
    /// All scales.
    pub const ALL: [Self; 6] = [Self::LogLog, Self::Log, Self::Plain, Self::Logit, Self::Arcsine, Self::Exact];

    /// The word used on the command line and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::LogLog => "log-log",
            Self::Log => "log",
            Self::Plain => "plain",
            Self::Logit => "logit",
            Self::Arcsine => "arcsine",
            Self::Exact => "exact",
        }
    }

    /// The method that a curve on this scale is.
    pub const fn method(self) -> Method {
        match self {
            Self::LogLog => Method::KAPLAN_MEIER_LOG_LOG,
            Self::Log => Method::KAPLAN_MEIER_LOG,
            Self::Plain => Method::KAPLAN_MEIER_PLAIN,
            Self::Logit => Method::KAPLAN_MEIER_LOGIT,
            Self::Arcsine => Method::KAPLAN_MEIER_ARCSINE,
            Self::Exact => Method::KAPLAN_MEIER_EXACT,
        }
    }

    /// Whether an end of the interval surely rises with survival, up to a survival and up to a half width on the log scale.
    pub(crate) fn rises(self, survival: f64, half: f64, upper: bool) -> bool {
        match self {
            Self::Exact => false,
            _ if upper => true,
            Self::LogLog => -survival.ln() > half,
            Self::Log => true,
            Self::Plain => half < 1.0,
            Self::Logit => half * survival < 1.0 - survival,
            Self::Arcsine => half < 2.0 * (1.0 - survival),
        }
    }

    /// The interval around a survival (or another share) above 0 and below 1, given Greenwood's sum Σ d/(n(n − d)); `None` at 0.
    pub(crate) fn interval(self, survival: f64, greenwood: f64, z: f64, level: Level) -> Option<Interval> {
        if survival <= 0.0 {
            return None;
        }
        if survival >= 1.0 {
            return Some(Interval::confidence(1.0, 1.0, level));
        }
        let (s, half) = (survival, z * greenwood.sqrt());
        let (lower, upper) = match self {
            Self::LogLog => {
                let log = s.ln();
                // A factor on −log S; above 1 because log S is negative.
                let factor = (-half / log).exp();
                ((log * factor).exp(), (log / factor).exp())
            }
            Self::Log => (s * (-half).exp(), s * half.exp()),
            Self::Plain => (s - half * s, s + half * s),
            Self::Logit => {
                let (odds, half) = (s / (1.0 - s), half / (1.0 - s));
                let back = |odds: f64| odds / (1.0 + odds);
                (back(odds * (-half).exp()), 1.0 / (1.0 + (-half).exp() / odds))
            }
            Self::Arcsine => {
                let (angle, half) = (s.sqrt().asin(), 0.5 * half * (s / (1.0 - s)).sqrt());
                ((angle - half).max(0.0).sin().powi(2), (angle + half).min(FRAC_PI_2).sin().powi(2))
            }
            Self::Exact => {
                // So many customers, all watched to the end, would have the same variance.
                let n = (1.0 - s) / (s * greenwood);
                exact_bounds(s * n, n, level.tail())
            }
        };
        Some(Interval::confidence(lower.max(0.0), upper.min(1.0), level))
    }
}

impl FromStr for Scale {
    type Err = StatsError;

    fn from_str(given: &str) -> Result<Self, StatsError> {
        Self::ALL.into_iter().find(|it| it.word() == given).ok_or_else(|| StatsError::UnknownWord {
            what: "scale of the interval",
            given: given.to_owned(),
            allowed: "`log-log`, `log`, `plain`, `logit`, `arcsine`, `exact`",
        })
    }
}
