//! The ledger as a double-entry journal in plain text, which hledger and its relatives read.
//!
//! Each commit that moves money is a transaction. A customer's money is a liability from the key press on: held for a doubt
//! until the vendor confirms, owed once it failed; income only when it was delivered. What it cost leaves the vendor's wallet
//! with the delivery. So at every moment drawer, bank, cards and debtors are what customers gave, and what the shop owes them
//! stands beside it.
//!
//! | account | what it is |
//! |---|---|
//! | `assets:drawer`, `assets:bank`, `assets:cards`, `assets:debtors` | what customers gave, by tender |
//! | `assets:wallets:<vendor>` | put into a wallet, less what deliveries cost |
//! | `liabilities:doubts` | customers' money for sales that are not known yet |
//! | `liabilities:owed` | customers' money for sales that failed |
//! | `income:<network>`, `income:Bank transfer` | delivered |
//! | `expenses:cost:<vendor>` | what that cost |
//! | `equity:owner` | what the owner put into wallets, and cash that has nothing to do with sales: floats, in and out |
//! | `equity:over-short` | what a counted drawer was off |

use super::row::Names;
use super::{Export, ExportError};
use airtill_domain::money::Naira;
use airtill_domain::reference::SaleId;
use airtill_domain::sale::{Sale, Side, Tender};
use airtill_domain::service::Service;
use airtill_domain::shift::Direction;
use airtill_domain::shift::correction::{Corrected, CountedSince};
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::{Commit, Entry};
use airtill_ledger::work::Work;
use airtill_ledger::{Ledger, LedgerError};
use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::path::Path;

/// What went wrong.
pub(crate) enum Failed {
    /// The ledger.
    Ledger(LedgerError),
    /// The file.
    File(std::io::Error),
}

impl Failed {
    /// With the file's name.
    pub(crate) fn at(self, file: &Path) -> ExportError {
        match self {
            Failed::Ledger(error) => ExportError::Ledger(error),
            Failed::File(error) => ExportError::File { file: file.to_owned(), why: error.to_string() },
        }
    }
}

impl From<LedgerError> for Failed {
    fn from(error: LedgerError) -> Failed {
        Failed::Ledger(error)
    }
}

impl From<std::io::Error> for Failed {
    fn from(error: std::io::Error) -> Failed {
        Failed::File(error)
    }
}

const DRAWER: &str = "assets:drawer";
const OWNER: &str = "equity:owner";
const OVER_SHORT: &str = "equity:over-short";

/// Changes of accounts.
type Postings = BTreeMap<String, Naira>;

/// Writes the transactions of the days that are asked for; how many.
pub(crate) fn write(export: &Export, ledger: &Ledger, out: &mut impl Write, work: &Work) -> Result<u64, Failed> {
    let names = Names::of(ledger)?;
    writeln!(
        out,
        "; Sales of {}, exported from Airtill",
        ledger.shop_name()?.unwrap_or_else(|| "the shop".to_owned())
    )?;
    writeln!(out, "commodity NGN 1000.00\n")?;
    for account in accounts() {
        writeln!(out, "account {account}")?;
    }
    writeln!(out)?;
    let last = ledger.head()?.0;
    let mut live: HashMap<SaleId, Sale> = HashMap::new();
    // What should be in the drawer, which counts and floats are held against.
    let mut drawer = Naira::ZERO;
    let mut written = 0;
    for commit in ledger.forwards() {
        let commit = commit?;
        work.done(commit.seq.min(last), last)?;
        let (title, postings) = transaction(&commit, ledger, &mut live, &names, drawer)?;
        drawer = drawer.plus(postings.get(DRAWER).copied().unwrap_or_default());
        if postings.is_empty() || !export.is_asked_for(commit.at.day()) {
            continue;
        }
        let by = names.name(&commit.actor);
        writeln!(
            out,
            "{} * ({}) {title}  ; by:{by}, time:{}",
            commit.at.day().iso(),
            commit.seq,
            commit.at.hour_minute_second()
        )?;
        for (account, amount) in postings {
            writeln!(out, "    {account:<36}  NGN {}", amount.plain())?;
        }
        writeln!(out)?;
        written += 1;
    }
    Ok(written)
}

