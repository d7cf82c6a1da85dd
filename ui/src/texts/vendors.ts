import { en } from "./en/vendors";
import { inLanguage } from "./language.svelte";

export const t = inLanguage({ en });
