/**
 * The only door to the program. Everything else in the page calls these functions and knows nothing of how they are
 * carried: that is what makes the page testable without a window.
 */
import { commands, events } from "./bindings";
import type {
  AmountView_Serialize,
  Ask_Serialize,
  CommandError,
  CustomerView,
  DayView_Serialize,
  KeyReply,
  KeyView_Serialize,
  Network,
  NumberView_Serialize,
  RefusedView,
  ReviewReply_Serialize,
  ReviewView_Serialize,
  SaleReply_Serialize,
  SaleView_Serialize,
  ShopKind,
  Standing,
  StatusView_Serialize,
  Tender,
  VendorId,
  WalletView_Serialize,
} from "./bindings";

export type Amount = AmountView_Serialize;
export type Ask = Ask_Serialize;
export type Customer = CustomerView;
export type Day = DayView_Serialize;
export type KeyStanding = KeyView_Serialize;
export type NumberReading = NumberView_Serialize;
export type Refused = RefusedView;
export type Review = ReviewView_Serialize;
export type ReviewReply = ReviewReply_Serialize;
export type Sale = SaleView_Serialize;
export type SaleReply = SaleReply_Serialize;
export type Status = StatusView_Serialize;
export type Wallet = WalletView_Serialize;
export type { CommandError, KeyReply, Network, ShopKind, Standing, Tender, VendorId };

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

async function opened<T>(asked: Promise<Result<T>>): Promise<T> {
  const result = await asked;
  if (result.status === "ok") return result.data;
  const error: unknown = result.error;
  // A command that never ran (denied, or arguments that don't fit) answers with a bare text.
  if (typeof error === "string")
    throw new Fault({ code: "Other", message: error, hint: "Close Airtill and open it again" });
  throw new Fault(result.error);
}

export const status = () => opened(commands.status());
export const today = () => opened(commands.dayList());
export const readNumber = (text: string) => opened(commands.readNumber(text));
export const readAmount = (text: string) => opened(commands.readAmount(text));
export const customersEnding = (digits: string) => opened(commands.customersEnding(digits));
export const review = (ask: Ask) => opened(commands.reviewSale(ask));
export const setTender = (sale: string, tender: Tender) => opened(commands.setTender(sale, tender));
export const cancelReview = (sale: string) => opened(commands.cancelReview(sale));
export const confirm = (sale: string, lastFour: string | null) =>
  opened(commands.confirmSale(sale, lastFour));
export const tryAgain = (sale: string) => opened(commands.tryAgain(sale));
export const handOver = (sale: string) => opened(commands.handOver(sale));
export const checkNow = (sale: string) => opened(commands.checkNow(sale));
export const sale = (id: string) => opened(commands.sale(id));
export const openSales = () => opened(commands.openSales());
export const slip = (sale: string) => opened(commands.slip(sale));
export const setKey = (vendor: VendorId, key: string) => opened(commands.setKey(vendor, key));
export const testKey = (vendor: VendorId) => opened(commands.testKey(vendor));
export const deleteKey = (vendor: VendorId) => opened(commands.deleteKey(vendor));
export const switchShop = (to: ShopKind) => opened(commands.switchShop(to));
export const openAgain = () => opened(commands.openAgain());
export const acknowledgeMissing = () => opened(commands.acknowledgeMissing());

/** Calls back whenever a sale has changed. */
export const onSaleChanged = (heard: (sale: string) => void) =>
  events.saleChanged.listen((event) => heard(event.payload.sale));

/** Calls back whenever wallets, connection, keys or the shop on the screen have changed. */
export const onStatusChanged = (heard: () => void) => events.statusChanged.listen(() => heard());
