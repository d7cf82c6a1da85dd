//! The log a support person reads: one file a day, two weeks kept. No keys, no bodies; numbers masked.

use std::path::Path;
use tracing_appender::non_blocking::NonBlockingBuilder;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::prelude::*;

/// Days of log that are kept.
const DAYS_KEPT: usize = 14;
/// Lines that wait to be written. The library would set room for 128,000 aside, which is 4 MB; the till writes a few a sale.
const LINES_WAITING_MOST: usize = 2_048;

/// Starts logging into `directory`. The guard writes what is left when it is dropped.
///
/// # Errors
/// When the directory can't be written; the till works without a log.
pub fn start(directory: &Path) -> Result<tracing_appender::non_blocking::WorkerGuard, String> {
    let mut private = std::fs::DirBuilder::new();
    private.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut private, 0o700);
    private.create(directory).map_err(|error| error.to_string())?;
    let files = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("airtill")
        .filename_suffix("log")
        .max_log_files(DAYS_KEPT)
        .build(directory)
        .map_err(|error| error.to_string())?;
    let (writer, guard) = NonBlockingBuilder::default().buffered_lines_limit(LINES_WAITING_MOST).finish(files);
    // Libraries speak up when something is wrong; requests and headers are nobody's business.
    let filter = Targets::new().with_default(LevelFilter::WARN).with_target("airtill", LevelFilter::INFO);
    let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(writer).with_filter(filter);
    tracing_subscriber::registry().with(lines).try_init().map_err(|error| error.to_string())?;
    Ok(guard)
}
