/**
 * What was asked for, from the review to the sale's end: the one thing under way at the counter. What is typed before that is the sell
 * form's.
 */
import * as ipc from "../ipc";
import { Held } from "./held";
import { Waiting } from "./waiting.svelte";

/** `typing` → `review` → `sent` → `typing` for the next customer. */
export type Stage = "typing" | "review" | "sent";

/** What can be left for something else that is typed: nothing follows from it. */
const LEAVABLE = { leavable: true };

/** Between two looks whether a sale was taken whose answer does not come. */
const LOOK_EVERY_MS = 5000;

export class Draft {
  stage = $state<Stage>("typing");
  lastFour = $state("");
  /** Yes, a second one: the same was sold before. */
  second = $state(false);
  /** The owner's PIN, where the same sale is in doubt or a transfer is large. */
  ownerPin = $state("");
  /** Who pays later, as typed. */
  debtor = $state("");
  review = $state<ipc.Review | null>(null);
  refused = $state<ipc.Refused | null>(null);
  /** The key that sells was pressed: it looks for a connection, or takes the sale. */
  confirming = $state(false);
  /** The sale last sent. */
  sale = $state<ipc.Sale | null>(null);
  /** What came of the key that sells while another screen was in sight: nothing was sent, and nobody has seen it. */
  unseen = $state<string | null>(null);

  #free: () => void;
  #held = new Held();
  #inSight = true;
  #waiting = new Waiting();
  /** Goes up with everything that is typed or chosen: an answer to what stood there before has nothing to say. */
  #turn = 0;

  /** What is typed is not wanted any more: `free` clears it, and this with it (`reset`). */
  constructor(free: () => void) {
    this.#free = free;
  }

  /** Goes up with everything that is typed or chosen. */
  get turn(): number {
    return this.#turn;
  }

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

  /** Asks what can be left for something else that is typed: nothing follows from it. */
  ask<T>(ask: () => Promise<T>): Promise<T | null> {
    return this.#waiting.ask(ask, LEAVABLE);
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

  /** Who pays later was typed (the same name is the same customer), or chosen from the list. */
  async nameDebtor(chosen: ipc.DebtorId | null = null): Promise<void> {
    const review = this.review;
    if (!review) return;
    const reply = await this.#waiting.ask(() => ipc.setDebtor(review.sale, this.debtor, chosen));
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
    this.#free();
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

  /** Yes, a second one; or, in the review, not after all. Once it has failed, what refused it stays to be read. */
  agreeToSecond(): void {
    if (this.busy) return;
    const sent = this.stage === "sent";
    this.second = sent || !this.second;
    if (!sent) this.refused = null;
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
    this.#free();
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
    if (this.stage === "sent") this.#free();
  }

  /** Nothing is asked for any more. What became of the last sale stays in sight. */
  reset(): void {
    this.#forgetPress();
    this.review = null;
    this.refused = null;
    this.#enter("typing");
  }

  /** Something else stands in the form now: answers to what stood there before have nothing to say, and are not waited for. */
  moveOn(): void {
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
}
