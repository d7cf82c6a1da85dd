/**
 * The sell form: what has been typed. It asks Rust about everything that matters and keeps the answers; the view shows them. What was
 * asked for with it is the draft's.
 */
import * as ipc from "../ipc";
import { Draft } from "./draft.svelte";
import { digitsOf, fitting, grouped, isFull, pointedAt, regrouped, wholeLength } from "./typing";
import { t } from "../texts/sell";

/** What the form asks for. */
export type Kind = "airtime" | "data" | "transfer";

const NO_NUMBER: ipc.NumberReading = {
  shown: "",
  complete: false,
  network: null,
  worked_on: null,
  known_as: null,
  wrong: null,
  meant: null,
  lesson: null,
};
const NO_AMOUNT: ipc.Amount = { shown: null, words: null, wrong: null, outlook: null };

export class SellForm {
  /** What was asked for. */
  readonly draft = new Draft(() => this.free());
  kind = $state<Kind>("airtime");
  /** Data: what can be sold of the network. */
  plans = $state<ipc.Plans | null>(null);
  /** Data: a plan that was pointed at. */
  picked = $state<ipc.PlanRef | null>(null);
  /** Data: what was typed to find a plan. One digit is a plan's place, anything else a part of it. */
  filter = $state("");
  /** Smile's e-mail address, VDT's customer id. */
  accountText = $state("");
  accounts = $state<ipc.Account[]>([]);
  account = $state<ipc.Account | null>(null);
  number = $state("");
  amount = $state("");
  chosen = $state<{ id: ipc.Network; name: string } | null>(null);
  reading = $state<ipc.NumberReading>(NO_NUMBER);
  amountReading = $state<ipc.Amount>(NO_AMOUNT);
  customers = $state<ipc.Customer[]>([]);
  #readings = 0;
  /** Which plans are listed: of a network, at the prices for a number. */
  #plansOf: string | null = null;
  get #plansWanted(): string | null {
    return this.network && `${this.network} ${this.reading.complete ? this.number : ""}`;
  }
  /** The network chosen by key, or the one that the number suggests. */
  get network(): ipc.Network | null {
    return this.chosen?.id ?? this.reading.network?.id ?? null;
  }

  /** Sold to an account, not to a number. */
  get byAccount(): boolean {
    return this.chosen?.id === "Smile" || this.chosen?.id === "Vdt";
  }

  /** The number is whole: by its digits, or because the program says so (twelve digits that steer a sandbox). */
  get numberKnown(): boolean {
    return this.reading.complete || isFull(this.number);
  }

  /** Whom it is for is known, as far as this network wants to know it. */
  get recipientKnown(): boolean {
    if (this.chosen?.id === "Vdt") return this.accountText.trim() !== "";
    return this.byAccount ? this.account !== null && this.numberKnown : this.numberKnown;
  }

  /** The plans that fit what was typed. A digit alone picks and hides nothing. */
  get fitting(): ipc.Plan[] {
    return fitting(
      this.plans?.plans ?? [],
      this.filter,
      (plan) => `${plan.name} ${plan.kind} ${plan.validity ?? ""} ${plan.price}`,
    );
  }

  /** The plan that Enter takes. */
  get plan(): ipc.Plan | null {
    const picked = this.picked;
    if (picked) {
      return (
        this.plans?.plans.find(
          (plan) => plan.key.vendor === picked.vendor && plan.key.code === picked.code,
        ) ?? null
      );
    }
    return pointedAt(this.fitting, this.filter);
  }

  /** Airtime, data or a bank transfer; the number stays. */
  become(kind: Kind): void {
    // What nobody has seen yet stays: this key only leads to it.
    if (this.draft.stage !== "typing" || this.draft.unseen !== null) return;
    this.draft.moveOn();
    this.kind = kind;
    this.draft.refused = null;
    this.filter = "";
    this.picked = null;
    this.typeAccount("");
    if (kind === "airtime" && this.byAccount) this.chosen = null;
    if (kind === "data") void this.readPlans();
  }

  /** Reads the plans of the network, if it is known. */
  async readPlans(): Promise<void> {
    const network = this.network;
    if (this.kind !== "data") return;
    if (!network) {
      this.plans = null;
      return;
    }
    // Another network's or customer's are not looked at, nor picked from, while these are read.
    const wanted = this.#plansWanted;
    if (wanted !== this.#plansOf) this.plans = null;
    this.#plansOf = wanted;
    const plans = await ipc.plans(network, this.reading.complete ? this.number : "").catch(() => null);
    if (wanted === this.#plansWanted) this.plans = plans;
  }

  typeFilter(text: string): void {
    this.draft.moveOn();
    this.picked = null;
    this.filter = text;
    this.draft.refused = null;
  }

  /** Points at a plan, wherever it stands in the list. */
  pick(plan: ipc.Plan): void {
    this.draft.moveOn();
    this.picked = plan.key;
    this.draft.refused = null;
  }

  typeAccount(text: string): void {
    this.draft.moveOn();
    this.accountText = text;
    this.account = null;
    this.accounts = [];
    this.draft.refused = null;
  }

  /** Asks whose an account is; the only one is taken at once. False when nobody was named. */
  async nameAccount(): Promise<boolean> {
    const network = this.network;
    const plan = network === "Vdt" ? (this.plan?.key ?? null) : null;
    if (!network) return false;
    this.account = null;
    this.accounts = [];
    const reply = await this.draft.ask(() => ipc.lookUp(network, this.accountText, plan));
    if (!reply) return false;
    if (reply.kind === "refused") {
      this.draft.refused = reply.refused;
      return false;
    }
    this.accounts = reply.value;
    this.account = reply.value.length === 1 ? (reply.value[0] ?? null) : null;
    return true;
  }

  takeAccount(account: ipc.Account): void {
    this.account = account;
  }

  /** What is typed before there is a till to ask: a number, and once that is whole the amount. */
  typeEarly(text: string): void {
    const digits = digitsOf(text);
    const whole = wholeLength(digits);
    this.typeNumber(digits.slice(0, whole), true);
    this.typeAmount(digits.slice(whole));
  }

  /** The till can be asked now: what stands in the form is looked at. */
  readAgain(): void {
    if (this.number !== "") void this.#readNumber();
    if (this.amount !== "") void this.#readAmount();
  }

  /** Takes over what was typed into the number field; says whether the focus may move on. */
  typeNumber(text: string, caretAtEnd: boolean): boolean {
    this.draft.moveOn();
    this.number = caretAtEnd ? grouped(text) : text;
    this.reading = { ...this.reading, meant: null };
    if (!this.byAccount) this.chosen = null;
    this.draft.refused = null;
    this.customers = [];
    void this.#readNumber();
    return caretAtEnd && isFull(this.number);
  }

  typeAmount(text: string): void {
    const amount = regrouped(this.amount, text.trim());
    // A space behind it changes nothing, and leaves no question behind.
    if (amount === this.amount) return;
    this.draft.moveOn();
    this.amount = amount;
    this.draft.refused = null;
    void this.#readAmount();
  }

  chooseNetwork(id: ipc.Network, name: string): void {
    this.draft.moveOn();
    const before = this.network;
    this.chosen = { id, name };
    if (this.byAccount) this.kind = "data";
    if (before !== id) {
      this.typeAccount("");
      this.plans = null;
      this.filter = "";
      this.picked = null;
      void this.readPlans();
    }
    if (this.draft.refused?.about === "Network") this.draft.refused = null;
    if (this.amount !== "") void this.#readAmount();
  }

  /** Enter takes what was probably meant, where that was offered; says whether there was anything to take. */
  takeMeant(): boolean {
    const { meant } = this.reading;
    if (meant) this.typeNumber(meant, true);
    return !!meant;
  }

  /** Four digits and Enter: customers whose numbers end so. */
  async lookUpCustomers(): Promise<void> {
    const digits = digitsOf(this.number);
    const found = await this.draft.ask(() => ipc.customersEnding(digits));
    if (!found) return;
    const [only] = found;
    if (!only) this.draft.refused = { about: "Number", sentence: t().nobodyEndsIn(digits) };
    // Two who end alike are chosen between; the review reads the only one back.
    else if (found.length === 1) this.takeCustomer(only);
    else this.customers = found;
  }

  takeCustomer(customer: ipc.Customer): void {
    this.typeNumber(customer.number, true);
  }

  /** Opens the review of airtime or a plan; false when something is wrong with what was typed. */
  async openReview(): Promise<boolean> {
    if (this.kind === "data" && !this.plan) {
      this.draft.refused = { about: "Plan", sentence: t().choosePlan };
      return false;
    }
    // VDT names the customer for one plan: asked now, so that the name and the price can be read back.
    if (this.network === "Vdt" && this.kind === "data" && !(await this.nameAccount())) return false;
    const turn = this.draft.turn;
    if (this.byAccount && !this.account) {
      this.draft.refused ??= {
        about: "Number",
        sentence: t().noName,
      };
      return false;
    }
    return this.draft.openReviewOf(
      {
        number: this.number,
        account: this.byAccount ? (this.account?.id ?? null) : null,
        amount: this.amount,
        plan: this.kind === "data" ? (this.plan?.key ?? null) : null,
        bank: null,
        description: "",
        network: this.chosen?.id ?? null,
        tender: "Cash",
      },
      () => turn === this.draft.turn,
    );
  }

  /** The form is empty and ready for the next customer. What became of the last sale stays in sight. */
  free(): void {
    this.draft.moveOn();
    this.number = this.amount = this.filter = "";
    this.picked = null;
    this.chosen = null;
    this.typeAccount("");
    this.plans = null;
    this.reading = NO_NUMBER;
    this.amountReading = NO_AMOUNT;
    // Transfers are rare: whoever comes next wants airtime.
    if (this.kind === "transfer") this.kind = "airtime";
    this.customers = [];
    this.draft.reset();
  }

  async #readNumber(): Promise<void> {
    const turn = ++this.#readings;
    const reading = await ipc.readNumber(this.number).catch(() => NO_NUMBER);
    // Answers may overtake each other; only the latest question counts.
    if (turn !== this.#readings) return;
    this.reading = reading;
    if (this.amount !== "") void this.#readAmount();
    if (this.#plansWanted !== this.#plansOf || (this.network && !this.plans)) await this.readPlans();
  }

  async #readAmount(): Promise<void> {
    const [text, network] = [this.amount, this.network];
    const reading = text === "" ? NO_AMOUNT : await ipc.readAmount(text, network).catch(() => NO_AMOUNT);
    if (text === this.amount && network === this.network) this.amountReading = reading;
  }
}
