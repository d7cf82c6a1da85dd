//! What must not be kept of a vendor's answer is taken out of it: secrets, and the address that only it was told.

use super::{Order, Reply};

/// A vendor may say again where it may call about a purchase. What makes that address this attempt's own is nobody's to read: the
/// last part of its path, which is the same however the rest is escaped.
pub(super) fn without_callback(mut reply: Reply, order: &Order) -> Reply {
    let token = order.callback.as_deref().and_then(|address| address.rsplit('/').next());
    if let Some(token) = token.filter(|token| token.len() >= SHORT_SECRET) {
        take_out(&mut reply.body, token.as_bytes());
    }
    reply
}

/// Puts [`REDACTED`] in the place of each occurrence.
pub(super) fn take_out(body: &mut Vec<u8>, secret: &[u8]) {
    let mut from = 0;
    while let Some(at) = find(&body[from..], secret) {
        body.splice(from + at..from + at + secret.len(), REDACTED.iter().copied());
        // Goes on behind what was put there, which could hold the secret again.
        from += at + REDACTED.len();
    }
}

/// What stands in the place of a secret.
pub(super) const REDACTED: &[u8] = b"(key)";

/// Bytes below which a secret may stand in a text by chance.
pub(super) const SHORT_SECRET: usize = 8;

pub(super) fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}
