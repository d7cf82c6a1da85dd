//! What crosses to the page, and from it, at `commands::status`.

use super::super::error::CommandError;
use super::corrections::UndoView;
use super::paper::PerhapsView;
use super::screen::{BoundKey, LookView};
use airtill_domain::health::Health;
use airtill_domain::shop::ShopKind;
use airtill_domain::vendor::VendorId;
use serde::Serialize;

/// Everything the frame of the window shows.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct StatusView {
    /// Which shop.
    pub shop: ShopKind,
    /// A real shop was set up here, so that one can switch.
    pub has_real: bool,
    /// How far opening has come.
    pub phase: PhaseView,
    /// What was found when the ledger was opened.
    pub notices: Vec<String>,
    /// Why the ledger takes no sales, if it doesn't.
    pub read_only: Option<String>,
    /// Since when nothing could be reached: `14:02`.
    pub offline_since: Option<String>,
    /// The vendors were reached at least once.
    pub online: bool,
    /// The vendors' wallets.
    pub wallets: Vec<WalletView>,
    /// Who is signed in.
    pub session: SessionView,
    /// The shop's name, once it was set up.
    pub shop_name: Option<String>,
    /// Saved keys of the real shop that the keyring has not given.
    pub late_keys: Option<LateKeysView>,
    /// Sales not known yet, of any day.
    pub not_known: u32,
    /// Sales whose money is owed, of any day.
    pub owed: u32,
    /// `₦500`: what is owed in all.
    pub owed_sum: String,
    /// What the owner has to look into: contradicted sales, and debits that the ledger can't explain. In words.
    pub alarms: Vec<String>,
    /// `Sunday 22 November 2026`.
    pub day: String,
    /// `14:02`, in Lagos.
    pub time: String,
    /// How the window looks.
    pub look: LookView,
    /// The acts that have other keys than the usual ones.
    pub keys: Vec<BoundKey>,
    /// The amounts of `*` and a digit, in whole naira.
    pub quick_amounts: Vec<u32>,
    /// Money can be sent to banks.
    pub transfers: bool,
    /// The shift.
    pub shift: ShiftView,
    /// The printer, where there is one.
    pub printer: Option<PrinterView>,
    /// What whoever is at the counter may take back at once.
    pub undo: Option<UndoView>,
}

/// Keys that were saved and are not there, and what is waited for.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct LateKeysView {
    /// `This computer's keyring is locked: the keys of SMEPlug wait for it`.
    pub what: String,
    /// What happens by itself, and what a person can do.
    pub hint: String,
}

/// The shift, as the strip shows it.
#[derive(Clone, Debug, Default, Serialize, specta::Type)]
pub struct ShiftView {
    /// The open shift's number.
    pub open: Option<u32>,
    /// `08:02`, with the day where it is another.
    pub since: Option<String>,
    /// It has been open since another day: it should be closed.
    pub stale: bool,
    /// This shop has shifts, and none is open: nothing is sold.
    pub closed: bool,
}

/// The printer, as the strip shows it.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct PrinterView {
    /// `the printer is out of paper, since 14:02`.
    pub trouble: Option<String>,
    /// Slips that wait.
    pub waiting: u32,
    /// Slips that are perhaps on paper.
    pub perhaps: Vec<PerhapsView>,
}

/// How far opening has come.
#[derive(Clone, Debug, Serialize, specta::Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum PhaseView {
    /// Under way.
    Opening {
        /// With what.
        doing: String,
    },
    /// Done.
    Open,
    /// Impossible.
    Failed {
        /// Why, and what to do.
        error: CommandError,
    },
}

/// A dot and a balance in the status strip.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct WalletView {
    /// Whose.
    pub id: VendorId,
    /// `SMEPlug`.
    pub vendor: String,
    /// `₦84,220`.
    pub balance: Option<String>,
    /// `09:12`: when the balance was read.
    pub read_at: Option<String>,
    /// What is wrong, when the last question failed.
    pub trouble: Option<String>,
    /// `sandbox`, where a real shop calls it: what is sold there is not real.
    pub elsewhere: Option<String>,
    /// Below the owner's limit.
    pub low: bool,
    /// This vendor can't be asked; a balance is what it said with a sale.
    pub untold: bool,
    /// How its last answers were.
    pub health: Health,
    /// Minutes that it still rests.
    pub rests_min: Option<u32>,
}

/// Who is signed in.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct SessionView {
    /// The shop has an owner, so someone has to sign in.
    pub needed: bool,
    /// `Ada`; nobody when the screen is locked.
    pub name: Option<String>,
    /// What only the owner may do is allowed now.
    pub owner: bool,
}
