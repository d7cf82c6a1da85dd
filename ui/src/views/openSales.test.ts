import { render } from "@testing-library/svelte";
import { tick } from "svelte";
import { beforeEach, expect, it, vi } from "vitest";
import { settled } from "../testing/program";
import { saleThat } from "../testing/sales";

const handed: string[] = [];

vi.mock("../bindings", async (original) => ({
  ...(await original<object>()),
  commands: {
    refund: (id: string) => {
      handed.push(id);
      return Promise.resolve({ status: "ok", data: { kind: "done", value: saleThat("Returned", id) } });
    },
  },
  events: {},
}));

const { Shown } = await import("../state/shown.svelte");
const { default: OpenSales } = await import("./OpenSales.svelte");

beforeEach(() => void (handed.length = 0));

async function shownWith(...ids: string[]) {
  const shown = new Shown();
  shown.open = ids.map((id) => saleThat("Owed", id));
  shown.read = () => Promise.resolve();
  render(OpenSales, { shown, blocked: false, showSlip: () => undefined, leave: () => undefined });
  await tick();
  return shown;
}

async function press(key: string): Promise<void> {
  window.dispatchEvent(new KeyboardEvent("keydown", { key }));
  await tick();
}

it("hands over the oldest, or the one that was chosen", async () => {
  await shownWith("a", "b", "c");
  await press("ArrowDown");
  await press("g");
  expect(handed).toEqual(["b"]);
});

it("keeps the chosen sale under the key when another one leaves the list", async () => {
  const shown = await shownWith("a", "b", "c");
  await press("ArrowDown");
  shown.open = shown.open.filter((sale) => sale.id !== "a");
  await tick();
  await press("g");
  expect(handed).toEqual(["b"]);
});

it("hands over nothing when the chosen sale has just left the list", async () => {
  const shown = await shownWith("a", "b");
  shown.open = shown.open.filter((sale) => sale.id !== "a");
  await tick();
  await press("g");
  expect(handed).toEqual([]);
  await press("ArrowDown");
  await press("g");
  expect(handed).toEqual(["b"]);
});

it("hands one sale over at a double press, by key and by pointer", async () => {
  const shown = await shownWith("a", "b", "c");
  shown.read = () => {
    shown.open = shown.open.filter((sale) => !handed.includes(sale.id));
    return Promise.resolve();
  };
  await press("g");
  await settled();
  await press("g");
  await settled();
  expect(handed).toEqual(["a"]);
  const first = () => {
    const row = document.querySelector("[data-testid=open-sales] li");
    return [...(row?.querySelectorAll("button") ?? [])].find((one) =>
      one.textContent?.includes("handed over"),
    );
  };
  await new Promise((done) => setTimeout(done, 320));
  first()?.click();
  await settled();
  first()?.click();
  await settled();
  expect(handed).toEqual(["a", "b"]);
});

it("puts down beforehand what the vendor has said by itself, and the owner decides", async () => {
  const shown = await shownWith();
  const notice = "Simpu called on 26 Nov at 14:02 and says that it failed";
  shown.open = [
    { ...saleThat("NotKnown", "a"), can_be_asked: false, settled_in_ms: 0, notice, notice_says: "Failed" },
  ];
  await tick();
  expect(document.querySelector("[data-testid=open-sales]")?.textContent).toContain(notice);
  await press("ArrowDown");
  await press("o");
  const failed = () => document.querySelector<HTMLInputElement>("input[value=Failed]");
  await vi.waitFor(() => expect(failed()?.checked).toBe(true));
  expect(document.querySelector<HTMLInputElement>("#evidence")?.value).toBe(notice);
  expect(document.querySelector<HTMLInputElement>("#reason")?.value).toBe("");
});

it("tells that a sale that was not known has failed for certain, and tells it of no other", async () => {
  const shown = new Shown();
  shown.open = [saleThat("Owed", "at-once"), { ...saleThat("Owed", "after-doubt"), checks: 3 }];
  render(OpenSales, { shown, blocked: false, showSlip: () => undefined, leave: () => undefined });
  await tick();
  const cards = [...document.querySelectorAll("[data-testid=open-sales] > li")];
  const changed = cards.map((card) => card.textContent?.includes("It has failed for certain now"));
  expect(changed).toEqual([false, true]);
});
