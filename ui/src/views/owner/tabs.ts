/** The owner's screens, in the order of their keys: Alt and a digit; the tenth is 0. */
export const TABS = [
  "today",
  "vendors",
  "wallets",
  "routing",
  "people",
  "shop",
  "audit",
  "records",
  "screen",
  "paper",
] as const;

export type OwnerTab = (typeof TABS)[number];
