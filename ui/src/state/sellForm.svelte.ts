/**
 * The sell form: what has been typed, and how far the sale has come. It asks Rust about everything that matters and
 * keeps the answers; the view shows them.
 */
import * as ipc from "../ipc";
import { Held } from "./held";
import { digitsOf, fitting, grouped, isFull, pointedAt, regrouped, wholeLength } from "./typing";
import { Waiting } from "./waiting.svelte";
import { t } from "../texts/sell";

/** What the form asks for. */
export type Kind = "airtime" | "data" | "transfer";

/** `typing` → `review` → `sent` → `typing` for the next customer. */
export type Stage = "typing" | "review" | "sent";

const NO_NUMBER: ipc.NumberReading = {
  shown: "",
  complete: false,
  network: null,
  worked_on: null,
  wrong: null,
  lesson: null,
};
/** What can be left for something else that is typed: nothing follows from it. */
const LEAVABLE = { leavable: true };

/** Between two looks whether a sale was taken whose answer does not come. */
const LOOK_EVERY_MS = 5000;

const NO_AMOUNT: ipc.Amount = { shown: null, words: null, wrong: null, outlook: null };

export class SellForm {
  stage = $state<Stage>("typing");
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
  lastFour = $state("");
  /** Yes, a second one: the same was sold before. */
  second = $state(false);
  /** The owner's PIN, where the same sale is in doubt or a transfer is large. */
  ownerPin = $state("");
  /** Who pays later, as typed. */
  debtor = $state("");
  chosen = $state<{ id: ipc.Network; name: string } | null>(null);
  reading = $state<ipc.NumberReading>(NO_NUMBER);
  amountReading = $state<ipc.Amount>(NO_AMOUNT);
  review = $state<ipc.Review | null>(null);
  refused = $state<ipc.Refused | null>(null);
  customers = $state<ipc.Customer[]>([]);
  /** The key that sells was pressed: it looks for a connection, or takes the sale. */
  confirming = $state(false);
  /** The sale last sent. */
  sale = $state<ipc.Sale | null>(null);
  /** What came of the key that sells while another screen was in sight: nothing was sent, and nobody has seen it. */
  unseen = $state<string | null>(null);

  #held = new Held();
  #inSight = true;
  #waiting = new Waiting();
  #readings = 0;
  /** Whose plans are listed. */
  #plansOf: ipc.Network | null = null;
  /** Goes up with everything that is typed or chosen: an answer to what stood there before has nothing to say. */
  #turn = 0;

  /** Something is being asked. */
  get busy(): boolean {
    return this.#waiting.busy;
  }

  /** A fault of the program, to be shown. */
  get fault(): ipc.Fault | null {
    return this.#waiting.fault;
  }

