//! A vendor's own list against the ledger: the one command that asks a vendor.

use super::support::{Done, Failed, opened, owner_agrees};
use super::{WELL, WRONG};
use crate::shops;
use crate::till::{Compared, TillError};
use airtill_domain::shop::ShopKind;
use airtill_domain::time::{Day, Timestamp};
use airtill_domain::vendor::VendorId;
use serde_json::json;
use std::path::Path;

/// Asks the vendor with the key of the keyring, and holds its list against the ledger.
pub(super) async fn compare(
    kind: ShopKind,
    directory: &Path,
    vendor: VendorId,
    day: Option<Day>,
) -> Result<Done, Failed> {
    let ledger = opened(directory)?;
    owner_agrees(&ledger).await?;
    let (till, practice) = shops::quiet_till(kind, directory, ledger, vendor).await?;
    let compared = till.wallets.compare_statement(vendor, day).await;
    drop(practice);
    match compared {
        Ok(compared) => Ok(told(&compared)),
        Err(TillError::Refused(refused)) => Err(Failed::Other(refused.sentence)),
        Err(TillError::Ledger(error)) => Err(Failed::Ledger(error)),
    }
}

fn told(compared: &Compared) -> Done {
    let since = compared.since.map(Timestamp::short);
    let mut lines = vec![match compared.odd.len() {
        0 => format!("{} lines say what the ledger says, and nothing differs", compared.equal),
        odd => format!("{} lines say what the ledger says, and {odd} differ:", compared.equal),
    }];
    lines.extend(compared.odd.iter().map(|odd| format!("{}  {}  {}", odd.amount, odd.reference, odd.sentence)));
    lines.extend(since.as_ref().map(|since| format!("The list begins on {since}; what is older was not compared")));
    let odd = compared.odd.iter().map(|odd| {
        json!({
            "reference": odd.reference,
            "amount": odd.amount.plain(),
            "sentence": odd.sentence,
            "unexplained_debit": odd.unexplained_debit,
        })
    });
    Done {
        code: if compared.odd.is_empty() { WELL } else { WRONG },
        sentence: lines.join("\n"),
        json: json!({ "equal": compared.equal, "odd": odd.collect::<Vec<_>>(), "since": since }),
    }
}
