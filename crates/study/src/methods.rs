//! The methods, one file each.
//!
//! To add a method `some-thing`:
//!
//! 1. Write `methods/some_thing.rs` after the model of `kaplan_meier.rs`: a `#[derive(clap::Args)] pub struct SomeThing`
//!    whose doc comment is the question it answers, with `Input` (the file), `By` or `CovariateFlags` where they apply and
//!    `Output` flattened in, and `pub fn answer(&self) -> Result<Outcome, StudyError>`; or `fn whole` and `grouped!`, where
//!    groups are nothing but smaller files.
//! 2. Name it below in three places: `mod`, the list in `commands!`, and its row in `QUESTIONS`.
//! 3. Test it in `tests/methods/some_thing.rs` through `study::run(["some-thing", …])`, and give it a section
//!    `### some-thing` in `docs/reference/stats.md` with a block `$ vaarwel stats some-thing …`, to which
//!    `WRITE_EXAMPLES=1 cargo test -p study documents` writes what it prints.
//!
//! A question that the data do not answer is an `Undetermined` in the JSON, never an error; text in a column of numbers
//! and other impossible input is an error with its place. Flags have the same names everywhere: `--duration`, `--event`,
//! `--event-value`, `--entry`, `--by`, `--strata`, `--at`, `--covariates`, `--treated`, `--treated-value`, `--outcome`,
//! `--seed`.

#[macro_use]
pub(crate) mod apart;

mod adjust_p;
mod annualize;
mod arms;
mod att;
mod bdw;
mod beta_binomial;
mod buyers;
mod calibration;
mod classify;
mod coefficients;
mod control_chart;
mod cox;
mod cumulative_incidence;
mod did;
mod drift;
mod e_value;
mod fine_gray;
mod gamma_gamma;
mod gray;
mod group_sequential;
mod interrupted;
mod kaplan_meier;
mod linear;
mod log_rank;
mod logistic;
mod markov;
mod means;
mod nelson_aalen;
mod nps;
mod pictures;
pub(crate) mod policy;
mod proportion;
mod proportions;
mod purchases;
mod qini;
mod quantile;
mod rate;
mod restricted_mean;
mod sample_ratio;
mod sample_size;
mod sbg;
mod sequential;
mod survivors;
mod traps;
pub(crate) mod trial;
pub(crate) mod uplift;
mod worth;

use clap::{Args, Subcommand};

use crate::StudyError;

/// One method on one file: the answer with its interval, its n and its method; without import.
#[derive(Args, Debug)]
#[command(help_template = "{about}\n\n{usage-heading} {usage}\n\n{after-help}", after_help = help())]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub struct Stats {
    #[command(subcommand)]
    command: StatsCommand,
}

impl Stats {
    /// What is to be printed.
    ///
    /// # Errors
    /// When the file cannot be read, the columns do not fit, or the method refuses.
    pub fn run(&self) -> Result<String, StudyError> {
        self.command.run()
    }
}

/// The enum of all methods, and what runs each.
macro_rules! commands {
    ($($variant:ident($arguments:ty)),+ $(,)?) => {
        /// A method with its options.
        #[derive(Subcommand, Debug)]
        #[expect(missing_docs, reason = "the help of each is the doc comment of its options")]
        pub enum StatsCommand {
            $($variant(Box<$arguments>),)+
        }

        impl StatsCommand {
            /// What is to be printed.
            ///
            /// # Errors
            /// When the file cannot be read, the columns do not fit, or the method refuses.
            pub fn run(&self) -> Result<String, StudyError> {
                match self {
                    $(Self::$variant(method) => method.answer()?.deliver(&method.output),)+
                }
            }
        }
    };
}

