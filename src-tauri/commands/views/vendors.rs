//! What crosses to the page, and from it, at `commands::vendors`.

use super::super::error::CommandError;
use super::vendor_form::VendorForm;
use airtill_domain::product::ProductKind;
use airtill_domain::vendor::{CredentialField, CredentialKind, VendorId};
use serde::{Deserialize, Serialize};

/// Everything about vendors that the owner can see and change.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct VendorsView {
    /// The five vendors.
    pub vendors: Vec<VendorView>,
}

/// One vendor, as the owner sees it.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct VendorView {
    /// Which.
    pub id: VendorId,
    /// `SMEPlug`.
    pub name: String,
    /// What it sells, in words.
    pub sells: String,
    /// The settings.
    pub settings: VendorForm,
    /// The live address.
    pub live_url: String,
    /// It has a sandbox.
    pub has_sandbox: bool,
    /// What it sells without publishing what that costs.
    pub costs_typed: Vec<ProductKind>,
    /// Its plans are typed in here.
    pub plans_are_typed: bool,
    /// The kinds of credentials it takes.
    pub kinds: Vec<KindView>,
    /// How its credentials stand.
    pub key: KeyView,
    /// `34 offers, read 09:12`.
    pub offers: Option<String>,
    /// What of its list is missing or old, in words.
    pub holes: Vec<String>,
    /// Names of networks that no list knows.
    pub unknown_names: Vec<String>,
    /// It tells about the account.
    pub tells: bool,
    /// Something to know of it.
    pub note: String,
}

/// A kind of credentials.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct KindView {
    /// Which.
    pub kind: CredentialKind,
    /// Its parts.
    pub fields: Vec<FieldView>,
}

/// A part of credentials.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct FieldView {
    /// Which.
    pub field: CredentialField,
    /// `API key`.
    pub name: String,
}

/// How a vendor's credentials stand. Never what they are.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct KeyView {
    /// They were saved.
    pub set: bool,
    /// They are in use.
    pub ready: bool,
    /// They are in memory alone.
    pub for_now: bool,
    /// The last four characters of the first part.
    pub last4: Option<String>,
    /// `22 Nov 2026`.
    pub saved_on: Option<String>,
    /// Why they are not in use, when they were saved.
    pub trouble: Option<CommandError>,
}

/// One part of credentials, as typed.
#[derive(Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct PartAsk {
    /// Which.
    pub field: CredentialField,
    /// What was typed.
    pub text: String,
}

/// A vendor and what it is called, for lists of vendors.
#[derive(Clone, Copy, Debug, Serialize, specta::Type)]
pub struct VendorName {
    /// Which.
    pub id: VendorId,
    /// `VDT SMEmpower`.
    pub name: &'static str,
}
