//! The structure of the code: each outside library is used in one module, a module knows only those on its row, and what is said twice is said alike.

mod arrows;
mod glossary;
mod words;

use airtill_tests::root;
use std::fs;
use std::path::{Path, PathBuf};

fn files(directory: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for item in fs::read_dir(directory).unwrap() {
        let path = item.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !["node_modules", "dist", "target", "gen"].contains(&name.as_str()) {
                found.extend(files(&path, endings));
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            found.push(path);
        }
    }
    found
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/")
}

/// A library is named in its own module and nowhere else.
#[test]
fn each_library_has_one_door() {
    let doors: [(&str, &[&str]); 25] = [
        ("sled::", &["src-tauri/ledger/store/"]),
        ("zstd::", &["src-tauri/ledger/store/block.rs", "src-tauri/ledger/journal/sealed.rs"]),
        ("memchr::", &["src-tauri/ledger/journal/"]),
        ("reqwest::", &["src-tauri/vendors/http.rs"]),
        ("keyring::", &["src-tauri/credentials/"]),
        ("keyring_core::", &["src-tauri/credentials/"]),
        ("zbus_secret_service_keyring_store::", &["src-tauri/credentials/"]),
        ("hyper::", &["src-tauri/practice/lib.rs", "src-tauri/shop/webhooks/mod.rs"]),
        ("axum::", &["src-tauri/shop/webhooks/mod.rs"]),
        ("hmac::", &["src-tauri/credentials/notice_key.rs", "src-tauri/credentials/secret.rs"]),
        ("tauri::", &["src-tauri/app.rs", "src-tauri/main.rs", "src-tauri/commands/", "src-tauri/macros/"]),
        ("csv::", &["src-tauri/reports/"]),
        ("rust_xlsxwriter::", &["src-tauri/reports/xlsx.rs"]),
        ("clap::", &["src-tauri/shop/cli/mod.rs"]),
        ("rpassword::", &["src-tauri/shop/cli/terminal.rs"]),
        ("fs4::", &["src-tauri/ledger/lib.rs"]),
        ("secrecy::", &["src-tauri/credentials/secret.rs", "src-tauri/shop/backup/cipher.rs"]),
        ("age::", &["src-tauri/shop/backup/cipher.rs"]),
        ("argon2::", &["src-tauri/shop/people/hash.rs"]),
        ("escpos::", &["src-tauri/reports/slips/receipt.rs"]),
        ("krilla::", &["src-tauri/reports/pdf.rs"]),
        ("dejavu::", &["src-tauri/reports/pdf.rs"]),
        ("rustix::", &["src-tauri/shop/printer/device.rs"]),
        ("libc::", &["src-tauri/shop/allocator.rs", "src-tauri/graphics.rs"]),
        ("qrcodegen::", &["src-tauri/reports/slips/qr.rs"]),
    ];
    for path in files(&root().join("src-tauri"), &[".rs"]) {
        let text = fs::read_to_string(&path).unwrap();
        for (library, allowed) in doors {
            let name = relative(&path);
            let uses = text.lines().any(|line| {
                let code = line.split("//").next().unwrap_or_default();
                code.match_indices(library)
                    .any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
            });
            assert!(!uses || allowed.iter().any(|door| name.starts_with(door)), "{name} opens a door to {library}");
        }
    }
    for path in files(&root().join("ui/src"), &[".ts", ".svelte"]) {
        let name = relative(&path);
        let text = fs::read_to_string(&path).unwrap();
        let door = ["ui/src/ipc.ts", "ui/src/bindings.ts", "ui/src/ownerIpc.ts", "ui/src/ownerBindings.ts"]
            .contains(&name.as_str());
        assert!(door || !text.contains("@tauri-apps"), "{name} opens a door to @tauri-apps");
        assert!(!text.contains("{@html"), "{name} takes text as HTML");
    }
}