fn transaction(
    commit: &Commit,
    ledger: &Ledger,
    live: &mut HashMap<SaleId, Sale>,
    names: &Names,
    drawer: Naira,
) -> Result<(String, Postings), LedgerError> {
    let (mut title, mut postings) = (String::new(), Postings::new());
    let mut changed: BTreeMap<SaleId, (Option<Sale>, Option<Sale>)> = BTreeMap::new();
    for entry in &commit.entries {
        match entry {
            Entry::Sale(event) => {
                let id = event.sale();
                let (_, after) = match changed.entry(id) {
                    Slot::Occupied(known) => known.into_mut(),
                    Slot::Vacant(place) => {
                        let known = earlier(id, commit.seq, ledger, live)?;
                        place.insert((known.clone(), known))
                    }
                };
                *after = Some(Sale::apply(after.take(), event, commit.at)?);
            }
            Entry::WalletFunded { vendor, amount, .. }
            | Entry::DifferenceExplained { vendor, amount, funding: true, .. } => {
                title = format!("Funding of the wallet at {}", vendor.name());
                post(&mut postings, wallet(*vendor), *amount);
                post(&mut postings, OWNER.to_owned(), Naira::ZERO.minus(*amount));
            }
            Entry::Corrected { of, what, instead, counted, .. } => {
                title = plain_words(&format!("Correction of {of}"));
                correct(&mut postings, what, *instead, *counted);
            }
            entry => {
                if let Some((words, amount, from, into)) = of_the_drawer(entry, names, drawer) {
                    title = plain_words(&words);
                    post(&mut postings, into.to_owned(), amount);
                    post(&mut postings, from.to_owned(), Naira::ZERO.minus(amount));
                }
            }
        }
    }
    for (before, after) in changed.into_values() {
        let Some(sale) = after else { continue };
        title = plain_words(&format!("{}, {}", sale.product.title(), sale.recipient.local()));
        if let Some(before) = before {
            book(&mut postings, &before, -1);
        }
        book(&mut postings, &sale, 1);
        // Complete, as far as is known: should it change anyway, it is folded again from its story.
        if sale.is_open() {
            live.insert(sale.id, sale);
        } else {
            live.remove(&sale.id);
        }
    }
    postings.retain(|_, amount| *amount != Naira::ZERO);
    Ok((title, postings))
}

/// Cash and debts: in words, how much, from which account, into which.
fn of_the_drawer(entry: &Entry, names: &Names, drawer: Naira) -> Option<(String, Naira, &'static str, &'static str)> {
    Some(match entry {
        Entry::ShiftOpened { number, float } => {
            (format!("Float of shift {number}"), float.total().minus(drawer), OWNER, DRAWER)
        }
        Entry::CashMoved { direction: Direction::In, amount, reason } => {
            (format!("Cash in, {reason}"), *amount, OWNER, DRAWER)
        }
        Entry::CashMoved { direction: Direction::Out, amount, reason } => {
            (format!("Cash out, {reason}"), *amount, DRAWER, OWNER)
        }
        Entry::DrawerCounted { count } => ("Counted".to_owned(), count.total().minus(drawer), OVER_SHORT, DRAWER),
        Entry::DebtPaid { debtor, amount, tender } | Entry::DebtPaidBy { debtor, amount, tender, .. } => {
            (format!("{} pays", names.debtor(*debtor)), *amount, paid_into(Tender::Credit), paid_into(*tender))
        }
        _ => return None,
    })
}

/// A sale before a commit.
fn earlier(
    id: SaleId,
    seq: u64,
    ledger: &Ledger,
    live: &mut HashMap<SaleId, Sale>,
) -> Result<Option<Sale>, LedgerError> {
    if let Some(sale) = live.remove(&id) {
        return Ok(Some(sale));
    }
    let Some(row) = ledger.row(id)? else { return Ok(None) };
    if row.story.first().is_none_or(|first| *first >= seq) {
        return Ok(None);
    }
    ledger.sale_as_of(&row, seq - 1)
}

