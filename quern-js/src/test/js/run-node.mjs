// Runs all tests under node: `node run-node.mjs [--all] [word]`. One line per failure (per test with --all); a word chooses
// the tests whose row or name has it. Exit code 1 on an unexpected failure, or where a test marked `v8` passes after all.
import fs from "node:fs";
import path from "node:path";
import vm from "node:vm";

const folder = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const files = fs.readdirSync(folder).filter(name => name.endsWith(".test.js")).sort();
for (const name of ["harness.js", "builder.js", ...files]) {
  const filename = path.join(folder, name);
  vm.runInThisContext(fs.readFileSync(filename, "utf8"), { filename });
}

const all = process.argv.includes("--all");
const word = process.argv.slice(2).find(argument => !argument.startsWith("--"));
// Marks tell of the V8 of node 26; an older one may differ either way where marked.
const recent = parseInt(process.versions.v8) >= 14;
// What an older V8 does otherwise, and no probe tells.
const older = [
  /shape of the interface$/,
  /^externref: missing$/,
  /^postMessage does not transfer it$/,
  /^structuredClone copies, but does not transfer$/,
  /^up to 1000000$/,
  /^beyond 10000000$/,
  /^the payload /,
  /^needs a tag and a payload$/,
  /^own keys and attributes$/,
  /^explicit undefined: set and grow convert it$/,
];
const unexpected = [];
const known = [];
const skipped = [];
const rows = new Set();

function report(row, name, outcome, detail, marks) {
  rows.add(row);
  const line = `${row}: ${name}${detail ? ": " + detail : ""}`;
  if (all) console.log(outcome, line);
  if (outcome === "skip") skipped.push(line);
  else if (outcome === "fail" && marks.v8) known.push(`${line} (${marks.v8})`);
  else if (outcome === "fail" && !recent && older.some(each => each.test(name))) known.push(`${line} (an older V8)`);
  else if (outcome === "fail") unexpected.push("FAIL " + line);
  else if (marks.v8 && recent) unexpected.push("UNEXPECTED PASS " + line + " (" + marks.v8 + ")");
}

// A rejection that nobody handles is a fault of a test.
process.on("unhandledRejection", reason => unexpected.push("UNHANDLED REJECTION " + reason));
const only = word === undefined ? undefined : entry => (entry.row + " " + entry.name).includes(word);
let ended = false;
process.on("exit", () => {
  if (!ended) {
    console.log("the tests did not end: a promise never settled");
    process.exitCode = 1;
  }
});
const started = Date.now();
const counts = await globalThis.runAll(report, () => (ended = true), { only });
for (const line of skipped) console.log("skipped " + line);
for (const line of known) console.log("known   " + line);
for (const line of unexpected) console.log(line);
console.log(
  `node ${process.version}: ${counts.pass} pass, ${known.length} known to fail, ${counts.fail - known.length} fail, ` +
    `${skipped.length} skipped, ${rows.size} rows, ${Date.now() - started} ms`);
process.exitCode = unexpected.length === 0 ? 0 : 1;
