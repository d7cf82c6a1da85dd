//! Which module knows which: an allow-list for the modules of all packages, and no circles between the files of one module.
//!
//! Paths are read by the compiler's own tokens, so grouped imports, paths within macros and names that a module re-exports count as
//! well. What is not on the list is not allowed: a new module fails until it has its row.

use super::{files, root};
use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// Whether a folder of `src-tauri/` is a package: its files begin at its own `crate`, and others name it `airtill_<folder>`.
fn is_package(folder: &str) -> bool {
    root().join("src-tauri").join(folder).join("Cargo.toml").is_file()
}

/// Each module and those it may know: what has no row of its own is on the row of the module that it stands in.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("faults", &[]),
    ("words", &["faults"]),
    ("domain", &["words"]),
    ("credentials", &["domain", "words"]),
    ("ledger", &["domain", "faults", "words"]),
    ("vendors", &["domain", "faults", "credentials", "words"]),
    ("practice", &["credentials", "domain"]),
    ("reports::pdf", &[]),
    ("reports::slips", &["domain", "reports::pdf", "words"]),
    ("reports", &["domain", "ledger", "reports::pdf", "words"]),
    // Nothing stands here alone: each module of a shop has its row.
    ("shop", &[]),
    ("shop::allocator", &[]),
    ("shop::home", &[]),
    ("shop::printer", &["domain", "words"]),
    ("shop::people", &["domain", "credentials", "ledger", "words"]),
    ("shop::settings", &["domain", "ledger", "vendors", "words"]),
    ("shop::backup", &["domain", "credentials", "ledger", "words"]),
    (
        "shop::maintenance",
        &["domain", "ledger", "reports", "reports::slips", "shop::allocator", "shop::backup", "words"],
    ),
    (
        "shop::till",
        &[
            "domain",
            "faults",
            "credentials",
            "ledger",
            "reports",
            "reports::slips",
            "shop::printer",
            "vendors",
            "words",
        ],
    ),
    ("shop::webhooks", &["domain", "credentials", "shop::till"]),
    ("shop::support", &["domain", "ledger", "reports", "shop::till"]),
    (
        "shop::shops",
        &[
            "credentials",
            "domain",
            "faults",
            "ledger",
            "practice",
            "shop::allocator",
            "shop::backup",
            "shop::home",
            "shop::maintenance",
            "shop::people",
            "shop::settings",
            "shop::till",
            "shop::webhooks",
            "vendors",
            "words",
        ],
    ),
    (
        "shop::cli",
        &[
            "credentials",
            "domain",
            "ledger",
            "reports",
            "shop::backup",
            "shop::home",
            "shop::maintenance",
            "shop::people",
            "shop::shops",
            "shop::support",
            "shop::till",
        ],
    ),
    ("log", &[]),
    ("graphics", &[]),
    (
        "commands",
        &[
            "credentials",
            "domain",
            "faults",
            "ledger",
            "practice",
            "reports",
            "reports::slips",
            "shop::backup",
            "shop::home",
            "shop::maintenance",
            "shop::people",
            "shop::settings",
            "shop::shops",
            "shop::support",
            "shop::till",
            "shop::webhooks",
            "vendors",
            "words",
        ],
    ),
    ("app", &["commands", "domain", "log", "shop::home", "shop::shops", "shop::till"]),
];

/// The row that a module is on: that of the innermost module around it that has one.
fn row_of(module: &[String]) -> Option<&'static (&'static str, &'static [&'static str])> {
    (1..=module.len()).rev().find_map(|length| {
        let name = module[..length].join("::");
        MAY_KNOW.iter().find(|(own, _)| *own == name)
    })
}

/// A module's path below `src-tauri/`: `["shop", "till", "checkout"]`.
type Module = Vec<String>;

/// The program's files, by the module that each of them is.
struct Library {
    files: BTreeMap<Module, TokenStream>,
    /// What a module gives other names to: from its path and the name to where that stands.
    named: BTreeMap<(Module, String), Module>,
}

