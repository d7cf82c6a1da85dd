//! The pure rules: money, numbers, references, and what a sale may do.

mod cost;
mod debtor;
mod evidence;
mod hotkeys;
mod money;
mod month;
mod offer_change;
mod phone;
mod price;
mod route;
mod sale;
mod transfer;
mod typed;
mod wallet_months;
mod worlds;
