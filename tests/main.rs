//! Every test of the project, in one binary: the library is linked once.
//!
//! `domain` and `wire` are pure tables; `ledger` holds the store against a naive model; `backup` is the drill; `contract` drives the vendors
//! over real sockets; `journeys` are whole sales on a clock of the test; `slips` is everything on paper; `words` what is said in which language; `faults` kills and breaks a child process;
//! `commands` and `house` hold the borders; `e2e` drives the real window (it needs the desktop of `scripts/desktop`).

mod backup;
mod commands;
mod contract;
mod domain;
mod e2e;
mod faults;
mod house;
mod journeys;
mod ledger;
mod slips;
mod support;
mod wire;
mod words;
