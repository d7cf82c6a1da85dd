/** A dialog that takes the focus when it appears, and gives it back to whatever had it when it goes. */
export function modal(dialog: HTMLDialogElement): { destroy: () => void } {
  const returnTo = document.activeElement;
  dialog.showModal();
  return {
    destroy: () => {
      if (returnTo instanceof HTMLElement) returnTo.focus();
    },
  };
}
