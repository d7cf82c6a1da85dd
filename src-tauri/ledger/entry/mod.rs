//! Entries and commits, and their two encodings.
//!
//! The journal's [`mod@line`] is JSON that a person can read in a text editor twenty years on. The store's [`compact`]
//! form is postcard behind a version byte. Each can be made from the other byte for byte.

pub mod compact;
mod hash;
pub mod line;

pub use hash::{GENESIS, Hash};

use airtill_domain::appearance::Appearance;
use airtill_domain::cost::{Believed, BelievedCost, CostKey};
use airtill_domain::counter::CounterRules;
use airtill_domain::debtor::DebtorId;
use airtill_domain::hotkeys::Keymap;
use airtill_domain::listener::Listener;
use airtill_domain::loss::LossRules;
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::offer_change::OfferChange;
use airtill_domain::phone::Msisdn;
use airtill_domain::plan::Plan;
use airtill_domain::prefix::Prefixes;
use airtill_domain::price::{CustomerGroup, NetworkPrices, Pricing};
use airtill_domain::print::{Printed, Printer, Slip};
use airtill_domain::product::Product;
use airtill_domain::reference::{SaleId, TillId};
use airtill_domain::route::Routing;
use airtill_domain::sale::Tender;
use airtill_domain::sale::event::Event;
use airtill_domain::settings::{HashRecipe, VendorSettings};
use airtill_domain::shift::correction::{Corrected, CountedSince};
use airtill_domain::shift::sheet::Sheet;
use airtill_domain::shift::{Count, Direction, ShiftRules};
use airtill_domain::staff::{Role, SecretKind, StaffId};
use airtill_domain::time::Timestamp;
use airtill_domain::trade::TradeRules;
use airtill_domain::transfer::TransferRules;
use airtill_domain::vendor::{CredentialKind, VendorId};
use airtill_domain::wallet::ReadingWhy;
use airtill_words::Language;
use serde::{Deserialize, Serialize};

/// Entries that came to be together: all of them are in the ledger or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commit {
    /// Place in the ledger, from 1, without gaps. This gives the order, not the clock.
    pub seq: u64,
    /// When, by the till's clock.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What.
    pub entries: Vec<Entry>,
}

/// Who made an entry. New kinds go at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Actor {
    /// The program itself: an answer that came in, a check, an opening.
    Till,
    /// Whoever stood at the counter, before people were known by name.
    Counter,
    /// Someone who had signed in.
    Staff(StaffId),
}

