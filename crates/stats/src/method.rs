//! The names of the methods, and the page that explains each.

use std::fmt;

/// How a number was computed. Each has a page in `docs/methods/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Share with Wilson's score interval.
    Wilson,
    /// Share with the exact interval of Clopper and Pearson.
    ClopperPearson,
    /// Difference of two shares with Newcombe's hybrid score interval.
    Newcombe,
    /// Difference of two shares with the score interval of Miettinen and Nurminen.
    MiettinenNurminen,
    /// Test of two shares with the pooled variance.
    PooledProportions,
    /// Departures per unit of time at risk with the exact Poisson interval.
    PersonTime,
    /// A fraction per period carried to a longer one: 1 − (1 − m)^k.
    Annualized,
    /// Ratio of two sums over customers, linearized.
    RatioOfSums,
    /// Share of a sum (of revenue, say) with Wilson's interval on the effective number of customers.
    WeightedShare,
    /// Kaplan-Meier with an interval on the log(−log S) scale.
    KaplanMeierLogLog,
    /// Kaplan-Meier with an interval on the log S scale.
    KaplanMeierLog,
    /// Kaplan-Meier with an interval on the scale of S itself.
    KaplanMeierPlain,
    /// Kaplan-Meier with an interval on the logit scale.
    KaplanMeierLogit,
    /// Kaplan-Meier with an interval on the arcsine-square-root scale.
    KaplanMeierArcsine,
    /// Exact binomial bound, where nobody left yet.
    SurvivalExactBound,
    /// Quantile of the Kaplan-Meier curve with the interval of Brookmeyer and Crowley.
    SurvivalQuantile,
    /// Area under the Kaplan-Meier curve up to a horizon.
    RestrictedMean,
    /// Difference of two restricted means.
    RestrictedMeanDifference,
    /// Cumulative hazard, classical: d/n.
    NelsonAalen,
    /// Cumulative hazard with the correction for ties of Fleming and Harrington.
    NelsonAalenTieCorrected,
    /// Log-rank test.
    LogRank,
    /// Log-rank test weighted by the number at risk (Gehan, Breslow).
    Wilcoxon,
    /// Log-rank test weighted by the square root of the number at risk.
    TaroneWare,
    /// Log-rank test weighted by survival (Peto and Peto).
    Peto,
    /// Log-rank test weighted by powers of survival.
    FlemingHarrington,
}

impl Method {
    /// All methods, in the order of the table in the crate's documentation.
    pub const ALL: [Self; 25] = [
        Self::Wilson,
        Self::ClopperPearson,
        Self::Newcombe,
        Self::MiettinenNurminen,
        Self::PooledProportions,
        Self::PersonTime,
        Self::Annualized,
        Self::RatioOfSums,
        Self::WeightedShare,
        Self::KaplanMeierLogLog,
        Self::KaplanMeierLog,
        Self::KaplanMeierPlain,
        Self::KaplanMeierLogit,
        Self::KaplanMeierArcsine,
        Self::SurvivalExactBound,
        Self::SurvivalQuantile,
        Self::RestrictedMean,
        Self::RestrictedMeanDifference,
        Self::NelsonAalen,
        Self::NelsonAalenTieCorrected,
        Self::LogRank,
        Self::Wilcoxon,
        Self::TaroneWare,
        Self::Peto,
        Self::FlemingHarrington,
    ];

    /// The word used in JSON and as the key of a translated text.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Wilson => "wilson",
            Self::ClopperPearson => "clopper_pearson",
            Self::Newcombe => "newcombe",
            Self::MiettinenNurminen => "miettinen_nurminen",
            Self::PooledProportions => "pooled_proportions",
            Self::PersonTime => "person_time",
            Self::Annualized => "annualized",
            Self::RatioOfSums => "ratio_of_sums",
            Self::WeightedShare => "weighted_share",
            Self::KaplanMeierLogLog => "kaplan_meier_log_log",
            Self::KaplanMeierLog => "kaplan_meier_log",
            Self::KaplanMeierPlain => "kaplan_meier_plain",
            Self::KaplanMeierLogit => "kaplan_meier_logit",
            Self::KaplanMeierArcsine => "kaplan_meier_arcsine",
            Self::SurvivalExactBound => "survival_exact_bound",
            Self::SurvivalQuantile => "survival_quantile",
            Self::RestrictedMean => "restricted_mean",
            Self::RestrictedMeanDifference => "restricted_mean_difference",
            Self::NelsonAalen => "nelson_aalen",
            Self::NelsonAalenTieCorrected => "nelson_aalen_tie_corrected",
            Self::LogRank => "log_rank",
            Self::Wilcoxon => "wilcoxon",
            Self::TaroneWare => "tarone_ware",
            Self::Peto => "peto",
            Self::FlemingHarrington => "fleming_harrington",
        }
    }

    /// The name of the page in `docs/methods/` that explains it, without folder and `.md`.
    pub const fn page(self) -> &'static str {
        match self {
            Self::Wilson => "wilson",
            Self::ClopperPearson => "clopper_pearson",
            Self::Newcombe => "newcombe",
            Self::MiettinenNurminen => "miettinen_nurminen",
            Self::PooledProportions => "pooled_proportions",
            Self::PersonTime => "person_time",
            Self::Annualized => "annualized",
            Self::RatioOfSums => "ratio_of_sums",
            Self::WeightedShare => "weighted_share",
            Self::KaplanMeierLogLog
            | Self::KaplanMeierLog
            | Self::KaplanMeierPlain
            | Self::KaplanMeierLogit
            | Self::KaplanMeierArcsine
            | Self::SurvivalExactBound => "kaplan_meier",
            Self::SurvivalQuantile => "survival_quantile",
            Self::RestrictedMean | Self::RestrictedMeanDifference => "restricted_mean",
            Self::NelsonAalen | Self::NelsonAalenTieCorrected => "nelson_aalen",
            Self::LogRank | Self::Wilcoxon | Self::TaroneWare | Self::Peto | Self::FlemingHarrington => "log_rank",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
