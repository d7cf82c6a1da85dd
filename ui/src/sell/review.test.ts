import { render, waitFor } from "@testing-library/svelte";
import { beforeEach, expect, it, vi } from "vitest";
import type * as Ipc from "../ipc";
import { answers, forget } from "../testing/program";

vi.mock("../bindings", async (original) => (await import("../testing/program")).fake(original));

const { SellForm } = await import("../state/sellForm.svelte");
const { default: Review } = await import("./Review.svelte");

beforeEach(() => {
  forget();
  answers["readNumber"] = () => ({ complete: true, network: { id: "Mtn", name: "MTN" } });
});

const changed = { price_was: "₦500", price_is: "₦600", cost_was: "₦470", cost_is: "₦570" };
const review = {
  sale: "sale-1",
  title: "MTN 1GB SME, 30 days",
  recipient: "0803 123 4567",
  price: "₦600.00",
  tender: "Cash",
  tender_word: "cash",
  vendor: "SMEPlug",
  warnings: [],
  row: [],
  repeat: null,
  changed,
} as unknown as Ipc.Review;

function shown(about: string, sentence: string) {
  const form = new SellForm();
  form.draft.stage = "review";
  form.draft.review = review;
  form.draft.refused = { about, sentence } as Ipc.Refused;
  return render(Review, { form, now: 1, back: () => undefined, why: false }).container;
}

it("shows both prices once one has changed, and says so once", () => {
  const container = shown("Price", "SMEPlug has changed its price since the review");
  const panel = container.querySelector("[data-testid=changed]")?.textContent ?? "";
  for (const part of ["₦500", "₦600", "₦570", "₦470", "nothing was sent"]) expect(panel).toContain(part);
  expect(container.querySelector("[data-testid=refused]")).toBeNull();
});

it("says what came after the change too", async () => {
  const container = shown("Sale", "No connection: nothing was sent");
  await waitFor(() =>
    expect(container.querySelector("[data-testid=refused]")?.textContent).toContain("No connection"),
  );
  expect(container.querySelector("[data-testid=changed]")).not.toBeNull();
});
