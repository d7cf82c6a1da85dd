//! The tests of `airtill-shop`: the vendors over real sockets, whole sales on a clock of the test, backups, kills and broken disks.

#[path = "../backup/mod.rs"]
mod backup;
#[path = "../contract/mod.rs"]
mod contract;
#[path = "../faults/mod.rs"]
mod faults;
#[path = "../journeys/mod.rs"]
mod journeys;
#[path = "../shop/mod.rs"]
mod shop;
