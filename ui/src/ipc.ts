/**
 * The only door to the program. Everything else in the page calls these functions and knows nothing of how they are
 * carried: that is what makes the page testable without a window.
 */
import { commands, events, NOTES, USUAL_KEYS, VENDORS } from "./bindings";
import { silence } from "./state/silence.svelte";
import type {
  DebtorId,
  AccountNumberView,
  AccountView,
  Action,
  AmountView,
  Ask,
  AuditRow,
  BanksView,
  BankView,
  BarView,
  BookView,
  CandidateView,
  DifferenceView,
  BoundKey,
  ClosedView,
  CodeView,
  CommandError,
  ComparedView,
  ConfirmReply,
  CorrectableView,
  CostsView,
  SuggestionView,
  CountAsk,
  CountedView,
  CounterForm,
  CredentialKind,
  CustomerShows,
  CustomerView,
  DayView,
  DebtorView,
  Direction,
  DrawerView,
  FigureView,
  FindAsk,
  Format,
  GlanceView,
  Language,
  LineView,
  ListenerForm,
  ListenerView,
  LookedView,
  LookView,
  Network,
  NoticeAddress,
  NumberView,
  Paper,
  PartAsk,
  PeopleChanged,
  PeopleView,
  PlanPriceView,
  PlanRef,
  PlansView,
  PlanView,
  Prefix,
  PressAsk,
  ReadyView,
  PricesView,
  PrintAsk,
  PrinterForm,
  ProfileView,
  PutBackView,
  RecordsView,
  RefusedView,
  Reply,
  ReviewView,
  RoutingForm,
  RowView,
  SaleView,
  Service,
  SetUpAsk,
  SheetView,
  ShopKind,
  SiteForm,
  SlipKind,
  SlipLineView,
  StaffId,
  StaffView,
  SaleStatus,
  StatementForm,
  StatusView,
  StoryView,
  TaskAsk,
  Tender,
  Theme,
  TransferAmountView,
  TransferForm,
  LateKeysView,
  VendorForm,
  VendorId,
  VendorsView,
  VendorView,
  Verdict,
  WalletView,
  Weight,
  WhyView,
  EffectsView,
  GroupForm,
  RuleChangeView,
  CostReportView,
  ListChangesView,
  PlanQuestionView,
  RulesFileView,
  RuleForm,
  RulesForm,
  RulePlan,
  ProductKind,
  UndoView,
} from "./bindings";

export type Amount = AmountView;
export type Customer = CustomerView;
export type Day = DayView;
export type Account = AccountView;
export type AccountNumber = AccountNumberView;
export type Audit = AuditRow;
export type Effects = EffectsView;
export type CustomerGroup = GroupForm;
export type RuleChange = RuleChangeView;
export type CostReport = CostReportView;
export type ListChanges = ListChangesView;
export type PlanQuestion = PlanQuestionView;
export type RulesFile = RulesFileView;
export type Bank = BankView;
export type Banks = BanksView;
export type Bar = BarView;
export type Correctable = CorrectableView;
export type Costs = CostsView;
export type Undo = UndoView;
export type CostSuggestion = SuggestionView;
export type Book = BookView;
export type Candidate = CandidateView;
export type Difference = DifferenceView;
export type Figure = FigureView;
export type Form = VendorForm;
export type LateKeys = LateKeysView;
export type Plan = PlanView;
export type PlanPrice = PlanPriceView;
export type Plans = PlansView;
export type Prices = PricesView;
export type Ready = ReadyView;
export type Press = PressAsk;
export type Compared = ComparedView;
export type Counted = CountedView;
export type Looked = LookedView;
export type Sheet = SheetView;
export type Line = LineView;
export type Listener = ListenerView;
export type Profile = ProfileView;
export type Row = RowView;
export type Story = StoryView;
export type Staff = StaffView;
export type Vendor = VendorView;
export type Vendors = VendorsView;
export type NumberReading = NumberView;
export type PutBack = PutBackView;
export type Records = RecordsView;
export type Refused = RefusedView;
export type Review = ReviewView;
export type Sale = SaleView;
export type Status = StatusView;
export type TransferAmount = TransferAmountView;
export type Wallet = WalletView;
export type Why = WhyView;
export type Glance = GlanceView;
export type Drawer = DrawerView;
export type Debtor = DebtorView;
export type Closed = ClosedView;
export type SheetLine = SlipLineView;
export type SheetCode = CodeView;
/** Where a key is heard. */
export type Place = (typeof USUAL_KEYS)[number]["places"][number];
/** The notes and coins that are counted, the largest first. */
export { NOTES };
/** All vendors, and what they are called. */
export { VENDORS };
/** Every act that has a key, the one it has until the owner says otherwise, and where that is heard. */
export const KEYS: readonly { action: Action; key: string; places: readonly Place[] }[] = USUAL_KEYS;
export type {
  DebtorId,
  ProductKind,
  RuleForm,
  RulePlan,
  RulesForm,
  Action,
  Ask,
  BoundKey,
  CommandError,
  ConfirmReply,
  CountAsk,
  CounterForm,
  CredentialKind,
  CustomerShows,
  Direction,
  Format,
  Language,
  ListenerForm,
  LookView,
  Network,
  NoticeAddress,
  Paper,
  PartAsk,
  PeopleChanged,
  PeopleView,
  PlanRef,
  Prefix,
  PrinterForm,
  Reply,
  RoutingForm,
  SetUpAsk,
  ShopKind,
  SiteForm,
  SlipKind,
  StaffId,
  SaleStatus,
  StatementForm,
  TaskAsk,
  Tender,
  Theme,
  TransferForm,
  VendorId,
  Verdict,
  Weight,
};

