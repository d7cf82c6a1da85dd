//! Tells Tauri where capabilities and permissions stand, and which commands exist at all.

macro_rules! commands {
    ($($file:ident :: $command:ident => $needs:ident,)*) => {
        /// Every command. One that isn't among them is denied even if it is registered.
        const COMMANDS: &[&str] = &[$(stringify!($command)),*];
    };
}
include!("commands/list.rs");

/// Writes the permission that a capability names for all of them, and says where it stands.
fn every_command() -> std::io::Result<String> {
    let allowed: Vec<String> =
        COMMANDS.iter().map(|command| format!("\"allow-{}\"", command.replace('_', "-"))).collect();
    let text = format!(
        "[[set]]\nidentifier = \"every-command\"\ndescription = \"Every command of the program.\"\npermissions = [{}]\n",
        allowed.join(", ")
    );
    let directory = std::path::PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default()).join("every-command");
    std::fs::create_dir_all(&directory)?;
    std::fs::write(directory.join("set.toml"), text)?;
    Ok(directory.join("*.toml").to_string_lossy().into_owned())
}

fn main() {
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rerun-if-changed=src-tauri/commands/list.rs");
    let embeds_the_page = std::env::var_os("CARGO_FEATURE_CUSTOM_PROTOCOL").is_some();
    if embeds_the_page && !std::path::Path::new("ui/dist/index.html").exists() {
        println!("cargo:warning=ui/dist is missing: run `make ui` (or `npm --prefix ui run build`) first");
    }
    let permissions = match every_command() {
        // The library wants it for as long as the program runs, which is not long.
        Ok(pattern) => Box::leak(pattern.into_boxed_str()),
        Err(error) => {
            println!("cargo:warning=the commands' permission could not be written: {error}");
            std::process::exit(1);
        }
    };
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS).permissions_path_pattern(permissions);
    let attributes = tauri_build::Attributes::new()
        .app_manifest(manifest)
        .capabilities_path_pattern("src-tauri/capabilities/*.json");
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
}