commands! {
    Proportion(proportion::ProportionOf),
    Proportions(proportions::Proportions),
    Rate(rate::Rate),
    Annualize(annualize::Annualize),
    KaplanMeier(kaplan_meier::KaplanMeier),
    NelsonAalen(nelson_aalen::NelsonAalen),
    Quantile(quantile::Quantile),
    RestrictedMean(restricted_mean::RestrictedMean),
    LogRank(log_rank::LogRankTest),
    Cox(cox::CoxRegression),
    Means(means::Means),
    SampleRatio(sample_ratio::SampleRatio),
    SampleSize(sample_size::SampleSizeOf),
    Sequential(sequential::Sequential),
    GroupSequential(group_sequential::GroupSequential),
    BetaBinomial(beta_binomial::BetaBinomial),
    CumulativeIncidence(cumulative_incidence::CumulativeIncidence),
    Gray(gray::GrayTest),
    FineGray(fine_gray::FineGrayRegression),
    Markov(markov::Markov),
    Nps(nps::Nps),
    Sbg(sbg::Sbg),
    Bdw(bdw::Bdw),
    BgNbd(buyers::BgNbd),
    MbgNbd(buyers::MbgNbd),
    ParetoNbd(buyers::ParetoNbd),
    BgBb(buyers::BgBb),
    GammaGamma(gamma_gamma::GammaGamma),
    AdjustP(adjust_p::AdjustP),
    Linear(linear::Linear),
    Logistic(logistic::Logistic),
    Classify(classify::Classify),
    Calibration(calibration::CalibrationOf),
    Drift(drift::DriftOf),
    Att(att::Att),
    Did(did::Did),
    EValue(e_value::EValue),
    Uplift(uplift::Uplift),
    Qini(qini::Qini),
    Policy(policy::Policy),
    Target(crate::measure::target::Target),
    ControlChart(control_chart::ControlChartOf),
    Interrupted(interrupted::InterruptedSeries),
    Worth(worth::Worth),
}

/// What people ask, and the command that answers. A heading without rows is not shown.
const QUESTIONS: &[(&str, &[(&str, &str)])] = &[
    (
        "Which share left, and how fast?",
        &[
            ("Which share left?", "proportion"),
            ("By how much do two shares differ?", "proportions"),
            ("How many leave per month at risk, and against another group?", "rate"),
            ("What does a monthly share come to in a year?", "annualize"),
        ],
    ),
    (
        "When do they leave?",
        &[
            ("Who is still here after so much time?", "kaplan-meier"),
            ("When has a half, or another share, left?", "quantile"),
            ("How long do they stay on average, up to a horizon?", "restricted-mean"),
            ("When is the hazard of leaving high?", "nelson-aalen"),
            ("Do groups leave at different speeds?", "log-rank"),
        ],
    ),
    ("What drives it?", &[("By how much does each covariate multiply the hazard of leaving?", "cox")]),
    (
        "For which reason?",
        &[
            ("Which share left for each reason?", "cumulative-incidence"),
            ("Do groups leave for the same reasons to the same extent?", "gray"),
            ("By how much does each covariate move the share that leaves for a reason?", "fine-gray"),
        ],
    ),
    (
        "How many will stay, and what are they worth?",
        &[
            ("How many will stay, and how often will they still pay?", "sbg"),
            ("And if each customer's chance to leave changes with time?", "bdw"),
            ("Who still buys, where nobody says that they left?", "bg-nbd"),
            ("And if they may leave right after the first purchase?", "mbg-nbd"),
            ("And if they may leave at any moment?", "pareto-nbd"),
            ("And with one chance to buy per period?", "bg-bb"),
            ("What is a purchase worth, and what is a customer worth?", "gamma-gamma"),
            ("What does leaving cost, and what would better retention be worth?", "worth"),
        ],
    ),
    (
        "How do they move, and would they recommend us?",
        &[
            ("From which state to which, how long until the end, and what is that worth?", "markov"),
            ("Would they recommend us?", "nps"),
        ],
    ),
    (
        "Is it out of the ordinary, and did it change?",
        &[
            ("Which month is out of the ordinary?", "control-chart"),
            ("Did a series change when something was done?", "interrupted"),
        ],
    ),
    (
        "Did it work, when chance chose who got it?",
        &[
            ("By how much does a mean differ, and sharper with what was known before?", "means"),
            ("Were the arms filled as planned?", "sample-ratio"),
            ("How many does it take, and what can so many find?", "sample-size"),
            ("What may be said while it runs, at any look?", "sequential"),
            ("How far from 0 to stop at planned looks?", "group-sequential"),
            ("What to believe of a handful?", "beta-binomial"),
            ("What do many p-values come to?", "adjust-p"),
        ],
    ),
    (
        "Did it work, when somebody chose who got it?",
        &[
            ("Did it change the outcome of those who got it, or of everyone?", "att"),
            ("Did it, for groups treated one after the other?", "did"),
            ("How strong would a hidden cause have to be?", "e-value"),
        ],
    ),
    (
        "For whom does it work?",
        &[
            ("How do effects differ between customers, and can that be believed?", "uplift"),
            ("Does a score rank customers by effect?", "qini"),
            ("Whom to treat so that it pays, if anybody?", "policy"),
            ("And who are they, without choosing by protected traits?", "target"),
        ],
    ),
    (
        "Who may leave or return?",
        &[
            ("How does the chance of an event go with covariates?", "logistic"),
            ("How does an outcome in numbers go with covariates?", "linear"),
            ("How likely is it for each, and how sure is that?", "classify"),
            ("Do 30 of 100 leave who were given 30 %?", "calibration"),
            ("Is the model still about the same customers?", "drift"),
        ],
    ),
];

