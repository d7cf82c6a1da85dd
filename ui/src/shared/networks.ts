import type { Action, Network } from "../ipc";

/** The networks in the order of their keys; the last two are sold to an account whose holder is named first. */
export const NETWORKS: { act: Action; id: Network; name: string }[] = [
  { act: "Mtn", id: "Mtn", name: "MTN" },
  { act: "Airtel", id: "Airtel", name: "Airtel" },
  { act: "Glo", id: "Glo", name: "Glo" },
  { act: "T2", id: "T2", name: "T2 (9mobile)" },
  { act: "Ntel", id: "Ntel", name: "NTEL" },
  { act: "Smile", id: "Smile", name: "Smile" },
  { act: "Vdt", id: "Vdt", name: "VDT" },
];

/** Those that are sold to a number. */
export const BY_NUMBER = NETWORKS.filter((one) => one.id !== "Smile" && one.id !== "Vdt");
