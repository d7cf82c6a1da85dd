/**
 * What the page shows of the program's state: copies that are read again whenever the program says that something has
 * changed. The page decides nothing with them.
 */
import * as ipc from "../ipc";
import { speak } from "../texts/language.svelte";

/** Someone has to sign in, and nobody has. */
export function isLocked(status: ipc.Status): boolean {
  return status.session.needed && status.session.name === null;
}

export class Shown {
  status = $state<ipc.Status | null>(null);
  day = $state<ipc.Day | null>(null);
  open = $state<ipc.Sale[]>([]);
  /** Milliseconds, once a second: for "Sending… 4 s". */
  now = $state(Date.now());
  /** When `day` and `open` were read: their spans count from here. */
  readAt = $state(Date.now());
  fault = $state<ipc.Fault | null>(null);

  #reading = false;
  #again = false;
  #stop: (() => void)[] = [];

  /** Begins to listen, and reads everything once. */
  async start(): Promise<void> {
    const timer = setInterval(() => (this.now = Date.now()), 1000);
    // The clock in the strip, and a way back if an event is ever lost.
    const slow = setInterval(() => void this.read(), 15_000);
    this.#stop.push(() => clearInterval(timer));
    this.#stop.push(() => clearInterval(slow));
    this.#stop.push(await ipc.onSaleChanged(() => void this.read()));
    this.#stop.push(await ipc.onStatusChanged(() => void this.read()));
    await this.read();
  }

  stop(): void {
    for (const stop of this.#stop.splice(0)) stop();
  }

  /** Reads everything again; changes that arrive meanwhile cause one more reading, not many. */
  async read(): Promise<void> {
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = true;
    try {
      do {
        this.#again = false;
        try {
          this.status = await ipc.status();
          speak(this.status.look.language);
          if (this.status.phase.kind === "open" && !isLocked(this.status)) {
            const [day, open] = await Promise.all([ipc.today(), ipc.openSales()]);
            this.day = day;
            this.open = open;
          }
          this.now = this.readAt = Date.now();
          this.fault = null;
        } catch (error) {
          if (error instanceof ipc.Fault) {
            // Locked between two questions: the next reading shows it.
            if (error.code !== "Opening" && error.code !== "Locked") this.fault = error;
          } else throw error;
        }
      } while (this.#again);
    } finally {
      this.#reading = false;
    }
  }
}
