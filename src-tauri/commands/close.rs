//! The close, and the sheets of shifts that were closed.

use super::context::{ShopsState, shows_costs, till, typed_naira, typed_pin};
use super::drawer::sees_drawer;
use super::error::CommandError;
use super::gate;
use super::paper::on_its_way;
use super::reply::{CommandFailure, Replied, refused};
use super::views::close::{ClosedView, CodeView, CountedView, LookedView, SheetView};
use super::views::drawer::CountAsk;
use super::views::slip::SlipLineView;
use airtill_domain::money::Naira;
use airtill_domain::print::Slip;
use airtill_domain::sale::Tender;
use airtill_domain::shift::sheet::{Asked, Sheet};
use airtill_domain::shop::ShopKind;
use airtill_domain::vendor::VendorId;
use airtill_macros::command;
use airtill_reports::sales_and_sum;
use airtill_reports::slips::sheet::Costs;
use airtill_reports::slips::{self, Mark, sheet};
use airtill_shop::maintenance::Task;
use airtill_shop::shops::Shops;
use airtill_shop::till::{About, Till};
use airtill_words::say;
use std::sync::Arc;

/// Before the drawer is counted: whoever closes gives the PIN, doubts are asked about once more, and wallets are asked. Takes up
/// to ten seconds.
#[command]
pub async fn check_before_close(shops: ShopsState<'_>, pin: Option<String>) -> Replied<LookedView> {
    let till = till(&shops)?;
    pin_given(&shops, &till, pin).await?;
    let looked = till.shifts.check_before_close().await?;
    let wallet = |(vendor, asked): (&VendorId, &Asked)| match asked {
        Asked::Said(balance) => format!("{} {balance}", vendor.name()),
        Asked::Never => say!("{vendor} never tells", vendor = vendor.name()),
        Asked::NotAsked => say!("{vendor} did not answer", vendor = vendor.name()),
    };
    Ok(LookedView {
        doubts: u32::try_from(looked.doubts).unwrap_or(u32::MAX),
        offline: looked.offline,
        wallets: looked.asked.iter().map(wallet).collect(),
    })
}

/// In the real shop whoever closes gives the PIN once more.
async fn pin_given(shops: &Shops, till: &Till, pin: Option<String>) -> Replied<()> {
    let Some(people) = shops.people().filter(|_| till.kind() == ShopKind::Real) else { return Ok(()) };
    let pin = pin.filter(|pin| !pin.is_empty()).map(|pin| typed_pin(&pin));
    match people.again(pin).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(refused(say!("Your PIN, to close")).about(About::Pin)),
        Err(error) => Err(CommandFailure::from(error).about(About::Pin)),
    }
}

/// The drawer was counted, blind. From here on what should have been in it is told.
#[command]
pub async fn count_drawer(shops: ShopsState<'_>, count: CountAsk) -> Replied<CountedView> {
    let till = till(&shops)?;
    let count = count.read().map_err(refused)?;
    let counted = till.shifts.count_drawer(count, gate::acting(&shops)).await?;
    let off = counted.off();
    let most = till.ledger().shift_rules()?.over_short_most;
    let transfers = till.ledger().since_the_close()?.paid_by(Tender::Transfer);
    Ok(CountedView {
        total: counted.count.total().to_string(),
        expected: counted.expected.to_string(),
        off: sheet::off_in_words(off),
        short: off < Naira::ZERO,
        right: off == Naira::ZERO,
        reason_wanted: off != Naira::ZERO && off.abs() >= most,
        transfers: transfers.to_string(),
    })
}

/// The sheet of the open shift. Attendants are not told what should be in the drawer before it is counted.
#[command]
pub async fn x_report(shops: ShopsState<'_>, counted: bool) -> Replied<SheetView> {
    let till = till(&shops)?;
    let x = till.shifts.x_report(gate::acting(&shops))?;
    let heading = till.printing.heading()?;
    let may_see = sees_drawer(&shops) || counted && !x.drawer.counts.is_empty();
    let costs = Costs::if_seen(shows_costs(&shops, &till)?);
    Ok(SheetView {
        number: x.number,
        closed: false,
        lines: views(sheet::x(&x, &heading, !may_see, costs)),
        message: None,
        code: None,
    })
}

