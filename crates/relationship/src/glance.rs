//! What could be seen of a customer on a day, from what had happened until then: the last days of each thing, use in each
//! stretch of thirty days, purchases. A glance is all that the signs of silent leavers are read from.

use crate::{Day, FactKind};

/// Stretches of thirty days that are looked back over.
pub const STRETCHES: usize = 14;
const STRETCH_DAYS: i32 = 30;

/// What a fact shows of its customer; one fact may show several things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shows(u8);

impl Shows {
    /// The customer used what they have.
    pub const USE: Self = Self(1);
    /// The customer is there: they used it, bought, answered, got in touch or brought somebody.
    pub const LIFE: Self = Self(1 << 1);
    /// A payment came in.
    pub const PAYMENT: Self = Self(1 << 2);
    /// A payment did not come in.
    pub const FAILURE: Self = Self(1 << 3);
    /// The contract was put on hold.
    pub const HOLD: Self = Self(1 << 4);
    /// It goes on again.
    pub const RESUMED: Self = Self(1 << 5);
    /// The customer bought something of their own accord.
    pub const PURCHASE: Self = Self(1 << 6);

    /// What a kind of fact shows. In a shop, where customers are known by what they buy, a payment is a purchase and a sign
    /// of life; elsewhere it comes by itself and says nothing of the kind.
    pub fn of(kind: FactKind<'_>, is_shop: bool) -> Self {
        let only = |shows: Self, if_so: bool| if if_so { shows } else { Self::default() };
        let is_paid = kind == FactKind::Paid;
        let is_life = matches!(kind, FactKind::Contacted | FactKind::Answered | FactKind::Referred)
            || kind.is_activity() && (is_shop || !is_paid);
        only(Self::USE, kind.is_use())
            .and(only(Self::LIFE, is_life))
            .and(only(Self::PAYMENT, is_paid))
            .and(only(Self::PURCHASE, is_paid && is_shop))
            .and(only(Self::FAILURE, kind == FactKind::PaymentFailed))
            .and(only(Self::HOLD, kind == FactKind::Paused))
            .and(only(Self::RESUMED, kind == FactKind::Resumed))
    }

    /// Both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Does it show any of these?
    pub const fn is_any(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }

    /// Does it show nothing that counts?
    pub const fn is_nothing(self) -> bool {
        self.0 == 0
    }
}

/// One thing that happened to a customer, as far as a glance goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// The day.
    pub on: Day,
    /// What it shows.
    pub shows: Shows,
    /// The number of the fact: how much was used.
    pub value: Option<f64>,
}

/// From when until when is looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first day of the customer's spell.
    pub since: Day,
    /// The day that is looked at: what came later was not known yet.
    pub on: Day,
    /// The day until which is told what came of it.
    pub until: Day,
}

/// What could be seen on a day, and what came of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Glance {
    /// The last sign of life.
    pub life: Option<Day>,
    /// The last payment that came in.
    pub paid: Option<Day>,
    /// The last payment that did not.
    pub failed: Option<Day>,
    /// The last time the contract was put on hold.
    pub held: Option<Day>,
    /// The last time it went on.
    pub resumed: Option<Day>,
    /// Use in each stretch of thirty days, the last one first. A use without a number counts as one.
    pub used: [f64; STRETCHES],
    /// The first and the last day with a purchase, and how many days there were.
    pub bought: Option<(Day, Day, u32)>,
    /// Days with a purchase after the day.
    pub bought_after: u32,
    /// Signs of life after the day.
    pub came_after: u32,
}

impl Glance {
    /// Looks at what happened to one customer, in order of days.
    pub fn of(moments: &[Moment], span: Span) -> Self {
        let mut glance = Self::default();
        let from = moments.partition_point(|it| it.on < span.since);
        let to = moments.partition_point(|it| it.on <= span.until);
        let then = moments.partition_point(|it| it.on <= span.on).clamp(from, to.max(from));
        for moment in &moments[from..then] {
            glance.see(moment, span.on);
        }
        let mut bought_on = None;
        for moment in &moments[then..to.max(then)] {
            glance.came_after += u32::from(moment.shows.is_any(Shows::LIFE));
            if moment.shows.is_any(Shows::PURCHASE) && bought_on != Some(moment.on) {
                bought_on = Some(moment.on);
                glance.bought_after += 1;
            }
        }
        glance
    }

