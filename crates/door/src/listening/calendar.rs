//! Due points in a colleague's own calendar: an iCalendar feed (RFC 5545) under a signed address, one per member. It holds what a
//! point is about and its date; no customer and nothing anybody wrote.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use pages::Language;
use store::{ActionPoint, Member, MemberId, Moment, Role, StoreError};
use subtle::ConstantTimeEq as _;

use super::{in_words, is_owner};
use crate::Office;

/// The longest name that is looked at.
const NAME_CHARS_MAX: usize = 200;
/// A line of a calendar holds so many octets.
const LINE_BYTES_MAX: usize = 75;

impl Office {
    /// The name of a member's calendar: nobody finds one by trying, and it ends with the member or their mail address.
    pub fn calendar_name(&self, member: &Member) -> String {
        format!("{}-{}.ics", member.id, BASE64_URL_SAFE_NO_PAD.encode(self.calendar_mac(member)))
    }

    /// The address of a member's calendar.
    pub fn calendar_address(&self, member: &Member) -> String {
        self.address(&format!("/calendar/{}", self.calendar_name(member)))
    }

    fn calendar_mac(&self, member: &Member) -> [u8; 16] {
        let mac =
            crate::token::mac(&self.key("calendar"), format!("{}\n{}", member.id, member.email.as_str()).as_bytes());
        let mut short = [0; 16];
        short.copy_from_slice(&mac[..16]);
        short
    }

    /// The member a calendar is of.
    async fn calendar_member(&self, name: &str) -> Result<Option<Member>, StoreError> {
        let parts =
            name.strip_suffix(".ics").and_then(|it| it.split_once('-')).filter(|_| name.len() <= NAME_CHARS_MAX);
        let Some((id, given)) = parts else { return Ok(None) };
        let Ok(id) = id.parse::<MemberId>() else { return Ok(None) };
        let Some(member) = self.store.member(id).await? else { return Ok(None) };
        let given = BASE64_URL_SAFE_NO_PAD.decode(given).unwrap_or_default();
        let is_right: bool = given.ct_eq(&self.calendar_mac(&member)).into();
        Ok(is_right.then_some(member))
    }

    /// The open points of a member as a calendar.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn calendar(&self, member: &Member) -> Result<String, StoreError> {
        let leads = matches!(member.role, Role::Owner | Role::Manager);
        let is_theirs = |it: &ActionPoint| match it.point.owner.as_deref() {
            Some(owner) => is_owner(member, owner),
            None => leads,
        };
        let mut points = self.store.action_points(Moment::from_us(0)).await?;
        points.retain(|it| it.point.stage.is_open() && is_theirs(it));
        points.sort_by_key(|it| (it.point.due_on, it.id));
        Ok(self.write_calendar(member, &points))
    }

    fn write_calendar(&self, member: &Member, points: &[ActionPoint]) -> String {
        let speech = self.speech(Language::from_code(member.language.word()).unwrap_or_default());
        let mut text = Text::default();
        for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Vaarwel//Action points//EN", "CALSCALE:GREGORIAN"] {
            text.line(line);
        }
        text.line(&format!("X-WR-CALNAME:{}", escaped(&speech.t("listening-calendar"))));
        for it in points {
            let due = compact(it.point.due_on);
            let changed = it.events.last().map_or(Moment::from_us(0), |it| it.act.at);
            let about = in_words(&speech, &it.point.subject.reason);
            text.line("BEGIN:VEVENT");
            text.line(&format!("UID:{}@vaarwel", it.id));
            text.line(&format!("DTSTAMP:{}", stamp(changed)));
            text.line(&format!("SEQUENCE:{}", it.events.len().saturating_sub(1)));
            text.line(&format!("DTSTART;VALUE=DATE:{due}"));
            text.line(&format!("DTEND;VALUE=DATE:{}", compact(it.point.due_on.plus_days(1))));
            text.line(&format!("SUMMARY:{}", escaped(&speech.t1("listening-calendar-due", "what", about))));
            if self.public_url.is_some() {
                text.line(&format!("URL:{}", self.address(&format!("/work/{}", it.id))));
            }
            text.line("TRANSP:TRANSPARENT");
            text.line("END:VEVENT");
        }
        text.line("END:VCALENDAR");
        text.0
    }
}

/// Lines that end and are folded as RFC 5545 says.
#[derive(Default)]
struct Text(String);

impl Text {
    fn line(&mut self, line: &str) {
        let mut used = 0;
        for letter in line.chars() {
            if used + letter.len_utf8() > LINE_BYTES_MAX {
                self.0.push_str("\r\n ");
                used = 1;
            }
            self.0.push(letter);
            used += letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' => out.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

fn compact(day: relationship::Day) -> String {
    day.to_string().replace('-', "")
}

fn stamp(at: Moment) -> String {
    let Ok(at) = jiff::Timestamp::from_microsecond(at.us()) else { return "19700101T000000Z".to_owned() };
    let at = at.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    let mut text = String::with_capacity(16);
    // Writing to a String cannot fail.
    let _ = write!(
        text,
        "{:04}{:02}{:02}T{:02}{:02}{:02}Z",
        at.year(),
        at.month(),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    );
    text
}

/// The address of the calendars.
pub fn router(office: Arc<Office>) -> Router {
    Router::new().route("/calendar/{name}", get(show)).with_state(office)
}

async fn show(State(office): State<Arc<Office>>, Path(name): Path<String>) -> Response {
    let found = async {
        let Some(member) = office.calendar_member(&name).await? else { return Ok(None) };
        office.calendar(&member).await.map(Some)
    };
    match found.await {
        Ok(Some(text)) => {
            let headers = [
                (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
                (header::CACHE_CONTROL, "private, max-age=300"),
            ];
            (headers, text).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, "a calendar cannot be written");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_by_bytes_and_no_text_begins_a_property() {
        let mut text = Text::default();
        text.line(&format!("SUMMARY:{}", escaped(&format!("{}; a, b\\c\r\nX-EVIL:1", "é".repeat(60)))));
        for line in text.0.split("\r\n") {
            assert!(line.len() <= LINE_BYTES_MAX, "{line}");
        }
        let whole = text.0.replace("\r\n ", "");
        assert!(whole.ends_with("\\; a\\, b\\\\c\\nX-EVIL:1\r\n"), "{whole}");
        assert_eq!(stamp(Moment::from_us(1_795_348_800_000_000)), "20261122T120000Z");
    }
}
