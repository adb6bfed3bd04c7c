//! What a form carries so that nobody else can make it: sealed with our key, for one purpose, for a while.
//!
//! The public pages keep no cookie, so that they work in a frame on the company's own site and remember nobody. What a page
//! must know of the one before, it carries with it, sealed.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

/// How long a page may stand open.
pub(crate) const FORM_SECONDS_MAX: i64 = 4 * 3600;

/// What a sealed text is for. One cannot stand in for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The first screen.
    Ask,
    /// The second screen: somebody was recognized.
    Check,
    /// The page of a receipt.
    Receipt,
}

impl Purpose {
    const fn word(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::Check => "check",
            Self::Receipt => "receipt",
        }
    }
}

/// Makes and opens sealed texts.
#[derive(Clone)]
pub(crate) struct Forms(Vec<u8>);

impl std::fmt::Debug for Forms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

impl Forms {
    /// Forms under a key that only this company has.
    pub(crate) fn new(key: &[u8]) -> Self {
        Self(key.to_vec())
    }

    /// Seals a value for a purpose on one subject, such as the name of a flow.
    pub(crate) fn seal<T: Serialize>(&self, purpose: Purpose, subject: &str, value: &T, now_us: i64) -> String {
        let until = now_us / 1_000_000 + FORM_SECONDS_MAX;
        let body = BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(&(until, value)).unwrap_or_default());
        let sign = self.sign(purpose, subject, &body).unwrap_or_default();
        format!("{body}.{sign}")
    }

    /// The value of a sealed text; nothing when it is not ours, is for something else, or is too old.
    pub(crate) fn open<T: DeserializeOwned>(
        &self,
        purpose: Purpose,
        subject: &str,
        sealed: &str,
        now_us: i64,
    ) -> Option<T> {
        let (body, sign) = sealed.split_once('.')?;
        if !bool::from(self.sign(purpose, subject, body)?.as_bytes().ct_eq(sign.as_bytes())) {
            return None;
        }
        let (until, value): (i64, T) = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(body).ok()?).ok()?;
        (now_us / 1_000_000 <= until).then_some(value)
    }

    fn sign(&self, purpose: Purpose, subject: &str, body: &str) -> Option<String> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        for part in ["leave form 1", purpose.word(), subject, body] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        Some(BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_form_serves_its_own_purpose_for_a_while_and_no_other() {
        let (ours, others) = (Forms::new(&[7; 32]), Forms::new(&[8; 32]));
        let now = 1_800_000_000_000_000;
        let sealed = ours.seal(Purpose::Check, "fietsplan", &("1001".to_owned(), 3_u32), now);
        let open = |forms: &Forms, purpose, subject, text: &str, at| {
            forms.open::<(String, u32)>(purpose, subject, text, at).map(|(customer, _)| customer)
        };
        assert_eq!(open(&ours, Purpose::Check, "fietsplan", &sealed, now).as_deref(), Some("1001"));
        let later = now + FORM_SECONDS_MAX * 1_000_000;
        assert!(open(&ours, Purpose::Check, "fietsplan", &sealed, later).is_some());
        assert_eq!(open(&ours, Purpose::Check, "fietsplan", &sealed, later + 1_000_000), None);
        assert_eq!(open(&ours, Purpose::Ask, "fietsplan", &sealed, now), None);
        assert_eq!(open(&ours, Purpose::Check, "practice", &sealed, now), None);
        assert_eq!(open(&others, Purpose::Check, "fietsplan", &sealed, now), None);
        for at in 0..sealed.len() {
            let mut bytes = sealed.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).expect("letters");
            assert!(changed == sealed || open(&ours, Purpose::Check, "fietsplan", &changed, now).is_none(), "{at}");
        }
        for odd in ["", ".", "a.b", "é.é", &"x".repeat(100_000)] {
            assert_eq!(open(&ours, Purpose::Check, "fietsplan", odd, now), None);
        }
    }
}
