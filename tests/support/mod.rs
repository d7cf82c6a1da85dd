//! What tests stand on: a clock of the test, a shop without a window, a vendor of raw TCP, the real window.

pub mod clock;
pub mod flaky;
pub mod generator;
pub mod printer;
pub mod raw_vendor;
pub mod shop;
pub mod vendor;
#[cfg(target_os = "linux")]
pub mod volatile_disk;
pub mod window;
