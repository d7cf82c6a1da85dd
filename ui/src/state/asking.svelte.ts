/** One thing at a time, and what came of it: for screens that ask the program to change something. */
import * as ipc from "../ipc";

/** What the program says to a request: done, or not and why. */
export type Reply = { kind: "done"; value?: unknown } | { kind: "refused"; refused: ipc.Refused };

export class Asking {
  /** What is under way, in words. */
  busy = $state<string | null>(null);
  done = $state<string | null>(null);
  refused = $state<string | null>(null);
  fault = $state<ipc.Fault | null>(null);

  /** What seemed odd, and is done when it is asked for once more, just so. */
  #odd: string | null = null;

  /** Asks; true when it was done. `of` names what may seem odd: asked for a second time, somebody is sure. */
  async run(
    what: string,
    ask: (sure: boolean) => Promise<Reply>,
    afterwards?: string,
    of: string | null = null,
  ): Promise<boolean> {
    if (this.busy) return false;
    this.busy = what;
    this.clear();
    const sure = of !== null && of === this.#odd;
    this.#odd = null;
    try {
      const reply = await ask(sure);
      if (reply.kind === "refused") {
        this.refused = reply.refused.sentence;
        if (reply.refused.about === "Sure") this.#odd = of;
      } else this.done = afterwards ?? (typeof reply.value === "string" ? reply.value : null);
      return reply.kind === "done";
    } catch (error) {
      if (!(error instanceof ipc.Fault)) throw error;
      this.fault = error;
      return false;
    } finally {
      this.busy = null;
    }
  }

  clear(): void {
    this.done = this.refused = null;
    this.fault = null;
  }
}
