import assert from "node:assert/strict";
import { findCommand, isGroup } from "../../src/cli/find_command.ts";
import { COMMANDS } from "../../src/commands/table.ts";
import { ALLOWED } from "../../tasks/rooms.ts";
import { readSources } from "../../tasks/source_files.ts";
import { MOTO, startMoto } from "./moto.ts";
import { PASSWORD, UserHome } from "./user_home.ts";
import { ignoreWithout } from "../ignore.ts";

const root = new URL("../../", import.meta.url);
const PAGES = [
  "README.md",
  ".github/CONTRIBUTING.md",
  ".github/SECURITY.md",
  "tests/bench/README.md",
  "tests/testkit/README.md",
  ...[...Deno.readDirSync(new URL("docs/", root))].map(({ name }) => name)
    .filter((name) => name.endsWith(".md")).sort().map((name) => `docs/${name}`),
];
/** The size at which README.md is still read in one go; bytes. */
const MAX_README_BYTES = 9_216;
const MAX_CONTRIBUTING_LINES = 60;
/** The walk of one run, from its heading to the next. */
const MAX_WALK_LINES = 79;
const read = (page: string): string => Deno.readTextFileSync(new URL(page, root));
/**
 * Lines that need a runner's identity, the block before them, or the console's sign-in service. The tests of tokens, web
 * identities and the console cover them.
 */
const TESTED_ELSEWHERE = /--web-identity|^opaws token revoke|^opaws console/;
const ignore = ignoreWithout(MOTO);

Deno.test("README.md is at most 9 KB, CONTRIBUTING.md at most 60 lines", () => {
  assert.ok(new TextEncoder().encode(read("README.md")).length <= MAX_README_BYTES);
  assert.ok(lineCount(read(".github/CONTRIBUTING.md")) <= MAX_CONTRIBUTING_LINES);
});

Deno.test("docs/architecture.md walks one run in under 80 lines", () => {
  const walk = /^## One run.*\n(?:(?!## ).*\n)*/m.exec(read("docs/architecture.md"));
  assert.ok(walk, "there is no walk");
  const lines = lineCount(walk[0]);
  assert.ok(lines > 20 && lines <= MAX_WALK_LINES, `${lines} lines`);
});

Deno.test("docs/architecture.md lists the rooms and the imports that tasks/rooms.ts allows", () => {
  const table = read("docs/architecture.md").split("## Rooms")[1]!.split("\n## ")[0]!;
  const rows = [...table.matchAll(/^\| `(\w+)` *\|[^|]*\| ([^|]*?) *\|$/gm)].map((
    [, room, imports],
  ) => [room!, imports === "nothing" ? [] : imports!.split(", ").sort()]);
  const rooms = Object.entries(ALLOWED).map(([room, allowed]) => [room, [...allowed].sort()]);
  assert.deepEqual(Object.fromEntries(rows), Object.fromEntries(rooms));
});

for (const page of PAGES) {
  Deno.test(`${page} names only paths of the repository that exist`, () => {
    for (const [, path] of read(page).matchAll(/`((?:src|tests|tasks|shells)\/[\w./-]*)`/g)) {
      assert.ok(exists(new URL(path!, root)), path);
    }
  });
}

/** Returns the `sh` blocks of a page with the line that each begins on. */
function shellBlocks(page: string): { readonly line: number; readonly text: string }[] {
  return [...read(page).matchAll(/^```sh\n([^]*?)^```$/gm)].map((match) => ({
    line: match.input.slice(0, match.index).split("\n").length,
    text: match[1]!,
  }));
}

/** Returns the headings of a page as links name them. */
function anchors(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title!.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-")
  );
}

for (const page of PAGES) {
  Deno.test(`${page} links only to files and headings that exist`, () => {
    const text = read(page).replace(/^```[^]*?^```$/gm, "");
    for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https:\/\/[\w.-]+\//.test(target!) || /^https:\/\/[\w.-]+$/.test(target!)) continue;
      const [path, anchor] = target!.split("#");
      const url = path === "" ? new URL(page, root) : new URL(path!, new URL(page, root));
      assert.ok(exists(url), `${page}: ${target}`);
      if (anchor) assert.ok(anchors(Deno.readTextFileSync(url)).includes(anchor), target);
    }
  });
}

Deno.test(".github/SECURITY.md names a test for every promise, in the file that has it", () => {
  const promises = read(".github/SECURITY.md").split("## What opaws promises")[1]!.split(/^- /m)
    .slice(
      1,
    );
  assert.ok(promises.length > 20, `${promises.length}`);
  for (const promise of promises) {
    assert.ok(namedTests(promise) > 0, promise);
  }
});

Deno.test("docs/prior-issues.md names a test for every issue, in the file that has it", () => {
  const issues = read("docs/prior-issues.md").split(/^- /m).slice(1);
  assert.ok(issues.length > 50, `${issues.length}`);
  for (const issue of issues) assert.ok(namedTests(issue) > 0, issue);
});

/** Returns how many tests `text` names, and checks that the file of each link has the test. */
function namedTests(text: string): number {
  const tests = text.replace(/\s+/g, " ").matchAll(/\[([^\]]+)\]\((?:\.\.\/)?(tests\/[^)]+)\)/g);
  let count = 0;
  for (const [, name, path] of tests) {
    assert.ok(read(path!).includes(name!), `${path}: ${name}`);
    count++;
  }
  return count;
}

