//! Which key does what, and how the owner may change that.
//!
//! Every act of the counter that has a key of its own is an [`Action`]. It is heard on some [`Place`]s of the window; two acts
//! may share a key only where they are never heard together. What can't be changed is what the number pad types: digits,
//! `*`, Enter, Esc and the arrows.

use airtill_words::say;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Something that is done by one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
pub enum Action {
    /// Shows the keys.
    Help,
    /// Sells airtime.
    Airtime,
    /// Sells data.
    Data,
    /// Shows what is not known and what is owed.
    Open,
    /// Asks the vendors about everything that is not known.
    CheckNow,
    /// Shows the ledger.
    Ledger,
    /// Locks the screen, or lets someone else take over.
    Lock,
    /// What only the owner may do.
    Owner,
    /// The network is MTN.
    Mtn,
    /// The network is Airtel.
    Airtel,
    /// The network is Glo.
    Glo,
    /// The network is T2 (9mobile).
    T2,
    /// The network is NTEL.
    Ntel,
    /// Sells to a Smile account.
    Smile,
    /// Sells to a VDT customer.
    Vdt,
    /// The customer pays cash.
    Cash,
    /// The customer pays by transfer.
    Transfer,
    /// The customer pays by card.
    Card,
    /// The customer pays later.
    Credit,
    /// Another vendor that sells the same.
    OtherVendor,
    /// Why this vendor.
    Why,
    /// Money was handed over to the customer.
    HandOver,
    /// Shows the slip.
    Slip,
    /// The owner ends a doubt by hand, or has looked into a contradiction.
    Settle,
    /// Shows the slip once more, marked as a copy.
    Copy,
    /// Shows the slip for a dispute.
    Dispute,
    /// The drawer: shift, cash in and out, debtors.
    Drawer,
    /// Closes the shift.
    Close,
    /// Puts a slip on paper.
    Print,
    /// Sends money to a bank account.
    Bank,
}

/// Where a key is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, specta::Type)]
pub enum Place {
    /// On every screen.
    Everywhere,
    /// While a sale is typed.
    Typing,
    /// In the review.
    Review,
    /// On the card of a sale that failed.
    Failed,
    /// On the list of what is not known and owed.
    Open,
    /// On a sale's story.
    Story,
    /// On a slip or a sheet that is shown.
    Paper,
}

/// A key that can be given to an act: a letter, or a function key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Key(String);

/// The keys, as far as they are not the ones that hold without the owner's word.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Keymap(BTreeMap<Action, Key>);

impl Key {
    /// Reads `a` to `z` in either case, and `F1` to `F12`.
    pub fn parse(text: &str) -> Option<Key> {
        let name = text.trim().to_ascii_uppercase();
        let letter = name.len() == 1 && name.bytes().all(|byte| byte.is_ascii_uppercase());
        let function = (1..=12).any(|n| name == format!("F{n}"));
        (letter || function).then_some(Key(name))
    }

    /// `G`, `F4`.
    pub fn name(&self) -> &str {
        &self.0
    }

    fn is_letter(&self) -> bool {
        self.0.len() == 1
    }
}

impl TryFrom<String> for Key {
    type Error = String;

    fn try_from(text: String) -> Result<Key, String> {
        Key::parse(&text).filter(|key| key.0 == text).ok_or_else(|| say!("no key: {text}", text))
    }
}

impl From<Key> for String {
    fn from(key: Key) -> String {
        key.0
    }
}

impl Action {
    /// Every act, in the order in which they are listed.
    pub const ALL: [Action; 30] = [
        Action::Help,
        Action::Airtime,
        Action::Data,
        Action::Open,
        Action::CheckNow,
        Action::Ledger,
        Action::Drawer,
        Action::Close,
        Action::Lock,
        Action::Owner,
        Action::Mtn,
        Action::Airtel,
        Action::Glo,
        Action::T2,
        Action::Ntel,
        Action::Smile,
        Action::Vdt,
        Action::Cash,
        Action::Transfer,
        Action::Card,
        Action::Credit,
        Action::OtherVendor,
        Action::Why,
        Action::HandOver,
        Action::Slip,
        Action::Settle,
        Action::Copy,
        Action::Dispute,
        Action::Print,
        Action::Bank,
    ];

    /// The key it has until the owner says otherwise.
    pub fn usual_key(self) -> Key {
        let name = match self {
            Action::Help => "F1",
            Action::Airtime => "F2",
            Action::Data => "F3",
            Action::Open => "F4",
            Action::CheckNow => "F5",
            Action::Ledger => "F6",
            Action::Drawer => "F7",
            Action::Close => "F8",
            Action::Lock => "F9",
            Action::Owner => "F10",
            Action::Bank => "F12",
            Action::Mtn => "M",
            Action::Airtel => "A",
            Action::Glo | Action::HandOver => "G",
            Action::T2 => "E",
            Action::Ntel => "N",
            Action::Smile => "S",
            Action::Vdt | Action::OtherVendor => "V",
            Action::Cash => "C",
            Action::Transfer => "T",
            Action::Card => "K",
            Action::Credit | Action::Dispute => "D",
            Action::Why => "W",
            Action::Slip | Action::Print => "P",
            Action::Settle => "O",
            Action::Copy => "R",
        };
        Key(name.to_owned())
    }