    fn see(&mut self, moment: &Moment, day: Day) {
        let Moment { on, shows, value } = *moment;
        let lasts = [
            (Shows::LIFE, &mut self.life),
            (Shows::PAYMENT, &mut self.paid),
            (Shows::FAILURE, &mut self.failed),
            (Shows::HOLD, &mut self.held),
            (Shows::RESUMED, &mut self.resumed),
        ];
        for (what, last) in lasts {
            if shows.is_any(what) {
                *last = Some(on);
            }
        }
        if shows.is_any(Shows::USE) {
            let stretch = usize::try_from(on.days_until(day) / STRETCH_DAYS).unwrap_or(usize::MAX);
            if let Some(used) = self.used.get_mut(stretch) {
                *used += value.filter(|&value| value > 0.0).unwrap_or(1.0);
            }
        }
        if shows.is_any(Shows::PURCHASE) {
            self.bought = Some(match self.bought {
                None => (on, on, 1),
                Some((first, last, days)) => (first, on, days + u32::from(last != on)),
            });
        }
    }

    /// Whole stretches of thirty days from the first day of a spell to a day.
    pub fn stretches(since: Day, on: Day) -> usize {
        usize::try_from((since.days_until(on) + 1) / STRETCH_DAYS).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn moments(rows: &[(&str, FactKind<'_>, Option<f64>)], is_shop: bool) -> Vec<Moment> {
        let moment = |&(on, kind, value): &(&str, FactKind<'_>, Option<f64>)| Moment {
            on: day(on),
            shows: Shows::of(kind, is_shop),
            value,
        };
        rows.iter().map(moment).collect()
    }

    const SPAN: fn() -> Span = || Span { since: day("2025-01-01"), on: day("2025-03-01"), until: day("2025-04-01") };

    #[test]
    fn what_came_before_the_spell_or_after_the_day_was_not_seen() {
        let all = moments(
            &[
                ("2024-12-31", FactKind::PaymentFailed, None),
                ("2025-01-30", FactKind::Used, Some(4.0)),
                ("2025-01-31", FactKind::Own("ride"), None),
                ("2025-02-20", FactKind::Used, Some(-3.0)),
                ("2025-03-01", FactKind::Answered, Some(5.0)),
                ("2025-03-02", FactKind::Used, None),
                ("2025-04-02", FactKind::Used, None),
            ],
            false,
        );
        let glance = Glance::of(&all, SPAN());
        assert_eq!((glance.life, glance.failed, glance.came_after), (Some(day("2025-03-01")), None, 1));
        // Thirty days before 1 March is 30 January: a negative number and none count as one use.
        assert_eq!((glance.used[0], glance.used[1]), (2.0, 4.0));
        assert_eq!(Glance::stretches(day("2025-01-01"), day("2025-03-01")), 2);
    }

    #[test]
    fn days_with_a_purchase_are_counted_once_and_only_in_a_shop() {
        let rows = [
            ("2025-01-05", FactKind::Paid, None),
            ("2025-01-05", FactKind::Paid, None),
            ("2025-02-05", FactKind::Paid, None),
            ("2025-03-05", FactKind::Paid, None),
            ("2025-03-05", FactKind::Paid, None),
        ];
        let shop = Glance::of(&moments(&rows, true), SPAN());
        assert_eq!(shop.bought, Some((day("2025-01-05"), day("2025-02-05"), 2)));
        assert_eq!((shop.bought_after, shop.came_after, shop.life), (1, 2, Some(day("2025-02-05"))));
        let club = Glance::of(&moments(&rows, false), SPAN());
        assert_eq!((club.bought, club.life, club.paid), (None, None, Some(day("2025-02-05"))));
    }

    #[test]
    fn nothing_is_seen_of_whom_nothing_is_known_or_who_came_later() {
        assert_eq!(Glance::of(&[], SPAN()), Glance::default());
        let late = Span { since: day("2025-05-01"), ..SPAN() };
        let all = moments(&[("2025-02-05", FactKind::Used, None), ("2025-05-05", FactKind::Used, None)], false);
        assert_eq!(Glance::of(&all, late), Glance::default());
    }
}
