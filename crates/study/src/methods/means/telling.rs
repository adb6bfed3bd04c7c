//! The answer of `means`, for programs and for people.

use serde_json::{Map, Value, json};
use stats::experiment::Adjusted;
use stats::{Level, Tested, Why};

use super::{Comparison, FEW, FEW_CLUSTERS, Means};
use crate::Outcome;
use crate::answer::{
    Table, answer_json_of, cells, count, interval_heading, number, number_json, p_value, percent, sentence,
    tested_json, why_json, why_text,
};
use crate::frame::Design;

impl Means {
    pub(super) fn json(&self, it: &Comparison, design: &Design, holm: Option<f64>) -> Value {
        let names = [self.control_value.clone(), it.treated.clone()];
        let effect = &it.answer.effect;
        let mut fields = Map::new();
        let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
        put("group", it.group.clone());
        put("treated", it.treated.as_str().into());
        put("n", json!({"control": it.n[0], "treated": it.n[1]}));
        put("control_mean", answer_json_of(&effect.control, &names));
        put("treated_mean", answer_json_of(&effect.treated, &names));
        put("difference", answer_json_of(&effect.difference, &names));
        put("degrees_of_freedom", effect.degrees_of_freedom.map_or(Value::Null, number_json));
        put("test", tested_json(&effect.test, &names));
        if let Some(holm) = holm {
            put("p_holm", number_json(holm));
        }
        put("lift", answer_json_of(&effect.lift, &names));
        if let Some(delta) = &it.answer.delta {
            put("lift_delta", answer_json_of(delta, &names));
        }
        if let Some(adjusted) = it.answer.adjusted.as_ref().filter(|_| !design.names.is_empty()) {
            put("adjustment", adjustment_json(adjusted, &design.names));
        }
        if let Some(clustered) = &it.answer.clustered {
            let [control, treated] = clustered.clusters;
            put("clusters", json!({"control": control, "treated": treated}));
            put("design_effect", clustered.design_effect.map_or(Value::Null, number_json));
        }
        if let Some(look) = &it.answer.look {
            let multiplier = look.multiplier.map(number_json);
            let (difference, test) = (answer_json_of(&look.difference, &names), tested_json(&look.test, &names));
            let drawn = if self.cluster.is_some() { "clusters" } else { "rows" };
            put(
                "at_any_look",
                json!({"difference": difference, "test": test, "multiplier": multiplier, "drawn": drawn, "n": look.drawn}),
            );
        }
        Value::Object(fields)
    }

    pub(super) fn tell(
        &self,
        mut outcome: Outcome,
        comparisons: &[Comparison],
        design: &Design,
        level: Level,
    ) -> Outcome {
        let mut table = Table::new([
            "treated",
            "n",
            "control",
            "treated",
            "difference",
            &interval_heading(level),
            "t",
            "df",
            "p",
            "lift",
            &interval_heading(level),
        ]);
        for it in comparisons {
            let effect = &it.answer.effect;
            let names = [self.control_value.clone(), it.treated.clone()];
            let mean = |answer| cells(answer)[0].clone();
            let ([difference, interval], [lift, lift_interval]) = (cells(&effect.difference), cells(&effect.lift));
            let (t, p) = match &effect.test {
                Tested::Known(test) => (number(test.statistic), p_value(test.p_value)),
                Tested::Undetermined(_) => ("-".to_owned(), "-".to_owned()),
            };
            let df = effect.degrees_of_freedom.map_or_else(|| "-".to_owned(), number);
            table.row([
                it.label.clone(),
                format!("{} and {}", count(it.n[0]), count(it.n[1])),
                mean(&effect.control),
                mean(&effect.treated),
                difference,
                interval,
                t,
                df,
                p,
                lift,
                lift_interval,
            ]);
            if let Some(why) = effect.difference.why() {
                let of_what = if matches!(why, Why::TooFew { .. }) { " rows in an arm" } else { "" };
                outcome = outcome.say(format!("{}: undetermined: {}{of_what}", it.label, why_text(why, &names)));
            } else if let Some(why) = effect.lift.why() {
                outcome = outcome.say(format!("{}, lift: {}", it.label, why_text(why, &names)));
            }
            outcome = Self::warnings(outcome, it, design);
        }
        outcome = outcome.say(table);
        let few: Vec<&str> = comparisons
            .iter()
            .filter(|it| it.answer.has_few && self.per.is_none())
            .map(|it| it.label.as_str())
            .collect();
        if !few.is_empty() {
            let text = format!(
                "{}: a yes or no of which an arm has fewer than {FEW}: `vaarwel stats proportions` has intervals that hold with few too",
                few.join("; ")
            );
            outcome = outcome.warn("few_in_a_cell", text);
        }
        for it in comparisons {
            if let Some(adjusted) = it.answer.adjusted.as_ref().filter(|_| !design.names.is_empty()) {
                outcome = outcome.say(adjustment(&it.label, adjusted, &design.names));
            }
            if let Some(look) = &it.answer.look {
                let p = look.test.known().map_or_else(String::new, |test| format!(", p = {}", p_value(test.p_value)));
                let per_arm = match (look.difference.why(), self.cluster.is_some()) {
                    (Some(Why::TooFew { .. }), true) => ", counted in clusters of each arm",
                    (Some(Why::TooFew { .. }), false) => ", counted in rows of each arm",
                    _ => "",
                };
                let said = sentence(&look.difference, &[self.control_value.clone(), it.treated.clone()]);
                outcome = outcome.say(format!("{}, at any look: {said}{per_arm}{p}", it.label));
            }
        }
        outcome
    }

