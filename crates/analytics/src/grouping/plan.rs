//! The plan as a trait: which of the plans of a spell a report goes by.

use report::{Note, ReportName};

use crate::{Trait, TraitKind};

/// The trait every data set has, and the column with the plan at the end of the spell.
pub(crate) const PLAN: &str = "plan";
/// The column with the plan on the first day of the spell.
pub(crate) const PLAN_AT_START: &str = "plan_at_start";

/// Which of the plans of a spell a report goes by. A plan that was chosen later is only reached by who stayed until then, so
/// what is counted from the beginning must not go by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PlanOf {
    /// That of the first day of the spell.
    Start,
    /// That of each day.
    EachDay,
    /// That of the last day, or of now.
    End,
}

impl PlanOf {
    pub(super) fn report(name: ReportName, is_snapshot: bool) -> Self {
        match name {
            _ if is_snapshot => Self::End,
            ReportName::Churn => Self::EachDay,
            ReportName::Cohorts
            | ReportName::Survival
            | ReportName::Precursors
            | ReportName::Value
            | ReportName::Loyalty => Self::Start,
            ReportName::Reasons | ReportName::Silent => Self::End,
        }
    }

    pub(super) fn column(self) -> &'static str {
        if self == Self::Start { PLAN_AT_START } else { PLAN }
    }

    /// What should be said about it where plans change.
    pub(super) fn note(self) -> Option<Note> {
        let text = match self {
            Self::End => return None,
            Self::Start => {
                "`plan` is the plan on the first day of the spell: who chose another later counts under the first, because only \
                 who stayed could choose it"
            }
            Self::EachDay => {
                "`plan` is the plan on the first day of each period: who changes plan counts under the new one from the next \
                 period on, and comes or leaves under the one of that period's first day; customer_days are counted under the plan \
                 of each day, joined and exits under that of the first and of the last day"
            }
        };
        let code = if self == Self::Start { "plan_at_start" } else { "plan_of_period" };
        Some(Note::new(code, text))
    }
}

/// The plan as a trait.
pub(crate) fn plan() -> Trait {
    Trait { name: PLAN.to_owned(), column: PLAN.to_owned(), kind: TraitKind::Text }
}

impl Trait {
    /// Is it the plan of the spells, and not a trait of the company's own that is called so?
    pub(crate) fn is_the_plan(&self) -> bool {
        self.name == PLAN && (self.column == PLAN || self.column == PLAN_AT_START)
    }
}
