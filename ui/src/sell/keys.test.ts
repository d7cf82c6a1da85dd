import { describe, expect, it } from "vitest";
import { type Act, type At, type Press, actOf } from "./keys";

const PRESS: Press = { key: "Enter", repeat: false, meant: null, button: false, sends: false, field: null };
const AT: At = {
  busy: false,
  guarded: false,
  isNew: false,
  repeats: false,
  owed: false,
  transfer: false,
  byAccount: false,
  filtered: false,
  starred: false,
  quick: 5,
  customers: 0,
  accounts: 0,
  scanned: () => false,
};

const NOWHERE = { button: false, sends: false };
const KEYS = ["Enter", "Escape", "Tab", " ", "*", "2", "7", "a", "F2", "Backspace"];
const FIELDS: Press["field"][] = [null, "number", "amount", "plan", "account", "debtor", "review", "other"];
const FLAGS = [
  "busy",
  "guarded",
  "isNew",
  "repeats",
  "owed",
  "transfer",
  "byAccount",
  "filtered",
  "starred",
] as const;
const STAGES = ["typing", "review", "sent"] as const;

/** Every key at every stage, in every field and on every button, with every set of flags. */
function* everything(): Generator<[(typeof STAGES)[number], Press, At]> {
  for (const stage of STAGES)
    for (const key of KEYS)
      for (const field of FIELDS)
        for (const on of field
          ? [NOWHERE]
          : [NOWHERE, { ...NOWHERE, button: true }, { button: true, sends: true }])
          for (const repeat of [false, true])
            for (let flags = 0; flags < 1 << FLAGS.length; flags += 1) {
              const at = { ...AT };
              FLAGS.forEach((flag, n) => (at[flag] = (flags & (1 << n)) !== 0));
              yield [stage, { ...PRESS, key, field, ...on, repeat }, at];
            }
}

describe("the keys of the sell screen", () => {
  it("sells, tries again and agrees only by a key that is pressed anew and may be believed", () => {
    const moneys: Act[] = ["confirm", "again", "second", "handOver"];
    let asked = 0;
    for (const [stage, press, at] of everything()) {
      const act = actOf(stage, press, at);
      asked += 1;
      if (!moneys.includes(act)) continue;
      const where = JSON.stringify([stage, press, at, act]);
      expect(press.repeat || at.guarded, where).toBe(false);
      expect(stage, where).toBe(act === "confirm" ? "review" : act === "second" ? stage : "sent");
      expect(stage === "review" && at.busy, where).toBe(false);
      expect(press.key, where).toBe(act === "second" ? "2" : "Enter");
      if (stage === "sent") expect(at.owed, where).toBe(true);
    }
    expect(asked).toBeGreaterThan(100_000);
  });

  it("never lets the space bar press what sends", () => {
    for (const [stage, press, at] of everything())
      if (press.key === " " && press.sends) expect(actOf(stage, press, at)).toBe("nothing");
  });

  it("leaves what is typed into a field there", () => {
    for (const field of ["review", "debtor"] as const)
      expect(actOf("review", { ...PRESS, key: "7", field }, AT)).toBe("toField");
    expect(actOf("review", { ...PRESS, key: "a", field: "debtor", meant: "Card" }, AT)).toBe("toField");
    expect(actOf("typing", { ...PRESS, key: "a", field: "account" }, AT)).toBe("toField");
    expect(actOf("typing", { ...PRESS, key: "7", field: "plan" }, AT)).toBe("toField");
    expect(actOf("typing", { ...PRESS, key: "7" }, AT)).toBe("digit");
    expect(actOf("typing", { ...PRESS, key: "7" }, { ...AT, customers: 7 })).toBe("customer");
    expect(actOf("typing", { ...PRESS, key: "2", field: "number" }, { ...AT, starred: true })).toBe("quick");
  });
});
