import { en } from "./en/ledger";
import { inLanguage } from "./language.svelte";

export const t = inLanguage({ en });
