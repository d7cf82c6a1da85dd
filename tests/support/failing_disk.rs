//! A library that is loaded before the program, and lets calls to the disk fail.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Compiles the library that stands between the program and its disk. Says so where there is no C compiler.
pub fn failing_disk(scratch: &Path) -> Option<PathBuf> {
    let source = crate::root().join("tests/support/failing_disk.c");
    let library = scratch.join("failing_disk.so");
    let compiled =
        Command::new("cc").args(["-shared", "-fPIC", "-O2", "-o"]).arg(&library).arg(source).arg("-ldl").status();
    if compiled.is_ok_and(|status| status.success()) {
        return Some(library);
    }
    println!("failing calls: not run, for want of a C compiler");
    None
}
