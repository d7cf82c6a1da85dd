//! Transfers to banks: the form up to the review, and what the owner decides about them.

use super::error::CommandError;
use super::reply::{Replied, refused};
use super::sell::{PlanRef, lesson};
use super::{ShopsState, gate, till, typed_naira};
use airtill_domain::money::Naira;
use airtill_domain::transfer::{FeeBand, TransferRules};
use airtill_macros::command;
use airtill_shop::settings;
use airtill_shop::till::PlanKey;
use airtill_words::say;
use serde::{Deserialize, Serialize};

/// The banks that money can be sent to.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct BanksView {
    /// Those sent to lately first, then by name.
    pub banks: Vec<BankView>,
    /// `Banks as of 09:12`.
    pub as_of: Option<String>,
}

/// A bank on the list.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct BankView {
    /// Names it to the look-up and the review.
    pub key: PlanRef,
    /// `Access Bank`.
    pub name: String,
    /// How often money was sent there lately.
    pub sent: u32,
}

/// What the field of the account number says about itself.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct AccountNumberView {
    /// All ten digits are there.
    pub complete: bool,
    /// What is wrong.
    pub wrong: Option<String>,
    /// What is odd, though it can be asked about.
    pub doubtful: Option<String>,
    /// What this account does in the practice shop.
    pub lesson: Option<String>,
}

/// What the amount field of a transfer says about itself.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct TransferAmountView {
    /// `The customer pays ₦5,100: ₦5,000 and ₦100 for sending it`.
    pub pays: Option<String>,
    /// In words, for ₦5,000 and more.
    pub words: Option<String>,
    /// The owner's PIN will be asked for.
    pub ask_owner: bool,
    /// What is wrong.
    pub wrong: Option<String>,
}

/// What the owner decides about transfers, as it is typed.
#[derive(Clone, Debug, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct TransferForm {
    /// Transfers are sold.
    pub enabled: bool,
    /// Above this amount the owner's PIN is asked for.
    pub owner_above: String,
    /// What the customer pays, by amount.
    pub bands: Vec<BandForm>,
}

/// A line of the table of fees.
#[derive(Clone, Debug, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct BandForm {
    /// Up to this amount.
    pub upto: String,
    /// What the customer pays besides.
    pub fee: String,
}

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
