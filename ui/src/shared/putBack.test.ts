import { render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { beforeEach, expect, it, vi } from "vitest";
import { answers, askedFor, forget, settled } from "../testing/program";

vi.mock("../bindings", async (original) => (await import("../testing/program")).fake(original));

const { default: PutBack } = await import("./PutBack.svelte");

const NOTHING = { doing: null, percent: 0, ended: null, told: null };
const TOLD = ["The backup of Ada has 300 sales", "It would lose 3 sales for ₦1,500"];

beforeEach(() => {
  forget();
  answers.openedBackup = () => NOTHING;
});

async function shown(): Promise<void> {
  render(PutBack, { usual: "/media/ada/STICK" });
  await settled();
}

const field = (id: string) => {
  const found = document.querySelector<HTMLInputElement>(`#${id}`);
  if (!found) throw new Error(`no #${id}`);
  return found;
};

async function type(id: string, text: string): Promise<void> {
  field(id).value = text;
  field(id).dispatchEvent(new Event("input", { bubbles: true }));
  await tick();
}

async function press(name: string): Promise<void> {
  screen.getByRole<HTMLButtonElement>("button", { name }).click();
  await settled();
}

it("opens the backup where backups usually go, and keeps no passphrase", async () => {
  await shown();
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Open the backup" }).disabled).toBe(true);
  answers.openBackup = () => ({
    kind: "refused",
    refused: { about: "Sale", sentence: "That is not the passphrase of this backup" },
  });
  await type("put-back-passphrase", "four quiet market women");
  await press("Open the backup");
  expect(askedFor("openBackup")[0]?.args).toEqual(["/media/ada/STICK", "four quiet market women"]);
  expect(screen.getByText("That is not the passphrase of this backup")).toBeTruthy();
  expect(field("put-back-passphrase").value).toBe("");
  expect(field("put-back-folder").value).toBe("/media/ada/STICK");
});

it("can take no decision before what would be lost stands there, and reads it out", async () => {
  await shown();
  expect(screen.queryByRole("button", { name: /Put it back/ })).toBeNull();
  answers.openBackup = () => {
    answers.openedBackup = () => ({ ...NOTHING, told: TOLD });
    return { kind: "done", value: "" };
  };
  await type("put-back-passphrase", "four quiet market women");
  await press("Open the backup");
  const question = screen.getByTestId("would-be-lost");
  for (const sentence of TOLD) expect(question.textContent).toContain(sentence);
  expect(document.activeElement).toBe(question);
  expect(document.querySelector("#put-back-folder")).toBeNull();
});

it("leaves the backup, or takes it once", async () => {
  answers.openedBackup = () => ({ ...NOTHING, told: TOLD });
  answers.leaveBackup = () => {
    answers.openedBackup = () => NOTHING;
    return null;
  };
  await shown();
  await press("Leave it");
  expect(document.activeElement).toBe(field("put-back-folder"));
  expect(askedFor("putBack")).toEqual([]);

  answers.openedBackup = () => ({ ...NOTHING, told: TOLD });
  await new Promise((resolve) => setTimeout(resolve, 450));
  answers.putBack = () => ({ kind: "done", value: "" });
  await press("Put it back and close Airtill");
  expect(askedFor("putBack")).toHaveLength(1);
  expect(screen.getByText(/Airtill closes now/)).toBeTruthy();
  expect(screen.queryByRole("button")).toBeNull();
});

it("leaves what was opened when the page is left", async () => {
  answers.openedBackup = () => ({ ...NOTHING, told: TOLD });
  answers.leaveBackup = () => null;
  const { unmount } = render(PutBack, { usual: "" });
  await settled();
  unmount();
  await settled();
  expect(askedFor("leaveBackup")).toHaveLength(1);
});

it("tells that more was sold since, and the form stands there again", async () => {
  answers.openedBackup = () => ({ ...NOTHING, told: TOLD });
  answers.putBack = () => {
    answers.openedBackup = () => NOTHING;
    return { kind: "refused", refused: { about: "Sale", sentence: "The shop has sold since" } };
  };
  await shown();
  await press("Put it back and close Airtill");
  expect(screen.getByText("The shop has sold since")).toBeTruthy();
  expect(field("put-back-folder").value).toBe("/media/ada/STICK");
});
