//! The only module that uses argon2: secrets that people type become hashes, and are held against them.

use airtill_credentials::Secret;
use airtill_words::say;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

/// 64 MiB and three passes: about a sixth of a second on a kiosk's PC, and as much for whoever tries.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;

/// Salt bytes of a hash.
pub const SALT_BYTES: usize = 16;

/// Why a hash could not be made or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", say!("a secret could not be hashed: {why}", why = _0))]
pub struct HashError(String);

/// Hashes what was typed. `pepper` is the key from the keyring for PINs, which are too short to be safe without; `None` for
/// passphrases and recovery codes, which have to open the shop even when the keyring is gone. Takes a while: not on a
/// thread that something waits for.
///
/// # Errors
/// [`HashError`], when there is no memory for it.
pub fn hash(typed: &Secret, pepper: Option<&Secret>, salt: &[u8; SALT_BYTES]) -> Result<String, HashError> {
    let hash = hasher(pepper)?.hash_password_with_salt(typed.expose().as_bytes(), salt).map_err(failed)?;
    Ok(hash.to_string())
}

/// Whether what was typed belongs to a hash. The hash says itself how it was made.
///
/// # Errors
/// [`HashError`].
pub fn matches(typed: &Secret, pepper: Option<&Secret>, hash: &str) -> Result<bool, HashError> {
    Ok(hasher(pepper)?.verify_password(typed.expose().as_bytes(), hash).is_ok())
}

fn hasher(pepper: Option<&Secret>) -> Result<Argon2<'_>, HashError> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(failed)?;
    match pepper {
        Some(pepper) => {
            Argon2::new_with_secret(pepper.expose().as_bytes(), Algorithm::Argon2id, Version::V0x13, params)
                .map_err(failed)
        }
        None => Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params)),
    }
}

fn failed(error: impl std::fmt::Display) -> HashError {
    HashError(error.to_string())
}
