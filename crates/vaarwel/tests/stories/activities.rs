//! The register of activities: what the demo's did, and a draw that is measured.

use serde_json::Value;

use crate::program::Program;

#[test]
fn the_demo_tells_of_its_activities_what_is_true() {
    let program = Program::new();
    program.says(&["demo", "--make-only", "--customers", "20000"]);
    let truth = std::fs::read_to_string(program.data().join("files/truth.json")).expect("the truth");
    let truth: Value = serde_json::from_str(&truth).expect("JSON");
    let register = program.json(&["activity", "list", "--json"]);
    let found = |name: &str| {
        let all = register.as_array().expect("a register");
        all.iter().find(|it| it["activity"]["choosing"]["drawing"]["salt"] == name).expect(name)
    };
    for it in truth["activities"].as_array().expect("activities") {
        let name = it["name"].as_str().expect("a name");
        let difference = it["effects"][1]["all"]["difference"].as_f64().expect("a difference");
        let verdict = match difference {
            fall if fall < -0.005 => "helps",
            rise if rise > 0.005 => "backfires",
            _ => "no_sign",
        };
        assert_eq!(found(name)["verdict"], verdict, "{name}: {difference}");
        assert!(found(name)["given"].as_u64().expect("a count") > 1_000, "{name}");
    }
    let words = |it: &Value| -> Vec<String> {
        let all = it["stands_out"].as_array().map(Vec::as_slice).unwrap_or_default();
        all.iter().filter_map(|it| it["what"].as_str().map(str::to_owned)).collect()
    };
    let unmeasured: Vec<&Value> =
        register.as_array().expect("a register").iter().filter(|it| it["verdict"].is_null()).collect();
    assert_eq!(unmeasured.len(), 2);
    assert!(unmeasured.iter().all(|it| words(it).contains(&"never_measured".to_owned())));
    assert!(unmeasured.iter().any(|it| words(it).contains(&"no_owner".to_owned())));
    // Measuring again says the same, and what backfires has an action point and draws nobody.
    let again = program.json(&["activity", "measure", "Prijsadvies per telefoon", "--json"]);
    assert_eq!(again["activities"][0]["verdict"], "backfires");
    let points = program.says(&["points", "list"]);
    assert!(points.contains("Prijsadvies per telefoon"), "{points}");
    let file = program.file("new.csv", "customer\nanouk\nbram\n");
    let name = "Prijsadvies per telefoon";
    let draw = ["activity", "draw", &file, "--customer", "customer", "--activity", name, "--to", "drawn.csv"];
    let refused = program.refuses(&draw);
    assert!(refused.contains("backfires"), "{refused}");
}
