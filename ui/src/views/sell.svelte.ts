/**
 * The sell form: what has been typed, and how far the sale has come. It asks Rust about everything that matters and
 * keeps the answers; the view shows them.
 */
import * as ipc from "../ipc";
import { digitsOf, grouped, isFull, separated } from "../parts/typing";

/** `typing` → `review` → `sent` → `typing` for the next customer. */
export type Stage = "typing" | "review" | "sent";

/** Keys held or repeated from the step before don't count for so long. */
const GUARD_MS = 300;

export const QUICK_AMOUNTS = [100, 200, 500, 1000, 2000];

const NO_NUMBER: ipc.NumberReading = {
  shown: "",
  complete: false,
  network: null,
  worked_on: null,
  wrong: null,
  lesson: null,
};
const NO_AMOUNT: ipc.Amount = { shown: null, words: null, wrong: null };

export class SellForm {
  stage = $state<Stage>("typing");
  number = $state("");
  amount = $state("");
  lastFour = $state("");
  chosen = $state<{ id: ipc.Network; name: string } | null>(null);
  reading = $state<ipc.NumberReading>(NO_NUMBER);
  amountReading = $state<ipc.Amount>(NO_AMOUNT);
  review = $state<ipc.Review | null>(null);
  refused = $state<ipc.Refused | null>(null);
  fault = $state<ipc.Fault | null>(null);
  customers = $state<ipc.Customer[]>([]);
  /** The sale last sent. */
  sale = $state<ipc.Sale | null>(null);
  busy = $state(false);

  #changedAt = Number.NEGATIVE_INFINITY;
  #readings = 0;

  /** Whether a key that moves on may be believed yet. */
  get guarded(): boolean {
    return this.busy || performance.now() - this.#changedAt < GUARD_MS;
  }

  /** Takes over what was typed into the number field; says whether the focus may move on. */
  typeNumber(text: string, caretAtEnd: boolean): boolean {
    this.number = caretAtEnd ? grouped(text) : text;
    this.chosen = null;
    this.refused = null;
    this.customers = [];
    void this.#readNumber();
    return caretAtEnd && isFull(this.number);
  }

  typeAmount(text: string): void {
    this.amount = separated(text);
    this.refused = null;
    void this.#readAmount();
  }

  chooseNetwork(id: ipc.Network, name: string): void {
    this.chosen = { id, name };
    if (this.refused?.about === "Network") this.refused = null;
  }

  /** Four digits and Enter: customers whose numbers end so. */
  async lookUpCustomers(): Promise<void> {
    const digits = digitsOf(this.number);
    await this.#asking(async () => {
      this.customers = await ipc.customersEnding(digits);
      if (this.customers.length === 0) {
        this.refused = { about: "Number", sentence: `No recent customer's number ends in ${digits}` };
      }
    });
  }

  takeCustomer(customer: ipc.Customer): void {
    this.typeNumber(customer.number, true);
  }

  /** Opens the review; false when something is wrong with what was typed. */
  async openReview(): Promise<boolean> {
    const reply = await this.#asking(() =>
      ipc.review({
        number: this.number,
        amount: this.amount,
        network: this.chosen?.id ?? null,
        tender: "Cash",
      }),
    );
    if (!reply) return false;
    this.#take(reply);
    if (this.review) this.#enter("review");
    return this.review !== null;
  }

  async setTender(tender: ipc.Tender): Promise<void> {
    const review = this.review;
    if (!review) return;
    const reply = await this.#asking(() => ipc.setTender(review.sale, tender));
    if (reply) this.#take(reply);
  }

  /** Back to typing; nothing was taken. */
  async cancelReview(): Promise<void> {
    if (this.busy) return;
    const review = this.review;
    this.review = null;
    this.lastFour = "";
    this.refused = null;
    this.#enter("typing");
    if (review) await this.#asking(() => ipc.cancelReview(review.sale));
  }

  /** The key press that sells. */
  async confirm(): Promise<void> {
    const review = this.review;
    if (!review || this.busy) return;
    const reply = await this.#asking(() =>
      ipc.confirm(review.sale, review.ask_last_four ? this.lastFour : null),
    );
    if (reply) {
      this.#sent(reply);
      return;
    }
    // A fault: nothing was sent, and this review is used up. What was typed stays, for another one.
    this.review = null;
    this.lastFour = "";
    this.#enter("typing");
  }

  async tryAgain(): Promise<void> {
    const sale = this.sale;
    if (!sale) return;
    const reply = await this.#asking(() => ipc.tryAgain(sale.id));
    if (reply) this.#sent(reply);
  }

  async handOver(): Promise<void> {
    const sale = this.sale;
    if (!sale) return;
    const reply = await this.#asking(() => ipc.handOver(sale.id));
    if (reply?.kind === "done") this.sale = reply.sale;
    else if (reply) this.refused = reply.refused;
  }

  /** The sale as it is now; frees the form once it has an end, or is not known. */
  follow(sale: ipc.Sale): boolean {
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
    this.number = this.amount = this.lastFour = "";
    this.chosen = null;
    this.reading = NO_NUMBER;
    this.amountReading = NO_AMOUNT;
    this.review = null;
    this.refused = null;
    this.customers = [];
    this.#enter("typing");
  }

  #take(reply: ipc.ReviewReply): void {
    if (reply.kind === "ready") this.review = reply.review;
    this.refused = reply.kind === "refused" ? reply.refused : null;
  }

  #sent(reply: ipc.SaleReply): void {
    if (reply.kind === "done") {
      this.sale = reply.sale;
      this.review = null;
      this.refused = null;
      this.#enter("sent");
    } else {
      this.refused = reply.refused;
    }
  }

  #enter(stage: Stage): void {
    this.stage = stage;
    // Nothing irrevocable follows from a key while typing: a fast typist is not held up there.
    this.#changedAt = stage === "typing" ? Number.NEGATIVE_INFINITY : performance.now();
  }

  /** One thing at a time; a fault is kept to be shown. */
  async #asking<T>(ask: () => Promise<T>): Promise<T | null> {
    if (this.busy) return null;
    this.busy = true;
    this.fault = null;
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ipc.Fault)) throw error;
      this.fault = error;
      return null;
    } finally {
      this.busy = false;
    }
  }

  async #readNumber(): Promise<void> {
    const turn = ++this.#readings;
    const reading = await ipc.readNumber(this.number).catch(() => NO_NUMBER);
    // Answers may overtake each other; only the latest question counts.
    if (turn === this.#readings) this.reading = reading;
  }

  async #readAmount(): Promise<void> {
    const text = this.amount;
    const reading = text === "" ? NO_AMOUNT : await ipc.readAmount(text).catch(() => NO_AMOUNT);
    if (text === this.amount) this.amountReading = reading;
  }
}
