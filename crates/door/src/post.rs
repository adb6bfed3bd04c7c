//! A mail that another program posts to us, signed with a secret both know.
//!
//! The signature is `t=SECONDS,v1=DIGITS`: seconds since 1970, and the HMAC-SHA-256 of `SECONDS.BODY` under the secret, in
//! hexadecimal digits. It is good for a few minutes, and the same mail twice is one mail.

use std::pin::Pin;
use std::sync::Arc;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

/// The header with the signature.
pub const SIGNATURE_HEADER: &str = "vaarwel-signature";
/// How long a signature is good, and how far two clocks may be apart.
pub const SIGNED_SECONDS_MAX: i64 = 300;
/// The largest body that is taken.
pub const POSTED_BYTES_MAX: usize = 3 * 1024 * 1024;

/// A mail that was posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedMail {
    /// The signature, as the header says it.
    pub signature: String,
    /// Is the body JSON, and not the mail itself?
    pub is_json: bool,
    /// The body.
    pub body: Vec<u8>,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailKept {
    /// It is kept.
    New,
    /// It was kept before.
    KnownAlready,
}

/// Why it was not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailNotKept {
    /// Not by whom it should be, or too long ago.
    #[error("the signature is missing, wrong or older than {SIGNED_SECONDS_MAX} seconds")]
    NotSigned,
    /// It is no mail.
    #[error("{0}")]
    NoMail(String),
    /// It could not be kept now; send it again.
    #[error("it cannot be kept now; send it again")]
    Later,
}

/// Keeps a mail that was posted, and judges it.
pub type MailDoor =
    Arc<dyn Fn(PostedMail) -> Pin<Box<dyn Future<Output = Result<MailKept, MailNotKept>> + Send>> + Send + Sync>;

fn mac(secret: &[u8], seconds: i64, body: &[u8]) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).ok()?;
    mac.update(format!("{seconds}.").as_bytes());
    mac.update(body);
    let bytes = mac.finalize().into_bytes();
    Some(bytes.iter().fold(String::with_capacity(64), |mut digits, byte| {
        use std::fmt::Write as _;
        // Writing to a String cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    }))
}

/// The signature of a body at a moment: what the other side writes into the header.
pub fn sign(secret: &[u8], body: &[u8], now_us: i64) -> String {
    let seconds = now_us / 1_000_000;
    format!("t={seconds},v1={}", mac(secret, seconds, body).unwrap_or_default())
}

/// Is this the signature of the body under the secret, and fresh?
pub fn is_signed(secret: &[u8], signature: &str, body: &[u8], now_us: i64) -> bool {
    let part = |name: &str| signature.split(',').find_map(|part| part.trim().strip_prefix(name));
    let (Some(seconds), Some(given)) = (part("t=").and_then(|text| text.parse::<i64>().ok()), part("v1=")) else {
        return false;
    };
    let is_fresh = (now_us / 1_000_000).abs_diff(seconds) <= SIGNED_SECONDS_MAX.unsigned_abs();
    let expected = mac(secret, seconds, body).unwrap_or_default();
    is_fresh && !expected.is_empty() && bool::from(expected.as_bytes().ct_eq(given.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_good_for_its_body_and_its_minutes_only() {
        let (secret, body, now) =
            (b"thirty-two bytes of a secret key".as_slice(), b"From: a@b.example".as_slice(), 1_795_348_800_000_000);
        let signature = sign(secret, body, now);
        assert!(is_signed(secret, &signature, body, now));
        let minutes = |n: i64| now + n * 60_000_000;
        assert!(is_signed(secret, &signature, body, minutes(5)) && is_signed(secret, &signature, body, minutes(-5)));
        for (secret, signature, body, at) in [
            (secret, signature.as_str(), body, minutes(6)),
            (secret, signature.as_str(), b"From: c@b.example".as_slice(), now),
            (b"another".as_slice(), signature.as_str(), body, now),
            (secret, "", body, now),
            (secret, "t=1795348800", body, now),
            (secret, "t=1795348800,v1=", body, now),
            (secret, "t=9223372036854775807,v1=00", body, now),
            (secret, "v1=é,t=x", body, now),
        ] {
            assert!(!is_signed(secret, signature, body, at), "{signature}");
        }
    }
}
