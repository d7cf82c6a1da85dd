// Every command of the window, in the file of its screen, and what it needs. The one list of them: the window's handler and the page's
// bindings (`mod.rs`), the gate (`gate.rs`) and what Tauri lets the window call (`build.rs`) are made of it.
commands! {
    audit::audit => Owner,

    close::check_before_close => SignedIn,
    close::close_shift => SignedIn,
    close::count_drawer => SignedIn,
    close::print_sheet => SignedIn,
    close::x_report => SignedIn,
    close::z_list => SignedIn,
    close::z_report => SignedIn,

    costs::costs => Owner,
    costs::loss_rules => Owner,
    costs::save_loss_rules => Owner,
    costs::take_suggestion => Owner,

    customer::open_customer_window => SignedIn,
    customer::show_customer => Nothing,

    day::day_list => SignedIn,

    drawer::debt_paid => SignedIn,
    drawer::drawer => SignedIn,
    drawer::move_cash => SignedIn,
    drawer::open_shift => SignedIn,

    glance::day_at_a_glance => Owner,

    ledger::find_sales => SignedIn,
    ledger::sale_story => SignedIn,

    open_sales::alarm_seen => OwnerIfAny,
    open_sales::check_now => SignedIn,
    open_sales::confirm_ready => SignedIn,
    open_sales::open_sales => SignedIn,
    open_sales::refund => SignedIn,
    open_sales::settle => OwnerIfAny,

    paper::drop_slip => SignedIn,
    paper::print_copy => SignedIn,
    paper::print_slip => SignedIn,
    paper::print_test => OwnerIfAny,
    paper::printer => OwnerIfAny,
    paper::save_printer => OwnerIfAny,

    people::add_staff => Owner,
    people::lock => Nothing,
    people::new_recovery_code => Owner,
    people::people => Nothing,
    people::recover => Nothing,
    people::recovery_code_kept => SignedIn,
    people::remove_staff => Owner,
    people::set_passphrase => Owner,
    people::set_pin => Owner,
    people::set_up => NoShop,
    people::sign_in => Nothing,
    people::step_down => Nothing,
    people::step_up => Nothing,
    people::touch => Nothing,

    prices::name_shop => Owner,
    prices::plan_prices => Owner,
    prices::prices => Owner,
    prices::save_plan_prices => Owner,
    prices::save_prices => Owner,

    profile::vendor_profile => Owner,

    records::begin_task => Owner,
    records::leave_backup => OwnerIfAny,
    records::open_backup => OwnerIfAny,
    records::opened_backup => OwnerIfAny,
    records::put_back => OwnerIfAny,
    records::records => Owner,
    records::set_backup_folder => Owner,
    records::stop_task => OwnerIfAny,

    review::cancel_review => SignedIn,
    review::confirm_sale => SignedIn,
    review::next_vendor => SignedIn,
    review::review_sale => SignedIn,
    review::set_debtor => SignedIn,
    review::set_tender => SignedIn,
    review::try_again => SignedIn,
    review::why_vendor => SignedIn,

    routing::let_sell => Owner,
    routing::prefixes => Owner,
    routing::routing => Owner,
    routing::save_prefixes => Owner,
    routing::save_routing => Owner,

    screen::counter_rules => Owner,
    screen::save_counter_rules => Owner,
    screen::save_keys => Owner,
    screen::save_language => SignedIn,
    screen::save_look => SignedIn,

    sell::customers_ending => SignedIn,
    sell::look_up => SignedIn,
    sell::plans => SignedIn,
    sell::read_amount => SignedIn,
    sell::read_number => SignedIn,
    sell::sale => SignedIn,

    slip::slip => SignedIn,

    status::acknowledge_missing => OwnerIfAny,
    status::open_again => Nothing,
    status::status => Nothing,
    status::switch_shop => Owner,

    support::save_support => Owner,
    support::support_bundle => Owner,
    support::support_of_sale => SignedIn,
    support::support_of_vendor => Owner,

    transfer::banks => SignedIn,
    transfer::read_account => SignedIn,
    transfer::read_transfer => SignedIn,
    transfer::save_transfer_rules => Owner,
    transfer::transfer_rules => Owner,

    vendors::delete_key => Owner,
    vendors::learn_recipe => Owner,
    vendors::save_vendor => Owner,
    vendors::set_key => Owner,
    vendors::test_key => Owner,
    vendors::vendors => Owner,

    wallets::compare_statement => Owner,
    wallets::difference_seen => Owner,
    wallets::fund_wallet => Owner,
    wallets::look_at_wallets => SignedIn,
    wallets::wallet_books => Owner,

    webhooks::listener => Owner,
    webhooks::notice_addresses => Owner,
    webhooks::save_listener => Owner,
}
