//! The printer, and slips on their way to it.

use super::context::{ShopsState, sale_id, till, typed_naira};
use super::error::CommandError;
use super::gate;
use super::reply::{Replied, refused};
use super::views::paper::{PrintAsk, PrinterForm, SiteForm};
use airtill_domain::money::Naira;
use airtill_domain::print::{Printer, PrinterSite, SaleSlip, Slip};
use airtill_domain::shift::ShiftRules;
use airtill_macros::command;
use airtill_shop::settings;
use airtill_shop::till::{Till, TillError};
use airtill_words::say;

/// The printer and the rules of the drawer.
#[command]
pub async fn printer(shops: ShopsState<'_>) -> Result<PrinterForm, CommandError> {
    let till = till(&shops)?;
    let (printer, rules) = (till.ledger().printer()?, till.ledger().shift_rules()?);
    let (site, address, port) = match printer.site {
        PrinterSite::None => (SiteForm::None, String::new(), PORT),
        PrinterSite::Network { host, port } => (SiteForm::Network, host, port),
        PrinterSite::Path { path } => (SiteForm::Path, path, PORT),
    };
    Ok(PrinterForm {
        site,
        address,
        port,
        paper: printer.paper,
        cuts: printer.cuts,
        opens_drawer: printer.opens_drawer,
        each_sale: printer.each_sale,
        footer: printer.footer,
        over_short_most: plain(rules.over_short_most),
        credit_most: plain(rules.credit_most),
    })
}

const PORT: u16 = 9_100;

fn plain(amount: Naira) -> String {
    amount.short().replace(['₦', ','], "")
}

/// Saves the printer and the rules of the drawer.
#[command]
pub async fn save_printer(shops: ShopsState<'_>, form: PrinterForm) -> Replied<String> {
    let till = till(&shops)?;
    let limit = |text: &str| typed_naira(text, say!("Type both limits in digits: 500"));
    let over_short_most = limit(&form.over_short_most).map_err(refused)?;
    let credit_most = limit(&form.credit_most).map_err(refused)?;
    let address = form.address.trim().to_owned();
    let site = match form.site {
        SiteForm::None => PrinterSite::None,
        SiteForm::Network => PrinterSite::Network { host: address, port: form.port },
        SiteForm::Path => PrinterSite::Path { path: address },
    };
    let PrinterForm { paper, cuts, opens_drawer, each_sale, footer, .. } = form;
    let printer = Printer { site, paper, cuts, opens_drawer, each_sale, footer: footer.trim().to_owned() };
    let rules = ShiftRules { over_short_most, credit_most };
    let by = gate::acting(&shops);
    let saved = settings::set_paper(till.ledger(), shops.clock(), printer, rules, by).await;
    till.printing.printer_changed();
    saved?;
    Ok(say!("Saved").into())
}

/// Prints a slip that shows whether the printer is set up.
#[command]
pub async fn print_test(shops: ShopsState<'_>) -> Replied<String> {
    on_its_way(till(&shops)?.printing.print(Slip::Test, gate::acting(&shops)).await)
}

/// Prints a slip of a sale.
#[command]
pub async fn print_slip(shops: ShopsState<'_>, sale: String, what: PrintAsk) -> Replied<String> {
    let till = till(&shops)?;
    let id = sale_id(&sale)?;
    let found = till.ledger().sale(id)?;
    let found = found.ok_or_else(|| CommandError::internal(say!("That sale is not in this shop's ledger")))?;
    let of = match what {
        PrintAsk::Sale => SaleSlip::of(&found, till.clock().now()),
        PrintAsk::Dispute => SaleSlip::Dispute,
    };
    on_its_way(till.printing.print(Slip::Sale { sale: id, of }, gate::acting(&shops)).await)
}

/// Prints a slip again that is perhaps on paper, marked as a copy.
#[command]
pub async fn print_copy(shops: ShopsState<'_>, job: u32) -> Replied<String> {
    on_its_way(till(&shops)?.printing.print_copy(job.into(), gate::acting(&shops)).await)
}

/// A slip that waits or is perhaps on paper is not wanted any more; `None`: none that waits is.
#[command]
pub async fn drop_slip(shops: ShopsState<'_>, job: Option<u32>) -> Replied<String> {
    let (till, by) = (till(&shops)?, gate::acting(&shops));
    let dropped = match job {
        Some(job) => till.printing.drop_slip(job.into(), by).await,
        None => till.printing.drop_waiting(by).await,
    };
    dropped?;
    Ok(say!("Taken off the list").into())
}

/// A slip in words.
pub(super) fn words(till: &Till, slip: &Slip) -> Result<String, CommandError> {
    Ok(match slip {
        Slip::Sale { sale, of } => match till.ledger().sale(*sale)? {
            Some(sale) => say!(
                "{slip} of {product} to {recipient}",
                slip = of.word(),
                product = sale.product.title(),
                recipient = sale.recipient.masked()
            ),
            None => of.word().to_owned(),
        },
        Slip::X => say!("X report").to_owned(),
        Slip::Z { number } => say!("Z report {number}", number),
        Slip::Test => say!("test slip").to_owned(),
    })
}

/// What is said once a slip was asked for.
pub(super) fn on_its_way(asked: Result<(), TillError>) -> Replied<String> {
    asked?;
    Ok(say!("On its way to the printer").into())
}
