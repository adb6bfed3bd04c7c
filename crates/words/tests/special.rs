//! How well texts that speak of what the law protects most are kept apart, on texts written apart from the lexicon.

use words::special::detect;

/// Lines of `category|language|text`; the category `none` for a text that may be read.
fn labelled(file: &str) -> Vec<(String, String, String)> {
    let path = format!("{}/corpus/{file}", env!("CARGO_MANIFEST_DIR"));
    let file = std::fs::read_to_string(path).expect("the labelled texts");
    let read = |line: &str| {
        let mut parts = line.splitn(3, '|').map(str::to_owned);
        Some((parts.next()?, parts.next()?, parts.next()?))
    };
    file.lines().filter_map(read).collect()
}

/// Lines of `category|language|how|text`.
fn said(file: &str) -> Vec<(String, String, String)> {
    let without = |(category, language, rest): (String, String, String)| {
        let (_, text) = rest.split_once('|').expect("how, and a text");
        (category, language, text.to_owned())
    };
    labelled(file).into_iter().filter(|it| !it.0.starts_with('#')).map(without).collect()
}

#[test]
fn texts_written_apart_are_kept_apart() {
    judge(&labelled("special_held_out.txt"));
}

/// The list learned from these after they had been read once: `docs/reference/reasons_suggest.md` says what it caught then.
#[test]
fn what_people_say_in_ordinary_words_is_kept_apart() {
    judge(&labelled("special_ordinary.txt"));
}

/// Said outright; of these 64 of 66 were caught, and 28 of 30 left alone, when they were read for the first time.
#[test]
fn what_people_say_outright_is_kept_apart() {
    judge(&labelled("special_plain.txt"));
}

/// Of these the list that was there caught 121 of 140 when they were read for the first time, and the one that was written
/// before they were seen 128.
#[test]
fn what_others_wrote_later_is_kept_apart() {
    judge(&labelled("special_later.txt"));
}

/// Of these 117 of 140 were caught, and 102 of 120 left alone, when they were read for the first time.
#[test]
fn what_was_put_away_until_the_end_is_kept_apart() {
    judge(&labelled("special_last.txt"));
}

/// The model learned from these, by four authors, a third of them said in no word that tells by itself.
#[test]
fn what_the_model_learned_from_is_kept_apart() {
    judge(&said("special_development.txt"));
}

/// Put away unread until all was chosen, and never learned from: the floor is what was caught and left alone then, 170 of
/// 180 and 113 of 120 (84 of 90 and 56 of 60 in English).
#[test]
fn what_nothing_learned_from_is_kept_apart_as_at_first_sight() {
    judge_from(&said("special_sealed.txt"), 0.93, 0.93);
}

#[test]
fn answers_about_anything_else_are_read() {
    let mut answers = 0;
    let mut apart = Vec::new();
    let files = ["development", "development_others", "held_out", "fresh", "messy", "later"]
        .map(|it| format!("answers_{it}.txt"));
    for file in files {
        let path = format!("{}/corpus/{file}", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).expect("the answers");
        let mut is_health = false;
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            if line.starts_with("# ") {
                is_health = line.starts_with("# life.health");
            } else if !is_health {
                answers += 1;
                let text = line.split(" || ").next().unwrap_or(line);
                apart.extend((!detect(text).is_empty()).then_some(text.to_owned()));
            }
        }
    }
    assert!(apart.len() * 200 <= answers, "of {answers} ordinary answers {} are kept apart: {apart:?}", apart.len());
}

fn judge(texts: &[(String, String, String)]) {
    judge_from(texts, 0.95, 0.85);
}

fn judge_from(texts: &[(String, String, String)], recall_min: f64, left_alone_min: f64) {
    let show = std::env::var_os("SHOW").is_some();
    for language in ["nl", "en", ""] {
        let (mut special, mut caught, mut named, mut harmless, mut free) = (0, 0, 0, 0, 0);
        for (category, own, text) in texts.iter().filter(|it| language.is_empty() || it.1 == language) {
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
        assert!(share(caught, special) >= recall_min, "{language} recall");
        assert!(share(free, harmless) >= left_alone_min, "{language} harmless texts");
    }
}

/// By three authors whom nothing learned from: the floors are what was right at first sight, 382 of 405 kept apart and 223 of
/// 255 left alone (186 of 203 and 110 of 127 in English). Later the list of `sex` grew after two of these texts had been seen.
#[test]
fn texts_of_three_more_authors_are_kept_apart_as_at_first_sight() {
    for (how, least) in [("outright|", 269), ("indirect|", 113), ("lookalike|", 133), ("plain|", 90)] {
        let texts = labelled("special_sealed_later.txt");
        let of_kind = texts.iter().filter_map(|it| Some((&it.0, it.2.strip_prefix(how)?)));
        let right = of_kind.filter(|(category, text)| detect(text).is_empty() == (*category == "none")).count();
        assert!(right >= least, "{how} {right}");
    }
    judge_from(&said("special_sealed_later.txt"), 0.91, 0.86);
}
