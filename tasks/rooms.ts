/**
 * Checks the imports between the rooms of `src/`, those of types included, and what every start loads.
 * `deno run -A tasks/rooms.ts`
 */
import { importsOf } from "./imports.ts";
import { readSources } from "./source_files.ts";

/** The rooms that each room may import. Files directly in `src/` import none, and all may import them. */
export const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  windows: [],
  fs: ["windows"],
  scope: ["fs", "windows"],
  vault: ["fs"],
  tools: [],
  shell: ["fs", "scope"],
  exec: ["fs", "windows", "shell"],
  aws: ["fs", "exec"],
  importers: ["fs", "exec", "aws"],
  unlock: ["fs", "windows", "exec", "scope", "vault"],
  credentials: ["fs", "exec", "scope", "vault", "tools", "aws", "unlock"],
  server: ["fs", "aws"],
  cli: ["fs", "scope", "tools", "unlock"],
  commands: [
    ...["fs", "windows", "scope", "vault", "tools", "shell", "exec", "aws", "importers", "unlock"],
    ...["credentials", "server", "cli"],
  ],
};
/** Rules that are broken for now. */
const EXCEPTIONS: readonly string[] = [];
/** The rooms that may import libraries and modules of Node's. */
const WITH_LIBRARIES = ["aws", "cli", "unlock", "vault"];
/** Files that import no library and no module of Node's statically, because every command would wait for them. */
const FAST = [
  ...["main.ts", "src/commands/run.ts", "src/commands/hook.ts", "src/commands/which.ts"],
  ...["src/commands/command_line.ts", "src/commands/list.ts"],
];
/** The largest share of the code that one room may hold. */
const MAX_SHARE = 0.3;

/**
 * Returns the broken rules, one sentence each. `sources` has the text of each file by its path. An exception that is not
 * needed is a broken rule too.
 */
export function brokenRules(
  sources: ReadonlyMap<string, string>,
  exceptions: readonly string[] = [],
): string[] {
  const broken: string[] = [];
  const edges = new Map<string, Set<string>>();
  for (const [path, text] of sources) {
    const room = roomOf(path);
    if (!path.startsWith("src/")) continue;
    for (const { target, library } of importsOf(path, text)) {
      if (library) {
        if (!WITH_LIBRARIES.includes(room)) broken.push(`${path} imports ${target}, a library`);
        continue;
      }
      const to = roomOf(target);
      if (to === room || to === "") continue;
      const sentence = `${path} imports ${target}`;
      if (!ALLOWED[room]?.includes(to)) broken.push(sentence);
      if (!exceptions.includes(sentence)) edges.set(room, (edges.get(room) ?? new Set()).add(to));
    }
  }
  broken.push(
    ...cycles(edges).map((rooms) => rooms.join(" imports ")),
    ...FAST.flatMap((path) => loadedLibraries(path, sources)),
    ...largeRooms(sources),
  );
  return [
    ...new Set(broken.filter((sentence) => !exceptions.includes(sentence))),
    ...exceptions.filter((sentence) => !broken.includes(sentence))
      .map((sentence) => `${sentence}: this exception is not needed`),
  ];
}

/** Returns every room that can be reached from itself, with the way back; each cycle once. */
function cycles(edges: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const found = new Map<string, string[]>();
  const walk = (way: readonly string[]): void => {
    for (const next of edges.get(way.at(-1)!) ?? []) {
      const at = way.indexOf(next);
      if (at < 0) walk([...way, next]);
      else {
        const rooms = way.slice(at).toSorted().join();
        if (!found.has(rooms)) found.set(rooms, [...way.slice(at), next]);
      }
    }
  };
  for (const room of edges.keys()) walk([room]);
  return [...found.values()];
}

/** Names the libraries that are loaded together with the file at `path`. */
function loadedLibraries(path: string, sources: ReadonlyMap<string, string>): string[] {
  const broken: string[] = [];
  const files = new Set([path]);
  for (const file of files) {
    for (const { target, library, loaded } of importsOf(file, sources.get(file) ?? "")) {
      if (library && loaded) broken.push(`${path} loads ${target}, by ${file}`);
      else if (loaded) files.add(target);
    }
  }
  return broken;
}

function largeRooms(sources: ReadonlyMap<string, string>): string[] {
  const lines = new Map<string, number>();
  let all = 0;
  for (const [path, text] of sources) {
    if (!path.startsWith("src/")) continue;
    const count = text.split("\n").length - 1;
    all += count;
    lines.set(roomOf(path), (lines.get(roomOf(path)) ?? 0) + count);
  }
  return [...lines].filter(([room, count]) => room in ALLOWED && count > all * MAX_SHARE)
    .map(([room]) => `${room} holds more than ${100 * MAX_SHARE}% of the code`);
}

/** Returns the room of a file; an empty string for a file in none. */
function roomOf(path: string): string {
  return /^src\/(\w+)\//.exec(path)?.[1] ?? "";
}

/** Returns the broken rules of this checkout. */
export async function brokenRulesHere(): Promise<string[]> {
  return brokenRules(await readSources("src"), EXCEPTIONS);
}

if (import.meta.main) {
  const broken = await brokenRulesHere();
  for (const sentence of broken) console.error(sentence);
  Deno.exit(broken.length === 0 ? 0 : 1);
}
