//! What vendors answer, byte for byte, and what it means.
//!
//! `examples/` holds every body that the vendors' documents show, verbatim. Each of them is read twice: as it stands there,
//! where it is somebody else's sale, and with our reference and recipient put in the place of theirs. Rows that no document
//! confirms say "assumption". SMEPlug's two requests for bank transfers are kept for the day when something sends them.

mod doubled;
mod met;
mod plan_names;
mod plans;
mod properties;
mod simpu;
mod smeplug;
mod strongmb;
mod vdt;
mod vtpass;
