//! What crosses to the page, and from it, at `commands::people`.

use airtill_domain::staff::{Role, StaffId};
use serde::{Deserialize, Serialize};

/// Someone who works here.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct StaffView {
    /// Their number.
    pub id: StaffId,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// Too many wrong tries: the owner sets another PIN.
    pub locked: bool,
    /// Seconds before the next try.
    pub wait_s: u32,
}

/// What the locked screen and the frame need to know.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct PeopleView {
    /// The shop has an owner.
    pub set_up: bool,
    /// Those who work here.
    pub staff: Vec<StaffView>,
}

/// What the first start asks for.
#[derive(Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct SetUpAsk {
    /// As it stands on slips.
    pub shop_name: String,
    /// The owner's name.
    pub owner: String,
    /// The owner's passphrase.
    pub passphrase: String,
    /// The owner's PIN.
    pub owner_pin: String,
    /// The first attendant's name.
    pub attendant: String,
    /// The first attendant's PIN.
    pub attendant_pin: String,
}

/// Something about people was changed.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct PeopleChanged {
    /// The recovery code, where there is a new one: shown once.
    pub recovery_code: Option<String>,
}
