/** Which key does what: the usual ones, and what the owner made of them. Rust decides which can be; the page looks them up. */
import { type Action, type BoundKey, KEYS, type Place } from "../ipc";

class Keys {
  #changed = $state.raw<Partial<Record<Action, string>>>({});

  /** Takes over what the owner decided. */
  take(bound: BoundKey[]): void {
    const same =
      bound.length === Object.keys(this.#changed).length &&
      bound.every((one) => this.#changed[one.action] === one.key);
    if (!same) this.#changed = Object.fromEntries(bound.map((one) => [one.action, one.key]));
  }

  /** The key of an act: `G`, `F4`. */
  of(action: Action): string {
    return this.#changed[action] ?? KEYS.find((one) => one.action === action)?.key ?? "";
  }

  /** The act that a key press means on a place of the window, if it means one. */
  meant(event: KeyboardEvent, place: Place): Action | null {
    if (event.ctrlKey || event.altKey || event.metaKey) return null;
    const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
    const found = KEYS.find((one) => one.places.includes(place) && this.of(one.action) === key);
    return found?.action ?? null;
  }
}

export const keys = new Keys();
