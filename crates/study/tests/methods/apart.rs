//! `--by` of methods that answer for one table.

use crate::support::File;

/// Forty customers of two plans; in the last column those of plan B alone.
fn table(plan: Option<&str>) -> String {
    let row = |i: u32| {
        let plan = if i.is_multiple_of(3) { "B" } else { "A" };
        let recency = (i % 5) * 4 + if i.is_multiple_of(5) { 0 } else { i % 2 };
        let (months, left, price, used) =
            ((i * 7) % 13 + 1, u32::from(!i.is_multiple_of(4)), (i * 5) % 11, u32::from((i * 3) % 7 > 2));
        (plan, format!("{plan},{months},{left},{price},{used},{},{recency},{}\n", i % 5, 30 + i % 9))
    };
    let rows: String =
        (0..40).map(row).filter(|(of, _)| plan.is_none_or(|plan| plan == *of)).map(|(_, row)| row).collect();
    format!("plan,months,left,price,used,frequency,recency,age\n{rows}")
}

/// The answer for a group is that for a file of its rows alone.
#[track_caller]
fn check(words: &str) {
    same(words, &table);
}

#[track_caller]
fn same(words: &str, table: &dyn Fn(Option<&str>) -> String) {
    let whole = File::new(table(None)).json(&format!("{words} --by plan"));
    let groups = whole["groups"].as_array().unwrap();
    assert_eq!(groups.len(), 2, "{whole}");
    for (group, plan) in groups.iter().zip(["A", "B"]) {
        assert_eq!(group["group"]["plan"], plan);
        let alone = File::new(table(Some(plan))).json(words);
        let fields = alone
            .as_object()
            .unwrap()
            .iter()
            .filter(|(name, _)| !["method", "source", "level"].contains(&name.as_str()));
        for (name, value) in fields {
            assert_eq!(&group[name], value, "{words}: {name} of {plan}");
        }
    }
}

#[test]
fn groups_are_nothing_but_smaller_files() {
    check("cox --duration months --event left --covariates price,used");
    check("logistic --outcome left --covariates price");
    check("linear --outcome price --covariates months,used");
    check("att --treated used --outcome left --covariates price,months --method regression");
    check("qini --score price --treated used --outcome left --resamples 50");
    check("calibration --score used --outcome left");
    check("bg-nbd --frequency frequency --recency recency --age age");
    check("control-chart --events left --size months");
}

/// Two cohorts of two plans, or of one.
fn cohorts(plan: Option<&str>) -> String {
    let rows = ["A,0,1000", "A,1,869", "A,2,743", "A,3,653", "B,0,500", "B,1,330", "B,2,280", "B,3,260"];
    let rows: Vec<&str> = rows.into_iter().filter(|row| plan.is_none_or(|plan| row.starts_with(plan))).collect();
    format!("plan,renewal,customers\n{}\n", rows.join("\n"))
}

#[test]
fn cohorts_are_projected_group_by_group() {
    for words in ["sbg --discount 0.1", "bdw --discount 0.1", "worth --margin 10 --discount 0.1"] {
        let words = format!("{words} --survivors customers --renewals renewal");
        same(&words, &cohorts);
    }
    let refusal = study::run(["sbg", "--survivors", "100,80,70", "--by", "plan"]).unwrap_err().to_string();
    assert_eq!(refusal, "`--by` tells the rows of a file apart, and there is none; name the file, or leave `--by` out");
}

#[test]
fn a_group_that_is_refused_says_why_and_the_others_are_answered() {
    let file = File::new("plan,months,left,price\nA,1,1,3\nA,2,0,4\nA,3,1,6\nB,2,1,5\nB,4,1,5\nA,4,1,5\nA,6,1,2\n");
    let words = "cox --duration months --event left --covariates price --by plan";
    let answer = file.json(words);
    assert!(answer["groups"][0]["fit"]["coefficients"][0]["value"].is_number(), "{answer}");
    let refused = &answer["groups"][1];
    assert!(refused["fit"]["undetermined"].is_string() || refused["refused"].is_string(), "{answer}");
    let text = file.text(words);
    assert!(text.starts_with("A\n=\n\n5 rows, 4 left; ties by efron\n"), "{text}");
}

#[test]
fn pictures_of_groups_stand_below_each_other_and_one_file_is_not_written_twice() {
    let file = File::new(table(None));
    let path = file.beside("groups.svg");
    file.text(&format!("cox --duration months --event left --covariates price --by plan --svg {}", path.display()));
    let drawing = std::fs::read_to_string(path).unwrap();
    // A drawing in its frame for each group; what it is stands over it and is said by a screen reader.
    let counts = (drawing.matches("<svg ").count(), drawing.matches("each covariate multiplies the hazard").count());
    assert_eq!(counts, (5, 4), "{drawing}");
    let words = "classify --outcome left --covariates price --by plan --out x.csv";
    let refusal = file.refusal(words);
    assert_eq!(refusal, "with `--by` each group would write over the file of `--out`; leave one of the two out");
}

#[test]
fn all_covariates_are_all_but_those_that_make_the_groups() {
    let answer = File::new(table(None)).json("linear --outcome price --covariates all --by used");
    let coefficients = answer["groups"][1]["coefficients"].as_array().unwrap();
    let names: Vec<&str> = coefficients.iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"plan=B") && names.iter().all(|name| !name.starts_with("used")), "{answer}");
}
