//! Transfers to banks: the form up to the review, and what the owner decides about them.

use super::context::{ShopsState, till, typed_naira};
use super::error::CommandError;
use super::gate;
use super::reply::{Replied, refused};
use super::sell::lesson;
use super::views::sell::PlanRef;
use super::views::transfer::{AccountNumberView, BandForm, BankView, BanksView, TransferAmountView, TransferForm};
use airtill_domain::money::Naira;
use airtill_domain::transfer::{FeeBand, TransferRules};
use airtill_macros::command;
use airtill_shop::settings;
use airtill_shop::till::PlanKey;
use airtill_words::say;

/// The banks that money can be sent to, as they were last read.
#[command]
pub async fn banks(shops: ShopsState<'_>) -> Result<BanksView, CommandError> {
    let banks = till(&shops)?.catalogue.banks()?;
    Ok(BanksView {
        as_of: banks.read_at.map(|at| say!("Banks as of {at}", at = at.brief())),
        banks: banks
            .banks
            .into_iter()
            .map(|on_list| BankView {
                key: PlanRef { vendor: on_list.key.vendor, code: on_list.key.code },
                also: on_list.bank.everyday_names(),
                name: on_list.bank.name,
                sent: u32::try_from(on_list.sent).unwrap_or(u32::MAX),
            })
            .collect(),
    })
}

/// Reads the field of the account number as it is typed.
///
/// # Errors
/// While the ledger is being opened.
#[command]
pub async fn read_account(
    shops: ShopsState<'_>,
    text: String,
    bank: Option<PlanRef>,
) -> Result<AccountNumberView, CommandError> {
    let till = till(&shops)?;
    let read = till.catalogue.read_account(&text, bank.map(PlanKey::from).as_ref());
    Ok(AccountNumberView {
        lesson: read.complete.then(|| lesson(&till, &text)).flatten(),
        complete: read.complete,
        wrong: read.wrong,
        doubtful: read.doubtful,
    })
}

/// Reads the amount field of a transfer as it is typed.
#[command]
pub async fn read_transfer(shops: ShopsState<'_>, text: String) -> Result<TransferAmountView, CommandError> {
    Ok(match till(&shops)?.catalogue.read_transfer_amount(&text)? {
        Ok(price) => {
            let (all, amount, fee) = (price.amount.plus(price.fee), price.amount, price.fee);
            TransferAmountView {
                pays: Some(say!("The customer pays {all}: {parts}", all = all.short(), parts = sends(amount, fee))),
                words: amount.words(),
                ask_owner: price.ask_owner,
                wrong: None,
            }
        }
        Err(why) => TransferAmountView { pays: None, words: None, ask_owner: false, wrong: Some(why.sentence()) },
    })
}

/// What the owner decided about transfers.
#[command]
pub async fn transfer_rules(shops: ShopsState<'_>) -> Result<TransferForm, CommandError> {
    let rules = till(&shops)?.ledger().transfer_rules()?;
    Ok(TransferForm {
        enabled: rules.enabled,
        owner_above: rules.owner_above.plain(),
        bands: rules.bands.iter().map(|band| BandForm { upto: band.upto.plain(), fee: band.fee.plain() }).collect(),
    })
}

/// Saves what the owner decided about transfers.
#[command]
pub async fn save_transfer_rules(shops: ShopsState<'_>, form: TransferForm) -> Replied<String> {
    let rules = read_form(&form).map_err(refused)?;
    let till = till(&shops)?;
    let saved = settings::set_transfers(till.ledger(), shops.clock(), rules, gate::acting(&shops)).await;
    shops.tell();
    saved?;
    Ok(say!("Saved: bank transfers").into())
}

/// `₦5,000 and ₦100 for sending it`.
pub(super) fn sends(amount: Naira, fee: Naira) -> String {
    say!("{amount} and {fee} for sending it", amount = amount.short(), fee = fee.short())
}

fn read_form(form: &TransferForm) -> Result<TransferRules, String> {
    let amount = |text: &str, what: &str| typed_naira(text, &say!("{what} is not an amount in naira", what));
    let band = |band: &BandForm| {
        Ok(FeeBand {
            upto: amount(&band.upto, say!("An amount in the table"))?,
            fee: amount(&band.fee, say!("A fee in the table"))?,
        })
    };
    Ok(TransferRules {
        enabled: form.enabled,
        owner_above: amount(&form.owner_above, say!("The amount above which the owner is asked"))?,
        bands: form.bands.iter().map(band).collect::<Result<_, String>>()?,
    })
}
