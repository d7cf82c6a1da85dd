//! What the program says, by language.
//!
//! A sentence stands in English where it is said, in [`say!`](crate::say): a reader of the code sees what the attendant sees, the
//! compiler holds its values against its gaps, and a test (`tests/house/words.rs`) gathers all of them into `en.json`, the
//! catalogue, and finds a sentence that is said past it. Another language is a copy of that file whose right-hand sides are
//! translated; what it lacks stays English. The page's own words are in `ui/src/texts`, in the same languages.
//!
//! English in every language are: what vendors say and what stands in their documents; what is wrong with a ledger's files, and
//! the log, which a support person reads; the commands without a window; names of columns and accounts, which other programs
//! read. What was written into the ledger stays as it was said.
//!
//! The language is the program's, not a call's: there is one window, and whoever stands before it speaks one.
#![warn(missing_docs, unreachable_pub)]
// Nothing in the program ends it by a panic of ours; `expect` says the reason why it holds.
#![warn(clippy::unwrap_used, clippy::panic)]

use serde::{Deserialize, Serialize};
use std::cell::Cell;
use std::collections::HashMap;
use std::fmt::{Display, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};

/// A language of the till.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Nigerian Pidgin.
    Pcm,
    /// Hausa.
    Ha,
    /// Yoruba.
    Yo,
    /// Igbo.
    Ig,
    /// English with marks around every sentence, for tests: what stands outside of them can't be translated.
    Marked,
}

/// A catalogue: sentences in English, and what is said for them.
type Catalogue = HashMap<String, String>;

static SPOKEN: AtomicU8 = AtomicU8::new(Language::En as u8);

impl Language {
    /// All of them, those without a catalogue too.
    pub const ALL: [Language; 6] =
        [Language::En, Language::Pcm, Language::Ha, Language::Yo, Language::Ig, Language::Marked];

    /// Those that can be chosen.
    pub fn offered() -> impl Iterator<Item = Language> {
        Language::ALL.into_iter().filter(|language| language.is_offered())
    }

    /// Whether it can be chosen: English can, and what has a catalogue.
    pub fn is_offered(self) -> bool {
        match self {
            Language::En => true,
            Language::Marked => airtill_faults::wants_marked_language(),
            Language::Pcm | Language::Ha | Language::Yo | Language::Ig => self.file().is_some(),
        }
    }

    /// Whether amounts are written out in this language: the numbers of English alone are known.
    pub fn has_numbers_in_words(self) -> bool {
        matches!(self, Language::En | Language::Marked)
    }

    /// Its catalogue as it stands beside this file: `include_str!("pcm.json")`, once it is there.
    fn file(self) -> Option<&'static str> {
        match self {
            Language::En | Language::Pcm | Language::Ha | Language::Yo | Language::Ig | Language::Marked => None,
        }
    }

    fn catalogue(self) -> Option<&'static Catalogue> {
        static READ: [OnceLock<Option<Catalogue>>; Language::ALL.len()] =
            [const { OnceLock::new() }; Language::ALL.len()];
        READ[self as usize]
            .get_or_init(|| {
                let read = serde_json::from_str(self.file()?);
                read.inspect_err(|error| tracing::error!(?self, %error, "a catalogue can't be read")).ok()
            })
            .as_ref()
    }
}

/// Says everything from now on in this language; English where it has no catalogue.
pub fn speak(language: Language) {
    SPOKEN.store(language as u8, Ordering::Relaxed);
}

thread_local! {
    /// What this thread speaks for a while, whatever the program does.
    static MEANWHILE: Cell<Option<Language>> = const { Cell::new(None) };
}

/// Says everything on this thread in one language until `said` ends: files that other programs read are in English.
pub fn speaking<T>(language: Language, said: impl FnOnce() -> T) -> T {
    struct Until(Option<Language>);
    impl Drop for Until {
        fn drop(&mut self) {
            MEANWHILE.set(self.0);
        }
    }
    let _until = Until(MEANWHILE.replace(Some(language)));
    said()
}

/// The language that is spoken.
pub fn spoken() -> Language {
    if let Some(language) = MEANWHILE.get() {
        return language;
    }
    let spoken = SPOKEN.load(Ordering::Relaxed);
    Language::ALL.into_iter().find(|language| *language as u8 == spoken).unwrap_or_default()
}

/// Says a sentence in the language that is spoken: `say!("Type an amount")` is a `&'static str`, and with values, as in
/// `say!("The least is {least}", least = least.short())` or `say!("{name} owes nothing any more", name)`, a `String`. A value is
/// named where it stands, for other languages put it elsewhere; one that is missing or too much does not compile.
#[macro_export]
macro_rules! say {
    ($sentence:literal) => {{
        // Braces in a sentence without values would be a gap that nobody fills.
        const _: () = assert!(!$crate::has_gap($sentence), "a value is missing");
        $crate::of($sentence)
    }};
    ($sentence:literal $(, $name:ident $(= $value:expr)?)+ $(,)?) => {{
        // Never run: it is here for the compiler to hold the names against the gaps.
        let _ = || ::std::format_args!(::std::concat!($sentence) $(, $name = 0)+).to_string();
        $crate::filled(
            $sentence,
            &[$((::std::stringify!($name), $crate::say!(@value $name $(= $value)?))),+],
        )
    }};
    (@value $name:ident) => { &$name as &dyn ::std::fmt::Display };
    (@value $name:ident = $value:expr) => { &$value as &dyn ::std::fmt::Display };
}

/// Whether a sentence has a place for a value.
#[doc(hidden)]
pub const fn has_gap(sentence: &str) -> bool {
    let bytes = sentence.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'{' {
            return true;
        }
        at += 1;
    }
    false
}

/// A sentence without values. [`say!`](crate::say) calls it.
#[doc(hidden)]
pub fn of(sentence: &'static str) -> &'static str {
    match spoken() {
        Language::En => sentence,
        Language::Marked => marked(sentence),
        other => other.catalogue().and_then(|said| said.get(sentence)).map_or(sentence, String::as_str),
    }
}

/// A sentence with its values. [`say!`](crate::say) calls it.
#[doc(hidden)]
pub fn filled(sentence: &'static str, values: &[(&str, &dyn Display)]) -> String {
    let sentence = of(sentence);
    let mut said = String::with_capacity(sentence.len() + 16 * values.len());
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        said.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            // Writing to a string does not fail.
            let _ = write!(said, "{value}");
        }
        rest = after;
    }
    said.push_str(rest);
    said
}

/// What stands around a sentence of [`Language::Marked`].
pub const MARKS: (char, char) = ('⟦', '⟧');

/// The sentence between marks. Each is made once and kept: there are some hundreds of them, and only tests ask.
fn marked(sentence: &'static str) -> &'static str {
    static MADE: std::sync::Mutex<Vec<(&'static str, &'static str)>> = std::sync::Mutex::new(Vec::new());
    let mut made = MADE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    match made.iter().find(|(known, _)| *known == sentence) {
        Some((_, marked)) => marked,
        None => {
            let marked: &'static str = Box::leak(format!("{}{sentence}{}", MARKS.0, MARKS.1).into_boxed_str());
            made.push((sentence, marked));
            marked
        }
    }
}
