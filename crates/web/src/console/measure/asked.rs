//! What somebody says of the columns of a file: which is the outcome, which are activities, which are traits. Proposed from
//! the file, changed in a form, and turned into the words of `vaarwel measure` and `vaarwel stats target`.

mod proposal;

use crate::posted::{Fields, encode};

/// Most columns the form offers.
pub(super) const COLUMNS_MAX: usize = 150;

/// What a column is to a measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Role {
    #[default]
    Nothing,
    /// What should be rare, or is wanted.
    Outcome,
    /// An activity that chance drew customers for.
    Drawn,
    /// An activity that chance drew stores, households or teams for.
    DrawnBy,
    /// An activity that somebody chose for.
    Observed,
    /// The store, household or team.
    Group,
    Trait,
    /// What no activity can have changed.
    Control,
    Customer,
    /// What a customer brings in when staying.
    Value,
    /// What each customer really brought in.
    Revenue,
    OutcomeOn,
    ExposedOn,
}

impl Role {
    pub(super) const ALL: [Self; 13] = [
        Self::Nothing,
        Self::Outcome,
        Self::Drawn,
        Self::DrawnBy,
        Self::Observed,
        Self::Group,
        Self::Trait,
        Self::Customer,
        Self::Value,
        Self::Revenue,
        Self::OutcomeOn,
        Self::ExposedOn,
        Self::Control,
    ];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Outcome => "outcome",
            Self::Drawn => "drawn",
            Self::DrawnBy => "drawn-by",
            Self::Observed => "observed",
            Self::Group => "group",
            Self::Trait => "trait",
            Self::Control => "control",
            Self::Customer => "customer",
            Self::Value => "value",
            Self::Revenue => "revenue",
            Self::OutcomeOn => "outcome-on",
            Self::ExposedOn => "exposed-on",
        }
    }

    pub(super) const fn is_activity(self) -> bool {
        matches!(self, Self::Drawn | Self::DrawnBy | Self::Observed)
    }
}

/// What is said of one column.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) role: Role,
    /// The arms that got it, where arms have names; with commas between, each is an activity of its own.
    pub(super) arms: String,
    /// The arm they are compared with; all others where it is not named.
    pub(super) against: String,
    pub(super) cost: String,
    /// The share of treated that was planned.
    pub(super) split: String,
}

/// Everything that is said of a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Asked {
    pub(super) columns: Vec<Column>,
    /// The value of the outcome that counts, where it holds words.
    pub(super) outcome_value: String,
    pub(super) is_good: bool,
    pub(super) horizon: String,
    pub(super) watched_until: String,
    pub(super) matters: String,
}

impl Asked {
    /// What a form says of these columns; each field carries the place of its column.
    pub(super) fn read(fields: &Fields, names: &[String]) -> Self {
        let text = |name: String| fields.text(&name).to_owned();
        let column = |(at, name): (usize, &String)| Column {
            name: name.clone(),
            role: Role::ALL.into_iter().find(|it| it.word() == fields.text(&format!("c{at}"))).unwrap_or_default(),
            arms: text(format!("arms{at}")),
            against: text(format!("against{at}")),
            cost: text(format!("cost{at}")).replace(',', "."),
            split: text(format!("split{at}")).replace(',', "."),
        };
        Self {
            columns: names.iter().enumerate().map(column).collect(),
            outcome_value: fields.text("value").to_owned(),
            is_good: fields.get("good").is_some(),
            horizon: fields.text("horizon").replace(' ', ""),
            watched_until: fields.text("until").to_owned(),
            matters: fields.text("matters").replace(',', "."),
        }
    }

    /// Whether an address says anything of the columns.
    pub(super) fn is_said(fields: &Fields) -> bool {
        fields.0.iter().any(|(name, _)| name.strip_prefix('c').is_some_and(|at| at.parse::<usize>().is_ok()))
    }

    /// The same as the query of an address; what is left out stays out.
    pub(super) fn query(&self) -> String {
        let pairs = self.pairs();
        pairs.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
    }

