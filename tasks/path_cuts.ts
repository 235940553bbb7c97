/**
 * Fails if a file of `src` cuts or joins a path by hand. `src/fs/path.ts` knows the paths of every system; code that knows
 * only those of its author's breaks on the others. `deno run -A tasks/path_cuts.ts`
 */
import { readSources } from "./source_files.ts";

/** Who may, and why. */
const ALLOWED: Readonly<Record<string, string>> = {
  "src/fs/path.ts": "it has the rules",
  "src/aws/config/expand_path.ts": "as Python's os.path.expanduser, whose rules are its own",
  "src/cli/output.ts": "asks whether a line of text may hold a path",
  "src/home_path.ts": "replaces paths within text, and every room may import it",
  "src/windows/command_line.ts": "the rules of command lines",
};
/** Addresses in S3 are no paths. */
const ADDRESSES = /^src\/aws\/s3\/|\/remote_url\.ts$/;
/** What runs on Linux only, where a slash joins each path, and has no code to spare: the plain case and its shortcut. */
const LINUX_ONLY = /\/(plain_\w+|follow_shortcut)\.ts$/;

const SLASH = String.raw`["'\x60](?:/|\\\\)["'\x60]`;
const CUT = new RegExp(
  String.raw`\.(?:split|indexOf|lastIndexOf|startsWith|endsWith|includes)\(\s*${SLASH}` +
    String.raw`|\[\\\\/\]|\[/\\\\\]|\[\^[\\/]+\]\*\$`,
);
/** A template that begins with a folder, by the names that folders have in this code. */
const JOINED = /`\$\{(?:\w+\.)?(?:\w*[fF]older|vaults|state|runtime|home|shims)\}\//;

/** Returns the lines of `text`, the file at `path`, that cut or join a path by hand: `line 3: ...`. */
export function pathCuts(path: string, text: string): string[] {
  if (path in ALLOWED || ADDRESSES.test(path)) return [];
  return text.split("\n").flatMap((line, at) => {
    const isComment = /^\s*(?:\*|\/\/|\/\*)/.test(line);
    const found = !isComment && (CUT.test(line) || (JOINED.test(line) && !LINUX_ONLY.test(path)));
    return found ? [`line ${at + 1}: ${line.trim()}`] : [];
  });
}

if (import.meta.main) {
  let count = 0;
  for (const [path, text] of await readSources("src")) {
    for (const cut of pathCuts(path, text)) {
      count += 1;
      console.error(`${path}, ${cut}\n  use a function of src/fs/path.ts`);
    }
  }
  Deno.exit(count === 0 ? 0 : 1);
}