/** What the program could not do, with what to do next. */
export class Fault extends Error {
  readonly code: CommandError["code"];
  readonly hint: string;

  constructor(error: CommandError) {
    super(error.message);
    this.code = error.code;
    this.hint = error.hint;
  }
}

type Result<T> = { status: "ok"; data: T } | { status: "error"; error: CommandError };

/** What a command answers; what the program could not do is thrown. */
export async function opened<T>(asked: Promise<Result<T>>): Promise<T> {
  const result = await asked;
  if (result.status === "ok") return result.data;
  const error: unknown = result.error;
  // A command that never ran (denied, or arguments that don't fit) answers with a bare text.
  if (typeof error === "string")
    throw new Fault({ code: "Other", message: error.slice(0, 200), hint: "Close Airtill and open it again" });
  throw new Fault(result.error);
}

/** A read that is not answered within so long is said to be unanswered, and asked again; the next wait is twice as long. */
const READ_WITHIN_MS = 5000;
/** Up to so long. */
const READ_AT_MOST_MS = 40_000;

/**
 * Asks for something that changes nothing. Where no answer comes it is asked again and again, and the first one counts: a lost answer
 * must not stop the till, and whoever waits for it need not know.
 */
export function read<T>(ask: () => Promise<Result<T>>): Promise<T> {
  return new Promise((resolve, reject) => {
    let silent = false;
    let timer = setTimeout(again, READ_WITHIN_MS, READ_WITHIN_MS);
    function again(waited: number): void {
      if (!silent) silence.reads += 1;
      silent = true;
      const wait = Math.min(waited * 2, READ_AT_MOST_MS);
      timer = setTimeout(again, wait, wait);
      once();
    }
    function settled(): void {
      clearTimeout(timer);
      if (silent) silence.reads -= 1;
      silent = false;
    }
    function once(): void {
      void opened(ask()).finally(settled).then(resolve, reject);
    }
    once();
  });
}

export const status = () => read(() => commands.status());
export const today = () => read(() => commands.dayList());
export const readNumber = (text: string) => read(() => commands.readNumber(text));
export const readAmount = (text: string, network: Network | null) =>
  read(() => commands.readAmount(text, network));
export const customersEnding = (digits: string) => read(() => commands.customersEnding(digits));
export const review = (ask: Ask) => opened(commands.reviewSale(ask));
export const setTender = (sale: string, tender: Tender) => opened(commands.setTender(sale, tender));
export const setDebtor = (sale: string, name: string, debtor: DebtorId | null) =>
  opened(commands.setDebtor(sale, name, debtor));
export const cancelReview = (sale: string) => opened(commands.cancelReview(sale));
export const confirm = (sale: string, press: Press) => opened(commands.confirmSale(sale, press));
export const tryAgain = (sale: string, through: VendorId | null, press: Press) =>
  opened(commands.tryAgain(sale, through, press));
export const why = (sale: string) => read(() => commands.whyVendor(sale));
export const settle = (sale: string, verdict: Verdict, reason: string, evidence: string) =>
  opened(commands.settle(sale, verdict, reason, evidence));
export const followEnd = (
  sale: string,
  reference: string,
  verdict: Verdict,
  reason: string,
  evidence: string,
) => opened(commands.followEnd(sale, reference, verdict, reason, evidence));
export const confirmReady = (sale: string, verdict: Verdict, pin: string | null) =>
  opened(commands.confirmReady(sale, verdict, pin));
export const alarmSeen = (sale: string, note: string) => opened(commands.alarmSeen(sale, note));
export const refund = (sale: string, tender: Tender | null = null, taker = "") =>
  opened(commands.refund(sale, tender, taker));
