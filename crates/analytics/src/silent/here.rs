//! Who was a customer on the day of a look and had not asked to leave, and what had become of them later.

use std::cmp::Reverse;

use datafusion::arrow::array::{Array, AsArray, Date32Array, RecordBatch};
use datafusion::arrow::datatypes::Date32Type;
use ledger::lives::Bucket;
use relationship::{Day, DepartureKind};
use report::AnalyticsError;

use super::seen::{Fate, Look, One, Part};
use super::signs::{Sign, Signed};
use crate::functions::{Endings, Prices};
use crate::numbers::{numbers_of, word_at, words_of};

/// The columns of the spells that tell who was here.
const COLUMNS: [&str; 6] = ["started_on", "ended_on", "asked_on", "departure", "reason", "payment_failing"];

/// A spell that runs on the day of a look.
pub(super) struct Here {
    /// Its row among the spells.
    pub(super) row: usize,
    pub(super) since: Day,
    pub(super) fate: Fate,
}

/// Somebody to be named.
pub(super) struct Named<'a> {
    pub(super) one: One<'a>,
    pub(super) customer: String,
    pub(super) plan: Option<String>,
    pub(super) price: Option<i64>,
    place: Place,
}

/// Where a name stands: payments before the rest, because these can be repaired; then the newest first.
type Place = (bool, Reverse<Day>);

fn place(one: One<'_>, on: Day) -> Place {
    (!one.seen.signs.has(Sign::Payment), Reverse(super::list::since(one, on)))
}

fn not_spells(name: &str) -> AnalyticsError {
    AnalyticsError::Engine(format!("the spells have no column `{name}`"))
}

impl Look<'_> {
    pub(super) fn columns<'b>(&'b self, more: &[&'b str]) -> Vec<&'b str> {
        COLUMNS.iter().chain(more).copied().chain(self.grouping.columns_read()).collect()
    }

    /// The spells that run on the day. Whom the definition takes for gone by silence was here until the days of silence were
    /// over.
    pub(super) fn here(&self, spells: &RecordBatch) -> Result<Vec<Here>, AnalyticsError> {
        let passing = self.grouping.passing(spells)?;
        let days = |name: &str| numbers_of::<Date32Type>(spells, name);
        let (started, ended, asked) = (days("started_on")?, days("ended_on")?, days("asked_on")?);
        let (stated, reasons) = (words_of(spells, "departure")?, words_of(spells, "reason")?);
        let failing = spells.column_by_name("payment_failing").and_then(|column| column.as_boolean_opt());
        let failing = failing.ok_or_else(|| not_spells("payment_failing"))?;
        let mut endings = Endings::new(&self.opened.basis.mapping);
        let mut all = Vec::new();
        for row in (0..spells.num_rows()).filter(|&row| passing[row]) {
            let day = |days: &Date32Array| days.is_valid(row).then(|| Day::from_number(days.value(row)));
            let (since, ended, asked) = (Day::from_number(started.value(row)), day(ended), day(asked));
            let gone = ended.map(|on| on.plus_days(self.rule.grace));
            if since > self.on || gone.is_some_and(|gone| gone <= self.on) || asked.is_some_and(|on| on <= self.on) {
                continue;
            }
            let fate = match ended.filter(|_| gone.is_some_and(|gone| gone <= self.until)) {
                None => Fate::Here,
                Some(ended) => {
                    let stated = word_at(stated, row).and_then(|word| word.parse().ok());
                    let kind = endings.kind(stated, word_at(reasons, row), ended, failing.value(row));
                    let is_silent = matches!(kind, DepartureKind::Silent | DepartureKind::Involuntary);
                    if asked.is_none() && is_silent { Fate::Silent } else { Fate::Said }
                }
            };
            all.push(Here { row, since, fate });
        }
        Ok(all)
    }

    /// The first `most` of those with a sign, with their names, and how many there are. In the order in which things began;
    /// never in the order of a chance. Only the parts in which one of them stands are read again.
    pub(super) fn name<'b>(&self, now: &'b Signed, most: usize) -> Result<(Vec<Named<'b>>, usize), AnalyticsError> {
        let has_sign = |one: &One<'_>| !one.seen.is_gone && !one.seen.signs.is_empty();
        let mut places: Vec<Place> = now.all().filter(has_sign).map(|one| place(one, self.on)).collect();
        let count = places.len();
        if count == 0 {
            return Ok((Vec::new(), 0));
        }
        let last = *places.select_nth_unstable(most.min(count).saturating_sub(1)).1;
        drop(places);
        let is_listed = |one: &One<'_>| has_sign(one) && place(*one, self.on) <= last;
        let in_order = |names: &mut Vec<Named<'b>>| {
            names.sort_by(|a, b| a.place.cmp(&b.place).then_with(|| a.customer.cmp(&b.customer)));
            names.truncate(most);
        };
        let in_buckets = self.opened.sources.lives.each_bucket(|bucket| {
            let part = &now.parts[bucket.number()];
            let mut names = Vec::new();
            if part.all().any(|one| is_listed(&one)) {
                self.names_in(bucket, part, &is_listed, &mut names)?;
                in_order(&mut names);
            }
            Ok::<_, AnalyticsError>(names)
        })?;
        let mut names = in_buckets.into_iter().flatten().collect();
        in_order(&mut names);
        Ok((names, count))
    }

    fn names_in<'b>(
        &self,
        bucket: Bucket<'_>,
        part: &'b Part,
        is_listed: &dyn Fn(&One<'_>) -> bool,
        names: &mut Vec<Named<'b>>,
    ) -> Result<(), AnalyticsError> {
        let spells = bucket.spells(&self.columns(&["plan", "prices"]))?;
        let customers = spells.column_by_name("customer").and_then(|column| column.as_string_opt::<i32>());
        let customers = customers.ok_or_else(|| not_spells("customer"))?;
        let prices = spells.column_by_name("prices").cloned().and_then(Prices::over);
        let prices = prices.ok_or_else(|| not_spells("prices"))?;
        let plans = words_of(&spells, "plan")?;
        // The same rows in the same order as when the part was made.
        for (here, one) in self.here(&spells)?.iter().zip(part.all()).filter(|(_, one)| is_listed(one)) {
            names.push(Named {
                one,
                customer: customers.value(here.row).to_owned(),
                plan: word_at(plans, here.row).map(str::to_owned),
                price: prices.in_force(here.row, self.on),
                place: place(one, self.on),
            });
        }
        Ok(())
    }
}