impl Library {
    fn read() -> Library {
        let source = root().join("src-tauri");
        let mut library = Library { files: BTreeMap::new(), named: BTreeMap::new() };
        for path in files(&source, &[".rs"]) {
            let name = path.strip_prefix(&source).unwrap().to_string_lossy().replace('\\', "/");
            if name.starts_with("macros/") || ["build.rs", "main.rs"].contains(&name.as_str()) {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            library.files.insert(module_of(&name), text.parse().unwrap());
        }
        for (module, tokens) in &library.files {
            for path in uses(tokens.clone()) {
                let Some(name) = path.last().cloned() else { continue };
                if let Some(meant) = library.absolute(module, &path)
                    && meant != *module
                {
                    library.named.insert((module.clone(), name), meant);
                }
            }
        }
        library
    }

    /// The path from the library's root, of a path as it is written in a module.
    fn absolute(&self, module: &Module, path: &[String]) -> Option<Module> {
        let mut at = module.clone();
        let mut rest = path;
        match path.first()?.as_str() {
            "crate" => {
                let package = module.first().filter(|first| is_package(first));
                (at, rest) = (package.cloned().into_iter().collect(), &path[1..]);
            }
            first if first.starts_with("airtill_") => {
                (at, rest) = (vec![first["airtill_".len()..].to_owned()], &path[1..]);
            }
            "self" => rest = &path[1..],
            "super" => {
                while rest.first().is_some_and(|first| first == "super") {
                    at.pop();
                    rest = &rest[1..];
                }
            }
            first => {
                at.push(first.to_owned());
                if !self.files.contains_key(&at) {
                    return None;
                }
                rest = &path[1..];
            }
        }
        at.extend(rest.iter().cloned());
        Some(at)
    }

    /// The module that a path leads to, through what modules on the way give other names to.
    fn module(&self, path: &Module) -> Module {
        let mut at = Vec::new();
        for (n, part) in path.iter().enumerate() {
            let next: Module = at.iter().cloned().chain([part.clone()]).collect();
            if self.files.contains_key(&next) {
                at = next;
                continue;
            }
            return match self.named.get(&(at.clone(), part.clone())) {
                Some(meant) if meant[..] != path[..=n] && meant.starts_with(&at) => self.module(meant),
                Some(_) | None => at,
            };
        }
        at
    }

    /// Each module and the modules that it names, without itself.
    fn known(&self) -> BTreeMap<&Module, BTreeSet<Module>> {
        let mut known = BTreeMap::new();
        for (module, tokens) in &self.files {
            let mut named = BTreeSet::new();
            let mut paths = Vec::new();
            walk(tokens.clone(), &mut paths);
            paths.extend(uses(tokens.clone()));
            for path in paths {
                named.extend(self.absolute(module, &path).map(|path| self.module(&path)));
            }
            named.remove(module);
            known.insert(module, named);
        }
        known
    }
}

fn module_of(file: &str) -> Module {
    let stem = file.trim_end_matches(".rs").trim_end_matches("/mod").trim_end_matches("/lib");
    if stem == "lib" { Vec::new() } else { stem.split('/').map(str::to_owned).collect() }
}

/// The paths of all `use` declarations, one for each name.
fn uses(stream: TokenStream) -> Vec<Vec<String>> {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(name) if name == "use" => path_from(&tokens[at + 1..], &mut Vec::new(), &mut found),
            TokenTree::Group(group) => found.extend(uses(group.stream())),
            _ => {}
        }
    }
    found
}

