//! Reading a survey: every problem with its line, what is allowed, and what to do.

use super::{CHARS_MAX, Kind, OPTIONS_MAX, Occasion, Purpose, QUESTIONS_MAX, Question, Survey};
use crate::flow::{Places, Problem, Step, Text, advised, line_of};

/// The longest terms, in days.
const LINK_DAYS_MAX: u32 = 365;
const KEPT_DAYS_MAX: u32 = 3_650;

/// Why a file is not a survey: all problems at once, as far as they can be seen together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyError {
    /// The file.
    pub file: String,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

impl std::fmt::Display for SurveyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let lines: Vec<String> =
            self.problems.iter().map(|Problem { line, what }| format!("{}:{line}: {what}", self.file)).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for SurveyError {}

impl Survey {
    /// Reads a survey. `file` is named in errors.
    ///
    /// # Errors
    /// Each problem with its line: what was given, what is allowed, what to do.
    pub fn parse(file: &str, text: &str) -> Result<Self, SurveyError> {
        let refused = |problems| SurveyError { file: file.to_owned(), problems };
        let survey: Self = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            refused(vec![Problem { line: line_of(text, at), what: advised(error.message(), text, at) }])
        })?;
        let mut check = Check { survey: &survey, places: Places::of(text), problems: Vec::new() };
        check.head();
        check.questions();
        check.rules();
        let mut problems = check.problems;
        problems.sort_by_key(|problem| problem.line);
        if problems.is_empty() { Ok(survey) } else { Err(refused(problems)) }
    }
}

struct Check<'a> {
    survey: &'a Survey,
    places: Places,
    problems: Vec<Problem>,
}

fn is_name(name: &str) -> bool {
    (1..=60).contains(&name.len()) && name.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-')
}

