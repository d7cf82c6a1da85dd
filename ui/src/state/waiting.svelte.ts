/**
 * One question to the program at a time. Whoever asked may stop waiting: then the answer, whatever it is, is nobody's, and the
 * form is free for the next customer.
 */
import * as ipc from "../ipc";

/** What may be done with an answer that nobody waits for any more. */
interface Asked<T> {
  /** What was typed or chosen since leaves the question behind. */
  leavable?: boolean;
  /** The answer came all the same. */
  late?: (reply: T) => void;
}

export class Waiting {
  busy = $state(false);
  /** A fault of the program, kept to be shown. */
  fault = $state<ipc.Fault | null>(null);
  /** When what is under way was asked, in milliseconds since the page began. */
  since = $state(0);

  #asked = 0;
  #leavable = false;

  /** Asks; `null` when something else is being asked, when it failed, and when nobody waited for the answer. */
  async ask<T>(ask: () => Promise<T>, { leavable = false, late }: Asked<T> = {}): Promise<T | null> {
    if (this.busy) return null;
    const mine = ++this.#asked;
    this.busy = true;
    this.#leavable = leavable;
    this.since = performance.now();
    this.fault = null;
    try {
      const reply = await ask();
      if (mine === this.#asked) return reply;
      late?.(reply);
      return null;
    } catch (error) {
      if (!(error instanceof ipc.Fault)) throw error;
      if (mine === this.#asked) this.fault = error;
      return null;
    } finally {
      if (mine === this.#asked) this.busy = false;
    }
  }

  /** Something else was typed or chosen: a question that can be left is. */
  moveOn(): void {
    if (this.#leavable) this.leave();
  }

  /** Nobody waits any more, whatever was asked. */
  leave(): void {
    this.#asked += 1;
    this.busy = false;
  }
}
