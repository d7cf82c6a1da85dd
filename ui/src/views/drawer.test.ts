import { render, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { answers, asked, askedFor, forget, later, press, settled } from "../testing/program";
import { statusOf } from "../testing/status";
import type * as Ipc from "../ipc";

vi.mock("../bindings", async (original) => (await import("../testing/program")).fake(original));

const { keys } = await import("../state/keys.svelte");
const { Shown } = await import("../state/shown.svelte");
const { default: Close } = await import("./Close.svelte");
const { default: Drawer } = await import("./Drawer.svelte");
const { default: Banners } = await import("../shared/Banners.svelte");
const { default: Undo } = await import("../shared/Undo.svelte");
const { default: Slip } = await import("../shared/Slip.svelte");

const NOTES = [1000, 500, 200, 100, 50, 20, 10, 5];

const drawer: Ipc.Drawer = {
  number: 0,
  open: null,
  expected: null,
  movements: [],
  debtors: [],
  credit_most: "₦10,000",
};

const status = (more: Partial<Ipc.Status>): Ipc.Status =>
  statusOf({ shift: { open: 3, since: "08:02", stale: false, closed: false }, ...more });

function shown(more: Partial<Ipc.Status> = {}): InstanceType<typeof Shown> {
  const shown = new Shown();
  shown.status = status(more);
  shown.read = () => Promise.resolve();
  return shown;
}

function find<T extends Element = HTMLElement>(css: string): T {
  const found = document.querySelector<T>(css);
  if (!found) throw new Error(`no ${css}`);
  return found;
}

function type(css: string, text: string): void {
  const field = find<HTMLInputElement>(css);
  field.focus();
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

beforeEach(() => {
  forget();
  keys.take([]);
  document.body.innerHTML = "";
  HTMLDialogElement.prototype.showModal = vi.fn();
  HTMLDialogElement.prototype.close = vi.fn();
  answers["drawer"] = () => drawer;
  answers["zList"] = () => [];
});

describe("opening a shift", () => {
  it("counts note by note with Enter alone, and sends what was typed", async () => {
    answers["openShift"] = () => ({ kind: "done", value: "Shift 1 is open" });
    render(Drawer, { shown: shown(), blocked: false, leave: vi.fn() });
    await waitFor(() => expect(document.activeElement?.id).toBe("note-1000"));
    type("#note-1000", "4");
    press("Enter");
    expect(document.activeElement?.id).toBe("note-500");
    type("#note-500", "2");
    type("#note-500", "2O");
    expect(find<HTMLInputElement>("#note-500").value, "digits alone").toBe("2");
    await waitFor(() => expect(find("[data-testid=count]").textContent).toContain("“O” is no digit"));
    type("#note-500", "٢");
    expect(find<HTMLInputElement>("#note-500").value, "of any script").toBe("2");
    await waitFor(() => expect(find("[data-testid=counted]").textContent).toBe("₦5,000"));
    for (let n = 1; n < NOTES.length; n++) press("Enter");
    expect(document.activeElement?.id).toBe("note-rest");
    type("#note-rest", "12.50");
    await waitFor(() => expect(find("[data-testid=counted]").textContent).toBe("₦5,012.50"));
    press("Enter");
    expect((document.activeElement as HTMLElement).dataset["testid"]).toBe("open-shift");
    find("[data-testid=open-shift]").click();
    await waitFor(() => expect(askedFor("openShift").length).toBe(1));
    expect(askedFor("openShift")[0]?.args[0]).toEqual({ pieces: [4, 2, 0, 0, 0, 0, 0, 0], other: "12.50" });
  });

  it("keeps the count when it is refused", async () => {
    answers["openShift"] = () => ({
      kind: "refused",
      refused: { about: "Sale", sentence: "A shift is open already" },
    });
    const { container } = render(Drawer, { shown: shown(), blocked: false, leave: vi.fn() });
    await waitFor(() => expect(document.activeElement?.id).toBe("note-1000"));
    type("#note-1000", "4");
    find("[data-testid=open-shift]").click();
    await waitFor(() => expect(container.textContent).toContain("A shift is open already"));
    expect(find<HTMLInputElement>("#note-1000").value).toBe("4");
  });
});

describe("cash in and out", () => {
  const open = { ...drawer, number: 3, open: "opened at 08:02 by Ada, with ₦5,000" };

  it("goes from the amount to the reason, and then writes it down once", async () => {
    answers["drawer"] = () => open;
    const answer = later<unknown>();
    answers["moveCash"] = () => answer.promise;
    render(Drawer, { shown: shown(), blocked: false, leave: vi.fn() });
    await waitFor(() => expect(document.activeElement?.id).toBe("moved"));
    type("#moved", "1500");
    expect(find<HTMLInputElement>("#moved").value).toBe("1,500");
    find("[data-testid=move]").closest("form")?.requestSubmit();
    expect(document.activeElement?.id).toBe("reason");
    expect(askedFor("moveCash").length).toBe(0);
    type("#reason", "fuel");
    for (let n = 0; n < 3; n++) find("[data-testid=move]").closest("form")?.requestSubmit();
    await settled();
    expect(askedFor("moveCash").map((one) => one.args)).toEqual([["Out", "1,500", "fuel", false]]);
    answer.come({ kind: "done", value: "₦1,500 taken out" });
    await waitFor(() => expect(find<HTMLInputElement>("#moved").value).toBe(""));
  });

  it("does an odd amount when it is asked for once more, just so", async () => {
    answers["drawer"] = () => open;
    const odd = {
      kind: "refused",
      refused: { about: "Sure", sentence: "₦20,000 is more than the drawer holds" },
    };
    answers["moveCash"] = (_way, _amount, _reason, sure) =>
      sure ? { kind: "done", value: "taken out" } : odd;
    const { container } = render(Drawer, { shown: shown(), blocked: false, leave: vi.fn() });
    await waitFor(() => expect(document.activeElement?.id).toBe("moved"));
    const submit = () => find("[data-testid=move]").closest("form")?.requestSubmit();
    type("#moved", "20000");
    type("#reason", "bank");
    submit();
    await waitFor(() => expect(container.textContent).toContain("more than the drawer holds"));
    // Another amount is another question.
    type("#moved", "30000");
    submit();
    await waitFor(() => expect(askedFor("moveCash").length).toBe(2));
    submit();
    await waitFor(() => expect(find<HTMLInputElement>("#moved").value).toBe(""));
    expect(askedFor("moveCash").map((one) => one.args[3])).toEqual([false, false, true]);
  });

  it("corrects one of what was written down, with what is right and why", async () => {
    answers["drawer"] = () => open;
    const one = {
      of: 12,
      when: "14:02",
      who: "Ada",
      what: "₦20,000 taken out",
      amount: "20000.00",
      whole: false,
    };
    const other = { ...one, of: 13, what: "₦500 given back, cash", whole: true };
    const wallets = { ...one, of: 14, what: "₦9,000 put into the wallet", of_wallet: true };
    answers["corrections"] = () =>
      [other, one]
        .map((each) => ({ ...each, first: null, of_wallet: false, of_this_shift: true }))
        .concat([{ ...wallets, first: null, of_this_shift: true }]);
    answers["correct"] = () => ({ kind: "done", value: "Corrected: ₦20,000 taken out" });
    const { container } = render(Drawer, { shown: shown(), blocked: false, leave: vi.fn() });
    await waitFor(() => find("[data-testid=correct]"));
    find("[data-testid=correct]").click();
    await waitFor(() => find("[data-of='12'] button"));
    expect(container.textContent).not.toContain("wallet");
    find("[data-of='12'] button").click();
    await waitFor(() => expect(document.activeElement?.id).toBe("instead"));
    type("#instead", "2000");
    expect(find<HTMLButtonElement>("[data-testid=correction] .primary").disabled).toBe(true);
    type("#correction-why", "one nought too many");
    find<HTMLFormElement>("[data-testid=correction]").requestSubmit();
    await waitFor(() => expect(container.textContent).toContain("Corrected: ₦20,000 taken out"));
    expect(askedFor("correct")[0]?.args).toEqual([12, "2,000", "one nought too many", null]);
    // What can only be taken back whole has no amount to type.
    find("[data-of='13'] button").click();
    await waitFor(() => find("#correction-why"));
    expect(document.querySelector("#instead")).toBeNull();
  });

  it("offers what a debtor owes, and Esc leaves the debt before it leaves the screen", async () => {
    const debtor = { id: 7, name: "Mama Bisi", owes: "₦1,400", settled: false, last: "25 Nov" };
    answers["drawer"] = () => ({ ...open, debtors: [debtor] });
    answers["debtPaid"] = () => ({ kind: "done", value: "paid" });
    const leave = vi.fn();
    render(Drawer, { shown: shown(), blocked: false, leave });
    await waitFor(() => find("[data-testid=debtors] button"));
    find("[data-testid=debtors] button").click();
    await waitFor(() => expect(document.activeElement?.id).toBe("paid"));
    expect(find<HTMLInputElement>("#paid").value).toBe("1400");
    press("Escape");
    await waitFor(() => expect(document.querySelector("#paid")).toBeNull());
    expect(leave).not.toHaveBeenCalled();
    press("Escape");
    expect(leave).toHaveBeenCalledOnce();
    find("[data-testid=debtors] button").click();
    await waitFor(() => find("#paid"));
    type("#paid", "400");
    find<HTMLFormElement>("[data-testid=paying]").requestSubmit();
    await waitFor(() => expect(askedFor("debtPaid")[0]?.args).toEqual([7, "400", "Cash", ""]));
  });
});

describe("the close", () => {
  const looked = { doubts: 2, offline: false, wallets: ["SMEPlug ₦50,000.00"] };
  const counted = {
    total: "₦6,050.00",
    expected: "₦6,400.00",
    off: "short ₦350",
    short: true,
    right: false,
    reason_wanted: true,
    transfers: "₦0.00",
  };
  const sheet = {
    number: 3,
    closed: true,
    lines: [
      { kind: "Title", text: "Z REPORT 3", value: "" },
      { kind: "Section", text: "DRAWER", value: "" },
      { kind: "Strong", text: "Expected", value: "₦6,400.00" },
    ],
    message: "Z3",
    code: { size: 29, path: "M4 4h7v1h-7z" },
  };

  async function toCount(more: Partial<Ipc.Status> = {}) {
    answers["checkBeforeClose"] = () => ({ kind: "done", value: looked });
    answers["countDrawer"] = () => ({ kind: "done", value: counted });
    answers["xReport"] = () => ({ kind: "done", value: sheet });
    answers["closeShift"] = () => ({ kind: "done", value: sheet });
    const openNext = vi.fn();
    render(Close, { shown: shown(more), blocked: false, leave: vi.fn(), openNext });
    await waitFor(() => find("[data-testid=begin-close]"));
    return openNext;
  }

  it("tells what should be there only once the count is locked, and asks for the reason", async () => {
    const openNext = await toCount();
    find("[data-testid=begin-close]").click();
    await waitFor(() => expect(document.activeElement?.id).toBe("note-1000"));
    expect(document.body.textContent).toContain("2 sales are still not known");
    expect(document.body.textContent, "blind").not.toContain("6,400");
    expect(asked.map((one) => one.command)).not.toContain("xReport");
    type("#note-1000", "6");
    find("[data-testid=lock]").click();
    await waitFor(() => expect(find("[data-testid=verdict]").textContent).toContain("₦6,400.00"));
    await waitFor(() => expect(document.activeElement?.id).toBe("short-reason"));
    // A key that is held from the step before, or one that gives no reason, closes nothing.
    expect(press("Enter", { repeat: true }).defaultPrevented).toBe(true);
    find<HTMLFormElement>("[data-testid=verdict]").requestSubmit();
    await waitFor(() => expect(find("[data-testid=reason-hint]").textContent).toContain("once more"));
    expect(askedFor("closeShift").length).toBe(0);
    type("#short-reason", "wrong change");
    find<HTMLFormElement>("[data-testid=verdict]").requestSubmit();
    await waitFor(() => expect(askedFor("closeShift")[0]?.args).toEqual(["wrong change", ""]));
    await waitFor(() => expect(find("[data-testid=to-owner] textarea")).toBeTruthy());
    expect(find("[data-testid=sheet]").textContent).toContain("Z REPORT 3");
    find("[data-testid=next-shift]").click();
    expect(openNext).toHaveBeenCalledOnce();
  });

  it("wants the PIN of an attendant in the real shop, and says when it is wrong", async () => {
    await toCount({ shop: "Real", session: { needed: true, name: "Bola", owner: false } });
    answers["checkBeforeClose"] = () => ({
      kind: "refused",
      refused: { about: "Pin", sentence: "That is not the PIN" },
    });
    find("[data-testid=begin-close]").click();
    await settled();
    expect(askedFor("checkBeforeClose").length, "nothing is asked without one").toBe(0);
    type("#close-pin", "1234");
    find("[data-testid=begin-close]").click();
    await waitFor(() => expect(document.body.textContent).toContain("That is not the PIN"));
    expect(askedFor("checkBeforeClose")[0]?.args).toEqual(["1234"]);
    expect(find<HTMLInputElement>("#close-pin").value, "it is not kept").toBe("");
  });

  it("shows an X by its key without beginning a close", async () => {
    await toCount();
    press("x");
    await waitFor(() => expect(askedFor("xReport").map((one) => one.args)).toEqual([[false]]));
    expect(askedFor("checkBeforeClose").length).toBe(0);
  });

  it("has nothing to close where no shift is open", () => {
    render(Close, {
      shown: shown({ shift: { open: null, since: null, stale: false, closed: true } }),
      blocked: false,
      leave: vi.fn(),
      openNext: vi.fn(),
    });
    expect(document.body.textContent).toContain("No shift is open");
    expect(document.querySelector("[data-testid=begin-close]")).toBeNull();
  });
});

describe("paper", () => {
  const printer = { trouble: null, waiting: 0, perhaps: [] };

  it("says why slips wait, and lets them go", async () => {
    answers["dropSlip"] = () => ({ kind: "done", value: "" });
    const changed = vi.fn();
    const more = { printer: { ...printer, trouble: "the printer is out of paper, since 14:02", waiting: 2 } };
    render(Banners, { status: status(more), fault: null, changed });
    const notice = find("[data-testid=printer]");
    expect(notice.textContent).toContain("2 slips wait");
    expect(notice.textContent).toContain("out of paper");
    notice.querySelector("button")?.click();
    await waitFor(() => expect(changed).toHaveBeenCalledOnce());
    expect(askedFor("dropSlip")[0]?.args).toEqual([null]);
  });

  it("never prints again by itself what is perhaps on paper: a person decides", async () => {
    answers["printCopy"] = answers["dropSlip"] = () => ({ kind: "done", value: "" });
    const more = { printer: { ...printer, perhaps: [{ job: 9, what: "slip of ₦500" }] } };
    render(Banners, { status: status(more), fault: null, changed: vi.fn() });
    await settled();
    expect(asked.length).toBe(0);
    const [copy, there] = [...find("[data-testid=perhaps]").querySelectorAll("button")];
    copy?.click();
    copy?.click();
    await settled();
    there?.click();
    await waitFor(() =>
      expect(asked.map((one) => [one.command, one.args])).toEqual([
        ["printCopy", [9]],
        ["dropSlip", [9]],
      ]),
    );
  });

  it("offers to print a slip only where there is a printer", async () => {
    answers["slip"] = () => ["DELIVERED"];
    answers["printSlip"] = () => ({ kind: "done", value: "On its way" });
    const { unmount } = render(Slip, { sale: "s", kind: "Sale", printer: false, close: vi.fn() });
    press("p");
    await settled();
    expect(askedFor("printSlip").length).toBe(0);
    unmount();
    render(Slip, { sale: "s", kind: "Dispute", printer: true, close: vi.fn() });
    await waitFor(() => expect(find("[data-testid=slip]").textContent).toBe("DELIVERED"));
    find("dialog").dispatchEvent(new KeyboardEvent("keydown", { key: "p", bubbles: true, cancelable: true }));
    await waitFor(() => expect(askedFor("printSlip")[0]?.args).toEqual(["s", "Dispute"]));
  });

  it("closes a slip within the press of Escape, and the screen below hears nothing of it", async () => {
    answers["slip"] = () => ["DELIVERED"];
    const [close, below] = [vi.fn(), vi.fn()];
    render(Slip, { sale: "s", kind: "Sale", printer: false, close });
    await settled();
    window.addEventListener("keydown", below);
    const escape = new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true });
    find("[data-testid=slip]").dispatchEvent(escape);
    window.removeEventListener("keydown", below);
    expect(close).toHaveBeenCalledTimes(1);
    expect(below).not.toHaveBeenCalled();
    // Otherwise the browser closes it once more, later.
    expect(escape.defaultPrevented).toBe(true);
  });

  it("says that nothing is sold while no shift is open, and that an old one should be closed", () => {
    const { unmount } = render(Banners, {
      status: status({ shift: { open: null, since: null, stale: false, closed: true } }),
      fault: null,
      changed: vi.fn(),
    });
    expect(find("[data-testid=no-shift]").textContent).toContain("F7");
    unmount();
    render(Banners, {
      status: status({ shift: { open: 3, since: "24 Nov, 08:02", stale: true, closed: false } }),
      fault: null,
      changed: vi.fn(),
    });
    expect(find("[data-testid=stale-shift]").textContent).toContain("24 Nov, 08:02");
  });
});