/// One thing that happened. New kinds go at the end; a changed shape is a new kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry {
    /// The ledger began.
    TillCreated {
        /// The till's own four characters.
        till: TillId,
    },
    /// The program opened the ledger.
    Opened {
        /// The program's version.
        version: String,
        /// What had to be mended, in words. Empty on a quiet day.
        mended: Vec<String>,
    },
    /// Something happened to a sale.
    Sale(Event),
    /// A vendor's key was saved in the keyring. Of the key itself, only this is kept.
    KeySaved {
        /// Whose key.
        vendor: VendorId,
        /// Its last four characters, to recognise it by.
        last4: String,
        /// The account's fingerprint.
        fingerprint: String,
    },
    /// A vendor's key was deleted from the keyring.
    KeyDeleted {
        /// Whose key.
        vendor: VendorId,
    },
    /// Entries were found missing, and a person decided to go on.
    MissingAcknowledged {
        /// How many commits the anchor knew of and neither store held.
        commits: u64,
    },
    /// The shop was set up, or got another name.
    ShopNamed {
        /// As it stands on slips.
        name: String,
    },
    /// Someone joined, or got another name.
    StaffNamed {
        /// Their number.
        staff: StaffId,
        /// Their name.
        name: String,
        /// Their role.
        role: Role,
    },
    /// Someone left.
    StaffRemoved {
        /// Who.
        staff: StaffId,
    },
    /// A PIN, passphrase or recovery code was set. Wrong tries are forgotten with it.
    SecretSet {
        /// Whose.
        staff: StaffId,
        /// Which.
        kind: SecretKind,
        /// Its hash, in the usual textual form. PINs are hashed with a key from the keyring.
        hash: String,
    },
    /// Someone is about to be believed or not. Written before the check runs, so that no stop of the program refunds a try.
    SecretTried {
        /// Who they say they are.
        staff: StaffId,
        /// What they typed.
        kind: SecretKind,
    },
    /// The check succeeded.
    SignedIn {
        /// Who.
        staff: StaffId,
        /// By what.
        kind: SecretKind,
    },
    /// Nobody is signed in any more.
    SignedOut {
        /// Who was.
        staff: StaffId,
        /// By itself, after nothing was done for a while.
        by_itself: bool,
    },
    /// The owner decided about a vendor.
    VendorSet {
        /// Which.
        vendor: VendorId,
        /// Everything that holds from now on.
        settings: Box<VendorSettings>,
    },
    /// The owner decided about prices.
    PricingSet {
        /// What holds from now on.
        pricing: Pricing,
    },
    /// A vendor's credentials were saved in the keyring. Of themselves, only this is kept.
    CredentialsSaved {
        /// Whose.
        vendor: VendorId,
        /// Of which kind.
        kind: CredentialKind,
        /// The last four characters of the first of them.
        last4: String,
        /// The account's fingerprint.
        fingerprint: String,
    },
    /// A secret is void: the key that PINs were hashed with is gone, or a recovery code was replaced.
    SecretRemoved {
        /// Whose.
        staff: StaffId,
        /// Which.
        kind: SecretKind,
    },
    /// The owner decided how vendors are chosen.
    RoutingSet {
        /// What holds from now on.
        routing: Routing,
    },
    /// The owner put money into a wallet at a vendor, or took some out.
    WalletFunded {
        /// Whose wallet.
        vendor: VendorId,
        /// How much; below zero what was taken out.
        amount: Naira,
        /// From where, in the owner's words.
        note: String,
    },
    /// A vendor's balance, where it is worth remembering: from here on is counted what should be in the wallet.
    WalletRead {
        /// Whose wallet.
        vendor: VendorId,
        /// What the vendor said.
        balance: Naira,
        /// Why it is written down.
        why: ReadingWhy,
    },
    /// The owner has looked into what the ledger could not explain about a wallet.
    DifferenceSeen {
        /// Whose wallet.
        vendor: VendorId,
        /// What was found.
        note: String,
    },
    /// The owner chose where backups go, or has another passphrase: from now on they are made under a new key.
    BackupSet {
        /// The folder.
        folder: String,
        /// The public half of the key.
        recipient: String,
        /// The secret half, locked under the owner's passphrase: an age file in base 64.
        key: String,
    },
    /// A backup was made, and read back.
    BackedUp {
        /// The last commit in it.
        upto: u64,
    },
    /// This ledger came out of a backup. What happened after that was made is not in it.
    Restored {
        /// How often that has happened.
        epoch: u32,
        /// The last commit of the backup.
        upto: u64,
        /// When that was.
        made_at: Timestamp,
    },
    /// This computer's clock was far from what vendors' answers said.
    ClockOff {
        /// Whose answers were nearest to it.
        vendor: VendorId,
        /// By so many seconds it was ahead; below zero: behind.
        ahead_s: i64,
    },
    /// Someone decided how the window looks.
    LookSet {
        /// What holds from now on.
        look: Appearance,
    },
    /// The owner gave acts other keys.
    KeysSet {
        /// What holds from now on.
        keymap: Keymap,
    },
    /// The owner decided whether attendants see what a sale costs the shop and what it keeps.
    MarginHidden {
        /// They don't.
        hidden: bool,
    },
    /// The owner said which prefixes are whose.
    PrefixesSet {
        /// What holds from now on, before the table that is built in.
        prefixes: Prefixes,
    },
    /// A shift began, with a counted drawer.
    ShiftOpened {
        /// Its number, one more than the last.
        number: u32,
        /// The float.
        float: Count,
    },
    /// Cash that has nothing to do with a sale went into the drawer or out of it.
    CashMoved {
        /// Which way.
        direction: Direction,
        /// How much.
        amount: Naira,
        /// Why, in the attendant's words; empty where nothing was said.
        reason: String,
    },
    /// The drawer was counted, blind. From now on it holds so much; what it is off is over or short.
    DrawerCounted {
        /// Note by note.
        count: Count,
    },
    /// A shift was closed. The sheet is what was on the screen and went on paper, and never changes.
    ShiftClosed {
        /// Its Z.
        sheet: Box<Sheet>,
    },
    /// Someone may buy on credit, or has another name.
    DebtorNamed {
        /// Their number.
        debtor: DebtorId,
        /// Their name.
        name: String,
    },
    /// Someone paid what they owed, or some of it.
    DebtPaid {
        /// Who.
        debtor: DebtorId,
        /// How much.
        amount: Naira,
        /// How.
        tender: Tender,
    },
    /// The owner decided about shifts.
    ShiftRulesSet {
        /// What holds from now on.
        rules: ShiftRules,
    },
    /// The owner decided about the counter.
    CounterRulesSet {
        /// What holds from now on.
        rules: CounterRules,
    },
    /// The owner decided about the printer.
    PrinterSet {
        /// What holds from now on.
        printer: Printer,
    },
    /// A slip was asked for, and waits.
    PrintAsked {
        /// The job's number, one more than the last.
        job: u64,
        /// What.
        slip: Slip,
    },
    /// A slip is about to be printed. Durable before its first byte.
    PrintBegun {
        /// Which job.
        job: u64,
        /// What.
        slip: Slip,
    },
    /// It ended.
    PrintEnded {
        /// Which job.
        job: u64,
        /// How.
        how: Printed,
    },
    /// The owner decided about transfers to banks.
    TransferRulesSet {
        /// What holds from now on.
        rules: TransferRules,
    },
    /// The owner decided whose airtime SMEPlug may sell by share and sell.
    SharingSet {
        /// Of these networks, and no others.
        networks: Vec<Network>,
    },
    /// The owner decided about vendors' notices.
    ListenerSet {
        /// What holds from now on.
        listener: Listener,
    },
    /// Someone chose the language of the till.
    LanguageSet {
        /// What is spoken from now on.
        language: Language,
    },
    /// The owner decided about a network's prices.
    NetworkPricesSet {
        /// What holds from now on, before the shop's way.
        prices: NetworkPrices,
    },
    /// The owner gave a plan a price of its own, or took it away.
    PlanPriced {
        /// Whose.
        network: Network,
        /// Which, and every plan that certainly means the same.
        plan: Plan,
        /// What the customer pays from now on; `None`: as by the network's prices, or the shop's.
        price: Option<Naira>,
    },
    /// The owner has looked into one difference of a wallet: that one alone, by its amount. In place of [`Entry::DifferenceSeen`], which
    /// cleared whatever stood there.
    DifferenceExplained {
        /// Whose wallet.
        vendor: VendorId,
        /// When the difference was found.
        found_at: Timestamp,
        /// How much it is; below zero, money is missing.
        amount: Naira,
        /// It was a funding that nobody had written down: from now on it counts as one, and not as a difference.
        funding: bool,
        /// What was found.
        note: String,
    },
    /// A recovery code was made and is about to be shown, this once: in the commit that sets it.
    RecoveryCodeShown {
        /// Whose.
        staff: StaffId,
    },
    /// Whoever saw it says that it is written down.
    RecoveryCodeKept {
        /// Whose.
        staff: StaffId,
    },
    /// VDT's replies to "update" and "query" were seen to be hashed by this recipe: from now on another hash proves nothing. `None`:
    /// taken back by the owner.
    ReplyRecipe {
        /// Which.
        recipe: Option<HashRecipe>,
    },
    /// Whether attendants may confirm, with their own PIN, a verdict that is ready for a sale in doubt.
    AttendantsConfirm {
        /// They may.
        may: bool,
    },
    /// What charges say of a cost: from now on that is believed, or what is listed again.
    CostBelieved {
        /// At which vendor.
        vendor: VendorId,
        /// The vendor's own word for it.
        code: String,
        /// As people call it.
        title: String,
        /// What is believed; `None`: what is listed.
        believed: Option<Believed>,
    },
    /// The owner decided from which price on their PIN is asked for.
    LossRulesSet {
        /// What holds from now on.
        rules: LossRules,
    },
    /// The owner decided what is sold, at which price, and how much of it.
    TradeRulesSet {
        /// What holds from now on.
        rules: Box<TradeRules>,
    },
    /// Someone who may buy on credit has this name, number and limit from now on.
    DebtorSet {
        /// Their number in this shop.
        debtor: DebtorId,
        /// Their name.
        name: String,
        /// Their telephone.
        phone: Option<Msisdn>,
        /// The most that they may owe; `None`: as everybody.
        most: Option<Naira>,
    },
    /// A vendor's list was read, and says something else of plans than before.
    OffersChanged {
        /// Whose list.
        vendor: VendorId,
        /// What.
        changes: Vec<OfferChange>,
        /// So many changes more there were.
        more: u32,
    },
    /// The owner said of what stands under a vendor's code in place of another plan at which price it is sold.
    PlanAnswered {
        /// At which vendor.
        vendor: VendorId,
        /// Under which code.
        code: String,
    },
    /// Who is in a group of customers from now on; nobody: there is no such group any more.
    CustomerGroupSet {
        /// The group, whole.
        group: CustomerGroup,
    },
    /// A difference of a wallet was what an end of a sale did that followed another: it is none any more. In the commit of that end.
    DifferenceFits {
        /// Whose wallet.
        vendor: VendorId,
        /// When the difference was found.
        found_at: Timestamp,
        /// How much it is; below zero, money is missing.
        amount: Naira,
        /// Which sale.
        sale: SaleId,
    },
    /// Readings of a wallet were off by so much, one after the other, while sales went on: the ledger can't explain it.
    WalletDiffers {
        /// Whose wallet.
        vendor: VendorId,
        /// The last of those readings.
        balance: Naira,
        /// By how much; below zero, money is missing.
        off: Naira,
    },
    /// Someone paid what they owed, or some of it, with who brought it: as [`Entry::DebtPaid`], which does not know.
    DebtPaidBy {
        /// Whose debt.
        debtor: DebtorId,
        /// How much; below zero, money went back to them.
        amount: Naira,
        /// How.
        tender: Tender,
        /// Who brought it, or took it; empty for the debtor.
        payer: String,
    },
    /// What was written down was a slip of the finger, and is put right.
    Corrected {
        /// The commit in which it stands.
        of: u64,
        /// What stood there.
        what: Corrected,
        /// What is right in its place; zero: it never happened.
        instead: Naira,
        /// Whether the drawer was counted since: then it stays as it was counted.
        counted: CountedSince,
        /// Why. Empty where whoever had done it took it back at once.
        why: String,
        /// The owner, where the PIN was needed.
        agreed: Option<StaffId>,
    },
}

