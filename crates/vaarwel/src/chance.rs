//! The clock, chance and ids. Nobody else in the program reads them: whoever needs one gets it as an argument.

use jiff::Zoned;
use jiff::tz::TimeZone;
use relationship::Day;
use store::{Act, Actor, Moment};
use ulid::Ulid;

/// The moment it is.
pub(crate) fn now() -> Moment {
    Moment::from_us(jiff::Timestamp::now().as_microsecond())
}

/// The day it is on this machine.
pub(crate) fn today() -> Day {
    let date = Zoned::now().date();
    Day::from_ymd(date.year().into(), date.month().unsigned_abs().into(), date.day().unsigned_abs().into())
        .unwrap_or(Day::from_number(0))
}

/// The time zone of this machine.
pub(crate) fn zone() -> TimeZone {
    TimeZone::system()
}

/// Fills bytes with the operating system's chance.
///
/// # Panics
/// When the operating system has no random numbers: no secret can be made then.
pub(crate) fn fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system gives random numbers");
}

/// Bytes by chance.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    fill(&mut bytes);
    bytes
}

/// The random part of an id.
pub(crate) fn random_id() -> u128 {
    u128::from_le_bytes(random())
}

/// A fresh id, which sorts after those made before.
pub(crate) fn id() -> String {
    Ulid::from_parts(u64::try_from(now().us() / 1000).unwrap_or(0), random_id()).to_string()
}

/// A secret nobody can guess: 256 bits in letters, digits, `-` and `_`.
pub(crate) fn secret() -> String {
    use base64::Engine as _;
    base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(random::<32>())
}

/// Something done now by whoever runs this command.
pub(crate) fn act() -> Act {
    Act { by: Actor::Program, at: now() }
}
