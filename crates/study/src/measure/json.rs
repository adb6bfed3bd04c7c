//! The answer for programs.

use relationship::verdict::{Chosen, Obstacle, only_delays};
use serde_json::{Map, Value, json};
use stats::observational::Comparison;
use stats::{Answer as Answered, Estimate, Method, Tested};

use super::Answer;
use super::Style;
use super::asked::Named;
use super::observed::{Careful, doubts};
use super::pairs::Pairing;
use super::register::{Amount, CostPerKept, Measured, Money, Split, TraitInArms};
use super::saying::sentences;
use crate::answer::{answer_json, number_json, tested_json, why_json};

/// Puts a field into an object.
type Put<'a> = &'a mut dyn FnMut(&str, Value);

impl Style {
    pub(super) fn activity_json(&self, answer: &Answer, at: usize, named: &Named, it: &Measured) -> Value {
        let mut fields = Map::new();
        let mut put = |name: &str, value: Value| {
            fields.insert(name.to_owned(), value);
        };
        put("activity", named.name.as_str().into());
        put("verdict", it.verdict.word().into());
        let because = self.because(answer, at, named, it);
        put("unit", answer.unit.word().into());
        put("reason", sentences((self.lang, answer.unit), &because).into());
        put("because", because.iter().map(|it| it.json(self.lang, answer.unit)).collect());
        put("chosen", it.chosen.word().into());
        put("drawn_by", named.unit.as_deref().into());
        put("obstacle", it.obstacle.map(Obstacle::word).into());
        put("n", json!({"control": it.n[0], "treated": it.n[1], "total": it.n[0] + it.n[1]}));
        put(
            "clusters",
            it.clusters.map_or(
                Value::Null,
                |[control, treated]| json!({"control": control, "treated": treated, "in_both": it.mixed_clusters}),
            ),
        );
        effect(answer, it, &mut put);
        judged_by(answer, it, &mut put);
        put("kept", it.kept.map_or(Value::Null, amount));
        put("cost", it.cost.map_or(Value::Null, number_json));
        put("cost_per_kept", it.cost_per_kept.map_or(Value::Null, cost_per_kept));
        put("money", it.money.map_or(Value::Null, |money| self.money_json(&money, it)));
        put("split", split(it));
        put("traits", it.balance.iter().map(|trait_| trait_json(answer, trait_)).collect());
        put("careful", it.careful.as_ref().map_or(Value::Null, |careful| careful_json(answer, careful)));
        let horizons: Vec<Value> = answer.horizons.iter().filter_map(|horizon| {
            let (days, at) = (horizon.days?, horizon.measured.get(at)?);
            let [effect, points] = effect_json(answer, &at.effect);
            let p = at.test.known().map(|test| test.p_value);
            Some(json!({"days": days, "verdict": at.verdict.word(), "effect": effect, "effect_points": points, "p_value": p,
                "p_adjusted": at.p_adjusted, "n": at.n[0] + at.n[1]}))
        }).collect();
        put("only_delays", only_delays(&answer.earlier(at), it.verdict).into());
        put("horizons", Value::Array(horizons));
        put("warnings", self.warnings(answer, at, it).iter().map(|it| it.json(self.lang, answer.unit)).collect());
        Value::Object(fields)
    }

    fn money_json(&self, money: &Money, it: &Measured) -> Value {
        json!({
            "currency": self.currency.code(),
            "per_treated": answer_json(&money.each),
            "net_per_treated": amount(money.net_each),
            "net": amount(money.net),
            "paying": money.paying.word(),
            "lift_with_a_loss": money.paying.is_lift_with_a_loss(it.verdict),
        })
    }
}

fn effect(answer: &Answer, it: &Measured, put: Put<'_>) {
    let [effect, points] = effect_json(answer, &it.effect);
    put("effect", effect);
    put("effect_points", points);
    let [effect, points] = effect_json(answer, &it.unadjusted);
    put("unadjusted", effect);
    put("unadjusted_points", points);
    put("control", it.means.map_or(it.base.map_or(Value::Null, number_json), |means| answer_json(&means[0])));
    put("treated", it.means.map_or(Value::Null, |means| answer_json(&means[1])));
    put("lift", if it.chosen == Chosen::Observed { Value::Null } else { answer_json(&it.lift) });
    put("method", it.effect.known().map(|it| it.method.word()).into());
    put("p_value", it.test.known().map(|test| test.p_value).into());
    put("p_adjusted", it.p_adjusted.into());
    let name_of = |&at: &usize| answer.about.traits.get(at).cloned();
    put("adjusted_for", it.adjusted_for.iter().filter_map(name_of).collect());
    put("variance_removed", it.variance_removed.map_or(Value::Null, number_json));
}