/// A commit with its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// What happened.
    pub commit: Commit,
    /// The hash of the line before.
    pub prev: Hash,
    /// The hash of this line.
    pub hash: Hash,
}

impl Entry {
    /// What is believed of which cost from this entry on; `None` inside: what is listed.
    pub fn believed_cost(&self) -> Option<(CostKey, Option<BelievedCost>)> {
        let Entry::CostBelieved { vendor, code, title, believed } = self else { return None };
        let (vendor, code, title) = (*vendor, code.clone(), title.clone());
        let key = (vendor, code.clone());
        Some((key, believed.map(|believed| BelievedCost { vendor, code, title, believed })))
    }

    /// What a slip of the finger may have been in it, where it was written down at an instant.
    pub fn correctable(&self, written_at: Timestamp) -> Option<Corrected> {
        match self {
            Entry::CashMoved { direction, amount, .. } => {
                Some(Corrected::CashMoved { direction: *direction, amount: *amount })
            }
            Entry::DebtPaid { debtor, amount, tender } | Entry::DebtPaidBy { debtor, amount, tender, .. } => {
                Some(Corrected::DebtPaid { debtor: *debtor, amount: *amount, tender: *tender })
            }
            Entry::Sale(Event::Returned { sale, amount, tender, .. }) => {
                Some(Corrected::Returned { sale: *sale, amount: *amount, tender: *tender })
            }
            Entry::WalletFunded { vendor, amount, .. } => {
                Some(Corrected::WalletFunded { vendor: *vendor, amount: *amount, written_at, left: Vec::new() })
            }
            _ => None,
        }
    }

    /// Whether it may be written from now on. A ledger reads whatever it was once given; what is asked of new entries beyond their
    /// form, and of none that are read, stands here: a price, a face amount and a cost are more than nothing.
    pub fn may_be_written(&self) -> bool {
        match self {
            Entry::Sale(Event::Intent { product, price, .. }) => {
                let amount = match product {
                    Product::Airtime { face: amount, .. } | Product::Transfer { amount, .. } => *amount,
                    Product::Data { .. } => *price,
                };
                *price > Naira::ZERO && amount > Naira::ZERO
            }
            Entry::Sale(Event::AttemptTerms { terms, .. }) => terms.cost.is_none_or(|cost| cost > Naira::ZERO),
            Entry::PlanPriced { price, .. } => price.is_none_or(|price| price > Naira::ZERO),
            _ => true,
        }
    }
}
