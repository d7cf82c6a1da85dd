/** Keys that are held, or pressed twice, must not walk through steps that nobody has read. */

/** Held over from the step before for so long. */
const GUARD_MS = 300;

export class Held {
  #since = Number.NEGATIVE_INFINITY;

  /** Another step is on the screen. */
  began(): void {
    this.#since = performance.now();
  }

  /** A step from which nothing irrevocable follows: a fast typist is not held up there. */
  freed(): void {
    this.#since = Number.NEGATIVE_INFINITY;
  }

  /** Whether a key may still be meant for the step before. */
  get holds(): boolean {
    return performance.now() - this.#since < GUARD_MS;
  }

  /** An Enter that is only held, or that came for the step before and met a button of this one: it does nothing. */
  stops(event: KeyboardEvent): boolean {
    if (event.key !== "Enter") return false;
    // What is typed into a field is meant, however fast it is typed.
    const typed = event.target instanceof HTMLInputElement;
    const held = event.repeat || (!typed && this.holds);
    if (held) {
      event.preventDefault();
      event.stopPropagation();
    }
    return held;
  }
}
