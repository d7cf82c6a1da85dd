//! What sales are counted under: a network's airtime and data, or transfers between banks.

use crate::network::Network;
use airtill_words::say;
use serde::{Deserialize, Serialize};

/// What a sale is counted under. The networks stand first and in their own order: what was kept by network is read as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
pub enum Service {
    /// [`Network::Mtn`].
    Mtn,
    /// [`Network::Airtel`].
    Airtel,
    /// [`Network::Glo`].
    Glo,
    /// [`Network::T2`].
    T2,
    /// [`Network::Smile`].
    Smile,
    /// [`Network::Ntel`].
    Ntel,
    /// [`Network::Vdt`].
    Vdt,
    /// Transfers to bank accounts, whichever bank.
    Transfer,
}

impl Service {
    /// All of them, in order.
    pub const ALL: [Service; 8] = [
        Service::Mtn,
        Service::Airtel,
        Service::Glo,
        Service::T2,
        Service::Smile,
        Service::Ntel,
        Service::Vdt,
        Service::Transfer,
    ];

    /// The network, where it is one.
    pub fn network(self) -> Option<Network> {
        Network::ALL.into_iter().find(|network| Service::from(*network) == self)
    }

    /// The name on screen and slip.
    pub fn name(self) -> &'static str {
        self.network().map_or(say!("Bank transfer"), Network::name)
    }
}

impl From<Network> for Service {
    fn from(network: Network) -> Service {
        match network {
            Network::Mtn => Service::Mtn,
            Network::Airtel => Service::Airtel,
            Network::Glo => Service::Glo,
            Network::T2 => Service::T2,
            Network::Smile => Service::Smile,
            Network::Ntel => Service::Ntel,
            Network::Vdt => Service::Vdt,
        }
    }
}