fn judged_by(answer: &Answer, it: &Measured, put: Put<'_>) {
    let scale = answer.scale();
    let scaled = |value: Option<f64>| value.map_or(Value::Null, |it| number_json(it * scale));
    put("matters_points", scaled(it.matters));
    put("detectable_points", scaled(it.detectable));
    let drawn = it.bounds.filter(|_| it.chosen != Chosen::Observed);
    put(
        "excluded_points",
        drawn.map_or(
            Value::Null,
            |(lower, upper)| json!({"below": number_json(lower * scale), "above": number_json(upper * scale)}),
        ),
    );
    put("needed", it.needed.map_or(Value::Null, |it| json!({"total": it.total, "more": it.more})));
}

/// The effect as it is, and in points of 100 where it is a share.
fn effect_json(answer: &Answer, effect: &Answered) -> [Value; 2] {
    let points = |it: &Estimate| {
        json!({"value": number_json(it.value * 100.0), "lower": number_json(it.interval.lower * 100.0),
            "upper": number_json(it.interval.upper * 100.0), "level": it.interval.level.get()})
    };
    let is_share = answer.is_share;
    [answer_json(effect), effect.known().filter(|_| is_share).map_or(Value::Null, points)]
}

fn amount(it: Amount) -> Value {
    json!({"value": number_json(it.value), "lower": number_json(it.interval.0), "upper": number_json(it.interval.1)})
}

fn cost_per_kept(it: CostPerKept) -> Value {
    match it {
        CostPerKept::Known(it) => amount(it),
        CostPerKept::NobodyKept { at_least } => {
            json!({"undetermined": "nobody_kept", "detail": "as far as can be seen nobody was kept",
                "lower": at_least.map(number_json)})
        }
    }
}

fn split(it: &Measured) -> Value {
    let total = (it.n[0] + it.n[1]) as f64;
    let observed = if total > 0.0 { number_json(it.n[1] as f64 / total) } else { Value::Null };
    match &it.split {
        None => json!({"treated": observed, "planned": null}),
        Some(Split { planned, test, is_alarming }) => {
            let test: &Tested = test;
            json!({"treated": observed, "planned": planned, "test": tested_json(test, &[]), "alarm": is_alarming})
        }
    }
}

fn trait_json(answer: &Answer, it: &TraitInArms) -> Value {
    json!({
        "trait": answer.about.traits.get(it.column),
        "difference": it.difference.map(number_json),
        "p_value": it.p_value,
        "left_out": it.is_suspicious,
    })
}

fn careful_json(answer: &Answer, it: &Careful) -> Value {
    let name = |at: &usize| answer.about.traits.get(*at).cloned().unwrap_or_default();
    let method = |it: &Comparison| (it.method.word().to_owned(), answer_json(&it.answer()));
    let names: Vec<String> = it.traits.iter().map(name).collect();
    let left_out = it.left_out.iter().map(|(at, why)| json!({"trait": name(at), "why": why_json(*why, &[])}));
    let controls = it.controls.iter().map(|(at, found)| json!({"column": at, "difference": answer_json(found)}));
    let report = it.report.as_ref();
    let methods: Map<String, Value> = report
        .iter()
        .flat_map(|report| report.others.iter().filter(|it| it.method != Method::HORVITZ_THOMPSON).map(method))
        .collect();
    let balance = report.iter().flat_map(|report| &report.balance).map(|it| {
        json!({"trait": names.get(it.column), "before": it.before.map(number_json), "after": it.after.map(number_json)})
    });
    let overlap = report.and_then(|report| report.overlap.as_ref());
    json!({
        "estimand": "att",
        "leaning": it.leaning.word(),
        "methods": methods,
        "balance": balance.collect::<Vec<_>>(),
        "outside": overlap.map(|it| json!({"customers": it.outside, "of": it.asked})),
        "e_value": report.and_then(|it| it.e_value).map(|it| json!({"estimate": number_json(it.estimate), "limit": number_json(it.limit)})),
        "doubts": std::iter::once("not_drawn").chain(doubts(it).map(|it| it.word())).collect::<Vec<_>>(),
        "left_out": left_out.collect::<Vec<_>>(),
        "negative_controls": controls.collect::<Vec<_>>(),
    })
}

pub(super) fn pairing(answer: &Answer, it: &Pairing) -> Value {
    let names = |(a, b): (usize, usize)| [&answer.activities[a].name, &answer.activities[b].name];
    match *it {
        Pairing::DrawnTogether { pair, correlation } => {
            json!({"activities": names(pair), "what": "drawn_together", "correlation": number_json(correlation)})
        }
        Pairing::Interact { pair, without, with } => json!({"activities": names(pair), "what": "interact",
            "effect_points_without": number_json(without * 100.0), "effect_points_with": number_json(with * 100.0)}),
    }
}
