//! What a support person is given: shown first, then copied or saved by whoever read it.

use super::context::{ShopsState, real, shows_costs, till};
use super::error::CommandError;
use super::reply::{Replied, refused};
use airtill_domain::vendor::VendorId;
use airtill_ledger::files::{free_name, write_whole};
use airtill_ledger::row::Place;
use airtill_macros::command;
use airtill_reports::support;
use airtill_shop::{home, support as around};
use airtill_words::say;

/// What was not understood of the sale at a place.
#[command]
pub async fn support_of_sale(shops: ShopsState<'_>, place: Place) -> Result<String, CommandError> {
    let till = till(&shops)?;
    let costs = shows_costs(&shops, &till)?;
    Ok(support::sale(till.ledger(), &till.ledger().row_at(place)?, costs)?)
}

/// What was not understood of a vendor.
#[command]
pub async fn support_of_vendor(shops: ShopsState<'_>, vendor: VendorId) -> Result<String, CommandError> {
    let till = real(&shops)?;
    Ok(support::vendor(till.ledger(), vendor, &around::holes_of(&till, vendor))?)
}

/// Everything that helps to understand the till.
#[command]
pub async fn support_bundle(shops: ShopsState<'_>) -> Result<String, CommandError> {
    let till = real(&shops)?;
    let page = tauri::webview_version().unwrap_or_else(|error| error.to_string());
    let surroundings = around::of_till(&till, &shops.log_folder(), vec![format!("WebView {page}")])?;
    let text = support::bundle(till.ledger(), &surroundings, till.clock().now())?;
    shops.show_support(&text);
    Ok(text)
}

/// Saves the text that [`support_bundle`] showed last among the documents: what leaves is what was read. Where it is now.
#[command]
pub async fn save_support(shops: ShopsState<'_>) -> Replied<String> {
    let text = shops.shown_support().ok_or_else(|| refused(say!("Look at it first")))?;
    let name = format!("airtill-support-{}", shops.clock().now().day().iso());
    let file = free_name(&home::documents(), &name, ".txt");
    write_whole(&file, text.as_bytes())
        .map_err(|error| refused(say!("It could not be saved in {file}: {error}", file = file.display(), error)))?;
    Ok(say!("Saved: {file}", file = file.display()))
}
