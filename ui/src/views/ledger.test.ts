import { render, waitFor } from "@testing-library/svelte";
import { beforeEach, expect, it, vi } from "vitest";
import { answers, asked, askedFor, forget, later, press, settled } from "../testing/program";

vi.mock("../bindings", async (original) => (await import("../testing/program")).fake(original));

const { Shown } = await import("../state/shown.svelte");
const { default: Ledger } = await import("./Ledger.svelte");

const row = (place: number) => ({
  place,
  standing: "Delivered",
  title: `₦${place} MTN airtime`,
  recipient: "0803 123 4567",
  when: "14:02",
  about: "SMEPlug, Ada",
});
const rows = (from: number, n: number) => Array.from({ length: n }, (_, i) => row(from - i));
const found = (from: number, n: number, next: number | null) => ({
  kind: "done",
  value: { heading: "Today", sums: null, rows: rows(from, n), next },
});

beforeEach(() => forget());

function open(shown = new Shown()) {
  const slips: string[] = [];
  const calls = { records: 0, left: 0 };
  const { container } = render(Ledger, {
    shown,
    blocked: false,
    showSlip: (sale: string, kind: string) => slips.push(`${kind} ${sale}`),
    records: () => (calls.records += 1),
    leave: () => (calls.left += 1),
  });
  const field = container.querySelector<HTMLInputElement>("#find");
  if (!field) throw new Error("no field");
  const drawn = () => [...container.querySelectorAll("[data-testid=row]")].map((one) => one.id);
  const size = () => container.querySelector<HTMLElement>("#sales > div")?.style.height;
  const list = container.querySelector<HTMLElement>("#sales");
  const scroll = (px: number) => {
    Object.defineProperty(list, "scrollTop", { value: px, configurable: true });
    list?.dispatchEvent(new Event("scroll"));
  };
  return { container, field, drawn, slips, calls, size, scroll };
}

