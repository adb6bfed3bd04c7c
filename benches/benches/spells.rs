//! How long it takes to fold timelines into spells.

use divan::Bencher;
use divan::counter::ItemsCount;
use relationship::fact::{Fact, FactKind};
use relationship::spell::fold;
use relationship::{Day, Definition};

const CUSTOMERS: usize = 10_000;

fn main() {
    divan::main();
}

fn first_day() -> Day {
    "2023-01-01".parse().expect("a day")
}

/// Who subscribes in the first month and pays for `months` of them; every third ends it then.
fn subscriber(number: usize, months: i32) -> Vec<Fact<'static>> {
    let first = first_day().plus_days(i32::try_from(number % 28).unwrap_or(0));
    let mut facts =
        vec![Fact { plan: Some("per maand"), amount: Some(1950), ..Fact::new(first, FactKind::ContractStarted) }];
    facts.extend(
        (0..months).map(|month| Fact { amount: Some(1950), ..Fact::new(first.plus_days(30 * month), FactKind::Paid) }),
    );
    if number.is_multiple_of(3) {
        facts.push(Fact {
            reason: Some("verhuisd"),
            ..Fact::new(first.plus_days(30 * months), FactKind::ContractEnded)
        });
    }
    facts
}

#[divan::bench(args = [6, 36])]
fn fold_timelines(bencher: Bencher, months: i32) {
    let timelines: Vec<_> = (0..CUSTOMERS).map(|number| subscriber(number, months)).collect();
    let (definition, until) = (Definition::default(), first_day().plus_days(1200));
    bencher.counter(ItemsCount::new(timelines.iter().map(Vec::len).sum::<usize>())).bench(|| {
        let mut facts = Vec::new();
        let mut spells = 0;
        for timeline in &timelines {
            facts.clone_from(timeline);
            spells += fold(&mut facts, &definition, until).len();
        }
        spells
    });
}