    /// Where its key is heard.
    pub fn places(self) -> &'static [Place] {
        match self {
            Action::Help
            | Action::Airtime
            | Action::Data
            | Action::Open
            | Action::CheckNow
            | Action::Ledger
            | Action::Drawer
            | Action::Close
            | Action::Lock
            | Action::Owner
            | Action::Bank => &[Place::Everywhere],
            Action::Mtn | Action::Airtel | Action::Glo | Action::T2 | Action::Ntel | Action::Smile | Action::Vdt => {
                &[Place::Typing]
            }
            Action::Cash | Action::Transfer | Action::Card | Action::Credit | Action::OtherVendor => &[Place::Review],
            Action::Why => &[Place::Typing, Place::Review, Place::Failed, Place::Open],
            Action::HandOver => &[Place::Failed, Place::Open],
            Action::Slip => &[Place::Typing, Place::Open, Place::Story],
            Action::Settle => &[Place::Open],
            Action::Copy | Action::Dispute => &[Place::Story],
            Action::Print => &[Place::Paper],
        }
    }

    /// What it does, in the words of a message.
    pub fn words(self) -> &'static str {
        match self {
            Action::Help => say!("help"),
            Action::Airtime => say!("airtime"),
            Action::Data => say!("data"),
            Action::Open => say!("not known and owed"),
            Action::CheckNow => say!("check now"),
            Action::Ledger => say!("the ledger"),
            Action::Lock => say!("lock"),
            Action::Owner => say!("the owner's screens"),
            Action::Mtn => "MTN",
            Action::Airtel => "Airtel",
            Action::Glo => "Glo",
            Action::T2 => "T2 (9mobile)",
            Action::Ntel => "NTEL",
            Action::Smile => "Smile",
            Action::Vdt => "VDT",
            Action::Cash => say!("cash"),
            Action::Transfer => say!("transfer"),
            Action::Card => say!("card"),
            Action::Credit => say!("on credit"),
            Action::OtherVendor => say!("another vendor"),
            Action::Why => say!("why this vendor"),
            Action::HandOver => say!("money handed over"),
            Action::Slip => say!("the slip"),
            Action::Settle => say!("the owner settles"),
            Action::Copy => say!("a copy of the slip"),
            Action::Dispute => say!("the dispute slip"),
            Action::Drawer => say!("the drawer"),
            Action::Close => say!("closing the shift"),
            Action::Print => say!("printing it"),
            Action::Bank => say!("bank transfer"),
        }
    }

    fn heard_with(self, other: Action) -> bool {
        let (mine, theirs) = (self.places(), other.places());
        mine.contains(&Place::Everywhere)
            || theirs.contains(&Place::Everywhere)
            || mine.iter().any(|place| theirs.contains(place))
    }
}

impl Keymap {
    /// Gives acts their keys. Those that keep their usual key need not be named.
    ///
    /// # Errors
    /// A sentence, when two acts would be heard by one key, or a letter would have to work where letters are typed.
    pub fn new(changes: impl IntoIterator<Item = (Action, Key)>) -> Result<Keymap, String> {
        let mut keymap = Keymap::default();
        for (action, key) in changes {
            if key.is_letter() && action.places().contains(&Place::Everywhere) {
                return Err(say!(
                    "{key} is typed on some screens: {action} needs a function key, F1 to F12",
                    key = key.name(),
                    action = action.words()
                ));
            }
            if key == action.usual_key() {
                keymap.0.remove(&action);
            } else {
                keymap.0.insert(action, key);
            }
        }
        for (n, one) in Action::ALL.into_iter().enumerate() {
            let clash = |other: &Action| one.heard_with(*other) && keymap.key(one) == keymap.key(*other);
            if let Some(other) = Action::ALL[n + 1..].iter().find(|other| clash(other)) {
                return Err(say!(
                    "{key} would mean both {one} and {other}",
                    key = keymap.key(one).name(),
                    one = one.words(),
                    other = other.words()
                ));
            }
        }
        Ok(keymap)
    }

    /// An act's key.
    pub fn key(&self, action: Action) -> Key {
        self.0.get(&action).cloned().unwrap_or_else(|| action.usual_key())
    }

    /// The acts whose key is not the usual one.
    pub fn changes(&self) -> impl Iterator<Item = (Action, &Key)> {
        self.0.iter().map(|(action, key)| (*action, key))
    }
}