/// Closes the shift: its Z is written down, printed where there is a printer, kept as a PDF, and backed up where the owner chose
/// a folder.
#[command]
pub async fn close_shift(shops: ShopsState<'_>, reason: String, bank_seen: String) -> Replied<SheetView> {
    let till = till(&shops)?;
    let bank_seen = match bank_seen.trim() {
        "" => None,
        text => {
            let amount = typed_naira(text, say!("Type what the bank's list shows in digits, or nothing"));
            Some(amount.map_err(refused)?)
        }
    };
    let sheet = till.shifts.close_shift(&reason, bank_seen, gate::acting(&shops)).await?;
    let (folder, heading) = (shops.reports_folder(till.kind()), till.printing.heading()?);
    let after = Task::AfterClose { number: sheet.number, folder, heading };
    // Behind whatever is under way: a task of its own, since the window waits for the Z alone.
    let (shops_too, till_too, by) = (Arc::clone(&shops), Arc::clone(&till), gate::acting(&shops));
    tokio::spawn(async move { shops_too.begin_when_free(after, &till_too, by).await });
    Ok(z_view(&shops, &till, &sheet, Mark::Original)?)
}

/// A closing report as it was.
#[command]
pub async fn z_report(shops: ShopsState<'_>, number: u32) -> Replied<SheetView> {
    let till = till(&shops)?;
    match till.ledger().closed(number)? {
        Some(closed) => Ok(z_view(&shops, &till, &closed.sheet, Mark::after(closed.prints))?),
        None => Err(refused(say!("There is no Z {number}", number))),
    }
}

/// Closed shifts, the last first.
#[command]
pub async fn z_list(shops: ShopsState<'_>) -> Result<Vec<ClosedView>, CommandError> {
    let till = till(&shops)?;
    let costs = shows_costs(&shops, &till)?;
    let mut list = Vec::new();
    for closed in till.ledger().all_closed().take(ZS) {
        let sheet = closed?.sheet;
        let (at, by) = &sheet.made;
        list.push(ClosedView {
            number: sheet.number,
            closed: at.short(),
            by: by.clone(),
            sales: sales_and_sum(sheet.sales.taken.count.unsigned_abs(), sheet.sales.taken.sum),
            margin: costs.then(|| sheet.sales.margin.to_string()),
            off: sheet::off_in_words(sheet.drawer.over_short),
            short: sheet.drawer.over_short < Naira::ZERO,
            exceptions: u32::try_from(sheet.exceptions.len()).unwrap_or(u32::MAX),
        });
    }
    Ok(list)
}

/// Rows of the list of closed shifts: a year of days.
const ZS: usize = 366;

/// Prints a closing report once more, marked as a copy; `None` for the X.
#[command]
pub async fn print_sheet(shops: ShopsState<'_>, number: Option<u32>) -> Replied<String> {
    let slip = number.map_or(Slip::X, |number| Slip::Z { number });
    on_its_way(till(&shops)?.printing.print(slip, gate::acting(&shops)).await)
}

fn z_view(shops: &Shops, till: &Till, z: &Sheet, mark: Mark) -> Result<SheetView, CommandError> {
    let message = sheet::message(z, till.kind() == ShopKind::Practice);
    let owner = shows_costs(shops, till)?;
    let lines = sheet::z(z, &till.printing.heading()?, mark, Costs::if_seen(owner));
    Ok(SheetView {
        number: z.number,
        closed: true,
        lines: views(lines),
        code: slips::qr::code(&message).filter(|_| owner).map(|(size, path)| CodeView { size, path }),
        message: owner.then_some(message),
    })
}

fn views(lines: Vec<slips::Line>) -> Vec<SlipLineView> {
    lines.into_iter().map(SlipLineView::from).collect()
}
