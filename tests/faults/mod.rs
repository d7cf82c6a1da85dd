//! Kills and disk faults. The core of the program runs in a child process, without a window, and is killed or
//! broken there; this process looks at what it left.

mod chaos;
mod child;
mod counter;
mod disk;
mod doubts;
#[cfg(target_os = "linux")]
mod failing_calls;
mod kills;
mod null_controls;
#[cfg(target_os = "linux")]
mod power_cuts;
mod random_kills;