    fn warnings(mut outcome: Outcome, it: &Comparison, design: &Design) -> Outcome {
        let label = &it.label;
        if let Some(adjusted) = it.answer.adjusted.as_ref().filter(|_| !design.names.is_empty()) {
            if adjusted.health.is_suspicious() {
                let text = format!(
                    "{label}: the covariates differ between the arms by more than chance explains: one was measured after the action, or chance did not assign; do not use this adjustment"
                );
                outcome = outcome.warn("covariates_differ_between_arms", text);
            }
            for (column, why) in &adjusted.health.left_out {
                let name = design.names.get(*column).map_or("", String::as_str);
                let text = format!("{label}: covariate `{name}` was left out: {}", why_text(*why, &design.names));
                outcome = outcome.warn("covariate_left_out", text);
            }
        }
        let [control, treated] = it.outside;
        if control + treated > 0 {
            let text = format!(
                "{label}: {} of the control and {} of the treated are in strata with one arm and were left out: with `--weights mantel-haenszel` these weigh nothing",
                rows_text(control),
                count(treated)
            );
            outcome = outcome.warn("strata_with_one_arm", text);
        }
        if it.answer.clustered.as_ref().is_some_and(|it| it.clusters.iter().any(|n| (2..FEW_CLUSTERS).contains(n))) {
            let text =
                format!("{label}: fewer than {FEW_CLUSTERS} clusters in an arm: one odd cluster decides the outcome");
            outcome = outcome.warn("few_clusters", text);
        }
        outcome
    }
}

fn rows_text(n: u64) -> String {
    format!("{} {}", count(n), if n == 1 { "row" } else { "rows" })
}

fn adjustment_json(adjusted: &Adjusted, names: &[String]) -> Value {
    let slopes: Map<String, Value> = names
        .iter()
        .zip(&adjusted.slopes)
        .map(|(name, b)| (name.clone(), b.map_or(Value::Null, number_json)))
        .collect();
    let left_out: Vec<Value> = adjusted
        .health
        .left_out
        .iter()
        .map(|(column, why)| json!({"covariate": names.get(*column), "why": why_json(*why, names)}))
        .collect();
    json!({
        "slopes": slopes,
        "left_out": left_out,
        "correlation": number_json(adjusted.health.correlation),
        "variance_removed": number_json(adjusted.health.variance_removed),
        "balance": tested_json(&adjusted.health.balance, names),
        "suspicious": adjusted.health.is_suspicious(),
    })
}

fn adjustment(label: &str, adjusted: &Adjusted, names: &[String]) -> String {
    let slopes = names.iter().zip(&adjusted.slopes);
    let slopes =
        slopes.filter_map(|(name, b)| b.map(|b| format!("{name} {}", number(b)))).collect::<Vec<_>>().join(", ");
    let balance = match &adjusted.health.balance {
        Tested::Known(test) => format!("p = {}", p_value(test.p_value)),
        Tested::Undetermined(why) => why_text(*why, names),
    };
    format!(
        "{label}, adjusted: slopes {}; variance removed {}; covariates alike in both arms: {balance}",
        if slopes.is_empty() { "none" } else { &slopes },
        percent(adjusted.health.variance_removed),
    )
}