Deno.test("docs/troubleshooting.md quotes messages that opaws prints", async () => {
  const sources = [...(await readSources("src")).values()];
  const headings = read("docs/troubleshooting.md").match(/^## .*"/gm) ?? [];
  assert.ok(headings.length >= 4, `${headings.length}`);
  for (const heading of headings) {
    for (const [, message] of heading.matchAll(/"([^"]+)"/g)) {
      for (const part of message!.split(/\s*\.\.\.,?\s*/)) {
        assert.ok(sources.some((text) => text.includes(part)), `${heading}: ${part}`);
      }
    }
  }
});

Deno.test("README.md leads to every page", () => {
  const seen = new Set<string>();
  const queue = ["README.md"];
  for (let page = queue.pop(); page !== undefined; page = queue.pop()) {
    if (seen.has(page) || !page.endsWith(".md")) continue;
    seen.add(page);
    for (const [, target] of read(page).matchAll(/\]\((?!https:)([^)#\s]+)/g)) {
      queue.push(new URL(target!, new URL(page, root)).pathname.slice(root.pathname.length));
    }
  }
  assert.deepEqual(PAGES.filter((page) => !seen.has(page)), []);
});

Deno.test("the docs name only commands and options that exist", async () => {
  let found = 0;
  for (const page of PAGES) {
    for (const [, span] of read(page).matchAll(/`opaws ([a-z][^`]*)`/g)) {
      const words = span!.split(/ -- | \| | && /)[0]!.split(/[\s[\]|]+/).filter(Boolean);
      const { node } = findCommand(COMMANDS, words);
      assert.ok(node, `${page}: opaws ${span}`);
      const command = isGroup(node) ? null : await node.load();
      const options = Object.values(command?.parameters.parameters ?? {}).map(({ name }) => name);
      for (const word of words.filter((word) => /^--\w/.test(word))) {
        assert.ok([...options, "--help"].includes(word), `${page}: opaws ${span}: ${word}`);
      }
      found++;
    }
  }
  assert.ok(found > 50, `${found} were found`);
});

for (const page of PAGES) {
  const blocks = shellBlocks(page).filter(({ text }) => /^(opaws|aws) /m.test(text));
  if (blocks.length === 0) continue;
  Deno.test({
    name: `${page} shows only commands that work`,
    ignore,
    fn: async () => {
      await using moto = await startMoto();
      for (const { line, text: shown } of blocks) {
        const text = shown.split("\n").filter((each) => !TESTED_ELSEWHERE.test(each)).join("\n");
        using home = await homeFor(text, moto);
        const { code, stderr, stdout } = await home.run("/bin/bash", ["-e", "-c", text]);
        assert.equal(code, 0, `${page}:${line}: ${stdout}\n${stderr}`);
      }
    },
  });
}

/** Makes the home that the pages assume: only plaintext keys if a block creates the vault, else everything set up. */
async function homeFor(
  text: string,
  moto: Awaited<ReturnType<typeof startMoto>>,
): Promise<UserHome> {
  const home = new UserHome({ AWS_ENDPOINT_URL: moto.url });
  const [dev, prod] = [await moto.user(`d${counter()}`), await moto.user(`p${counter()}`)];
  for (const tool of ["aws", "terraform", "cdk", "docker"]) {
    home.program(tool, "echo done");
  }
  Deno.symlinkSync(`${home.folder}/bin/cdk`, `${home.folder}/nightly-backup.sh`);
  home.directory("work/prod");
  home.directory("ci");
  // A server needs AWS files without keys, as after `opaws scrub`.
  if (!text.includes("--server")) home.credentials({ default: dev, prod });
  Deno.writeTextFileSync(`${home.folder}/password-file`, `${PASSWORD}\n`);
  Deno.writeTextFileSync(`${home.folder}/item.json`, document("AWS new", dev));
  if (/^opaws vault create/m.test(text)) return home;
  Deno.writeTextFileSync(
    `${home.folder}/.aws/config`,
    "[profile prod]\nrole_arn = arn:aws:iam::123456789012:role/admin\nsource_profile = base\nregion = eu-west-1\n[profile base]\n",
  );
  await home.vault();
  for (
    const [title, key] of [
      ["AWS dev", dev],
      ["AWS prod", prod],
      ["AWS deploy", dev],
    ] as const
  ) {
    const input = document(title, key);
    const created = await home.opaws(["item", "create", "--stdin"], { input });
    assert.equal(created.code, 0, created.stderr);
  }
  const bound = await home.opaws([
    "init",
    "aws",
    "--item",
    "AWS prod",
    "--scope",
    "global",
    "--yes",
  ]);
  assert.equal(bound.code, 0, bound.stderr);
  return home;
}

function document(title: string, key: { readonly id: string; readonly secret: string }): string {
  return JSON.stringify({
    title,
    fields: {
      "access key id": key.id,
      "secret access key": key.secret,
      "one-time password": "JBSWY3DPEHPK3PXP",
      "default region": "eu-west-1",
    },
  });
}

function lineCount(text: string): number {
  return text.split("\n").length - 1;
}

let count = 0;
function counter(): number {
  return ++count;
}

function exists(path: string | URL): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
