//! Groups of customers for whom rules of price are.

use super::context::{ShopsState, till};
use super::error::CommandError;
use super::gate;
use super::reply::{Replied, refused};
use super::views::rules::GroupForm;
use airtill_domain::price::{CustomerGroup, Member};
use airtill_macros::command;
use airtill_shop::settings;
use airtill_words::say;

/// Groups of customers that rules can be for.
#[command]
pub async fn customer_groups(shops: ShopsState<'_>) -> Result<Vec<GroupForm>, CommandError> {
    let customers = |group: &CustomerGroup| group.members.iter().map(Member::line).collect::<Vec<_>>().join("\n");
    let groups = till(&shops)?.ledger().customer_groups()?;
    Ok(groups.iter().map(|group| GroupForm { name: group.name.clone(), customers: customers(group) }).collect())
}

/// Writes down who is in a group, under its name before, or as a new one.
#[command]
pub async fn save_customer_group(
    shops: ShopsState<'_>,
    was: Option<String>,
    name: String,
    customers: String,
) -> Replied<String> {
    let till = till(&shops)?;
    let group = CustomerGroup::read(&name, &customers).map_err(refused)?;
    if group.members.is_empty() && was.is_none() {
        return Err(refused(say!("Type at least one telephone number of a customer")));
    }
    let said = match group.members.len() {
        1 => say!("{name}: 1 customer", name = group.name),
        0 => say!("There is no group {name} any more", name = group.name),
        many => say!("{name}: {many} customers", name = group.name, many),
    };
    settings::set_customer_group(till.ledger(), shops.clock(), was.as_deref(), group, gate::acting(&shops)).await?;
    Ok(said)
}
