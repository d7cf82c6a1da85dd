import { beforeEach, describe, expect, it, vi } from "vitest";
import type * as Ipc from "../ipc";
import { review } from "../testing/reviews";
import { saleThat } from "../testing/sales";

const calls: string[] = [];
const replies: Record<string, () => unknown> = {};

// The program, as far as the form can tell: what is asked of it is written down, and answered by the test.
vi.mock("../bindings", async (original) => ({
  ...(await original<object>()),
  commands: new Proxy(
    {},
    {
      get: (_, command: string) => async () => {
        calls.push(command);
        const data = await replies[command]?.();
        return data instanceof Error ? { status: "error", error: data } : { status: "ok", data };
      },
    },
  ),
  events: {},
}));

const { SellForm } = await import("./sellForm.svelte");

beforeEach(() => {
  calls.length = 0;
  replies["readNumber"] = () => ({
    shown: "",
    complete: true,
    network: null,
    worked_on: null,
    wrong: null,
    meant: null,
    lesson: null,
  });
  replies["readAmount"] = () => ({ shown: "₦500", words: null, wrong: null, outlook: null });
  replies["reviewSale"] = () => ({ kind: "done", value: review });
  replies["confirmSale"] = () => ({ kind: "done", value: saleThat("Sending") });
});

async function typed(): Promise<InstanceType<typeof SellForm>> {
  const form = new SellForm();
  form.typeNumber("08031234567", true);
  form.typeAmount("500");
  await form.openReview();
  return form;
}

