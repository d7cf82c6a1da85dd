//! The practice account: what its vendors want to be shown, and what holds there.

use crate::{PRACTICE_KEY, VDT_PLANS};
use airtill_credentials::{Credentials, Secret};
use airtill_domain::money::Naira;
use airtill_domain::product::ProductKind;
use airtill_domain::settings::{ProductTerms, TypedPlan, VendorSettings};
use airtill_domain::vendor::VendorId;

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
        // The others say what things cost.
        _ => {}
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
