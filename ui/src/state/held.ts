/** Keys that are held, or pressed twice, must not walk through steps that nobody has read. */

/** Held over from the step before for so long. */
const GUARD_MS = 300;
/** After an end that comes by itself: whoever presses Enter because nothing happens has not read it. */
const ENDED_MS = 1000;
/** Nobody types two keys within so long; a scanner does, and ends with Enter. */
const BURST_MS = 60;

export class Held {
  #until = Number.NEGATIVE_INFINITY;
  #since = Number.NEGATIVE_INFINITY;
  #impatient = false;
  #typedAt = Number.NEGATIVE_INFINITY;

  /** Another step is on the screen. */
  began(): void {
    this.#impatient = false;
    this.#since = performance.now();
    this.#until = this.#since + GUARD_MS;
  }

  /** An end has come by itself: a key is believed once nobody has pressed it for a moment. */
  ended(): void {
    this.#impatient = true;
    this.#since = performance.now();
    this.#until = this.#since + ENDED_MS;
  }

  /** A step from which nothing irrevocable follows: a fast typist is not held up there. */
  freed(): void {
    this.#until = Number.NEGATIVE_INFINITY;
  }

  /** Whether a key may still be meant for the step before. */
  get holds(): boolean {
    return performance.now() < this.#until;
  }

  /** Whether the step was only just shown: then no key is meant for it, not even one that sends nothing. */
  get isNew(): boolean {
    return performance.now() < this.#since + GUARD_MS;
  }

  /** A key came too early. After an end the wait begins anew: whoever goes on pressing has still not read it. */
  early(): void {
    if (this.#impatient && this.holds) this.ended();
  }

  /**
   * A printable key where nothing is typed; `idle` if it means nothing there. Whether it is one of many that a scanner types: then it
   * means nothing either, and the Enter behind it is held.
   */
  scanned(idle: boolean): boolean {
    const now = performance.now();
    const burst = now - this.#typedAt < BURST_MS;
    this.#typedAt = now;
    if (burst || idle) this.#until = Math.max(this.#until, now + GUARD_MS);
    return burst;
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
