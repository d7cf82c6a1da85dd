/**
 * The page's words, by language. Each screen has a catalogue of its own (`en/<screen>.ts`): a typed object of sentences, and of
 * functions where a value belongs into one. Another language is an object of the same type, and the compiler names every sentence
 * that it lacks. Marks in a sentence are read by `parts/Words.svelte`: `[[Enter]]` is a key, `[[:Slip]]` the key that an act has
 * now, `**so**` is said with weight.
 */

/** English; Nigerian Pidgin, Hausa, Yoruba and Igbo are named here, to be chosen once their catalogues are there. */
export type Language = "en" | "pcm" | "ha" | "yo" | "ig";

let chosen = $state<Language>("en");

/** Puts the window into a language. Sentences that it lacks stay English. */
export function speak(language: Language): void {
  chosen = language;
}

/** A catalogue in the language of the window. */
export function inLanguage<T>(all: { en: T } & Partial<Record<Language, T>>): () => T {
  return () => all[chosen] ?? all.en;
}