describe("what was done a moment ago", () => {
  const undo = { of: 12, what: "₦2,000 taken out", left_ms: 30_000 };

  it("is taken back by its button or Ctrl+Z, but not while a field holds what was typed", async () => {
    answers["takeBack"] = () => ({ kind: "done", value: "Taken back: ₦2,000 taken out" });
    const changed = vi.fn();
    const { rerender } = render(Undo, { undo, changed });
    await waitFor(() => find("[data-testid=undo]"));
    const field = document.createElement("input");
    document.body.append(field);
    field.focus();
    field.value = "5";
    press("z", { ctrlKey: true });
    await settled();
    expect(askedFor("takeBack").length).toBe(0);
    field.remove();
    press("z", { ctrlKey: true });
    await waitFor(() => expect(changed).toHaveBeenCalledOnce());
    expect(askedFor("takeBack").map((one) => one.args)).toEqual([[12]]);
    await rerender({ undo: null, changed });
    await waitFor(() => expect(find("[data-testid=undone]").textContent).toContain("Taken back"));
    expect(document.querySelector("[data-testid=undo]")).toBeNull();
  });

  it("is offered no longer than the program allows", async () => {
    render(Undo, { undo: { ...undo, left_ms: 30 }, changed: vi.fn() });
    await waitFor(() => expect(document.querySelector("[data-testid=undo]")).not.toBeNull());
    await waitFor(() => expect(document.querySelector("[data-testid=undo]")).toBeNull());
  });
});
