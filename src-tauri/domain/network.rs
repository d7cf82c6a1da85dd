//! The mobile networks an airtime kiosk sells, their names in the field, and the number prefixes.

use serde::{Deserialize, Serialize};

/// A network whose airtime or data is sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
pub enum Network {
    /// MTN Nigeria.
    Mtn,
    /// Airtel Nigeria.
    Airtel,
    /// Globacom.
    Glo,
    /// T2, known as 9mobile until 2025 and as Etisalat before that.
    T2,
}

impl Network {
    /// All networks whose airtime the till sells, in the order of the keys M A G E.
    pub const ALL: [Network; 4] = [Network::Mtn, Network::Airtel, Network::Glo, Network::T2];

    /// The name on screen and slip.
    pub fn name(self) -> &'static str {
        match self {
            Network::Mtn => "MTN",
            Network::Airtel => "Airtel",
            Network::Glo => "Glo",
            Network::T2 => "T2 (9mobile)",
        }
    }

    /// The network a vendor means by a name. Vendors write the same network in several ways; a name that is
    /// not listed is no network, never a guess.
    pub fn by_vendor_name(name: &str) -> Option<Network> {
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        match plain.as_str() {
            "mtn" | "mtnng" | "mtnnigeria" => Some(Network::Mtn),
            "airtel" | "airtelng" | "airtelnigeria" => Some(Network::Airtel),
            "glo" | "globacom" | "glong" => Some(Network::Glo),
            "9mobile" | "t2" | "t2mobile" | "t29mobile" | "etisalat" | "9mobilet2" => Some(Network::T2),
            _ => None,
        }
    }

    /// The network a number most likely belongs to, by its first four or five digits. A suggestion: numbers can
    /// be carried from one network to another, so the attendant may always change it.
    ///
    /// Source: the published prefix lists, as of 2026; `0707` and `0702` are left out where lists disagree.
    pub fn by_prefix(local: &str) -> Option<Network> {
        if let Some("07025" | "07026") = local.get(..5) {
            return Some(Network::Mtn);
        }
        match local.get(..4)? {
            "0703" | "0704" | "0706" | "0803" | "0806" | "0810" | "0813" | "0814" | "0816" | "0903" | "0906"
            | "0913" | "0916" => Some(Network::Mtn),
            "0705" | "0805" | "0807" | "0811" | "0815" | "0905" | "0915" => Some(Network::Glo),
            "0701" | "0708" | "0802" | "0808" | "0812" | "0901" | "0902" | "0904" | "0907" | "0911" | "0912" => {
                Some(Network::Airtel)
            }
            "0809" | "0817" | "0818" | "0908" | "0909" => Some(Network::T2),
            _ => None,
        }
    }
}
