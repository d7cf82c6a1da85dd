//! What crosses to the page, and from it, at `commands::paper`.

use airtill_domain::print::Paper;
use serde::{Deserialize, Serialize};

/// The printer as the owner sets it.
#[derive(Clone, Debug, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct PrinterForm {
    /// How it is reached.
    pub site: SiteForm,
    /// `192.168.1.50`, or `/dev/usb/lp0`.
    pub address: String,
    /// Of a printer on the network: 9100, nearly always.
    pub port: u16,
    /// How wide its paper is.
    pub paper: Paper,
    /// It has a knife.
    pub cuts: bool,
    /// The drawer hangs on it.
    pub opens_drawer: bool,
    /// Each sale's slip is printed automatically.
    pub each_sale: bool,
    /// What stands at the end of each slip.
    pub footer: String,
    /// A drawer that is off by more needs a reason.
    pub over_short_most: String,
    /// Most that one customer may owe.
    pub credit_most: String,
}

/// How a printer is reached.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, specta::Type)]
pub enum SiteForm {
    /// There is none.
    None,
    /// On the network.
    Network,
    /// Under a path.
    Path,
}

/// Which slip of a sale goes on paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, specta::Type)]
pub enum PrintAsk {
    /// The one that goes with how it stands.
    Sale,
    /// The one for a dispute.
    Dispute,
}

/// A slip that is perhaps on paper.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct PerhapsView {
    /// Its number.
    pub job: u32,
    /// `slip of ₦500 MTN airtime to 0803 ••• 4567`.
    pub what: String,
}
