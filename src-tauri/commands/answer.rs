//! An answer to every command, also to one that panics.

use super::error::CommandError;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;

/// What a command answers; where it panics, that. Nobody knows how far it came, so that nothing is said of it but where to look.
///
/// # Errors
/// Those of the command, and [`CommandError::panicked`].
pub async fn or_panic<T, E: From<CommandError>>(
    place: &'static str,
    command: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let mut command = pin!(async {
        airtill_faults::kill_point(place);
        command.await
    });
    // What a panic leaves behind is behind locks, and those who take them go on with what they find.
    let polled =
        std::future::poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| command.as_mut().poll(context))) {
            Ok(polled) => polled.map(Ok),
            Err(_) => std::task::Poll::Ready(Err(())),
        });
    polled.await.unwrap_or_else(|()| {
        tracing::error!(place, "a command panicked");
        Err(CommandError::panicked().into())
    })
}
