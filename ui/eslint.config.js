import js from "@eslint/js";
import globals from "globals";
import svelte from "eslint-plugin-svelte";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

export default ts.config(
  { ignores: ["dist/", "node_modules/", "src/bindings.ts", "src/ownerBindings.ts"] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser } } },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig, extraFileExtensions: [".svelte"] } },
  },
  {
    rules: {
      // Text enters by binding, never as HTML.
      "svelte/no-at-html-tags": "error",
      "no-undef": "off",
    },
  },
  // The one door to the program: everything else goes through ipc.ts. And arrows one way: App → views → {sell, owner} → shared → state,
  // with texts and ipc.ts below them all.
  ...Object.entries({
    "src/*": [],
    "src/views/**": [],
    "src/sell/**": ["views", "owner"],
    "src/owner/**": ["views", "sell"],
    "src/shared/**": ["views", "owner", "sell"],
    "src/state/**": ["views", "owner", "sell", "shared"],
    "src/testing/**": ["views", "owner", "sell", "shared"],
    "src/texts/**": ["views", "owner", "sell", "shared", "state"],
  }).map(([from, above]) => ({
    files: [from],
    ignores: ["src/ipc.ts", "src/ownerIpc.ts", "src/bindings.ts", "src/ownerBindings.ts", "**/*.test.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            "@tauri-apps/*",
            "**/bindings",
            "**/ownerBindings",
            ...above.map((folder) => `**/${folder}/**`),
          ],
        },
      ],
    },
  })),
);
