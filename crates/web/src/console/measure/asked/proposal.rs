//! What the columns of a file probably are, from what they hold and are called.

use ledger::describe::{ColumnKind, ColumnProfile};

use super::{Asked, Column, Role};

/// Most different values of a column that may tell arms apart.
const ARMS_MAX: u64 = 12;

impl Asked {
    /// A proposal from what the columns hold and are called.
    pub(in crate::console::measure) fn propose(profiles: &[ColumnProfile]) -> Self {
        let mut asked = Self {
            columns: profiles.iter().map(|it| Column { name: it.name.clone(), ..Column::default() }).collect(),
            ..Self::default()
        };
        let first = |is: &dyn Fn(&ColumnProfile) -> bool| profiles.iter().position(is);
        let is_two = |it: &ColumnProfile| it.kind == ColumnKind::YesNo || it.distinct == 2;
        let leaving = first(&|it| is_two(it) && says(&it.name, &LEAVING));
        let staying = first(&|it| is_two(it) && says(&it.name, &STAYING));
        let outcome = leaving.or_else(|| last_horizon(profiles, staying));
        asked.is_good = leaving.is_none() && staying.is_some();
        if let Some(at) = outcome {
            asked.columns[at].role = Role::Outcome;
            asked.outcome_value = outcome_value(&profiles[at]);
        }
        let customer = first(&|it| says(&it.name, &IDS)).or_else(|| first(&|it| it.kind == ColumnKind::Id));
        if let Some(at) = customer.filter(|at| Some(*at) != outcome) {
            asked.columns[at].role = Role::Customer;
        }
        let group = first(&|it| says(&it.name, &GROUPS) && it.distinct > 2);
        for (at, (column, profile)) in asked.columns.iter_mut().zip(profiles).enumerate() {
            if column.role == Role::Nothing {
                column.role = role_of(profile, group.map(|group| profiles[group].name.as_str()));
            }
            if column.role.is_activity() {
                (column.arms, column.against) = arms_of(profile);
            } else if group == Some(at) && column.role == Role::Trait {
                column.role = Role::Group;
            }
        }
        // A store is only the group of a draw where an activity was drawn by store.
        if !asked.columns.iter().any(|it| it.role == Role::DrawnBy)
            && let Some(at) = group
            && asked.columns[at].role == Role::Group
        {
            asked.columns[at].role = Role::Nothing;
        }
        asked
    }
}

const LEAVING: [&str; 11] = [
    "churn",
    "churned",
    "left",
    "leaving",
    "attrition",
    "exited",
    "cancelled",
    "canceled",
    "opgezegd",
    "vertrokken",
    "vertrek",
];
const STAYING: [&str; 12] = [
    "retention",
    "retained",
    "stayed",
    "renewed",
    "visit",
    "conversion",
    "converted",
    "behouden",
    "gebleven",
    "verlengd",
    "response",
    "active",
];
const IDS: [&str; 8] = ["id", "customerid", "userid", "customer", "klant", "klantnummer", "clientid", "member"];
const GROUPS: [&str; 12] = [
    "store",
    "shop",
    "team",
    "household",
    "branch",
    "region",
    "winkel",
    "filiaal",
    "huishouden",
    "vestiging",
    "cluster",
    "workshop",
];
const DRAWN: [&str; 7] = ["drawn", "treated", "treatment", "experiment", "assigned", "geloot", "a"];
/// These say so only as the whole name: `segment` is an arm, `history_segment` is a trait.
const ARM_NAMES: [&str; 9] = ["arm", "variant", "version", "segment", "test", "group", "groep", "gate", "holdout"];
const ACTIVITIES: [&str; 27] = [
    "call",
    "called",
    "mail",
    "mailed",
    "newsletter",
    "nieuwsbrief",
    "discount",
    "korting",
    "gift",
    "cadeau",
    "desk",
    "club",
    "bonus",
    "training",
    "recommendation",
    "campaign",
    "campagne",
    "actie",
    "voucher",
    "card",
    "kaart",
    "bel",
    "gebeld",
    "offer",
    "aanbod",
    "onboarding",
    "app",
];
const MONEY: [&str; 5] = ["spend", "spent", "revenue", "omzet", "besteed"];

