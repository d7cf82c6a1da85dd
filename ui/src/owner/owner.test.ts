import { render, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { answers, askedFor, forget, later, press, settled } from "../testing/program";

vi.mock("../ownerBindings", async (original) => (await import("../testing/program")).fake(original));
vi.mock("../bindings", async (original) => (await import("../testing/program")).fake(original));

const { keys } = await import("../state/keys.svelte");
const { Shown } = await import("../state/shown.svelte");
const { default: Owner } = await import("../views/Owner.svelte");
const { unsaved } = await import("../state/unsaved.svelte");
const { default: Counter } = await import("./Counter.svelte");
const { default: Audit } = await import("./Audit.svelte");
const { default: Screen } = await import("./Screen.svelte");
const { default: Today } = await import("./Today.svelte");

beforeEach(() => {
  forget();
  keys.take([]);
});

function quiet(): InstanceType<typeof Shown> {
  const shown = new Shown();
  shown.read = () => Promise.resolve();
  return shown;
}

function button(container: Element, css: string): HTMLButtonElement {
  const found = container.querySelector<HTMLButtonElement>(css);
  if (!found) throw new Error(`no ${css}`);
  return found;
}

describe("the owner's keys", () => {
  const act = (container: Element, action: string) =>
    button(container, `[data-testid=keys] [data-act=${action}]`);
  const save = (container: Element) => button(container, "button.primary");

  it("gives an act the key that is pressed next, and sends all of them", async () => {
    answers["saveKeys"] = () => ({ kind: "done", value: "The keys are set" });
    const { container } = render(Screen, { shown: quiet() });
    expect(save(container).disabled).toBe(true);
    act(container, "Ledger").click();
    // The key is this act's and nobody else's: not even the screen behind hears it.
    const heard = vi.fn();
    window.addEventListener("keydown", heard);
    expect(press("F11").defaultPrevented).toBe(true);
    window.removeEventListener("keydown", heard);
    expect(heard).not.toHaveBeenCalled();
    await waitFor(() => expect(act(container, "Ledger").textContent).toContain("F11"));
    save(container).click();
    await waitFor(() => expect(askedFor("saveKeys").length).toBe(1));
    const sent = askedFor("saveKeys")[0]?.args[0] as { action: string; key: string }[];
    expect(sent.find((one) => one.action === "Ledger")?.key).toBe("F11");
    expect(sent.find((one) => one.action === "Help")?.key).toBe("F1");
  });

  it("keeps what was wanted when it is refused, and says why", async () => {
    answers["saveKeys"] = () => ({
      kind: "refused",
      refused: { about: "Sale", sentence: "W would mean both" },
    });
    const { container } = render(Screen, { shown: quiet() });
    act(container, "Slip").click();
    press("w");
    await waitFor(() => expect(save(container).disabled).toBe(false));
    save(container).click();
    await waitFor(() => expect(container.textContent).toContain("W would mean both"));
    expect(act(container, "Slip").querySelector("kbd")?.textContent).toBe("W");
  });

  it("leaves an act its key on Esc", async () => {
    const { container } = render(Screen, { shown: quiet() });
    act(container, "Slip").click();
    press("Escape");
    await waitFor(() => expect(act(container, "Slip").textContent).not.toContain("press a key"));
    expect(save(container).disabled).toBe(true);
  });
});

describe("a form of the owner's", () => {
  const rules = { quick_amounts: "100 200", read_back_from: "5000", attendants_confirm: false };
  const type = (container: Element, text: string) => {
    const field = container.querySelector<HTMLInputElement>("#quick-amounts");
    if (!field) throw new Error("no quick amounts");
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const save = (container: Element) => button(container, "[data-testid=save-counter-rules]");

  it("saves what was changed, keeps what was refused, and asks before it is left", async () => {
    let holds = { ...rules };
    answers["counterRules"] = () => ({ ...holds });
    answers["saveCounterRules"] = (asked) => {
      const form = asked as typeof rules;
      if (form.quick_amounts === "many")
        return { kind: "refused", refused: { about: "Sale", sentence: "Digits" } };
      holds = { ...form };
      return { kind: "done", value: "Saved" };
    };
    const { container, unmount } = render(Counter);
    await waitFor(() => expect(save(container).disabled).toBe(true));
    const went = vi.fn();
    unsaved.leave(went);
    expect(went, "nothing was changed").toHaveBeenCalledOnce();

    type(container, "many");
    await waitFor(() => expect(save(container).disabled).toBe(false));
    save(container).click();
    await waitFor(() => expect(container.textContent).toContain("Digits"));
    expect(container.querySelector<HTMLInputElement>("#quick-amounts")?.value).toBe("many");
    unsaved.leave(went);
    expect(went, "it is not saved").toHaveBeenCalledOnce();
    unsaved.stay();
    expect(unsaved.asks).toBe(null);

    type(container, "300 500");
    await waitFor(() => expect(save(container).disabled).toBe(false));
    save(container).click();
    await waitFor(() => expect(container.textContent).toContain("Saved"));
    await waitFor(() => expect(save(container).disabled).toBe(true));
    unsaved.leave(went);
    expect(went).toHaveBeenCalledTimes(2);

    // Asked, and then saved: the question is answered.
    type(container, "400");
    await waitFor(() => expect(save(container).disabled).toBe(false));
    unsaved.leave(went);
    expect(unsaved.asks).not.toBe(null);
    save(container).click();
    await waitFor(() => expect(unsaved.asks).toBe(null));
    expect(went).toHaveBeenCalledTimes(2);

    type(container, "1");
    unmount();
    unsaved.leave(went);
    expect(went, "a form that is gone asks nobody").toHaveBeenCalledTimes(3);
  });
});

describe("the audit", () => {
  const line = (what: string, weight: string) => ({ day: "25 Nov", time: "14:02", who: "Ada", what, weight });

  it("shows what was asked for last, whichever answer comes first", async () => {
    const slow = later<object[]>();
    answers["audit"] = (ask) =>
      (ask as { at_least: string }).at_least === "Plain" ? slow.promise : [line("A wrong PIN", "Suspicious")];
    const { container } = render(Audit);
    button(container, "input[value=Suspicious]").click();
    await waitFor(() => expect(container.textContent).toContain("A wrong PIN"));
    slow.come([line("Airtill was opened", "Plain")]);
    await settled();
    expect(container.textContent).not.toContain("Airtill was opened");
  });

  it("says that there is nothing of a kind", async () => {
    answers["audit"] = () => [];
    const { container } = render(Audit);
    await waitFor(() => expect(container.textContent).toContain("Nothing of this kind."));
  });
});

describe("the day at a glance", () => {
  const glance = (heading: string) => ({
    heading,
    against: "18 Nov",
    until: null,
    figures: [{ figure: "Takings", now: "₦61,350", before: "₦50,000", change: "+22 %" }],
    hours: [
      { name: "9", now: "2 sales, ₦400", before: "1 sale, ₦800", now_share: 500, before_share: 1000 },
      // Two of one name are two bars; a part of a day has no other beside it.
      { name: "9", now: "0 sales, ₦0", before: null, now_share: 0, before_share: 0 },
    ],
    networks: [],
    people: [],
  });

  it("draws bars by their shares, and says them in words as well", async () => {
    answers["dayAtAGlance"] = () => glance("Today");
    answers["audit"] = () => [];
    const { container } = render(Today, { shown: quiet(), blocked: false });
    await waitFor(() => expect(container.querySelectorAll("rect.now").length).toBe(2));
    const heights = [...container.querySelectorAll("rect.now")].map((bar) => bar.getAttribute("height"));
    expect(heights).toEqual(["500", "0"]);
    expect(container.querySelector("figure li")?.textContent).toContain(
      "2 sales, ₦400; 18 Nov: 1 sale, ₦800",
    );
  });

  it("turns the days with the arrows, never beyond today, and drops an answer that comes too late", async () => {
    const slow = later<object>();
    answers["dayAtAGlance"] = (back) => (back === 1 ? slow.promise : glance(back === 0 ? "Today" : "Before"));
    answers["audit"] = () => [];
    const { container } = render(Today, { shown: quiet(), blocked: false });
    await waitFor(() => expect(container.querySelector("h2")?.textContent).toBe("Today"));
    press("ArrowRight");
    press("ArrowLeft");
    await waitFor(() => expect(askedFor("dayAtAGlance").length).toBe(2));
    press("ArrowLeft");
    await waitFor(() => expect(container.querySelector("h2")?.textContent).toBe("Before"));
    slow.come(glance("Late"));
    await settled();
    expect(container.querySelector("h2")?.textContent).toBe("Before");
    expect(askedFor("dayAtAGlance").map((one) => one.args[0])).toEqual([0, 1, 2]);
  });
});

describe("the owner's pages", () => {
  it("keep a recovery code on the screen when the owner's rights have ended meanwhile", async () => {
    answers["people"] = () => ({ set_up: true, staff: [] });
    answers["newRecoveryCode"] = () => ({ kind: "done", value: { recovery_code: "AAAAA-BBBBB" } });
    const shown = quiet();
    const session = { needed: true, name: "Ada", owner: true };
    shown.status = { session, shop: "Real", wallets: [] } as unknown as NonNullable<typeof shown.status>;
    const props = ofPeople(shown);
    const { container, rerender } = render(Owner, props);
    await waitFor(() => expect(container.querySelector("[role=tab]")).not.toBeNull());
    const another = [...container.querySelectorAll("button")].find((one) =>
      one.textContent?.includes("recovery code"),
    );
    another?.click();
    await waitFor(() => expect(container.textContent).toContain("AAAAA-BBBBB"));
    await rerender({ ...props, held: true });
    shown.status = { ...shown.status, session: { ...session, owner: false } };
    await settled();
    expect(container.textContent).toContain("AAAAA-BBBBB");
    await rerender({ ...props, held: false });
    await waitFor(() => expect(container.querySelector("#passphrase")).not.toBeNull());
  });

  /** Of the people's page. */
  const ofPeople = (shown: InstanceType<typeof Shown>) => ({
    shown,
    blocked: false,
    held: false,
    hold: () => undefined,
    leave: () => undefined,
    tab: "people" as const,
  });
});
