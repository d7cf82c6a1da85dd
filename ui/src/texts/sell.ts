import { en } from "./en/sell";
import { inLanguage } from "./language.svelte";

export const t = inLanguage({ en });