/// Whether a name holds one of these words: `A1_discount_call` holds `a`, `discount` and `call`.
fn says(name: &str, words: &[&str]) -> bool {
    let name = name.to_lowercase();
    let mut parts = name.split(|letter: char| !letter.is_alphabetic()).filter(|it| !it.is_empty());
    parts.any(|part| words.contains(&part)) || words.contains(&name.replace(['_', '-', ' '], "").as_str())
}

/// Of several wanted outcomes over longer and longer, the last: `retention_1`, `retention_7`.
fn last_horizon(profiles: &[ColumnProfile], first: Option<usize>) -> Option<usize> {
    let stem = |name: &str| name.trim_end_matches(|it: char| it.is_ascii_digit()).to_owned();
    let first_stem = stem(&profiles.get(first?)?.name);
    let same = profiles.iter().enumerate().filter(|(_, it)| stem(&it.name) == first_stem && it.name != first_stem);
    same.max_by_key(|(_, it)| it.name[first_stem.len()..].parse::<u32>().unwrap_or(0)).map(|(at, _)| at).or(first)
}

/// The word of an outcome in words that means leaving; nothing where it is yes and no.
fn outcome_value(profile: &ColumnProfile) -> String {
    if profile.kind == ColumnKind::YesNo {
        return String::new();
    }
    profile.examples.iter().find(|it| says(it, &LEAVING)).cloned().unwrap_or_default()
}

fn role_of(profile: &ColumnProfile, group: Option<&str>) -> Role {
    let name = profile.name.as_str();
    let is_arm = profile.kind == ColumnKind::YesNo
        || (profile.kind == ColumnKind::Category && (2..=ARMS_MAX).contains(&profile.distinct));
    let is_observed =
        name.strip_prefix(['o', 'O']).is_some_and(|rest| rest.starts_with(|it: char| it.is_ascii_digit()));
    let of_group = group.is_some_and(|group| group != name && says(name, &[group.to_lowercase().as_str()]));
    match profile.kind {
        _ if is_arm && of_group && profile.kind == ColumnKind::YesNo => Role::DrawnBy,
        ColumnKind::YesNo if is_observed => Role::Observed,
        _ if is_arm && (says(name, &DRAWN) || ARM_NAMES.contains(&name.to_lowercase().as_str())) => Role::Drawn,
        ColumnKind::YesNo if says(name, &ACTIVITIES) => Role::Observed,
        ColumnKind::Money | ColumnKind::Number if says(name, &MONEY) => Role::Revenue,
        // What has an outcome's name came after.
        _ if says(name, &STAYING) || says(name, &LEAVING) => Role::Nothing,
        ColumnKind::Number | ColumnKind::Money | ColumnKind::YesNo => Role::Trait,
        ColumnKind::Category if profile.distinct <= ARMS_MAX => Role::Trait,
        _ => Role::Nothing,
    }
}

/// The arms of a column of words, and the one to compare with: what says no, or the first.
fn arms_of(profile: &ColumnProfile) -> (String, String) {
    if profile.kind == ColumnKind::YesNo {
        return (String::new(), String::new());
    }
    let mut values = profile.values().to_vec();
    values.sort();
    values.dedup();
    let is_control = |it: &String| says(it, &["no", "none", "control", "geen", "controle", "niet", "placebo"]);
    let control = values.iter().position(is_control).unwrap_or(0);
    if values.len() < 2 || values.iter().any(|it| it.contains([',', '/'])) {
        return (String::new(), String::new());
    }
    let control = values.remove(control);
    (values.join(", "), control)
}
