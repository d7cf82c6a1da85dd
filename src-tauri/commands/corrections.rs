//! Slips of the finger: what was written down about money, taken back at once or corrected later.

use super::context::{ShopsState, till, typed_naira};
use super::error::CommandError;
use super::gate;
use super::reply::{Replied, refused};
use super::review::owner_approval;
use super::views::corrections::{CorrectableView, UndoView};
use airtill_domain::shift::correction::Corrected;
use airtill_macros::command;
use airtill_reports::Names;
use airtill_reports::correction::what_stood;
use airtill_shop::shops::Shops;
use airtill_shop::till::{Correctable, Correction, Till};
use airtill_words::say;

/// What may be put right, the newest first. Of wallets, for the owner alone.
#[command]
pub async fn corrections(shops: ShopsState<'_>) -> Result<Vec<CorrectableView>, CommandError> {
    let till = till(&shops)?;
    let names = names(&shops, &till)?;
    let today = till.clock().now().day();
    let since = till.ledger().shifts()?.since.seq;
    let latest = till.corrections.latest(is_owner(&shops))?;
    latest
        .into_iter()
        .map(|one| {
            Ok(CorrectableView {
                of: number(one.of),
                when: one.at.brief_on(today),
                who: names.name(&one.by),
                what: words(&till, &one, &names)?,
                amount: one.what.amount().abs().short(),
                whole: !one.what.has_another_amount(),
                first: one.first.map(|first| say!("corrected before: first {amount}", amount = first.abs().short())),
                of_wallet: one.what.is_of_a_wallet(),
                of_this_shift: one.of > since,
            })
        })
        .collect()
}

/// What whoever is at the counter may take back at once.
pub(super) fn undo(shops: &Shops, till: &Till) -> Result<Option<UndoView>, CommandError> {
    let Some((one, left)) = till.corrections.undoable(gate::acting(shops))? else { return Ok(None) };
    if one.what.is_of_a_wallet() && !is_owner(shops) {
        return Ok(None);
    }
    let left_ms = u32::try_from(left.as_millis()).unwrap_or(u32::MAX);
    Ok(Some(UndoView { of: number(one.of), what: words(till, &one, &names(shops, till)?)?, left_ms }))
}

/// Takes back what the same person did a moment ago.
#[command]
pub async fn take_back(shops: ShopsState<'_>, of: u32) -> Replied<String> {
    let till = till(&shops)?;
    let taken_back = till.corrections.take_back(u64::from(of), gate::acting(&shops)).await?;
    Ok(say!("Taken back: {what}", what = words(&till, &taken_back, &names(&shops, &till)?)?))
}

/// Puts right what was written down. `instead`: what is right; 0 where it did not happen.
#[command]
pub async fn correct(
    shops: ShopsState<'_>,
    of: u32,
    instead: String,
    why: String,
    owner_pin: Option<String>,
) -> Replied<String> {
    let till = till(&shops)?;
    let instead =
        typed_naira(&instead, say!("Type what is right, in naira; 0 if it did not happen")).map_err(refused)?;
    let owner = owner_approval(&shops, owner_pin).await?;
    let correction = Correction { of: u64::from(of), instead, why, owner, by_owner: is_owner(&shops) };
    let known = till.corrections.correct(correction, gate::acting(&shops)).await?;
    Ok(say!("Corrected: {what}", what = words(&till, &known, &names(&shops, &till)?)?))
}

/// In words, with the sale that it is about.
fn words(till: &Till, one: &Correctable, names: &Names) -> Result<String, CommandError> {
    let stood = what_stood(&one.what, one.what.amount(), names);
    let Corrected::Returned { sale, .. } = &one.what else { return Ok(stood) };
    Ok(match till.ledger().sale(*sale)? {
        Some(sale) => {
            let (product, recipient) = (sale.product.title(), sale.recipient.masked());
            say!("{stood}, for {product} to {recipient}", stood, product, recipient)
        }
        None => stood,
    })
}

/// Wallets are the owner's; in a shop without one there is nobody to keep them from.
fn is_owner(shops: &Shops) -> bool {
    shops.people().is_none_or(|people| people.session().is_owner())
}

/// People are the real shop's, also where they practise; who owes is this one's.
fn names(shops: &Shops, till: &Till) -> Result<Names, CommandError> {
    Ok(Names::of(till.ledger())?.with_staff_of(shops.real_till().as_ref().map(|real| real.ledger().as_ref()))?)
}

fn number(of: u64) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
