//! The reference page of the store and its schema say the same.

/// The tables of a schema and their columns, as `create table` names them.
fn tables(schema: &str) -> Vec<(String, Vec<String>)> {
    let mut tables: Vec<(String, Vec<String>)> = Vec::new();
    for line in schema.lines() {
        let word = |text: &str| text.split_whitespace().next().unwrap_or_default().to_owned();
        if let Some(rest) = line.strip_prefix("create table ") {
            tables.push((word(rest), Vec::new()));
        } else if let Some((_, columns)) = tables.last_mut() {
            let first = word(line);
            let is_column = line.starts_with("    ") && !line.starts_with("     ");
            if is_column && !["primary", "unique", "check", "foreign"].iter().any(|other| first.starts_with(other)) {
                columns.push(first);
            }
        }
    }
    tables
}

#[test]
fn every_table_and_column_is_explained() {
    let page = include_str!("../../../docs/reference/store.md");
    let sections: Vec<(&str, &str)> =
        page.split("\n### ").skip(1).map(|section| section.split_once('\n').expect("a heading")).collect();
    let migrations = [
        include_str!("../migrations/0001_office.sql"),
        include_str!("../migrations/0002_exits.sql"),
        include_str!("../migrations/0003_listening.sql"),
        include_str!("../migrations/0004_activities.sql"),
        include_str!("../migrations/0006_mail.sql"),
        include_str!("../migrations/0008_listening_jobs.sql"),
        include_str!("../migrations/0010_goodbyes.sql"),
        include_str!("../migrations/0011_themes.sql"),
        include_str!("../migrations/0012_terms_and_kiosks.sql"),
        include_str!("../migrations/0013_written_numbers.sql"),
    ];
    let found: Vec<_> = migrations.into_iter().flat_map(tables).collect();
    assert_eq!(found.len(), 52, "a new table? explain it, then count it here");
    for (table, columns) in found {
        let heading = format!("`{table}`");
        let (_, text) = sections.iter().find(|(title, _)| *title == heading).expect(&heading);
        for column in &columns {
            assert!(text.contains(&format!("\n| `{column}` |")), "`{table}.{column}` is not explained");
        }
        let rows = text.matches("\n| `").count();
        assert_eq!(rows, columns.len(), "{heading} explains a column that is not there");
    }
}
