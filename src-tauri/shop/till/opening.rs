//! What the till writes down when it opens: its id, that it was opened, and that what was under way was interrupted.

use airtill_domain::clock::{self, Clock, Entropy};
use airtill_domain::reference::{Reference, TillId};
use airtill_domain::sale::AttemptStatus;
use airtill_domain::sale::event::Event;
use airtill_domain::time::CLOCK_SLACK;
use airtill_ledger::entry::{Actor, Entry};
use airtill_ledger::{Ledger, LedgerError, OpeningNote};

/// What is told once when the clock says less than the last entry does: it was ahead then, or is behind now.
pub(super) fn clock_note(ledger: &Ledger, clock: &dyn Clock) -> Result<Option<OpeningNote>, LedgerError> {
    let now = clock.now();
    let last = ledger.last_at()?.filter(|last| last.since(now) > CLOCK_SLACK);
    Ok(last.map(|last| OpeningNote::ClockSetBack { last, ahead: last.since(now) }))
}

/// The first commits of an opening.
pub(super) async fn begin(
    ledger: &Ledger,
    opening_notes: &[OpeningNote],
    clock: &dyn Clock,
    entropy: &dyn Entropy,
) -> Result<TillId, LedgerError> {
    let known = ledger.till_id()?;
    let id = match &known {
        Some(id) => id.clone(),
        None => TillId::from_random(clock::random(entropy).map_err(LedgerError::io("making the till's id"))?),
    };
    if ledger.read_only().is_some() {
        return Ok(id);
    }
    resume(ledger, &id, opening_notes, clock).await?;
    Ok(id)
}

/// What every opening writes down, once the ledger can be written: the till's id if it is new, that it was opened, and
/// that every attempt that was under way when the program stopped was interrupted.
pub(super) async fn resume(
    ledger: &Ledger,
    id: &TillId,
    opening_notes: &[OpeningNote],
    clock: &dyn Clock,
) -> Result<(), LedgerError> {
    let mut entries = Vec::new();
    if ledger.till_id()?.is_none() {
        entries.push(Entry::TillCreated { till: id.clone() });
    }
    entries.push(Entry::Opened {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        mended: opening_notes.iter().map(OpeningNote::sentence).collect(),
    });
    ledger.commit(clock.now(), Actor::Till, entries).await?;
    interrupt(ledger, clock, |_| false).await
}

/// Puts every attempt in doubt that is under way in the ledger and that nobody waits for.
pub(super) async fn interrupt(
    ledger: &Ledger,
    clock: &dyn Clock,
    awaited: impl Fn(&Reference) -> bool,
) -> Result<(), LedgerError> {
    // One commit each: a hundred of them would not fit one value of the store.
    for sale in ledger.open_sales()? {
        let reference = &sale.last_attempt().reference;
        if awaited(reference) {
            continue;
        }
        // Read again: who waited may have had the answer, and written it down, since the list was read.
        let now = ledger.sale(sale.id)?;
        if now.is_some_and(|sale| sale.last_attempt().position == AttemptStatus::UnderWay) {
            let event = Event::Interrupted { sale: sale.id, reference: reference.clone() };
            ledger.commit(clock.now(), Actor::Till, vec![Entry::Sale(event)]).await?;
        }
    }
    Ok(())
}
