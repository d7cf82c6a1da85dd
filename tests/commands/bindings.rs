//! The generated bindings are the ones that are committed.

use specta_typescript::Typescript;

/// `AIRTILL_WRITE_BINDINGS=1` writes them instead of comparing (`make bindings`).
#[test]
fn the_committed_bindings_are_those_of_the_commands() {
    let directory = tempfile::tempdir().unwrap();
    let fresh = directory.path().join("bindings.ts");
    let header = "// Generated from the Rust commands by `make bindings`. Do not edit.\n";
    airtill::commands::builder().export(Typescript::default().header(header), &fresh).unwrap();
    let fresh = std::fs::read_to_string(fresh).unwrap();
    let committed = airtill_tests::root().join("ui/src/bindings.ts");
    if std::env::var_os("AIRTILL_WRITE_BINDINGS").is_some() {
        std::fs::write(&committed, &fresh).unwrap();
    }
    let known = std::fs::read_to_string(&committed).unwrap_or_default();
    assert!(known == fresh, "ui/src/bindings.ts is not what the commands say: run `make bindings`");
}
