//! The listener for vendors' notices: off unless the owner switches it on.

use airtill_words::say;
use serde::{Deserialize, Serialize};

/// The port that is suggested. \[assumption\]: nobody has registered it.
pub const PORT: u16 = 8_478;
/// The least port that needs no rights of the administrator.
const PORT_MIN: u16 = 1_024;
/// Most characters of the public address.
const URL_MAX_CHARS: usize = 200;

/// What the owner decided about notices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listener {
    /// It listens, on this computer alone.
    pub enabled: bool,
    /// On which port.
    pub port: u16,
    /// What stands before the port for the rest of the world: the owner's tunnel or relay, `https://kiosk.example`. Empty
    /// where there is none: then no vendor is told an address.
    pub public_url: String,
    /// How often a key of addresses was made: above zero there must be one in the keyring.
    pub key: u32,
}

impl Default for Listener {
    fn default() -> Listener {
        Listener { enabled: false, port: PORT, public_url: String::new(), key: 0 }
    }
}

impl Listener {
    /// Why it can't hold, as a sentence.
    ///
    /// # Errors
    /// That sentence.
    pub fn checked(&self) -> Result<(), String> {
        if self.port < PORT_MIN {
            return Err(say!("A port is a number from {least} to 65535", least = PORT_MIN));
        }
        let url = self.public_url.as_str();
        let plain = url.chars().all(|c| c.is_ascii_graphic()) && url.chars().count() <= URL_MAX_CHARS;
        let host = url.strip_prefix("https://").filter(|host| !host.is_empty() && !host.contains(['?', '#', '@']));
        if !url.is_empty() && (!plain || host.is_none()) {
            return Err(
                say!("The public address begins with https:// and is the one that your tunnel gives").to_owned()
            );
        }
        Ok(())
    }

    /// The address for the rest of the world of a path here; `None` while nobody listens or there is none.
    pub fn public(&self, path: &str) -> Option<String> {
        let known = self.enabled && !self.public_url.is_empty();
        known.then(|| format!("{}{path}", self.public_url.trim_end_matches('/')))
    }
}
