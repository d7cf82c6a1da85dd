import { en } from "./en/transfer";
import { inLanguage } from "./language.svelte";

export const t = inLanguage({ en });
