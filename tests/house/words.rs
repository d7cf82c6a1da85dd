//! What the program says: all of it stands in the catalogue, and none of it is said past it.

use super::{files, relative, root};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use syn::LitStr;

/// Rooms whose sentences are English in every language, and why.
const ENGLISH: [(&str, &str); 27] = [
    ("src-tauri/build.rs", "builds the program"),
    ("src-tauri/app.rs", "speaks before there is a window"),
    ("src-tauri/shop/home.rs", "speaks before there is a window"),
    ("src-tauri/log.rs", "the log is for a support person"),
    ("src-tauri/faults/", "in test builds alone"),
    ("src-tauri/words/", "speaks for all"),
    ("src-tauri/shop/cli/", "the commands without a window"),
    ("src-tauri/practice/", "says what vendors say"),
    ("src-tauri/vendors/smeplug/codes.rs", "knows what a vendor says"),
    ("src-tauri/vendors/vtpass/codes.rs", "knows what a vendor says"),
    ("src-tauri/vendors/vdt/codes.rs", "knows what a vendor says"),
    ("src-tauri/domain/vendor.rs", "names vendors"),
    ("src-tauri/domain/reference.rs", "says what is wrong with an entry, to a support person"),
    ("src-tauri/domain/recipient.rs", "says what is wrong with an entry, to a support person"),
    ("src-tauri/ledger/", "says what is wrong with files, to a support person, also before the language is known"),
    ("src-tauri/credentials/keyring.rs", "names entries of the keyring"),
    ("src-tauri/credentials/notice_key.rs", "names what a key is made of"),
    ("src-tauri/shop/backup/cipher.rs", "names the parts of a file"),
    ("src-tauri/shop/backup/set.rs", "lies beside the backup, for whoever finds the stick"),
    ("src-tauri/reports/hledger.rs", "for another program"),
    ("src-tauri/reports/row.rs", "names columns, for other programs"),
    ("src-tauri/reports/pdf.rs", "says what is wrong with a font"),
    ("src-tauri/reports/support/", "is for a support person"),
    ("src-tauri/shop/support.rs", "is for a support person"),
    ("src-tauri/domain/bank.rs", "knows by which names people look for banks"),
    ("src-tauri/domain/plan/mod.rs", "reads the names that vendors give their plans"),
    ("src-tauri/domain/plan/name.rs", "as above"),
];

/// Macros and calls whose text nobody at the counter reads: the log, what cannot happen, and names.
const UNSEEN_MACROS: [&str; 12] = [
    "say",
    "trace",
    "debug",
    "info",
    "warn",
    "error",
    "eprintln",
    "assert",
    "debug_assert",
    "matches",
    "json",
    "include_str",
];
const UNSEEN_CALLS: [&str; 6] = ["expect", "io", "keep_up", "kill_point", "wrong", "skipped"];

/// A literal that reads like something said: two words or more beside its values.
fn reads_like_a_sentence(text: &str) -> bool {
    let mut bare = String::new();
    let mut gaps = 0_u32;
    for c in text.chars() {
        match c {
            '{' => gaps += 1,
            '}' => gaps = gaps.saturating_sub(1),
            _ if gaps == 0 => bare.push(c),
            _ => {}
        }
    }
    let words = bare.split_whitespace().filter(|word| {
        let letters = word.trim_matches(|c: char| !c.is_alphabetic());
        letters.chars().count() >= 2 && letters.chars().all(|c| c.is_alphabetic() || c == '\'' || c == '-')
    });
    words.count() >= 2 && !text.starts_with("http")
}

/// What is said in a file, and the literals that are said past the catalogue.
#[derive(Default)]
struct Read {
    said: Vec<String>,
    past: Vec<String>,
}

impl Read {
    fn tokens(&mut self, stream: TokenStream) {
        let tokens: Vec<TokenTree> = stream.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            match &tokens[at] {
                // An attribute: documentation, or what an error says, which may be a sentence of its own.
                TokenTree::Punct(mark) if mark.as_char() == '#' => {
                    let inner =
                        usize::from(matches!(&tokens.get(at + 1), Some(TokenTree::Punct(p)) if p.as_char() == '!'));
                    if let Some(TokenTree::Group(group)) = tokens.get(at + 1 + inner) {
                        self.attribute(group.stream());
                        at += 2 + inner;
                        continue;
                    }
                }
                TokenTree::Group(group) => self.group(&tokens[..at], group),
                TokenTree::Literal(literal) => self.literal(literal),
                _ => {}
            }
            at += 1;
        }
    }

    fn attribute(&mut self, stream: TokenStream) {
        let tokens: Vec<TokenTree> = stream.into_iter().collect();
        if let [TokenTree::Ident(name), TokenTree::Group(group)] = &tokens[..]
            && name == "error"
        {
            self.tokens(group.stream());
        }
    }

    fn group(&mut self, before: &[TokenTree], group: &proc_macro2::Group) {
        let (last, previous) = match before {
            [.., previous, last] => (Some(last), Some(previous)),
            [last] => (Some(last), None),
            [] => (None, None),
        };
        match (previous, last) {
            (Some(TokenTree::Ident(name)), Some(TokenTree::Punct(mark))) if mark.as_char() == '!' => {
                if name == "say" {
                    self.say(group.stream());
                } else if UNSEEN_MACROS.iter().all(|unseen| name != unseen) {
                    self.tokens(group.stream());
                }
            }
            (_, Some(TokenTree::Ident(name)))
                if group.delimiter() == Delimiter::Parenthesis && UNSEEN_CALLS.iter().any(|unseen| name == unseen) => {}
            _ => self.tokens(group.stream()),
        }
    }

    /// A sentence, and its values, which may be sentences themselves.
    fn say(&mut self, stream: TokenStream) {
        let mut tokens = stream.into_iter();
        if let Some(TokenTree::Literal(literal)) = tokens.next()
            && let Some(text) = text(&literal)
        {
            self.said.push(text);
        }
        self.tokens(tokens.collect());
    }

    fn literal(&mut self, literal: &proc_macro2::Literal) {
        if let Some(text) = text(literal).filter(|text| reads_like_a_sentence(text)) {
            self.past.push(format!("line {}: {text}", literal.span().start().line));
        }
    }
}

