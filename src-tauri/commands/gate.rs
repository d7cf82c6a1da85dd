//! What each command needs: the one place where it is decided, before any command runs.
//!
//! The window's calls pass [`check`] first (`app.rs`), so that a command can't be forgotten: one that has no line here is refused,
//! and a test holds the table against the commands that exist. The page only hides what is not allowed.

use super::error::CommandError;
use airtill_domain::staff::StaffId;
use airtill_ledger::entry::Actor;
use airtill_shop::people::session::Session;
use airtill_shop::shops::Shops;
use airtill_words::say;

/// What a command needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: the locked screen uses it too.
    Nothing,
    /// Someone signed in.
    SignedIn,
    /// The owner, with the passphrase given a moment ago.
    Owner,
    /// The same, once there is an owner: a till that was never set up has to go on too.
    OwnerIfAny,
    /// That no shop was set up yet.
    NoShop,
}

macro_rules! commands {
    ($($file:ident :: $command:ident => $needs:ident,)*) => {
        /// Every command, and what it needs.
        pub const TABLE: &[(&str, Needs)] = &[$((stringify!($command), Needs::$needs)),*];
    };
}
include!("list.rs");

/// Most bytes of text in what comes with a call. The longest form that the page sends, a vendor's settings with full tables,
/// has half of it.
const TEXT_MAX_BYTES: usize = 64 << 10;

/// Whether what comes with a call is of a size that the page could have sent. Looked at before anything is read out of it: a
/// refusal by the reader would say the whole of it again.
pub fn check_size(payload: &tauri::ipc::InvokeBody) -> Result<(), CommandError> {
    let bytes = match payload {
        tauri::ipc::InvokeBody::Json(value) => text_bytes(value),
        tauri::ipc::InvokeBody::Raw(bytes) => bytes.len(),
    };
    if bytes <= TEXT_MAX_BYTES {
        Ok(())
    } else {
        Err(CommandError::internal(say!("The window asks with too much text at once")))
    }
}

fn text_bytes(value: &serde_json::Value) -> usize {
    use serde_json::Value;
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 1,
        Value::String(text) => text.len() + 2,
        Value::Array(items) => items.iter().map(text_bytes).sum(),
        Value::Object(fields) => fields.iter().map(|(name, value)| name.len() + text_bytes(value)).sum(),
    }
}

/// Whether a command may run now.
///
/// # Errors
/// [`CommandError`] that tells the page to show the locked screen, to ask for the passphrase, or to begin with the set-up.
pub fn check(command: &str, shops: &Shops) -> Result<(), CommandError> {
    let Some((_, needs)) = TABLE.iter().find(|(name, _)| *name == command) else {
        return Err(CommandError::internal(say!("The window may not ask for this")));
    };
    allowed(*needs, session(shops)?)
}

/// The session, if anyone works here. No command counts as a sign that someone is there: the page asks for many on its own, and
/// tells of key presses with one of their own.
fn session(shops: &Shops) -> Result<Option<Session>, CommandError> {
    let Some(people) = shops.people() else { return Ok(None) };
    if !people.is_set_up()? {
        return Ok(None);
    }
    Ok(Some(people.session()))
}

/// What is allowed in a session; `None` stands for a till that was never set up, which has nothing but practice.
pub fn allowed(needs: Needs, session: Option<Session>) -> Result<(), CommandError> {
    match (needs, session) {
        (Needs::Nothing, _) | (Needs::SignedIn | Needs::OwnerIfAny | Needs::NoShop, None) => Ok(()),
        (Needs::NoShop, Some(_)) => Err(CommandError::internal(say!("This shop is set up already"))),
        (Needs::Owner, None) => Err(CommandError::set_up_first()),
        (Needs::SignedIn, Some(session)) if session.staff().is_some() => Ok(()),
        (Needs::Owner | Needs::OwnerIfAny, Some(session)) if session.is_owner() => Ok(()),
        (Needs::Owner | Needs::OwnerIfAny, Some(session)) if session.staff().is_some() => {
            Err(CommandError::owner_needed())
        }
        (Needs::SignedIn | Needs::Owner | Needs::OwnerIfAny, Some(_)) => Err(CommandError::locked()),
    }
}

/// Whose name stands on what is done now.
pub(super) fn acting(shops: &Shops) -> Actor {
    let acting: Option<StaffId> = shops.people().and_then(|people| people.session().acting());
    acting.map_or(Actor::Counter, Actor::Staff)
}
