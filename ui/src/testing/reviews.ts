import type { Review } from "../ipc";

/** A review as the program would show it. */
export const review: Review = {
  sale: "sale-1",
  title: "₦500 MTN airtime",
  recipient: "0803 123 4567",
  price: "₦500.00",
  priced_for: null,
  words: null,
  tender: "Cash",
  tender_word: "cash",
  debtor: null,
  vendor: "SMEPlug",
  elsewhere: null,
  cost: "₦482.50",
  keeps: "₦17.50",
  as_of: null,
  other_vendors: true,
  sends: null,
  description: null,
  ask_last_four: false,
  ask_owner: null,
  warnings: [],
  repeat: null,
  changed: null,
  row: [],
  policy: "lowest cost",
};
