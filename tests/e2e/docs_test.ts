import assert from "node:assert/strict";
import { COMMAND_LIST } from "../../src/commands/command_list.ts";
import { loadCommands } from "../../src/commands/load_command.ts";
import type { Command } from "../../src/cli/declare.ts";
import { MOTO, startMoto } from "./moto.ts";
import { PASSWORD, UserHome } from "./user_home.ts";

const root = new URL("../../", import.meta.url);
const PAGES = [
  "README.md",
  ".github/SECURITY.md",
  ...[...Deno.readDirSync(new URL("docs/", root))].map(({ name }) => name)
    .filter((name) => name.endsWith(".md")).sort().map((name) => `docs/${name}`),
];
const read = (page: string): string => Deno.readTextFileSync(new URL(page, root));
/** What needs a runner's identity or the block before it; the tests of tokens and of web identities run them. */
const ELSEWHERE = /--web-identity|^opaws token revoke/;
const HERE = Deno.env.get("CI") !== undefined || stands(MOTO);

/** The fenced blocks of a page in the language `sh`, by the line on which each begins. */
function shellBlocks(page: string): { readonly line: number; readonly text: string }[] {
  return [...read(page).matchAll(/^```sh\n([^]*?)^```$/gm)].map((match) => ({
    line: match.input.slice(0, match.index).split("\n").length,
    text: match[1]!,
  }));
}

/** The names of headings as links write them. */
function anchors(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title!.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-")
  );
}

for (const page of PAGES) {
  Deno.test(`${page}: every link leads to a file that is there, and to a heading in it`, () => {
    const text = read(page).replace(/^```[^]*?^```$/gm, "");
    for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https:\/\/[\w.-]+\//.test(target!) || /^https:\/\/[\w.-]+$/.test(target!)) continue;
      const [path, anchor] = target!.split("#");
      const url = path === "" ? new URL(page, root) : new URL(path!, new URL(page, root));
      assert.ok(stands(url), `${page}: ${target}`);
      if (anchor) assert.ok(anchors(Deno.readTextFileSync(url)).includes(anchor), target);
    }
  });
}

Deno.test(".github/SECURITY.md: every promise names tests, and each is in the file it leads to", () => {
  const promises = read(".github/SECURITY.md").split("## What is promised")[1]!.split(/^- /m).slice(
    1,
  );
  assert.ok(promises.length > 20, `${promises.length}`);
  for (const promise of promises) {
    assert.ok(namedTests(promise) > 0, promise);
  }
});

Deno.test("docs/prior-issues.md: every wish names tests, and each is in the file it leads to", () => {
  const wishes = read("docs/prior-issues.md").split(/^- /m).slice(1);
  assert.ok(wishes.length > 20, `${wishes.length}`);
  for (const wish of wishes) assert.ok(namedTests(wish) > 0, wish);
});

/** How many tests `text` names, each checked to be in the file that its link leads to. */
function namedTests(text: string): number {
  const tests = text.replace(/\s+/g, " ").matchAll(/\[([^\]]+)\]\((?:\.\.\/)?(tests\/[^)]+)\)/g);
  let count = 0;
  for (const [, name, path] of tests) {
    assert.ok(read(path!).includes(name!), `${path}: ${name}`);
    count++;
  }
  return count;
}

Deno.test("every page of docs is reached from the README", () => {
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

Deno.test("every command that is named in the docs is one, with the options that are named", async () => {
  const commands = await loadCommands();
  let found = 0;
  for (const page of PAGES) {
    for (const [, span] of read(page).matchAll(/`opaws ([a-z][^`]*)`/g)) {
      const words = span!.split(/ -- | \| /)[0]!.split(/[\s[\]|]+/).filter(Boolean);
      let known: readonly Command[] = commands;
      let last: Command | undefined;
      for (const word of words) {
        const next = known.find(({ name }) => name === word);
        if (next === undefined) break;
        [last, known] = [next, next.commands];
      }
      assert.ok(last, `${page}: opaws ${span}; there is ${COMMAND_LIST.length}`);
      const options = Object.values(last.parameters.parameters).map(({ name }) => name);
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
    name: `${page}: every command that is shown runs as it stands there`,
    ignore: !HERE,
    fn: async () => {
      await using moto = await startMoto();
      for (const { line, text: shown } of blocks) {
        const text = shown.split("\n").filter((each) => !ELSEWHERE.test(each)).join("\n");
        using home = await homeFor(text, moto);
        const { code, stderr, stdout } = await home.run("/bin/bash", ["-e", "-c", text]);
        assert.equal(code, 0, `${page}:${line}: ${stdout}\n${stderr}`);
      }
    },
  });
}

/** A home as the pages suppose it: plaintext keys alone where a block begins with a vault, else all set up. */
async function homeFor(
  text: string,
  moto: Awaited<ReturnType<typeof startMoto>>,
): Promise<UserHome> {
  const home = new UserHome({ AWS_ENDPOINT_URL: moto.url });
  const [dev, prod] = [await moto.user(`d${counter()}`), await moto.user(`p${counter()}`)];
  for (const tool of ["aws", "terraform"]) {
    home.program(tool, "echo done");
  }
  home.directory("work/prod");
  home.directory("ci");
  home.credentials({ default: dev, prod });
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
    const made = await home.opaws(["item", "create", "--stdin"], { input });
    assert.equal(made.code, 0, made.stderr);
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

let count = 0;
function counter(): number {
  return ++count;
}

function stands(path: string | URL): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
