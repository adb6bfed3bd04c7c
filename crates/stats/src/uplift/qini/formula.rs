//! The formulas in use for the area under a Qini or uplift curve, each by its name.

use std::str::FromStr;

use crate::StatsError;
use crate::estimate::Why;
use crate::method::Method;
use crate::uplift::Trial;
use crate::uplift::qini::ranking::{CurvePoint, Ranked};

/// Which area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Formula {
    /// Between the Qini curve per customer and the straight line to its end, over the share of customers. The default.
    #[default]
    QiniArea,
    /// Under the uplift curve per customer, over the share of customers. The curve is 0 until both groups have somebody.
    AuucArea,
    /// scikit-uplift's `qini_auc_score`: the area between Qini curve and straight line, as a part of that of the best order.
    SkliftQini,
    /// scikit-uplift's `uplift_auc_score`: the same for the uplift curve.
    SkliftUplift,
    /// causalml's `auuc_score`: the mean height of the uplift curve, as a part of its end.
    CausalmlAuucNorm,
    /// causalml's `auuc_score` with `normalize=False`.
    CausalmlAuucRaw,
    /// causalml's `qini_score`: the mean height of the Qini curve above the straight line, as a part of its end.
    CausalmlQiniNorm,
    /// causalml's `qini_score` with `normalize=False`.
    CausalmlQiniRaw,
}

impl Formula {
    /// All formulas.
    pub const ALL: [Self; 8] = [
        Self::QiniArea,
        Self::AuucArea,
        Self::SkliftQini,
        Self::SkliftUplift,
        Self::CausalmlAuucNorm,
        Self::CausalmlAuucRaw,
        Self::CausalmlQiniNorm,
        Self::CausalmlQiniRaw,
    ];

    /// The method that an area by this formula is.
    pub const fn method(self) -> Method {
        match self {
            Self::QiniArea => Method::QINI_AREA,
            Self::AuucArea => Method::AUUC_AREA,
            Self::SkliftQini => Method::SKLIFT_QINI_AUC_SCORE,
            Self::SkliftUplift => Method::SKLIFT_UPLIFT_AUC_SCORE,
            Self::CausalmlAuucNorm => Method::CAUSALML_AUUC_NORM,
            Self::CausalmlAuucRaw => Method::CAUSALML_AUUC_RAW,
            Self::CausalmlQiniNorm => Method::CAUSALML_QINI_NORM,
            Self::CausalmlQiniRaw => Method::CAUSALML_QINI_RAW,
        }
    }

    /// The word used on the command line and in JSON.
    pub const fn word(self) -> &'static str {
        self.method().word()
    }

    /// In what the area is counted.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::QiniArea | Self::AuucArea => "outcome per customer",
            Self::SkliftQini | Self::SkliftUplift => "part of the best order",
            Self::CausalmlAuucNorm | Self::CausalmlQiniNorm => "part of the end of the curve",
            Self::CausalmlAuucRaw | Self::CausalmlQiniRaw => "outcome",
        }
    }

    /// Refuses an outcome that the formula is not defined for.
    pub(super) fn check(self, trial: &Trial<'_>) -> Result<(), StatsError> {
        if !matches!(self, Self::SkliftQini | Self::SkliftUplift) {
            return Ok(());
        }
        match trial.outcome().iter().position(|y| *y != 0.0 && *y != 1.0) {
            Some(row) => {
                let allowed = "0 or 1 for a formula of scikit-uplift";
                Err(StatsError::RowOutOfRange { name: "outcome", allowed, given: trial.outcome()[row], row })
            }
            None => Ok(()),
        }
    }

    fn is_qini(self) -> bool {
        matches!(self, Self::QiniArea | Self::SkliftQini | Self::CausalmlQiniNorm | Self::CausalmlQiniRaw)
    }

    /// The height of the curve at a point; None where causalml has none and draws a line across.
    #[inline]
    fn height(self, point: &CurvePoint) -> Option<f64> {
        match self {
            Self::QiniArea | Self::SkliftQini => Some(point.qini()),
            Self::SkliftUplift => Some(point.uplift()),
            Self::AuucArea => Some(if point.has_both() { point.uplift() } else { 0.0 }),
            Self::CausalmlQiniNorm | Self::CausalmlQiniRaw => (point.control > 0.0).then(|| point.qini()),
            Self::CausalmlAuucNorm | Self::CausalmlAuucRaw => point.has_both().then(|| point.uplift()),
        }
    }
}

impl FromStr for Formula {
    type Err = StatsError;

