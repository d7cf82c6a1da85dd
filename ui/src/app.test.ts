/** The whole page: keys that nobody has read anything for, and answers that are lost or come late. */
import { render, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type * as Ipc from "./ipc";
import { answers, askedFor, forget, later, press } from "./testing/program";
import { review } from "./testing/reviews";
import { saleThat } from "./testing/sales";
import { statusOf } from "./testing/status";

vi.mock("./bindings", async (original) => (await import("./testing/program")).fake(original));

const { default: App } = await import("./App.svelte");

const NUMBER = { shown: "", complete: true, network: null, worked_on: null, wrong: null, lesson: null };
let sales: Ipc.Sale[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  forget();
  sales = [];
  answers["status"] = () => statusOf();
  answers["dayList"] = () => ({ sales, totals: "", day: "" });
  answers["openSales"] = () => [];
  answers["readNumber"] = () => NUMBER;
  answers["readAmount"] = () => ({ shown: "₦500", words: null, wrong: null, outlook: null });
  answers["reviewSale"] = () => ({ kind: "done", value: review });
  answers["cancelReview"] = () => null;
  answers["confirmSale"] = () => ({ kind: "done", value: saleThat("Sending") });
  answers["sale"] = () => null;
  answers["tryAgain"] = () => ({ kind: "done", value: saleThat("Sending") });
});