fn text(literal: &proc_macro2::Literal) -> Option<String> {
    syn::parse_str::<LitStr>(&literal.to_string()).ok().map(|text| text.value())
}

fn read(code: &str) -> Read {
    let mut read = Read::default();
    read.tokens(code.parse().expect("the code that was compiled can be read"));
    read
}

/// Everything that is said by the program.
fn all_said() -> BTreeSet<String> {
    let said = |path: &std::path::PathBuf| read(&fs::read_to_string(path).unwrap()).said;
    files(&root().join("src-tauri"), &[".rs"]).iter().flat_map(said).collect()
}

/// The catalogue of English is what is said. `make words` writes it anew.
#[test]
fn the_catalogue_has_every_sentence_of_the_program() {
    let file = root().join("src-tauri/words/en.json");
    let said: BTreeMap<String, String> = all_said().into_iter().map(|one| (one.clone(), one)).collect();
    let catalogue = serde_json::to_string_pretty(&said).unwrap() + "\n";
    if std::env::var_os("AIRTILL_WRITE_WORDS").is_some() {
        fs::write(&file, &catalogue).unwrap();
    }
    assert!(said.len() > 500, "the sentences are found: {}", said.len());
    let kept = fs::read_to_string(&file).unwrap().replace("\r\n", "\n");
    assert!(kept == catalogue, "the program says something else than its catalogue: `make words` writes it anew");
}

/// A sentence past the catalogue can't be translated.
#[test]
fn nothing_is_said_past_the_catalogue() {
    let mut past = Vec::new();
    for path in files(&root().join("src-tauri"), &[".rs"]) {
        let name = relative(&path);
        if ENGLISH.iter().all(|(room, _)| !name.starts_with(room)) {
            let read = read(&fs::read_to_string(&path).unwrap());
            past.extend(read.past.into_iter().map(|one| format!("{name}, {one}")));
        }
    }
    assert!(past.is_empty(), "said past the catalogue:\n{}", past.join("\n"));
    for (room, _) in ENGLISH {
        assert!(root().join(room).exists(), "{room} is no more");
    }
}

/// The reader of code sees what it should: otherwise the two tests above would hold of anything.
#[test]
fn sentences_are_told_from_other_text() {
    let code = r##"
        //! A comment with many words.
        #[doc = "An attribute with words"]
        #[error("{}", say!("an error says"))]
        #[error("an error past it")]
        fn f() {
            say!("Type an \"amount\", \
                  please");
            let a = say!("The {what} of {name}", what = say!("inner words"), name = format!("quite past it"));
            tracing::warn!("in the log alone");
            b.expect("there is one of them");
            c("said past it", "word", "https://one.example two words", "{} {}");
        }
    "##;
    let read = read(code);
    assert_eq!(read.said, ["an error says", "Type an \"amount\", please", "The {what} of {name}", "inner words"]);
    let past: Vec<&str> = read.past.iter().map(|one| one.split_once(": ").unwrap().1).collect();
    assert_eq!(past, ["an error past it", "quite past it", "said past it"]);
}

/// A catalogue in another language has the sentences of the English one, each with the same places for values.
#[test]
fn translations_have_the_same_sentences_and_values() {
    let english: BTreeMap<String, String> =
        serde_json::from_str(&fs::read_to_string(root().join("src-tauri/words/en.json")).unwrap()).unwrap();
    for file in files(&root().join("src-tauri/words"), &[".json"]) {
        let other: BTreeMap<String, String> = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        assert_eq!(unfit(&english, &other), Vec::<String>::new(), "{}", relative(&file));
    }
    let pair = |one: &str, other: &str| BTreeMap::from([(one.to_owned(), other.to_owned())]);
    let english = pair("{n} of {m}", "{n} of {m}");
    assert!(unfit(&english, &pair("{n} of {m}", "{m} kati {n}")).is_empty());
    assert_eq!(unfit(&english, &pair("{n} of {m}", "{m} kati {x}")).len(), 1);
    assert_eq!(unfit(&english, &BTreeMap::new()).len(), 1);
    assert_eq!(unfit(&BTreeMap::new(), &english).len(), 1);
}

/// What is wrong with a catalogue, held against the English one.
fn unfit(english: &BTreeMap<String, String>, other: &BTreeMap<String, String>) -> Vec<String> {
    let gaps = |text: &str| -> BTreeSet<String> {
        text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned()).collect()
    };
    let mut wrong: Vec<String> =
        english.keys().filter(|one| !other.contains_key(*one)).map(|one| format!("lacks: {one}")).collect();
    for (sentence, said) in other {
        if !english.contains_key(sentence) {
            wrong.push(format!("says what is not said any more: {sentence}"));
        } else if gaps(sentence) != gaps(said) {
            wrong.push(format!("has other values: {said}"));
        }
    }
    wrong
}
