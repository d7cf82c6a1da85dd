//! The generated bindings are the ones that are committed.
//!
//! Those of the owner's screens stand in a file of their own: what sells is read first, and the smaller it is, the sooner.

use airtill::commands::gate::{Needs, TABLE};
use specta_typescript::Typescript;
use std::fs;

const HEADER: &str = "// Generated from the Rust commands by `make bindings`. Do not edit.\n";
const BEGINS: &str = "export const commands = {\n";
const ENDS: &str = "\n};\n";

/// `AIRTILL_WRITE_BINDINGS=1` writes them instead of comparing (`make bindings`).
#[test]
fn the_committed_bindings_are_those_of_the_commands() {
    let directory = tempfile::tempdir().unwrap();
    let whole = directory.path().join("bindings.ts");
    airtill::commands::builder().export(Typescript::default().header(HEADER), &whole).unwrap();
    let (everyones, owners) = split(&fs::read_to_string(whole).unwrap());
    for (file, fresh) in [("bindings.ts", everyones), ("ownerBindings.ts", owners)] {
        let committed = airtill_tests::root().join("ui/src").join(file);
        if std::env::var_os("AIRTILL_WRITE_BINDINGS").is_some() {
            fs::write(&committed, &fresh).unwrap();
        }
        let known = fs::read_to_string(&committed).unwrap_or_default();
        assert!(known == fresh, "ui/src/{file} is not what the commands say: run `make bindings`");
    }
}

/// What everyone's screens ask for, with all shapes; and what only the owner's do.
fn split(whole: &str) -> (String, String) {
    let (head, rest) = whole.split_once(BEGINS).unwrap();
    let (commands, shapes) = rest.split_once(ENDS).unwrap();
    let (mut everyones, mut owners, mut comment) = (String::new(), String::new(), String::new());
    for line in commands.lines().map(|line| format!("{line}\n")) {
        comment.push_str(&line);
        let Some(name) = line.split("__TAURI_INVOKE(\"").nth(1).and_then(|rest| rest.split('"').next()) else {
            continue;
        };
        let of_owner = TABLE.iter().any(|(command, needs)| *command == name && *needs == Needs::Owner);
        let of = if of_owner { &mut owners } else { &mut everyones };
        of.push_str(&std::mem::take(&mut comment));
    }
    assert_eq!(comment, "", "every line belongs to a command");
    let shapes = shapes.replacen("async function typedError<", "export async function typedError<", 1);
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut used: Vec<&str> = shapes
        .lines()
        .filter_map(|line| line.strip_prefix("export type ")?.split(|c| !is_word(c)).next())
        .filter(|name| owners.split(|c| !is_word(c)).any(|word| word == *name))
        .collect();
    used.sort_unstable();
    let import = format!("import {{ typedError, type {} }} from \"./bindings\";\n", used.join(", type "));
    let invoke = "import { invoke as __TAURI_INVOKE } from \"@tauri-apps/api/core\";\n";
    (
        format!("{head}{BEGINS}{}{ENDS}{shapes}", everyones.trim_end_matches('\n')),
        format!(
            "{HEADER}\n{invoke}{import}\n/** Commands of the owner's screens */\n{BEGINS}{}{ENDS}",
            owners.trim_end_matches('\n')
        ),
    )
}
