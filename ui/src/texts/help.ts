import { en } from "./en/help";
import { inLanguage } from "./language.svelte";

export const t = inLanguage({ en });
