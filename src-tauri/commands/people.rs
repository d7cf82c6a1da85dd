//! The locked screen, the set-up, and the owner's list of people. Secrets come in, and none goes out but a new
//! recovery code, once.

use super::context::{ShopsState, typed_pin};
use super::error::CommandError;
use super::gate;
use super::reply::Replied;
use super::views::people::{PeopleChanged, PeopleView, SetUpAsk, StaffView};
use airtill_credentials::Secret;
use airtill_domain::staff::{Role, SecretKind, Staff, StaffId};
use airtill_macros::command;
use airtill_shop::people::session::TRIES_MAX;
use airtill_shop::people::{People, SetUp};
use airtill_shop::shops::Shops;
use std::sync::Arc;

const CHANGED: PeopleChanged = PeopleChanged { recovery_code: None };

fn with_code(code: String) -> PeopleChanged {
    PeopleChanged { recovery_code: Some(code) }
}

/// Who works here: names alone.
#[command]
pub async fn people(shops: ShopsState<'_>) -> Result<PeopleView, CommandError> {
    let Some(people) = shops.people() else { return Ok(PeopleView { set_up: false, staff: Vec::new() }) };
    let staff = people.all()?.iter().map(|person| staff_view(person, &people)).collect();
    Ok(PeopleView { set_up: people.is_set_up()?, staff })
}

/// Sets the shop up. The recovery code comes back once.
#[command]
pub async fn set_up(shops: ShopsState<'_>, ask: SetUpAsk) -> Replied<PeopleChanged> {
    let asked = SetUp {
        shop_name: ask.shop_name,
        owner: ask.owner,
        passphrase: Secret::new(ask.passphrase),
        owner_pin: typed_pin(&ask.owner_pin),
        attendant: ask.attendant,
        attendant_pin: typed_pin(&ask.attendant_pin),
    };
    Ok(with_code(shops.set_up(asked).await?))
}

/// Signs someone in by PIN.
#[command]
pub async fn sign_in(shops: ShopsState<'_>, staff: StaffId, pin: String) -> Replied<PeopleChanged> {
    the_people(&shops)?.sign_in(staff, typed_pin(&pin)).await?;
    // A keyring that gave the key for PINs gives the vendors' too.
    if let Some(till) = shops.real_till() {
        till.connections.want_keys().await;
    }
    Ok(CHANGED)
}

/// Takes the owner's passphrase, for what only the owner may do.
#[command]
pub async fn step_up(shops: ShopsState<'_>, passphrase: String) -> Replied<PeopleChanged> {
    the_people(&shops)?.step_up(Secret::new(passphrase)).await?;
    // A keyring that was unlocked in the meantime gives its keys now.
    if let Some(till) = shops.real_till() {
        till.connections.want_keys().await;
    }
    Ok(CHANGED)
}

/// The owner is done; whoever was signed in before goes on.
#[command]
pub async fn step_down(shops: ShopsState<'_>) -> Result<(), CommandError> {
    if let Some(people) = shops.people() {
        people.step_down();
    }
    Ok(())
}

/// Locks the screen.
///
/// # Errors
/// [`CommandError`], and the screen is locked anyway.
#[command]
pub async fn lock(shops: ShopsState<'_>) -> Result<(), CommandError> {
    if let Some(till) = shops.real_till() {
        till.checkout.cancel_all();
    }
    if let Some(people) = shops.people() {
        people.lock().await?;
    }
    Ok(())
}

/// Another passphrase by the recovery code; another code comes back, once.
#[command]
pub async fn recover(shops: ShopsState<'_>, code: String, passphrase: String) -> Replied<PeopleChanged> {
    let passphrase = Secret::new(passphrase);
    let another = the_people(&shops)?.recover(Secret::new(code), passphrase.clone()).await?;
    renew_backup(&shops, passphrase).await;
    Ok(with_code(another))
}

/// Someone has pressed a key or touched the screen.
#[command]
pub async fn touch(shops: ShopsState<'_>) -> Result<(), CommandError> {
    if let Some(people) = shops.people() {
        people.touch();
    }
    Ok(())
}

/// Another recovery code, shown once; the old one is void.
#[command]
pub async fn new_recovery_code(shops: ShopsState<'_>) -> Replied<PeopleChanged> {
    Ok(with_code(the_people(&shops)?.renew_recovery_code(gate::acting(&shops)).await?))
}

/// The recovery code on the screen is written down.
#[command]
pub async fn recovery_code_kept(shops: ShopsState<'_>) -> Replied<PeopleChanged> {
    let kept = the_people(&shops)?.recovery_code_kept(gate::acting(&shops)).await;
    shops.tell();
    kept?;
    Ok(CHANGED)
}

/// Someone joins.
#[command]
pub async fn add_staff(shops: ShopsState<'_>, name: String, pin: String) -> Replied<PeopleChanged> {
    the_people(&shops)?.add(&name, typed_pin(&pin), gate::acting(&shops)).await?;
    Ok(CHANGED)
}

/// Someone gets another PIN.
#[command]
pub async fn set_pin(shops: ShopsState<'_>, staff: StaffId, pin: String) -> Replied<PeopleChanged> {
    the_people(&shops)?.set_pin(staff, typed_pin(&pin), gate::acting(&shops)).await?;
    Ok(CHANGED)
}

/// Someone leaves.
#[command]
pub async fn remove_staff(shops: ShopsState<'_>, staff: StaffId) -> Replied<PeopleChanged> {
    the_people(&shops)?.remove(staff, gate::acting(&shops)).await?;
    Ok(CHANGED)
}

/// The owner takes another passphrase.
#[command]
pub async fn set_passphrase(shops: ShopsState<'_>, passphrase: String) -> Replied<PeopleChanged> {
    let passphrase = Secret::new(passphrase);
    the_people(&shops)?.set_passphrase(passphrase.clone(), gate::acting(&shops)).await?;
    renew_backup(&shops, passphrase).await;
    Ok(CHANGED)
}

/// Backups are opened by the passphrase of the day: by the new one from now on. The recovery code or the passphrase counts even
/// where this fails, and the old passphrase still opens the backups then.
async fn renew_backup(shops: &Shops, passphrase: Secret) {
    if let Err(error) = shops.renew_backup(passphrase, gate::acting(shops)).await {
        tracing::error!(%error, "backups stay under the passphrase before");
    }
}

fn the_people(shops: &Shops) -> Result<Arc<People>, CommandError> {
    shops.people().ok_or_else(CommandError::set_up_first)
}

fn staff_view(person: &Staff, people: &People) -> StaffView {
    let wait = people.wait(person, SecretKind::Pin);
    StaffView {
        id: person.id,
        name: person.name.clone(),
        role: person.role,
        locked: person.role == Role::Attendant && person.wrong_pins >= TRIES_MAX,
        wait_s: u32::try_from(wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).unwrap_or(u32::MAX),
    }
}
