//! How often somebody may guess. Nobody is locked out for good: the window passes, a place where the member signed in
//! before is not held up by guesses from elsewhere, and a sign-in link always works.

use std::sync::PoisonError;

use store::{Attempts, Email};

use crate::fault::Fault;
use crate::visit::Visit;

/// Attempts are counted over so many seconds.
const WINDOW_SECONDS: i64 = 15 * 60;
/// Attempts for one mail address in that time, from all places together.
const FOR_EMAIL_MAX: u64 = 10;
/// Attempts from one network address in that time.
const FROM_ADDRESS_MAX: u64 = 40;
/// Places remembered; the program forgets them all when it stops.
const KNOWN_PLACES_MAX: usize = 10_000;

fn place(visit: &Visit, email: &Email) -> String {
    format!("{} {}", visit.address, email.as_str())
}

/// Refuses another attempt when there were too many. A refused attempt is not counted, so that trying on does not
/// lengthen the wait.
pub(crate) async fn allow(visit: &Visit, email: Option<&Email>) -> Result<(), Fault> {
    let app = &visit.app;
    let nobody = || "nobody@nowhere".parse::<Email>().map_err(|_| Fault::Broken { what: "an address of nobody" });
    let email = email.cloned().map_or_else(nobody, Ok)?;
    let now = app.now();
    let since = now.plus_seconds(-WINDOW_SECONDS);
    let so_far = app.store.sign_in_attempts(&email, &visit.address, since).await?;
    let is_known = app.known_places.lock().unwrap_or_else(PoisonError::into_inner).contains(&place(visit, &email));
    let allow = |before: Attempts| {
        let too_many = before.from_address >= FROM_ADDRESS_MAX || (before.for_email >= FOR_EMAIL_MAX && !is_known);
        if too_many { Err(Fault::TooMany { seconds: WINDOW_SECONDS.unsigned_abs() }) } else { Ok(()) }
    };
    allow(so_far)?;
    // A hundred at the same time all see "none yet": each is written down first, and counted again then.
    let with_this = app.store.record_sign_in_attempt(&email, &visit.address, now, since).await?;
    allow(Attempts {
        for_email: with_this.for_email.saturating_sub(1),
        from_address: with_this.from_address.saturating_sub(1),
    })
}

/// After a sign-in that succeeded: the count begins anew, and this place is known.
pub(crate) async fn remember(visit: &Visit, email: &Email) -> Result<(), Fault> {
    visit.app.store.forget_sign_in_attempts(email).await?;
    let mut places = visit.app.known_places.lock().unwrap_or_else(PoisonError::into_inner);
    if places.len() >= KNOWN_PLACES_MAX {
        places.clear();
    }
    places.insert(place(visit, email));
    Ok(())
}