impl Check<'_> {
    fn wrong(&mut self, way: &[Step], what: String) {
        self.problems.push(Problem { line: self.places.line(way), what });
    }

    fn head(&mut self) {
        let survey = self.survey;
        if !is_name(&survey.survey) {
            let what = format!("`survey` is `{}`; allowed: 1 to 60 small letters, digits and hyphens", survey.survey);
            self.wrong(&[Step::Key("survey")], what);
        }
        if survey.version == 0 {
            self.wrong(&[Step::Key("version")], "`version` is `0`; allowed: 1 and up".to_owned());
        }
        if survey.languages.is_empty() || survey.languages.iter().any(|it| it != "nl" && it != "en") {
            let what = format!("`languages` is `{}`; allowed: `nl`, `en` or both", survey.languages.join("`, `"));
            self.wrong(&[Step::Key("languages")], what);
        }
        self.text(&[Step::Key("title")], "title", &survey.title);
        for (key, text) in [("intro", &survey.intro), ("thanks", &survey.thanks)] {
            if text.each().next().is_some() {
                self.text(&[Step::Key(key)], key, text);
            }
        }
        if survey.purposes == super::Purposes::NONE {
            let what = "`purposes` is empty; say what answers are for: `handle`, `improve`, `research`".to_owned();
            self.wrong(&[Step::Key("purposes")], what);
        }
        if survey.purposes.holds(Purpose::Reply) {
            let what = "`purposes` holds `reply`, which only the person can give; leave it out and add a question of kind \
                        `yes_no` with `grants = \"reply\"`";
            self.wrong(&[Step::Key("purposes")], what.to_owned());
        }
        let terms = [
            ("link_days", survey.link_days, LINK_DAYS_MAX),
            ("words_days", survey.words_days, KEPT_DAYS_MAX),
            ("ladder_days", survey.ladder_days, KEPT_DAYS_MAX),
        ];
        for (key, days, most) in terms {
            if !(1..=most).contains(&days) {
                self.wrong(&[Step::Key(key)], format!("`{key}` is `{days}`; allowed: 1 to {most} days"));
            }
        }
    }

    /// A text stands in every language the survey speaks.
    fn text(&mut self, way: &[Step], name: &str, text: &Text) {
        for language in &self.survey.languages {
            if text.in_language(language).is_none_or(|it| it.trim().is_empty()) {
                let what = format!(
                    "`{name}` has no text in `{language}`; add `{name}.{language}`, or take `{language}` out of `languages`"
                );
                self.wrong(way, what);
            }
        }
    }

    fn questions(&mut self) {
        let questions = &self.survey.questions;
        if questions.is_empty() {
            self.wrong(&[], "there is no `[[question]]`; a survey has 1 to 4".to_owned());
        }
        if let Some(extra) = questions.get(QUESTIONS_MAX) {
            let what = format!(
                "there are {} questions; allowed: at most {QUESTIONS_MAX}. Take out what nobody would act on, or ask `{}` in a survey of its own",
                questions.len(),
                extra.id
            );
            self.wrong(&[Step::Key("question"), Step::At(QUESTIONS_MAX)], what);
        }
        if let Some(first) = questions.first().filter(|first| !first.kind.is_one_tap()) {
            let what = format!(
                "the first question is of kind `{}`, which one tap inside a message cannot answer; begin with `faces`, `score`, `one`, `yes_no` or `goal_reached`",
                first.kind.word()
            );
            self.wrong(&[Step::Key("question"), Step::At(0)], what);
        }
        let mut on_ladder = None;
        for (at, question) in questions.iter().enumerate() {
            let way = [Step::Key("question"), Step::At(at)];
            if !is_name(&question.id) {
                let what = format!("`id` is `{}`; allowed: 1 to 60 small letters, digits and hyphens", question.id);
                self.wrong(&way, what);
            }
            if questions[..at].iter().any(|before| before.id == question.id) {
                self.wrong(&way, format!("the question `{}` stands there twice; give one another `id`", question.id));
            }
            self.text(&way, "ask", &question.ask);
            if question.hint.each().next().is_some() {
                self.text(&way, "hint", &question.hint);
            }
            self.options(&way, question);
            self.particulars(&way, question);
            if question.ladder {
                match on_ladder {
                    None => on_ladder = Some(&question.id),
                    Some(first) => {
                        let what = format!(
                            "`{}` and `{first}` both say where a customer stands; keep `ladder = true` on the one about all of it",
                            question.id
                        );
                        self.wrong(&way, what);
                    }
                }
            }
        }
    }

    fn options(&mut self, way: &[Step], question: &Question) {
        let (options, kind) = (&question.options, question.kind.word());
        if !question.kind.has_options() {
            if !options.is_empty() {
                let what = format!("a question of kind `{kind}` has no `option`; use `one`, `several` or `ranked`");
                self.wrong(way, what);
            }
            return;
        }
        if !(2..=OPTIONS_MAX).contains(&options.len()) {
            let what =
                format!("a question of kind `{kind}` has {} `option`; allowed: 2 to {OPTIONS_MAX}", options.len());
            self.wrong(way, what);
        }
        for (index, option) in options.iter().enumerate() {
            let mut here = way.to_vec();
            here.extend([Step::Key("option"), Step::At(index)]);
            if !is_name(&option.id) && !is_reason(&option.id) {
                let what = format!(
                    "`id` is `{}`; allowed: small letters, digits and hyphens, or the code of a reason such as `price.too_high`",
                    option.id
                );
                self.wrong(&here, what);
            }
            if options[..index].iter().any(|before| before.id == option.id) {
                self.wrong(&here, format!("the option `{}` stands there twice; take one out", option.id));
            }
            self.text(&here, "text", &option.text);
        }
    }

    /// What only some kinds of questions have.
    fn particulars(&mut self, way: &[Step], question: &Question) {
        let kind = question.kind;
        let wanted = match kind {
            Kind::Faces => Some((5, "one for each face, from deep red to green")),
            Kind::Score => Some((2, "one for 0 and one for 10")),
            _ => None,
        };
        for language in &self.survey.languages {
            let given = question.labels.in_language(language).len();
            match wanted {
                Some((count, what)) if given != 0 && given != count => {
                    let what = format!(
                        "`labels.{language}` has {given}; allowed: {count}, {what}, or none for the usual ones"
                    );
                    self.wrong(way, what);
                }
                None if given != 0 => {
                    let what =
                        format!("a question of kind `{}` has no `labels`; only `faces` and `score` do", kind.word());
                    self.wrong(way, what);
                }
                _ => {}
            }
        }
        match question.chars_max {
            Some(_) if !kind.is_words() => {
                self.wrong(
                    way,
                    format!("a question of kind `{}` has no `chars_max`; only `words` and `why_us` do", kind.word()),
                );
            }
            Some(chars) if !(1..=CHARS_MAX).contains(&chars) => {
                self.wrong(way, format!("`chars_max` is `{chars}`; allowed: 1 to {CHARS_MAX}"));
            }
            _ => {}
        }
        if question.grants.is_some() && kind != Kind::YesNo {
            self.wrong(
                way,
                "`grants` stands on a question that is not `yes_no`; only a yes gives a permission".to_owned(),
            );
        }
        self.ladder(way, question);
    }

    fn ladder(&mut self, way: &[Step], question: &Question) {
        let kind = question.kind;
        if question.ladder && !matches!(kind, Kind::Faces | Kind::Score | Kind::YesNo) {
            let what = format!(
                "a question of kind `{}` cannot say where a customer stands; allowed: `faces`, `score`, `yes_no`",
                kind.word()
            );
            self.wrong(way, what);
        }
        let has_tops = question.ladder_tops.is_some();
        if has_tops && (kind != Kind::Score || !question.ladder) {
            self.wrong(way, "`ladder_tops` belongs to a `score` with `ladder = true`; take it out here".to_owned());
        }
        if question.ladder_tops.is_some_and(|tops| !tops.is_rising()) {
            let what = "`ladder_tops` must be four rising numbers from 0 to 9, such as `[2, 4, 6, 8]`: the highest of deep red, orange, yellow and soft green";
            self.wrong(way, what.to_owned());
        }
        let has_answers = question.ladder_yes.is_some() || question.ladder_no.is_some();
        if has_answers && (kind != Kind::YesNo || !question.ladder) {
            self.wrong(way, "`ladder_yes` and `ladder_no` belong to a `yes_no` with `ladder = true`".to_owned());
        }
        if question.ladder && kind == Kind::YesNo && !has_answers {
            self.wrong(
                way,
                "say where a yes or a no stands: `ladder_yes`, `ladder_no`, such as `ladder_no = \"orange\"`"
                    .to_owned(),
            );
        }
    }

    fn rules(&mut self) {
        for (at, rule) in self.survey.rules.iter().enumerate() {
            let way = [Step::Key("ask"), Step::At(at)];
            match (rule.on, rule.every_days) {
                (Occasion::Schedule, None) => {
                    self.wrong(
                        &way,
                        "a rule `on = \"schedule\"` says how often: add `every_days`, such as `every_days = 90`"
                            .to_owned(),
                    );
                }
                (Occasion::Schedule, Some(days)) if !(1..=KEPT_DAYS_MAX).contains(&days) => {
                    self.wrong(&way, format!("`every_days` is `{days}`; allowed: 1 to {KEPT_DAYS_MAX}"));
                }
                (Occasion::Schedule, _) | (_, None) => {}
                (_, Some(_)) => {
                    self.wrong(
                        &way,
                        "`every_days` belongs to `on = \"schedule\"`; an occasion is asked about once".to_owned(),
                    );
                }
            }
            if rule.after_days > KEPT_DAYS_MAX || !(1..=LINK_DAYS_MAX).contains(&rule.within_days) {
                let what = format!("`after_days` may be 0 to {KEPT_DAYS_MAX} and `within_days` 1 to {LINK_DAYS_MAX}");
                self.wrong(&way, what);
            }
            if rule.channels.is_empty() {
                self.wrong(&way, "`channels` is empty; name at least one, such as `mail`, or leave it out".to_owned());
            }
        }
    }
}

/// Does it look like the code of a reason, such as `price.too_high`?
fn is_reason(id: &str) -> bool {
    id.split_once('.').is_some_and(|(family, code)| {
        [family, code]
            .iter()
            .all(|part| !part.is_empty() && part.chars().all(|it| it.is_ascii_lowercase() || it == '_'))
    })
}
