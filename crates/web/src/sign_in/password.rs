//! Passwords: hashed with argon2id, a few at a time, never on the threads that answer.

use argon2::password_hash::PasswordVerifier as _;
use argon2::password_hash::phc::PasswordHash as Phc;
use argon2::{Argon2, PasswordHasher as _};
use store::PasswordHash;

use crate::App;
use crate::fault::Fault;

/// Shortest password; length is what makes one hard to guess.
pub const PASSWORD_CHARS_MIN: usize = 10;
/// Longest password, so that hashing one cannot be made a burden.
const PASSWORD_BYTES_MAX: usize = 1_000;

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too short.
    #[error("the password has {given} characters; allowed: {PASSWORD_CHARS_MIN} or more")]
    TooShort {
        /// Its length.
        given: usize,
    },
    /// Too long.
    #[error("the password is longer than {PASSWORD_BYTES_MAX} bytes; choose a shorter one")]
    TooLong,
    /// The hash could not be made; a fault of ours.
    #[error("the password could not be hashed")]
    NotHashed,
}

/// Hashes a password with argon2id and this salt.
///
/// # Errors
/// `TooShort`, `TooLong`; `NotHashed` when the machine has no memory for it.
pub fn hash_password(password: &str, salt: [u8; 16]) -> Result<PasswordHash, PasswordError> {
    let given = password.chars().count();
    if given < PASSWORD_CHARS_MIN {
        return Err(PasswordError::TooShort { given });
    }
    if password.len() > PASSWORD_BYTES_MAX {
        return Err(PasswordError::TooLong);
    }
    hash(password, salt)
}

fn hash(password: &str, salt: [u8; 16]) -> Result<PasswordHash, PasswordError> {
    let phc: Phc =
        Argon2::default().hash_password_with_salt(password.as_bytes(), &salt).map_err(|_| PasswordError::NotHashed)?;
    Ok(PasswordHash::new(phc.to_string()))
}

/// Hashes a password away from the threads that answer.
pub(crate) async fn hash_soon(app: &App, password: String) -> Result<Result<PasswordHash, PasswordError>, Fault> {
    let _turn = app.passwords.acquire().await.map_err(|_| Fault::Busy)?;
    let salt = app.random();
    tokio::task::spawn_blocking(move || hash_password(&password, salt))
        .await
        .map_err(|_| Fault::Broken { what: "a hash" })
}

/// Is this the password? Without a hash to compare with, a hash of nobody is compared with, so that the time tells
/// nothing.
pub(crate) async fn verify(app: &App, known: Option<PasswordHash>, given: &str) -> Result<bool, Fault> {
    if given.len() > PASSWORD_BYTES_MAX {
        return Ok(false);
    }
    let _turn = app.passwords.acquire().await.map_err(|_| Fault::Busy)?;
    let (app, given) = (app.clone(), given.to_owned());
    let work = move || {
        let is_somebody = known.is_some();
        let compare = known.or_else(|| nobodys(&app)).is_some_and(|known| is_right(&known, &given));
        is_somebody && compare
    };
    tokio::task::spawn_blocking(work).await.map_err(|_| Fault::Broken { what: "a comparison of passwords" })
}

fn nobodys(app: &App) -> Option<PasswordHash> {
    if let Some(known) = app.nobodys_password.get() {
        return Some(known.clone());
    }
    let made = hash(&app.token(), app.random()).ok()?;
    Some(app.nobodys_password.get_or_init(|| made).clone())
}

fn is_right(known: &PasswordHash, given: &str) -> bool {
    Phc::new(known.expose()).is_ok_and(|phc| Argon2::default().verify_password(given.as_bytes(), &phc).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_and_no_other() {
        let hash = hash_password("fiets aan de gracht", [7; 16]).expect("a hash");
        assert!(hash.expose().starts_with("$argon2id$"));
        assert!(is_right(&hash, "fiets aan de gracht"));
        assert!(!is_right(&hash, "fiets aan de gracht "));
        assert!(!is_right(&PasswordHash::new("not a hash".to_owned()), "not a hash"));
    }

    #[test]
    fn a_password_has_a_length() {
        assert_eq!(hash_password("kort", [0; 16]), Err(PasswordError::TooShort { given: 4 }));
        assert_eq!(hash_password(&"x".repeat(1_001), [0; 16]), Err(PasswordError::TooLong));
    }
}
