//! Would they recommend us?

use clap::Args;
use serde_json::{Value, json};
use stats::Answer;
use stats::movement::{Recommendations, ScoreInterval, recommendation_difference, recommendation_score};

use super::pictures::forest;
use super::traps;
use crate::answer::{Table, answer_json, cells, count, interval_heading, sentence};
use crate::flags::{By, Input, Output, word};
use crate::frame::{Allowed, Group};
use crate::outcome::Warning;
use crate::{Outcome, StudyError};

/// Would they recommend us: share of 9 and 10 minus share of 0 to 6, from -1 to 1, with its error (NPS is 100 times that)
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  vaarwel stats nps --promoters 690 --passives 392 --detractors 1271
  vaarwel stats nps answers.csv --answer recommend --by quarter

Method: docs/methods/recommendation_score.md")]
#[command(mut_arg("file", |file| file.required(false)))]
pub struct Nps {
    #[command(flatten)]
    input: Option<Input>,
    /// With a file: the column with the answers, 0 to 10
    #[arg(long, value_name = "COLUMN", conflicts_with_all = ["promoters", "passives", "detractors"])]
    answer: Option<String>,
    #[command(flatten)]
    by: By,
    /// Without a file: how many answered 9 or 10
    #[arg(long, value_name = "COUNT", requires_all = ["passives", "detractors"])]
    promoters: Option<u64>,
    /// Without a file: how many answered 7 or 8
    #[arg(long, value_name = "COUNT")]
    passives: Option<u64>,
    /// Without a file: how many answered 0 to 6
    #[arg(long, value_name = "COUNT")]
    detractors: Option<u64>,
    /// The interval: wald, score (better with few answers), or by-count, which takes wald from 200 answers on
    #[arg(long, value_name = "KIND", default_value = "by-count", value_parser = word::<ScoreInterval>)]
    interval: ScoreInterval,
    #[command(flatten)]
    pub(super) output: Output,
}

/// The answers of one group, with its label and how it is named in the JSON.
struct Answered {
    label: String,
    cell: String,
    json: Value,
    counted: Recommendations,
}

impl Nps {
    /// The answer.
    ///
    /// # Errors
    /// When the file cannot be read, an answer is not from 0 to 10, or neither counts nor a file are given.
    pub fn answer(&self) -> Result<Outcome, StudyError> {
        let level = self.output.level;
        let mut outcome = Outcome::new("nps", level);
        let groups = match (&self.input, &self.answer, self.promoters, self.passives, self.detractors) {
            (Some(input), Some(column), ..) => {
                let (source, groups, warnings) = self.read(input, column)?;
                outcome = outcome.from_source(&source).warn_all(warnings);
                groups
            }
            (None, None, Some(promoters), Some(passives), Some(detractors)) => {
                let counted = Recommendations { promoters, passives, detractors };
                vec![Answered { label: "all".to_owned(), cell: String::new(), json: json!({}), counted }]
            }
            _ => {
                return Err(StudyError::options(
                    "`nps` needs a file with `--answer COLUMN`, or three counts",
                    "say `nps FILE --answer COLUMN`, or `nps --promoters 690 --passives 392 --detractors 1271`",
                ));
            }
        };
        let mut table =
            Table::new(["group", "n", "promoters", "passives", "detractors", "score", &interval_heading(level)]);
        let (mut shown, mut reasons, mut drawn) = (Vec::new(), Vec::new(), Vec::new());
        for it in &groups {
            let Recommendations { promoters, passives, detractors } = it.counted;
            let score = recommendation_score(it.counted, self.interval, level)?;
            let [value, interval] = cells(&score);
            let counts = [it.counted.n(), promoters, passives, detractors].map(count);
            let [n, p, s, d] = counts;
            table.row([it.cell.clone(), n, p, s, d, value, interval]);
            drawn.push((it.label.clone(), score));
            if score.why().is_some() {
                reasons.push(format!("{}: {}", it.label, sentence(&score, &[])));
            }
            shown.push(json!({
                "group": it.json,
                "n": it.counted.n(),
                "promoters": promoters,
                "passives": passives,
                "detractors": detractors,
                "score": answer_json(&score),
            }));
        }
        let picture = forest("Share of promoters minus share of detractors".to_owned(), drawn);
        outcome = outcome.with("groups", shown).say(table).say(reasons.join("\n")).picture(picture);
        self.differences(outcome, &groups)
    }

    fn read(
        &self,
        input: &Input,
        column: &str,
    ) -> Result<(crate::frame::Source, Vec<Answered>, Vec<Warning>), StudyError> {
        let mut opened = input.open()?;
        let answers = opened.number("--answer", column, Allowed::Count)?;
        let by = opened.categories("--by", &self.by.by)?;
        let named: Vec<String> = self.by.by.iter().chain([&column.to_owned()]).cloned().collect();
        let versions = traps::versions(&opened, &named)
            .into_iter()
            .map(|name| Ok((opened.category_or_none("--by", &name)?, name)))
            .collect::<Result<Vec<_>, StudyError>>()?;
        let frame = opened.read()?;
        let pooled = versions.iter().map(|(column, name)| (name, &frame.categories(*column).levels));
        let warnings =
            pooled.filter(|(_, it)| it.len() > 1).map(|(name, it)| traps::pooled_versions(name, it)).collect();
        let counted = |group: Group| {
            let answers = group.pick(frame.numbers(answers));
            let counted =
                Recommendations::from_answers(&answers).map_err(|error| frame.explain(error, &group, column))?;
            Ok(Answered { label: group.label(), cell: group.cell(), json: group.json(), counted })
        };
        let groups = frame.groups(&by)?.into_iter().map(counted).collect::<Result<Vec<_>, StudyError>>()?;
        Ok((frame.source().clone(), groups, warnings))
    }

    /// Each group against the first.
    fn differences(&self, outcome: Outcome, groups: &[Answered]) -> Result<Outcome, StudyError> {
        let [first, others @ ..] = groups else { return Ok(outcome) };
        if others.is_empty() {
            return Ok(outcome);
        }
        let mut table = Table::new(["group", "against", "difference", &interval_heading(self.output.level)]);
        let mut shown = Vec::new();
        for other in others {
            let pair = [first.counted, other.counted];
            let difference: Answer = recommendation_difference(pair, self.interval, self.output.level)?;
            let [value, interval] = cells(&difference);
            table.row([other.label.clone(), first.label.clone(), value, interval]);
            shown.push(json!({
                "first": first.json,
                "second": other.json,
                "difference": answer_json(&difference),
            }));
        }
        Ok(outcome.with("differences", shown).say(table))
    }
}
