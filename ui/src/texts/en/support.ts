/** What a support person is given. */
export const en = {
  ofSale: "For support",
  ofSaleHeading: "What was not understood of this sale",
  ofVendor: "What was not understood",
  ofVendorHeading: (vendor: string) => `What was not understood of ${vendor}`,
  bundle: "For support",
  bundleIs:
    "Versions, settings, the last sales that were not known, and the log. No keys, no PINs; customers' numbers are masked. You see all of it before it leaves.",
  show: "Show what would be given",
  readFirst:
    "Read it before you give it away. Keys and PINs are never in it; numbers are masked and names taken out.",
  gathering: "Gathering…",
  copy: "Copy all of it",
  copied: "Copied: paste it into a message to support",
  notCopied: "It could not be copied: it is marked, press Ctrl C",
  save: "Save as a file",
  saving: "Saving…",
  close: "Close [[Esc]]",
};
