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

/**
 * Whose each of them is: of the shop that is on the screen, or of the real shop whichever is. All fields of a screen belong to one
 * shop, and the screen names it (`Owner.svelte`); a test in the real window holds the commands against this table.
 */
export const WHOSE: Record<OwnerTab, "shown" | "real"> = {
  today: "shown",
  vendors: "real",
  wallets: "shown",
  routing: "shown",
  people: "real",
  shop: "shown",
  audit: "real",
  records: "real",
  screen: "shown",
  paper: "shown",
};
