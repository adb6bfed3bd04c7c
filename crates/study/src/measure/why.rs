//! Why an activity got its verdict, and what to know before it is believed: as sayings, without words yet.

use relationship::verdict::{Chosen, Obstacle, Verdict, may_only_delay};
use stats::Why;
use stats::observational::Doubt;

use super::asked::Named;
use super::observed::{Careful, Leaning, doubts};
use super::register::Measured;
use super::saying::{Saying, Span};
use super::{Answer, Style};

/// Fewer groups in an arm than this: one odd group decides.
const GROUPS_FEW: u64 = 5;

impl Style {
    /// Why the verdict is what it is.
    pub(super) fn because(&self, answer: &Answer, at: usize, named: &Named, it: &Measured) -> Vec<Saying> {
        let mut said: Vec<Saying> = among_many(it).into_iter().collect();
        said.extend(match it.verdict {
            Verdict::Helps | Verdict::Backfires => found(answer, it).into_iter().collect::<Vec<_>>(),
            Verdict::NoSign => excluded(answer, it).into_iter().collect(),
            Verdict::CannotTellYet => self.more(answer, it),
            Verdict::CannotTellThisWay => blocked(answer, named, it),
        });
        let days = answer.horizons.last().and_then(|it| it.days);
        if answer.only_delays(at, it) {
            said.push(Saying::OnlyDelays { days });
        } else if may_only_delay(&answer.earlier(at), it.verdict) {
            said.extend(days.map(|days| Saying::MayOnlyDelay { days }));
        }
        said
    }

    fn more(&self, answer: &Answer, it: &Measured) -> Vec<Saying> {
        let scale = answer.scale();
        let said = match (it.detectable, it.matters) {
            _ if it.test.why() == Some(Why::ZeroVariance) => return vec![Saying::AllTheSame],
            (Some(found), Some(matters)) => {
                let chance = self.power * 100.0;
                Saying::Detects { found: found * scale, matters: matters * scale, chance }
            }
            (None, Some(_)) if it.effect.known().is_some() => Saying::NoneShows,
            _ => Saying::TooFew,
        };
        let mut said = vec![said];
        said.extend(it.needed.map(|it| Saying::TakesMore { more: it.more, total: it.total }));
        said
    }

    /// What to know about one activity before it is believed.
    pub(super) fn warnings(&self, answer: &Answer, at: usize, it: &Measured) -> Vec<Saying> {
        let mut all = Vec::new();
        if it.chosen == Chosen::Observed {
            all.push(Saying::NotDrawn);
        }
        all.extend(it.obstacle.map(Saying::from));
        let [control, treated] = it.clusters.unwrap_or(it.n);
        all.extend(it.odd_half.map(|p| Saying::OddHalf { treated, control, p }));
        let suspicious = it.balance.iter().filter(|it| it.is_suspicious);
        let traits: Vec<String> = suspicious.map(|it| answer.trait_name(it.column)).collect();
        if !traits.is_empty() {
            all.push(Saying::TraitDiffers { traits });
        }
        let few = it.clusters.map(|it| it[0].min(it[1])).filter(|few| (2..GROUPS_FEW).contains(few));
        all.extend(few.map(|groups| Saying::FewGroups { groups }));
        let both = answer.about.both_arms.get(at).filter(|n| **n > 0);
        all.extend(both.map(|n| Saying::CustomersInBothArms { n: *n, left_out: false }));
        let unassigned = answer.about.unassigned.get(at).copied().filter(|n| *n > 0);
        all.extend(unassigned.map(|n| Saying::ExposedUnassigned { n }));
        if let Some(Some(column)) = answer.about.whole.get(at) {
            all.push(Saying::WholeGroups { column: column.clone() });
        }
        if it.money.is_some_and(|money| money.paying.is_lift_with_a_loss(it.verdict)) {
            all.push(Saying::LiftWithALoss);
        }
        for (few, of_money) in it.few_carry.into_iter().zip([false, true]) {
            all.extend(few.map(|customers| Saying::FewCarry { customers, of_money }));
        }
        if answer.only_delays(at, it) {
            all.push(Saying::OnlyDelays { days: None });
        }
        if let Some(careful) = &it.careful {
            self.careful(answer, careful, &mut all);
        }
        all
    }

