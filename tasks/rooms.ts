import { sourceFiles } from "./source_files.ts";

/**
 * Checks who may import whom: the rooms of `src/` and the arrows that the design allows between them.
 * `deno run -A tasks/rooms.ts`.
 */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  disk: [],
  vault: ["disk"],
  scope: ["disk"],
  unlock: ["disk", "vault"],
  exec: ["disk"],
  aws: ["disk", "vault"],
  tools: ["aws"],
  shell: ["disk", "scope"],
  cli: ["disk", "vault", "scope", "unlock", "exec", "aws", "tools", "shell"],
};
/** The folders of cli from the top floor down: each may know those below it, and all may know the files beside them. */
const CLI_FLOORS = [
  ...["parts", "line", "commands", "doctor", "export", "setup"],
  ...["item", "credentials", "token", "unlock", "ask", "output"],
];
/** Vault rooms' files whose data shapes aws may know; it never opens or writes a vault. */
const VAULT_FOR_AWS = ["item.ts"];
/** What these reach without a dynamic import must bring no library and no module of Node's. */
const HOT_ENTRIES = [
  "main.ts",
  "src/commands/run.ts",
  "src/commands/front.ts",
  "src/commands/hook.ts",
];

const root = new URL("..", import.meta.url);

/** Answers every import that is not allowed, as a sentence; none means that the house stands as designed. */
export async function wrongImports(): Promise<string[]> {
  const wrong: string[] = [];
  for (const file of await sourceFiles("src")) {
    const room = roomOf(file);
    for (const target of await imports(file)) {
      if (!target.startsWith(".")) {
        if (room !== "cli" && !target.startsWith("#") && room !== "aws") {
          wrong.push(`${file} imports ${target}, a library outside cli`);
        }
        continue;
      }
      const to = new URL(target, new URL(file, root)).pathname.slice(root.pathname.length);
      const toRoom = roomOf(to);
      if (climbs(file, to)) wrong.push(`${file} imports ${to}, which is a floor above it`);
      if (room === toRoom || toRoom === null || to.startsWith("shells/")) continue;
      if (room === null || !ALLOWED[room]?.includes(toRoom)) {
        wrong.push(`${file} imports ${to}: ${room} must not know ${toRoom}`);
      } else if (
        room === "aws" && toRoom === "vault" && !VAULT_FOR_AWS.some((end) => to.endsWith(`/${end}`))
      ) {
        wrong.push(`${file} imports ${to}: aws knows items, not vaults`);
      }
    }
  }
  for (const [file, target] of await hotImports()) {
    wrong.push(`${file} imports ${target}, which every start would pay for`);
  }
  return wrong;
}

async function hotImports(): Promise<[string, string][]> {
  const found: [string, string][] = [];
  const seen = new Set<string>();
  const queue = [...HOT_ENTRIES];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file) || !file.endsWith(".ts")) continue;
    seen.add(file);
    for (const target of await imports(file)) {
      if (target.startsWith(".")) {
        queue.push(new URL(target, new URL(file, root)).pathname.slice(root.pathname.length));
      } else found.push([file, target]);
    }
  }
  return found;
}

/** The static imports of code; types are gone before anything runs. */
async function imports(file: string): Promise<string[]> {
  const text = await Deno.readTextFile(new URL(file, root));
  return [...text.matchAll(/^(?:import|export)\s+(?!type\b)[^;]*?\bfrom\s+"([^"]+)"/gms)]
    .filter(([statement]) => !/^import\s+\{(\s*type\s+\w+,?)+\s*\}/.test(statement))
    .map((match) => match[1]!);
}

function roomOf(path: string): string | null {
  return /^src\/([a-z]+)\//.exec(path)?.[1] ?? null;
}

function climbs(file: string, to: string): boolean {
  const [from, target] = [file, to].map((path) => {
    const folder = /^src\/cli\/([a-z]+)\//.exec(path)?.[1];
    if (folder !== undefined && !CLI_FLOORS.includes(folder)) {
      throw new TypeError(`${folder} has no floor`);
    }
    return folder === undefined ? null : CLI_FLOORS.indexOf(folder);
  });
  return from !== null && target !== null && from! > target!;
}

if (import.meta.main) {
  const wrong = await wrongImports();
  for (const sentence of wrong) console.error(sentence);
  Deno.exit(wrong.length === 0 ? 0 : 1);
}
