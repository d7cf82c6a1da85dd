/**
 * A program for tests of the page: it answers each command with what the test has put there, and remembers what it was asked.
 * In a test: `vi.mock("../bindings", async (original) => (await import("./program")).fake(original));`
 */
import { vi } from "vitest";

type Answer = (...args: unknown[]) => unknown;

/** What each command answers; what isn't here fails the test that asks it. */
export const answers: Record<string, Answer> = {};
/** What was asked, in order. */
export const asked: { command: string; args: unknown[] }[] = [];

/** The commands that were asked by a name. */
export const askedFor = (command: string) => asked.filter((one) => one.command === command);

/** Forgets everything between tests. */
export function forget(): void {
  asked.length = 0;
  for (const command of Object.keys(answers)) Reflect.deleteProperty(answers, command);
}

/** The bindings with this program behind them; constants are the real ones. */
export async function fake(original: () => Promise<unknown>): Promise<object> {
  const commands = new Proxy(
    {},
    {
      get: (_, command) => {
        const name = String(command);
        return async (...args: unknown[]) => {
          asked.push({ command: name, args });
          const answer = answers[name];
          if (!answer) throw new Error(`the test has no answer to ${name}`);
          const data = await answer(...args);
          // What the program causes is an error with a sentence and a hint.
          return data instanceof Error ? { status: "error", error: data } : { status: "ok", data };
        };
      },
    },
  );
  const events = {
    saleChanged: { listen: vi.fn(() => Promise.resolve(() => undefined)) },
    customerShows: { listen: vi.fn(() => Promise.resolve(() => undefined)) },
    statusChanged: { listen: vi.fn(() => Promise.resolve(() => undefined)) },
  };
  return { ...((await original()) as object), commands, events };
}

/** A key press that everyone hears. */
export function press(key: string, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  (document.activeElement ?? window).dispatchEvent(event);
  return event;
}

/** An answer that comes when the test says so. */
export function later<T>(): { promise: Promise<T>; come: (value: T) => void } {
  let come: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => (come = resolve));
  return { promise, come };
}

/** Whatever was on its way has arrived. */
export const settled = () => new Promise((resolve) => setTimeout(resolve, 10));
