/** Whether the number pad moves the cursor instead of typing digits: seen by its keys, since nothing tells it. */
class NumLock {
  off = $state(false);

  /** A key was pressed. */
  hear(event: KeyboardEvent): void {
    if (/^Numpad\d$/.test(event.code)) this.off = event.key.length > 1 && !event.shiftKey;
  }
}

export const numLock = new NumLock();
