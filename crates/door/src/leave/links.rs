//! Being recognized by a link: one that was mailed, or one the company signed.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use store::{DoorLinkUse, LinkPurpose, Person, TokenHash};

use super::Leave;
use super::request::wait_for_a_step;
use super::slow::About;
use super::walk::Reader;
use crate::jobs::{LetterBody, LetterKind};
use crate::taking::Recognized;
use crate::token::Mode;

/// How long a mailed link works.
const LINK_SECONDS: i64 = 3600;
/// The most customers one mail address can belong to here.
const PEOPLE_PER_MAIL_MAX: u32 = 10;

impl Leave {
    /// Who a link is about. It stays good until the request is sent, so that looking twice is no mistake.
    pub(crate) async fn person_of_link(&self, link: &str, flow: &str) -> Option<Recognized> {
        if let Ok(identity) = self.office.open_identity(Mode::Live, flow, link) {
            return self.vouched(&identity.customer).await;
        }
        let hash = TokenHash::of(link);
        match self.office.store.door_link(&hash, LinkPurpose::Identify, self.office.now()).await {
            Ok(DoorLinkUse::Accepted(customer)) => self.vouched(&customer).await,
            Ok(_) => None,
            Err(error) => {
                tracing::error!(%error, "a link cannot be looked up");
                None
            }
        }
    }

    /// The contract a link of the company is about, if it says so.
    pub(crate) fn contract_of_link(&self, link: &str, flow: &str) -> Option<String> {
        self.office.open_identity(Mode::Live, flow, link).ok()?.contract
    }

    /// Uses a link up, once the request is about to be taken. False where it was used before.
    pub(crate) async fn use_link(&self, link: &str, flow: &str) -> bool {
        if let Ok(identity) = self.office.open_identity(Mode::Live, flow, link) {
            return self.office.use_identity(link, &identity).await;
        }
        let used =
            self.office.store.use_door_link(&TokenHash::of(link), LinkPurpose::Identify, self.office.now()).await;
        match used {
            Ok(used) => matches!(used, DoorLinkUse::Accepted(_)),
            // Where nobody can tell, nobody is kept in.
            Err(error) => {
                tracing::warn!(%error, "a link was not used up");
                true
            }
        }
    }

    /// Writes a mail with a link for everybody who has this address here. For an address that nobody has, nothing is
    /// written, and it takes as long.
    pub(crate) async fn mail_links(&self, mail: &str, flow: &str, reader: &Reader) {
        let begun = tokio::time::Instant::now();
        let now = self.office.now();
        let about = [About::Address(&reader.address), About::Customer(mail)];
        if self.slow.may_look(&about, now.us()) {
            self.slow.note_wrong(&about, now.us());
            match self.office.store.people_with_mail(mail, PEOPLE_PER_MAIL_MAX).await {
                Ok(people) => {
                    for person in &people {
                        self.mail_a_link_to(person, flow, reader).await;
                    }
                }
                Err(error) => tracing::error!(%error, "nobody can be looked up by mail"),
            }
        }
        wait_for_a_step(begun).await;
    }

    async fn mail_a_link_to(&self, person: &Person, flow: &str, reader: &Reader) {
        let (now, Some(to)) = (self.office.now(), person.mail.as_deref()) else { return };
        let token = BASE64_URL_SAFE_NO_PAD.encode(self.office.random::<32>());
        let (hash, until) = (TokenHash::of(&token), now.plus_seconds(LINK_SECONDS));
        let kept = self.office.store.create_door_link(&hash, LinkPurpose::Identify, &person.customer, now, until).await;
        let language = reader.language.code();
        let address = self.office.public_url.as_deref().unwrap_or_default().trim_end_matches('/');
        let letter = LetterBody {
            link: Some(format!("{address}/leave/{flow}?link={token}&lang={language}")),
            until_us: Some(until.us()),
            ..LetterBody::new(LetterKind::Link, to, language)
        };
        let about = format!("customer:{}", person.customer);
        let done = match kept {
            Ok(()) => self.office.store.add_jobs(&[self.office.new_letter(&about, &letter, now)]).await,
            Err(error) => Err(error),
        };
        if let Err(error) = done {
            tracing::error!(%error, "a link was not mailed");
        }
    }
}
