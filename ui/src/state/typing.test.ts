import { describe, expect, it } from "vitest";
import cases from "../../../tests/domain/typed.json";
import { digitsOf, grouped, isFull, koboOf, nairaOf, plain, regrouped, separated, span } from "./typing";

describe("while a number is typed", () => {
  it("is grouped like a local number, and left alone otherwise", () => {
    expect(grouped("0803")).toBe("0803");
    expect(grouped("08031")).toBe("0803 1");
    expect(grouped("08031234567")).toBe("0803 123 4567");
    expect(grouped("0803 123 45678")).toBe("0803 123 45678");
    expect(grouped("+234803")).toBe("+234803");
    expect(grouped("234803")).toBe("234803");
  });

  it("moves the focus on at a whole number and never before", () => {
    const local = "08031234567";
    for (let n = 0; n < local.length; n++) expect(isFull(local.slice(0, n))).toBe(false);
    expect(isFull(local)).toBe(true);
    expect(isFull("2348031234567")).toBe(true);
    expect(isFull("+234 803 123 4567")).toBe(true);
    expect(isFull("18031234567")).toBe(false);
    expect(isFull("080312345678")).toBe(false);
  });

  it("is judged as the program judges it, and drops nothing that can be seen", () => {
    expect(digitsOf(" +234 (803) 123-4567 ")).toBe("+2348031234567");
    for (const { typed, plain: shown, digits } of cases) {
      expect(plain(typed), typed).toBe(shown);
      if (digits !== undefined) expect(digitsOf(typed), typed).toBe(digits);
      else expect(digitsOf(typed), typed).toMatch(/[^\d]/);
      expect(isFull(typed), typed).toBe(digits !== undefined);
    }
  });

  it("is not whole with a letter in it", () => {
    expect(isFull("08031234567x")).toBe(false);
    expect(isFull("0803123456O")).toBe(false);
    expect(grouped("0803123456O")).toBe("0803123456O");
  });
});

describe("while an amount is typed", () => {
  it("is separated only when it is digits", () => {
    expect(separated("1500")).toBe("1,500");
    expect(separated("50.5")).toBe("50.5");
    expect(separated("-5")).toBe("-5");
    expect(separated("")).toBe("");
  });

  it("moves its own separators with the digits", () => {
    const typed = (keys: string) => [...keys].reduce((text, key) => regrouped(text, text + key), "");
    expect(typed("1500")).toBe("1,500");
    expect(typed("1500000")).toBe("1,500,000");
    expect(typed("50.5")).toBe("50.5");
    expect(regrouped("15,000", "15,00")).toBe("1,500");
    expect(regrouped("1,500", "1,5007")).toBe("15,007");
    expect(regrouped("1,500", "1500")).toBe("1,500");
    expect(regrouped("", "1,500,000")).toBe("1,500,000");
  });

  it("never takes a typed comma for a separator", () => {
    const typed = (keys: string) => [...keys].reduce((text, key) => regrouped(text, text + key), "");
    expect(typed("50,5")).toBe("50,5");
    expect(typed("1500,50")).toBe("1,500,50");
    expect(regrouped("", "1500,50")).toBe("1500,50");
    expect(regrouped("50,", "50,5")).toBe("50,5");
    // Pasted over what stood there.
    expect(regrouped("1,500", "1500,50")).toBe("1500,50");
    expect(regrouped("5,000", "50,5")).toBe("50,5");
  });
});

it("tells spans in the unit that fits", () => {
  expect([0, 12_400, 240_000, 7_200_000, -5].map(span)).toEqual(["0 s", "12 s", "4 min", "2 h", "0 s"]);
});

describe("money that is counted", () => {
  it("is whole kobo, never a part of one", () => {
    expect(["350", "1,350.5", "₦12.05", "0.1", "", "x", "1.234", "1500,50", "12,5"].map(koboOf)).toEqual([
      35000, 135050, 1205, 10, 0, 0, 0, 0, 0,
    ]);
    expect([0, 5, 1205, 501250, 100000000].map(nairaOf)).toEqual([
      "₦0",
      "₦0.05",
      "₦12.05",
      "₦5,012.50",
      "₦1,000,000",
    ]);
  });
});