/// What a correction means for the accounts; what it means for a sale is in that.
fn correct(postings: &mut Postings, what: &Corrected, instead: Naira, counted: CountedSince) {
    let mut transfer = |into: String, from: String, amount: Naira| {
        post(postings, into, amount);
        post(postings, from, Naira::ZERO.minus(amount));
    };
    let more = instead.minus(what.amount());
    let in_drawer = what.drawer_change(instead);
    match what {
        Corrected::CashMoved { .. } => transfer(DRAWER.to_owned(), OWNER.to_owned(), in_drawer),
        Corrected::DebtPaid { tender, .. } => {
            transfer(paid_into(*tender).to_owned(), paid_into(Tender::Credit).to_owned(), more);
        }
        Corrected::WalletFunded { vendor, .. } => transfer(wallet(*vendor), OWNER.to_owned(), more),
        Corrected::DifferenceExplained { vendor, difference, funding: true } => {
            transfer(OWNER.to_owned(), wallet(*vendor), difference.amount());
        }
        Corrected::DifferenceExplained { .. } | Corrected::Returned { .. } => {}
    }
    if counted != CountedSince::No {
        transfer(OVER_SHORT.to_owned(), DRAWER.to_owned(), in_drawer);
    }
}

/// What a sale means for the accounts, as it stands; taken back with `-1`.
fn book(postings: &mut Postings, sale: &Sale, times: i64) {
    let mut add = |account: String, amount: Naira| post(postings, account, Naira::from_kobo(amount.kobo() * times));
    let minus = |amount: Naira| Naira::ZERO.minus(amount);
    add(paid_into(sale.tender).to_owned(), sale.price);
    add(paid_into(sale.given_back_by()).to_owned(), minus(sale.returned));
    add("liabilities:owed".to_owned(), minus(sale.owed));
    match sale.side() {
        Side::Open => add("liabilities:doubts".to_owned(), minus(sale.held())),
        Side::Delivered => add(income(sale.product.service()), minus(sale.held())),
        Side::Failed => {}
    }
    for attempt in sale.delivered() {
        let cost = attempt.cost().unwrap_or(sale.price);
        add(wallet(attempt.vendor), minus(cost));
        add(cost_at(attempt.vendor), cost);
    }
}

fn post(postings: &mut Postings, account: String, amount: Naira) {
    let sum = postings.entry(account).or_default();
    *sum = sum.plus(amount);
}

/// Every account there can be: declared, so that a slip of the pen in somebody's own additions is found.
fn accounts() -> Vec<String> {
    let mut accounts: Vec<String> = [Tender::Cash, Tender::Transfer, Tender::Card, Tender::Credit]
        .map(|tender| paid_into(tender).to_owned())
        .into();
    accounts.extend(["liabilities:doubts", "liabilities:owed", OWNER, OVER_SHORT].map(str::to_owned));
    accounts.extend(Service::ALL.map(income));
    for vendor in VendorId::ALL {
        accounts.extend([wallet(vendor), cost_at(vendor)]);
    }
    accounts
}

/// Where a customer's money goes.
fn paid_into(tender: Tender) -> &'static str {
    match tender {
        Tender::Cash => DRAWER,
        Tender::Transfer => "assets:bank",
        Tender::Card => "assets:cards",
        Tender::Credit => "assets:debtors",
    }
}

fn income(service: Service) -> String {
    format!("income:{}", service.name())
}

fn cost_at(vendor: VendorId) -> String {
    format!("expenses:cost:{}", vendor.slug())
}

fn wallet(vendor: VendorId) -> String {
    format!("assets:wallets:{}", vendor.slug())
}

/// Words that can't end a description or begin a comment.
fn plain_words(text: &str) -> String {
    text.chars().map(|c| if c == ';' || c == '|' || c.is_control() { ' ' } else { c }).collect()
}
