//! When the owner has to agree to a transfer, whoever stands at the counter.

use crate::till::catalogue::banks::switched_off;
use crate::till::checkout::Checkout;
use crate::till::checkout::confirm::Confirmation;
use crate::till::refusal::{About, TillError};
use airtill_domain::product::{BadAmount, Product};
use airtill_domain::recipient::Recipient;
use airtill_domain::reference::SaleId;
use airtill_domain::sale::event::Consent;
use airtill_domain::sale::{Sale, Side};
use airtill_ledger::LedgerError;
use airtill_words::say;
use std::time::Duration;

/// Transfers to one account within this time are one to the owner.
const TOGETHER_WITHIN: Duration = Duration::from_secs(24 * 60 * 60);

impl Checkout {
    /// Whether the owner has to agree to it, whoever stands at the counter.
    ///
    /// Several to one account within a day are one, however they were cut.
    pub(super) fn owner_agrees_to(
        &self,
        product: &Product,
        recipient: &Recipient,
        except: Option<SaleId>,
    ) -> Result<bool, LedgerError> {
        let Product::Transfer { bank, amount, .. } = product else { return Ok(false) };
        let rules = self.core.ledger.transfer_rules()?;
        let (mut sum, now) = (*amount, self.core.clock.now());
        for sale in self.core.ledger.to_recipient(&recipient.local()) {
            let sale = sale?;
            if now.since(sale.taken_at) > TOGETHER_WITHIN {
                break;
            }
            if let Product::Transfer { bank: at, amount, .. } = &sale.product
                && at.code == bank.code
                && sale.side() != Side::Failed
                && Some(sale.id) != except
            {
                sum = sum.plus(*amount);
            }
        }
        Ok(rules.ask_owner(sum))
    }

    /// What the owner has to say to a sale by its size, at the moment of sending.
    ///
    /// What they have said to this very sale before holds for another attempt of it.
    pub(super) fn agreed_to_size(
        &self,
        product: &Product,
        recipient: &Recipient,
        before: Option<&Sale>,
        pressed: &Confirmation,
    ) -> Result<Option<Consent>, TillError> {
        let Product::Transfer { amount, .. } = product else { return Ok(None) };
        let rules = self.core.ledger.transfer_rules()?;
        if !rules.enabled {
            return Err(switched_off());
        }
        if *amount > rules.most() {
            return Err(TillError::refused(About::Amount, BadAmount::TooLarge(rules.most()).sentence()));
        }
        let is_it = |consent: &Consent| matches!(consent, Consent::LargeTransfer { .. });
        let agreed = before.is_some_and(|sale| sale.consents.iter().any(is_it));
        if agreed || !self.owner_agrees_to(product, recipient, before.map(|sale| sale.id))? {
            return Ok(None);
        }
        let agreed =
            pressed.owner.given(say!("So much to one account within a day needs the owner's PIN. Nothing was sent"))?;
        Ok(agreed.map(|staff| Consent::LargeTransfer { staff }))
    }
}
