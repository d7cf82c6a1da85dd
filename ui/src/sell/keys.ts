/** What a key does on the sell screen, by stage: one table each, read from the top; the first row that fits says it. */
import type { Action } from "../ipc";
import { NETWORKS } from "../shared/networks";

/** What comes of a key. `toField`: it is typed where the focus is, or pressed there. `nothing`: it is heard, and does nothing. */
export type Act =
  | "toField"
  | "nothing"
  | "enter"
  | "back"
  | "star"
  | "account"
  | "quick"
  | "customer"
  | "digit"
  | "network"
  | "slip"
  | "why"
  | "leaveSending"
  | "tender"
  | "second"
  | "otherVendor"
  | "confirm"
  | "early"
  | "again"
  | "handOver"
  | "free";

/** A key, and where it was pressed. */
export interface Press {
  /** As the browser names it; letters are small. */
  key: string;
  /** Held down, not pressed anew. */
  repeat: boolean;
  /** What it means at this stage by the keys that hold. */
  meant: Action | null;
  /** The focus is on a button, and whether that button sends. */
  button: boolean;
  sends: boolean;
  /** The focus is in this field. */
  field: "number" | "amount" | "plan" | "account" | "debtor" | "review" | "other" | null;
}

/** How far the sale has come, as far as a key depends on it. */
export interface At {
  busy: boolean;
  /** A key that moves on may not be believed yet. */
  guarded: boolean;
  /** Not even a key that sends nothing can be meant for this step. */
  isNew: boolean;
  /** The same was sold before, or is refused for that. */
  repeats: boolean;
  /** Money is owed to the customer: the sale has failed. */
  owed: boolean;
  /** Bank transfers are typed: their fields hear their own keys. */
  transfer: boolean;
  byAccount: boolean;
  /** Something was typed to find a plan. */
  filtered: boolean;
  /** `*` came before: a digit is a quick amount. */
  starred: boolean;
  /** So many can be picked by their digit. */
  quick: number;
  customers: number;
  accounts: number;
  /** A scanner types it; asked only of a printable key that could have agreed to something. */
  scanned: (idle: boolean) => boolean;
}

type Row = [fits: (press: Press, at: At) => boolean, act: Act];

const digit = (press: Press): boolean => /^\d$/.test(press.key);
const printable = (press: Press): boolean => press.key.length === 1;
/** The digit picks one of so many. */
const picks = (press: Press, many: number): boolean => /^[1-9]$/.test(press.key) && Number(press.key) <= many;
const TENDERS: Action[] = ["Cash", "Transfer", "Card", "Credit"];
const NETWORK_ACTS = NETWORKS.map((network) => network.act);
const isOneOf = (acts: Action[], press: Press): boolean => press.meant !== null && acts.includes(press.meant);

// Nobody reads a space bar: what sends is never pressed by it, at no stage.
const SPACE: Row = [(press) => press.key === " " && press.sends, "nothing"];

/** While it is typed. Letters of an address or a plan are typed, not read as keys. */
const TYPING: Row[] = [
  SPACE,
  [(_, at) => at.transfer, "toField"],
  [(press, at) => press.key === "Enter" && !press.button && (press.repeat || at.guarded), "nothing"],
  [(press) => press.key === "Enter" && !press.button, "enter"],
  [(press) => press.key === "Escape", "back"],
  [(press) => press.key === "*", "star"],
  [(press, at) => press.field === "account" && picks(press, at.accounts), "account"],
  [(press) => press.field === "account", "toField"],
  [(press, at) => press.field === "plan" && (at.filtered || at.byAccount || digit(press)), "toField"],
  [(press, at) => at.starred && picks(press, at.quick), "quick"],
  [(press, at) => picks(press, at.customers), "customer"],
  // No digit is lost while the focus is on its way.
  [(press) => digit(press) && !["number", "amount", "plan"].includes(press.field ?? ""), "digit"],
  [(press) => isOneOf(NETWORK_ACTS, press), "network"],
  [(press) => press.meant === "Slip", "slip"],
  [(press) => press.meant === "Why", "why"],
  // Number fields take digits; letters are keys, and so is what has a meaning.
  [(press) => press.meant !== null || /^[a-z]$/.test(press.key), "nothing"],
];

/** While it is reviewed. */
const REVIEW: Row[] = [
  SPACE,
  // While it is being sent, no key can change what is being sent; one leaves it, as long as nothing was taken.
  [(press, at) => at.busy && press.key === "Escape", "leaveSending"],
  [(press, at) => at.busy && press.key === "Tab", "toField"],
  [(_, at) => at.busy, "nothing"],
  [(press) => press.key === "Escape", "back"],
  // The last four digits, the owner's PIN, a name: typed there, not read as keys.
  [(press) => digit(press) && (press.field === "review" || press.field === "debtor"), "toField"],
  [(press) => press.key !== "Enter" && press.field === "debtor", "toField"],
  [
    (press, at) => printable(press) && at.scanned(press.meant === null && !(press.key === "2" && at.repeats)),
    "nothing",
  ],
  [(press) => isOneOf(TENDERS, press), "tender"],
  [(press, at) => press.key === "2" && at.repeats && (press.repeat || at.guarded), "nothing"],
  [(press, at) => press.key === "2" && at.repeats, "second"],
  [(press) => press.meant === "Why", "why"],
  [(press) => press.meant === "OtherVendor", "otherVendor"],
  // A button that doesn't send does what it says.
  [(press) => press.key === "Enter" && press.button && !press.sends, "toField"],
  [(press, at) => press.key === "Enter" && (press.repeat || at.guarded), "nothing"],
  [(press) => press.key === "Enter", "confirm"],
  [digit, "nothing"],
];

/** Once it was sent: only a failure asks for anything. */
const SENT: Row[] = [
  SPACE,
  [(press, at) => !at.owed && press.key !== "Tab", "nothing"],
  [(press, at) => !at.owed || (press.field !== null && !["Enter", "Escape"].includes(press.key)), "toField"],
  // What leaves it owed sends nothing and takes nothing back.
  [(press, at) => press.repeat || (press.key === "Escape" ? at.isNew : at.guarded), "early"],
  // The button that has the focus says what it does.
  [(press) => press.key === "Enter" && press.button, "toField"],
  [(press) => press.key === "Enter", "again"],
  [(press, at) => press.key === "2" && at.repeats, "second"],
  [(press) => press.meant === "Why", "why"],
  [(press) => press.meant === "HandOver", "handOver"],
  [(press) => press.key === "Escape", "free"],
];

const TABLES = { typing: TYPING, review: REVIEW, sent: SENT };

/** What a key does at a stage. */
export function actOf(stage: keyof typeof TABLES, press: Press, at: At): Act {
  return TABLES[stage].find(([fits]) => fits(press, at))?.[1] ?? "toField";
}
