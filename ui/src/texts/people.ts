import { en } from "./en/people";
import { inLanguage } from "./language.svelte";

export const t = inLanguage({ en });
