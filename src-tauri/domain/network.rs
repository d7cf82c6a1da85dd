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
    /// Smile: data, and airtime that VTpass lists without a price.
    Smile,
    /// NTEL.
    Ntel,
    /// VDT, an internet provider: plans for a customer's id.
    Vdt,
}

impl Network {
    /// All networks, in the order of the keys M A G E S N V.
    pub const ALL: [Network; 7] =
        [Network::Mtn, Network::Airtel, Network::Glo, Network::T2, Network::Smile, Network::Ntel, Network::Vdt];

    /// The name on screen and slip.
    pub fn name(self) -> &'static str {
        match self {
            Network::Mtn => "MTN",
            Network::Airtel => "Airtel",
            Network::Glo => "Glo",
            Network::T2 => "T2 (9mobile)",
            Network::Smile => "Smile",
            Network::Ntel => "NTEL",
            Network::Vdt => "VDT",
        }
    }

    /// The network a vendor means by a name. Vendors write the same network in several ways; a name that is
    /// not listed is no network, never a guess.
    pub fn by_vendor_name(name: &str) -> Option<Network> {
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        match plain.as_str() {
            "mtn" | "mtnng" | "mtnnigeria" => Some(Network::Mtn),
            "airtel" | "airtelng" | "airtelnigeria" => Some(Network::Airtel),
            "glo" | "globacom" | "glong" | "glonigeria" => Some(Network::Glo),
            "9mobile" | "t2" | "t2mobile" | "t29mobile" | "etisalat" | "9mobilet2" | "9mobilenigeria" | "t2nigeria" => {
                Some(Network::T2)
            }
            "smile" | "smiledirect" | "smilepayment" | "smilenigeria" => Some(Network::Smile),
            "ntel" | "ntelnigeria" => Some(Network::Ntel),
            _ => None,
        }
    }

    /// The network a number most likely belongs to, by its first four or five digits. A suggestion: numbers can
    /// be carried from one network to another, so the attendant may always change it.
    ///
    /// Source: the carrier table of the phonenumbers data set, release 9.0.43, which lists them by four digits, and
    /// 0702 by five. `0914` is nobody's there and is left out.
    pub fn by_prefix(local: &str) -> Option<Network> {
        match local.get(..5) {
            Some("07025" | "07026") => return Some(Network::Mtn),
            Some("07020") => return Some(Network::Smile),
            Some("07021" | "07022") => return Some(Network::Ntel),
            _ => {}
        }
        match local.get(..4)? {
            "0703" | "0704" | "0706" | "0707" | "0803" | "0806" | "0810" | "0813" | "0814" | "0816" | "0903"
            | "0906" | "0910" | "0913" | "0916" => Some(Network::Mtn),
            "0705" | "0805" | "0807" | "0811" | "0815" | "0905" | "0915" => Some(Network::Glo),
            "0701" | "0708" | "0802" | "0808" | "0812" | "0901" | "0902" | "0904" | "0907" | "0911" | "0912" => {
                Some(Network::Airtel)
            }
            "0809" | "0817" | "0818" | "0908" | "0909" => Some(Network::T2),
            "0804" => Some(Network::Ntel),
            _ => None,
        }
    }
}
