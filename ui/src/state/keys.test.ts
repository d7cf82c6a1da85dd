import { beforeEach, expect, it, vi } from "vitest";

vi.mock("../bindings", async (original) => (await import("../testing/program")).fake(original));

const { keys } = await import("./keys.svelte");

beforeEach(() => keys.take([]));

const meant = (key: string, place: Parameters<typeof keys.meant>[1], more: KeyboardEventInit = {}) =>
  keys.meant(new KeyboardEvent("keydown", { key, ...more }), place);

it("means by the same key what the screen means by it", () => {
  expect(meant("g", "Typing")).toBe("Glo");
  expect(meant("G", "Failed")).toBe("HandOver");
  expect(meant("g", "Story")).toBeNull();
  expect(meant("F6", "Everywhere")).toBe("Ledger");
  expect(meant("F6", "Typing")).toBeNull();
});

it("leaves keys with Ctrl, Alt or Meta alone", () => {
  for (const held of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }])
    expect(meant("g", "Typing", held)).toBeNull();
});

it("follows the owner, and forgets the old key", () => {
  keys.take([
    { action: "Mtn", key: "G" },
    { action: "Glo", key: "M" },
    { action: "Ledger", key: "F11" },
  ]);
  expect([meant("g", "Typing"), meant("m", "Typing")]).toEqual(["Mtn", "Glo"]);
  expect([meant("F6", "Everywhere"), meant("F11", "Everywhere")]).toEqual([null, "Ledger"]);
  keys.take([]);
  expect(meant("F6", "Everywhere")).toBe("Ledger");
});
