import { render } from "@testing-library/svelte";
import { parse } from "svelte/compiler";
import { beforeEach, expect, it, vi } from "vitest";

vi.mock("../bindings", async (original) => (await import("../testing/program")).fake(original));

const { KEYS } = await import("../ipc");
const { keys } = await import("../state/keys.svelte");
const { inLanguage, speak } = await import("../texts/language.svelte");
const { default: Words } = await import("./Words.svelte");

const catalogues = import.meta.glob("../texts/en/*.ts", { eager: true, import: "en" });

beforeEach(() => keys.take([]));

const html = (text: string) => render(Words, { text }).container.innerHTML.replace(/<!--.*?-->/g, "");

it("shows keys as keys, and weight as weight", () => {
  expect(html("Press [[Enter]], **then** [[:Slip]].")).toBe(
    "Press <kbd>Enter</kbd>, <b>then</b> <kbd>P</kbd>.",
  );
});

it("shows the key that an act has now", () => {
  keys.take([{ action: "Slip", key: "F11" }]);
  expect(html("[[:Slip]]")).toBe("<kbd>F11</kbd>");
});

it("takes text and never HTML", () => {
  const { container } = render(Words, { text: "<img src=x onerror=alert(1)> [[<b>]] **<i>**" });
  expect(container.querySelector("img, i, b b")).toBeNull();
  expect(container.textContent).toBe("<img src=x onerror=alert(1)> <b> <i>");
});

/** Every sentence of a catalogue, functions called with something. */
function sentences(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "function") return sentences((value as (...args: unknown[]) => unknown)(1, 1, 1, 1));
  if (value && typeof value === "object") return Object.values(value).flatMap(sentences);
  return [];
}

it("has catalogues that name no act that doesn't exist, and whose marks are closed", () => {
  const all = Object.values(catalogues).flatMap(sentences);
  expect(all.length).toBeGreaterThan(400);
  const known = new Set<string>(KEYS.map((one) => one.action));
  for (const sentence of all) {
    for (const [, act] of sentence.matchAll(/\[\[:(\w+)\]\]/g)) expect(known, sentence).toContain(act);
    const left = sentence.replaceAll(/\[\[[^\]]+\]\]|\*\*[^*]+\*\*/g, "");
    expect(left, sentence).not.toMatch(/\[\[|\]\]|\*\*/);
  }
});

it("speaks English where a language lacks a catalogue, and the language where it has one", () => {
  const t = inLanguage({ en: { hello: "Hello" }, pcm: { hello: "How far" } });
  const onlyEnglish = inLanguage({ en: { hello: "Hello" } });
  speak("pcm");
  expect([t().hello, onlyEnglish().hello]).toEqual(["How far", "Hello"]);
  expect(document.documentElement.lang).toBe("pcm");
  speak("en");
  expect(t().hello).toBe("Hello");
});

it("puts marks around every sentence of the marked language, however deep it stands", () => {
  const t = inLanguage({
    en: { hello: "Hello", of: { n: (n: number) => `${n} sales`, none: "" }, rows: [["F4", "Open"]] },
  });
  speak("marked");
  expect([t().hello, t().of.n(2), t().of.none, t().rows]).toEqual([
    "⟦Hello⟧",
    "⟦2 sales⟧",
    "",
    [["⟦F4⟧", "⟦Open⟧"]],
  ]);
  speak("en");
});

/** What may stand in a screen itself: the program's name, and keys' names. */
const NAMES = ["Airtill", "Enter", "Alt", "Esc"];

/** Every text of a screen's markup, and of the attributes that people read. */
function texts(node: unknown): string[] {
  if (!node || typeof node !== "object") return [];
  if (Array.isArray(node)) return node.flatMap(texts);
  const one = node as Record<string, unknown>;
  if (one["type"] === "StyleDirective") return [];
  if (one["type"] === "Text") return [String(one["data"])];
  if (
    one["type"] === "Attribute" &&
    !["aria-label", "title", "placeholder", "alt"].includes(String(one["name"]))
  )
    return [];
  return Object.entries(one)
    .filter(([name]) => name !== "css" && name !== "instance" && name !== "module")
    .flatMap(([, value]) => texts(value));
}

it("has screens without a sentence of their own: all of them stand in a catalogue", () => {
  const screens = import.meta.glob("../**/*.svelte", { eager: true, query: "?raw", import: "default" });
  expect(Object.keys(screens).length).toBeGreaterThan(35);
  for (const [file, source] of Object.entries(screens)) {
    for (const text of texts(parse(source as string, { modern: true }).fragment)) {
      const words = text.match(/\p{L}{3,}/gu)?.filter((word) => !NAMES.includes(word)) ?? [];
      // A number and an address show what is to be typed.
      expect(words, `${file}: ${text.trim()}`).toEqual(text.includes("example.com") ? expect.anything() : []);
    }
  }
});
