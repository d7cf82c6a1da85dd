import { en } from "./en/owner";
import { inLanguage } from "./language.svelte";

export const t = inLanguage({ en });
