/**
 * The page's words, by language. Each screen has a catalogue of its own (`en/<screen>.ts`): a typed object of sentences, and of
 * functions where a value belongs into one. Another language is an object of the same type, and the compiler names every sentence
 * that it lacks. Marks in a sentence are read by `shared/Words.svelte`: `[[Enter]]` is a key, `[[:Slip]]` the key that an act has
 * now, `**so**` is said with weight. What the program says has a catalogue of its own, `src-tauri/words/en.json`.
 */
import type { Language } from "../ipc";

/** Each in its own words. */
export const NAMES: Record<Language, string> = {
  en: "English",
  pcm: "Naijá",
  ha: "Hausa",
  yo: "Yorùbá",
  ig: "Igbo",
  marked: "⟦English⟧",
};

let chosen = $state<Language>("en");

/** Puts the window into a language. Sentences that it lacks stay English. */
export function speak(language: Language): void {
  chosen = language;
  const root = document.documentElement;
  root.lang = language === "marked" ? "en" : language;
  root.dataset["language"] = language;
}

/** The language of the window. */
export const spoken = (): Language => chosen;

/** A catalogue in the language of the window. */
export function inLanguage<T>(all: { en: T } & Partial<Record<Language, T>>): () => T {
  let between: T | undefined;
  return () => (chosen === "marked" ? (between ??= marked(all.en)) : (all[chosen] ?? all.en));
}

/** The same catalogue between marks, for tests: a text of a screen that has none can't be translated. */
function marked<T>(words: T): T {
  const so = (one: unknown): unknown => {
    if (typeof one === "string") return one && `⟦${one}⟧`;
    if (typeof one === "function")
      return (...values: unknown[]) => so((one as (...v: unknown[]) => unknown)(...values));
    if (Array.isArray(one)) return one.map(so);
    if (one && typeof one === "object")
      return Object.fromEntries(Object.entries(one).map(([k, v]) => [k, so(v)]));
    return one;
  };
  return so(words) as T;
}