    fn from_str(text: &str) -> Result<Self, StatsError> {
        Self::ALL.into_iter().find(|formula| formula.word() == text).ok_or_else(|| StatsError::UnknownWord {
            what: "formula",
            given: text.to_owned(),
            allowed: "`qini_area`, `auuc_area`, `sklift_qini_auc_score`, `sklift_uplift_auc_score`, \
                      `causalml_auuc_norm`, `causalml_auuc_raw`, `causalml_qini_norm`, `causalml_qini_raw`",
        })
    }
}

/// Follows the curve customer by customer and adds up the area: trapezoids, or heights at every customer for causalml.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tracer {
    formula: Formula,
    point: CurvePoint,
    /// Where the last straight piece ended.
    at: f64,
    height: f64,
    area: f64,
    /// Sum of the heights at each customer, the end of a piece counted in full: the trapezoids and half of each rise.
    heights: f64,
    /// Whether there were customers before the curve had a height.
    has_gap: bool,
}

impl Tracer {
    pub(super) fn new(formula: Formula) -> Self {
        Self { formula, point: CurvePoint::default(), at: 0.0, height: 0.0, area: 0.0, heights: 0.0, has_gap: false }
    }

    #[inline]
    pub(super) fn add(&mut self, ranked: &Ranked, weight: f64) {
        self.point.add(ranked, weight);
        if ranked.ends_tie {
            match self.formula.height(&self.point) {
                Some(height) => self.draw_to(height),
                None => self.has_gap = true,
            }
        }
    }

    #[inline]
    fn draw_to(&mut self, height: f64) {
        let at = self.point.customers();
        let width = at - self.at;
        // Across customers among whom a group is missing causalml draws a line of the mean effect, not of its sum, which
        // makes the heights a parabola.
        let heights = if self.has_gap && self.at == 0.0 && width > 1.0 && !self.formula.is_qini() {
            height * (width + 1.0) * (2.0 * width + 1.0) / (6.0 * width)
        } else {
            width * self.height + (height - self.height) * (width + 1.0) / 2.0
        };
        self.heights += heights;
        self.area += width * (self.height + height) / 2.0;
        (self.at, self.height) = (at, height);
    }

    pub(super) fn area(&self) -> Result<f64, Why> {
        let (n, end) = (self.point.customers(), self.height);
        if !self.point.has_both() {
            return Err(Why::GroupEmpty { group: usize::from(self.point.control > 0.0) });
        }
        let part = |area: f64, of: f64| if of == 0.0 { Err(Why::NothingToDivideBy) } else { Ok(area / of) };
        let above_line = self.area - n * end / 2.0;
        match self.formula {
            Formula::QiniArea => Ok(above_line / (n * n)),
            Formula::AuucArea => Ok(self.area / (n * n)),
            Formula::SkliftQini | Formula::SkliftUplift => part(above_line, self.best_area() - n * end / 2.0),
            Formula::CausalmlAuucRaw => Ok(self.heights / (n + 1.0)),
            Formula::CausalmlAuucNorm => part(self.heights / (n + 1.0), end.abs()),
            Formula::CausalmlQiniRaw => Ok(self.heights / (n + 1.0) - end / 2.0),
            Formula::CausalmlQiniNorm => part(self.heights / (n + 1.0) - end / 2.0, end.abs()),
        }
    }

    /// The area under the curve of the order that scikit-uplift calls perfect, for outcomes of 0 and 1.
    fn best_area(&self) -> f64 {
        let CurvePoint { treated, control, treated_outcome, control_outcome } = self.point;
        let stayed_treated = CurvePoint { treated: treated_outcome, treated_outcome, ..CurvePoint::default() };
        let stayed_control = CurvePoint { control: control_outcome, control_outcome, ..CurvePoint::default() };
        let left_treated = CurvePoint { treated: treated - treated_outcome, ..CurvePoint::default() };
        let left_control = CurvePoint { control: control - control_outcome, ..CurvePoint::default() };
        let order = if self.formula.is_qini() {
            vec![vec![stayed_treated], vec![left_treated, left_control], vec![stayed_control]]
        } else if stayed_control.control > left_treated.treated {
            vec![vec![stayed_treated], vec![left_control], vec![stayed_control], vec![left_treated]]
        } else {
            vec![vec![stayed_treated], vec![left_control], vec![left_treated], vec![stayed_control]]
        };
        let (mut point, mut area, mut at, mut height) = (CurvePoint::default(), 0.0, 0.0, 0.0);
        for together in order {
            for some in together {
                point.treated += some.treated;
                point.control += some.control;
                point.treated_outcome += some.treated_outcome;
                point.control_outcome += some.control_outcome;
            }
            let next = self.formula.height(&point).unwrap_or(0.0);
            area += (point.customers() - at) * (height + next) / 2.0;
            (at, height) = (point.customers(), next);
        }
        area
    }
}
