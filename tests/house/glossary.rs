//! One word for one thing: names that the glossary has given up are in no file.

use super::{files, relative, root};
use proc_macro2::{TokenStream, TokenTree};
use std::collections::BTreeSet;
use std::fs;

/// The names in the last column of the glossary's tables.
fn given_up() -> BTreeSet<String> {
    let glossary = fs::read_to_string(root().join("docs/glossary.md")).unwrap();
    let rows = glossary.lines().filter(|line| line.starts_with("| "));
    let last = rows.filter_map(|row| row.trim_end_matches('|').trim_end().rsplit_once('|').map(|(_, last)| last));
    last.flat_map(|cell| cell.split('`').skip(1).step_by(2).map(str::to_owned)).collect()
}

fn names(stream: TokenStream, found: &mut BTreeSet<String>) {
    for token in stream {
        match token {
            TokenTree::Ident(name) => drop(found.insert(name.to_string())),
            TokenTree::Group(group) => names(group.stream(), found),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

#[test]
fn no_name_that_was_given_up_is_used() {
    let given_up = given_up();
    assert!(given_up.len() > 15, "the glossary is read: {given_up:?}");
    let mut wrong = Vec::new();
    for folder in ["src-tauri", "tests"] {
        for path in files(&root().join(folder), &[".rs"]) {
            let mut used = BTreeSet::new();
            names(fs::read_to_string(&path).unwrap().parse().unwrap(), &mut used);
            wrong.extend(used.intersection(&given_up).map(|name| format!("{}: {name}", relative(&path))));
        }
    }
    assert!(wrong.is_empty(), "the glossary has other words for these:\n{}", wrong.join("\n"));
}