afterEach(() => {
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

function type(container: Element, css: string, text: string): void {
  const field = container.querySelector<HTMLInputElement>(css);
  if (!field) throw new Error(`no ${css}`);
  field.focus();
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

async function begun(): Promise<Element> {
  const { container } = render(App);
  await pass(50);
  return container;
}

async function reviewed(): Promise<Element> {
  const container = await begun();
  type(container, "#number", "08031234567");
  await pass(20);
  type(container, "#amount", "500");
  await pass(20);
  press("Enter");
  await pass(20);
  expect(container.querySelector("[data-testid=review]")).not.toBeNull();
  return container;
}

describe("what nobody has read is not sent", () => {
  it("takes no space for the key that sells", async () => {
    const container = await reviewed();
    await pass(400);
    const send = container.querySelector<HTMLButtonElement>("[data-send]");
    send?.focus();
    expect(press(" ").defaultPrevented).toBe(true);
    await pass(50);
    expect(askedFor("confirmSale")).toEqual([]);
    press("Enter");
    await pass(50);
    expect(askedFor("confirmSale").length).toBe(1);
  });

  it("takes no scanner for a person", async () => {
    await reviewed();
    await pass(400);
    for (const key of "6151100032C75T") {
      press(key);
      await pass(15);
    }
    press("Enter");
    await pass(50);
    expect([askedFor("confirmSale"), askedFor("setTender")]).toEqual([[], []]);
    // Whoever reads it and presses the key later means it.
    await pass(400);
    press("Enter");
    await pass(50);
    expect(askedFor("confirmSale").length).toBe(1);
  });

  it("takes no scanner's first character for a yes to a second one", async () => {
    const repeat = { said: "Sold before", again: "Send a second one" };
    answers["reviewSale"] = () => ({ kind: "done", value: { ...review, repeat } });
    await reviewed();
    await pass(400);
    for (const key of "2900001") {
      press(key);
      await pass(15);
    }
    await pass(400);
    press("Enter");
    await pass(50);
    expect(askedFor("confirmSale")).toEqual([]);
    press("2");
    await pass(400);
    press("Enter");
    await pass(50);
    expect(askedFor("confirmSale").length).toBe(1);
  });

  it("buys nothing again for whoever presses Enter because nothing happens", async () => {
    const container = await reviewed();
    await pass(400);
    press("Enter");
    await pass(20);
    sales = [saleThat("Owed")];
    // Until the page has read it, and on and on afterwards.
    for (let n = 0; n < 60; n++) {
      press("Enter");
      await pass(400);
    }
    expect(container.querySelector("[data-testid=outcome]")?.getAttribute("data-standing")).toBe("Owed");
    expect([askedFor("tryAgain").length, askedFor("confirmSale").length]).toEqual([0, 1]);
    // Whoever has waited a moment has read it.
    await pass(1_100);
    press("Enter");
    await pass(50);
    expect(askedFor("tryAgain").length).toBe(1);
  });

  it("takes one step for an Escape that is held", async () => {
    const container = await reviewed();
    press("Escape");
    for (let n = 0; n < 20; n++) {
      press("Escape", { repeat: true });
      await pass(30);
    }
    expect(container.querySelector("[data-testid=review]")).toBeNull();
    expect(container.querySelector<HTMLInputElement>("#amount")?.value).toBe("500");
    expect(container.querySelector<HTMLInputElement>("#number")?.value).toBe("0803 123 4567");
  });
});

describe("answers that are lost or late", () => {
  it("keeps a refusal until somebody has seen it", async () => {
    const container = await reviewed();
    await pass(400);
    const answer = later<unknown>();
    answers["confirmSale"] = () => answer.promise;
    press("Enter");
    await pass(50);
    press("F4");
    await pass(50);
    answer.come({
      kind: "refused",
      refused: { about: "Sale", sentence: "The wallet is empty. Nothing was sent" },
      review: null,
    });
    await pass(50);
    expect(container.querySelector("[data-testid=unseen]")?.textContent).toContain("The wallet is empty");
    press("F2");
    await pass(50);
    expect(container.querySelector("[data-testid=unseen]")).toBeNull();
    expect(container.querySelector("[data-testid=refused]")?.textContent).toContain("The wallet is empty");
  });

  it("says that a read is not answered, asks again and goes on", async () => {
    const container = await begun();
    answers["dayList"] = () => new Promise(() => undefined);
    const before = askedFor("dayList").length;
    while (askedFor("dayList").length === before) await pass(100);
    await pass(5_100);
    expect(container.querySelector("[data-testid=silent]")).not.toBeNull();
    expect(askedFor("dayList").length).toBe(before + 2);
    // The next wait is twice as long.
    await pass(9_000);
    expect(askedFor("dayList").length).toBe(before + 2);
    sales = [saleThat("Delivered")];
    answers["dayList"] = () => ({ sales, totals: "", day: "" });
    await pass(1_100);
    expect(container.querySelector("[data-testid=silent]")).toBeNull();
    const read = askedFor("status").length;
    await pass(15_100);
    expect(askedFor("status").length).toBeGreaterThan(read);
  });

  it("takes nobody to another field who typed on while the review was asked for", async () => {
    const container = await begun();
    type(container, "#number", "08031234567");
    await pass(20);
    const amount = container.querySelector<HTMLInputElement>("#amount");
    amount?.focus();
    const answer = later<unknown>();
    answers["reviewSale"] = () => answer.promise;
    press("Enter");
    await pass(20);
    type(container, "#amount", "5");
    await pass(20);
    answer.come({ kind: "refused", refused: { about: "Amount", sentence: "How much?" }, review: null });
    await pass(50);
    expect(document.activeElement).toBe(amount);
  });

  it("lets a review be left while it waits for an answer that does not come", async () => {
    const container = await reviewed();
    await pass(400);
    answers["setTender"] = () => new Promise(() => undefined);
    press("t");
    await pass(50);
    expect(askedFor("setTender").length).toBe(1);
    press("Escape");
    await pass(50);
    expect(container.querySelector("[data-testid=review]")).toBeNull();
    expect(askedFor("cancelReview").length).toBe(1);
  });

  it("finds the sale whose answer was lost", async () => {
    const container = await reviewed();
    await pass(400);
    answers["confirmSale"] = () => new Promise(() => undefined);
    press("Enter");
    await pass(100);
    answers["sale"] = () => saleThat("Sending");
    await pass(5_100);
    expect(container.querySelector("[data-testid=outcome]")?.getAttribute("data-standing")).toBe("Sending");
  });

  it("finds the sale when the program failed at the answer, and says so when there is none", async () => {
    const fault = Object.assign(new Error("The program failed"), {
      code: "Panicked",
      hint: "Look at the list",
    });
    const container = await reviewed();
    await pass(400);
    answers["confirmSale"] = () => fault;
    press("Enter");
    await pass(100);
    expect(container.querySelector("[data-testid=fault]")?.textContent).toContain("The program failed");
    expect(container.querySelector<HTMLInputElement>("#amount")?.value).toBe("500");
    answers["sale"] = () => saleThat("Sending");
    await pass(400);
    press("Enter");
    await pass(100);
    await pass(400);
    press("Enter");
    await waitFor(() => expect(askedFor("sale").length).toBeGreaterThan(1));
    await pass(100);
    expect(container.querySelector("[data-testid=outcome]")?.getAttribute("data-standing")).toBe("Sending");
  });
});
