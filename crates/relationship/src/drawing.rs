//! Who gets an activity, where chance decides: the same answer for the same customer, for ever, without a list.
//!
//! A keyed hash of the activity and the customer is a number from 0 to 1 that nobody can predict without the key, and that
//! comes out the same whenever and wherever it is asked. Below the share of treated the customer gets the activity.
//! Activities are drawn apart from each other (factorially); those of one [`Lane`] exclude each other; and a lasting
//! [hold-out](Drawing::company_holdout) is left alone by all.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A 53-bit number over this is from 0 to 1.
const PARTS: f64 = (1_u64 << 53) as f64;

/// The company's secret, without which no draw can be foretold or repeated.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl Key {
    /// A key from 32 bytes that chance made.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A number from 0 to 1 for a unit of a draw; different draws have nothing to do with each other.
    fn place(&self, draw: &str, unit: &str) -> f64 {
        let mut hash = Sha256::new();
        hash.update(self.0);
        for part in [draw, unit] {
            // With its length before it, no two pairs of texts run into one.
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        let mut first = [0; 8];
        first.copy_from_slice(&hash.finalize()[..8]);
        (u64::from_le_bytes(first) >> 11) as f64 / PARTS
    }
}

/// Why a text is no key. The text itself is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no key of draws; allowed: 64 hexadecimal digits")]
pub struct KeyError;

impl std::str::FromStr for Key {
    type Err = KeyError;

    fn from_str(digits: &str) -> Result<Self, KeyError> {
        let mut bytes = [0; 32];
        if digits.len() != 64 || !digits.is_ascii() {
            return Err(KeyError);
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| KeyError)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| KeyError)?;
        }
        Ok(Self(bytes))
    }
}

/// Nobody prints a key by accident.
impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(..)")
    }
}

/// A share above 0 and below 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Share(f64);

/// Why a number is no share.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("`{given}` is not allowed; allowed: a share above 0 and below 1, such as 0.8")]
pub struct ShareError {
    /// What was given.
    pub given: f64,
}

impl Share {
    /// A share.
    ///
    /// # Errors
    /// When it is not above 0 and below 1: a draw without a hold-out is none.
    pub fn new(share: f64) -> Result<Self, ShareError> {
        if share > 0.0 && share < 1.0 { Ok(Self(share)) } else { Err(ShareError { given: share }) }
    }

    /// The number.
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for Share {
    type Error = ShareError;

    fn try_from(share: f64) -> Result<Self, ShareError> {
        Self::new(share)
    }
}

impl From<Share> for f64 {
    fn from(share: Share) -> Self {
        share.0
    }
}

/// What became of a customer in a draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arm {
    /// Gets it.
    Treated,
    /// Is left alone, to compare with.
    HeldOut,
    /// Is left alone by everything, for as long as the company holds out.
    CompanyHoldout,
    /// Belongs to another activity of the same lane.
    OtherLane,
}

impl Arm {
    /// The word used in JSON and files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Treated => "treated",
            Self::HeldOut => "held_out",
            Self::CompanyHoldout => "company_holdout",
            Self::OtherLane => "other_lane",
        }
    }

    /// As a column of an arm: 1 for treated, 0 for held out, nothing for whom this draw does not concern.
    pub const fn column(self) -> Option<u8> {
        match self {
            Self::Treated => Some(1),
            Self::HeldOut => Some(0),
            Self::CompanyHoldout | Self::OtherLane => None,
        }
    }
}

/// The part of a lane that an activity has: activities with parts that do not meet exclude each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lane {
    /// The name that the activities share.
    pub name: String,
    /// Where its part begins, from 0.
    pub from: f64,
    /// Where it ends, up to 1.
    pub to: f64,
}

impl Lane {
    /// Whether two activities can meet on one customer.
    pub fn meets(&self, other: &Self) -> bool {
        self.name != other.name || (self.from < other.to && other.from < self.to)
    }
}

/// How a draw is done. It is fixed at the start; another share or another salt would draw other customers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drawing {
    /// The activity, or what else makes this draw another than the others.
    pub salt: String,
    /// The share that gets it.
    pub treated: Share,
    /// The share of all customers whom no activity reaches; the same customers for all.
    #[serde(default)]
    pub company_holdout: Option<Share>,
    /// The lane, where it must not meet another activity.
    #[serde(default)]
    pub lane: Option<Lane>,
}

/// Somebody to be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Unit<'a> {
    /// The customer.
    pub customer: &'a str,
    /// The household, store or team that is drawn as a whole, where one is.
    pub group: Option<&'a str>,
    /// The stratum within which arms are kept in proportion, where there are any.
    pub stratum: Option<&'a str>,
}

impl<'a> Unit<'a> {
    /// A customer alone.
    pub const fn customer(customer: &'a str) -> Self {
        Self { customer, group: None, stratum: None }
    }

