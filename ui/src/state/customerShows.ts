/** What the customer's window shows of the form: the number while it is typed, and how the sale ended that was just sent. */
import type { CustomerShows, Status } from "../ipc";
import { t } from "../texts/customer";
import { spoken } from "../texts/language.svelte";
import type { SellForm } from "./sellForm.svelte";

type Shows = Omit<CustomerShows, "language">;

const NOTHING: Shows = { shop: "", number: "", network: "", what: "", says: "", tone: "Plain" };

export function customerShows(form: SellForm, status: Status | null, locked: boolean): CustomerShows {
  return { ...shows(form, status, locked), language: spoken() };
}

function shows(form: SellForm, status: Status | null, locked: boolean): Shows {
  const practice = status?.shop === "Practice" ? ` ${t().practice}` : "";
  const shop = `${status?.shop_name ?? ""}${practice}`.trim();
  if (locked || !status) return { ...NOTHING, shop };
  const { review, sale } = form.draft;
  if (review) {
    return {
      shop,
      number: review.recipient,
      network: "",
      what: review.title,
      says: form.draft.busy ? t().sending : `${t().check} ${review.price}`,
      tone: "Plain",
    };
  }
  if (form.draft.stage === "typing" && form.number !== "") {
    return {
      shop,
      number: form.number,
      network: form.chosen?.name ?? form.reading.network?.name ?? "",
      what: form.kind === "airtime" ? (form.amountReading.shown ?? "") : "",
      says: form.reading.complete ? t().check : "",
      tone: "Plain",
    };
  }
  if (!sale) return { ...NOTHING, shop };
  const [says, tone] = (
    {
      Sending: [t().sending, "Plain"],
      Delivered: [t().delivered, "Sold"],
      Owed: [t().owed, "Failed"],
      Returned: [t().returned, "Failed"],
      NotKnown: [t().notKnown, "Doubt"],
    } as const
  )[sale.standing];
  return { shop, number: sale.recipient, network: "", what: sale.title, says, tone };
}
