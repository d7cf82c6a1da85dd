//! What the allocator keeps of memory that is free again.
//!
//! glibc keeps what was freed, for each thread, and with each large piece that is freed it begins to keep larger ones. In the
//! process of a till with 100,000 sales that was 14 MB more (`make bench-start`), on a machine that has little. Other systems'
//! allocators are left as they are.

/// A piece of this many bytes is the system's own, and goes back to it as a whole: glibc's first threshold, which it would raise
/// with each larger piece that is freed.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const OWN_PIECE_BYTES: std::ffi::c_int = 128 * 1024;
/// Heaps that threads share. A till waits for vendors and disks, not for its allocator.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const HEAPS: std::ffi::c_int = 2;

/// Keeps little of what is free. To be called before there is a second thread.
pub fn keep_little() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: they only set how the allocator works. What is refused stays as it was.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, OWN_PIECE_BYTES);
        libc::mallopt(libc::M_ARENA_MAX, HEAPS);
    }
}

/// Gives back what is free now: after long work, which leaves more free memory behind than the till will need again. Takes some
/// milliseconds, in which nobody else gets memory.
pub fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: it gives pages back that nobody uses, and leaves everything else as it is.
    unsafe {
        libc::malloc_trim(0);
    }
}
