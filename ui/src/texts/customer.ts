import { en } from "./en/customer";
import { inLanguage } from "./language.svelte";

export const t = inLanguage({ en });
