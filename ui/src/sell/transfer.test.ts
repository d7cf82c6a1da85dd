import { cleanup, render, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { answers, asked, askedFor, forget, later, press, settled } from "../testing/program";

vi.mock("../bindings", async (original) => (await import("../testing/program")).fake(original));

const { SellForm } = await import("../state/sellForm.svelte");
const { TransferTyping } = await import("../state/transferForm.svelte");
const { default: TransferFields } = await import("./TransferFields.svelte");

const bank = (name: string, code: string) => ({ key: { vendor: "SmePlug", code }, name, sent: 0 });
const BANKS = [
  bank("Access Bank", "bank/000014"),
  bank("First Bank", "bank/000016"),
  bank("OPay", "bank/100004"),
];

beforeEach(() => {
  answers["banks"] = () => ({ banks: BANKS, as_of: "Banks as of 09:12" });
  answers["readAccount"] = (text) => ({
    complete: String(text).length === 10,
    wrong: null,
    doubtful: null,
    lesson: null,
  });
  answers["lookUp"] = (_, number) => ({
    kind: "done",
    value: [{ id: number, label: number, name: "ADA OBI" }],
  });
  answers["readTransfer"] = () => ({
    pays: "The customer pays ₦5,100",
    words: null,
    ask_owner: false,
    wrong: null,
  });
  answers["reviewSale"] = () => ({ kind: "refused", refused: { about: "Amount", sentence: "Too much" } });
});

afterEach(() => {
  cleanup();
  forget();
});

async function shown() {
  const form = new SellForm();
  form.become("transfer");
  const { container } = render(TransferFields, { form, blocked: false, readAt: 0 });
  const field = (id: string) => container.querySelector<HTMLInputElement>(`#${id}`);
  const type = (id: string, text: string) => {
    const input = field(id);
    if (!input) throw new Error(`no field ${id}`);
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  await waitFor(() => expect(container.querySelectorAll("[data-testid=banks] li")).toHaveLength(3));
  const text = (id: string) => container.querySelector(`[data-testid=${id}]`)?.textContent?.trim() ?? "";
  return { form, container, field, type, text };
}

it("takes a bank, ten digits and a name before an amount, by keys alone", async () => {
  const { field, type, text } = await shown();
  await waitFor(() => expect(document.activeElement?.id).toBe("bank"));
  type("bank", "acc");
  press("Enter");
  await waitFor(() => expect(text("bank")).toBe("Access Bank"));
  await waitFor(() => expect(document.activeElement?.id).toBe("account-number"));
  expect(field("transfer-amount")?.disabled).toBe(true);
  type("account-number", "803123456");
  await settled();
  expect(askedFor("lookUp")).toHaveLength(0);
  type("account-number", "8031234567");
  await waitFor(() => expect(text("holder")).toBe("ADA OBI"));
  await waitFor(() => expect(document.activeElement?.id).toBe("transfer-amount"));
  type("transfer-amount", "5000");
  await waitFor(() => expect(text("transfer-amount-says")).toContain("₦5,100"));
  press("Enter");
  await waitFor(() => expect(text("transfer-amount-says")).toContain("Too much"));
  expect(askedFor("reviewSale")[0]?.args[0]).toMatchObject({
    account: "8031234567",
    amount: "5,000",
    bank: { vendor: "SmePlug", code: "bank/000014" },
    plan: null,
  });
});

it("asks again for whatever was typed after the name, and believes no name of before", async () => {
  const { field, type, text } = await shown();
  press("1");
  await waitFor(() => expect(text("bank")).toBe("Access Bank"));
  type("account-number", "8031234567");
  await waitFor(() => expect(text("holder")).toBe("ADA OBI"));
  type("account-number", "803123456");
  await waitFor(() => expect(text("holder")).toBe("—"));
  expect(field("transfer-amount")?.disabled).toBe(true);
  press("Enter");
  await settled();
  expect(askedFor("reviewSale")).toHaveLength(0);
});

it("asks nobody by itself where the last digit does not fit, and by Enter all the same", async () => {
  answers["readAccount"] = () => ({
    complete: true,
    wrong: null,
    doubtful: "The last digit does not fit",
    lesson: null,
  });
  const { type, text } = await shown();
  press("2");
  await waitFor(() => expect(text("bank")).toBe("First Bank"));
  type("account-number", "0000014578");
  await waitFor(() => expect(text("account-number-says")).toContain("does not fit"));
  expect(askedFor("lookUp")).toHaveLength(0);
  press("Enter");
  await waitFor(() => expect(text("holder")).toBe("ADA OBI"));
});

it("says why there is no such account, and takes no amount", async () => {
  answers["lookUp"] = () => ({
    kind: "refused",
    refused: { about: "Number", sentence: "SMEPlug says: Account could not be resolved" },
  });
  const { field, type, text } = await shown();
  press("3");
  await waitFor(() => expect(text("bank")).toBe("OPay"));
  type("account-number", "9999999999");
  await waitFor(() => expect(text("account-number-says")).toContain("could not be resolved"));
  expect(field("transfer-amount")?.disabled).toBe(true);
});

it("goes back step by step, and at last to airtime", async () => {
  const { form, type, text } = await shown();
  press("1");
  await waitFor(() => expect(text("bank")).toBe("Access Bank"));
  type("account-number", "8031234567");
  await waitFor(() => expect(text("holder")).toBe("ADA OBI"));
  press("Escape");
  await waitFor(() => expect(text("holder")).toBe("—"));
  expect(text("bank")).toBe("Access Bank");
  press("Escape");
  await waitFor(() => expect(text("bank")).toBe(""));
  expect(form.kind).toBe("transfer");
  press("Escape");
  expect(form.kind).toBe("airtime");
});

it("believes no name that comes after another number was typed", async () => {
  const typing = new TransferTyping();
  await typing.readBanks();
  typing.choose(BANKS[0] as never);
  const slow = later<unknown>();
  answers["lookUp"] = (_, number) =>
    number === "8031234567"
      ? slow.promise
      : { kind: "done", value: [{ id: number, label: number, name: "MUSA IBRAHIM" }] };
  const first = typing.typeNumber("8031234567");
  await settled();
  void typing.typeNumber("8031234561");
  await settled();
  slow.come({ kind: "done", value: [{ id: "8031234567", label: "", name: "ADA OBI" }] });
  await first;
  await settled();
  expect(typing.holder?.name).toBe("MUSA IBRAHIM");
  expect(asked.filter((one) => one.command === "lookUp").map((one) => one.args[1])).toEqual([
    "8031234567",
    "8031234561",
  ]);
});
