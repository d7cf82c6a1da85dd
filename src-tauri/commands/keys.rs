//! A vendor's key: set, tested, deleted. There is no command that returns one.

use super::ShopsState;
use super::error::CommandError;
use crate::domain::vendor::VendorId;
use crate::keys::Secret;
use serde::Serialize;

/// What came of setting a key.
#[derive(Clone, Debug, Serialize, specta::Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum KeyReply {
    /// Saved, read back, and accepted by the vendor.
    Works {
        /// `₦84,220.00`: the wallet's balance, which is how it was tested.
        balance: String,
    },
    /// Not a key; nothing was saved.
    Refused {
        /// Why.
        sentence: String,
    },
}

/// Tests a key with a balance query, saves it in the keyring, and opens the real shop with it.
///
/// # Errors
/// [`CommandError`], without a word of the key.
#[tauri::command]
#[specta::specta]
pub async fn set_key(shops: ShopsState<'_>, vendor: VendorId, key: String) -> Result<KeyReply, CommandError> {
    let key = match Secret::typed(&key) {
        Ok(key) => key,
        Err(why) => return Ok(KeyReply::Refused { sentence: why.sentence().to_owned() }),
    };
    let balance = shops.set_key(vendor, key).await?;
    Ok(KeyReply::Works { balance: balance.to_string() })
}

/// Tests the saved key with a balance query.
///
/// # Errors
/// [`CommandError`].
#[tauri::command]
#[specta::specta]
pub async fn test_key(shops: ShopsState<'_>, vendor: VendorId) -> Result<KeyReply, CommandError> {
    let till = shops.real_till().ok_or_else(|| CommandError::internal("No key is set"))?;
    // A keyring that was unlocked in the meantime gives its key now.
    shops.connect_real(&till).await?;
    let balance = till.test_key(vendor).await?;
    Ok(KeyReply::Works { balance: balance.to_string() })
}

/// Deletes a vendor's key from the keyring.
///
/// # Errors
/// [`CommandError`].
#[tauri::command]
#[specta::specta]
pub async fn delete_key(shops: ShopsState<'_>, vendor: VendorId) -> Result<(), CommandError> {
    if let Some(till) = shops.real_till() {
        till.delete_key(vendor).await?;
    }
    Ok(())
}
