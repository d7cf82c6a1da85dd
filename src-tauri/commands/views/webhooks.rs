//! What crosses to the page, and from it, at `commands::webhooks`.

use serde::{Deserialize, Serialize};

/// The listener, as the owner sees it.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct ListenerView {
    /// What the owner decided.
    pub form: ListenerForm,
    /// It listens.
    pub listening: bool,
    /// Why it does not, though it should.
    pub trouble: Option<String>,
    /// `12 notices heard, the last at 14:02; 3 requests turned down`.
    pub tally: Option<String>,
}

/// What the owner decides about notices.
#[derive(Clone, Debug, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct ListenerForm {
    /// Listen.
    pub enabled: bool,
    /// On which port of this computer.
    pub port: u16,
    /// What stands before the port for the rest of the world.
    pub public_url: String,
}

/// The address that a vendor is given.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct NoticeAddress {
    /// `SMEPlug`.
    pub vendor: String,
    /// Typed into the vendor's dashboard. Whoever has it can make the till ask that vendor, and nothing else.
    pub address: String,
}
