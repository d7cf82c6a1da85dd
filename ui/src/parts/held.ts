/** Keys that are held, or pressed twice, must not walk through steps that nobody has read. */

/** Held over from the step before for so long. */
const GUARD_MS = 300;

export class Held {
  #since = Number.NEGATIVE_INFINITY;

  /** Another step is on the screen. */
  began(): void {
    this.#since = performance.now();
  }

  /** An Enter that was meant for the step before, or is only held: it does nothing. */
  stops(event: KeyboardEvent): boolean {
    if (event.key !== "Enter") return false;
    // A field whose Enter only goes to the next one looks after itself.
    if (event.target instanceof HTMLElement && event.target.dataset["ownEnter"] !== undefined) return false;
    const held = event.repeat || performance.now() - this.#since < GUARD_MS;
    if (held) {
      event.preventDefault();
      event.stopPropagation();
    }
    return held;
  }
}
