/** The owner's screens, in the order of their keys: Alt and a digit. */
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
] as const;

export type OwnerTab = (typeof TABS)[number];
