//! What tests stand on: a clock of the test, a shop without a window, a vendor of raw TCP, disks that fail, entries to begin with.

#[cfg(feature = "vendors")]
pub mod agreement;
pub mod clock;
pub mod entries;
pub mod failing_disk;
pub mod files;
pub mod flaky;
pub mod generator;
pub mod live;
pub mod memory;
pub mod pdf;
pub mod printer;
pub mod progress;
pub mod raw_vendor;
#[cfg(feature = "shop")]
pub mod shop;
#[cfg(feature = "vendors")]
pub mod vendor;
#[cfg(target_os = "linux")]
pub mod volatile_disk;

use std::path::Path;

/// The project's folder.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).expect("this package stands in tests/support")
}
