/** A form of the owner's: read, changed, and saved whole. What is refused stays as it was typed. */
import { Asking, type Reply } from "./asking.svelte";
import { t } from "../texts/owner";

export class OwnerForm<T extends object> {
  readonly asking = new Asking();
  /** What stands on the screen; null until it was read. */
  form = $state<T | null>(null);

  #read: () => Promise<T>;
  #save: (form: T) => Promise<Reply>;
  /** As it was read. */
  #known = $state("");

  constructor(read: () => Promise<T>, save: (form: T) => Promise<Reply>) {
    this.#read = read;
    this.#save = save;
    void this.read();
  }

  /** Something stands there that is not saved. */
  get changed(): boolean {
    return this.form !== null && JSON.stringify(this.form) !== this.#known;
  }

  /** Reads what holds now; what can't be read leaves what stood there. */
  async read(): Promise<void> {
    this.#holds(await this.#read().catch(() => null));
  }

  #holds(read: T | null): void {
    if (!read) return;
    this.form = read;
    this.#known = JSON.stringify(read);
  }

  /** Something else was changed: what holds now is read, unless something was typed, while it is read too. */
  async refresh(): Promise<void> {
    const typed = () => this.changed || this.asking.busy !== null;
    if (typed()) return;
    const read = await this.#read().catch(() => null);
    if (!typed()) this.#holds(read);
  }

  /** Saves it; true when that was done, and what holds now was read again. */
  async save(): Promise<boolean> {
    const asked = $state.snapshot(this.form) as T | null;
    if (!asked || !(await this.asking.run(t().saving, () => this.#save(asked)))) return false;
    // Saved is saved, before what holds now was read: whoever leaves meanwhile leaves nothing behind.
    this.#known = JSON.stringify(asked);
    await this.refresh();
    return true;
  }

  /** A part of it was saved in another way, and holds now. */
  take(part: Partial<T>): void {
    if (!this.form) return;
    Object.assign(this.form, part);
    this.#known = JSON.stringify({ ...(JSON.parse(this.#known) as T), ...part });
  }
}
