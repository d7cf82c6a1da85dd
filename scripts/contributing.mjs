#!/usr/bin/env node
// Follows CONTRIBUTING.md in a copy of the project, step by step, and looks whether the text is true: whatever a step changes is named by
// that step, no step of the text is left out, and what comes out compiles.
//   scripts/contributing.mjs check   all recipes, one over the other, and the compiler at the end (part of `make check`)
//   scripts/contributing.mjs         each recipe by itself, or those that are named ("Add a vendor"), with the commands that the text
//                                    names and the tests; says how long each took
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const copy = join(project, "target/contributing");
const text = readFileSync(join(project, "CONTRIBUTING.md"), "utf8");

const fail = (why) => {
  console.error(why);
  process.exit(1);
};

/** The numbered steps of a section, each as one line. */
function steps(section) {
  const from = text.indexOf(`\n### ${section}\n`);
  if (from < 0) fail(`CONTRIBUTING.md has no section "${section}"`);
  const body = text.slice(from + section.length + 6).split(/\n##/)[0];
  const found = [];
  for (const line of body.split("\n")) {
    const begins = /^(\d+)\. (.*)$/.exec(line);
    if (begins) found.push(begins[2]);
    else if (/^ {3}\S/.test(line) && found.length > 0) found[found.length - 1] += ` ${line.trim()}`;
  }
  if (found.length === 0) fail(`"${section}" has no steps`);
  return found;
}

/** Whether a step names a file: by its path, by the folder that it is in, with `<…>` for any name, or by a `grep` that finds it. */
function names(step, file) {
  return [...step.matchAll(/`([^`]+)`/g)].some(([, token]) => {
    const looked = /^grep -rl '(\w+)::<\w+>' (.+)$/.exec(token);
    if (looked) {
      const found = execFileSync("grep", ["-rlE", `${looked[1]}::`, ...looked[2].split(" ")], { cwd: copy, encoding: "utf8" });
      return found.split("\n").includes(file);
    }
    if (!token.includes("/")) return false;
    const pattern = token.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/<\w+>/g, "[^/]+");
    return new RegExp(`^${pattern}${token.endsWith("/") ? ".*" : "$"}`).test(file);
  });
}

const read = (file) => readFileSync(join(copy, file), "utf8");

/** Changes a file where an anchor stands: the text is put before it, after it, or in its place. */
function edit(file, anchor, how, added) {
  const before = read(file);
  const at = before.indexOf(anchor);
  if (at < 0) fail(`${file}: nothing like ${JSON.stringify(anchor)}`);
  const end = at + anchor.length;
  const after = {
    before: before.slice(0, at) + added + before.slice(at),
    after: before.slice(0, end) + added + before.slice(end),
    instead: before.slice(0, at) + added + before.slice(end),
  }[how];
  writeFileSync(join(copy, file), after);
  return file;
}

/** All arms and lines of a file that name one vendor, once more for another. */
function copyOfVendor(from, to) {
  const source = join(copy, from);
  const files = statSync(source).isDirectory() ? readdirSync(source).map((name) => join(from, name)) : [from];
  return files.map((file) => {
    const target = file.replaceAll("strongmb", "acme");
    mkdirSync(dirname(join(copy, target)), { recursive: true });
    writeFileSync(join(copy, target), read(file).replaceAll("Strongmb", "Acme").replaceAll("strongmb", "acme"));
    if (!target.startsWith(to)) fail(`${target} is not below ${to}`);
    return target;
  });
}

const entries = "src-tauri/ledger/entry/mod.rs";
const endOfEntries = "\n}\n\n/// A commit with its place in the chain.";
const effects = "src-tauri/ledger/views/mod.rs";
const sentences = "src-tauri/reports/audit/sentences.rs";
const examples = "tests/ledger/one_of_each.rs";
const make = (target) => ({ make: target });

/** What is done at each step, in the order of the text. A step does edits, and runs what it names. */
const recipes = [
  {
    section: "Change a sentence",
    steps: [() => [edit("ui/src/texts/en/sell.ts", 'airtime: "Airtime"', "instead", 'airtime: "Airtime to sell"')]],
    tests: null,
  },
  {
    section: "Add a command",
    steps: [
      () => [
        edit("src-tauri/commands/day.rs", "/// Today, as the till's clock has it.\n", "before",
          "/// How many sales the ledger holds.\n#[command]\npub async fn sales_kept(shops: ShopsState<'_>) -> Result<u32, CommandError> {\n" +
            "    Ok(till(&shops)?.ledger().sales()?)\n}\n\n"),
      ],
      () => [edit("src-tauri/commands/list.rs", "    day::day_list => SignedIn,\n", "after", "    day::sales_kept => SignedIn,\n")],
      () => [edit("tests/commands/gate.rs", '        "review_sale",\n', "after", '        "sales_kept",\n')],
      () => [make("bindings")],
      () => [edit("ui/src/ipc.ts", "export const today =", "before", "export const salesKept = () => read(() => commands.salesKept());\n")],
    ],
    tests: "test(/^(commands::(bindings|gate)|house)::/)",
  },
  {
    section: "Add an entry",
    steps: [
      () => [
        edit(entries, endOfEntries, "before",
          "\n    /// Somebody has looked at the wallets of all vendors.\n    WalletsSeen {\n        /// How many.\n        wallets: u32,\n    },"),
      ],
      () => [edit(effects, "            | Entry::ClockOff { .. } => {}", "before", "            | Entry::WalletsSeen { .. }\n")],
      () => [
        edit(sentences, "        | Entry::PrintBegun { .. } => of_the_ledger(entry),", "before", "        | Entry::WalletsSeen { .. }\n"),
        edit(sentences, "        Entry::BackedUp { upto } =>", "before",
          '        Entry::WalletsSeen { wallets } => (say!("Looked at {count} wallets", count = wallets), Plain),\n'),
      ],
      () => [edit(examples, "    entries.push(Entry::BackedUp", "before", "    entries.push(Entry::WalletsSeen { wallets: 5 });\n")],
      () => [make("words")],
    ],
    tests: "test(/^(ledger::encodings|house|reports::)/)",
  },
  {
    section: "Add a field to an entry",
    steps: [
      () => [
        edit(entries, endOfEntries, "before",
          "\n    /// A backup was made, and read back. In the place of [`Entry::BackedUp`].\n    BackupMade {\n" +
            "        /// The last commit in it.\n        upto: u64,\n        /// How long it took.\n        took_ms: u64,\n    },"),
      ],
      () => [
        edit(effects, "            Entry::BackedUp { upto } =>", "instead",
          "            Entry::BackedUp { upto } | Entry::BackupMade { upto, .. } =>"),
      ],
      () => [
        edit(sentences, "        | Entry::BackedUp { .. }\n", "after", "        | Entry::BackupMade { .. }\n"),
        edit(sentences, "        Entry::BackedUp { upto } =>", "instead",
          "        Entry::BackedUp { upto } | Entry::BackupMade { upto, .. } =>"),
      ],
      () => [
        edit("src-tauri/shop/maintenance.rs", "Entry::BackedUp { upto }", "instead", "Entry::BackupMade { upto, took_ms: 0 }"),
        edit("tests/backup/mod.rs", "Entry::BackedUp { upto: ledger.head().unwrap().0 }", "instead",
          "Entry::BackupMade { upto: ledger.head().unwrap().0, took_ms: 0 }"),
      ],
      () => [edit(examples, "    entries.push(Entry::BackedUp", "before", "    entries.push(Entry::BackupMade { upto: 7, took_ms: 1_200 });\n")],
    ],
    tests: "test(/^(ledger::encodings|house|backup)::/)",
  },
  {
    section: "Add a vendor",
    steps: [
      () => [
        edit("src-tauri/domain/vendor.rs", "        costs_typed: &[ProductKind::Airtime],\n    },\n", "after",
          '    /// Acme, of the example.\n    Acme => Facts {\n        name: "Acme",\n        slug: "acme",\n' +
            "        credential_kinds: &[CredentialKind::Key],\n        calls: Calls::Never,\n        timeout_ms: 50_000,\n" +
            "        airtime_least_naira: 50,\n        costs_typed: &[],\n    },\n"),
      ],
      () => copyOfVendor("src-tauri/vendors/strongmb", "src-tauri/vendors/acme/"),
      () => [
        edit("src-tauri/vendors/lib.rs", "pub mod http;\n", "before", "pub mod acme;\n"),
        edit("src-tauri/vendors/lib.rs", "        VendorId::Simpu => Box::new(", "before",
          "        VendorId::Acme => Box::new(acme::Acme::new(credentials, settings)),\n"),
        edit("src-tauri/vendors/lib.rs", "        VendorId::Simpu => &simpu::CAPABILITY,\n", "before",
          "        VendorId::Acme => &acme::CAPABILITY,\n"),
        edit("src-tauri/vendors/calls.md", "| strongmb | `GET /user`", "before",
          read("src-tauri/vendors/calls.md").split("\n").filter((line) => line.startsWith("| strongmb ")).join("\n").replaceAll("strongmb", "acme") + "\n"),
      ],
      () => [
        ...copyOfVendor("src-tauri/practice/strongmb.rs", "src-tauri/practice/acme.rs"),
        edit("src-tauri/practice/lib.rs", "mod counter;\n", "before", "mod acme;\n"),
        edit("src-tauri/practice/lib.rs", "                VendorId::Simpu =>", "before",
          "                VendorId::Acme => acme::act(&shop, &heard).await,\n"),
        edit("src-tauri/practice/lib.rs", '        VendorId::Simpu => "/simpu",\n', "before", '        VendorId::Acme => "/acme/v1",\n'),
      ],
      () => {
        const file = "tests/support/vendor.rs";
        writeFileSync(join(copy, file), read(file).replaceAll(/VendorId::Strongmb(?= [=|i])/g, "VendorId::Strongmb | VendorId::Acme"));
        return [file];
      },
      () => [
        ...copyOfVendor("tests/wire/examples/strongmb", "tests/wire/examples/acme/"),
        ...copyOfVendor("tests/wire/strongmb.rs", "tests/wire/acme.rs"),
        edit("tests/wire/mod.rs", "mod doubled;\n", "before", "mod acme;\n"),
      ],
      () => [edit("docs/manual/owner.md", "| Simpu | airtime", "before", "| Acme | airtime and data of MTN, Airtel, Glo, T2 | yes | yes |\n")],
      () => [make("bindings"), make("words")],
    ],
    tests: "test(/^(wire|contract|house|domain|commands::bindings)::/)",
  },
];

function freshCopy() {
  rmSync(copy, { recursive: true, force: true });
  const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], { cwd: project, encoding: "utf8" });
  for (const file of files.split("\0").filter((file) => file && existsSync(join(project, file)))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(project, file), join(copy, file), { preserveTimestamps: true });
  }
  symlinkSync(join(project, "ui/node_modules"), join(copy, "ui/node_modules"));
  cpSync(join(project, "ui/dist"), join(copy, "ui/dist"), { recursive: true, preserveTimestamps: true });
  // What a step changes is read off a repository of the copy's own.
  git("init", "--quiet");
  git("add", "--all");
}

const git = (...words) => execFileSync("git", words, { cwd: copy, encoding: "utf8" });
const changed = () => [...git("ls-files", "-mo", "--exclude-standard").split("\n")].filter(Boolean);

/**
 * Built in a folder of its own: Cargo takes a package for the same wherever its workspace lies, and would mix the two. What was built of
 * others' packages is the same for both, and need not be built twice.
 */
function shareLibraries() {
  const [from, to] = ["target/debug", "target/contributing-build/debug"].map((folder) => join(project, folder));
  const ours = /^(lib)?airtill/;
  for (const folder of ["deps", ".fingerprint", "build"].filter((folder) => existsSync(join(from, folder)))) {
    mkdirSync(join(to, folder), { recursive: true });
    const there = new Set(readdirSync(join(to, folder)));
    // Programs have no ending: ours are linked anew, and not into the project's own.
    const wanted = (name) => !ours.test(name) && !there.has(name) && (folder !== "deps" || name.includes("."));
    const names = readdirSync(join(from, folder)).filter(wanted);
    for (let at = 0; at < names.length; at += 1000) {
      const some = names.slice(at, at + 1000).map((name) => join(from, folder, name));
      execFileSync("cp", ["-al", ...some, join(to, folder)]);
    }
  }
}
const environment = { ...process.env, CARGO_TARGET_DIR: join(project, "target/contributing-build"), RUST_BACKTRACE: "0" };
function run(command, ...words) {
  const ended = spawnSync(command, words, { cwd: copy, env: environment, stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
  if (ended.status !== 0) fail(`${command} ${words.join(" ")}\n${ended.stdout}\n${ended.stderr}`);
}

/** Does a recipe's steps, and holds the text against what they changed. */
function follow(recipe, runs) {
  const told = steps(recipe.section);
  if (told.length !== recipe.steps.length) {
    fail(`"${recipe.section}" has ${told.length} steps in the text and ${recipe.steps.length} in scripts/contributing.mjs`);
  }
  for (const [n, step] of recipe.steps.entries()) {
    const before = new Map(changed().map((file) => [file, read(file)]));
    for (const done of step()) {
      if (typeof done === "string") continue;
      if (!told[n].includes(`\`make ${done.make}\``)) fail(`step ${n + 1} of "${recipe.section}" doesn't say \`make ${done.make}\``);
      if (runs) run("make", "--silent", done.make);
    }
    for (const file of changed().filter((file) => before.get(file) !== read(file))) {
      if (!names(told[n], file)) fail(`step ${n + 1} of "${recipe.section}" changes ${file}, and doesn't name it:\n  ${told[n]}`);
    }
  }
}

shareLibraries();
const everything = ["--workspace", "--all-targets", "--features", "faults"];
if (process.argv[2] === "check") {
  freshCopy();
  for (const recipe of recipes) follow(recipe, false);
  run("cargo", "check", "--quiet", ...everything);
  console.log(`what CONTRIBUTING.md says compiles: ${recipes.map((recipe) => recipe.section.toLowerCase()).join(", ")}`);
} else {
  const wanted = process.argv.slice(2);
  for (const recipe of recipes.filter(({ section }) => wanted.length === 0 || wanted.includes(section))) {
    freshCopy();
    const begun = Date.now();
    follow(recipe, true);
    run("cargo", "fmt", "--all");
    run("npm", "--prefix", "ui", "run", "--silent", "check");
    if (recipe.tests) run("cargo", "nextest", "run", "--workspace", "--features", "faults", "-E", recipe.tests);
    console.log(`${recipe.section}: ${changed().length} files, ${Math.round((Date.now() - begun) / 1000)} s with its checks`);
  }
}