function type(field: HTMLInputElement, text: string): void {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

it("draws what can be seen of many rows, and asks for more before they end", async () => {
  let from = 100_000;
  answers["findSales"] = () => found((from -= 50) + 50, 50, from - 1);
  const { drawn, scroll } = open();
  await waitFor(() => expect(drawn().length).toBeGreaterThan(0));
  for (let page = 0; page < 30; page += 1) {
    const before = askedFor("findSales").length;
    scroll((page + 1) * 50 * 48 + 1);
    await waitFor(() => expect(askedFor("findSales").length).toBeGreaterThan(before));
  }
  await waitFor(() => expect(askedFor("findSales").length).toBe(31));
  expect(drawn().length).toBeLessThan(60);
});

it("shows the answer to what stands in the field, whichever comes first", async () => {
  const slow = later<object>();
  answers["findSales"] = (ask) => {
    const { text } = ask as { text: string };
    if (text === "45") return slow.promise;
    return text === "4567" ? found(7, 1, null) : found(9, 2, null);
  };
  const { field, drawn } = open();
  await waitFor(() => expect(drawn()).toEqual(["row-9", "row-8"]));
  type(field, "45");
  await waitFor(() =>
    expect(askedFor("findSales").some((one) => JSON.stringify(one.args).includes('"45"'))).toBe(true),
  );
  type(field, "4567");
  await waitFor(() => expect(drawn()).toEqual(["row-7"]));
  slow.come(found(99, 3, null));
  await settled();
  expect(drawn()).toEqual(["row-7"]);
});

it("says what could not be understood, and keeps what was typed", async () => {
  answers["findSales"] = (ask) =>
    (ask as { text: string }).text === "xyz"
      ? { kind: "refused", refused: { about: "Sale", sentence: "“xyz” is no network, name or number" } }
      : found(9, 1, null);
  const { container, field } = open();
  await waitFor(() => expect(container.querySelector("[data-testid=row]")).not.toBeNull());
  type(field, "xyz");
  await waitFor(() =>
    expect(container.querySelector("[data-testid=found]")?.textContent).toContain("“xyz” is no network"),
  );
  expect(field.value).toBe("xyz");
});

it("takes P, R and D for slips in a story alone; in the field they are letters", async () => {
  answers["findSales"] = () => found(9, 1, null);
  answers["saleStory"] = () => ({
    id: "sale-9",
    standing: "Delivered",
    title: "₦500 to 0803",
    when: "today",
    references: ["2026"],
    steps: [],
  });
  const { container, field, slips, calls } = open();
  await waitFor(() => expect(container.querySelector("[data-testid=row]")).not.toBeNull());
  field.focus();
  expect(press("d").defaultPrevented).toBe(false);
  press("Enter");
  await waitFor(() => expect(container.querySelector("[data-testid=story]")).not.toBeNull());
  for (const key of ["p", "r", "d"]) press(key);
  expect(slips).toEqual(["Sale sale-9", "Copy sale-9", "Dispute sale-9"]);
  field.focus();
  expect(press("d").defaultPrevented).toBe(false);
  expect(slips.length).toBe(3);
  press("v", { altKey: true });
  expect(calls.records).toBe(1);
  press("Escape");
  await waitFor(() => expect(container.querySelector("[data-testid=story]")).toBeNull());
  expect(calls.left).toBe(0);
  press("Escape");
  expect(calls.left).toBe(1);
  expect(asked.some((one) => one.command === "slip")).toBe(false);
});

it("says that the ledger could not be read, and not that nothing was found", async () => {
  const fault = { code: "Other", message: "The ledger could not be read", hint: "Verify it" };
  answers["findSales"] = () => Object.assign(new Error(fault.message), fault);
  const { container } = open();
  await waitFor(() =>
    expect(container.querySelector("[data-testid=found]")?.textContent).toContain(
      "The ledger could not be read. Verify it",
    ),
  );
  expect(container.querySelector(".none")).toBeNull();
});

it("joins rows by their places when one of the newest has gone, and reads an open story again", async () => {
  const shown = new Shown();
  let first = rows(200, 50);
  answers["findSales"] = (ask) => {
    const { below } = ask as { below: number | null };
    return below === null
      ? {
          kind: "done",
          value: { heading: "Today", sums: null, rows: first, next: first.at(-1)?.place ?? null },
        }
      : found(below - 1, 50, null);
  };
  let said = "Sending";
  answers["saleStory"] = () => ({
    id: "sale-200",
    standing: "Delivered",
    title: said,
    when: "today",
    references: [],
    steps: [],
  });
  const { container, size, scroll } = open(shown);
  await waitFor(() => expect(size()).toBe(`${50 * 48}px`));
  scroll(50 * 48 + 1);
  await waitFor(() => expect(size()).toBe(`${100 * 48}px`));
  container.querySelector<HTMLInputElement>("#find")?.focus();
  press("Enter");
  await waitFor(() => expect(container.querySelector("[data-testid=story] h2")?.textContent).toBe("Sending"));
  // One of the newest does not fit what was looked for any more, so that the fifty reach one further.
  first = rows(200, 51).filter((row) => row.place !== 190);
  said = "Delivered";
  shown.readAt = 1;
  await waitFor(() =>
    expect(container.querySelector("[data-testid=story] h2")?.textContent).toBe("Delivered"),
  );
  expect(size()).toBe(`${99 * 48}px`);
});

it("goes on at the end of the list when the newest rows were read again meanwhile", async () => {
  const shown = new Shown();
  const slow = later<object>();
  answers["findSales"] = (ask) => {
    const { below } = ask as { below: number | null };
    if (below === null) return found(200, 50, 150);
    return below === 150 ? slow.promise : found(below - 1, 50, null);
  };
  const { size, scroll } = open(shown);
  await waitFor(() => expect(size()).toBe(`${50 * 48}px`));
  scroll(50 * 48 + 1);
  await waitFor(() => expect(askedFor("findSales").length).toBe(2));
  // The wallets were read, a sale has ended: nobody scrolls because of that.
  shown.readAt = 1;
  await settled();
  slow.come(found(149, 50, 100));
  await waitFor(() => expect(size()).toBe(`${100 * 48}px`));
});

it("shows the day alone once what was typed is taken back", async () => {
  answers["findSales"] = (ask) => {
    const { text, below } = ask as { text: string; below: number | null };
    if (text === "mtn") return below === null ? found(100, 50, 50) : found(below - 1, 50, null);
    return { ...found(200, 50, null), next: 150 };
  };
  const { container, field, size } = open();
  await waitFor(() => expect(size()).toBe(`${50 * 48}px`));
  type(field, "mtn");
  await waitFor(() => expect(container.querySelector("#row-100")).not.toBeNull());
  field.focus();
  press("Escape");
  await waitFor(() => expect(container.querySelector("#row-200")).not.toBeNull());
  expect(size()).toBe(`${50 * 48}px`);
});
