import { en } from "./en/open";
import { inLanguage } from "./language.svelte";

export const t = inLanguage({ en });
