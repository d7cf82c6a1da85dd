/**
 * What only the owner's screens ask of the program, beside all that the counter does. Apart from it, so that the till can sell before
 * this is read.
 */
import { opened, read } from "./ipc";
import { commands } from "./ownerBindings";
import type {
  AuditAsk,
  BoundKey,
  CounterForm,
  CredentialKind,
  DebtorId,
  ListenerForm,
  LossForm,
  Network,
  NetworkPricesForm,
  PartAsk,
  PlanPriceForm,
  Prefix,
  RoutingForm,
  RulesForm,
  ShopKind,
  StaffId,
  TaskAsk,
  TransferForm,
  VendorForm,
  VendorId,
} from "./bindings";

export * from "./ipc";

export const audit = (ask: AuditAsk) => read(() => commands.audit(ask));
export const costs = () => read(() => commands.costs());
export const costReport = (from: string, to: string) => opened(commands.costReport(from, to));
export const lossRules = () => read(() => commands.lossRules());
export const saveLossRules = (form: LossForm) => opened(commands.saveLossRules(form));
export const takeSuggestion = (vendor: VendorId, code: string) =>
  opened(commands.takeSuggestion(vendor, code));
export const rules = () => read(() => commands.rules());
export const saveRules = (form: RulesForm) => opened(commands.saveRules(form));
export const setDebtorCard = (debtor: DebtorId, name: string, most: string) =>
  opened(commands.setDebtorCard(debtor, name, most));
export const listChanges = () => read(() => commands.listChanges());
export const answerPlan = (vendor: VendorId, code: string, same: boolean) =>
  opened(commands.answerPlan(vendor, code, same));
export const rulePlans = (network: Network) => read(() => commands.rulePlans(network));
export const tryRules = (form: RulesForm, network: Network, at: string, open: number | null) =>
  read(() => commands.tryRules(form, network, at, open));
export const customerGroups = () => read(() => commands.customerGroups());
export const saveCustomerGroup = (was: string | null, name: string, customers: string) =>
  opened(commands.saveCustomerGroup(was, name, customers));
export const tryPrices = (
  marginPercent: string,
  roundUpToNaira: number,
  networks: NetworkPricesForm[],
  network: Network,
) => read(() => commands.tryPrices(marginPercent, roundUpToNaira, networks, network));
export const ruleChanges = () => read(() => commands.ruleChanges());
export const undoRules = (seq: number) => opened(commands.undoRules(seq));
export const exportRules = (folder: string) => opened(commands.exportRules(folder));
export const lookAtRules = (file: string) => opened(commands.lookAtRules(file));
export const takeRules = (file: string, tried: string) => opened(commands.takeRules(file, tried));
export const dayAtAGlance = (daysBack: number) => read(() => commands.dayAtAGlance(daysBack));
export const addStaff = (name: string, pin: string) => opened(commands.addStaff(name, pin));
export const newRecoveryCode = () => opened(commands.newRecoveryCode());
export const removeStaff = (staff: StaffId) => opened(commands.removeStaff(staff));
export const setPassphrase = (passphrase: string) => opened(commands.setPassphrase(passphrase));
export const setPin = (staff: StaffId, pin: string) => opened(commands.setPin(staff, pin));
export const nameShop = (name: string) => opened(commands.nameShop(name));
export const planPrices = (network: Network) => read(() => commands.planPrices(network));
export const prices = () => read(() => commands.prices());
export const savePlanPrices = (network: Network, plans: PlanPriceForm[]) =>
  opened(commands.savePlanPrices(network, plans));
export const savePrices = (
  marginPercent: string,
  roundUpToNaira: number,
  marginHidden: boolean,
  networks: NetworkPricesForm[],
) => opened(commands.savePrices(marginPercent, roundUpToNaira, marginHidden, networks));
export const vendorProfile = (vendor: VendorId) => opened(commands.vendorProfile(vendor));
export const beginTask = (task: TaskAsk) => opened(commands.beginTask(task));
export const records = () => read(() => commands.records());
export const setBackupFolder = (folder: string, passphrase: string) =>
  opened(commands.setBackupFolder(folder, passphrase));
export const letSell = (vendor: VendorId) => opened(commands.letSell(vendor));
export const prefixes = () => read(() => commands.prefixes());
export const routing = () => read(() => commands.routing());
export const savePrefixes = (lines: Prefix[]) => opened(commands.savePrefixes(lines));
export const saveRouting = (form: RoutingForm) => opened(commands.saveRouting(form));
export const counterRules = () => read(() => commands.counterRules());
export const saveCounterRules = (form: CounterForm) => opened(commands.saveCounterRules(form));
export const saveKeys = (keys: BoundKey[]) => opened(commands.saveKeys(keys));
export const switchShop = (to: ShopKind) => opened(commands.switchShop(to));
export const saveSupport = () => opened(commands.saveSupport());
export const supportBundle = () => read(() => commands.supportBundle());
export const supportOfVendor = (vendor: VendorId) => read(() => commands.supportOfVendor(vendor));
export const saveTransferRules = (form: TransferForm) => opened(commands.saveTransferRules(form));
export const transferRules = () => read(() => commands.transferRules());
export const deleteKey = (vendor: VendorId) => opened(commands.deleteKey(vendor));
export const learnRecipe = (customer: string, code: string) => opened(commands.learnRecipe(customer, code));
export const saveVendor = (vendor: VendorId, form: VendorForm) => opened(commands.saveVendor(vendor, form));
export const setKey = (vendor: VendorId, kind: CredentialKind, parts: PartAsk[], forNow: boolean) =>
  opened(commands.setKey(vendor, kind, parts, forNow));
export const testKey = (vendor: VendorId) => opened(commands.testKey(vendor));
export const vendors = () => read(() => commands.vendors());
export const compareStatement = (vendor: VendorId, day: string) =>
  opened(commands.compareStatement(vendor, day));
export const differenceSeen = (vendor: VendorId, key: string, funding: boolean, note: string) =>
  opened(commands.differenceSeen(vendor, key, funding, note));
export const fund = (vendor: VendorId, amount: string, note: string, sure: boolean) =>
  opened(commands.fundWallet(vendor, amount, note, sure));
export const books = () => read(() => commands.walletBooks());
export const listener = () => read(() => commands.listener());
export const noticeAddresses = () => read(() => commands.noticeAddresses());
export const saveListener = (form: ListenerForm, renew: boolean) =>
  opened(commands.saveListener(form, renew));
