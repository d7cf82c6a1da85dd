import { beforeEach, expect, it, vi } from "vitest";
import { saleThat } from "../testing/sales";
import { answers, forget } from "../testing/program";

vi.mock("../bindings", async (original) => (await import("../testing/program")).fake(original));

const { customerShows } = await import("./customerShows");
const { SellForm } = await import("./sellForm.svelte");
type Status = import("../ipc").Status;

const status = { shop: "Real", shop_name: "Ada Airtime" } as Status;

beforeEach(() => {
  forget();
  answers["readNumber"] = () => ({ complete: true, network: { id: "Mtn", name: "MTN" } });
  answers["readAmount"] = () => ({ shown: "₦500", words: null, wrong: null, outlook: null });
});

it("shows the number while it is typed, and asks whether it is right once it is whole", async () => {
  const form = new SellForm();
  form.typeNumber("08031234567", true);
  form.typeAmount("500");
  await vi.waitFor(() => expect(form.amountReading.shown).toBe("₦500"));
  expect(customerShows(form, status, false)).toEqual({
    shop: "Ada Airtime",
    number: "0803 123 4567",
    network: "MTN",
    what: "₦500",
    says: "Is this your number?",
    tone: "Plain",
    language: "en",
  });
});

it("tells the three endings apart, and says of none of them more than is known", () => {
  const form = new SellForm();
  const says = (standing: Parameters<typeof saleThat>[0]) => {
    form.draft.sale = saleThat(standing);
    const { says, tone } = customerShows(form, status, false);
    return `${tone}: ${says}`;
  };
  expect(says("Delivered")).toBe("Sold: ✓ Delivered");
  expect(says("Owed")).toContain("Failed: ✕ Failed");
  expect(says("NotKnown")).toBe("Doubt: ? Not known yet. The network may still deliver");
});

it("shows nothing of a customer while the screen is locked", () => {
  const form = new SellForm();
  form.draft.sale = saleThat("Delivered");
  expect(customerShows(form, status, true)).toMatchObject({ number: "", what: "", says: "" });
});

it("says PRACTICE where nothing is real", () => {
  const shows = customerShows(new SellForm(), { ...status, shop: "Practice" }, false);
  expect(shows.shop).toBe("Ada Airtime PRACTICE");
});

it("asks nothing about a number any more once the sale was sent", () => {
  const form = new SellForm();
  form.typeNumber("08031234567", true);
  form.draft.stage = "sent";
  form.draft.sale = saleThat("Sending");
  expect(customerShows(form, status, false).says).not.toContain("Is this your number?");
  form.draft.sale = saleThat("Owed");
  expect(customerShows(form, status, false).tone).toBe("Failed");
});
