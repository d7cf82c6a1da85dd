//! Places where a test build can be made to die or to fail.
//!
//! Only builds with the `faults` feature contain any of this; in every other build the functions are empty and
//! the names are gone. A test sets `AIRTILL_FAULT` to `kill:<place>:<pass>` (the process gets SIGKILL there, the n-th
//! time it comes by), to `panic:<place>:<pass>` (the task there panics), to `fail:<place>:<pass>` (the place reports an I/O error, once) or to `skip:<place>:<pass>` (the
//! step is left out). `AIRTILL_WRONG` names mistakes that the program then makes every time ([`wrong`]): the null controls
//! that show a test can fail.

#![warn(missing_docs)]

#[cfg(feature = "faults")]
mod armed {
    use std::sync::{LazyLock, Mutex};

    struct Armed {
        kind: String,
        place: String,
        /// Passes until it strikes.
        passes_left: u32,
    }

    static ARMED: LazyLock<Mutex<Option<Armed>>> = LazyLock::new(|| {
        let text = std::env::var("AIRTILL_FAULT").unwrap_or_default();
        let mut parts = text.splitn(3, ':').map(str::to_owned);
        let (kind, place) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let passes_left = parts.next().and_then(|n| n.parse().ok()).unwrap_or(1);
        Mutex::new((!place.is_empty()).then_some(Armed { kind, place, passes_left }))
    });

    thread_local! {
        static DOING: std::cell::Cell<&'static str> = const { std::cell::Cell::new("") };
    }

    pub fn doing(what: &'static str) {
        DOING.set(what);
    }

    /// Whether the fault of this kind strikes at this place on this pass. It strikes once.
    pub fn strikes(kind: &str, place: &str) -> bool {
        let mut armed = ARMED.lock().unwrap_or_else(|broken| broken.into_inner());
        match armed.as_mut() {
            Some(fault)
                if fault.kind == kind
                    && fault.passes_left > 0
                    && (fault.place == place || fault.place.split_once('@') == Some((place, DOING.get()))) =>
            {
                fault.passes_left -= 1;
                fault.passes_left == 0
            }
            _ => false,
        }
    }
}

/// Says what the thread is writing from here on, so that a fault can be aimed at it: `journal.before@intent` strikes only
/// under an intent.
#[inline]
pub fn doing(what: &'static str) {
    #[cfg(feature = "faults")]
    armed::doing(what);
    let _ = what;
}

/// The process dies here, at once and without a word, when a test has asked for it.
#[inline]
pub fn kill_point(place: &str) {
    #[cfg(feature = "faults")]
    if armed::strikes("kill", place) {
        #[cfg(unix)]
        {
            let _ = std::process::Command::new("kill").args(["-9", &std::process::id().to_string()]).status();
        }
        std::process::abort();
    }
    #[cfg(feature = "faults")]
    assert!(!armed::strikes("panic", place), "injected at {place}");
    let _ = place;
}

/// An I/O error here, when a test has asked for it.
///
/// # Errors
/// Only in a build with the `faults` feature, and only where a test armed it.
#[inline]
pub fn fail_point(place: &str) -> std::io::Result<()> {
    #[cfg(feature = "faults")]
    if armed::strikes("fail", place) {
        return Err(std::io::Error::other(format!("injected at {place}")));
    }
    let _ = place;
    Ok(())
}

/// Whether a step is left out, when a test has asked for it. Always `false` in a normal build.
#[inline]
pub fn skipped(place: &str) -> bool {
    #[cfg(feature = "faults")]
    if armed::strikes("skip", place) {
        return true;
    }
    let _ = place;
    false
}

/// Whether a mistake is made on purpose, every time, because a test wants to see that it would be found. Always `false` in a
/// normal build.
#[inline]
pub fn wrong(mistake: &str) -> bool {
    #[cfg(feature = "faults")]
    return std::env::var("AIRTILL_WRONG").is_ok_and(|mistakes| mistakes.split(',').any(|one| one == mistake));
    #[cfg(not(feature = "faults"))]
    {
        let _ = mistake;
        false
    }
}

/// Another address for a vendor, from the environment of a test build, so that the real shop can be driven against
/// vendors on this computer. Always `None` in a normal build.
pub fn vendor_url() -> Option<String> {
    #[cfg(feature = "faults")]
    return std::env::var("AIRTILL_TEST_VENDOR_URL").ok();
    #[cfg(not(feature = "faults"))]
    None
}

/// Whether a test has asked for the language that marks every sentence, by `AIRTILL_MARKED`: in any other window nobody would
/// know what it is. Always `false` in a normal build.
pub fn wants_marked_language() -> bool {
    #[cfg(feature = "faults")]
    return std::env::var_os("AIRTILL_MARKED").is_some();
    #[cfg(not(feature = "faults"))]
    false
}