/// The methods that draw what they answer.
pub(crate) const METHODS_WITH_PICTURE: [&str; 22] = [
    "kaplan-meier",
    "quantile",
    "restricted-mean",
    "nelson-aalen",
    "cox",
    "cumulative-incidence",
    "fine-gray",
    "sbg",
    "bdw",
    "worth",
    "markov",
    "nps",
    "control-chart",
    "interrupted",
    "did",
    "uplift",
    "qini",
    "policy",
    "target",
    "logistic",
    "classify",
    "calibration",
];

/// The table from question to method.
fn help() -> String {
    let questions = || QUESTIONS.iter().flat_map(|(_, rows)| rows.iter());
    let width = questions().map(|(_, command)| command.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (heading, rows) in QUESTIONS.iter().filter(|(_, rows)| !rows.is_empty()) {
        text += &format!("{heading}\n");
        for (question, command) in *rows {
            text += &format!("  {command:width$}  {question}\n");
        }
        text.push('\n');
    }
    text + &wrapped(&format!("--svg FILE for a picture: {}.", METHODS_WITH_PICTURE.join(", ")))
        + "\n
All share --json (full precision) and --level 0.95; with a FILE (CSV in any
dialect, Parquet, XLSX) also --missing, --delimiter, --encoding, --decimal and
--sheet, and nearly all --by COLUMN for an answer per group.

Examples:
  vaarwel stats kaplan-meier a.csv --duration months --event left --by plan
  vaarwel stats proportions --control 2262/21306 --treated 3894/21307
  vaarwel stats METHOD --help          the options of one method, an example

Methods are explained in docs/methods, answers in docs/reference/stats.md."
}

/// Words in lines that a terminal of 80 characters holds.
fn wrapped(words: &str) -> String {
    let mut text = String::new();
    let mut line = 0;
    for word in words.split(' ') {
        if line > 0 {
            let fits = line + 1 + word.len() <= 78;
            text.push(if fits { ' ' } else { '\n' });
            line = if fits { line + 1 } else { 0 };
        }
        text += word;
        line += word.len();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_stands_in_the_table_of_questions() {
        let command = StatsCommand::augment_subcommands(clap::Command::new("stats"));
        let mut methods: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
        let mut listed: Vec<&str> = QUESTIONS.iter().flat_map(|(_, rows)| rows.iter().map(|row| row.1)).collect();
        methods.sort_unstable();
        listed.sort_unstable();
        assert_eq!(methods, listed);
    }

    #[test]
    fn every_method_says_what_it_answers_and_shows_an_example() {
        let command = StatsCommand::augment_subcommands(clap::Command::new("stats"));
        command.clone().debug_assert();
        for method in command.get_subcommands() {
            assert!(method.get_about().is_some(), "{} has no doc comment", method.get_name());
            let example = method.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(example.contains("vaarwel stats "), "{} shows no example", method.get_name());
            for argument in method.get_arguments().filter(|it| it.get_id() != "help") {
                assert!(argument.get_help().is_some(), "{} {} has no help", method.get_name(), argument.get_id());
            }
        }
    }
}