    fn careful(&self, answer: &Answer, careful: &Careful, all: &mut Vec<Saying>) {
        let name = |column: usize| careful.traits.get(column).map_or_else(String::new, |at| answer.trait_name(*at));
        all.extend(doubts(careful).map(|doubt| doubted(doubt, name, answer.scale())));
        for (column, found) in &careful.controls {
            if found.known().is_some_and(|it| it.interval.lower > 0.0 || it.interval.upper < 0.0) {
                let column = self.negative_controls.get(*column).cloned().unwrap_or_default();
                all.push(Saying::NegativeControl { column });
            }
        }
        if careful.report.is_none() {
            all.push(Saying::NothingKnown);
        }
    }
}

/// The interval leaves out 0, and yet it is no effect: one of many that were looked at.
fn among_many(it: &Measured) -> Option<Saying> {
    if !matches!(it.verdict, Verdict::CannotTellYet | Verdict::NoSign) {
        return None;
    }
    let interval = it.effect.known()?.interval;
    let (alone, together) = (it.test.known()?.p_value, it.p_adjusted?);
    let leaves_out = interval.lower > 0.0 || interval.upper < 0.0;
    (leaves_out && alone < together).then_some(Saying::AmongMany { alone, together })
}

/// A difference as it is shown.
fn span(answer: &Answer, it: &stats::Estimate) -> Span {
    let scale = answer.scale();
    Span::new(it.value * scale, (it.interval.lower * scale, it.interval.upper * scale))
}

fn found(answer: &Answer, it: &Measured) -> Option<Saying> {
    let kept = it.kept.filter(|_| it.verdict == Verdict::Helps).map(|it| Span::new(it.value, it.interval));
    let helps = it.verdict == Verdict::Helps;
    let alone = it.test.known().map(|it| it.p_value);
    let adjusted = alone.zip(it.p_adjusted).is_some_and(|(alone, together)| alone < together);
    Some(Saying::Differs { effect: span(answer, it.effect.known()?), kept, p: it.p_adjusted, helps, adjusted })
}

fn excluded(answer: &Answer, it: &Measured) -> Option<Saying> {
    let ((lower, upper), scale) = (it.bounds?, answer.scale());
    let matters = it.matters.unwrap_or_default() * scale;
    Some(Saying::Excluded { below: lower * scale, above: upper * scale, matters })
}

fn blocked(answer: &Answer, named: &Named, it: &Measured) -> Vec<Saying> {
    let mut said = vec![it.obstacle.map_or(Saying::NotDrawn, Saying::from)];
    if it.obstacle == Some(Obstacle::MixedClusters) {
        said.push(Saying::MixedGroups { unit: named.unit.clone().unwrap_or_default(), groups: it.mixed_clusters });
    }
    let Some(effect) = it.effect.known().filter(|_| it.chosen == Chosen::Observed) else { return said };
    said.push(Saying::AsFarAsSeen {
        effect: span(answer, effect),
        plain: it.unadjusted.known().map(|it| it.value * answer.scale()),
        agree: it.careful.as_ref().is_some_and(|it| it.leaning != Leaning::Unclear),
    });
    let strength = it.careful.as_ref().and_then(|it| it.report.as_ref()?.e_value).filter(|it| it.limit > 1.0);
    said.extend(strength.map(|it| Saying::HiddenCause { strength: it.limit }));
    said.push(Saying::LetChanceDraw);
    said
}

/// A doubt with the name of its column.
fn doubted(doubt: &Doubt, name: impl Fn(usize) -> String, scale: f64) -> Saying {
    match *doubt {
        Doubt::NotDrawn => Saying::NotDrawn,
        Doubt::Outside { outside, n } => Saying::Outside { outside, n },
        Doubt::FewEffective { treated, effective, n } => Saying::FewEffective { treated, effective, n },
        Doubt::Heavy { treated, share } => Saying::Heavy { treated, share },
        Doubt::Imbalance { column, difference } => Saying::Imbalance { column: name(column), difference },
        Doubt::MethodsDisagree { method, difference } => {
            Saying::MethodsDisagree { method: method.word().to_owned(), difference: difference * scale }
        }
        Doubt::WeakCause { limit } => Saying::WeakCause { limit },
    }
}
