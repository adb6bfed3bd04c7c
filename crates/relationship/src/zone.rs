//! What a clock on the wall shows: files may state a moment and the zone it is to be read in.

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

/// A time zone, by its name or by its distance from UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    /// The zone of this name (`Europe/Amsterdam`, `UTC`) or distance (`+02:00`); `None` where there is none.
    pub fn named(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().or_else(|| distance(name).map(TimeZone::fixed)).map(Self)
    }

    /// Microseconds since 1970 in UTC as microseconds since 1970 on the wall there; `None` outside the calendar.
    ///
    /// ```
    /// use relationship::zone::Zone;
    ///
    /// let amsterdam = Zone::named("Europe/Amsterdam").expect("a zone");
    /// assert_eq!(amsterdam.on_the_wall(0), Some(3_600_000_000)); // an hour ahead in winter
    /// ```
    pub fn on_the_wall(&self, micros: i64) -> Option<i64> {
        let ahead = self.0.to_offset(Timestamp::from_microsecond(micros).ok()?).seconds();
        micros.checked_add(i64::from(ahead) * 1_000_000)
    }
}

/// `+02:00`, `-0530` or `+2` as a distance from UTC.
fn distance(text: &str) -> Option<Offset> {
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = match (rest.split_once(':'), rest.len()) {
        (Some(parts), _) => parts,
        (None, 3..) => rest.split_at_checked(rest.len() - 2)?,
        (None, _) => (rest, "00"),
    };
    let number = |digits: &str| {
        let is_number = (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse::<i32>().ok().filter(|_| is_number)
    };
    let minutes = number(minutes).filter(|minutes| *minutes < 60)?;
    Offset::from_seconds(sign * (number(hours)? * 3_600 + minutes * 60)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wall_shows_summer_time_and_distances() {
        let hours = |name: &str, micros: i64| {
            let there = Zone::named(name).expect("a zone").on_the_wall(micros).expect("a moment");
            (there - micros) / 60_000_000
        };
        let (winter, summer) = (1_704_067_200_000_000, 1_719_784_800_000_000);
        assert_eq!((hours("Europe/Amsterdam", winter), hours("Europe/Amsterdam", summer)), (60, 120));
        assert_eq!((hours("UTC", summer), hours("+02:00", winter), hours("-0530", winter)), (0, 120, -330));
        assert_eq!((hours("+2", winter), hours("+00:00", winter)), (120, 0));
    }

    #[test]
    fn what_is_no_zone_is_none() {
        for name in ["", "Mars/Olympus", "+", "+1:2:3:4", "+0260", "2", "+ab:cd"] {
            assert_eq!(Zone::named(name), None, "{name}");
        }
        assert_eq!(Zone::named("UTC").expect("a zone").on_the_wall(i64::MAX), None);
    }
}
