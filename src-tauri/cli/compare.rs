//! A vendor's own list against the ledger: the one command that asks a vendor.

use super::run::{Done, Failed, must_be_there, owner_agrees};
use super::{WELL, WRONG};
use crate::clock::{SystemChance, SystemClock};
use crate::domain::shop::ShopKind;
use crate::domain::time::Day;
use crate::domain::vendor::VendorId;
use crate::shops::Shops;
use crate::till::{Compared, TillError};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Opens the shop as the window does, with the keys of the keyring, and holds the list against the ledger.
pub async fn compare(
    home: PathBuf,
    kind: ShopKind,
    directory: &Path,
    vendor: VendorId,
    day: Option<Day>,
) -> Result<Done, Failed> {
    must_be_there(directory)?;
    let shops = Shops::new(home, Arc::new(SystemClock), Arc::new(SystemChance));
    let till = shops.opened(kind).await?;
    let agreed = owner_agrees(till.ledger()).await;
    let compared = match agreed {
        Ok(_) => till.compare_statement(vendor, day).await,
        Err(failed) => {
            shops.close().await;
            return Err(failed);
        }
    };
    shops.close().await;
    match compared {
        Ok(compared) => Ok(told(&compared)),
        Err(TillError::Refused(refused)) => Err(Failed::Other(refused.sentence)),
        Err(TillError::Ledger(error)) => Err(Failed::Ledger(error)),
    }
}

fn told(compared: &Compared) -> Done {
    let since = compared.since.map(|at| format!("{}, {}", at.day().short(), at.hour_minute()));
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
