/**
 * What is typed of a transfer to a bank: which bank, which account, whose that is, how much. The name comes before the amount can
 * be typed; from the review on it is a sale like any other, and the sell form's.
 */
import * as ipc from "../ipc";
import { digitsOf, fitting, pointedAt, regrouped } from "./typing";
import { t } from "../texts/transfer";

const NO_NUMBER: ipc.AccountNumber = { complete: false, wrong: null, doubtful: null, lesson: null };
const NO_AMOUNT: ipc.TransferAmount = { pays: null, words: null, ask_owner: false, wrong: null };
/** Digits of an account number. */
const ACCOUNT_DIGITS = 10;

export class TransferTyping {
  banks = $state.raw<ipc.Banks | null>(null);
  filter = $state("");
  bank = $state.raw<ipc.Bank | null>(null);
  number = $state("");
  numberReading = $state.raw<ipc.AccountNumber>(NO_NUMBER);
  /** Whose account it is, by the bank. */
  holder = $state.raw<ipc.Account | null>(null);
  amount = $state("");
  amountReading = $state.raw<ipc.TransferAmount>(NO_AMOUNT);
  description = $state("");
  refused = $state.raw<ipc.Refused | null>(null);
  asking = $state(false);

  /** Goes up with everything that is typed: an answer to what stood there before has nothing to say. */
  #turn = $state(0);

  /** The banks that fit what was typed. A digit alone picks and hides nothing. */
  get fitting(): ipc.Bank[] {
    const found = fitting(this.banks?.banks ?? [], this.filter, (bank) => `${bank.name} ${bank.also}`);
    const wanted = this.filter.trim().toLowerCase();
    // Those that begin so first: "access" means Access Bank before any other that has it in its name.
    const begins = (bank: ipc.Bank) => Number(!bank.name.toLowerCase().startsWith(wanted));
    return [...found].sort((one, other) => begins(one) - begins(other));
  }

  /** The bank that Enter takes. */
  get pointedAt(): ipc.Bank | null {
    return pointedAt(this.fitting, this.filter);
  }

  /** Goes up with everything that is typed or chosen. */
  get turn(): number {
    return this.#turn;
  }

  /** The name was too old for the review, or is not believed any more: the bank is asked again. */
  forgetHolder(): void {
    this.holder = null;
  }

  async readBanks(): Promise<void> {
    this.banks = await ipc.banks().catch(() => this.banks);
  }

  typeFilter(text: string): void {
    this.#turn += 1;
    this.filter = text;
    this.refused = null;
  }

  choose(bank: ipc.Bank | null): void {
    this.#turn += 1;
    this.bank = bank;
    this.filter = "";
    this.refused = null;
    this.holder = null;
    if (this.number !== "") void this.#readNumber();
  }

  /** Takes over what was typed; once all ten digits are there and nothing is odd about them, the bank is asked whose it is. */
  async typeNumber(text: string): Promise<void> {
    this.#turn += 1;
    this.number = digitsOf(text).slice(0, ACCOUNT_DIGITS + 1);
    this.holder = null;
    this.refused = null;
    await this.#readNumber();
  }

  /** Asks whose account it is. */
  async name(): Promise<void> {
    const bank = this.bank;
    if (!bank || this.asking) return;
    const turn = this.#turn;
    this.asking = true;
    this.refused = null;
    try {
      const reply = await ipc.lookUp("Transfer", this.number, bank.key);
      // An answer about what stood there before says nothing.
      if (turn === this.#turn) {
        if (reply.kind === "refused") this.refused = reply.refused;
        else this.holder = reply.value[0] ?? null;
      }
    } catch (error) {
      if (!(error instanceof ipc.Fault)) throw error;
      this.refused = { about: "Number", sentence: `${error.message}. ${error.hint}` };
    } finally {
      this.asking = false;
    }
    // Typed on meanwhile: what stands there now has not been asked about.
    if (turn !== this.#turn) await this.#readNumber();
  }

  async typeAmount(text: string): Promise<void> {
    this.#turn += 1;
    this.amount = regrouped(this.amount, text);
    this.refused = null;
    const typed = this.amount;
    const reading = typed === "" ? NO_AMOUNT : await ipc.readTransfer(typed).catch(() => NO_AMOUNT);
    if (typed === this.amount) this.amountReading = reading;
  }

  /** What goes to the review; null as long as there is no name. */
  get ask(): ipc.Ask | null {
    if (!this.bank || !this.holder) {
      this.refused ??= { about: "Number", sentence: t().noName };
      return null;
    }
    return {
      number: "",
      account: this.holder.id,
      amount: this.amount,
      plan: null,
      bank: this.bank.key,
      description: this.description,
      network: null,
      tender: "Cash",
    };
  }

  /** One step back: the last thing that was typed is taken away. False when there is none. */
  back(): boolean {
    if (this.amount !== "") void this.typeAmount("");
    else if (this.number !== "") void this.typeNumber("");
    else if (this.filter !== "") this.typeFilter("");
    else if (this.bank) this.choose(null);
    else return false;
    return true;
  }

  async #readNumber(): Promise<void> {
    const [number, bank, turn] = [this.number, this.bank, this.#turn];
    const reading = await ipc.readAccount(number, bank?.key ?? null).catch(() => NO_NUMBER);
    if (turn !== this.#turn) return;
    this.numberReading = reading;
    if (reading.complete && !reading.doubtful && bank && !this.holder) await this.name();
  }
}