/// Every command is one by the attribute that makes it answer whatever happens in it.
#[test]
fn every_command_answers_also_when_it_panics() {
    let mut commands = 0;
    for path in files(&root().join("src-tauri/commands"), &[".rs"]) {
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains("#[tauri::command]"), "{}: a command without an answer to a panic", relative(&path));
        commands += text.matches("#[command]\npub async fn ").count();
    }
    assert_eq!(commands, airtill::commands::gate::TABLE.len());
}

/// The commands that the page knows are those of the one list, the till's window may use all of them, and the customer's none.
#[test]
fn the_window_may_use_exactly_the_commands_that_exist() {
    let read = |file: &str| fs::read_to_string(root().join("ui/src").join(file)).unwrap();
    let bindings = read("bindings.ts") + &read("ownerBindings.ts");
    let mut used: Vec<String> = bindings
        .match_indices("__TAURI_INVOKE(\"")
        .map(|(at, found)| bindings[at + found.len()..].split('"').next().unwrap().to_owned())
        .collect();
    used.sort();
    let mut listed: Vec<String> = airtill::commands::gate::TABLE.iter().map(|(name, _)| (*name).to_owned()).collect();
    listed.sort();
    assert_eq!(used, listed, "the bindings and the list of commands differ");
    let capability = |name: &str| -> serde_json::Value {
        let text = fs::read_to_string(root().join("src-tauri/capabilities").join(name)).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let hears = ["core:event:allow-listen", "core:event:allow-unlisten"];
    let window = capability("window.json");
    assert_eq!(window["windows"], serde_json::json!(["main"]));
    assert_eq!(window["permissions"], serde_json::json!([hears[0], hears[1], "every-command"]));
    // The customer's window hears, and can ask for nothing.
    let customer = capability("customer.json");
    assert_eq!(customer["windows"], serde_json::json!(["customer"]));
    assert_eq!(customer["permissions"], serde_json::json!(hears));
    assert_eq!(fs::read_dir(root().join("src-tauri/capabilities")).unwrap().count(), 2);
}

/// On a disk that ignores case (Windows, macOS) two names that differ in case only are one file; and `./sell.svelte` means the component
/// as well as the module `sell.svelte.ts`.
#[test]
fn no_two_paths_differ_in_case_only() {
    let mut seen = std::collections::BTreeMap::new();
    for folder in ["src-tauri", "ui", "tests", "docs", "scripts", "icons"] {
        for path in files(&root().join(folder), &[""]) {
            let name = relative(&path);
            let imported = name.strip_suffix(".ts").unwrap_or(&name).to_lowercase();
            if let Some(other) = seen.insert(imported, name.clone()) {
                panic!("{other} and {name} are one file on a disk that ignores case");
            }
        }
    }
}

/// Letters have the sizes and weights of `tokens.css` and no others, but on the customer's window, whose letters grow with it.
#[test]
fn letters_have_the_sizes_and_weights_of_the_tokens() {
    let mut found = 0;
    for path in files(&root().join("ui/src"), &[".svelte", ".css"]) {
        let name = relative(&path);
        // A font says which weights it has.
        if name.ends_with("styles/font.css") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for line in text.lines().map(str::trim) {
            let Some((property, value)) = line.split_once(": ") else { continue };
            if !["font-size", "font-weight"].contains(&property) {
                continue;
            }
            found += 1;
            let grows = name.ends_with("Customer.svelte") && (value.contains("vh") || value.contains("vw"));
            assert!(value.starts_with("var(--") || grows, "{name}: {line}");
        }
    }
    assert!(found > 100, "the styles are read: {found}");
    let tokens = fs::read_to_string(root().join("ui/src/styles/tokens.css")).unwrap();
    let of = |kind: &str| tokens.lines().filter(|line| line.trim().starts_with(&format!("--{kind}-"))).count();
    assert_eq!((of("size"), of("weight")), (8, 4));
}

/// What the security of the window rests on.
#[test]
fn the_window_is_locked_down() {
    let config = fs::read_to_string(root().join("tauri.conf.json")).unwrap();
    let config: serde_json::Value = serde_json::from_str(&config).unwrap();
    let security = &config["app"]["security"];
    let csp = security["csp"].as_str().unwrap();
    assert!(csp.starts_with("default-src 'none'"));
    for never in ["unsafe-inline", "unsafe-eval", "https:", "*"] {
        assert!(!csp.contains(never), "{never} in the content security policy");
    }
    assert_eq!(security["freezePrototype"], true);
    assert_eq!(config["app"]["withGlobalTauri"], false);
    assert_eq!(security["capabilities"], serde_json::json!(["window", "customer"]));
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let tauri = manifest.lines().find(|line| line.starts_with("tauri = ")).unwrap();
    assert!(!tauri.contains("devtools"), "no developer tools in a release");
}

/// Every call of an adapter stands in the documentation's table with the part of the till that uses it, and nothing stands there
/// that no adapter has.
#[test]
fn every_call_of_a_vendor_has_its_place() {
    let table = fs::read_to_string(root().join("src-tauri/vendors/calls.md")).unwrap();
    let rows: Vec<Vec<&str>> = table
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| vendor"))
        .map(|line| line.trim_matches('|').split(" | ").map(|cell| cell.trim().trim_matches('`')).collect())
        .collect();
    let mut called = Vec::new();
    for vendor in airtill_domain::vendor::VendorId::ALL {
        for path in files(&root().join("src-tauri/vendors").join(vendor.slug()), &[".rs"]) {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            for literal in code.split('"').skip(1).step_by(2).filter(|text| text.starts_with('/') && text.len() > 1) {
                let file = path.file_name().unwrap().to_string_lossy().into_owned();
                called.push((vendor.slug(), literal.replace("{}", "{reference}"), file));
            }
        }
    }
    assert!(called.len() > 25, "the adapters' calls are found: {called:?}");
    for (vendor, path, file) in &called {
        let is_it = |row: &&Vec<&str>| row[0] == *vendor && row[1].split_once(' ').is_some_and(|(_, of)| of == path);
        let row = rows.iter().find(is_it).unwrap_or_else(|| panic!("the table lacks {vendor} {path}"));
        assert_eq!(row[2], file, "{vendor} {path}");
    }
    for row in &rows {
        let [vendor, call, adapter, used, meets] = row[..] else { panic!("{row:?}") };
        let text =
            fs::read_to_string(root().join("src-tauri").join(used)).unwrap_or_else(|_| panic!("{used} of {call}"));
        let adapter = root().join("src-tauri/vendors").join(vendor).join(adapter);
        assert!(adapter.is_file() && !meets.is_empty(), "{row:?}");
        if let Some((method, path)) = call.split_once(' ').filter(|(method, _)| ["GET", "POST"].contains(method)) {
            assert!(
                called.iter().any(|(of, other, _)| *of == vendor && other == path),
                "no adapter has {method} {path}"
            );
        } else {
            let reads = fs::read_to_string(&adapter).unwrap();
            assert!([" fn notice(", " fn report("].iter().any(|reader| reads.contains(reader)), "{call}");
        }
        let asks = [
            "client.purchase(",
            "client.check(",
            "client.balance(",
            "client.look_up(",
            "client.profile(",
            "client.statement(",
        ];
        let reads = ["client.catalogue(", "client.notice(", "client.report(", "offers.of("];
        assert!(asks.iter().chain(&reads).any(|call| text.contains(call)), "{used} asks no vendor: {call}");
    }
}

/// The manual's table of practice numbers is the practice shop's own.
#[test]
fn the_manual_lists_the_practice_numbers() {
    let manual = fs::read_to_string(root().join("docs/manual/practice.md")).unwrap();
    for (number, _, what) in airtill_practice::steering::TABLE {
        let grouped = match number.len() {
            11 => format!("{} {} {}", &number[..4], &number[4..7], &number[7..]),
            _ => number.to_owned(),
        };
        let row = format!("| {grouped} | {what} |");
        assert!(manual.contains(&row), "the manual lacks: {row}");
    }
}
