//! Tokens: the permanent address of a receipt, and what a company signs to say who somebody is.
//!
//! An identity token is `v1.MODE.PAYLOAD.MAC`. The HMAC-SHA-256 is over everything before it, so that neither mode, person,
//! flow nor expiry can be exchanged; live and test tokens are under different keys, and each works once.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use store::{ExitId, Moment, TokenHash};
use subtle::ConstantTimeEq as _;

use crate::Office;

/// Bytes of the check under a receipt's token.
const RECEIPT_MAC_BYTES: usize = 16;
/// The longest token that is looked at.
pub const TOKEN_CHARS_MAX: usize = 2_000;
/// The longest an identity token may be good for.
pub const IDENTITY_DAYS_MAX: i64 = 90;

/// Is a token for real, or for trying things out?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// For real.
    Live,
    /// For trying things out: it is checked in the same way and recognizes nobody.
    Test,
}

impl Mode {
    /// The word in the token.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Test => "test",
        }
    }
}

/// Whom a company says somebody is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The flow it is for.
    pub flow: String,
    /// The customer.
    pub customer: String,
    /// The contract, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    /// Seconds since 1970 until which it is good.
    pub expires: i64,
    /// What makes it different from every other: at least 16 characters by chance.
    pub nonce: String,
}

/// Why a token recognizes nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotRecognized {
    /// It is no token, or was changed, or is under another key.
    #[error("the token was not made with this company's key for `{}`", .wanted.word())]
    NotOurs {
        /// The mode it was checked for.
        wanted: Mode,
    },
    /// Its time is over.
    #[error("the token's time is over")]
    Expired,
    /// It is good for longer than a token may be.
    #[error("the token is good for longer than {IDENTITY_DAYS_MAX} days")]
    TooLong,
    /// It is for another flow.
    #[error("the token is for another flow")]
    OtherFlow,
}

impl Office {
    /// The permanent address of a receipt: nobody finds one by trying.
    pub fn receipt_token(&self, exit: ExitId) -> String {
        let id = exit.to_string();
        let mac = mac(&self.key("receipt"), id.as_bytes());
        format!("{id}-{}", BASE64.encode(&mac[..RECEIPT_MAC_BYTES]))
    }

    /// The case a receipt's address is of.
    pub fn open_receipt_token(&self, token: &str) -> Option<ExitId> {
        let (id, given) = token.split_once('-')?;
        let given = BASE64.decode(given).ok()?;
        let right = mac(&self.key("receipt"), id.as_bytes());
        let is_right: bool = given.ct_eq(&right[..RECEIPT_MAC_BYTES]).into();
        if is_right { id.parse().ok() } else { None }
    }

    /// The key with which a company signs who somebody is; it stays on its servers.
    pub fn identity_key(&self, mode: Mode) -> [u8; 32] {
        self.key(&format!("identity {}", mode.word()))
    }

    /// Signs who somebody is.
    pub fn sign_identity(&self, mode: Mode, identity: &Identity) -> String {
        sign_identity(&self.identity_key(mode), mode, identity)
    }

    /// Whom a token recognizes for a flow. Whether it was used before is told when it is used.
    ///
    /// # Errors
    /// [`NotRecognized`] says why nobody.
    pub fn open_identity(&self, mode: Mode, flow: &str, token: &str) -> Result<Identity, NotRecognized> {
        let identity = open_identity(&self.identity_key(mode), mode, token)?;
        let now = self.now().us() / 1_000_000;
        if identity.expires <= now {
            return Err(NotRecognized::Expired);
        }
        if identity.expires - now > IDENTITY_DAYS_MAX * 86_400 {
            return Err(NotRecognized::TooLong);
        }
        if identity.flow == flow { Ok(identity) } else { Err(NotRecognized::OtherFlow) }
    }

    /// Uses a token. True for the first who does, and where the store cannot be asked: then nobody is kept in.
    pub async fn use_identity(&self, token: &str, identity: &Identity) -> bool {
        let until = Moment::from_us(identity.expires.saturating_mul(1_000_000));
        let used = self.store.use_signed_token(&TokenHash::of(token), &identity.customer, self.now(), until).await;
        used.unwrap_or_else(|error| {
            tracing::warn!(%error, "it is not known whether a signed link was used before; it counts");
            true
        })
    }
}

/// Signs who somebody is, with a key in hand.
pub fn sign_identity(key: &[u8; 32], mode: Mode, identity: &Identity) -> String {
    // A struct of texts and a number can always be written as JSON.
    let payload = serde_json::to_vec(identity).unwrap_or_default();
    let signed = format!("v1.{}.{}", mode.word(), BASE64.encode(payload));
    let mac = mac(key, signed.as_bytes());
    format!("{signed}.{}", BASE64.encode(mac))
}

fn open_identity(key: &[u8; 32], mode: Mode, token: &str) -> Result<Identity, NotRecognized> {
    let not_ours = NotRecognized::NotOurs { wanted: mode };
    if token.len() > TOKEN_CHARS_MAX {
        return Err(not_ours);
    }
    let (signed, given) = token.rsplit_once('.').ok_or(not_ours)?;
    let given = BASE64.decode(given).map_err(|_| not_ours)?;
    let is_right: bool = given.ct_eq(&mac(key, signed.as_bytes())).into();
    let payload = signed.strip_prefix(&format!("v1.{}.", mode.word())).filter(|_| is_right).ok_or(not_ours)?;
    let payload = BASE64.decode(payload).map_err(|_| not_ours)?;
    serde_json::from_slice(&payload).map_err(|_| not_ours)
}

pub(crate) fn mac(key: &[u8; 32], text: &[u8]) -> [u8; 32] {
    match Hmac::<Sha256>::new_from_slice(key) {
        Ok(mut mac) => {
            mac.update(text);
            mac.finalize().into_bytes().into()
        }
        // HMAC takes a key of any length.
        Err(_) => [0; 32],
    }
}
