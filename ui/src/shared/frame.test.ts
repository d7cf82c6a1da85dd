import { render } from "@testing-library/svelte";
import { tick } from "svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { saleThat } from "../testing/sales";
import { statusOf } from "../testing/status";

vi.mock("../bindings", async (original) => (await import("../testing/program")).fake(original));

const { keys } = await import("../state/keys.svelte");
const { default: DayList } = await import("../sell/DayList.svelte");
const { default: KeyBar } = await import("./KeyBar.svelte");
const { default: Outcome } = await import("../sell/Outcome.svelte");
const { default: StatusStrip } = await import("./StatusStrip.svelte");
type Wallet = import("../ipc").Wallet;
type Status = import("../ipc").Status;

beforeEach(() => keys.take([]));

const wallet = (more: Partial<Wallet>): Wallet => ({
  id: "SmePlug",
  vendor: "SMEPlug",
  balance: "₦50,000",
  read_at: "14:02",
  trouble: null,
  elsewhere: null,
  low: false,
  untold: false,
  health: "Good",
  rests_min: null,
  ...more,
});

const status = (wallets: Wallet[]): Status =>
  statusOf({ shop: "Real", wallets, session: { needed: true, name: "Ada", owner: false } });

describe("a wallet in the strip", () => {
  const shown = (more: Partial<Wallet>) => {
    const { container } = render(StatusStrip, { status: status([wallet(more)]) });
    const found = container.querySelector("[data-testid=wallet]");
    const dot = [...(found?.querySelector("i")?.classList ?? [])];
    return {
      text: found?.textContent.replace(/\s+/g, " ").trim(),
      says: found?.getAttribute("title"),
      low: dot.includes("low"),
      grey: dot.includes("grey"),
    };
  };

  it("is green with its balance", () =>
    expect(shown({})).toEqual({
      text: "SMEPlug ₦50,000",
      says: "SMEPlug ₦50,000, read 14:02",
      low: false,
      grey: false,
    }));
  it("is amber and says so below the owner's limit", () =>
    expect(shown({ low: true })).toMatchObject({ text: "SMEPlug ₦50,000low", low: true, grey: false }));
  it("is grey with its age when the last question failed, low or not", () =>
    expect(shown({ low: true, trouble: "no connection" })).toMatchObject({
      text: "SMEPlug ₦50,000low 14:02",
      says: "SMEPlug: no connection, read 14:02",
      low: false,
      grey: true,
    }));
  it("is amber while the vendor rests, whatever is in it", () =>
    expect(shown({ health: "Rested", rests_min: 7 })).toMatchObject({
      says: "SMEPlug rests for 7 min after many doubts",
      low: true,
    }));
});

it("shows nothing of the shop while the screen is locked", () => {
  const locked = status([wallet({})]);
  locked.session.name = null;
  const { container } = render(StatusStrip, { status: locked });
  expect(container.textContent).not.toContain("₦");
});

it("says what not to do, and when the vendor is asked next", async () => {
  const doubt = { ...saleThat("NotKnown"), next_check_in_ms: 12_000 };
  const { container, rerender } = render(DayList, { day: null, doubts: [doubt], elapsed: 0 });
  const card = () => container.querySelector("[data-testid=doubt]")?.textContent ?? "";
  expect(card()).toContain("Do not send again. Do not give money back.");
  expect(card()).toContain("next check in 12 s");
  await rerender({ elapsed: 11_800 });
  expect(card()).toContain("checking now");
  await rerender({ doubts: [{ ...doubt, can_be_asked: false }] });
  expect(card()).toContain("ask the vendor by hand");
});

it("does by a press what the key does, under the key that it has", async () => {
  keys.take([{ action: "Ledger", key: "F11" }]);
  const done: string[] = [];
  const props = {
    view: "sell",
    kind: "airtime",
    waiting: 2,
    act: (action: string) => done.push(action),
    transfers: false,
  } as const;
  const { container, rerender } = render(KeyBar, { ...props, people: false });
  const button = (act: string) => container.querySelector<HTMLButtonElement>(`[data-act=${act}]`);
  expect(button("Ledger")?.textContent).toContain("F11");
  expect(button("Open")?.textContent).toContain("2");
  expect(button("Lock")).toBeNull();
  button("Ledger")?.click();
  await rerender({ people: true });
  button("Lock")?.click();
  expect(done).toEqual(["Ledger", "Lock"]);
});

describe("what became of a sale", () => {
  const nothing = () => undefined;
  const shown = (sale: ReturnType<typeof saleThat>, elapsed: number) =>
    render(Outcome, {
      sale,
      elapsed,
      keys: true,
      busy: false,
      guarded: () => false,
      refused: null,
      second: false,
      agree: nothing,
      ownerPin: "",
      why: nothing,
      slip: nothing,
      tryAgain: nothing,
      refund: nothing,
      leave: nothing,
    });

  it("counts the seconds in which owed money is to be given back, and then says now", async () => {
    const sale = { ...saleThat("Owed"), ended_ms_ago: 4_000 };
    const { container, rerender } = shown(sale, 1_000);
    expect(container.textContent).toContain("Give it back within 25 s, or try again.");
    await rerender({ elapsed: 27_000 });
    await tick();
    expect(container.textContent).toContain("Give it back now, or try again.");
  });

  it("offers no next vendor where there is none", () => {
    const { container } = shown({ ...saleThat("Owed"), next_try: null, attempts: 3 }, 0);
    expect(container.querySelector(".primary")).toBeNull();
    expect(container.textContent).toContain("3 attempts have failed.");
  });

  it("never offers to send again what is not known", () => {
    const { container } = shown(saleThat("NotKnown"), 0);
    const buttons = [...container.querySelectorAll("button")].map((button) => button.textContent?.trim());
    expect(buttons).toEqual(["Slip P", "Why W"]);
    expect(container.textContent).toContain("Do not send again. Do not give money back.");
  });
});
