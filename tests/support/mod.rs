//! What tests stand on: a clock of the test, a shop without a window, a vendor of raw TCP, the real window.

pub mod clock;
pub mod flaky;
pub mod raw_vendor;
pub mod shop;
pub mod vendor;
pub mod window;
