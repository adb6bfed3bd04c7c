//! Cells put together.

use std::collections::{BTreeMap, HashMap};

use crate::estimate::{Answer, Estimate, Interval, Why};

use super::band;
use super::cell::{Cell, Estimated, known};
use super::panel::Panel;
use super::{Control, StaggeredOptions};

/// An effect at one place of an average: a time since treatment, a group, or a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Where.
    pub at: i64,
    /// The effect there.
    pub effect: Estimate,
    /// Its interval when all points are to hold at once, where bands were asked for.
    pub band: Option<Interval>,
}

/// Effects along one line, and their summary.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    /// The points, in order.
    pub points: Vec<Point>,
    /// All points in one number.
    pub overall: Answer,
}

/// A value with how each unit moves it.
#[derive(Clone)]
struct Part {
    value: f64,
    influence: Vec<f64>,
}

/// Everything the averages are made of.
pub(super) struct Pieces<'a> {
    pub(super) panel: &'a Panel,
    pub(super) options: &'a StaggeredOptions,
    pub(super) cells: &'a [Estimated],
}

impl Pieces<'_> {
    /// The mean over all treated cells, by size of group.
    pub(super) fn simple(&self) -> Answer {
        self.answer(self.by_size(&self.parts(Estimated::is_treated)))
    }

    /// By time since treatment.
    pub(super) fn dynamic(&self) -> Aggregate {
        let points = self.along(|_| true, |cell| cell.time - cell.group);
        let after: Vec<Part> = points.iter().filter(|(since, _)| *since >= 0).map(|(_, part)| part.clone()).collect();
        self.aggregate(&points, mean(&after))
    }

    /// By calendar period.
    pub(super) fn by_period(&self) -> Aggregate {
        let points = self.along(Estimated::is_treated, |cell| cell.time);
        let parts: Vec<Part> = points.iter().map(|(_, part)| part.clone()).collect();
        self.aggregate(&points, mean(&parts))
    }

    /// By group.
    pub(super) fn by_group(&self) -> Aggregate {
        let mut groups: BTreeMap<i64, Vec<Part>> = BTreeMap::new();
        for (group, part) in self.parts(Estimated::is_treated) {
            groups.entry(group).or_default().push(part);
        }
        let points: Vec<(i64, Part)> =
            groups.into_iter().filter_map(|(group, parts)| Some((group, mean(&parts)?))).collect();
        let overall = self.by_size(&points);
        self.aggregate(&points, overall)
    }

    /// The cells themselves, with bands where they were asked for.
    pub(super) fn cells_with_bands(&self) -> Vec<Cell> {
        let mut cells: Vec<Cell> = self.cells.iter().map(|it| it.cell).collect();
        let known: Vec<(Estimate, &[f64])> =
            self.cells.iter().filter_map(|it| Some((*it.cell.effect.known()?, it.influence.as_deref()?))).collect();
        let mut bands = band::bands(self.panel, self.options, &known).into_iter();
        for cell in cells.iter_mut().filter(|it| it.effect.known().is_some()) {
            cell.band = bands.next().flatten();
        }
        cells
    }

    /// The estimated cells of a kind, with their groups.
    fn parts(&self, kind: impl Fn(&Estimated) -> bool) -> Vec<(i64, Part)> {
        let part = |it: &Estimated| {
            let (value, influence) = it.piece()?;
            Some((it.cell.group, Part { value, influence: influence.to_vec() }))
        };
        self.cells.iter().filter(|it| kind(it)).filter_map(part).collect()
    }

    /// Cells of a kind that share a key, weighed by the size of their groups.
    fn along(&self, kind: impl Fn(&Estimated) -> bool, key: impl Fn(&Cell) -> i64) -> Vec<(i64, Part)> {
        let mut keyed: BTreeMap<i64, Vec<(i64, Part)>> = BTreeMap::new();
        for it in self.cells.iter().filter(|it| kind(it)) {
            if let Some((value, influence)) = it.piece() {
                let part = Part { value, influence: influence.to_vec() };
                keyed.entry(key(&it.cell)).or_default().push((it.cell.group, part));
            }
        }
        keyed.into_iter().filter_map(|(at, parts)| Some((at, self.by_size(&parts)?))).collect()
    }

    /// The mean by size of group; that the sizes are those of a sample counts too.
    fn by_size(&self, parts: &[(i64, Part)]) -> Option<Part> {
        let n = self.panel.units() as f64;
        let sizes: HashMap<i64, f64> =
            self.panel.groups().into_iter().map(|(group, count)| (group, count as f64 / n)).collect();
        let share = |group: &i64| sizes.get(group).copied().unwrap_or(0.0);
        let total: f64 = parts.iter().map(|(group, _)| share(group)).sum();
        if total <= 0.0 {
            return None;
        }
        let value = parts.iter().map(|(group, part)| share(group) * part.value).sum::<f64>() / total;
        let mut influence = vec![0.0; self.panel.units()];
        // What a unit of each group adds through the sizes, and what every unit takes away.
        let mut of_group: HashMap<i64, f64> = HashMap::new();
        let mut of_all = 0.0;
        for (group, part) in parts {
            for (sum, phi) in influence.iter_mut().zip(&part.influence) {
                *sum += share(group) / total * phi;
            }
            let excess = (part.value - value) / (n * total);
            *of_group.entry(*group).or_default() += excess;
            of_all += share(group) * excess;
        }
        for (unit, sum) in influence.iter_mut().enumerate() {
            *sum += self.panel.first(unit).and_then(|it| of_group.get(&it)).copied().unwrap_or(0.0) - of_all;
        }
        Some(Part { value, influence })
    }

    fn aggregate(&self, points: &[(i64, Part)], overall: Option<Part>) -> Aggregate {
        let estimates: Vec<(i64, Estimate, &[f64])> = points
            .iter()
            .filter_map(|(at, part)| {
                let estimate = known(self.panel, self.options, part.value, &part.influence).ok()?;
                Some((*at, estimate, part.influence.as_slice()))
            })
            .collect();
        let known: Vec<(Estimate, &[f64])> = estimates.iter().map(|it| (it.1, it.2)).collect();
        let bands = band::bands(self.panel, self.options, &known);
        let point = |((at, effect, _), band): (&(i64, Estimate, &[f64]), Option<Interval>)| Point {
            at: *at,
            effect: *effect,
            band,
        };
        Aggregate { points: estimates.iter().zip(bands).map(point).collect(), overall: self.answer(overall) }
    }

    fn answer(&self, part: Option<Part>) -> Answer {
        let Some(part) = part else {
            let is_still = |it: &Estimated| it.is_treated() && it.cell.effect.why() == Some(Why::ZeroVariance);
            if self.cells.iter().any(is_still) {
                return Answer::Undetermined(Why::ZeroVariance);
            }
            let is_alone = self.options.control == Control::Never && self.panel.never_treated() == 0;
            return Answer::Undetermined(Why::GroupEmpty { group: usize::from(!is_alone) });
        };
        match known(self.panel, self.options, part.value, &part.influence) {
            Ok(estimate) => Answer::Known(estimate),
            Err(why) => Answer::Undetermined(why),
        }
    }
}

/// The plain mean of parts.
fn mean(parts: &[Part]) -> Option<Part> {
    let first = parts.first()?;
    let n = parts.len() as f64;
    let mut influence = vec![0.0; first.influence.len()];
    for part in parts {
        for (sum, phi) in influence.iter_mut().zip(&part.influence) {
            *sum += phi / n;
        }
    }
    Some(Part { value: parts.iter().map(|part| part.value).sum::<f64>() / n, influence })
}
