import { en } from "./en/frame";
import { inLanguage } from "./language.svelte";

export const t = inLanguage({ en });
