//! The drawer: shifts, cash in and out, and customers who pay later.

use super::context::{ShopsState, till, typed_naira};
use super::error::CommandError;
use super::gate;
use super::reply::{Replied, refused};
use super::views::drawer::{CountAsk, DebtorView, DrawerView, MovementView};
use airtill_domain::debtor::{Debtor, DebtorId};
use airtill_domain::money::Naira;
use airtill_domain::phone::Msisdn;
use airtill_domain::sale::Tender;
use airtill_domain::shift::Direction;
use airtill_domain::shift::sheet::Movement;
use airtill_macros::command;
use airtill_shop::shops::Shops;
use airtill_shop::till::TillError;
use airtill_words::say;

/// The drawer at this moment.
#[command]
pub async fn drawer(shops: ShopsState<'_>) -> Result<DrawerView, CommandError> {
    let till = till(&shops)?;
    let shifts = till.ledger().shifts()?;
    // One look at the sheet, which knows who opened it and what moved.
    let sheet = match till.shifts.x_report(gate::acting(&shops)) {
        Ok(sheet) => Some(sheet),
        Err(TillError::Refused(_)) => None,
        Err(TillError::Ledger(error)) => return Err(error.into()),
    };
    let credit_most = till.ledger().shift_rules()?.credit_most;
    let open = sheet.as_ref().map(|sheet| {
        let (at, by) = &sheet.opened;
        let when = at.brief_on(till.clock().now().day());
        say!("opened at {when} by {by}, with {float}", when, by, float = sheet.drawer.float.short())
    });
    let expected = sheet.as_ref().filter(|_| sees_drawer(&shops));
    Ok(DrawerView {
        number: shifts.number,
        open,
        expected: expected.map(|sheet| sheet.drawer.expected.plus(sheet.drawer.over_short).to_string()),
        movements: sheet.iter().flat_map(|sheet| sheet.movements.iter().rev()).map(movement).collect(),
        debtors: till.checkout.debtors()?.into_iter().map(debtor).collect(),
        credit_most: (credit_most > Naira::ZERO).then(|| credit_most.short()),
    })
}

/// What a blind count is held against is for the owner. In a shop without one there is nobody to hide it from.
pub(super) fn sees_drawer(shops: &Shops) -> bool {
    shops.people().is_none_or(|people| people.session().is_owner())
}

fn movement(movement: &Movement) -> MovementView {
    let (direction, amount) = movement.went();
    MovementView {
        time: movement.at.hour_minute(),
        who: movement.who.clone(),
        direction,
        amount: amount.short(),
        reason: movement.reason.clone(),
    }
}

fn debtor(debtor: Debtor) -> DebtorView {
    DebtorView {
        id: debtor.id,
        owes: debtor.owes.abs().short(),
        we_owe: debtor.owes < Naira::ZERO,
        settled: debtor.owes == Naira::ZERO,
        last: debtor.last_at.day().brief(),
        phone: debtor.phone.as_ref().map(Msisdn::grouped).unwrap_or_default(),
        most: debtor.most.and_then(Naira::whole).map(|most| most.to_string()).unwrap_or_default(),
        name: debtor.name,
    }
}

/// Says who a debtor is (a name, and a telephone behind it) and how much they may owe, in naira; empty as everybody.
#[command]
pub async fn set_debtor_card(shops: ShopsState<'_>, debtor: DebtorId, name: String, most: String) -> Replied<String> {
    let till = till(&shops)?;
    let most = match most.trim() {
        "" => None,
        text => Some(typed_naira(text, say!("Type a limit in naira, or leave it empty for none")).map_err(refused)?),
    };
    till.checkout.set_debtor_card(debtor, &name, most, gate::acting(&shops)).await?;
    Ok(say!("Saved").into())
}

/// Opens a shift with a counted float.
#[command]
pub async fn open_shift(shops: ShopsState<'_>, float: CountAsk) -> Replied<String> {
    let till = till(&shops)?;
    let float = float.read().map_err(refused)?;
    let number = till.shifts.open_shift(float, gate::acting(&shops)).await?;
    Ok(say!("Shift {number} is open, with {float}", number, float = float.total().short()))
}

/// Cash that has nothing to do with a sale goes into the drawer or out of it. `sure`: also where the amount is odd.
#[command]
pub async fn move_cash(
    shops: ShopsState<'_>,
    direction: Direction,
    amount: String,
    reason: String,
    sure: bool,
) -> Replied<String> {
    let till = till(&shops)?;
    let amount = typed_naira(&amount, say!("Type the amount in digits: 2000")).map_err(refused)?;
    till.shifts.move_cash(direction, amount, &reason, sure, gate::acting(&shops)).await?;
    let way = if direction == Direction::In { say!("put in") } else { say!("taken out") };
    Ok(format!("{} {way}", amount.short()))
}

/// A customer pays what they owe, or some of it, or somebody for them: `payer`, empty for the customer.
#[command]
pub async fn debt_paid(
    shops: ShopsState<'_>,
    debtor: DebtorId,
    amount: String,
    tender: Tender,
    payer: String,
) -> Replied<String> {
    let till = till(&shops)?;
    let amount = typed_naira(&amount, say!("Type the amount in digits: 500")).map_err(refused)?;
    let Debtor { name, owes, .. } =
        till.checkout.debt_paid(debtor, amount, tender, &payer, gate::acting(&shops)).await?;
    Ok(match owes < Naira::ZERO {
        _ if owes == Naira::ZERO => say!("{name} owes nothing any more", name),
        true => say!("{name} is still owed {owes}", name, owes = owes.abs().short()),
        false => say!("{name} still owes {owes}", name, owes = owes.short()),
    })
}
