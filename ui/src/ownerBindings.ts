// Generated from the Rust commands by `make bindings`. Do not edit.

import { invoke as __TAURI_INVOKE } from "@tauri-apps/api/core";
import { typedError, type AuditAsk, type AuditRow, type BookView, type BoundKey, type CommandError, type ComparedView, type CostReportView, type CostsView, type CounterForm, type CredentialKind, type DebtorId, type EffectsView, type GlanceView, type GroupForm, type ListChangesView, type ListenerForm, type ListenerView, type LossForm, type Network, type NetworkPricesForm, type NoticeAddress, type PartAsk, type PeopleChanged, type PlanPriceForm, type PlanPriceView, type Prefix, type PricesView, type ProfileView, type RecordsView, type Reply, type RoutingForm, type RuleChangeView, type RulePlan, type RulesFileView, type RulesForm, type ShopKind, type StaffId, type TaskAsk, type TransferForm, type VendorForm, type VendorId, type VendorsView } from "./bindings";

/** Commands of the owner's screens */
export const commands = {
	/**  The last things that people did in the real shop, as far as they are asked for. */
	audit: (ask: AuditAsk) => typedError<AuditRow[], CommandError>(__TAURI_INVOKE("audit", { ask })),
	/**  What was sold cost from one day to another (as `2026-11-22`; empty for the last seven days): day by day, what, vendor by vendor. */
	costReport: (from: string, to: string) => typedError<Reply<CostReportView>, CommandError>(__TAURI_INVOKE("cost_report", { from, to })),
	/**  What is believed to cost something else than is listed, and which lines for the owner's tables would say the same. */
	costs: () => typedError<CostsView, CommandError>(__TAURI_INVOKE("costs")),
	/**  From which price on the owner's PIN is asked for, as it is typed. */
	lossRules: () => typedError<LossForm, CommandError>(__TAURI_INVOKE("loss_rules")),
	/**  Writes it down. */
	saveLossRules: (form: LossForm) => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("save_loss_rules", { form })),
	/**  Takes what is suggested into the owner's table of a vendor. */
	takeSuggestion: (vendor: VendorId, code: string) => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("take_suggestion", { vendor, code })),
	/**  Says who a debtor is (a name, and a telephone behind it) and how much they may owe, in naira; empty as everybody. */
	setDebtorCard: (debtor: DebtorId, name: string, most: string) => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("set_debtor_card", { debtor, name, most })),
	/**
	 *  A day beside the same weekday before. `days_back` counts from today.
	 * 
	 *  # Errors
	 *  [`CommandError`], when the ledger can't be read.
	 */
	dayAtAGlance: (daysBack: number) => typedError<GlanceView, CommandError>(__TAURI_INVOKE("day_at_a_glance", { daysBack })),
	/**  Groups of customers that rules can be for. */
	customerGroups: () => typedError<GroupForm[], CommandError>(__TAURI_INVOKE("customer_groups")),
	/**  Writes down who is in a group, under its name before, or as a new one. */
	saveCustomerGroup: (was: string | null, name: string, customers: string) => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("save_customer_group", { was, name, customers })),
	/**  Someone joins. */
	addStaff: (name: string, pin: string) => typedError<Reply<PeopleChanged>, CommandError>(__TAURI_INVOKE("add_staff", { name, pin })),
	/**  Another recovery code, shown once; the old one is void. */
	newRecoveryCode: () => typedError<Reply<PeopleChanged>, CommandError>(__TAURI_INVOKE("new_recovery_code")),
	/**  Someone leaves. */
	removeStaff: (staff: StaffId) => typedError<Reply<PeopleChanged>, CommandError>(__TAURI_INVOKE("remove_staff", { staff })),
	/**  The owner takes another passphrase. */
	setPassphrase: (passphrase: string) => typedError<Reply<PeopleChanged>, CommandError>(__TAURI_INVOKE("set_passphrase", { passphrase })),
	/**  Someone gets another PIN. */
	setPin: (staff: StaffId, pin: string) => typedError<Reply<PeopleChanged>, CommandError>(__TAURI_INVOKE("set_pin", { staff, pin })),
	/**  Gives the shop another name, for slips and reports from now on. */
	nameShop: (name: string) => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("name_shop", { name })),
	/**  A network's plans beside what they cost and sell for; those with a price of their own that nobody sells now come last. */
	planPrices: (network: Network) => typedError<PlanPriceView[], CommandError>(__TAURI_INVOKE("plan_prices", { network })),
	/**  How prices are made. */
	prices: () => typedError<PricesView, CommandError>(__TAURI_INVOKE("prices")),
	/**  Saves the own prices of a network's plans: all that were typed, or none. */
	savePlanPrices: (network: Network, plans: PlanPriceForm[]) => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("save_plan_prices", { network, plans })),
	/**  Saves how prices are made, in the shop and at networks. */
	savePrices: (marginPercent: string, roundUpToNaira: number, marginHidden: boolean, networks: NetworkPricesForm[]) => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("save_prices", { marginPercent, roundUpToNaira, marginHidden, networks })),
	/**  What a vendor tells about the account: asked now, or what it told last where it can't be asked. */
	vendorProfile: (vendor: VendorId) => typedError<ProfileView, CommandError>(__TAURI_INVOKE("vendor_profile", { vendor })),
	/**  Begins long work; [`records`] tells how it goes. */
	beginTask: (ask: TaskAsk) => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("begin_task", { ask })),
	/**  How the records stand. */
	records: () => typedError<RecordsView, CommandError>(__TAURI_INVOKE("records")),
	/**  Chooses where backups go; the owner's passphrase will open them. */
	setBackupFolder: (folder: string, passphrase: string) => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("set_backup_folder", { folder, passphrase })),
	/**  The owner lets a vendor sell again that was rested. */
	letSell: (vendor: VendorId) => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("let_sell", { vendor })),
	/**  The owner's number prefixes, which go before the table that is built in. */
	prefixes: () => typedError<Prefix[], CommandError>(__TAURI_INVOKE("prefixes")),
	/**  How vendors are chosen now. */
	routing: () => typedError<RoutingForm, CommandError>(__TAURI_INVOKE("routing")),
	/**  Writes down which prefixes are whose. */
	savePrefixes: (lines: Prefix[]) => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("save_prefixes", { lines })),
	/**  Writes down how vendors are chosen from now on. */
	saveRouting: (form: RoutingForm) => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("save_routing", { form })),
	/**  Says of a plan that stands in another one's place whether the owner's price for that one is its price too. */
	answerPlan: (vendor: VendorId, code: string, same: boolean) => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("answer_plan", { vendor, code, same })),
	/**  Writes all rules to a file in a folder; says which. */
	exportRules: (folder: string) => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("export_rules", { folder })),
	/**  What changed in vendors' lists lately, and what is asked of the owner because of it. */
	listChanges: () => typedError<ListChangesView, CommandError>(__TAURI_INVOKE("list_changes")),
	/**  Looks at a file of rules: what would change, and which prices by how much. Nothing is changed by it. */
	lookAtRules: (file: string) => typedError<Reply<RulesFileView>, CommandError>(__TAURI_INVOKE("look_at_rules", { file })),
	/**  The last changes of rules, the newest first. */
	ruleChanges: () => typedError<RuleChangeView[], CommandError>(__TAURI_INVOKE("rule_changes")),
	/**  Plans of a network that a rule can name. */
	rulePlans: (network: Network) => typedError<RulePlan[], CommandError>(__TAURI_INVOKE("rule_plans", { network })),
	/**  What is sold, at which price, and how much of it. */
	rules: () => typedError<RulesForm, CommandError>(__TAURI_INVOKE("rules")),
	/**  Writes it down. */
	saveRules: (form: RulesForm) => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("save_rules", { form })),
	/**  Takes a file of rules in the place of all that hold, where it says what it said when it was tried. */
	takeRules: (file: string, tried: string) => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("take_rules", { file, tried })),
	/**  What prices would do that are being typed. */
	tryPrices: (marginPercent: string, roundUpToNaira: number, networks: NetworkPricesForm[], network: Network) => typedError<EffectsView, CommandError>(__TAURI_INVOKE("try_prices", { marginPercent, roundUpToNaira, networks, network })),
	/**  What rules would do that are being typed, at a network and a moment (as typed; empty for now): to whom the rule is for that is open. */
	tryRules: (form: RulesForm, network: Network, at: string, open: number | null) => typedError<EffectsView, CommandError>(__TAURI_INVOKE("try_rules", { form, network, at, open })),
	/**  Takes a change of rules back. */
	undoRules: (seq: number) => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("undo_rules", { seq })),
	/**  What the owner decided about the counter, as it is typed. */
	counterRules: () => typedError<CounterForm, CommandError>(__TAURI_INVOKE("counter_rules")),
	/**  Writes down what the owner decided about the counter. */
	saveCounterRules: (form: CounterForm) => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("save_counter_rules", { form })),
	/**  Writes down which acts have other keys than the usual ones; all others have theirs again. */
	saveKeys: (keys: BoundKey[]) => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("save_keys", { keys })),
	/**  Puts the other shop on the screen. */
	switchShop: (to: ShopKind) => typedError<null, CommandError>(__TAURI_INVOKE("switch_shop", { to })),
	/**  Saves the text that [`support_bundle`] showed last among the documents: what leaves is what was read. Where it is now. */
	saveSupport: () => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("save_support")),
	/**  Everything that helps to understand the till. */
	supportBundle: () => typedError<string, CommandError>(__TAURI_INVOKE("support_bundle")),
	/**  What was not understood of a vendor. */
	supportOfVendor: (vendor: VendorId) => typedError<string, CommandError>(__TAURI_INVOKE("support_of_vendor", { vendor })),
	/**  Saves what the owner decided about transfers. */
	saveTransferRules: (form: TransferForm) => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("save_transfer_rules", { form })),
	/**  What the owner decided about transfers. */
	transferRules: () => typedError<TransferForm, CommandError>(__TAURI_INVOKE("transfer_rules")),
	/**  Deletes a vendor's credentials from the keyring. */
	deleteKey: (vendor: VendorId) => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("delete_key", { vendor })),
	/**
	 *  Asks VDT whose a customer's id is, which moves no money, and finds the recipe by which it hashes. A recipe that was found
	 *  is saved.
	 */
	learnRecipe: (customer: string, code: string) => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("learn_recipe", { customer, code })),
	/**  Saves what the owner decided about a vendor. */
	saveVendor: (vendor: VendorId, form: VendorForm) => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("save_vendor", { vendor, form })),
	/**
	 *  Tests credentials, saves them in the keyring (or keeps them for this run alone), and opens the real shop with them.
	 * 
	 *  # Errors
	 *  [`CommandError`], without a word of the credentials.
	 */
	setKey: (vendor: VendorId, kind: CredentialKind, parts: PartAsk[], forNow: boolean) => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("set_key", { vendor, kind, parts, forNow })),
	/**  Tests the credentials in use. */
	testKey: (vendor: VendorId) => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("test_key", { vendor })),
	/**  The vendors of the real shop. */
	vendors: () => typedError<VendorsView, CommandError>(__TAURI_INVOKE("vendors")),
	/**  Asks a vendor for its list of transactions and holds it against the ledger, entry by entry: of one day, or all that it lists. */
	compareStatement: (vendor: VendorId, day: string) => typedError<Reply<ComparedView>, CommandError>(__TAURI_INVOKE("compare_statement", { vendor, day })),
	/**  The owner has looked into one difference, named by its key. `funding`: it was a funding that nobody had written down. */
	differenceSeen: (vendor: VendorId, key: string, funding: boolean, note: string) => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("difference_seen", { vendor, key, funding, note })),
	/**  The owner has put money into a wallet, or taken some out. `sure`: also where the amount is odd. */
	fundWallet: (vendor: VendorId, amount: string, note: string, sure: boolean) => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("fund_wallet", { vendor, amount, note, sure })),
	/**  The wallets of all vendors that are in use. */
	walletBooks: () => typedError<BookView[], CommandError>(__TAURI_INVOKE("wallet_books")),
	/**  The listener. */
	listener: () => typedError<ListenerView, CommandError>(__TAURI_INVOKE("listener")),
	/**  The addresses that the owner gives to vendors. */
	noticeAddresses: () => typedError<NoticeAddress[], CommandError>(__TAURI_INVOKE("notice_addresses")),
	/**  Saves what the owner decided about notices, and listens or stops by it. */
	saveListener: (form: ListenerForm, renew: boolean) => typedError<Reply<string>, CommandError>(__TAURI_INVOKE("save_listener", { form, renew })),
};
