/** F6: the ledger. */
export const en = {
  name: "Ledger",
  find: "Find: end of a number, amount, network, name, reference, ? for not known",
  dayBefore: "The day before",
  dayAfter: "The day after",
  verify: "Verify [[Alt V]]",
  export: "Export [[Alt E]]",
  sales: "Sales",
  to: "to",
  noSales: "Nothing was sold on this day.",
  noneFound: "Nothing was found. Fewer words find more.",
  story: "The sale's story",
  slip: "Slip",
  copy: "Copy",
  dispute: "Dispute slip",
  follow: "It ended otherwise",
  back: "Back [[Esc]]",
};
