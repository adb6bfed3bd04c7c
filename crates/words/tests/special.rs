//! How well texts that speak of what the law protects most are kept apart, on texts written apart from the lexicon.

use words::special::detect;

/// Lines of `category|language|text`; the category `none` for a text that may be read.
fn labelled() -> Vec<(String, String, String)> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/special_held_out.txt");
    let file = std::fs::read_to_string(path).expect("the held-out texts");
    let read = |line: &str| {
        let mut parts = line.splitn(3, '|').map(str::to_owned);
        Some((parts.next()?, parts.next()?, parts.next()?))
    };
    file.lines().filter_map(read).collect()
}

#[test]
fn texts_written_apart_are_kept_apart() {
    let show = std::env::var_os("SHOW").is_some();
    for language in ["nl", "en", ""] {
        let (mut special, mut caught, mut named, mut harmless, mut free) = (0, 0, 0, 0, 0);
        for (category, own, text) in labelled().iter().filter(|it| language.is_empty() || it.1 == language) {
            let found = detect(text);
            if category == "none" {
                harmless += 1;
                free += usize::from(found.is_empty());
            } else {
                special += 1;
                caught += usize::from(!found.is_empty());
                named += usize::from(found.iter().any(|it| format!("{:?}", it.category).to_lowercase() == *category));
            }
            if show && language.is_empty() && found.is_empty() != (category == "none") {
                eprintln!("{category} {own}: {text} -> {found:?}");
            }
        }
        let share = |count: usize, of: usize| count as f64 / of.max(1) as f64;
        let flagged = caught + harmless - free;
        eprintln!(
            "{language:>2}: recall {caught}/{special} = {:.3}, named {named}, precision {caught}/{flagged} = {:.3}, harmless left alone {free}/{harmless} = {:.3}",
            share(caught, special),
            share(caught, flagged),
            share(free, harmless)
        );
        assert!(share(caught, special) >= 0.95, "{language} recall");
        assert!(share(free, harmless) >= 0.85, "{language} harmless texts");
    }
}