    /// The same as fields of a form.
    pub(super) fn pairs(&self) -> Vec<(String, String)> {
        let mut all = Vec::new();
        let mut put = |name: String, value: &str| {
            if !value.is_empty() {
                all.push((name, value.to_owned()));
            }
        };
        for (at, column) in self.columns.iter().enumerate().filter(|(_, it)| it.role != Role::Nothing) {
            put(format!("c{at}"), column.role.word());
            if column.role.is_activity() {
                put(format!("arms{at}"), &column.arms);
                put(format!("against{at}"), &column.against);
                put(format!("cost{at}"), &column.cost);
                put(format!("split{at}"), &column.split);
            }
        }
        put("value".to_owned(), &self.outcome_value);
        put("good".to_owned(), if self.is_good { "1" } else { "" });
        put("horizon".to_owned(), &self.horizon);
        put("until".to_owned(), &self.watched_until);
        put("matters".to_owned(), &self.matters);
        all
    }

    fn of(&self, role: Role) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(move |it| it.role == role)
    }

    pub(super) fn name_of(&self, role: Role) -> Option<&str> {
        self.of(role).next().map(|it| it.name.as_str())
    }

    fn names(&self, role: Role) -> Vec<String> {
        self.of(role).map(|it| it.name.clone()).collect()
    }

    /// Activities with their column: one per arm that is named.
    pub(super) fn activities(&self, role: Role) -> Vec<(String, &Column)> {
        self.of(role).flat_map(|column| named(column).into_iter().map(move |name| (name, column))).collect()
    }

    /// What the form lacks, as keys of texts.
    pub(super) fn lacks(&self) -> Vec<&'static str> {
        let has = |role| self.of(role).next().is_some();
        let mut lacks = Vec::new();
        if !has(Role::Outcome) && !has(Role::OutcomeOn) {
            lacks.push("measure-lacks-outcome");
        }
        if !Role::ALL.into_iter().any(|role| role.is_activity() && has(role)) {
            lacks.push("measure-lacks-activity");
        }
        if has(Role::DrawnBy) && !has(Role::Group) {
            lacks.push("measure-lacks-group");
        }
        lacks
    }

    /// The words of the file's part that both commands share.
    fn outcome_words(&self) -> Vec<String> {
        let mut words = Words::default();
        words.option("--outcome", self.name_of(Role::Outcome));
        words.option(
            "--outcome-value",
            Some(self.outcome_value.as_str()).filter(|_| self.name_of(Role::Outcome).is_some()),
        );
        if self.is_good {
            words.0.push("--good-outcome".to_owned());
        }
        words.0
    }

    /// The words of `vaarwel measure` after the file.
    pub(super) fn measure_words(&self, currency: &str) -> Vec<String> {
        let mut words = Words(self.outcome_words());
        let drawn = |role| self.activities(role).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        words.list("--drawn", &drawn(Role::Drawn));
        if let Some(group) = self.name_of(Role::Group) {
            let mut by = drawn(Role::DrawnBy);
            if let Some(first) = by.first_mut() {
                *first = format!("{group}:{first}");
            }
            words.list("--drawn-by", &by);
        }
        words.list("--observed", &drawn(Role::Observed));
        words.list("--traits", &self.names(Role::Trait));
        words.list("--negative-control", &self.names(Role::Control));
        let each = |number: fn(&Column) -> &str| {
            let roles = [Role::Drawn, Role::DrawnBy, Role::Observed].into_iter();
            let all = roles.flat_map(|role| self.activities(role)).filter(move |(_, it)| !number(it).is_empty());
            all.map(move |(name, it)| format!("{name}={}", number(it))).collect::<Vec<_>>()
        };
        let costs = each(|it| it.cost.as_str());
        words.list("--split", &each(|it| it.split.as_str()));
        words.list("--cost", &costs);
        words.option("--customer", self.name_of(Role::Customer));
        words.option("--value", self.name_of(Role::Value));
        words.option("--revenue", self.name_of(Role::Revenue).filter(|_| self.name_of(Role::Value).is_none()));
        if !costs.is_empty() || self.name_of(Role::Value).or(self.name_of(Role::Revenue)).is_some() {
            words.option("--currency", Some(currency));
        }
        words.option("--outcome-on", self.name_of(Role::OutcomeOn));
        words.option("--exposed-on", self.name_of(Role::ExposedOn));
        words.option("--watched-until", Some(self.watched_until.as_str()));
        words.option("--horizon", Some(self.horizon.as_str()));
        words.option("--matters", Some(self.matters.as_str()));
        words.0
    }

    /// The words of `vaarwel stats target` after the file, for one activity that chance drew.
    pub(super) fn target_words(&self, activity: &str, (cost, value): (&str, &str), most: &str) -> Vec<String> {
        let mut words = Words(self.outcome_words());
        words.option("--drawn", Some(activity));
        words.list("--traits", &self.names(Role::Trait));
        words.option("--customer", self.name_of(Role::Customer));
        words.option("--cost", Some(cost));
        words.option("--value", Some(value));
        words.option("--most", Some(most));
        words.0
    }
}

