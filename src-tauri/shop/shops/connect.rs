//! The vendors' clients: the real shop's by the owner's settings, and what the practice shop is set to.

use crate::till::{MakeClient, Parts, Till};
use airtill_credentials::Credentials;
use airtill_domain::clock::{Clock, SystemClock, SystemEntropy};
use airtill_domain::settings::{Site, VendorSettings};
use airtill_domain::shop::ShopKind;
use airtill_domain::vendor::VendorId;
use airtill_ledger::{Ledger, LedgerError};
use airtill_practice::{Pace, Practice, practice_credentials, practice_settings};
use airtill_vendors::http::Timing;
use airtill_vendors::{Address, VendorClient};
use airtill_words::say;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How long the practice vendors may take over a purchase: shorter than a real one's, so that a lesson doesn't wait.
const PRACTICE_PURCHASE: Duration = Duration::from_secs(20);

/// Makes a vendor's client by the owner's settings. One that may not sell is made anyway: its doubts are asked about.
pub(super) fn connect(till: &Till, vendor: VendorId, credentials: Credentials) -> Result<(), LedgerError> {
    match real_line(vendor, credentials, till.ledger().vendor_settings(vendor)?) {
        Ok(client) => till.connections.connect(client),
        Err(why) => tracing::error!(vendor = vendor.slug(), why, "no line to this vendor"),
    }
    Ok(())
}

/// Makes the real shop's clients by its ledger's settings as they are then.
pub(super) fn makes_clients(till: &Arc<Till>) -> MakeClient {
    // Weak: what reads keys must not keep the ledger of a shop that was closed.
    let ledger = Arc::downgrade(till.ledger());
    Arc::new(move |vendor, credentials| {
        let ledger = ledger.upgrade().ok_or_else(|| say!("the shop is not open").to_owned())?;
        real_line(vendor, credentials, ledger.vendor_settings(vendor).map_err(|error| error.to_string())?)
    })
}

pub(super) fn real_line(
    vendor: VendorId,
    credentials: Credentials,
    settings: VendorSettings,
) -> Result<VendorClient, String> {
    let test_url = airtill_faults::vendor_url().filter(|_| vendor == VendorId::SmePlug && settings.site == Site::Live);
    let base_url = match test_url {
        Some(url) => url,
        None => airtill_vendors::base_url(vendor, &settings.site)?,
    };
    let timing = Timing { purchase: Duration::from_millis(settings.timeout_ms.into()), ..Timing::default() };
    VendorClient::new(vendor, credentials, settings, &Address { base_url, known_as: None }, timing)
}

/// Opens the practice vendors and the clients for them.
pub(super) async fn connect_practice(
    till: &Till,
    directory: &Path,
    clock: &Arc<dyn Clock>,
) -> Result<Practice, LedgerError> {
    let practice = Practice::start(directory, Arc::clone(clock), Pace::default())
        .await
        .map_err(LedgerError::io("opening the practice vendors"))?;
    for vendor in VendorId::ALL {
        let address = Address { base_url: practice.url(vendor), known_as: Some("practice".to_owned()) };
        let timing = Timing { purchase: PRACTICE_PURCHASE, ..Timing::default() };
        let client =
            VendorClient::new(vendor, practice_credentials(vendor), practice_settings(vendor), &address, timing);
        till.connections.connect(client.map_err(LedgerError::Damaged)?);
    }
    Ok(practice)
}

/// A till that does nothing unasked, with a client for one vendor: for a question that is asked without a window. The practice
/// vendors, where it is theirs, answer as long as they are held.
///
/// # Errors
/// When the ledger can't be read or written.
pub async fn quiet_till(
    kind: ShopKind,
    directory: &Path,
    ledger: Arc<Ledger>,
    vendor: VendorId,
) -> Result<(Arc<Till>, Option<Practice>), LedgerError> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let entropy = Arc::new(SystemEntropy);
    let till =
        Till::open(Parts { kind, ledger, opening_notes: Vec::new(), clock: Arc::clone(&clock), entropy }).await?;
    let practice = match kind {
        ShopKind::Practice => Some(connect_practice(&till, directory, &clock).await?),
        ShopKind::Real => {
            if let Some(credentials) = till.connections.unlock(vendor).await? {
                connect(&till, vendor, credentials)?;
            }
            None
        }
    };
    Ok((till, practice))
}
