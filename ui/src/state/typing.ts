/**
 * The little that has to be known of a number while keys are being pressed: when the focus moves on, and where the
 * groups are. Whether it is a number at all is Rust's to say.
 */

/** Digits of a number in local form. */
const LOCAL = 11;
/** Digits of a number in international form: 234 and ten. */
const INTERNATIONAL = 13;

/**
 * A text as it is judged: nothing in it that can't be seen, digits of every script as 0 to 9, every gap a space, every dash a hyphen.
 * The same as `typed::plain` in Rust, held against the same table.
 */
export function plain(text: string): string {
  return text
    .replace(/\p{DI}/gu, "")
    .replace(/\s/g, " ")
    .replace(/[\p{Cc}\uFFF9-\uFFFB]/gu, "")
    .replace(/[‐-―⁃−﹘﹣－]/g, "-")
    .replace(/[＋﹢]/g, "+")
    .replace(/\p{Nd}/gu, digit);
}

/** A digit of any script as 0 to 9: its distance from the beginning of its run, in which each ten begins with a zero. */
function digit(c: string): string {
  const code = c.codePointAt(0) ?? 0;
  let n = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - n - 1))) n += 1;
  return String(n % 10);
}

/** The digits, and a leading plus. What is neither a digit nor put between digits stays: Rust names it, nobody drops it. */
export function digitsOf(text: string): string {
  return plain(text)
    .trim()
    .replace(/^tel:/i, "")
    .replace(/[ \-.()[\]/]/g, "");
}

/** Whether the focus may move on: eleven digits that start with 0, or thirteen that start with 234. */
export function isFull(text: string): boolean {
  return /^(\+?234\d{10}|0\d{10})$/.test(digitsOf(text));
}

/** How many characters a number that begins so has when it is whole; all of them where that can't be said. */
export function wholeLength(digits: string): number {
  if (digits.startsWith("0")) return LOCAL;
  if (digits.startsWith("+234")) return INTERNATIONAL + 1;
  return digits.startsWith("234") ? INTERNATIONAL : digits.length;
}

/** In groups while it is typed: `0803 123 4567`. Anything but a local number stays as it is. */
export function grouped(text: string): string {
  const digits = digitsOf(text);
  if (!/^0\d*$/.test(digits) || digits.length > LOCAL) return text;
  return [digits.slice(0, 4), digits.slice(4, 7), digits.slice(7)].filter((part) => part !== "").join(" ");
}

/** Digits with separators: `1,500`. Anything but digits stays as it is. */
export function separated(digits: string): string {
  return /^\d+$/.test(digits) ? digits.replace(/\B(?=(\d{3})+$)/g, ",") : digits;
}

/** Digits in which each comma stands before exactly three: then commas are separators, and nothing else. */
const SEPARATED = /^\d+(,\d{3})*$/;

/** What one change put into a text: all between the beginning and the end that it left as they were. */
function inserted(before: string, now: string): string {
  const shorter = Math.min(before.length, now.length);
  let first = 0;
  while (first < shorter && before[first] === now[first]) first += 1;
  let last = 0;
  while (last < shorter - first && before.at(-1 - last) === now.at(-1 - last)) last += 1;
  return now.slice(first, now.length - last);
}

/**
 * An amount with separators while it is typed, from what stood there `before`. The commas that were put there by this move with the
 * digits. One that a person types or pastes, as many numpads do where kobo begin, is kept as it is unless it stands before exactly
 * three digits: Rust then says how kobo are typed, and nothing becomes a hundred times as much.
 */
export function regrouped(before: string, now: string): string {
  now = plain(now);
  const ours = SEPARATED.test(before) && !inserted(before, now).includes(",");
  return ours || SEPARATED.test(now) ? separated(now.replaceAll(",", "")) : now;
}

/** The trade's rule: money for a sale that failed is back within this time. */
export const GIVE_BACK_MS = 30_000;

/** The sizes that text can have, in percent. */
export const TEXT_SIZES = [100, 125, 150, 175, 200];

/** Whole seconds, never negative. */
export function seconds(ms: number): number {
  return Math.max(0, Math.round(ms / 1000));
}

/** `12 s`, `4 min`, `2 h`. */
export function span(ms: number): string {
  const s = seconds(ms);
  if (s < 100) return `${s} s`;
  if (s < 5400) return `${Math.round(s / 60)} min`;
  return `${Math.round(s / 3600)} h`;
}

/** Whole kobo of what was typed: `350`, `1,350.50`. Nothing where it is no amount; Rust says what is wrong with it. */
export function koboOf(text: string): number {
  const [, naira, kobo = ""] =
    /^(\d+(?:[, ]\d{3})*)(?:\.(\d{1,2}))?$/.exec(text.trim().replace(/^₦ */, "")) ?? [];
  return naira === undefined ? 0 : Number(naira.replaceAll(/[, ]/g, "")) * 100 + Number(kobo.padEnd(2, "0"));
}

/** `₦5,012.50`, and `₦5,012` without kobo. */
export function nairaOf(kobo: number): string {
  const rest = kobo % 100;
  return `₦${separated(String((kobo - rest) / 100))}${rest === 0 ? "" : `.${String(rest).padStart(2, "0")}`}`;
}

/** What of a list fits what was typed. A digit alone picks one by its place, and hides nothing. */
export function fitting<T>(all: T[], typed: string, words: (one: T) => string): T[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === "" || /^[1-9]$/.test(wanted)) return all;
  return all.filter((one) => words(one).toLowerCase().includes(wanted));
}

/** What Enter takes of what fits: by a digit the one at its place, otherwise the first. */
export function pointedAt<T>(fits: T[], typed: string): T | null {
  const wanted = typed.trim();
  if (/^[1-9]$/.test(wanted)) return fits[Number(wanted) - 1] ?? null;
  return wanted === "" ? null : (fits[0] ?? null);
}
