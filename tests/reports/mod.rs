//! What leaves the ledger: exports, the sheet of a closing, a day at a glance.

mod exports;
mod glance;
mod sheets;
mod statements;
mod support;
