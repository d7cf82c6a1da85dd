//! The lines to vendors: the real shop's by the owner's settings, and what the practice shop is set to.

use crate::domain::money::Naira;
use crate::domain::settings::{ProductKind, ProductTerms, Site, TypedPlan, VendorSettings};
use crate::domain::vendor::VendorId;
use crate::faults;
use crate::keys::{Credentials, Secret};
use crate::ledger::LedgerError;
use crate::practice::{PRACTICE_KEY, VDT_PLANS};
use crate::till::Till;
use crate::vendors::http::Timing;
use crate::vendors::{self, Address, Line};
use std::time::Duration;

/// Opens a vendor's line by the owner's settings. One that may not sell is opened all the same: its doubts are asked about.
pub(super) fn connect(till: &Till, vendor: VendorId, credentials: Credentials) -> Result<(), LedgerError> {
    match real_line(vendor, credentials, till.ledger().vendor_settings(vendor)?) {
        Ok(line) => till.connect(line),
        Err(why) => tracing::error!(vendor = vendor.slug(), why, "no line to this vendor"),
    }
    Ok(())
}

pub(super) fn real_line(vendor: VendorId, credentials: Credentials, settings: VendorSettings) -> Result<Line, String> {
    let test_url = faults::vendor_url().filter(|_| vendor == VendorId::SmePlug && settings.site == Site::Live);
    let base_url = match test_url {
        Some(url) => url,
        None => vendors::base_url(vendor, &settings.site)?,
    };
    let timing = Timing { purchase: Duration::from_millis(settings.timeout_ms.into()), ..Timing::default() };
    Line::new(vendor, credentials, settings, &Address { base_url, known_as: None }, timing)
}

/// What the practice vendors want to be shown.
pub fn practice_credentials(vendor: VendorId) -> Credentials {
    let kind = vendor.credential_kinds()[0];
    let parts = kind.fields().iter().map(|field| (*field, Secret::new(PRACTICE_KEY.to_owned()))).collect();
    Credentials::whole(kind, parts).expect("every field of the kind is there")
}

/// What holds in the practice shop, as an owner would have typed it: what airtime costs where the vendor doesn't say, and
/// VDT's plans, since it lists none.
pub fn practice_settings(vendor: VendorId) -> VendorSettings {
    let mut settings = VendorSettings::of(vendor);
    let mut less = |kind, discount_basis_points| {
        settings.terms.push(ProductTerms { kind, network: None, discount_basis_points, fee: Naira::ZERO });
    };
    match vendor {
        VendorId::SmePlug => less(ProductKind::Airtime, 350),
        VendorId::Vtpass => {
            less(ProductKind::Airtime, 300);
            less(ProductKind::Data, 450);
        }
        VendorId::Vdt | VendorId::Strongmb | VendorId::Simpu => {}
    }
    if vendor == VendorId::Vdt {
        let plan = |(code, name, naira): &(&str, &str, u64)| TypedPlan {
            code: (*code).to_owned(),
            name: (*name).to_owned(),
            cost: Naira::from_naira(i64::try_from(*naira).unwrap_or(i64::MAX)),
        };
        settings.plans = VDT_PLANS.iter().map(plan).collect();
    }
    settings
}
