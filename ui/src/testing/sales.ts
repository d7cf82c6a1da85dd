import type { Sale, SaleStatus } from "../ipc";

/** A sale as the program would show it. */
export function saleThat(standing: SaleStatus, id = "sale-1"): Sale {
  return {
    id,
    standing,
    title: "₦500 MTN airtime",
    amount: "₦500",
    service_name: "MTN",
    recipient: "0803 123 4567",
    price: "₦500.00",
    tender: "Cash",
    tender_word: "cash",
    vendor: "SMEPlug",
    reference: "202611221402ABCD23456789ABCD",
    time: "14:02",
    sentence: "",
    owed: standing === "Owed" ? "₦500" : null,
    give_back: "Give it back",
    given_back: "handed over",
    started_ms_ago: 0,
    ended_ms_ago: null,
    next_check_in_ms: null,
    checks: 0,
    attempts: 1,
    contradicted: false,
    cost_changed: null,
    can_be_asked: true,
    by_hand: false,
    next_try: standing === "Owed" ? { vendor: "Vtpass", name: "VTpass", at_a_loss: false, cost: null } : null,
    settled_in_ms: standing === "NotKnown" ? 600_000 : null,
    account_changed: false,
    ready: null,
    notice_says: null,
    notice: null,
    ends: [],
  };
}