export const checkNow = (sale: string) => opened(commands.checkNow(sale));
export const sale = (id: string) => read(() => commands.sale(id));
export const openSales = () => read(() => commands.openSales());
export const slip = (sale: string, kind: SlipKind) => read(() => commands.slip(sale, kind));
export const nextVendor = (sale: string) => opened(commands.nextVendor(sale));
export const plans = (network: Network, number: string) => read(() => commands.plans(network, number));
export const lookUp = (service: Service, text: string, key: PlanRef | null) =>
  opened(commands.lookUp(service, text, key));
export const banks = () => read(() => commands.banks());
export const readAccount = (text: string, bank: PlanRef | null) =>
  read(() => commands.readAccount(text, bank));
export const readTransfer = (text: string) => read(() => commands.readTransfer(text));
export const people = () => read(() => commands.people());
export const setUp = (ask: SetUpAsk) => opened(commands.setUp(ask));
export const signIn = (staff: StaffId, pin: string) => opened(commands.signIn(staff, pin));
export const stepUp = (passphrase: string) => opened(commands.stepUp(passphrase));
export const stepDown = () => opened(commands.stepDown());
export const touch = () => opened(commands.touch());
export const recoveryCodeKept = () => opened(commands.recoveryCodeKept());
export const lock = () => opened(commands.lock());
export const recover = (code: string, passphrase: string) => opened(commands.recover(code, passphrase));
export const saveLook = (theme: Theme, textPercent: number, sounds: boolean) =>
  opened(commands.saveLook(theme, textPercent, sounds));
export const saveLanguage = (language: Language) => opened(commands.saveLanguage(language));
export const lookAtWallets = () => opened(commands.lookAtWallets());
export const findSales = (ask: FindAsk) => read(() => commands.findSales(ask));
export const saleStory = (place: number) => read(() => commands.saleStory(place));
export const supportOfSale = (place: number) => read(() => commands.supportOfSale(place));
export const openBackup = (folder: string, passphrase: string) =>
  opened(commands.openBackup(folder, passphrase));
export const openedBackup = () => read(() => commands.openedBackup());
export const putBack = () => opened(commands.putBack());
export const leaveBackup = () => opened(commands.leaveBackup());
export const stopTask = () => opened(commands.stopTask());
export const drawer = () => read(() => commands.drawer());
export const openShift = (float: CountAsk) => opened(commands.openShift(float));
export const moveCash = (direction: Direction, amount: string, reason: string, sure: boolean) =>
  opened(commands.moveCash(direction, amount, reason, sure));
export const debtPaid = (debtor: DebtorView["id"], amount: string, tender: Tender, payer: string) =>
  opened(commands.debtPaid(debtor, amount, tender, payer));
export const corrections = () => read(() => commands.corrections());
export const takeBack = (of: number) => opened(commands.takeBack(of));
export const correct = (of: number, instead: string, why: string, pin: string | null) =>
  opened(commands.correct(of, instead, why, pin));
export const checkBeforeClose = (pin: string | null) => opened(commands.checkBeforeClose(pin));
export const countDrawer = (count: CountAsk) => opened(commands.countDrawer(count));
export const xReport = (counted: boolean) => read(() => commands.xReport(counted));
export const closeShift = (reason: string, bankSeen: string) => opened(commands.closeShift(reason, bankSeen));
export const zReport = (number: number) => read(() => commands.zReport(number));
export const zList = () => read(() => commands.zList());
export const printSheet = (number: number | null) => opened(commands.printSheet(number));
export const printSlip = (sale: string, what: PrintAsk) => opened(commands.printSlip(sale, what));
export const printCopy = (job: number) => opened(commands.printCopy(job));
export const dropSlip = (job: number | null) => opened(commands.dropSlip(job));
export const printer = () => read(() => commands.printer());
export const savePrinter = (form: PrinterForm) => opened(commands.savePrinter(form));
export const printTest = () => opened(commands.printTest());
export const openCustomerWindow = () => opened(commands.openCustomerWindow());
export const showCustomer = (shows: CustomerShows) => opened(commands.showCustomer(shows));
export const openAgain = () => opened(commands.openAgain());
export const acknowledgeMissing = () => opened(commands.acknowledgeMissing());

/** Calls back whenever a sale has changed. */
export const onSaleChanged = (heard: (sale: string) => void) =>
  events.saleChanged.listen((event) => heard(event.payload.sale));

/** Calls back whenever the customer is to read something else: in the customer's window. */
export const onCustomerShows = (heard: (shows: CustomerShows) => void) =>
  events.customerShows.listen((event) => heard(event.payload));

/** Calls back whenever wallets, connection, keys or the shop on the screen have changed. */
export const onStatusChanged = (heard: () => void) => events.statusChanged.listen(() => heard());
