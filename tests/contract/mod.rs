//! Vendors over real sockets: whatever the network does to a purchase, it is sent at most once and read as no more than
//! it is.

mod hardening;
pub mod network;
mod suite;