  /** For how many milliseconds something has been asked. */
  waitedMs(now: number): number {
    return this.busy ? Math.max(0, now - this.#waiting.since) : 0;
  }

  /** Whether a key that moves on may be believed yet. */
  get guarded(): boolean {
    return this.busy || this.#held.holds;
  }

  /** Whether not even a key that sends nothing can be meant for this step. */
  get isNew(): boolean {
    return this.busy || this.#held.isNew;
  }

  /** A key that moves on came before it could be believed. */
  early(): void {
    this.#held.early();
  }

  /** A printable key while nothing is typed; whether a scanner types it. */
  scanned(idle: boolean): boolean {
    const burst = this.#held.scanned(idle);
    // The first of its characters came alone, and may have been the key that agrees.
    if (burst) this.second = false;
    return burst;
  }

  /** The sell screen is in sight, or another one is: what came of a key that sells is told until somebody has seen it. */
  inSight(sight: boolean): void {
    this.#inSight = sight;
    if (sight) this.unseen = null;
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
    if (this.stage !== "typing" || this.unseen !== null) return;
    this.#moveOn();
    this.kind = kind;
    this.refused = null;
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
    // Another network's are not looked at, nor picked from, while these are read.
    if (network !== this.#plansOf) this.plans = null;
    this.#plansOf = network;
    const plans = await ipc.plans(network).catch(() => null);
    if (network === this.network) this.plans = plans;
  }

  typeFilter(text: string): void {
    this.#moveOn();
    this.picked = null;
    this.filter = text;
    this.refused = null;
  }

  /** Points at a plan, wherever it stands in the list. */
  pick(plan: ipc.Plan): void {
    this.#moveOn();
    this.picked = plan.key;
    this.refused = null;
  }

  typeAccount(text: string): void {
    this.#moveOn();
    this.accountText = text;
    this.account = null;
    this.accounts = [];
    this.refused = null;
  }

  /** Asks whose an account is; the only one is taken at once. False when nobody was named. */
  async nameAccount(): Promise<boolean> {
    const network = this.network;
    const plan = network === "Vdt" ? (this.plan?.key ?? null) : null;
    if (!network) return false;
    this.account = null;
    this.accounts = [];
    const reply = await this.#waiting.ask(() => ipc.lookUp(network, this.accountText, plan), LEAVABLE);
    if (!reply) return false;
    if (reply.kind === "refused") {
      this.refused = reply.refused;
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
    this.#moveOn();
    this.number = caretAtEnd ? grouped(text) : text;
    if (!this.byAccount) this.chosen = null;
    this.refused = null;
    this.customers = [];
    void this.#readNumber();
    return caretAtEnd && isFull(this.number);
  }

  typeAmount(text: string): void {
    this.#moveOn();
    this.amount = regrouped(this.amount, text);
    this.refused = null;
    void this.#readAmount();
  }

  chooseNetwork(id: ipc.Network, name: string): void {
    this.#moveOn();
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
    if (this.refused?.about === "Network") this.refused = null;
    if (this.amount !== "") void this.#readAmount();
  }

  /** Four digits and Enter: customers whose numbers end so. */
  async lookUpCustomers(): Promise<void> {
    const digits = digitsOf(this.number);
    const found = await this.#waiting.ask(() => ipc.customersEnding(digits), LEAVABLE);
    if (!found) return;
    const [only] = found;
    if (!only) this.refused = { about: "Number", sentence: t().nobodyEndsIn(digits) };
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
      this.refused = { about: "Plan", sentence: t().choosePlan };
      return false;
    }
    // VDT names the customer for one plan: asked now, so that the name and the price can be read back.
    if (this.network === "Vdt" && this.kind === "data" && !(await this.nameAccount())) return false;
    const turn = this.#turn;
    if (this.byAccount && !this.account) {
      this.refused ??= {
        about: "Number",
        sentence: t().noName,
      };
      return false;
    }
    return this.openReviewOf(
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
      () => turn === this.#turn,
    );
  }

  /** Opens the review of what is asked for, unless something else was typed meanwhile: `same` says whether it wasn't. */
  async openReviewOf(ask: ipc.Ask, same: () => boolean): Promise<boolean> {
    // Something else stands in the form by now: this review is nobody's.
    const late = (reply: ipc.Reply<ipc.Review>): void => {
      if (reply.kind === "done") void ipc.cancelReview(reply.value.sale).catch(() => undefined);
    };
    const reply = await this.#waiting.ask(() => ipc.review(ask), { leavable: true, late });
    if (!reply) return false;
    if (!same()) {
      late(reply);
      return false;
    }
    this.#take(reply);
    if (this.review) this.#enter("review");
    return this.review !== null;
  }

  async setTender(tender: ipc.Tender): Promise<void> {
    const review = this.review;
    if (!review) return;
    const reply = await this.#waiting.ask(() => ipc.setTender(review.sale, tender));
    if (reply) this.#take(reply);
  }

  /** Who pays later was typed: the same name is the same customer. */
  async nameDebtor(): Promise<void> {
    const review = this.review;
    if (!review) return;
    const reply = await this.#waiting.ask(() => ipc.setDebtor(review.sale, this.debtor));
    if (reply) this.#take(reply);
    if (reply?.kind === "done") this.debtor = "";
  }

  /** Another vendor that sells it too. */
  async nextVendor(): Promise<void> {
    const review = this.review;
    if (!review?.other_vendors) return;
    const reply = await this.#waiting.ask(() => ipc.nextVendor(review.sale));
    if (reply) this.#take(reply);
  }

  /** The screen was locked: whatever was begun is not the next one's to go on with. */
  leaveForLock(): void {
    // The program has cancelled what was not taken yet; what it says of that later is not the next one's to read.
    this.#waiting.leave();
    this.confirming = false;
    this.free();
    this.sale = null;
    this.unseen = null;
  }

  /** Back to typing; nothing was taken. While the key that sells looks for a connection, its answer says what became of it. */
  async cancelReview(): Promise<void> {
    const review = this.review;
    if (this.busy && this.confirming) {
      if (review) void ipc.cancelReview(review.sale).catch(() => undefined);
      return;
    }
    // Whatever else is being asked of the review, a tender or another vendor, is left with it.
    this.#waiting.leave();
    this.#leaveReview();
    this.refused = null;
    if (review) await this.#waiting.ask(() => ipc.cancelReview(review.sale));
  }

  /** The key press that sells. */
  async confirm(): Promise<void> {
    const review = this.review;
    // The same again is never sent by the key alone.
    if (!review || this.busy || (review.repeat && !this.second)) return;
    if (review.tender === "Credit" && !review.debtor) return this.nameDebtor();
    const turn = this.#turn;
    this.confirming = true;
    const reply = await this.#waiting.ask(() => this.#confirmed(review));
    // The screen was locked meanwhile: the form is somebody else's.
    if (turn !== this.#turn) return;
    this.confirming = false;
    this.ownerPin = "";
    if (reply?.kind === "done") {
      this.#sent(reply);
      return;
    }
    if (reply?.review) {
      // Nothing was sent: the price has changed, or the same was sold meanwhile. A held key must not agree to that.
      // Nor is a yes to one sale a yes to another that has come up.
      this.second = this.second && reply.review.repeat !== null && reply.refused.about !== "Repeat";
      this.review = reply.review;
      this.refused = reply.refused;
      this.#enter("review");
    } else {
      // A fault, or a review that is used up: nothing was sent. What was typed stays, for another one.
      this.#leaveReview();
      this.refused = reply?.refused ?? null;
    }
    if (!this.#inSight) this.unseen = reply?.refused.sentence ?? this.fault?.message ?? null;
  }

  /** The answer to the key that sells. Where none comes, or none that says what became of it, the ledger knows whether it was taken. */
  async #confirmed(review: ipc.Review): Promise<ipc.ConfirmReply> {
    const taken = async (): Promise<ipc.ConfirmReply | null> => {
      const sale = await ipc.sale(review.sale).catch(() => null);
      return sale && { kind: "done", value: sale };
    };
    let timer: ReturnType<typeof setInterval> | undefined;
    const looked = new Promise<ipc.ConfirmReply>((resolve) => {
      timer = setInterval(() => void taken().then((reply) => reply && resolve(reply)), LOOK_EVERY_MS);
    });
    try {
      return await Promise.race([ipc.confirm(review.sale, this.#press(review.ask_last_four)), looked]);
    } catch (error) {
      const reply = await taken();
      if (reply) return reply;
      throw error;
    } finally {
      clearInterval(timer);
    }
  }

  /** Yes, a second one; or not after all. */
  agreeToSecond(): void {
    if (this.busy) return;
    this.second = !this.second;
    this.refused = null;
  }

  #press(lastFour: boolean): ipc.Press {
    return {
      last_four: lastFour ? this.lastFour : null,
      second_one: this.second,
      owner_pin: this.ownerPin === "" ? null : this.ownerPin,
    };
  }

  #leaveReview(): void {
    this.review = null;
    this.#forgetPress();
    this.#enter("typing");
  }

  #forgetPress(): void {
    this.lastFour = this.ownerPin = this.debtor = "";
    this.second = false;
  }

  async tryAgain(): Promise<void> {
    const sale = this.sale;
    if (!sale?.next_try || (this.refused?.about === "Repeat" && !this.second)) return;
    const through = sale.next_try.vendor;
    const turn = this.#turn;
    const reply = await this.#waiting.ask(() => ipc.tryAgain(sale.id, through, this.#press(false)));
    if (turn !== this.#turn) return;
    this.ownerPin = "";
    if (reply) this.#sent(reply);
  }

  async refund(): Promise<void> {
    const sale = this.sale;
    if (!sale) return;
    const reply = await this.#waiting.ask(() => ipc.refund(sale.id));
    if (reply?.kind === "done") this.sale = reply.value;
    else if (reply) this.refused = reply.refused;
  }

  /** The sale as it is now; frees the form once it has an end, or is not known. */
  follow(sale: ipc.Sale): boolean {
    const before = this.sale;
    // An answer to a key on this very sale may be lost: what the ledger has of it is as good.
    const answers =
      before?.id === sale.id && (sale.attempts > before.attempts || sale.standing === "Returned");
    if (this.stage === "sent" && this.busy && answers) {
      this.#waiting.leave();
      this.#sent({ kind: "done", value: sale });
    }
    // A key that was pressed while it was being sent is no answer to what stands there now.
    if (this.stage === "sent" && before?.standing !== sale.standing) this.#held.ended();
    this.sale = sale;
    const waits = sale.standing === "Sending" || sale.standing === "Owed";
    if (this.stage !== "sent" || waits) return false;
    this.free();
    return true;
  }

  /** A sale that is not in today's list: of yesterday, or of the other shop. */
  async lookUp(id: string): Promise<void> {
    const sale = await ipc.sale(id).catch(() => undefined);
    if (sale === undefined || this.sale?.id !== id) return;
    if (sale) {
      this.follow(sale);
      return;
    }
    this.sale = null;
    if (this.stage === "sent") this.free();
  }

  /** The form is empty and ready for the next customer. What became of the last sale stays in sight. */
  free(): void {
    this.#moveOn();
    this.number = this.amount = this.filter = "";
    this.#forgetPress();
    this.picked = null;
    this.chosen = null;
    this.typeAccount("");
    this.plans = null;
    this.reading = NO_NUMBER;
    this.amountReading = NO_AMOUNT;
    // Transfers are rare: whoever comes next wants airtime.
    if (this.kind === "transfer") this.kind = "airtime";
    this.review = null;
    this.refused = null;
    this.customers = [];
    this.#enter("typing");
  }

  /** Something else stands in the form now: answers to what stood there before have nothing to say, and are not waited for. */
  #moveOn(): void {
    this.#turn += 1;
    this.#waiting.moveOn();
  }

  #take(reply: ipc.Reply<ipc.Review>): void {
    if (reply.kind === "done") this.review = reply.value;
    this.refused = reply.kind === "refused" ? reply.refused : null;
  }

  #sent(reply: ipc.Reply<ipc.Sale> | ipc.ConfirmReply): void {
    if (reply.kind === "done") {
      this.sale = reply.value;
      this.review = null;
      this.#forgetPress();
      this.refused = null;
      this.#enter("sent");
    } else {
      this.refused = reply.refused;
    }
  }

  #enter(stage: Stage): void {
    this.stage = stage;
    if (stage === "typing") this.#held.freed();
    else this.#held.began();
  }

  async #readNumber(): Promise<void> {
    const turn = ++this.#readings;
    const reading = await ipc.readNumber(this.number).catch(() => NO_NUMBER);
    // Answers may overtake each other; only the latest question counts.
    if (turn !== this.#readings) return;
    this.reading = reading;
    if (this.amount !== "") void this.#readAmount();
    if (this.network !== this.#plansOf || (this.network && !this.plans)) await this.readPlans();
  }

  async #readAmount(): Promise<void> {
    const [text, network] = [this.amount, this.network];
    const reading = text === "" ? NO_AMOUNT : await ipc.readAmount(text, network).catch(() => NO_AMOUNT);
    if (text === this.amount && network === this.network) this.amountReading = reading;
  }
}
