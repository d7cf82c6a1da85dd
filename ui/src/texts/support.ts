import { en } from "./en/support";
import { inLanguage } from "./language.svelte";

export const t = inLanguage({ en });
