/** The program's state on a quiet day in the practice shop, for tests of the page. */
import type { Status } from "../ipc";

export const statusOf = (more: Partial<Status> = {}): Status => ({
  shop: "Practice",
  has_real: false,
  phase: { kind: "open" },
  notices: [],
  read_only: null,
  offline_since: null,
  online: true,
  wallets: [],
  session: { needed: false, name: null, owner: false },
  shop_name: null,
  late_keys: null,
  not_known: 0,
  owed: 0,
  owed_sum: "₦0",
  alarms: [],
  day: "today",
  time: "14:02",
  look: { theme: "System", text_percent: 100, sounds: false, language: "en", languages: ["en"] },
  keys: [],
  quick_amounts: [100, 200, 500, 1000, 2000],
  transfers: true,
  shift: { open: null, since: null, stale: false, closed: false },
  printer: null,
  ...more,
});
