/** What was changed on a form and not saved: whoever leaves is asked first. */
class Unsaved {
  /** Where somebody wants to go, while they are asked. */
  asks = $state<(() => void) | null>(null);

  #watched = new Set<() => boolean>();

  /** Watches a form for as long as it is on the screen: an effect returns what this returns. */
  watch(changed: () => boolean): () => void {
    this.#watched.add(changed);
    return () => this.#watched.delete(changed);
  }

  /** Goes there, or asks first. */
  leave(then: () => void): void {
    if ([...this.#watched].some((changed) => changed())) this.asks = then;
    else then();
  }

  /** Leaves without saving. */
  go(): void {
    const then = this.asks;
    this.asks = null;
    then?.();
  }

  stay(): void {
    this.asks = null;
  }
}

export const unsaved = new Unsaved();