/// Words of a command.
#[derive(Default)]
struct Words(Vec<String>);

impl Words {
    fn option(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value.filter(|it| !it.is_empty()) {
            // Written in one, so that a value that begins with a dash is no option.
            self.0.push(format!("{name}={value}"));
        }
    }

    fn list(&mut self, name: &str, values: &[String]) {
        self.option(name, Some(values.join(",").as_str()));
    }
}

/// The activities of a column, as `vaarwel measure` names them.
fn named(column: &Column) -> Vec<String> {
    let arms: Vec<&str> = column.arms.split(',').map(str::trim).filter(|it| !it.is_empty()).collect();
    let name = &column.name;
    match (arms.as_slice(), column.against.trim()) {
        ([], _) => vec![name.clone()],
        (arms, "") => arms.iter().map(|arm| format!("{name}={arm}")).collect(),
        (arms, against) => arms.iter().map(|arm| format!("{name}={arm}/{against}")).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, role: Role) -> Column {
        Column { name: name.to_owned(), role, ..Column::default() }
    }

    #[test]
    fn what_the_form_says_becomes_the_words_of_a_person() {
        let asked = Asked {
            columns: vec![
                column("left", Role::Outcome),
                Column { cost: "4.5".to_owned(), ..column("call", Role::Drawn) },
                Column {
                    arms: "Mens, Womens".to_owned(),
                    against: "None".to_owned(),
                    split: "0.5".to_owned(),
                    ..column("segment", Role::Drawn)
                },
                column("store", Role::Group),
                column("training", Role::DrawnBy),
                column("desk", Role::Observed),
                column("tenure", Role::Trait),
            ],
            ..Asked::default()
        };
        assert_eq!(asked.lacks(), Vec::<&str>::new());
        assert_eq!(
            asked.measure_words("EUR"),
            [
                "--outcome=left",
                "--drawn=call,segment=Mens/None,segment=Womens/None",
                "--drawn-by=store:training",
                "--observed=desk",
                "--traits=tenure",
                "--split=segment=Mens/None=0.5,segment=Womens/None=0.5",
                "--cost=call=4.5",
                "--currency=EUR"
            ]
        );
        let names: Vec<String> = asked.columns.iter().map(|it| it.name.clone()).collect();
        assert_eq!(Asked::read(&Fields::parse(&asked.query()), &names), asked, "an address keeps it all");
        assert_eq!(Asked::default().lacks(), ["measure-lacks-outcome", "measure-lacks-activity"]);
    }

    #[test]
    fn a_value_that_looks_like_an_option_stays_a_value() {
        let asked = Asked { columns: vec![column("--json", Role::Outcome)], ..Asked::default() };
        assert_eq!(asked.measure_words("EUR"), ["--outcome=--json"]);
    }
}
