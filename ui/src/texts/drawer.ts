import { en } from "./en/drawer";
import { inLanguage } from "./language.svelte";

export const t = inLanguage({ en });