describe("the sell form", () => {
  it("says when the focus may move on", () => {
    const form = new SellForm();
    expect(form.typeNumber("0803123456", true)).toBe(false);
    expect(form.typeNumber("08031234567", true)).toBe(true);
    expect(form.typeNumber("08031234567", false)).toBe(false);
  });

  it("takes a number that was probably meant at a key, and drops the offer with the next digit", async () => {
    const reading = { shown: "", network: null, worked_on: null, lesson: null };
    replies["readNumber"] = () => ({ ...reading, complete: false, wrong: "?", meant: "0803 123 4567" });
    const form = new SellForm();
    expect(form.typeNumber("0803l234567", true)).toBe(false);
    expect(form.number, "nothing is dropped").toBe("0803l234567");
    await vi.waitFor(() => expect(form.reading.meant).toBe("0803 123 4567"));
    form.typeNumber("0803l2345678", true);
    expect(form.takeMeant(), "it was of what stood there before").toBe(false);
    await vi.waitFor(() => expect(form.reading.meant).toBe("0803 123 4567"));
    expect(form.takeMeant()).toBe(true);
    expect(form.number).toBe("0803 123 4567");
  });

  it("drops a customer who is found after something else was typed", async () => {
    let come: (found: object[]) => void = () => undefined;
    replies["customersEnding"] = () => new Promise((resolve) => (come = resolve));
    const form = new SellForm();
    form.typeNumber("4567", true);
    const looking = form.lookUpCustomers();
    form.typeNumber("08059998888", true);
    come([{ number: "0803 123 4567", last: "" }]);
    await looking;
    expect([form.number, form.customers.length]).toEqual(["0805 999 8888", 0]);
  });

  it("goes on with what was typed before the program answered", async () => {
    const form = new SellForm();
    for (const [typed, number, amount] of [
      ["0803123", "0803 123", ""],
      ["08031234567", "0803 123 4567", ""],
      ["0803 123 4567 1500", "0803 123 4567", "1,500"],
      ["+2348031234567500", "+2348031234567", "500"],
      ["2348031234567500", "2348031234567", "500"],
      ["", "", ""],
    ] as const) {
      form.typeEarly(typed);
      expect([form.number, form.amount]).toEqual([number, amount]);
    }
    form.typeEarly("08031234567500");
    form.readAgain();
    await Promise.resolve();
    expect(await form.openReview()).toBe(true);
  });

  it("takes the only customer whose number ends so, and lets one choose between two", async () => {
    const customer = (number: string) => ({ number, last: "₦500 on 12 May" });
    replies["customersEnding"] = () => [customer("0803 123 4567")];
    const form = new SellForm();
    form.typeNumber("4567", true);
    await form.lookUpCustomers();
    expect([form.number, form.customers.length, form.draft.refused]).toEqual(["0803 123 4567", 0, null]);
    replies["customersEnding"] = () => [customer("0803 123 4567"), customer("0805 999 4567")];
    form.free();
    form.typeNumber("4567", true);
    await form.lookUpCustomers();
    expect([form.number, form.customers.length]).toEqual(["4567", 2]);
  });

  it("does not believe keys held over from the step before", async () => {
    const form = await typed();
    expect(form.draft.stage).toBe("review");
    expect(form.draft.guarded).toBe(true);
    await new Promise((done) => setTimeout(done, 320));
    expect(form.draft.guarded).toBe(false);
  });

  it("keeps what was typed when the review is refused or cancelled", async () => {
    replies["reviewSale"] = () => ({
      kind: "refused",
      refused: { about: "Amount", sentence: "The least is ₦20" },
    });
    const form = await typed();
    expect(form.draft.stage).toBe("typing");
    expect(form.draft.refused?.sentence).toBe("The least is ₦20");
    expect([form.number, form.amount]).toEqual(["0803 123 4567", "500"]);
    replies["reviewSale"] = () => ({ kind: "done", value: review });
    replies["cancelReview"] = () => null;
    await form.openReview();
    await form.draft.cancelReview();
    expect([form.draft.stage, form.number, form.amount]).toEqual(["typing", "0803 123 4567", "500"]);
    expect(calls).toContain("cancelReview");
  });

  it.each(["Delivered", "NotKnown", "Returned"] as const)(
    "is free once the sale stands %s",
    async (standing) => {
      const form = await typed();
      await form.draft.confirm();
      expect(form.draft.stage).toBe("sent");
      expect(form.draft.follow(saleThat("Sending"))).toBe(false);
      expect(form.draft.follow(saleThat(standing))).toBe(true);
      expect([form.draft.stage, form.number, form.draft.sale?.standing]).toEqual(["typing", "", standing]);
    },
  );

  it("waits for the attendant when money is owed", async () => {
    const form = await typed();
    await form.draft.confirm();
    expect(form.draft.follow(saleThat("Owed"))).toBe(false);
    expect(form.draft.stage).toBe("sent");
  });

  it("does not take the next customer's form away when an earlier sale ends", async () => {
    const form = await typed();
    await form.draft.confirm();
    form.draft.follow(saleThat("NotKnown"));
    form.typeNumber("0805", true);
    expect(form.draft.follow(saleThat("Owed"))).toBe(false);
    expect([form.draft.stage, form.number]).toEqual(["typing", "0805"]);
  });

  it("keeps a fault to be shown, with what to do next", async () => {
    const fault = { code: "Other", message: "The ledger could not be written", hint: "Nothing was sent" };
    replies["confirmSale"] = () => Object.assign(new Error(fault.message), fault);
    const form = await typed();
    await form.draft.confirm();
    expect([form.draft.stage, form.number, form.amount]).toEqual(["typing", "0803 123 4567", "500"]);
    expect([form.draft.fault?.message, form.draft.fault?.hint]).toEqual([
      "The ledger could not be written",
      "Nothing was sent",
    ]);
  });

  it("takes the plan that was pointed at, wherever it stands in the list", async () => {
    const plan = (name: string, code: string): Ipc.Plan => ({
      key: { vendor: "Vtpass", code },
      name,
      kind: "direct",
      validity: "30 days",
      price: "₦1,000",
      vendor: "VTpass",
      others: 0,
      sold: 0,
    });
    const plans = ["1.5GB Bigga", "6.5GB Bigga", "5GB Bigga"].map((name, i) => plan(name, String(i)));
    replies["plans"] = () => ({ plans, as_of: null });
    const form = new SellForm();
    form.become("data");
    form.chooseNetwork("Mtn", "MTN");
    await vi.waitFor(() => expect(form.plans).not.toBeNull());
    form.typeFilter("5GB Bigga");
    expect(form.plan?.key.code).toBe("0");
    form.pick(plans[2] as Ipc.Plan);
    expect(form.plan?.key.code).toBe("2");
    form.typeFilter("2");
    expect(form.plan?.key.code).toBe("1");
  });

  it("drops an answer about an account that was typed over meanwhile", async () => {
    replies["lookUp"] = () => ({ kind: "done", value: [{ id: "1", label: "home", name: "ADA" }] });
    const form = new SellForm();
    form.chooseNetwork("Smile", "Smile");
    form.typeAccount("ada@example.com");
    const asked = form.nameAccount();
    form.typeAccount("adah@example.com");
    expect(await asked).toBe(false);
    expect(form.account).toBeNull();
    expect(await form.nameAccount()).toBe(true);
    expect(form.account?.name).toBe("ADA");
  });

  it("drops a review of what was typed before, and cancels it", async () => {
    replies["reviewSale"] = () => ({ kind: "done", value: review });
    const form = new SellForm();
    form.typeNumber("08031234567", true);
    form.typeAmount("500");
    const asked = form.openReview();
    form.free();
    expect(await asked).toBe(false);
    expect(form.draft.review).toBeNull();
    expect(form.draft.stage).toBe("typing");
    expect(calls).toContain("cancelReview");
  });

  it("leaves nothing of a review to the one who signs in next", async () => {
    replies["reviewSale"] = () => ({ kind: "done", value: review });
    const form = new SellForm();
    form.typeNumber("08031234567", true);
    form.typeAmount("500");
    await form.openReview();
    expect(form.draft.stage).toBe("review");
    form.draft.leaveForLock();
    expect(form.draft.stage).toBe("typing");
    expect(form.number).toBe("");
    await form.draft.confirm();
    expect(calls).not.toContain("confirmSale");
  });

  /** An answer that comes when the test says so, to a question that was asked. */
  function late(command: string): (reply: object) => void {
    let come: (reply: object) => void = () => undefined;
    replies[command] = () => new Promise((resolve) => (come = resolve));
    return (reply) => {
      come(reply);
    };
  }

  it.each([
    ["refused", { kind: "refused", refused: { about: "Sale", sentence: "No connection" }, review }],
    ["sent", { kind: "done", value: saleThat("Sending") }],
  ])("gives a confirm that is %s after the lock to nobody", async (_, reply) => {
    const form = await typed();
    const come = late("confirmSale");
    const confirming = form.draft.confirm();
    form.draft.leaveForLock();
    expect(form.draft.busy).toBe(false);
    form.typeNumber("08059998888", true);
    come(reply);
    await confirming;
    expect([form.draft.stage, form.number, form.draft.review, form.draft.sale]).toEqual([
      "typing",
      "0805 999 8888",
      null,
      null,
    ]);
  });

  it("cancels a confirm that still looks for a connection, and waits for what became of it", async () => {
    replies["cancelReview"] = () => null;
    const form = await typed();
    const come = late("confirmSale");
    const confirming = form.draft.confirm();
    await form.draft.cancelReview();
    expect([calls.at(-1), form.draft.stage]).toEqual(["cancelReview", "review"]);
    come({ kind: "refused", refused: { about: "Sale", sentence: "Cancelled" }, review: null });
    await confirming;
    expect([form.draft.stage, form.draft.refused?.sentence, form.number]).toEqual([
      "typing",
      "Cancelled",
      "0803 123 4567",
    ]);
  });

  it("serves the next customer while a vendor does not say whose an account is", async () => {
    const come = late("lookUp");
    const form = new SellForm();
    form.chooseNetwork("Smile", "Smile");
    form.typeAccount("ada@example.com");
    const asking = form.nameAccount();
    expect(form.draft.busy).toBe(true);
    form.free();
    expect(form.draft.busy).toBe(false);
    form.become("airtime");
    form.typeNumber("08031234567", true);
    form.typeAmount("500");
    expect(await form.openReview()).toBe(true);
    come({ kind: "done", value: [{ id: "1", label: "home", name: "ADA" }] });
    expect(await asking).toBe(false);
    expect([form.account, form.draft.stage]).toEqual([null, "review"]);
  });

  it("asks for a second one again when another sale than the one agreed to has come up", async () => {
    const repeat = { sentence: "₦500 to this number 6 min ago: delivered", owner_too: false };
    replies["reviewSale"] = () => ({ kind: "done", value: { ...review, repeat } });
    const form = await typed();
    form.draft.agreeToSecond();
    const other = { ...repeat, sentence: "₦500 to this number, now: under way" };
    replies["confirmSale"] = () => ({
      kind: "refused",
      refused: { about: "Repeat", sentence: other.sentence },
      review: { ...review, repeat: other },
    });
    await form.draft.confirm();
    expect([form.draft.second, form.draft.review?.repeat?.sentence]).toEqual([false, other.sentence]);
    form.draft.agreeToSecond();
    replies["confirmSale"] = () => ({
      kind: "refused",
      refused: { about: "Sale", sentence: "No connection" },
      review: { ...review, repeat: other },
    });
    await form.draft.confirm();
    expect(form.draft.second).toBe(true);
  });

  it("reads the plans of the network that the badge shows, after the number was changed too", async () => {
    const network = { id: "Mtn", name: "MTN" };
    replies["readNumber"] = () => ({
      shown: "",
      complete: true,
      network,
      worked_on: null,
      wrong: null,
      lesson: null,
    });
    const reads: string[] = [];
    replies["plans"] = () => {
      reads.push("plans");
      return { plans: [], as_of: String(reads.length) };
    };
    const form = new SellForm();
    form.become("data");
    form.typeNumber("08031234567", true);
    await vi.waitFor(() => expect(form.plans?.as_of).toBe("1"));
    form.chooseNetwork("Airtel", "Airtel");
    await vi.waitFor(() => expect(form.plans?.as_of).toBe("2"));
    form.typeNumber("08031234568", true);
    await vi.waitFor(() => expect(form.plans?.as_of).toBe("3"));
    expect(form.network).toBe("Mtn");
  });

  it("takes no key for an answer to a failure that has just come", async () => {
    const form = await typed();
    await form.draft.confirm();
    await new Promise((done) => setTimeout(done, 320));
    expect(form.draft.guarded).toBe(false);
    form.draft.follow(saleThat("Owed"));
    expect(form.draft.guarded).toBe(true);
  });

  it("leaves no question behind for a space that changes nothing", async () => {
    let come: (reply: unknown) => void = () => undefined;
    replies["reviewSale"] = () => new Promise((resolve) => (come = resolve));
    const form = new SellForm();
    form.typeNumber("08031234567", true);
    form.typeAmount("500");
    const opened = form.openReview();
    await vi.waitFor(() => expect(calls).toContain("reviewSale"));
    form.typeAmount("500 ");
    come({ kind: "done", value: review });
    expect(await opened).toBe(true);
    expect([form.amount, form.draft.stage]).toEqual(["500", "review"]);
  });
});
