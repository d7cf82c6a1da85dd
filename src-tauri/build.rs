//! Tells Tauri where capabilities and permissions stand, and which commands exist at all.

/// Every command the window may use. One that isn't listed is denied even if it is registered; a test holds this list,
/// the registered commands and the capability together.
const COMMANDS: &[&str] = &[
    "acknowledge_missing",
    "add_staff",
    "alarm_seen",
    "audit",
    "banks",
    "begin_task",
    "cancel_review",
    "check_now",
    "close_shift",
    "compare_statement",
    "confirm_sale",
    "count_drawer",
    "customers_ending",
    "day_at_a_glance",
    "day_list",
    "debt_paid",
    "delete_key",
    "difference_seen",
    "drawer",
    "drop_slip",
    "find_sales",
    "fund_wallet",
    "hand_over",
    "learn_recipe",
    "let_sell",
    "listener",
    "lock",
    "look_at_wallets",
    "look_before_close",
    "look_up",
    "move_cash",
    "new_recovery_code",
    "next_vendor",
    "notice_addresses",
    "open_again",
    "open_customer_window",
    "open_sales",
    "open_shift",
    "people",
    "plans",
    "prefixes",
    "print_copy",
    "print_sheet",
    "print_slip",
    "print_test",
    "printer",
    "read_account",
    "read_amount",
    "read_number",
    "read_transfer",
    "records",
    "recover",
    "remove_staff",
    "review_sale",
    "routing",
    "sale",
    "sale_story",
    "save_keys",
    "save_language",
    "save_listener",
    "save_look",
    "save_prefixes",
    "save_pricing",
    "save_printer",
    "save_routing",
    "save_transfer_rules",
    "save_vendor",
    "set_backup_folder",
    "set_debtor",
    "set_key",
    "set_passphrase",
    "set_pin",
    "set_tender",
    "set_up",
    "settle",
    "show_customer",
    "sign_in",
    "slip",
    "status",
    "step_down",
    "step_up",
    "stop_task",
    "switch_shop",
    "test_key",
    "touch",
    "transfer_rules",
    "try_again",
    "vendor_profile",
    "vendors",
    "wallet_books",
    "why_vendor",
    "x_report",
    "z_list",
    "z_report",
];

fn main() {
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rerun-if-changed=src-tauri/permissions");
    let embeds_the_page = std::env::var_os("CARGO_FEATURE_CUSTOM_PROTOCOL").is_some();
    if embeds_the_page && !std::path::Path::new("ui/dist/index.html").exists() {
        println!("cargo:warning=ui/dist is missing: run `make ui` (or `npm --prefix ui run build`) first");
    }
    let manifest =
        tauri_build::AppManifest::new().commands(COMMANDS).permissions_path_pattern("src-tauri/permissions/**/*.toml");
    let attributes = tauri_build::Attributes::new()
        .app_manifest(manifest)
        .capabilities_path_pattern("src-tauri/capabilities/*.json");
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
}
