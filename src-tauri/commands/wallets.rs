//! The owner's screen of wallets: what each vendor says is left, what the ledger expects, what was put in, and what it can't
//! explain.

use super::context::{ShopsState, till, typed_naira};
use super::error::CommandError;
use super::gate;
use super::reply::{Replied, refused};
use super::views::wallets::{BookView, CandidateView, ComparedView, DifferenceView, OddView};
use airtill_domain::money::Naira;
use airtill_domain::sale::event::Verdict;
use airtill_domain::time::{Day, Timestamp};
use airtill_domain::vendor::VendorId;
use airtill_domain::wallet::Difference;
use airtill_macros::command;
use airtill_shop::till::{Around, Candidate, Explained, Funded, Odd, Till};
use airtill_words::say;

/// The wallets of all vendors that are in use.
#[command]
pub async fn wallet_books(shops: ShopsState<'_>) -> Result<Vec<BookView>, CommandError> {
    let till = till(&shops)?;
    till.providers.connected().into_iter().map(|vendor| book_view(&till, vendor)).collect()
}

/// Asks all vendors for their balances now.
#[command]
pub async fn look_at_wallets(shops: ShopsState<'_>) -> Result<(), CommandError> {
    till(&shops)?.wallets.poll_now();
    Ok(())
}

/// The owner has put money into a wallet, or taken some out. `sure`: also where the amount is odd.
#[command]
pub async fn fund_wallet(
    shops: ShopsState<'_>,
    vendor: VendorId,
    amount: String,
    note: String,
    sure: bool,
) -> Replied<String> {
    let amount = typed_naira(&amount, say!("Type the amount in digits: 20000, or -500 for what was taken out"))
        .map_err(refused)?;
    let done = till(&shops)?.wallets.fund(vendor, amount, &note, sure, gate::acting(&shops)).await?;
    let (amount, vendor) = (amount.short(), vendor.name());
    Ok(match done {
        Funded::WrittenDown => say!("{amount} written down for {vendor}", amount, vendor),
        Funded::Found(at) => say!(
            "{amount} written down for {vendor}: it is what the wallet showed on {when}, and is booked once",
            amount,
            vendor,
            when = at.short()
        ),
    })
}

/// The owner has looked into one difference, named by its key. `funding`: it was a funding that nobody had written down.
#[command]
pub async fn difference_seen(
    shops: ShopsState<'_>,
    vendor: VendorId,
    key: String,
    funding: bool,
    note: String,
) -> Replied<String> {
    let till = till(&shops)?;
    let known = till.ledger().book(vendor)?.differences.into_iter().find(|one| key_of(one) == key);
    let Some(difference) = known else {
        return Err(refused(say!("This difference was looked into already")));
    };
    let by = gate::acting(&shops);
    let amount = difference.amount().abs();
    Ok(match till.wallets.difference_explained(vendor, &difference, funding, &note, by).await? {
        Explained::WrittenDownBefore => {
            say!("{amount} had been written down before it arrived. Nothing was booked a second time", amount)
        }
        Explained::Once if funding => say!("{amount} written down for {vendor}", amount, vendor = vendor.name()),
        Explained::Once => say!("{off}: looked into", off = off(difference.amount())),
    })
}

/// A difference's name: when it was found, and how much it is.
fn key_of(difference: &Difference) -> String {
    format!("{} {}", difference.at.millis(), difference.amount().plain())
}

/// Asks a vendor for its list of transactions and holds it against the ledger, entry by entry: of one day, or all that it lists.
#[command]
pub async fn compare_statement(shops: ShopsState<'_>, vendor: VendorId, day: String) -> Replied<ComparedView> {
    let day = match day.trim() {
        "" => None,
        text => {
            let sentence = |_| refused(say!("Type the day like 2026-11-22, or leave it empty"));
            Some(Day::parse(text).map_err(sentence)?)
        }
    };
    let compared = till(&shops)?.wallets.compare_statement(vendor, day).await?;
    let odd_view = |odd: Odd| OddView {
        reference: odd.reference,
        amount: odd.amount.to_string(),
        sentence: odd.sentence,
        alarm: odd.unexplained_debit,
    };
    Ok(ComparedView {
        equal: u32::try_from(compared.equal).unwrap_or(u32::MAX),
        odd: compared.odd.into_iter().map(odd_view).collect(),
        since: compared.since.map(Timestamp::short),
    })
}

fn book_view(till: &Till, vendor: VendorId) -> Result<BookView, CommandError> {
    let book = till.ledger().book(vendor)?;
    let candidates = till.wallets.candidates(vendor, &book.differences)?;
    let reading = till.wallets.wallet(vendor);
    let by_fundings = || book.by_fundings().map(|left| say!("{left}, by the fundings", left));
    let expected = book.expected().map(|expected| match expected.least == expected.most {
        true => expected.most.to_string(),
        false => say!("{least} to {most}", least = expected.least, most = expected.most),
    });
    let mut differences = Vec::new();
    for (difference, candidates) in book.differences.iter().zip(candidates) {
        differences.push(difference_view(till, vendor, difference, candidates)?);
    }
    Ok(BookView {
        vendor,
        name: vendor.name().to_owned(),
        balance: reading.balance.map(|(balance, _)| balance.to_string()),
        read_at: reading.balance.map(|(_, at)| at.hour_minute()),
        untold: reading.untold,
        expected: expected.or_else(by_fundings),
        held: (book.doubts > 0).then(|| book.held.to_string()),
        doubts: book.doubts,
        funded: book.funded.to_string(),
        spent: book.spent.to_string(),
        shared_difference: till.wallets.shared_difference(vendor).map(off),
        differences: differences.into_iter().rev().collect(),
        lists: airtill_vendors::capability(vendor).statement,
    })
}

fn difference_view(
    till: &Till,
    vendor: VendorId,
    difference: &Difference,
    candidates: Vec<Candidate>,
) -> Result<DifferenceView, CommandError> {
    let amount = difference.amount();
    let Around { funding, from } = till.wallets.around(vendor, difference)?;
    let hint = match funding {
        Some(at) => say!(
            "As much as the funding written down on {when}: it has not arrived, or was written down wrongly",
            when = at.short()
        ),
        None if candidates.is_empty() => say!(
            "Nothing that is written down explains it. It happened between {from} and {until}",
            from = from.short(),
            until = difference.at.hour_minute()
        ),
        None => {
            say!("It happened between {from} and {until}", from = from.short(), until = difference.at.hour_minute())
        }
    };
    Ok(DifferenceView {
        hint,
        candidates: candidates.into_iter().map(candidate_view).collect(),
        when: difference.at.short(),
        sentence: off(amount),
        missing: amount < Naira::ZERO,
        amount: amount.abs().to_string(),
        key: key_of(difference),
    })
}

fn candidate_view(found: Candidate) -> CandidateView {
    let Candidate { sale, reference, verdict } = found;
    let (product, recipient) = (sale.product.title(), sale.recipient.masked());
    let when = sale.taken_at.short();
    CandidateView {
        sale: sale.id.to_string(),
        reference: reference.to_string(),
        verdict,
        sentence: match verdict {
            Verdict::Failed => say!("{product} to {recipient} of {when}: it came back", product, recipient, when),
            Verdict::Delivered => {
                say!("{product} to {recipient} of {when}: it was delivered after all", product, recipient, when)
            }
        },
    }
}

fn off(amount: Naira) -> String {
    match amount < Naira::ZERO {
        true => say!("{amount} less than expected", amount = amount.abs()),
        false => say!("{amount} more than expected", amount),
    }
}