/// All paths that begin at `crate`, `self`, `super` or a package of ours, wherever they stand.
fn walk(stream: TokenStream, found: &mut Vec<Vec<String>>) {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(name)
                if (["crate", "self", "super"].iter().any(|start| name == start)
                    || name.to_string().starts_with("airtill_"))
                    && !(at > 0 && is_colon(tokens.get(at - 1))) =>
            {
                path_from(&tokens[at..], &mut Vec::new(), found);
            }
            // Who may see an item, `pub(crate)`, is no path.
            TokenTree::Group(_) if at > 0 && is_pub(&tokens[at - 1]) => {}
            TokenTree::Group(group) => walk(group.stream(), found),
            _ => {}
        }
    }
}

fn is_pub(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Ident(name) if name == "pub")
}

fn is_colon(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Punct(mark)) if mark.as_char() == ':')
}

/// Reads one path, or a tree of them, from its first token on.
fn path_from(tokens: &[TokenTree], before: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    let length = before.len();
    let mut at = 0;
    loop {
        match tokens.get(at) {
            Some(TokenTree::Ident(name)) => before.push(name.to_string()),
            Some(TokenTree::Group(group)) if at > 0 => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                for one in inner.split(|token| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ',')) {
                    path_from(one, before, found);
                }
                break;
            }
            _ => {
                found.push(before.clone());
                break;
            }
        }
        if !(is_colon(tokens.get(at + 1)) && is_colon(tokens.get(at + 2))) {
            found.push(before.clone());
            break;
        }
        at += 3;
    }
    before.truncate(length);
}

/// A circle in a graph, if there is one.
fn circle(graph: &BTreeMap<String, BTreeSet<String>>) -> Option<Vec<String>> {
    fn visit(
        node: &String,
        graph: &BTreeMap<String, BTreeSet<String>>,
        on_the_way: &mut Vec<String>,
        done: &mut BTreeSet<String>,
    ) -> Option<Vec<String>> {
        if let Some(at) = on_the_way.iter().position(|known| known == node) {
            return Some(on_the_way[at..].to_vec());
        }
        if !done.contains(node) {
            on_the_way.push(node.clone());
            for next in graph.get(node).into_iter().flatten() {
                if let Some(found) = visit(next, graph, on_the_way, done) {
                    return Some(found);
                }
            }
            on_the_way.pop();
            done.insert(node.clone());
        }
        None
    }
    let mut done = BTreeSet::new();
    graph.keys().find_map(|node| visit(node, graph, &mut Vec::new(), &mut done))
}

