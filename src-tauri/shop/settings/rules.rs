//! The owner's rules of trade: written down whole, taken back, and put in the place of all that hold.

use super::rules_file::AllRules;
use super::{SettingsError, write};
use airtill_domain::clock::Clock;
use airtill_domain::price::{CustomerGroup, PLANS_AT_ONCE_MAX, groups_checked};
use airtill_domain::trade::TradeRules;
use airtill_ledger::entry::{Actor, Entry};
use airtill_ledger::rule_changes::{RuleChange, RuleSubject};
use airtill_ledger::{Ledger, LedgerError};
use airtill_words::say;

/// So many changes of rules are looked back on.
pub const RULE_CHANGES_MOST: usize = 200;

/// Writes down what is sold, at which price, and how much of it.
///
/// # Errors
/// [`SettingsError`], with nothing written.
pub async fn set_trade_rules(
    ledger: &Ledger,
    clock: &dyn Clock,
    rules: TradeRules,
    by: Actor,
) -> Result<(), SettingsError> {
    rules.checked().map_err(SettingsError::Refused)?;
    rules.prices.groups_checked(&ledger.customer_groups()?).map_err(SettingsError::Refused)?;
    let holds = ledger.trade_rules()? == rules;
    write(ledger, clock, by, holds, Entry::TradeRulesSet { rules: Box::new(rules) }).await
}

/// Writes down who is in a group of customers; `was` is what it was called before, where it was. Nobody in it: there is no such group any
/// more. Rules follow it under another name.
///
/// # Errors
/// [`SettingsError`], with nothing written.
pub async fn set_customer_group(
    ledger: &Ledger,
    clock: &dyn Clock,
    was: Option<&str>,
    group: CustomerGroup,
    by: Actor,
) -> Result<(), SettingsError> {
    let known = ledger.customer_groups()?;
    if known.contains(&group) && was == Some(group.name.as_str()) {
        return Ok(());
    }
    if let Some(other) = known.iter().find(|one| Some(one.name.as_str()) != was && one.is_called(&group.name)) {
        return Err(SettingsError::Refused(say!("There is a group {name} already", name = other.name)));
    }
    let mut rules = ledger.trade_rules()?;
    let mut entries = Vec::new();
    if let Some(was) = was.filter(|was| *was != group.name) {
        let gone = CustomerGroup { name: was.to_owned(), members: Vec::new() };
        entries.push(Entry::CustomerGroupSet { group: gone });
        if rules.rename_group(was, &group.name) {
            entries.push(Entry::TradeRulesSet { rules: Box::new(rules) });
        }
    }
    entries.push(Entry::CustomerGroupSet { group });
    ensure_groups(ledger, &entries)?;
    ledger.commit(clock.now(), by, entries).await?;
    Ok(())
}

/// That after these entries every group is there for which a rule is, and every customer in one group.
fn ensure_groups(ledger: &Ledger, entries: &[Entry]) -> Result<(), SettingsError> {
    let (mut groups, mut rules) = (ledger.customer_groups()?, ledger.trade_rules()?);
    for entry in entries {
        match entry {
            Entry::CustomerGroupSet { group } => {
                groups.retain(|known| known.name != group.name);
                groups.extend((!group.members.is_empty()).then(|| group.clone()));
            }
            Entry::TradeRulesSet { rules: said } => rules = (**said).clone(),
            _ => {}
        }
    }
    groups_checked(&groups).and_then(|()| rules.prices.groups_checked(&groups)).map_err(SettingsError::Refused)
}

/// Takes a change of rules back: what held before it holds again. Only where what it set still holds, so that they go back one after the
/// other; of a vendor's settings none, since a line that stands open hangs on them.
///
/// # Errors
/// [`SettingsError`], with nothing written.
pub async fn undo_rules(ledger: &Ledger, clock: &dyn Clock, seq: u64, by: Actor) -> Result<(), SettingsError> {
    let changes = ledger.rule_changes(RULE_CHANGES_MOST)?;
    let refused = |sentence: &str| SettingsError::Refused(sentence.to_owned());
    let change = changes
        .iter()
        .find(|change| change.seq == seq)
        .ok_or_else(|| refused(say!("This change is not on the list any more")))?;
    if !can_be_undone(change, &changes) {
        return Err(refused(say!("It was changed again since: take that back first, or set it anew")));
    }
    let back: Vec<Entry> = change.rules.iter().rev().map(|rule| rule.before.clone()).collect();
    ensure_groups(ledger, &back)?;
    ledger.commit(clock.now(), by, back).await?;
    Ok(())
}

/// Whether what a change set is what holds: nothing was set otherwise since, or that was taken back again. `all` is newest first.
pub fn can_be_undone(change: &RuleChange, all: &[RuleChange]) -> bool {
    let now = |subject: &Option<RuleSubject>| {
        let rules = all.iter().flat_map(|other| other.rules.iter().rev());
        rules.map(|rule| &rule.after).find(|after| after.rule() == *subject)
    };
    change.rules.iter().all(|rule| {
        let subject = rule.after.rule();
        !matches!(subject, Some(RuleSubject::Vendor(_))) && now(&subject) == Some(&rule.after)
    })
}

/// Puts rules in the place of all that hold; only what is new is written. In one commit, all or nothing; in several where one has no room
/// for them: what is cut off on the way is whole once the same is put there again.
///
/// # Errors
/// [`SettingsError`], with nothing written.
pub async fn set_rules(ledger: &Ledger, clock: &dyn Clock, rules: &AllRules, by: Actor) -> Result<(), SettingsError> {
    rules.checked().map_err(SettingsError::Refused)?;
    let entries = rules.since(&AllRules::of(ledger)?);
    if entries.is_empty() {
        return Ok(());
    }
    match ledger.commit(clock.now(), by, entries.clone()).await {
        Err(LedgerError::TooLarge { .. }) => {}
        done => return Ok(done.map(drop)?),
    }
    let is_group = |entry: &Entry| matches!(entry, Entry::CustomerGroupSet { .. });
    // A group fills a commit alone.
    for run in entries.chunk_by(|one, next| !is_group(one) && !is_group(next)) {
        for part in run.chunks(PLANS_AT_ONCE_MAX) {
            ledger.commit(clock.now(), by, part.to_vec()).await?;
        }
    }
    Ok(())
}
