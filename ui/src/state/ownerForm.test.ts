import { describe, expect, it } from "vitest";
import { OwnerForm } from "./ownerForm.svelte";

describe("a form of the owner's", () => {
  it("keeps what is typed while it is read anew", async () => {
    const answers: ((form: { name: string }) => void)[] = [];
    const edit = new OwnerForm<{ name: string }>(
      () => new Promise((answer) => answers.push(answer)),
      () => Promise.resolve({ kind: "done" }),
    );
    const answer = async (name: string) => {
      answers.shift()?.({ name });
      await Promise.resolve();
      await Promise.resolve();
    };
    await answer("as it was");
    expect(edit.form?.name).toBe("as it was");

    // Something else was saved: what is typed before the answer comes is not overwritten by it.
    const refreshed = edit.refresh();
    if (edit.form) edit.form.name = "typed";
    await answer("as it is");
    await refreshed;
    expect(edit.form?.name).toBe("typed");
    expect(edit.changed).toBe(true);

    if (edit.form) edit.form.name = "as it was";
    const again = edit.refresh();
    await answer("as it is");
    await again;
    expect(edit.form?.name).toBe("as it is");
    expect(edit.changed).toBe(false);

    // What was saved is no unsaved change, while what holds now is still being read.
    if (edit.form) edit.form.name = "saved";
    const saved = edit.save();
    await new Promise((done) => setTimeout(done));
    expect(edit.changed).toBe(false);
    await answer("saved");
    expect(await saved).toBe(true);
  });
});