/// No module knows another one that its row does not name, every module has a row, and every row names what is there.
#[test]
fn a_module_knows_only_those_on_its_row() {
    let library = Library::read();
    let mut wrong = Vec::new();
    let mut used: BTreeSet<(&str, &str)> = BTreeSet::new();
    for (module, known) in library.known() {
        if module.is_empty() {
            continue;
        }
        let Some((own, row)) = row_of(module) else {
            wrong.push(format!("{} has no row", module.join("::")));
            continue;
        };
        for other in known.iter().filter(|other| !other.is_empty()) {
            // What stands in a package's first file belongs to the package, whatever else is in it.
            let name = row_of(other).map_or("", |(name, _)| *name);
            if name == *own || name.is_empty() {
                continue;
            }
            used.insert((own, name));
            if !row.contains(&name) {
                wrong.push(format!("{} knows {}", module.join("::"), other.join("::")));
            }
        }
    }
    let graph = MAY_KNOW.iter().map(|(own, row)| ((*own).to_owned(), row.iter().map(|&one| one.to_owned()).collect()));
    assert_eq!(circle(&graph.collect()), None, "the list itself goes round");
    for &(own, row) in MAY_KNOW {
        for other in row {
            if !used.contains(&(own, *other)) {
                wrong.push(format!("{own} doesn't know {other}: take it off its row"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Within a module no two files or folders know each other, by whatever way round. What stands in `mod.rs` belongs to the module
/// as a whole and may be known by all of it.
#[test]
fn the_files_of_a_module_know_one_another_in_one_direction() {
    let library = Library::read();
    let mut levels: BTreeMap<Module, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for (module, known) in library.known() {
        for depth in 1..module.len() {
            let (level, own) = (&module[..depth], &module[depth]);
            let inside = known.iter().filter(|other| other.len() > depth && other[..depth] == *level);
            let others = inside.map(|other| other[depth].clone()).filter(|other| other != own);
            levels.entry(level.to_vec()).or_default().entry(own.clone()).or_default().extend(others);
        }
    }
    let circles: Vec<String> = levels
        .iter()
        .filter_map(|(level, graph)| Some(format!("{}: {}", level.join("::"), circle(graph)?.join(" → "))))
        .collect();
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}

/// What each module knows, without what it knows through another one anyway.
fn reduced(graph: &BTreeMap<String, BTreeSet<String>>) -> BTreeMap<String, BTreeSet<String>> {
    fn reach(from: &str, graph: &BTreeMap<String, BTreeSet<String>>, found: &mut BTreeSet<String>) {
        for next in graph.get(from).into_iter().flatten() {
            if found.insert(next.clone()) {
                reach(next, graph, found);
            }
        }
    }
    let through = |others: &BTreeSet<String>| {
        let mut found = BTreeSet::new();
        others.iter().for_each(|other| reach(other, graph, &mut found));
        found
    };
    graph.iter().map(|(own, others)| (own.clone(), others.difference(&through(others)).cloned().collect())).collect()
}

/// The modules at one level, and what they know, as a picture.
fn picture(library: &Library, level: &[&str]) -> String {
    let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let inside = |module: &Module| module.len() > level.len() && module[..level.len()] == *level;
    for (module, known) in library.known().into_iter().filter(|(module, _)| inside(module)) {
        let own = &module[level.len()];
        let others = known.iter().filter(|other| inside(other)).map(|other| other[level.len()].clone());
        graph.entry(own.clone()).or_default().extend(others.filter(|other| other != own));
    }
    let mut lines = vec!["```mermaid".to_owned(), "graph TD".to_owned()];
    for (own, others) in reduced(&graph) {
        lines.extend(others.iter().map(|other| format!("  {own} --> {other}")));
    }
    lines.push("```".to_owned());
    lines.join("\n")
}

/// The pictures in `ARCHITECTURE.md` are those of the imports. `AIRTILL_WRITE_PICTURES=1` writes them (`make architecture`).
#[test]
fn the_pictures_of_the_modules_are_true() {
    let library = Library::read();
    let path = root().join("ARCHITECTURE.md");
    let before = fs::read_to_string(&path).unwrap();
    let mut text = before.clone();
    for (name, level) in [("modules", &[][..]), ("shop", &["shop"][..]), ("till", &["shop", "till"][..])] {
        let (begin, end) = (format!("<!-- {name} -->\n"), format!("\n<!-- /{name} -->"));
        let from = text.find(&begin).unwrap_or_else(|| panic!("no place for the picture of {name}")) + begin.len();
        let to = from + text[from..].find(&end).unwrap();
        text.replace_range(from..to, &picture(&library, level));
    }
    if std::env::var_os("AIRTILL_WRITE_PICTURES").is_some() {
        fs::write(&path, &text).unwrap();
    } else {
        assert!(text == before, "a picture in ARCHITECTURE.md is not what the modules import: run `make architecture`");
    }
}

/// The reading itself: grouped imports, macros, names that were given again.
#[test]
fn paths_are_found_wherever_they_stand() {
    let found = |text: &str| {
        let mut paths = Vec::new();
        walk(text.parse().unwrap(), &mut paths);
        paths.into_iter().map(|path| path.join("::")).collect::<Vec<_>>()
    };
    assert_eq!(
        found("use crate::{a::{B, self as c}, d}; fn f() { m!(crate::e::F) }"),
        ["crate::a::B", "crate::a::self", "crate::d", "self", "crate::e::F"]
    );
    assert_eq!(found("use super::super::a::B;")[0], "super::super::a::B");
}
