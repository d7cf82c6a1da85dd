/**
 * A dialog that takes the focus when it appears, and gives it back to whatever had it when it goes. Escape closes it within the
 * press itself: left to the browser it closes a moment later, and a key that is pressed in that moment would be lost.
 */
export function modal(dialog: HTMLDialogElement, close: () => void): { destroy: () => void } {
  const returnTo = document.activeElement;
  dialog.showModal();
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    // The screen below does not hear that it is left too.
    event.stopPropagation();
    close();
  });
  return {
    destroy: () => {
      if (returnTo instanceof HTMLElement) returnTo.focus();
    },
  };
}
