//! Which command is whose.

use airtill::commands::gate::{TABLE, allowed};
use airtill_domain::staff::StaffId;
use airtill_shop::people::session::Session;
use std::time::Duration;

const S: fn(u64) -> Duration = Duration::from_secs;
const BOLA: StaffId = StaffId(2);

/// Role by role, for every command there is. The list stands here a second time, so that a line moved in the gate is seen.
#[test]
fn every_command_is_refused_to_those_who_may_not() {
    let owners = [
        "add_staff",
        "answer_plan",
        "audit",
        "begin_task",
        "compare_statement",
        "cost_report",
        "customer_groups",
        "costs",
        "counter_rules",
        "day_at_a_glance",
        "delete_key",
        "difference_seen",
        "export_rules",
        "fund_wallet",
        "learn_recipe",
        "let_sell",
        "list_changes",
        "listener",
        "look_at_rules",
        "loss_rules",
        "name_shop",
        "new_recovery_code",
        "notice_addresses",
        "plan_prices",
        "prefixes",
        "prices",
        "records",
        "remove_staff",
        "routing",
        "rule_changes",
        "rule_plans",
        "rules",
        "save_counter_rules",
        "save_keys",
        "save_listener",
        "save_loss_rules",
        "save_prefixes",
        "save_plan_prices",
        "save_prices",
        "save_routing",
        "save_rules",
        "save_support",
        "save_transfer_rules",
        "save_vendor",
        "set_backup_folder",
        "set_debtor_card",
        "save_customer_group",
        "set_key",
        "set_passphrase",
        "set_pin",
        "support_bundle",
        "support_of_vendor",
        "switch_shop",
        "take_rules",
        "take_suggestion",
        "test_key",
        "transfer_rules",
        "try_prices",
        "try_rules",
        "undo_rules",
        "vendor_profile",
        "vendors",
        "wallet_books",
    ];
    let anyones = [
        "lock",
        "open_again",
        "people",
        "recover",
        "show_customer",
        "sign_in",
        "status",
        "step_down",
        "step_up",
        "touch",
    ];
    let owners_if_any = [
        "acknowledge_missing",
        "alarm_seen",
        "follow_end",
        "leave_backup",
        "open_backup",
        "opened_backup",
        "print_test",
        "printer",
        "put_back",
        "save_printer",
        "settle",
        "stop_task",
    ];
    let signed_in = [
        "correct",
        "corrections",
        "take_back",
        "banks",
        "cancel_review",
        "check_before_close",
        "check_now",
        "close_shift",
        "confirm_ready",
        "confirm_sale",
        "count_drawer",
        "customers_ending",
        "day_list",
        "debt_paid",
        "drawer",
        "drop_slip",
        "find_sales",
        "look_at_wallets",
        "look_up",
        "move_cash",
        "next_vendor",
        "open_customer_window",
        "open_sales",
        "open_shift",
        "plans",
        "print_copy",
        "print_sheet",
        "print_slip",
        "read_account",
        "read_amount",
        "read_number",
        "read_transfer",
        "recovery_code_kept",
        "refund",
        "review_sale",
        "sale",
        "sale_story",
        "save_language",
        "save_look",
        "set_debtor",
        "set_tender",
        "slip",
        "support_of_sale",
        "try_again",
        "why_vendor",
        "x_report",
        "z_list",
        "z_report",
    ];
    let nobody = Session::default();
    let attendant = Session::begin(BOLA, false, S(0));
    let owner = attendant.raised(S(0));
    for (command, needs) in TABLE {
        let may = |session: Option<Session>| allowed(*needs, session).is_ok();
        let expected = match *command {
            "set_up" => [true, false, false, false],
            command if owners.contains(&command) => [false, false, false, true],
            command if owners_if_any.contains(&command) => [true, false, false, true],
            command if signed_in.contains(&command) => [true, false, true, true],
            command if anyones.contains(&command) => [true, true, true, true],
            command => panic!("say here whose {command} is"),
        };
        let found = [may(None), may(Some(nobody)), may(Some(attendant)), may(Some(owner))];
        assert_eq!(found, expected, "{command}: never set up, locked, attendant, owner");
    }
    let known: Vec<&str> = TABLE.iter().map(|(command, _)| *command).collect();
    let listed = owners.iter().chain(&owners_if_any).chain(&signed_in).chain(&anyones);
    assert_eq!(listed.clone().filter(|command| !known.contains(command)).collect::<Vec<_>>(), Vec::<&&str>::new());
    assert_eq!(listed.count() + 1, known.len(), "each of them once, and `set_up`");
}