    /// What is drawn: the group where there is one.
    fn drawn(&self) -> &'a str {
        self.group.unwrap_or(self.customer)
    }
}

impl Drawing {
    /// Draws one customer. It is the same however often and in whichever order it is asked.
    pub fn arm(&self, key: &Key, unit: &Unit<'_>) -> Arm {
        self.outside(key, unit).unwrap_or_else(|| self.side(self.place(key, unit)))
    }

    /// Draws many customers at once, with the arms in proportion within each stratum to the nearest customer or group.
    ///
    /// The order within a stratum is that of the keyed hash, so that the same list gives the same arms. Another list may give
    /// some customers another arm: keep what was drawn. Customers of a group are drawn together, by the stratum of the first.
    pub fn arms(&self, key: &Key, units: &[Unit<'_>]) -> Vec<Arm> {
        let mut arms: Vec<Option<Arm>> = units.iter().map(|unit| self.outside(key, unit)).collect();
        let mut order: Vec<(&str, f64, &str, usize)> = (0..units.len())
            .filter(|&at| arms[at].is_none())
            .map(|at| (units[at].stratum.unwrap_or(""), self.place(key, &units[at]), units[at].drawn(), at))
            .collect();
        // By stratum, then by place; those of one group have one place and stand beside each other.
        order.sort_by(|a, b| a.0.cmp(b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(b.2)).then(a.3.cmp(&b.3)));
        let mut groups = std::collections::HashMap::new();
        for stratum in order.chunk_by(|a, b| a.0 == b.0) {
            let drawn: Vec<_> = stratum.chunk_by(|a, b| a.2 == b.2).collect();
            // A part of a customer is drawn by chance too, or small strata would never hold anybody out.
            let part = key.place(&format!("{}/rest", self.salt), stratum.first().map_or("", |it| it.0));
            let treated = (self.treated.0 * drawn.len() as f64 + part).floor();
            for (place, members) in drawn.into_iter().enumerate() {
                let own = if (place as f64) < treated { Arm::Treated } else { Arm::HeldOut };
                for (_, _, name, at) in members {
                    let is_group = units[*at].group.is_some();
                    arms[*at] = Some(if is_group { *groups.entry(*name).or_insert(own) } else { own });
                }
            }
        }
        arms.into_iter().map(|arm| arm.unwrap_or(Arm::HeldOut)).collect()
    }

    fn outside(&self, key: &Key, unit: &Unit<'_>) -> Option<Arm> {
        // The same customers for every activity, whatever is drawn.
        if self.company_holdout.is_some_and(|share| key.place("company hold-out", unit.drawn()) < share.0) {
            return Some(Arm::CompanyHoldout);
        }
        let lane = self.lane.as_ref()?;
        let place = key.place(&format!("lane/{}", lane.name), unit.drawn());
        (place < lane.from || place >= lane.to).then_some(Arm::OtherLane)
    }

    fn place(&self, key: &Key, unit: &Unit<'_>) -> f64 {
        key.place(&format!("draw/{}", self.salt), unit.drawn())
    }

    fn side(&self, place: f64) -> Arm {
        if place < self.treated.0 { Arm::Treated } else { Arm::HeldOut }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: Key = Key::new([7; 32]);

    fn drawing(salt: &str, treated: f64) -> Drawing {
        Drawing { salt: salt.to_owned(), treated: Share::new(treated).unwrap(), company_holdout: None, lane: None }
    }

    fn names(count: usize) -> Vec<String> {
        (0..count).map(|at| format!("customer {at}")).collect()
    }

    fn share(arms: &[Arm], arm: Arm) -> f64 {
        arms.iter().filter(|it| **it == arm).count() as f64 / arms.len() as f64
    }

    #[test]
    fn a_customer_is_drawn_the_same_for_ever() {
        let call = drawing("welcome call", 0.8);
        // These are promises to everyone whose arms were drawn before: they may never change.
        // They were computed apart from this code, with SHA-256 in another language.
        let arms = ["anouk", "bram", "carla", "daan", "esra", "fatima"].map(|it| call.arm(&KEY, &Unit::customer(it)));
        assert_eq!(arms.map(Arm::word), ["treated", "treated", "treated", "treated", "treated", "held_out"]);
        assert!((KEY.place("draw/welcome call", "anouk") - 0.602_621_182_634_123_1).abs() < 1e-15);
    }

    #[test]
    fn the_share_is_kept_and_draws_have_nothing_to_do_with_each_other() {
        let names = names(40_000);
        let all = |drawing: &Drawing, key: &Key| -> Vec<Arm> {
            names.iter().map(|it| drawing.arm(key, &Unit::customer(it))).collect()
        };
        let (call, mail) = (all(&drawing("call", 0.8), &KEY), all(&drawing("mail", 0.5), &KEY));
        // Five standard errors of 0.002 and 0.0025.
        assert!((share(&call, Arm::Treated) - 0.8).abs() < 0.010);
        assert!((share(&mail, Arm::Treated) - 0.5).abs() < 0.013);
        let both = call.iter().zip(&mail).filter(|it| *it == (&Arm::Treated, &Arm::Treated)).count();
        assert!((both as f64 / 40_000.0 - 0.4).abs() < 0.013);
        // Another key is another draw.
        let other = all(&drawing("mail", 0.5), &Key::new([8; 32]));
        let same = mail.iter().zip(&other).filter(|(a, b)| a == b).count();
        assert!((same as f64 / 40_000.0 - 0.5).abs() < 0.013);
    }

    #[test]
    fn the_company_hold_out_is_the_same_for_all_activities() {
        let with = |salt: &str| Drawing { company_holdout: Some(Share::new(0.05).unwrap()), ..drawing(salt, 0.9) };
        let held = |salt: &str| -> Vec<bool> {
            let drawing = with(salt);
            names(10_000).iter().map(|it| drawing.arm(&KEY, &Unit::customer(it)) == Arm::CompanyHoldout).collect()
        };
        let call = held("call");
        assert_eq!(call, held("mail"));
        let share = call.iter().filter(|it| **it).count() as f64 / 10_000.0;
        assert!((share - 0.05).abs() < 0.011, "{share}");
    }

    #[test]
    fn activities_of_one_lane_never_meet() {
        let lane = |from, to| Lane { name: "offers".to_owned(), from, to };
        let call = Drawing { lane: Some(lane(0.0, 0.5)), ..drawing("call", 0.5) };
        let mail = Drawing { lane: Some(lane(0.5, 1.0)), ..drawing("mail", 0.5) };
        assert!(!lane(0.0, 0.5).meets(&lane(0.5, 1.0)) && lane(0.0, 0.6).meets(&lane(0.5, 1.0)));
        for name in names(2_000) {
            let arms = [&call, &mail].map(|it| it.arm(&KEY, &Unit::customer(&name)));
            assert_eq!(arms.iter().filter(|it| **it == Arm::OtherLane).count(), 1, "{name}: {arms:?}");
        }
    }

    #[test]
    fn a_household_is_drawn_as_a_whole() {
        let call = drawing("call", 0.5);
        for home in 0..200 {
            let home = format!("home {home}");
            let member = |customer| Unit { customer, group: Some(&home), stratum: None };
            assert_eq!(call.arm(&KEY, &member("a")), call.arm(&KEY, &member("b")));
        }
    }

    #[test]
    fn a_list_is_drawn_in_proportion_within_each_stratum() {
        let names = names(1_003);
        let strata = ["north", "south", "west"];
        let units: Vec<Unit<'_>> = names
            .iter()
            .enumerate()
            .map(|(at, it)| Unit { stratum: Some(strata[at % 7 % 3]), ..Unit::customer(it) })
            .collect();
        let arms = drawing("call", 0.8).arms(&KEY, &units);
        for stratum in strata {
            let own: Vec<Arm> = units
                .iter()
                .zip(&arms)
                .filter(|(unit, _)| unit.stratum == Some(stratum))
                .map(|(_, arm)| *arm)
                .collect();
            let treated = own.iter().filter(|it| **it == Arm::Treated).count() as f64;
            assert!((treated - 0.8 * own.len() as f64).abs() < 1.0, "{stratum}: {treated} of {}", own.len());
        }
        // In another order the same customers get the same arms.
        let turned: Vec<Unit<'_>> = units.iter().rev().copied().collect();
        let mut again = drawing("call", 0.8).arms(&KEY, &turned);
        again.reverse();
        assert_eq!(arms, again);
    }

    #[test]
    fn households_of_a_list_stay_together_though_their_members_are_in_several_strata() {
        let names = names(600);
        let homes: Vec<String> = (0..200).map(|home| format!("home {home}")).collect();
        let units: Vec<Unit<'_>> = names
            .iter()
            .enumerate()
            .map(|(at, it)| Unit { customer: it, group: Some(&homes[at / 3]), stratum: Some(["a", "b"][at % 2]) })
            .collect();
        let arms = drawing("call", 0.5).arms(&KEY, &units);
        assert!(arms.chunks(3).all(|home| home.iter().all(|arm| *arm == home[0])));
    }

    #[test]
    fn a_share_of_all_or_nobody_is_no_draw() {
        for bad in [0.0, 1.0, -0.1, f64::NAN] {
            assert!(Share::new(bad).is_err(), "{bad}");
        }
        assert_eq!(format!("{KEY:?}"), "Key(..)");
        assert_eq!("07".repeat(32).parse::<Key>(), Ok(KEY));
        assert!(["", "07", &"zz".repeat(32)].iter().all(|bad| bad.parse::<Key>().is_err()));
    }
}
